"""Where a sign-in leads back to, what a log of requests holds, and how the network database is asked again."""

import logging

import pytest

from network.errors import ReadOnlyDatabase, StoreError, Unreachable
from network.settings import NetworkSettings, trouble
from tests.support import people
from ui import sign_in
from ui.store import PAUSE, Door

HOST = "r2p.example"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://r2p.example/country?iso3=SDN&as_of=2024-12", "/country?iso3=SDN&as_of=2024-12"),
        ("https://r2p.example/account?sign_in=failed", "/account"),
        ("https://r2p.example/", "/"),
        ("https://evil.example/account", "/"),
        ("//evil.example/account", "/"),
        ("/account?section=me", "/account?section=me"),
        ("/\\evil.example", "/"),
        ("https://r2p.example/oauth2callback?code=secret", "/"),
        ("https://r2p.example/feeds/secret", "/"),
        ("https://r2p.example/country?" + "x" * 2000, "/"),
        ("javascript:alert(1)", "/"),
        (None, "/"),
    ],
)
def test_a_sign_in_leads_back_to_a_page_of_this_site_and_nowhere_else(address, path):
    assert sign_in.way_back(address, host=HOST) == path


def test_how_a_sign_in_ended_is_added_to_what_the_page_was_asked():
    found = sign_in.way_back("https://r2p.example/country?iso3=SDN", host=HOST, outcome="failed")
    assert found == "/country?iso3=SDN&sign_in=failed"


@pytest.mark.parametrize(
    ("asked", "logged"),
    [
        ("/feeds/abc-DEF_123", "/feeds/…"),
        ("/feeds/abc?x=1", "/feeds/…?x=1"),
        ("/oauth2callback?code=secret&state=s", "/oauth2callback"),
        ("/country?iso3=SDN", "/country?iso3=SDN"),
    ],
)
def test_a_log_of_requests_holds_no_feed_token_and_no_code(asked, logged):
    arguments = ("127.0.0.1:5", "GET", asked, "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)
    sign_in.NoTokens().filter(record)
    assert record.getMessage() == f'127.0.0.1:5 - "GET {logged} HTTP/1.1" 200'


def test_a_setting_that_is_refused_is_named_and_its_value_is_not(monkeypatch):
    monkeypatch.setenv("R2P_DATABASE", "mysql://user:the-password@host/name")
    monkeypatch.setenv("R2P_SMTP_PORT", "the-port")
    from network.settings import network_settings

    network_settings.cache_clear()
    try:
        told = trouble()
    finally:
        network_settings.cache_clear()
    assert "R2P_DATABASE" in told
    assert "R2P_SMTP_PORT" in told
    assert "the-p" not in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"oidc_metadata": "http://provider.example/.well-known/openid-configuration"}, "https://"),
        ({"oidc_client_secret": ""}, "R2P_OIDC_CLIENT_SECRET"),
        ({"cookie_secret": "short"}, "at least 32"),
    ],
)
def test_half_a_sign_in_is_refused_at_the_start(changes, told):
    whole = {name.removeprefix("R2P_").lower(): value for name, value in people.settings("http://127.0.0.1:1").items()}
    assert NetworkSettings(**whole).has_provider
    with pytest.raises(ValueError, match=told):
        NetworkSettings(**whole | changes)


class Opener:
    """Opens nothing as often as it is told to fail, then something."""

    def __init__(self, *faults: StoreError):
        self.faults, self.asked = list(faults), 0

    def __call__(self):
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        return "a store"


@pytest.fixture
def clock():
    return [100.0]


def test_a_database_that_cannot_be_opened_is_not_asked_again_at_once(clock):
    opener = Opener(Unreachable("database_unreachable"))
    door = Door(opener, clock=lambda: clock[0])
    for _visitor in range(3):
        with pytest.raises(Unreachable):
            door.store()
    assert opener.asked == 1
    clock[0] += PAUSE + 1
    assert door.store() == "a store"


def test_a_database_that_went_away_is_left_alone_for_a_while_and_then_asked_again(clock):
    door = Door(Opener(), clock=lambda: clock[0])
    asked = []

    def work(_store):
        asked.append(1)
        if len(asked) == 1:
            raise Unreachable("database_unreachable")
        return "an answer"

    for _visitor in range(2):
        with pytest.raises(Unreachable):
            door.ask(work)
    assert len(asked) == 1
    clock[0] += PAUSE + 1
    assert door.ask(work) == "an answer"


def test_a_fault_that_is_not_of_reaching_it_does_not_close_the_door(clock):
    door = Door(Opener(), clock=lambda: clock[0])

    def refuse(_store):
        raise ReadOnlyDatabase("database_read_only")

    with pytest.raises(ReadOnlyDatabase):
        door.ask(refuse)
    assert door.ask(lambda store: store) == "a store"
