"""python -m benchmarks.briefing: how fast briefings are made, and what fifty at once take of the machine.

Printed, never asserted: the first country PDF after the pool of renderers was started; one after another, warm; and fifty asked
for at the same moment, with the memory of this process and its renderers (PSS: what they share is counted once).
"""

import argparse
import statistics
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from briefing.documents import Request
from briefing.formats import Choices
from briefing.language import PLANNED
from briefing.render_pool import RenderPool, Ticket
from briefing.renderer import Job
from data import release as releases
from data.countries import countries

EVERY = 0.1  # seconds between two looks at the memory
SMAPS = "/proc/{pid}/smaps_rollup"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warm", type=int, default=30, help="documents one after another")
    parser.add_argument("--at-once", type=int, default=50, help="documents asked for at the same moment")
    parser.add_argument("--starts", type=int, default=3, help="starts of the pool")
    asked = parser.parse_args()
    release = releases.current()
    firsts = [first_after_start(release) for _start in range(asked.starts)]
    print(f"First country PDF after start: {', '.join(f'{one:.2f}' for one in firsts)} s")
    pool = RenderPool()
    try:
        for one in jobs(release, 2 * len(pool.renderers)):
            finished(pool.submit(one))
        took = [timed(lambda one=one: finished(pool.submit(one))) for one in jobs(release, asked.warm)]
        print(f"Country PDF, warm ({len(took)}): median {statistics.median(took):.2f} s, longest {max(took):.2f} s")
        with Memory(pool) as memory:
            seconds = timed(lambda: all_at_once(pool, jobs(release, asked.at_once)))
        print(
            f"{asked.at_once} at once: all done after {seconds:.1f} s; most memory {memory.most / 2**20:.0f} MiB (PSS)"
        )
    finally:
        pool.close()
    return 0


def jobs(release: releases.Release, count: int) -> list[Job]:
    """As many country PDFs, each of another State, through the six languages."""
    codes = sorted(countries())
    month, today = release.manifest["default_month"], datetime.now(tz=UTC).date()
    return [
        Job(
            request=Request(
                kind="country", codes=(codes[(7 * number) % len(codes)],), month=month, language=PLANNED[number % len(PLANNED)]
            ),
            formats=("pdf",), choices=Choices(), release=str(release.path), today=today,
        )
        for number in range(count)
    ]  # fmt: skip


def first_after_start(release: releases.Release) -> float:
    """Seconds from starting a pool to its first document."""
    began = time.perf_counter()
    pool = RenderPool()
    finished(pool.submit(jobs(release, 1)[0]))
    seconds = time.perf_counter() - began
    pool.close()
    return seconds


def all_at_once(pool: RenderPool, wanted: list[Job]) -> None:
    """Ask for all, then wait for all."""
    for ticket in [pool.submit(one) for one in wanted]:
        finished(ticket)


def finished(ticket: Ticket) -> None:
    """Wait for a document. Raises RuntimeError if it was not made."""
    ticket.finished.wait()
    if ticket.state != "done":
        raise RuntimeError(f"{ticket.job.request}: {ticket.state} {ticket.why}")


def timed(work) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Memory:
    """Watches the memory of this process and the renderers of a pool; `most`: bytes at the worst moment."""

    def __init__(self, pool: RenderPool):
        self.most, self._pool, self._is_over = 0, pool, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(EVERY):
            pids: list[int | str] = ["self", *(one.pid for one in self._pool.renderers if one.pid)]
            self.most = max(self.most, sum(proportional(pid) for pid in pids))


def proportional(pid: int | str) -> int:
    """Bytes of a process, what it shares divided among those that share it (Linux); 0 for one that has ended."""
    try:
        lines = Path(SMAPS.format(pid=pid)).read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    sys.exit(main())
