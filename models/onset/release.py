"""python -m models.onset.release: the forecasts as a release carries them, computed once for the same files and code.

    python -m models.onset.release build --data DIR     compute them (some minutes) and keep them in the cache
    python -m models.onset.release seal --release DIR   enter a release's newest forecasts in the register

A build takes minutes, a refresh should take one. So what was computed is kept under `var/forecasts/`, named after the
digest of the files it was learned from and of the code that learned it; the release in use, or the one shipped with the
code, serves as well, for it states both digests. A refresh whose files are those of the shipped release therefore
computes nothing; one with new files computes once (`fresh` computes anyway, `skip` leaves the forecasts out). Where the
files are not at hand, as in a refresh over the network, the forecasts of the release in use stay as they are.

What a release carries is ours: probabilities, intervals, ranks, contributions to the log-odds, and how well past
forecasts did. The predictor and event files state no licence, so none of their values is copied: a driver of the learned
half has a contribution and no value. A driver of the plain half keeps its level, a mean of percentiles that we compute
from public sources. The 39 onsets that the forecasts are judged by are named with the rank each forecast gave.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from data import durable
from data.lock import BusyError, locked
from data.release import Release, ReleaseError, current, open_release
from data.settings import CURATED, SHIPPED_RELEASES, settings
from models.onset import predict, saved
from models.onset.backtest import SEED
from models.onset.frames import FrameError
from models.onset.index import SourceError
from models.onset.register import RegisterError, seal_forecasts

TRACK_RECORD = "track_record.json"
FRAMES = ("forecasts.parquet", "drivers.parquet", "forecast_changes.parquet")
MODEL = "model.skops"
REGISTER = SHIPPED_RELEASES / "register.csv"
HOW = ("reuse", "fresh", "skip")
WORKERS = 2
NOT_COMPUTING = ("release.py", "register.py", "saved.py", "words.py", "card.py")  # modules that no figure depends on


def write_forecasts(staging: Path, data: Path, *, how: str = "reuse") -> None:
    """Write the forecasts and the track record into a staging folder; only the track record, with why, if there are none.

    `data`: folder of the source files. `how`: "reuse" takes what was computed from the same files by the same code, and
    computes where nothing was, or, without the files, takes what the same code computed last; "fresh" computes; "skip"
    leaves the forecasts out.
    Raises FrameError or SourceError for a file that cannot be used.
    """
    if how not in HOW:
        raise ValueError(f"forecast: must be one of {', '.join(HOW)}, got {how!r}")
    reason = why_not(data, how=how)
    folder = None
    if how == "reuse":
        folder = find_served() if reason else find_kept(data)
    if reason and folder is None:
        _write_record(staging, {"evaluated": False, "reason": reason})
        return
    folder = folder or build_kept(data)
    for name in (*FRAMES, TRACK_RECORD):
        shutil.copyfile(folder / name, staging / name)


def why_not(data: Path, *, how: str) -> str:
    """Why a release carries no forecasts, as a sentence; empty if it can."""
    if how == "skip":
        return "The forecasts were left out when this release was built."
    absent = sorted(name for name in predict.FILES if not (data / name).is_file())
    if absent:
        return f"Files that the forecasts are learned from were not at hand: {', '.join(absent)}."
    return ""


def find_kept(data: Path) -> Path | None:
    """The folder of forecasts computed from these files by this code: of the cache, the release in use, or the shipped one."""
    marks = {"data_sha256": saved.data_digest(data, predict.FILES), "code_sha256": code_digest()}
    kept = _cache(marks["data_sha256"], marks["code_sha256"])
    return next((folder for folder in (kept, *_served()) if _fits(folder, marks)), None)


def find_served() -> Path | None:
    """The folder of the release in use, or else of the shipped one, if this code computed its forecasts from any files."""
    marks = {"code_sha256": code_digest()}
    return next((folder for folder in _served() if _fits(folder, marks)), None)


def build_kept(data: Path, *, seed: int = SEED, workers: int = WORKERS) -> Path:
    """Compute the forecasts and keep them; returns their folder. Takes minutes. Raises FrameError or SourceError."""
    code = code_digest()  # before the minutes in which someone may edit it
    built = predict.build(data, seed=seed, workers=workers)
    folder = _cache(built.data_sha256, code)
    folder.mkdir(parents=True, exist_ok=True)
    frames = dict(zip(FRAMES, (built.forecasts, without_values(built.drivers), built.changes), strict=True))
    for name, frame in frames.items():
        durable.write_frame(folder / name, covered(frame))
    model = saved.save(built.fitted, folder / MODEL, shift=built.shift, data_sha256=built.data_sha256)
    facts = {"not_covered": list(built.not_covered), "code_sha256": code, "model_sha256": model}
    _write_record(
        folder, {"evaluated": True, **built.track_record, **facts}
    )  # last: a folder without it does not count
    return folder


def covered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of States: places outside the 195 are forecast too, for the ranks, and not shown."""
    return frame[frame["iso3"].notna()].astype({"iso3": "string"}).reset_index(drop=True)


def without_values(drivers: pd.DataFrame) -> pd.DataFrame:
    """The drivers with no value of the files that state no licence: those of the learned half lose value and percentile."""
    is_ours = drivers["half"] != "learned"
    columns = {name: drivers[name].where(is_ours) for name in ("value", "percent_below")}
    return drivers.assign(**columns)


def code_digest() -> str:
    """A digest of the code and library versions that decide the figures."""
    total = hashlib.sha256(json.dumps(saved.library_versions(), sort_keys=True).encode())
    own = (path for path in Path(__file__).parent.glob("*.py") if path.name not in NOT_COMPUTING)
    for path in sorted([*own, CURATED / "un_members.csv"]):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _cache(data: str, code: str) -> Path:
    return settings().releases.parent / "forecasts" / f"{data[:16]}-{code[:16]}"


def _served() -> Iterator[Path]:
    for root in (settings().releases, SHIPPED_RELEASES):
        try:
            yield current(root, SHIPPED_RELEASES).path
        except ReleaseError:  # none there, or none whole: nothing to take from
            continue


def _fits(folder: Path, marks: dict[str, str]) -> bool:
    try:
        record = json.loads((folder / TRACK_RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return record.get("evaluated") is True and all(record.get(key) == mark for key, mark in marks.items())


def _write_record(folder: Path, record: dict) -> None:
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    durable.write_text(folder / TRACK_RECORD, text + "\n")


def seal(release: Release, register: Path) -> int:
    """Enter the newest forecasts of a release in the register; returns how many lines. Raises RegisterError, BusyError."""
    if "forecasts.parquet" not in release.manifest["files"]:
        raise RegisterError(f"release {release.version} carries no forecasts; there is nothing to seal")
    today = datetime.fromisoformat(release.manifest["created"]).astimezone(UTC).date()
    if today > (now := datetime.now(UTC).date()):
        raise RegisterError(f"release {release.version} was made on {today}, after today, {now}; set the clock right")
    with locked(register.parent):  # two seals at once would both follow the same line
        return seal_forecasts(register, release.frame("forecasts"), release=release.version, today=now)


def main(arguments: list[str]) -> int:
    """Run the command; returns 0, or 1 after one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m models.onset.release")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="compute the forecasts and keep them for the releases to come")
    build.add_argument("--data", type=Path, required=True, help="folder with risk/, violence/, displacement/, hr/")
    build.add_argument("--workers", type=int, default=WORKERS, help="processes")
    sealing = commands.add_parser("seal", help="enter a release's newest forecasts in the register")
    sealing.add_argument("--release", type=Path, required=True, help="folder of the release")
    sealing.add_argument("--register", type=Path, default=REGISTER, help="the register's file")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "seal":
            print(f"{seal(open_release(asked.release), asked.register)} forecasts sealed in {asked.register.name}")
            return 0
        reason = why_not(asked.data, how="fresh")
        if reason:
            raise FrameError(reason)
        print(build_kept(asked.data, workers=asked.workers))
    except (FrameError, SourceError, RegisterError, ReleaseError, BusyError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
