"""The audit trail as administrators see it: who did what to which thing, never what was written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from network import audit
from network.desk import Reader, reading
from network.errors import NotFound
from network.roles import Thing
from network.sharing import names, view
from network.tables import audit as audit_table
from network.text import is_id


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One row of the trail. `details` holds states, roles and versions."""

    seq: int
    at: datetime
    member_id: str
    member_name: str
    action: str
    thing_kind: str
    thing_id: str
    details: dict[str, Any]
    hash: str


@reading
def read(
    reader: Reader, *, thing: tuple[str, str] | None = None, before: int | None = None, limit: int = 100
) -> list[Trace]:
    """The newest rows first; `thing` narrows to (kind, id), `before` continues below a row number."""
    reader.require("audit.read", Thing(kind="audit"))
    query = select(audit_table).order_by(audit_table.c.seq.desc()).limit(limit)
    if thing is not None:
        if not all(map(is_id, thing)):
            raise NotFound()
        query = query.where(audit_table.c.thing_kind == thing[0], audit_table.c.thing_id == thing[1])
    if before is not None:
        query = query.where(audit_table.c.seq < before)
    rows = reader.connection.execute(query).mappings().all()
    known = names(reader.connection, (row["member_id"] for row in rows))
    return [view(Trace, row, member_name=known.get(row["member_id"], row["member_id"])) for row in rows]


@reading
def verify(reader: Reader) -> audit.Report:
    """Check the whole trail against itself and every thing against the trail."""
    reader.require("audit.read", Thing(kind="audit"))
    return audit.verify(reader.connection)
