"""Where a fact on record stands at a month: begun or not yet, ended or not, or without a date; dates as precise as known."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

FORMATS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}
OCCASIONS = frozenset({"upr_review", "hrc_vote"})  # topics whose facts took place, and are not over afterwards
PLANS = frozenset({"upr_next"})
COURT = "icc"  # what happened before the Court, or was done about it, and not a state of things
REVIEWS = "upr_review"
BEFORE_THE_END = {"withdrawn": "state party"}  # status of a fact that has ended → what it was until then
STANDING, OVER, LATER, UNDATED = "standing", "over", "later", "undated"


def first_day(text: str) -> pd.Timestamp | None:
    """The first day that a date of four, seven or ten characters may stand for; None for anything else."""
    day = pd.to_datetime(text, format=FORMATS[len(text)], errors="coerce") if len(text) in FORMATS else None
    return None if day is None or pd.isna(day) else day


def last_day(text: str) -> pd.Timestamp | None:
    """The last day that a date of four, seven or ten characters may stand for; None for anything else."""
    first = first_day(text)
    if first is None or len(text) == 10:
        return first
    return first + (pd.DateOffset(years=1) if len(text) == 4 else pd.DateOffset(months=1)) - pd.Timedelta(days=1)


def end_of(month: pd.Timestamp) -> pd.Timestamp:
    """The last day of a month, given by its first."""
    return month + pd.DateOffset(months=1) - pd.Timedelta(days=1)


def timing(row: Mapping[Any, str], month: pd.Timestamp, *, next_review: pd.Timestamp | None = None) -> str:
    """STANDING, OVER, LATER or UNDATED: where a row of facts.parquet stands at the end of a month.

    A date known to the year or month alone counts as begun from its first possible day and as ended after its last, so
    that doubt shows a fact instead of hiding it. `next_review`: the first review held after the month; where there is
    one, a plan for the review after it was made later. What happened before the Court on an unknown day, and is said of a
    day after the month, is later too: a withdrawal must not stand at a month when the State was a party.
    """
    begun = first_day(row["from_date"])
    if row["topic"] in PLANS:
        return LATER if next_review is not None else UNDATED if begun is None else STANDING
    if begun is not None and begun > end_of(month):
        return LATER
    said = first_day(row.get("as_of", ""))
    if begun is None and row["topic"] == COURT and said is not None and said > end_of(month):
        return LATER
    if ends_later(row, month):
        return STANDING
    if last_day(row["to_date"]) is not None and row["topic"] not in OCCASIONS:
        return OVER
    return UNDATED if begun is None else STANDING


def ends_later(row: Mapping[Any, str], month: pd.Timestamp) -> bool:
    """Whether a fact that lasts is known to have ended after the month, which nobody could know then."""
    ended = last_day(row["to_date"])
    return row["topic"] not in OCCASIONS and ended is not None and ended > end_of(month)


def next_review_after(rows: pd.DataFrame, month: pd.Timestamp) -> pd.Timestamp | None:
    """The first day of the first review on record after a month; `rows`: facts of one country, texts empty, never missing."""
    days = [first_day(text) for text in rows.loc[rows["topic"] == REVIEWS, "from_date"]]
    return min((day for day in days if day is not None and day > end_of(month)), default=None)
