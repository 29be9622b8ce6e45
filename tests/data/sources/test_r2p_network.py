"""The R2P network: membership where a text shows it, and unknown elsewhere."""

from datetime import date
from pathlib import Path

import pytest

from data import schema
from data.sources import r2p_network
from data.sources.r2p_network import parse
from data.tables import TableError

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)


def files() -> dict[str, bytes]:
    return {
        r2p_network.FOCAL_POINTS_FILE: (FIXTURES / "r2p_network_focal_points.csv").read_bytes(),
        r2p_network.FRIENDS_FILE: (FIXTURES / "r2p_network_friends.csv").read_bytes(),
    }


@pytest.fixture(scope="module")
def parsed():
    return parse(files(), today=TODAY)


def days(parsed, series: str, iso3: str) -> list[str]:
    rows = parsed.observations
    rows = rows[(rows["series"] == f"r2p.{series}") & (rows["iso3"] == iso3)]
    return rows["period_end"].dt.strftime("%Y-%m-%d").tolist()


def test_a_focal_point_counts_on_the_day_a_text_names_it(parsed):
    assert days(parsed, "focal_point", "AUS") == ["2021-05-11"]


def test_a_month_counts_from_its_last_day(parsed):
    assert days(parsed, "focal_point", "RWA") == ["2015-08-31"]
    assert days(parsed, "focal_point", "BWA") == ["2015-06-30"]


def test_membership_holds_between_the_texts_that_show_it(parsed):
    assert days(parsed, "group_of_friends", "NLD") == [
        "2017-09-06", "2017-12-31", "2018-12-31", "2019-12-31", "2020-12-31", "2021-12-31", "2022-12-31",
        "2023-12-31", "2024-12-31",
    ]  # fmt: skip


def test_attendance_and_memory_are_shown_and_not_counted(parsed):
    assert days(parsed, "focal_point", "ALB") == []
    assert len(parsed.facts[parsed.facts["iso3"] == "RWA"]) == 2


def test_a_friend_of_either_kind_counts_as_neither(parsed):
    assert "DEU" not in set(parsed.observations["iso3"])


def test_a_state_that_no_list_names_is_unknown(parsed):
    assert "FRA" not in set(parsed.observations["iso3"])


def test_an_organisation_is_a_counted_reject(parsed):
    assert parsed.rejects[["value", "reason"]].values.tolist() == [["EU", "not a State covered"]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("AUS,,focal point,,2021-05-11,a text,seen,", "duplicate"),
        ("ZZZ,,focal point,,2021-05-11,a text,seen,", "unknown country"),
        ("GHA,,pen friend,,2021-05-11,a text,seen,", "unknown value"),
        ("GHA,,focal point,,2031-05-11,a text,seen,", "future date"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected(line, reason):
    raw = files()
    raw[r2p_network.FOCAL_POINTS_FILE] += line.encode()
    rejects = parse(raw, today=TODAY).rejects
    assert rejects.loc[rejects["row"] == 8, "reason"].tolist() == [reason]


def test_a_missing_column_is_named():
    raw = files()
    raw[r2p_network.FRIENDS_FILE] = raw[r2p_network.FRIENDS_FILE].replace(b"membership", b"club")
    with pytest.raises(TableError, match="no column 'membership'"):
        parse(raw, today=TODAY)


@pytest.mark.shared_data
def test_no_real_observation_rests_on_memory(shared_data):
    rows = parse(r2p_network.fetch(shared_data), today=TODAY).observations
    assert not rows["evidence"].isin(schema.UNVERIFIED).any()
    assert rows["value"].eq(1).all()
