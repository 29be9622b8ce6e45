"""From observations to values, ages and levels of risk: one matrix (month × State) an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.declaration import Indicator

EPOCH = 1985 * 12  # months are counted from January of year 0; history kept from 1985
POPULATION_MAX_AGE = 48  # months a denominator may be carried: population moves slowly


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One indicator over months and States. NaN = never known.

    `values` in the indicator's unit, `ages` in
    months since the end of the period, `levels` in [0, 1], and at the bounds that the source states; each float32 of
    shape (months, States).
    """

    values: np.ndarray
    ages: np.ndarray
    levels: np.ndarray
    levels_low: np.ndarray
    levels_high: np.ndarray
    is_known: np.ndarray  # bool: level present and not past its longest useful age
    is_silent: np.ndarray  # bool: the value is known and says nothing, so the indicator does not apply


def month_number(day: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """Months since January of year 0, for timestamps."""
    dates = pd.DatetimeIndex(day)
    return np.asarray(dates.year) * 12 + np.asarray(dates.month) - 1


def level(value: np.ndarray, indicator: Indicator) -> np.ndarray:
    """The level of risk in [0, 1] of values in the indicator's unit; NaN stays NaN."""
    floor, ceiling = indicator.floor, indicator.ceiling
    if indicator.scale == "log":
        value, floor, ceiling = np.log1p(np.maximum(value, 0)), np.log1p(floor), np.log1p(ceiling)
    share = np.clip((value - floor) / (ceiling - floor), 0, 1)
    return share if indicator.higher_is == "riskier" else 1 - share


class SeriesGrid:
    """All observations, laid out as (month × State) matrices of points, one a series."""

    def __init__(self, observations: pd.DataFrame, states: Sequence[str], last_month: int, *, clock: str = "period"):
        """`clock`: "period" places a value at the end of its period, "known" at the day anyone could have known it.

        Raises ValueError for another clock, or for a State outside `states`.
        """
        if clock not in ("period", "known"):
            raise ValueError(f"clock must be 'period' or 'known', got {clock!r}")
        self.states, self.last_month = list(states), last_month
        self.shape = (last_month - EPOCH + 1, len(self.states))
        column = {iso3: i for i, iso3 in enumerate(self.states)}
        columns = observations["iso3"].map(column)
        if columns.isna().any():
            raise ValueError(
                f"observations hold {observations['iso3'][columns.isna()].iloc[0]!r}, which is no State covered"
            )
        ended = month_number(observations["period_end"])
        seen = np.maximum(ended, month_number(observations["known_on"])) if clock == "known" else ended
        points = pd.DataFrame({
            "series": observations["series"].to_numpy(), "ended": ended, "seen": seen,
            "column": columns.to_numpy(dtype=int),
            "day": observations["period_end"].to_numpy(),
            "value": observations["value"].to_numpy(float), "low": observations["low"].to_numpy(float),
            "high": observations["high"].to_numpy(float),
        })  # fmt: skip
        points = points[(points["seen"] >= EPOCH) & (points["seen"] <= last_month)].sort_values(
            ["seen", "day"], kind="stable"
        )
        if clock == "known":
            # A figure of long ago that is published anew is no news of today: it must not stand for the newest one.
            newest = points.groupby(["series", "column"], sort=False)["ended"].cummax()
            points = points[points["ended"] >= newest]
        self._points = dict(iter(points.groupby("series", sort=False)))

    def has(self, series: str) -> bool:
        return series in self._points

    def points(self, series: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Value, low, high and month-of-period matrices, filled only in months in which a value arrived."""
        value, low, high, ended = (np.full(self.shape, np.nan) for _ in range(4))
        if series in self._points:
            p = self._points[series]
            cell = (p["seen"].to_numpy() - EPOCH, p["column"].to_numpy())
            value[cell] = p["value"]
            low[cell] = p["low"].fillna(p["value"])
            high[cell] = p["high"].fillna(p["value"])
            ended[cell] = p["ended"]
        return value, low, high, ended


def carry(matrix: np.ndarray) -> np.ndarray:
    """Each column's last known value, carried forward."""
    row = np.where(np.isnan(matrix), 0, np.arange(len(matrix))[:, None])
    np.maximum.accumulate(row, axis=0, out=row)
    return np.take_along_axis(matrix, row, axis=0)


def _divided(grid: SeriesGrid, indicator: Indicator, value: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """The factor that turns the value into a rate, per cell; NaN where the denominator is unknown, 0 or too old."""
    denominator, _, _, denominator_ended = grid.points(indicator.per)
    age = carry(np.where(np.isnan(value), np.nan, ended)) - carry(denominator_ended)
    divisor = carry(denominator)
    divisor = np.where((divisor > 0) & (age <= POPULATION_MAX_AGE), divisor, np.nan)
    return indicator.times / divisor


def _window_mean(points: np.ndarray, years: int) -> np.ndarray:
    """At each point, the mean of the points of the last `years` years; NaN with fewer than min(3, years) of them."""
    known = ~np.isnan(points)
    total = np.cumsum(np.where(known, points, 0), axis=0)
    count = np.cumsum(known, axis=0)
    span = 12 * years
    total[span:] -= total[:-span].copy()
    count[span:] -= count[:-span].copy()
    return np.where(known & (count >= min(3, years)), total / np.maximum(count, 1), np.nan)


def _change(points: np.ndarray, years: int) -> np.ndarray:
    """At each point, its difference from the point `years` years earlier; NaN where there was none."""
    earlier = np.full_like(points, np.nan)
    earlier[12 * years :] = points[: -12 * years]
    return points - earlier


def _neighbours_maximum(matrix: np.ndarray, states: list[str], borders: dict[str, tuple[str, ...]]) -> np.ndarray:
    """Each State's largest value among its land neighbours; 0 for a State without a land border."""
    place = {iso3: i for i, iso3 in enumerate(states)}
    out = np.full_like(matrix, np.nan)
    for iso3, column in place.items():
        around = [place[other] for other in borders.get(iso3, ()) if other in place]
        if not around:
            out[:, column] = 0.0
            continue
        block = matrix[:, around]
        some = ~np.isnan(block).all(axis=1)
        out[some, column] = np.nanmax(block[some], axis=1)
    return out


def measure(
    indicator: Indicator, grid: SeriesGrid, *, first_month: int, borders: dict[str, tuple[str, ...]]
) -> Measured:
    """The indicator's values, ages and levels from `first_month` to the grid's last.

    `borders`: iso3 → land neighbours, used by indicators that look across them.
    """
    value, low, high, ended = grid.points(indicator.series)
    if indicator.per:
        rate = _divided(grid, indicator, value, ended)
        value, low, high = value * rate, low * rate, high * rate
    for years, step in ((indicator.window_years, _window_mean), (indicator.change_years, _change)):
        if years:
            value, low, high = (step(matrix, years) for matrix in (value, low, high))
    if indicator.change_years:
        low = high = value  # the bounds of two years say nothing of the bounds of their difference
    ended = carry(np.where(np.isnan(value), np.nan, ended))
    value, low, high = carry(value), carry(low), carry(high)
    months = np.arange(EPOCH, grid.last_month + 1)[:, None]
    ages = months - ended
    if indicator.years_since:
        value = low = high = ages / 12
        # a State's own last period tells its value; what grows old is the whole list, known up to its newest entry
        ages = np.where(np.isnan(ages), np.nan, months - np.fmax.reduce(ended, axis=1)[:, None])
    if indicator.across == "neighbours":
        value, low, high = (_neighbours_maximum(matrix, grid.states, borders) for matrix in (value, low, high))
        ages = np.where(np.isnan(value), np.nan, np.nanmin(np.where(np.isnan(ages), np.inf, ages), axis=1)[:, None])
    says_nothing = np.isin(value, indicator.silent)
    if indicator.lasting:
        ages = np.where(np.isin(value, indicator.lasting), 0.0, ages)
    keep = slice(first_month - EPOCH, None)
    value, low, high, ages = (matrix[keep].astype("float32") for matrix in (value, low, high, ages))
    says_nothing = says_nothing[keep]
    levels, *ends = (np.where(says_nothing, np.nan, level(one, indicator)) for one in (value, low, high))
    return Measured(
        values=value, ages=ages, levels=levels, levels_low=np.fmin(*ends), levels_high=np.fmax(*ends),
        is_known=~np.isnan(levels) & (ages <= indicator.max_age_months), is_silent=says_nothing,
    )  # fmt: skip


def last_month_with_data(observations: pd.DataFrame) -> int:
    """The month of the newest period end."""
    return int(month_number(observations["period_end"]).max())
