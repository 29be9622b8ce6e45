"""Coups: years with an attempt, and what is derived for the years without one."""

from datetime import date
from pathlib import Path

import pytest

from data.observations import validate
from data.sources import coups
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "coups.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return coups.parse({coups.FILE: FIXTURE.read_bytes()}, today=TODAY)


def test_a_listed_year_is_published(parsed):
    rows = parsed.observations[parsed.observations["evidence"] == "published"]
    assert sorted(rows["iso3"]) == ["BGD", "MLI", "SDN"]
    assert set(rows["value"]) == {1}


def test_a_year_that_is_not_listed_is_derived_to_be_without_an_attempt(parsed):
    rows = parsed.observations.query("iso3 == 'MLI' and evidence == 'derived'")
    assert set(rows["value"]) == {0}
    assert sorted(rows["period_end"].dt.year) == [year for year in range(1989, 2025) if year != 1991]


def test_a_state_has_no_year_before_it_existed(parsed):
    rows = parsed.observations[parsed.observations["iso3"] == "SSD"]
    assert rows["period_start"].dt.year.min() == 2011


def test_a_state_that_the_list_does_not_cover_has_no_figure(parsed):
    assert not {"PSE", "VAT"} & set(parsed.observations["iso3"])


def test_a_row_that_cannot_be_used_is_a_reject(parsed):
    assert parsed.rejects[["row", "value", "reason"]].values.tolist() == [
        [5, "315", "not a State covered"], [6, "2", "out of range"],
    ]  # fmt: skip


def test_an_empty_list_fills_nothing():
    empty = b"ccode,country,year,cou.any\n"
    assert coups.parse({coups.FILE: empty}, today=TODAY).observations.empty


@pytest.mark.shared_data
def test_the_real_list_gives_valid_observations(shared_data):
    real = coups.parse(coups.fetch(shared_data), today=TODAY).observations
    rows = validate(real, {"coups.coup_attempts": "coups"}, today=TODAY)
    niger = rows.query("iso3 == 'NER' and value == 1")["period_end"].dt.year
    assert niger.tolist() == [1996, 1999, 2010, 2021, 2023]
