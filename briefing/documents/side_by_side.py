"""Sections that set several States side by side: scores, trends, risk factors, forecasts, mechanisms."""

from collections.abc import Sequence

import pandas as pd

from briefing import charts_scores, wording, wording_documents
from briefing.charts.beside import MOST
from briefing.content import CountryContent
from briefing.content.forecast import read_forecast
from briefing.document import Column, Figure, Item, Items, Note, Paragraph, Part, Section, Table
from briefing.documents.basis import COLOURS, Basis
from briefing.documents.sections import say_status
from briefing.language import country_name, format_clauses, format_list, format_month, ngettext
from briefing.language import gettext as _

READ_OUT = 3  # States of which everything is said; of more, the score and what is high
HIGH_FACTORS = 3  # named for each State
TREATY = "Rome Statute of the International Criminal Court"  # as the release words it


def order(contents: Sequence[CountryContent], *, many: bool = False) -> Section:
    """What may be said of the order of the scores, and the scores with their intervals.

    `many`: with more States than a reader can hold in pairs, only those without a score are named.
    """
    scores = [content.score for content in contents]
    sentences = _of_many(contents) if many else wording.compare(scores)
    items = Items(items=tuple(Item(text=sentence) for sentence in sentences))
    return Section(key="in_brief", heading=_("In brief"), parts=(items, score_table(contents)))


def _of_many(contents: Sequence[CountryContent]) -> list[str]:
    known = sorted((one for one in contents if one.score.score is not None), key=lambda one: -(one.score.score or 0))
    high = [country_name(one.iso3) for one in known if (one.score.rank_high or 0) <= one.score.scored / 4]
    found = []
    if high:
        found.append(
            _("In the highest quarter of all States with a score, at both ends of the interval: {countries}.").format(
                countries=format_list(high)
            )
        )
    missing = [country_name(one.iso3) for one in contents if one.score.score is None]
    if missing:
        found.append(
            _("No score is shown for {countries}: not enough is known.").format(countries=format_list(missing))
        )
    rose, fell = (
        [
            country_name(one.iso3)
            for one in contents
            if one.change is not None and sign * one.change.total >= wording.HARDLY
        ]
        for sign in (1, -1)
    )
    if rose:
        found.append(_("Higher than twelve months before: {countries}.").format(countries=format_list(rose)))
    if fell:
        found.append(_("Lower than twelve months before: {countries}.").format(countries=format_list(fell)))
    return found or [_("No score has moved by half a point or more over twelve months.")]


def score_table(contents: Sequence[CountryContent]) -> Table:
    """Score, interval, rank, change and coverage, the highest score first."""
    ordered = sorted(contents, key=lambda one: (one.score.score is None, -(one.score.score or 0)))
    return Table(
        key="scores",
        title=_("Scores in {month}").format(month=format_month(contents[0].month)),
        columns=(
            Column(name=_("Country")),
            Column(name=_("Score"), kind="number", decimals=1),
            Column(name=_("90% interval")),
            Column(name=_("Rank")),
            Column(name=_("Change, 12 months"), kind="change", decimals=1),
            Column(name=_("Coverage"), kind="share"),
        ),
        rows=tuple(
            (
                country_name(one.iso3), one.score.score,
                wording.say_interval(one.score) if one.score.score is not None else "",
                _("{best} to {worst} of {scored}").format(
                    best=one.score.rank_low, worst=one.score.rank_high, scored=one.score.scored
                ) if one.score.rank is not None else "",
                one.change.total if one.change else None, one.score.coverage,
            )
            for one in ordered
        ),
        note=_("A dash: no score is shown, or there is none to compare with."),
    )  # fmt: skip


def scores(basis: Basis, contents: Sequence[CountryContent]) -> Section:
    """Intervals, and for up to six States the trends."""
    codes = [content.iso3 for content in contents]
    parts: list[Part] = [
        Figure(
            key="intervals", chart=charts_scores.intervals_of([one.score for one in contents], basis.release, COLOURS)
        )
    ]
    if len(codes) <= MOST and any(one.history["score"].notna().any() for one in contents):
        parts.append(Figure(key="trends", chart=charts_scores.trends_of(codes, basis.month, basis.release, COLOURS)))
    return Section(key="score", heading=_("Scores and trends"), parts=tuple(parts))


def factors(basis: Basis, contents: Sequence[CountryContent]) -> Section:
    """The risk factors: drawn for up to six States; for more, those that stand highest in each."""
    heading = _("The 14 risk factors")
    codes = [content.iso3 for content in contents]
    if len(codes) <= MOST:
        chart = charts_scores.factors_of(codes, basis.month, basis.release, COLOURS)
        return Section(key="factors", heading=heading, parts=(Figure(key="factors", chart=chart, is_wide=True),))
    rows = tuple((country_name(one.iso3), _highest(one)) for one in contents)
    table = Table(
        key="highest_factors",
        title=_("Risk factors that stand highest, with their level from 0 to 1"),
        columns=(Column(name=_("Country")), Column(name=_("Highest risk factors"))),
        rows=rows,
    )
    return Section(key="factors", heading=heading, parts=(table,))


def _highest(content: CountryContent) -> str:
    known = sorted((one for one in content.factors if one.level is not None), key=lambda one: -(one.level or 0))
    levels = Column(name="level", kind="number", decimals=2)
    return format_clauses(f"{one.label} ({levels.say(one.level)})" for one in known[:HIGH_FACTORS])


def forecasts(basis: Basis, contents: Sequence[CountryContent]) -> Section | None:
    """The chance of an onset in each State covered; None where the release has none for the month."""
    if not basis.is_newest:
        return None
    found = [(one.iso3, read_forecast(basis.release, one.iso3)) for one in contents]
    newest = next((forecast for _iso3, forecast in found if forecast is not None), None)
    if newest is None:
        return None
    table = Table(
        key="forecasts",
        title=_("Chance that a new mass killing begins in {first} or {last}").format(first=newest.first, last=newest.last),
        columns=(
            Column(name=_("Country")),
            Column(name=_("Chance")),
            Column(name=_("90% interval")),
            Column(name=_("Place among the States covered")),
        ),
        rows=tuple(
            (country_name(iso3), "", "", "") if one is None
            else (country_name(iso3), wording.percent(one.p), f"{wording.percent(one.low)}–{wording.percent(one.high)}",
                  _("{rank} of {covered}").format(rank=one.rank, covered=one.covered))
            for iso3, one in found
        ),
        note=_("A dash: not covered, which is no sign of safety. Killing that is already under way is not in it."),
    )  # fmt: skip
    return Section(key="forecast", heading=_("Chance of a new mass killing"), parts=(table,))


def mechanisms(contents: Sequence[CountryContent]) -> Section:
    """The last review, the standing invitation and the Rome Statute, State by State."""
    table = Table(
        key="mechanisms",
        title=_("On record with the mechanisms"),
        columns=(
            Column(name=_("Country")),
            Column(name=_("Last Universal Periodic Review")),
            Column(name=_("Standing invitation to the Special Procedures")),
            Column(name=_("Rome Statute")),
            Column(name=_("Situation before the Court")),
        ),
        rows=tuple(
            (country_name(one.iso3), *(_fact(one, topic, word) for topic, word in (
                ("upr_review", ""), ("standing_invitation", ""), ("treaty", _(TREATY)), ("icc", _("Situation before the Court")),
            )))
            for one in contents
        ),
        note=_("A dash: nothing is on record."),
    )  # fmt: skip
    return Section(key="mechanisms", heading=_("Human-rights mechanisms and accountability"), parts=(table,))


def _fact(content: CountryContent, topic: str, wanted: str) -> str:
    """The newest fact of a topic, by its status and date; `wanted`: its text, or empty for any."""
    facts = next((one.facts for one in content.evidence.then if one.key == topic), ())
    for fact in facts:
        if not wanted or fact.fact == wanted:
            said = fact.when if topic == "upr_review" else say_status(fact)
            return f"{said} ({fact.when})" if fact.when and topic != "upr_review" else said
    return ""


def coverage(contents: Sequence[CountryContent]) -> Section:
    """How many indicators of each State are known, out of date, not available."""
    counts = [wording.counted(one.indicators) for one in contents]
    table = Table(
        key="coverage",
        title=_("What is known, by State"),
        columns=(
            Column(name=_("Country")),
            *(Column(name=_(wording.STATES[state]), kind="number") for state in list(wording.STATES)[:3]),
        ),
        rows=tuple(
            (country_name(one.iso3), *(counted[state] for state in list(wording.STATES)[:3]))
            for one, counted in zip(contents, counts, strict=True)
        ),
    )
    return Section(key="coverage", heading=_("Coverage"), parts=(table,))


def states_in_words(contents: Sequence[CountryContent]) -> Section:
    """One paragraph a State: where it stands, what is high, what moved; of many States, without what moved."""
    parts = tuple(
        Paragraph(text=wording_documents.read_out(one.score, one.factors, one.indicators, one.change))
        if len(contents) <= READ_OUT
        else Paragraph(text=f"{wording_documents.say_score(one.score)} {wording.say_high(one.factors)}")
        for one in contents
    )
    heading = _("State by State") if len(contents) > 1 else country_name(contents[0].iso3)
    return Section(key="states", heading=heading, parts=parts)


def since(contents: Sequence[CountryContent], then: pd.Timestamp) -> Section:
    """How each score has moved since a month, such as that of the last meeting."""
    rows = []
    for one in contents:
        before = one.history[one.history["month"] == then]["score"]
        score = float(before.iloc[0]) if len(before) and before.notna().all() else None
        moved = None if score is None or one.score.score is None else one.score.score - score
        rows.append((country_name(one.iso3), score, one.score.score, moved))
    months = {"then": format_month(then), "now": format_month(contents[0].month)}
    table = Table(
        key="since",
        title=_("Scores in {then} and {now}").format(**months),
        columns=(
            Column(name=_("Country")),
            Column(name=months["then"], kind="number", decimals=1),
            Column(name=months["now"], kind="number", decimals=1),
            Column(name=_("Change"), kind="change", decimals=1),
        ),
        rows=tuple(rows),
    )
    months_between = (contents[0].month.year - then.year) * 12 + contents[0].month.month - then.month
    text = ngettext("Over {count} month.", "Over {count} months.", months_between).format(count=months_between)
    return Section(
        key="since", heading=_("Since {month}").format(month=months["then"]),
        parts=(table, Note(text=text + " " + _("What became known in between is in the change."))),
    )  # fmt: skip
