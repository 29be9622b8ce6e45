"""The audit trail: one row for every change, each chained to the one before; `python -m network.audit verify` checks it."""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from network.columns import Cells, canonical, row_digest
from network.errors import NetworkError
from network.messages import Message, Translate, same
from network.tables import THINGS, audit, audit_head

# What the first row follows.
GENESIS = hashlib.sha256(b"pillar two network audit").hexdigest()

_HEAD = select(audit_head.c.seq, audit_head.c.hash)
_NEW_HEAD = update(audit_head).values(seq=bindparam("seq"), hash=bindparam("hash"))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change of one thing. `row_digest` is of the row as it stands afterwards, None if it was removed.

    `details` holds states, roles and versions, never what somebody wrote: the trail may be read by people who may not
    read the thing.
    """

    action: str
    thing_kind: str
    thing_id: str
    row_digest: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a verification found: rows read, the last row and its hash, and the first fault (None if sound)."""

    rows: int
    last: int
    last_hash: str
    fault: Message | None
    row: int | None = None  # number of the first faulty audit row, where a row is at fault

    @property
    def is_sound(self) -> bool:
        return self.fault is None

    def sentence(self, translate: Translate = same) -> str:
        found = self.fault or Message(code="audit_sound", values={"rows": self.rows, "last": self.last})
        return found.sentence(translate)


def row_hash(row: Cells) -> str:
    """The hash of an audit row: over all its other cells, the previous row's hash among them."""
    cells = {name: row[name] for name in audit.c.keys() if name != "hash"}  # noqa: SIM118 - a column collection
    return hashlib.sha256(canonical(cells).encode()).hexdigest()


def end(connection: Connection) -> tuple[int, str]:
    """Number and hash of the trail's last row."""
    head = connection.execute(_HEAD).one()
    return head.seq, head.hash


def append(
    connection: Connection, entries: Sequence[Entry], *, after: tuple[int, str], member_id: str, now: datetime
) -> None:
    """Chain entries to the trail behind its `end`, in the transaction that makes the change."""
    (seq, previous), rows = after, []
    for entry in entries:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq, "at": now, "member_id": member_id, "action": entry.action, "thing_kind": entry.thing_kind,
            "thing_id": entry.thing_id, "row_digest": entry.row_digest, "details": dict(entry.details),
            "previous": previous,
        }  # fmt: skip
        previous = row["hash"] = row_hash(row)
        rows.append(row)
    connection.execute(insert(audit), rows)
    connection.execute(_NEW_HEAD, {"seq": seq, "hash": previous})


def verify(connection: Connection, *, anchor: tuple[int, str] | None = None) -> Report:
    """Check the chain, its end, and every thing against its last entry; the report names the first fault.

    `anchor`: number and hash of a row written down earlier, outside the database. Without one, somebody who may
    change every table could compute a new chain; with one, the rows up to it cannot be replaced unseen.
    """
    state = _Chain(anchor=anchor)
    query = select(audit).order_by(audit.c.seq).execution_options(yield_per=1000)
    with connection.execute(query).mappings() as rows:
        for row in rows:
            fault = state.check(row)
            if fault:
                return Report(rows=state.rows, last=state.last, last_hash=state.hash, fault=fault, row=state.suspect)
    fault, suspect = _end_fault(state, *end(connection))
    if fault is None:
        fault, suspect = next(_thing_faults(connection, state.things), (None, None))
    return Report(rows=state.rows, last=state.last, last_hash=state.hash, fault=fault, row=suspect)


class _Chain:
    """Reads the trail row by row and remembers each thing's last entry."""

    def __init__(self, *, anchor: tuple[int, str] | None):
        self.anchor, self.rows, self.last, self.hash = anchor, 0, 0, GENESIS
        self.suspect: int | None = None
        self.things: dict[tuple[str, str], tuple[int, str | None]] = {}

    def check(self, row: Cells) -> Message | None:
        seq = row["seq"]
        self.suspect = seq
        if row_hash(row) != row["hash"]:
            return Message(code="audit_edited", values={"row": seq})
        if seq != self.last + 1:
            self.suspect = self.last + 1
            return Message(code="audit_missing", values={"row": self.last + 1, "before": self.last, "after": seq})
        if row["previous"] != self.hash:
            return Message(code="audit_unlinked", values={"row": seq})
        if self.anchor and self.anchor[0] == seq and self.anchor[1] != row["hash"]:
            return Message(code="audit_anchor", values={"row": seq})
        self.rows, self.last, self.hash, self.suspect = self.rows + 1, seq, row["hash"], None
        self.things[row["thing_kind"], row["thing_id"]] = (seq, row["row_digest"])
        return None


def _end_fault(state: _Chain, head_seq: int, head_hash: str) -> tuple[Message | None, int | None]:
    last = state.last
    if last < head_seq:
        return Message(code="audit_tail", values={"row": last + 1, "last": last, "head": head_seq}), last + 1
    if last > head_seq:
        return Message(code="audit_extra", values={"row": head_seq + 1, "head": head_seq}), head_seq + 1
    if state.hash != head_hash:
        return Message(code="audit_head", values={"row": last}), last
    if state.anchor and state.anchor[0] > last:
        return Message(code="audit_tail", values={"row": last + 1, "last": last, "head": state.anchor[0]}), last + 1
    return None, None


def _thing_faults(
    connection: Connection, things: Mapping[tuple[str, str], tuple[int, str | None]]
) -> Iterator[tuple[Message, int | None]]:
    """Things whose row is not the one that the trail last recorded, in the order of the tables."""
    for kind, table in THINGS.items():
        expected = {
            thing: entry for (its_kind, thing), entry in things.items() if its_kind == kind and entry[1] is not None
        }
        for row in connection.execute(select(table).order_by(table.c.id)).mappings():
            seq, recorded = expected.pop(row["id"], (None, None))
            if seq is None:
                yield Message(code="audit_thing_unknown", values={"kind": kind, "id": row["id"]}), None
            elif recorded != row_digest(row):
                yield Message(code="audit_thing_edited", values={"kind": kind, "id": row["id"], "row": seq}), seq
        for thing, (seq, _) in sorted(expected.items(), key=lambda item: item[1][0]):
            yield Message(code="audit_thing_missing", values={"kind": kind, "id": thing, "row": seq}), seq


def _anchor(text: str) -> tuple[int, str]:
    number, _, found = text.partition(":")
    if not number.isdigit() or len(found) != 64:
        raise argparse.ArgumentTypeError("expected NUMBER:HASH as `python -m network.audit head` prints it")
    return int(number), found


def main(arguments: Sequence[str] | None = None) -> int:
    """`verify` (0 sound, 1 broken), `head` (the last row's number and hash, to be written down elsewhere)."""
    from network.migrate import open_store

    parser = argparse.ArgumentParser(prog="python -m network.audit", description=__doc__)
    parser.add_argument("command", choices=["verify", "head"])
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    parser.add_argument("--anchor", type=_anchor, metavar="NUMBER:HASH", help="a row written down earlier")
    chosen = parser.parse_args(arguments)
    try:
        with open_store(chosen.database) as store, store.reading() as connection:
            if chosen.command == "head":
                print("{}:{}".format(*end(connection)))
                return 0
            report = verify(connection, anchor=chosen.anchor)
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(report.sentence())
    return 0 if report.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
