"""Checks on a whole release: columns, States, months, ranges, licences and counts; a breach names its file."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data import observations, schema
from data.countries import countries
from data.sources.declaration import LICENCES

Frames = Callable[[str], pd.DataFrame]
Documents = Callable[[str], Any]

FACTORS = tuple(f"rf{number}" for number in range(1, 15))
GRID = ("iso3", "month")  # every State in every month, once
COLUMNS: dict[str, tuple[str, ...]] = {  # of each frame, at least
    "observations": tuple(schema.OBSERVATION),
    "facts": tuple(schema.FACT),
    "rejects": tuple(schema.REJECT),
    "levels": GRID,
    "values": GRID,
    "ages": GRID,
    "factors": (*GRID, *FACTORS),
    "scores": (*GRID, "score", "low", "high", "rank", "rank_low", "rank_high", "coverage", "status"),
    "draws": ("iso3", "draw", *FACTORS),
    "choices": ("draw", "p", "normalisation", *(f"w{number}" for number in range(1, 15))),
    "sensitivity": (
        "choice", "first_order", "first_order_low", "first_order_high", "total", "total_low", "total_high",
    ),
}  # fmt: skip
OPTIONAL_FRAMES: dict[str, tuple[str, ...]] = {  # of frames that a release may carry besides, at least
    "known_scores": (*GRID, "score", "coverage"),
    "forecasts": ("iso3", "t", "p", "low", "high", "rank"),
    "drivers": ("iso3", "t", "half", "driver", "title", "value", "percent_below", "contribution"),
    "forecast_changes": ("iso3", "t", "scenario", "title", "is_relief", "p_now", "p_then"),
}
DOCUMENTS: dict[str, tuple[str, ...]] = {  # keys of each entry of a list, at least
    "sources": (
        "key", "name", "publisher", "licence", "is_redistributable", "citation", "homepage", "status", "series",
        "stale_after_days", "newest_period",
    ),
    "indicators": ("key", "title", "risk_factor", "family", "series", "unit", "higher_is"),
    "validation": (),
}  # fmt: skip
OPTIONAL: dict[str, tuple[str, ...]] = {  # keys of each entry of a list that a release may hold
    "alerts": (
        "iso3", "rule", "title", "level", "month", "since", "unit", "after", "before", "low", "high", "change",
        "change_low", "change_high", "threshold", "counted", "factor", "subject", "movers", "sources", "responses",
    ),
}  # fmt: skip
STATUSES = ("shown", "grey", "not shown")
RANGES: dict[str, dict[str, tuple[float, float]]] = {  # frame → columns → lowest and highest value allowed
    "scores": {
        **dict.fromkeys(("score", "low", "high"), (0, 100)),
        **dict.fromkeys(("rank", "rank_low", "rank_high"), (1, 195)),
        "coverage": (0, 1),
    },
    "factors": dict.fromkeys(FACTORS, (0, 1)),
    "draws": dict.fromkeys(FACTORS, (0, 1)),
    "known_scores": {"score": (0, 100), "coverage": (0, 1)},
    "forecasts": dict.fromkeys(("p", "low", "high"), (0, 1)) | {"rank": (1, np.inf)},
    "drivers": {"value": (0, 1), "percent_below": (0, 100), "contribution": (-np.inf, np.inf)},
    "forecast_changes": dict.fromkeys(("p_now", "p_then"), (0, 1)),
}
ONCE = {  # frame → columns of which no two rows agree
    "known_scores": GRID,
    "forecasts": ("iso3", "t"),
    "drivers": ("iso3", "t", "half", "driver"),
    "forecast_changes": ("iso3", "t", "scenario"),
}
CODED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) = ")  # "1 = party, 0 = not a party" names every value there is
COUNTED = re.compile(r"\b(people|person|deaths|recommendations|pledges|number of|per 1,000|per million)\b")
SIGNED = re.compile(r"\b(change|growth|net|difference|measurement-model)\b")


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that a release breaks: in which file, and how, as a sentence."""

    file: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How old a source's newest figures are, against what its publisher lets us expect."""

    source: str
    newest_period: date | None  # None: it gave no figure
    age_days: int | None
    promised_days: int
    is_stale: bool | None  # None: not known


def breaches(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    """Every rule that a release breaks, the plainest first; none for a good one.

    `frame` and `document` read a file of the release by its name without ending.
    """
    shapes = list(_shapes(frame, document, manifest))
    yield from shapes
    if shapes:
        return  # what follows reads the columns by name
    for check in (_grid, _levels, _ranges, _scores, _forecasts, _figures, _facts, _licences, _alerts, _counts):
        yield from check(frame, document, manifest)


def _held(manifest: Mapping[str, Any]) -> list[str]:
    """The optional frames that a release carries."""
    return [name for name in OPTIONAL_FRAMES if f"{name}.parquet" in manifest["files"]]


def _shapes(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    for name, columns in (COLUMNS | {name: OPTIONAL_FRAMES[name] for name in _held(manifest)}).items():
        missing = [column for column in columns if column not in frame(name)]
        if missing:
            yield Breach(file=f"{name}.parquet", reason=f"lacks the columns {', '.join(missing)}")
    for name, keys in DOCUMENTS.items():
        for entry in document(name) if keys else ():
            missing = [key for key in keys if key not in entry]
            if missing:
                yield Breach(file=f"{name}.json", reason=f"an entry lacks {', '.join(missing)}: {entry}")


def _grid(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    months = pd.date_range(manifest["first_month"], manifest["last_month"], freq="MS", unit="s")
    if pd.Timestamp(manifest["default_month"]) not in months:
        yield Breach(file="manifest.json", reason=f"default_month {manifest['default_month']} has no score")
    for name in ("scores", "factors", "levels", "values", "ages"):
        table, file = frame(name), f"{name}.parquet"
        absent = sorted(set(countries()) - set(table["iso3"]))
        if absent:
            yield Breach(file=file, reason=f"{len(absent)} of the 195 States are absent: {', '.join(absent[:5])}")
        strangers = sorted(set(table["iso3"]) - set(countries()))
        if strangers:
            yield Breach(file=file, reason=f"no States of this project: {', '.join(map(str, strangers[:5]))}")
        if table.duplicated(list(GRID)).any():
            yield Breach(file=file, reason="a State has two rows for one month")
        if not months.equals(pd.DatetimeIndex(table["month"].unique()).sort_values()):
            yield Breach(file=file, reason=f"months must run from {months[0]:%Y-%m} to {months[-1]:%Y-%m}, no gap")
        elif not absent and len(table) != len(months) * len(countries()):
            yield Breach(file=file, reason="a State lacks some months; not known must be a row without a value")


def _levels(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    keys = [one["key"] for one in document("indicators")]
    if len(set(keys)) != len(keys):
        yield Breach(file="indicators.json", reason="an indicator is listed twice")
    for name, low, high in (("levels", 0, 1), ("ages", 0, np.inf), ("values", -np.inf, np.inf)):
        columns = [str(column) for column in frame(name) if column not in GRID]
        if set(columns) != set(keys):
            odd = sorted(set(columns) ^ set(keys))
            yield Breach(file=f"{name}.parquet", reason=f"its columns are not the indicators: {', '.join(odd[:5])}")
        yield from _outside(frame(name), f"{name}.parquet", dict.fromkeys(columns, (low, high)))


def _ranges(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    held = _held(manifest)
    for name, columns in RANGES.items():
        if name in held or name not in OPTIONAL_FRAMES:
            yield from _outside(frame(name), f"{name}.parquet", columns)


def _outside(table: pd.DataFrame, file: str, columns: Mapping[str, tuple[float, float]]) -> Iterator[Breach]:
    """A breach for each column with a value outside its range or infinite; a missing value is allowed."""
    for column, (low, high) in columns.items():
        values = table[column].to_numpy(dtype="float64", na_value=np.nan)
        is_bad = (values < low) | (values > high) | np.isinf(values)
        if is_bad.any():
            row = table.iloc[int(is_bad.argmax())]
            where = " ".join(str(row[name])[:10] for name in GRID if name in row)
            worst = values[is_bad.argmax()]
            yield Breach(file=file, reason=f"{column} must lie between {low:g} and {high:g}, got {worst:g} ({where})")


def _scores(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    scores, file = frame("scores"), "scores.parquet"
    if not scores["status"].isin(STATUSES).all():
        yield Breach(file=file, reason=f"status must be one of {', '.join(STATUSES)}")
    if (scores["score"].isna() != (scores["status"] == "not shown")).any():
        yield Breach(file=file, reason="a score must be missing exactly where its status is 'not shown'")
    for low, high in (("low", "high"), ("rank_low", "rank_high")):
        if (scores[low] > scores[high]).any():
            yield Breach(file=file, reason=f"{low} lies above {high}")
        if (scores[low].isna() != scores[high].isna()).any():
            yield Breach(file=file, reason=f"{low} and {high} must be known together")


def _forecasts(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    """What the optional frames must hold besides their ranges: States, each row once, p within its interval."""
    for name in _held(manifest):
        table, file = frame(name), f"{name}.parquet"
        strangers = sorted(set(table["iso3"].dropna()) - set(countries()))
        if strangers or table["iso3"].isna().any():
            yield Breach(file=file, reason=f"no States of this project: {', '.join(strangers[:5]) or 'an empty code'}")
        if table.duplicated(list(ONCE[name])).any():
            yield Breach(file=file, reason=f"two rows agree in {', '.join(ONCE[name])}")
        if name == "forecasts":
            if table[["p", "low", "high", "rank"]].isna().any(axis=None):
                yield Breach(file=file, reason="a forecast lacks its probability, interval or rank")
            if ((table["low"] > table["p"]) | (table["p"] > table["high"])).any():
                yield Breach(file=file, reason="p must lie between low and high")


def unit_range(unit: str) -> tuple[float, float]:
    """The lowest and highest value that the wording of a unit allows; any where it says nothing.

    Coded units ("1 = party, 0 = not a party") span their codes, shares and indices 0 to 1; counts start at 0.
    """
    words = unit.casefold()
    codes = [float(code) for code in CODED.findall(words)]
    if SIGNED.search(words):
        return -np.inf, np.inf
    if len(codes) > 1:
        return min(codes), max(codes)
    if words.startswith(("share", "index from 0 to 1")):
        return 0, 1
    return (0, np.inf) if COUNTED.search(words) else (-np.inf, np.inf)


def declared_series(sources: list[dict[str, Any]]) -> dict[str, str]:
    """The source of each series that a release's sources declare."""
    return {one["key"]: source["key"] for source in sources for one in source["series"]}


def _figures(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    figures, file = frame("observations"), "observations.parquet"
    made_on = date.fromisoformat(manifest["created"][:10])
    try:
        ordered = observations.validate(figures, declared_series(document("sources")), today=made_on)
    except observations.ObservationError as error:
        yield Breach(file=file, reason=str(error))
        return
    if not ordered["iso3"].equals(figures["iso3"]) or not ordered["period_end"].equals(figures["period_end"]):
        yield Breach(file=file, reason="rows must be sorted by iso3, series and period")
    units = {one["key"]: one["unit"] for source in document("sources") for one in source["series"]}
    by_series = figures.groupby("series", observed=True)["value"].agg(["min", "max"])
    for series, least, most in by_series.itertuples():
        low, high = unit_range(units[series])
        if least < low or most > high:
            reason = f"{series} is in {units[series]!r}, so from {low:g} to {high:g}; got {least:g} to {most:g}"
            yield Breach(file=file, reason=reason)


def _facts(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    keys = [source["key"] for source in document("sources")]
    try:
        observations.validate_facts(frame("facts"), keys)
    except observations.ObservationError as error:
        yield Breach(file="facts.parquet", reason=str(error))
    rejects = frame("rejects")
    if not rejects["reason"].isin(schema.REASONS).all():
        yield Breach(file="rejects.parquet", reason=f"reason must be one of {', '.join(schema.REASONS)}")
    if not rejects["source"].isin(keys).all():
        yield Breach(file="rejects.parquet", reason="a row names a source that sources.json does not list")


def _licences(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    for source in document("sources"):
        may_ship = LICENCES.get(source["licence"])
        if may_ship is None:
            yield Breach(file="sources.json", reason=f"{source['key']}: unknown licence {source['licence']!r}")
        elif may_ship != source["is_redistributable"]:
            yield Breach(file="sources.json", reason=f"{source['key']}: is_redistributable contradicts its licence")
        elif manifest["is_shippable"] and not may_ship:
            reason = f"{source['key']}: {source['licence']!r} may not be redistributed, yet the release is shippable"
            yield Breach(file="sources.json", reason=reason)


def _alerts(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    """Alerts are of States and months of the release, and each is there once."""
    if "alerts.json" not in manifest["files"]:
        return
    known = set(frame("scores")["iso3"])
    seen = set()
    for entry in document("alerts"):
        absent = [key for key in OPTIONAL["alerts"] if key not in entry]
        if absent:
            yield Breach(file="alerts.json", reason=f"an entry lacks {', '.join(absent)}: {entry}")
            return
        name = tuple(entry[key] for key in ("iso3", "rule", "factor", "level", "month"))
        if entry["iso3"] not in known:
            yield Breach(file="alerts.json", reason=f"{entry['iso3']!r} is no State of this project")
        if name in seen:
            yield Breach(file="alerts.json", reason=f"an alert is there twice: {name}")
        seen.add(name)


def _counts(frame: Frames, document: Documents, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    for name, number in count(frame, document).items():
        stated = manifest["counts"].get(name)
        if stated != number:
            yield Breach(file="manifest.json", reason=f"states {stated} {name}; the files hold {number}")


def count(frame: Frames, document: Documents) -> dict[str, Any]:
    """What a release holds: countries, indicators, risk factors with a figure, sources that gave any,
    observations, first and last day that an observation is about (ISO; None without observations), rejects.
    """  # fmt: skip
    figures, facts = frame("observations"), frame("facts")
    return {
        "countries": int(frame("scores")["iso3"].nunique()),
        "indicators": len(document("indicators")),
        "risk_factors": int(frame("factors")[list(FACTORS)].notna().any().sum()),
        "sources": len(set(figures["source"]) | set(facts["source"])),
        "observations": len(figures),
        "facts": len(facts),
        "first_period": figures["period_start"].min().date().isoformat() if len(figures) else None,
        "last_period": figures["period_end"].max().date().isoformat() if len(figures) else None,
        "rejects": len(frame("rejects")),
    }


def freshness(sources: list[dict[str, Any]], *, today: date) -> list[Freshness]:
    """The age of each source's newest figures on a day, in the order of a release's sources.json."""
    found = []
    for source in sources:
        newest = date.fromisoformat(source["newest_period"]) if source["newest_period"] else None
        age = (today - newest).days if newest else None
        promised = source["stale_after_days"]
        found.append(Freshness(
            source=source["key"], newest_period=newest, age_days=age, promised_days=promised,
            is_stale=None if age is None else age > promised,
        ))  # fmt: skip
    return found
