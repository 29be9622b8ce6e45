"""Ethnic Power Relations: shares of the population, and the year in which Serbia followed Yugoslavia."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import epr
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "epr_country_year.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return epr.parse({"violence/epr_country_year_1946_2020.csv": FIXTURE.read_bytes()}, today=TODAY)


def values_of(parsed: Parsed, iso3: str, series: str) -> dict[int, float]:
    rows = parsed.observations
    rows = rows[(rows["iso3"] == iso3) & (rows["series"] == f"epr.{series}")]
    return dict(zip(rows["period_end"].dt.year, rows["value"], strict=True))


def test_each_series_is_the_column_it_says(parsed):
    assert values_of(parsed, "SDN", "excluded_population") == {2020: 0.753}
    assert values_of(parsed, "SDN", "discriminated_population") == {2020: 0.120000005}


def test_serbia_counts_in_the_year_in_which_it_followed_yugoslavia(parsed):
    assert values_of(parsed, "SRB", "excluded_population") == {2005: 0.254, 2006: 0.2869}
    assert parsed.rejects[parsed.rejects["reason"] == "duplicate"]["row"].tolist() == [4]


def test_a_share_beyond_all_people_is_a_reject(parsed):
    rejects = parsed.rejects[parsed.rejects["reason"] == "out of range"]
    assert rejects[["row", "column", "value"]].values.tolist() == [[8, "exclpop", "1.2"]]
    assert values_of(parsed, "AFG", "discriminated_population") == {2020: 0}


def test_the_source_is_off_unless_a_deployment_asks():
    assert not epr.SOURCE.is_default


@pytest.mark.shared_data
def test_the_real_file_agrees_with_the_copy_that_the_early_warning_project_made(shared_data):
    """The copy numbers Germany, Yemen and Serbia otherwise; every State and year in both has the same share."""
    real = epr.parse(epr.fetch(shared_data), today=TODAY).observations
    rows = validate(real, {one.key: "epr" for one in epr.SOURCE.series}, today=TODAY)
    ours = rows[rows["series"] == "epr.discriminated_population"].assign(year=lambda frame: frame["period_end"].dt.year)
    copy = pd.read_csv(shared_data / "structure/epr-clean.csv").query(
        "year >= 1989 and ccode in [432, 625, 775, 365, 2]"
    )
    copy["iso3"] = copy["ccode"].map({432: "MLI", 625: "SDN", 775: "MMR", 365: "RUS", 2: "USA"})
    both = ours.merge(copy, on=["iso3", "year"])
    assert len(both) == len(copy) == 160
    assert (both["value"] - both["discrimpop"]).abs().max() < 1e-4
