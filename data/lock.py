"""One writer at a time to a folder: a lock that falls with the process that holds it, however that ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = ".refresh.lock"


class BusyError(ValueError):
    """Somebody else is writing; the message says where, and to wait."""


@contextmanager
def locked(*folders: Path) -> Iterator[None]:
    """Hold the locks of folders, of releases or of raw files, without waiting for them. Raises BusyError.

    The file stays behind and says nothing: the lock is the kernel's, on the open file.
    """
    if not folders:
        yield
        return
    first, *others = folders
    first.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(first / LOCK, timeout=0), locked(*others):
            yield
    except Timeout:
        raise BusyError(f"another refresh is writing to {first}; wait for it to end") from None
