"""Votes on R2P: one fact a vote, dated by the name of the file."""

from datetime import date
from pathlib import Path

import pytest

from data.sources import hrc_votes
from data.sources.hrc_votes import parse
from data.tables import TableError

RAW = (Path(__file__).parent / "fixtures" / "hrc_votes.csv").read_bytes()
FILE = "votes/hrc_res_44_14_r2p_2020-07-17_votes.csv"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def parsed():
    return parse({FILE: RAW}, today=TODAY)


def test_each_vote_is_told_in_words(parsed):
    votes = dict(zip(parsed.facts["iso3"], parsed.facts["status"], strict=True))
    assert votes == {"AUS": "in favour", "NAM": "abstained", "VEN": "against"}


def test_resolution_and_day_come_from_the_file_name(parsed):
    row = parsed.facts.iloc[0]
    assert row["fact"].startswith("A/HRC/RES/44/14")
    assert row["from_date"] == "2020-07-17"


def test_nothing_is_scored(parsed):
    assert parsed.observations.empty


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ZZZ,Zubrowka,EEG,Y", "unknown country"),
        ("GHA,Ghana,AFRICAN,Q", "unknown value"),
        ("AUS,Australia,WEOG,N", "duplicate"),
    ],
)
def test_a_vote_that_cannot_be_used_is_rejected(line, reason):
    assert parse({FILE: RAW + line.encode()}, today=TODAY).rejects["reason"].tolist() == [reason]


def test_a_vote_still_to_come_is_rejected():
    found = parse({FILE: RAW}, today=date(2020, 7, 16))
    assert found.facts.empty
    assert set(found.rejects["reason"]) == {"future date"}


def test_a_file_without_resolution_and_day_is_refused():
    with pytest.raises(TableError, match="rename it"):
        parse({"votes/hrc_res_r2p_votes.csv": RAW}, today=TODAY)


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'vote'"):
        parse({FILE: RAW.replace(b"vote", b"ballot")}, today=TODAY)


@pytest.mark.shared_data
def test_all_47_members_of_the_council_voted(shared_data):
    assert len(parse(hrc_votes.fetch(shared_data), today=TODAY).facts) == 47
