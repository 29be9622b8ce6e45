"""A server for the documented answers, and what a first, good fetch of each source gave."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data import sources
from data.http import Line, Web
from data.refresh import describe
from data.refresh_reading import Obtained, Reader, Reading, from_web
from data.release import Release
from tests.sources.documented import HOSTS, documented
from tests.sources.server import NOTHING, Server, serving

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SMALL = {"max_megabytes": 0.3, "total_seconds": 900}  # limits that a test can reach


@dataclass
class Clock:
    """Time that passes only when somebody waits, or looks at the clock."""

    now: float = 0.0
    tick: float = 0.0  # seconds that pass at each look
    waited: float = 0.0

    def look(self) -> float:
        self.now += self.tick
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """The server, and the certificate of the authority that it is trusted by."""
    with serving(
        tmp_path_factory.mktemp("server"),
        [*HOSTS, "elsewhere.example", "alpha.example", "beta.example", "data.example.org"],
    ) as both:
        yield both


@pytest.fixture
def server(grounds: tuple[Server, Path]) -> Iterator[Server]:
    server = grounds[0]
    server.requests.clear()
    yield server
    server.answer = lambda request: NOTHING


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(server: Server, grounds: tuple[Server, Path], clock: Clock) -> Line:
    """The way to the server, whatever host is asked for."""
    return Line(
        resolve=server.resolve, trust=grounds[1], clock=clock.look, sleep=clock.wait, rng=random.Random(1)
    )  # fmt: skip


def module_of(key: str, **limits: Any) -> Any:
    """The module of a source, with the limits that a test sets."""
    module = sources.modules()[key]
    if not limits:
        return module
    access = replace(module.SOURCE.access, **limits)

    class Limited:
        SOURCE = replace(module.SOURCE, access=access)
        fetch = staticmethod(module.fetch)
        download = staticmethod(module.download)
        parse = staticmethod(module.parse)

    return Limited


Fetch = Callable[..., Obtained]


@pytest.fixture
def fetch(line: Line) -> Fetch:
    """Fetches a source into a store; returns what was obtained."""

    def obtain(module: Any, store: Path, *, now: datetime = NOW, by: Line = line) -> Obtained:
        web = Web(by, store, now=now, progress=lambda count, total: None)
        return from_web(web, store=store, now=now)(module)

    return obtain


def read(module: Any, obtained: Obtained, store: Path, *, former: Release | None = None) -> Reading:
    return Reader(former=former, store=store, now=NOW).read(module, obtained)


def release_of(reading: Reading) -> Release:
    """A release, in memory, that holds what was read of one source."""
    parsed = reading.parsed
    frames = {"observations": parsed.observations, "facts": parsed.facts, "rejects": parsed.rejects}
    return Release(
        path=Path("nowhere"), manifest={"version": "2026-11-20.1", "created": "2026-11-20T12:00:00+00:00", "files": {}},
        _cache={**frames, "sources": [describe(reading, parsed.observations)]},
    )  # fmt: skip


@pytest.fixture(scope="session")
def good(
    grounds: tuple[Server, Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Path, Reading]]:
    """A store into which a source was fetched in its documented form the day before, and what that gave."""
    server, authority = grounds

    @cache
    def fetched(key: str) -> tuple[Path, Reading]:
        store, clock = tmp_path_factory.mktemp(key), Clock()
        line = Line(resolve=server.resolve, trust=authority, clock=clock.look, sleep=clock.wait, rng=random.Random(1))
        web = Web(line, store, now=NOW - timedelta(days=1), progress=lambda count, total: None)
        former = server.answer
        server.answer = documented(key)
        obtained = from_web(web, store=store, now=NOW - timedelta(days=1))(module_of(key))
        server.answer = former
        return store, read(module_of(key), obtained, store)

    return fetched


@pytest.fixture
def good_copy(good, tmp_path):
    """A copy of the store after a good fetch, which a test may spoil, and what that fetch gave."""

    def copied(key: str):
        store, reading = good(key)
        return shutil.copytree(store, tmp_path / "store"), reading

    return copied
