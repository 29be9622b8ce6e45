"""The directory of R2P focal points and of the Group of Friends: each line with its date and how it is known."""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select

from data.countries import countries
from data.settings import CURATED
from network import text
from network.columns import Cells, digest
from network.configurations import EVIDENCE, UNVERIFIED
from network.desk import Desk, Reader, find, reading, writing
from network.errors import BadInput
from network.messages import Term
from network.roles import Thing
from network.sharing import view
from network.tables import LISTINGS, directory_entry

SEEDS = {"focal points": "r2p_focal_points.csv", "group of friends": "group_of_friends_r2p.csv"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is known of one State or organisation: fill `iso3` or `organisation`; dates as exact as they are known."""

    listing: str
    membership: str
    source: str
    evidence: str
    iso3: str | None = None
    organisation: str = ""
    since: str | None = None
    as_of: str | None = None
    person: str = ""
    contact: str = ""
    remark: str = ""

    def __post_init__(self) -> None:
        text.choice("listing", self.listing, LISTINGS)
        text.choice("evidence", self.evidence, EVIDENCE)
        if self.iso3 is not None:
            text.country(self.iso3)
        if (self.iso3 is None) == (not self.organisation.strip()):
            raise BadInput("text_empty", field=Term(code="organisation"))
        for field, value in (("since", self.since), ("as_of", self.as_of)):
            if value is not None:
                text.partial_date(field, value)
        text.kept("membership", self.membership, text.LINE, is_line=True)
        text.kept("source", self.source, text.PARAGRAPH)
        for field in ("organisation", "contact"):
            text.kept(field, getattr(self, field), text.LINE, is_line=True, may_be_empty=True)
        text.kept("name", self.person, text.LINE, is_line=True, may_be_empty=True)
        text.kept("note", self.remark, text.PARAGRAPH, may_be_empty=True)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the directory as a page shows it; `person` and `contact` are empty for those outside the network."""

    id: str
    version: int
    line: Line
    changed_at: datetime

    @property
    def is_unverified(self) -> bool:
        return self.line.evidence in UNVERIFIED

    def name(self, language: str) -> str:
        """The State's name in a language, or the organisation's."""
        return countries()[self.line.iso3].name(language) if self.line.iso3 else self.line.organisation


@writing("directory.keep")
def add(desk: Desk, *, line: Line) -> str:
    """A new line; its id."""
    desk.allow(Thing(kind="directory_entry"))
    return desk.add(directory_entry, asdict(line))


@writing("directory.keep")
def change(desk: Desk, *, entry_id: str, version: int, line: Line) -> int:
    """Replace a line; the new version."""
    desk.allow(Thing(kind="directory_entry"))
    return desk.change(directory_entry, find(desk.connection, directory_entry, entry_id), asdict(line), version=version)


@writing("directory.keep")
def end(desk: Desk, *, entry_id: str, version: int) -> int:
    """Take a line off the directory; it is kept, and seeding does not bring it back. The new version."""
    desk.allow(Thing(kind="directory_entry"))
    current = find(desk.connection, directory_entry, entry_id)
    return desk.change(directory_entry, current, {"ended_at": desk.now}, version=version)


@writing("directory.keep")
def seed(desk: Desk) -> int:
    """Add the lines of the curated tables that were never added; how many. What administrators changed stays."""
    desk.allow(Thing(kind="directory_entry"))
    known = set(
        desk.connection.scalars(select(directory_entry.c.seed_key).where(directory_entry.c.seed_key.is_not(None)))
    )
    new = []
    for listing, name in SEEDS.items():
        with (CURATED / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                key = digest([listing, row["iso3"], row["membership"], row["as_of"], row["source"]])
                if key not in known:
                    known.add(key)
                    new.append(asdict(_curated_line(listing, row)) | {"seed_key": key})
    return len(desk.add_all(directory_entry, new))


def _curated_line(listing: str, row: Mapping[str, str]) -> Line:
    is_state = row["iso3"] in countries()
    return Line(
        listing=listing, membership=row["membership"], source=row["source"], evidence=row["evidence"],
        iso3=row["iso3"] if is_state else None, organisation="" if is_state else (row["member"] or row["iso3"]),
        since=row["since"] or None, as_of=row["as_of"] or None, remark=row["note"],
    )  # fmt: skip


@reading
def entries(reader: Reader, *, listing: str | None = None) -> list[Entry]:
    """The directory by name; contacts only for those who belong to the network."""
    reader.require("directory.read", Thing(kind="directory_entry"))
    has_contacts = reader.may("directory.read_contacts", Thing(kind="directory_entry"))
    query = select(directory_entry).where(directory_entry.c.ended_at.is_(None))
    if listing is not None:
        query = query.where(directory_entry.c.listing == text.choice("listing", listing, LISTINGS))
    found = [_entry(row, has_contacts) for row in reader.connection.execute(query).mappings()]
    return sorted(found, key=lambda one: (one.line.listing, one.name("en").casefold(), one.line.as_of or "", one.id))


def _entry(row: Cells, has_contacts: bool) -> Entry:
    line = view(Line, row)
    return view(Entry, row, line=line if has_contacts else replace(line, person="", contact=""))
