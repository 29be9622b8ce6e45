"""Situations before the Court: dated by what was seen, never by what is remembered."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data import schema
from data.sources import icc
from data.sources.icc import parse
from data.tables import TableError

RAW = (Path(__file__).parent / "fixtures" / "icc_accountability.csv").read_bytes()
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def parsed():
    return parse({icc.FILE: RAW}, today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data):
    return parse(icc.fetch(shared_data), today=TODAY)


def points(parsed, iso3: str) -> dict[str, float]:
    rows = parsed.observations[parsed.observations["iso3"] == iso3]
    return dict(zip(rows["period_end"].dt.strftime("%Y-%m-%d"), rows["value"], strict=True))


def test_a_situation_known_by_its_year_counts_from_the_end_of_that_year(parsed):
    found = points(parsed, "MLI")
    assert (found["2011-12-31"], found["2012-12-31"]) == (0, 1)


def test_the_earliest_of_several_situations_counts(parsed):
    assert min(points(parsed, "CAF").items()) == ("2004-12-31", 1)


def test_a_remembered_opening_counts_from_the_day_of_the_list_only(parsed):
    assert points(parsed, "MMR") == {"2022-03-31": 1}


def test_a_remembered_opening_is_shown_with_its_evidence(parsed):
    row = parsed.facts[parsed.facts["iso3"] == "MMR"].iloc[0]
    assert (row["from_date"], row["evidence"], row["date_evidence"]) == ("2019-11-14", "seen", "memory")


def test_a_state_that_the_list_leaves_out_had_no_situation_on_its_day(parsed):
    assert max(points(parsed, "FRA").items()) == ("2022-03-01", 0)


def test_a_preliminary_examination_is_shown_and_not_scored(parsed):
    assert set(points(parsed, "GIN").values()) == {0}
    assert parsed.facts.loc[parsed.facts["iso3"] == "GIN", "fact"].tolist() == ["Preliminary examination"]


def test_a_withdrawal_is_dated_by_the_day_it_took_effect(parsed):
    assert parsed.facts.loc[parsed.facts["iso3"] == "BDI", "from_date"].tolist() == ["2017-10-27"]


def test_memory_never_becomes_an_observation(parsed):
    assert not parsed.observations["evidence"].isin(schema.UNVERIFIED).any()


def test_treaties_are_left_to_their_own_source(parsed):
    assert "ALB" not in set(parsed.facts["iso3"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("MLI,icc_situation,investigation opened,,,,2012,,2022-03,a list,seen,seen,", "duplicate"),
        ("ZZZ,icc_situation,investigation opened,,,,2004,,2022-03,a list,seen,seen,", "unknown country"),
        ("GHA,icc_situation,acquitted,,,,2004,,2022-03,a list,seen,seen,", "unknown value"),
        ("GHA,icc_situation,investigation opened,,,,2031,,2022-03,a list,seen,seen,", "future date"),
        ("GHA,icc_situation,investigation opened,,,,spring,,2022-03,a list,seen,seen,", "bad date"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected(line, reason):
    rejects = parse({icc.FILE: RAW + line.encode()}, today=TODAY).rejects
    assert rejects[["row", "reason"]].values.tolist() == [[11, reason]]


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'instrument'"):
        parse({icc.FILE: RAW.replace(b"instrument", b"tool")}, today=TODAY)


def test_a_table_without_rows_gives_nothing():
    assert parse({icc.FILE: RAW.split(b"\n", 1)[0] + b"\n"}, today=TODAY).observations.empty


@pytest.mark.shared_data
def test_seventeen_states_had_a_situation_in_march_2022(real):
    """17 situations; the Central African Republic has two, Bangladesh/Myanmar counts for both."""
    newest = real.observations.groupby("iso3")["value"].last()
    assert (len(newest), newest.sum()) == (195, 17)


@pytest.mark.shared_data
def test_no_real_row_is_rejected(real):
    pd.testing.assert_frame_equal(real.rejects, schema.rejects([]))
