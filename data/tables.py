"""Reading a delimited file that somebody else wrote: encoding, separator, columns, numbers, dates, duplicates."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from data import schema
from data.countries import UnknownCountry, resolve, resolve_number
from data.settings import settings


class TableError(ValueError):
    """A file that cannot be read at all; the message says what, where and what to do."""


def read_table(
    raw: bytes, *, file: str, required: Sequence[str], encodings: Sequence[str] = ("utf-8-sig", "cp1252")
) -> pd.DataFrame:
    """The file as text columns plus `row`, the line number in the file (header = 1); nothing is converted.

    Guesses the encoding (in the order given) and the separator (comma, semicolon or tab), drops a byte-order mark, and
    keeps "NA" as text: it is Namibia. A row with fewer cells than the header is filled with "".
    Raises TableError for an empty file, missing columns, a binary file, or more rows than R2P_MAX_ROWS.
    """
    limit = settings().max_rows
    lines = raw.count(b"\n") or raw.count(b"\r")
    if lines > limit:
        raise TableError(
            f"{file}: about {lines:,} lines, more than the {limit:,} allowed; split it, or raise R2P_MAX_ROWS"
        )
    if b"\x00" in raw:
        raise TableError(f"{file}: holds NUL bytes, so it is no text table; save it as CSV in UTF-8")
    text = _decode(raw, file, encodings)
    if not text.strip():
        raise TableError(f"{file}: empty; expected the columns {', '.join(required)}")
    first = text.split("\n", 1)[0].split("\r", 1)[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [name.strip() for name in next(rows)]
    missing = [name for name in required if name not in header]
    if missing:
        raise TableError(f"{file}: no column {', '.join(map(repr, missing))}; found {', '.join(header)}")
    width = len(header)
    body, numbers = [], []
    start = rows.line_num + 1
    for cells in rows:
        if any(cells):
            body.append((cells + [""] * width)[:width])
            numbers.append(start)
        start = rows.line_num + 1
    table = pd.DataFrame(body, columns=header, dtype="string")
    table["row"] = pd.array(numbers, dtype="Int64")
    return table


def _decode(raw: bytes, file: str, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(f"{file}: not readable as {' or '.join(encodings)}; save it as CSV in UTF-8")


class Rejects:
    """Collects the rows of one source that cannot be used, each with its reason; nothing is dropped in silence."""

    def __init__(self, source: str):
        self.source, self._parts = source, []

    def add(self, rows: pd.DataFrame, *, file: str, column: str, reason: str, details: Iterable[str] | str) -> None:
        """Record rows of a table read by `read_table`; `details` is one sentence, or one a row."""
        if rows.empty:
            return
        if reason not in schema.REASONS:
            raise ValueError(f"{reason!r} is not one of {schema.REASONS}")
        self._parts.append(pd.DataFrame({
            "source": self.source, "file": file, "row": rows["row"].array, "column": column,
            "value": rows[column].astype("string").array if column in rows else "",
            "reason": reason, "detail": details if isinstance(details, str) else list(details),
        }))  # fmt: skip

    def table(self) -> pd.DataFrame:
        """All rejects, in schema order."""
        return schema.rejects(pd.concat(self._parts, ignore_index=True) if self._parts else [])


def with_iso3(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects, is_number: bool = False
) -> pd.DataFrame:
    """The rows whose `column` names a State covered, with its `iso3`; the others go to `rejects`.

    `is_number`: the column holds Gleditsch–Ward or Correlates of War numbers.
    """
    codes: dict[str, str | None] = {}
    trouble: dict[str, tuple[str, str]] = {}
    for value in table[column].unique():
        try:
            codes[value] = resolve_number(int(float(value))) if is_number else resolve(value)
        except (UnknownCountry, ValueError) as error:
            is_known_place = isinstance(error, UnknownCountry) and error.is_not_covered
            trouble[value] = ("not a State covered" if is_known_place else "unknown country", str(error))
    for reason in {reason for reason, _ in trouble.values()}:
        rows = table[table[column].isin([value for value, (why, _) in trouble.items() if why == reason])]
        rejects.add(
            rows, file=file, column=column, reason=reason, details=[trouble[value][1] for value in rows[column]]
        )
    kept = table[~table[column].isin(list(trouble))]
    return kept.assign(iso3=kept[column].map(codes).astype("string"))


def with_number(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects, low: float = float("-inf"), high: float = float("inf"),
    missing: Sequence[str] = ("", "NA", "NaN", ".."),
) -> pd.DataFrame:  # fmt: skip
    """The rows whose `column` is a finite number within [low, high], converted to float.

    Texts in `missing` are left out as "not reported"; anything else that is no such number goes to `rejects`.
    """
    reported = table[~table[column].fillna("").str.strip().isin(list(missing))]
    number = pd.to_numeric(reported[column].str.strip(), errors="coerce")
    is_bad = number.isna() | number.isin([float("inf"), float("-inf")])
    rejects.add(reported[is_bad], file=file, column=column, reason="not a number",
                details=f"{column} must be a number")  # fmt: skip
    is_outside = ~is_bad & ~number.between(low, high)
    rejects.add(reported[is_outside], file=file, column=column, reason="out of range",
                details=f"{column} must lie between {low:g} and {high:g}")  # fmt: skip
    keep = ~is_bad & ~is_outside
    return reported[keep].assign(**{column: number[keep].astype(float)})


def with_year(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects, today: date, first: int = 1900
) -> pd.DataFrame:
    """The rows whose `column` is a year from `first` to this one, converted to int; later years are "future date"."""
    year = pd.to_numeric(table[column].str.strip(), errors="coerce")
    is_bad = year.isna() | (year % 1 != 0) | (year < first)
    rejects.add(
        table[is_bad], file=file, column=column, reason="bad date", details=f"{column} must be a year from {first}"
    )
    is_future = ~is_bad & (year > today.year)
    rejects.add(table[is_future], file=file, column=column, reason="future date",
                details=f"{column} lies after {today.isoformat()}")  # fmt: skip
    keep = ~is_bad & ~is_future
    return table[keep].assign(**{column: year[keep].astype(int)})


def without_duplicates(table: pd.DataFrame, key: Sequence[str], *, file: str, rejects: Rejects) -> pd.DataFrame:
    """The first row of each key; later ones go to `rejects`."""
    is_repeat = table.duplicated(list(key), keep="first")
    rejects.add(table[is_repeat], file=file, column=key[-1], reason="duplicate",
                details=f"a second row with the same {', '.join(key)}; the first is kept")  # fmt: skip
    return table[~is_repeat]
