"""What a release tells of earlier days: the score as it could be known at a month, and the methods used before."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from briefing.charts.trend import MethodChange
from briefing.content.figures import one_row
from data.release import Release


@dataclass(frozen=True, kw_only=True)
class KnownThen:
    """What the method of today gives for a month from only those figures that had been published by its end."""

    score: float | None  # 0–100; None where too little was known by then
    coverage: float  # 0–1


def read_known(release: Release, iso3: str, month: pd.Timestamp) -> KnownThen | None:
    """The score of one country as it could be known at a month; None from a release that does not tell.

    Raises KeyError for a country or a month that the release does not have.
    """
    if "known_scores.parquet" not in release.manifest["files"]:
        return None
    row = one_row(release, "known_scores", iso3, month)
    return KnownThen(score=None if pd.isna(row["score"]) else float(row["score"]), coverage=float(row["coverage"]))


def read_methods(release: Release) -> tuple[MethodChange, ...]:
    """The changes of method between the releases that led to this one, oldest first; none where there was none.

    All months of a release are computed by its own method: a change tells from which day on readers have met it.
    """
    if "changes.json" not in release.manifest["files"]:
        return ()
    used = release.document("changes").get("methods", [])
    return tuple(
        MethodChange(
            version=one["version"], former=before["version"], release=one["release"], day=pd.Timestamp(one["on"])
        )
        for before, one in pairwise(used)
    )
