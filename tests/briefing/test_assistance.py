"""Who could help whom: ties by treaty, worked by hand on five States."""

import pandas as pd
import pytest

from briefing.content import assistance
from briefing.content.instruments import Standing
from data import schema

# AAA…EEE stand for five States: codes of real ones, standings invented.
BEL, NLD, RWA, TUV, TJK = "BEL", "NLD", "RWA", "TUV", "TJK"
STATES = {
    BEL: ("party", "party", "outside"), NLD: ("party", "outside", "party"), RWA: ("signed", "party", "outside"),
    TUV: ("outside", "outside", "outside"), TJK: ("outside", "unknown", "outside"),
}  # fmt: skip
STANDINGS = {
    iso3: {
        key: Standing(iso3=iso3, instrument=key, state=state)
        for key, state in zip(assistance.KEYS, states, strict=True)
    }
    for iso3, states in STATES.items()
}


@pytest.fixture
def found() -> assistance.Pairs:
    return assistance.pairs(STANDINGS, list(STATES), list(STATES))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (BEL, NLD, "core"),
        (BEL, RWA, "partly"),
        (NLD, RWA, "gap"),
        (BEL, TUV, "gap"),
        (BEL, TJK, "unknown"),
        (TUV, TJK, "gap"),
    ],
)
def test_what_ties_a_pair(found, one, other, level):
    assert found.level.loc[one, other] == found.level.loc[other, one] == level


def test_a_state_makes_no_pair_with_itself(found):
    assert found.level.loc[BEL, BEL] == ""


def test_a_pair_that_signed_but_did_not_ratify_is_pending(found):
    assert found.is_pending.loc[BEL, RWA]
    assert not found.is_pending.loc[BEL, NLD]
    assert not found.is_pending.loc[BEL, TUV]


def test_every_pair_is_counted_once(found):
    counts = assistance.count_pairs(found)
    assert counts == {"core": 1, "partly": 1, "gap": 6, "unknown": 2}
    assert sum(counts.values()) == 5 * 4 / 2


def test_a_party_that_nobody_verified_ties_nobody():
    doubtful = Standing(iso3=NLD, instrument="cat", state="party", is_unverified=True)
    standings = STANDINGS | {NLD: STANDINGS[NLD] | {"cat": doubtful}}
    assert assistance.pairs(standings, [RWA], [NLD]).level.loc[RWA, NLD] == "unknown"


def test_the_gap_list_begins_with_neighbours_then_with_situations_before_the_court(found):
    rows = assistance.list_pairs(
        found, levels=["gap"], neighbours=frozenset([(TUV, RWA), (RWA, TUV)]), situations=frozenset([TJK])
    )
    assert rows[["iso3", "other"]].iloc[0].tolist() == [RWA, TUV]
    assert set(rows[["iso3", "other"]].iloc[1]) & {TJK}
    assert len(rows) == 6


def test_neighbours_and_situations_come_from_the_facts():
    facts = schema.facts([
        {"iso3": "BDI", "topic": "border", "fact": "RWA", "status": "land border"},
        {"iso3": "BDI", "topic": "icc", "fact": "Situation before the Court", "from_date": "2017-10-25", "evidence": "seen"},
    ])  # fmt: skip
    assert ("RWA", "BDI") in assistance.read_neighbours(facts)
    assert assistance.read_situations(facts, pd.Timestamp("2017-10-24")) == frozenset()
    assert assistance.read_situations(facts, pd.Timestamp("2017-10-25")) == {"BDI"}
