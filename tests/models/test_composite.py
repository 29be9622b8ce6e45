"""Levels → risk factors → score: known answers worked by hand, and properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import composite
from tests.indicators.test_levels import an_indicator

# factor 1: aspects a (one, two) and b (three); factor 2: aspect c (four)
TREE = composite.structure([
    an_indicator(key="one"), an_indicator(key="two"), an_indicator(key="three", aspect="b"),
    an_indicator(key="four", aspect="c", risk_factor=2),
])  # fmt: skip
ALL = np.ones(4, bool)
NAN = math.nan
some_levels = arrays(float, 4, elements=st.one_of(st.floats(0, 1), st.just(NAN)))
known_levels = arrays(float, 4, elements=st.floats(0, 1))


def factors(*levels):
    return composite.score_factors(np.array(levels), TREE, ALL)


def score(levels):
    return float(composite.power_mean(composite.score_factors(np.asarray(levels, float), TREE, ALL)))


def test_a_factor_averages_its_aspects_after_the_indicators_of_each():
    assert factors(0.2, 0.6, 0.8, 0.5) == pytest.approx([0.6, 0.5])  # ((0.2 + 0.6) / 2 + 0.8) / 2


def test_an_unknown_indicator_leaves_the_others_to_speak():
    assert factors(NAN, 0.6, 0.8, 0.5) == pytest.approx([0.7, 0.5])


def test_a_country_that_stops_reporting_is_unknown_not_safe():
    found = factors(0.1, NAN, NAN, NAN)  # one of four quarters of factor 1 is known
    assert np.isnan(found).all()


def test_the_score_is_the_quadratic_mean_of_the_known_factors():
    assert score([0.6, 0.6, 0.6, 0.8]) == pytest.approx(100 * math.sqrt((0.36 + 0.64) / 2))
    assert score([0.6, 0.6, 0.6, NAN]) == pytest.approx(60)


def test_exactly_half_known_is_half_in_whatever_order_it_adds_up():
    tree = composite.structure([an_indicator(key=f"k{n}", aspect=f"{n}") for n in range(6)])
    levels = np.array([0.3, NAN, 0.3, NAN, 0.3, NAN])
    assert composite.score_factors(levels, tree, np.ones(6, bool)) == pytest.approx([0.3])


def test_nothing_known_gives_no_score():
    assert math.isnan(score([NAN] * 4))


def test_an_indicator_that_does_not_exist_yet_is_not_missing():
    applies = np.array([True, True, False, True])
    known = np.array([True, True, False, True])
    assert composite.coverage(known, TREE, applies) == 1
    assert composite.coverage(known, TREE, ALL) == pytest.approx((0.5 + 1) / 2)


@pytest.mark.parametrize(("share", "word"), [(0.49, "not shown"), (0.5, "grey"), (0.659, "grey"), (0.66, "shown")])
def test_coverage_decides_what_is_shown(share, word):
    assert composite.status(np.array([share]))[0] == word


def test_ranks_start_at_the_highest_score_and_share_a_tie():
    assert composite.rank(np.array([10.0, 30.0, NAN, 30.0])).tolist()[:2] == [3.0, 1.0]
    assert math.isnan(composite.rank(np.array([10.0, 30.0, NAN, 30.0]))[2])
    assert composite.rank(np.array([10.0, 30.0, NAN, 30.0]))[3] == 1


def test_a_level_outside_its_bounds_is_refused():
    with pytest.raises(ValueError, match="outside"):
        factors(1.2, 0, 0, 0)


@given(some_levels)
def test_contributions_add_up_to_the_score(levels):
    found = composite.contributions(levels, TREE, ALL)
    expected = score(levels)
    assert found.sum() == pytest.approx(0 if math.isnan(expected) else expected, abs=1e-9)
    assert (found >= 0).all()


@given(some_levels)
def test_a_score_lies_between_0_and_100(levels):
    assert math.isnan(score(levels)) or 0 <= score(levels) <= 100 + 1e-9


@given(known_levels, st.integers(0, 3), st.floats(0, 1))
def test_a_riskier_indicator_never_lowers_the_score(levels, which, higher):
    raised = levels.copy()
    raised[which] = max(levels[which], higher)
    assert score(raised) >= score(levels) - 1e-9


@given(some_levels)
def test_what_is_missing_is_taken_neither_for_safe_nor_for_dangerous(levels):
    found = score(levels)
    if not math.isnan(found):
        unknown_factor = np.isnan(composite.score_factors(levels, TREE, ALL)) @ (TREE.aspect_of @ TREE.factor_of).T > 0
        missing = np.isnan(levels) | unknown_factor
        assert score(np.where(missing, 0.0, levels)) <= found + 1e-9
        assert found <= score(np.where(missing, 1.0, levels)) + 1e-9


@given(arrays(float, (5, 4), elements=st.floats(0, 1)), st.permutations(range(5)))
def test_the_order_of_countries_changes_nothing(levels, order):
    scores = composite.power_mean(composite.score_factors(levels, TREE, ALL))
    shuffled = composite.power_mean(composite.score_factors(levels[order], TREE, ALL))
    assert shuffled == pytest.approx(scores[order])


@given(some_levels, some_levels)
def test_the_parts_of_a_change_add_up_to_it(then, now):
    change = composite.explain_change(then, now, TREE, ALL, ALL)
    if not math.isnan(change.total):
        assert sum(change.moved.values()) + change.became_known == pytest.approx(score(now) - score(then), abs=1e-9)


@given(known_levels, st.floats(0, 1))
def test_an_indicator_that_did_not_move_has_no_part_in_a_change(levels, value):
    now = levels.copy()
    now[0] = value
    change = composite.explain_change(levels, now, TREE, ALL, ALL)
    assert set(change.moved) <= {"one"}
    assert change.became_known == pytest.approx(0, abs=1e-9)


def test_an_indicator_that_becomes_known_is_told_from_one_that_moved():
    change = composite.explain_change(np.array([0.5, NAN, 0.5, 0.5]), np.array([0.5, 0.9, 0.5, 0.5]), TREE, ALL, ALL)
    assert change.moved == {}
    assert change.became_known > 0
