"""E-mail digests, daily or weekly, in one's language: each period's news is sent once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, select, update

from network import text
from network.desk import Desk, Reader, load_person, reading, writing
from network.mail import Mailer, MailError
from network.messages import Message, Term, Translate
from network.news import Item, items
from network.roles import Person, Thing
from network.store import Store
from network.tables import CADENCES, delivery, digest_setting
from network.watchlists import Figures

# A first digest, or one after a long pause, reaches at most this far back.
REACH = timedelta(days=31)
# A sending that was begun and not finished within this time is taken up again.
ABANDONED = timedelta(minutes=15)
MOST_TRIES = 5
DONE = ("sent", "nothing")

log = logging.getLogger("pillar_two")


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One period's digest of one member, claimed for sending."""

    member_id: str
    period: str
    since: datetime
    until: datetime


@writing("digest.keep")
def choose(desk: Desk, *, cadence: str) -> str:
    """Choose how often one receives a digest: off, daily or weekly; the choice."""
    desk.allow(Thing(kind="digest_setting", author=desk.person.id))
    text.choice("cadence", cadence, CADENCES)
    row = (
        desk.connection.execute(select(digest_setting).where(digest_setting.c.id == desk.person.id)).mappings().first()
    )
    if row is None:
        desk.add(digest_setting, {"cadence": cadence}, thing_id=desk.person.id)
    elif row["cadence"] != cadence:
        desk.change(digest_setting, row, {"cadence": cadence}, version=None)
    return cadence


@reading
def chosen(reader: Reader) -> str:
    """How often one receives a digest."""
    reader.require("digest.keep", Thing(kind="digest_setting", author=reader.person.id))
    query = select(digest_setting.c.cadence).where(digest_setting.c.id == reader.person.id)
    return reader.connection.execute(query).scalar_one_or_none() or "off"


def period_of(cadence: str, now: datetime) -> str:
    """The day or the ISO week (UTC) that a digest sent now stands for."""
    if cadence == "daily":
        return f"{now.astimezone(UTC):%Y-%m-%d}"
    year, week, _ = now.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"


def send_due(
    store: Store, *, now: datetime, mailer: Mailer, address: str, translators: Callable[[str], Translate],
    figures: Figures | None = None,
) -> dict[str, int]:  # fmt: skip
    """Send every digest that is due; how many were sent, had nothing to tell, and failed.

    `translators` maps a language to a translation; `figures` are the current release's, for thresholds. A digest that
    was interrupted is sent again with the same Message-ID and content, so that a mail program can tell; one that failed
    is tried again at the next call, up to five times. One member's failure holds up no other.
    """
    counts = {"sent": 0, "nothing": 0, "failed": 0}
    for member_id, cadence in _subscribers(store):
        sending = store.write(partial(_claim, member_id=member_id, cadence=cadence, now=now))
        if sending is not None:
            status = _send(store, sending, cadence, now, mailer, address, translators, figures)
            counts[status] += 1
    return counts


def _subscribers(store: Store) -> list[tuple[str, str]]:
    with store.reading() as connection:
        query = select(digest_setting.c.id, digest_setting.c.cadence).where(digest_setting.c.cadence != "off")
        return [tuple(row) for row in connection.execute(query.order_by(digest_setting.c.id))]


def _claim(connection: Connection, *, member_id: str, cadence: str, now: datetime) -> Sending | None:
    """This period's digest, if nobody has sent it or is sending it."""
    period = period_of(cadence, now)
    key = (delivery.c.member_id == member_id) & (delivery.c.period == period)
    row = connection.execute(select(delivery).where(key)).mappings().first()
    if row is None:
        last = select(delivery.c.until).where(delivery.c.member_id == member_id, delivery.c.status.in_(DONE))
        until = connection.execute(last.order_by(delivery.c.until.desc()).limit(1)).scalar_one_or_none()
        begun = select(digest_setting.c.created_at).where(digest_setting.c.id == member_id)
        since = max(until or connection.execute(begun).scalar_one(), now - REACH)
        new = {"member_id": member_id, "period": period, "since": since, "until": now, "status": "sending", "tries": 1,
               "claimed_at": now}  # fmt: skip
        connection.execute(insert(delivery).values(new))
        return Sending(member_id=member_id, period=period, since=since, until=now)
    is_running = row["status"] == "sending" and now - row["claimed_at"] < ABANDONED
    if row["status"] in DONE or is_running or row["tries"] >= MOST_TRIES:
        return None
    connection.execute(update(delivery).where(key).values(status="sending", tries=row["tries"] + 1, claimed_at=now))
    return Sending(member_id=member_id, period=period, since=row["since"], until=row["until"])


def _send(
    store: Store, sending: Sending, cadence: str, now: datetime, mailer: Mailer, address: str,
    translators: Callable[[str], Translate], figures: Figures | None,
) -> str:  # fmt: skip
    with store.reading() as connection:
        person = load_person(connection, sending.member_id)
        found: list[Item] = []
        if person is not None and person.is_active and person.grants and person.email is not None:
            found = items(
                connection, person, since=sending.since, until=sending.until, language=person.language, figures=figures
            )
    status = "nothing"
    if found and person is not None:
        try:
            mailer.send(compose(person, found, sending, cadence, sender=mailer.sender, address=address,
                                translate=translators(person.language), now=now))  # fmt: skip
            status = "sent"
        except MailError as error:
            log.warning("a digest was not sent, it is tried again at the next call: %s", error)
            status = "failed"
    key = (delivery.c.member_id == sending.member_id) & (delivery.c.period == sending.period)
    settled = update(delivery).where(key).values(status=status, settled_at=now)
    store.write(lambda connection: connection.execute(settled).close())
    return status


def compose(
    person: Person, found: Sequence[Item], sending: Sending, cadence: str, *, sender: str, address: str, translate: Translate,
    now: datetime,
) -> EmailMessage:  # fmt: skip
    """The message: plain text, one paragraph an item, with links into the site; never what was shared at a level."""
    days: Mapping[str, Any] = {"since": f"{sending.since:%Y-%m-%d %H:%M}", "until": f"{sending.until:%Y-%m-%d %H:%M}"}
    where = {"cadence": Term(code=cadence), "address": f"{address}/account"}
    message = EmailMessage()
    message["From"] = sender
    message["To"] = person.email or ""
    message["Subject"] = Message(
        code="digest_subject", values={"count": len(found), "since": f"{sending.since:%Y-%m-%d}"}
    ).sentence(translate)  # fmt: skip
    message["Date"] = format_datetime(now.astimezone(UTC))
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<digest.{sending.period}.{sending.member_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    paragraphs = [
        Message(code="digest_greeting", values={"name": person.name}).sentence(translate),
        Message(code="digest_intro", values=days).sentence(translate),
        *(f"{item.title.sentence(translate)}\n{item.body.sentence(translate)}\n{address}{item.path}" for item in found),
        Message(code="flag_note").sentence(translate),
        Message(code="digest_footer", values=where).sentence(translate),
    ]
    message.set_content("\n\n".join(paragraphs))
    return message
