"""The administration page: members, roles, sessions, directory, configurations, trail."""

from datetime import UTC, datetime

import pytest

from network import audit, members, presence, sessions
from network.roles import Role
from network.sessions import Identity
from tests.pages.test_members_pages import texts
from tests.support import people


def by_label(widgets, label):
    return next(one for one in widgets if one.label == label)


@pytest.fixture
def administer(open_as):
    return lambda section="members", **more: open_as("administrator", "administration", section=section, **more)


@pytest.fixture
def everyone(network):
    return lambda: {
        one.name: one for one in members.everyone(people.visit_of(network.store, network.ids["administrator"]))
    }


@pytest.mark.parametrize(
    "section", ["members", "rights", "sessions", "directory", "configurations", "trail", "keeping"]
)  # fmt: skip
def test_every_section_is_drawn_in_french(administer, section):
    app = administer(section, lang="fr")
    assert not app.exception
    assert not app.error


def test_somebody_invited_is_a_member_with_their_role(administer, everyone):
    app = administer()
    by_label(app.text_input, "Name").input("Nadia <b>Ndiaye</b>")
    by_label(app.text_input, "E-mail address, as the sign-in provider knows it").input("Nadia@Example.org")
    by_label(app.button, "Invite").click().run()
    assert "Invited." in app.success[0].value
    new = everyone()["Nadia <b>Ndiaye</b>"]
    assert (new.email, [grant.role for grant in new.grants]) == ("nadia@example.org", [Role.READER])


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why(administer):
    app = administer()
    by_label(app.text_input, "Name").input("Nadia")
    by_label(app.text_input, "E-mail address, as the sign-in provider knows it").input("no address")
    by_label(app.button, "Invite").click().run()
    assert "“no address” is not an e-mail address." in app.warning[0].value
    assert by_label(app.text_input, "Name").value == "Nadia"


def test_the_last_administrator_keeps_the_role(administer, network, everyone):
    app = administer(member=network.ids["administrator"])
    by_label(app.button, "Take this role").click().run()
    assert "last administrator" in app.warning[0].value
    assert [grant.role for grant in everyone()["Administrator"].grants] == [Role.ADMINISTRATOR]


def test_a_role_taken_is_gone(administer, network, everyone):
    app = administer(member=network.ids["reviewer"])
    by_label(app.button, "Take this role").click().run()
    assert everyone()["Reviewer"].grants == ()


def test_an_account_closed_can_be_opened_again(administer, network, everyone):
    app = administer(member=network.ids["reviewer"])
    by_label(app.button, "Close the account").click().run()
    assert not everyone()["Reviewer"].is_active
    by_label(app.button, "Open the account again").click().run()
    assert everyone()["Reviewer"].is_active


def test_a_session_is_ended_from_the_list(administer, network):
    now = datetime.now(UTC)
    sessions.enter(network.store, Identity.from_claims(people.claims("focal")), now=now, origin="192.0.2.1")
    app = administer("sessions")
    next(one for one in app.button if one.label == "End this session").click().run()
    left = presence.signed_in(people.visit_of(network.store, network.ids["administrator"]))
    assert len(left) < 2


def test_why_not_is_answered_for_any_member(administer, network):
    app = administer("rights", member=network.ids["focal"])
    by_label(app.selectbox, "May I …?").set_value("alert.review").run()
    assert "No role of yours allows this\\. It needs\\: reviewer\\." in texts(app)


def test_a_line_of_the_directory_is_changed_and_its_former_state_kept(administer, network):
    app = administer("directory")
    line = next(one for one in by_label(app.selectbox, "Line").options if "Belgium · focal point" in one)
    by_label(app.selectbox, "Line").select(line).run()
    by_label(app.text_input, "Name of the person, only where it is public").input("A. Person")
    by_label(app.button, "Save").click().run()
    assert app.success[0].value == "Saved."
    assert "Earlier versions (1)" in [one.label for one in app.expander]


def test_a_line_known_from_memory_is_called_unverified(administer):
    shown = administer("directory").dataframe[0].value
    assert "from memory – unverified" in set(shown["How it is known"])
    assert set(shown.loc[shown["How it is known"].str.contains("unverified"), "As of"]) == {"–"}


def test_the_trail_is_verified_and_a_row_changed_behind_its_back_is_found(administer, network):
    app = administer("trail")
    by_label(app.button, "Verify the whole trail").click().run()
    assert "unbroken" in app.success[0].value
    with network.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
        connection.exec_driver_sql("UPDATE member SET name = 'someone else' WHERE email = 'focal@example.org'")
    by_label(app.button, "Verify the whole trail").click().run()
    assert "without a trace" in app.error[0].value


def test_the_trail_holds_no_text_that_anybody_wrote(administer, network):
    with network.store.reading() as connection:
        assert audit.verify(connection).is_sound
    shown = administer("trail").dataframe[0].value
    assert "Focal" not in " ".join(shown["Details"])
