"""What the hate-speech signals cost: `python -m benchmarks.speech NAME`. What they find: `models.speech.trial`, `.evaluate`.

Figures are printed with processor time beside wall time: on a shared machine only the former means anything.
"""

import argparse
import csv
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from models.speech.aggregate import aggregate
from models.speech.classify import score_text, score_texts
from models.speech.corpus import SEED, read_corpus, split
from models.speech.languages import identify_all
from models.speech.measure import macro_f1
from models.speech.model import load_model
from models.speech.train import train

LETTERS = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
TODAY = date(2026, 11, 21)
DATA = Path(os.environ.get("R2P_DATA", "../shared/data")) / "speech"
TRAINED_ON = 150_000
COUNTRIES = ("SDN", "KEN", "NGA", "MMR", "DEU", "BRA")


def words(rng: np.random.Generator, count: int = 6000) -> np.ndarray:
    common = ["the", "we", "they", "people", "all", "this", "is", "not", "go", "out", "school", "river"]
    common += ["hate", "love", "idiot", "stupid", "good"]
    made = ["".join(rng.choice(LETTERS, size=rng.integers(2, 9))) for _ in range(count)]
    return np.array(common * 60 + made)


def made_up(count: int, rng: np.random.Generator, vocabulary: np.ndarray) -> list[str]:
    """Posts of about 90 characters, no two alike."""
    chosen = vocabulary[rng.integers(len(vocabulary), size=(count, 16))]
    return [" ".join(row) for row in chosen.tolist()]


def report(what: str, amount: int, unit: str, wall: float, processor: float) -> None:
    print(f"{what}: {amount / processor:,.0f} {unit} a second of processor time, {amount / wall:,.0f} by the clock")


def timed(action: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - processor


def throughput(arguments: argparse.Namespace) -> None:
    """Posts a second on one core, declared and identified language; one text; memory while scoring."""
    rng = np.random.default_rng(SEED)
    texts = made_up(arguments.posts, rng, words(rng))
    print(f"{len(texts):,} made-up posts of {np.mean([len(text) for text in texts]):.0f} characters on average")
    load_model()
    score_texts(texts[:2000], ["en"] * 2000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    flagged = []

    def score() -> None:
        for first in range(0, len(texts), 20_000):
            part = texts[first : first + 20_000]
            flagged.append(float(score_texts(part, ["en"] * len(part))["is_flagged"].mean()))

    for _ in range(3):
        report(f"scored ({np.mean(flagged or [0]):.0%} flagged)", len(texts), "posts", *timed(score))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory while scoring: {(after - before) / 1024:.0f} MB more")
    _identified(arguments.data)
    wall, processor = timed(lambda: [score_text(text, "en") for text in texts[:2000]])
    print(f"one text: {wall / 2:.2f} ms by the clock, {processor / 2:.2f} ms of processor time")


def _identified(folder: Path) -> None:
    """Labelled texts, for made-up words are in no language: identification alone, then with scoring."""
    if not folder.is_dir():
        print(f"{folder}: no labelled texts here, so identification is not measured")
        return
    texts = read_corpus([folder])["text"].sample(20_000, random_state=SEED).tolist()
    print(f"{len(texts):,} labelled texts of {np.mean([len(text) for text in texts]):.0f} characters on average")
    identify_all(texts[:2000])
    report("language identified", len(texts), "texts", *timed(lambda: identify_all(texts)))
    report("language identified, and scored", len(texts), "texts", *timed(lambda: score_texts(texts)))


def training(arguments: argparse.Namespace) -> None:
    """Training on 150,000 labelled texts of a folder, or on all if there are fewer."""
    table = read_corpus([arguments.data])
    _, measure = split(table)
    learn = table.sample(min(TRAINED_ON, len(table)), random_state=SEED)
    print(f"{len(learn):,} texts")
    wall, processor = timed(lambda: train(learn, measure))
    print(f"trained in {wall:.0f} s by the clock, {processor:.0f} s of processor time")


def scale(arguments: argparse.Namespace) -> None:
    """Aggregation as posts grow ×1, ×4, ×16, with one and two workers; the figures must be equal."""
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 4, 16):
            path = Path(folder) / f"{times}.parquet"
            count = arguments.posts // 16 * times
            _write_posts(path, count)
            tables = []
            for workers in (1, 2):
                start = _all_processor_time()
                wall = time.perf_counter()
                table, rejected = aggregate([path], today=TODAY, workers=workers, scratch=Path(folder))
                wall = time.perf_counter() - wall
                peak = max(
                    resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
                )
                print(
                    f"×{times}: {count:,} posts, {workers} workers: {wall:.0f} s by the clock, "
                    f"{_all_processor_time() - start:.0f} s of processor time, largest process so far {peak / 1024:.0f} MB, "
                    f"{len(table):,} country-weeks, {rejected.total()} left out"
                )
                tables.append(table)
            print("the same to the last bit:", tables[0].equals(tables[1]))
            path.unlink()


def _all_processor_time() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _write_posts(path: Path, count: int) -> None:
    rng = np.random.default_rng(count)
    vocabulary = words(rng)
    schema = pa.schema([(name, pa.string()) for name in ("iso3", "date", "stream", "lang", "text")])
    days = np.array([str(TODAY - timedelta(days=back)) for back in range(364)])
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, count, 100_000):
            size = min(100_000, count - first)
            columns: list[Sequence[str]] = [
                rng.choice(COUNTRIES, size).tolist(), rng.choice(days, size).tolist(),
                rng.choice(["posts", "news"], size).tolist(),
                rng.choice(["en", "pt", "de", "fr"], size).tolist(), made_up(size, rng, vocabulary),
            ]  # fmt: skip
            writer.write_table(pa.table([pa.array(column) for column in columns], schema=schema), row_group_size=50_000)


def hatecheck(arguments: argparse.Namespace) -> None:
    """The published functional suite, where a copy is at hand (test_suite_cases.csv of its authors)."""
    with arguments.suite.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = np.array([row["label_gold"] == "hateful" for row in rows])
    flagged = (
        score_texts([row["test_case"] for row in rows], ["en"] * len(rows))["is_flagged"].fillna(False).to_numpy(bool)
    )
    print(
        f"{len(rows):,} cases: macro-F1 {macro_f1(truth, flagged):.3f}, non-hateful right {(~flagged[~truth]).mean():.3f}"
    )
    for name in dict.fromkeys(row["functionality"] for row in rows):
        here = np.array([row["functionality"] == name for row in rows])
        print(f"  {name}: {(flagged[here] == truth[here]).mean():.2f} of {here.sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    names = parser.add_subparsers(required=True)
    for action, default in ((throughput, 90_000), (scale, 10_000_000)):
        one = names.add_parser(action.__name__, help=action.__doc__)
        one.add_argument("--posts", type=int, default=default)
        one.add_argument("--data", type=Path, default=DATA)
        one.set_defaults(action=action)
    one = names.add_parser("training", help=training.__doc__)
    one.add_argument("--data", type=Path, default=DATA)
    one.set_defaults(action=training)
    one = names.add_parser("hatecheck", help=hatecheck.__doc__)
    one.add_argument("--suite", type=Path, required=True)
    one.set_defaults(action=hatecheck)
    chosen = parser.parse_args()
    chosen.action(chosen)


if __name__ == "__main__":
    main()
