"""Incidents against diplomatic and consular missions in a host State: the register, and what followed each report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import select

from data.countries import countries
from network import text
from network.columns import Cells
from network.desk import Desk, Reader, find, reading, writing
from network.errors import BadInput, NotFound
from network.messages import Term
from network.roles import Thing
from network.sharing import view
from network.tables import INSTITUTIONS, STAGES, incident_step, mission_incident

MOST_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Mission:
    """A mission in a host State: fill `iso3` or `organisation`."""

    host: str
    institution: str
    iso3: str | None = None
    organisation: str = ""

    def __post_init__(self) -> None:
        text.country(self.host)
        text.choice("institution", self.institution, INSTITUTIONS)
        if self.iso3 is not None:
            text.country(self.iso3)
        if (self.iso3 is None) == (not self.organisation.strip()):
            raise BadInput("text_empty", field=Term(code="mission"))
        text.kept("organisation", self.organisation, text.LINE, is_line=True, may_be_empty=True)

    def name(self, language: str) -> str:
        """The sending State's name in a language, or the organisation's."""
        return countries()[self.iso3].name(language) if self.iso3 else self.organisation

    @property
    def cells(self) -> dict[str, str | None]:
        """The cells that name a mission; also its key among others."""
        return {name: getattr(self, name) for name in ("host", "institution", "iso3", "organisation")}

    @property
    def key(self) -> tuple[str, str]:
        """Whose it is, and of which kind, whatever the case it is written in."""
        return (self.iso3 or self.organisation.strip().casefold(), self.institution)


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One harmful act against a mission, in the words of the report; days as ISO texts."""

    mission: Mission
    act: str
    happened_on: str
    ended_on: str | None = None
    place: str = ""
    reported_by: str = ""
    measures: str = ""
    offenders: str = ""

    def __post_init__(self) -> None:
        text.kept("act", self.act, text.LINE, is_line=True)
        whole_day("happened_on", self.happened_on)
        if self.ended_on is not None and whole_day("ended_on", self.ended_on) < self.happened_on:
            raise BadInput("dates_reversed", since=self.happened_on, until=self.ended_on)
        for field in ("place", "reported_by"):
            text.kept(field, getattr(self, field), text.LINE, is_line=True, may_be_empty=True)
        for field in ("measures", "offenders"):
            text.kept(field, getattr(self, field), text.PARAGRAPH, may_be_empty=True)

    @property
    def last_day(self) -> str:
        return self.ended_on or self.happened_on

    @property
    def cells(self) -> dict[str, object]:
        own = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "mission"}
        return own | self.mission.cells

    def is_same_as(self, other: "Incident") -> bool:
        """Whether both tell of the same act against the same mission on days that overlap."""
        is_same_act = " ".join(self.act.casefold().split()) == " ".join(other.act.casefold().split())
        has_common_day = self.happened_on <= other.last_day and other.happened_on <= self.last_day
        return self.mission.key == other.mission.key and is_same_act and has_common_day


@dataclass(frozen=True, kw_only=True)
class Step:
    """What an office did about a report: `stage` is one of network.tables.STAGES."""

    stage: str
    happened_on: str
    office: str
    body: str = ""

    def __post_init__(self) -> None:
        text.choice("stage", self.stage, STAGES)
        whole_day("happened_on", self.happened_on)
        text.kept("office", self.office, text.LINE, is_line=True)
        text.kept("body", self.body, text.PARAGRAPH, may_be_empty=True)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An incident of the register with its steps, the earliest first."""

    id: str
    version: int
    incident: Incident
    steps: tuple[Step, ...]
    changed_at: datetime

    def stage(self, day: date) -> str:
        """How far it had come by a day: "reported", or the last of its STAGES reached by then."""
        reached = {step.stage for step in self.steps if step.happened_on <= day.isoformat()}
        return next((stage for stage in reversed(STAGES) if stage in reached), "reported")


def whole_day(field: str, value: str) -> str:
    """A day written YYYY-MM-DD. Raises BadInput."""
    if len(str(value)) != 10:
        raise BadInput("cell_day", value=str(value)[:40].encode("utf-8", "replace").decode())
    return text.partial_date(field, value)


def has_come(desk: Desk, field: str, value: str) -> None:
    """Raises BadInput for a day after today."""
    if value > f"{desk.now:%Y-%m-%d}":
        raise BadInput("date_future", field=Term(code=field), value=value)


def protected(host: str) -> Thing:
    """What the rules are asked about: the protection of missions in a State."""
    return Thing(kind="mission_incident", state=text.country(host))


@writing("missions.keep")
def report(desk: Desk, *, incidents: Sequence[Incident]) -> list[str]:
    """Enter incidents into the registers of their host States; their ids. Repeated ones are entered as they are given."""
    for incident in text.distinct("rows", incidents, least=1, most=MOST_AT_ONCE):
        desk.allow(protected(incident.mission.host))
        has_come(desk, "happened_on", incident.last_day)
    return desk.add_all(mission_incident, [incident.cells for incident in incidents])


@writing("missions.keep")
def change(desk: Desk, *, incident_id: str, version: int, incident: Incident) -> int:
    """Replace what the register says of an incident; the new version."""
    current = _find(desk, incident_id)
    desk.allow(protected(incident.mission.host))
    has_come(desk, "happened_on", incident.last_day)
    return desk.change(mission_incident, current, incident.cells, version=version)


@writing("missions.keep")
def remove(desk: Desk, *, incident_id: str, version: int) -> int:
    """Take an incident off the register; it is kept, and no longer shown. The new version."""
    return desk.change(mission_incident, _find(desk, incident_id), {"removed_at": desk.now}, version=version)


@writing("missions.keep")
def follow(desk: Desk, *, incident_id: str, step: Step) -> str:
    """Add a step to what followed an incident; its id. Raises BadInput for a day before the incident or after today."""
    current = _find(desk, incident_id)
    has_come(desk, "happened_on", step.happened_on)
    if step.happened_on < current["happened_on"]:
        raise BadInput("dates_reversed", since=current["happened_on"], until=step.happened_on)
    return desk.add(incident_step, asdict(step) | {"incident_id": incident_id})


def _find(desk: Desk, incident_id: str) -> Cells:
    """The row, if this person keeps its host's register. Raises NotFound: hidden and absent are not told apart."""
    current = find(desk.connection, mission_incident, incident_id)
    if not desk.may(desk.action, protected(current["host"])) or current["removed_at"] is not None:
        raise NotFound()
    return current


@reading
def register(reader: Reader, *, host: str) -> list[Entry]:
    """The register of a host State by day, the earliest first. Raises NotAllowed."""
    reader.require("missions.read", protected(host))
    own = (mission_incident.c.host == host) & mission_incident.c.removed_at.is_(None)
    query = select(mission_incident).where(own).order_by(mission_incident.c.happened_on, mission_incident.c.id)
    rows = reader.connection.execute(query).mappings().all()
    wanted = select(mission_incident.c.id).where(own)
    order = (incident_step.c.happened_on, incident_step.c.created_at, incident_step.c.id)
    steps: dict[str, list[Step]] = {}
    found = select(incident_step).where(incident_step.c.incident_id.in_(wanted)).order_by(*order)
    for row in reader.connection.execute(found).mappings():
        steps.setdefault(row["incident_id"], []).append(view(Step, row))
    return [
        view(
            Entry, row, incident=view(Incident, row, mission=view(Mission, row)), steps=tuple(steps.get(row["id"], ()))
        )
        for row in rows
    ]
