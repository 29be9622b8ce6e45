"""Notes on a country or an alert, with their sources, shared as widely as their author says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from network import text
from network.alerts import readable_alerts
from network.columns import Cells
from network.desk import Desk, Reader, reading, writing
from network.errors import BadInput, Refusal
from network.roles import Thing
from network.sharing import Sharing, level_cells, name_people, names, view
from network.tables import alert, note
from network.text import Source
from network.visibility import shared_thing, visible, visible_row


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note as its readers see it; `body` is text, never markup. A withdrawn note has no body."""

    id: str
    version: int
    iso3: str | None
    alert_id: str | None
    body: str
    sources: tuple[Mapping[str, str], ...]
    sensitivity: str
    configuration_id: str | None
    created_by: str
    author: str
    created_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None

    @property
    def flags(self) -> frozenset[str]:
        return text.flags(self.body)


@writing("note.share")
def share(
    desk: Desk, *, body: str, sharing: Sharing, sources: Sequence[Source] = (), iso3: str | None = None,
    alert_id: str | None = None,
) -> str:  # fmt: skip
    """A new note on a country, an alert, or both; its id. Raises BadInput, NotFound for an alert one may not read."""
    desk.allow(sharing.thing("note", desk.person.id))
    if alert_id is not None:
        about = visible_row(desk.connection, alert, alert_id, readable_alerts(desk.person))
        iso3 = iso3 or about["iso3"]
    if iso3 is None:
        raise BadInput("bad_country", value="–")
    cells = {"iso3": text.country(iso3), "alert_id": alert_id, "body": text.kept("note", body, text.PAGES),
             "sources": text.source_list(sources)}  # fmt: skip
    new = desk.add(note, cells | level_cells(desk, sharing), details={"sensitivity": sharing.sensitivity})
    name_people(desk, "note", new, sharing.named)
    return new


@writing("note.edit")
def edit(desk: Desk, *, note_id: str, version: int, body: str, sources: Sequence[Source]) -> int:
    """Replace one's own note's text and sources; the new version."""
    row = _visible(desk, note_id)
    desk.allow(shared_thing(desk.connection, "note", row))
    if row["withdrawn_at"] is not None:
        raise Refusal("withdrawn", withdrawn=f"{row['withdrawn_at']:%Y-%m-%d}")
    cells = {"body": text.kept("note", body, text.PAGES), "sources": text.source_list(sources)}
    return desk.change(note, row, cells, version=version)


@writing("note.withdraw")
def withdraw(desk: Desk, *, note_id: str, version: int) -> int:
    """Take a note back: its text is not shown any more, and erased 30 days later. The new version."""
    row = _visible(desk, note_id)
    desk.allow(shared_thing(desk.connection, "note", row))
    cells = {"withdrawn_at": desk.now, "withdrawn_by": desk.person.id}
    return desk.change(note, row, cells, version=version, details={"is_withdrawn": True})


def _visible(reader: Reader, note_id: str) -> Cells:
    return visible_row(reader.connection, note, note_id, visible(reader.person, note, action="note.read"))


@reading
def read(reader: Reader, note_id: str) -> Note:
    """One note. Raises NotFound if it is not there or not one's to see."""
    row = _visible(reader, note_id)
    reader.require("note.read", shared_thing(reader.connection, "note", row))
    return _views(reader.connection, [row])[0]


@reading
def about(reader: Reader, *, iso3: str | None = None, alert_id: str | None = None, limit: int = 200) -> list[Note]:
    """Notes one may read, newest first, on a country or an alert if given."""
    reader.require("note.read", Thing(kind="note", author=reader.person.id))
    query = select(note).where(visible(reader.person, note, action="note.read"), note.c.withdrawn_at.is_(None))
    if iso3 is not None:
        query = query.where(note.c.iso3 == text.country(iso3))
    if alert_id is not None:
        row = visible_row(reader.connection, alert, alert_id, readable_alerts(reader.person))
        query = query.where(note.c.alert_id == row["id"])
    rows = reader.connection.execute(query.order_by(note.c.created_at.desc(), note.c.id).limit(limit)).mappings().all()
    return _views(reader.connection, rows)


def _views(connection: Connection, rows: Sequence[Cells]) -> list[Note]:
    known = names(connection, (row["created_by"] for row in rows))
    return [
        view(Note, row, author=known.get(row["created_by"], row["created_by"]),
             **({"body": "", "sources": ()} if row["withdrawn_at"] else {}))
        for row in rows
    ]  # fmt: skip
