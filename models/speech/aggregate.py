"""Posts in, country-week signals out: `python -m models.speech.aggregate --input posts.parquet --output signals.parquet`."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from data.durable import write_bytes, write_frame
from models.speech import bursts, prevalence
from models.speech.digest import OPTIONAL, REQUIRED, digest, merge
from models.speech.fit import BINS
from models.speech.model import SHIPPED, Model, ModelError, load_model
from models.speech.posts import Batch, PostsError, Rejected, kind_of, read_posts, read_row_group, row_groups
from models.speech.refusals import counted
from models.speech.runners import run_parts
from models.speech.tally import CELL, Tally

LEAST_POSTS = 30  # unique posts of a country-week, below which no figure but the number seen is given
SERIES = ["iso3", "stream", "language"]
STATUS = ("shown", "suppressed", "not reliable")
RATES = (
    "flagged_rate", "flagged_low", "flagged_high", "prevalence", "prevalence_low", "prevalence_high", "prior_weeks",
    "expected", "tail", "drift",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one worker reads: a row group of a Parquet file, or a batch that was read already."""

    address: str = ""
    group: int = 0
    batch: Batch | None = None


def aggregate(
    sources: Iterable[str | Path], *, model_path: Path = SHIPPED, today: date, workers: int = 1,
    scheduler: str | None = None, scratch: Path | None = None,
) -> tuple[pd.DataFrame, Rejected]:  # fmt: skip
    """Signals of all posts in the files, as `signals` gives them, and what was left out.

    The same figures to the last bit for any number of workers, any order of parts, and if a worker is lost. `scratch`:
    folder for intermediate records (about 45 bytes a distinct post, no text). Raises PostsError.
    """
    counts, rejected = count_posts(
        sources, model_path=model_path, today=today, workers=workers, scheduler=scheduler, scratch=scratch
    )
    return signals(counts, load_model(model_path)), rejected


def count_posts(
    sources: Iterable[str | Path], *, model_path: Path = SHIPPED, today: date, workers: int = 1,
    scheduler: str | None = None, scratch: Path | None = None,
) -> tuple[pd.DataFrame, Rejected]:  # fmt: skip
    """Counts by country, week, stream and language (see Tally.counts), and what was left out."""
    addresses = [str(one) for one in sources]
    if scheduler and any(kind_of(address) != "Parquet" for address in addresses):
        raise PostsError("cluster")
    model, rejected = load_model(model_path), Rejected()
    known = [(address, row_groups(address)) for address in addresses if kind_of(address) == "Parquet"]
    total = sum(groups for _, groups in known) if len(known) == len(addresses) else None
    work = partial(digest_part, model_path=model_path, today=today)
    with Tally(scratch) as tally:
        results = run_parts(work, _parts(addresses, rejected), workers=workers, scheduler=scheduler, total=total)
        for records, left_out in results:
            tally.add(records)
            rejected.merge(left_out)
        return tally.counts(model), rejected


def _parts(addresses: list[str], rejected: Rejected) -> Iterator[Part]:
    for address in addresses:
        if kind_of(address) == "Parquet":
            yield from (Part(address=address, group=group) for group in range(row_groups(address)))
        else:
            for batch in read_posts(address, required=REQUIRED, optional=OPTIONAL, rejected=rejected):
                yield Part(batch=batch)


def digest_part(part: Part, *, model_path: Path, today: date) -> tuple[np.ndarray, Rejected]:
    """The records of one part and the rows it left out: the function that every runner maps over parts."""
    model, rejected = load_model(model_path), Rejected()
    if part.batch is not None:
        return digest(part.batch, model, today=today, rejected=rejected), rejected
    batches = read_row_group(part.address, part.group, required=REQUIRED, optional=OPTIONAL, rejected=rejected)
    records = [digest(batch, model, today=today, rejected=rejected) for batch in batches]
    return (merge(np.concatenate(records)) if records else np.zeros(0, dtype=digest_dtype())), rejected


def digest_dtype() -> np.dtype:
    from models.speech.digest import RECORD

    return RECORD


def signals(counts: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Counts made into signals: one row a CELL, sorted.

    Columns: CELL; seen, unique, duplicates, scored; flagged, dangerous, target: …; flagged_rate with low and high;
    prevalence with low and high, corrected for the classifier's errors; expected, tail, is_burst, drift, is_drift; status.
    Figures beyond seen, unique and duplicates are missing where status is "suppressed" (fewer than LEAST_POSTS
    unique posts) or "not reliable" (the classifier abstains from the language). A week between two that has no row is a
    week in which nothing was seen.
    """
    counts = counts.sort_values([*SERIES, "week"], ignore_index=True)
    parts = [_series(rows, model) for _, rows in counts.groupby(SERIES, sort=True)]
    bins = [name for name in counts if str(name).startswith("bin_")]
    if not parts:
        return counts.drop(columns=bins).assign(duplicates=0, status="", is_burst=False, is_drift=False)
    table = pd.concat(parts, ignore_index=True)
    table.insert(list(table).index("unique") + 1, "duplicates", table["seen"] - table["unique"])
    is_hidden = table["status"] != "shown"
    numbers = [name for name in table if name in ("scored", "flagged", "dangerous") or str(name).startswith("target: ")]
    for name in numbers:
        table[name] = table[name].astype("Int64").mask(is_hidden)
    for name in RATES:
        table[name] = table[name].astype("float64").mask(is_hidden)
    return table.drop(columns=bins).sort_values(CELL, ignore_index=True)


def _series(rows: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The weeks of one country, stream and language with their rates, interval, burst and status."""
    language = str(rows["language"].iloc[0])
    rows = rows.reset_index(drop=True)
    if model.status(language) != "reliable":
        return rows.assign(**dict.fromkeys(RATES, np.nan), is_burst=False, is_drift=False, status="not reliable")
    head = model.heads[language]
    bins = rows[[f"bin_{number}" for number in range(BINS)]].to_numpy(float)[:, : len(head.hateful)]
    flagged, scored = rows["flagged"].to_numpy(), rows["scored"].to_numpy()
    found = pd.concat([
        prevalence.shrunken_rate(flagged, scored),
        prevalence.shares(bins, np.array(head.hateful), np.array(head.harmless)),
        bursts.find(flagged, scored)[["expected", "tail", "is_burst", "drift", "is_drift"]],
    ], axis=1)  # fmt: skip
    status = np.where(rows["unique"].to_numpy() < LEAST_POSTS, STATUS[1], STATUS[0])
    is_shown = status == "shown"
    found["is_burst"] &= is_shown
    found["is_drift"] &= is_shown
    return pd.concat([rows, found], axis=1).assign(status=status)


def write_signals(table: pd.DataFrame, path: Path) -> None:
    """Parquet or CSV, in one step."""
    if kind_of(path) == "Parquet":
        write_frame(path, table)
    else:
        write_bytes(path, table.to_csv(index=False).encode("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--input", action="append", required=True, help="posts: iso3, date, stream, text, optionally lang"
    )
    parser.add_argument("--output", type=Path, required=True, help="signals, Parquet or CSV")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="model file, if not the shipped one")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes on this machine")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, tcp://host:port, instead of processes here")
    parser.add_argument("--scratch", type=Path, help="folder for intermediate records")
    chosen = parser.parse_args()
    try:
        kind_of(chosen.output)
        table, rejected = aggregate(
            chosen.input, model_path=chosen.model, today=datetime.now(UTC).date(), workers=max(1, chosen.workers),
            scheduler=chosen.scheduler, scratch=chosen.scratch,
        )  # fmt: skip
        write_signals(table, chosen.output)
    except (PostsError, ModelError, RuntimeError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{chosen.output}: {error.strerror or 'no connection to the scheduler'}")
    for line in rejected.lines():
        print(line, file=sys.stderr)
    seen, unique = int(table["seen"].sum()), int(table["unique"].sum())
    print(
        f"{counted(seen, 'post')}, {unique:,} distinct, in {counted(len(table), 'country-week')}; "
        f"{counted(rejected.total(), 'row')} left out",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
