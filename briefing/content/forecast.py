"""The forecast of one State as a release carries it: probability, place, drivers in words, and what would change it."""

import math
from dataclasses import dataclass

import pandas as pd

from briefing.language import gettext as _
from data.release import Release
from models.onset.words import in_words

HORIZON_YEARS = 2
DRIVERS_SHOWN = 6  # on each side: those that raise, those that lower
LEAST_FACTOR = 1.01  # a driver that moves the odds by less than one per cent moves nothing


@dataclass(frozen=True, kw_only=True)
class Driver:
    """What one driver does to the odds: `factor` above 1 raises them, below 1 lowers them."""

    words: str
    factor: float


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What the forecast would be under one change, all else as it is. `is_relief`: things only get better."""

    title: str
    is_relief: bool
    p: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The chance that a new mass killing begins in the years `first` to `last`, with its 90 % interval.

    `rank`: 1 = highest, among the `covered` States; `expected`: onsets that the forecasts of all of them add up to.
    `raising`, `lowering`: drivers, the strongest first.
    """

    iso3: str
    made: int  # the year at whose end it was made
    p: float
    low: float
    high: float
    rank: int
    covered: int
    raising: tuple[Driver, ...]
    lowering: tuple[Driver, ...]
    what_ifs: tuple[WhatIf, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.p <= self.high <= 1:
            raise ValueError(f"forecast of {self.iso3}: {self.low} ≤ {self.p} ≤ {self.high} must hold, within 0 and 1")
        if not 1 <= self.rank <= self.covered:
            raise ValueError(f"forecast of {self.iso3}: rank {self.rank} is not among {self.covered} States")

    @property
    def first(self) -> int:
        return self.made + 1

    @property
    def last(self) -> int:
        return self.made + HORIZON_YEARS


def has_forecasts(release: Release) -> bool:
    """Whether the release carries forecasts at all."""
    return "forecasts.parquet" in release.manifest["files"]


def read_forecast(release: Release, iso3: str) -> Forecast | None:
    """The newest forecast of a State; None if it is not covered, or the release carries none."""
    if not has_forecasts(release):
        return None
    rows = release.frame("forecasts")
    newest = rows[rows["t"] == rows["t"].max()]
    own = newest[newest["iso3"] == iso3]
    if own.empty:
        return None
    one = own.iloc[0]
    raising, lowering = _drivers(release, iso3)
    return Forecast(
        iso3=iso3, made=int(one["t"]), p=float(one["p"]), low=float(one["low"]), high=float(one["high"]),
        rank=int((newest["p"] > one["p"]).sum()) + 1, covered=len(newest), raising=raising, lowering=lowering,
        what_ifs=_what_ifs(release, iso3),
    )  # fmt: skip


def _drivers(release: Release, iso3: str) -> tuple[tuple[Driver, ...], tuple[Driver, ...]]:
    rows = release.frame("drivers")
    own = rows[(rows["iso3"] == iso3) & (rows["half"] != "")]  # the row without a half is what no driver explains
    found = [Driver(words=_said(row), factor=math.exp(row["contribution"])) for row in own.to_dict("records")]
    raising = sorted((one for one in found if one.factor >= LEAST_FACTOR), key=lambda one: -one.factor)
    lowering = sorted((one for one in found if one.factor <= 1 / LEAST_FACTOR), key=lambda one: one.factor)
    return tuple(raising[:DRIVERS_SHOWN]), tuple(lowering[:DRIVERS_SHOWN])


def _said(row: dict) -> str:
    sentence, _direction, fields = in_words(pd.Series(row))
    return _(sentence).format(**fields | {"title": _(fields["title"])})


def _what_ifs(release: Release, iso3: str) -> tuple[WhatIf, ...]:
    rows = release.frame("forecast_changes")
    own = rows[rows["iso3"] == iso3].sort_values("p_then")
    return tuple(
        WhatIf(title=_(row["title"]), is_relief=bool(row["is_relief"]), p=float(row["p_then"]))
        for row in own.to_dict("records")
    )
