"""Files of posts, read as a stream: batches of rows, and every row that cannot be used counted and named."""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from models.speech.normalise import MAX_CHARACTERS

BATCH = 20_000
MAX_LINE = 4 << 20  # characters; a longer line is cut, counted and left out
NAMED = 20  # rejected rows a reason that a summary names
SUFFIXES = {".csv": "CSV", ".tsv": "CSV", ".jsonl": "JSON Lines", ".ndjson": "JSON Lines", ".parquet": "Parquet"}


class PostsError(ValueError):
    """A file of posts that cannot be read at all; the message says why and what to do."""


@dataclass(kw_only=True)
class Rejected:
    """Rows that could not be used: how many a reason, and the numbers of the first ones. Holds no text."""

    counts: Counter = field(default_factory=Counter)
    first_rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: int, reason: str) -> None:
        self.counts[reason] += 1
        named = self.first_rows.setdefault(reason, [])
        if len(named) < NAMED:
            named.append(row)

    def merge(self, other: "Rejected") -> None:
        self.counts += other.counts
        for reason, rows in other.first_rows.items():
            self.first_rows[reason] = (self.first_rows.get(reason, []) + rows)[:NAMED]

    def total(self) -> int:
        return sum(self.counts.values())

    def lines(self) -> list[str]:
        """One sentence a reason, the commonest first."""
        found = []
        for reason, count in sorted(self.counts.items(), key=lambda item: (-item[1], item[0])):
            rows = ", ".join(f"{row:,}" for row in self.first_rows[reason][:5])
            more = " …" if count > 5 else ""
            found.append(f"{count:,} rows left out: {reason} (row {rows}{more})")
        return found


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
        raise PostsError(f"{path}: there is no such file")
    with path.open("rb") as raw:
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
        raise PostsError(f"{path}: the ending must be one of {', '.join(sorted(SUFFIXES))}")
    return kind


def unused_columns(path: Path, used: Sequence[str]) -> list[str]:
    """Columns of a CSV or Parquet file that nothing reads; they are named to the operator, never copied."""
    if kind_of(path) == "Parquet":
        import pyarrow.parquet as pq

        names = pq.read_schema(path).names
    elif kind_of(path) == "CSV":
        with path.open("rb") as raw:
            names = _header(path, raw)[0]
    else:
        return []
    return [name for name in names if name not in used]


def _check_bytes(path: Path, head: bytes) -> None:
    if not head.strip():
        raise PostsError(f"{path}: the file is empty")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PostsError(f"{path}: the file is UTF-16; save it as UTF-8")
    if (
        head[:4] in (b"PK\x03\x04", b"%PDF", b"PAR1", b"\x1f\x8b\x08\x00", b"\x89PNG")
        or head.count(0) > len(head) // 10
    ):
        raise PostsError(f"{path}: the file is binary, not text; export it as CSV, JSON Lines or Parquet")


def _header(path: Path, raw: BinaryIO) -> tuple[list[str], str]:
    line = raw.readline(MAX_LINE).decode("utf-8-sig", "replace").rstrip("\r\n")
    delimiter = max(",;\t", key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])], delimiter


def _csv_rows(
    path: Path, raw: BinaryIO, required: Sequence[str], rejected: Rejected
) -> Iterator[tuple[int, dict[str, str]]]:
    names, delimiter = _header(path, raw)
    _check_columns(path, required, names, "CSV")
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(_lines(raw), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            rejected.add(number, "a cell never ends (a quotation mark without its pair, or a line of megabytes)")
            continue
        if not cells:
            number -= 1
        elif len(cells) != len(names):
            rejected.add(number, f"the row has not {len(names)} cells")
        else:
            yield number, dict(zip(names, cells, strict=True))


def _lines(raw: BinaryIO) -> Iterator[str]:
    """Lines of at most MAX_LINE characters; bytes that are no UTF-8 become lone surrogates, to be found and counted."""
    text = io.TextIOWrapper(io.BufferedReader(_Unclosed(raw)), encoding="utf-8", errors="surrogateescape", newline="")
    while line := text.readline(MAX_LINE):
        yield line


class _Unclosed(io.RawIOBase):
    """A file that the text layer above may drop without closing it; `tell` stays usable for the progress bar."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        return self._raw.readinto(buffer)  # type: ignore[attr-defined]


def _json_rows(raw: BinaryIO, rejected: Rejected) -> Iterator[tuple[int, dict[str, str]]]:
    number = 0
    while line := raw.readline(MAX_LINE):
        number += 1
        if not line.endswith(b"\n") and len(line) == MAX_LINE:
            while (rest := raw.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            rejected.add(number, "the line is megabytes long")
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            rejected.add(number, "not UTF-8")
            continue
        except (ValueError, RecursionError):
            rejected.add(number, "not a line of JSON")
            continue
        if not isinstance(found, dict):
            rejected.add(number, "not an object with named fields")
            continue
        yield number, {str(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(
    path: Path | str, required: Sequence[str], optional: Sequence[str], rejected: Rejected, batch: int
) -> Iterator[Batch]:
    with _parquet_file(path) as file:
        _check_columns(path, required, file.schema_arrow.names, "Parquet")
        first = 0
        for group in range(file.num_row_groups):
            yield from _row_group(path, group, first, required, optional, rejected, batch, file)
            first += file.metadata.row_group(group).num_rows


def _parquet_file(path: Path | str) -> Any:
    """An open Parquet file, on this machine or at an fsspec address such as s3://bucket/posts.parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if "://" not in str(path):
            return pq.ParquetFile(path)
        import fsspec

        return pq.ParquetFile(fsspec.open(str(path), "rb").open())
    except FileNotFoundError as error:
        raise PostsError(f"{path}: there is no such file") from error
    except ImportError as error:
        raise PostsError(f"{path}: an address needs dask[distributed] and the package of its store") from error
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise PostsError(f"{path}: not a Parquet file, or a damaged one") from error


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


def _row_group(path, group, first, required, optional, rejected, batch, file):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    wanted = [name for name in (*required, *optional) if name in file.schema_arrow.names]
    number = first
    for record in file.iter_batches(batch_size=batch, row_groups=[group], columns=wanted):
        try:
            columns = {name: record.column(name).cast(pa.string()).to_pylist() for name in wanted}
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError) as error:
            raise PostsError(f"{path}: a column of {', '.join(wanted)} holds no text, dates or numbers") from error
        kept = []
        for place in range(record.num_rows):
            row = {name: columns[name][place] or "" for name in wanted}
            if is_usable(number + place + 1, row, required, rejected):
                kept.append((number + place + 1, row))
        number += record.num_rows
        if kept:
            yield _batch(kept, [*required, *optional], group)


def _check_columns(path: Path | str, required: Sequence[str], names: Collection[str], kind: str) -> None:
    missing = [name for name in required if name not in names]
    if missing and names:
        raise PostsError(
            f"{path}: column {', '.join(map(repr, missing))} is missing; the {kind} file has {', '.join(sorted(names)[:12])}"
        )


def is_usable(number: int, row: dict[str, str], required: Sequence[str], rejected: Rejected) -> bool:
    """Whether a row can be read further; if not, it is counted."""
    for name in required:
        value = row.get(name, "")
        if not value.strip():
            rejected.add(number, f"{name} is empty")
            return False
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                rejected.add(number, "not UTF-8")
                return False
        if "\0" in value:
            rejected.add(number, "holds a NUL byte")
            return False
    if len(row.get("text", "")) > MAX_CHARACTERS:
        rejected.add(number, f"text is longer than {MAX_CHARACTERS:,} characters")
        return False
    return True


def _batch(kept: list[tuple[int, dict[str, str]]], wanted: Sequence[str], position: int) -> Batch:
    return Batch(
        rows=[number for number, _ in kept], position=position,
        columns={name: [row.get(name, "") for _, row in kept] for name in wanted},
    )  # fmt: skip
