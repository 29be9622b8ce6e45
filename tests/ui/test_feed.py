"""The feed as a news reader asks for it."""

from xml.etree import ElementTree

import pytest
from starlette.requests import Request

from data.release import ReleaseError
from network import feeds, members
from network.errors import Unreachable
from network.limits import Limit, Limits
from network.migrate import open_store
from tests.support import apart, people
from ui import feed
from ui.store import Door

TITLE = "{http://www.w3.org/2005/Atom}title"


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("feed")
    return people.database(folder), people.settle(people.database(folder))


@pytest.fixture
def store(settled, monkeypatch):
    def no_release():
        raise ReleaseError("current", "none here")

    monkeypatch.setattr("ui.readers.watched", no_release)
    with people.opened(settled[0]) as opened:
        monkeypatch.setattr(feed, "door", Door(lambda: opened))
        yield opened


@pytest.fixture
def token(store, settled):
    visit = people.visit_of(store, settled[1]["focal"])
    me, _person = members.myself(visit)
    members.change_own(visit, name="Françoise", language="fr", version=me.version)
    return feeds.issue(visit, label="reader")[1]


def ask(token, **headers):
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "path": f"/feeds/{token}", "path_params": {"token": token}, "headers": named,
        "query_string": b"", "client": ("192.0.2.1", 5),
    }  # fmt: skip
    return apart.run(feed.answer(Request(scope)))


def test_a_feed_speaks_its_members_language(token):
    found = ask(token)
    assert found.status_code == 200
    assert ElementTree.fromstring(found.body).findtext(TITLE) == "Pillar Two\u00a0: listes de surveillance de Françoise"


def test_nothing_between_server_and_reader_keeps_a_feed_or_passes_its_address_on(token):
    headers = ask(token).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-type"] == "application/atom+xml; charset=utf-8"


def test_a_feed_that_is_what_the_reader_has_is_not_sent_again(token, monkeypatch):
    monkeypatch.setattr(feed, "_feed", lambda _request: b"<feed/>")
    first = ask(token)
    assert ask(token, if_none_match=first.headers["etag"]).status_code == 304


@pytest.mark.parametrize("wrong", ["x", "../../etc/passwd", "x" * 5000, "é\u202e", "' OR 1=1"])
def test_an_address_that_opens_nothing_is_answered_in_the_browsers_language(store, wrong):
    found = ask(wrong, accept_language="fr-BE,fr;q=0.9")
    assert found.status_code == 404
    assert "Cette adresse de flux n’est pas valable" in found.body.decode()


def test_a_revoked_address_opens_nothing(store, settled, token):
    visit = people.visit_of(store, settled[1]["focal"])
    feeds.revoke(visit, token_id=feeds.mine(visit)[0].id)
    assert ask(token).status_code == 404


def test_too_many_askings_are_told_to_wait(settled, store, token, monkeypatch):
    narrow = Limits(by_name=dict(people.WIDE.by_name) | {"feed": Limit(times=2, seconds=3600)})
    with open_store(settled[0], limits=narrow) as opened:
        monkeypatch.setattr(feed, "door", Door(lambda: opened))
        codes = [ask(token).status_code for _asking in range(4)]
    assert codes[-1] == 429


def test_without_a_database_a_reader_is_told_to_come_back(monkeypatch, store):
    def fail():
        raise Unreachable("database_unreachable")

    monkeypatch.setattr(feed, "door", Door(fail))
    found = ask("anything")
    assert (found.status_code, found.headers["retry-after"]) == (503, "300")


def test_a_member_whose_account_was_closed_has_no_feed(settled, store):
    ids = settled[1]
    _id, token = feeds.issue(people.visit_of(store, ids["other"]), label="reader")
    admin = people.visit_of(store, ids["administrator"])
    version = next(one.version for one in members.everyone(admin) if one.id == ids["other"])
    members.close(admin, member_id=ids["other"], version=version)
    assert ask(token).status_code == 404
