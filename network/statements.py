"""What a State says of itself: reports entered by its focal point, with their document, shown as its own statement."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from network import text
from network.desk import Desk, Reader, find, reading, writing
from network.errors import BadInput
from network.messages import Term
from network.roles import Thing
from network.sharing import view
from network.tables import THEMES, state_report


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement: the State, its subject, its words, the day it was made as exact as known, and the document it is in."""

    iso3: str
    theme: str
    statement: str
    said_on: str
    document: str
    address: str = ""

    def __post_init__(self) -> None:
        text.country(self.iso3)
        text.choice("theme", self.theme, THEMES)
        text.kept("statement", self.statement, text.PAGES)
        text.partial_date("said_on", self.said_on)
        text.kept("document", self.document, text.LINE, is_line=True)
        if self.address:
            text.web_address(self.address)

    @property
    def thing(self) -> Thing:
        return Thing(kind="state_report", state=self.iso3)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A statement as a page shows it, and whether the visitor may change it."""

    id: str
    version: int
    statement: Statement
    changed_at: datetime
    is_ones_own: bool


@writing("report.enter")
def enter(desk: Desk, *, statement: Statement) -> str:
    """A new statement; its id. Raises NotAllowed for another State's, BadInput for one that was not made yet."""
    desk.allow(statement.thing)
    _check_day(desk, statement)
    return desk.add(state_report, asdict(statement))


@writing("report.enter")
def change(desk: Desk, *, entry_id: str, version: int, statement: Statement) -> int:
    """Replace a statement; the new version."""
    current = find(desk.connection, state_report, entry_id)
    desk.allow(Thing(kind="state_report", state=current["iso3"]))
    desk.allow(statement.thing)
    _check_day(desk, statement)
    return desk.change(state_report, current, asdict(statement), version=version)


@writing("report.enter")
def withdraw(desk: Desk, *, entry_id: str, version: int) -> int:
    """Take a statement back; it is kept, and no longer shown. The new version."""
    current = find(desk.connection, state_report, entry_id)
    desk.allow(Thing(kind="state_report", state=current["iso3"]))
    return desk.change(state_report, current, {"ended_at": desk.now}, version=version)


def _check_day(desk: Desk, statement: Statement) -> None:
    if statement.said_on > f"{desk.now:%Y-%m-%d}"[: len(statement.said_on)]:
        raise BadInput("date_future", field=Term(code="said_on"), value=statement.said_on)


@reading
def every(reader: Reader, *, iso3: str | None = None, theme: str | None = None) -> list[Entry]:
    """Statements not withdrawn, the newest first."""
    reader.require("report.read", Thing(kind="state_report"))
    query = select(state_report).where(state_report.c.ended_at.is_(None))
    if iso3 is not None:
        query = query.where(state_report.c.iso3 == text.country(iso3))
    if theme is not None:
        query = query.where(state_report.c.theme == text.choice("theme", theme, THEMES))
    rows = reader.connection.execute(query.order_by(state_report.c.said_on.desc(), state_report.c.id)).mappings()
    return [
        view(Entry, row, statement=view(Statement, row),
             is_ones_own=reader.may("report.enter", Thing(kind="state_report", state=row["iso3"])))
        for row in rows
    ]  # fmt: skip
