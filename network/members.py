"""Members: invited, given roles, closed and reopened by administrators; the last administrator always stays."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from data.countries import LANGUAGES
from network import text
from network.desk import Desk, Reader, find, load_person, operator, reading, writing
from network.errors import BadInput, NetworkError, NotFound, Refusal
from network.messages import Term
from network.roles import GRANTABLE, RULES, SCOPES, Grant, Person, Role, Thing, Verdict, why
from network.sharing import view
from network.tables import SENSITIVITIES, configuration, digest_setting, feed_token, member, role_grant

NEEDED = {
    ("",): "needs_nothing",
    ("state", "organisation"): "needs_state_or_organisation",
    ("configuration",): "needs_configuration",
}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member as the network sees them; `email` and `joined_at` are only shown to administrators and oneself."""

    id: str
    name: str
    language: str
    is_active: bool
    version: int
    grants: tuple[Grant, ...]
    email: str | None = None
    joined_at: datetime | None = None


@writing("member.keep")
def invite(desk: Desk, *, name: str, email: str, language: str, grants: Sequence[Grant]) -> str:
    """Add a member with their roles; the id. They are bound to their account when they first sign in."""
    desk.allow(Thing(kind="member"))
    address = text.email_address(email)
    if desk.connection.execute(select(member.c.id).where(member.c.email == address)).first():
        raise Refusal("already_member", email=address)
    cells = {"name": text.kept("name", name, text.LINE, is_line=True), "email": address,
             "language": text.choice("language", language, LANGUAGES), "is_active": True}  # fmt: skip
    new = desk.add(member, cells)
    for one in grants:
        _add_grant(desk, new, one)
    return new


@writing("member.keep")
def grant(desk: Desk, *, member_id: str, role: str, scope_kind: str = "", scope: str = "") -> str:
    """Give a member one more role; the id of the grant."""
    desk.allow(Thing(kind="member"))
    find(desk.connection, member, member_id)
    text.choice("role", role, GRANTABLE)
    return _add_grant(desk, member_id, Grant(role=Role(role), scope_kind=scope_kind, scope=scope))


def _add_grant(desk: Desk, member_id: str, new: Grant) -> str:
    _check_scope(desk, new)
    cells = {"member_id": member_id, "role": str(new.role), "scope_kind": new.scope_kind, "scope": new.scope}
    same = [role_grant.c[name] == value for name, value in cells.items()]
    if desk.connection.execute(select(role_grant.c.id).where(*same)).first():
        raise Refusal("already_granted")
    return desk.add(role_grant, cells, details=cells)


def _check_scope(desk: Desk, new: Grant) -> None:
    if new.role not in SCOPES:
        raise BadInput("bad_choice", field=Term(code="role"), choices=", ".join(GRANTABLE), value=str(new.role))
    kinds = SCOPES[new.role]
    is_scoped = kinds != ("",)
    if new.scope_kind not in kinds or bool(new.scope.strip()) != is_scoped:
        raise BadInput("role_scope", role=Term(code=new.role), needed=Term(code=NEEDED[kinds]))
    if new.scope_kind == "state":
        text.country(new.scope)
    elif new.scope_kind == "organisation":
        text.kept("organisation", new.scope, text.LINE, is_line=True)
    elif new.scope_kind == "configuration":
        find(desk.connection, configuration, new.scope)


@writing("member.keep")
def revoke(desk: Desk, *, member_id: str, role: str, scope_kind: str = "", scope: str = "") -> None:
    """Take a role from a member. Raises Refusal for the last administrator's."""
    desk.allow(Thing(kind="member"))
    find(desk.connection, member, member_id)
    cells = {"member_id": member_id, "role": text.choice("role", role, GRANTABLE), "scope_kind": scope_kind,
             "scope": text.kept("scope", scope, text.LINE, may_be_empty=True)}  # fmt: skip
    text.choice("scope", scope_kind, {"", *(kind for kinds in SCOPES.values() for kind in kinds)})
    query = select(role_grant).where(*(role_grant.c[name] == value for name, value in cells.items()))
    row = desk.connection.execute(query).mappings().first()
    if row is None:
        raise NotFound()
    if role == Role.ADMINISTRATOR:
        refuse_last_administrator(desk, member_id)
    desk.remove(role_grant, row["id"], details=cells)


@writing("member.keep")
def close(desk: Desk, *, member_id: str, version: int) -> int:
    """Close an account: its sessions and feed addresses end at once; what it wrote stays. The new version."""
    desk.allow(Thing(kind="member"))
    current = find(desk.connection, member, member_id)
    refuse_last_administrator(desk, member_id)
    return desk.change(
        member, current, {"is_active": False, "closed_at": desk.now}, version=version, details={"is_active": False}
    )


@writing("member.keep")
def reopen(desk: Desk, *, member_id: str, version: int) -> int:
    """Open a closed account again, with the roles it had. The new version."""
    desk.allow(Thing(kind="member"))
    current = find(desk.connection, member, member_id)
    return desk.change(
        member, current, {"is_active": True, "closed_at": None}, version=version, details={"is_active": True}
    )


@writing("member.keep")
def release(desk: Desk, *, member_id: str, version: int) -> int:
    """Unbind a member from their sign-in account, so that the next verified sign-in with their e-mail binds anew."""
    desk.allow(Thing(kind="member"))
    current = find(desk.connection, member, member_id)
    return desk.change(member, current, {"issuer": None, "subject": None}, version=version, details={"is_bound": False})


@writing("member.keep")
def erase(desk: Desk, *, member_id: str, version: int) -> None:
    """Forget who a member was: name, e-mail, account, roles, feeds. What they wrote stays, as by a former member."""
    desk.allow(Thing(kind="member"))
    erase_member(desk, member_id, version=version)


def erase_member(desk: Desk, member_id: str, *, version: int | None) -> None:
    """Within a desk that was allowed to: see `erase`. Raises Refusal for the last administrator."""
    current = find(desk.connection, member, member_id)
    refuse_last_administrator(desk, member_id)
    blank = {"name": "former member", "email": None, "issuer": None, "subject": None, "is_active": False,
             "closed_at": current["closed_at"] or desk.now}  # fmt: skip
    desk.change(member, current, blank, version=version, details={"is_erased": True})
    desk.forget_revisions(member, member_id)
    owned = [
        (role_grant, role_grant.c.member_id),
        (feed_token, feed_token.c.created_by),
        (digest_setting, digest_setting.c.id),
    ]
    for table, column in owned:
        for thing_id in list(desk.connection.scalars(select(table.c.id).where(column == member_id))):
            desk.remove(table, thing_id)


def refuse_last_administrator(desk: Desk, leaving: str) -> None:
    """Raises Refusal if nobody else could administer the network without this member."""
    active = (
        select(role_grant.c.member_id).join(member, member.c.id == role_grant.c.member_id)
        .where(role_grant.c.role == Role.ADMINISTRATOR, member.c.is_active).distinct()
    )  # fmt: skip
    administrators = set(desk.connection.scalars(active))
    if administrators == {leaving}:
        raise Refusal("last_administrator")


@writing("member.keep_own")
def change_own(desk: Desk, *, name: str, language: str, version: int) -> int:
    """Change one's own name and language; the new version."""
    desk.allow(Thing(kind="member", author=desk.person.id))
    current = find(desk.connection, member, desk.person.id)
    cells = {
        "name": text.kept("name", name, text.LINE, is_line=True),
        "language": text.choice("language", language, LANGUAGES),
    }
    return desk.change(member, current, cells, version=version)


@reading
def everyone(reader: Reader) -> list[Member]:
    """All members by name, closed ones last; e-mails only for administrators."""
    reader.require("member.read", Thing(kind="member"))
    has_details = reader.may("member.read_details", Thing(kind="member"))
    grants: dict[str, list[Grant]] = {}
    for row in reader.connection.execute(select(role_grant).order_by(role_grant.c.role, role_grant.c.scope)):
        grants.setdefault(row.member_id, []).append(
            Grant(role=Role(row.role), scope_kind=row.scope_kind, scope=row.scope)
        )
    rows = reader.connection.execute(select(member)).mappings()
    found = [_member(row, grants.get(row["id"], []), has_details or row["id"] == reader.person.id) for row in rows]
    return sorted(found, key=lambda one: (not one.is_active, one.name.casefold(), one.id))


@reading
def myself(reader: Reader) -> tuple[Member, Person]:
    """One's own membership, and oneself as the rules see one."""
    reader.require("member.keep_own", Thing(kind="member", author=reader.person.id))
    row = find(reader.connection, member, reader.person.id)
    order = sorted(reader.person.grants, key=lambda one: (one.role, one.scope))
    return _member(row, order, True), reader.person


def _member(row: Any, grants: Sequence[Grant], has_details: bool) -> Member:
    hidden = {} if has_details else {"email": None, "joined_at": None}
    return view(Member, row, grants=tuple(grants), **hidden)


@reading
def explain(reader: Reader, member_id: str) -> dict[str, dict[str, Verdict]]:
    """For every action: what a member may do to a thing of their own, and to another's at each level of sensitivity.

    One's own may be asked by anyone; another's by those who may see members' details. Levels: own, others (what is not
    shared by level, such as an alert), network, configuration (one of theirs if they have any), named (not naming them).
    """
    is_own = member_id == reader.person.id
    reader.require("member.keep_own" if is_own else "member.read_details", Thing(kind="member", author=member_id))
    find(reader.connection, member, member_id)
    person = load_person(reader.connection, member_id)
    theirs = next(iter(sorted(person.configurations)), None) if person else None
    home = next(iter(sorted(person.states)), None) if person else None
    things = {"own": Thing(kind="", author=member_id, state=home), "others": Thing(kind="", author="")} | {
        level: Thing(kind="", author="", sensitivity=level, configuration=theirs) for level in SENSITIVITIES
    }
    return {action: {level: why(person, action, thing) for level, thing in things.items()} for action in RULES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Invite a member from the command line: how the first administrator comes in."""
    from network.migrate import open_store

    parser = argparse.ArgumentParser(prog="python -m network.members", description=main.__doc__)
    parser.add_argument("command", choices=["invite"])
    parser.add_argument("email")
    parser.add_argument("--name", required=True)
    parser.add_argument("--language", default="en", choices=LANGUAGES)
    parser.add_argument("--role", action="append", required=True, choices=["reader", "reviewer", "administrator"])
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        grants = [Grant(role=Role(role)) for role in dict.fromkeys(chosen.role)]
        with open_store(chosen.database, is_upgraded=True) as store:
            visit = operator(store, now=datetime.now(UTC))
            invite(visit, name=chosen.name, email=chosen.email, language=chosen.language, grants=grants)
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(f"invited {chosen.email} as {', '.join(chosen.role)}; they may sign in now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
