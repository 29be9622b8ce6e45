"""Hate-speech signals as a release carries them: series by country, stream and language, with their bursts and gaps.

A made-up row never stands in one series with a measured one, and is read only where it is asked for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from data.release import Release
from models.speech.bursts import breaks
from models.speech.demonstration import refuse_made_up
from models.speech.digest import STREAMS
from models.speech.trial import TRIAL

SIGNALS, DEMONSTRATION, NEWS = "speech", "speech_demonstration", "speech_articles"
YEAR = 52  # weeks
RECENT = 12  # weeks over which target groups are counted
RELIABLE, NOT_RELIABLE = "reliable", "not reliable"
NOTHING_SEEN = "nothing seen"  # status of a week between two others in which no post was read
TARGET = "target: "
KEYS = ["iso3", "stream", "language", "is_made_up"]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One country, stream and language over time. `weeks`: one row a week without a gap, columns as
    `models.speech.aggregate.signals` gives them; figures missing where a week is suppressed, not reliable or unseen."""

    iso3: str
    stream: str
    language: str
    is_made_up: bool
    weeks: pd.DataFrame

    @property
    def key(self) -> str:
        """How an address names it within its country."""
        return f"{self.stream.replace(' ', '_')}.{self.language}"

    @property
    def is_reliable(self) -> bool:
        """Whether the classifier is trusted in its language; if not, only the number of posts is known."""
        return not (self.weeks["status"] == NOT_RELIABLE).any()

    @property
    def shown(self) -> pd.DataFrame:
        """The weeks that have figures."""
        return self.weeks[self.weeks["status"] == "shown"]

    @property
    def newest(self) -> pd.Series | None:
        """The newest week that has figures; None if there is none."""
        return self.shown.iloc[-1] if len(self.shown) else None

    @cached_property
    def bursts(self) -> tuple["Burst", ...]:
        """Its weeks of alarm, the newest first."""
        rows = self.weeks[self.weeks["is_burst"] | self.weeks["is_drift"]]
        return tuple(_burst(self, row) for row in rows.iloc[::-1].to_dict("records"))

    @cached_property
    def level_changes(self) -> tuple[pd.Timestamp, ...]:
        """Looking back: weeks in which the flagged rate settled on another level."""
        if not self.is_reliable:
            return ()
        scored = self.weeks["scored"].fillna(0).to_numpy(np.int64)
        flagged = self.weeks["flagged"].fillna(0).to_numpy(np.int64)
        return tuple(self.weeks["week"].iloc[place] for place in breaks(flagged, scored))


@dataclass(frozen=True, kw_only=True)
class Burst:
    """A week with more flagged posts than the series' own past makes likely, or the end of a slow rise (`is_drift`).

    `tail`: chance of as many flagged posts or more, were nothing new.
    """

    iso3: str
    stream: str
    language: str
    is_made_up: bool
    week: pd.Timestamp
    flagged: int
    scored: int
    expected: float
    tail: float
    seen: int
    unique: int
    is_sudden: bool
    is_drift: bool


def _burst(series: Series, row: dict) -> Burst:
    return Burst(
        iso3=series.iso3, stream=series.stream, language=series.language, is_made_up=series.is_made_up,
        week=row["week"], flagged=int(row["flagged"]), scored=int(row["scored"]), expected=float(row["expected"]),
        tail=float(row["tail"]), seen=int(row["seen"]), unique=int(row["unique"]), is_sudden=bool(row["is_burst"]),
        is_drift=bool(row["is_drift"]),
    )  # fmt: skip


def has_signals(release: Release) -> bool:
    """Whether this deployment counted anything."""
    return f"{SIGNALS}.parquet" in release.manifest["files"]


def has_demonstration(release: Release) -> bool:
    """Whether the release carries the made-up stream."""
    return f"{DEMONSTRATION}.parquet" in release.manifest["files"]


def read_series(release: Release, *, with_demonstration: bool) -> tuple[Series, ...]:
    """All series of a release by country, stream and language; the made-up ones only if asked for, and then last.

    Raises MadeUpError if the measured signals hold a made-up row.
    """
    tables = []
    if has_signals(release):
        tables.append(refuse_made_up(release.frame(SIGNALS)).assign(is_made_up=False))
    if with_demonstration and has_demonstration(release):
        tables.append(release.frame(DEMONSTRATION).assign(is_made_up=True))
    found = [_series(key, rows) for table in tables for key, rows in table.groupby(KEYS, sort=True)]
    return tuple(sorted(found, key=lambda one: (one.is_made_up, one.iso3, STREAMS.index(one.stream), one.language)))


def _series(key: tuple, rows: pd.DataFrame) -> Series:
    """A series with a row for every week from its first to its last."""
    iso3, stream, language, is_made_up = key
    rows = rows.sort_values("week").drop(columns=[*KEYS, "label"], errors="ignore").set_index("week")
    weeks = rows.reindex(pd.date_range(rows.index[0], rows.index[-1], freq="7D", name="week")).reset_index()
    is_gap = weeks["status"].isna()
    weeks["status"] = weeks["status"].astype(object).where(~is_gap, NOTHING_SEEN)
    for name in ("seen", "unique", "duplicates"):
        weeks[name] = weeks[name].fillna(0).astype("int64")
    for name in ("is_burst", "is_drift"):
        weeks[name] = weeks[name].astype("boolean").fillna(False).astype(bool)
    return Series(iso3=str(iso3), stream=str(stream), language=str(language), is_made_up=bool(is_made_up), weeks=weeks)


def coverage(series: Sequence[Series]) -> dict[str, str]:
    """ISO3 → RELIABLE or NOT_RELIABLE, of the States that have a stream: what its best one is."""
    found: dict[str, str] = {}
    for one in series:
        if one.is_reliable or one.iso3 not in found:
            found[one.iso3] = RELIABLE if one.is_reliable else NOT_RELIABLE
    return found


def recent_bursts(series: Sequence[Series]) -> list[Burst]:
    """Alarms of the last YEAR weeks of any series, the newest first."""
    newest = max((one.weeks["week"].iloc[-1] for one in series), default=None)
    if newest is None:
        return []
    since = newest - pd.Timedelta(weeks=YEAR)
    found = [burst for one in series for burst in one.bursts if burst.week > since]
    return sorted(found, key=lambda burst: (-burst.week.value, burst.iso3, burst.stream, burst.language))


@dataclass(frozen=True, kw_only=True)
class TargetShare:
    """One target group: flagged posts about it in the last RECENT weeks that have figures, and in the YEAR before."""

    group: str
    recent: int
    recent_share: float  # of the flagged posts of those weeks
    before: int
    before_share: float | None  # None where no post was flagged before


def targets(series: Series) -> tuple[TargetShare, ...]:
    """Target groups of the flagged posts, the commonest first; none where no file teaches them in that language."""
    shown = series.shown
    names = [name for name in map(str, shown) if name.startswith(TARGET)]
    late, early = shown.iloc[-RECENT:], shown.iloc[-RECENT - YEAR : -RECENT]
    if not len(late) or not late[names].to_numpy(float).sum():
        return ()
    counts = [(name.removeprefix(TARGET), int(late[name].sum()), int(early[name].sum())) for name in names]
    of_late, of_early = int(late["flagged"].sum()), int(early["flagged"].sum())
    found = [
        TargetShare(
            group=group, recent=now, recent_share=now / of_late, before=then,
            before_share=then / of_early if of_early else None,
        )
        for group, now, then in counts
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.recent, one.group)))


def articles(release: Release, iso3: str) -> pd.DataFrame:
    """Columns week, articles, events: how much news there was about a State, by GDELT; empty where nobody counted."""
    if f"{NEWS}.parquet" not in release.manifest["files"]:
        return pd.DataFrame({"week": [], "articles": [], "events": []})
    rows = release.frame(NEWS)
    return rows.loc[rows["iso3"] == iso3, ["week", "articles", "events"]].reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """How often a simulated rise of a true `share` to three times it raises an alarm: mean over reliable languages."""

    share: float
    posts: int  # a week
    first_week: float
    in_three_weeks: float


@cache
def noticed() -> Noticed:
    """Of the smallest share and the fewest posts that were simulated."""
    rows = pd.DataFrame(json.loads(TRIAL.read_text(encoding="utf-8"))["by_share"])
    rows = rows[(rows["share"] == rows["share"].min()) & (rows["posts"] == rows["posts"].min())]
    return Noticed(
        share=float(rows["share"].iloc[0]), posts=int(rows["posts"].iloc[0]), first_week=float(rows["first_week"].mean()),
        in_three_weeks=float(rows["in_its_weeks"].mean()),
    )  # fmt: skip
