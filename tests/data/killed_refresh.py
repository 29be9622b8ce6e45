"""A refresh killed with SIGKILL at chosen steps, each in a process of its own; one JSON line a step on standard output.

Run as `python -m tests.data.killed_refresh FOLDER SEED COUNT [network]`: the sources' files come from a folder, or from a
server that this process runs, so that a refresh also dies while it fetches. A step is one change that the refresh makes to the
releases or the snapshots: a file opened for writing, flushed, renamed or removed, a folder made or removed. The steps
are counted in a first, whole run. From a folder, COUNT of them, drawn with SEED, and each of the last twelve are then the
moment of death; over the network, the first step of each kind before anything is built. Death comes just before the
step, or, for a flush, also after half of the file has been lost. Nothing sleeps and nothing depends on the clock.
"""

import json
import os
import random
import re
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from data import release, snapshots, sources
from data.http import Line, Web
from data.refresh_reading import from_web
from data.release import ReleaseError
from tests.data import small
from tests.sources.server import Answer, Request, serving

LAST = 12  # steps at the end, from the manifest to the switch; each of them is a moment of death, besides those drawn
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
Refresh = Callable[[Path], None]  # a second refresh in a folder
Step = tuple[str, bool]  # its name, and whether it flushes a file
Death = tuple[int, bool]  # the number of the step, and whether half of the file is lost as well
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def watch_steps(folder: Path, on_step: Callable[[str, int | None], None]) -> None:
    """Call `on_step(name, file descriptor or None)` before each change below `folder`, for the rest of this process."""
    inside = str(folder)

    def audit(event: str, details: tuple) -> None:
        is_change = event in CHANGES or (event == "open" and isinstance(details[2], int) and details[2] & WRITING)
        if is_change and str(details[0]).startswith(inside):
            on_step(f"{event} {Path(str(details[0])).name}", None)

    flush = os.fsync

    def fsync(descriptor: int) -> None:
        on_step(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}", descriptor)
        flush(descriptor)

    os.fsync = fsync
    sys.addaudithook(audit)


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process; returns the signal that ended it, 0 if it came to its end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code > 0:
        raise SystemExit(f"a refresh that nobody killed failed with exit code {code}")
    return -code


def count_steps(folder: Path, refresh_again: Refresh) -> list[tuple[str, bool]]:
    """Names of the steps of a whole refresh in `folder`, each with whether it flushes a file."""
    log = folder.with_suffix(".steps")

    def work() -> None:
        steps: list[tuple[str, bool]] = []
        watch_steps(folder, lambda name, descriptor: steps.append((name, descriptor is not None)))
        refresh_again(folder)
        log.write_text(json.dumps(steps))

    in_child(work)
    return [(name, is_flush) for name, is_flush in json.loads(log.read_text())]


def from_folder(folder: Path) -> None:
    """A second refresh, a day after the first."""
    small.build(folder / "data", folder / "releases", now=small.NOW + timedelta(days=1))


def from_network(line: Line, folder: Path, *, days: int = 1) -> None:
    """A refresh over the network that builds upon the release in use, if there is one."""
    root, store, now = folder / "releases", folder / "snapshots", small.NOW + timedelta(days=days)
    web = Web(line, store, now=now, progress=lambda count, total: None)
    try:
        former = release.current(root, shipped=folder / "none")
    except ReleaseError:
        former = None
    small.build(folder, root, now=now, former=former, obtain=from_web(web, store=store, now=now))


def refresh_until(folder: Path, last: int, is_torn: bool, refresh_again: Refresh) -> None:
    """A second refresh that kills itself before the step number `last`, or in the middle of that flush."""
    seen = -1

    def on_step(name: str, descriptor: int | None) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            if is_torn and descriptor is not None and Path(f"/proc/self/fd/{descriptor}").is_file():
                os.truncate(f"/proc/self/fd/{descriptor}", os.fstat(descriptor).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)

    watch_steps(folder, on_step)
    refresh_again(folder)


def look(folder: Path) -> dict[str, object]:
    """What a reader meets: the version served, whether it verifies, and what the reader is told."""
    served = release.current(folder / "releases", shipped=folder / "none")
    try:
        release.verify(served.path)
        fault = ""
    except ReleaseError as error:
        fault = str(error)
    return {"served": served.version, "fault": fault, "notices": served.notices}


def main(folder: Path, seed: int, count: int, *, is_network: bool) -> None:
    first = folder / "first"
    if not is_network:
        sources.modules = lambda: small.MODULES
        small.write_source_files(first / "data")
        in_child(lambda: small.build(first / "data", first / "releases") and None)
        kill_everywhere(folder, from_folder, lambda steps: drawn_and_last(steps, seed, count))
        return
    sources.modules = lambda: small.LIVE
    with serving(folder / "server", ["alpha.example", "beta.example"]) as (server, authority):
        line = Line(resolve=server.resolve, trust=authority)
        server.answer = lambda request: publish(request, "5")
        in_child(lambda: from_network(line, first, days=0))
        server.answer = lambda request: publish(request, "6")
        kill_everywhere(folder, partial(from_network, line), each_kind_of_fetching)


def publish(request: Request, deaths: str) -> Answer:
    """What both publishers send: a table that the server can also send a part of."""
    text = f"country,year,value\nSudan,2024,0.{deaths}\nMali,2024,0.1\n".encode()
    return Answer(body=text, headers={"Content-Type": "text/csv", "ETag": f'"{deaths}"', "Accept-Ranges": "bytes"})


def every_death(steps: list[Step]) -> list[Death]:
    """Each step, and each flush once more, torn."""
    whole = [(number, False) for number in range(len(steps))]
    return whole + [(number, True) for number, (_, is_flush) in enumerate(steps) if is_flush]


def drawn_and_last(steps: list[Step], seed: int, count: int) -> list[Death]:
    """`count` deaths drawn with a seed, and every one of the last steps, from the manifest to the switch."""
    deaths = every_death(steps)
    last = [death for death in deaths if death[0] >= len(steps) - LAST]
    earlier = [death for death in deaths if death not in last]
    return sorted(random.Random(seed).sample(earlier, count)) + last


def each_kind_of_fetching(steps: list[Step]) -> list[Death]:
    """The first death of each kind, such as the flush of a ledger, before the first file of the release is written."""
    found: dict[tuple[str, bool], Death] = {}
    for number, is_torn in every_death(steps):
        kind = re.sub(r"[0-9a-f]{8,}", "", steps[number][0])
        if number < next(place for place, (name, _) in enumerate(steps) if ".staging-" in name):
            found.setdefault((kind, is_torn), (number, is_torn))
    return sorted(found.values())


def kill_everywhere(folder: Path, refresh_again: Refresh, choose: Callable[[list[Step]], list[Death]]) -> None:
    """Kill a second refresh at the steps chosen, and print what was found after each."""
    first = folder / "first"
    whole = shutil.copytree(first, folder / "whole")
    steps = count_steps(whole, refresh_again)
    for number, is_torn in choose(steps):
        place = shutil.copytree(first, folder / f"killed-{number}-{is_torn}")
        ended_by = in_child(lambda: refresh_until(place, number, is_torn, refresh_again))  # noqa: B023 run at once
        after = look(place)
        in_child(lambda: refresh_again(place))  # noqa: B023
        left = [entry.name for entry in (place / "releases").glob(".staging-*")]
        left += [entry.name for entry in (place / "snapshots").glob("*/.*")]
        print(json.dumps({
            "step": number, "of": len(steps), "name": steps[number][0], "is_torn": is_torn, "ended_by": ended_by,
            **after, "next": look(place)["served"], "left": left, "damaged": damaged(place / "snapshots"),
        }))  # fmt: skip
        shutil.rmtree(place)


def damaged(store: Path) -> list[str]:
    """Raw files that the ledgers name and that are not there whole, after the refresh that followed."""
    return [
        line.path
        for key in ("alpha", "beta")
        for line in snapshots.ledger(key, root=store)
        if not snapshots.is_kept(store / key / line.sha256)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), is_network=sys.argv[4:] == ["network"])
