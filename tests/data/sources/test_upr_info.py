"""Recommendations: counted by theme, never quoted."""

import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import upr_info
from data.sources.upr_info import parse, themes_of
from data.tables import TableError

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)
NAMES = {
    upr_info.RECOMMENDATIONS_FILE: "upr_info_recommendations.csv",
    upr_info.PLEDGES_FILE: "upr_info_pledges_macroman.csv",
    upr_info.SESSIONS_FILE: "upr_info_sessions.csv",
    upr_info.OPENED_FILE: "upr_info_opened.csv",
}


def files() -> dict[str, bytes]:
    return {file: (FIXTURES / name).read_bytes() for file, name in NAMES.items()}


@pytest.fixture(scope="module")
def parsed():
    return parse(files(), today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data):
    return parse(upr_info.fetch(shared_data), today=TODAY)


def value(parsed, series: str, iso3: str) -> list[float]:
    rows = parsed.observations
    return rows.loc[(rows["series"] == f"upr.{series}") & (rows["iso3"] == iso3), "value"].tolist()


@pytest.mark.parametrize(
    ("series", "lesotho", "bosnia"),
    [  # counted by hand in the fixture
        ("recommendations", [3], [3]),
        ("share_accepted", [1 / 3], [2 / 3]),
        ("atrocity_theme_recommendations", [1], [1]),
        ("atrocity_theme_share_noted", [0], [0]),
        ("minority_recommendations", [1], [1]),
        ("minority_share_noted", [1], [1]),
        ("hate_speech_recommendations", [0], [1]),
        ("hate_speech_share_noted", [], [1]),
        ("impunity_recommendations", [1], [0]),
        ("civic_space_recommendations", [1], [0]),
        ("voluntary_pledges", [2], [1]),
        ("standing_invitation_requests", [3], [0, 0]),
        ("standing_invitation_requests_accepted", [1], []),
    ],
)
def test_recommendations_are_counted_by_review(parsed, series, lesotho, bosnia):
    assert (value(parsed, series, "LSO"), value(parsed, series, "BIH")) == (lesotho, bosnia)


def test_a_share_is_missing_where_there_was_no_recommendation(parsed):
    assert value(parsed, "impunity_share_noted", "BIH") == []


def test_pledges_are_unknown_for_sessions_that_the_file_does_not_reach(parsed):
    rows = parsed.observations
    pledges = rows[(rows["series"] == "upr.voluntary_pledges") & (rows["iso3"] == "BIH")]
    assert pledges["period_end"].dt.strftime("%Y-%m").tolist() == ["2014-01"]


def test_a_session_known_by_its_month_ends_with_that_month(parsed):
    rows = parsed.observations[parsed.observations["series"] == "upr.recommendations"]
    ends = dict(zip(rows["iso3"], rows["period_end"].dt.strftime("%Y-%m-%d"), strict=True))
    assert ends == {"LSO": "2010-05-14", "BIH": "2014-10-31"}


def test_the_answers_are_known_half_a_year_after_the_session(parsed):
    rows = parsed.observations[parsed.observations["iso3"] == "LSO"]
    assert set(rows["known_on"].dt.strftime("%Y-%m-%d")) == {"2010-11-10"}  # 14 May + 180 days


def test_nothing_is_known_after_today():
    rows = parse(files(), today=date(2014, 12, 1)).observations
    assert rows["known_on"].max() == pd.Timestamp("2014-12-01")


def test_no_text_of_a_recommendation_is_kept(parsed):
    kept = " ".join(parsed.observations["reference"]) + " ".join(parsed.rejects["value"].fillna(""))
    assert "Investigate" not in kept
    assert "schools" not in kept


def theme(text: str, issue: str = "Other") -> set[str]:
    found = themes_of(pd.DataFrame({"Text": [text], "Issue": [issue]}, dtype="string")).iloc[0]
    return set(found[found].index)


@pytest.mark.parametrize(
    ("text", "issue", "expected"),
    [
        ("End extrajudicial killings", "Extrajudicial executions", {"atrocity_theme"}),
        ("Prosecute those responsible for crimes against humanity", "Justice", {"atrocity_theme"}),
        ("Ensure that such atrocities are not repeated", "Other", {"atrocity_theme"}),
        ("End impunity for attacks on journalists", "Freedom of the press", {"impunity", "civic_space"}),
        ("Ratify the Convention against Torture", "International instruments,Torture and other CID treatment", set()),
        ("Withdraw its reservations to ICERD", "International instruments,Racial discrimination", set()),
        ("Incorporate CAT in domestic law", "International instruments, Torture and other CID treatment", {"atrocity_theme"}),
        ("Ban corporal punishment", "Rights of the Child,Torture and other CID treatment", set()),
        ("Revise the law on genocide ideology", "Freedom of opinion and expression", {"civic_space"}),
        ("Outlaw incitement to racial hatred", "Other", {"hate_speech"}),
        ("Adopt measures against hate speech", "Other", {"hate_speech"}),
        ("Revise the crime of incitement to subversion", "Other", set()),
        ("Consult civil society on the follow-up", "Civil society,UPR process", set()),
        ("Let civil society work freely", "Civil society", {"civic_space"}),
        ("Protect defenders and consult them", "Civil society,UPR process,Human rights defenders", {"civic_space"}),
        ("Protect religious minorities", "Freedom of religion and belief", {"minority"}),
        ("Protéger les minorités contre le “hate speech”", "Minorities", {"minority", "hate_speech"}),
        ("Build schools", "Right to education", set()),
    ],
)  # fmt: skip
def test_a_recommendation_is_on_the_themes_it_names(text, issue, expected):
    assert theme(text, issue) == expected


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_a_treaty_to_join_is_on_no_theme_whatever_the_text(text):
    assert theme(f"Ratify the Covenant {text}", "International instruments,Impunity,Minorities") == set()


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [(3, "From", "duplicate"), (9, "To", "unknown country"), (10, "Response", "unknown value"),
     (11, "Session", "unknown value"), (12, "Session", "not a number")],
)  # fmt: skip
def test_a_row_that_cannot_be_counted_is_rejected(parsed, row, column, reason):
    rejects = parsed.rejects[parsed.rejects["row"] == row]
    assert rejects[["column", "reason"]].values.tolist() == [[column, reason]]


def test_an_unknown_state_comes_with_the_nearest_names():
    raw = files()
    raw[upr_info.RECOMMENDATIONS_FILE] = raw[upr_info.RECOMMENDATIONS_FILE].replace(b"Zubrowka", b"Lesoto")
    details = parse(raw, today=TODAY).rejects["detail"]
    assert details.str.contains("nearest: Lesotho").any()


def test_a_session_still_to_come_is_rejected():
    rejects = parse(files(), today=date(2011, 1, 1)).rejects
    assert (rejects["reason"] == "future date").sum() == 4 + 1 + 2  # recommendations, a pledge and requests of 2014


def test_a_byte_order_mark_and_semicolons_change_nothing(parsed):
    raw, name = files(), upr_info.RECOMMENDATIONS_FILE
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(raw[name].decode())))
    raw[name] = b"\xef\xbb\xbf" + out.getvalue().encode()
    pd.testing.assert_frame_equal(parse(raw, today=TODAY).observations, parsed.observations)


def test_a_missing_column_is_named():
    raw = files()
    raw[upr_info.PLEDGES_FILE] = raw[upr_info.PLEDGES_FILE].replace(b"Issue", b"Topic")
    with pytest.raises(TableError, match="no column 'Issue'"):
        parse(raw, today=TODAY)


@pytest.mark.shared_data
def test_the_real_files_hold_305_reviews_of_193_states(real):
    rows = real.observations[real.observations["series"] == "upr.recommendations"]
    assert (len(rows), rows["iso3"].nunique(), rows["value"].sum()) == (305, 193, 41_063)


@pytest.mark.shared_data
def test_only_repeated_rows_of_the_real_files_are_rejected(real):
    assert real.rejects["reason"].tolist() == ["duplicate"] * 5


@pytest.mark.shared_data
def test_every_declared_series_has_real_observations(real):
    assert set(real.observations["series"]) == {one.key for one in upr_info.SOURCE.series}
