"""The situation-awareness note: one page for the Security Council or the Peacebuilding Commission."""

from collections.abc import Sequence

from briefing import wording, wording_documents
from briefing.content import CountryContent, read_country
from briefing.content.stretch import read_stretch
from briefing.document import Document, Item, Items, Note, Paragraph, Part, Section, Source
from briefing.documents import tables
from briefing.documents.basis import Basis, disclaimers, source_table, sources_of
from briefing.documents.sections import forecast_of, key_figures, measure, not_taken_up, say_status
from briefing.language import (
    country_name,
    format_clauses,
    format_date,
    format_number,
    format_sentences,
    in_figures,
    language,
    mark,
)
from briefing.language import gettext as _

AUDIENCES = {  # key → for whom, as the note says it
    "sc": mark("Note for the Security Council"),
    "pbc": mark("Note for the Peacebuilding Commission"),
}
THEMES, SITUATIONS = 3, 2  # shown on the page
OPTIONS = 3


def situation_note(basis: Basis, iso3: str, *, audience: str) -> Document:
    """The note on one State, in the language spoken now. `audience`: a key of AUDIENCES."""
    content = read_country(basis.release, iso3, basis.month)
    found = sources_of(basis, [content])
    parts = (
        _what(basis, content),
        _since(basis, content),
        _sure(basis, content),
        _recommended(basis, content),
        _options(content),
        _sources(found),
    )
    title, subtitle = country_name(iso3), wording_documents.say_subtitle(_(AUDIENCES[audience]), basis.month)
    return Document(
        kind="note", language=language(), title=title, subtitle=subtitle, as_of=basis.month, release=basis.release.version,
        made_on=basis.today, codes=(iso3,), sections=parts, sources=found, disclaimers=disclaimers(has_map=False),
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-note-{audience}-{iso3}-{basis.month:%Y-%m}-{language()}", page_limit=1,
        data=(tables.scores([content.score]), tables.factors([content]), tables.indicators([content]),
              tables.facts([content]), source_table(found)),
    )  # fmt: skip


def _what(basis: Basis, content: CountryContent) -> Section:
    sentences = [
        wording_documents.say_score(content.score),
        wording.say_place(content.score),
        wording.say_high(content.factors),
    ]
    text = format_sentences(sentences)
    parts: tuple[Part, ...] = (key_figures(content, forecast_of(basis, content)), Paragraph(text=text))
    return Section(key="what", heading=_("What"), parts=parts)


def _since(basis: Basis, content: CountryContent) -> Section:
    stretch = wording_documents.say_stretch(read_stretch(basis.release, content.iso3, content.month))
    change = wording.say_change(content.change, content.indicators)
    text = format_sentences((stretch, change))
    return Section(
        key="since", heading=_("Since when"),
        parts=(Paragraph(text=text or _("No score is shown over time, so no beginning can be given.")),),
    )  # fmt: skip


def _sure(basis: Basis, content: CountryContent) -> Section:
    sentences = [wording_documents.say_gaps(content.indicators)]
    newest = [
        line.period_end for line in content.indicators if line.family == "Violence" and line.period_end is not None
    ]
    if newest:
        sentences.append(_("The newest figures on violence end on {day}.").format(day=format_date(max(newest))))
    if forecast_of(basis, content) is not None:
        sentences.append(
            _(
                "The chance of an onset is an estimate from past cases; even for those highest, no onset is the likelier outcome."
            )
        )
    return Section(key="sure", heading=_("How sure"), parts=(Paragraph(text=format_sentences(sentences)),))


def _recommended(basis: Basis, content: CountryContent) -> Section:
    """What mechanisms asked for and was not taken up, and the Court."""
    items = list(not_taken_up(basis, content, themes=THEMES))
    facts = {topic.key: topic.facts for topic in content.evidence.then}
    for fact in facts.get("icc", ())[:SITUATIONS]:
        items.append(Item(label=_("International Criminal Court"), text=f"{fact.fact}: {say_status(fact)}."))
    parts: Part = Items(items=tuple(items)) if items else Note(text=_("Nothing is on record."))
    heading = _("What mechanisms recommended, and what was not taken up")
    return Section(key="mechanisms", heading=heading, parts=(parts,))


def _options(content: CountryContent) -> Section:
    heading = _("Options")
    if not content.answers:
        text = _("No risk factor of which enough is known stands high enough to choose measures by.")
        return Section(key="options", heading=heading, parts=(Note(text=text),))
    items = []
    for factor, fitting in content.answers[:OPTIONS]:
        first = measure(fitting[0], is_brief=True)
        level = format_number(factor.level, decimals=2)
        against = _("Against: {factor} ({level}).").format(factor=_(factor.title), level=level)
        items.append(
            Item(label=first.label, text=first.text, detail=f"{against} {first.detail}", address=first.address,
                 is_unverified=first.is_unverified)
        )  # fmt: skip
    return Section(key="options", heading=heading, parts=(Items(items=tuple(items)),))


def _sources(found: Sequence[Source]) -> Section:
    """The data sets under their licences, each with the last month of its figures."""
    by_licence: dict[str, list[str]] = {}
    for one in found:
        by_licence.setdefault(one.licence, []).append(_source(one))
    said = (_("{label}: {text}").format(label=licence, text=format_clauses(own)) for licence, own in by_licence.items())
    return Section(key="sources", heading=_("Sources"), parts=(Note(text=format_sentences(f"{one}." for one in said)),))


def _source(one: Source) -> str:
    if one.newest is None:
        return one.name
    return _("{name} (to {day})").format(name=one.name, day=in_figures(f"{one.newest:%Y-%m}"))
