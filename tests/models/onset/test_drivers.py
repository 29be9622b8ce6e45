import numpy as np
import pandas as pd
import pytest

from models.onset.drivers import BASE, changes_of, drivers_of
from models.onset.features import PREDICTORS, SCENARIOS
from models.onset.fit import log_odds
from models.onset.words import in_words


@pytest.fixture(scope="module")
def now(made_rows):
    return made_rows.query("year == 2024 and iso3.notna()").reset_index(drop=True)


@pytest.fixture(scope="module")
def drivers(made_forecast, now):
    return drivers_of(made_forecast.fitted, now, shift=-0.3)


@pytest.fixture(scope="module")
def changes(made_forecast, now):
    return changes_of(made_forecast.fitted, now, shift=-0.3)


def test_a_state_s_contributions_add_up_to_the_log_odds_of_its_forecast(made_forecast, now, drivers):
    expected = pd.Series(log_odds(made_forecast.fitted, now)["combined"].to_numpy() - 0.3, index=now["iso3"])
    found = drivers.groupby("iso3")["contribution"].sum()
    np.testing.assert_allclose(found, expected[found.index], atol=1e-9)


def test_they_add_up_for_a_state_without_an_index_too(made_forecast, now):
    gap = now.assign(index=np.nan, **{f"group.{key}": np.nan for key in ("conflict", "civilians", "displacement")})
    found = drivers_of(made_forecast.fitted, gap, shift=0.0).groupby("iso3")["contribution"].sum()
    expected = pd.Series(log_odds(made_forecast.fitted, gap)["learned"].to_numpy(), index=gap["iso3"])
    np.testing.assert_allclose(found, expected[found.index], atol=1e-9)


def test_the_base_comes_first_and_the_rest_by_size(drivers):
    first = drivers.groupby("iso3").first()
    assert (first["driver"] == BASE).all()
    sizes = drivers.query("iso3 == 'NGA' and driver != @BASE")["contribution"].abs()
    assert sizes.is_monotonic_decreasing


def test_five_columns_of_regions_are_one_driver(drivers):
    assert (drivers["driver"] == "region").sum() == drivers["iso3"].nunique()
    assert not drivers["driver"].str.startswith("reg.").any()


def test_every_predictor_is_in_some_driver(drivers):
    assert {one.driver for one in PREDICTORS} <= set(drivers["driver"])


def driver(**given):
    usual = {
        "half": "learned",
        "driver": "efindex",
        "title": "T",
        "value": 0.4,
        "percent_below": 71.6,
        "contribution": 0.2,
    }
    return pd.Series(usual | given)


@pytest.mark.parametrize(
    ("given", "sentence", "direction"),
    [
        ({}, "T: higher than in 72% of countries", "raises the forecast"),
        ({"contribution": -0.1}, "T: higher than in 72% of countries", "lowers the forecast"),
        ({"driver": "coup.try.5yr", "value": 1.0}, "T: yes", "raises the forecast"),
        ({"driver": "coup.try.5yr", "value": 0.0, "contribution": -0.1}, "T: no", "lowers the forecast"),
        (
            {"half": "plain", "driver": "conflict"},
            "T: a higher level of risk than in 72% of countries",
            "raises the forecast",
        ),
        ({"driver": "region", "value": np.nan}, "T", "raises the forecast"),
    ],
)
def test_a_driver_is_told_in_words(given, sentence, direction):
    template, found, fields = in_words(driver(**given))
    assert (template.format(**fields), found) == (sentence, direction)


def test_a_scenario_starts_from_the_forecast_itself(made_forecast, now, changes):
    expected = 1 / (1 + np.exp(0.3 - log_odds(made_forecast.fitted, now)["combined"].to_numpy()))
    assert changes["p_now"].isin(expected).all()


def test_a_state_that_a_scenario_does_not_move_has_no_row_for_it(made_forecast, now):
    settled = now.assign(**{"coup.try.5yr": 1.0})
    assert "coup" not in set(changes_of(made_forecast.fitted, settled, shift=0.0)["scenario"])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)
def test_relief_never_worsens_a_value_and_deterioration_never_improves_one(now, scenario):
    from models.onset.drivers import _moved

    then = _moved(now, scenario)
    for move in scenario.moves:
        rise = then[move.column] - now[move.column]
        gets_worse = rise if move.riskier == "high" else -rise
        assert (gets_worse <= 0).all() if scenario.is_relief else (gets_worse >= 0).all()


def test_a_scenario_leaves_a_missing_index_missing(now):
    from models.onset.drivers import _moved

    gap = now.assign(index=np.nan)
    assert _moved(gap, SCENARIOS[0])["index"].isna().all()
