"""Digests by mail: due once a period, sent once, tried again after a failure, in one's language."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from mail_server import mail_server
from network_cast import NOW, proposal
from sqlalchemy import select

from network import alerts, consultations, digests, members, watchlists
from network.digests import period_of, send_due
from network.errors import BadInput
from network.mail import MailError, SmtpMailer
from network.messages import MESSAGES
from network.settings import NetworkSettings
from network.sharing import Sharing
from network.tables import delivery
from network.watchlists import Watch

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def running_server():
    with mail_server() as running:
        yield running


@pytest.fixture
def server(running_server):
    running_server.messages.clear()
    running_server.refuse.clear()
    return running_server


def mailer(port):
    return SmtpMailer(
        host="127.0.0.1", port=port, security="none", user="", password="", sender="Pillar Two <alerts@r2p.example>"
    )


def send(cast, port, *, after=HOUR, translators=lambda _: lambda text: text):
    return send_due(
        cast.store, now=cast.now + after, mailer=mailer(port), address="https://r2p.example", translators=translators
    )


@pytest.fixture
def watching(cast):
    """The focal point watches Sudan daily; an alert on it is published."""
    watchlists.keep(cast.visit("focal"), watch=Watch(title="Sudan", countries=("SDN",)))
    digests.choose(cast.visit("focal"), cadence="daily")
    publish(cast)
    return cast


def publish(cast, *, after=timedelta(minutes=1), **changes):
    alerts.take(cast.visit("reviewer", after=after), proposals=[proposal(**changes)])
    one = alerts.every(cast.visit("reviewer"), status="proposed")[0]
    alerts.publish(cast.visit("reviewer", after=after), alert_id=one.id, version=1, reason="Confirmed.")


def deliveries(cast):
    with cast.store.reading() as connection:
        return [row.status for row in connection.execute(select(delivery).order_by(delivery.c.until))]


def test_news_reaches_the_one_who_asked_for_it(watching, server):
    assert send(watching, server.port)["sent"] == 1
    message = server.messages[0]
    assert (message["To"], message["From"]) == ("focal@example.org", "Pillar Two <alerts@r2p.example>")
    assert "Sudan: high alert" in message.get_content()


def test_the_message_is_plain_text_with_links_into_the_site(watching, server):
    send(watching, server.port)
    assert server.messages[0].get_content_type() == "text/plain"
    assert "https://r2p.example/watchlist?alert=" in server.messages[0].get_content()


def test_one_period_is_sent_once(watching, server):
    send(watching, server.port)
    send(watching, server.port, after=2 * HOUR)
    assert len(server.messages) == 1


def test_the_next_period_tells_only_what_came_since(watching, server):
    send(watching, server.port)
    publish(watching, after=2 * HOUR, iso3="SDN", rule="hate_speech_burst", title="Burst in hate speech")
    send(watching, server.port, after=DAY)
    assert "Burst in hate speech" in server.messages[1].get_content()
    assert "Score crosses a threshold" not in server.messages[1].get_content()


def test_a_period_without_news_sends_nothing(watching, server):
    send(watching, server.port)
    assert send(watching, server.port, after=DAY) == {"sent": 0, "nothing": 1, "failed": 0}


def test_who_turned_it_off_receives_nothing(watching, server):
    digests.choose(watching.visit("focal"), cadence="off")
    assert send(watching, server.port) == {"sent": 0, "nothing": 0, "failed": 0}


def test_a_closed_member_receives_nothing(watching, server):
    members.close(watching.visit("administrator"), member_id=watching.ids["focal"], version=1)
    send(watching, server.port)
    assert server.messages == []


def test_the_message_is_in_its_readers_language(watching, server):
    members.change_own(watching.visit("focal"), name="Focal", language="fr", version=1)
    french = {MESSAGES["digest_greeting"]: "Bonjour {name},"}
    send(watching, server.port, translators=lambda code: lambda text: french.get(text, text) if code == "fr" else text)
    assert server.messages[0].get_content().startswith("Bonjour Focal,")
    assert "Soudan" in server.messages[0].get_content()


def test_what_was_shared_at_a_level_is_not_in_the_mail(watching, server):
    consultations.ask(
        watching.visit("other"), question="In confidence?", recipients=[watching.ids["focal"]], deadline=NOW + DAY,
        sharing=Sharing(sensitivity="named", named=(watching.ids["focal"],)),
    )  # fmt: skip
    send(watching, server.port)
    assert "confidence" not in server.messages[0].get_content()


def test_a_server_that_is_down_is_tried_again_with_the_same_message(watching, server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert send(watching, closed.getsockname()[1])["failed"] == 1
    assert send(watching, server.port, after=2 * HOUR)["sent"] == 1
    assert deliveries(watching) == ["sent"]


def test_one_members_failure_holds_up_no_other(watching, server):
    watchlists.keep(watching.visit("other"), watch=Watch(title="All"))
    digests.choose(watching.visit("other"), cadence="daily")
    server.refuse.add("focal@")
    assert send(watching, server.port) == {"sent": 1, "nothing": 0, "failed": 1}


def test_a_failing_address_is_given_up_after_five_tries(watching, server):
    server.refuse.add("focal@")
    for number in range(1, 8):
        send(watching, server.port, after=number * HOUR)
    with watching.store.reading() as connection:
        assert connection.execute(select(delivery.c.tries)).scalar_one() == 5


def test_a_sending_that_was_interrupted_goes_out_again_under_the_same_id(watching, server, monkeypatch):
    real = SmtpMailer.send

    def interrupted(self, message):
        real(self, message)
        raise KeyboardInterrupt

    monkeypatch.setattr(SmtpMailer, "send", interrupted)
    with pytest.raises(KeyboardInterrupt):
        send(watching, server.port)
    monkeypatch.setattr(SmtpMailer, "send", real)
    assert send(watching, server.port, after=HOUR + timedelta(minutes=1))["sent"] == 0, "another process may be at it"
    send(watching, server.port, after=2 * HOUR)
    assert server.messages[0]["Message-ID"] == server.messages[1]["Message-ID"]
    assert server.messages[0].get_content() == server.messages[1].get_content()


def test_a_name_cannot_add_a_header(watching):
    with pytest.raises(BadInput):
        members.change_own(watching.visit("focal"), name="Femi\r\nBcc: all@example.org", language="en", version=1)


def test_an_unknown_cadence_is_refused(cast):
    with pytest.raises(BadInput):
        digests.choose(cast.visit("focal"), cadence="hourly")


def test_ones_choice_is_read_back(cast):
    digests.choose(cast.visit("focal"), cadence="weekly")
    assert [digests.chosen(cast.visit(who)) for who in ("focal", "other")] == ["weekly", "off"]


@pytest.mark.parametrize(
    ("cadence", "moment", "expected"),
    [
        ("daily", datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "2026-11-21"),
        ("weekly", datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-W47"),
        ("weekly", datetime(2027, 1, 1, tzinfo=UTC), "2026-W53"),
    ],
)
def test_a_period_is_a_day_or_an_iso_week(cadence, moment, expected):
    assert period_of(cadence, moment) == expected


def test_a_mail_error_says_neither_password_nor_recipient(server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        one = SmtpMailer(host="127.0.0.1", port=closed.getsockname()[1], security="starttls", user="u", password="hidden",
                         sender="a@r2p.example")  # fmt: skip
        with pytest.raises(MailError) as told:
            one.send(digests.EmailMessage())
    assert "hidden" not in str(told.value)


def test_a_server_without_protection_is_refused_a_password(server):
    one = SmtpMailer(
        host="127.0.0.1", port=server.port, security="starttls", user="u", password="hidden", sender="a@r2p.example"
    )
    with pytest.raises(MailError):
        one.send(digests.EmailMessage())


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_host": "mail.example.org", "smtp_security": "none", "mail_from": "a@example.org"},
        {"smtp_host": "mail.example.org"},
        {"smtp_security": "ssl"}, {"public_address": "r2p.example"}, {"database": "mysql://x"},
    ],
)  # fmt: skip
def test_settings_that_would_not_work_stop_the_start(wrong):
    with pytest.raises(ValueError, match="R2P_"):
        NetworkSettings(_env_file=None, **wrong)


def test_without_a_mail_server_there_is_no_mailer():
    assert SmtpMailer.from_settings(NetworkSettings(_env_file=None)) is None
