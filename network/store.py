"""The network database: consistent reads, and writes that come one after the other and survive a crash."""

import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from network.errors import Busy, Interrupted, StoreError
from network.faults import fault, faults_named
from network.limits import LIMITS, Limits

T = TypeVar("T")

# Seconds a write waits for its turn before it gives up.
PATIENCE = 10.0
# Seconds between two askings for SQLite's turn; each process asks for one thread at a time.
POLL = 0.001
# A write whose connection broke is tried once more: its submission key tells whether the first try arrived.
TRIES = 2
# Every writer of this database takes the same lock, so that PostgreSQL writes in turn as SQLite does. Any constant will do.
WRITERS_LOCK = 7_202_005_138_139


class Turns:
    """Lets the threads of one process write one after the other, first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Within it, no other thread has the turn. Raises Busy if it does not come within `patience` seconds."""
        self._take(patience)
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._is_taken = False

    def _take(self, patience: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            ticket = threading.Event()
            self._waiting.append(ticket)
        if ticket.wait(patience):
            return
        with self._guard:
            # the turn may have been handed over just after the wait ended
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                raise Busy("database_busy")


def new_id() -> str:
    """An id nobody can guess or count."""
    return uuid.uuid4().hex


class Store:
    """One network database. Threads share it; processes make their own after forking.

    `address` as `NetworkSettings.database` gives it. Reads see one consistent snapshot. Writes run one after the
    other in all processes; when `write` returns, the change is on disk.
    """

    def __init__(
        self, address: str, *, limits: Limits = LIMITS, patience: float = PATIENCE, new_id: Callable[[], str] = new_id,
    ):  # fmt: skip
        self.limits, self.patience, self.new_id = limits, patience, new_id
        self.engine = make_engine(address, patience)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = self.engine.execution_options(r2p_writes=True)
        self._reader = self.engine
        if not self.is_sqlite:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._turns = Turns()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose queries all see the same state. Raises StoreError."""
        with faults_named(), self._reader.connect() as connection, connection.begin():
            yield connection

    def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` reads in one consistent state; done again once if the connection turns out to be broken.

        Raises StoreError.
        """
        for left in reversed(range(TRIES)):
            try:
                with self.reading() as connection:
                    return work(connection)
            except Interrupted:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, once its changes are on disk; none of them if it raises.

        `work` may run twice if the connection breaks, so it must have no effect but on the connection.
        Raises StoreError.
        """
        with self._turns.turn(self.patience):
            for left in reversed(range(TRIES)):
                try:
                    return self._write_once(work)
                except IntegrityError:
                    raise
                except (DBAPIError, PoolTimeout) as error:
                    found: StoreError = fault(error)
                    if not (left and found.is_worth_another_try):
                        raise found from error
        raise AssertionError("unreachable")

    def _write_once(self, work: Callable[[Connection], T]) -> T:
        with self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})
            return work(connection)

    def close(self) -> None:
        """Let go of the database; also at the end of a `with` block."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make_engine(address: str, patience: float, *, has_foreign_keys: bool = True) -> Engine:
    """An engine with the settings that durability and order rest on."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url, connect_args={"timeout": patience, "check_same_thread": False}, pool_size=16, max_overflow=48,
            pool_timeout=patience, hide_parameters=True,
        )  # fmt: skip
        event.listen(engine, "connect", _sqlite_settings(patience, has_foreign_keys))
        event.listen(engine, "begin", partial(_sqlite_begin, patience=patience))
        return engine
    # on: a commit that was acknowledged is on disk
    options = f"-c synchronous_commit=on -c lock_timeout={int(patience * 1000)} -c timezone=UTC"
    return create_engine(
        url, connect_args={"connect_timeout": 5, "options": options, "application_name": "pillar-two"},
        pool_size=8, max_overflow=12, pool_timeout=patience, pool_use_lifo=True, hide_parameters=True,
    )  # fmt: skip


def _sqlite_settings(patience: float, has_foreign_keys: bool) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where this module says, not where the driver guesses
        for setting in (
            f"busy_timeout = {int(patience * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",  # in WAL mode NORMAL may lose the last commits when power fails
            f"foreign_keys = {'ON' if has_foreign_keys else 'OFF'}",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {setting}").close()

    return prepare


def _sqlite_begin(connection: Connection, *, patience: float) -> None:
    """A snapshot for a reader; for a writer the turn among all processes, asked for until it comes."""
    if not connection.get_execution_options().get("r2p_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + patience
    # SQLite's own waiting sleeps longer and longer, and so lets a busy process pass again and again.
    raw.execute("PRAGMA busy_timeout = 0").close()
    try:
        while time.monotonic() < until:
            try:
                # a transaction that starts by reading and then writes cannot wait for its turn; this one asks first
                raw.execute("BEGIN IMMEDIATE").close()
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(POLL)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what the loop met, under SQLAlchemy's name
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}").close()
