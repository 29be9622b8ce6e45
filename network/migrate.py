"""Brings the network database to the tables this program needs, whole or not at all: `python -m network.migrate`."""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text

from network.errors import NetworkError, Unreachable, WrongSchema
from network.faults import faults_named
from network.limits import LIMITS, Limits
from network.settings import database_address, network_settings
from network.store import PATIENCE, WRITERS_LOCK, Store, make_engine
from network.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, kw_only=True)
class Schema:
    """Where a database stands: its revision (None: no tables yet) and the newest one this program knows."""

    found: str | None
    needed: str
    is_known: bool
    foreign_tables: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        return self.found == self.needed

    def trouble(self) -> WrongSchema | None:
        """What an operator must be told before this database can be used; None if it can be."""
        if self.foreign_tables:
            return WrongSchema("schema_foreign", tables=", ".join(self.foreign_tables[:5]))
        if self.found is None:
            return WrongSchema("schema_absent")
        if not self.is_known:
            return WrongSchema("schema_new", found=self.found)
        if not self.is_current:
            return WrongSchema("schema_old", found=self.found, needed=self.needed)
        return None


def configuration(scripts: Sequence[Path] = ()) -> Config:
    """Alembic's settings; `scripts` are further folders of revisions (tests use one)."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, [SCRIPTS / "versions", *scripts])))
    return config


def revisions(config: Config) -> list[str]:
    """Every revision, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def schema(connection: Connection, config: Config) -> Schema:
    """Where the database of this connection stands."""
    known = revisions(config)
    found = MigrationContext.configure(connection).get_current_revision()
    foreign: tuple[str, ...] = ()
    if found is None:
        foreign = tuple(name for name in inspect(connection).get_table_names() if name != VERSION_TABLE)
    return Schema(found=found, needed=known[-1], is_known=found in known, foreign_tables=foreign)


def upgrade(address: str, *, to: str = "head", scripts: Sequence[Path] = (), now: datetime | None = None) -> Schema:
    """Bring a database up to a revision, in one transaction: interrupted at any point, it stays as it was.

    Several processes may call it at once; the first does the work. A SQLite file that holds data is copied beside itself
    first. Raises WrongSchema for a database of something else or of a newer program, StoreError if it cannot be reached.
    """
    config = configuration(scripts)
    make_file(address)
    # rebuilding a table must not touch those that name it
    engine = make_engine(address, PATIENCE, has_foreign_keys=False)
    try:
        with faults_named(), engine.execution_options(r2p_writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})
            before = schema(connection, config)
            if before.foreign_tables or (before.found and not before.is_known):
                raise before.trouble() or AssertionError("unreachable")
            if before.found and before.found != (before.needed if to == "head" else to):
                _keep_copy(address, before.found, now or datetime.now(UTC))
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            check_references(connection)
            return schema(connection, config)
    finally:
        engine.dispose()


def _file(address: str) -> Path | None:
    url = make_url(address)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def make_file(address: str) -> None:
    """An empty SQLite file that only its owner may read. Raises Unreachable where none can be made."""
    path = _file(address)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise Unreachable("database_unreachable") from error


def _keep_copy(address: str, revision: str, now: datetime) -> None:
    """A consistent copy of a SQLite file, beside it; PostgreSQL is backed up by `python -m network.backup`."""
    path = _file(address)
    if path is None:
        return
    target = path.with_name(f"{path.name}.before-upgrade-{revision}-{now:%Y%m%dT%H%M%S}")
    target.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def check_references(connection: Connection) -> None:
    """Raises RuntimeError if a row of a SQLite database names a missing one; PostgreSQL refuses such rows itself."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(
            f"upgrade would leave {len(broken)} rows that name a missing one, first in table {broken[0][0]}"
        )


def open_store(address: str | None = None, *, limits: Limits = LIMITS, is_upgraded: bool = False) -> Store:
    """The network database, ready for use; `address` is R2P_DATABASE unless given.

    `is_upgraded`: bring it to the newest tables first (the app does so when it starts; commands do not).
    Raises StoreError with a sentence for an operator.
    """
    whole = database_address(address) if address else network_settings().database.get_secret_value()
    path = _file(whole)
    if is_upgraded:
        upgrade(whole)
    elif path is not None and not path.exists():
        raise WrongSchema("schema_absent")
    store = Store(whole, limits=limits)
    try:
        with store.reading() as connection:
            trouble = schema(connection, configuration()).trouble()
        if trouble:
            raise trouble
    except BaseException:
        store.close()
        raise
    return store


def differences(connection: Connection) -> list[object]:
    """What distinguishes the database's tables from those the program declares; empty at the newest revision."""
    from alembic.autogenerate import compare_metadata

    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def main(arguments: Sequence[str] | None = None) -> int:
    """`upgrade`, or `state`: 0 if the database is current, 1 if not, 2 if it cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m network.migrate", description=__doc__)
    parser.add_argument("command", choices=["upgrade", "state"])
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        address = (
            database_address(chosen.database) if chosen.database else network_settings().database.get_secret_value()
        )
        if chosen.command == "upgrade":
            print(f"at revision {upgrade(address).found}")
            return 0
        path = _file(address)
        if path is not None and not path.exists():
            raise WrongSchema("schema_absent")
        with Store(address) as store, store.reading() as connection:
            state = schema(connection, configuration())
    except (NetworkError, ValueError) as error:
        print(error.sentence() if isinstance(error, NetworkError) else error, file=sys.stderr)
        return 2
    trouble = state.trouble()
    print(trouble.sentence() if trouble else f"at revision {state.found}, the newest")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
