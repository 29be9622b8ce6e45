"""Briefing data as an Excel workbook: a sheet about the document, then a sheet a table, the sources last."""

import io
import math
import re
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from briefing import office
from briefing.document import Cell, Column, Document, Table, is_missing
from briefing.language import format_date, speaking
from briefing.language import gettext as _
from network.export import neutral

HEADER = Font(name=office.FONT, bold=True, color="FFFFFF")
HEADER_FILL = PatternFill("solid", fgColor="00558C")
BODY = Font(name=office.FONT)
NARROW, WIDE = 9, 60  # characters
LINE = 14.5  # points
SHEET_NAME = 31  # characters that a sheet's name may have
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def render(document: Document) -> bytes:
    """The workbook. Numbers, shares, months and days are cells of their type; an empty cell is not known."""
    book = Workbook()
    with speaking(document.language):
        first = book.active
        first.title = _("About")[:SHEET_NAME]
        names = [first.title]
        for table in document.data:
            names.append(_sheet_name(table.title, names))
            _fill(book.create_sheet(names[-1]), table)
        _about(first, document, names[1:])
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = document.direction == "rtl"
    book.properties.title = office.printable(f"{document.title}: {document.subtitle}")
    book.properties.creator = office.AUTHOR
    book.properties.language = office.TAGS[document.language]
    book.properties.created = book.properties.modified = datetime.combine(document.made_on, datetime.min.time())
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(title: str, taken: list[str]) -> str:
    name = FORBIDDEN.sub(" ", office.printable(title)).strip()[:SHEET_NAME]
    return name if name not in taken else f"{name[: SHEET_NAME - 3]} {len(taken)}"


def _about(sheet: Worksheet, document: Document, names: list[str]) -> None:
    sheet["A1"] = neutral(office.printable(document.title))
    sheet["A1"].font = Font(name=office.FONT, bold=True, size=16)
    lines = [
        document.subtitle,
        _("Release {version}, made on {day}.").format(version=document.release, day=format_date(document.made_on)),
        document.citation,
        *document.disclaimers,
        _("An empty cell: not known. Unknown is not zero."),
    ]
    for row, line in enumerate(lines, start=2):
        _write(sheet.cell(row, 1), line)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    _write(sheet.cell(len(lines) + 3, 1), _("Sheets"))
    sheet.cell(len(lines) + 3, 1).font = Font(name=office.FONT, bold=True)
    for row, (name, table) in enumerate(zip(names, document.data, strict=True), start=len(lines) + 4):
        _write(sheet.cell(row, 1), table.title)
        sheet.cell(row, 1).hyperlink = f"#'{name}'!A1"
        sheet.cell(row, 1).style = "Hyperlink"
    sheet.column_dimensions["A"].width = 100


def _fill(sheet: Worksheet, table: Table) -> None:
    for number, column in enumerate(table.columns, start=1):
        box = sheet.cell(1, number)
        _write(box, column.heading)
        box.font, box.fill = HEADER, HEADER_FILL
        box.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = _width(table, number - 1)
    sheet.row_dimensions[1].height = _height(table, [column.heading for column in table.columns])
    for number, row in enumerate(table.rows, start=2):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True), start=1):
            _put(sheet.cell(number, place), column, cell)
        sheet.row_dimensions[number].height = _height(table, [cell if isinstance(cell, str) else "" for cell in row])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _width(table: Table, place: int) -> float:
    column = table.columns[place]
    longest = max((len(str(row[place])) for row in table.rows if not is_missing(row[place])), default=0)
    if column.kind in ("month", "date"):
        longest = 10
    elif column.is_numeric:
        longest = NARROW
    return min(max(longest, max(map(len, column.heading.split()), default=0), NARROW) + 3, WIDE)


def _height(table: Table, texts: Sequence[str]) -> float:
    """Height of a row in points, from the lines that its longest text takes; programs do not all find it themselves."""
    lines = max(math.ceil(len(text) * 1.1 / _width(table, place)) for place, text in enumerate(texts))
    return LINE * max(lines, 1)


def _put(box: Box, column: Column, cell: Cell) -> None:
    box.font = BODY
    if cell is None or is_missing(cell):
        return
    if isinstance(cell, str):
        _write(box, cell)
        box.alignment = Alignment(wrap_text=True, vertical="top")
        return
    box.alignment = Alignment(vertical="top")
    if isinstance(cell, date):  # which a timestamp is too
        box.value = date(cell.year, cell.month, cell.day)
        box.number_format = "yyyy-mm" if column.kind == "month" else "yyyy-mm-dd"
        return
    box.value = float(cell) if isinstance(cell, float) else int(cell)
    fraction = f".{'0' * column.decimals}" if column.decimals else ""
    box.number_format = {"share": f"0{fraction}%", "change": f"+0{fraction};-0{fraction};0{fraction}"}.get(
        column.kind, f"0{fraction}"
    )


def _write(box: Box, text: str) -> None:
    """Text that stays text: never a formula, nothing that XML refuses."""
    box.value = neutral(office.printable(text))
    box.data_type = "s"
