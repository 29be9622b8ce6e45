"""The network database of this process: opened when first needed, and asked again a while after it failed."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from network import start
from network.errors import DiskFull, ReadOnlyDatabase, StoreError, Unreachable
from network.migrate import open_store
from network.store import Store

T = TypeVar("T")
PAUSE = 5.0  # seconds after a fault in which nobody waits for the database again

log = logging.getLogger("pillar_two")


def open_or_read() -> Store:
    """The database, at its newest tables; as it stands where it cannot be written to. Raises StoreError."""
    try:
        return start.start(now=datetime.now(UTC))
    except (DiskFull, ReadOnlyDatabase) as fault:
        log.warning("the network database may only be read: %s", fault)
        return open_store()


class Door:
    """The way to the network database, for every visitor of this process."""

    def __init__(self, opener: Callable[[], Store] = open_or_read, clock: Callable[[], float] = time.monotonic):
        self._opener, self._clock, self._guard = opener, clock, threading.Lock()
        self._store: Store | None = None
        self._fault: StoreError | None = None
        self._until = 0.0

    def store(self) -> Store:
        """The database. Raises StoreError; within the pause after a fault at once, so that no page waits for it."""
        with self._guard:
            if self._fault is not None and self._clock() < self._until:
                raise type(self._fault)(self._fault.code, **self._fault.message.values)
            try:
                self._store = self._store or self._opener()
            except StoreError as fault:
                self._remember(fault)
                raise
            self._fault = None
            return self._store

    def ask(self, work: Callable[[Store], T]) -> T:
        """What `work` makes of the database. Raises StoreError; one that cannot be reached begins a pause."""
        try:
            return work(self.store())
        except Unreachable as fault:
            with self._guard:
                if self._fault is None:
                    self._remember(fault)
            raise

    def _remember(self, fault: StoreError) -> None:
        log.error("the network database: %s", fault)
        self._fault, self._until = fault, self._clock() + PAUSE


door = Door()
