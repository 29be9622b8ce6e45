"""Central authorities for judicial cooperation, by State: who receives a request for assistance, kept by administrators."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select

from network import text
from network.columns import Cells
from network.configurations import EVIDENCE, UNVERIFIED
from network.desk import Desk, Reader, find, reading, writing
from network.roles import Thing
from network.sharing import view
from network.tables import central_authority

THING = Thing(kind="central_authority")


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The office of a State that receives requests: what for, how to reach it, how it is known; dates as exact as known."""

    iso3: str
    name: str
    purpose: str
    source: str
    evidence: str
    contact: str = ""
    as_of: str | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        text.country(self.iso3)
        text.kept("authority", self.name, text.LINE, is_line=True)
        text.kept("purpose", self.purpose, text.LINE, is_line=True)
        text.kept("contact", self.contact, text.PARAGRAPH, may_be_empty=True)
        text.kept("source", self.source, text.PARAGRAPH)
        text.kept("remark", self.remark, text.PARAGRAPH, may_be_empty=True)
        text.choice("evidence", self.evidence, EVIDENCE)
        if self.as_of is not None:
            text.partial_date("as_of", self.as_of)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the table as a page shows it; the contact is empty for those outside the network."""

    id: str
    version: int
    authority: Authority
    changed_at: datetime

    @property
    def is_unverified(self) -> bool:
        return self.authority.evidence in UNVERIFIED


@writing("authority.keep")
def add(desk: Desk, *, authority: Authority) -> str:
    """A new line; its id."""
    desk.allow(THING)
    return desk.add(central_authority, asdict(authority))


@writing("authority.keep")
def change(desk: Desk, *, entry_id: str, version: int, authority: Authority) -> int:
    """Replace a line; the new version."""
    desk.allow(THING)
    current = find(desk.connection, central_authority, entry_id)
    return desk.change(central_authority, current, asdict(authority), version=version)


@writing("authority.keep")
def end(desk: Desk, *, entry_id: str, version: int) -> int:
    """Take a line off the table; it is kept. The new version."""
    desk.allow(THING)
    current = find(desk.connection, central_authority, entry_id)
    return desk.change(central_authority, current, {"ended_at": desk.now}, version=version)


@reading
def every(reader: Reader, *, iso3: str | None = None) -> list[Entry]:
    """The table by State and name; contacts only for those who belong to the network."""
    reader.require("authority.read", THING)
    has_contacts = reader.may("authority.read_contacts", THING)
    query = select(central_authority).where(central_authority.c.ended_at.is_(None))
    if iso3 is not None:
        query = query.where(central_authority.c.iso3 == text.country(iso3))
    found = [_entry(row, has_contacts) for row in reader.connection.execute(query).mappings()]
    return sorted(found, key=lambda one: (one.authority.iso3, one.authority.name.casefold(), one.id))


def _entry(row: Cells, has_contacts: bool) -> Entry:
    authority = view(Authority, row)
    return view(Entry, row, authority=authority if has_contacts else replace(authority, contact=""))
