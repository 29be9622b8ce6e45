import numpy as np
import pandas as pd
import pytest

from models.onset.level import Level, level_at, shifts


def raw(*rows):
    return pd.DataFrame(rows, columns=["t", "ccode", "combined"])


def odds_of(two_years: float) -> float:
    return float(np.log(two_years / (1 - two_years)))


def test_one_forecast_made_a_year_ago_counts_almost_four_fifths(country_years):
    rows = country_years({1: {2000: 0, 2001: 1}})
    level = level_at(raw((2000, 1, odds_of(0.36))), rows, 2001, column="combined")
    weight = 0.5 ** (1 / 3)
    assert level.onsets == pytest.approx(1 + weight)
    assert level.expected == pytest.approx(1 + weight * 0.2)  # 0.36 in two years is 0.2 in each


def test_no_earlier_forecast_leaves_the_level_as_it_is(country_years):
    assert level_at(raw((2001, 1, 0.0)), country_years({1: {2001: 0}}), 2001, column="combined").shift == 0


def test_an_onset_after_t_does_not_move_the_level(country_years):
    quiet, later = country_years({1: {2000: 0, 2001: 0, 2002: 0}}), country_years({1: {2000: 0, 2001: 0, 2002: 1}})
    forecasts = raw((2000, 1, -1.0), (2001, 1, -1.0))
    assert level_at(forecasts, quiet, 2001, column="combined") == level_at(forecasts, later, 2001, column="combined")


def test_a_country_that_ended_is_neither_seen_nor_expected(country_years):
    rows = country_years({1: {2000: 0}, 2: {2000: 0, 2001: 0}})
    both = level_at(raw((2000, 1, 0.0), (2000, 2, 0.0)), rows, 2001, column="combined")
    assert both == level_at(raw((2000, 2, 0.0)), rows, 2001, column="combined")


def test_more_onsets_than_expected_raise_the_odds():
    assert Level(onsets=4.0, expected=2.0).shift == pytest.approx(np.log(2))
    assert Level(onsets=4.0, expected=2.0).deviation == 0.5


def test_each_year_has_its_shift(country_years):
    rows = country_years({1: {2000: 0, 2001: 1, 2002: 0}})
    found = shifts(raw((2000, 1, -3.0), (2001, 1, -3.0)), rows, [2000, 2002], column="combined")
    assert found.index.tolist() == [2000, 2002]
    assert found[2000] == 0
    assert found[2002] > 0


def test_forecasts_twice_too_high_in_a_steady_world_come_out_right(rng):
    onset = (rng.random((40, 500)) < 0.02).astype(int)  # 40 years, 500 countries, one in fifty a year
    year, code = (axis.ravel() for axis in np.indices(onset.shape))
    rows = pd.DataFrame({"year": year, "ccode": code, "unit": code.astype(str), "onset": onset.ravel()})
    forecasts = pd.DataFrame({"t": year, "ccode": code, "combined": odds_of(2 * (1 - 0.98**2))})
    years = list(range(10, 38))
    p = [
        1 / (1 + np.exp(-(odds_of(2 * (1 - 0.98**2)) + shift)))
        for shift in shifts(forecasts, rows, years, column="combined")
    ]
    seen = np.mean([(onset[t + 1] | onset[t + 2]).mean() for t in years])
    assert seen / np.mean(p) == pytest.approx(1, abs=0.1)
