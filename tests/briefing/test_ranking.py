"""The ranking, its overlaps and its changes, on figures worked by hand."""

from urllib.parse import unquote

import pandas as pd
import pytest

from briefing.palette import LIGHT
from briefing.ranking import biggest_changes, interval_picture, overlapping, ranking

NOW, THEN = pd.Timestamp("2025-12-01"), pd.Timestamp("2024-12-01")


def scores(now: dict[str, tuple], change: dict[str, tuple]) -> pd.DataFrame:
    """Rows of scores.parquet from iso3 → (low, score, high) and its change, None for a State without a score."""
    rows = []
    for month, states in ((NOW, now), (THEN, now)):
        ordered = sorted((one for one in states if states[one]), key=lambda one: -states[one][1])
        for iso3, span in states.items():
            low, score, high = span or (float("nan"),) * 3
            rank = ordered.index(iso3) + 1 if span else float("nan")
            change_low, moved, change_high = change.get(iso3) or (float("nan"),) * 3
            rows.append(
                {"iso3": iso3, "month": month, "score": score, "low": low, "high": high, "rank": rank, "rank_low": rank,
                 "rank_high": rank, "coverage": 0.9 if span else 0.3, "status": "shown" if span else "not shown",
                 "change": moved, "change_low": change_low, "change_high": change_high, "became_known": 0.0}
            )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def rows() -> pd.DataFrame:
    now = {"SDN": (80, 90, 95), "MLI": (60, 70, 78), "COL": (20, 30, 40), "CHE": (5, 10, 15), "TUV": None}
    change = {"SDN": (-2, 1, 4), "MLI": (20, 30, 40), "COL": (-21, -15, 1)}
    return ranking(scores(now, change), month=NOW, among=list(now))


def test_the_highest_score_comes_first_and_a_state_without_one_last(rows):
    assert list(rows["iso3"]) == ["SDN", "MLI", "COL", "CHE", "TUV"]


def test_the_score_then_is_on_the_same_footing_as_the_score_now(rows):
    assert list(rows["score_then"].dropna()) == [89, 40, 45]


def test_a_change_is_beyond_its_noise_only_where_its_interval_leaves_out_0(rows):
    found = dict(zip(rows["iso3"], rows["is_beyond_noise"].astype(object), strict=True))
    assert {iso3: None if one is pd.NA else bool(one) for iso3, one in found.items()} == {
        "SDN": False, "MLI": True, "COL": False, "CHE": None, "TUV": None,
    }  # fmt: skip


def test_only_the_states_asked_for_are_ranked_and_they_keep_their_rank_among_all():
    among = ranking(scores({"SDN": (80, 90, 95), "MLI": (60, 70, 78)}, {}), month=NOW, among=["MLI"])
    assert list(among[["iso3", "rank"]].itertuples(index=False, name=None)) == [("MLI", 2)]


def test_rises_and_falls_are_told_apart_and_the_biggest_leads(rows):
    assert list(biggest_changes(rows, upward=True, count=5)["iso3"]) == ["MLI", "SDN"]
    assert list(biggest_changes(rows, upward=False, count=5)["iso3"]) == ["COL"]


def test_a_grey_state_is_not_among_the_biggest_changes(rows):
    rows.loc[rows["iso3"] == "MLI", "status"] = "grey"
    assert list(biggest_changes(rows, upward=True, count=5)["iso3"]) == ["SDN"]


def test_a_state_is_counted_as_overlapping_with_others_and_not_with_itself():
    now = {"SDN": (80, 90, 95), "MLI": (75, 78, 80), "COL": (20, 30, 40), "TUV": None}
    found = overlapping(ranking(scores(now, {}), month=NOW, among=list(now)))
    assert [None if one is pd.NA else int(one) for one in found] == [1, 1, 0, None]


def picture(score: float) -> str:
    address = interval_picture(score, score - 5, score + 5, is_grey=False, colours=LIGHT)
    return unquote(address)


def test_an_interval_is_drawn_where_it_lies():
    assert "M58.5 11.0H71.5" in picture(50)


def test_pictures_sort_as_their_scores_do():
    addresses = [interval_picture(one, one, one, is_grey=False, colours=LIGHT) for one in (5.0, 9.5, 40.0, 99.9, 100.0)]
    assert addresses == sorted(addresses)
