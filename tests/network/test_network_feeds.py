"""Feeds: a personal address opens one's own news, in one's language, and nothing that was shared at a level."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from network_cast import NETWORK, proposal
from sqlalchemy import select

from network import alerts, consultations, decisions, feeds, members, notes, watchlists
from network.errors import NotFound, Refusal, TooOften
from network.limits import Limit, Limits
from network.messages import MESSAGES
from network.migrate import open_store
from network.sharing import Sharing
from network.tables import feed_token
from network.watchlists import Figures, Threshold, Watch

A = "{http://www.w3.org/2005/Atom}"
HOUR = timedelta(hours=1)


def english(_):
    return lambda text: text


def fetch(cast, token, *, store=None, translators=english, after=HOUR, origin="192.0.2.1"):
    raw = feeds.atom(
        store or cast.store,
        token,
        now=cast.now + after,
        origin=origin,
        address="https://r2p.example",
        translators=translators,
    )
    return ElementTree.fromstring(raw)


def entries(feed):
    return [(entry.findtext(f"{A}title"), entry.findtext(f"{A}summary")) for entry in feed.findall(f"{A}entry")]


@pytest.fixture
def token(cast):
    watchlists.keep(cast.visit("focal"), watch=Watch(title="Sudan", countries=("SDN",)))
    return feeds.issue(cast.visit("focal"), label="reader app")[1]


def publish(cast, reason="Confirmed.", **changes):
    alerts.take(cast.visit("reviewer"), proposals=[proposal(**changes)])
    one = alerts.every(cast.visit("reviewer"), status="proposed")[0]
    alerts.publish(cast.visit("reviewer"), alert_id=one.id, version=1, reason=reason)
    return one


def test_a_published_alert_reaches_those_who_watch_the_country(cast, token):
    publish(cast)
    assert entries(fetch(cast, token)) == [
        (
            "Sudan: high alert",
            "Rule: Score crosses a threshold. From 60 to 72.5 points. Reviewed and published on 2026-11-21. "
            "Reason given: Confirmed.",
        )
    ]


def test_an_alert_on_a_country_not_watched_does_not(cast, token):
    publish(cast, iso3="TCD")
    assert entries(fetch(cast, token)) == []


def test_a_proposed_alert_reaches_nobody(cast, token):
    alerts.take(cast.visit("reviewer"), proposals=[proposal()])
    assert entries(fetch(cast, token)) == []


def test_a_figure_that_is_not_known_is_shown_as_not_known(cast, token):
    publish(cast, before=None)
    assert "From – to 72.5" in entries(fetch(cast, token))[0][1]


def test_a_closed_alert_is_told_as_well(cast, token):
    one = publish(cast)
    alerts.close(
        cast.visit("reviewer", after=timedelta(minutes=5)), alert_id=one.id, version=2, reason="The score fell."
    )
    assert [title for title, _ in entries(fetch(cast, token))] == ["Sudan: alert closed", "Sudan: high alert"]


def test_a_configurations_list_reaches_its_members(cast):
    watchlists.keep_shared(
        cast.visit("burundi"), watch=Watch(title="B", countries=("BDI",)), configuration_id="pbc-bdi"
    )
    publish(cast, iso3="BDI")
    assert len(entries(fetch(cast, feeds.issue(cast.visit("burundi"), label="x")[1]))) == 1


def test_the_feed_speaks_its_members_language(cast, token):
    members.change_own(cast.visit("focal"), name="Focal", language="fr", version=1)
    publish(cast)
    french = {MESSAGES["news_alert"]: "{country} : alerte {level}", "high": "élevée"}
    feed = fetch(cast, token, translators=lambda code: {"fr": lambda text: french.get(text, text)}[code])
    assert entries(feed)[0][0] == "Soudan : alerte élevée"


def test_what_was_asked_is_not_in_the_feed_only_that_it_was(cast, token):
    consultations.ask(
        cast.visit("other"), question="In confidence?", recipients=[cast.ids["focal"]], deadline=cast.now + 9 * HOUR,
        sharing=Sharing(sensitivity="named", named=(cast.ids["focal"],)),
    )  # fmt: skip
    feed = fetch(cast, token)
    assert [title for title, _ in entries(feed)] == ["You are asked for your view"]
    assert "confidence" not in ElementTree.tostring(feed, encoding="unicode")


def test_what_others_decided_is_told_without_its_text(cast, token):
    one = decisions.propose(
        cast.visit("focal"), title="Quiet title", body="x", iso3="SDN", response="x", responses={"x"}, release="r",
        month_="2024-12", sharing=NETWORK,
    )  # fmt: skip
    decisions.settle(cast.visit("other"), decision_id=one, version=1, is_agreed=False, rationale="Quiet reason")
    assert entries(fetch(cast, token)) == [
        ("A decision was settled", "A decision that you may read was not agreed on 2026-11-21. Sign in to read it.")
    ]


def test_a_threshold_that_a_release_newly_reaches_is_told(cast):
    mine = Watch(title="Sudan", countries=("SDN", "TCD"), thresholds=(Threshold(measure="score", at_least=70.0),))
    watchlists.keep(cast.visit("focal"), watch=mine)
    figures = Figures(
        release="2026-11-21.1", created_at=cast.now, now={"SDN": {"score": 71.5}, "TCD": {"score": 75.0}},
        before={"SDN": {"score": 69.0}, "TCD": {"score": 74.0}},
    )  # fmt: skip
    token = feeds.issue(cast.visit("focal"), label="x")[1]
    raw = feeds.atom(cast.store, token, now=cast.now + HOUR, origin="x", address="https://r2p.example", translators=english,
                     figures=figures)  # fmt: skip
    assert entries(ElementTree.fromstring(raw)) == [
        (
            "Sudan: a threshold of yours was reached",
            "The risk score is 71.5 in release 2026-11-21.1; your list “Sudan” asks to be told from 70 on.",
        )
    ]


def test_notes_are_not_in_the_feed(cast, token):
    notes.share(cast.visit("other"), body="Quiet note", sharing=NETWORK, iso3="SDN")
    assert entries(fetch(cast, token)) == []


@pytest.mark.parametrize(
    "reason", ["<script>alert(1)</script> & ]]>", "bell \x07 and \x1b[0m", "👩‍👩‍👧 \u202e العربية \ufffe"]
)
def test_whatever_was_written_the_feed_is_well_formed_text(cast, token, reason):
    publish(cast, reason=reason)
    entry = fetch(cast, token).find(f"{A}entry")
    assert entry.find(f"{A}summary").get("type") == "text"
    assert list(entry.find(f"{A}summary")) == []


def test_the_same_news_has_the_same_id_at_every_fetch(cast, token):
    publish(cast)
    ids = {fetch(cast, token, after=n * HOUR).find(f"{A}entry").findtext(f"{A}id") for n in (1, 2)}
    assert len(ids) == 1


def test_the_feed_reaches_ninety_days_back(cast, token):
    publish(cast)
    assert [len(entries(fetch(cast, token, after=timedelta(days=n)))) for n in (89, 91)] == [1, 0]


def test_no_address_holds_the_secret_part(cast, token):
    publish(cast)
    assert token not in ElementTree.tostring(fetch(cast, token), encoding="unicode")


def test_what_is_kept_of_a_token_does_not_open_the_feed(cast, token):
    with cast.store.reading() as connection:
        kept = connection.scalars(select(feed_token.c.token_hash)).one()
    assert kept != token
    with pytest.raises(Refusal):
        fetch(cast, kept)


@pytest.mark.parametrize("wrong", ["", "x", "a" * 43, "\udc80", "x" * 100_000])
def test_a_wrong_token_opens_nothing(cast, token, wrong):
    with pytest.raises(Refusal) as refused:
        fetch(cast, wrong)
    assert refused.value.code == "feed_unknown"


def test_a_revoked_token_opens_nothing(cast, token):
    feeds.revoke(cast.visit("focal"), token_id=feeds.mine(cast.visit("focal"))[0].id)
    with pytest.raises(Refusal):
        fetch(cast, token)


def test_a_closed_members_token_opens_nothing(cast, token):
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    with pytest.raises(Refusal):
        fetch(cast, token)


def test_nobody_revokes_anothers_token(cast, token):
    with pytest.raises(NotFound):
        feeds.revoke(cast.visit("administrator"), token_id=feeds.mine(cast.visit("focal"))[0].id)


def test_there_are_at_most_ten_addresses(cast):
    for number in range(10):
        feeds.issue(cast.visit("focal"), label=str(number))
    with pytest.raises(Refusal) as refused:
        feeds.issue(cast.visit("focal"), label="11")
    assert refused.value.code == "too_many_tokens"


def test_guessing_is_limited(cast, address):
    with open_store(
        address, limits=Limits(by_name=Limits().by_name | {"feed_unknown": Limit(times=3, seconds=3600)})
    ) as store:
        for number in range(3):
            with pytest.raises(Refusal):
                fetch(cast, f"guess{number}", store=store)
        with pytest.raises(TooOften):
            fetch(cast, "guess4", store=store)


def test_one_address_is_not_asked_without_end(cast, address, token):
    with open_store(address, limits=Limits(by_name=Limits().by_name | {"feed": Limit(times=2, seconds=3600)})) as store:
        for _ in range(2):
            fetch(cast, token, store=store)
        with pytest.raises(TooOften):
            fetch(cast, token, store=store)
