"""Records put together into country-weeks: near-duplicates counted once, whatever order the records come in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import pandas as pd

from models.speech.digest import NOT_SCORED, RECORD, STREAMS, merge, target_groups, week_start
from models.speech.fit import BINS
from models.speech.model import Model

BUCKETS = 64
CELL = ["iso3", "week", "stream", "language"]


class Tally:
    """Records kept on disk in buckets of whole cells, so that memory holds one bucket at a time.

    Used as a context: the temporary folder goes when the context is left. It never holds a text.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=folder, prefix="tally-")
        self._files = [(Path(self._folder.name) / f"{number}.records").open("ab") for number in range(BUCKETS)]

    def add(self, records: np.ndarray) -> None:
        """Take up records of a batch or part."""
        if not len(records):
            return
        country = np.frombuffer(records["iso3"].tobytes(), dtype="u1").reshape(len(records), 3).astype(np.int64)
        bucket = (country @ np.array([5, 11, 23]) + 7 * records["week"] + 3 * records["stream"]) % BUCKETS
        for number in np.unique(bucket).tolist():
            self._files[number].write(records[bucket == number].tobytes())

    def counts(self, model: Model) -> pd.DataFrame:
        """One row a cell, sorted: CELL, seen, unique, scored, flagged, dangerous, target …, bin_0 …

        `seen`: all posts; `unique`: groups of near-duplicates, which all further columns count.
        """
        parts = [_count(records, model) for records in self._buckets()]
        empty = _count(np.zeros(0, dtype=RECORD), model)
        return pd.concat([*parts, empty], ignore_index=True).sort_values(CELL, ignore_index=True)

    def _buckets(self) -> Iterator[np.ndarray]:
        for file in self._files:
            file.flush()
            records = np.fromfile(file.name, dtype=RECORD)
            if len(records):
                yield merge(records)

    def __enter__(self) -> "Tally":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()
        self._folder.cleanup()


def _count(records: np.ndarray, model: Model) -> pd.DataFrame:
    """Counts by cell of merged records."""
    cells, cell = _cells(records)
    chosen, owner, posts = _representatives(records, cell)
    size = len(cells)
    table = pd.DataFrame({
        "iso3": pd.array([one.decode() for one in cells["iso3"]], dtype="string"),
        "week": pd.to_datetime([week_start(one) for one in cells["week"]]).astype("datetime64[s]"),
        "stream": pd.array([STREAMS[one] for one in cells["stream"]], dtype="string"),
        "language": pd.array([one.decode() for one in cells["language"]], dtype="string"),
    })  # fmt: skip
    table["seen"] = np.bincount(owner, weights=posts, minlength=size).astype("int64")
    is_scored = chosen["bin"] != NOT_SCORED
    for name, mask in [
        ("unique", np.ones(len(chosen), dtype=bool)), ("scored", is_scored),
        ("flagged", is_scored & (chosen["flagged"] == 1)), ("dangerous", is_scored & (chosen["dangerous"] == 1)),
        *((f"target: {group}", is_scored & (chosen["target"] == code)) for code, group in enumerate(target_groups(model), 1)),
        *((f"bin_{number}", chosen["bin"] == number) for number in range(BINS)),
    ]:  # fmt: skip
        table[name] = np.bincount(owner[mask], minlength=size).astype("int64")
    return table


def _cells(records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct cells, and the number of each record's cell."""
    keys = np.zeros(len(records), dtype=[(name, RECORD[name]) for name in CELL])
    for name in CELL:
        keys[name] = records[name]
    raw = np.frombuffer(keys.tobytes(), dtype=np.dtype((np.void, keys.dtype.itemsize)))
    _, first, cell = np.unique(raw, return_index=True, return_inverse=True)
    return keys[first], cell.ravel()


def _representatives(records: np.ndarray, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One record for each group of near-duplicates in a cell: the record, its cell, all posts of the group.

    The group speaks with the scores that most of its posts have; on a tie with the lower ones.
    """
    from models.speech.fingerprints import clusters

    group = clusters(records["sketch"], cell)
    marks = ["bin", "flagged", "dangerous", "target"]
    table = pd.DataFrame({"group": group, "posts": records["posts"].astype("int64"), "row": np.arange(len(records))})
    for name in marks:
        table[name] = records[name]
    by_mark = (
        table.groupby(["group", *marks], sort=True).agg(posts=("posts", "sum"), row=("row", "first")).reset_index()
    )
    ordered = by_mark.sort_values(["group", "posts", *marks], ascending=[True, False, *[True] * len(marks)])
    first = ordered.drop_duplicates("group")
    total = by_mark.groupby("group")["posts"].sum().reindex(first["group"]).to_numpy()
    rows = first["row"].to_numpy(dtype=np.intp)
    return records[rows], cell[rows], total
