"""Turns what a database driver raises into one of the store's own faults, without its address or any content."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from network.errors import Busy, Damaged, DiskFull, Interrupted, ReadOnlyDatabase, StoreError, Unreachable, WrongSchema

# Primary result codes: https://www.sqlite.org/rescode.html
SQLITE = {
    sqlite3.SQLITE_BUSY: (Busy, "database_busy"),
    sqlite3.SQLITE_LOCKED: (Busy, "database_busy"),
    sqlite3.SQLITE_FULL: (DiskFull, "disk_full"),
    sqlite3.SQLITE_READONLY: (ReadOnlyDatabase, "database_read_only"),
    sqlite3.SQLITE_CORRUPT: (Damaged, "database_damaged"),
    sqlite3.SQLITE_NOTADB: (Damaged, "database_damaged"),
    sqlite3.SQLITE_CANTOPEN: (Unreachable, "database_unreachable"),
    sqlite3.SQLITE_IOERR: (Unreachable, "database_unreachable"),
}
# A write that the file system refuses shows up as one of these when the disk or a quota is full.
SQLITE_NO_ROOM = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}
# https://www.postgresql.org/docs/15/errcodes-appendix.html, by class or by whole code
POSTGRESQL = {
    "53100": (DiskFull, "disk_full"),
    "53300": (Busy, "database_busy"),
    "55P03": (Busy, "database_busy"),
    "57014": (Busy, "database_busy"),
    "40001": (Interrupted, "database_unreachable"),
    "40P01": (Interrupted, "database_unreachable"),
    "25006": (ReadOnlyDatabase, "database_read_only"),
    "42P01": (WrongSchema, "schema_absent"),
    "XX001": (Damaged, "database_damaged"),
    "XX002": (Damaged, "database_damaged"),
    "08": (Interrupted, "database_unreachable"),
    "57P": (Interrupted, "database_unreachable"),
}


def fault(error: Exception) -> StoreError:
    """The store's fault for an exception that SQLAlchemy or a driver raised."""
    if isinstance(error, PoolTimeout):
        return Busy("database_busy")
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _sqlite_fault(original)
    state = getattr(original, "sqlstate", None)
    for length in (5, 3, 2):
        if state and state[:length] in POSTGRESQL:
            kind, code = POSTGRESQL[state[:length]]
            return kind(code)
    if state is None and isinstance(error, DBAPIError):
        # psycopg gives no state when it could not connect, or when the server went away in mid-sentence
        kind = Interrupted if error.connection_invalidated else Unreachable
        return kind("database_unreachable")
    return StoreError("database_fault", fault=state or type(original).__name__)


def _sqlite_fault(error: sqlite3.Error) -> StoreError:
    full_code = getattr(error, "sqlite_errorcode", None)
    if full_code in SQLITE_NO_ROOM:
        return DiskFull("disk_full")
    if full_code is not None and full_code & 0xFF in SQLITE:
        kind, code = SQLITE[full_code & 0xFF]
        return kind(code)
    if "no such table" in str(error):
        return WrongSchema("schema_absent")
    return StoreError("database_fault", fault=getattr(error, "sqlite_errorname", type(error).__name__))


@contextmanager
def faults_named() -> Iterator[None]:
    """Within it, a driver's exception leaves as one of the store's faults.

    A broken constraint leaves as it is: it is a mistake in the program, not a fault of the store.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as error:
        raise fault(error) from error
