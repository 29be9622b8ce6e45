"""What a change replaced, and what a conflict kept: earlier versions of a thing, and one's own unsent text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, true

from network.alerts import readable_alerts
from network.desk import Desk, Reader, reading, writing
from network.errors import NotFound
from network.roles import Person, Thing
from network.sharing import names, view
from network.tables import (
    alert,
    configuration,
    consultation,
    decision,
    directory_entry,
    draft,
    note,
    revision,
    watchlist,
)
from network.visibility import visible, visible_row


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A former state of a thing: its cells, who replaced it and when."""

    version: int
    content: Mapping[str, Any]
    replaced_at: datetime
    replaced_by: str
    replaced_by_name: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one tried to save over somebody else's newer version; `content` holds one's own cells."""

    id: str
    thing_kind: str
    thing_id: str
    base_version: int
    content: Mapping[str, Any]
    kept_at: datetime


def _readable(person: Person) -> dict[str, tuple[Table, ColumnElement[bool], str]]:
    shared = {table.name: (table, visible(person, table, action=f"{table.name}.read"), f"{table.name}.read")
              for table in (note, consultation, decision, watchlist)}  # fmt: skip
    return shared | {
        "alert": (alert, readable_alerts(person), "alert.read"),
        "directory_entry": (directory_entry, true(), "directory.keep"),
        "configuration": (configuration, true(), "configuration.keep"),
    }


@reading
def of(reader: Reader, kind: str, thing_id: str) -> list[Revision]:
    """Earlier versions of a note, consultation, decision, watchlist or alert, newest first.

    Those of a configuration or a line of the directory are for those who keep them. Raises NotFound unless one may read the
    thing as it stands now. A withdrawn note shows none.
    """
    reader.require("draft.keep", Thing(kind="draft", author=reader.person.id))
    readable = _readable(reader.person)
    if kind not in readable:
        raise NotFound()
    table, condition, action = readable[kind]
    row = visible_row(reader.connection, table, thing_id, condition)
    reader.require(action, Thing(kind=kind, author=reader.person.id))
    if row.get("withdrawn_at") is not None:
        return []
    query = select(revision).where(revision.c.thing_kind == kind, revision.c.thing_id == thing_id)
    rows = reader.connection.execute(query.order_by(revision.c.version.desc())).mappings().all()
    known = names(reader.connection, (one["replaced_by"] for one in rows))
    return [view(Revision, one, replaced_by_name=known.get(one["replaced_by"], one["replaced_by"])) for one in rows]


@reading
def drafts(reader: Reader) -> list[Draft]:
    """One's own texts that a conflict kept, newest first; nobody else's."""
    reader.require("draft.keep", Thing(kind="draft", author=reader.person.id))
    query = select(draft).where(draft.c.member_id == reader.person.id).order_by(draft.c.kept_at.desc(), draft.c.id)
    return [view(Draft, row) for row in reader.connection.execute(query).mappings()]


@writing("draft.keep")
def discard(desk: Desk, *, draft_id: str) -> None:
    """Delete one of one's own kept texts. Raises NotFound."""
    desk.allow(Thing(kind="draft", author=desk.person.id))
    row = visible_row(desk.connection, draft, draft_id, draft.c.member_id == desk.person.id)
    desk.connection.execute(delete(draft).where(draft.c.id == row["id"]))
