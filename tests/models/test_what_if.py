"""What the ranking would be under other weights."""

import math

import numpy as np
import pandas as pd
import pytest

from models import what_if

MONTH = pd.Timestamp("2024-12-01")
LEVELS = {"AAA": (0.9, 0.1), "BBB": (0.2, 0.8), "CCC": (0.3, 0.3)}  # of risk factors 1 and 2


def stored(levels=LEVELS, draws=20):
    states = sorted(levels)
    factors = pd.DataFrame({"iso3": states, "month": MONTH} | dict.fromkeys(what_if.FACTORS, math.nan))
    for iso3, (first, second) in levels.items():
        factors.loc[factors["iso3"] == iso3, ["rf1", "rf2"]] = first, second
    scores = pd.DataFrame({"iso3": states, "month": MONTH, "score": 50.0})
    drawn = pd.concat([factors.drop(columns="month").assign(draw=n) for n in range(draws)], ignore_index=True)
    choices = pd.DataFrame({"draw": range(draws), "p": 2.0} | dict.fromkeys(what_if.WEIGHTS, 1.0))
    return what_if.store(scores, factors, drawn, choices, MONTH)


def test_equal_weights_give_the_published_order():
    found = what_if.rerank(stored(), {})
    assert found["iso3"].tolist() == ["AAA", "BBB", "CCC"]
    assert found["score"].iloc[0] == pytest.approx(100 * math.sqrt((0.81 + 0.01) / 2))


def test_a_factor_without_weight_no_longer_counts():
    found = what_if.rerank(stored(), {1: 0.0})
    assert found["iso3"].tolist() == ["BBB", "CCC", "AAA"]
    assert found["score"].tolist() == pytest.approx([80, 30, 10])


def test_an_interval_of_draws_that_agree_is_the_score_itself():
    found = what_if.rerank(stored(), {1: 2.0})
    assert found["low"].to_numpy() == pytest.approx(found["score"].to_numpy(), abs=1e-3)
    assert (found["rank_low"] == found["rank_high"]).all()


def test_multiplying_every_weight_changes_nothing():
    same = what_if.rerank(stored(), dict.fromkeys(range(1, 15), 3.0))
    pd.testing.assert_frame_equal(same, what_if.rerank(stored(), {}))


@pytest.mark.parametrize(("weights", "message"), [
    ({1: -1.0}, "risk factor 1: must be 0 or more"),
    ({15: 1.0}, "factor 1-14"),
    ({1: math.nan}, "must be 0 or more"),
    (dict.fromkeys(range(1, 15), 0.0), "every weight is 0"),
])  # fmt: skip
def test_weights_that_make_no_ranking_are_refused_with_a_sentence(weights, message):
    with pytest.raises(ValueError, match=message):
        what_if.rerank(stored(), weights)


def test_a_state_without_a_score_is_not_ranked():
    states = stored()
    assert "DDD" not in states.states
    assert np.isfinite(what_if.rerank(states, {})["rank"]).all()
