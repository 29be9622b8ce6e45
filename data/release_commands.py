"""python -m data.release: verify a release, list the releases, export its scores."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from data import durable
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

EXPORTED = ["iso3", "month", "score", "low", "high", "rank", "coverage"]


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns 0, or 1 after a sentence on standard error."""
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except ReleaseError as error:
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
