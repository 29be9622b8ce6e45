"""Intervals, rank ranges and what they rest on."""

import numpy as np
import pytest

from models import composite, uncertainty
from tests.models.test_composite import TREE

RNG = 7


def some_levels(months=2, states=12, *, seed=1, unknown=0.0):
    rng = np.random.default_rng(seed)
    level = rng.random((months, states, 4)).astype("float32")
    level[rng.random(level.shape) < unknown] = np.nan
    return level


def as_levels(level, *, low=None, high=None, chance=None):
    return uncertainty.Levels(
        level=level,
        low=level if low is None else low,
        high=level if high is None else high,
        fill_chance=np.isnan(level).astype("float32") if chance is None else chance,
        applies=np.ones(level.shape, bool),
        group=np.arange(level.shape[1]) % 2,
    )


def draw(levels, count=60):
    return uncertainty.Sampler(levels, TREE).draw(count, np.random.default_rng(RNG), keep_factors=True)


def point(level):
    return composite.power_mean(composite.score_factors(level, TREE, np.ones(4, bool)))


def test_the_same_seed_gives_the_same_draws():
    levels = as_levels(some_levels(unknown=0.2))
    assert (draw(levels).scores == draw(levels).scores).all()


def test_drawn_scores_and_factors_stay_in_bounds():
    found = draw(as_levels(some_levels(unknown=0.4)))
    assert found.scores.min() >= 0
    assert found.scores.max() <= 100 + 1e-4
    assert found.factors.min() >= 0
    assert found.factors.max() <= 1


def test_an_interval_holds_its_score():
    level = some_levels(unknown=0.1)
    low, high = uncertainty.intervals(draw(as_levels(level)).scores, point(level))
    assert (low <= point(level)).all()
    assert (point(level) <= high).all()


def test_gaps_widen_the_interval():
    level = some_levels(states=40)
    gappy = level.copy()
    gappy[:, 0, 1:] = np.nan
    low, high = uncertainty.intervals(draw(as_levels(level)).scores, point(level))
    low_gappy, high_gappy = uncertainty.intervals(draw(as_levels(gappy)).scores, point(gappy))
    assert (high_gappy - low_gappy)[0, 0] > (high - low)[0, 0]


def test_an_old_level_is_more_likely_to_be_redrawn_the_older_it_is():
    ages = np.array([[[0.0, 20.0, 40.0, np.nan]]])
    chance = uncertainty.fill_chance(ages, np.array([[[True, False, False, False]]]), np.full(4, 12.0))
    assert chance[0, 0].tolist() == pytest.approx([0, 1 - np.exp(-8 / 12), 1 - np.exp(-28 / 12), 1])


def test_measurement_error_of_the_source_moves_the_draws():
    level = np.full((1, 6, 4), 0.5, "float32")
    wide = as_levels(level, low=level - 0.4, high=level + 0.4)
    exact = as_levels(level)
    assert draw(wide).scores.std() > draw(exact).scores.std() + 1


@pytest.mark.parametrize("how", ["rank", "z"])
def test_another_normalisation_keeps_the_order_of_countries(how):
    level = some_levels(months=1, states=30)
    other = uncertainty.renormalised(level, how)
    for n in range(4):
        assert (np.diff(other[0, np.argsort(level[0, :, n]), n]) >= -1e-6).all()


def test_a_clear_leader_has_a_rank_range_of_one():
    level = np.full((1, 10, 4), 0.1, "float32")
    level[0, 3] = 0.95
    scores = draw(as_levels(level)).scores
    ranks = composite.rank(point(level))
    low, high = uncertainty.rank_ranges(scores, np.ones((1, 10), bool), ranks)
    assert (low[0, 3], high[0, 3]) == (1, 1)


def test_a_state_without_a_score_has_no_rank_and_takes_none():
    level = some_levels(months=1, states=5)
    ranked = np.array([[True, True, False, True, True]])
    low, high = uncertainty.rank_ranges(draw(as_levels(level)).scores, ranked, np.array([[1, 2, np.nan, 3, 4.0]]))
    assert np.isnan(low[0, 2])
    assert np.nanmax(high) <= 4


def test_the_sensitivity_names_every_choice_with_bounds_in_order():
    sampler = uncertainty.Sampler(as_levels(some_levels(months=1, states=20, unknown=0.2)), TREE)
    found = uncertainty.sensitivity(sampler, seed=1, size=32)
    assert [one["choice"] for one in found] == list(uncertainty.CHOICES)
    assert all(one["total_low"] <= one["total_high"] for one in found)
