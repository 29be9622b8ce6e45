"""How a host State protects missions: the threat level of each, as assessed, and the advice given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, select

from network import text
from network.columns import Cells
from network.desk import Desk, Reader, find, reading, writing
from network.errors import BadInput, NotFound
from network.incidents import Mission, has_come, protected, whole_day
from network.sharing import view
from network.tables import THREATS, mission_advice, mission_threat


@dataclass(frozen=True, kw_only=True)
class Threat:
    """The threat level of a mission from a day on, to another or until further notice, and the body that assessed it."""

    mission: Mission
    level: str
    since: str
    assessed_by: str
    until: str | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        text.choice("threat_level", self.level, THREATS)
        whole_day("since", self.since)
        if self.until is not None and whole_day("until", self.until) < self.since:
            raise BadInput("dates_reversed", since=self.since, until=self.until)
        text.kept("assessed_by", self.assessed_by, text.LINE, is_line=True)
        text.kept("reason", self.reason, text.PARAGRAPH, may_be_empty=True)

    def stands_on(self, day: date) -> bool:
        return self.since <= day.isoformat() <= (self.until or "9999-12-31")

    def overlaps(self, other: "Threat") -> bool:
        """Whether both are of one mission and have a day in common."""
        is_same = self.mission.key == other.mission.key
        return is_same and self.since <= (other.until or "9999-12-31") and other.since <= (self.until or "9999-12-31")


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a mission was advised, when, and by which office."""

    mission: Mission
    given_on: str
    office: str
    body: str

    def __post_init__(self) -> None:
        whole_day("given_on", self.given_on)
        text.kept("office", self.office, text.LINE, is_line=True)
        text.kept("body", self.body, text.PARAGRAPH)


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """A threat level in the books."""

    id: str
    version: int
    threat: Threat


@dataclass(frozen=True, kw_only=True)
class Advised:
    """A piece of advice in the books."""

    id: str
    version: int
    advice: Advice


@writing("missions.keep")
def assess(desk: Desk, *, threat: Threat) -> str:
    """Enter a threat level; its id.

    Raises BadInput if another of that mission has a day in common, or if it begins after today.
    """
    desk.allow(protected(threat.mission.host))
    has_come(desk, "since", threat.since)
    for row in _rows(desk, mission_threat, threat.mission.host):
        other = view(Threat, row, mission=view(Mission, row))
        if threat.overlaps(other):
            raise BadInput("dates_overlap", since=other.since, until=other.until or "…")
    cells = {"level": threat.level, "since": threat.since, "until": threat.until, "assessed_by": threat.assessed_by}
    return desk.add(mission_threat, threat.mission.cells | cells | {"reason": threat.reason})


@writing("missions.keep")
def end_assessment(desk: Desk, *, threat_id: str, version: int, until: str) -> int:
    """Let a threat level end on a day; the new version."""
    current = _find(desk, mission_threat, threat_id)
    if whole_day("until", until) < current["since"]:
        raise BadInput("dates_reversed", since=current["since"], until=until)
    return desk.change(mission_threat, current, {"until": until}, version=version)


@writing("missions.keep")
def remove_assessment(desk: Desk, *, threat_id: str, version: int) -> int:
    """Take a threat level off the books; it is kept, and no longer shown. The new version."""
    return desk.change(
        mission_threat, _find(desk, mission_threat, threat_id), {"removed_at": desk.now}, version=version
    )


@writing("missions.keep")
def advise(desk: Desk, *, advice: Advice) -> str:
    """Enter advice given to a mission; its id."""
    desk.allow(protected(advice.mission.host))
    has_come(desk, "given_on", advice.given_on)
    cells = {"given_on": advice.given_on, "office": advice.office, "body": advice.body}
    return desk.add(mission_advice, advice.mission.cells | cells)


@reading
def threats(reader: Reader, *, host: str) -> list[Assessed]:
    """The threat levels in a host State, the newest first."""
    reader.require("missions.read", protected(host))
    rows = sorted(_rows(reader, mission_threat, host), key=lambda row: (row["since"], row["id"]), reverse=True)
    return [view(Assessed, row, threat=view(Threat, row, mission=view(Mission, row))) for row in rows]


@reading
def advice(reader: Reader, *, host: str) -> list[Advised]:
    """The advice given in a host State, the newest first."""
    reader.require("missions.read", protected(host))
    rows = sorted(_rows(reader, mission_advice, host), key=lambda row: (row["given_on"], row["id"]), reverse=True)
    return [view(Advised, row, advice=view(Advice, row, mission=view(Mission, row))) for row in rows]


def _rows(reader: Reader, table: Table, host: str) -> Iterable[Cells]:
    query = select(table).where(table.c.host == host, table.c.removed_at.is_(None))
    return reader.connection.execute(query).mappings().all()


def _find(desk: Desk, table: Table, thing_id: str) -> Cells:
    current = find(desk.connection, table, thing_id)
    if not desk.may(desk.action, protected(current["host"])) or current["removed_at"] is not None:
        raise NotFound()
    return current
