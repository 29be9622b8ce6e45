"""The alerts that a release proposes, taken into the network for review; `python -m network.proposals` does it from cron."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.release import Release, ReleaseError, current, open_release
from network.alerts import Proposal, take
from network.desk import Visit, operator
from network.errors import NetworkError
from network.store import Store
from network.text import LINE, Source

FILE = "alerts.json"
SAME = (  # cells that the release and the network call the same
    "iso3", "rule", "title", "level", "month", "unit", "after", "before", "low", "high", "factor", "since", "change",
    "change_low", "change_high", "threshold", "counted", "subject",
)  # fmt: skip


def of_release(release: Release) -> list[Proposal]:
    """What a release proposes; nothing if it was made before alerts were. Raises BadInput for an entry that is none."""
    if FILE not in release.manifest["files"]:
        return []
    return [_proposal(entry, release.version) for entry in release.document("alerts")]


def _proposal(entry: Mapping[str, Any], version: str) -> Proposal:
    return Proposal(
        **{name: entry[name] for name in SAME}, release=version, responses=tuple(entry["responses"]),
        movers=tuple((one["indicator"], one["points"]) for one in entry["movers"]),
        sources=tuple(
            Source(title=" ".join(one["title"].split())[:LINE], address=one["address"], date=one["date"])
            for one in entry["sources"]
        ),
    )  # fmt: skip


def take_release(visit: Visit, release: Release) -> dict[str, int]:
    """Take a release's proposals in; see `network.alerts.take`. Doing it twice adds nothing."""
    return take(visit, proposals=of_release(release))


def keep_up(store: Store, release: Release, *, now: datetime) -> dict[str, int]:
    """What the app does when it first meets a release: its proposals are put before the reviewers."""
    return take_release(operator(store, now=now), release)


def main(arguments: Sequence[str] | None = None) -> int:
    """Put the alerts that a release proposes before the reviewers; run it after each refresh."""
    from network.migrate import open_store

    parser = argparse.ArgumentParser(prog="python -m network.proposals", description=main.__doc__)
    parser.add_argument("--release", type=Path, help="folder of a release; the one being served if left out")
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        release = open_release(chosen.release) if chosen.release else current()
        with open_store(chosen.database, is_upgraded=True) as store:
            found = keep_up(store, release, now=datetime.now(UTC))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(
        f"release {release.version}: {found['new']} new, {found['suppressed']} kept back, {found['known']} known already"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
