"""Members: invited, given roles, closed; the last administrator stays."""

from datetime import timedelta

import pytest
from network_cast import FOCAL_GHANA
from sqlalchemy import select

from network import feeds, members
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from network.roles import Grant, Role
from network.tables import member, revision


def version_of(cast, who):
    with cast.store.reading() as connection:
        return connection.execute(select(member.c.version).where(member.c.id == cast.ids[who])).scalar_one()


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "reviewer", "nobody", None])
def test_only_administrators_invite(cast, who):
    with pytest.raises(NotAllowed):
        members.invite(cast.visit(who), name="New", email="new@example.org", language="en", grants=[])


def test_an_administrator_invites_a_member_with_roles(cast):
    new = members.invite(
        cast.visit("administrator"), name="New", email="New@Example.org", language="fr", grants=[FOCAL_GHANA]
    )
    found = next(one for one in members.everyone(cast.visit("administrator")) if one.id == new)
    assert (found.email, found.grants, found.language) == ("new@example.org", (FOCAL_GHANA,), "fr")


def test_one_address_belongs_to_one_member(cast):
    with pytest.raises(Refusal) as refused:
        members.invite(cast.visit("administrator"), name="Again", email="FOCAL@example.org", language="en", grants=[])
    assert refused.value.code == "already_member"


@pytest.mark.parametrize(
    ("role", "scope_kind", "scope"),
    [
        ("focal_point", "", ""), ("focal_point", "configuration", "pbc-bdi"), ("focal_point", "state", " "),
        ("reviewer", "state", "BEL"), ("configuration_member", "state", "BEL"), ("administrator", "organisation", "EU"),
    ],
)  # fmt: skip
def test_a_role_needs_the_scope_that_fits_it(cast, role, scope_kind, scope):
    with pytest.raises(BadInput) as refused:
        members.grant(
            cast.visit("administrator"), member_id=cast.ids["reader"], role=role, scope_kind=scope_kind, scope=scope
        )
    assert refused.value.code == "role_scope"


def test_the_operators_role_cannot_be_granted(cast):
    with pytest.raises(BadInput):
        members.grant(cast.visit("administrator"), member_id=cast.ids["reader"], role="operator")


def test_the_operators_role_cannot_come_with_an_invitation(cast):
    with pytest.raises(BadInput):
        members.invite(
            cast.visit("administrator"),
            name="x",
            email="x@example.org",
            language="en",
            grants=[Grant(role=Role.OPERATOR)],
        )


def test_a_focal_point_of_an_unknown_state_is_refused(cast):
    with pytest.raises(BadInput):
        members.grant(
            cast.visit("administrator"),
            member_id=cast.ids["reader"],
            role="focal_point",
            scope_kind="state",
            scope="XKX",
        )


def test_a_member_of_an_unknown_configuration_is_refused(cast):
    with pytest.raises(NotFound):
        members.grant(
            cast.visit("administrator"), member_id=cast.ids["reader"], role="configuration_member", scope_kind="configuration",
            scope="pbc-xyz",
        )  # fmt: skip


def test_a_revoked_role_ends_at_once(cast):
    members.revoke(cast.visit("administrator"), member_id=cast.ids["reviewer"], role="reviewer")
    with pytest.raises(NotAllowed):
        members.everyone(cast.visit("reviewer"))


def test_the_last_administrators_role_cannot_be_revoked(cast):
    with pytest.raises(Refusal) as refused:
        members.revoke(cast.visit("administrator"), member_id=cast.ids["administrator"], role="administrator")
    assert refused.value.code == "last_administrator"


@pytest.mark.parametrize("step", [members.close, members.erase])
def test_the_last_administrator_cannot_be_closed_or_erased(cast, step):
    with pytest.raises(Refusal) as refused:
        step(cast.visit("administrator"), member_id=cast.ids["administrator"], version=1)
    assert refused.value.code == "last_administrator"


def test_a_closed_administrator_does_not_count_as_one(cast):
    cast.invite("second", Grant(role=Role.ADMINISTRATOR))
    members.close(cast.visit("administrator"), member_id=cast.ids["second"], version=1)
    with pytest.raises(Refusal) as refused:
        members.close(cast.visit("administrator"), member_id=cast.ids["administrator"], version=1)
    assert refused.value.code == "last_administrator"


def test_one_of_two_administrators_can_go(cast):
    cast.invite("second", Grant(role=Role.ADMINISTRATOR))
    members.revoke(cast.visit("second"), member_id=cast.ids["administrator"], role="administrator")
    with pytest.raises(NotAllowed):
        members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)


def test_a_closed_account_may_do_nothing_more(cast):
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    with pytest.raises(NotAllowed) as refused:
        members.everyone(cast.visit("focal"))
    assert refused.value.code == "member_inactive"


def test_a_reopened_account_has_the_roles_it_had(cast):
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    members.reopen(cast.visit("administrator"), member_id=cast.ids["focal"], version=2)
    assert members.everyone(cast.visit("focal"))


def test_an_erased_member_leaves_no_name_behind(cast):
    feeds.issue(cast.visit("focal"), label="phone")
    members.change_own(cast.visit("focal"), name="Femi of Brussels", language="fr", version=1)
    members.erase(cast.visit("administrator"), member_id=cast.ids["focal"], version=2)
    with cast.store.reading() as connection:
        row = connection.execute(select(member).where(member.c.id == cast.ids["focal"])).one()
        former = connection.execute(select(revision).where(revision.c.thing_id == cast.ids["focal"])).all()
    assert (row.name, row.email, former) == ("former member", None, [])


def test_members_see_each_other_without_addresses(cast):
    others = [one for one in members.everyone(cast.visit("focal")) if one.id != cast.ids["focal"]]
    assert {one.email for one in others} == {None}


def test_readers_do_not_see_the_members(cast):
    with pytest.raises(NotAllowed):
        members.everyone(cast.visit("reader"))


def test_two_administrators_changing_one_member_are_told(cast):
    cast.invite("second", Grant(role=Role.ADMINISTRATOR))
    members.release(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    with pytest.raises(Conflict):
        members.close(cast.visit("second", after=timedelta(minutes=1)), member_id=cast.ids["focal"], version=1)


def test_one_may_change_only_ones_own_name(cast):
    members.change_own(cast.visit("focal"), name="Femi", language="fr", version=1)
    assert version_of(cast, "focal") == 2
    assert version_of(cast, "other") == 1


def test_the_command_line_brings_in_the_first_administrator(new_database, capsys):
    address = new_database(has_tables=True)
    arguments = ["invite", "a@example.org", "--name", "Anna", "--role", "administrator", "--database", address]
    assert members.main(arguments) == 0
    assert "invited a@example.org as administrator" in capsys.readouterr().out


def test_the_command_line_says_why_it_did_not(new_database, capsys):
    address = new_database(has_tables=True)
    arguments = ["invite", "nonsense", "--name", "Anna", "--role", "administrator", "--database", address]
    assert members.main(arguments) == 2
    assert "not an e-mail address" in capsys.readouterr().err
