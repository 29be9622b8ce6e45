"""Score a file of texts: `python -m models.speech.score --input posts.csv --output scored.csv`."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from models.speech.classify import score_texts
from models.speech.model import SHIPPED, Model, ModelError, load_model
from models.speech.posts import PostsError, Rejected, kind_of, read_posts, unused_columns
from models.speech.refusals import counted

WRITTEN = ("id", "lang", "p_hate", "p_dangerous", "target", "abstained")
REQUIRED, OPTIONAL = ("text",), ("id", "lang")


def score_file(source: Path, target: Path, model: Model, *, rejected: Rejected) -> int:
    """Write one row of WRITTEN a post of `source` to `target`, as a stream; returns how many.

    A post without an id gets the number of its row. The target appears only once it is whole; what was there before
    stays until then. Raises PostsError as `read_posts` does.
    """
    part = target.with_name(f".{target.name}.part")
    kind = kind_of(target)
    writer = {"CSV": _CsvWriter, "JSON Lines": _JsonWriter, "Parquet": _ParquetWriter}[kind](part)
    count = 0
    try:
        with writer, tqdm(total=source.stat().st_size if source.is_file() else None, unit="B", unit_scale=True,
                          desc="scored", disable=not sys.stderr.isatty()) as bar:  # fmt: skip
            for table, position in scored_batches(source, model, rejected):
                writer.write(table)
                count += len(table)
                bar.update(max(0, position - bar.n))
                bar.set_postfix(posts=f"{count:,}", left_out=f"{rejected.total():,}")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def scored_batches(source: Path, model: Model, rejected: Rejected) -> Iterator[tuple[pd.DataFrame, int]]:
    """Tables of WRITTEN, and how far into the file they reach."""
    for batch in read_posts(source, required=REQUIRED, optional=OPTIONAL, rejected=rejected):
        scores = score_texts(batch.columns["text"], batch.columns["lang"], model=model)
        names = [name or str(row) for name, row in zip(batch.columns["id"], batch.rows, strict=True)]
        scores.insert(0, "id", pd.Series(names, dtype="string"))
        yield scores[list(WRITTEN)], batch.position


class _CsvWriter:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        csv.writer(self._file).writerow(WRITTEN)

    def write(self, table: pd.DataFrame) -> None:
        table.to_csv(self._file, header=False, index=False, float_format="%.4f", lineterminator="\r\n")

    def __enter__(self) -> "_CsvWriter":
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.close()


class _JsonWriter(_CsvWriter):
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def write(self, table: pd.DataFrame) -> None:
        for row in table.astype(object).where(table.notna(), None).to_dict("records"):
            for name in ("p_hate", "p_dangerous"):
                row[name] = None if row[name] is None else round(float(row[name]), 4)
            row["abstained"] = bool(row["abstained"])
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")


class _ParquetWriter(_CsvWriter):
    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._arrow = pa
        self._schema = pa.schema([
            ("id", pa.string()), ("lang", pa.string()), ("p_hate", pa.float32()), ("p_dangerous", pa.float32()),
            ("target", pa.string()), ("abstained", pa.bool_()),
        ])  # fmt: skip
        self._rows = pq.ParquetWriter(path, self._schema, compression="zstd")

    def __exit__(self, *error: Any) -> None:
        self._rows.close()

    def write(self, table: pd.DataFrame) -> None:
        self._rows.write_table(self._arrow.Table.from_pandas(table, schema=self._schema, preserve_index=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--input", type=Path, required=True, help="CSV, JSON Lines or Parquet with a column text, optionally id, lang"
    )
    parser.add_argument("--output", type=Path, required=True, help="CSV, JSON Lines or Parquet file to write")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="model file, if not the shipped one")
    chosen = parser.parse_args()
    rejected = Rejected()
    try:
        if chosen.input.is_file():
            for name in unused_columns(chosen.input, (*REQUIRED, *OPTIONAL)):
                print(f"column {name!r} is not used", file=sys.stderr)
        count = score_file(chosen.input, chosen.output, load_model(chosen.model), rejected=rejected)
    except (PostsError, ModelError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{chosen.output}: cannot be written ({error.strerror})")
    for line in rejected.lines():
        print(line, file=sys.stderr)
    left_out = counted(rejected.total(), "row")
    print(f"{counted(count, 'post')} scored, {left_out} left out; {chosen.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
