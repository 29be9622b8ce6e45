"""World Development Indicators: units, empty cells, Namibia, and groups that are no country."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import wdi
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "wdi.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return wdi.parse({"structure/wdi.csv": FIXTURE.read_bytes()}, today=TODAY)


def test_each_series_is_the_column_it_says(parsed):
    rows = parsed.observations[parsed.observations["period_end"] == pd.Timestamp("2020-12-31")]
    assert dict(zip(rows["series"], rows["value"], strict=True)) == {
        "wdi.population": 2_700_000, "wdi.infant_mortality": 30.1, "wdi.gdp_per_capita": 4200.25,
        "wdi.gdp_per_capita_growth": -9.75, "wdi.trade_share": 85.5,
    }  # fmt: skip


def test_an_empty_cell_gives_no_observation(parsed):
    rows = parsed.observations[parsed.observations["period_end"] == pd.Timestamp("2024-12-31")]
    assert rows["series"].tolist() == ["wdi.population"]


def test_groups_of_countries_are_said_to_be_groups(parsed):
    rejects = parsed.rejects.set_index("row")
    assert rejects.loc[[4, 5, 6], "detail"].unique().tolist() == ["a group of countries, not one of the 195 States"]


def test_a_territory_is_no_state_covered(parsed):
    assert parsed.rejects.set_index("row").loc[7, "reason"] == "not a State covered"


def test_a_code_that_nobody_knows_is_an_unknown_country(parsed):
    assert parsed.rejects.set_index("row").loc[8, "reason"] == "unknown country"


@pytest.mark.shared_data
def test_the_real_file_has_every_state_but_the_holy_see_and_no_unknown_code(shared_data):
    real = wdi.parse(wdi.fetch(shared_data), today=TODAY)
    rows = validate(real.observations, {one.key: "wdi" for one in wdi.SOURCE.series}, today=TODAY)
    assert rows["iso3"].nunique() == 194
    assert set(real.rejects["reason"]) == {"not a State covered"}
