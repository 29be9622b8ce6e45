"""What moved from one release to another, and why: figures, method, or a correction of our own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.release import Release, ReleaseError

DATA, METHOD, CORRECTION, COVERAGE = "data", "method", "correction", "coverage"
MARK = "; corrected from "  # what a corrected figure's reference says; see data/corrections.py
SAME = 1e-6  # values and levels are kept in single precision


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A State whose score differs between two releases in one month."""

    iso3: str
    before: float | None  # None: not shown
    after: float | None
    causes: tuple[str, ...]  # of DATA, CORRECTION, METHOD, COVERAGE
    indicators: tuple[str, ...]  # that moved, the one whose level moved most first

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Diff:
    """Two releases compared in one month: scores that moved, and what else is different."""

    before: str
    after: str
    month: str
    method: tuple[str, str]  # versions of the method
    moved: tuple[Moved, ...]  # the largest change first; those that came or went before all others
    sources: dict[str, dict[str, int]]  # source → figures new, revised or withdrawn, and corrected
    indicators: dict[str, list[str]]  # added, removed, redefined

    def told(self) -> dict[str, Any]:
        """The comparison, as plain values."""
        return asdict(self) | {"moved": [asdict(one) | {"change": one.change} for one in self.moved]}


def compare(before: Release, after: Release, *, month: str | None = None, least: float) -> Diff:
    """What moved between two releases in a month, by default the newest that both have.

    `least`: points of a score below which a change is not told. Raises ReleaseError for a month that one of them lacks.
    """
    when = _month(before, after, month)
    scores = [_rows(one, "scores", when)["score"].astype(float) for one in (before, after)]
    indicators = _indicators(before, after)
    causes = _Causes(before, after, when, set(indicators["redefined"]))
    moved = [
        Moved(
            iso3=str(iso3), before=_number(then), after=_number(now), causes=causes.of(str(iso3)),
            indicators=tuple(causes.indicators(str(iso3))),
        )
        for iso3, then, now in zip(scores[0].index, scores[0], scores[1].reindex(scores[0].index), strict=True)
        if _differs(then, now, least)
    ]  # fmt: skip
    moved.sort(key=lambda one: (one.change is not None, -abs(one.change or 0.0), one.iso3))
    return Diff(
        before=before.version, after=after.version, month=f"{when:%Y-%m}", moved=tuple(moved), indicators=indicators,
        method=(str(before.manifest["method"]["version"]), str(after.manifest["method"]["version"])),
        sources=_sources(before, after),
    )  # fmt: skip


def _month(before: Release, after: Release, asked: str | None) -> pd.Timestamp:
    months = [set(one.frame("scores")["month"]) for one in (before, after)]
    newest = min(pd.Timestamp(one.manifest["default_month"]) for one in (before, after))
    when = pd.Timestamp(asked) if asked else newest
    if not all(when in known for known in months):
        raise ReleaseError("scores.parquet", f"the releases do not both have the month {when:%Y-%m}")
    return when


def _rows(release: Release, name: str, month: pd.Timestamp) -> pd.DataFrame:
    frame = release.frame(name)
    rows = frame[frame["month"] == month]
    return rows.assign(iso3=rows["iso3"].astype("str")).set_index("iso3").drop(columns="month")


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _differs(then: float, now: float, least: float) -> bool:
    if pd.isna(then) or pd.isna(now):
        return bool(pd.isna(then) != pd.isna(now))
    return abs(now - then) >= least


class _Causes:
    """Why scores of one month differ, read from the releases' own files: nothing is computed anew.

    An indicator's value or the age of its figure differs: its data do, or a correction was made or taken back. Its
    level differs although its value does not: the method does. A factor or a score differs although no level does:
    the method does. A level is known in one of them only: the coverage does, for one of these reasons.
    """

    def __init__(self, before: Release, after: Release, month: pd.Timestamp, redefined: set[str]):
        frames = {name: [_rows(one, name, month) for one in (before, after)] for name in ("values", "levels", "ages")}
        both = [key for key in frames["levels"][0] if key in frames["levels"][1]]
        states = frames["levels"][0].index
        pair = {name: [frame.reindex(states)[both].astype(float) for frame in two] for name, two in frames.items()}
        level = _distance(*pair["levels"])
        self._figure = (_distance(*pair["values"]) > 0) | (_distance(*pair["ages"]) > 0)
        self._known = pair["levels"][0].isna() != pair["levels"][1].isna()
        self._level, self._is_touched = level.T, ((level > 0) | self._figure).T  # a column a State
        self._redefined = [key for key in both if key in redefined]
        self._series = {str(one["key"]): str(one["series"]) for one in after.document("indicators")}
        self._corrected = _corrected(before) ^ _corrected(after)
        self._is_other_method = before.manifest["method"]["version"] != after.manifest["method"]["version"]

    def indicators(self, iso3: str) -> Sequence[str]:
        """The indicators whose level, value or age differs, the one whose level moved most first."""
        touched = self._level[iso3][self._is_touched[iso3]]
        return [str(key) for key in touched.sort_values(ascending=False, kind="stable").index]

    def of(self, iso3: str) -> tuple[str, ...]:
        touched = self.indicators(iso3)
        figures = [key for key in touched if self._figure.at[iso3, key] and key not in self._redefined]
        by_hand = [key for key in figures if (iso3, self._series.get(key, "")) in self._corrected]
        found = []
        if len(figures) > len(by_hand):
            found.append(DATA)
        if by_hand:
            found.append(CORRECTION)
        if len(touched) > len(figures) or not touched or self._is_other_method:
            found.append(METHOD)
        if self._known.loc[iso3].any():
            found.append(COVERAGE)
        return tuple(found)


def _distance(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """How far the cells lie apart; 0 where they are the same, one where only one of them is known."""
    apart = (one - other).abs()
    apart = apart.where(apart > SAME * np.maximum(1.0, np.fmax(one.abs(), other.abs())), 0.0)
    return apart.mask(one.isna() != other.isna(), 1.0).fillna(0.0)


def _corrected(release: Release) -> set[tuple[str, str]]:
    """State and series of the figures that were corrected, with what they were corrected to."""
    figures = release.frame("observations")
    own = figures[figures["reference"].str.contains(MARK, regex=False)]
    return set(zip(own["iso3"].astype("str"), own["series"].astype("str"), strict=True))


def _sources(before: Release, after: Release) -> dict[str, dict[str, int]]:
    """What became of each source's figures, those left out that are as they were."""
    key = ["iso3", "series", "period_start", "period_end", "known_on"]
    columns = [*key, "source", "value"]
    pair = before.frame("observations")[columns].merge(
        after.frame("observations")[columns],
        on=[*key, "source"],
        how="outer",
        suffixes=("_before", "_after"),
        indicator=True,
    )
    found: dict[str, dict[str, int]] = {}
    is_other = pair["_merge"].eq("both") & pair["value_before"].ne(pair["value_after"])
    for name, rows in (("new", pair["_merge"].eq("right_only")), ("withdrawn", pair["_merge"].eq("left_only")),
                       ("changed", is_other)):  # fmt: skip
        for source, number in pair.loc[rows, "source"].value_counts().items():
            found.setdefault(str(source), {})[name] = int(number)
    return dict(sorted(found.items()))


def _indicators(before: Release, after: Release) -> dict[str, list[str]]:
    """Indicators that came, went, or are defined otherwise."""
    old, new = ({str(one["key"]): one for one in release.document("indicators")} for release in (before, after))
    words = ("title", "why", "family", "goalposts", "source", "source_of_goalposts", "aspect")  # change no figure

    def plain(one: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in one.items() if name not in words}

    return {
        "added": sorted(set(new) - set(old)), "removed": sorted(set(old) - set(new)),
        "redefined": sorted(key for key in set(old) & set(new) if plain(old[key]) != plain(new[key])),
    }  # fmt: skip
