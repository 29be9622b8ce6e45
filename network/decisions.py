"""Decisions: proposed, agreed or not by somebody else with a rationale, done, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from network import text
from network.alerts import month, readable_alerts, response_key
from network.columns import Cells
from network.desk import Desk, Reader, load_person, reading, writing
from network.errors import BadInput, Refusal
from network.messages import Term
from network.roles import Thing, why
from network.sharing import Sharing, level_cells, name_people, names, view
from network.tables import DECISION_STATES, OUTCOMES, alert, consultation, decision, follow_up, member
from network.text import Source
from network.visibility import shared_thing, visible, visible_row


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What came of a decision, as somebody saw it on the figures of a release and month."""

    id: str
    version: int
    outcome: str  # better, unchanged, worse, too early
    body: str
    sources: tuple[Mapping[str, str], ...]
    release: str
    month: str
    created_by: str
    author: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision on a country, tied to a pillar-two response, proposed on the figures of a release and month."""

    id: str
    version: int
    title: str
    body: str
    iso3: str
    response_key: str
    consultation_id: str | None
    alert_id: str | None
    release: str
    month: str
    sensitivity: str
    configuration_id: str | None
    status: str
    created_by: str
    author: str
    created_at: datetime
    settled_by: str | None
    settled_by_name: str | None
    settled_at: datetime | None
    rationale: str | None
    done_by: str | None
    done_by_name: str | None
    done_at: datetime | None
    done_note: str | None
    follow_ups: tuple[FollowUp, ...] = field(default=())

    @property
    def is_settled_by_proposer(self) -> bool:
        """True where nobody else could have settled it; a page says so."""
        return self.settled_by == self.created_by


@writing("decision.propose")
def propose(
    desk: Desk, *, title: str, body: str, iso3: str, response: str, responses: Collection[str], release: str, month_: str,
    sharing: Sharing, consultation_id: str | None = None, alert_id: str | None = None,
) -> str:  # fmt: skip
    """A new decision, proposed; its id.

    `response`: the pillar-two measure it is, one of `responses`, the keys known. `release`, `month_`: the figures before
    one's eyes, against which follow-ups are read. Raises BadInput; NotFound for a consultation or alert one may not read.
    """
    desk.allow(sharing.thing("decision", desk.person.id))
    if response_key(response) not in responses:
        raise BadInput("unknown_response", value=response)
    if consultation_id is not None:
        visible_row(
            desk.connection,
            consultation,
            consultation_id,
            visible(desk.person, consultation, action="consultation.read"),
        )
    if alert_id is not None:
        visible_row(desk.connection, alert, alert_id, readable_alerts(desk.person))
    cells = _text_cells(title, body) | _figures(release, month_) | {
        "iso3": text.country(iso3), "response_key": response, "consultation_id": consultation_id, "alert_id": alert_id,
        "status": "proposed",
    }  # fmt: skip
    new = desk.add(decision, cells | level_cells(desk, sharing), details={"status": "proposed"})
    name_people(desk, "decision", new, sharing.named)
    return new


def _text_cells(title: str, body: str) -> dict[str, str]:
    return {
        "title": text.kept("title", title, text.LINE, is_line=True),
        "body": text.kept("decision", body, text.PAGES),
    }


def _figures(release: str, month_: str) -> dict[str, str]:
    return {"release": text.kept("release", release, 40, is_line=True), "month": month(month_)}


@writing("decision.edit")
def edit(desk: Desk, *, decision_id: str, version: int, title: str, body: str) -> int:
    """Replace the text of one's own proposal before it is settled; the new version."""
    row = _visible(desk, decision_id)
    desk.allow(shared_thing(desk.connection, "decision", row))
    _refuse_state(row, version, "proposed")
    return desk.change(decision, row, _text_cells(title, body), version=version)


@writing("decision.settle")
def settle(desk: Desk, *, decision_id: str, version: int, is_agreed: bool, rationale: str) -> int:
    """Agree to a proposal or not; the new version.

    Somebody else than its proposer settles it, unless nobody else is there who could.
    """
    row = _visible(desk, decision_id)
    thing = shared_thing(desk.connection, "decision", row)
    if row["created_by"] == desk.person.id and not _others_who_may_settle(desk, thing):
        thing = Thing(kind="decision", author=None, sensitivity=thing.sensitivity, configuration=thing.configuration,
                      named=thing.named | {desk.person.id})  # fmt: skip
    desk.allow(thing)
    _refuse_state(row, version, "proposed")
    status = "agreed" if is_agreed else "not_agreed"
    cells = {"status": status, "settled_by": desk.person.id, "settled_at": desk.now,
             "rationale": text.kept("rationale", rationale, text.PARAGRAPH)}  # fmt: skip
    return desk.change(decision, row, cells, version=version, details={"status": status})


def _others_who_may_settle(desk: Desk, thing: Thing) -> bool:
    others = desk.connection.scalars(select(member.c.id).where(member.c.is_active, member.c.id != desk.person.id)).all()
    people = (load_person(desk.connection, one) for one in others)
    return any(why(person, "decision.settle", thing).is_allowed for person in people)


@writing("decision.complete")
def complete(desk: Desk, *, decision_id: str, version: int, note: str) -> int:
    """Say that an agreed decision was carried out, and how; the new version."""
    row = _visible(desk, decision_id)
    desk.allow(shared_thing(desk.connection, "decision", row))
    _refuse_state(row, version, "agreed")
    cells = {
        "status": "done",
        "done_by": desk.person.id,
        "done_at": desk.now,
        "done_note": text.kept("note", note, text.PAGES),
    }
    return desk.change(decision, row, cells, version=version, details={"status": "done"})


@writing("decision.follow_up")
def follow(
    desk: Desk, *, decision_id: str, outcome: str, body: str, release: str, month_: str, sources: Sequence[Source] = ()
) -> str:
    """Say what came of a decision that was agreed or done; the follow-up's id."""
    row = _visible(desk, decision_id)
    desk.allow(shared_thing(desk.connection, "decision", row))
    if row["status"] not in ("agreed", "done"):
        raise Refusal("not_settled", status=Term(code=row["status"]), needed=Term(code="agreed"))
    cells = {"decision_id": row["id"], "outcome": text.choice("outcome", outcome, OUTCOMES),
             "body": text.kept("follow_up", body, text.PAGES), "sources": text.source_list(sources)}  # fmt: skip
    return desk.add(follow_up, cells | _figures(release, month_), details={"outcome": outcome})


def _refuse_state(row: Cells, version: int, needed: str) -> None:
    # an older version is a conflict, which says more: who changed it, and to what
    if row["status"] != needed and row["version"] == version:
        raise Refusal("not_settled", status=Term(code=row["status"]), needed=Term(code=needed))


def _visible(reader: Reader, decision_id: str) -> Cells:
    return visible_row(
        reader.connection, decision, decision_id, visible(reader.person, decision, action="decision.read")
    )


@reading
def read(reader: Reader, decision_id: str) -> Decision:
    """One decision with its follow-ups, oldest first. Raises NotFound if it is not there or not one's to see."""
    row = _visible(reader, decision_id)
    reader.require("decision.read", shared_thing(reader.connection, "decision", row))
    query = (
        select(follow_up).where(follow_up.c.decision_id == row["id"]).order_by(follow_up.c.created_at, follow_up.c.id)
    )
    later = reader.connection.execute(query).mappings().all()
    known = names(
        reader.connection, [row["created_by"], row["settled_by"], row["done_by"], *(one["created_by"] for one in later)]
    )
    follow_ups = tuple(view(FollowUp, one, author=known.get(one["created_by"], one["created_by"])) for one in later)
    return _view(reader, row, known, follow_ups=follow_ups)


@reading
def every(
    reader: Reader,
    *,
    status: str | None = None,
    iso3: str | None = None,
    consultation_id: str | None = None,
    limit: int = 200,
) -> list[Decision]:
    """Decisions one may read, newest first, without their follow-ups."""
    reader.require("decision.read", Thing(kind="decision", author=reader.person.id))
    query = select(decision).where(visible(reader.person, decision, action="decision.read"))
    if status is not None:
        query = query.where(decision.c.status == text.choice("status", status, DECISION_STATES))
    if iso3 is not None:
        query = query.where(decision.c.iso3 == text.country(iso3))
    if consultation_id is not None:
        asked = visible(reader.person, consultation, action="consultation.read")
        row = visible_row(reader.connection, consultation, consultation_id, asked)
        query = query.where(decision.c.consultation_id == row["id"])
    rows = (
        reader.connection.execute(query.order_by(decision.c.created_at.desc(), decision.c.id).limit(limit))
        .mappings()
        .all()
    )
    known = names(reader.connection, (row[cell] for row in rows for cell in ("created_by", "settled_by", "done_by")))
    return [_view(reader, row, known) for row in rows]


def _view(reader: Reader, row: Cells, known: Mapping[str, str], **more: Any) -> Decision:
    links = {"consultation_id": row["consultation_id"], "alert_id": row["alert_id"]}
    readable = {
        "consultation_id": (consultation, visible(reader.person, consultation, action="consultation.read")),
        "alert_id": (alert, readable_alerts(reader.person)),
    }
    for name, (table, condition) in readable.items():
        # a link to what the reader may not see is not shown, not even as an id
        if (
            links[name]
            and not reader.connection.execute(select(table.c.id).where(table.c.id == links[name], condition)).first()
        ):
            links[name] = None
    return view(
        Decision, row, author=known.get(row["created_by"], row["created_by"]), settled_by_name=known.get(row["settled_by"]),
        done_by_name=known.get(row["done_by"]), **links, **more,
    )  # fmt: skip
