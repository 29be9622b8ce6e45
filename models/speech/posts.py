"""Files of posts, read as a stream: batches of rows, and every row that cannot be used counted and named."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from models.speech.normalise import MAX_CHARACTERS
from models.speech.refusals import REASONS, PostsError, Rejected

BATCH = 20_000
MAX_LINE = 4 << 20  # characters; a longer line is cut, counted and left out
OPTIONAL_COLUMNS = ("id", "lang")  # of any file of posts
SUFFIXES = {".csv": "CSV", ".tsv": "CSV", ".jsonl": "JSON Lines", ".ndjson": "JSON Lines", ".parquet": "Parquet"}


# Bytes that no text in UTF-8 holds but by mistake; one in twenty of them is no text.
_CONTROLS = bytes([*range(9), *range(14, 32), 127])


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of a file: `rows` their numbers (the first row of data is 1), `columns` name → texts; "" where missing."""

    rows: list[int]
    columns: dict[str, list[str]]
    position: int = 0  # bytes read so far, or row groups for Parquet


def read_posts(
    path: Path | str, *, required: Sequence[str], optional: Sequence[str], rejected: Rejected, batch: int = BATCH
) -> Iterator[Batch]:
    """The rows of a CSV, JSON Lines or Parquet file, `batch` at a time, memory bounded by the batch.

    Rows are left out and counted where the text is empty, too long, holds a NUL or is not UTF-8, or the row is
    malformed. Raises PostsError if the file is absent, empty, binary, of another kind or lacks a required column.
    """
    kind = kind_of(path)
    if kind == "Parquet":
        yield from _parquet(path, required, optional, rejected, batch)
        return
    path = Path(path)
    if not path.is_file():
        raise PostsError("absent", path=str(path))
    with path.open("rb") as raw:
        yield from _text_rows(path, raw, kind, required, optional, rejected, batch)


def read_bytes(
    name: str,
    content: bytes,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    rejected: Rejected,
    batch: int = BATCH,
) -> Iterator[Batch]:
    """`read_posts` of a file that is in memory and stays there; its kind is told by `name`. Writes nothing."""
    kind = kind_of(name)
    if kind != "Parquet":
        yield from _text_rows(name, io.BytesIO(content), kind, required, optional, rejected, batch)
    elif content:
        with _parquet_file(name, io.BytesIO(content)) as file:
            yield from _row_groups(name, file, required, optional, rejected, batch)
    else:
        raise PostsError("empty", path=name)


def _text_rows(
    path: Path | str, raw: BinaryIO, kind: str, required: Sequence[str], optional: Sequence[str], rejected: Rejected,
    batch: int,
) -> Iterator[Batch]:  # fmt: skip
    """Rows of an open CSV or JSON Lines file."""
    _check_bytes(path, raw.read(1 << 16))
    raw.seek(0)
    rows = _csv_rows(path, raw, required, rejected) if kind == "CSV" else _json_rows(raw, rejected)
    wanted = [*required, *optional]
    kept: list[tuple[int, dict[str, str]]] = []
    seen_columns: set[str] = set()
    for number, row in rows:
        seen_columns |= row.keys()
        if is_usable(number, row, required, rejected):
            kept.append((number, row))
        if len(kept) >= batch:
            yield _batch(kept, wanted, raw.tell())
            kept = []
    _check_columns(path, required, seen_columns, kind)
    if kept:
        yield _batch(kept, wanted, raw.tell())


def kind_of(path: Path | str) -> str:
    """CSV, JSON Lines or Parquet, by the ending of a file or address. Raises PostsError for another."""
    kind = SUFFIXES.get(Path(str(path)).suffix.lower())
    if kind is None:
        raise PostsError("ending", path=str(path), endings=", ".join(sorted(SUFFIXES)))
    return kind


def unused_columns(path: Path, used: Sequence[str]) -> list[str]:
    """Columns of a CSV or Parquet file that nothing reads; they are named to the operator, never copied.

    Raises PostsError if the file cannot be read at all.
    """
    if kind_of(path) == "Parquet":
        with _parquet_file(path) as file:
            names = file.schema_arrow.names
    elif kind_of(path) == "CSV":
        with path.open("rb") as raw:
            _check_bytes(path, raw.read(1 << 16))
            raw.seek(0)
            names = _header(path, raw)[0]
    else:
        return []
    return [name for name in names if name not in used]


def _check_bytes(path: Path | str, head: bytes) -> None:
    if not head.strip():
        raise PostsError("empty", path=str(path))
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PostsError("utf16", path=str(path))
    is_other_format = head[:4] in (b"PK\x03\x04", b"%PDF", b"PAR1", b"\x1f\x8b\x08\x00", b"\x89PNG")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if is_other_format or controls > max(1, len(head) // 20):
        raise PostsError("binary", path=str(path))


def _header(path: Path | str, raw: BinaryIO) -> tuple[list[str], str]:
    line = raw.readline(MAX_LINE).decode("utf-8-sig", "replace").rstrip("\r\n")
    delimiter = max(",;\t", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise PostsError("header", path=str(path)) from error
    return [name.strip() for name in names], delimiter


def _csv_rows(
    path: Path | str, raw: BinaryIO, required: Sequence[str], rejected: Rejected
) -> Iterator[tuple[int, dict[str, str]]]:
    names, delimiter = _header(path, raw)
    _check_columns(path, required, names, "CSV")
    csv.field_size_limit(MAX_LINE)
    lines = _Lines(raw)
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        first, lines.quotes = reader.line_num, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            rejected.add(number, REASONS["endless"], times=max(1, reader.line_num - first))
            continue
        swallowed = reader.line_num - first
        if not cells:
            number -= 1
        elif swallowed > 1 and lines.quotes % 2:
            # A quotation mark without its pair took the lines after it for one cell: each of them is a row lost.
            rejected.add(number, REASONS["endless"], times=swallowed)
        elif len(cells) != len(names):
            rejected.add(number, REASONS["cells"])
        else:
            yield number, dict(zip(names, cells, strict=True))


class _Lines:
    """Lines of text; bytes that are no UTF-8 become lone surrogates, to be found and counted.

    A line longer than MAX_LINE is read past and stands as one cell that no reader takes. `quotes`: quotation marks in the
    lines since it was last set to 0.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._text = io.TextIOWrapper(
            io.BufferedReader(_Unclosed(raw)), encoding="utf-8", errors="surrogateescape", newline=""
        )  # fmt: skip
        self.quotes = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE and line[-1] not in "\r\n":
            while (rest := self._text.readline(MAX_LINE)) and rest[-1] not in "\r\n":
                pass
            return "x" * (MAX_LINE + 1)
        self.quotes += line.count('"')
        return line


class _Unclosed(io.RawIOBase):
    """A file that the text layer above may drop without closing it; `tell` stays usable for the progress bar."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        return self._raw.readinto(buffer)  # type: ignore[attr-defined]  # every file open in binary mode has it


def _json_rows(raw: BinaryIO, rejected: Rejected) -> Iterator[tuple[int, dict[str, str]]]:
    number = 0
    while line := raw.readline(MAX_LINE):
        number += 1
        if not line.endswith(b"\n") and len(line) == MAX_LINE:
            while (rest := raw.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            rejected.add(number, REASONS["megabytes"])
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            rejected.add(number, REASONS["coding"])
            continue
        except (ValueError, RecursionError):
            rejected.add(number, REASONS["json"])
            continue
        if not isinstance(found, dict):
            rejected.add(number, REASONS["object"])
            continue
        yield number, {str(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(
    path: Path | str, required: Sequence[str], optional: Sequence[str], rejected: Rejected, batch: int
) -> Iterator[Batch]:
    with _parquet_file(path) as file:
        yield from _row_groups(path, file, required, optional, rejected, batch)


def _row_groups(
    path: Path | str, file: Any, required: Sequence[str], optional: Sequence[str], rejected: Rejected, batch: int
) -> Iterator[Batch]:
    _check_columns(path, required, file.schema_arrow.names, "Parquet")
    first = 0
    for group in range(file.num_row_groups):
        yield from _row_group(path, group, first, required, optional, rejected, batch, file)
        first += file.metadata.row_group(group).num_rows


def _parquet_file(path: Path | str, content: BinaryIO | None = None) -> Any:
    """An open Parquet file, in memory, on this machine or at an fsspec address such as s3://bucket/posts.parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if content is not None or "://" not in str(path):
            return pq.ParquetFile(path if content is None else content)
        import fsspec

        return pq.ParquetFile(fsspec.open(str(path), "rb").open())
    except FileNotFoundError as error:
        raise PostsError("absent", path=str(path)) from error
    except ImportError as error:
        raise PostsError("store", path=str(path)) from error
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise PostsError("damaged", path=str(path)) from error


def row_groups(path: Path | str) -> int:
    """How many row groups, parts for workers, a Parquet file has."""
    with _parquet_file(path) as file:
        return int(file.num_row_groups)


def read_row_group(
    path: Path | str, group: int, *, required: Sequence[str], optional: Sequence[str], rejected: Rejected
) -> Iterator[Batch]:
    """`read_posts` for one row group of a Parquet file: the part that one worker reads."""
    with _parquet_file(path) as file:
        _check_columns(path, required, file.schema_arrow.names, "Parquet")
        first = sum(file.metadata.row_group(one).num_rows for one in range(group))
        yield from _row_group(path, group, first, required, optional, rejected, BATCH, file)


def _row_group(
    path: Path | str, group: int, first: int, required: Sequence[str], optional: Sequence[str], rejected: Rejected,
    batch: int, file: Any,
) -> Iterator[Batch]:  # fmt: skip
    import pyarrow as pa

    wanted = [name for name in (*required, *optional) if name in file.schema_arrow.names]
    number = first
    for record in file.iter_batches(batch_size=batch, row_groups=[group], columns=wanted):
        try:
            columns = {name: record.column(name).cast(pa.string()).to_pylist() for name in wanted}
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError) as error:
            raise PostsError("no text", path=str(path), columns=", ".join(wanted)) from error
        kept = []
        for place in range(record.num_rows):
            row = {name: columns[name][place] or "" for name in wanted}
            if is_usable(number + place + 1, row, required, rejected):
                kept.append((number + place + 1, row))
        number += record.num_rows
        if kept:
            yield _batch(kept, [*required, *optional], group)


def _check_columns(path: Path | str, required: Sequence[str], names: Collection[str], kind: str) -> None:
    twice = sorted({name for name in names if list(names).count(name) > 1} & {*required, *OPTIONAL_COLUMNS})
    if twice:
        raise PostsError("twice", path=str(path), column=", ".join(map(repr, twice)))
    missing = [name for name in required if name not in names]
    if missing and names:
        present = ", ".join(sorted(names)[:12])
        raise PostsError("column", path=str(path), missing=", ".join(map(repr, missing)), kind=kind, present=present)


def is_usable(number: int, row: dict[str, str], required: Sequence[str], rejected: Rejected) -> bool:
    """Whether a row can be read further; if not, it is counted."""
    for name in required:
        value = row.get(name, "")
        if not value.strip():
            rejected.add(number, REASONS[name])
            return False
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                rejected.add(number, REASONS["coding"])
                return False
        if "\0" in value:
            rejected.add(number, REASONS["nul"])
            return False
    if len(row.get("text", "")) > MAX_CHARACTERS:
        rejected.add(number, REASONS["long"])
        return False
    return True


def _batch(kept: list[tuple[int, dict[str, str]]], wanted: Sequence[str], position: int) -> Batch:
    return Batch(
        rows=[number for number, _ in kept], position=position,
        columns={name: [row.get(name, "") for _, row in kept] for name in wanted},
    )  # fmt: skip
