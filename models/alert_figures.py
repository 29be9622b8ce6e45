"""The figures of a release that alert rules read, laid out over months and States, with what moved between months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from indicators.declaration import Indicator
from models import composite
from models.speech.demonstration import refuse_made_up


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """Figures of consecutive months. Arrays: (months, States), factors and levels (months, States, …); NaN = not known.

    `change`, `change_low`, `change_high`: of the score over twelve months, like for like, in points. `ages`: months since
    the end of the period that an indicator's value is about. `forecasts`: iso3, t, p, low, high, rank; `speech`: weekly
    signals as models.speech.aggregate gives them; each empty if the release has none. `facts`: as in the release.
    `sources`: entries of sources.json by key.
    """

    states: tuple[str, ...]
    months: pd.PeriodIndex
    tree: composite.Structure
    scores: np.ndarray
    low: np.ndarray
    high: np.ndarray
    change: np.ndarray
    change_low: np.ndarray
    change_high: np.ndarray
    factors: np.ndarray
    levels: np.ndarray
    ages: np.ndarray
    applies: np.ndarray
    forecasts: pd.DataFrame
    speech: pd.DataFrame
    facts: pd.DataFrame
    sources: Mapping[str, Mapping[str, Any]]
    _moved: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    def moved(self, lag: int) -> np.ndarray:
        """Points by which each indicator moved the score over `lag` months, like for like, (months, States, indicators).

        0 in the first `lag` months and where nothing can be compared.
        """
        if lag not in self._moved:
            found = np.zeros_like(self.levels)
            if lag < len(self.months):
                found[lag:], _rest = composite.split_change(
                    self.levels[:-lag], self.levels[lag:], self.tree, self.applies[:-lag], self.applies[lag:]
                )
            self._moved[lag] = found
        return self._moved[lag]

    def like_for_like(self, lag: int) -> tuple[np.ndarray, np.ndarray]:
        """Levels of the factors `lag` months ago and now, (months, States, factors), from indicators known at both."""
        old, new = (np.full_like(self.factors, np.nan) for _ in range(2))
        if lag < len(self.months):
            then, now = self.levels[:-lag], self.levels[lag:]
            both = ~np.isnan(then) & ~np.isnan(now) & self.applies[:-lag] & self.applies[lag:]
            for target, source in ((old, then), (new, now)):
                target[lag:] = composite.score_factors(np.where(both, source, np.nan), self.tree, self.applies[lag:])
        return old, new


def read(
    frame: Callable[[str], pd.DataFrame], document: Callable[[str], Any], *, first: pd.Period, last: pd.Period
) -> Figures:
    """The figures of the months from `first` (or the first there are) to `last`.

    `frame` and `document` read a release's files by name; for "forecasts" and "speech" `frame` may raise KeyError or
    OSError.
    """
    indicators = [Indicator.from_description(one) for one in document("indicators")]
    tree = composite.structure(indicators)
    grid = _Grid(frame("scores"), first, last)
    names = ["score", "low", "high", "change", "change_low", "change_high"]
    scores, low, high, change, change_low, change_high = np.moveaxis(grid.stacked(frame("scores"), names), 2, 0)
    levels, values, ages = (grid.stacked(frame(name), list(tree.keys)) for name in ("levels", "values", "ages"))
    facts = frame("facts")
    return Figures(
        states=grid.states, months=grid.months, tree=tree, levels=levels, ages=ages, scores=scores, low=low, high=high,
        change=change, change_low=change_low, change_high=change_high,
        factors=grid.stacked(frame("factors"), [f"rf{number}" for number in tree.factors]),
        applies=_applies(indicators, grid.months, values), forecasts=_forecasts(frame), speech=_speech(frame),
        facts=facts.astype(dict.fromkeys(facts.columns, "string")).fillna(""),
        sources={one["key"]: one for one in document("sources")},
    )  # fmt: skip


SPEECH = (
    "iso3", "stream", "language", "week", "flagged", "scored", "expected", "tail", "flagged_low", "flagged_high", "is_burst",
    "is_drift", "status",
)  # fmt: skip
NO_SPEECH = pd.DataFrame({name: pd.Series(dtype=bool if name.startswith("is_") else object) for name in SPEECH})


class _Grid:
    """Tables of one row a State and month, ordered by State, then month, as (months, States, columns)."""

    def __init__(self, table: pd.DataFrame, first: pd.Period, last: pd.Period):
        months = pd.PeriodIndex(pd.DatetimeIndex(table["month"].unique()), freq="M").sort_values()
        self.states = tuple(sorted(map(str, table["iso3"].unique())))
        self._keep = (months >= first) & (months <= last)
        self._shape = (len(self.states), len(months))
        self.months = months[self._keep]

    def stacked(self, table: pd.DataFrame, columns: list[str]) -> np.ndarray:
        ordered = table.sort_values(["iso3", "month"], key=_as_text)
        cells = ordered[columns].to_numpy(float).reshape(*self._shape, len(columns))
        return cells[:, self._keep].transpose(1, 0, 2)


def _as_text(column: pd.Series) -> pd.Series:
    """States in the order of their codes, whatever order a categorical column gives them."""
    return column.astype("string") if column.name == "iso3" else column


def _applies(indicators: list[Indicator], months: pd.PeriodIndex, values: np.ndarray) -> np.ndarray:
    """Whether an indicator exists yet and says something of the State, (months, States, indicators)."""
    begins = pd.PeriodIndex([one.begins for one in indicators], freq="M")
    exists = months.asi8[:, None] >= begins.asi8[None, :]
    is_silent = np.stack([np.isin(values[:, :, i], one.silent) for i, one in enumerate(indicators)], axis=-1)
    return exists[:, None, :] & ~is_silent


def _forecasts(frame: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Forecasts with their rank among the States covered; the stored one also counts places that are no State covered."""
    try:
        rows = frame("forecasts")[["iso3", "t", "p", "low", "high"]]
    except (KeyError, OSError):
        return pd.DataFrame(columns=["iso3", "t", "p", "low", "high", "rank"])
    return rows.assign(rank=rows.groupby("t")["p"].rank(ascending=False, method="min"))


def _speech(frame: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """What a deployment counted; the demonstration, which is made up, never becomes an alert."""
    try:
        return refuse_made_up(frame("speech"))
    except (KeyError, OSError):
        return NO_SPEECH
