"""Atom feeds of one's own news, opened by a personal address that is kept only as a digest."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree

from sqlalchemy import Connection, func, select

from network import limits, text
from network.desk import Desk, Reader, Visit, load_person, reading, writing
from network.errors import Refusal, StoreError
from network.messages import Message, Translate
from network.news import Item, items
from network.roles import Person, Thing
from network.sharing import view
from network.store import Store
from network.tables import feed_token
from network.visibility import visible_row
from network.watchlists import Figures

ATOM = "http://www.w3.org/2005/Atom"
# How far back a feed reaches, and how many addresses one person may have.
WINDOW, MOST_TOKENS = timedelta(days=90), 10
# What XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets
UNFIT_FOR_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class FeedToken:
    """A feed address one made; the secret part itself is not kept."""

    id: str
    version: int
    label: str
    created_at: datetime
    revoked_at: datetime | None


def token_hash(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_token() -> str:
    """The secret part of a feed address, which nobody can guess."""
    return secrets.token_urlsafe(32)


def issue(visit: Visit, *, label: str, token: str | None = None) -> tuple[str, str]:
    """A new feed address of one's own: its id and its secret part, shown this once and never again.

    `token` from `new_token` where the same form may be sent twice: both must then ask for the same address.
    """
    token = token or new_token()
    return _keep(visit, label=label, hashed=token_hash(token)), token


@writing("feed.keep")
def _keep(desk: Desk, *, label: str, hashed: str) -> str:
    desk.allow(Thing(kind="feed_token", author=desk.person.id))
    open_ones = select(func.count()).where(feed_token.c.created_by == desk.person.id, feed_token.c.revoked_at.is_(None))
    if desk.connection.execute(open_ones).scalar_one() >= MOST_TOKENS:
        raise Refusal("too_many_tokens", limit=MOST_TOKENS)
    return desk.add(feed_token, {"label": text.kept("label", label, text.LINE, is_line=True), "token_hash": hashed})


@writing("feed.keep")
def revoke(desk: Desk, *, token_id: str) -> int:
    """Close a feed address of one's own at once; the new version. Raises NotFound."""
    desk.allow(Thing(kind="feed_token", author=desk.person.id))
    row = visible_row(desk.connection, feed_token, token_id, feed_token.c.created_by == desk.person.id)
    return desk.change(feed_token, row, {"revoked_at": row["revoked_at"] or desk.now}, version=None)


@reading
def mine(reader: Reader) -> list[FeedToken]:
    """One's own feed addresses, newest first."""
    reader.require("feed.keep", Thing(kind="feed_token", author=reader.person.id))
    query = (
        select(feed_token).where(feed_token.c.created_by == reader.person.id).order_by(feed_token.c.created_at.desc())
    )
    return [view(FeedToken, row) for row in reader.connection.execute(query).mappings()]


def atom(
    store: Store, token: str, *, now: datetime, origin: str, address: str, translators: Callable[[str], Translate],
    figures: Figures | None = None,
) -> bytes:  # fmt: skip
    """The Atom feed that a token opens, in its member's language, reaching 90 days back.

    `origin` is the network address it is asked from, `address` the site's own, `translators` maps a language to a
    translation; `figures` are the current release's, for thresholds. Raises Refusal for a token that opens nothing,
    TooOften, StoreError.
    """
    hashed = token_hash(token)

    def work(connection: Connection) -> tuple[Person | None, list[Item]]:
        person = _person(connection, hashed)
        return person, _news(connection, person, now, figures) if person else []

    person, found = store.read(work)
    _count(store, hashed if person else origin, now, is_known=person is not None)
    if person is None:
        raise Refusal("feed_unknown")
    return _document(person, found, address, translators(person.language), now)


def _news(connection: Connection, person: Person, now: datetime, figures: Figures | None) -> list[Item]:
    return items(connection, person, since=now - WINDOW, until=now, language=person.language, figures=figures)


def _person(connection: Connection, hashed: str) -> Person | None:
    query = select(feed_token.c.created_by).where(feed_token.c.token_hash == hashed, feed_token.c.revoked_at.is_(None))
    person = load_person(connection, connection.execute(query).scalar_one_or_none())
    return person if person is not None and person.is_active and person.grants else None


def _count(store: Store, who: str, now: datetime, *, is_known: bool) -> None:
    name = "feed" if is_known else "feed_unknown"
    try:
        times, ends = store.write(
            lambda connection: limits.count_quietly(connection, store.limits, name=name, who=who, now=now)
        )
    except StoreError:
        return  # a feed is read-only: it goes on where writing is not possible
    limits.refuse_beyond(store.limits, name=name, times=times, ends=ends)


def _document(person: Person, found: list[Item], address: str, translate: Translate, now: datetime) -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": person.language})
    _text(feed, "title", Message(code="feed_title", values={"name": person.name}).sentence(translate))
    _text(feed, "id", f"urn:pillar-two:member:{person.id}")
    _text(feed, "updated", _stamp(max((item.at for item in found), default=now - WINDOW)))
    _text(feed, "subtitle", Message(code="flag_note").sentence(translate))
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "href": address})
    _text(ElementTree.SubElement(feed, "author"), "name", "Pillar Two")
    for item in found:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "title", item.title.sentence(translate), kind="text")
        _text(entry, "id", f"urn:pillar-two:{item.key}")
        _text(entry, "updated", _stamp(item.at))
        _text(entry, "summary", item.body.sentence(translate), kind="text")
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": f"{address}{item.path}"})
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _text(parent: ElementTree.Element, name: str, content: str, *, kind: str | None = None) -> None:
    element = ElementTree.SubElement(parent, name, {"type": kind} if kind else {})
    element.text = UNFIT_FOR_XML.sub("\ufffd", content)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
