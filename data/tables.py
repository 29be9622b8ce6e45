"""Reading a delimited file that somebody else wrote, up to observations where it holds one row a country and year."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from data import schema
from data.countries import UnknownCountry, resolve, resolve_number
from data.settings import settings
from data.sources.declaration import Series, Source

FIRST_YEAR = 1989  # hindcasts start at the end of 1990 and look back; earlier years would never be read
MISSING = ("", "NA", "NaN", "nan", "..")  # texts that say "not reported"
NOT_STATES = {  # Gleditsch–Ward and Correlates of War numbers of no State covered
    265: "the German Democratic Republic", 315: "Czechoslovakia", 347: "Kosovo (S/RES/1244)", 511: "Zanzibar", 680: "South Yemen",
    713: "Taiwan, Province of China", 817: "the Republic of Viet-Nam",
}  # fmt: skip
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"


class TableError(ValueError):
    """A file that cannot be read at all; the message says what, where and what to do."""


def newest_file(files: Mapping[str, bytes], pattern: str) -> tuple[str, bytes]:
    """The path and bytes of the file that matches; of several, the one with the highest numbers in its name.

    Versions are never mixed: v10 is newer than v9, and only it is read. Raises TableError where none matches.
    """
    matches = [path for path in files if fnmatchcase(path, pattern)]
    if not matches:
        raise TableError(f"no file {pattern} among {', '.join(files) or 'no files at all'}; fetch the source again")
    path = max(matches, key=lambda name: [int(part) if part.isdecimal() else -1 for part in re.split(r"(\d+)", name)])
    return path, files[path]


class Rejects:
    """Collects the rows of one source that cannot be used, each with its reason; nothing is dropped in silence."""

    def __init__(self, source: str):
        self.source = source
        self._parts: list[pd.DataFrame] = []

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


def read_table(
    raw: bytes, *, file: str, required: Sequence[str], encodings: Sequence[str] = ("utf-8-sig", "cp1252"),
    rejects: Rejects | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The file as text columns plus `row`, the line it starts on in the file (header = 1); nothing is converted.

    Guesses the encoding (in the order given) and the separator (comma, semicolon or tab), drops a byte-order mark, and
    keeps "NA" as text: it is Namibia. Lines may end in LF, CR or both; a quoted cell may hold line ends. A row with
    fewer cells than the header is filled with "", a blank line is no row. A nameless column is called "column 3".
    A row with more cells than the header has shifted: it goes to `rejects`, or raises where there are none.
    Raises TableError for an empty file, missing or ambiguous columns, a binary file, quotation marks that do not
    pair up, or more rows than R2P_MAX_ROWS (counted before anything is parsed).
    """
    limit = settings().max_rows
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if lines > limit:
        raise TableError(
            f"{file}: about {lines:,} lines, more than the {limit:,} allowed; split it, or raise R2P_MAX_ROWS"
        )
    if b"\x00" in raw:
        raise TableError(f"{file}: holds NUL bytes, so it is no text table; save it as CSV in UTF-8")
    text = _decode(raw, file, encodings)
    if not text.strip():
        raise TableError(f"{file}: empty; expected the columns {', '.join(required)}")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, required), strict=True)
    body, numbers, shifted = [], [], []
    try:
        header = _header(next(line for line in rows if any(line)), file, required)
        width, start = len(header), rows.line_num + 1
        for cells in rows:
            if len(cells) > width and any(cells[width:]):
                shifted.append((start, len(cells), cells[0]))
            elif any(cells):
                body.append((cells + [""] * width)[:width])
                numbers.append(start)
            start = rows.line_num + 1
    except StopIteration:
        raise TableError(f"{file}: empty; expected the columns {', '.join(required)}") from None
    except csv.Error as error:
        raise TableError(
            f"{file}: line {rows.line_num} is no row of a table ({error}); mend its quotation marks"
        ) from None
    _report_shifted(shifted, header, file, rejects)
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


def _separator(text: str, required: Sequence[str]) -> str:
    """The separator that finds most of the required columns in the header; then the one found most often."""
    first = next((line for line in re.split(r"[\r\n]+", text[:100_000]) if line.strip()), "")
    names = {sign: {cell.strip().strip('"').strip() for cell in first.split(sign)} for sign in ",;\t"}
    return max(",;\t", key=lambda sign: (sum(name in names[sign] for name in required), first.count(sign)))


def _header(cells: list[str], file: str, required: Sequence[str]) -> list[str]:
    """The column names, made unique; raises TableError where a required one is absent or occurs twice."""
    names = [cell.strip() for cell in cells]
    missing = [name for name in required if name not in names]
    if missing:
        found = ", ".join(names)
        raise TableError(f"{file}: no column {', '.join(map(repr, missing))}; found {found[:500]}")
    twice = [name for name in required if names.count(name) > 1]
    if twice:
        raise TableError(f"{file}: two columns are called {', '.join(map(repr, twice))}; keep one of them")
    unique: list[str] = []
    for position, name in enumerate(names, start=1):
        label = name or f"column {position}"
        while label == "row" or label in unique:
            label += f" (column {position})"
        unique.append(label)
    return unique


def _report_shifted(shifted: list[tuple[int, int, str]], header: list[str], file: str, rejects: Rejects | None) -> None:
    if not shifted:
        return
    sentences = [f"line {line} has {cells} cells and the header {len(header)}; quote the texts that hold a separator"
                 for line, cells, _ in shifted]  # fmt: skip
    if rejects is None:
        raise TableError(f"{file}: {sentences[0]}")
    rows = pd.DataFrame({"row": pd.array([line for line, _, _ in shifted], dtype="Int64"),
                         header[0]: [first for _, _, first in shifted]})  # fmt: skip
    rejects.add(rows, file=file, column=header[0], reason="wrong number of cells", details=sentences)


def with_iso3(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects, is_number: bool = False,
    not_covered: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The rows whose `column` names a State covered, with its `iso3`; the others go to `rejects`.

    `is_number`: the column holds Gleditsch–Ward or Correlates of War numbers. `not_covered`: texts that this source
    uses for places and groups that are no State covered, each with a sentence that says what it is.
    """
    known = not_covered or {}
    codes: dict[str, str] = {}
    trouble: dict[str, tuple[str, str]] = {}
    for value in table[column].unique():
        if value in known:
            trouble[value] = ("not a State covered", known[value])
            continue
        try:
            codes[value] = _iso3_of_number(value) if is_number else resolve(value)
        except UnknownCountry as error:
            trouble[value] = ("not a State covered" if error.is_not_covered else "unknown country", str(error))
    for reason in sorted({reason for reason, _ in trouble.values()}):
        rows = table[table[column].isin([value for value, (why, _) in trouble.items() if why == reason])]
        rejects.add(
            rows, file=file, column=column, reason=reason, details=[trouble[value][1] for value in rows[column]]
        )
    kept = table[~table[column].isin(list(trouble))]
    return kept.assign(iso3=kept[column].map(codes).astype("string"))


def _iso3_of_number(text: str) -> str:
    """The State with this Gleditsch–Ward or Correlates of War number; raises UnknownCountry."""
    number = float(text) if re.fullmatch(NUMBER, text.strip()) else float("nan")
    if not number.is_integer():
        raise UnknownCountry(text)
    name = NOT_STATES.get(int(number))
    if name:
        raise UnknownCountry(f"{int(number)} ({name})", is_not_covered=True)
    return resolve_number(int(number))


def with_number(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects,
    low: float = float("-inf"), high: float = float("inf"), missing: Sequence[str] = MISSING,
) -> pd.DataFrame:  # fmt: skip
    """The rows whose `column` is a finite number within [low, high], converted to float.

    Texts in `missing` are left out as "not reported"; anything else that is no such number goes to `rejects`.
    """
    text = table[column].astype("string").fillna("").str.strip()
    is_reported = ~text.isin(list(missing))
    reported, text = table[is_reported], text[is_reported]
    number = _numbers(text)
    is_bad = ~np.isfinite(number)
    rejects.add(reported[is_bad], file=file, column=column, reason="not a number",
                details=f"{column} must be a number, with a point for decimals")  # fmt: skip
    is_outside = ~is_bad & ~number.between(low, high)
    rejects.add(reported[is_outside], file=file, column=column, reason="out of range",
                details=f"{column} must lie between {low:g} and {high:g}")  # fmt: skip
    keep = ~is_bad & ~is_outside
    return reported[keep].assign(**{column: number[keep]})


def _numbers(text: pd.Series) -> pd.Series:
    """The texts as floats; NaN for every text that is no decimal number with a point."""
    is_number = text.str.fullmatch(NUMBER).astype(bool)
    return text.where(is_number, "nan").astype(float)


def with_year(
    table: pd.DataFrame, column: str, *, file: str, rejects: Rejects, today: date, first: int = 1900,
    is_whole: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """The rows whose `column` is a year from `first` to this one, converted to int; later years are "future date".

    `is_whole`: the figures are about whole years, so a year is a future date until it has ended.
    """
    year = _numbers(table[column].astype("string").fillna("").str.strip())
    is_bad = ~np.isfinite(year) | (year % 1 != 0) | (year < first)
    rejects.add(
        table[is_bad], file=file, column=column, reason="bad date", details=f"{column} must be a year from {first}"
    )
    is_future = ~is_bad & (year > (today.year - 1 if is_whole else today.year))
    why = f"{column}: the year {'had not ended by' if is_whole else 'lies after'} {today.isoformat()}"
    rejects.add(table[is_future], file=file, column=column, reason="future date", details=why)
    keep = ~is_bad & ~is_future
    return table[keep].assign(**{column: year[keep].astype(int)})


def without_duplicates(table: pd.DataFrame, key: Sequence[str], *, file: str, rejects: Rejects) -> pd.DataFrame:
    """The first row of each key; later ones go to `rejects`."""
    is_repeat = table.duplicated(list(key), keep="first")
    rejects.add(table[is_repeat], file=file, column=key[-1], reason="duplicate",
                details=f"a second row with the same {', '.join(key)}; the first is kept")  # fmt: skip
    return table[~is_repeat]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A series, and the columns of a wide annual table that hold it: one cell a country and year."""

    series: Series
    columns: tuple[str, ...]  # added up; the value is missing where one of them is
    low: str = ""  # column of the source's own lower bound
    high: str = ""
    least: float = float("-inf")  # the range that the source documents
    most: float = float("inf")
    is_category: bool = False  # a whole number that stands for a category; others are "unknown value"

    def __post_init__(self) -> None:
        if not self.columns or bool(self.low) != bool(self.high):
            raise ValueError(f"measure {self.series.key!r}: give its columns, and both bounds or none")

    @property
    def required(self) -> tuple[str, ...]:
        return (*self.columns, *filter(None, (self.low, self.high)))


def annual_rows(
    table: pd.DataFrame, *, unit: str, year: str, file: str, rejects: Rejects, today: date, is_number: bool = False,
    not_covered: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The rows of whole years from FIRST_YEAR on, with `iso3` and `year`, one a State and year.

    `unit`, `year`: the columns that name the country and the year. Rows of earlier years are left out.
    """
    rows = with_year(table, year, file=file, rejects=rejects, today=today, is_whole=True)
    rows = rows[rows[year] >= FIRST_YEAR]
    rows = with_iso3(rows, unit, file=file, rejects=rejects, is_number=is_number, not_covered=not_covered)
    rows = rows.assign(year=rows[year].to_numpy())
    return without_duplicates(rows, ["iso3", "year"], file=file, rejects=rejects)


def annual_observations(
    rows: pd.DataFrame, measures: Sequence[Measure], *, source: Source, file: str, reference: str, rejects: Rejects,
    today: date, evidence: str = "published",
) -> pd.DataFrame:  # fmt: skip
    """Observations of each measure from the result of `annual_rows`; a cell that is not reported gives none.

    A period is the calendar year; it is known the source's publication lag after its end, and at the latest today,
    since the file at hand holds it. `reference`: address and version; file and column are added.
    """
    parts = []
    for measure in measures:
        found = rows
        for column in measure.columns:
            found = with_number(found, column, file=file, rejects=rejects, low=measure.least, high=measure.most)
            is_strange = found[column] % 1 != 0 if measure.is_category else pd.Series(False, index=found.index)
            rejects.add(found[is_strange], file=file, column=column, reason="unknown value",
                        details=f"{column} must be one of the whole numbers {measure.least:g} to {measure.most:g}")  # fmt: skip
            found = found[~is_strange]
        value = found[list(measure.columns)].sum(axis=1)
        low, high = _bounds(found, value, measure, file, rejects)
        where = f"{reference}, {file}, column {' + '.join(measure.columns)}"
        parts.append(_observations(found, value, low, high, measure.series, source, where, today, evidence))
    return schema.observations(pd.concat(parts, ignore_index=True))


def _observations(
    rows: pd.DataFrame, value: pd.Series, low: pd.Series, high: pd.Series, series: Series, source: Source,
    reference: str, today: date, evidence: str,
) -> pd.DataFrame:  # fmt: skip
    year = rows["year"].to_numpy(dtype="int64")
    start = (year - 1970).astype("datetime64[Y]")
    end = (start + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    known = np.minimum(end + np.timedelta64(source.publication_lag_days, "D"), np.datetime64(today))
    return pd.DataFrame({
        "iso3": rows["iso3"].array, "series": series.key,
        "period_start": start.astype("datetime64[s]"), "period_end": end.astype("datetime64[s]"),
        "value": value.to_numpy(), "low": low.to_numpy(), "high": high.to_numpy(),
        "kind": series.kind, "evidence": evidence, "source": source.key,
        "known_on": known.astype("datetime64[s]"), "reference": reference,
    })  # fmt: skip


def _bounds(
    rows: pd.DataFrame, value: pd.Series, measure: Measure, file: str, rejects: Rejects
) -> tuple[pd.Series, pd.Series]:
    """The source's bounds; both missing where it gives none or they do not enclose the value (a reject)."""
    nothing = pd.Series(np.nan, index=rows.index)
    if not measure.low:
        return nothing, nothing
    low = with_number(rows, measure.low, file=file, rejects=rejects)[measure.low].reindex(rows.index)
    high = with_number(rows, measure.high, file=file, rejects=rejects)[measure.high].reindex(rows.index)
    why = f"the bound lies beyond {' + '.join(measure.columns)}; the value is kept without bounds"
    for column, is_wrong in ((measure.low, low > value), (measure.high, high < value)):
        rejects.add(rows[is_wrong], file=file, column=column, reason="out of range", details=why)
    is_whole = (low <= value) & (value <= high)
    return low.where(is_whole), high.where(is_whole)
