"""Killed at random in the middle of writes: what was acknowledged is there, nothing is there by half."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from network import audit
from network.store import Store
from network.tables import audience, consultation, recipient, submission

KILLS = 100
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("killed_writer.py")


class Writer:
    """The program that writes, and what it said was saved."""

    def __init__(self, address: str, member: str, asked: str):
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), address, member, asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.saved: list[str] = []
        self.begun = 0

    def line(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().split()

    def kill_after(self, starts: int, delay: float) -> None:
        """Let a child begin that many writes, wait a moment within the last one, kill it, and hear what it had saved."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()
        pid = int(self.line()[1])
        begun = 0
        while begun < starts:
            begun += self._hear(self.line())
        until = time.perf_counter() + delay
        while time.perf_counter() < until:
            pass
        os.kill(pid, signal.SIGKILL)
        words = self.line()
        while words != ["ended"]:
            begun += self._hear(words)
            words = self.line()
        self.begun += begun

    def _hear(self, words: list[str]) -> int:
        if words[0] == "saved":
            self.saved.append(words[2])
        return words[0] == "start"

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def whole_consultations(store: Store) -> tuple[set[str], set[str]]:
    """Ids of consultations there, and of those that have all their parts."""
    with store.reading() as connection:
        there = set(connection.scalars(select(consultation.c.id)))
        asked = Counter(connection.scalars(select(recipient.c.consultation_id)))
        named = Counter(connection.scalars(select(audience.c.thing_id)))
        sent = Counter(connection.scalars(select(submission.c.result)))
    return there, {one for one in there if asked[one] == named[one] == sent[one] == 1}


@pytest.fixture
def writer(cast, address):
    running = Writer(address, cast.ids["focal"], cast.ids["other"])
    yield running
    running.close()


def test_a_hundred_kills_lose_nothing_and_leave_nothing_by_half(cast, writer):
    rng = random.Random(20261121)
    for _ in range(KILLS):
        writer.kill_after(starts=rng.randint(1, 4), delay=rng.uniform(0, 0.008))
    there, whole = whole_consultations(cast.store)
    assert set(writer.saved) - there == set(), "acknowledged and lost"
    assert there - whole == set(), "there by half"
    with cast.store.reading() as connection:
        assert audit.verify(connection).fault is None
    # otherwise the kills came between the writes, and this test would show nothing
    assert writer.begun - len(writer.saved) > KILLS / 2
