"""The tables of the network database: things that people made, each with its version, and the books kept about them."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from network.columns import Document, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)  # fmt: skip

SENSITIVITIES = ("network", "configuration", "named")
ALERT_STATES = ("proposed", "suppressed", "published", "dismissed", "closed")
ALERT_LEVELS = ("notable", "high", "extreme")
DECISION_STATES = ("proposed", "agreed", "not_agreed", "done")
CADENCES = ("off", "daily", "weekly")
LISTINGS = ("focal points", "group of friends")
INSTITUTIONS = ("EMB", "CON", "ORG")  # embassy, consulate, international organisation
STAGES = ("protocol", "security", "response", "closed")  # what follows a mission's report, in order
THREATS = ("low", "medium", "serious", "very serious")
THEMES = ("nuclear_security", "human_rights", "accountability")
OUTCOMES = ("better", "unchanged", "worse", "too early")

# kind of thing → its table; every row of these is covered by the audit trail
THINGS: dict[str, Table] = {}


def _thing(kind: str, *columns: SchemaItem) -> Table:
    """A table of things that people made: who, when, and which version."""
    table = Table(
        kind, metadata,
        Column("id", String(80), primary_key=True),
        *columns,
        Column("version", Integer, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("created_by", String(80), nullable=False),
        Column("changed_at", Moment, nullable=False),
        Column("changed_by", String(80), nullable=False),
    )  # fmt: skip
    THINGS[kind] = table
    return table


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def _shared() -> tuple[SchemaItem, ...]:
    """Columns of what is shared at a level of sensitivity."""
    return (
        Column("sensitivity", String(20), nullable=False),
        Column("configuration_id", ForeignKey("configuration.id"), index=True),
        _one_of("sensitivity", SENSITIVITIES),
        CheckConstraint("sensitivity <> 'configuration' OR configuration_id IS NOT NULL", name="configuration_named"),
    )


def _mission() -> tuple[SchemaItem, ...]:
    """Columns that name a mission: whose it is, and of which kind."""
    return (
        Column("iso3", String(3)),
        Column("organisation", Text, nullable=False),
        Column("institution", String(3), nullable=False),
        _one_of("institution", INSTITUTIONS),
    )


member = _thing(
    "member",
    Column("name", Text, nullable=False),
    Column("email", String(320), unique=True),  # folded; empty once erased
    Column("issuer", Text),
    Column("subject", Text),
    Column("language", String(2), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("joined_at", Moment),  # first sign-in
    Column("closed_at", Moment),
    UniqueConstraint("issuer", "subject"),
)
role_grant = _thing(
    "role_grant",
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("role", String(30), nullable=False),
    Column("scope_kind", String(20), nullable=False),  # state, organisation, configuration; "" where none
    Column("scope", String(200), nullable=False),
    UniqueConstraint("member_id", "role", "scope_kind", "scope"),
)
configuration = _thing(
    "configuration",
    Column("title", Text, nullable=False),
    Column("countries", Document, nullable=False),
    Column("since", String(10)),
    Column("as_of", String(10)),
    Column("source", Text, nullable=False),
    Column("evidence", String(20), nullable=False),
)
watchlist = _thing(
    "watchlist",
    Column("title", Text, nullable=False),
    Column("countries", Document, nullable=False),
    Column("factors", Document, nullable=False),
    Column("thresholds", Document, nullable=False),
    *_shared(),
)
alert = _thing(
    "alert",
    Column("proposal_key", String(64), nullable=False, unique=True),
    Column("iso3", String(3), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("level", String(10), nullable=False),
    Column("factor", Integer),
    Column("release", String(40), nullable=False),
    Column("month", String(7), nullable=False),
    Column("figures", Document, nullable=False),
    Column("status", String(12), nullable=False),
    Column("suppressed_by", ForeignKey("alert.id")),
    Column("reviewed_by", String(80)),
    Column("reviewed_at", Moment),
    Column("review_reason", Text),
    Column("closed_by", String(80)),
    Column("closed_at", Moment),
    Column("closing_reason", Text),
    _one_of("status", ALERT_STATES),
    _one_of("level", ALERT_LEVELS),
    Index(None, "iso3", "rule"),
    Index(None, "status", "reviewed_at"),
)
note = _thing(
    "note",
    Column("iso3", String(3), index=True),
    Column("alert_id", ForeignKey("alert.id"), index=True),
    Column("body", Text, nullable=False),
    Column("sources", Document, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(80)),
    *_shared(),
)
audience = _thing(
    "audience",
    Column("thing_kind", String(20), nullable=False),
    Column("thing_id", String(80), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    UniqueConstraint("thing_kind", "thing_id", "member_id"),
    Index(None, "member_id"),
)
consultation = _thing(
    "consultation",
    Column("question", Text, nullable=False),
    Column("background", Text, nullable=False),
    Column("iso3", String(3), index=True),
    Column("alert_id", ForeignKey("alert.id"), index=True),
    Column("sources", Document, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("summary", Text),
    *_shared(),
)
recipient = _thing(
    "recipient",
    Column("consultation_id", ForeignKey("consultation.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("read_at", Moment),
    UniqueConstraint("consultation_id", "member_id"),
    Index(None, "member_id"),
)
reply = _thing(
    "reply",
    Column("consultation_id", ForeignKey("consultation.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("sources", Document, nullable=False),
)
decision = _thing(
    "decision",
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("iso3", String(3), nullable=False, index=True),
    Column("response_key", String(80), nullable=False),
    Column("consultation_id", ForeignKey("consultation.id"), index=True),
    Column("alert_id", ForeignKey("alert.id")),
    Column("release", String(40), nullable=False),  # the figures it was proposed on
    Column("month", String(7), nullable=False),
    Column("status", String(12), nullable=False),
    Column("settled_by", String(80)),
    Column("settled_at", Moment),
    Column("rationale", Text),
    Column("done_by", String(80)),
    Column("done_at", Moment),
    Column("done_note", Text),
    *_shared(),
    _one_of("status", DECISION_STATES),
)
follow_up = _thing(
    "follow_up",
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("outcome", String(12), nullable=False),
    Column("body", Text, nullable=False),
    Column("sources", Document, nullable=False),
    Column("release", String(40), nullable=False),
    Column("month", String(7), nullable=False),
    _one_of("outcome", OUTCOMES),
)
directory_entry = _thing(
    "directory_entry",
    Column("listing", String(20), nullable=False),
    Column("iso3", String(3)),
    Column("organisation", Text, nullable=False),
    Column("membership", Text, nullable=False),
    Column("since", String(10)),
    Column("as_of", String(10)),
    Column("person", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("evidence", String(20), nullable=False),
    Column("remark", Text, nullable=False),
    Column("seed_key", String(64), unique=True),
    Column("ended_at", Moment),
    _one_of("listing", LISTINGS),
)
feed_token = _thing(
    "feed_token",
    Column("label", Text, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("revoked_at", Moment),
)
digest_setting = _thing(
    "digest_setting",
    Column("cadence", String(10), nullable=False),
    _one_of("cadence", CADENCES),
)
central_authority = _thing(
    "central_authority",
    Column("iso3", String(3), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("as_of", String(10)),
    Column("source", Text, nullable=False),
    Column("evidence", String(20), nullable=False),
    Column("remark", Text, nullable=False),
    Column("ended_at", Moment),
)
state_report = _thing(
    "state_report",
    Column("iso3", String(3), nullable=False, index=True),
    Column("theme", String(20), nullable=False),
    Column("statement", Text, nullable=False),
    Column("said_on", String(10), nullable=False),
    Column("document", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("ended_at", Moment),
    _one_of("theme", THEMES),
)
mission_incident = _thing(
    "mission_incident",
    Column("host", String(3), nullable=False),
    *_mission(),
    Column("act", Text, nullable=False),
    Column("happened_on", String(10), nullable=False),
    Column("ended_on", String(10)),
    Column("place", Text, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("offenders", Text, nullable=False),
    Column("removed_at", Moment),
    Index(None, "host", "happened_on"),
)
incident_step = _thing(
    "incident_step",
    Column("incident_id", ForeignKey("mission_incident.id"), nullable=False, index=True),
    Column("stage", String(10), nullable=False),
    Column("happened_on", String(10), nullable=False),
    Column("office", Text, nullable=False),
    Column("body", Text, nullable=False),
    _one_of("stage", STAGES),
)
mission_threat = _thing(
    "mission_threat",
    Column("host", String(3), nullable=False, index=True),
    *_mission(),
    Column("level", String(12), nullable=False),
    Column("since", String(10), nullable=False),
    Column("until", String(10)),
    Column("assessed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("removed_at", Moment),
    _one_of("level", THREATS),
)
mission_advice = _thing(
    "mission_advice",
    Column("host", String(3), nullable=False, index=True),
    *_mission(),
    Column("given_on", String(10), nullable=False),
    Column("office", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("removed_at", Moment),
)

# Books: kept about things and visits, outside the trail.
audit = Table(
    "audit", metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("member_id", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("thing_kind", String(20), nullable=False),
    Column("thing_id", String(170), nullable=False),
    Column("row_digest", String(64)),  # of the row as it stands after the change; empty: it was removed
    Column("details", Document, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index(None, "thing_kind", "thing_id"),
)  # fmt: skip
audit_head = Table(
    "audit_head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="single"),
)  # fmt: skip
revision = Table(
    "revision", metadata,
    Column("thing_kind", String(20), primary_key=True),
    Column("thing_id", String(170), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Document, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    Column("replaced_by", String(80), nullable=False),
)  # fmt: skip
draft = Table(
    "draft", metadata,
    Column("id", String(80), primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("thing_kind", String(20), nullable=False),
    Column("thing_id", String(170), nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("content", Document, nullable=False),
    Column("kept_at", Moment, nullable=False),
)  # fmt: skip
submission = Table(
    "submission", metadata,
    Column("member_id", String(80), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("request_digest", String(64), nullable=False),
    Column("result", Document),
    Column("at", Moment, nullable=False, index=True),
)  # fmt: skip
attempt = Table(
    "attempt", metadata,
    Column("bucket", String(120), primary_key=True),
    Column("window_start", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
)  # fmt: skip
session = Table(
    "session", metadata,
    Column("id", String(64), primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
)  # fmt: skip
delivery = Table(
    "delivery", metadata,
    Column("member_id", String(80), primary_key=True),
    Column("period", String(10), primary_key=True),  # 2026-11-21 or 2026-W47
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("status", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("settled_at", Moment),
    ForeignKeyConstraint(["member_id"], ["member.id"]),
    _one_of("status", ("sending", "sent", "nothing", "failed")),
)  # fmt: skip
