"""Forecasts of an expanding window: for each year, both halves learned on what was known, level, interval, rank."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from models.onset import definition, index
from models.onset.features import MEASURES
from models.onset.fit import Effort, Fitted, fit, log_odds, repeat_log_odds, training_rows
from models.onset.frames import rank_within_year, read_country_years
from models.onset.level import level_at
from models.onset.linear import sigmoid

NORMAL_95 = 1.6448536269514722  # 95th percentile of the normal distribution: a 90 % interval
FIRST_INDEX_YEAR = 1989  # UCDP begins; before it fewer than three groups are known


@dataclass(frozen=True, kw_only=True)
class YearForecast:
    """Uncalibrated forecasts made at the end of `t`.

    `raw`: t, ccode, iso3, unit, the columns of `fit.log_odds`, and `deviation` (standard deviation of `combined` over
    the repeats; missing where none was made).
    """

    t: int
    raw: pd.DataFrame
    fitted: Fitted


def read_rows(folder: Path) -> pd.DataFrame:
    """Country-years with predictors, onsets, the five groups, the index in its three versions, and all UCDP deaths.

    `deaths_now`: state-based, non-state and one-sided deaths of the year; `deaths_5y`: their mean over five years.
    """
    rows = read_country_years(folder)
    values = index.read_measures(folder)
    latent = pd.concat([values, index.read_latent_scores(folder)], ignore_index=True)
    recent = rows[rows["year"] >= FIRST_INDEX_YEAR]
    columns = index.add_index(recent, values, measures=MEASURES)
    columns["index_open"] = index.index_only(recent, values, measures=index.open_measures())
    columns["index_latent"] = index.index_only(recent, latent, measures=index.latent_measures())
    columns["deaths_now"] = sum(
        index.at_each_year(recent, values, key) for key in ("conflict_deaths_now", "one_sided_deaths_now")
    )
    columns["deaths_5y"] = sum(
        index.at_each_year(recent, values, key) for key in ("conflict_deaths_5y", "one_sided_deaths_5y")
    )
    new = [name for name in columns if name not in rows]
    return rows.join(columns[new])


def forecast_year(rows: pd.DataFrame, t: int, *, seed: int, repeats: int, effort: Effort) -> YearForecast:
    """Forecasts made at the end of `t`; reads no row after `t`.

    Raises ValueError if no country-year of `t` is there, or no onset is known before it.
    """
    rows = rows[rows["year"] <= t]
    now = rows[rows["year"] == t]
    if now.empty:
        raise ValueError(f"no country-year of {t} in the predictors; the newest is {int(rows['year'].max())}")
    rng = np.random.default_rng([seed, t])
    training = training_rows(rows, t)
    with threadpool_limits(1):  # sums in several threads differ in the last digit from run to run
        fitted = fit(training, t=t, rng=rng, effort=effort)
        raw = now[["ccode", "iso3", "unit"]].join(log_odds(fitted, now))
        raw["deviation"] = np.nan
        if repeats > 1:
            again = repeat_log_odds(training, now, fitted, repeats=repeats, trees=effort.trees_of_a_repeat, rng=rng)
            raw["deviation"] = again.std(axis=0, ddof=1)
    raw.insert(0, "t", t)
    return YearForecast(t=t, raw=raw.reset_index(drop=True), fitted=fitted)


def forecast_years(
    rows: pd.DataFrame, repeats: dict[int, int], *, seed: int, workers: int, effort: Effort
) -> list[YearForecast]:
    """`forecast_year` for each year of `repeats` (year → repeats), in `workers` processes.

    The result does not depend on the number of processes.
    """
    tasks = [(rows[rows["year"] <= t], t, seed, count, effort) for t, count in repeats.items()]
    if workers == 1:
        return [_run(task) for task in tasks]
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_run, tasks[::-1]))[::-1]  # longest first


def years_to_forecast(rows: pd.DataFrame, *, past: int, newest: int) -> dict[int, int]:
    """Every year from the first of development to the newest in `rows`, with its number of repeats.

    None before the test window: those forecasts only feed the level.
    """
    last = int(rows["year"].max())
    years = range(definition.FIRST_DEVELOPMENT_YEAR, last + 1)
    return {t: 0 if t < definition.FIRST_TEST_YEAR else newest if t == last else past for t in years}


def calibrated(raw: pd.DataFrame, rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Forecasts with their level: t, ccode, iso3, unit, p, low, high (90 %), rank; one row a country and year.

    `raw`: the uncalibrated forecasts of these years and of all years before them.
    """
    parts = []
    for t in years:
        level = level_at(raw, rows, t, column="combined")
        part = raw[raw["t"] == t]
        middle = part["combined"].to_numpy() + level.shift
        spread = NORMAL_95 * np.sqrt(part["deviation"].to_numpy() ** 2 + level.deviation**2)
        bounds = {"p": sigmoid(middle), "low": sigmoid(middle - spread), "high": sigmoid(middle + spread)}
        parts.append(part[["t", "ccode", "iso3", "unit"]].assign(**bounds))
    forecasts = pd.concat(parts, ignore_index=True)
    return forecasts.assign(rank=rank_within_year(forecasts).astype(int))


def _run(task: tuple[pd.DataFrame, int, int, int, Effort]) -> YearForecast:
    rows, t, seed, repeats, effort = task
    return forecast_year(rows, t, seed=seed, repeats=repeats, effort=effort)
