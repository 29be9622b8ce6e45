"""The corrected share: known answers, the EM of another package, shrinkage and its interval."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech import prevalence
from models.speech.prevalence import estimate, shares, shrunken_rate

HATEFUL, HARMLESS = np.array([0.1, 0.2, 0.7]), np.array([0.8, 0.12, 0.08])


def drawn(share: float, posts: int, weeks: int, rng: np.random.Generator) -> np.ndarray:
    return rng.multinomial(posts, share * HATEFUL + (1 - share) * HARMLESS, size=weeks).astype(float)


def test_a_classifier_that_flags_eight_in_a_hundred_harmless_posts_does_not_make_one_percent_nine():
    bins = 100_000 * (0.01 * HATEFUL + 0.99 * HARMLESS)[None]
    assert bins[0, 2] / bins.sum() == pytest.approx(0.086, abs=0.001)
    assert estimate(bins, HATEFUL, HARMLESS)[0] == pytest.approx(0.01, abs=0.0005)


@given(st.floats(0.01, 0.99))
@settings(deadline=None, max_examples=30)
def test_an_exact_mixture_gives_back_its_share(share):
    bins = 10_000 * (share * HATEFUL + (1 - share) * HARMLESS)[None]
    assert estimate(bins, HATEFUL, HARMLESS)[0] == pytest.approx(share, abs=0.01)


def test_no_posts_give_no_share():
    assert np.isnan(estimate(np.zeros((1, 3)), HATEFUL, HARMLESS)[0])


def test_two_bins_solve_by_hand():
    # 2 of 10 flagged, hate flagged at 0.8, harmless at 0.1: share = (0.2 - 0.1) / (0.8 - 0.1).
    found = estimate(np.array([[8.0, 2.0]]), np.array([0.2, 0.8]), np.array([0.9, 0.1]), rounds=5000)[0]
    assert found == pytest.approx(1 / 7, abs=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("share", [0.02, 0.1, 0.4])
def test_it_agrees_with_quapy(share):
    pytest.importorskip("quapy", reason="not run: the comparison needs the package quapy")
    from quapy.method.aggregative import EMQ

    rng = np.random.default_rng(7)
    bins = drawn(share, 4000, 1, rng)
    prior = 0.3
    posterior = prior * HATEFUL / (prior * HATEFUL + (1 - prior) * HARMLESS)
    probabilities = np.repeat(posterior, bins[0].astype(int))
    both = np.stack([1 - probabilities, probabilities], axis=1)
    theirs, _ = EMQ.EM(np.array([1 - prior, prior]), both, epsilon=1e-8)
    assert estimate(bins, HATEFUL, HARMLESS, rounds=3000)[0] == pytest.approx(theirs[1], abs=0.005)


def test_the_interval_encloses_the_estimate_and_narrows_with_posts():
    rng = np.random.default_rng(2)
    few, many = (shares(drawn(0.1, posts, 1, rng), HATEFUL, HARMLESS).iloc[0] for posts in (50, 5000))
    assert few["prevalence_low"] < few["prevalence"] < few["prevalence_high"]
    assert many["prevalence_high"] - many["prevalence_low"] < few["prevalence_high"] - few["prevalence_low"]


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    found = shares(drawn(0.08, 120, 150, rng), HATEFUL, HARMLESS)
    inside = ((found["prevalence_low"] <= 0.08) & (found["prevalence_high"] >= 0.08)).mean()
    assert inside >= 0.85


def test_a_small_week_is_shrunk_towards_the_series_own_past():
    rng = np.random.default_rng(4)
    past = drawn(0.05, 300, 20, rng)
    high = np.array([[22.0, 5.0, 8.0]])
    alone = shares(high, HATEFUL, HARMLESS)["prevalence"].iloc[0]
    with_past = shares(np.vstack([past, high]), HATEFUL, HARMLESS).iloc[-1]
    assert with_past["prevalence"] < alone
    assert with_past["prior_weeks"] == 20


def test_a_long_calm_past_does_not_talk_a_real_rise_away():
    rng = np.random.default_rng(4)
    found = shares(np.vstack([drawn(0.05, 300, 50, rng), drawn(0.30, 300, 1, rng)]), HATEFUL, HARMLESS).iloc[-1]
    assert found["prevalence_low"] <= 0.30 <= found["prevalence_high"]


def test_a_flagged_rate_that_triples_is_not_talked_down_by_the_past():
    found = shrunken_rate(np.append(np.full(50, 15), 45), np.full(51, 150)).iloc[-1]
    assert found["flagged_low"] <= 0.30 <= found["flagged_high"]


def test_the_interval_holds_the_truth_where_weeks_stray_too():
    rng = np.random.default_rng(6)
    truth = rng.beta(0.05 * 80, 0.95 * 80, size=160)
    bins = np.stack([rng.multinomial(200, share * HATEFUL + (1 - share) * HARMLESS) for share in truth]).astype(float)
    found = shares(bins, HATEFUL, HARMLESS).iloc[20:]
    inside = (found["prevalence_low"] <= truth[20:]) & (found["prevalence_high"] >= truth[20:])
    assert 0.82 <= inside.mean() <= 0.98


def test_a_first_week_with_one_hateful_post_in_a_hundred_is_read_within_the_bar():
    bins = np.round(150 * (0.01 * HATEFUL + 0.99 * HARMLESS))[None]
    assert abs(shares(bins, HATEFUL, HARMLESS)["prevalence"].iloc[0] - 0.01) <= 0.012


def test_a_later_week_changes_nothing_before_it():
    rng = np.random.default_rng(5)
    weeks = drawn(0.05, 100, 12, rng)
    whole, cut = shares(weeks, HATEFUL, HARMLESS), shares(weeks[:8], HATEFUL, HARMLESS)
    assert whole.iloc[:8].equals(cut)


def test_a_week_without_scored_posts_is_missing_not_zero():
    found = shares(np.zeros((1, 3)), HATEFUL, HARMLESS)
    assert found[["prevalence", "prevalence_low", "prevalence_high"]].isna().all(axis=None)


def test_the_first_rate_is_the_posterior_under_jeffreys_prior():
    # Beta(0.5 + 3, 0.5 + 27) has mean 3.5 / 31.
    found = shrunken_rate(np.array([3]), np.array([30]))
    assert found["flagged_rate"].iloc[0] == pytest.approx(3.5 / 31)


def test_a_past_without_a_flag_is_not_certainty():
    found = shrunken_rate(np.zeros(10, dtype=int), np.full(10, 50))
    assert found["flagged_high"].iloc[-1] > 0


def test_the_grid_reaches_from_none_to_all():
    assert prevalence.GRID[0] == 0
    assert prevalence.GRID[-1] == 1
