import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.onset.linear import _folds, fit_linear, fit_linear_again, fit_plain, log_loss, sigmoid


def sample(rng, rows=300, columns=5):
    values = rng.normal(size=(rows, columns))
    outcome = (rng.random(rows) < sigmoid(values[:, 0] - 1.5)).astype(float)
    return values, outcome


def test_a_line_through_two_shares_is_their_log_odds():
    x = np.repeat([0.0, 1.0], [100, 100])[:, None]
    outcome = np.r_[np.ones(20), np.zeros(80), np.ones(50), np.zeros(50)]
    intercept, slopes = fit_plain(x, outcome)
    assert intercept == pytest.approx(np.log(0.2 / 0.8), abs=1e-5)
    assert slopes[0] == pytest.approx(np.log(0.5 / 0.5) - np.log(0.2 / 0.8), abs=1e-5)


@pytest.mark.parametrize("mix", [0.0, 0.5, 1.0])
def test_the_slopes_are_those_of_scikit_learn_for_the_same_penalty(rng, mix):
    from sklearn.linear_model import LogisticRegression

    values, outcome = sample(rng)
    ours = fit_linear_again(values, outcome, penalty=0.02, mix=mix)
    standard = (values - ours.centres) / ours.scales
    theirs = LogisticRegression(C=1 / (len(outcome) * 0.02), l1_ratio=mix, solver="saga", tol=1e-8, max_iter=20000)
    np.testing.assert_allclose(ours.slopes, theirs.fit(standard, outcome).coef_[0], atol=1e-4)


def test_the_parts_of_a_row_and_the_intercept_add_up_to_its_log_odds(rng):
    values, outcome = sample(rng)
    model = fit_linear_again(values, outcome, penalty=0.01, mix=0.5)
    np.testing.assert_allclose(model.intercept + model.parts(values).sum(axis=1), model.log_odds(values))


def test_a_column_that_never_varied_adds_nothing_even_where_it_later_does(rng):
    values, outcome = sample(rng)
    values[:, 2] = 4.0
    model = fit_linear_again(values, outcome, penalty=0.01, mix=0.0)
    assert model.parts(np.full((1, 5), 9.0))[0, 2] == 0


def test_a_country_is_never_split_between_folds(rng):
    groups = rng.integers(0, 30, size=500).astype(str)
    fold = _folds(groups, 5, rng)
    assert all(len(set(fold[groups == one])) == 1 for one in set(groups))


def test_the_same_stream_chooses_the_same_penalty():
    values, outcome = sample(np.random.default_rng(1))
    groups = np.repeat(np.arange(30), 10).astype(str)
    first, second = (
        fit_linear(values, outcome, groups, mix=0.5, folds=5, rng=np.random.default_rng(3)) for _ in range(2)
    )
    assert first.penalty == second.penalty
    assert (first.slopes == second.slopes).all()


def test_a_signal_that_every_country_shares_is_found(rng):
    values, outcome = sample(rng, rows=600)
    model = fit_linear(values, outcome, np.repeat(np.arange(60), 10).astype(str), mix=0.5, folds=5, rng=rng)
    assert np.argmax(np.abs(model.slopes)) == 0


def test_rows_without_an_onset_teach_nothing(rng):
    with pytest.raises(ValueError, match="without one onset"):
        fit_linear(np.zeros((9, 2)), np.zeros(9), np.arange(9).astype(str), mix=0.0, folds=3, rng=rng)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), penalty=st.floats(1e-4, 1.0), mix=st.sampled_from([0.0, 0.5, 1.0]))
def test_a_penalised_fit_is_never_worse_on_its_rows_than_the_base_rate(seed, penalty, mix):
    values, outcome = sample(np.random.default_rng(seed), rows=80)
    if not 0 < outcome.sum() < len(outcome):
        return
    model = fit_linear_again(values, outcome, penalty=penalty, mix=mix)
    base = np.full(len(outcome), np.log(outcome.mean() / (1 - outcome.mean())))
    assert log_loss(outcome, model.log_odds(values)) <= log_loss(outcome, base) + 1e-6
