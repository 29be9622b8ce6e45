"""Who may do what: closed by default, explained, and the same answer in Python and in the database."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from network_cast import FOCAL_BELGIUM
from sqlalchemy import insert, select

from network import members
from network.desk import load_person
from network.roles import GRANTABLE, NETWORK, OPERATOR, RULES, SCOPES, Grant, Person, Role, Thing, readable, why
from network.tables import SENSITIVITIES, audience, consultation, decision, note, watchlist
from network.visibility import visible


def person(*roles: Role, configuration: str = "pbc-bdi", is_active: bool = True, name: str = "me") -> Person:
    scopes = {Role.CONFIGURATION_MEMBER: ("configuration", configuration), Role.FOCAL_POINT: ("state", "BEL")}
    grants = [
        Grant(role=role, scope_kind=scopes.get(role, ("", ""))[0], scope=scopes.get(role, ("", ""))[1])
        for role in roles
    ]
    return Person(id=name, name=name, email=None, language="en", is_active=is_active, grants=frozenset(grants))


@pytest.mark.parametrize("action", ["note.publish", "", "note.read ", "member"])
@pytest.mark.parametrize("role", Role)
def test_an_action_outside_the_table_is_closed_to_every_role(action, role):
    assert not why(person(role), action, Thing(kind="note", author="me")).is_allowed


@pytest.mark.parametrize(("action", "role"), [(a, r) for a, r in itertools.product(RULES, Role) if r not in RULES[a]])
def test_a_role_outside_an_actions_row_may_not_do_it(action, role):
    assert not why(person(role), action, Thing(kind="x", author="me", named=frozenset({"me"}))).is_allowed


@pytest.mark.parametrize("action", RULES)
def test_nobody_without_a_role_may_do_anything(action):
    assert not why(person(), action, Thing(kind="x", author="me")).is_allowed


@pytest.mark.parametrize("action", RULES)
def test_a_closed_account_may_do_nothing(action):
    assert not why(person(*GRANTABLE, is_active=False), action, Thing(kind="x", author="me")).is_allowed


@pytest.mark.parametrize("action", RULES)
def test_nobody_signed_in_may_do_nothing(action):
    assert [reason.code for reason in why(None, action, Thing(kind="x")).reasons] == ["sign_in_first"]


@pytest.mark.parametrize(("action", "role"), list(itertools.product(RULES, Role)))
@pytest.mark.parametrize("sensitivity", [None, *SENSITIVITIES])
def test_every_answer_gives_a_reason(action, role, sensitivity):
    thing = Thing(kind="x", author="other", sensitivity=sensitivity, configuration="pbc-gin")
    assert why(person(role), action, thing).reasons


def test_the_operator_is_granted_to_nobody():
    assert Role.OPERATOR not in GRANTABLE
    assert Role.OPERATOR not in SCOPES


def test_an_administrator_reads_no_more_than_others():
    thing = Thing(kind="note", author="other", sensitivity="named", named=frozenset({"somebody"}))
    assert not why(person(Role.ADMINISTRATOR), "note.read", thing).is_allowed


def test_the_operator_reads_no_notes():
    assert not why(OPERATOR, "note.read", Thing(kind="note", author="other", sensitivity="network")).is_allowed


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (Thing(kind="n", author="me", sensitivity="named"), "readable_author"),
        (Thing(kind="n", author="o", sensitivity="named", named=frozenset({"me"})), "readable_named"),
        (Thing(kind="n", author="o", sensitivity="network"), "readable_network"),
        (Thing(kind="n", author="o", sensitivity="configuration", configuration="pbc-bdi"), "readable_configuration"),
    ],
)
def test_the_reason_for_reading_is_named(thing, expected):
    found = readable(person(Role.CONFIGURATION_MEMBER), thing)
    assert found is not None
    assert found.code == expected


def test_a_member_of_another_configuration_is_told_why_not():
    thing = Thing(kind="note", author="o", sensitivity="configuration", configuration="pbc-gin")
    assert why(person(Role.CONFIGURATION_MEMBER), "note.read", thing).reasons[0].code == "unreadable_configuration"


def test_a_reader_reads_a_note_only_when_named():
    shared = Thing(kind="note", author="o", sensitivity="network")
    named = Thing(kind="note", author="o", sensitivity="named", named=frozenset({"me"}))
    assert [why(person(Role.READER), "note.read", thing).is_allowed for thing in (shared, named)] == [False, True]


def test_what_one_proposed_is_settled_by_somebody_else():
    thing = Thing(kind="decision", author="me", sensitivity="network")
    assert not why(person(Role.FOCAL_POINT), "decision.settle", thing).is_allowed


def test_a_thing_of_unknown_sensitivity_cannot_be_asked_about():
    with pytest.raises(ValueError, match="sensitivity"):
        Thing(kind="note", sensitivity="public")


CELLS = {
    note: {"body": "x", "sources": [], "iso3": "SDN"},
    watchlist: {"title": "x", "countries": [], "factors": [], "thresholds": []},
    decision: {
        "title": "x",
        "body": "x",
        "iso3": "SDN",
        "response_key": "x",
        "release": "r",
        "month": "2024-12",
        "status": "proposed",
    },
}
AUTHORS = ("reader", "focal", "burundi", "administrator", "nobody")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_database_and_the_rules_agree_on_what_may_be_read(cast, data):
    """Whatever the roles, the levels and the names: a query shows exactly what `why` allows."""
    table = data.draw(st.sampled_from([note, watchlist, decision]))
    who = data.draw(st.sampled_from(sorted(cast.ids)))
    author = data.draw(st.sampled_from(AUTHORS))
    level = data.draw(st.sampled_from(SENSITIVITIES))
    configuration = data.draw(
        st.sampled_from(["pbc-bdi", "pbc-gin"] if level == "configuration" else [None, "pbc-bdi"])
    )
    named = data.draw(st.sets(st.sampled_from(sorted(cast.ids)), max_size=3))
    thing_id = cast.store.new_id()
    stamp = {
        "version": 1,
        "created_at": cast.now,
        "created_by": cast.ids[author],
        "changed_at": cast.now,
        "changed_by": "x",
    }

    def put(connection):
        connection.execute(
            insert(table).values(
                id=thing_id, sensitivity=level, configuration_id=configuration, **CELLS[table], **stamp
            )
        )
        for one in named:
            cells = {
                "id": f"{thing_id}:{one}",
                "thing_kind": table.name,
                "thing_id": thing_id,
                "member_id": cast.ids[one],
            }
            connection.execute(insert(audience).values(**cells, **stamp))

    cast.store.write(put)
    action = f"{table.name}.read"
    thing = Thing(kind=table.name, author=cast.ids[author], sensitivity=level, configuration=configuration,
                  named=frozenset(cast.ids[one] for one in named))  # fmt: skip
    with cast.store.reading() as connection:
        me = load_person(connection, cast.ids[who])
        shown = connection.execute(
            select(table.c.id).where(table.c.id == thing_id, visible(me, table, action=action))
        ).first()
    assert (shown is not None) == why(me, action, thing).is_allowed


def test_the_explanation_covers_every_action(cast):
    answer = members.explain(cast.visit("focal"), cast.ids["focal"])
    assert set(answer) == set(RULES)


def test_an_administrator_may_ask_why_another_may_not(cast):
    answer = members.explain(cast.visit("administrator"), cast.ids["focal"])
    assert [reason.code for reason in answer["alert.review"]["own"].reasons] == ["no_role"]


def test_everyone_in_the_network_but_readers_belongs_to_it():
    assert set(GRANTABLE) - NETWORK == {Role.READER}


def test_a_focal_point_belongs_to_a_state_or_an_organisation():
    assert FOCAL_BELGIUM.scope_kind in SCOPES[Role.FOCAL_POINT]


def test_shared_kinds_have_a_reading_rule():
    assert all(f"{table.name}.read" in RULES for table in (note, watchlist, decision, consultation))
