import numpy as np
import pytest

from models.onset.fit import BOUND, MEMBERS, fit, log_odds, logit, training_rows
from models.onset.frames import NAMES
from tests.models.onset.conftest import LITTLE


def test_training_ends_two_years_before_the_forecast(made_rows):
    assert training_rows(made_rows, 2000)["year"].max() == 1998


def test_a_share_of_nothing_has_the_log_odds_of_the_bound():
    assert logit(np.array([0.0]))[0] == pytest.approx(np.log(BOUND / (1 - BOUND)))


def test_rows_without_an_onset_are_refused_with_their_last_year(made_rows, rng):
    quiet = training_rows(made_rows, 2000).assign(outcome=0.0)
    with pytest.raises(ValueError, match="no onset is known among the rows up to 1998"):
        fit(quiet, t=2000, rng=rng, effort=LITTLE)


def test_the_halves_weigh_the_same(made_forecast):
    raw = made_forecast.raw
    np.testing.assert_allclose(raw["learned"], raw[list(MEMBERS)].mean(axis=1))
    np.testing.assert_allclose(raw["combined"], (raw["learned"] + raw["plain"]) / 2)


def test_a_country_without_an_index_gets_the_learned_half(made_rows, made_forecast):
    now = made_rows.query("year == 2024").assign(index=np.nan)
    found = log_odds(made_forecast.fitted, now)
    assert (found["combined"] == found["learned"]).all()


def test_a_missing_predictor_is_filled_with_the_median_of_the_training_rows(made_rows, made_forecast):
    now = made_rows.query("year == 2024")
    median = made_forecast.fitted.medians[NAMES.index("efindex")]
    gap, known = now.assign(efindex=np.nan), now.assign(efindex=median)
    assert (log_odds(made_forecast.fitted, gap)["learned"] == log_odds(made_forecast.fitted, known)["learned"]).all()
