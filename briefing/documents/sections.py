"""The sections that documents are put together from; each is left out where there is nothing to say in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from briefing import charts_scores, speech_words, wording, wording_documents
from briefing.charts.drivers import SHOWN_IN_PRINT
from briefing.charts.trend import Event
from briefing.content import CountryContent, Fact, IndicatorLine
from briefing.content.figures import HELD, KNOWN, NOT_AVAILABLE, NOT_YET
from briefing.content.forecast import Driver, Forecast, has_forecasts, read_forecast
from briefing.content.open_points import read_open_points
from briefing.content.speech import read_series
from briefing.content.stretch import read_stretch
from briefing.content.timing import end_of
from briefing.document import (
    Column,
    Figure,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Part,
    Section,
    Source,
    Table,
)
from briefing.documents.basis import COLOURS, Basis
from briefing.language import (
    country_name,
    format_clauses,
    format_date,
    format_list,
    format_month,
    format_number,
    format_share,
    format_signed,
)
from briefing.language import gettext as _
from indicators.responses import Response, responses

DRIVERS_SAID = 3  # on each side of the forecast
MEASURES = 1  # of each kind, against each of the highest risk factors
MECHANISMS = ("upr_review", "upr_next", "standing_invitation", "peacebuilding", "r2p_network")
LAW = ("icc", "treaty", "domestic_law")
ALARMS_SAID = 3  # of hate speech, the newest
NAMED_GAPS = 8  # indicators named as out of date or not available; of more, the table gives the numbers
AS_CITED = ", as cited with each fact"  # of publishers: said once, below the sources
AFTER_A_SPACE, MINUS = re.compile(r"(?<=\s)-(?=\d)"), "−"
REVIEWS_SHOWN = 2  # the newest; all are in the tables of data


def key_figures(content: CountryContent, forecast: Forecast | None) -> KeyFigures:
    """What is seen first: score, rank, change, coverage, and the chance of an onset where covered."""
    score, found = content.score, []
    if score.score is not None:
        found.append(
            KeyFigure(
                key="score", label=_("Score, 0 to 100"), value=format_number(score.score, decimals=1),
                beside=_("90% interval {interval}").format(interval=wording.say_interval(score)),
            )
        )  # fmt: skip
        found.append(
            KeyFigure(
                key="rank", label=_("Rank, 1 = highest risk"), value=str(score.rank),
                beside=_("{best} to {worst} of {scored}").format(
                    best=score.rank_low, worst=score.rank_high, scored=score.scored
                ),
            )
        )  # fmt: skip
    else:
        found.append(
            KeyFigure(key="score", label=_("Score, 0 to 100"), value=_("not shown"), beside=_("not enough known"))
        )  # fmt: skip
    if content.change is not None:
        found.append(
            KeyFigure(
                key="change", label=_("Change, 12 months"), value=format_signed(content.change.total, decimals=1),
                beside=_("since {month}").format(month=format_month(content.change.then.month)),
            )
        )  # fmt: skip
    if forecast is not None:
        found.append(
            KeyFigure(
                key="onset", label=_("Chance of an onset, {first}–{last}").format(first=forecast.first, last=forecast.last),
                value=wording.percent(forecast.p),
                beside=_("90% interval {low}–{high}").format(
                    low=wording.percent(forecast.low), high=wording.percent(forecast.high)
                ),
            )
        )  # fmt: skip
    found.append(
        KeyFigure(
            key="coverage", label=_("Coverage"), value=format_share(score.coverage, decimals=0),
            beside=_("of the score is known"),
        )
    )  # fmt: skip
    return KeyFigures(figures=tuple(found))


def forecast_of(basis: Basis, content: CountryContent) -> Forecast | None:
    """The newest forecast, unless the document speaks of a month before it was made or the State is not covered."""
    return read_forecast(basis.release, content.iso3) if basis.is_newest else None


def in_brief(basis: Basis, content: CountryContent) -> Section:
    """The key figures and the reading in one paragraph."""
    text = wording_documents.read_out(content.score, content.factors, content.indicators, content.change)
    parts: list[Part] = [key_figures(content, forecast_of(basis, content)), Paragraph(text=text, is_lead=True)]
    return Section(key="in_brief", heading=_("In brief"), parts=tuple(parts))


def score(basis: Basis, content: CountryContent) -> Section:
    """The score over time and since when it stands where it stands."""
    stretch = wording_documents.say_stretch(read_stretch(basis.release, content.iso3, content.month))
    if content.history["score"].notna().any():
        until = replace(content, history=content.history[content.history["month"] <= content.month])
        chart = charts_scores.trend_of(until, basis.release, COLOURS)
        parts: list[Part] = [Figure(key="trend", chart=chart, is_wide=True)]
    else:
        parts = [
            Note(text=_("No month has a score to draw: less than half of what a score rests on has ever been known."))
        ]
    events = _marked([event for event in content.events if event.day < content.month + pd.DateOffset(months=1)])
    parts += [Paragraph(text=text) for text in (stretch, events) if text]
    return Section(key="score", heading=_("Score and trend"), parts=tuple(parts))


def _marked(events: Sequence[Event]) -> str:
    """The events of the newest years that the trend marks, in words."""
    killed = [event for event in events if event.kind in ("killing", "many_killed")][-3:]
    if not killed:
        return ""
    listed = format_clauses(f"{event.when}: {event.label}" for event in killed)
    return _("On record: {events}.").format(events=listed)


def factors(basis: Basis, content: CountryContent) -> Section:
    """The profile of 14 risk factors."""
    chart = charts_scores.profile_of(content, basis.release, COLOURS)
    return Section(key="factors", heading=_("The 14 risk factors"), parts=(Figure(key="profile", chart=chart),))


def drivers(basis: Basis, content: CountryContent) -> Section | None:
    """What the score is made of and what moved it; None without a score."""
    parts: list[Part] = []
    if content.has_split:
        parts.append(Figure(key="drivers", chart=charts_scores.drivers_of(content, basis.release, COLOURS)))
    if content.change is not None:
        parts.append(
            Figure(key="change", chart=charts_scores.change_of(content, basis.release, COLOURS, most=SHOWN_IN_PRINT))
        )
    return Section(key="drivers", heading=_("What drives it"), parts=tuple(parts)) if parts else None


def forecast(basis: Basis, content: CountryContent) -> Section:
    """The chance of an onset, or why none is given."""
    heading = _("Chance of a new mass killing")
    found = forecast_of(basis, content)
    if found is None:
        return Section(key="forecast", heading=heading, parts=(Note(text=_no_forecast(basis, content)),))
    parts: list[Part] = [Paragraph(text=wording_documents.say_forecast(found))]
    lists = ((_("Raises the forecast"), found.raising), (_("Lowers the forecast"), found.lowering))
    parts += [
        Items(heading=heading, items=tuple(_driver(one) for one in sides[:DRIVERS_SAID]))
        for heading, sides in lists
        if sides
    ]
    parts.append(
        Note(
            text=_(
                "Each figure is what the odds are multiplied by, beside a country at the mean of the data. These are "
                "associations in the data, not causes."
            )
        )
    )
    return Section(key="forecast", heading=heading, parts=tuple(parts))


def _driver(one: Driver) -> Item:
    return Item(text=f"{one.words}\u00a0·\u00a0×\u00a0{format_number(one.factor, decimals=2)}")


def _no_forecast(basis: Basis, content: CountryContent) -> str:
    if not has_forecasts(basis.release):
        return _("This release carries no forecasts.")
    if not basis.is_newest:
        return _("The newest forecast was made after the month of this document, and is left out.")
    return _(
        "{name} is not covered by the forecast: the data it is learned from hold no rows for it. That is no sign of safety."
    ).format(name=country_name(content.iso3))


def mechanisms(basis: Basis, content: CountryContent) -> Section:
    """What the Universal Periodic Review and the Special Procedures have on record, and what they asked for in vain."""
    found = [*_facts(content, MECHANISMS[:1])[:REVIEWS_SHOWN], *_facts(content, MECHANISMS[1:])]
    parts: list[Part] = []
    if found:
        parts.append(fact_table("mechanism_facts", _("On record with the mechanisms"), found))
    open_items = not_taken_up(basis, content)
    if open_items:
        parts.append(Items(heading=_("Asked for and not taken up"), items=open_items))
        parts.append(
            Note(
                text=_(
                    "That a recommendation was accepted does not say that it was carried out, which no source here follows."
                )
            )
        )
    if not parts:
        parts.append(Note(text=_("Nothing is on record.")))
    return Section(key="mechanisms", heading=_("Human-rights mechanisms"), parts=tuple(parts))


def not_taken_up(basis: Basis, content: CountryContent, *, themes: int | None = None) -> tuple[Item, ...]:
    """What mechanisms asked of the State and it has not taken up; of themes only the first `themes`, or all."""
    points = read_open_points(basis.release, content.iso3, content.month, content.indicators)
    asked = [one for one in points if one.kind == "theme"][:themes]
    items = [
        Item(
            label=_("Universal Periodic Review, {month}").format(month=format_month(asked[0].when))
            if not place
            else "",
            text=one.sentence,
        )
        for place, one in enumerate(asked)
    ]
    items += [Item(label=_("Special Procedures"), text=one.sentence) for one in points if one.kind == "invitation"]
    treaties = [one.about for one in points if one.kind == "treaty"]
    if treaties:
        items.append(Item(label=_("Treaties: no, as far as is known"), text=f"{'; '.join(treaties)}."))
    return tuple(items)


def accountability(content: CountryContent) -> Section:
    """The Court, treaties and domestic law."""
    found = _facts(content, LAW)
    part: Part = Note(text=_("Nothing is on record."))
    if found:
        part = fact_table("accountability_facts", _("Courts, treaties and domestic law"), found)
    return Section(key="accountability", heading=_("Accountability"), parts=(part,))


def speech(basis: Basis, content: CountryContent) -> Section:
    """Hate-speech signals: the streams that this deployment reads, if any, and how experts rate whole years."""
    lines = [line for line in content.indicators if line.family == "Hate speech"]
    parts: list[Part] = _streams(basis, content)
    if any(line.value is not None for line in lines):
        parts.append(indicator_table("speech_indicators", _("Hate speech and propaganda, as experts rate them"), lines))
        parts.append(
            Note(
                text=_(
                    "Ratings of whole years by country experts; they show the ground on which speech falls, not its day."
                )
            )
        )
    else:
        parts.append(Note(text=_("No source rates hate speech in this State. That is a gap, not a sign of calm.")))
    return Section(key="speech", heading=_("Hate-speech signals"), parts=tuple(parts))


def _streams(basis: Basis, content: CountryContent) -> list[Part]:
    """What is read of posts, news or radio, never made up: where each stream stands now, and the alarms of the year."""
    own = [one for one in read_series(basis.release, with_demonstration=False) if one.iso3 == content.iso3]
    end = end_of(content.month)
    parts: list[Part] = []
    if own and basis.is_newest:
        items = tuple(Item(label=speech_words.bare_name(one), text=speech_words.say_series(one)) for one in own)
        parts.append(Items(heading=_("Streams read"), items=items))
    alarms = [one for series in own for one in series.bursts if end - pd.DateOffset(years=1) < one.week <= end]
    if alarms:
        items = tuple(
            Item(label=format_date(one.week), text=speech_words.say_burst(one)) for one in alarms[:ALARMS_SAID]
        )
        parts.append(Items(heading=_("Alarms of the last twelve months"), items=items))
    return parts


def options(content: CountryContent, *, factors_answered: int = 3) -> Section:
    """What others could do under pillar two, against the risk factors that stand highest."""
    heading = _("What others could do")
    if not content.answers:
        text = _("No risk factor of which enough is known stands high enough to choose measures by.")
        return Section(key="options", heading=heading, parts=(Note(text=text),))
    parts: list[Part] = [
        Paragraph(
            text=_(
                "Measures of the second pillar of the responsibility to protect, against the risk factors that stand highest. "
                "They are proposals, to be weighed by those who know the country."
            )
        )
    ]
    for factor, fitting in content.answers[:factors_answered]:
        label = _("{factor} – level {level}").format(factor=factor.label, level=format_number(factor.level, decimals=2))
        parts.append(Items(heading=label, items=tuple(measure(one) for one in chosen(fitting))))
    return Section(key="options", heading=heading, parts=tuple(parts))


def chosen(fitting: Iterable[Response]) -> list[Response]:
    """The first MEASURES of each kind, in their order."""
    found: dict[str, list[Response]] = {}
    for one in fitting:
        found.setdefault(one.kind, []).append(one)
    return [one for kind in found.values() for one in kind[:MEASURES]]


def measure(response: Response, *, is_brief: bool = False) -> Item:
    """One response: what, who, what it needs, and the text it rests on."""
    documents = [responses().documents[citation.document] for citation in response.cites]
    who = _("Who: {actors}.").format(actors=format_list([_(actor) for actor in response.who]))
    rests_on = _("Rests on: {documents}.").format(
        documents=format_clauses(document.symbol or document.name for document in documents)
    )
    return Item(
        label=_(wording.RESPONSE_KINDS[response.kind]), text=_(response.measure),
        detail=who if is_brief else f"{who} {rests_on}",
        aside="" if is_brief else _("Needs: {needs}").format(needs=_(response.needs)), address=documents[0].address,
        is_unverified=any(citation.is_unverified for citation in response.cites),
    )  # fmt: skip


def coverage(content: CountryContent) -> Section:
    """How much is known, by family of indicators, and what is not."""
    families = list(dict.fromkeys(line.family for line in content.indicators))
    rows = []
    for family in families:
        own = [line for line in content.indicators if line.family == family and line.state != NOT_YET]
        counts = wording.counted(own)
        rows.append((_(family), len(own), counts[KNOWN], counts[HELD], counts[NOT_AVAILABLE], _oldest(own)))
    table = Table(
        key="coverage",
        title=_("What is known, by family of indicators"),
        columns=(
            Column(name=_("Family")),
            Column(name=_("Indicators"), kind="number"),
            Column(name=_("Known"), kind="number"),
            Column(name=_("Out of date"), kind="number"),
            Column(name=_("Not available"), kind="number"),
            Column(name=_("Oldest figure ends"), kind="month"),
        ),
        rows=tuple(rows),
    )
    parts: list[Part] = [table]
    for state, sentence in (
        (HELD, _("Out of date: {indicators}.")),
        (NOT_AVAILABLE, _("Not available: {indicators}.")),
    ):
        titles = [_(line.title) for line in content.indicators if line.state == state]
        if 0 < len(titles) <= NAMED_GAPS:
            parts.append(Note(text=sentence.format(indicators=format_clauses(titles))))
    return Section(key="coverage", heading=_("Coverage"), parts=tuple(parts))


def _oldest(lines: Sequence[IndicatorLine]) -> pd.Timestamp | None:
    ends = [line.period_end for line in lines if line.period_end is not None and not line.is_lasting]
    return min(ends) if ends else None


def sources(found: Sequence[Source]) -> Section:
    """The data sets, with the last day of their figures and their licence."""
    table = Table(
        key="sources",
        title=_("Data sets, with the last month of their figures and their licence"),
        columns=(
            Column(name=_("Source")),
            Column(name=_("Publisher")),
            Column(name=_("Figures to"), kind="month"),
            Column(name=_("Licence")),
        ),
        rows=tuple((one.name, one.publisher.removesuffix(AS_CITED), one.newest, one.licence) for one in found),
        note=_("A dash: facts without a period, each with its own date."),
    )
    return Section(key="sources", heading=_("Sources"), parts=(table,))


def _facts(content: CountryContent, topics: Sequence[str]) -> list[Fact]:
    by_topic = {topic.key: topic.facts for topic in content.evidence.then}
    return [fact for topic in topics for fact in by_topic.get(topic, ())]


def fact_table(key: str, title: str, facts: Sequence[Fact]) -> Table:
    """Facts as a table: what, how it stands, and since when, or as of which day its source says so.

    Facts that stand alike are in one row; reviews are not, for each is an occasion.
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        grouped.setdefault((say_status(fact), say_when(fact)), []).append(fact.fact)
    return Table(
        key=key,
        title=title,
        columns=(
            Column(name=_("On record")),
            Column(name=_("Status")),
            Column(name=_("Date")),
        ),
        rows=tuple((format_clauses(together), *standing) for standing, together in grouped.items()),
    )


def say_when(fact: Fact) -> str:
    """The date of a fact; where it has none, the day its source speaks of."""
    if fact.when or not fact.as_of:
        return fact.when
    return _("as of {day}").format(day=fact.as_of)


def say_status(fact: Fact) -> str:
    """How a fact stands, and "unverified" beside what nobody verified."""
    if fact.is_unverified:
        return _("{status} (unverified)").format(status=fact.status)
    if fact.is_date_unverified:
        return _("{status} (date unverified)").format(status=fact.status)
    return fact.status


def indicator_table(key: str, title: str, lines: Sequence[IndicatorLine]) -> Table:
    """Indicators as a table: value, what it is about, level of risk, and whether it is still known."""
    return Table(
        key=key,
        title=title,
        columns=(
            Column(name=_("Indicator")),
            Column(name=_("Value")),
            Column(name=_("About")),
            Column(name=_("Level"), kind="number", decimals=2),
            Column(name=_("State of knowledge")),
        ),
        rows=tuple(
            (_(line.title), _valued(line), wording.say_period(line.period_start, line.period_end), line.level,
             _(wording.STATES[line.state]))
            for line in lines
            if line.state != NOT_YET
        ),
        note=_("Level of risk: 0 = absent, 1 = highest. A dash: not available."),
    )  # fmt: skip


def _valued(line: IndicatorLine) -> str:
    """A value with its unit: a share in per cent, a code by its word, any other with the unit behind it."""
    if line.value is None:
        return ""
    if line.unit.startswith("share "):
        return format_share(line.value, decimals=0)
    value = wording.say_value(line.value, line.unit)
    if line.value in wording.coded(_(line.unit)):
        return value
    return f"{value}\u00a0· {AFTER_A_SPACE.sub(MINUS, _(line.unit))}"
