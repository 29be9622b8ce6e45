"""Alerts: a rule proposes, a person publishes or dismisses with a reason, and later closes; equal ones wait 180 days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from network import text
from network.columns import Cells, digest
from network.desk import Desk, Reader, reading, writing
from network.errors import BadInput, Refusal
from network.messages import Term
from network.roles import Person, Thing, why
from network.sharing import names, view
from network.tables import ALERT_LEVELS, ALERT_STATES, alert
from network.text import Source
from network.visibility import visible_row
from network.watchlists import FACTORS, Watchlist

# METHOD: an equal or higher alert for the same country and rule keeps later ones back this long.
SUPPRESSION = timedelta(days=180)
READABLE_STATES = ("published", "closed")
# Cells of a proposal that are kept together, for nothing is looked up by them.
FIGURES = (
    "title", "before", "after", "low", "high", "unit", "since", "change", "change_low", "change_high", "threshold",
    "counted", "subject", "movers", "responses",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An alert as a rule proposes it; figures in `unit`, None where not known.

    `rule`: its key; `title`: the rule in English words, as the message catalogue has it. `level`: notable, high, extreme.
    `factor`: 1–14, None for the whole country. `responses`: keys of pillar-two
    measures that fit. `since`: the month of `before`; `change`, `change_low`, `change_high`: like for like, in `unit`;
    `threshold`: the declared level that was reached; `counted`: what `after` is a part of; `subject`: what the source
    calls the event, or its day; `movers`: indicators and
    the points by which they moved the score. The same country, rule, factor, level and month is one proposal, in whatever
    release it comes again.
    """

    iso3: str
    rule: str
    title: str
    level: str
    release: str
    month: str
    unit: str
    after: float | None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    factor: int | None = None
    since: str | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    threshold: float | None = None
    counted: int | None = None
    subject: str = ""
    movers: tuple[tuple[str, float], ...] = ()
    sources: tuple[Source, ...] = ()
    responses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        text.country(self.iso3)
        text.choice("level", self.level, ALERT_LEVELS)
        text.kept("rule", self.rule, 80, is_line=True)
        text.kept("title", self.title, text.LINE, is_line=True)
        text.kept("release", self.release, 40, is_line=True)
        month(self.month)
        text.kept("figures", self.unit, text.LINE, is_line=True, may_be_empty=True)
        if self.factor is not None:
            text.choice("factors", self.factor, FACTORS)
        text.kept("figures", self.subject, text.LINE, is_line=True, may_be_empty=True)
        if self.since is not None:
            month(self.since)
        measured = (self.after, self.before, self.low, self.high, self.change, self.change_low, self.change_high)
        for value in (*measured, self.threshold, self.counted, *(points for _indicator, points in self.movers)):
            if value is not None:
                text.number("figures", value)
        for indicator, _points in self.movers:
            text.kept("figures", indicator, 80, is_line=True)
        for key in self.responses:
            response_key(key)

    @property
    def key(self) -> str:
        return digest([self.iso3, self.rule, self.factor, self.level, self.month])


def month(value: str) -> str:
    """A month written YYYY-MM. Raises BadInput."""
    if len(value) != 7:
        raise BadInput("bad_date", field=Term(code="month"), value=value[:40])
    return text.partial_date("month", value)


def response_key(value: str) -> str:
    """The key of a pillar-two measure, such as `encourage.invite_mandates`. Raises BadInput."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,79}", value):
        raise BadInput("unknown_response", value=value[:80])
    return value


@dataclass(frozen=True, kw_only=True)
class Alert:
    """An alert as kept; `figures` holds the cells of the proposal that FIGURES names, and its sources and responses."""

    id: str
    version: int
    iso3: str
    rule: str
    level: str
    factor: int | None
    release: str
    month: str
    figures: Mapping[str, Any]
    status: str
    created_at: datetime
    suppressed_by: str | None
    reviewed_by: str | None
    reviewed_by_name: str | None
    reviewed_at: datetime | None
    review_reason: str | None
    closed_by: str | None
    closed_at: datetime | None
    closing_reason: str | None


@writing("alert.propose")
def take(desk: Desk, *, proposals: Sequence[Proposal]) -> dict[str, int]:
    """Take a release's proposals in; how many were new, suppressed, and known already. Taking them twice adds nothing.

    A suppressed one is kept, and names the alert that keeps it back.
    """
    desk.allow(Thing(kind="alert"))
    known = set(
        desk.connection.scalars(
            select(alert.c.proposal_key).where(alert.c.proposal_key.in_([one.key for one in proposals]))
        )
    )
    rows = []
    for proposal in proposals:
        if proposal.key in known:
            continue
        known.add(proposal.key)
        earlier = _suppressing(desk.connection, _row(proposal), desk.now)
        rows.append(
            _row(proposal)
            | {"status": "suppressed" if earlier else "proposed", "suppressed_by": earlier and earlier["id"]}
        )
    desk.add_all(alert, rows)
    suppressed = sum(row["status"] == "suppressed" for row in rows)
    return {"new": len(rows) - suppressed, "suppressed": suppressed, "known": len(proposals) - len(rows)}


def _row(proposal: Proposal) -> dict[str, Any]:
    cells = asdict(proposal)
    figures = {name: cells.pop(name) for name in FIGURES}
    cells.pop("sources")
    figures |= {"sources": text.source_list(proposal.sources)}
    return cells | {"proposal_key": proposal.key, "figures": figures}


def _suppressing(connection: Connection, row: Cells, now: datetime) -> Cells | None:
    """The newest alert that keeps a new one back: of the same finding, equal or higher, published within 180 days."""
    if row["level"] == "extreme":
        return None
    levels = ALERT_LEVELS[ALERT_LEVELS.index(row["level"]) :]
    query = (
        select(alert)
        .where(*_same_finding(row), alert.c.level.in_(levels), alert.c.status.in_(READABLE_STATES),
               alert.c.reviewed_at > now - SUPPRESSION)
        .order_by(alert.c.reviewed_at.desc()).limit(1)
    )  # fmt: skip
    return connection.execute(query).mappings().first()


def _same_finding(row: Cells) -> tuple[ColumnElement[bool], ...]:
    """Same country and rule; one rule looks at fourteen risk factors, so the same factor too."""
    return (
        alert.c.iso3 == row["iso3"],
        alert.c.rule == row["rule"],
        alert.c.factor.is_not_distinct_from(row["factor"]),
    )


@writing("alert.review")
def publish(desk: Desk, *, alert_id: str, version: int, reason: str) -> int:
    """Let a proposed alert reach its watchers; the new version.

    Other proposals of the same country, rule and factor that it outranks are kept back from now on. Raises Refusal if it is not
    proposed any more, or an earlier one keeps it back.
    """
    row = _to_review(desk, alert_id, version)
    _refuse_suppressed(desk, row)
    new = desk.change(
        alert, row, _reviewed(desk, "published", reason), version=version, details={"status": "published"}
    )
    outranked = ALERT_LEVELS[: ALERT_LEVELS.index(row["level"]) + 1]
    pending = select(alert).where(
        *_same_finding(row), alert.c.status == "proposed", alert.c.level.in_(outranked), alert.c.level != "extreme"
    )
    for other in desk.connection.execute(pending).mappings().all():
        cells = {"status": "suppressed", "suppressed_by": alert_id}
        desk.change(alert, other, cells, version=None, details={"status": "suppressed"})
    return new


@writing("alert.review")
def dismiss(desk: Desk, *, alert_id: str, version: int, reason: str) -> int:
    """Let a proposed alert reach nobody, for a reason; the new version."""
    row = _to_review(desk, alert_id, version)
    return desk.change(
        alert, row, _reviewed(desk, "dismissed", reason), version=version, details={"status": "dismissed"}
    )


def _to_review(desk: Desk, alert_id: str, version: int) -> Cells:
    desk.allow(Thing(kind="alert"))
    row = visible_row(desk.connection, alert, alert_id, readable_alerts(desk.person))
    # an older version is a conflict, which says more: who reviewed it, and how
    if row["status"] != "proposed" and row["version"] == version:
        raise Refusal("not_reviewable", status=Term(code=row["status"]))
    return row


def _reviewed(desk: Desk, status: str, reason: str) -> dict[str, Any]:
    return {"status": status, "reviewed_by": desk.person.id, "reviewed_at": desk.now,
            "review_reason": text.kept("reason", reason, text.PARAGRAPH)}  # fmt: skip


def _refuse_suppressed(desk: Desk, row: Cells) -> None:
    if row["status"] != "proposed":
        return
    earlier = _suppressing(desk.connection, row, desk.now)
    if earlier is not None:
        published = earlier["reviewed_at"]
        raise Refusal("suppressed", published=f"{published:%Y-%m-%d}", until=f"{published + SUPPRESSION:%Y-%m-%d}")


@writing("alert.close")
def close(desk: Desk, *, alert_id: str, version: int, reason: str) -> int:
    """End a published alert; it still keeps equal ones back for 180 days from its publication. The new version."""
    desk.allow(Thing(kind="alert"))
    row = visible_row(desk.connection, alert, alert_id, readable_alerts(desk.person))
    if row["status"] != "published" and row["version"] == version:
        raise Refusal("not_closable", status=Term(code=row["status"]))
    cells = {"status": "closed", "closed_by": desk.person.id, "closed_at": desk.now,
             "closing_reason": text.kept("reason", reason, text.PARAGRAPH)}  # fmt: skip
    return desk.change(alert, row, cells, version=version, details={"status": "closed"})


def readable_alerts(person: Person) -> ColumnElement[bool]:
    """The alerts a person may read: published and closed ones; all of them for reviewers."""
    open_to_all = alert.c.status.in_(READABLE_STATES)
    if why(person, "alert.read_proposed", Thing(kind="alert")).is_allowed:
        return or_(open_to_all, alert.c.status.in_(ALERT_STATES))
    return open_to_all


@reading
def every(reader: Reader, *, status: str | None = None, iso3: str | None = None, limit: int = 200) -> list[Alert]:
    """Alerts one may read, newest first; `status` "proposed" is the reviewers' queue."""
    reader.require("alert.read", Thing(kind="alert"))
    query = (
        select(alert).where(readable_alerts(reader.person)).order_by(alert.c.created_at.desc(), alert.c.id).limit(limit)
    )
    if status is not None:
        query = query.where(alert.c.status == text.choice("status", status, ALERT_STATES))
    if iso3 is not None:
        query = query.where(alert.c.iso3 == text.country(iso3))
    return _views(reader.connection, reader.connection.execute(query).mappings().all())


@reading
def read(reader: Reader, alert_id: str) -> Alert:
    """One alert. Raises NotFound if it is not there or not one's to see."""
    reader.require("alert.read", Thing(kind="alert"))
    return _views(reader.connection, [visible_row(reader.connection, alert, alert_id, readable_alerts(reader.person))])[
        0
    ]


def watched(connection: Connection, lists: Sequence[Watchlist], *, since: datetime, until: datetime) -> list[Alert]:
    """Alerts published or closed after `since`, up to `until`, that one of the lists concerns; oldest first."""
    moment_in = or_(alert.c.reviewed_at.between(since, until), alert.c.closed_at.between(since, until))
    query = (
        select(alert).where(alert.c.status.in_(READABLE_STATES), moment_in).order_by(alert.c.reviewed_at, alert.c.id)
    )
    rows = connection.execute(query).mappings().all()
    concerned = [
        row for row in rows if any(one.watch.concerns(iso3=row["iso3"], factor=row["factor"]) for one in lists)
    ]
    return _views(connection, concerned)


def _views(connection: Connection, rows: Sequence[Cells]) -> list[Alert]:
    known = names(connection, (row["reviewed_by"] for row in rows))
    return [view(Alert, row, reviewed_by_name=known.get(row["reviewed_by"])) for row in rows]
