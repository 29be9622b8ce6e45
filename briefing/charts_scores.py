"""The charts of scores as pages and documents show them: one country's, and those of countries side by side."""

from collections.abc import Sequence

import pandas as pd

from briefing import charts
from briefing.charts.beside import MOST, Standing, named
from briefing.charts.drivers import SHOWN, Part
from briefing.content import CountryContent, Score, read_factors, read_history
from briefing.language import country_name, format_month
from briefing.language import gettext as _
from briefing.palette import Palette
from data.release import Release


def source_line(release: Release) -> str:
    """Where a chart of scores comes from."""
    return _("Pillar Two, computed from {count} indicators, each with its own source. Release {version}.").format(
        count=release.manifest["counts"]["indicators"], version=release.version
    )


def trend_of(content: CountryContent, release: Release, colours: Palette) -> charts.Chart:
    """The score of the country over time, with events."""
    return charts.trend(
        content.history, name=country_name(content.iso3), as_of=content.month, events=content.events,
        methods=content.methods, colours=colours, source_line=source_line(release),
    )  # fmt: skip


def profile_of(content: CountryContent, release: Release, colours: Palette) -> charts.Chart:
    """Its 14 risk factors."""
    return charts.profile(
        content.factors, name=country_name(content.iso3), month=format_month(content.month), colours=colours,
        source_line=source_line(release),
    )  # fmt: skip


def drivers_of(content: CountryContent, release: Release, colours: Palette) -> charts.Chart:
    """What its score is made of. Raises ValueError where the score cannot be split."""
    labels = {factor.number: factor.label for factor in content.factors}
    parts = [
        Part(label=line.title, points=line.points, factor=labels[line.risk_factor])
        for line in content.indicators
        if line.points is not None
    ]
    return charts.drivers(
        parts, total=sum(part.points for part in parts), name=country_name(content.iso3),
        month=format_month(content.month), colours=colours, source_line=source_line(release),
    )  # fmt: skip


def change_of(content: CountryContent, release: Release, colours: Palette, *, most: int = SHOWN) -> charts.Chart:
    """What moved its score over a year, the `most` largest alone. Raises ValueError where there is no change to draw."""
    change = content.change
    if change is None:
        raise ValueError(f"{content.iso3}: no change to draw without a score at both months")
    lines = {line.key: line for line in content.indicators}
    labels = {factor.number: factor.label for factor in content.factors}
    parts = [
        Part(label=lines[key].title, points=points, factor=labels[lines[key].risk_factor])
        for key, points in change.moved.items()
    ]
    return charts.change(
        parts, became_known=change.became_known, total=change.total, name=country_name(content.iso3),
        then=format_month(change.then.month), now=format_month(content.month), colours=colours,
        source_line=source_line(release), most=most,
    )  # fmt: skip


def peers_of(content: CountryContent, release: Release, colours: Palette) -> charts.Chart:
    """Its score beside those of its peers."""
    standings = [standing(content.score, is_marked=True), *(standing(one) for one in content.peers.scores)]
    return charts.intervals(
        standings, title=_("{name} and its peers in {month}").format(
            name=country_name(content.iso3), month=format_month(content.month)
        ),
        month=format_month(content.month), colours=colours, source_line=source_line(release),
    )  # fmt: skip


def standing(score: Score, *, is_marked: bool = False, place: int | None = None) -> Standing:
    """A score as charts of intervals take it."""
    return Standing(
        iso3=score.iso3, name=country_name(score.iso3), score=score.score, low=score.low, high=score.high,
        status=score.status, is_marked=is_marked, place=place,
    )  # fmt: skip


def intervals_of(scores: Sequence[Score], release: Release, colours: Palette) -> charts.Chart:
    """Scores at one month with their intervals, each country in its own colour."""
    month = format_month(scores[0].month)
    names = named([country_name(one.iso3) for one in scores])
    has_colours = len(scores) <= MOST
    return charts.intervals(
        [standing(one, place=place if has_colours else None) for place, one in enumerate(scores)],
        month=month, colours=colours, source_line=source_line(release),
        title=_("Scores in {month} with their 90% intervals: {countries}").format(month=month, countries=names),
    )  # fmt: skip


def trends_of(codes: Sequence[str], month: pd.Timestamp, release: Release, colours: Palette) -> charts.Chart:
    """Scores of two to six countries over time."""
    histories = [(country_name(code), read_history(release, code)) for code in codes]
    return charts.trends(histories, as_of=month, colours=colours, source_line=source_line(release))


def factors_of(codes: Sequence[str], month: pd.Timestamp, release: Release, colours: Palette) -> charts.Chart:
    """The risk factors of two to six countries."""
    rows = [(country_name(code), read_factors(release, code, month)) for code in codes]
    return charts.factor_heat_map(
        rows, month=format_month(month), colours=colours, source_line=source_line(release)
    )  # fmt: skip


OF_COUNTRY = {  # name → builder, for one country
    "trend": trend_of,
    "profile": profile_of,
    "drivers": drivers_of,
    "change": change_of,
    "peers": peers_of,
}
