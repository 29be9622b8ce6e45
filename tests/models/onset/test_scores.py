import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.onset.scores import (
    FIGURES,
    Frame,
    area_under_roc,
    average_precision,
    brier,
    curve,
    difference,
    interval,
    log_loss,
    observed_over_expected,
    reliability,
    score,
    within,
)

OUTCOME = np.array([0, 1, 0, 1, 0], dtype=float)
P = np.array([0.1, 0.4, 0.4, 0.8, 0.2])


def frame(outcome=OUTCOME, p=P, years=(2000, 2000, 2001, 2001, 2002), units="ABCDE"):
    rows = pd.DataFrame({"year": years, "ccode": range(len(p)), "unit": list(units), "p": p, "outcome": outcome})
    return Frame(name="B", rows=rows.assign(rank=rows["p"].rank(ascending=False, method="max")))


def test_the_area_counts_pairs_in_the_right_order_and_ties_half():
    assert area_under_roc(OUTCOME, P) == pytest.approx((2.5 + 3) / 6)  # 0.4 beats 0.1 and 0.2 and ties with 0.4


def test_the_area_is_unknown_without_both_outcomes():
    assert math.isnan(area_under_roc(np.ones(3), P[:3]))


def test_average_precision_lets_ties_enter_together():
    assert average_precision(OUTCOME, P) == pytest.approx((1 + 2 / 3) / 2)


def test_brier_log_loss_and_ratio_of_a_worked_case():
    outcome, p = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    assert brier(outcome, p) == pytest.approx((0.04 + 0.16) / 2)
    assert log_loss(outcome, p) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    assert observed_over_expected(outcome, p) == pytest.approx(1 / 1.2)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 6)), min_size=3, max_size=40))
def test_ranking_figures_agree_with_scikit_learn(pairs):
    from sklearn.metrics import average_precision_score, roc_auc_score

    outcome = np.array([float(is_onset) for is_onset, _ in pairs])
    p = np.array([level / 7 for _, level in pairs])
    if 0 < outcome.sum() < len(outcome):
        assert area_under_roc(outcome, p) == pytest.approx(roc_auc_score(outcome, p))
        assert average_precision(outcome, p) == pytest.approx(average_precision_score(outcome, p))


@given(st.lists(st.integers(0, 3), min_size=5, max_size=5).filter(any))
def test_a_row_drawn_twice_counts_like_two_rows(weights):
    weight = np.array(weights, dtype=float)
    repeated = np.repeat(np.arange(5), weights)
    rows = frame().rows
    for figure, prepare in FIGURES.items():
        drawn, written_out = prepare(rows)(weight), None
        if len(repeated) and 0 < rows["outcome"].iloc[repeated].sum() < len(repeated):
            written_out = prepare(rows.iloc[repeated])(np.ones(len(repeated)))
            assert drawn == pytest.approx(written_out), figure


@given(st.lists(st.integers(1, 999), min_size=5, max_size=5, unique=True))
def test_only_the_order_matters_for_the_area(levels):
    p = np.array(levels) / 1000
    assert area_under_roc(OUTCOME, p) == pytest.approx(1 - area_under_roc(OUTCOME, 1 - p))
    assert area_under_roc(OUTCOME, p) == area_under_roc(OUTCOME, np.argsort(np.argsort(p)) / 5)


def test_a_tie_across_the_end_of_a_list_is_not_on_it():
    p = np.r_[np.full(9, 0.9), 0.5, 0.5]
    outcome = np.r_[np.zeros(9), 1.0, 0.0]
    found = score(frame(outcome, p, [2000] * 11, "ABCDEFGHIJK"), is_probability=False)
    assert (found["lists"]["10"]["caught"], found["lists"]["10"]["flagged"]) == (0, 9)


def test_a_forecast_that_is_no_probability_has_no_brier_score():
    assert "brier" not in score(frame(), is_probability=False)
    assert "brier" in score(frame(), is_probability=True)


def test_a_forecast_does_not_differ_from_itself(rng):
    found = difference(frame(), frame(), "auc", by="country", rng=rng)
    assert (found["difference"], found["low"], found["high"], found["share_above_zero"]) == (0, 0, 0, 0)


@pytest.mark.parametrize("by", ["country", "block"])
def test_a_better_forecast_is_better_in_most_draws(rng, by):
    outcome = (rng.random(400) < 0.2).astype(float)
    good, bad = 0.3 * outcome + 0.5 * rng.random(400), rng.random(400)
    units, years = np.repeat([f"C{n}" for n in range(40)], 10), np.tile(np.arange(2000, 2010), 40)
    found = difference(frame(outcome, good, years, units), frame(outcome, bad, years, units), "auc", by=by, rng=rng)
    assert 0 < found["low"] < found["difference"] < found["high"]


def test_an_interval_holds_its_figure(rng):
    outcome = (rng.random(200) < 0.2).astype(float)
    rows = frame(outcome, rng.random(200), np.tile(np.arange(20), 10), np.repeat([f"C{n}" for n in range(20)], 10))
    found = interval(rows, "brier", by="country", rng=rng)
    assert found["low"] < found["value"] < found["high"]


def test_forecasts_on_different_rows_are_not_compared(rng):
    with pytest.raises(ValueError, match="not on the same rows"):
        difference(frame(), frame(years=(1999, 2000, 2001, 2001, 2002)), "auc", by="country", rng=rng)


def test_draws_of_anything_but_countries_and_blocks_are_refused(rng):
    with pytest.raises(ValueError, match="by must be 'country' or 'block', got 'month'"):
        difference(frame(), frame(), "auc", by="month", rng=rng)


def test_a_period_keeps_its_first_and_last_year():
    assert within(frame(), 2001, 2002).rows["year"].tolist() == [2001, 2001, 2002]


def test_reliability_gives_each_group_its_share_and_interval():
    low, high = reliability(
        frame(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.2, 0.6, 0.8]), [1] * 4, "ABCD"), groups=2
    )
    assert (low["forecast"], low["observed"], low["low"]) == (pytest.approx(0.15), 0, 0)
    assert (high["forecast"], high["observed"], high["high"]) == (pytest.approx(0.7), 1, 1)
    assert low["high"] == pytest.approx(1 - 0.025 ** (1 / 2))  # Clopper and Pearson for none of two


def test_a_curve_has_a_point_for_each_onset_and_one_for_every_row():
    assert curve(frame()) == [{"caught": 1, "flagged": 1}, {"caught": 2, "flagged": 3}, {"caught": 2, "flagged": 5}]


def test_a_frame_with_an_unknown_outcome_is_refused():
    with pytest.raises(ValueError, match="outcome must be 0 or 1"):
        frame(outcome=np.array([0, 1, np.nan, 1, 0]))


def test_a_frame_that_lacks_a_column_is_refused():
    with pytest.raises(ValueError, match=r"lacks \['rank'\]"):
        Frame(name="A", rows=frame().rows.drop(columns="rank"))
