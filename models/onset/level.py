"""The level of the forecasts: odds moved so that recent onsets, known at the time, match what had been expected."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.onset.frames import with_outcomes
from models.onset.linear import sigmoid

MEMORY_YEARS = 3  # age at which a past year counts half
PRIOR_ONSETS = 1  # keeps the factor finite and positive


@dataclass(frozen=True, kw_only=True)
class Level:
    """Weighted onsets seen and expected in the year after earlier forecasts, both with the prior."""

    onsets: float
    expected: float

    @property
    def shift(self) -> float:
        """What is added to every log-odds."""
        return float(np.log(self.onsets / self.expected))

    @property
    def deviation(self) -> float:
        """Standard deviation of `shift`: the count of onsets is Poisson."""
        return float(1 / np.sqrt(self.onsets))


def level_at(raw: pd.DataFrame, rows: pd.DataFrame, t: int, *, column: str) -> Level:
    """The level for forecasts made at the end of `t`.

    `raw`: t, ccode and uncalibrated log-odds in `column`; only forecasts made before `t` are used, against onsets of the
    year after each, which are known at the end of `t`. Countries that ended in that year are left out.
    """
    earlier = raw[(raw["t"] < t) & raw[column].notna()]
    known = with_outcomes(rows, known_until=t)[["year", "ccode", "onset_1"]].rename(columns={"year": "t"})
    pairs = earlier[["t", "ccode", column]].merge(known, on=["t", "ccode"]).dropna(subset=["onset_1"])
    weight = 0.5 ** ((t - pairs["t"]) / MEMORY_YEARS)
    expected = 1 - np.sqrt(1 - sigmoid(pairs[column].to_numpy()))
    return Level(onsets=PRIOR_ONSETS + float((weight * pairs["onset_1"]).sum()),
                 expected=PRIOR_ONSETS + float((weight * expected).sum()))  # fmt: skip


def shifts(raw: pd.DataFrame, rows: pd.DataFrame, years: list[int], *, column: str) -> pd.Series:
    """`Level.shift` of each year, indexed by year."""
    return pd.Series({t: level_at(raw, rows, t, column=column).shift for t in years})
