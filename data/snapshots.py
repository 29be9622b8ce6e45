"""Raw files as received: read from a folder, kept under their digest, and written into a ledger."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import durable
from data.sources.declaration import Source

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One raw file of one source as it was received: a line of the ledger."""

    source: str
    path: str  # as the source declares it, relative to the data folder
    sha256: str
    bytes: int
    received: str  # UTC, ISO 8601


def read_folder(source: Source, folder: Path) -> dict[str, bytes]:
    """The raw files of a source in a data folder, by path relative to it, patterns expanded and sorted.

    Raises FileNotFoundError naming source, file and folder if a declared file is absent or a pattern
    matches nothing, and OSError if a file cannot be read.
    """
    folder = Path(folder)
    return {path: (folder / path).read_bytes() for path in list_folder(source, folder)}


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


def keep(source: str, files: dict[str, bytes], *, received: datetime, root: Path) -> list[Snapshot]:
    """Keep raw files under their digest in `root`, and put them in the source's ledger there.

    A file whose newest line in the ledger has the same digest is neither written nor listed a second time.
    `received` carries a time zone. Returns one snapshot a file, new or old. Raises OSError if `root` cannot
    be written, ValueError if the ledger is broken.
    """
    folder = root / source
    folder.mkdir(parents=True, exist_ok=True)
    stamp = received.astimezone(UTC).isoformat(timespec="seconds")
    lines = ledger(source, root=root)
    newest = {line.path: line for line in lines}
    kept = []
    for path, raw in files.items():
        sha256 = digest(raw)
        line = Snapshot(source=source, path=path, sha256=sha256, bytes=len(raw), received=stamp)
        if path in newest and newest[path].sha256 == sha256:
            line = newest[path]
        else:
            lines.append(line)
        _write_once(folder / sha256, raw)
        kept.append(line)
    text = "".join(json.dumps(asdict(line), sort_keys=True) + "\n" for line in lines)
    durable.write_text(folder / LEDGER, text)
    return kept


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


def _write_once(path: Path, raw: bytes) -> None:
    if not (path.is_file() and digest(path.read_bytes()) == path.name):
        durable.write_bytes(path, raw)
