"""`python -m network.restore FILE`: a backup back into an empty database, brought to the newest tables and verified."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from network import audit
from network.archive import Manifest, has_rows, load_archive, open_archive
from network.errors import ArchiveError, NetworkError
from network.faults import faults_named
from network.migrate import check_references, configuration, make_file, open_store, revisions, schema, upgrade
from network.settings import database_address, network_settings
from network.store import PATIENCE, WRITERS_LOCK, make_engine


def restore(path: Path, address: str, *, now: datetime) -> tuple[Manifest, audit.Report]:
    """Fill an empty database from a backup; what it held, and what verifying the trail found.

    All rows come in one transaction: interrupted, the database is still empty and the command can be run again. A backup
    of an older revision is upgraded afterwards. Raises ArchiveError for a damaged file, a newer one, or a database that
    holds data; StoreError.
    """
    with open_archive(path) as (archive, manifest):
        if manifest.revision not in revisions(configuration()):
            raise ArchiveError("archive_newer", file=path.name, found=manifest.revision)
        make_file(address)
        engine = make_engine(address, PATIENCE, has_foreign_keys=False)
        try:
            with faults_named(), engine.connect() as connection:
                found = schema(connection, configuration())
                if found.foreign_tables or (found.found and has_rows(connection)):
                    raise ArchiveError("database_not_empty")
                if found.found not in (None, manifest.revision):
                    raise ArchiveError("database_other_revision", found=found.found, needed=manifest.revision)
            upgrade(address, to=manifest.revision, now=now)
            with faults_named(), engine.execution_options(r2p_writes=True).begin() as connection:
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})
                if has_rows(connection):
                    raise ArchiveError("database_not_empty")
                load_archive(connection, archive, manifest)
                check_references(connection)
        finally:
            engine.dispose()
    upgrade(address, now=now)
    with open_store(address) as store, store.reading() as connection:
        number, _, found_hash = manifest.audit_head.partition(":")
        return manifest, audit.verify(connection, anchor=(int(number), found_hash))


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything is back and the trail is sound, 1 if the trail is not, 2 with a sentence if nothing was restored."""
    parser = argparse.ArgumentParser(prog="python -m network.restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", help="address of an empty database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        address = (
            database_address(chosen.database) if chosen.database else network_settings().database.get_secret_value()
        )
        manifest, report = restore(chosen.file, address, now=datetime.now(UTC))
    except (NetworkError, ValueError) as error:
        print(error.sentence() if isinstance(error, NetworkError) else error, file=sys.stderr)
        return 2
    print(f"{manifest.rows} rows of {manifest.created} restored; trail: {report.sentence()}")
    return 0 if report.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
