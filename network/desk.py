"""One person at one moment: every read checked, every write checked, counted, done once, and traced."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Row, Table, Update, bindparam, delete, insert, select, update

from network import audit, limits
from network.columns import Cells, digest, plain, row_digest, utc
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal, StoreError
from network.roles import OPERATOR, OPERATOR_ID, Grant, Person, Role, Thing, Verdict, why
from network.store import Store
from network.tables import audit_head, draft, member, revision, role_grant, submission
from network.text import is_id

P = ParamSpec("P")
R = TypeVar("R")
Details = Mapping[str, Any] | None

_WHO = (
    member.c.id, member.c.name, member.c.email, member.c.language, member.c.is_active,
    role_grant.c.role, role_grant.c.scope_kind, role_grant.c.scope,
)  # fmt: skip
_PERSON = (
    select(*_WHO)
    .outerjoin(role_grant, role_grant.c.member_id == member.c.id)
    .where(member.c.id == bindparam("member_id"))
)
# What every write has to know first, in one question, because all others wait for their turn meanwhile: the end of the
# trail, what the same form was answered before, and who asks with which roles.
_ARRIVAL = select(
    audit_head.c.seq, audit_head.c.hash, submission.c.key, submission.c.request_digest, submission.c.result, *_WHO
).select_from(
    audit_head.outerjoin(
        submission, (submission.c.member_id == bindparam("asker")) & (submission.c.key == bindparam("form"))
    )
    .outerjoin(member, member.c.id == bindparam("asker"))
    .outerjoin(role_grant, role_grant.c.member_id == member.c.id)
)


@functools.cache
def _update(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam("id_before"), table.c.version == bindparam("version_before"))


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who asks, when, and with which form.

    `member_id` is the person signed in (from `sessions.resume`), None if nobody is. `submission` is the form's own key,
    made when the form was drawn: the same key sent twice is done once, and the second answer is the first one's.
    """

    store: Store
    member_id: str | None
    now: datetime
    submission: str | None = None
    is_operator: bool = False

    def __post_init__(self) -> None:
        utc(self.now)
        if self.submission is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", self.submission):
            raise BadInput("bad_submission")


def operator(store: Store, *, now: datetime) -> Visit:
    """The visit of whoever runs a command on the machine; never made for a request from a browser."""
    return Visit(store=store, member_id=OPERATOR_ID, now=now, is_operator=True)


class Reader:
    """A read by one person, in one snapshot."""

    def __init__(self, connection: Connection, person: Person | None, now: datetime):
        self.connection, self.now = connection, now
        self._person, self.was_checked = person, False

    @property
    def person(self) -> Person:
        """The person signed in. Raises NotAllowed if nobody is."""
        if self._person is None:
            raise NotAllowed(why(None, "", Thing(kind="")).reasons)
        return self._person

    def verdict(self, action: str, thing: Thing) -> Verdict:
        """Whether this person may do that, and why."""
        return why(self._person, action, thing)

    def require(self, action: str, thing: Thing) -> None:
        """Raises NotAllowed, with the reasons, unless a rule lets this person do that."""
        self.was_checked = True
        verdict = self.verdict(action, thing)
        if not verdict.is_allowed:
            raise NotAllowed(verdict.reasons)

    def may(self, action: str, thing: Thing) -> bool:
        self.was_checked = True
        return self.verdict(action, thing).is_allowed


class Desk(Reader):
    """A write by one person, in one transaction with its traces."""

    def __init__(
        self, connection: Connection, person: Person | None, now: datetime, action: str, new_id: Callable[[], str],
        *, after: tuple[int, str] | None = None,
    ):  # fmt: skip
        """`after` is the end of the trail where it was read in this transaction already."""
        super().__init__(connection, person, now)
        self.action, self.new_id, self._after = action, new_id, after
        self._entries: list[audit.Entry] = []

    def allow(self, thing: Thing) -> None:
        """Raises NotAllowed unless this person may do this desk's action to that thing."""
        self.require(self.action, thing)

    def add(self, table: Table, values: Cells, *, thing_id: str | None = None, details: Details = None) -> str:
        """Insert a thing at version 1; its id."""
        return self.add_all(table, [dict(values, id=thing_id or self.new_id())], details=details)[0]

    def add_all(self, table: Table, rows: Iterable[Cells], *, details: Details = None) -> list[str]:
        """Insert things at version 1; their ids. A row without `id` is given one."""
        stamp = {"version": 1, "created_at": self.now, "created_by": self.person.id, "changed_at": self.now,
                 "changed_by": self.person.id}  # fmt: skip
        empty = dict.fromkeys(table.c.keys())
        whole = [empty | {"id": row.get("id") or self.new_id()} | dict(row) | stamp for row in rows]
        if whole:
            self.connection.execute(insert(table), whole)
        for row in whole:
            self._trace(table.name, row["id"], row_digest(row), {"version": 1} | dict(details or {}))
        return [row["id"] for row in whole]

    def change(
        self, table: Table, current: Cells, values: Cells, *, version: int | None,
        details: Details = None,
    ) -> int:  # fmt: skip
        """Replace cells of a thing, keep the former state as a revision; the new version number.

        `current` is the row as read in this transaction; `version` is the one the person had before their eyes, None
        where there is nothing of theirs to lose. Raises Conflict, holding both contents, if it is not the current one.
        """
        if version is not None and current["version"] != version:
            raise self._conflict(table, current, values, version)
        new = dict(current) | dict(values)
        new |= {"version": current["version"] + 1, "changed_at": self.now, "changed_by": self.person.id}
        keys = {"id_before": current["id"], "version_before": current["version"]}
        if self.connection.execute(_update(table), new | keys).rowcount != 1:
            raise RuntimeError(
                f"{table.name} {current['id']} changed within a transaction that holds the writers' turn"
            )
        former = {"thing_kind": table.name, "thing_id": current["id"], "version": current["version"],
                  "content": dict(current), "replaced_at": self.now, "replaced_by": self.person.id}  # fmt: skip
        self.connection.execute(insert(revision), former)
        self._trace(table.name, current["id"], row_digest(new), {"version": new["version"]} | dict(details or {}))
        return new["version"]

    def remove(self, table: Table, thing_id: str, *, details: Details = None) -> None:
        """Delete a thing and its revisions; the trail keeps that it was there."""
        self.connection.execute(delete(table).where(table.c.id == thing_id))
        self.forget_revisions(table, thing_id)
        self._trace(table.name, thing_id, None, details or {})

    def forget_revisions(self, table: Table, thing_id: str) -> None:
        """Delete the former states of a thing."""
        where = (revision.c.thing_kind == table.name) & (revision.c.thing_id == thing_id)
        self.connection.execute(delete(revision).where(where))

    def note(self, table: Table, thing_id: str, details: Mapping[str, Any]) -> None:
        """Leave a trace of something that changed no thing, such as signing in."""
        self._trace(table.name, thing_id, None, details)

    def note_outside(self, kind: str, thing_id: str, details: Mapping[str, Any]) -> None:
        """Leave a trace of something done to what is kept elsewhere, such as a file of a source."""
        self._trace(kind, thing_id, None, details)

    def _trace(self, kind: str, thing_id: str, digest_after: str | None, details: Mapping[str, Any]) -> None:
        self._entries.append(
            audit.Entry(
                action=self.action, thing_kind=kind, thing_id=thing_id, row_digest=digest_after, details=details
            )
        )

    def _conflict(self, table: Table, current: Cells, values: Cells, version: int) -> Conflict:
        query = select(member.c.name).where(member.c.id == current["changed_by"])
        name = self.connection.execute(query).scalar_one_or_none()
        return Conflict(
            kind=table.name, thing=current["id"], theirs=dict(current), mine=dict(values), base_version=version,
            changed_by=name or current["changed_by"], changed_at=f"{current['changed_at']:%Y-%m-%d %H:%M} UTC",
        )  # fmt: skip

    def close(self) -> None:
        """Write the traces. Raises RuntimeError if nothing asked whether the person may: a mistake in this program."""
        if not self.was_checked:
            raise RuntimeError(f"{self.action}: written without asking whether the person may")
        if self._entries:
            after = self._after or audit.end(self.connection)
            audit.append(self.connection, self._entries, after=after, member_id=self.person.id, now=self.now)


def load_person(connection: Connection, member_id: str | None) -> Person | None:
    """The member as they stand now, None if there is none with that id."""
    if member_id is None:
        return None
    return _person(connection.execute(_PERSON, {"member_id": member_id}).all())


def _person(rows: Sequence[Row[*tuple[Any, ...]]]) -> Person | None:
    """The member of some rows, one for each role; None where they hold no member."""
    if not rows or rows[0].id is None:
        return None
    first = rows[0]
    grants = frozenset(
        Grant(role=Role(row.role), scope_kind=row.scope_kind, scope=row.scope) for row in rows if row.role
    )
    return Person(
        id=first.id,
        name=first.name,
        email=first.email,
        language=first.language,
        is_active=first.is_active,
        grants=grants,
    )


def _visitor(connection: Connection, visit: Visit) -> Person | None:
    return OPERATOR if visit.is_operator else load_person(connection, visit.member_id)


def reading(function: Callable[Concatenate[Reader, P], R]) -> Callable[Concatenate[Visit, P], R]:
    """Makes a function over a Reader into one over a Visit: one snapshot, the person's roles read in it."""

    @functools.wraps(function)
    def call(visit: Visit, /, *arguments: P.args, **named: P.kwargs) -> R:
        def work(connection: Connection) -> R:
            reader = Reader(connection, _visitor(connection, visit), visit.now)
            answer = function(reader, *arguments, **named)
            if not reader.was_checked:
                raise RuntimeError(f"{function.__qualname__}: read without asking whether the person may")
            return answer

        return visit.store.read(work)

    return call


def writing(action: str) -> Callable[[Callable[Concatenate[Desk, P], R]], Callable[Concatenate[Visit, P], R]]:
    """Makes a function over a Desk into one over a Visit: one transaction, done once, counted and traced.

    Arguments are passed by name; what is returned must be text, a number, a list, a mapping or None.
    """

    def wrap(function: Callable[Concatenate[Desk, P], R]) -> Callable[Concatenate[Visit, P], R]:
        @functools.wraps(function)
        def call(visit: Visit, /, *arguments: P.args, **named: P.kwargs) -> R:
            key = visit.submission or visit.store.new_id()

            def request() -> str:
                return digest([action, list(arguments), named])

            def work(connection: Connection) -> R:
                who = visit.member_id or "nobody"
                arrival = connection.execute(_ARRIVAL, {"asker": who, "form": key}).all()
                first = arrival[0]
                if first.key is not None:
                    return _first_answer(first.request_digest, request(), first.result)
                if not visit.is_operator:
                    limits.count(connection, visit.store.limits, name="write", who=who, now=visit.now)
                person = OPERATOR if visit.is_operator else _person(arrival) if visit.member_id else None
                after = first.seq, first.hash
                desk = Desk(connection, person, visit.now, action, visit.store.new_id, after=after)
                answer = function(desk, *arguments, **named)
                desk.close()
                done = {"member_id": who, "key": key, "request_digest": request(), "result": answer, "at": visit.now}
                connection.execute(insert(submission), done)
                return answer

            try:
                return visit.store.write(work)
            except Refusal as refusal:
                _after_refusal(visit, refusal)
                raise

        return call

    return wrap


def _first_answer(kept_digest: str, request: str, result: Any) -> Any:
    if kept_digest != request:
        raise Refusal("submission_used")
    return result


def _after_refusal(visit: Visit, refusal: Refusal) -> None:
    """Count a refused write, which left no trace of its own, and keep the text that a conflict would lose."""

    def work(connection: Connection) -> str | None:
        if visit.member_id is not None and not visit.is_operator:
            limits.count_quietly(connection, visit.store.limits, name="write", who=visit.member_id, now=visit.now)
        if not isinstance(refusal, Conflict) or visit.is_operator:
            return None
        kept = visit.store.new_id()
        connection.execute(
            insert(draft).values(
                id=kept, member_id=visit.member_id, thing_kind=refusal.kind, thing_id=refusal.thing,
                base_version=refusal.base_version, content=plain(refusal.mine), kept_at=visit.now,
            )
        )  # fmt: skip
        return kept

    try:
        kept = visit.store.write(work)
    except StoreError:
        return  # the refusal itself, with both contents, is what the person must hear of
    if isinstance(refusal, Conflict):
        refusal.draft = kept


def find(connection: Connection, table: Table, thing_id: str) -> Cells:
    """The row with that id, whoever may see it. Raises NotFound."""
    row = None
    if is_id(thing_id):
        row = connection.execute(select(table).where(table.c.id == thing_id)).mappings().first()
    if row is None:
        raise NotFound()
    return row
