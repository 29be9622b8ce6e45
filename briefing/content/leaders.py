"""The States whose scores stand highest in one month, each with the risk factors that are most present there."""

from dataclasses import dataclass

import pandas as pd

from briefing.content.figures import highest, read_factors
from briefing.language import country_name, format_clauses, format_number, in_figures
from briefing.language import gettext as _
from data.release import Release

NAMED = 5  # States
REASONS = 2  # risk factors a State
PRESENT_FROM = 0.5  # least level of a factor that is named: the middle of its scale


@dataclass(frozen=True, kw_only=True)
class Leader:
    """One State: its figures in a sentence, and what stands highest there."""

    iso3: str
    name: str
    figures: str  # score, 90% interval, range of ranks
    reasons: str  # empty where no risk factor is known to be present


def read_leaders(release: Release, ranked: pd.DataFrame, month: pd.Timestamp) -> tuple[Leader, ...]:
    """The first rows of a ranking that have a score; see briefing.ranking. Grey States are left out."""
    rows = ranked[ranked["status"] == "shown"].nlargest(NAMED, "score")
    return tuple(_leader(release, row, month) for row in rows.itertuples())


def _leader(release: Release, row, month: pd.Timestamp) -> Leader:
    factors = highest(read_factors(release, row.iso3, month), least=PRESENT_FROM, count=REASONS)
    return Leader(
        iso3=row.iso3,
        name=country_name(row.iso3),
        figures=_("**{score}**, 90% interval {interval}, rank {ranks}").format(
            score=format_number(row.score, decimals=0),
            interval=_span(row.low, row.high),
            ranks=_span(row.rank_low, row.rank_high),
        ),
        reasons=format_clauses(_(one.title) for one in factors),
    )


def _span(low: float, high: float) -> str:
    return in_figures(f"{format_number(low, decimals=0)}–{format_number(high, decimals=0)}")
