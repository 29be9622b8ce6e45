"""What a refresh has done before and need not do again: reading what was read, building what was built."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data import durable, outcomes, snapshots
from data import release as releases
from data.corrections import Correction
from data.refresh_reading import Obtained
from data.release import Release
from data.settings import ROOT, SHIPPED_RELEASES

INPUTS = "inputs.json"  # what a release was made of, besides the sources' files
DATA_FILES = ("observations.parquet", "facts.parquet", "rejects.parquet")
CODE = ("data", "indicators", "models")  # folders whose code and declarations decide what a figure becomes
MEASURE = re.compile(r"\d[\d,.]*(?= (?:bytes|s)\b)")  # in a sentence on what went wrong
CHECKED = "checked.json"  # in the store: what the last refresh found


def fingerprint(
    obtained: Sequence[Obtained], *, keys: Sequence[str], store: Path, fixes: Sequence[Correction], data: Path,
    signals: Path | None, today: date,
) -> str:  # fmt: skip
    """A digest of everything that decides what a refresh makes: files, failures, decisions, code, corrections, day.

    `data`: folder of outcome files. `signals`: folder of hate-speech signals, None where none are counted.
    """
    parts = {
        "keys": list(keys),
        "files": [[one.source.key, one.trouble, [[file.path, file.sha256] for file in one.files]] for one in obtained],
        "decisions": [snapshots.decisions(key, root=store) for key in keys],
        "fixes": [repr(one) for one in fixes],
        "code": code_digest(),
        "outcomes": outcomes.digest(data),
        "signals": _signals_digest(signals),
        "today": today.isoformat(),  # parsers set aside what lies in the future
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def code_digest() -> str:
    """A digest of the code, declarations and curated tables that turn files into figures and scores."""
    total = hashlib.sha256()
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            is_release = SHIPPED_RELEASES in path.parents
            if path.suffix != ".pyc" and not is_release and path.is_file():
                total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _signals_digest(folder: Path | None) -> str:
    """A digest of the files of a folder; empty where there is none."""
    if folder is None:
        return ""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def was_found(store: Path, mark: str, version: str) -> bool:
    """Whether the last refresh found just this, and left the release in use."""
    try:
        found = json.loads((store / CHECKED).read_text(encoding="utf-8"))
        return (found["mark"], found["version"]) == (mark, version)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def note_found(store: Path, mark: str, version: str) -> None:
    """Write down what a refresh found and the release that was in use after it: one that finds the same is done."""
    durable.write_text(store / CHECKED, json.dumps({"mark": mark, "version": version}) + "\n")


def write_inputs(staging: Path, *, keys: Sequence[str], data: Path, signals: Path | None) -> None:
    """Write down what the figures in a staging folder are scored with."""
    inputs = {"keys": list(keys), "code": code_digest(), "outcomes": outcomes.digest(data)}
    inputs |= {"signals": _signals_digest(signals)}
    durable.write_text(staging / INPUTS, json.dumps(inputs, indent=1) + "\n")


def find_twin(staging: Path, former: Release | None, root: Path) -> Release | None:
    """The release in use, or one that was rolled back since, if it holds just what is staged; None otherwise."""
    for release in _to_compare(former, root):
        if has_same_inputs(staging, release, DATA_FILES) and _tells_the_same(staging, release):
            return release
    return None


def _to_compare(former: Release | None, root: Path) -> Iterator[Release]:
    if former and former.path.parent == root:
        yield former
    for version in releases.rolled_back(root):
        try:
            yield releases.open_release(root / version)
        except releases.ReleaseError:
            continue


def has_same_inputs(staging: Path, release: Release, names: Sequence[str]) -> bool:
    """Whether a release was made of these files, by the same code from the same sources."""
    files = release.manifest["files"]
    if INPUTS not in files or release.document("inputs") != json.loads((staging / INPUTS).read_text(encoding="utf-8")):
        return False
    return all(snapshots.digest_of(staging / name) == files[name]["sha256"] for name in names)


def _tells_the_same(staging: Path, release: Release) -> bool:
    """Whether a release says the same of its sources; files that were fetched anew to the same effect do not count.

    Nor does how many bytes had come, or how long a server asks to wait: each attempt to reach it says another number,
    and a publisher who is down for a month must not make a release every six hours.
    """

    def told(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {name: MEASURE.sub("", value) if name in ("status", "trouble") else value for name, value in one.items()
             if name not in ("files", "received")}
            for one in entries
        ]  # fmt: skip

    return told(json.loads((staging / "sources.json").read_text(encoding="utf-8"))) == told(release.document("sources"))
