"""How long things are kept, and why; `python -m network.retention` lets go of what is due."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from network.desk import Desk, operator, writing
from network.errors import NetworkError
from network.members import erase_member
from network.roles import Thing
from network.tables import attempt, delivery, draft, feed_token, member, note, session, submission


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is let go of after how many days, and why then."""

    name: str
    days: int
    why: str


RULES = {
    rule.name: rule
    for rule in (
        Rule(name="submissions", days=7, why="a form is not sent again after a week"),
        Rule(name="attempts", days=1, why="counters serve windows of an hour at most"),
        Rule(name="sessions", days=30, why="long enough to answer who was signed in when something happened"),
        Rule(name="drafts", days=90, why="text that a conflict kept, and its author did not come back for"),
        Rule(name="deliveries", days=365, why="long enough to answer whether a digest went out"),
        Rule(name="feed_tokens", days=30, why="a revoked address opens nothing any more"),
        Rule(name="withdrawn_notes", days=30, why="the author took it back; a month to think again"),
        Rule(name="closed_members", days=365, why="a year to come back; what they wrote stays, without their name"),
    )
}


@writing("retention.run")
def run(desk: Desk) -> dict[str, int]:
    """Let go of everything that is due; how many, by rule. The audit trail is kept for good and holds no text or name."""
    desk.allow(Thing(kind="retention"))
    counts = {name: _delete(desk, *_books(desk)[name]) for name in _books(desk)}
    return counts | {
        "feed_tokens": _remove_tokens(desk), "withdrawn_notes": _blank_notes(desk), "closed_members": _erase_members(desk),
    }  # fmt: skip


def _before(desk: Desk, name: str) -> datetime:
    return desk.now - timedelta(days=RULES[name].days)


def _books(desk: Desk) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    sessions = _before(desk, "sessions")
    return {
        "submissions": (submission, submission.c.at < _before(desk, "submissions")),
        "attempts": (attempt, attempt.c.ends_at < _before(desk, "attempts")),
        "sessions": (session, or_(session.c.seen_at < sessions, session.c.ended_at < sessions)),
        "drafts": (draft, draft.c.kept_at < _before(desk, "drafts")),
        "deliveries": (delivery, delivery.c.until < _before(desk, "deliveries")),
    }


def _delete(desk: Desk, table: Table, where: ColumnElement[bool]) -> int:
    number = desk.connection.execute(select(func.count()).select_from(table).where(where)).scalar_one()
    desk.connection.execute(delete(table).where(where))
    return number


def _due(desk: Desk, table: Table, where: ColumnElement[bool]) -> Sequence[Any]:
    return desk.connection.execute(select(table).where(where)).mappings().all()


def _remove_tokens(desk: Desk) -> int:
    rows = _due(desk, feed_token, feed_token.c.revoked_at < _before(desk, "feed_tokens"))
    for row in rows:
        desk.remove(feed_token, row["id"])
    return len(rows)


def _blank_notes(desk: Desk) -> int:
    rows = _due(desk, note, (note.c.withdrawn_at < _before(desk, "withdrawn_notes")) & (note.c.body != ""))
    for row in rows:
        desk.change(note, row, {"body": "", "sources": []}, version=None)
        desk.forget_revisions(note, row["id"])
    return len(rows)


def _erase_members(desk: Desk) -> int:
    is_due = (member.c.closed_at < _before(desk, "closed_members")) & member.c.email.is_not(None) & ~member.c.is_active
    rows = _due(desk, member, is_due)
    for row in rows:
        erase_member(desk, row["id"], version=None)
    return len(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Let go of what is due now; run it from cron once a day."""
    from network.migrate import open_store

    parser = argparse.ArgumentParser(prog="python -m network.retention", description=main.__doc__)
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    parser.add_argument("--rules", action="store_true", help="print the rules and do nothing")
    chosen = parser.parse_args(arguments)
    if chosen.rules:
        print("\n".join(f"{rule.name}: {rule.days} days ({rule.why})" for rule in RULES.values()))
        return 0
    try:
        with open_store(chosen.database) as store:
            counts = run(operator(store, now=datetime.now(UTC)))
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(", ".join(f"{name} {number}" for name, number in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
