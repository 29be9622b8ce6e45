"""python -m data.release: verify, list, export, compare, go back to and prune releases."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import durable, release_diff, release_prune
from data.lock import locked
from data.release import (
    CURRENT,
    Release,
    ReleaseError,
    check_version,
    current,
    current_version,
    open_release,
    verify,
    versions,
)
from data.settings import SHIPPED_RELEASES, settings

LEAST = 0.05  # points of a score; what is smaller is not seen in figures of one decimal
MOST_TOLD = 40  # States told in words; --json tells all
MEGABYTE = 1_000_000
EXPORTED = ["iso3", "month", "score", "low", "high", "rank", "coverage"]


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns 0, or 1 after a sentence on standard error."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except (ReleaseError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.release", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("verify", help="check a release and print what it holds, as JSON")
    one.add_argument("path", nargs="?", type=Path, help="folder of a release; the one being served if left out")
    one.set_defaults(run=_verify)
    one = commands.add_parser("list", help="list the releases, newest first")
    one.set_defaults(run=_list)
    one = commands.add_parser("export", help="write figures of a release to a file")
    one.add_argument("what", choices=["scores"])
    one.add_argument("--csv", required=True, type=Path, metavar="FILE", help="file to write")
    one.add_argument("--release", metavar="VERSION", help="a version in the list; the one being served if left out")
    one.set_defaults(run=_export)
    one = commands.add_parser("diff", help="tell which scores moved from one release to another, and why")
    one.add_argument("before", metavar="A", help="a version in the list")
    one.add_argument("after", metavar="B", help="a later version in the list")
    one.add_argument("--month", metavar="YYYY-MM", help="the month to compare; the newest that both show if left out")
    one.add_argument("--least", type=float, default=LEAST, metavar="POINTS", help=f"smallest change told ({LEAST:g})")
    one.add_argument("--json", action="store_true", help="print everything as JSON")
    one.set_defaults(run=_diff)
    one = commands.add_parser("rollback", help="make an older release current again")
    one.add_argument("version", nargs="?", help="a version in the list; the newest whole one before the current")
    one.add_argument("--why", required=True, help="a sentence, kept beside the releases")
    one.add_argument("--by", default="", help="who decides (default: the account that runs this)")
    one.set_defaults(run=_roll_back)
    one = commands.add_parser("prune", help="remove old releases, and raw files that no release needs any more")
    one.add_argument("--keep", type=int, required=True, metavar="N", help="how many of the newest releases stay")
    one.add_argument("--dry-run", action="store_true", help="say what would be removed")
    one.set_defaults(run=_prune)
    return parser


def _verify(asked: argparse.Namespace) -> int:
    path = asked.path or _served_path()
    if not (path / "manifest.json").exists() and (path / CURRENT).exists():
        path = path / str(current_version(path))
    try:
        print(json.dumps(verify(path), indent=1))
    except ReleaseError as error:
        print(f"{path} is no whole release: {error}", file=sys.stderr)
        return 1
    return 0


def _served_path() -> Path:
    """The release named current, be it damaged: whoever asks to verify wants to hear of that one."""
    root = settings().releases
    version = current_version(root)
    return root / version if version else current().path


def _list(asked: argparse.Namespace) -> int:
    for root in (settings().releases, SHIPPED_RELEASES):
        named = current_version(root)
        for version in versions(root):
            try:
                manifest = open_release(root / version).manifest
                about = f"{manifest['created']}  {manifest['counts']['observations']:>9,} observations"
            except ReleaseError as error:
                about = f"refused: {error}"
            print(f"{'*' if version == named else ' '} {version:<14} {about}  {root}")
    return 0


def _find(version: str) -> Release:
    check_version(version, file="--release")
    for root in (settings().releases, SHIPPED_RELEASES):
        if version in versions(root):
            return open_release(root / version)
    raise ReleaseError("--release", f"there is no release {version}; see python -m data.release list")


def _export(asked: argparse.Namespace) -> int:
    release = _find(asked.release) if asked.release else current()
    for notice in release.notices:
        print(notice, file=sys.stderr)
    try:
        durable.write_text(asked.csv, scores_csv(release))
    except OSError as error:
        print(f"{asked.csv} cannot be written ({error.strerror}); choose another folder", file=sys.stderr)
        return 1
    print(f"{asked.csv}: scores of release {release.version}")
    return 0


def scores_csv(release: Release) -> str:
    """Scores of every State and month as CSV, months as YYYY-MM; what is not known is an empty cell."""
    scores = release.frame("scores")[EXPORTED].sort_values(["iso3", "month"])
    table = scores.assign(month=scores["month"].dt.strftime("%Y-%m"), rank=scores["rank"].astype("Int64"))
    return table.to_csv(index=False, lineterminator="\n")


# Comparing, going back, pruning


def _diff(asked: argparse.Namespace) -> int:
    before, after = _find(asked.before), _find(asked.after)
    found = release_diff.compare(before, after, month=asked.month, least=asked.least)
    if asked.json:
        print(json.dumps(found.told(), indent=1))
    else:
        print("\n".join(_in_words(found)))
    return 0


def _in_words(found: release_diff.Diff) -> list[str]:
    lines = [f"From release {found.before} to {found.after}, in {found.month}:"]
    if found.method[0] != found.method[1]:
        lines.append(f"the method changed from {found.method[0]} to {found.method[1]}")
    for what, keys in found.indicators.items():
        lines += [f"indicators {what}: {', '.join(keys)}"] if keys else []
    for source, numbers in found.sources.items():
        lines.append(f"{source}: " + ", ".join(f"{number:,} figures {what}" for what, number in numbers.items()))
    for one in found.moved[:MOST_TOLD]:
        change = "" if one.change is None else f" ({one.change:+.1f})"
        told = f"{one.iso3}: {_score(one.before)} to {_score(one.after)}{change}; {' and '.join(one.causes)}"
        lines.append(told + (f"; {', '.join(one.indicators[:3])}" if one.indicators else ""))
    left = len(found.moved) - MOST_TOLD
    lines += [f"and {left} more; --json tells all"] if left > 0 else []
    return [*lines, "No score moved." if not found.moved else f"{len(found.moved)} scores moved."]


def _score(value: Any) -> str:
    return "not shown" if value is None else f"{value:.1f}"


def _roll_back(asked: argparse.Namespace) -> int:
    root = settings().releases
    with locked(root):
        version = release_prune.roll_back(
            root, to=asked.version, by=asked.by or getpass.getuser(), now=datetime.now(UTC), why=asked.why
        )
    print(f"Release {version} is current again. A refresh does not make again what was rolled back.")
    return 0


def _prune(asked: argparse.Namespace) -> int:
    chosen = settings()
    with locked(chosen.releases, chosen.snapshots):
        found = release_prune.prune(chosen.releases, chosen.snapshots, keep=asked.keep, is_dry=asked.dry_run)
    done = "would be removed" if asked.dry_run else "removed"
    print(f"{len(found.versions)} releases and {found.files} raw files {done}: {found.bytes / MEGABYTE:.1f} MB")
    for version in found.versions:
        print(f"  {version}")
    return 0
