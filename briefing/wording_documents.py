"""Rules that turn figures into the sentences of documents: readings that stand by themselves on paper.

As in `wording`: every sentence is fixed and filled with figures of the release.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from briefing.charts.profile import FactorLevel
from briefing.content.figures import HELD, NOT_AVAILABLE, NOT_YET, IndicatorLine, Score, ScoreChange
from briefing.content.forecast import Forecast
from briefing.content.stretch import Stretch
from briefing.language import country_name, format_date, format_month, format_number, format_sentences, mark
from briefing.language import gettext as _
from briefing.wording import counted, percent, say_change, say_high, say_interval, say_place

STRETCHES = {  # part of the ranking → how it is said, and how where it holds since the first month on record
    0.1: (
        mark("It has ranked in the highest tenth of the States with a score every month since {month}."),
        mark("It has ranked in the highest tenth of the States with a score every month on record, since {month}."),
    ),
    0.25: (
        mark("It has ranked in the highest quarter of the States with a score every month since {month}."),
        mark("It has ranked in the highest quarter of the States with a score every month on record, since {month}."),
    ),
    0.5: (
        mark("It has ranked in the upper half of the States with a score every month since {month}."),
        mark("It has ranked in the upper half of the States with a score every month on record, since {month}."),
    ),
}


def read_out(
    score: Score, factors: Sequence[FactorLevel], indicators: Sequence[IndicatorLine], change: ScoreChange | None
) -> str:
    """The country in one paragraph: where it stands, what is high, what moved, what is not known."""
    sentences = [say_score(score), say_place(score), say_high(factors), say_change(change, indicators)]
    return format_sentences([*sentences, say_gaps(indicators)])


def say_score(score: Score) -> str:
    """The country with its score and interval; with its name alone where no score is shown."""
    if score.score is None:
        return _("{name}:").format(name=country_name(score.iso3))
    return _("{name}: risk score of {score} out of 100 in {month} (90% interval {interval}).").format(
        month=format_month(score.month),
        name=country_name(score.iso3),
        score=format_number(score.score, decimals=1),
        interval=say_interval(score),
    )


def say_gaps(indicators: Sequence[IndicatorLine]) -> str:
    """How many indicators are known, out of date and not available."""
    counts = counted(indicators)
    everything = len(indicators) - counts[NOT_YET]
    if not counts[HELD] and not counts[NOT_AVAILABLE]:
        return _("All {count} indicators are known.").format(count=everything)
    return _(
        "Indicators: {known} of {count} known, {old} out of date, {missing} not available; what is not known is neither high "
        "nor low."
    ).format(
        count=everything,
        known=everything - counts[HELD] - counts[NOT_AVAILABLE],
        old=counts[HELD],
        missing=counts[NOT_AVAILABLE],
    )


def say_stretch(stretch: Stretch | None) -> str:
    """Since when the country has stood in the same part of the ranking; empty for None."""
    if stretch is None:
        return ""
    since, on_record = STRETCHES[stretch.part]
    return _(on_record if stretch.is_whole else since).format(month=format_month(stretch.first))


def say_forecast(found: Forecast) -> str:
    """The chance of an onset, what it covers and what it does not."""
    return _(
        "{name}: the chance that a new mass killing begins in {first} or {last} is put at {p} (90% interval {low} to "
        "{high}), place {rank} of {covered} States covered. For most States the chance is below one in a hundred; even for "
        "those highest on the list, no onset is the likelier outcome. The forecast was made from data of {made} and "
        "earlier. It does not cover killing that is already under way, and it says nothing about what anyone will do."
    ).format(
        name=country_name(found.iso3), first=found.first, last=found.last, made=found.made, rank=found.rank,
        covered=found.covered, p=percent(found.p), low=percent(found.low), high=percent(found.high),
    )  # fmt: skip


def say_subtitle(kind: str, month: pd.Timestamp) -> str:
    """What the document is and the month it speaks of."""
    return _("{kind}, as of {month}").format(kind=kind, month=format_month(month))


def say_citation(title: str, subtitle: str, *, version: str, made_on: date) -> str:
    """How to cite a document."""
    return _("Pillar Two, “{title}. {subtitle}”. Release {version}, made on {day}.").format(
        title=title, subtitle=subtitle, version=version, day=format_date(made_on)
    )
