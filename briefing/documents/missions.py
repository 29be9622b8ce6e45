"""The yearly report on the protection of missions in a host State, in the form in which the Sixth Committee asks for it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from briefing import wording_documents
from briefing.charts import missions as charts
from briefing.content import missions as content
from briefing.content.evidence import say_date
from briefing.content.instruments import INSTRUMENTS, STATES, month_end, read_standings
from briefing.document import Column, Document, Figure, Item, Items, Note, Paragraph, Part, Section, Table
from briefing.documents.basis import COLOURS, Basis, disclaimers, sources_of
from briefing.language import country_name, format_clauses, format_date, format_number, language, ngettext
from briefing.language import gettext as _
from network.incidents import Entry
from network.protection import Advised, Assessed
from network.tables import STAGES

CONVENTIONS = ("protected_persons", "un_personnel_safety")  # of those on the subject, the ones on record here
PAGES = 12


def yearly_report(
    basis: Basis,
    *,
    host: str,
    year: int,
    entries: Sequence[Entry],
    threats: Sequence[Assessed],
    advice: Sequence[Advised],
) -> Document:
    """The report of one host State on one year, in the language spoken now.

    `basis.month` is the month whose end the standings of conventions are given for; what followed an incident is told up
    to the day the report is made.
    """
    own = content.of_year(entries, year)
    title = _("Protection of diplomatic and consular missions in {country}").format(country=country_name(host))
    subtitle = _("Report on the year {year}, in the form of General Assembly resolution 65/30").format(year=year)
    found = sources_of(basis, [], also=("treaties",))
    sections = (
        _introduction(own, host, year), _violations(own, basis.today), _figures(own, host, year),
        _proceedings(own), _prevention(own, threats, advice, year, basis.today), _conventions(basis, host),
    )  # fmt: skip
    return Document(
        kind="missions", language=language(), title=title, subtitle=subtitle, as_of=basis.month, release=basis.release.version,
        made_on=basis.today, codes=(host,), sections=sections, sources=found, disclaimers=disclaimers(has_map=False)[:2],
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-missions-{host}-{year}-{language()}", page_limit=PAGES,
        data=(_table(own, basis.today),),
    )  # fmt: skip


def _introduction(own: Sequence[Entry], host: str, year: int) -> Section:
    lead = ngettext(
        "In {year}, {count} incident against a diplomatic or consular mission, or a mission of an international "
        "organisation, was reported to the authorities of {country}.",
        "In {year}, {count} incidents against diplomatic or consular missions, or missions of international organisations, "
        "were reported to the authorities of {country}.",
        len(own),
    ).format(year=year, count=format_number(len(own), decimals=0), country=country_name(host))
    form = _(
        "The report follows the points on which the General Assembly asks States to report under the item “Consideration of "
        "effective measures to enhance the protection, security and safety of diplomatic and consular missions and "
        "representatives” of the Sixth Committee (resolution 65/30 and later ones): serious violations; measures to bring "
        "offenders to justice; measures to prevent a repetition; and participation in the instruments on the subject."
    )
    return Section(
        key="introduction", heading=_("Introduction"), parts=(Paragraph(text=lead, is_lead=True), Paragraph(text=form))
    )


def _violations(own: Sequence[Entry], today: date) -> Section:
    if not own:
        return Section(
            key="violations", heading=_("Incidents reported"), parts=(Paragraph(text=_("None is on record.")),)
        )
    return Section(key="violations", heading=_("Incidents reported"), parts=(_table(own, today),))


def _table(own: Sequence[Entry], today: date) -> Table:
    """The incidents of the year; columns of which nothing is known are left out."""
    columns = (
        Column(name=_("Country or organisation"), hxl="#org"), Column(name=_("Institution")),
        Column(name=_("Harmful act"), hxl="#event"), Column(name=_("Date"), kind="date", hxl="#date"),
        Column(name=_("Place"), hxl="#loc"), Column(name=_("Reported by")), Column(name=_("Standing")),
    )  # fmt: skip
    rows = [
        (
            one.mission.name(language()), one.mission.institution, one.act, date.fromisoformat(one.happened_on), one.place,
            one.reported_by, _(content.STAGE_NAMES[entry.stage(today)]),
        )
        for entry in own for one in [entry.incident]
    ]  # fmt: skip
    kept = [place for place in range(len(columns)) if not rows or any(row[place] for row in rows)]
    return Table(
        key="incidents", title=_("Incidents"), columns=tuple(columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in rows),
        note=_("EMB: embassy; CON: consulate; ORG: international organisation. Acts in the words of the reports."),
    )  # fmt: skip


def _figures(own: list[Entry], host: str, year: int) -> Section:
    heading = _("Incidents by month and by kind of act")
    if not own:
        return Section(key="figures", heading=heading, parts=(Paragraph(text=_("None is on record.")),))
    drawn = (
        Figure(key="by_month", chart=charts.by_month(own, host=host, year=year, colours=COLOURS)),
        Figure(key="by_act", chart=charts.by_act(own, host=host, year=year, colours=COLOURS)),
    )
    return Section(key="figures", heading=heading, parts=(*drawn, _months(own, year)))


def _months(own: Sequence[Entry], year: int) -> Table:
    rows = tuple(
        (pd.Timestamp(year=year, month=number, day=1), sum(counts.values()), _said(counts))
        for number, counts in enumerate(content.count_by_month(own, year), start=1)
    )
    columns = (
        Column(name=_("Month"), kind="month"),
        Column(name=_("Incidents"), kind="number"),
        Column(name=_("Kinds of act")),
    )
    return Table(key="months", title=_("Incidents by month"), columns=columns, rows=rows)


def _said(counts: dict[str, int]) -> str:
    said = ((_(content.KINDS[kind]), count) for kind, count in counts.items() if count)
    return format_clauses(_("{label}: {text}").format(label=kind, text=count) for kind, count in said)


def _proceedings(own: Sequence[Entry]) -> Section:
    items = tuple(
        Item(label=content.say_mission(one.mission), text=one.offenders, detail=f"{one.act}, {content.say_days(one)}")
        for entry in own for one in [entry.incident] if one.offenders
    )  # fmt: skip
    unknown = sum(not entry.incident.offenders for entry in own)
    parts: list[Part] = [Items(items=items)] if items else []
    if unknown:
        parts.append(
            Paragraph(
                text=ngettext(
                    "For {count} incident, nothing is on record of proceedings or of their outcome.",
                    "For {count} incidents, nothing is on record of proceedings or of their outcome.",
                    unknown,
                ).format(count=format_number(unknown, decimals=0))
            )
        )
    parts = parts or [Paragraph(text=_("None is on record."))]
    return Section(key="proceedings", heading=_("Measures to bring offenders to justice"), parts=tuple(parts))


def _prevention(
    own: Sequence[Entry], threats: Sequence[Assessed], advice: Sequence[Advised], year: int, today: date
) -> Section:
    flow = _(
        "Missions report to the protocol department, which passes each report to the security agency; the response goes back "
        "to the mission. An assessment body gives missions a threat level, and open incidents are gone through every month."
    )
    reached = {stage: sum(any(step.stage == stage for step in entry.steps) for entry in own) for stage in STAGES}
    steps = Table(
        key="steps", title=_("How far the reports of the year have come"),
        columns=(Column(name=_("Step")), Column(name=_("Incidents"), kind="number")),
        rows=((_(content.STAGE_NAMES["reported"]), len(own)),
              *((_(content.STAGE_ACTS[stage]), count) for stage, count in reached.items())),
        note=_("On {day}.").format(day=format_date(today)),
    )  # fmt: skip
    measures = tuple(
        Item(label=content.say_mission(one.mission), text=one.measures, detail=f"{one.act}, {content.say_days(one)}")
        for entry in own for one in [entry.incident] if one.measures
    )  # fmt: skip
    parts: list[Part] = [Paragraph(text=flow), steps]
    parts += [Items(heading=_("Measures taken"), items=measures)] if measures else []
    parts += _levels(threats, year) + _advice(advice, year)
    return Section(key="prevention", heading=_("Measures to prevent a repetition"), parts=tuple(parts))


def _levels(threats: Sequence[Assessed], year: int) -> list[Part]:
    first, last = f"{year}-01-01", f"{year}-12-31"
    own = [one.threat for one in threats if one.threat.since <= last and (one.threat.until or last) >= first]
    if not own:
        return [Paragraph(text=_("No threat level is on record for this year."))]
    columns = (Column(name=_("Country or organisation")), Column(name=_("Threat level")), Column(name=_("From")),
               Column(name=_("Until")), Column(name=_("Assessed by")))  # fmt: skip
    rows = tuple(
        (content.say_mission(one.mission), _(content.LEVELS[one.level]), say_date(one.since),
         say_date(one.until) if one.until else _("further notice"), one.assessed_by)
        for one in sorted(own, key=lambda one: (one.mission.name(language()), one.since))
    )  # fmt: skip
    return [Table(key="levels", title=_("Threat levels"), columns=columns, rows=rows)]


def _advice(advice: Sequence[Advised], year: int) -> list[Part]:
    own = sorted(
        (one.advice for one in advice if one.advice.given_on.startswith(f"{year}-")), key=lambda one: one.given_on
    )
    if not own:
        return []
    items = tuple(
        Item(label=content.say_mission(one.mission), text=one.body, detail=f"{one.office}, {say_date(one.given_on)}")
        for one in own
    )
    return [Items(heading=_("Advice given to missions"), items=items)]


def _conventions(basis: Basis, host: str) -> Section:
    standings = read_standings(basis.release.frame("facts"), CONVENTIONS, month_end(basis.month))[host]
    items = tuple(
        Item(label=_(INSTRUMENTS[key].fact), text=_(STATES[one.state]), detail=one.reference, is_unverified=one.is_unverified)
        for key, one in standings.items()
    )  # fmt: skip
    missing = _(
        "The Vienna Conventions on Diplomatic Relations and on Consular Relations, with their protocols, are not on record "
        "here; the State is to complete this section."
    )
    heading = _("Participation in the instruments on the subject")
    return Section(key="conventions", heading=heading, parts=(Items(items=items), Note(text=missing)))
