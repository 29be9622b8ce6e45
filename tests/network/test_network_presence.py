"""Who is signed in, and how a session is ended by somebody else."""

from datetime import timedelta

import pytest
from network_cast import NOW

from network import audit, presence, sessions
from network.errors import NotAllowed, NotFound, SignInRefused
from network.sessions import Identity


def identity(who: str, *, nonce: str = "one") -> Identity:
    claims = {"iss": "https://provider.example", "sub": who, "iat": NOW.timestamp(), "nonce": nonce}
    return Identity.from_claims(claims | {"email": f"{who}@example.org", "email_verified": True, "name": who})


@pytest.fixture
def enter(store):
    def come(who: str, nonce: str = "one", **later: int):
        return sessions.enter(store, identity(who, nonce=nonce), now=NOW + timedelta(**later), origin="192.0.2.1")

    return come


def test_an_administrator_sees_everybodys_sessions_the_latest_first(cast, enter):
    enter("focal")
    enter("reader", minutes=1)
    found = presence.signed_in(cast.visit("administrator", after=timedelta(minutes=2)))
    assert [one.member_name for one in found] == ["Reader", "Focal"]


def test_a_member_sees_their_own_sessions_only(cast, enter):
    enter("focal")
    enter("reader")
    assert [one.member_name for one in presence.signed_in(cast.visit("focal"), member_id=cast.ids["focal"])] == [
        "Focal"
    ]
    with pytest.raises(NotAllowed):
        presence.signed_in(cast.visit("focal"))


def test_a_session_that_is_over_is_not_shown(cast, enter):
    enter("focal")
    after = sessions.IDLE + timedelta(seconds=1)
    assert presence.signed_in(cast.visit("administrator", after=after)) == []


def test_a_session_ended_by_an_administrator_opens_nothing_more_and_leaves_a_trace(cast, store, enter):
    opened = enter("focal")
    assert presence.end(cast.visit("administrator"), session_id=opened.id)
    with pytest.raises(SignInRefused):
        enter("focal")
    with store.reading() as connection:
        assert audit.verify(connection).is_sound


def test_ending_a_session_twice_is_no_error(cast, enter):
    opened = enter("focal")
    presence.end(cast.visit("administrator"), session_id=opened.id)
    assert not presence.end(cast.visit("administrator"), session_id=opened.id)


@pytest.mark.parametrize("wanted", ["another's", "0" * 64, "'; --", ""])
def test_nobody_else_can_end_a_session_or_learn_that_there_is_one(cast, enter, wanted):
    opened = enter("other")
    with pytest.raises(NotFound):
        presence.end(cast.visit("focal"), session_id=opened.id if wanted == "another's" else wanted)
