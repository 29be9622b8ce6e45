"""Why a file or a row of posts cannot be used: fixed sentences, so that a page can say them in the reader's language."""

from collections import Counter
from dataclasses import dataclass, field

from models.speech.normalise import MAX_CHARACTERS

NAMED = 20  # rejected rows a reason that a summary names
MESSAGES = {  # why a file cannot be read at all; {path} is its name
    "absent": "{path}: there is no such file",
    "ending": "{path}: the ending must be one of {endings}",
    "empty": "{path}: the file is empty",
    "utf16": "{path}: the file is UTF-16; save it as UTF-8",
    "binary": "{path}: the file is binary, not text; export it as CSV, JSON Lines or Parquet",
    "store": "{path}: an address needs dask[distributed] and the package of its store",
    "damaged": "{path}: not a Parquet file, or a damaged one",
    "zip": "{path}: not a zip file, or a damaged one; fetch it again",
    "no text": "{path}: a column of {columns} holds no text, dates or numbers",
    "header": "{path}: the first line is no header of a table; export the file as CSV in UTF-8",
    "twice": "{path}: column {column} is there more than once; keep one of them",
    "column": "{path}: column {missing} is missing; the {kind} file has {present}",
    "cluster": "a cluster reads Parquet files, by row group; convert the others first",
}
REASONS = {  # why a row was left out
    "endless": "a cell never ends (a quotation mark without its pair, or a line of megabytes)",
    "cells": "the row has not as many cells as the header",
    "megabytes": "the line is megabytes long",
    "coding": "not UTF-8",
    "json": "not a line of JSON",
    "object": "not an object with named fields",
    "nul": "holds a NUL byte",
    "long": f"text is longer than {MAX_CHARACTERS:,} characters",
    "text": "text is empty",
    "iso3": "iso3 is empty",
    "date": "date is empty",
    "stream": "stream is empty",
}


class PostsError(ValueError):
    """A file of posts that cannot be read at all. `reason`: a key of MESSAGES; `fields`: what its message names."""

    def __init__(self, reason: str, **fields: str):
        self.reason, self.fields = reason, fields
        super().__init__(MESSAGES[reason].format(**fields))

    def __reduce__(self) -> tuple:
        """What another process needs to raise the same."""
        return _raised, (self.reason, self.fields)


def _raised(reason: str, fields: dict[str, str]) -> PostsError:
    return PostsError(reason, **fields)


@dataclass(kw_only=True)
class Rejected:
    """Rows that could not be used: how many a reason, and the numbers of the first ones. Holds no text."""

    counts: Counter = field(default_factory=Counter)
    first_rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: int, reason: str, *, times: int = 1) -> None:
        """Count a row, or the `times` rows that went with it."""
        self.counts[reason] += times
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
            more = " …" if count > len(self.first_rows[reason][:5]) else ""
            found.append(f"{counted(count, 'row')} left out: {reason} (row {rows}{more})")
        return found


def counted(count: int, what: str) -> str:
    """`1 row`, `2 rows`: for an operator, in English."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
