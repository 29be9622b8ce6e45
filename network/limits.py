"""How often things may be done, counted in the database so that every process counts the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from network.columns import digest
from network.errors import TooOften
from network.tables import attempt

# One statement for each dialect: a first count, or one more.
_COUNT = {
    name: insert(attempt)
    .on_conflict_do_update(index_elements=["bucket", "window_start"], set_={"count": attempt.c.count + 1})
    .returning(attempt.c.count)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `times` in each window of `seconds`; windows are fixed, so two bursts may meet at an edge."""

    times: int
    seconds: int

    def __post_init__(self) -> None:
        if self.times < 1 or self.seconds < 1:
            raise ValueError(
                f"a limit must allow at least one time in at least one second, got {self.times}, {self.seconds}"
            )


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a deployment. Figures are the project's own: far above what a person does, far below a flood."""

    by_name: Mapping[str, Limit] = field(
        default_factory=lambda: {
            "write": Limit(times=120, seconds=60),  # per member
            "sign_in": Limit(times=20, seconds=300),  # per account
            "sign_in_origin": Limit(times=300, seconds=300),  # per network address: a whole ministry may share one
            "sign_in_start": Limit(times=120, seconds=60),  # per network address: each asks the provider
            "feed": Limit(times=60, seconds=3600),  # per feed address
            "feed_unknown": Limit(times=30, seconds=3600),  # wrong feed addresses, per address they come from
        }
    )

    def __getitem__(self, name: str) -> Limit:
        return self.by_name[name]


LIMITS = Limits()


def count(connection: Connection, limits: Limits, *, name: str, who: str, now: datetime) -> None:
    """Count one more time for `who`. Raises TooOften beyond the limit, naming the moment it ends.

    `who` is kept as a digest, so that no network address stays in the database.
    """
    times, ends = count_quietly(connection, limits, name=name, who=who, now=now)
    refuse_beyond(limits, name=name, times=times, ends=ends)


def refuse_beyond(limits: Limits, *, name: str, times: int, ends: datetime) -> None:
    """Raises TooOften if `times` is beyond the limit of that name."""
    limit = limits[name]
    if times > limit.times:
        raise TooOften("too_often", limit=limit.times, seconds=limit.seconds, until=f"{ends:%H:%M:%S} UTC")


def count_quietly(
    connection: Connection, limits: Limits, *, name: str, who: str, now: datetime
) -> tuple[int, datetime]:
    """Count one more time for `who`; how often that makes in this window, and when the window ends."""
    limit = limits[name]
    start = int(now.timestamp()) // limit.seconds * limit.seconds
    ends = datetime.fromtimestamp(start + limit.seconds, UTC)
    row = {"bucket": f"{name}:{digest(who)}", "window_start": start, "count": 1, "ends_at": ends}
    return connection.execute(_COUNT[connection.dialect.name], row).scalar_one(), ends
