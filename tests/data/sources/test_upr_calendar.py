"""The calendar of reviews: exact where days were seen, bounded where they were not."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.sources import upr_calendar
from data.sources.upr_calendar import parse
from data.tables import TableError

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)
NAMES = {
    upr_calendar.CALENDAR_FILE: "upr_calendar.csv",
    upr_calendar.SESSIONS_FILE: "upr_calendar_sessions.csv",
    upr_calendar.OPENED_FILE: "upr_calendar_opened.csv",
}


def files() -> dict[str, bytes]:
    return {file: (FIXTURES / name).read_bytes() for file, name in NAMES.items()}


@pytest.fixture(scope="module")
def parsed():
    return parse(files(), today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data):
    return parse(upr_calendar.fetch(shared_data), today=TODAY)


def period(parsed, session: int) -> tuple[str, str]:
    rows = parsed.observations[parsed.observations["value"] == session]
    start, end = rows["period_start"].iloc[0], rows["period_end"].iloc[0]
    return f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"


def test_a_session_whose_days_were_seen_is_dated_by_them(parsed):
    assert period(parsed, 1) == ("2008-04-07", "2008-04-18")


def test_a_session_known_by_its_month_spans_that_month(parsed):
    assert period(parsed, 3) == ("2008-12-01", "2008-12-31")


def test_a_remembered_session_lies_between_the_sessions_that_were_seen(parsed):
    assert period(parsed, 23) == ("2015-05-16", "2018-11-04")


def test_a_remembered_date_is_shown_as_such(parsed):
    row = parsed.facts[parsed.facts["fact"].str.endswith("session 23")].iloc[0]
    assert (row["from_date"], row["date_evidence"], row["status"]) == ("2015-11-02", "memory", "reviewed")


def test_a_month_takes_the_place_of_a_remembered_day(parsed):
    row = parsed.facts[parsed.facts["fact"].str.endswith("session 3")].iloc[0]
    assert (row["from_date"], row["to_date"], row["date_evidence"]) == ("2008-12", "", "derived")


def test_a_remembered_review_is_no_observation(parsed):
    assert 24 not in set(parsed.observations["value"])


def test_a_planned_review_is_announced_and_not_counted(parsed):
    row = parsed.facts[parsed.facts["topic"] == "upr_next"].iloc[0]
    assert (row["iso3"], row["status"], row["from_date"]) == ("MAR", "planned", "")
    assert 50 not in set(parsed.observations["value"])


def test_a_review_is_not_known_before_it_is_over():
    assert parse(files(), today=date(2008, 4, 17)).observations.empty


def test_a_session_still_to_come_is_planned():
    raw = {name: text.replace(b",2014-11,", b",,").replace(b",2018-11,", b",,") for name, text in files().items()}
    facts = parse(raw, today=date(2018, 1, 1)).facts
    assert facts.loc[facts["fact"].str.endswith("session 31"), "topic"].tolist() == ["upr_next"]


def test_two_reviews_of_a_state_within_one_span_are_a_duplicate():
    raw = files()
    line = b"2,24,MMR,2016-01-18,2016-01-29,memory,,,order of the cycle,derived"
    raw[upr_calendar.CALENDAR_FILE] = raw[upr_calendar.CALENDAR_FILE].replace(
        b"2,24,MMR,2016-01-18,2016-01-29,memory,,,general knowledge,memory", line
    )
    rejects = parse(raw, today=TODAY).rejects
    assert rejects[["row", "reason"]].values.tolist() == [[5, "duplicate"]]


def test_a_session_with_a_broken_date_is_rejected():
    raw = files()
    raw[upr_calendar.SESSIONS_FILE] = raw[upr_calendar.SESSIONS_FILE].replace(b"2008-04-07", b"7 April 2008")
    rejects = parse(raw, today=TODAY).rejects
    assert rejects.loc[rejects["file"] == upr_calendar.SESSIONS_FILE, "reason"].tolist() == ["bad date"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,1,ZZZ,2008-04-07,2008-04-18,seen,a list,2014-11,a page,seen", "unknown country"),
        ("1,1,MAR,2008-04-07,2008-04-18,seen,a list,2014-11,a page,seen", "duplicate"),
        ("1,one,FRA,2008-04-07,2008-04-18,seen,a list,2014-11,a page,seen", "not a number"),
        ("1,7,FRA,2008-04-07,2008-04-18,seen,a list,2014-11,a page,seen", "unknown value"),
        ("1,1,FRA,2008-04-07,2008-04-18,seen,a list,2031,a page,seen", "future date"),
    ],
)
def test_a_review_that_cannot_be_used_is_rejected(line, reason):
    raw = files()
    raw[upr_calendar.CALENDAR_FILE] += line.encode()
    assert parse(raw, today=TODAY).rejects[["row", "reason"]].values.tolist() == [[8, reason]]


def test_a_missing_column_is_named():
    raw = files()
    raw[upr_calendar.SESSIONS_FILE] = raw[upr_calendar.SESSIONS_FILE].replace(b"date_evidence", b"proof")
    with pytest.raises(TableError, match="no column 'date_evidence'"):
        parse(raw, today=TODAY)


@pytest.mark.shared_data
def test_every_member_state_was_reviewed_three_times_or_more(real):
    reviews = real.observations.groupby("iso3").size()
    assert len(reviews) == 193
    assert reviews.drop("SSD").ge(3).all()


@pytest.mark.shared_data
def test_a_states_reviews_follow_each_other(real):
    ends = real.observations.sort_values(["iso3", "value"]).groupby("iso3")["period_end"]
    assert (ends.diff().dropna() > pd.Timedelta(days=365)).all()


@pytest.mark.shared_data
def test_each_review_is_one_fact(real):
    assert not real.facts.duplicated(["iso3", "fact"]).any()
