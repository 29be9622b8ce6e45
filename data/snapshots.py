"""Raw files as received: read from a folder, kept under their digest, and written into a ledger."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from data import durable
from data.sources.declaration import Source

LEDGER = "ledger.jsonl"
LATEST = "latest.json"  # the files of the newest complete fetch
DECISIONS = "decisions.jsonl"  # what people decided about a source, who and when
PART = ".part-"  # a file that is being received
BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One raw file of one source as it was received: a line of the ledger."""

    source: str
    path: str  # as the source declares it, relative to the data folder
    sha256: str
    bytes: int
    received: str  # UTC, ISO 8601
    url: str = ""  # where it was fetched from; empty for a file of a folder
    etag: str = ""  # what the server said of this version, to ask again only for a newer one
    last_modified: str = ""


class RawFiles(Mapping[str, bytes]):
    """Raw files on disk by their path: read whole when asked for by path, or opened, for those too large for that."""

    def __init__(self, places: Mapping[str, Path]):
        self.places = dict(places)

    def __getitem__(self, path: str) -> bytes:
        return self.places[path].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def open_raw(files: Mapping[str, bytes], path: str) -> IO[bytes]:
    """A raw file as a stream, so that a large one never has to be in memory whole; KeyError if there is none."""
    if isinstance(files, RawFiles):
        return files.places[path].open("rb")
    return io.BytesIO(files[path])


def read_folder(source: Source, folder: Path) -> dict[str, bytes]:
    """The raw files of a source in a data folder, by path relative to it, patterns expanded and sorted.

    Raises FileNotFoundError naming source, file and folder if a declared file is absent or a pattern
    matches nothing, and OSError if a file cannot be read.
    """
    folder = Path(folder)
    return {path: (folder / path).read_bytes() for path in list_folder(source, folder)}


def open_folder(source: Source, folder: Path) -> RawFiles:
    """`read_folder` for files that are too large to be read whole."""
    return RawFiles({path: Path(folder) / path for path in list_folder(source, Path(folder))})


def list_folder(source: Source, folder: Path) -> list[str]:
    """The paths, relative to `folder`, of the files that a source declares; errors as `read_folder`."""
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{source.key}: there is no folder {folder}; name the folder that holds the source files"
        )
    found: dict[str, None] = {}
    for declared in source.files:
        is_pattern = any(sign in declared for sign in "*?[")
        matches = sorted(folder.glob(declared)) if is_pattern else [folder / declared]
        files = [match for match in matches if match.is_file()]
        if not files:
            what = "nothing matches" if is_pattern else "there is no file"
            raise FileNotFoundError(f"{source.key}: {what} {declared!r} in {folder}; add it, or switch the source off")
        found |= dict.fromkeys(file.relative_to(folder).as_posix() for file in files)
    return list(found)


def digest(raw: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def keep(source: str, files: Mapping[str, bytes], *, received: datetime, root: Path) -> list[Snapshot]:
    """Keep raw files under their digest in `root`, and put them in the source's ledger there.

    A file whose newest line in the ledger has the same digest is neither written nor listed a second time.
    `received` carries a time zone. Returns one snapshot a file, new or old. Raises OSError if `root` cannot
    be written, ValueError if the ledger is broken.
    """
    folder = _folder(source, root)
    stamp, lines = _stamp(received), []
    for path in files:
        sha256, size = _keep_one(files, path, folder)
        lines.append(Snapshot(source=source, path=path, sha256=sha256, bytes=size, received=stamp))
    return enter(source, lines, root=root)


def enter(source: str, lines: Iterable[Snapshot], *, root: Path) -> list[Snapshot]:
    """Put files that are kept already into the ledger; returns for each its line there, new or old.

    A file whose newest line has the same digest and address keeps that line, and with it the day it first came.
    """
    entered = ledger(source, root=root)
    newest = {line.path: line for line in entered}
    found = []
    for line in lines:
        former = newest.get(line.path)
        if former and (former.sha256, former.url) == (line.sha256, line.url):
            # The server may have given the same bytes a new mark; it is the one to ask with next time.
            line = Snapshot(**asdict(line) | {"received": former.received})
            if line != former:
                entered[entered.index(former)] = line
        else:
            entered.append(line)
        newest[line.path] = line
        found.append(line)
    durable.write_text(
        _folder(source, root) / LEDGER,
        "".join(json.dumps(asdict(line), sort_keys=True) + "\n" for line in entered),
    )
    return found


def _folder(source: str, root: Path) -> Path:
    folder = root / source
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _stamp(received: datetime) -> str:
    return received.astimezone(UTC).isoformat(timespec="seconds")


def _keep_one(files: Mapping[str, bytes], path: str, folder: Path) -> tuple[str, int]:
    """Keep one file; returns its digest and size."""
    if not isinstance(files, RawFiles):
        raw = files[path]
        sha256 = digest(raw)
        if not is_kept(folder / sha256):
            durable.write_bytes(folder / sha256, raw)
        return sha256, len(raw)
    place = files.places[path]
    sha256 = digest_of(place)
    if not is_kept(folder / sha256):
        _copy(place, folder / sha256)
    return sha256, place.stat().st_size


def _copy(source: Path, target: Path) -> None:
    """Copy a file block by block, into place in one step."""
    part = target.with_name(f".{target.name}.part")
    try:
        with source.open("rb") as incoming, part.open("wb") as outgoing:
            shutil.copyfileobj(incoming, outgoing, BLOCK)
            outgoing.flush()
            os.fsync(outgoing.fileno())
        put_in_place(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Give a file whose bytes are on disk its final name, in one step that a crash cannot halve."""
    part.replace(target)
    durable.flush(target.parent)


def sweep(root: Path) -> None:
    """Remove what writes that were killed left behind; files that are being received stay, to be resumed."""
    for left in root.glob("*/.*.part"):
        left.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_kept(path: Path) -> bool:
    """Whether a file lies there whole: its name is its digest."""
    return path.is_file() and digest_of(path) == path.name


def ledger(source: str, *, root: Path) -> list[Snapshot]:
    """Every file received from a source, oldest first; none if it never sent one.

    Raises ValueError for a line that is no snapshot: somebody edited the ledger.
    """
    path = root / source / LEDGER
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(Snapshot(**json.loads(line)))
        except (ValueError, TypeError):
            raise ValueError(f"{path}: line {number} is no snapshot; put the ledger back") from None
    return found


def read_snapshot(snapshot: Snapshot, *, root: Path) -> bytes:
    """The bytes of a file kept earlier.

    Raises ValueError if they no longer have the digest that they were kept under, FileNotFoundError if gone.
    """
    path = root / snapshot.source / snapshot.sha256
    raw = path.read_bytes()
    if digest(raw) != snapshot.sha256:
        raise ValueError(f"{path}: not the bytes received on {snapshot.received}; fetch {snapshot.source} again")
    return raw


# The newest complete fetch


def note_latest(source: str, snapshots: Iterable[Snapshot], *, root: Path) -> None:
    """Write down which files make up the newest complete fetch of a source, all of them kept already."""
    lines = [asdict(one) for one in snapshots]
    durable.write_text(_folder(source, root) / LATEST, json.dumps(lines, indent=1, sort_keys=True) + "\n")


def latest(source: str, *, root: Path) -> list[Snapshot]:
    """The files of the newest complete fetch of a source; none if there was none.

    Raises ValueError if the note of them is broken.
    """
    path = root / source / LATEST
    if not path.is_file():
        return []
    try:
        return [Snapshot(**line) for line in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError):
        raise ValueError(f"{path} is no list of snapshots; remove it and fetch {source} again") from None


def open_snapshots(snapshots: Iterable[Snapshot], *, root: Path) -> RawFiles:
    """Files kept earlier, by path. Raises ValueError for one that is gone or not as it was received."""
    places = {}
    for one in snapshots:
        place = root / one.source / one.sha256
        if not is_kept(place):
            raise ValueError(f"{one.source}: the kept copy of {one.path} is gone or damaged; fetch it again")
        places[one.path] = place
    return RawFiles(places)


def find(source: str, files: Iterable[Mapping[str, str]], *, root: Path) -> list[Snapshot]:
    """The kept files that a release names by path and sha256. Raises ValueError for one that was never kept here."""
    known = {(line.path, line.sha256): line for line in ledger(source, root=root)}
    found = []
    for file in files:
        line = known.get((file["path"], file["sha256"]))
        if line is None:
            raise ValueError(f"{source}: {file['path']} was never kept here; fetch it again")
        found.append(line)
    return found


# What people decided


def note_decision(source: str, decision: Mapping[str, object], *, root: Path) -> None:
    """Add a decision about a source to those taken before; it carries at least `decision`, `by` and `on`."""
    path = _folder(source, root) / DECISIONS
    former = path.read_text(encoding="utf-8") if path.is_file() else ""
    durable.write_text(path, former + json.dumps(decision, sort_keys=True, ensure_ascii=False) + "\n")


def decisions(source: str, *, root: Path) -> list[dict[str, object]]:
    """What people decided about a source, oldest first."""
    path = root / source / DECISIONS
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
