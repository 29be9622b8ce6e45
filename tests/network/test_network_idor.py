"""No id opens what one may not see: every function that takes an id, against people it is not for."""

import importlib
import inspect
import pkgutil
from datetime import timedelta

import pytest
from network_cast import proposal

import network
from network import (
    alerts,
    consultations,
    decisions,
    export,
    feeds,
    members,
    news,
    notes,
    revisions,
    trail,
    watchlists,
)
from network.errors import BadInput, Conflict, NotAllowed, NotFound
from network.sharing import Sharing

NETWORK = Sharing(sensitivity="network")
OUTSIDERS = ("reader", "guinea", "burundi", "reviewer", "administrator", "nobody")
BODY = "Kept between the two of us."
WATCH = watchlists.Watch(title="Mine")


@pytest.fixture
def secrets(cast):
    """One of each thing, between the focal point and the other; ids by kind."""
    between = Sharing(sensitivity="named", named=(cast.ids["other"],))
    note = notes.share(cast.visit("focal"), body=BODY, sharing=between, iso3="SDN")
    asked = consultations.ask(
        cast.visit("focal"), question=BODY, recipients=[cast.ids["other"]], deadline=cast.now + timedelta(days=9),
        sharing=between,
    )  # fmt: skip
    reply = consultations.answer(cast.visit("other"), consultation_id=asked, body=BODY)
    decision = decisions.propose(
        cast.visit("focal"), title=BODY, body=BODY, iso3="SDN", response="x", responses={"x"}, release="r", month_="2024-12",
        sharing=between,
    )  # fmt: skip
    watchlist = watchlists.keep(cast.visit("focal"), watch=watchlists.Watch(title=BODY))
    token, _ = feeds.issue(cast.visit("focal"), label=BODY)
    notes.edit(cast.visit("focal"), note_id=note, version=1, body=f"{BODY} Edited.", sources=())
    with pytest.raises(Conflict) as told:
        notes.edit(cast.visit("focal"), note_id=note, version=1, body=BODY, sources=())
    return {"note": note, "consultation": asked, "reply": reply, "decision": decision, "watchlist": watchlist,
            "token": token, "draft": told.value.draft}  # fmt: skip


LATER = timedelta(days=5)
# Every function that takes the id of something shared or one's own: kind of thing, and the call.
OPENINGS = {
    "notes.read": ("note", lambda v, i: notes.read(v, i)),
    "notes.edit": ("note", lambda v, i: notes.edit(v, note_id=i, version=2, body="x", sources=())),
    "notes.withdraw": ("note", lambda v, i: notes.withdraw(v, note_id=i, version=2)),
    "revisions.of note": ("note", lambda v, i: revisions.of(v, "note", i)),
    "revisions.of decision": ("decision", lambda v, i: revisions.of(v, "decision", i)),
    "revisions.of consultation": ("consultation", lambda v, i: revisions.of(v, "consultation", i)),
    "revisions.of watchlist": ("watchlist", lambda v, i: revisions.of(v, "watchlist", i)),
    "revisions.of member": ("note", lambda v, i: revisions.of(v, "member", i)),
    "revisions.discard": ("draft", lambda v, i: revisions.discard(v, draft_id=i)),
    "consultations.read": ("consultation", lambda v, i: consultations.read(v, i)),
    "consultations.mark_read": ("consultation", lambda v, i: consultations.mark_read(v, consultation_id=i)),
    "consultations.answer": ("consultation", lambda v, i: consultations.answer(v, consultation_id=i, body="x")),
    "consultations.extend": (
        "consultation", lambda v, i: consultations.extend(v, consultation_id=i, version=1, deadline=v.now + LATER)),
    "consultations.close": ("consultation", lambda v, i: consultations.close(v, consultation_id=i, version=1, summary="x")),
    "consultations.edit_reply": ("reply", lambda v, i: consultations.edit_reply(v, reply_id=i, version=1, body="x", sources=())),
    "decisions.read": ("decision", lambda v, i: decisions.read(v, i)),
    "decisions.edit": ("decision", lambda v, i: decisions.edit(v, decision_id=i, version=1, title="x", body="x")),
    "decisions.settle": (
        "decision", lambda v, i: decisions.settle(v, decision_id=i, version=1, is_agreed=True, rationale="x")),
    "decisions.complete": ("decision", lambda v, i: decisions.complete(v, decision_id=i, version=1, note="x")),
    "decisions.follow": (
        "decision", lambda v, i: decisions.follow(v, decision_id=i, outcome="better", body="x", release="r", month_="2024-12")),
    "watchlists.read": ("watchlist", lambda v, i: watchlists.read(v, i)),
    "watchlists.change": ("watchlist", lambda v, i: watchlists.change(v, watchlist_id=i, version=1, watch=WATCH)),
    "watchlists.remove": ("watchlist", lambda v, i: watchlists.remove(v, watchlist_id=i)),
    "feeds.revoke": ("token", lambda v, i: feeds.revoke(v, token_id=i)),
}  # fmt: skip


# Modules whose ids other tests try on outsiders, or whose every thing those may see who may name one.
ELSEWHERE = {
    "alerts": "test_network_alerts", "incidents": "test_network_incidents", "protection": "test_network_incidents",
    "statements": "test_network_incidents", "authorities": "test_network_incidents", "members": "test_network_members",
    "directory": "test_network_directory", "configurations": "test_network_directory", "presence": "test_network_presence",
}  # fmt: skip
ABOUT = {  # what one writes or asks for may name another thing: an id that must not tell whether that thing is there
    "notes.share": ("alert", lambda v, i, _: notes.share(v, body="x", sharing=NETWORK, alert_id=i)),
    "notes.about": ("alert", lambda v, i, _: notes.about(v, alert_id=i)),
    "consultations.ask": ("alert", lambda v, i, other: consultations.ask(
        v, question="x", recipients=[other], deadline=v.now + LATER, sharing=NETWORK, alert_id=i)),
    "decisions.propose": ("consultation", lambda v, i, _: _propose(v, consultation_id=i)),
    "decisions.propose on an alert": ("alert", lambda v, i, _: _propose(v, alert_id=i)),
    "decisions.every": ("consultation", lambda v, i, _: _none(decisions.every(v, consultation_id=i))),
    "watchlists.keep_shared": ("configuration", lambda v, i, _: watchlists.keep_shared(v, watch=WATCH, configuration_id=i)),
}  # fmt: skip


def _propose(visit, **about):
    return decisions.propose(
        visit, title="x", body="x", iso3="SDN", response="x", responses={"x"}, release="r", month_="2024-12", sharing=NETWORK,
        **about,
    )  # fmt: skip


def _none(found):
    if not found:
        raise NotFound()


def test_every_function_that_takes_an_id_is_tried_on_outsiders():
    """A new one joins a table above, or says here where it is tried."""
    forgotten = set()
    for found in pkgutil.iter_modules(network.__path__):
        module = importlib.import_module(f"network.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            inner = inspect.unwrap(function)
            if inner is function or function.__module__ != module.__name__ or found.name in ELSEWHERE:
                continue
            takes = [one for one in inspect.signature(inner).parameters if one.endswith("_id")]
            if takes and not any(known.split(" ")[0] == f"{found.name}.{name}" for known in OPENINGS | ABOUT):
                forgotten.add(f"{found.name}.{name}")
    assert forgotten == set()


@pytest.mark.parametrize("who", ["reader", "guinea", "burundi", "nobody", None])
def test_naming_a_hidden_thing_is_refused_as_naming_none_is(cast, secrets, who):
    alerts.take(cast.visit("reviewer"), proposals=[proposal(title=BODY)])
    hidden = {
        "alert": alerts.every(cast.visit("reviewer"), status="proposed")[0].id,
        "consultation": secrets["consultation"],
        "configuration": "pbc-caf",
    }

    def tried(call, thing_id):
        return answer(cast.visit(who), lambda visit, one: call(visit, one, cast.ids["other"]), thing_id)

    found = {name: tried(call, hidden[kind]) for name, (kind, call) in ABOUT.items()}
    absent = {name: tried(call, "0" * 32) for name, (_, call) in ABOUT.items()}
    assert {name for name, (kind, _code) in found.items() if kind == "opened"} == set()
    assert {name: one[1] for name, one in found.items()} == {name: one[1] for name, one in absent.items()}


def answer(visit, call, thing_id):
    """What a call gives: the kind and code of the refusal, or that it opened."""
    try:
        call(visit, thing_id)
    except (NotFound, NotAllowed) as refused:
        return type(refused).__name__, refused.code
    return "opened", thing_id


@pytest.mark.parametrize("who", [*OUTSIDERS, None])
def test_an_id_does_not_open_what_is_not_shared_with_one(cast, secrets, who):
    found = {name: answer(cast.visit(who), call, secrets[kind])[0] for name, (kind, call) in OPENINGS.items()}
    assert {name for name, outcome in found.items() if outcome == "opened"} == set()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_hidden_thing_and_one_that_is_not_there_look_the_same(cast, secrets, who):
    hidden = {name: answer(cast.visit(who), call, secrets[kind]) for name, (kind, call) in OPENINGS.items()}
    absent = {name: answer(cast.visit(who), call, "0" * 32) for name, (_, call) in OPENINGS.items()}
    assert hidden == absent


LISTS = {
    "notes": lambda v: notes.about(v),
    "notes of a country": lambda v: notes.about(v, iso3="SDN"),
    "consultations": lambda v: consultations.every(v),
    "decisions": lambda v: decisions.every(v),
    "watchlists": lambda v: watchlists.mine(v),
    "feeds": lambda v: feeds.mine(v),
    "drafts": lambda v: revisions.drafts(v),
    "news": lambda v: news.since(v, v.now - timedelta(days=30)),
    "export": lambda v: export.readable(v),
    "members": lambda v: members.everyone(v),
    "trail": lambda v: trail.read(v, limit=1000),
}


@pytest.mark.parametrize("thing_id", ["", "\x00", "\udc80", "x" * 10_000, "' OR 1=1 --", "../../etc", "%", None, 7])
def test_whatever_stands_in_the_address_opens_nothing(cast, secrets, thing_id):
    found = {name: answer(cast.visit("focal"), call, thing_id)[0] for name, (_, call) in OPENINGS.items()}
    assert {name for name, outcome in found.items() if outcome == "opened"} == set()


@pytest.mark.parametrize("value", ["\x00", "\udc80", "SDN' --", ""])
def test_whatever_stands_for_a_country_is_refused_with_a_sentence(cast, value):
    for listed in (notes.about, consultations.every, decisions.every, alerts.every):
        with pytest.raises(BadInput):
            listed(cast.visit("focal"), iso3=value)


def shown(visit, name):
    """What a list shows, as text; nothing where it is refused."""
    try:
        return repr(LISTS[name](visit))
    except NotAllowed:
        return ""


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_list_shows_what_is_not_shared_with_one(cast, secrets, who):
    assert {name for name in LISTS if BODY in shown(cast.visit(who), name)} == set()


@pytest.mark.parametrize("name", ["notes", "consultations", "decisions", "export"])
def test_the_one_it_is_shared_with_sees_it(cast, secrets, name):
    assert BODY in repr(LISTS[name](cast.visit("other")))


def test_being_named_ends_with_the_membership(cast, secrets):
    members.close(cast.visit("administrator"), member_id=cast.ids["other"], version=1)
    with pytest.raises((NotFound, NotAllowed)):
        notes.read(cast.visit("other"), secrets["note"])


def test_a_role_taken_away_closes_what_it_opened(cast):
    shared = notes.share(cast.visit("focal"), body=BODY, sharing=Sharing(sensitivity="network"), iso3="SDN")
    members.revoke(cast.visit("administrator"), member_id=cast.ids["reviewer"], role="reviewer")
    with pytest.raises(NotFound):
        notes.read(cast.visit("reviewer"), shared)


def test_leaving_a_configuration_closes_what_others_shared_in_it(cast):
    cast.invite("second", *(members.myself(cast.visit("burundi"))[1].grants))
    within = Sharing(sensitivity="configuration", configuration="pbc-bdi")
    shared = notes.share(cast.visit("burundi"), body=BODY, sharing=within, iso3="BDI")
    members.revoke(
        cast.visit("administrator"), member_id=cast.ids["second"], role="configuration_member", scope_kind="configuration",
        scope="pbc-bdi",
    )  # fmt: skip
    with pytest.raises(NotFound):
        notes.read(cast.visit("second"), shared)


@pytest.mark.parametrize("who", ["focal", "reader", "administrator"])
def test_a_proposed_alert_is_hidden_in_every_list(cast, who):
    alerts.take(cast.visit("reviewer"), proposals=[proposal(title=BODY)])
    assert BODY not in repr(
        [alerts.every(cast.visit(who)), export.readable(cast.visit(who)), news.since(cast.visit(who), cast.now)]
    )


@pytest.mark.parametrize("member_id", ["operator", "", "' OR 1=1 --"])
def test_a_made_up_member_is_nobody(cast, member_id):
    visit = cast.visit("focal")
    forged = type(visit)(store=visit.store, member_id=member_id, now=visit.now)
    with pytest.raises(NotAllowed):
        notes.about(forged)
