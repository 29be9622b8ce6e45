"""Forms that tables travel in besides a plain text file: records in JSON, workbooks, archives, web pages."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatchcase
from typing import IO, Any

import pandas as pd
from lxml import etree, html
from openpyxl import load_workbook

from data.settings import settings
from data.snapshots import open_raw
from data.tables import Rejects, TableError, newest_file, read_table

MOST_UNPACKED = 2_000_000_000  # bytes of one unpacked file; V-Dem's, the largest, has some 400 million
MOST_OF_A_BOOK = 200_000_000  # bytes of an unpacked workbook
HEADER_WITHIN = 20  # rows of a sheet: above the header stand a title and what was searched for
FILLING = re.compile(r"[ \t\r\n,]*")  # what stands between the items of an array
NOT_GIVEN = (None, "-", "")  # how JSON interfaces of the United Nations say "no such figure"


def matching(files: Mapping[str, bytes], pattern: str) -> list[str]:
    """The paths among `files` that match a pattern, sorted."""
    return sorted(path for path in files if fnmatchcase(path, pattern))


def newest_path(files: Mapping[str, bytes], pattern: str) -> str:
    """The path that `tables.newest_file` would choose, without reading the file; raises TableError."""
    return newest_file(dict.fromkeys(files, b""), pattern)[0]


def load_json(raw: bytes, file: str) -> Any:
    """The content of a JSON file in UTF-8. Raises TableError for one that is none, or was cut off."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableError(f"{file}: cannot be read as JSON in UTF-8 ({type(error).__name__}); fetch it again") from None


def stream_records(stream: IO[bytes], file: str, *, block: int = 1 << 20) -> Iterator[dict[str, Any]]:
    """The objects of a JSON array of objects, one at a time, so that a large file is never in memory whole.

    Raises TableError for a file that is no such array, is cut off, or holds an object larger than 16 blocks.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig")
    decode = json.JSONDecoder().raw_decode
    buffer, at, number, is_open = "", 0, 0, False
    try:
        while True:
            at = FILLING.match(buffer, at).end()  # type: ignore[union-attr]  # it matches nothing as well
            sign = buffer[at : at + 1]
            if not is_open and sign:
                if sign != "[":
                    raise TableError(f"{file}: must be a JSON array of objects; has its form changed?")
                at, is_open = at + 1, True
                continue
            if sign == "]":
                return
            if sign not in ("", "{"):
                raise TableError(f"{file}: item {number + 1} is no object; has its form changed?")
            try:
                record, at = decode(buffer, at)
            except (ValueError, RecursionError):  # the buffer does not hold all of it yet
                more = text.read(block)
                if not more or len(buffer) - at > 16 * block:
                    raise TableError(f"{file}: breaks off after {number:,} items; fetch it again") from None
                buffer, at = buffer[at:] + more, 0
                continue
            number += 1
            yield record
    except UnicodeDecodeError:
        raise TableError(f"{file}: not in UTF-8 after {number:,} items; fetch it again") from None
    finally:
        text.detach()  # the stream is the caller's to close


def records_table(records: Iterable[Mapping[str, Any]], *, file: str, required: Sequence[str]) -> pd.DataFrame:
    """Records as a table of texts, like `tables.read_table` makes them: the required columns, and `row` from 1.

    What is not given (None, "-") is "". Raises TableError where a record is none, or a column is in no record.
    """
    rows, seen = [], set[str]()
    for record in records:
        if not isinstance(record, Mapping):
            raise TableError(f"{file}: an entry is no record of named values; has its form changed?")
        seen.update(record)
        rows.append(["" if record.get(name) in NOT_GIVEN else str(record[name]) for name in required])
    missing = [name for name in required if name not in seen]
    if missing:
        raise TableError(f"{file}: no column {', '.join(map(repr, missing))}; found {', '.join(sorted(seen))[:500]}")
    table = pd.DataFrame(rows, columns=list(required), dtype="string")
    table["row"] = pd.array(range(1, len(table) + 1), dtype="Int64")
    return table


def paged_table(files: Mapping[str, bytes], pattern: str, *, under: str, required: Sequence[str]) -> pd.DataFrame:
    """One table of the records that the matching JSON files hold in a list called `under`; errors as above."""
    records: list[Mapping[str, Any]] = []
    for file in matching(files, pattern):
        content = load_json(files[file], file)
        page = content.get(under) if isinstance(content, dict) else None
        if not isinstance(page, list):
            raise TableError(f"{file}: no list {under!r}; has its form changed?")
        records += page
    return records_table(records, file=pattern, required=required)


def read_sheet(raw: bytes, *, file: str, required: Sequence[str], rejects: Rejects) -> pd.DataFrame:
    """The first sheet of an Excel workbook, or a text table, as `tables.read_table` gives it: texts, and `row`.

    A sheet's header is the first of its rows that holds all required columns; a day is written as YYYY-MM-DD. Raises
    TableError for what is neither, has no such row, or is larger than is allowed.
    """
    if not raw.startswith(b"PK\x03\x04"):
        return read_table(raw, file=file, required=required, rejects=rejects)
    lines = _first_sheet(raw, file)
    header = next((number for number, cells in enumerate(lines[:HEADER_WITHIN]) if {*required} <= {*cells}), None)
    if header is None:
        found = ", ".join(cell for cell in (lines[0] if lines else []) if cell)
        missing = ", ".join(repr(name) for name in required if name not in (lines[0] if lines else []))
        raise TableError(f"{file}: no column {missing}; found {found[:500] or 'nothing'}")
    places = [lines[header].index(name) for name in required]
    body = [
        [*(cells[place] if place < len(cells) else "" for place in places), number]
        for number, cells in enumerate(lines[header + 1 :], start=header + 2) if any(cells)
    ]  # fmt: skip
    table = pd.DataFrame(body, columns=[*required, "row"])
    return table.astype(dict.fromkeys(required, "string") | {"row": "Int64"})


def _first_sheet(raw: bytes, file: str) -> list[list[str]]:
    """The cells of a workbook's first sheet, as texts; raises TableError."""
    limit = settings().max_rows
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > MOST_OF_A_BOOK:
            raise TableError(f"{file}: unpacks to {size:,} bytes, more than the {MOST_OF_A_BOOK:,} allowed")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=limit + 1)
        lines = [[_cell(cell) for cell in cells] for cells in rows]
    except TableError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, etree.LxmlError, SyntaxError) as error:
        raise TableError(f"{file}: no Excel workbook ({type(error).__name__}); save it again") from None
    if len(lines) > limit:
        raise TableError(f"{file}: more than the {limit:,} rows allowed; split it, or raise R2P_MAX_ROWS")
    return lines


def _cell(content: Any) -> str:
    if isinstance(content, datetime):
        return content.date().isoformat()
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return "" if content is None else str(content).strip()


@contextmanager
def unzipped(files: Mapping[str, bytes], file: str, ending: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and stream of the one file with this ending in an archive; raises TableError if that cannot be read."""
    with open_raw(files, file) as raw:
        try:
            with zipfile.ZipFile(raw) as archive:
                members = [
                    one for one in archive.infolist()
                    if one.filename.lower().endswith(ending) and not one.filename.startswith("__MACOSX/")
                ]  # fmt: skip
                if len(members) != 1:
                    raise TableError(
                        f"{file}: must hold one {ending} file, holds {len(members)}; has its form changed?"
                    )
                if members[0].file_size > MOST_UNPACKED:
                    raise TableError(f"{file}: unpacks to {members[0].file_size:,} bytes; more than is allowed")
                with archive.open(members[0]) as stream:
                    yield members[0].filename, stream
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            NotImplementedError,
            EOFError,
            RuntimeError,
            OSError,
        ) as error:
            raise TableError(f"{file}: cannot be unpacked ({type(error).__name__}); fetch it again") from None


def page_tables(raw: bytes, file: str) -> list[list[list[str]]]:
    """The tables of a web page: for each, its rows of cells as texts, without footnote marks. Raises TableError."""
    try:
        page = html.document_fromstring(raw, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise TableError(f"{file}: cannot be read as a web page ({type(error).__name__}); fetch it again") from None
    for footnote in page.xpath("//sup"):
        footnote.drop_tree()
    found = []
    for table in page.iter("table"):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if rows:
            found.append([[" ".join(cell.text_content().split()) for cell in row.iter("td", "th")] for row in rows])
    return found
