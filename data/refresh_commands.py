"""The command python -m data.refresh: what it takes, what it says, and how it ends."""

import argparse
import getpass
import json
import re
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from data import corrections, outcomes, refresh, refresh_again, refresh_decisions
from data import release as releases
from data import sources as catalogue
from data.http import Line, Web
from data.refresh_progress import Progress
from data.refresh_reading import Obtain, from_folder, from_store, from_web, only
from data.settings import ROOT, SHIPPED_RELEASES, Settings

EVERY = re.compile(r"([1-9]\d{0,3})(m|h|d)")
SECONDS = {"m": 60, "h": 3600, "d": 86_400}
SHORTEST = 15 * 60  # seconds between two refreshes that run by themselves: publishers are asked no more often
DATA = ROOT.parent / "shared" / "data"  # where a data folder lies unless R2P_DATA names another


def run(arguments: Sequence[str], *, chosen: Settings, score: refresh.Score, line: Line | None = None) -> int:
    """Run one command; returns 0, or 1 after one sentence on standard error. `line`: the way to the network."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if (asked.take or asked.refuse) and not asked.file:
        parser.error("--take and --refuse decide on a file: name it with --file SOURCE PATH")
    stray = _without_effect(asked)
    if stray:
        parser.error(f"{stray[0]} has no effect on {asked.command or '--file'}; leave it out")
    try:
        if asked.command == "accept":
            return _accept(asked, chosen, score)
        if asked.file:
            return _file(asked, chosen, score)
        if asked.every:
            return _repeat(asked.every, lambda: _refresh_once(asked, chosen, score, line))
        return _refresh_once(asked, chosen, score, line)
    except (ValueError, OSError) as error:
        unable = (
            "Nothing was accepted" if asked.command else "The file was not taken" if asked.file else "No new release"
        )
        print(f"{unable}: {error}", file=sys.stderr)
        return 1


def _without_effect(asked: argparse.Namespace) -> list[str]:
    """The options given that say how to refresh, where a person decides instead; none for a refresh.

    A decision is taken, whatever else is asked: an option that would be passed over, --dry-run above all, is an error.
    """
    if not (asked.command or asked.file):
        return []
    of_a_refresh = {
        "--from": asked.folder, "--offline": asked.offline, "--only": asked.only is not None, "--out": asked.out,
        "--fresh": asked.fresh, "--dry-run": asked.dry_run, "--every": asked.every,
        "--file": asked.command and asked.file,
    }  # fmt: skip
    return [name for name, value in of_a_refresh.items() if value]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data.refresh", description="Fetch the sources, build a release and switch to it."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--from", dest="folder", type=Path, help="read the source files of this folder; fetch nothing")
    where.add_argument("--offline", action="store_true", help="fetch nothing; read the files received before")
    parser.add_argument(
        "--only", metavar="KEYS", help="sources to renew, such as ucdp,unhcr; the others stay as they are"
    )
    parser.add_argument("--out", type=Path, help="folder of releases (default: R2P_RELEASES)")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="build upon no former release: keep no figures, no vintages, no scores of it",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change; make no release")
    parser.add_argument(
        "--file", nargs=2, metavar=("SOURCE", "PATH"),
        help="show what a file saved by hand would change for a source, such as letters; then take or refuse it",
    )  # fmt: skip
    decision = parser.add_mutually_exclusive_group()
    decision.add_argument("--take", action="store_true", help="with --file: take it, and build a release with it")
    decision.add_argument("--refuse", metavar="WHY", help="with --file: refuse it, and write down why")
    parser.add_argument("--every", type=_interval, metavar="6h", help="do it again and again: 30m, 6h, 1d")
    parser.set_defaults(json=False)
    _common(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    one = commands.add_parser("accept", help="let a source's changed figures in, after a look at them")
    one.add_argument("key", help="the source, such as ucdp")
    _common(one)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print the summary as JSON")
    parser.add_argument("--by", default=argparse.SUPPRESS, help="who decides (default: the account that runs this)")


def _interval(text: str) -> int:
    found = EVERY.fullmatch(text)
    if not found or int(found[1]) * SECONDS[found[2]] < SHORTEST:
        raise argparse.ArgumentTypeError(f"{text!r} must read 30m, 6h or 1d, and not be shorter than 15m")
    return int(found[1]) * SECONDS[found[2]]


# A refresh


def _refresh_once(asked: argparse.Namespace, chosen: Settings, score: refresh.Score, line: Line | None) -> int:
    """One refresh; returns 0. Raises what refresh.refresh raises."""
    now = datetime.now(UTC)
    keys = catalogue.enabled(chosen.sources)
    place = str(asked.folder or ("the store" if asked.offline else "the network"))
    progress = Progress(place, is_fetching=not (asked.folder or asked.offline))
    obtain, data = _ways(asked, chosen, progress, line, now, keys)
    task = _task(
        chosen, score, now, keys, obtain=obtain, data=data, out=asked.out, progress=progress,
        is_dry=asked.dry_run, is_fresh=asked.fresh,
    )  # fmt: skip
    _tell(_carry_out(task), as_json=asked.json, is_one_line=bool(asked.every))
    return 0


def _ways(
    asked: argparse.Namespace, chosen: Settings, progress: Progress, line: Line | None, now: datetime,
    keys: Sequence[str],
) -> tuple[Obtain, Path]:  # fmt: skip
    """How each source's files are had, and the folder of outcome files."""
    stored = from_store(store=chosen.snapshots, now=now)
    data = _outcomes(chosen)
    obtain = stored
    if asked.folder:
        if not asked.folder.is_dir():
            raise ValueError(f"--from: there is no folder {asked.folder}; name the one that holds the source files")
        data = asked.folder.resolve()
        obtain = from_folder(data, store=chosen.snapshots, now=now)
    elif not asked.offline:
        web = Web(line or Line(), chosen.snapshots, now=now, progress=progress.advance)
        obtain = from_web(web, store=chosen.snapshots, now=now)
    if asked.only is None:
        return obtain, data
    wanted = [word.strip() for word in asked.only.split(",") if word.strip()]
    if not wanted:
        raise ValueError(f"--only names no source; there are {', '.join(keys)}")
    unknown = sorted(set(wanted) - set(keys))
    if unknown:
        raise ValueError(f"--only: no source that is switched on is called {unknown[0]!r}; there are {', '.join(keys)}")
    return only(wanted, obtain, stored), data


def _outcomes(chosen: Settings) -> Path:
    """The folder that outcome files are taken from where no data folder is read."""
    return outcomes.find(chosen.data, DATA, chosen.snapshots).resolve()


def _task(
    chosen: Settings, score: refresh.Score, now: datetime, keys: Sequence[str], *, obtain: Obtain, data: Path,
    out: Path | None, progress: Progress, is_dry: bool = False, is_fresh: bool = False,
) -> refresh.Task:  # fmt: skip
    root = (out or chosen.releases).resolve()
    try:
        former = None if is_fresh else releases.current(root, shipped=SHIPPED_RELEASES)
    except releases.ReleaseError:
        former = None
    return refresh.Task(
        obtain=obtain, keys=keys, outcomes=data, signals=chosen.speech, root=root, store=chosen.snapshots, now=now, score=score,
        fixes=corrections.load(corrections.FILE), former=former, progress=progress, is_dry=is_dry,
    )  # fmt: skip


def _carry_out(task: refresh.Task) -> dict[str, Any]:
    summary = refresh.refresh(task)
    mark = summary.pop("mark", None)
    if mark and not task.is_dry:
        refresh_again.note_found(task.store, str(mark), str(summary["version"]))
    return summary


def _tell(summary: dict[str, Any], *, as_json: bool, is_one_line: bool = False) -> None:
    """Print the summary, as JSON or in words; one line of JSON where others follow it."""
    if as_json:
        print(json.dumps(summary, indent=None if is_one_line else 1, ensure_ascii=False), flush=True)
        return
    for key, change in (summary.get("changes") or {}).items():
        if any(change.values()):
            print(f"{key}: " + ", ".join(f"{number:,} {what}" for what, number in change.items() if number))
    if summary["version"] is None:
        for notice in summary["notices"]:
            print(notice)
        print("Nothing was built: this was a dry run.")
        return
    twin = summary.get("twin")
    if twin and twin != summary["version"]:
        print(f"These figures made release {twin}, which was rolled back; it is not made again.")
    start = "Release" if summary["is_new"] else "No new release was needed. Release"
    print(
        f"{start} {summary['version']} is current: {summary['observations']:,} observations from "
        f"{summary['sources']} sources, {summary['indicators']} indicators, {summary['rejects']:,} rejects."
    )


def _repeat(seconds: int, once: Callable[[], int]) -> int:
    """Refresh, wait until the interval since its start is over, and so on, until a signal ends it; returns 0."""
    is_over = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: is_over.set())
    while not is_over.is_set():
        start = datetime.now(UTC)
        try:
            once()
        except (ValueError, OSError) as error:
            print(f"No new release: {error}", file=sys.stderr)  # the next attempt may do better
        took = (datetime.now(UTC) - start).total_seconds()
        is_over.wait(max(0.0, seconds - took))
    return 0


# Decisions


def _accept(asked: argparse.Namespace, chosen: Settings, score: refresh.Score) -> int:
    now = datetime.now(UTC)
    told = refresh_decisions.accept(asked.key, store=chosen.snapshots, by=_who(asked), now=now)
    print(told, file=sys.stderr)
    _tell(_carry_out(_offline(chosen, score, now)), as_json=asked.json)
    return 0


def _file(asked: argparse.Namespace, chosen: Settings, score: refresh.Score) -> int:
    now = datetime.now(UTC)
    key, path = asked.file[0], Path(asked.file[1])
    task = _offline(chosen, score, now)
    offer = refresh_decisions.preview(key, path, store=chosen.snapshots, former=task.former, now=now)
    decision: str | None = None
    release: dict[str, Any] | None = None
    if not asked.json:
        print("\n".join(offer.lines()))
    if asked.refuse:
        refresh_decisions.refuse(offer, store=chosen.snapshots, by=_who(asked), now=now, why=asked.refuse)
        decision = "refused"
    elif asked.take:
        refresh_decisions.take(offer, store=chosen.snapshots, by=_who(asked), now=now)
        decision, release = "taken", _carry_out(_offline(chosen, score, now))
    if asked.json:
        told = {"file": offer.told(), "decision": decision, "release": release}
        print(json.dumps(told, indent=1, ensure_ascii=False))
    elif release:
        _tell(release, as_json=False)
    else:
        print(_UNTAKEN[decision])
    return 0


_UNTAKEN = {
    None: "Nothing was changed: take it with --take, or refuse it with --refuse WHY.",
    "refused": "The file was refused; nothing was changed, and the refusal is written down.",
}


def _who(asked: argparse.Namespace) -> str:
    return getattr(asked, "by", "") or getpass.getuser()


def _offline(chosen: Settings, score: refresh.Score, now: datetime) -> refresh.Task:
    """A refresh from the files received before."""
    return _task(
        chosen, score, now, catalogue.enabled(chosen.sources), obtain=from_store(store=chosen.snapshots, now=now),
        data=_outcomes(chosen), out=None, progress=Progress("the store"),
    )  # fmt: skip
