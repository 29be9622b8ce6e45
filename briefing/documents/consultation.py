"""A consultation handed over: the question, the replies, what was decided, and the country in figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefing import wording_documents
from briefing.content import CountryContent, read_country
from briefing.content.alerts import say_month
from briefing.document import Column, Document, Item, Items, Note, Paragraph, Part, Section, Table
from briefing.documents import sections, tables
from briefing.documents.basis import Basis, disclaimers, source_table, sources_of
from briefing.language import country_name, format_clauses, format_date, format_list, format_moment, language, mark
from briefing.language import gettext as _
from indicators.responses import responses
from network.consultations import Consultation
from network.decisions import Decision

PAGE_LIMIT = 8
LEVELS = {
    "network": mark("Shared with the whole network. Do not pass it on outside."),
    "configuration": mark("Shared within one configuration. Do not pass it on outside."),
    "named": mark("Shared with named people only. Do not pass it on."),
}
STATES = {
    "proposed": mark("Proposed"), "agreed": mark("Agreed"), "not_agreed": mark("Not agreed"), "done": mark("Done"),
}  # fmt: skip
COLUMNS = ("kind", "author", "at", "text", "sources", "status")  # of the rows for a spreadsheet


def consultation_document(basis: Basis, one: Consultation, decided: Sequence[Decision]) -> Document:
    """The hand-over of a consultation in the language spoken now; what people wrote stays in their own words.

    `decided`: the decisions that came of it, with their follow-ups, as far as whoever asks may read them.
    """
    content = read_country(basis.release, one.iso3, basis.month) if one.iso3 else None
    found = sources_of(basis, [content] if content else [])
    title = _("Consultation: {country}").format(country=country_name(one.iso3)) if one.iso3 else _("Consultation")
    subtitle = _("Asked by {name} on {day}").format(name=one.author, day=format_date(one.created_at.date()))
    return Document(
        kind="note", language=language(), title=title, subtitle=subtitle, as_of=basis.month,
        release=basis.release.version, made_on=basis.today, codes=(one.iso3,) if one.iso3 else (),
        sections=tuple(_sections(basis, one, decided, content)), sources=found, disclaimers=disclaimers(has_map=False),
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-consultation-{one.id[:8]}-{language()}", page_limit=PAGE_LIMIT,
        data=(_table(one, decided), *((tables.scores([content.score]), source_table(found)) if content else ())),
    )  # fmt: skip


def _sections(
    basis: Basis, one: Consultation, decided: Sequence[Decision], content: CountryContent | None
) -> Iterator[Section]:
    yield _question(one)
    yield _replies(one)
    if one.summary:
        yield Section(key="summary", heading=_("Summary"), parts=(Paragraph(text=one.summary, is_lead=True),))
    yield _decisions(decided)
    if content is not None:
        yield sections.in_brief(basis, content)
        yield sections.score(basis, content)


def _question(one: Consultation) -> Section:
    parts: list[Part] = [Note(text=_(LEVELS[one.sensitivity])), Paragraph(text=one.question, is_lead=True)]
    if one.background:
        parts.append(Paragraph(text=one.background))
    parts += _rests_on(one.sources)
    names = format_list([receipt.name for receipt in one.receipts])
    read = sum(receipt.read_at is not None for receipt in one.receipts)
    parts.append(
        Paragraph(
            text=_("Asked: {names}. Read by {read} of {asked}; answers were due by {deadline}.").format(
                names=names, read=read, asked=len(one.receipts), deadline=format_moment(one.deadline)
            )
        )
    )
    return Section(key="question", heading=_("Question"), parts=tuple(parts))


def _rests_on(sources: Sequence[Mapping[str, str]]) -> list[Part]:
    if not sources:
        return []
    items = tuple(Item(text=source["title"], detail=source["date"], address=source["address"]) for source in sources)
    return [Items(heading=_("Sources"), items=items)]


def _replies(one: Consultation) -> Section:
    if not one.replies:
        return Section(key="replies", heading=_("Replies"), parts=(Note(text=_("Nobody has replied.")),))
    items = []
    for reply in one.replies:
        when = format_moment(reply.created_at)
        late = _("after the deadline") if reply.is_late else ""
        cited = format_list([source["title"] for source in reply.sources]) if reply.sources else ""
        items.append(
            Item(
                label=f"{reply.author}, {when}",
                text=reply.body,
                detail=format_clauses(part for part in (late, cited) if part),
            )
        )
    return Section(key="replies", heading=_("Replies"), parts=(Items(items=tuple(items)),))


def _decisions(decided: Sequence[Decision]) -> Section:
    if not decided:
        text = _("No decision came of it, or none that may be handed over.")
        return Section(key="decisions", heading=_("Decisions"), parts=(Note(text=text),))
    items = []
    for one in decided:
        measure = responses().named([one.response_key])
        parts = [one.body, *(_(found.measure) for found in measure), one.rationale or "", one.done_note or ""]
        parts += [f"{say_month(later.month)}: {later.body}" for later in one.follow_ups]
        items.append(
            Item(label=_(STATES[one.status]), text=one.title, detail="\n".join(part for part in parts if part))
        )
    return Section(key="decisions", heading=_("Decisions"), parts=(Items(items=tuple(items)),))


def rows_of(one: Consultation, decided: Sequence[Decision]) -> list[dict[str, Any]]:
    """A consultation as rows for a spreadsheet, in COLUMNS: question, background, replies, summary, decisions, follow-ups."""

    def row(
        kind: str, author: str, at: Any, text: str, sources: Sequence[Mapping[str, str]] = (), status: str = ""
    ) -> dict:
        cited = "; ".join(" | ".join(filter(None, source.values())) for source in sources)
        return dict(zip(COLUMNS, (kind, author, at, text, cited, status), strict=True))

    found = [row("question", one.author, one.created_at, one.question, one.sources)]
    if one.background:
        found.append(row("background", one.author, one.created_at, one.background))
    late = {True: "late", False: ""}
    found += [row("reply", r.author, r.created_at, r.body, r.sources, late[r.is_late]) for r in one.replies]
    if one.summary:
        found.append(row("summary", one.author, one.closed_at, one.summary, (), "closed"))
    for each in decided:
        found.append(row("decision", each.author, each.created_at, f"{each.title}\n{each.body}", (), each.status))
        found += [row("follow-up", f.author, f.created_at, f.body, f.sources, f.outcome) for f in each.follow_ups]
    return found


def _table(one: Consultation, decided: Sequence[Decision]) -> Table:
    """The same rows as a table of data."""
    names = (_("Part"), _("Author"), _("Date"), _("Text"), _("Sources"), _("State"))
    return Table(
        key="consultation", title=_("Consultation"), columns=tuple(Column(name=name) for name in names),
        rows=tuple(
            tuple(format_moment(row[name]) if name == "at" else row[name] for name in COLUMNS)
            for row in rows_of(one, decided)
        ),
    )  # fmt: skip
