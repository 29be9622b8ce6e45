"""Who is signed in: one's own sessions, or for administrators everybody's, and how to end one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from network.desk import Desk, Reader, reading, writing
from network.errors import NotFound
from network.roles import Thing
from network.sessions import ends
from network.sharing import names, view
from network.tables import session
from network.text import is_id


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A session that is not over; `ends_at` is when it will be if nothing more happens."""

    id: str
    member_id: str
    member_name: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime


@reading
def signed_in(reader: Reader, *, member_id: str | None = None) -> list[Presence]:
    """The sessions of a member, or of everyone, the latest seen first. Raises NotAllowed."""
    reader.require("session.read", Thing(kind="session", author=member_id))
    query = select(session).where(session.c.ended_at.is_(None))
    if member_id is not None:
        query = query.where(session.c.member_id == member_id)
    rows = reader.connection.execute(query.order_by(session.c.seen_at.desc(), session.c.id)).mappings().all()
    known = names(reader.connection, (row["member_id"] for row in rows))
    found = [
        view(Presence, row, member_name=known.get(row["member_id"], row["member_id"]),
             ends_at=ends(row["started_at"], row["seen_at"]))
        for row in rows
    ]  # fmt: skip
    return [one for one in found if one.ends_at > reader.now]


@writing("session.end")
def end(desk: Desk, *, session_id: str) -> bool:
    """End a session at once; whether it was still open. Raises NotFound for one that is not there or not one's to end."""
    row = None
    if is_id(session_id):
        row = desk.connection.execute(select(session).where(session.c.id == session_id)).mappings().first()
    if not desk.may("session.end", Thing(kind="session", author=row["member_id"] if row else None)) or row is None:
        raise NotFound()
    if row["ended_at"] is not None:
        return False
    desk.connection.execute(update(session).where(session.c.id == session_id).values(ended_at=desk.now))
    desk.note(session, session_id, {"member_id": row["member_id"]})
    return True
