"""The figures that watchlists look at, from a release: score, risk factors and forecast of every State."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from briefing.content.figures import Score, read_scores
from briefing.content.forecast import has_forecasts
from briefing.wording import HARDLY
from data.release import Release
from network.watchlists import Crossing, Figures, Watch, crossings

FACTORS = tuple(f"rf{number}" for number in range(1, 15))


@dataclass(frozen=True, kw_only=True)
class WatchedState:
    """One State of a watchlist at the month a release shows first; figures are None where not known."""

    score: Score
    change: float | None  # over twelve months, like for like, in points
    is_clear: bool  # more than hardly a change, and its 90 % interval leaves out 0
    probability: float | None  # of mass-killing onset within two years
    crossings: tuple[Crossing, ...]


def measures(release: Release) -> dict[str, dict[str, float]]:
    """Measure → value by State, at the month shown first; what is not known is left out. See network.watchlists."""
    month = pd.Timestamp(f"{release.manifest['default_month']}-01")
    scores, factors = (_at(release.frame(name), month) for name in ("scores", "factors"))
    table = factors[list(FACTORS)].assign(score=scores["score"])
    if has_forecasts(release):
        rows = release.frame("forecasts")
        table["onset_probability"] = rows[rows["t"] == rows["t"].max()].set_index("iso3")["p"].reindex(table.index)
    return {
        str(iso3): {str(name): float(value) for name, value in row.items() if not math.isnan(value)}
        for iso3, row in table.astype(float).to_dict("index").items()
    }


def _at(rows: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    own = rows[rows["month"] == month]
    return own.set_index(own["iso3"].astype("string"))


def watched_figures(release: Release, former: Release | None) -> Figures:
    """What the network compares with thresholds: the figures of a release, and of the one before it if there is one."""
    return Figures(
        release=release.version, created_at=datetime.fromisoformat(release.manifest["created"]), now=measures(release),
        before=measures(former) if former is not None else {},
    )  # fmt: skip


def read_watched(release: Release, watch: Watch, figures: Mapping[str, Mapping[str, float]]) -> list[WatchedState]:
    """The States of a list, the highest score first, those without one last; of a list of all, those at a threshold."""
    month = pd.Timestamp(f"{release.manifest['default_month']}-01")
    reached: dict[str, list[Crossing]] = {}
    for one in crossings(watch, figures):
        reached.setdefault(one.iso3, []).append(one)
    codes: Sequence[str] = watch.countries or sorted(reached)
    scores = read_scores(release, codes, month)
    rows = _at(release.frame("scores"), month).to_dict("index")
    found = [_state(scores[iso3], rows[iso3], figures.get(iso3, {}), reached.get(iso3, ())) for iso3 in codes]
    return sorted(found, key=lambda one: (-(one.score.score or -1.0), one.score.iso3))


def _state(
    score: Score, row: Mapping[Hashable, Any], known: Mapping[str, float], reached: Sequence[Crossing]
) -> WatchedState:
    change = float(row["change"])
    is_known = not math.isnan(change)
    return WatchedState(
        score=score, change=change if is_known else None,
        is_clear=abs(change) >= HARDLY and not row["change_low"] <= 0 <= row["change_high"],
        probability=known.get("onset_probability"), crossings=tuple(reached),
    )  # fmt: skip
