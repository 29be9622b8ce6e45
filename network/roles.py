"""Who may do what: one table of actions and roles, closed by default, and the reasons behind every answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from network.messages import Message, Term
from network.tables import SENSITIVITIES


class Role(StrEnum):
    READER = "reader"
    FOCAL_POINT = "focal_point"
    CONFIGURATION_MEMBER = "configuration_member"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"  # the command line of the machine; never granted to anyone


class Condition(StrEnum):
    ANY = "any"
    OWN = "own"  # its author
    NAMED = "named"  # its author, or named by it
    READABLE = "readable"  # within its sensitivity
    CONFIGURATION = "configuration"  # member of its configuration
    ANOTHER = "another"  # may read it, and is not its author
    STATE = "own_state"  # focal point of its State


GRANTABLE = tuple(role for role in Role if role is not Role.OPERATOR)
# Those who belong to the network; a reader only reads what is published.
NETWORK = frozenset({Role.FOCAL_POINT, Role.CONFIGURATION_MEMBER, Role.REVIEWER, Role.ADMINISTRATOR})
SCOPES: dict[Role, tuple[str, ...]] = {
    Role.READER: ("",),
    Role.FOCAL_POINT: ("state", "organisation"),
    Role.CONFIGURATION_MEMBER: ("configuration",),
    Role.REVIEWER: ("",),
    Role.ADMINISTRATOR: ("",),
}
OPERATOR_ID = "operator"


def _row(
    *, reader: Condition | None = None, focal_point: Condition | None = None, configuration_member: Condition | None = None,
    reviewer: Condition | None = None, administrator: Condition | None = None, operator: Condition | None = None,
) -> dict[Role, Condition]:  # fmt: skip
    cells = {
        Role.READER: reader, Role.FOCAL_POINT: focal_point, Role.CONFIGURATION_MEMBER: configuration_member,
        Role.REVIEWER: reviewer, Role.ADMINISTRATOR: administrator, Role.OPERATOR: operator,
    }  # fmt: skip
    return {role: condition for role, condition in cells.items() if condition}


def _all_members(condition: Condition) -> dict[Role, Condition]:
    return dict.fromkeys(GRANTABLE, condition)


def _network(condition: Condition, *, reader: Condition | None = None) -> dict[Role, Condition]:
    return ({Role.READER: reader} if reader else {}) | {role: condition for role in GRANTABLE if role in NETWORK}


ANY, OWN, NAMED, READABLE = Condition.ANY, Condition.OWN, Condition.NAMED, Condition.READABLE
# An action that is not in this table may be done by nobody; a role that is not in an action's row may not do it.
RULES: Mapping[str, Mapping[Role, Condition]] = {
    "alert.read": _all_members(ANY),
    "alert.read_proposed": _row(reviewer=ANY),
    "alert.propose": _row(reviewer=ANY, operator=ANY),
    "alert.review": _row(reviewer=ANY),
    "alert.close": _row(reviewer=ANY),
    "watchlist.read": _network(READABLE, reader=OWN),
    "watchlist.keep_own": _all_members(OWN),
    "watchlist.keep_shared": _row(configuration_member=Condition.CONFIGURATION),
    "note.read": _network(READABLE, reader=NAMED),
    "note.share": _network(ANY),
    "note.edit": _network(OWN),
    "note.withdraw": _network(OWN) | _row(administrator=READABLE),
    "consultation.read": _network(READABLE, reader=NAMED),
    "consultation.ask": _row(focal_point=ANY, configuration_member=ANY),
    "consultation.change": _row(focal_point=OWN, configuration_member=OWN),
    "consultation.mark_read": _row(focal_point=NAMED, configuration_member=NAMED),
    "consultation.reply": _row(focal_point=NAMED, configuration_member=NAMED),
    "consultation.edit_reply": _row(focal_point=OWN, configuration_member=OWN),
    "decision.read": _network(READABLE, reader=NAMED),
    "decision.propose": _row(focal_point=ANY, configuration_member=ANY),
    "decision.edit": _row(focal_point=OWN, configuration_member=OWN),
    "decision.settle": _row(focal_point=Condition.ANOTHER, configuration_member=Condition.ANOTHER),
    "decision.complete": _row(focal_point=READABLE, configuration_member=READABLE),
    "decision.follow_up": _network(READABLE),
    "authority.read": _all_members(ANY),
    "authority.read_contacts": _network(ANY),
    "authority.keep": _row(administrator=ANY, operator=ANY),
    "report.read": _all_members(ANY),
    "report.enter": _row(focal_point=Condition.STATE, administrator=ANY),
    "missions.open": _row(focal_point=ANY, administrator=ANY),
    "missions.read": _row(focal_point=Condition.STATE, administrator=ANY),
    "missions.keep": _row(focal_point=Condition.STATE, administrator=ANY),
    "directory.read": _all_members(ANY),
    "directory.read_contacts": _network(ANY),
    "directory.keep": _row(administrator=ANY, operator=ANY),
    "member.read": _network(ANY),
    "member.read_details": _row(administrator=ANY, operator=ANY),
    "member.keep": _row(administrator=ANY, operator=ANY),
    "member.keep_own": _all_members(OWN),
    "session.read": _all_members(OWN) | _row(administrator=ANY),
    "session.end": _all_members(OWN) | _row(administrator=ANY),
    "configuration.read": _all_members(ANY),
    "configuration.keep": _row(administrator=ANY, operator=ANY),
    "feed.keep": _all_members(OWN),
    "digest.keep": _all_members(OWN),
    "draft.keep": _all_members(OWN),
    "export.readable": _all_members(ANY),
    "audit.read": _row(administrator=ANY, operator=ANY),
    "source.hand_in": _row(reviewer=ANY, operator=ANY),
    "retention.run": _row(administrator=ANY, operator=ANY),
}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role of one member, with the State, organisation or configuration it is for."""

    role: Role
    scope_kind: str = ""
    scope: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member as they stand at this moment."""

    id: str
    name: str
    email: str | None
    language: str
    is_active: bool
    grants: frozenset[Grant]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_in_network(self) -> bool:
        return bool(self.roles & NETWORK)

    @property
    def states(self) -> frozenset[str]:
        """The States (ISO3) whose focal point they are."""
        return frozenset(
            grant.scope for grant in self.grants if grant.role is Role.FOCAL_POINT and grant.scope_kind == "state"
        )

    @property
    def configurations(self) -> frozenset[str]:
        return frozenset(grant.scope for grant in self.grants if grant.role is Role.CONFIGURATION_MEMBER)


OPERATOR = Person(
    id=OPERATOR_ID, name="operator", email=None, language="en", is_active=True,
    grants=frozenset({Grant(role=Role.OPERATOR)}),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What an action is about, as far as permission depends on it. `sensitivity` is empty for what is not shared by level."""

    kind: str
    author: str | None = None
    sensitivity: str | None = None
    configuration: str | None = None
    named: frozenset[str] = frozenset()
    state: str | None = None  # ISO3 of the State whose own business it is

    def __post_init__(self) -> None:
        if self.sensitivity is not None and self.sensitivity not in SENSITIVITIES:
            raise ValueError(f"{self.kind}: sensitivity must be one of {SENSITIVITIES}, got {self.sensitivity!r}")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether an action is allowed, and why; never empty-handed."""

    is_allowed: bool
    reasons: tuple[Message, ...] = field(default=())


def readable(person: Person, thing: Thing) -> Message | None:
    """Why the person may read a thing by its sensitivity; None if they may not."""
    if thing.author == person.id:
        return Message(code="readable_author")
    if person.id in thing.named:
        return Message(code="readable_named")
    if not person.is_in_network:
        return None
    if thing.sensitivity == "network":
        return Message(code="readable_network")
    if thing.sensitivity == "configuration" and thing.configuration in person.configurations:
        return Message(code="readable_configuration")
    return None


def _meets(person: Person, condition: Condition, thing: Thing) -> bool:
    is_author = thing.author == person.id
    may_read = thing.sensitivity is None or readable(person, thing) is not None
    return {
        Condition.ANY: True,
        Condition.OWN: is_author,
        Condition.NAMED: is_author or person.id in thing.named,
        Condition.READABLE: may_read,
        Condition.CONFIGURATION: thing.configuration is not None and thing.configuration in person.configurations,
        Condition.ANOTHER: may_read and not is_author,
        Condition.STATE: thing.state is not None and thing.state in person.states,
    }[condition]


def why(person: Person | None, action: str, thing: Thing) -> Verdict:
    """Whether a person may do something, with every reason for or against; closed unless a rule opens it."""
    if person is None:
        return Verdict(is_allowed=False, reasons=(Message(code="sign_in_first"),))
    if not person.is_active:
        return Verdict(is_allowed=False, reasons=(Message(code="member_inactive"),))
    if action not in RULES:
        return Verdict(is_allowed=False, reasons=(Message(code="no_such_action", values={"action": action}),))
    row = RULES[action]
    held = sorted(person.roles & set(row))
    if not held:
        needed = tuple(Term(code=role) for role in row if role in GRANTABLE) or tuple(Term(code=role) for role in row)
        return Verdict(is_allowed=False, reasons=(Message(code="no_role", values={"roles": needed}),))
    met = [role for role in held if _meets(person, row[role], thing)]
    told = [
        Message(code="allowed" if role in met else "role_but_condition",
                values={"role": Term(code=role), "condition": Term(code=row[role])})
        for role in (met or held)
    ]  # fmt: skip
    if thing.sensitivity is None:
        return Verdict(is_allowed=bool(met), reasons=tuple(told))
    reading = readable(person, thing)
    if reading is None:
        return Verdict(is_allowed=False, reasons=(Message(code=f"unreadable_{thing.sensitivity}"), *told))
    return Verdict(is_allowed=bool(met), reasons=(*told, reading) if met else tuple(told))
