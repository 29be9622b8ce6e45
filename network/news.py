"""What is new to a member since a moment: on their watchlists, and in what they asked, were asked, or may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.countries import countries
from network.alerts import Alert, watched
from network.desk import Reader, reading
from network.messages import Message, Phrase, Term
from network.roles import Person, Thing
from network.sharing import names
from network.tables import consultation, decision, recipient, reply
from network.visibility import visible
from network.watchlists import Figures, Watchlist, new_crossings, of_person

MOST = 200


@dataclass(frozen=True, kw_only=True)
class Item:
    """One piece of news. Alerts carry their content; what was shared at a level only says that it is there.

    `key` is the same whenever the item is told again; `path` is where it is read, within the site.
    """

    key: str
    at: datetime
    title: Message
    body: Message
    path: str


@reading
def since(reader: Reader, moment: datetime, *, figures: Figures | None = None) -> list[Item]:
    """What is new to oneself after a moment, newest first; at most 200 items. `figures`: see `items`."""
    reader.require("watchlist.read", Thing(kind="watchlist", author=reader.person.id))
    person = reader.person
    return items(reader.connection, person, since=moment, until=reader.now, language=person.language, figures=figures)


def items(
    connection: Connection, person: Person, *, since: datetime, until: datetime, language: str, figures: Figures | None = None,
) -> list[Item]:  # fmt: skip
    """What is new to a person in (since, until], newest first; at most 200 items. `language` is for names of States.

    `figures`: those of the current release, for the thresholds of the person's lists; without them, none is told.
    """
    lists, found = of_person(connection, person), []
    for one in watched(connection, lists, since=since, until=until):
        found += _alert_items(one, language)
    if figures is not None:
        found += _crossings(lists, figures, language)
    found += _consultations(connection, person, since, until)
    found += _replies(connection, person, since, until)
    found += _decisions(connection, person, since, until)
    found = [item for item in found if since < item.at <= until]
    return sorted(found, key=lambda item: (item.at, item.key), reverse=True)[:MOST]


def _crossings(lists: Sequence[Watchlist], figures: Figures, language: str) -> list[Item]:
    return [
        Item(key=f"crossing:{figures.release}:{kept.id}:{one.iso3}:{one.measure}", at=figures.created_at,
             title=Message(code="news_crossing", values={"country": countries()[one.iso3].name(language)}),
             body=Message(code="news_crossing_body", values={
                 "measure": Term(code=one.measure), "value": f"{one.value:g}", "threshold": f"{one.at_least:g}",
                 "title": kept.watch.title, "release": figures.release}),
             path=f"/country?iso3={one.iso3}")
        for kept in lists for one in new_crossings(kept.watch, figures)
    ]  # fmt: skip


def _alert_items(one: Alert, language: str) -> list[Item]:
    country, rule, path = (
        countries()[one.iso3].name(language),
        Phrase(text=one.figures["title"]),
        f"/watchlist?alert={one.id}",
    )
    assert one.reviewed_at is not None
    shown = Message(code="news_alert_body", values={
        "rule": rule, "change": _change(one.figures), "date": f"{one.reviewed_at:%Y-%m-%d}", "reason": one.review_reason,
    })  # fmt: skip
    title = Message(code="news_alert", values={"country": country, "level": Term(code=one.level)})
    found = [Item(key=f"alert:{one.id}", at=one.reviewed_at, title=title, body=shown, path=path)]
    if one.closed_at is not None:
        closing = {"rule": rule, "date": f"{one.closed_at:%Y-%m-%d}", "reason": one.closing_reason}
        found.append(
            Item(key=f"closed:{one.id}", at=one.closed_at, path=path, body=Message(code="news_closed_body", values=closing),
                 title=Message(code="news_closed", values={"country": country}))
        )  # fmt: skip
    return found


def _change(figures: Mapping[str, Any]) -> Message:
    known = {name: "–" if figures[name] is None else f"{figures[name]:g}" for name in ("before", "after")}
    return Message(code="news_change", values=known | {"unit": Phrase(text=figures["unit"]) if figures["unit"] else ""})


def _consultations(connection: Connection, person: Person, since: datetime, until: datetime) -> list[Item]:
    query = (
        select(consultation.c.id, consultation.c.created_at, consultation.c.deadline)
        .join(recipient, recipient.c.consultation_id == consultation.c.id)
        .where(recipient.c.member_id == person.id, consultation.c.created_at.between(since, until),
               visible(person, consultation, action="consultation.read"))
    )  # fmt: skip
    return [
        Item(key=f"consultation:{row.id}", at=row.created_at, title=Message(code="news_consultation"),
             body=Message(code="news_consultation_body", values={"deadline": f"{row.deadline:%Y-%m-%d}"}),
             path=f"/consultations?id={row.id}")
        for row in connection.execute(query)
    ]  # fmt: skip


def _replies(connection: Connection, person: Person, since: datetime, until: datetime) -> list[Item]:
    query = (
        select(reply.c.id, reply.c.consultation_id, reply.c.created_at, reply.c.created_by)
        .join(consultation, consultation.c.id == reply.c.consultation_id)
        .where(consultation.c.created_by == person.id, reply.c.created_by != person.id, reply.c.created_at.between(since, until),
               visible(person, consultation, action="consultation.read"))
    )  # fmt: skip
    rows = connection.execute(query).all()
    known = names(connection, (row.created_by for row in rows))
    return [
        Item(key=f"reply:{row.id}", at=row.created_at, title=Message(code="news_reply"),
             body=Message(code="news_reply_body", values={"name": known.get(row.created_by, row.created_by),
                                                          "date": f"{row.created_at:%Y-%m-%d}"}),
             path=f"/consultations?id={row.consultation_id}")
        for row in rows
    ]  # fmt: skip


def _decisions(connection: Connection, person: Person, since: datetime, until: datetime) -> list[Item]:
    query = select(decision.c.id, decision.c.status, decision.c.settled_at).where(
        decision.c.settled_at.between(since, until),
        decision.c.settled_by != person.id,
        visible(person, decision, action="decision.read"),
    )
    return [
        Item(key=f"decision:{row.id}", at=row.settled_at, title=Message(code="news_decision"),
             body=Message(code="news_decision_body", values={
                 "status": Term(code="agreed" if row.status == "done" else row.status), "date": f"{row.settled_at:%Y-%m-%d}"}),
             path=f"/consultations?decision={row.id}")
        for row in connection.execute(query)
    ]  # fmt: skip
