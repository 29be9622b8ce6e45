"""Who is visiting: nobody known, a member with their roles, or someone refused; signing in, signing out."""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import psutil
import streamlit as st

from briefing.language import best_offered
from briefing.language import gettext as _
from network import sessions
from network.desk import Visit, load_person
from network.errors import NetworkError, NotAllowed, SignInRefused, StoreError, TooOften
from network.messages import Message
from network.roles import Person, Thing, Verdict, why
from network.sessions import Identity
from network.settings import LOOPBACK, network_settings
from network.store import Store
from ui.store import door

VISITOR = "visitor"  # in the session: who it was when the page was last drawn
REFUSED = "sign_in_refused"  # in the session: the sign-in refused, why and when
LEFT = "left"  # in the session: the local person signed out here
PAUSE = timedelta(seconds=60)  # a refused sign-in is not tried again sooner, for every try counts
PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")

log = logging.getLogger("pillar_two")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Whoever looks at a page. `person` is None for nobody known; `trouble` is why a sign-in opened no account."""

    person: Person | None = None
    session: str | None = None
    trouble: NetworkError | None = None

    def verdict(self, action: str) -> Verdict:
        """Whether they may do something to a thing of their own, and why."""
        return why(self.person, action, Thing(kind="", author=self.person.id if self.person else None))

    def may(self, action: str) -> bool:
        return self.verdict(action).is_allowed


def arrive() -> Visitor:
    """Find out who is visiting, once for each run of a page; never raises. See `current`."""
    try:
        identity = _identity()
        found = Visitor() if identity is None else door.ask(lambda store: _member(store, identity))
    except NetworkError as trouble:
        found = Visitor(trouble=trouble)
    st.session_state[VISITOR] = found
    return found


def current() -> Visitor:
    """Whoever `arrive` found when this page was drawn."""
    return st.session_state.get(VISITOR) or Visitor()


def visit(submission: str | None = None) -> Visit:
    """What the network is asked with, for one read or one form; the session is looked at again.

    `submission` is the form's key: see ui.forms. Raises NotAllowed if nobody is signed in, SignInRefused, StoreError.
    """
    identity = _identity()
    if identity is None:
        raise NotAllowed((Message(code="sign_in_first"),))
    member_id = door.ask(lambda store: _enter(store, identity)).member_id
    return Visit(store=door.store(), member_id=member_id, now=_now(), submission=submission)


def can_sign_in() -> bool:
    """Whether this installation lets anybody sign in."""
    settings = network_settings()
    return settings.has_provider or settings.local_person


def sign_in() -> None:
    """Begin to sign in: leads to the provider, or lets the local person in again. For a button's `on_click`."""
    st.session_state.pop(REFUSED, None)
    if network_settings().has_provider:
        st.login()
    else:
        st.session_state.pop(LEFT, None)
        _local.forget()


def sign_out() -> None:
    """End the session here and at the provider. For a button's `on_click`."""
    session = current().session
    if session is not None:
        try:
            sessions.sign_out(door.store(), session, now=_now())
        except StoreError as fault:
            log.warning("a session could not be ended, its cookie is removed: %s", fault)
    st.session_state[VISITOR] = Visitor()
    if st.user.get("is_logged_in"):
        st.logout()
    else:
        st.session_state[LEFT] = True
        _local.forget()


def _identity() -> Identity | None:
    """Whom the provider's cookie, or this machine, says it is. Raises SignInRefused."""
    settings = network_settings()
    if st.user.get("is_logged_in"):
        claims = st.user.to_dict()
        if settings.oidc_vouches_for_email:
            claims = {"email_verified": True, **claims}
        return Identity.from_claims(claims)
    if settings.local_person and not st.session_state.get(LEFT):
        return _local.identity()
    return None


def _member(store: Store, identity: Identity) -> Visitor:
    session = _enter(store, identity)
    person = store.read(lambda connection: load_person(connection, session.member_id))
    return Visitor(person=person, session=session.id)


def _enter(store: Store, identity: Identity) -> sessions.Session:
    """The session of a sign-in. One that was refused is not tried again for a while, since every try counts."""
    login, refusal, at = st.session_state.get(REFUSED, (None, None, None))
    if login == identity.login and _now() - at < PAUSE:
        raise refusal
    try:
        return sessions.enter(store, identity, now=_now(), origin=_origin())
    except (SignInRefused, TooOften) as refused:
        log.warning("a sign-in was refused: %s", refused.code)
        st.session_state[REFUSED] = (identity.login, refused, _now())
        raise


class _LocalPerson:
    """The one person of one's own machine: signed in once for the process, anew after a sign-out."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._identity: Identity | None = None

    def identity(self) -> Identity:
        """Raises SignInRefused unless server and visitor are both on this machine; StoreError."""
        elsewhere = _asked_elsewhere()
        if elsewhere:
            raise SignInRefused("local_not_loopback", bound_to=elsewhere)
        with self._guard:
            if self._identity is None:
                made = sessions.local_identity(bound_to=listens_on(), is_asked_for=True, now=_now())
                language = best_offered(st.context.locale)
                door.ask(
                    lambda store: sessions.welcome_local_person(store, identity=made, now=_now(), language=language)
                )
                self._identity = made
            return self._identity

    def forget(self) -> None:
        with self._guard:
            self._identity = None


_local = _LocalPerson()


def listens_on() -> str:
    """The address this process listens on: a loopback one only if it listens on nothing else; empty if on none."""
    sockets = psutil.Process().net_connections("inet")
    found = {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
    return next((address for address in sorted(found) if address not in LOOPBACK), min(found, default=""))


def _asked_elsewhere() -> str:
    """Empty for a page asked for on this machine by its own name; else the other name, or that a proxy passed it on.

    A page of another site can make a browser ask this machine under that site's name.
    """
    headers = st.context.headers
    if any(name in headers for name in PROXIED):
        return _("a proxy")
    host = urlsplit(f"//{headers.get('Host', '')}").hostname or ""
    return "" if host in LOOPBACK else host[:100] or "0.0.0.0"  # noqa: S104 - said, not bound to


def _origin() -> str:
    """The network address that the page is asked for from."""
    return st.context.ip_address or "this machine"


def _now() -> datetime:
    return datetime.now(UTC)
