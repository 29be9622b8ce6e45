"""Signing in and out: who is let in, who is told what, and when it ends."""

from datetime import timedelta

import pytest
from network_cast import NOW
from sqlalchemy import select

from network import members, sessions
from network.desk import Visit
from network.errors import SignInRefused, TooOften
from network.limits import Limit, Limits
from network.migrate import open_store
from network.roles import Role
from network.sessions import Identity
from network.tables import session

HOUR = timedelta(hours=1)


def identity(who="focal", *, subject=None, at=NOW, **claims) -> Identity:
    usual = {"iss": "https://id.example.org", "sub": subject or f"sub-{who}", "iat": at.timestamp(), "nonce": "n1",
             "exp": (at + HOUR).timestamp(), "email": f"{who}@example.org", "email_verified": True, "name": who}  # fmt: skip
    return Identity.from_claims({name: value for name, value in (usual | claims).items() if value is not None})


def enter(cast, one, *, at=NOW, origin="192.0.2.1"):
    return sessions.enter(cast.store, one, now=at, origin=origin)


def refusal(cast, one, **changes) -> str:
    with pytest.raises(SignInRefused) as refused:
        enter(cast, one, **changes)
    return refused.value.code


def test_an_invited_member_signs_in_by_their_verified_address(cast):
    assert enter(cast, identity()).member_id == cast.ids["focal"]


def test_the_account_stays_bound_when_the_address_changes(cast):
    enter(cast, identity())
    later = identity(email="new@example.org", nonce="n2", at=NOW + HOUR)
    assert enter(cast, later, at=NOW + HOUR).member_id == cast.ids["focal"]


def test_another_account_with_the_same_address_takes_nothing_over(cast):
    enter(cast, identity())
    assert refusal(cast, identity(subject="thief", nonce="n2")) == "account_bound"


def test_a_released_member_binds_anew(cast):
    enter(cast, identity())
    members.release(cast.visit("administrator"), member_id=cast.ids["focal"], version=2)
    assert enter(cast, identity(subject="new", nonce="n2")).member_id == cast.ids["focal"]


def test_somebody_not_invited_is_told_whom_to_ask(cast):
    assert refusal(cast, identity("stranger")) == "not_a_member"


@pytest.mark.parametrize("email", [None, "", "nonsense"])
def test_a_token_without_an_address_is_refused(cast, email):
    assert refusal(cast, identity(email=email)) == "token_without_email"


@pytest.mark.parametrize("verified", [None, False, "false", 1])
def test_an_address_that_the_provider_has_not_verified_is_refused(cast, verified):
    assert refusal(cast, identity(email_verified=verified)) == "email_not_verified"


def test_a_known_account_needs_no_address(cast):
    enter(cast, identity())
    assert enter(cast, identity(email=None, nonce="n2")).member_id == cast.ids["focal"]


@pytest.mark.parametrize("claim", ["iss", "sub", "iat"])
def test_a_token_that_lacks_a_claim_is_refused_by_its_name(claim):
    with pytest.raises(SignInRefused) as refused:
        identity(**{claim: None}) if claim != "sub" else Identity.from_claims({"iss": "x", "iat": 1})
    assert refused.value.message.values["claim"] == claim


@pytest.mark.parametrize("value", ["soon", 1e300, [1]])
def test_a_time_that_is_none_is_refused(value):
    with pytest.raises(SignInRefused):
        identity(iat=value)


def test_a_provider_whose_clock_is_ahead_is_named_with_the_seconds(cast):
    with pytest.raises(SignInRefused) as refused:
        enter(cast, identity(at=NOW + timedelta(minutes=5)))
    assert (refused.value.code, refused.value.message.values["seconds"]) == ("clock_skew", 300)


def test_a_clock_slightly_ahead_is_forgiven(cast):
    assert enter(cast, identity(at=NOW + timedelta(minutes=1)))


def test_an_old_sign_in_starts_no_session(cast):
    assert refusal(cast, identity(), at=NOW + 3 * HOUR) == "token_expired"


def test_a_closed_member_is_refused(cast):
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    assert refusal(cast, identity()) == "member_inactive"


def test_closing_an_account_ends_its_session(cast):
    enter(cast, identity())
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=2)
    assert refusal(cast, identity(), at=NOW + timedelta(minutes=1)) == "member_inactive"


def test_the_same_sign_in_keeps_one_session(cast):
    first = enter(cast, identity())
    assert enter(cast, identity(), at=NOW + timedelta(minutes=30)).id == first.id


def test_a_session_ends_two_hours_after_the_last_visit(cast):
    enter(cast, identity())
    assert refusal(cast, identity(), at=NOW + 2 * HOUR) == "session_over"


def test_a_visit_keeps_a_session_open(cast):
    enter(cast, identity())
    for hours in range(1, 11):
        found = enter(cast, identity(), at=NOW + hours * HOUR)
    assert found.ends_at == NOW + 12 * HOUR


def test_a_session_ends_after_twelve_hours_however_busy(cast):
    for hours in range(12):
        enter(cast, identity(), at=NOW + hours * HOUR)
    assert refusal(cast, identity(), at=NOW + 12 * HOUR) == "session_over"


def test_after_signing_out_the_same_sign_in_opens_nothing(cast):
    sessions.sign_out(cast.store, enter(cast, identity()).id, now=NOW)
    assert refusal(cast, identity()) == "session_over"


def test_signing_out_twice_is_no_error(cast):
    one = enter(cast, identity()).id
    sessions.sign_out(cast.store, one, now=NOW)
    sessions.sign_out(cast.store, one, now=NOW)


def test_after_signing_out_one_can_sign_in_again(cast):
    sessions.sign_out(cast.store, enter(cast, identity()).id, now=NOW)
    assert enter(cast, identity(nonce="n2")).member_id == cast.ids["focal"]


def test_what_is_kept_of_a_session_is_a_digest(cast):
    enter(cast, identity())
    with cast.store.reading() as connection:
        kept = connection.scalars(select(session.c.id)).one()
    assert len(kept) == 64
    assert "sub-focal" not in kept


def test_too_many_sign_ins_of_one_account_are_refused(address, cast):
    store = open_store(address, limits=Limits(by_name=Limits().by_name | {"sign_in": Limit(times=3, seconds=300)}))
    for number in range(3):
        sessions.enter(store, identity(nonce=str(number)), now=NOW, origin="192.0.2.1")
    with pytest.raises(TooOften):
        sessions.enter(store, identity(nonce="4"), now=NOW, origin="192.0.2.1")
    store.close()


def test_refused_sign_ins_count_as_well(address, cast):
    store = open_store(
        address, limits=Limits(by_name=Limits().by_name | {"sign_in_origin": Limit(times=3, seconds=300)})
    )
    for number in range(3):
        with pytest.raises(SignInRefused):
            sessions.enter(store, identity("stranger", subject=str(number)), now=NOW, origin="192.0.2.1")
    with pytest.raises(TooOften):
        sessions.enter(store, identity("stranger", subject="4"), now=NOW, origin="192.0.2.1")
    store.close()


@pytest.mark.parametrize("bound_to", ["0.0.0.0", "", "192.168.1.5", "::"])
def test_the_local_person_is_refused_beyond_this_machine(bound_to):
    with pytest.raises(SignInRefused) as refused:
        sessions.local_identity(bound_to=bound_to, is_asked_for=True, now=NOW)
    assert refused.value.code == "local_not_loopback"


def test_the_local_person_is_refused_unless_asked_for():
    with pytest.raises(SignInRefused) as refused:
        sessions.local_identity(bound_to="127.0.0.1", is_asked_for=False, now=NOW)
    assert refused.value.code == "local_not_asked"


def test_the_local_person_is_a_member_after_being_welcomed(cast):
    local = sessions.local_identity(bound_to="127.0.0.1", is_asked_for=True, now=NOW)
    sessions.welcome_local_person(cast.store, identity=local, now=NOW)
    sessions.welcome_local_person(cast.store, identity=local, now=NOW)
    found = sessions.enter(cast.store, local, now=NOW, origin="127.0.0.1")
    _, person = members.myself(Visit(store=cast.store, member_id=found.member_id, now=NOW))
    assert {Role.ADMINISTRATOR, Role.REVIEWER, Role.FOCAL_POINT} == set(person.roles)


def test_nobody_else_is_welcomed_without_an_invitation(cast):
    with pytest.raises(ValueError, match="local person"):
        sessions.welcome_local_person(cast.store, identity=identity("stranger"), now=NOW)


def test_a_provider_that_calls_itself_local_cannot_become_the_local_person(cast):
    local = sessions.local_identity(bound_to="127.0.0.1", is_asked_for=True, now=NOW)
    assert local.issuer == sessions.LOCAL_ISSUER
    assert not sessions.LOCAL_ISSUER.startswith("http")
