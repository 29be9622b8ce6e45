"""A release: an immutable folder of figures, sealed with digests, verified, and made current in one step."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from data import durable, quality
from data.settings import SHIPPED_RELEASES, settings

MANIFEST = "manifest.json"
CURRENT = "current"
ROLLED_BACK = "rolled-back.json"  # which versions people went back from, who, when and why
VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,6}")
FILE = re.compile(r"[a-z][a-z0-9_]*\.(parquet|json)")
FILES = (
    *(f"{name}.parquet" for name in quality.COLUMNS),
    *(f"{name}.json" for name in quality.DOCUMENTS),
)
STATED = (  # keys that a manifest must have
    "version", "created", "first_month", "last_month", "default_month", "sources", "is_shippable", "counts", "files",
    "method", "notices",
)  # fmt: skip


class ReleaseError(ValueError):
    """A release that cannot be served: which file, and why."""

    def __init__(self, file: str, reason: str, version: str = ""):
        self.file, self.reason, self.version = file, reason, version
        super().__init__(f"release {version}: {file}: {reason}" if version else f"{file}: {reason}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """A release that is whole: every file has the digest that the manifest states.

    `notices`: sentences on what a reader must know of it: sources left out, newer releases that were refused.
    `refused`: those releases, as errors with file, reason and version.
    """

    path: Path
    manifest: Mapping[str, Any]
    notices: tuple[str, ...] = ()
    refused: tuple[ReleaseError, ...] = ()
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def version(self) -> str:
        return self.manifest["version"]

    def frame(self, name: str) -> pd.DataFrame:
        """A Parquet file of the release by its name without ending; read once, then a cheap copy of it.

        Raises KeyError for a name that the manifest does not list.
        """
        if name not in self._cache:
            self._cache[name] = durable.read_frame(self._listed(f"{name}.parquet"))
        return self._cache[name].copy(deep=False)

    def document(self, name: str) -> Any:
        """A JSON file of the release by its name without ending; do not change what it returns."""
        if name not in self._cache:
            self._cache[name] = json.loads(self._listed(f"{name}.json").read_text(encoding="utf-8"))
        return self._cache[name]

    def forget(self) -> None:
        """Let go of the files that were read; they are read again when asked for."""
        self._cache.clear()

    def _listed(self, file: str) -> Path:
        if file not in self.manifest["files"]:
            raise KeyError(f"release {self.version} has no file {file!r}; it has {', '.join(self.manifest['files'])}")
        return self.path / file


# Reading


def current(root: Path | None = None, shipped: Path = SHIPPED_RELEASES) -> Release:
    """The release to serve: the current one of `root`, else the newest older one there, else the shipped one.

    `root`: folder of releases, settings().releases if None. One that is damaged is skipped, and the release
    returned says so in `notices` and `refused`. Raises ReleaseError if none is whole.
    """
    root = settings().releases if root is None else root
    refused: list[ReleaseError] = []
    for folder in (root, shipped):
        for version in _candidates(folder, refused):
            try:
                release = open_release(folder / version)
            except ReleaseError as error:
                refused.append(ReleaseError(error.file, error.reason, version))
                continue
            notices = tuple(_notice(error, release.version) for error in refused)
            return Release(
                path=release.path, manifest=release.manifest, refused=tuple(refused),
                notices=(*notices, *release.manifest["notices"]),
            )  # fmt: skip
    tried = "; ".join(map(str, refused)) or f"neither {root} nor {shipped} holds one"
    raise ReleaseError(CURRENT, f"no release can be served: {tried}. Build one with python -m data.refresh")


def former(version: str, root: Path | None = None, shipped: Path = SHIPPED_RELEASES) -> Release | None:
    """The newest whole release older than a version, in `root` (settings().releases if None) or among the shipped ones."""
    roots = (settings().releases if root is None else root, shipped)
    older = {one for folder in roots for one in versions(folder) if _order(one) < _order(version)}
    for one in sorted(older, key=_order, reverse=True):
        for folder in roots:
            if one in versions(folder):
                with contextlib.suppress(ReleaseError):
                    return open_release(folder / one)
    return None


def _notice(error: ReleaseError, served: str) -> str:
    what = f"Release {error.version}" if error.version else "The note of which release is current"
    return f"{what} was refused ({error.file}: {error.reason}); release {served} is shown instead."


def _candidates(root: Path, refused: list[ReleaseError]) -> Iterator[str]:
    """The version to serve first, then the older ones, newest first; a broken `current` goes to `refused`."""
    known = versions(root)
    try:
        named = current_version(root)
    except ReleaseError as error:
        refused.append(error)
        named = None
    if named is None:
        yield from known
        return
    yield named
    yield from (version for version in known if _order(version) < _order(named))


def current_version(root: Path) -> str | None:
    """The version that the file `current` of a folder names, whether or not it is whole; None without that file.

    Raises ReleaseError if the file holds anything but a version.
    """
    try:
        text = (root / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(CURRENT, f"cannot be read ({type(error).__name__})") from None
    return check_version(text, file=CURRENT)


def rolled_back(root: Path) -> list[str]:
    """The versions that a person has gone back from, oldest first; a refresh does not make their like again."""
    try:
        notes = json.loads((root / ROLLED_BACK).read_text(encoding="utf-8"))
        return [str(note["version"]) for note in notes if VERSION.fullmatch(str(note["version"]))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        raise ReleaseError(ROLLED_BACK, "cannot be read; remove the file to forget what was rolled back") from None


def check_version(text: str, *, file: str) -> str:
    """The text, if it has the form of a version such as 2026-11-21.1; so no name can lead out of its folder.

    Raises ReleaseError otherwise.
    """
    if not VERSION.fullmatch(text):
        raise ReleaseError(file, f"{text[:40]!r} is no version; expected a form like 2026-11-21.1")
    return text


def versions(root: Path) -> list[str]:
    """The versions that have a folder in `root`, newest first, whole or not."""
    if not root.is_dir():
        return []
    found = [entry.name for entry in root.iterdir() if VERSION.fullmatch(entry.name) and entry.is_dir()]
    return sorted(found, key=_order, reverse=True)


def _order(version: str) -> tuple[str, int]:
    day, number = version.split(".")
    return day, int(number)


def open_release(path: Path) -> Release:
    """A release whose manifest is as it was sealed and whose files have the size and digest it states.

    Raises ReleaseError naming the file and the reason. The figures themselves are checked by `verify`.
    """
    manifest = _read_manifest(path)
    for name, stated in manifest["files"].items():
        if not FILE.fullmatch(name):
            raise ReleaseError(MANIFEST, f"lists {name[:40]!r}, which is no file name of a release")
        if not (path / name).is_file():
            raise ReleaseError(name, "the file is missing")
        size = (path / name).stat().st_size
        if size != stated["bytes"]:
            raise ReleaseError(name, f"is {size:,} bytes long; the manifest states {stated['bytes']:,}")
        if _digest(path / name) != stated["sha256"]:
            raise ReleaseError(name, "the digest differs from the manifest's; the file was changed after sealing")
    absent = [name for name in FILES if name not in manifest["files"]]
    if absent:
        raise ReleaseError(MANIFEST, f"does not list {', '.join(absent)}")
    return Release(path=path, manifest=manifest, notices=tuple(manifest["notices"]))


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        reason = "the file is missing" if path.is_dir() else f"there is no folder {path}"
        raise ReleaseError(MANIFEST, reason) from None
    except (OSError, ValueError) as error:
        raise ReleaseError(MANIFEST, f"cannot be read as JSON ({type(error).__name__})") from None
    if not isinstance(manifest, dict) or manifest.get("seal") != _seal_of(manifest):
        raise ReleaseError(MANIFEST, "its seal does not fit; the file was changed after sealing")
    absent = [key for key in STATED if key not in manifest]
    if absent:
        raise ReleaseError(MANIFEST, f"lacks {', '.join(absent)}")
    return manifest


def _seal_of(manifest: Mapping[str, Any]) -> str:
    """A digest of the manifest without its seal: against damage and edits, not against an adversary."""
    body = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Checking and writing


def verify(path: Path) -> dict[str, Any]:
    """Check everything about a release in a folder: digests, columns, States, months, ranges, licences, counts.

    Returns version, countries, indicators, risk_factors, sources, observations, facts, first_period, last_period
    and rejects. Raises ReleaseError with the first file that is not right, and why.
    """
    release = open_release(path)
    strays = sorted({entry.name for entry in path.iterdir()} - {MANIFEST, *release.manifest["files"]})
    if strays:
        raise ReleaseError(strays[0], "the manifest does not list this file", release.version)
    try:
        breach = next(quality.breaches(release.frame, release.document, release.manifest), None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ReleaseError(MANIFEST, f"the files cannot be checked ({error})", release.version) from error
    if breach:
        raise ReleaseError(breach.file, breach.reason, release.version)
    return {"version": release.version, **quality.count(release.frame, release.document)}


def seal(
    folder: Path, *, version: str, created: datetime, method: Mapping[str, Any], default_month: str,
    notices: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Write the manifest of a finished folder, last of all, after its files have reached the disk.

    `created` carries a time zone; `default_month` is "YYYY-MM". Returns the manifest.
    Raises ReleaseError if a file of a release is missing or cannot be read.
    """
    check_version(version, file=MANIFEST)
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        raise ReleaseError(absent[0], "the file is missing, so the release cannot be sealed", version)
    names = sorted(entry.name for entry in folder.iterdir() if FILE.fullmatch(entry.name) and entry.name != MANIFEST)
    for name in names:
        durable.flush(folder / name)
    files = {name: _entry(folder / name) for name in names}
    unsealed = Release(path=folder, manifest={"version": version, "files": files})
    sources = unsealed.document("sources")
    months = unsealed.frame("scores")["month"]
    manifest = {
        "version": version,
        "created": created.astimezone(UTC).isoformat(timespec="seconds"),
        "first_month": f"{months.min():%Y-%m}",
        "last_month": f"{months.max():%Y-%m}",
        "default_month": default_month,
        "sources": [source["key"] for source in sources],
        "is_shippable": all(source["is_redistributable"] for source in sources),
        "counts": quality.count(unsealed.frame, unsealed.document),
        "files": files,
        "method": dict(method),
        "notices": list(notices),
    }
    manifest["seal"] = _seal_of(manifest)
    durable.write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return manifest


def _entry(path: Path) -> dict[str, Any]:
    rows = pq.read_metadata(path).num_rows if path.suffix == ".parquet" else None
    return {"sha256": _digest(path), "bytes": path.stat().st_size, "rows": rows}


def next_version(root: Path, *, today: date, former: str = "") -> str:
    """The version of the next release made today: the day, and a number that no folder in `root` has yet.

    `former`: the version built upon, which may lie in another folder, as the shipped one does; its number is not used again.
    """
    numbers = [_order(version)[1] for version in (*versions(root), former) if version.startswith(f"{today}.")]
    return f"{today}.{max(numbers, default=0) + 1}"


def place(staging: Path, root: Path) -> str:
    """Move a sealed and verified folder into its place among the releases; it is not current yet.

    Raises ReleaseError if that version exists: a release is never overwritten.
    """
    version = open_release(staging).version
    if (root / version).exists():
        raise ReleaseError(MANIFEST, "a release of this version exists; releases are never overwritten", version)
    staging.rename(root / version)
    durable.flush(root)
    return version


def switch(version: str, root: Path | None = None) -> None:
    """Make a version current, in one atomic step; also the way back to an older one.

    `root`: settings().releases if None. Raises ReleaseError, and changes nothing, if the version is not whole.
    """
    root = settings().releases if root is None else root
    open_release(root / check_version(version, file=CURRENT))
    durable.write_text(root / CURRENT, version + "\n")


if __name__ == "__main__":
    import sys

    from data.release_commands import main

    sys.exit(main(sys.argv[1:]))
