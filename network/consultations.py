"""Consultations: a question to chosen focal points with a deadline, their replies, and who has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from network import text
from network.alerts import readable_alerts
from network.columns import Cells, utc
from network.desk import Desk, Reader, find, reading, writing
from network.errors import BadInput, NotFound, Refusal
from network.roles import Role, Thing
from network.sharing import MOST_NAMED, Sharing, level_cells, name_people, names, view
from network.tables import alert, consultation, member, recipient, reply, role_grant
from network.text import Source
from network.visibility import shared_thing, visible, visible_row

CONSULTED = frozenset({Role.FOCAL_POINT, Role.CONFIGURATION_MEMBER})


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One person asked, and when they first opened the question (None: not yet)."""

    member_id: str
    name: str
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer; late ones are kept and marked."""

    id: str
    version: int
    body: str
    sources: tuple[Mapping[str, str], ...]
    created_by: str
    author: str
    created_at: datetime
    changed_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A question with its receipts and replies, oldest first; all of it is text, never markup."""

    id: str
    version: int
    question: str
    background: str
    iso3: str | None
    alert_id: str | None
    sources: tuple[Mapping[str, str], ...]
    sensitivity: str
    configuration_id: str | None
    deadline: datetime
    closed_at: datetime | None
    summary: str | None
    created_by: str
    author: str
    created_at: datetime
    receipts: tuple[Receipt, ...] = field(default=())
    replies: tuple[Reply, ...] = field(default=())

    @property
    def has_ended(self) -> bool:
        return self.closed_at is not None

    def is_overdue(self, now: datetime) -> bool:
        return not self.has_ended and now > self.deadline


@writing("consultation.ask")
def ask(
    desk: Desk, *, question: str, recipients: Sequence[str], deadline: datetime, sharing: Sharing, background: str = "",
    sources: Sequence[Source] = (), iso3: str | None = None, alert_id: str | None = None,
) -> str:  # fmt: skip
    """Put a question to members (ids); the consultation's id.

    `sharing` says who else may read it; those asked always may. Raises BadInput for a deadline that has passed,
    NotFound for someone or something that is not there, Refusal for someone who cannot be consulted.
    """
    desk.allow(sharing.thing("consultation", desk.person.id))
    asked = text.distinct("recipients", recipients, least=1, most=MOST_NAMED)
    _refuse_unfit(desk, asked)
    if alert_id is not None:
        iso3 = iso3 or visible_row(desk.connection, alert, alert_id, readable_alerts(desk.person))["iso3"]
    cells = {
        "question": text.kept("question", question, text.PARAGRAPH),
        "background": text.kept("background", background, text.PAGES, may_be_empty=True),
        "sources": text.source_list(sources), "iso3": text.country(iso3) if iso3 else None, "alert_id": alert_id,
        "deadline": _future(desk, deadline),
    }  # fmt: skip
    new = desk.add(consultation, cells | level_cells(desk, sharing), details={"asked": len(asked)})
    desk.add_all(recipient, [{"id": f"{new}:{one}", "consultation_id": new, "member_id": one} for one in asked])
    name_people(desk, "consultation", new, dict.fromkeys([*asked, *sharing.named]))
    return new


def _future(desk: Desk, deadline: datetime) -> datetime:
    if utc(deadline) <= desk.now:
        raise BadInput("deadline_past", deadline=f"{utc(deadline):%Y-%m-%d %H:%M} UTC")
    return deadline


def _refuse_unfit(desk: Desk, asked: Sequence[str]) -> None:
    """Raises Refusal for oneself, and for anyone but active focal points and configuration members."""
    if desk.person.id in asked:
        raise Refusal("recipient_self")
    query = select(member.c.id, member.c.name).where(member.c.id.in_(filter(text.is_id, asked)))
    known = {row.id: row.name for row in desk.connection.execute(query)}
    if set(known) != set(asked):
        raise NotFound()
    fit = select(role_grant.c.member_id).join(member, member.c.id == role_grant.c.member_id)
    fit = fit.where(role_grant.c.member_id.in_(asked), role_grant.c.role.in_(CONSULTED), member.c.is_active)
    unfit = sorted(known[one] for one in set(asked) - set(desk.connection.scalars(fit)))
    if unfit:
        raise Refusal("recipient_unfit", name=", ".join(unfit))


@writing("consultation.mark_read")
def mark_read(desk: Desk, *, consultation_id: str) -> bool:
    """Write down that one has opened a question put to one; whether this was the first time."""
    row = _visible(desk, consultation_id)
    desk.allow(shared_thing(desk.connection, "consultation", row))
    query = select(recipient).where(recipient.c.consultation_id == row["id"], recipient.c.member_id == desk.person.id)
    mine = desk.connection.execute(query).mappings().first()
    if mine is None or mine["read_at"] is not None:
        return False
    desk.change(recipient, mine, {"read_at": desk.now}, version=None)
    return True


@writing("consultation.reply")
def answer(desk: Desk, *, consultation_id: str, body: str, sources: Sequence[Source] = ()) -> str:
    """Reply to a question that one put or was asked, as often as needed; the reply's id. Late ones are taken, and marked."""
    row = _open(desk, consultation_id)
    # those who were only let read along are named by the thing too, so the rule is asked about those who take part
    parts = frozenset(
        desk.connection.scalars(select(recipient.c.member_id).where(recipient.c.consultation_id == row["id"]))
    )
    desk.allow(Thing(kind="consultation", author=row["created_by"], named=parts))
    cells = {
        "consultation_id": row["id"],
        "body": text.kept("reply", body, text.PAGES),
        "sources": text.source_list(sources),
    }
    return desk.add(reply, cells)


@writing("consultation.edit_reply")
def edit_reply(desk: Desk, *, reply_id: str, version: int, body: str, sources: Sequence[Source]) -> int:
    """Replace one's own reply while the consultation is open; the new version."""
    row = find(desk.connection, reply, reply_id)
    _open(desk, row["consultation_id"])
    desk.allow(Thing(kind="reply", author=row["created_by"]))
    cells = {"body": text.kept("reply", body, text.PAGES), "sources": text.source_list(sources)}
    return desk.change(reply, row, cells, version=version)


@writing("consultation.change")
def extend(desk: Desk, *, consultation_id: str, version: int, deadline: datetime) -> int:
    """Move one's own question's deadline; the new version."""
    row = _open(desk, consultation_id)
    desk.allow(shared_thing(desk.connection, "consultation", row))
    return desk.change(consultation, row, {"deadline": _future(desk, deadline)}, version=version)


@writing("consultation.change")
def close(desk: Desk, *, consultation_id: str, version: int, summary: str) -> int:
    """End one's own consultation with a summary; nothing more can be added. The new version."""
    row = _open(desk, consultation_id)
    desk.allow(shared_thing(desk.connection, "consultation", row))
    cells = {"closed_at": desk.now, "summary": text.kept("summary", summary, text.PAGES)}
    return desk.change(consultation, row, cells, version=version, details={"status": "closed"})


def _visible(reader: Reader, consultation_id: str) -> Cells:
    where = visible(reader.person, consultation, action="consultation.read")
    return visible_row(reader.connection, consultation, consultation_id, where)


def _open(reader: Reader, consultation_id: str) -> Cells:
    row = _visible(reader, consultation_id)
    if row["closed_at"] is not None:
        raise Refusal("consultation_closed", closed=f"{row['closed_at']:%Y-%m-%d}")
    return row


@reading
def read(reader: Reader, consultation_id: str) -> Consultation:
    """One consultation, whole. Raises NotFound if it is not there or not one's to see."""
    row = _visible(reader, consultation_id)
    reader.require("consultation.read", shared_thing(reader.connection, "consultation", row))
    receipts = (
        reader.connection.execute(select(recipient).where(recipient.c.consultation_id == row["id"])).mappings().all()
    )
    replies = reader.connection.execute(
        select(reply).where(reply.c.consultation_id == row["id"]).order_by(reply.c.created_at, reply.c.id)
    ).mappings().all()  # fmt: skip
    known = names(
        reader.connection,
        [row["created_by"], *(one["member_id"] for one in receipts), *(one["created_by"] for one in replies)],
    )
    return _view(
        reader, row, known,
        receipts=tuple(sorted((view(Receipt, one, name=known[one["member_id"]]) for one in receipts), key=lambda one: one.name)),
        replies=tuple(view(Reply, one, author=known.get(one["created_by"], one["created_by"]),
                           is_late=one["created_at"] > row["deadline"]) for one in replies),
    )  # fmt: skip


@reading
def every(reader: Reader, *, only_mine: bool = False, iso3: str | None = None, limit: int = 200) -> list[Consultation]:
    """Consultations one may read, newest first, without receipts and replies; `only_mine`: asked by one or of one."""
    reader.require("consultation.read", Thing(kind="consultation", author=reader.person.id))
    query = select(consultation).where(visible(reader.person, consultation, action="consultation.read"))
    if only_mine:
        asked = exists(
            select(recipient.c.id).where(
                recipient.c.consultation_id == consultation.c.id, recipient.c.member_id == reader.person.id
            )
        )
        query = query.where(or_(consultation.c.created_by == reader.person.id, asked))
    if iso3 is not None:
        query = query.where(consultation.c.iso3 == text.country(iso3))
    query = query.order_by(consultation.c.created_at.desc(), consultation.c.id).limit(limit)
    rows = reader.connection.execute(query).mappings().all()
    known = names(reader.connection, (row["created_by"] for row in rows))
    return [_view(reader, row, known) for row in rows]


def _view(reader: Reader, row: Cells, known: Mapping[str, str], **more: Any) -> Consultation:
    shown = row["alert_id"] if row["alert_id"] and _may_read_alert(reader.connection, reader, row["alert_id"]) else None
    return view(Consultation, row, author=known.get(row["created_by"], row["created_by"]), alert_id=shown, **more)


def _may_read_alert(connection: Connection, reader: Reader, alert_id: str) -> bool:
    query = select(alert.c.id).where(alert.c.id == alert_id, readable_alerts(reader.person))
    return connection.execute(query).first() is not None
