"""Bursts, drift and breaks in simulated series, with our own seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech.bursts import LEAST_POSTS, beta_binomial, breaks, find
from models.speech.trial import by_rate, most_findable

BASE, STRAY = 0.10, 200.0  # usual flagged rate; weeks stray by about two points


def series(weeks: int, posts: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rates = rng.beta(BASE * STRAY, (1 - BASE) * STRAY, size=weeks)
    return rng.binomial(posts, rates), np.full(weeks, posts), rates


@pytest.mark.parametrize(("posts", "least"), [(150, 0.85), (30, 0.55)])
def test_a_tripled_rate_is_found_in_its_week(posts, least):
    assert by_rate(BASE, posts, STRAY, series=12).first_week >= least


def test_in_five_of_a_hundred_posts_a_tripled_rate_is_found_about_as_often_as_it_can_be():
    assert by_rate(0.05, 150, STRAY, series=12).first_week >= most_findable(0.05, 150, STRAY, draws=4000) - 0.1


@pytest.mark.parametrize("posts", [30, 150])
def test_there_is_about_one_false_alarm_a_country_and_year(posts):
    found = by_rate(BASE, posts, STRAY, series=24)
    assert found.false_bursts + found.false_drifts <= 1.7


def test_most_that_can_be_found_is_worked_by_hand_where_a_week_has_one_post():
    # Usual rate 1/104: an alarm on every flag is 0.5 false alarms a year, so the other half goes to unflagged weeks by lot.
    # Found: the flag (3/104) and, of the rest, (1/52 - 1/104) / (103/104).
    by_hand = 3 / 104 + (101 / 104) * (1 / 52 - 1 / 104) / (103 / 104)
    assert most_findable(1 / 104, 1, None, draws=200_000) == pytest.approx(by_hand, abs=0.002)


def test_two_flagged_posts_are_no_burst_however_quiet_the_past():
    assert not find(np.append(np.zeros(60, dtype=int), 2), np.full(61, 30))["is_burst"].any()


def test_a_tie_counts_by_how_high_the_week_before_was():
    quiet = np.resize([2, 3, 4], 52)
    after_low, after_high = (find(np.append(quiet, [last, 7]), np.full(54, 30))["tail"].iloc[-1] for last in (1, 5))
    assert after_high < after_low


def test_a_slow_rise_is_drift():
    rng = np.random.default_rng(8)
    rates = np.concatenate([np.full(26, 0.08), np.linspace(0.08, 0.20, 20)])
    findings = find(rng.binomial(150, rates), np.full(46, 150))
    assert findings["is_drift"].iloc[26:].any()


def test_few_posts_are_not_judged():
    findings = find(np.full(12, 3), np.full(12, LEAST_POSTS - 1))
    assert not findings["is_judged"].any()
    assert findings["tail"].isna().all()


def test_a_later_week_changes_nothing_before_it():
    flagged, scored, _ = series(40, 100, np.random.default_rng(3))
    assert find(flagged, scored).iloc[:25].equals(find(flagged[:25], scored[:25]))


def test_one_burst_does_not_hide_the_next():
    flagged, scored, _ = series(40, 150, np.random.default_rng(6))
    flagged[30], flagged[34] = 60, 60
    findings = find(flagged, scored)
    assert findings["is_burst"].iloc[[30, 34]].all()


def test_a_break_is_found_looking_back():
    rng = np.random.default_rng(9)
    rates = np.concatenate([np.full(25, 0.05), np.full(25, 0.20)])
    assert [abs(place - 25) <= 1 for place in breaks(rng.binomial(200, rates), np.full(50, 200))] == [True]


def test_a_steady_series_has_no_break():
    rng = np.random.default_rng(10)
    assert breaks(rng.binomial(200, 0.1, size=60), np.full(60, 200)) == []


@given(st.integers(1, 300), st.floats(0.1, 50), st.floats(0.1, 500))
@settings(deadline=None, max_examples=40)
def test_the_chances_of_all_numbers_add_up_to_one(count, a, b):
    assert beta_binomial(count, np.array([a]), np.array([b]), most=count).sum() == pytest.approx(1, abs=1e-6)


def test_a_series_of_nothing_is_nothing():
    assert find(np.zeros(0, dtype=int), np.zeros(0, dtype=int)).empty
    assert breaks(np.zeros(0, dtype=int), np.zeros(0, dtype=int)) == []
