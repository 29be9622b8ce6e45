"""What a briefing is made of, before any format: sections of parts, typed tables, figures, sources and disclaimers.

Every text is in the document's language already and holds no markup; a renderer escapes it as its format asks.
"""

import re
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from briefing.charts.chart import Chart
from briefing.language import (
    MISSING,
    PLANNED,
    RIGHT_TO_LEFT,
    format_date,
    format_month,
    format_number,
    format_share,
    format_signed,
)

KINDS = ("country", "compare", "configuration", "note")
FROM_THE_NETWORK = ("missions",)  # kinds that also rest on what the network keeps, so that no release makes them alone
COLUMN_KINDS = ("text", "number", "share", "change", "month", "date")
FILE_NAME = re.compile(r"[a-z0-9]+(-[A-Za-z0-9]+)*")
SECTION_KEY = re.compile(r"[a-z]+(_[a-z]+)*")

Cell = str | float | int | date | pd.Timestamp | None  # None, NaN and NaT: not known


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: its heading, what its cells are, their unit, and how they are written.

    `kind`: text; number; share (0–1, written in per cent); change (a number with its sign); month; date.
    `unit` as a reader meets it, empty for none; `hxl`: the hashtag of the Humanitarian Exchange Language, or empty.
    """

    name: str
    kind: str = "text"
    unit: str = ""
    decimals: int = 0
    hxl: str = ""

    def __post_init__(self) -> None:
        if self.kind not in COLUMN_KINDS:
            raise ValueError(f"column {self.name!r}: kind must be one of {COLUMN_KINDS}, got {self.kind!r}")
        if self.hxl and not self.hxl.startswith("#"):
            raise ValueError(f"column {self.name!r}: {self.hxl!r} is no HXL hashtag")

    @property
    def is_numeric(self) -> bool:
        return self.kind in ("number", "share", "change")

    @property
    def heading(self) -> str:
        """Name and unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def say(self, cell: Cell) -> str:
        """A cell as a reader meets it, in the language spoken now; an en dash where nothing is known."""
        if is_missing(cell):
            return MISSING
        if self.kind == "text":
            return str(cell)
        write = {
            "number": lambda: format_number(float(cell), decimals=self.decimals),  # type: ignore[arg-type]
            "share": lambda: format_share(float(cell), decimals=self.decimals),  # type: ignore[arg-type]
            "change": lambda: format_signed(float(cell), decimals=self.decimals),  # type: ignore[arg-type]
            "month": lambda: format_month(cell),  # type: ignore[arg-type]
            "date": lambda: format_date(cell),  # type: ignore[arg-type]
        }
        return write[self.kind]()


def is_missing(cell: Cell) -> bool:
    """Whether a cell holds nothing known; NaN and NaT are the values unequal to themselves."""
    return cell is None or cell == "" or bool(cell != cell)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with typed cells. `key` names it in files; `note` stands below it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        _check_key("table", self.key)
        if not self.columns:
            raise ValueError(f"table {self.key!r} has no columns")
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise ValueError(f"table {self.key!r}: two columns have the same name: {', '.join(names)}")
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.key!r}, row {number}: {len(row)} cells for {len(self.columns)} columns")
            for column, cell in zip(self.columns, row, strict=True):
                _check_cell(self.key, number, column, cell)

    def said(self) -> list[list[str]]:
        """The rows as a reader meets them, in the language spoken now."""
        return [
            [column.say(cell) for column, cell in zip(self.columns, row, strict=True)] for row in self.rows
        ]  # fmt: skip


def _check_key(what: str, key: str) -> None:
    if not SECTION_KEY.fullmatch(key):
        raise ValueError(f"{what} {key!r}: a key is lower-case words joined by underscores")


def _check_cell(key: str, row: int, column: Column, cell: Cell) -> None:
    if is_missing(cell):
        return
    wanted: tuple[type, ...] = (str,)
    if column.is_numeric:
        wanted = (int, float)
    elif column.kind in ("month", "date"):
        wanted = (date, pd.Timestamp)
    if not isinstance(cell, wanted) or isinstance(cell, bool):
        raise ValueError(f"table {key!r}, row {row}, column {column.name!r}: {cell!r} is no {column.kind}")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph of plain text. `is_lead`: the reading at the top, set larger."""

    text: str
    is_lead: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a list: `label` before the text, `detail` in smaller type below, `address` of its source or empty.

    `aside` follows the detail; print leaves it out where the document would not keep to its pages with it.
    """

    text: str
    label: str = ""
    detail: str = ""
    aside: str = ""
    address: str = ""
    is_unverified: bool = False  # shown with the word; such facts never enter a score

    @property
    def below(self) -> str:
        """All that stands below the text."""
        return " ".join(part for part in (self.detail, self.aside) if part)


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list of items, under a heading of its own or none."""

    items: tuple[Item, ...]
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A figure to be seen at a glance: `label`, the figure as said, and what stands beside it (its interval, its span)."""

    key: str
    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyFigures:
    """The figures at the top."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart with its caption (the chart's title), text alternative and source line; `is_map` asks for the disclaimer.

    `is_wide`: wants the whole width of a page; others stand two abreast where the format allows.
    """

    key: str
    chart: Chart
    is_wide: bool = False
    is_map: bool = False

    def __post_init__(self) -> None:
        _check_key("figure", self.key)


@dataclass(frozen=True, kw_only=True)
class Note:
    """A caution set apart from the text: what a reader must know before quoting."""

    text: str


Part = Paragraph | Items | KeyFigures | Table | Figure | Note


@dataclass(frozen=True, kw_only=True)
class Section:
    """Parts under one heading. `key` says what it is about, so that a format may choose (a slide, a sheet)."""

    key: str
    heading: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        _check_key("section", self.key)
        if not self.parts:
            raise ValueError(f"section {self.key!r} is empty")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A data set that the document rests on."""

    key: str
    name: str
    publisher: str
    licence: str
    newest: date | None  # last day its figures are about; None for facts without a period
    citation: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A briefing, ready for any format.

    `file_name` has no ending and is made of fixed words and codes alone. `data`: every figure behind the document as
    typed tables, for spreadsheets and CSV; the parts show a choice of them. `page_limit`: pages it may fill in print.
    """

    kind: str  # one of KINDS or FROM_THE_NETWORK
    language: str
    title: str
    subtitle: str
    as_of: pd.Timestamp
    release: str  # its version
    made_on: date
    codes: tuple[str, ...]  # ISO3 of the States it is about
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    disclaimers: tuple[str, ...]
    citation: str  # how to cite the document
    file_name: str
    page_limit: int
    data: tuple[Table, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.kind not in KINDS + FROM_THE_NETWORK:
            raise ValueError(f"document: kind must be one of {KINDS + FROM_THE_NETWORK}, got {self.kind!r}")
        if self.language not in PLANNED:
            raise ValueError(f"document: language must be one of {PLANNED}, got {self.language!r}")
        if not FILE_NAME.fullmatch(self.file_name):
            raise ValueError(f"document: {self.file_name!r} is no safe file name")
        for name in ("title", "subtitle", "citation"):
            if not getattr(self, name).strip():
                raise ValueError(f"document: {name} must not be empty")
        if not self.disclaimers:
            raise ValueError("document: it must say what it is not")
        for what, keys in (
            ("sections", [section.key for section in self.sections]),
            ("figures", [figure.key for figure in self.figures()]),
            ("tables of data", [table.key for table in self.data]),
        ):
            if len(set(keys)) < len(keys):
                raise ValueError(f"document: two {what} have the same key: {', '.join(keys)}")

    @property
    def direction(self) -> str:
        """Writing direction: `ltr` or `rtl`."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def section(self, key: str) -> Section | None:
        """The section with this key, if the document has one."""
        return next((one for one in self.sections if one.key == key), None)

    def figures(self) -> tuple[Figure, ...]:
        """All figures, in order."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Figure))

    def tables(self) -> tuple[Table, ...]:
        """All tables that the parts show, in order."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Table))
