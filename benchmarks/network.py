"""Fifty people at once, twenty-five of them writing: `python -m benchmarks.network` prints what it takes.

Two profiles on each database, in two server processes. "people": every writer sends a form about once a second, every
reader opens a page about once a second. "flood": writers send the next form as soon as the former is answered, so each
waits for all the others: what the machine can take, not what people do. After each run every acknowledged write is looked
for, once, and the audit trail is verified against every row.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Run as a file, Python would take this module for the package of the same name.
sys.path[:] = [
    str(ROOT),
    str(ROOT / "tests" / "network"),
    *(p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent),
]

from postgres_server import running  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from network import alerts, audit, consultations, decisions, members, news, notes, watchlists  # noqa: E402
from network.desk import Visit, operator  # noqa: E402
from network.errors import NetworkError  # noqa: E402
from network.limits import Limit, Limits  # noqa: E402
from network.migrate import open_store  # noqa: E402
from network.roles import Grant, Role  # noqa: E402
from network.sharing import Sharing  # noqa: E402
from network.start import start  # noqa: E402
from network.store import Store  # noqa: E402
from network.tables import THINGS, submission  # noqa: E402

SHARED = Sharing(sensitivity="network")
# The limits are counted, as they are in use, but not reached.
WIDE = Limits(by_name={name: Limit(times=1_000_000, seconds=60) for name in Limits().by_name})
BAR_MEDIAN_MS, BAR_P95_MS = 50, 250


@dataclass
class Tally:
    """What one process saw: seconds a write and a read, ids acknowledged by table, and errors by name."""

    writes: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    repeated: int = 0
    errors: Counter[str] = field(default_factory=Counter)


class Writer:
    """One person who sends forms: notes, edits, replies, watchlists and decisions, some of them twice."""

    def __init__(self, store: Store, member_id: str, consultation: str, seed: int):
        self.store, self.member_id, self.consultation = store, member_id, consultation
        self.rng = random.Random(seed)
        self.own: dict[str, int] = {}  # notes and their versions

    def visit(self, key: str) -> Visit:
        return Visit(store=self.store, member_id=self.member_id, now=datetime.now(UTC), submission=key)

    def send(self, tally: Tally) -> None:
        key = self.store.new_id()
        form, kind = self._choose()
        begun = time.perf_counter()
        answer = form(self.visit(key))
        tally.writes.append(time.perf_counter() - begun)
        if kind:
            tally.acknowledged.append((kind, answer))
        if kind == "note":
            self.own[answer] = 1
        if kind and self.rng.random() < 0.1:  # the button pressed twice
            tally.repeated += 1
            if form(self.visit(key)) != answer:
                tally.errors["doubled write"] += 1

    def _choose(self) -> tuple[Callable[[Visit], str], str]:
        body = f"What was seen on the ground, {self.rng.random()}. " * 20
        die = self.rng.random()
        if die < 0.2 and self.own:
            return self._edit(body), ""
        if die < 0.5:
            return (lambda visit: notes.share(visit, body=body, sharing=SHARED, iso3="SDN")), "note"
        if die < 0.75:
            return (lambda visit: consultations.answer(visit, consultation_id=self.consultation, body=body)), "reply"
        if die < 0.9:
            watch = watchlists.Watch(title="Neighbours", countries=("SDN", "TCD"), factors=(1, 2))
            return (lambda visit: watchlists.keep(visit, watch=watch)), "watchlist"
        return (
            lambda visit: decisions.propose(
                visit, title="Offer good offices", body=body, iso3="SDN", response="assist.mediation",
                responses={"assist.mediation"}, release="2026-11-21.1", month_="2024-12", sharing=SHARED,
            )
        ), "decision"  # fmt: skip

    def _edit(self, body: str) -> Callable[[Visit], str]:
        chosen = self.rng.choice(list(self.own))
        version = self.own[chosen]
        self.own[chosen] += 1
        return lambda visit: str(notes.edit(visit, note_id=chosen, version=version, body=body, sources=()))


def read_page(store: Store, member_id: str, rng: random.Random, tally: Tally) -> None:
    """One page's reads: a country's notes, the consultations, the alerts, or the news."""
    now = datetime.now(UTC)
    visit = Visit(store=store, member_id=member_id, now=now)
    page = rng.choice(["country", "consultations", "alerts", "news"])
    begun = time.perf_counter()
    if page == "country":
        notes.about(visit, iso3="SDN", limit=50)
    elif page == "consultations":
        consultations.every(visit, only_mine=True, limit=50)
    elif page == "alerts":
        alerts.every(visit, limit=50)
    else:
        news.since(visit, now - timedelta(days=1))
    tally.reads.append(time.perf_counter() - begun)


@dataclass(frozen=True, kw_only=True)
class Load:
    """The people of one server process: member ids, mean seconds between requests, and for how long."""

    address: str
    writers: list[str]
    readers: list[str]
    consultation: str
    seconds: float
    writers_pause: float
    readers_pause: float
    seed: int


def live(act: Callable[[], None], tally: Tally, *, pause: float, ends: float, rng: random.Random) -> None:
    """One person: a pause, a request, until the time is over. Errors are counted by name."""
    while time.monotonic() < ends:
        if pause:
            time.sleep(rng.expovariate(1 / pause))
        try:
            act()
        except NetworkError as error:
            tally.errors[error.code] += 1
        except Exception as error:
            tally.errors[f"{type(error).__name__}: {error}"[:120]] += 1


def run_people(load: Load, answers: "multiprocessing.Queue[list[Tally]]") -> None:
    """One server process: its people as threads on one store."""
    store = open_store(load.address, limits=WIDE)
    ends = time.monotonic() + load.seconds
    tallies, threads = [], []
    for index, member_id in enumerate([*load.writers, *load.readers]):
        rng, tally, is_writer = random.Random(f"{load.seed}-{index}"), Tally(), index < len(load.writers)
        if is_writer:
            act = partial(Writer(store, member_id, load.consultation, rng.randrange(1 << 30)).send, tally)
        else:
            act = partial(read_page, store, member_id, rng, tally)
        pause = load.writers_pause if is_writer else load.readers_pause
        threads.append(
            threading.Thread(target=live, args=(act, tally), kwargs={"pause": pause, "ends": ends, "rng": rng})
        )
        tallies.append(tally)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(tallies)


def prepare(address: str, people: int) -> tuple[list[str], str]:
    """Members (ids) and an open consultation that all of them were asked in."""
    store = start(address, now=datetime.now(UTC), limits=WIDE)
    visit = operator(store, now=datetime.now(UTC))
    grant = Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="BEL")
    ids = [
        members.invite(visit, name=f"Person {number}", email=f"p{number}@example.org", language="en", grants=[grant])
        for number in range(people + 1)
    ]
    asker = Visit(store=store, member_id=ids.pop(), now=datetime.now(UTC))
    consultation = consultations.ask(
        asker,
        question="What do you see?",
        recipients=ids,
        deadline=datetime.now(UTC) + timedelta(days=7),
        sharing=SHARED,
        iso3="SDN",
    )
    store.close()
    return ids, consultation


def measure(
    address: str, *, people: int, writers: int, processes: int, seconds: float, pause: float, seed: int
) -> bool:
    """Run one profile and print its line; whether it met the bars and lost nothing. `pause` is the writers'."""
    ids, consultation = prepare(address, people)
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    loads = [
        Load(address=address, writers=ids[:writers][part::processes], readers=ids[writers:][part::processes],
             consultation=consultation, seconds=seconds, writers_pause=pause, readers_pause=1.0, seed=seed + part)
        for part in range(processes)
    ]  # fmt: skip
    started = [context.Process(target=run_people, args=(load, answers)) for load in loads]
    for process in started:
        process.start()
    tallies = [tally for _ in started for tally in answers.get()]
    for process in started:
        process.join()
    errors: Counter[str] = sum((tally.errors for tally in tallies), Counter())
    errors += check(address, [item for tally in tallies for item in tally.acknowledged])
    writes = sorted(second * 1000 for tally in tallies for second in tally.writes)
    reads = sorted(second * 1000 for tally in tallies for second in tally.reads)
    repeated = sum(tally.repeated for tally in tallies)
    is_met = at(writes, 0.5) < BAR_MEDIAN_MS and at(writes, 0.95) < BAR_P95_MS and not errors
    print(
        f"{len(writes):6d} writes ({len(writes) / seconds:4.0f}/s, {repeated} sent twice)  median {at(writes, 0.5):6.1f}  "
        f"p95 {at(writes, 0.95):6.1f}  max {writes[-1]:6.1f} ms | {len(reads):5d} reads  median {at(reads, 0.5):6.1f}  "
        f"p95 {at(reads, 0.95):6.1f} ms | errors {dict(errors) or 'none'} | {'met' if is_met else 'MISSED'}",
        flush=True,
    )
    return is_met


def at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def check(address: str, acknowledged: list[tuple[str, str]]) -> Counter[str]:
    """What is wrong afterwards: acknowledged writes that are missing or there twice, and a broken trail."""
    store, found = open_store(address), Counter[str]()
    with store.reading() as connection:
        for kind in {kind for kind, _ in acknowledged}:
            ids = [thing for its_kind, thing in acknowledged if its_kind == kind]
            there = Counter(connection.scalars(select(THINGS[kind].c.id)))
            found["lost write"] += len(set(ids) - set(there))
            found["unacknowledged write"] += len(set(there) - set(ids))
        twice = select(func.count()).select_from(submission).group_by(submission.c.member_id, submission.c.key)
        found["doubled submission"] += sum(number > 1 for number in connection.scalars(twice))
        report = audit.verify(connection)
        found["broken trail"] += not report.is_sound
    store.close()
    return +found


def main() -> int:
    """0 if every profile met the bars, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--profile", choices=["people", "flood", "both"], default="both")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--writers", type=int, default=25)
    parser.add_argument("--processes", type=int, default=2, help="server processes that share the people")
    parser.add_argument(
        "--pause", type=float, default=1.0, help="mean seconds between one writer's forms, profile people"
    )
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    is_met = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pillar-two-benchmark-")))
        server = stack.enter_context(running(is_durable=True)) if chosen.database != "sqlite" else None
        for database in ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,):
            for profile in ("people", "flood") if chosen.profile == "both" else (chosen.profile,):
                name = f"{database}-{profile}"
                address = (
                    f"sqlite:///{folder / name}.sqlite"
                    if server is None or database == "sqlite"
                    else server.create(name)
                )
                print(f"{database:10s} {profile:6s}", end=" ", flush=True)
                is_met &= measure(
                    address, people=chosen.people, writers=chosen.writers, processes=chosen.processes, seconds=chosen.seconds,
                    pause=chosen.pause if profile == "people" else 0.0, seed=chosen.seed,
                )  # fmt: skip
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
