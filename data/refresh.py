"""python -m data.refresh: read the sources, build a release beside the others, verify it, switch to it."""

import argparse
import json
import logging
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout
from tqdm import tqdm

from data import corrections, durable, observations, schema, snapshots
from data import release as releases
from data import sources as catalogue
from data.settings import ROOT, settings
from data.sources.declaration import Parsed, Source

STAGING = ".staging-"
LOCK = ".refresh.lock"
METHOD = "method.json"  # what the scoring step says of itself
METHOD_KEYS = ("version", "seed", "draws_latest", "draws_history")

Score = Callable[[Path, Path], None]  # staging folder, folder of source files

log = logging.getLogger(__name__)


class RefreshError(ValueError):
    """No release could be made; the message says why. The release in use is as it was."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one source gave: its figures and the files they came from, or the sentence on why there are none."""

    source: Source
    parsed: Parsed = field(default_factory=Parsed)
    files: tuple[snapshots.Snapshot, ...] = ()
    trouble: str = ""

    @property
    def status(self) -> str:
        return f"not available: {self.trouble}" if self.trouble else "available"


def read_source(module: ModuleType, folder: Path, *, now: datetime, store: Path) -> Reading:
    """Fetch, keep and parse one source; a failure is told in the reading, so that the others go on.

    `folder`: where the source's files lie. `store`: folder of snapshots. `now` carries a time zone.
    Raises OSError or ValueError if the snapshots cannot be kept: that is no fault of the source's.
    """
    source: Source = module.SOURCE
    try:
        raw = module.fetch(folder)
    except (OSError, ValueError) as error:
        return Reading(source=source, trouble=_without(folder, str(error)))
    files = snapshots.keep(source.key, raw, received=now, root=store)
    try:
        parsed = _parse(module, raw, today=now.date())
    except ValueError as error:
        return Reading(source=source, trouble=_without(folder, str(error)), files=tuple(files))
    except Exception as error:
        # A parser that trips over a changed file must not cost the figures of all the others.
        log.exception("the parser of %s stopped", source.key)
        trouble = f"its parser stopped ({type(error).__name__}); the log says where"
        return Reading(source=source, trouble=trouble, files=tuple(files))
    return Reading(source=source, parsed=parsed, files=tuple(files))


def _parse(module: ModuleType, raw: dict[str, bytes], *, today: date) -> Parsed:
    """What a source's parser makes of its files, once validated; raises ValueError."""
    source: Source = module.SOURCE
    parsed = module.parse(raw, today=today)
    declared = {one.key: source.key for one in source.series}
    return Parsed(
        observations=observations.validate(parsed.observations, declared, today=today),
        facts=observations.validate_facts(parsed.facts, [source.key]),
        rejects=schema.rejects(parsed.rejects),
    )


def _without(folder: Path, sentence: str) -> str:
    """The sentence without this machine's paths: it goes into the release."""
    return sentence.replace(str(folder), "the data folder").replace(str(ROOT), "")


def read_sources(keys: Iterable[str], folder: Path, *, now: datetime, store: Path) -> Iterator[Reading]:
    """One reading a source, in turn; a progress bar on a terminal, plain lines elsewhere (standard error)."""
    modules = catalogue.modules()
    is_terminal = sys.stderr.isatty()
    for key in tqdm(list(keys), desc="Sources", unit="source", disable=not is_terminal):
        reading = read_source(modules[key], folder, now=now, store=store)
        line = f"{key}: {reading.status}"
        if not reading.trouble:
            found = reading.parsed
            line = f"{key}: {len(found.observations):,} observations, {len(found.facts):,} facts, "
            line += f"{len(found.rejects):,} rejects"
        if reading.trouble or not is_terminal:
            tqdm.write(line, file=sys.stderr)
        yield reading


def describe(reading: Reading, figures: pd.DataFrame) -> dict[str, Any]:
    """The entry of one source in sources.json; `figures`: its observations as they stand in the release."""
    source = reading.source
    periods = figures.loc[figures["kind"] != "forecast", "period_end"]
    return asdict(source) | {
        "is_redistributable": source.is_redistributable,
        "status": reading.status,
        "files": [{"path": one.path, "sha256": one.sha256, "bytes": one.bytes} for one in reading.files],
        "rows": len(figures),
        "facts": len(reading.parsed.facts),
        "rejects": len(reading.parsed.rejects),
        "first_period": _day(figures["period_start"].min()),
        "newest_period": _day(periods.max()),
    }


def _day(stamp: pd.Timestamp) -> str | None:
    return None if pd.isna(stamp) else stamp.date().isoformat()


def write_figures(staging: Path, readings: Sequence[Reading], fixes: list[corrections.Correction]) -> None:
    """Write the four data files of a release: observations, facts, rejects, sources.

    Raises CorrectionError if a correction no longer fits.
    """
    figures = pd.concat([one.parsed.observations for one in readings], ignore_index=True)
    figures = corrections.apply(figures, fixes).sort_values(observations.ORDER, ignore_index=True)
    facts = pd.concat([one.parsed.facts for one in readings], ignore_index=True)
    rejects = pd.concat([one.parsed.rejects for one in readings], ignore_index=True)
    durable.write_frame(staging / "observations.parquet", figures)
    durable.write_frame(staging / "facts.parquet", facts.sort_values(list(facts.columns), ignore_index=True))
    durable.write_frame(staging / "rejects.parquet", rejects)
    by_source = dict(list(figures.groupby("source", observed=True)))
    none = figures.iloc[:0]
    entries = [describe(one, by_source.get(one.source.key, none)) for one in readings]
    durable.write_text(staging / "sources.json", json.dumps(entries, indent=1, ensure_ascii=False) + "\n")


def run_models(staging: Path, folder: Path) -> None:
    """Score the figures in a staging folder, in a process of its own; its messages go to standard error.

    `folder`: source files, among them the outcomes that the scores are compared with.
    Raises RefreshError if it fails.
    """
    command = [sys.executable, "-m", "models.run", "--staging", str(staging), "--data", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr.fileno(), check=False)  # noqa: S603
    if done.returncode:
        raise RefreshError(f"scoring stopped with exit code {done.returncode}; its message stands above")


def refresh(
    folder: Path, *, root: Path, keys: Sequence[str], store: Path, now: datetime, score: Score,
    fixes: list[corrections.Correction],
) -> dict[str, Any]:  # fmt: skip
    """Build, verify and switch to a release; returns its summary, with the notices it carries.

    `folder`: source files. `root`: folder of releases. `keys`: sources to read. `store`: folder of snapshots.
    `score`: writes the scoring files, and METHOD, into the staging folder it is given. Until the last step,
    and whatever happens, the release in use stays as it was.
    Raises RefreshError, ReleaseError, CorrectionError or OSError.
    """
    root.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(root / LOCK, timeout=0):
            _remove_leftovers(root)
            staging = root / f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
            staging.mkdir()
            try:
                return _build(staging, folder, root=root, keys=keys, store=store, now=now, score=score, fixes=fixes)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except Timeout:
        raise RefreshError(f"another refresh is writing to {root}; wait for it to end") from None


def _build(
    staging: Path, folder: Path, *, root: Path, keys: Sequence[str], store: Path, now: datetime,
    score: Score, fixes: list[corrections.Correction],
) -> dict[str, Any]:  # fmt: skip
    readings = list(read_sources(keys, folder, now=now, store=store))
    if all(one.trouble for one in readings):
        raise RefreshError(f"no source could be read from {folder}; the release in use stays as it was")
    notices = [f"{one.source.name} is not in this release: {one.trouble}" for one in readings if one.trouble]
    write_figures(staging, readings, fixes)
    del readings  # the scoring step needs the memory
    score(staging, folder)
    said = json.loads((staging / METHOD).read_text(encoding="utf-8"))
    version = releases.next_version(root, today=now.date())
    releases.seal(
        staging, version=version, created=now, default_month=said["default_month"], notices=notices,
        method={key: said[key] for key in METHOD_KEYS},
    )  # fmt: skip
    summary = releases.verify(staging)
    releases.place(staging, root)
    releases.switch(version, root)
    return summary | {"notices": notices}


def _remove_leftovers(root: Path) -> None:
    """Remove the staging folders of runs that were killed; under the lock, so none of them is alive."""
    for left in root.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns 0, or 1 after one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m data.refresh", description="Build a release and switch to it.")
    parser.add_argument("--from", dest="folder", required=True, type=Path, help="folder that holds the source files")
    parser.add_argument("--out", type=Path, help="folder of releases (default: R2P_RELEASES)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    asked = parser.parse_args(arguments)
    try:
        chosen = settings()
        summary = refresh(
            asked.folder.resolve(), root=(asked.out or chosen.releases).resolve(), score=run_models,
            keys=catalogue.enabled(chosen.sources), store=chosen.snapshots, now=datetime.now(UTC),
            fixes=corrections.load(corrections.FILE),
        )  # fmt: skip
    except (ValueError, OSError) as error:
        print(f"No new release: {error}", file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps(summary, indent=1, ensure_ascii=False))
    else:
        print(
            f"Release {summary['version']} is current: {summary['observations']:,} observations from "
            f"{summary['sources']} sources, {summary['indicators']} indicators, {summary['rejects']:,} rejects."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
