"""Files that scores are compared with and forecasts are learned from: no source's figures, yet a refresh needs them."""

import hashlib
from pathlib import Path

from data import durable

PATTERNS = (
    "risk/ewp_*.csv", "hr/PTS-*.csv", "hr/cirights_*.csv", "hr/vdem_ewp_subset_*.csv", "hr/LHRS-*.csv",
    "violence/organizedviolencecy_v*.csv", "displacement/unhcr_by_origin_*.csv",
)  # fmt: skip
KEPT = "outcomes"  # in the store: those of the last refresh from a data folder


def files(folder: Path) -> list[Path]:
    """The outcome files of a data folder, sorted; none where it holds none, or is not there."""
    return sorted({path for pattern in PATTERNS for path in folder.glob(pattern) if path.is_file()})


def digest(folder: Path) -> str:
    """A digest of their names and bytes."""
    total = hashlib.sha256()
    for path in files(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def keep(folder: Path, store: Path) -> None:
    """Take the outcome files of a data folder along into the store, so that a refresh over the network has them too.

    What the store held before goes: outcomes of two folders are never mixed. Nothing happens where there are none.
    Raises OSError if the store cannot be written.
    """
    place, found = store / KEPT, files(folder)
    if not found or place == folder:
        return
    names = {path.relative_to(folder) for path in found}
    for path in found:
        target = place / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            durable.write_bytes(target, path.read_bytes())
    for path in files(place):
        if path.relative_to(place) not in names:
            path.unlink()


def find(asked: Path | None, usual: Path, store: Path) -> Path:
    """The folder to take them from: the one asked for, else the usual one if it has any, else what the store keeps."""
    if asked is not None:
        return asked
    return usual if files(usual) else store / KEPT
