"""What is on record about a country: facts by topic, each with date, source and whether anyone verified it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.trend import Event
from briefing.content.figures import ADDRESS, of_country
from briefing.content.timing import (
    BEFORE_THE_END,
    LATER,
    PLANS,
    STANDING,
    end_of,
    ends_later,
    first_day,
    next_review_after,
    timing,
)
from briefing.language import format_date, format_month, format_number, mark
from briefing.language import gettext as _
from data.release import Release
from data.schema import UNVERIFIED

TOPICS = {  # topic of facts.parquet → heading, in the order a reader meets them
    "mass_killing": mark("Mass killings"),
    "icc": mark("International Criminal Court"),
    "upr_review": mark("Universal Periodic Review: reviews held"),
    "upr_next": mark("Universal Periodic Review: next review"),
    "standing_invitation": mark("Special Procedures: standing invitation"),
    "treaty": mark("Treaties"),
    "domestic_law": mark("Crimes in domestic law"),
    "peacebuilding": mark("Peacebuilding Commission"),
    "r2p_network": mark("Responsibility to protect: focal points and groups"),
    "hrc_vote": mark("Votes in the Human Rights Council"),
    "nuclear_security": mark("Nuclear security (shown, not scored)"),
}
REVIEW = re.compile(r"Universal Periodic Review, cycle (?P<cycle>\d+), session (?P<session>\d+)")
NOT_EVIDENCE = frozenset({"border"})  # facts that other parts of the project use
MANY_KILLED = 1000  # civilians killed in a year, the Early Warning Project's size of a mass killing
ONE_SIDED = "ucdp.one_sided_deaths"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact, as its source words it; dates as precise as known, in the reader's language."""

    fact: str
    status: str  # at the month asked for
    timing: str  # at that month: STANDING, OVER, LATER or UNDATED
    when: str  # empty if no date is known
    as_of: str  # the day the source says this of
    source: str  # name of the data set
    reference: str
    address: str  # a web address in the reference, else the home page of the source, else empty
    is_addressed: bool  # whether the address is the reference's own
    note: str
    is_unverified: bool
    is_date_unverified: bool
    is_said_later: bool  # no date of its own, and what the source says, it says of a day after the month


@dataclass(frozen=True, kw_only=True)
class Topic:
    """The facts of one topic, newest first."""

    key: str
    heading: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is on record about a country at a month, and what is dated after it; each by topic."""

    then: tuple[Topic, ...]
    later: tuple[Topic, ...]


def say_date(text: str) -> str:
    """A date as precise as known – 2017, 2017-10 or 2017-10-27 – in the reader's language; other texts as they are."""
    day = first_day(text)
    if day is None:
        return text
    return {4: text, 7: format_month(day), 10: format_date(day)}[len(text)]


def read_evidence(release: Release, iso3: str, month: pd.Timestamp) -> Evidence:
    """The facts on record about a country at the end of a month; topics that this module does not know come last, by name.

    A fact that begins after the month, and a plan made after it, is `later`. One that ended after it is in both: as it
    stood, and with its end. One without a date is shown with the day its source speaks of.
    """
    rows = of_country(release.frame("facts"), iso3).fillna("")
    review = next_review_after(rows, month)
    newest_first = rows.sort_values(["from_date", "fact"], ascending=[False, True], kind="stable").to_dict("records")
    sources = {one["key"]: one for one in release.document("sources")}
    found: dict[bool, dict[str, list[Fact]]] = {False: {}, True: {}}
    for row in newest_first:
        if row["topic"] not in NOT_EVIDENCE:
            when = timing(row, month, next_review=review)
            found[when == LATER].setdefault(row["topic"], []).append(_fact(row, sources, when, month))
            if when == STANDING and ends_later(row, month):
                found[True].setdefault(row["topic"], []).append(_fact(row, sources, LATER, month))
    return Evidence(then=_topics(found[False]), later=_topics(found[True]))


def _topics(found: Mapping[str, list[Fact]]) -> tuple[Topic, ...]:
    ordered = [topic for topic in TOPICS if topic in found] + sorted(set(found) - set(TOPICS))
    return tuple(
        Topic(
            key=topic,
            heading=_(TOPICS[topic]) if topic in TOPICS else topic.replace("_", " ").capitalize(),
            facts=tuple(found[topic]),
        )
        for topic in ordered
    )


def _fact(row: Mapping[Any, str], sources: Mapping[str, Any], when: str, month: pd.Timestamp) -> Fact:
    is_open = when == STANDING and ends_later(row, month)
    status = BEFORE_THE_END.get(row["status"], row["status"]) if is_open else row["status"]
    span = _say_span(row["from_date"], "" if is_open else row["to_date"])
    address = ADDRESS.search(row["reference"])
    source = sources.get(row["source"], {"name": "", "homepage": ""})
    said = first_day(row["as_of"])
    return Fact(
        fact=say_fact(row["fact"]), status=_(status), timing=when, when=span, as_of=say_date(row["as_of"]),
        source=_(source["name"]), reference=row["reference"],
        address=address.group() if address else source["homepage"],
        is_addressed=address is not None,
        note=row["note"], is_unverified=row["evidence"] in UNVERIFIED,
        is_date_unverified=bool(span) and row["date_evidence"] in UNVERIFIED,
        is_said_later=when != LATER and not span and row["topic"] not in PLANS and said is not None and said > end_of(month),
    )  # fmt: skip


def _say_span(from_date: str, to_date: str) -> str:
    start, end = say_date(from_date), say_date(to_date)
    if start and end:
        return _("{start} to {end}").format(start=start, end=end)
    return start if start else _("until {end}").format(end=end) if end else ""


def say_fact(text: str) -> str:
    """A fact in the reader's language where the catalogue knows it, else as its source words it."""
    review = REVIEW.fullmatch(text)
    if review:
        return _("Universal Periodic Review, cycle {cycle}, session {session}").format(**review.groupdict())
    known = _(text)
    return known[:1].upper() + known[1:]


def read_events(release: Release, iso3: str) -> tuple[Event, ...]:
    """What the trend marks: reviews, situations before the Court, and mass killings or years in which many were killed.

    Only facts with a date that has come by the release's last month. Where no source lists mass killings, the years in
    which UCDP counts at least MANY_KILLED civilians killed in one-sided violence stand in, and say so.
    """
    last = pd.Timestamp(f"{release.manifest['last_month'][:7]}-01") + pd.DateOffset(months=1)
    facts = release.frame("facts")
    rows = of_country(facts, iso3).fillna("")
    kinds = {"upr_review": "review", "icc": "icc", "mass_killing": "killing"}
    events = []
    for row in rows[rows["topic"].isin(list(kinds))].to_dict("records"):
        day = _middle(row["from_date"])
        is_situation = row["topic"] != "icc" or "investigation" in row["status"]
        if day is not None and day < last and is_situation:
            unverified = row["evidence"] in UNVERIFIED or row["date_evidence"] in UNVERIFIED
            events.append(
                Event(kind=kinds[row["topic"]], day=day, when=say_date(row["from_date"]), label=say_fact(row["fact"]),
                      is_unverified=unverified)
            )  # fmt: skip
    if "mass_killing" not in set(facts["topic"].unique()):
        events += _many_killed(release, iso3)
    return tuple(sorted(events, key=lambda event: event.day))


def _middle(text: str) -> pd.Timestamp | None:
    """Where a date is drawn: a year in its middle, a month on its 15th."""
    day = first_day(text)
    if day is None or len(text) == 10:
        return day
    return day + (pd.DateOffset(months=6) if len(text) == 4 else pd.DateOffset(days=14))


def _many_killed(release: Release, iso3: str) -> list[Event]:
    rows = of_country(release.frame("observations"), iso3)
    rows = rows[(rows["series"] == ONE_SIDED) & (rows["value"] >= MANY_KILLED)]
    first = pd.Timestamp(f"{release.manifest['first_month'][:7]}-01")
    return [
        Event(
            kind="many_killed",
            day=row["period_end"] - (row["period_end"] - row["period_start"]) / 2,
            when=f"{row['period_end']:%Y}",
            label=_("{count} civilians killed in one-sided violence").format(
                count=format_number(row["value"], decimals=0)
            ),
        )
        for row in rows[rows["period_end"] >= first].to_dict("records")
    ]
