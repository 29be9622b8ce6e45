"""UNHCR: who is counted on which side, and what a zero and a blank mean."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import unhcr
from data.sources.declaration import Parsed
from data.tables import TableError

TODAY = date(2026, 11, 21)
FIXTURES = Path(__file__).parent / "fixtures"
FILES = {
    "displacement/unhcr_by_origin_1990_2025.csv": (FIXTURES / "unhcr_by_origin.csv").read_bytes(),
    "displacement/unhcr_by_asylum_1990_2025.csv": (FIXTURES / "unhcr_by_asylum.csv").read_bytes(),
}


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return unhcr.parse(FILES, today=TODAY)


def values_of(parsed: Parsed, iso3: str, series: str) -> dict[int, float]:
    rows = parsed.observations
    rows = rows[(rows["iso3"] == iso3) & (rows["series"] == f"unhcr.{series}")]
    return dict(zip(rows["period_end"].dt.year, rows["value"], strict=True))


def test_people_in_need_of_protection_count_with_the_refugees_of_their_origin(parsed):
    assert values_of(parsed, "VEN", "refugees_by_origin") == {2024: 6245}


def test_a_blank_for_people_in_need_of_protection_is_nobody(parsed):
    assert values_of(parsed, "MLI", "refugees_by_origin") == {1999: 100, 2000: 110, 2024: 120}


def test_the_host_has_the_refugees_it_hosts(parsed):
    assert values_of(parsed, "COL", "refugees_hosted") == {2024: 2780}


def test_asylum_seekers_are_not_known_by_origin_before_2000(parsed):
    assert values_of(parsed, "MLI", "asylum_seekers_by_origin") == {2000: 0, 2024: 30}


def test_a_zero_for_displaced_people_is_not_reported(parsed):
    assert values_of(parsed, "MLI", "idps") == {2024: 5000}


def test_a_zero_for_stateless_people_is_not_reported(parsed):
    assert values_of(parsed, "MLI", "stateless") == {}
    assert values_of(parsed, "COL", "stateless") == {2024: 5}


def test_a_country_that_is_not_listed_has_no_figure(parsed):
    assert values_of(parsed, "COL", "refugees_by_origin") == {}


def test_pseudo_countries_and_territories_are_rejects(parsed):
    rejects = parsed.rejects[parsed.rejects["reason"] == "not a State covered"]
    assert rejects["value"].tolist() == ["TIB", "UNK", "MAC"]


def test_a_figure_of_the_year_in_progress_is_a_future_date(parsed):
    rejects = parsed.rejects[parsed.rejects["reason"] == "future date"]
    assert rejects[["row", "value"]].values.tolist() == [[8, "2026"]]


def test_one_side_missing_is_refused():
    with pytest.raises(TableError, match="by_asylum"):
        unhcr.parse({path: raw for path, raw in FILES.items() if "origin" in path}, today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data) -> Parsed:
    return unhcr.parse(unhcr.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
def test_the_real_files_give_valid_observations_of_all_states(real):
    rows = validate(real.observations, {one.key: "unhcr" for one in unhcr.SOURCE.series}, today=TODAY)
    assert rows["iso3"].nunique() == 195


@pytest.mark.shared_data
def test_the_real_year_2025_is_the_end_of_the_year(shared_data):
    """At mid-2025 UNHCR had 8.42 million asylum-seekers and 526,200 Syrians returned in six months."""
    origins = pd.read_csv(shared_data / "displacement/unhcr_by_origin_1990_2025.csv").query("year == 2025")
    assert origins["asylum_seekers"].sum() > 8_900_000
    assert origins.set_index("coo_iso")["returned_refugees"]["SYR"] > 2 * 526_200
