"""Observations on two clocks: checked and written once, read as they were known on a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from data import durable, schema
from data.countries import countries

VINTAGE = ["iso3", "series", "period_end", "known_on"]  # one value each
VERIFIED = [word for word in schema.EVIDENCE if word not in schema.UNVERIFIED]  # all else may be a fact, never a figure
ORDER = [*VINTAGE[:3], "period_start", "known_on"]


class ObservationError(ValueError):
    """Observations or facts that break a rule; the message names the rule and the first row."""


def validate(frame: pd.DataFrame, declared: Mapping[str, str], *, today: date) -> pd.DataFrame:
    """The observations in schema order, sorted by iso3, series and period, once every rule holds.

    `declared`: the source of each series. Rules: the columns and dtypes of the schema; one of the 195 States;
    a series that its source declares (and with it a unit); a kind of the schema; evidence other than memory
    or belief, so that neither can enter a score; finite value, low and high, with low ≤ value ≤ high;
    periods in order; known neither before the period began nor after `today`; no period after `today` unless
    it is a forecast; one value a country, series, period and vintage.
    Raises ObservationError.
    """
    try:
        frame = schema.observations(frame).sort_values(ORDER, ignore_index=True)
    except (ValueError, TypeError) as error:
        raise ObservationError(str(error)) from None
    end_of_today = pd.Timestamp(today)
    is_forecast = frame["kind"] == "forecast"
    rules = {
        "iso3 is not one of the 195 States": ~frame["iso3"].isin(list(countries())),
        "the source does not declare this series, so its unit is unknown": (
            frame["series"].map(declared).fillna("") != frame["source"]
        ),
        f"kind must be one of {', '.join(schema.KINDS)}": ~frame["kind"].isin(schema.KINDS),
        f"evidence must be one of {', '.join(VERIFIED)}": ~frame["evidence"].isin(VERIFIED),
        "value, low and high must be finite": frame[["value", "low", "high"]].abs().eq(np.inf).any(axis=1),
        "low must not lie above value, nor value above high": (
            (frame["low"] > frame["value"]) | (frame["value"] > frame["high"])
        ),
        "the period ends before it starts": frame["period_end"] < frame["period_start"],
        "the value was known before its period began": ~is_forecast & (frame["known_on"] < frame["period_start"]),
        "the period lies in the future": ~is_forecast & (frame["period_start"] > end_of_today),
        "known_on lies in the future": frame["known_on"] > end_of_today,
        "a second value for the same country, series, period and vintage": frame.duplicated(VINTAGE),
    }
    for rule, is_broken in rules.items():
        _refuse(frame, is_broken, rule, ["iso3", "series", "period_end", "value", "source", "known_on"])
    return frame


def validate_facts(frame: pd.DataFrame, sources: Iterable[str]) -> pd.DataFrame:
    """The facts in schema order, sorted, once every State, source and evidence is one that is known here.

    `sources`: their keys. Raises ObservationError.
    """
    try:
        frame = schema.facts(frame)
    except (ValueError, TypeError) as error:
        raise ObservationError(str(error)) from None
    frame = frame.sort_values(["iso3", "topic", "fact", "from_date", "source"], ignore_index=True)
    rules = {
        "iso3 is not one of the 195 States": ~frame["iso3"].isin(list(countries())),
        "no such source": ~frame["source"].isin(list(sources)),
        f"evidence must be one of {', '.join(schema.EVIDENCE)}": ~frame["evidence"].isin(schema.EVIDENCE),
        "topic and fact must not be empty": (frame["topic"] == "") | (frame["fact"] == ""),
    }
    for rule, is_broken in rules.items():
        _refuse(frame, is_broken, rule, ["iso3", "topic", "fact", "source"])
    return frame


def _refuse(frame: pd.DataFrame, is_broken: pd.Series, rule: str, columns: Sequence[str]) -> None:
    if not is_broken.any():
        return
    row = frame.iloc[int(is_broken.to_numpy().argmax())]
    where = ", ".join(f"{name}={_word(row[name])}" for name in columns)
    raise ObservationError(f"{int(is_broken.sum())} of {len(frame)} rows: {rule}; the first is {where}")


def _word(value: object) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def write(path: Path, frame: pd.DataFrame, declared: Mapping[str, str], *, today: date) -> pd.DataFrame:
    """Validate observations, write them as Parquet and return them. Raises ObservationError, OSError."""
    frame = validate(frame, declared, today=today)
    durable.write_frame(path, frame)
    return frame


def read(frame: pd.DataFrame, *, as_of: date | None, series: Iterable[str] | None) -> pd.DataFrame:
    """Each (iso3, series, period) once, as it was known on `as_of`; a value not yet known that day is absent.

    The newest vintage wins. `as_of` None: as known to this release; `series` None: all.
    Sorted by iso3, series and period, so the result does not depend on the order of `frame`.
    """
    if series is not None:
        frame = frame[frame["series"].isin(list(series))]
    if as_of is not None:
        frame = frame[frame["known_on"] <= pd.Timestamp(as_of)]
    newest_last = frame.sort_values(ORDER, ignore_index=True)
    is_newest = ~newest_last.duplicated(["iso3", "series", "period_start", "period_end"], keep="last")
    return newest_last[is_newest].reset_index(drop=True)


def coverage(frame: pd.DataFrame, *, as_of: date, series: Iterable[str]) -> pd.DataFrame:
    """What is known of every State in each series on `as_of`: 195 rows a series, also where nothing is known.

    Columns: iso3, series, periods (count; 0 where nothing is known), first_period and newest_period (end of
    the period), age_months (from the end of the newest period to `as_of`); the last three are missing where
    nothing is known.
    """
    asked = list(dict.fromkeys(series))
    known = read(frame, as_of=as_of, series=asked)
    known = known[known["kind"] != "forecast"]
    by_cell = known.groupby(["iso3", "series"], observed=True)["period_end"].agg(["size", "min", "max"])
    every = pd.MultiIndex.from_product([list(countries()), asked], names=["iso3", "series"])
    table = by_cell.reindex(every).reset_index()
    table.columns = pd.Index(["iso3", "series", "periods", "first_period", "newest_period"])
    today, newest = pd.Timestamp(as_of), table["newest_period"]
    months = (today.year - newest.dt.year) * 12 + (today.month - newest.dt.month)
    return table.assign(
        iso3=table["iso3"].astype("string"), series=table["series"].astype("string"),
        periods=table["periods"].fillna(0).astype("int64"), age_months=months.astype("Int64"),
    )  # fmt: skip
