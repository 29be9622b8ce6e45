"""The backup file: every table as it stands in one snapshot, cell by cell, with digests; and back into an empty database."""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import sqlite

from network.columns import Document, plain
from network.errors import ArchiveError
from network.migrate import VERSION_TABLE
from network.store import Store
from network.tables import attempt, audit_head, metadata, session

FORMAT = "pillar two network backup 1"
MANIFEST = "manifest.json"
# Sign-ins and counters are of the moment: after a restore everybody signs in again.
NOT_KEPT = frozenset({session.name, attempt.name})
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds: revision of the tables, when it was taken, rows and digest by table, end of the trail."""

    revision: str
    created: str
    tables: Mapping[str, Mapping[str, Any]]
    audit_head: str

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())


def write_archive(store: Store, path: Path, *, revision: str, now: datetime) -> Manifest:
    """Write the whole database to a file, as it stands at one moment, while others go on writing.

    The file is readable by its owner only and appears whole or not at all. Raises StoreError, OSError.
    """
    with (
        store.reading() as connection,
        _whole_file(path) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        tables = {}
        for table in metadata.sorted_tables:
            if table.name not in NOT_KEPT:
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as part:
                    tables[table.name] = _write_table(connection, table, part)
        head = connection.execute(select(audit_head.c.seq, audit_head.c.hash)).one()
        manifest = Manifest(
            revision=revision, created=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", tables=tables,
            audit_head=f"{head.seq}:{head.hash}",
        )  # fmt: skip
        archive.writestr(MANIFEST, json.dumps({"format": FORMAT} | plain(manifest), indent=1))
    return manifest


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place under `path` once it is written and on disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp: mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def raw(column: Column[Any]) -> Any:
    """A column as the database holds it: documents as their text."""
    return type_coerce(column, Text).label(column.name) if isinstance(column.type, Document) else column


def _write_table(connection: Connection, table: Table, part: Any) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    query = select(*map(raw, table.c)).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    with connection.execute(query).mappings() as found:
        for row in found:
            line = json.dumps(plain(dict(row)), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            part.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The file and its manifest, once every part fits its digest. Raises ArchiveError, naming the part that does not."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            for name, table in manifest.tables.items():
                if _digest(archive, name) != table["sha256"]:
                    raise ArchiveError("archive_damaged", file=path.name, part=f"{name}.jsonl")
            yield archive, manifest
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise ArchiveError("archive_unreadable", file=path.name, reason=type(error).__name__) from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    found = json.loads(archive.read(MANIFEST))
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise ArchiveError("archive_unreadable", file=path.name, reason="format")
    return Manifest(**found)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(f"{name}.jsonl") as part:
            while block := part.read(1 << 20):
                digest.update(block)
    except zipfile.BadZipFile:
        return "unreadable"
    return digest.hexdigest()


def has_rows(connection: Connection) -> bool:
    """Whether anything was ever written to this database."""
    reflected = MetaData()
    reflected.reflect(connection)
    tables = [table for name, table in reflected.tables.items() if name not in (VERSION_TABLE, audit_head.name)]
    return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def load_archive(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> int:
    """Put a backup's rows into the tables of its own revision; how many. The tables must be empty."""
    reflected = MetaData()
    reflected.reflect(connection)
    connection.execute(delete(reflected.tables[audit_head.name]))
    for table in reflected.sorted_tables:
        if table.name in manifest.tables:
            with archive.open(f"{table.name}.jsonl") as part:
                load_rows(connection, table, part)
    return manifest.rows


def load_rows(connection: Connection, table: Table, lines: Iterable[bytes | str]) -> None:
    """Insert rows, one JSON object a line. A row may name a later one of its own table: such cells are filled last."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = {name: _cell(table.c[name], value) for name, value in json.loads(line).items()}
        if any(row[name] is not None for name in own):
            later.append(row)
        batch.append(row | dict.fromkeys(own))
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    for row in later:
        connection.execute(update(table).where(table.c.id == row["id"]).values({name: row[name] for name in own}))


def _cell(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        # as Moment keeps it: SQLite knows no time zones
        return moment.replace(tzinfo=None) if isinstance(column.type, sqlite.DATETIME) else moment
    return value
