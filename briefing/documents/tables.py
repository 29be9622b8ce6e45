"""The typed tables of documents: what spreadsheets and CSV carry in full."""

from collections.abc import Sequence

import pandas as pd

from briefing import wording
from briefing.content import CountryContent, Score
from briefing.document import Cell, Column, Table
from briefing.language import country_name
from briefing.language import gettext as _


def _country(content: CountryContent) -> tuple[str, str]:
    return country_name(content.iso3), content.iso3


def _country_columns() -> tuple[Column, Column]:
    return Column(name=_("Country"), hxl="#country+name"), Column(name=_("ISO 3166-1 code"), hxl="#country+code+v_iso3")


def scores(found: Sequence[Score], *, changes: Sequence[float | None] = ()) -> Table:
    """One row a country: score, interval, rank, coverage, and the change over twelve months where given."""
    columns = [
        *_country_columns(),
        Column(name=_("Month"), kind="month", hxl="#date+month"),
        Column(name=_("Score"), kind="number", unit=_("0 to 100"), decimals=1, hxl="#indicator+score+num"),
        Column(name=_("Low (5%)"), kind="number", decimals=1, hxl="#indicator+score+low+num"),
        Column(name=_("High (95%)"), kind="number", decimals=1, hxl="#indicator+score+high+num"),
        Column(name=_("Rank"), kind="number", unit=_("1 = highest risk"), hxl="#indicator+rank+num"),
        Column(name=_("Best rank"), kind="number", hxl="#indicator+rank+low+num"),
        Column(name=_("Worst rank"), kind="number", hxl="#indicator+rank+high+num"),
        Column(name=_("Coverage"), kind="share", hxl="#indicator+coverage+pct"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (country_name(one.iso3), one.iso3, one.month, one.score, one.low, one.high, one.rank, one.rank_low, one.rank_high,
         one.coverage)
        for one in found
    ]  # fmt: skip
    if changes:
        columns.append(Column(name=_("Change, 12 months"), kind="change", unit=_("points"), decimals=1,
                              hxl="#indicator+score+change+num"))  # fmt: skip
        rows = [(*row, change) for row, change in zip(rows, changes, strict=True)]
    return Table(key="scores", title=_("Scores"), columns=tuple(columns), rows=tuple(rows))


def history(contents: Sequence[CountryContent]) -> Table:
    """Score by month, up to the month in hand."""
    return Table(
        key="score_by_month",
        title=_("Score by month"),
        columns=(
            *_country_columns(),
            Column(name=_("Month"), kind="month", hxl="#date+month"),
            Column(name=_("Score"), kind="number", unit=_("0 to 100"), decimals=1, hxl="#indicator+score+num"),
            Column(name=_("Low (5%)"), kind="number", decimals=1, hxl="#indicator+score+low+num"),
            Column(name=_("High (95%)"), kind="number", decimals=1, hxl="#indicator+score+high+num"),
        ),
        rows=tuple(
            (*_country(content), month, float(score), float(low), float(high))
            for content in contents
            for month, score, low, high in _until(content).itertuples(index=False)
        ),
    )


def _until(content: CountryContent) -> pd.DataFrame:
    rows = content.history[content.history["month"] <= content.month]
    return rows[["month", "score", "low", "high"]]


def factors(contents: Sequence[CountryContent]) -> Table:
    """The 14 risk factors with their state of knowledge."""
    from briefing.charts.profile import STATES

    return Table(
        key="risk_factors",
        title=_("Risk factors"),
        columns=(
            *_country_columns(),
            Column(name=_("Risk factor"), hxl="#indicator+name"),
            Column(
                name=_("Level"),
                kind="number",
                unit=_("0 = absent, 1 = highest"),
                decimals=2,
                hxl="#indicator+level+num",
            ),
            Column(name=_("State of knowledge"), hxl="#status"),
            Column(name=_("Indicators"), kind="number", hxl="#meta+count"),
            Column(name=_("Of them known"), kind="number", hxl="#meta+count+known"),
            Column(name=_("Of them out of date"), kind="number", hxl="#meta+count+held"),
        ),
        rows=tuple(
            (*_country(content), one.label, one.level, _(STATES[one.state]), one.indicators, one.known, one.held)
            for content in contents
            for one in content.factors
        ),
    )


def indicators(contents: Sequence[CountryContent]) -> Table:
    """All indicators: value, unit, period, level, points, state of knowledge, source."""
    return Table(
        key="indicators",
        title=_("Indicators"),
        columns=(
            *_country_columns(),
            Column(name=_("Indicator"), hxl="#indicator+name"),
            Column(name=_("Risk factor"), kind="number", hxl="#indicator+factor"),
            Column(name=_("Value"), kind="number", decimals=3, hxl="#indicator+value+num"),
            Column(name=_("Unit"), hxl="#indicator+unit"),
            Column(name=_("Period from"), kind="date", hxl="#date+start"),
            Column(name=_("Period to"), kind="date", hxl="#date+end"),
            Column(name=_("Level"), kind="number", unit=_("0 = absent, 1 = highest"), decimals=2, hxl="#indicator+level+num"),
            Column(name=_("Points of the score"), kind="number", decimals=2, hxl="#indicator+points+num"),
            Column(name=_("State of knowledge"), hxl="#status"),
            Column(name=_("Source"), hxl="#meta+source"),
            Column(name=_("Reference"), hxl="#meta+reference"),
        ),
        rows=tuple(
            (*_country(content), _(one.title), one.risk_factor, one.value, _(one.unit), one.period_start, one.period_end,
             one.level, one.points, _(wording.STATES[one.state]), _(one.source), one.reference)
            for content in contents
            for one in content.indicators
        ),
    )  # fmt: skip


def facts(contents: Sequence[CountryContent]) -> Table:
    """What is on record, with who verified it."""
    return Table(
        key="facts",
        title=_("Facts on record"),
        columns=(
            *_country_columns(),
            Column(name=_("Topic"), hxl="#subject"),
            Column(name=_("Fact"), hxl="#event+name"),
            Column(name=_("Status"), hxl="#status"),
            Column(name=_("When"), hxl="#date"),
            Column(name=_("As of"), hxl="#date+reported"),
            Column(name=_("Verified"), hxl="#meta+verified"),
            Column(name=_("Source"), hxl="#meta+source"),
            Column(name=_("Reference"), hxl="#meta+reference"),
        ),
        rows=tuple(
            (*_country(content), topic.heading, fact.fact, fact.status, fact.when, fact.as_of,
             _("unverified") if fact.is_unverified else _("date unverified") if fact.is_date_unverified else "",
             _(fact.source), fact.reference)
            for content in contents
            for topic in content.evidence.then
            for fact in topic.facts
        ),
    )  # fmt: skip
