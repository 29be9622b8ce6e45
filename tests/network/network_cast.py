"""The people that the tests are about, and what they need at hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from network import members
from network.alerts import Proposal
from network.desk import Visit, operator
from network.limits import Limit, Limits
from network.roles import Grant, Role
from network.sharing import Sharing
from network.store import Store

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
# The limits are counted, but not reached, unless a test is about them.
WIDE = Limits(by_name={name: Limit(times=1_000_000, seconds=60) for name in Limits().by_name})
NETWORK = Sharing(sensitivity="network")
# For what only one of the two databases can do.
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@dataclass
class Cast:
    """Members by a short name, and the visits they make."""

    store: Store
    ids: dict[str, str] = field(default_factory=dict)
    now: datetime = NOW

    def visit(self, who: str | None, *, after: timedelta = timedelta(0), submission: str | None = None) -> Visit:
        return Visit(
            store=self.store, member_id=self.ids[who] if who else None, now=self.now + after, submission=submission
        )

    def operator(self, *, after: timedelta = timedelta(0)) -> Visit:
        return operator(self.store, now=self.now + after)

    def invite(self, who: str, *grants: Grant, language: str = "en") -> str:
        self.ids[who] = members.invite(
            self.operator(), name=who.title(), email=f"{who}@example.org", language=language, grants=grants
        )
        return self.ids[who]


FOCAL_BELGIUM = Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="BEL")
FOCAL_GHANA = Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="GHA")


def proposal(**changes: object) -> Proposal:
    """A proposed alert on Sudan; anything may be changed."""
    usual: dict[str, object] = {
        "iso3": "SDN", "rule": "score_threshold", "title": "Score crosses a threshold", "level": "high", "release": "r1",
        "month": "2024-12", "unit": "points", "before": 60.0, "after": 72.5, "low": 68.0, "high": 76.0,
    }  # fmt: skip
    return Proposal(**(usual | changes))
