"""python -m data.refresh: fetch and read the sources, build a release beside the others, verify it, switch to it."""

import gc
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from data import corrections, durable, observations, outcomes, refresh_vintages, snapshots
from data import refresh_again as again
from data import release as releases
from data import sources as catalogue
from data.lock import locked
from data.refresh_progress import Progress
from data.refresh_reading import Obtain, Obtained, Reader, Reading, has_new_files, received_on
from data.release import Release
from data.settings import ROOT, settings

STAGING = ".staging-"
METHOD = "method.json"  # what the scoring step says of itself
METHOD_KEYS = ("version", "seed", "draws_latest", "draws_history")
CHANGES = "changes.json"  # what became of the figures since the release before
OWN_FILES = (*again.DATA_FILES, "sources.json", again.INPUTS, CHANGES)  # the others are the scoring step's

Score = Callable[[Path, Path], None]  # staging folder, folder of source files


class RefreshError(ValueError):
    """No release could be made; the message says why. The release in use is as it was."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One refresh: where files come from, where the release goes, and what its figures are made with.

    `former`: the release to build upon: it lends its figures to sources that fail, its vintages, and its scores where
    nothing else changed; None: the release is made of what is read now, and nothing else.
    """

    obtain: Obtain
    keys: Sequence[str]
    outcomes: Path  # folder of the files that scores are compared with and forecasts are learned from
    signals: Path | None  # folder of the hate-speech signals that the scoring step puts in; None: none are counted
    root: Path  # folder of releases
    store: Path  # folder of snapshots
    now: datetime  # with a time zone
    score: Score  # writes the scoring files, and METHOD, into the staging folder it is given
    fixes: list[corrections.Correction]
    former: Release | None
    progress: Progress
    is_dry: bool  # say what would change, and make no release


# Building


def refresh(task: Task) -> dict[str, Any]:
    """Build, verify and switch to a release; returns its summary, with the notices it carries.

    Where nothing has changed since the former release no new one is made, and `is_new` in the summary is False. Until
    the last step, and whatever happens, the release in use stays as it was.
    Raises RefreshError, BusyError, ReleaseError, CorrectionError or OSError.
    """
    with locked(task.root, task.store):
        for left in task.root.glob(f"{STAGING}*"):  # of runs that were killed; under the lock none of them is alive
            shutil.rmtree(left, ignore_errors=True)
        snapshots.sweep(task.store)
        obtained = _obtain(task)
        outcomes.keep(task.outcomes, task.store)
        mark = again.fingerprint(
            obtained,
            keys=task.keys,
            store=task.store,
            fixes=task.fixes,
            data=task.outcomes,
            signals=task.signals,
            today=task.now.date(),
        )
        in_use = task.former if task.former and task.former.path.parent == task.root else None
        if in_use and not task.is_dry and again.was_found(task.store, mark, in_use.version):
            return _as_it_was(in_use) | {"mark": mark}
        staging = task.root / f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
        staging.mkdir()
        try:
            return _build(staging, task, _read(task, obtained)) | {"mark": mark}
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _obtain(task: Task) -> list[Obtained]:
    modules, found = catalogue.modules(), []
    for key in task.keys:
        with task.progress.fetching(key):
            found.append(task.obtain(modules[key]))
        task.progress.fetched(found[-1])
    if all(one.trouble for one in found):
        raise RefreshError(
            f"no source could be read from {task.progress.place}; the release in use stays as it was"
            + (f" (the first: {found[0].trouble})" if found else "")
        )
    return found


def _read(task: Task, obtained: Sequence[Obtained]) -> list[Reading]:
    reader = Reader(former=task.former, store=task.store, now=task.now)
    modules, found = catalogue.modules(), []
    for one in obtained:
        found.append(reader.read(modules[one.source.key], one))
        task.progress.read(found[-1])
    if all(one.trouble or one.is_carried for one in found):
        raise RefreshError(f"no source could be read from {task.progress.place}; the release in use stays as it was")
    return found


def _build(staging: Path, task: Task, readings: list[Reading]) -> dict[str, Any]:
    notices = [notice_of(one) for one in readings if one.trouble and (one.is_kept or not one.source.is_supplement)]
    changes = write_figures(staging, readings, task.fixes, former=task.former, now=task.now)
    if task.is_dry:
        return {"version": None, "notices": notices, "changes": changes, "is_new": False}
    again.write_inputs(staging, keys=task.keys, data=task.outcomes, signals=task.signals)
    twin = again.find_twin(staging, task.former, task.root)
    if twin:
        return _as_it_was(task.former or twin) | {"changes": changes, "twin": twin.version}
    _give_back(readings, task.former)
    _score(staging, task)
    said = json.loads((staging / METHOD).read_text(encoding="utf-8"))
    version = releases.next_version(task.root, today=task.now.date(), former=task.former.version if task.former else "")
    if task.former:
        methods = _methods(task.former, said["version"], version, task.now)
        notices += [_method_notice(*methods[-2:])] if methods[-1]["release"] == version else []
        told = {"since": task.former.version, "methods": methods, "sources": changes}
        durable.write_text(staging / CHANGES, json.dumps(told, indent=1) + "\n")
    releases.seal(
        staging, version=version, created=task.now, default_month=said["default_month"], notices=notices,
        method={key: said[key] for key in METHOD_KEYS},
    )  # fmt: skip
    summary = releases.verify(staging)
    releases.place(staging, task.root)
    releases.switch(version, task.root)
    return summary | {"notices": notices, "changes": changes, "is_new": True}


def _give_back(readings: list[Reading], former: Release | None) -> None:
    """Give the memory of the figures back to the machine: the scoring step, a process of its own, needs it."""
    readings.clear()
    if former:
        former.forget()
    gc.collect()
    pa.default_memory_pool().release_unused()


def notice_of(reading: Reading) -> str:
    """What a reader of the release has to know of a source that failed."""
    name = reading.source.name
    if not reading.is_kept:
        return f"{name} is not in this release: {reading.trouble}"
    day = received_on(reading).isoformat()
    if reading.is_held:
        return (
            f"{name}: its new figures changed more than usual and wait for a person's look; "
            f"those received on {day} are shown ({reading.trouble})"
        )
    return f"{name}: the figures received on {day} are kept, because {reading.trouble}"


def _methods(former: Release, after: str, version: str, now: datetime) -> list[dict[str, str]]:
    """The methods of the releases that led to this one, oldest first, each with the release that brought it."""
    known = former.document("changes").get("methods") if CHANGES in former.manifest["files"] else None
    made = str(former.manifest["created"])[:10]
    used = known or [{"version": str(former.manifest["method"]["version"]), "release": former.version, "on": made}]
    if used[-1]["version"] == after:
        return used
    return [*used, {"version": after, "release": version, "on": now.astimezone(UTC).date().isoformat()}]


def _method_notice(before: dict[str, str], after: dict[str, str]) -> str:
    return (
        f"The method changed from {before['version']} to {after['version']} with this release: the scores of all months "
        "are computed anew, and are not to be compared with those that an earlier release shows"
    )


def _as_it_was(release: Release) -> dict[str, Any]:
    """The summary of a release that stays in use."""
    counts = release.manifest["counts"]
    return {"version": release.version, **counts, "notices": list(release.manifest["notices"]), "is_new": False}


# The figures


def write_figures(
    staging: Path, readings: Sequence[Reading], fixes: list[corrections.Correction], *, former: Release | None,
    now: datetime,
) -> dict[str, dict[str, int]]:  # fmt: skip
    """Write the four data files of a release: observations, facts, rejects, sources; returns what changed, by source.

    Raises CorrectionError if a correction no longer fits.
    """
    parts, changes = [], {}
    for one in readings:
        # Figures taken over from a release have been corrected, and hold their vintages, already.
        figures = one.parsed.observations if one.is_carried else corrections.apply(one.parsed.observations, fixes)
        has_read = not one.is_carried and (one.is_kept or not one.trouble)
        if former and has_read:
            figures, change = _with_vintages(one, figures, former, now)
            changes[one.source.key] = asdict(change)
        parts.append(figures)
    merged = pd.concat(parts, ignore_index=True).sort_values(observations.ORDER, ignore_index=True)
    facts = pd.concat([one.parsed.facts for one in readings], ignore_index=True)
    rejects = pd.concat([one.parsed.rejects for one in readings], ignore_index=True)
    durable.write_frame(staging / "observations.parquet", merged)
    durable.write_frame(staging / "facts.parquet", facts.sort_values(list(facts.columns), ignore_index=True))
    durable.write_frame(staging / "rejects.parquet", rejects)
    entries = [describe(one, figures) for one, figures in zip(readings, parts, strict=True)]
    durable.write_text(staging / "sources.json", json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
    return changes


def _with_vintages(
    reading: Reading, figures: pd.DataFrame, former: Release, now: datetime
) -> tuple[pd.DataFrame, refresh_vintages.Change]:
    source = reading.source
    before = former.frame("observations")
    entry: Mapping[str, Any] = next(
        (one for one in former.document("sources") if one["key"] == source.key), {"files": []}
    )
    return refresh_vintages.merge(
        figures, before[before["source"] == source.key], today=now.date(), received=received_on(reading),
        is_new_file=has_new_files(source, entry, reading.files),
    )  # fmt: skip


def describe(reading: Reading, figures: pd.DataFrame) -> dict[str, Any]:
    """The entry of one source in sources.json; `figures`: its observations as they stand in the release."""
    source = reading.source
    periods = figures.loc[figures["kind"] != "forecast", "period_end"]
    return asdict(source) | {
        "is_redistributable": source.is_redistributable,
        "status": reading.status,
        "trouble": reading.trouble,  # why its figures are not newer, or there are none; empty if all is well
        "is_held": reading.is_held,
        "received": reading.received or None,
        "files": [{"path": one.path, "sha256": one.sha256, "bytes": one.bytes} for one in reading.files],
        "rows": len(figures),
        "facts": len(reading.parsed.facts),
        "rejects": len(reading.parsed.rejects),
        "first_period": _day(figures["period_start"].min()),
        "newest_period": _day(periods.max()),
    }


def _day(stamp: pd.Timestamp) -> str | None:
    return None if pd.isna(stamp) else stamp.date().isoformat()


# Scoring


def _score(staging: Path, task: Task) -> None:
    """Score the figures, or take the former release's scores over if they are of the same figures by the same code."""
    former = task.former
    if former and again.has_same_inputs(staging, former, ("observations.parquet", "facts.parquet")):
        for name in former.manifest["files"]:
            if name not in OWN_FILES:
                durable.write_bytes(staging / name, (former.path / name).read_bytes())
        return
    task.score(staging, task.outcomes)


def run_models(staging: Path, folder: Path) -> None:
    """Score the figures in a staging folder, in a process of its own; its messages go to standard error.

    `folder`: source files, among them the outcomes that the scores are compared with.
    Raises RefreshError if it fails.
    """
    command = [sys.executable, "-m", "models.run", "--staging", str(staging), "--data", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr.fileno(), check=False)  # noqa: S603
    if done.returncode:
        raise RefreshError(f"scoring stopped with exit code {done.returncode}; its message stands above")


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns 0, or 1 after one sentence on standard error."""
    from data.refresh_commands import run

    return run(arguments, chosen=settings(), score=run_models)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
