"""Reading one source: have its files from a folder, the network or the store, parse them, or keep its last good figures."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from data import durable, observations, refresh_bounds, schema, snapshots
from data.http import Visit, Web
from data.release import Release
from data.settings import CURATED, ROOT
from data.snapshots import Snapshot
from data.sources.declaration import Parsed, Source

HELD = "held.json"  # the files of a source that a person has to look at, and why

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Obtained:
    """The files of one source, all of them kept in the store; or the sentence on why they could not be had."""

    source: Source
    files: tuple[Snapshot, ...] = ()
    trouble: str = ""
    is_unasked: bool = False  # the trouble is only that nobody handed in a file, and that there is nobody to ask


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one source gives to a release: its figures and the files they came from."""

    source: Source
    parsed: Parsed = field(default_factory=Parsed)
    files: tuple[Snapshot, ...] = ()
    trouble: str = ""  # why there is nothing, or nothing newer than before
    is_kept: bool = False  # these are the figures of the former release, because of the trouble
    is_held: bool = False  # … which is that newer ones changed too much, so that a person has to look
    is_carried: bool = False  # its rows were taken over from the former release as they stand there
    received: str = ""  # when the newest of its files came; UTC, ISO 8601

    @property
    def status(self) -> str:
        return f"not available: {self.trouble}" if self.trouble and not self.is_kept else "available"


Obtain = Callable[[ModuleType], Obtained]


def without_paths(sentence: str, *folders: Path) -> str:
    """The sentence without this machine's paths: it goes into the release."""
    for folder in folders:
        sentence = sentence.replace(str(folder), "the data folder")
    return sentence.replace(str(ROOT), "")


# Having the files


def curated_places(source: Source) -> dict[str, Path]:
    """The tables of data/curated/ that a source is read from: a change of one is ours, not its publisher's."""
    return {name: CURATED / name for name in (*source.files, *source.curated) if (CURATED / name).is_file()}


def is_curated(source: Source) -> bool:
    """Whether a source is read from curated tables alone, so that there is nothing to fetch."""
    return source.access is None and all((CURATED / name).is_file() for name in source.files)


def from_folder(folder: Path, *, store: Path, now: datetime) -> Obtain:
    """Has the files of each source from a data folder."""

    def obtain(module: ModuleType) -> Obtained:
        source: Source = module.SOURCE
        try:
            raw = module.fetch(folder)
        except (OSError, ValueError) as error:
            if source.is_supplement:
                return from_store(store=store, now=now)(module)  # a file that a person handed in is in no data folder
            return Obtained(source=source, trouble=without_paths(str(error), folder))
        return _stored(source, snapshots.keep(source.key, raw, received=now, root=store), store)

    return obtain


def from_store(*, store: Path, now: datetime) -> Obtain:
    """Has the files of each source as they were received last, without asking anybody."""

    def obtain(module: ModuleType) -> Obtained:
        source: Source = module.SOURCE
        try:
            kept = snapshots.latest(source.key, root=store)
        except ValueError as error:
            return Obtained(source=source, trouble=without_paths(str(error), store))
        if not kept and not is_curated(source):
            trouble = "no file of it was ever received here"
            return Obtained(source=source, trouble=trouble, is_unasked=source.access is None)
        own = [one for one in kept if one.path not in curated_places(source)]
        return _with_curated(source, own, store=store, now=now)

    return obtain


def from_web(web: Web, *, store: Path, now: datetime) -> Obtain:
    """Fetches the files of each source that may be fetched; the others are as they were received last."""
    stored = from_store(store=store, now=now)

    def obtain(module: ModuleType) -> Obtained:
        source: Source = module.SOURCE
        if source.access is None or not hasattr(module, "download"):
            return stored(module)
        try:
            visit = web.visit(source)
            try:
                module.download(visit, today=now.date())
            finally:
                visit.close()
        except OSError:
            raise  # the disk: what the network does wrong is told as a FetchError
        except ValueError as error:
            return Obtained(source=source, trouble=without_paths(str(error), store))
        except Exception as error:
            log.exception("fetching %s stopped", source.key)
            trouble = f"fetching it stopped ({type(error).__name__}); the log says where"
            return Obtained(source=source, trouble=trouble)
        return _with_curated(source, adopt(visit, now=now, root=store), store=store, now=now)

    return obtain


def only(keys: Iterable[str], obtain: Obtain, others: Obtain) -> Obtain:
    """Has the files of some sources in one way and those of the others in another."""
    chosen = set(keys)
    return lambda module: (obtain if module.SOURCE.key in chosen else others)(module)


def adopt(visit: Visit, *, now: datetime, root: Path) -> list[Snapshot]:
    """Move what was fetched to its place in the store, then list it in the ledger."""
    source, stamp, lines = visit.source.key, now.astimezone(UTC).isoformat(timespec="seconds"), []
    known = {line.url: line for line in snapshots.ledger(source, root=root) if line.url}
    for one in visit.fetched:
        if one.is_new:
            snapshots.put_in_place(one.file, root / source / one.sha256)
        former = known.get(one.url)
        # The same bytes from the same address are the same file, whatever day stands in the name it would get now.
        path = former.path if former and former.sha256 == one.sha256 else one.path
        lines.append(Snapshot(
            source=source, path=path, sha256=one.sha256, bytes=one.size, received=stamp, url=one.url, etag=one.etag,
            last_modified=one.last_modified,
        ))  # fmt: skip
    return snapshots.enter(source, lines, root=root)


def _with_curated(source: Source, own: Sequence[Snapshot], *, store: Path, now: datetime) -> Obtained:
    """The files received, and the curated tables as they are in the repository today."""
    curated = snapshots.RawFiles(curated_places(source))
    return _stored(source, [*own, *snapshots.keep(source.key, curated, received=now, root=store)], store)


def _stored(source: Source, files: list[Snapshot], store: Path) -> Obtained:
    if files != snapshots.latest(source.key, root=store):
        snapshots.note_latest(source.key, files, root=store)
    return Obtained(source=source, files=tuple(files))


# Reading them


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Turns files into figures, and falls back on the last good ones; a failure of one source leaves the others alone.

    `former`: the release whose figures are kept where a source fails; None: a source that fails is left out.
    """

    former: Release | None
    store: Path
    now: datetime

    def read(self, module: ModuleType, obtained: Obtained) -> Reading:
        """Figures and facts of one source. Raises OSError if the store cannot be read."""
        source = obtained.source
        entry = self.entry(source.key)
        if obtained.is_unasked and entry:  # as it was: a release has nothing to confess of it
            return self._taken_over(source, entry)
        if obtained.trouble:
            return self._fall_back(module, obtained.trouble)
        try:
            parsed = self._parse(module, obtained.files)
        except ValueError as error:
            return self._fall_back(module, without_paths(str(error), self.store), obtained.files)
        except Exception as error:
            # A parser that trips over a changed file must not cost the figures of all the others.
            log.exception("the parser of %s stopped", source.key)
            trouble = f"its parser stopped ({type(error).__name__}); the log says where"
            return self._fall_back(module, trouble, obtained.files)
        reasons = self._held_for(source, parsed, obtained.files)
        self._note_held(source, obtained.files, reasons)
        if reasons:
            return self._fall_back(module, "; ".join(reasons), obtained.files, is_held=True)
        return Reading(source=source, parsed=parsed, files=obtained.files, received=_newest(source, obtained.files))

    def _parse(self, module: ModuleType, files: Sequence[Snapshot]) -> Parsed:
        return self.check(module, snapshots.open_snapshots(files, root=self.store))

    def check(self, module: ModuleType, files: snapshots.RawFiles) -> Parsed:
        """What a source's parser makes of files, once validated; raises ValueError."""
        source: Source = module.SOURCE
        parsed = module.parse(files, today=self.now.date())
        declared = {one.key: source.key for one in source.series}
        return Parsed(
            observations=observations.validate(parsed.observations, declared, today=self.now.date()),
            facts=observations.validate_facts(parsed.facts, [source.key]),
            rejects=schema.rejects(parsed.rejects),
        )

    # Held back

    def _held_for(self, source: Source, parsed: Parsed, files: Sequence[Snapshot]) -> list[str]:
        """Why these figures need a person's look; nothing if they do not, or somebody has looked."""
        entry = self.entry(source.key)
        if entry is None or not has_new_files(source, entry, files) or _is_accepted(source, files, self.store):
            return []
        return refresh_bounds.breaches(parsed, self.former_parsed(source.key, is_newest=True), source.bounds)

    def _note_held(self, source: Source, files: Sequence[Snapshot], reasons: list[str]) -> None:
        path = self.store / source.key / HELD
        if not reasons:
            path.unlink(missing_ok=True)
            return
        note = {"files": own_digests(source, files), "reasons": reasons, "since": self.now.date().isoformat()}
        durable.write_text(path, json.dumps(note, indent=1, ensure_ascii=False) + "\n")

    # Last good figures

    def entry(self, key: str) -> dict[str, Any] | None:
        """What the former release says of a source that it has figures or facts of; None otherwise."""
        if self.former is None:
            return None
        found = next((one for one in self.former.document("sources") if one["key"] == key), None)
        has_any = found is not None and (found.get("rows") or found.get("facts")) and found["status"] == "available"
        return found if has_any else None

    def _fall_back(
        self, module: ModuleType, trouble: str, files: Sequence[Snapshot] = (), *, is_held: bool = False
    ) -> Reading:
        """The figures of the former release: read again from its files where they are kept, else taken over."""
        source, entry = module.SOURCE, self.entry(module.SOURCE.key)
        if self.former is None or entry is None:
            return Reading(source=source, trouble=trouble, files=tuple(files))
        try:
            good = self._good_files(source, entry)
            received = self._received(entry)
            kept = Reading(source=source, parsed=self._parse(module, good), files=tuple(good), received=received)
        except Exception as error:
            log.info("%s: taken over from release %s (%s)", source.key, self.former.version, error)
            kept = self._taken_over(source, entry)
        return replace(kept, trouble=trouble, is_kept=True, is_held=is_held)

    def _taken_over(self, source: Source, entry: Mapping[str, Any]) -> Reading:
        """The rows of the former release as they stand there."""
        received = self._received(entry)
        lines = tuple(Snapshot(source=source.key, received=received, **one) for one in entry["files"])
        parsed = self.former_parsed(source.key, is_newest=False)
        return Reading(source=source, parsed=parsed, files=lines, received=received, is_carried=True)

    def _received(self, entry: Mapping[str, Any]) -> str:
        assert self.former is not None
        return str(entry.get("received") or self.former.manifest["created"])

    def _good_files(self, source: Source, entry: Mapping[str, Any]) -> list[Snapshot]:
        """The files that the former release was made of, with the curated tables of today; raises ValueError."""
        places = curated_places(source)
        own = [one for one in entry["files"] if one["path"] not in places]
        curated = snapshots.keep(source.key, snapshots.RawFiles(places), received=self.now, root=self.store)
        return [*snapshots.find(source.key, own, root=self.store), *curated]

    def former_parsed(self, key: str, *, is_newest: bool) -> Parsed:
        """What the former release holds of a source: each figure in its newest vintage, or all vintages."""
        assert self.former is not None
        frames = {name: self.former.frame(name) for name in ("observations", "facts", "rejects")}
        own = {name: frame[frame["source"] == key].reset_index(drop=True) for name, frame in frames.items()}
        if is_newest:
            own["observations"] = observations.read(own["observations"], as_of=None, series=None)
        return Parsed(**own)


def has_new_files(source: Source, entry: Mapping[str, Any], files: Sequence[Snapshot]) -> bool:
    """Whether a source's own files differ from those of a release's entry; its curated tables do not count."""
    places = curated_places(source)
    now = {(one.path, one.sha256) for one in files if one.path not in places}
    return now != {(one["path"], one["sha256"]) for one in entry["files"] if one["path"] not in places}


def own_digests(source: Source, files: Iterable[Snapshot]) -> list[str]:
    """The digests of a source's own files, without its curated tables, sorted."""
    places = curated_places(source)
    return sorted(one.sha256 for one in files if one.path not in places)


def _is_accepted(source: Source, files: Sequence[Snapshot], store: Path) -> bool:
    digests = own_digests(source, files)
    return any(
        one.get("decision") in ("accept", "take") and one.get("files") == digests
        for one in snapshots.decisions(source.key, root=store)
    )


def _newest(source: Source, files: Sequence[Snapshot]) -> str:
    """When the newest of a source's own files came; of the curated ones where it has no others."""
    places = curated_places(source)
    own = [one.received for one in files if one.path not in places]
    return max(own or [one.received for one in files], default="")


def received_on(reading: Reading) -> date:
    """The day on which the newest of a source's files came."""
    return datetime.fromisoformat(reading.received).date()
