"""Going back to a former release, and removing old ones with the raw files that no release needs any more."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import durable, release, snapshots
from data.release import ROLLED_BACK, Release, ReleaseError

REMOVED = ".removed-"  # a release on its way out: no longer one, whatever happens next


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What was removed, or would be."""

    versions: tuple[str, ...]
    files: int  # raw files
    bytes: int  # of releases and raw files


def roll_back(root: Path, *, to: str | None, by: str, now: datetime, why: str) -> str:
    """Make an older release current again, the newest whole one by default; returns its version.

    What is gone back from is written down, so that a refresh which would make its like again leaves it alone.
    Raises ReleaseError, and changes nothing, if there is no such release or it is not whole.
    """
    current = release.current_version(root)
    if current is None:
        raise ReleaseError(release.CURRENT, f"{root} has no current release to go back from")
    target = release.check_version(to, file="rollback") if to else _newest_good(root, current)
    release.verify(root / target)
    if target == current:
        raise ReleaseError(release.CURRENT, f"release {current} is current already")
    path = root / ROLLED_BACK
    former = json.loads(path.read_text(encoding="utf-8")) if release.rolled_back(root) else []
    note = {
        "version": current,
        "to": target,
        "by": by,
        "why": why,
        "on": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    # Before the switch: a crash in between leaves the release in use, and a note that says nothing of others.
    durable.write_text(path, json.dumps([*former, note], indent=1, ensure_ascii=False) + "\n")
    release.switch(target, root)
    return target


def _newest_good(root: Path, current: str) -> str:
    """The newest whole release older than the current one; raises ReleaseError if there is none."""
    known = release.versions(root)
    for version in known[known.index(current) + 1 :] if current in known else known:
        try:
            release.verify(root / version)
        except ReleaseError:
            continue
        return version
    raise ReleaseError(release.CURRENT, f"there is no whole release older than {current} to go back to")


def prune(root: Path, store: Path, *, keep: int, is_dry: bool) -> Pruned:
    """Remove releases but for the `keep` newest and the current one, then raw files that none of those was made of.

    The raw files of the newest fetch of each source stay, and so do ledgers and decisions. A release is renamed before
    it is removed, so that no reader ever meets half of one.
    """
    if keep < 1:
        raise ValueError(f"--keep must be at least 1, got {keep}")
    current = release.current_version(root)
    stays = {*release.versions(root)[:keep], current}
    old = [version for version in release.versions(root) if version not in stays]
    size = sum(_size(root / version) for version in old)
    needed = _needed(root, sorted(version for version in stays if version), store)
    files = [path for path in _raw_files(store) if path not in needed]
    if not is_dry:
        for left in root.glob(f"{REMOVED}*"):
            shutil.rmtree(left, ignore_errors=True)
        for version in old:
            shutil.rmtree((root / version).rename(root / f"{REMOVED}{version}"))
        for path in files:
            size += path.stat().st_size
            path.unlink()
    else:
        size += sum(path.stat().st_size for path in files)
    return Pruned(versions=tuple(old), files=len(files), bytes=size)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _raw_files(store: Path) -> Iterable[Path]:
    """Every raw file that is kept: those whose name is a digest."""
    return (path for path in sorted(store.glob("*/*")) if len(path.name) == 64 and path.is_file())


def _needed(root: Path, versions: Iterable[str], store: Path) -> set[Path]:
    """The raw files that these releases were made of, and those of the newest fetch of each source."""
    needed = set()
    for version in versions:
        try:
            opened: Release = release.open_release(root / version)
        except ReleaseError:
            continue  # a damaged one needs nothing
        for source in opened.document("sources"):
            needed |= {store / source["key"] / one["sha256"] for one in source["files"]}
    for folder in store.glob("*/"):
        needed |= {folder / one.sha256 for one in snapshots.latest(folder.name, root=store)}
    return needed
