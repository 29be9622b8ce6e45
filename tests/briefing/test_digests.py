"""The command that sends the digests."""

from datetime import UTC, datetime

import pytest

from briefing import digests as command
from data.settings import settings as data_settings
from network import alerts, digests, members, watchlists
from network.alerts import Proposal
from network.settings import network_settings
from network.watchlists import Watch
from tests.network.mail_server import mail_server
from tests.support import people
from tests.support.release import write_release


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


@pytest.fixture
def deployed(tmp_path, monkeypatch, server):
    """A network with a French-speaking focal point who watches Sudan, a release, and a mail server."""
    database, releases = people.database(tmp_path), tmp_path / "releases"
    releases.mkdir()
    write_release(releases)
    ids = people.settle(database)
    named = {
        "R2P_DATABASE": database, "R2P_RELEASES": str(releases), "R2P_PUBLIC_ADDRESS": "https://r2p.example",
        "R2P_SMTP_HOST": "127.0.0.1", "R2P_SMTP_PORT": str(server.port), "R2P_SMTP_SECURITY": "none",
        "R2P_MAIL_FROM": "Pillar Two <alerts@r2p.example>",
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    network_settings.cache_clear()
    data_settings.cache_clear()
    with people.opened(database) as store:
        focal = people.visit_of(store, ids["focal"])
        me, _person = members.myself(focal)
        members.change_own(focal, name="Françoise", language="fr", version=me.version)
        watchlists.keep(focal, watch=Watch(title="Soudan", countries=("SDN",)))
        digests.choose(focal, cadence="daily")
        _publish(people.visit_of(store, ids["reviewer"]))
    yield store
    network_settings.cache_clear()
    data_settings.cache_clear()


def _publish(reviewer):
    proposal = Proposal(
        iso3="SDN", rule="score_threshold", title="The score crosses a threshold", level="high", release="r1",
        month="2024-12", unit="points", before=60.0, after=72.5, low=68.0, high=76.0,
    )  # fmt: skip
    alerts.take(reviewer, proposals=[proposal])
    one = alerts.every(reviewer, status="proposed")[0]
    alerts.publish(reviewer, alert_id=one.id, version=one.version, reason="Vu de près")


def test_a_digest_goes_out_once_in_its_members_language(deployed, server, capsys):
    assert command.main([]) == 0
    assert capsys.readouterr().out == "sent 1, nothing 0, failed 0\n"
    (message,) = server.messages
    assert message["Subject"].startswith("Pillar Two\u00a0: nouveautés (1) depuis le")
    text = message.get_content()
    assert "Bonjour Françoise," in text
    assert "Soudan\u00a0: alerte de niveau élevé" in text
    assert "https://r2p.example/account" in text
    assert f"{datetime.now(UTC):%Y-%m-%d}" in text
    assert command.main([]) == 0
    assert len(server.messages) == 1


def test_a_refused_message_is_counted_named_without_an_address_and_tried_again(deployed, server, capsys, caplog):
    server.refuse.add("focal")
    assert command.main([]) == 1
    assert "failed 1" in capsys.readouterr().out
    assert "SMTPRecipientsRefused" in caplog.text
    assert "focal@example.org" not in caplog.text
    server.refuse.clear()
    assert command.main([]) == 0
    assert len(server.messages) == 1


def test_without_a_mail_server_the_command_says_what_to_set(deployed, monkeypatch, capsys):
    monkeypatch.setenv("R2P_SMTP_HOST", "")
    network_settings.cache_clear()
    assert command.main([]) == 2
    assert "R2P_SMTP_HOST" in capsys.readouterr().err


def test_without_a_database_the_command_says_what_to_run(deployed, tmp_path, capsys):
    assert command.main(["--database", f"sqlite:///{tmp_path}/absent.sqlite"]) == 2
    assert "python -m network.migrate upgrade" in capsys.readouterr().err
