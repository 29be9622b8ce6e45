"""The figures of one country at one month: score, risk factors, indicators, and what the score is made of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from briefing.charts.profile import FactorLevel
from data.release import Release
from indicators.declaration import Indicator
from indicators.framework import risk_factors
from models import composite

ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)]")
KNOWN, HELD, NOT_AVAILABLE, NOT_YET = "known", "out of date", "not available", "not yet"
SAME_SCORE = 1e-3  # points by which a score computed again may differ and still be the release's


@dataclass(frozen=True, kw_only=True)
class Score:
    """Where a country stands at a month; score, bounds and ranks are None where none is shown."""

    iso3: str
    month: pd.Timestamp
    score: float | None  # 0–100
    low: float | None
    high: float | None
    rank: int | None  # 1 = highest risk
    rank_low: int | None
    rank_high: int | None
    scored: int  # States with a score at that month
    coverage: float  # 0–1
    status: str  # shown | grey | not shown

    def overlaps(self, other: "Score") -> bool | None:
        """Whether the intervals of two scores overlap, so that they are not distinguishable; None without both."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return None
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """One indicator of one country at one month, with where its value comes from."""

    key: str
    title: str
    risk_factor: int
    family: str
    unit: str
    value: float | None
    level: float | None  # 0–1
    points: float | None  # of the score; None where the score cannot be split
    state: (
        str  # KNOWN | HELD | NOT_AVAILABLE | NOT_YET (it did not exist yet, or its value says nothing of the country)
    )
    period_start: pd.Timestamp | None  # what the newest value is about
    period_end: pd.Timestamp | None
    age_months: int | None  # since the end of the period
    is_lasting: bool  # holds until a change is recorded, so it does not grow old
    source: str  # name of the data set
    reference: str  # where in the source
    address: str  # a web address for it, else the source's home page, else empty


@dataclass(frozen=True, kw_only=True)
class ScoreChange:
    """What moved a score between two months; `moved` (points by indicator key) and `became_known` add up to `total`."""

    then: Score
    now: Score
    moved: Mapping[str, float]
    became_known: float
    total: float


def of_country(rows: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """The rows of one country, in their order."""
    return rows[rows["iso3"] == iso3]


def one_row(release: Release, name: str, iso3: str, month: pd.Timestamp) -> pd.Series:
    """The one row of a country and month in a frame of the release. Raises KeyError if there is none."""
    rows = release.frame(name)
    found = np.flatnonzero((rows["iso3"] == iso3).to_numpy() & (rows["month"] == month).to_numpy())
    if not len(found):
        raise KeyError(f"release {release.version} has no {name} of {iso3} for {month:%Y-%m}")
    return rows.iloc[int(found[0])]


def read_scores(release: Release, codes: Iterable[str], month: pd.Timestamp) -> dict[str, Score]:
    """The scores of some countries at a month, by ISO3; a country without a row then is left out."""
    rows = release.frame("scores")
    rows = rows[rows["month"] == month]
    scored = int(rows["score"].notna().sum())
    wanted = rows[rows["iso3"].isin(list(codes))]
    return {str(row.iso3): _score(row, month, scored) for row in wanted.itertuples()}


def _score(row: Any, month: pd.Timestamp, scored: int) -> Score:
    ranks = {name: _whole(getattr(row, name)) for name in ("rank", "rank_low", "rank_high")}
    return Score(
        iso3=str(row.iso3), month=month, score=_number(row.score), low=_number(row.low), high=_number(row.high),
        scored=scored, coverage=float(row.coverage), status=str(row.status), **ranks,
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if value != value else float(value)


def _whole(value: float) -> int | None:
    return None if value != value else round(float(value))


def read_history(release: Release, iso3: str) -> pd.DataFrame:
    """All months of one country: month, score, low, high, status."""
    rows = of_country(release.frame("scores"), iso3)
    return rows[["month", "score", "low", "high", "status"]].astype({"status": "string"}).reset_index(drop=True)


def declared(release: Release) -> list[Indicator]:
    """The indicators that the release was scored with, as it declares them."""
    return [Indicator.from_description(one) for one in release.document("indicators")]


@dataclass(frozen=True, kw_only=True)
class Row:
    """The levels and ages of one country at one month, in the order of the tree's indicators; NaN = never known."""

    levels: np.ndarray
    ages: np.ndarray
    values: np.ndarray
    applies: np.ndarray  # bool
    is_known: np.ndarray  # bool: not past the longest useful age


def read_row(release: Release, tree: composite.Structure, iso3: str, month: pd.Timestamp) -> Row:
    """One country at one month. Raises KeyError for a country or month that the release does not have."""
    found = {}
    for name in ("levels", "ages", "values"):
        found[name] = one_row(release, name, iso3, month)[list(tree.keys)].to_numpy(float)
    begins = pd.PeriodIndex([one.begins for one in tree.indicators], freq="M")
    is_silent = [value in one.silent for one, value in zip(tree.indicators, found["values"], strict=True)]
    applies = np.asarray(begins <= pd.Period(month, "M")) & ~np.array(is_silent)
    limits = np.array([one.max_age_months for one in tree.indicators])
    is_known = applies & ~np.isnan(found["levels"]) & (found["ages"] <= limits)
    return Row(applies=applies, is_known=is_known, **found)


def split_score(row: Row, tree: composite.Structure, score: float | None) -> dict[str, float] | None:
    """Points by indicator that add up to the score; None without one, or if the release was scored in another way."""
    points = composite.contributions(row.levels, tree, row.applies)
    if score is None or abs(float(points.sum()) - score) > SAME_SCORE:
        return None
    return {key: float(value) for key, value in zip(tree.keys, points, strict=True)}


def split_change(then: Row, now: Row, tree: composite.Structure, scores: tuple[Score, Score]) -> ScoreChange | None:
    """What moved the score; None unless both months have one, split as the release scored them."""
    before, after = scores
    if before.score is None or after.score is None:
        return None
    change = composite.explain_change(then.levels, now.levels, tree, then.applies, now.applies)
    if abs(change.total - (after.score - before.score)) > SAME_SCORE:
        return None
    return ScoreChange(then=before, now=after, moved=change.moved, became_known=change.became_known, total=change.total)


def factor_levels(
    release: Release, tree: composite.Structure, row: Row, iso3: str, month: pd.Timestamp
) -> tuple[FactorLevel, ...]:
    """The 14 risk factors. Out of date: a level of whose weight less than half rests on known values."""
    levels = one_row(release, "factors", iso3, month)
    share_known = composite.coverage_by_factor(row.is_known, tree, row.applies)
    found = []
    for number, factor in risk_factors().items():
        own = np.array([one.risk_factor == number for one in tree.indicators]) & row.applies
        level = _number(levels[factor.key])
        if not own.any():
            state = "no data yet"
        elif level is None:
            state = "not enough known"
        else:
            share = share_known[tree.factors.index(number)]
            state = "known" if share >= composite.FACTOR_COVERAGE - composite.ROUNDING else "out of date"
        held = own & ~np.isnan(row.levels) & ~row.is_known
        found.append(
            FactorLevel(
                number=number, title=factor.title, group=factor.group, state=state,
                level=level if state in ("known", "out of date") else None,
                indicators=int(own.sum()), known=int((own & row.is_known).sum()), held=int(held.sum()),
            )
        )  # fmt: skip
    return tuple(found)


def read_factors(release: Release, iso3: str, month: pd.Timestamp) -> tuple[FactorLevel, ...]:
    """The 14 risk factors of one country at one month."""
    tree = composite.structure(declared(release))
    return factor_levels(release, tree, read_row(release, tree, iso3, month), iso3, month)


def indicator_lines(
    release: Release, tree: composite.Structure, row: Row, points: Mapping[str, float] | None, iso3: str,
    month: pd.Timestamp,
) -> tuple[IndicatorLine, ...]:  # fmt: skip
    """All indicators of one country at one month, in the order of the risk factors."""
    newest = newest_observations(release, iso3, month, {one.series for one in tree.indicators})
    sources = {one["key"]: one for one in release.document("sources")}
    lines = []
    for place, one in enumerate(tree.indicators):
        observation = newest.get(one.series)
        value, level, age = (_number(found[place]) for found in (row.values, row.levels, row.ages))
        has_value = bool(row.applies[place]) and level is not None
        state = NOT_YET if not row.applies[place] else NOT_AVAILABLE if not has_value else HELD
        source = sources.get(one.source, {"name": one.source, "homepage": ""})
        reference = str(observation["reference"]) if has_value and observation is not None else ""
        address = ADDRESS.search(reference)
        lines.append(
            IndicatorLine(
                key=one.key, title=one.title, risk_factor=one.risk_factor, family=one.family, unit=one.unit,
                value=value if has_value else None, level=level if has_value else None,
                points=None if points is None else points[one.key],
                state=KNOWN if row.is_known[place] else state,
                period_start=observation["period_start"] if has_value and observation is not None else None,
                period_end=observation["period_end"] if has_value and observation is not None else None,
                age_months=round(age) if has_value and age is not None else None,
                is_lasting=has_value and value in one.lasting,
                source=source["name"], reference=reference,
                address=address.group() if address else source["homepage"],
            )
        )  # fmt: skip
    return tuple(lines)


def newest_observations(
    release: Release, iso3: str, month: pd.Timestamp, series: set[str]
) -> dict[str, Mapping[str, Any]]:  # fmt: skip
    """Of each series, the country's newest observation whose period has ended by the end of the month."""
    rows = of_country(release.frame("observations"), iso3)
    rows = rows[(rows["period_end"] < month + pd.DateOffset(months=1)) & rows["series"].isin(list(series))]
    newest = rows.sort_values("period_end", kind="stable").drop_duplicates("series", keep="last")
    return {str(row["series"]): {str(name): value for name, value in row.items()} for row in newest.to_dict("records")}


def indicator_history(release: Release, one: IndicatorLine, iso3: str) -> pd.DataFrame:
    """One indicator of one country over all months: month, value, is_held."""
    limit = next(entry["max_age_months"] for entry in release.document("indicators") if entry["key"] == one.key)
    values, ages = (of_country(release.frame(name), iso3)[["month", one.key]] for name in ("values", "ages"))
    return pd.DataFrame({
        "month": values["month"].to_numpy(),
        "value": values[one.key].to_numpy(float),
        "is_held": ages[one.key].to_numpy(float) > limit,
    })  # fmt: skip


def highest(factors: Sequence[FactorLevel], *, least: float, count: int) -> list[FactorLevel]:
    """The factors with a level of at least `least`, the highest first, at most `count`."""
    found = [factor for factor in factors if factor.level is not None and factor.level >= least]
    return sorted(found, key=lambda factor: (-(factor.level or 0.0), factor.number))[:count]
