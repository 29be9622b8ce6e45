"""What a member may do, in words."""

import pytest

from briefing.content import rights
from briefing.language import speaking
from network.roles import GRANTABLE, RULES, Condition, Grant, Person, Role, Thing, why


def person(*grants: Grant) -> Person:
    return Person(id="me", name="Me", email=None, language="en", is_active=True, grants=frozenset(grants))


def answers(*grants: Grant) -> dict:
    things = {"own": Thing(kind="", author="me"), "others": Thing(kind="", author="")} | {
        level: Thing(kind="", author="", sensitivity=level) for level in ("network", "configuration", "named")
    }
    return {action: {level: why(person(*grants), action, thing) for level, thing in things.items()} for action in RULES}


def test_every_action_and_every_condition_has_words():
    assert set(rights.ACTIONS) == set(RULES)
    assert set(rights.CONDITIONS) == set(Condition)


def test_the_table_of_roles_has_a_column_for_every_role_that_can_be_given():
    with speaking("en"):
        table = rights.table_of_roles().set_index("Action")
    assert len(table.columns) == len(GRANTABLE)
    assert table.loc["Publish or dismiss a proposed alert"].to_dict() == {
        "Reader": "", "Focal point": "", "Configuration member": "", "Reviewer": "yes", "Administrator": "",
    }  # fmt: skip


@pytest.mark.parametrize(("are_shared", "columns"), [(True, 4), (False, 2)])
def test_what_is_not_shared_by_level_is_not_asked_about_levels(are_shared, columns):
    with speaking("en"):
        table = rights.table_of_answers(answers(Grant(role=Role.REVIEWER)), are_shared=are_shared)
    assert len(table.columns) == 1 + columns
    assert set(table["Of one's own"]) <= {"✓", "–"}


def test_the_two_tables_together_hold_every_action():
    both = [rights.table_of_answers(answers(), are_shared=one) for one in (True, False)]
    assert sum(map(len, both)) == len(RULES)


def test_a_refusal_says_which_roles_would_do_in_the_readers_language():
    refused = answers(Grant(role=Role.READER))["alert.review"]
    with speaking("fr"):
        told = rights.reasons("alert.review", refused)
    assert told[1] == ("À d’autres", False, "Aucun de vos rôles ne le permet. Il faut\u00a0: examinateur.")


@pytest.mark.parametrize(
    ("grant", "name"),
    [
        (Grant(role=Role.FOCAL_POINT, scope_kind="state", scope="BEL"), "Coordonnateur – Belgique"),
        (Grant(role=Role.FOCAL_POINT, scope_kind="organisation", scope="African Union"), "Coordonnateur – African Union"),
        (Grant(role=Role.CONFIGURATION_MEMBER, scope_kind="configuration", scope="pbc-bdi"), "Membre d’une formation – Burundi"),
        (Grant(role=Role.ADMINISTRATOR), "Administrateur"),
    ],
)  # fmt: skip
def test_a_role_is_named_with_what_it_is_for(grant, name):
    with speaking("fr"):
        assert rights.grant_name(grant, {"pbc-bdi": "Burundi"}) == name
