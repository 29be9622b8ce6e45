"""Bursts, drift and breaks in simulated series, with our own seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech.bursts import LEAST_POSTS, beta_binomial, breaks, find

BASE, STRAY = 0.10, 200.0  # usual flagged rate; weeks stray by about two points


def series(weeks: int, posts: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rates = rng.beta(BASE * STRAY, (1 - BASE) * STRAY, size=weeks)
    return rng.binomial(posts, rates), np.full(weeks, posts), rates


@pytest.mark.parametrize(("posts", "least"), [(150, 0.85), (30, 0.55)])
def test_a_tripled_rate_is_found_in_its_week(posts, least):
    rng, found, tries = np.random.default_rng(20261121), 0, 0
    for _ in range(40):
        flagged, scored, rates = series(60, posts, rng)
        for week in (30, 45, 59):
            with_burst = flagged[: week + 1].copy()
            with_burst[week] = rng.binomial(posts, min(1.0, 3 * rates[week]))
            found += bool(find(with_burst, scored[: week + 1])["is_burst"].iloc[-1])
            tries += 1
    assert found / tries >= least


@pytest.mark.parametrize("posts", [30, 150])
def test_there_is_about_one_false_alarm_a_country_and_year(posts):
    rng, alarms, judged = np.random.default_rng(4), 0, 0
    for _ in range(40):
        findings = find(*series(78, posts, rng)[:2]).iloc[26:]
        alarms += int(findings["is_burst"].sum())
        judged += int(findings["is_judged"].sum())
    assert alarms / judged * 52 <= 1.3


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
    assert beta_binomial(count, np.array([a]), np.array([b])).sum() == pytest.approx(1, abs=1e-6)


def test_a_series_of_nothing_is_nothing():
    assert find(np.zeros(0, dtype=int), np.zeros(0, dtype=int)).empty
    assert breaks(np.zeros(0, dtype=int), np.zeros(0, dtype=int)) == []
