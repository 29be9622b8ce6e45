"""Reads a table of incidents, CSV or XLSX: the good rows to take, and a sentence with its number for every other."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from data.countries import UnknownCountry, resolve
from network.errors import BadInput
from network.incidents import Incident, Mission
from network.messages import Message, Term

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 2_000_000, 60_000_000, 5_000, 60
SEARCHED = 15  # rows among which the headings are looked for
HEADINGS = {  # column → spellings of its heading, folded
    "mission": ("country or organisation", "country or organization", "country", "state", "mission", "sending state",
                "organisation", "organization", "pays ou organisation", "pays", "etat"),
    "institution": ("institution", "type", "type of mission", "type d institution"),
    "act": ("harmful act", "act", "acts", "incident", "type of incident", "acte", "acte dommageable", "fait"),
    "happened_on": ("date", "day", "from", "begin", "date of incident", "date de l incident", "jour", "debut"),
    "ended_on": ("end date", "to", "until", "end", "date de fin", "fin"),
    "place": ("place", "location", "city", "lieu", "ville"),
    "reported_by": ("reported by", "source", "signale par"),
    "measures": ("measures", "measures taken", "mesures", "mesures prises"),
    "offenders": ("offenders", "proceedings", "proceedings against offenders", "poursuites"),
}  # fmt: skip
REQUIRED = ("mission", "institution", "act", "happened_on")
INSTITUTION_WORDS = {
    "EMB": ("emb", "embassy", "ambassade"),
    "CON": ("con", "consulate", "consulat", "consular post"),
    "ORG": ("org", "organisation", "organization", "international organisation", "organisation internationale"),
}
ORGANISATIONS = frozenset({  # known to be no State, whatever the institution says
    "league of arab states", "european union", "african union", "united nations", "north atlantic treaty organization",
    "organisation of islamic cooperation", "council of europe",
})  # fmt: skip
DAY = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))(?:[T ]00:00(?::00)?)?")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the file by its number there: an incident, or why there is none; `doubt` marks a repeated one."""

    number: int
    incident: Incident | None = None
    fault: Message | None = None
    doubt: Message | None = None

    @property
    def is_good(self) -> bool:
        return self.incident is not None and self.doubt is None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file holds: its rows in order. Nothing of it is in the register yet."""

    rows: tuple[Row, ...] = field(default=())

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if row.is_good]

    @property
    def repeated(self) -> list[Row]:
        """Offered, and taken only if the person says that they are different incidents."""
        return [row for row in self.rows if row.doubt is not None]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.fault is not None]


Cell = str | date | None
Line = tuple[int, list[Cell]]


def read(content: bytes, *, file: str, host: str, known: Sequence[Incident], today: date) -> Reading:
    """The rows of a file. `known`: what the register of the host already holds.

    Raises BadInput for a file that is no table, is too large, or does not name its columns.
    """
    if len(content) > MOST_BYTES:
        raise BadInput("table_too_large", file=file, limit=MOST_BYTES, unit=Term(code="bytes"))
    lines = _of_xlsx(content, file) if content[:4] == b"PK\x03\x04" else _of_csv(content, file)
    if len(lines) > MOST_ROWS:
        raise BadInput("table_too_large", file=file, limit=MOST_ROWS, unit=Term(code="rows"))
    columns, first = _columns(lines)
    rows: list[Row] = []
    for number, cells in lines:
        if number > first and any(_text(cell) for cell in cells):
            rows.append(_row(number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, host, today))
    return Reading(rows=tuple(_with_doubts(rows, known)))


def _of_csv(content: bytes, file: str) -> list[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")  # what spreadsheets in Western Europe write
        except UnicodeDecodeError as error:
            raise BadInput("table_unreadable", file=file, reason=str(error.reason)) from None
    if "\x00" in text:
        raise BadInput("table_unreadable", file=file, reason="NUL")
    lines = text.splitlines()
    separator = max(",;\t", key=lambda one: sum(line.count(one) for line in lines[:SEARCHED]))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, list(cells[:MOST_COLUMNS])) for cells in reader]
    except csv.Error as error:
        raise BadInput("table_unreadable", file=file, reason=str(error)) from None


def _of_xlsx(content: bytes, file: str) -> list[Line]:
    """The first sheet; a cell merged over several holds its content in each of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise BadInput("table_too_large", file=file, limit=MOST_UNPACKED, unit=Term(code="bytes"))
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, EOFError) as error:
        raise BadInput("table_unreadable", file=file, reason=type(error).__name__) from None
    if sheet.max_row > MOST_ROWS + SEARCHED:
        raise BadInput("table_too_large", file=file, limit=MOST_ROWS, unit=Term(code="rows"))
    table = [list(cells[:MOST_COLUMNS]) for cells in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, len(table)) + 1):
            for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
                table[row - 1][column - 1] = table[merged.min_row - 1][merged.min_col - 1]
    return [(number, [_cell(value) for value in cells]) for number, cells in enumerate(table, start=1)]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None if value is None else str(value)


def _columns(lines: Sequence[Line]) -> tuple[dict[str, int], int]:
    """Which column is which, and the number of the row that says so. Raises BadInput.

    A heading merged over several columns names none of them: the row below it has to.
    """
    twice: BadInput | None = None
    for number, cells in lines[:SEARCHED]:
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = _column_of(_fold(_text(cell)))
            if name in found:
                count = sum(_fold(_text(one)) == _fold(_text(cell)) for one in cells)
                twice = twice or BadInput("heading_twice", row=number, heading=_text(cell)[:60], count=max(count, 2))
                break
            if name:
                found[name] = at
        else:
            if set(REQUIRED) <= set(found):
                return found, number
    if twice is not None:
        raise twice
    raise BadInput("table_headless", rows=SEARCHED, columns=tuple(Term(code=name) for name in HEADINGS))


def _column_of(heading: str) -> str:
    return next((name for name, spellings in HEADINGS.items() if heading in spellings), "")


def _fold(text: str) -> str:
    """The text without accents, case and punctuation."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in parts if not unicodedata.combining(c)).split())


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _row(number: int, cells: dict[str, Cell], host: str, today: date) -> Row:
    try:
        for name in REQUIRED:
            if not _text(cells.get(name)):
                raise BadInput("cell_empty", field=Term(code=name))
        institution = _institution(_text(cells["institution"]))
        iso3, organisation = _whose(_text(cells["mission"]), institution)
        day, end = _day(cells["happened_on"]), _day(cells["ended_on"]) if _text(cells.get("ended_on")) else None
        if max(day, end or day) > today.isoformat():
            raise BadInput("date_future", field=Term(code="happened_on"), value=max(day, end or day))
        incident = Incident(
            mission=Mission(host=host, institution=institution, iso3=iso3, organisation=organisation),
            act=" ".join(_text(cells["act"]).split()), happened_on=day, ended_on=end,
            **{name: _text(cells.get(name)) for name in ("place", "reported_by", "measures", "offenders")},
        )  # fmt: skip
    except BadInput as refusal:
        return Row(number=number, fault=Message(code="row_fault", values={"row": number, "reason": refusal.message}))
    return Row(number=number, incident=incident)


def _institution(word: str) -> str:
    found = next((code for code, words in INSTITUTION_WORDS.items() if _fold(word) in words), None)
    if found is None:
        raise BadInput("cell_institution", value=word[:40])
    return found


def _whose(name: str, institution: str) -> tuple[str | None, str]:
    """A State's code, or an organisation's name. An organisation is no unknown State."""
    try:
        return resolve(name[:80]), ""
    except UnknownCountry as unknown:
        if institution == "ORG" or _fold(name) in ORGANISATIONS:
            return None, name
        if unknown.nearest:
            raise BadInput("cell_unknown_state", value=name[:60], nearest=", ".join(unknown.nearest)) from None
        raise BadInput("cell_no_state", value=name[:60]) from None


def _day(cell: Cell) -> str:
    """A day as ISO text; numbers stand in the order of the United Nations: day, month, year."""
    if isinstance(cell, date):
        return cell.isoformat()
    found = DAY.fullmatch(_text(cell))
    try:
        if found is None:
            raise ValueError
        year, month, day = (found.group(1), found.group(2), found.group(3)) if found.group(1) else found.group(6, 5, 4)
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise BadInput("cell_day", value=_text(cell)[:40]) from None


def _with_doubts(rows: Iterable[Row], known: Sequence[Incident]) -> Iterable[Row]:
    """The rows, those that tell of what the register or an earlier row already tells of marked as repeated."""
    seen: list[tuple[int, Incident]] = []
    for row in rows:
        if row.incident is None:
            yield row
            continue
        held = next((one for one in known if row.incident.is_same_as(one)), None)
        earlier = next((number for number, one in seen if row.incident.is_same_as(one)), None)
        seen.append((row.number, row.incident))
        reason = None
        if held is not None:
            reason = Message(code="row_repeats", values={"since": held.happened_on})
        elif earlier is not None:
            reason = Message(code="row_overlaps", values={"other": earlier})
        doubt = Message(code="row_fault", values={"row": row.number, "reason": reason}) if reason else None
        yield Row(number=row.number, incident=row.incident, doubt=doubt)
