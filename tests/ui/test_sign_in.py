"""Where a sign-in leads back to, what a log of requests holds, and how the network database is asked again."""

import logging

import pytest
from starlette.datastructures import Headers

from network.errors import ReadOnlyDatabase, StoreError, Unreachable
from network.limits import Limit, Limits
from network.migrate import open_store, upgrade
from network.settings import NetworkSettings, trouble
from tests.support import apart, people
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


def ask(path, *, status=302, answered=(), asked=(), query="", is_secure=False):
    """What the middleware makes of an answer: its status and headers."""
    sent = []

    async def app(_scope, _receive, send):
        headers = [(name.encode(), value.encode()) for name, value in answered]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"Authentication error"})

    async def send(message):
        sent.append(message)

    named = [(name.encode(), value.encode()) for name, value in (("host", HOST), *asked)]
    scope = {
        "type": "http", "method": "GET", "path": path, "headers": named, "query_string": query.encode(),
        "client": ("192.0.2.1", 5),
    }  # fmt: skip
    apart.run(sign_in.SignIn(app, is_secure=is_secure)(scope, None, send))
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), sent[1]["body"] if len(sent) > 1 else b""


@pytest.fixture
def uncounted(monkeypatch):
    monkeypatch.setattr(sign_in, "_is_too_often", lambda _request: False)


def test_a_provider_that_cannot_be_reached_leads_back_with_the_reason_and_without_the_servers_words(uncounted):
    found = ask("/auth/login", status=400, asked=[("referer", f"https://{HOST}/account")])
    assert (found[0], found[1]["location"], found[2]) == (303, "/account?sign_in=unavailable", b"")


def test_the_page_a_sign_in_began_at_is_remembered_on_the_way_to_the_provider(uncounted):
    _status, headers, _body = ask(
        "/auth/login",
        answered=[("location", "https://provider.example/x")],
        asked=[("referer", f"https://{HOST}/country")],
    )
    assert headers["location"] == "https://provider.example/x"
    assert headers["set-cookie"].startswith("r2p_back=%2Fcountry; Max-Age=600; Path=/oauth2callback; HttpOnly")


@pytest.mark.parametrize(
    ("query", "cookie", "path"),
    [
        ("state=s&code=c", "_streamlit_user=signed", "/country"),
        ("state=s&code=c", '_streamlit_user=""', "/country?sign_in=failed"),
        ("error=access_denied&state=s", "", "/country?sign_in=declined"),
        ("", "", "/country"),
    ],
    ids=["signed in", "refused", "declined", "back from signing out"],
)
def test_whoever_comes_back_from_the_provider_is_led_to_where_they_began(query, cookie, path):
    answered = [("location", "/"), *([("set-cookie", f"{cookie}; Path=/")] if cookie else [])]
    found = ask("/oauth2callback", answered=answered, asked=[("cookie", "r2p_back=%2Fcountry")], query=query)
    assert found[1]["location"] == path


def test_over_https_no_cookie_is_sent_without():
    answered = [("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2; Secure")]
    cookies = ask("/_stcore/health", status=200, answered=answered, is_secure=True)[1].getlist("set-cookie")
    assert cookies == ["a=1; Path=/; Secure", "b=2; Secure"]


def test_a_flood_of_sign_ins_does_not_reach_the_provider(tmp_path, monkeypatch):
    narrow = Limits(by_name=dict(Limits().by_name) | {"sign_in_start": Limit(times=2, seconds=3600)})
    upgrade(people.database(tmp_path))
    with open_store(people.database(tmp_path), limits=narrow) as store:
        monkeypatch.setattr(sign_in, "door", Door(lambda: store))
        found = [
            ask("/auth/login", answered=[("location", "https://provider.example/")])[1]["location"] for _ in range(3)
        ]
    assert found == ["https://provider.example/", "https://provider.example/", "/?sign_in=too_often"]
