"""`python -m network.backup FILE`: the whole network database in one file, consistent while people go on writing."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from network.archive import Manifest, write_archive
from network.errors import NetworkError
from network.migrate import configuration, open_store, revisions
from network.store import Store


def backup(store: Store, path: Path, *, now: datetime) -> Manifest:
    """Write a backup of a database that is at the newest revision; what it holds. Raises StoreError, OSError."""
    return write_archive(store, path, revision=revisions(configuration())[-1], now=now)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if the file was written, 2 with a sentence if not."""
    parser = argparse.ArgumentParser(prog="python -m network.backup", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        with open_store(chosen.database) as store:
            manifest = backup(store, chosen.file, now=datetime.now(UTC))
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{chosen.file}: cannot be written ({error.strerror}); no backup was taken", file=sys.stderr)
        return 2
    print(
        f"{chosen.file}: {manifest.rows} rows of {len(manifest.tables)} tables; end of the audit trail {manifest.audit_head}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
