"""Pages for members: who may open them, what is said to whom they stay closed, and what a form does."""

import ast
from datetime import UTC, datetime, timedelta

import pytest

from network import sessions
from network.roles import RULES
from tests.support import people
from tests.support.people import CAST
from ui import shell

PAGES = [name for name in shell.MEMBERS if (shell.PAGES / f"{name}.py").exists()]


def texts(app) -> str:
    return " ".join(one.value for kind in ("markdown", "caption", "warning", "info", "error") for one in app.get(kind))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_the_action_that_the_navigation_names(name):
    tree = ast.parse((shell.PAGES / f"{name}.py").read_text(encoding="utf-8"))
    asked = {
        keyword.value.value for call in ast.walk(tree) if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("open_page", "open_member_page") for keyword in call.keywords
        if keyword.arg == "action"
    }  # fmt: skip
    assert asked == {shell.MEMBERS[name][2]}
    assert shell.MEMBERS[name][2] in RULES


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_those_who_may_and_tells_the_others_why_not(open_as, name, who):
    app = open_as(who, name)
    assert not app.exception
    is_allowed = any(grant.role in RULES[shell.MEMBERS[name][2]] for grant in CAST[who])
    assert ("This page is not open to you." in texts(app)) is not is_allowed


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_closed_to_a_visitor_who_is_not_signed_in(open_as, name):
    app = open_as(None, name)
    assert "This page is for members of the network." in texts(app)


def test_a_session_that_was_ended_elsewhere_closes_the_page(open_as, network):
    app = open_as("focal", "account")
    sessions.sign_out(network.store, app.session_state["visitor"].session, now=datetime.now(UTC))
    app.run()
    assert "Your session has ended\\. Sign in again\\." in texts(app)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": None}, "sent no e\\-mail address"),
        ({"email": "stranger@example.org", "sub": "stranger"}, "Ask an administrator to invite stranger@example\\.org"),
        ({"email_verified": False}, "has not verified focal@example\\.org"),
        ({"iat": None}, "lacks “iat”"),
    ],
    ids=["no e-mail", "stranger", "unverified", "incomplete"],
)
def test_a_sign_in_that_opens_no_account_says_why(open_as, changes, told):
    app = open_as(None, "account", said=people.claims("focal", **changes))
    assert told in texts(app)


def test_a_provider_whose_clock_is_ahead_is_named_with_the_seconds(open_as):
    ahead = people.claims("focal", issued=datetime.now(UTC) + timedelta(minutes=10))
    assert "clock is" in texts(open_as(None, "account", said=ahead))


def test_a_refused_sign_in_is_not_counted_again_at_every_run(open_as, network, monkeypatch):
    tried = []
    monkeypatch.setattr("ui.visitor.sessions.enter", lambda *_, **__: tried.append(1) or _refuse())
    app = open_as("focal", "account")
    app.run()
    app.run()
    assert len(tried) == 1


def _refuse():
    raise sessions.SignInRefused("not_a_member", email="focal@example.org")
