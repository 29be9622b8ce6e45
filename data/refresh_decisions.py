"""What a person decides about a source: to let changed figures in, or to take a file that was saved by hand."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import pandas as pd

from data import refresh_bounds, refresh_vintages, snapshots
from data import sources as catalogue
from data.lock import locked
from data.refresh_reading import HELD, Reader, curated_places, own_digests
from data.release import Release
from data.sources.declaration import Parsed, Source

EXAMPLES = 5  # rejects shown of a file


def _module(key: str) -> ModuleType:
    modules = catalogue.modules()
    if key not in modules:
        raise ValueError(f"no source is called {key!r}; there are {', '.join(modules)}")
    return modules[key]


def open_to_files() -> dict[str, Source]:
    """The sources that a file can be handed in for: those without any other way first, then by key."""
    found = {
        key: source for key, source in catalogue.declarations().items()
        if any(name not in curated_places(source) for name in source.files)
    }  # fmt: skip
    return dict(sorted(found.items(), key=lambda one: (not one[1].is_supplement, one[1].access is not None, one[0])))


def accept(key: str, *, store: Path, by: str, now: datetime) -> str:
    """Let the figures in that are held back; returns a sentence. Raises ValueError if none are."""
    source: Source = _module(key).SOURCE
    path = store / key / HELD
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"nothing of {key} is held back") from None
    with locked(store):
        _note(source, "accept", held["files"], store=store, by=by, now=now, why=held["reasons"])
    return f"{source.name}: accepted by {by}: {'; '.join(held['reasons'])}"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A file saved by hand, and what it would change."""

    source: Source
    file: Path
    path: str  # the name that the source reads it under
    parsed: Parsed
    change: refresh_vintages.Change
    breaches: list[str]

    def told(self) -> dict[str, Any]:
        """The offer, as plain values."""
        figures, rejects = self.parsed.observations, self.parsed.rejects
        return {
            "source": self.source.key, "read_as": self.path, "observations": len(figures),
            "facts": len(self.parsed.facts), "change": asdict(self.change), "beyond_bounds": self.breaches,
            "rejects": dict(Counter(rejects["reason"])),
            "examples": rejects.head(EXAMPLES)[["row", "column", "value", "detail"]].astype("object").to_dict("records"),
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The offer in words."""
        told = self.told()
        change = ", ".join(f"{number:,} {what}" for what, number in told["change"].items() if number) or "nothing"
        return [
            f"{self.source.name}: {self.file.name}, read as {self.path}",
            f"It holds {told['observations']:,} figures and {told['facts']:,} facts. It would change: {change}.",
            *(f"More than usual: {reason}" for reason in self.breaches),
            *(f"Rows set aside, {reason}: {number:,}" for reason, number in told["rejects"].items()),
            *(f"  row {one['row']}, {one['column']} = {one['value']!r}: {one['detail']}" for one in told["examples"]),
        ]


def preview(key: str, file: Path, *, store: Path, former: Release | None, now: datetime) -> Offer:
    """What a file would change if it were taken. Raises ValueError if the source cannot read it, OSError if nobody can."""
    module = _module(key)
    source: Source = module.SOURCE
    path = _path_for(source, file)
    places = curated_places(source)
    is_one_file = any(fnmatchcase(path, pattern) for pattern in source.files if pattern.endswith(".*"))
    others = {
        one.path: store / key / one.sha256
        for one in snapshots.latest(key, root=store) if one.path != path and one.path not in places and not is_one_file
    }  # fmt: skip
    with file.open("rb"):
        pass  # an unreadable file is told as such, before anything else
    reader = Reader(former=former, store=store, now=now)
    parsed = reader.check(module, snapshots.RawFiles(others | {path: file} | places))
    before = reader.former_parsed(key, is_newest=False) if former and reader.entry(key) else Parsed()
    day = now.date()
    _, change = refresh_vintages.merge(
        parsed.observations, before.observations, is_new_file=True, received=day, today=day
    )
    newest = Parsed(observations=_newest(before.observations), facts=before.facts)
    return Offer(
        source=source, file=file, path=path, parsed=parsed, change=change,
        breaches=refresh_bounds.breaches(parsed, newest, source.bounds),
    )  # fmt: skip


def _newest(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.drop_duplicates(refresh_bounds.FIGURE, keep="last")


def _path_for(source: Source, file: Path) -> str:
    """The name that a source reads a file under: that of the one file it declares, or one that fits its pattern."""
    declared = [one for one in source.files if one not in curated_places(source)]
    for pattern in declared:
        name = (PurePosixPath(pattern).parent / file.name).as_posix()
        if fnmatchcase(name, pattern):
            return name
    for pattern in declared:
        if pattern.endswith(".*"):  # one file, in whatever form; its name is for us to choose
            return pattern.removesuffix(".*") + file.suffix.lower()
    plain = [one for one in declared if not any(sign in one for sign in "*?[")]
    if len(plain) == 1 and PurePosixPath(plain[0]).suffix == file.suffix:
        return plain[0]
    raise ValueError(
        f"{source.key} reads {', '.join(declared) or 'no file'}; rename {file.name} so that it fits one of them"
    )


def take(offer: Offer, *, store: Path, by: str, now: datetime) -> None:
    """Keep the file, as a part of the newest fetch of its source, and write down who took it."""
    source = offer.source
    with locked(store):
        kept = snapshots.keep(source.key, snapshots.RawFiles({offer.path: offer.file}), received=now, root=store)
        others = [one for one in snapshots.latest(source.key, root=store) if not _is_replaced(one.path, offer)]
        snapshots.note_latest(source.key, [*others, *kept], root=store)
        _note(source, "take", own_digests(source, [*others, *kept]), store=store, by=by, now=now, why=offer.breaches)


def _is_replaced(path: str, offer: Offer) -> bool:
    """Whether a file that is kept gives way to the one offered: it has its name, or is the same one in another form."""
    one_file = [pattern for pattern in offer.source.files if pattern.endswith(".*")]
    return path == offer.path or any(fnmatchcase(path, one) and fnmatchcase(offer.path, one) for one in one_file)


def refuse(offer: Offer, *, store: Path, by: str, now: datetime, why: str) -> None:
    """Write down who refused the file, and why; nothing else changes."""
    digest = snapshots.digest_of(offer.file)
    with locked(store):
        _note(offer.source, "refuse", [digest], store=store, by=by, now=now, why=[why])


def _note(
    source: Source, decision: str, files: list[str], *, store: Path, by: str, now: datetime, why: list[str]
) -> None:
    on = now.astimezone(UTC).isoformat(timespec="seconds")
    told = {"decision": decision, "files": files, "by": by, "on": on, "why": why}
    snapshots.note_decision(source.key, told, root=store)
