"""Standing invitations: issued, pledged, not issued at a date, or not known."""

from datetime import date
from pathlib import Path

import pytest

from data import schema
from data.sources import special_procedures
from data.sources.special_procedures import parse
from data.tables import TableError

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)


def files() -> dict[str, bytes]:
    return {
        special_procedures.FILE: (FIXTURES / "special_procedures.csv").read_bytes(),
        special_procedures.TOTALS_FILE: (FIXTURES / "special_procedures_totals.csv").read_bytes(),
    }


@pytest.fixture(scope="module")
def parsed():
    return parse(files(), today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data):
    return parse(special_procedures.fetch(shared_data), today=TODAY)


def points(parsed, iso3: str) -> dict[str, float]:
    rows = parsed.observations[parsed.observations["iso3"] == iso3]
    return dict(zip(rows["period_end"].dt.strftime("%Y-%m-%d"), rows["value"], strict=True))


def fact(parsed, iso3: str):
    return parsed.facts[parsed.facts["iso3"] == iso3].iloc[0]


def test_an_invitation_counts_from_the_day_a_text_shows_it(parsed):
    assert points(parsed, "ARM") == {"2003-04-24": 0, "2010-09-21": 1}


def test_the_nearest_of_two_bounds_is_taken(parsed):
    assert points(parsed, "ZAF") == {"2003-04-24": 0, "2003-07-17": 1}


def test_an_invitation_is_repeated_to_the_day_it_was_last_seen(parsed):
    found = points(parsed, "IND")
    assert (found["2011-09-14"], found["2025-12-31"], max(found)) == (1, 1, "2026-08-03")


def test_not_issued_at_that_date_is_known_on_that_date_only(parsed):
    assert points(parsed, "AFG") == {"2014-01-01": 0}


def test_a_pledge_is_half_and_stands_while_the_state_is_still_asked(parsed):
    assert points(parsed, "AZE") == {"2009-02-28": 0.5, "2013-04-01": 0.5}


def test_a_state_that_no_text_names_is_unknown(parsed):
    assert points(parsed, "SSD") == {}


def test_a_belief_is_shown_as_one_and_not_scored(parsed):
    assert points(parsed, "GHA") == {}
    assert fact(parsed, "GHA")["evidence"] == "belief"


def test_a_belief_beside_a_seen_status_is_called_unverified(parsed):
    assert "believed at present: yes (unverified)" in fact(parsed, "AFG")["note"]


def test_the_gap_to_the_stated_total_is_told(parsed):
    assert "of the 129 States with a standing invitation on 2022-09-29, 3 are known" in fact(parsed, "AFG")["note"]


def test_a_bound_is_not_shown_as_the_day_of_issue(parsed):
    row = fact(parsed, "ARM")
    assert (row["from_date"], row["note"]) == ("2010-09-21", "issued no later than the day given")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ZZZ,yes,,,2010,yes,2010,a text,seen,", "unknown country"),
        ("GHA,yes,,,2010,yes,2010,a text,seen,", "duplicate"),
        ("FRA,maybe,,,2010,yes,2010,a text,seen,", "unknown value"),
        ("FRA,yes,,,2031-01,yes,2010,a text,seen,", "future date"),
        ("FRA,yes,,,long ago,yes,2010,a text,seen,", "bad date"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected(line, reason):
    raw = files()
    raw[special_procedures.FILE] += line.encode()
    assert parse(raw, today=TODAY).rejects[["row", "reason"]].values.tolist() == [[10, reason]]


def test_a_missing_column_is_named():
    raw = files()
    raw[special_procedures.FILE] = raw[special_procedures.FILE].replace(b"not_after", b"until")
    with pytest.raises(TableError, match="no column 'not_after'"):
        parse(raw, today=TODAY)


@pytest.mark.shared_data
def test_all_195_states_have_a_fact(real):
    assert real.facts["iso3"].nunique() == len(real.facts) == 195


@pytest.mark.shared_data
def test_ten_states_are_known_from_memory_alone_and_have_no_observation(real):
    unverified = set(real.facts.loc[real.facts["evidence"].isin(schema.UNVERIFIED), "iso3"])
    assert len(unverified) == 10
    assert unverified.isdisjoint(real.observations["iso3"])
