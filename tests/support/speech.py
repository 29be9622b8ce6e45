"""Invented hate-speech signals for the invented release: in the form of real ones, never shipped.

- SDN posts in English: 40 weeks to 26 January 2026; week 10 has too few posts, week 20 none at all; a burst in week 30,
  a slow rise that ends in week 36; ten copies of each distinct post in week 30.
- SDN news in Arabic: the same weeks, calm. MMR posts in Burmese: not reliable, so only the posts are counted.
- KEN posts in English: the made-up stream.
"""

import numpy as np
import pandas as pd

from models.speech.demonstration import LABEL

WEEKS = 40
LAST_WEEK = pd.Timestamp("2026-01-26")
POSTS, FLAGGED = 200, 20
FEW, NONE, BURST, DRIFT = 10, 20, 30, 36
GROUPS = ("gender", "religion")
_RATES = ("flagged_rate", "flagged_low", "flagged_high", "prevalence", "prevalence_low", "prevalence_high")


def frames() -> dict[str, pd.DataFrame]:
    """speech and speech_demonstration."""
    measured = [_series("SDN", "posts", "en", is_eventful=True), _series("SDN", "news", "ar"), _unreliable("MMR", "my")]
    made_up = _series("KEN", "posts", "en", is_eventful=True).assign(label=LABEL, is_made_up=True)
    return {"speech": pd.concat(measured, ignore_index=True), "speech_demonstration": made_up}


def _series(iso3: str, stream: str, language: str, *, is_eventful: bool = False) -> pd.DataFrame:
    """A series of 5% prevalence, its interval from 3% to 8%."""
    week = np.arange(1, WEEKS + 1)
    rows = pd.DataFrame({
        "iso3": pd.array([iso3] * WEEKS, dtype="string"),
        "week": pd.date_range(end=LAST_WEEK, periods=WEEKS, freq="7D").astype("datetime64[s]"),
        "stream": stream, "language": language, "seen": POSTS + 50, "unique": POSTS, "duplicates": 50, "scored": POSTS,
        "flagged": FLAGGED, "dangerous": 2, "target: gender": 15, "target: religion": 5,
    })  # fmt: skip
    rows[list(_RATES)] = (0.10, 0.08, 0.12, 0.05, 0.03, 0.08)
    rows = rows.assign(prior_weeks=np.minimum(week - 1, 52.0), expected=20.0, tail=0.5, drift=0.0)
    rows = rows.assign(is_burst=False, is_drift=False, status="shown")
    if is_eventful:
        burst, drift, few = week == BURST, week == DRIFT, week == FEW
        rows.loc[burst, ["flagged", "tail", "is_burst", "prevalence", "prevalence_high", "seen"]] = (
            60,
            0.001,
            True,
            0.2,
            0.3,
            2000,
        )
        rows.loc[burst, "duplicates"] = 1800
        rows.loc[drift, ["is_drift", "drift"]] = (True, 5.5)
        rows.loc[few, ["status", "seen", "unique", "duplicates"]] = ("suppressed", 12, 12, 0)
        rows = _hidden(rows, few)[week != NONE].reset_index(drop=True)
    return rows.astype(dict.fromkeys(_counts(rows), "Int64"))


def _unreliable(iso3: str, language: str) -> pd.DataFrame:
    rows = _series(iso3, "posts", language).assign(status="not reliable")
    return _hidden(rows, np.ones(len(rows), dtype=bool))


def _counts(rows: pd.DataFrame) -> list[str]:
    return ["scored", "flagged", "dangerous", *(name for name in rows if name.startswith("target: "))]


def _hidden(rows: pd.DataFrame, is_hidden: np.ndarray) -> pd.DataFrame:
    names = [*_counts(rows), *_RATES, "prior_weeks", "expected", "tail", "drift"]
    rows = rows.astype(dict.fromkeys(names, "Float64"))
    rows.loc[is_hidden, names] = pd.NA
    floats = [name for name in names if name not in _counts(rows)]
    return rows.astype(dict.fromkeys(_counts(rows), "Int64") | dict.fromkeys(floats, "float64"))
