"""Signing in and out: an identity from the provider becomes a member's session, which ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from network import limits, text
from network.columns import Cells, digest
from network.desk import Desk, find, load_person
from network.errors import NetworkError, SignInRefused, StoreError
from network.roles import OPERATOR, Role
from network.settings import LOOPBACK
from network.store import Store
from network.tables import member, role_grant, session

# A session ends after this long without a visit, and this long after it began.
IDLE, WHOLE = timedelta(hours=2), timedelta(hours=12)
# How often a visit is written down: seldom enough not to make every page a write.
TOUCH = timedelta(minutes=5)
# How far a provider's clock may be ahead, and how old a sign-in without an end may be.
SKEW, FRESH = timedelta(minutes=2), timedelta(minutes=10)
LOCAL_ISSUER = "local"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whom the provider says it is. `login` tells this sign-in from every other of the same account."""

    issuer: str
    subject: str
    email: str | None
    is_email_verified: bool
    name: str
    issued_at: datetime
    expires_at: datetime
    login: str

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "Identity":
        """From an OpenID Connect ID token's claims. Raises SignInRefused, naming the claim that is lacking."""
        for claim in ("iss", "sub", "iat"):
            if not claims.get(claim):
                raise SignInRefused("token_incomplete", claim=claim)
        issued = _moment(claims["iat"], "iat")
        email = claims.get("email") or None
        marks = [claims.get(name) for name in ("iss", "sub", "iat", "nonce", "sid", "jti", "at_hash")]
        return cls(
            issuer=str(claims["iss"]), subject=str(claims["sub"]), email=str(email) if email else None,
            is_email_verified=str(claims.get("email_verified")).lower() == "true", name=str(claims.get("name") or email or ""),
            issued_at=issued, expires_at=_moment(claims["exp"], "exp") if claims.get("exp") else issued + FRESH,
            login=digest([str(mark) for mark in marks]),
        )  # fmt: skip


def _moment(value: Any, claim: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise SignInRefused("token_incomplete", claim=claim) from None


@dataclass(frozen=True, kw_only=True)
class Session:
    """A member's session and the moment it ends if nothing more happens."""

    id: str
    member_id: str
    ends_at: datetime


def enter(store: Store, identity: Identity, *, now: datetime, origin: str) -> Session:
    """The session of this sign-in: the open one, or a new one at its first visit. Called on every run of a page.

    `origin` is the address it comes from, for the limit on sign-ins. Raises SignInRefused with a sentence: not a member,
    closed, no or unverified e-mail, expired, provider's clock ahead, session over (sign in again); TooOften; StoreError.
    """

    def known(connection: Connection) -> tuple[Cells | None, bool]:
        row = connection.execute(select(session).where(session.c.id == identity.login)).mappings().first()
        return row, row is None or find(connection, member, row["member_id"])["is_active"]

    row, is_active = store.read(known)
    if row is None:
        return _start(store, identity, now, origin)
    if not is_active:
        raise SignInRefused("member_inactive")
    if row["ended_at"] is not None or now >= ends(row["started_at"], row["seen_at"]):
        raise SignInRefused("session_over")
    if now - row["seen_at"] >= TOUCH:
        _touch(store, identity.login, now)
        return Session(id=row["id"], member_id=row["member_id"], ends_at=ends(row["started_at"], now))
    return Session(id=row["id"], member_id=row["member_id"], ends_at=ends(row["started_at"], row["seen_at"]))


def ends(started: datetime, seen: datetime) -> datetime:
    """When a session that began and was last seen then is over."""
    return min(started + WHOLE, seen + IDLE)


def _touch(store: Store, session_id: str, now: datetime) -> None:
    def work(connection: Connection) -> None:
        connection.execute(update(session).where(session.c.id == session_id).values(seen_at=now))

    try:
        store.write(work)
    except StoreError:
        return  # reading must go on where writing is not possible; the session then ends somewhat earlier


def _start(store: Store, identity: Identity, now: datetime, origin: str) -> Session:
    account = f"{identity.issuer} {identity.subject}"

    def counted(connection: Connection) -> None:
        limits.count(connection, store.limits, name="sign_in", who=account, now=now)
        limits.count(connection, store.limits, name="sign_in_origin", who=origin, now=now)

    def work(connection: Connection) -> str:
        row = _member_of(connection, identity)
        if not row["is_active"]:
            raise SignInRefused("member_inactive")
        desk = _desk(store, connection, row["id"], now)
        if row["subject"] is None:
            bound = {"issuer": identity.issuer, "subject": identity.subject, "joined_at": row["joined_at"] or now}
            desk.change(member, row, bound, version=None, details={"is_bound": True})
        if _open(connection, identity.login, row["id"], now):
            desk.note(session, identity.login, {"member_id": row["id"]})
        desk.close()
        return row["id"]

    store.write(counted)  # on its own, so that a refused sign-in counts too
    _check_times(identity, now)
    member_id = store.write(work)
    return Session(id=identity.login, member_id=member_id, ends_at=ends(now, now))


def _open(connection: Connection, login: str, member_id: str, now: datetime) -> bool:
    """Whether a session was begun: of two first visits at once, the second finds the first one's."""
    if connection.execute(select(session.c.id).where(session.c.id == login)).first():
        return False
    connection.execute(insert(session).values(id=login, member_id=member_id, started_at=now, seen_at=now))
    return True


def _desk(store: Store, connection: Connection, member_id: str, now: datetime, action: str = "session.start") -> Desk:
    desk = Desk(connection, load_person(connection, member_id), now, action, store.new_id)
    desk.was_checked = True  # the identity itself is what lets one in
    return desk


def _check_times(identity: Identity, now: datetime) -> None:
    ahead = identity.issued_at - now
    if ahead > SKEW:
        raise SignInRefused("clock_skew", seconds=int(ahead.total_seconds()))
    if now > identity.expires_at + SKEW:
        raise SignInRefused("token_expired")


def _member_of(connection: Connection, identity: Identity) -> Cells:
    """The member bound to this account, else the invited one with this verified e-mail."""
    bound = select(member).where(member.c.issuer == identity.issuer, member.c.subject == identity.subject)
    row = connection.execute(bound).mappings().first()
    if row is not None:
        return row
    if identity.email is None:
        raise SignInRefused("token_without_email")
    try:
        address = text.email_address(identity.email)
    except NetworkError:
        raise SignInRefused("token_without_email") from None
    if not identity.is_email_verified:
        raise SignInRefused("email_not_verified", email=address)
    row = connection.execute(select(member).where(member.c.email == address)).mappings().first()
    if row is None:
        raise SignInRefused("not_a_member", email=address)
    if row["subject"] is not None:
        raise SignInRefused("account_bound", email=address)
    return row


def sign_out(store: Store, session_id: str, *, now: datetime) -> None:
    """End a session; the same sign-in opens nothing any more. Ending it twice is no error."""

    def work(connection: Connection) -> None:
        row = connection.execute(select(session).where(session.c.id == session_id)).mappings().first()
        if row is None or row["ended_at"] is not None:
            return
        connection.execute(update(session).where(session.c.id == session_id).values(ended_at=now))
        desk = _desk(store, connection, row["member_id"], now, "session.end")
        desk.note(session, session_id, {"member_id": row["member_id"]})
        desk.close()

    store.write(work)


def local_identity(*, bound_to: str, is_asked_for: bool, now: datetime) -> Identity:
    """The one person of one's own machine; made once a browser session, as a provider's would be.

    Raises SignInRefused unless asked for and bound to a loopback address.
    `bound_to` is the address the server listens on, as the server states it, never one that a request names.
    """
    if not is_asked_for:
        raise SignInRefused("local_not_asked")
    if bound_to not in LOOPBACK:
        raise SignInRefused("local_not_loopback", bound_to=bound_to or "0.0.0.0")  # noqa: S104 - said, not bound to
    claims = {"iss": LOCAL_ISSUER, "sub": "person", "iat": now.timestamp()}
    return Identity.from_claims(
        claims | {"email": "person@local.invalid", "email_verified": True, "name": "Local person"}
    )


def welcome_local_person(store: Store, *, identity: Identity, now: datetime, language: str = "en") -> None:
    """Make the local person a member, with the roles to try everything, if they are not one yet."""
    if identity.issuer != LOCAL_ISSUER:
        raise ValueError("only the local person is welcomed without an invitation")

    def work(connection: Connection) -> None:
        if connection.execute(select(member.c.id).where(member.c.issuer == LOCAL_ISSUER)).first():
            return
        desk = Desk(connection, OPERATOR, now, "member.keep", store.new_id)
        desk.was_checked = True  # asked for by the setting, on this machine
        cells = {"name": identity.name, "email": identity.email, "language": language, "is_active": True,
                 "issuer": LOCAL_ISSUER, "subject": identity.subject, "joined_at": now}  # fmt: skip
        new = desk.add(member, cells)
        roles = [
            (Role.ADMINISTRATOR, "", ""),
            (Role.REVIEWER, "", ""),
            (Role.FOCAL_POINT, "organisation", "this machine"),
        ]
        desk.add_all(
            role_grant,
            [{"member_id": new, "role": str(role), "scope_kind": kind, "scope": scope} for role, kind, scope in roles],
        )
        desk.close()

    store.write(work)
