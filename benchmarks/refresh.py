"""python -m benchmarks.refresh --from DIR: wall time and peak memory of a refresh, of one that finds nothing new, of more rows.

Prints, and asserts nothing: a full refresh from a data folder; the same again, which finds nothing changed; a verify; ten
times the rows of an invented source through reading, checking, vintages and writing; and, with --large, a made-up export
of the Universal Human Rights Index of 360 MB. Each in a process of its own, whose largest memory is told.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pandas as pd

from data import refresh, release, schema, snapshots
from data.countries import countries
from data.refresh_reading import Reader, from_folder
from data.settings import ROOT
from data.sources import uhri
from data.sources.declaration import Parsed, Series, Source
from data.tables import Rejects, read_table, with_iso3, with_number

YEARS = range(1990, 2026)
FEW, MANY = 5, 50  # series of the invented source: 35,100 and 351,000 rows
RECORDS = 400_000  # of the made-up export; about 360 MB
DAY = datetime(2026, 11, 21, 6, tzinfo=UTC)


def measure(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Seconds, megabytes of the largest process, and standard output of a command that must succeed.

    Runs it under a process of its own, so that the memory is that of this command and no other's.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        seconds = time.perf_counter() - start
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with os.fdopen(writer, "w") as pipe:
            json.dump([done.returncode, seconds, largest, done.stdout], pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        code, seconds, largest, said = json.load(pipe)
    os.waitpid(child, 0)
    if code:
        raise SystemExit(f"{' '.join(command)} ended with exit code {code}")
    return seconds, largest, said


# Ten times the rows


def invented(series: int) -> ModuleType:
    """The module of an invented source with so many series, in a long table of one file."""
    declared = tuple(
        Series(key=f"invented.s{number}", title=f"Series {number}", unit="people") for number in range(series)
    )
    source = Source(
        key="invented", name="Invented", publisher="Nobody", licence="CC BY 4.0", citation="None.", homepage="https://x.example",
        endpoints=(), files=("invented.csv",), cadence_months=12, publication_lag_days=30, stale_after_days=400, series=declared,
    )  # fmt: skip

    def parse(files: snapshots.RawFiles, *, today: date) -> Parsed:
        rejects = Rejects("invented")
        table = read_table(files["invented.csv"], file="invented.csv", required=["iso3", "year", "series", "value"])
        table = with_iso3(table, "iso3", file="invented.csv", rejects=rejects)
        table = with_number(table, "value", file="invented.csv", rejects=rejects)
        rows = pd.DataFrame({
            "iso3": table["iso3"], "series": "invented.s" + table["series"], "period_start": table["year"] + "-01-01",
            "period_end": table["year"] + "-12-31", "value": table["value"], "kind": "measured", "evidence": "published",
            "source": "invented", "known_on": table["year"] + "-12-31", "reference": "invented.csv",
        })  # fmt: skip
        return Parsed(observations=schema.observations(rows), rejects=rejects.table())

    module = ModuleType("invented")
    vars(module).update(SOURCE=source, fetch=lambda folder: snapshots.open_folder(source, folder), parse=parse)
    return module


def write_rows(folder: Path, series: int, *, moved: int) -> int:
    """Write the table; every twentieth value is `moved` higher. Returns how many rows it has."""
    lines = ["iso3,year,series,value"]
    lines += [
        f"{iso3},{year},{number},{1000 + number + (moved if (year + number) % 20 == 0 else 0)}"
        for iso3 in countries() for year in YEARS for number in range(series)
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "invented.csv").write_text("\n".join(lines), encoding="utf-8")
    return len(lines) - 1


def read_and_write(series: int) -> tuple[int, float]:
    """Rows, and processor seconds of a second reading, in which every twentieth value has moved."""
    with tempfile.TemporaryDirectory() as name:
        place, module = Path(name), invented(series)
        staging, store, data = place / "staging", place / "store", place / "data"
        staging.mkdir()
        former = None
        for day in range(2):
            rows = write_rows(data, series, moved=day)
            now, start = DAY + timedelta(days=day), time.process_time()
            obtained = from_folder(data, store=store, now=now)(module)
            reading = Reader(former=former, store=store, now=now).read(module, obtained)
            refresh.write_figures(staging, [reading], [], former=former, now=now)
            seconds = time.process_time() - start
            kept = shutil.copytree(staging, place / f"release-{day}")
            former = release.Release(path=kept, manifest={
                "version": "2026-11-21.1", "created": now.isoformat(),
                "files": dict.fromkeys(path.name for path in kept.iterdir()),
            })  # fmt: skip
        return rows, seconds


# A large export


def write_export(path: Path) -> None:
    """Write a made-up export in the form of the Universal Human Rights Index."""
    rng, names = random.Random(1), [one.name() for one in countries().values()]
    bodies = ["CRC", "CEDAW", "UPR", "CAT", "SR Torture", "CCPR"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(RECORDS):
            record = {
                "AnnotationId": f"id-{number}", "AnnotationType": "- Recommendations", "Body": f"- {rng.choice(bodies)}",
                "Countries": [rng.choice(names)], "PublicationDate": f"{rng.randint(2006, 2025)}-03-12T00:00:00",
                "Text": "A made-up text of the usual length, in words that say nothing. " * 11,
            }  # fmt: skip
            file.write(("[" if number == 0 else ",\n") + json.dumps(record))
        file.write("]")


def read_export(folder: Path) -> None:
    """Keep and read the export, as a refresh does; print what came of it."""
    start = time.perf_counter()
    raw = uhri.fetch(folder)
    (kept,) = snapshots.keep("uhri", raw, received=DAY, root=folder / "store")
    parsed = uhri.parse(snapshots.open_snapshots([kept], root=folder / "store"), today=DAY.date())
    print(f"{time.perf_counter() - start:.1f} {kept.bytes / 1e6:.0f} {len(parsed.observations)}")


def main(arguments: Sequence[str]) -> None:
    """Print the figures of refreshes into a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="folder that holds the source files")
    parser.add_argument("--large", action="store_true", help="also read a made-up export of 360 MB")
    parser.add_argument("--rows", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.rows:
        print(*read_and_write(asked.rows))
        return
    if asked.export:
        read_export(asked.export)
        return
    python = [sys.executable, "-m"]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        environment = os.environ | {"R2P_SNAPSHOTS": str(place / "snapshots")}
        if asked.folder:
            _print_refreshes(asked.folder.resolve(), place, python, environment)
        seconds = {}
        for series in (FEW, MANY):
            _, largest, said = measure([*python, "benchmarks.refresh", "--rows", str(series)], environment)
            rows, taken = said.split()
            seconds[series] = float(taken)
            print(
                f"{int(rows):,} rows read, checked, compared and written: {float(taken):.2f} s of a processor, {largest:.0f} MB"
            )
        print(f"{MANY // FEW} times the rows: {seconds[MANY] / seconds[FEW]:.1f} times the time")
        if asked.large:
            (place / "uhri").mkdir()
            write_export(place / uhri.FILE)
            _, largest, said = measure([*python, "benchmarks.refresh", "--export", str(place)], environment)
            taken, size, found = said.split()
            print(f"export of {size} MB kept and read: {taken} s, {largest:.0f} MB; {int(found):,} observations")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} over the last minute")


def _print_refreshes(folder: Path, place: Path, python: list[str], environment: dict[str, str]) -> None:
    root = place / "releases"
    command = [*python, "data.refresh", "--from", str(folder), "--out", str(root), "--json"]
    for what in ("refresh", "the same again"):
        seconds, largest, said = measure(command, environment)
        summary = json.loads(said)
        print(f"{what}: {seconds:.1f} s, {largest:.0f} MB in the largest process; {summary['observations']:,} observations, "
              f"{summary['sources']} sources, {'a new release' if summary['is_new'] else 'no new release'}")  # fmt: skip
    made = root / summary["version"]
    seconds, largest, _ = measure([*python, "data.release", "verify", str(made)], environment)
    size = sum(path.stat().st_size for path in made.iterdir()) / 1e6
    print(f"verify: {seconds:.1f} s with the start of Python, {largest:.0f} MB; the release is {size:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
