"""My account: what a member changes of themselves."""

import io
import json
import zipfile

import pytest

from network import digests, feeds, members
from tests.pages.test_administration import by_label
from tests.pages.test_members_pages import texts
from tests.support import people


@pytest.fixture
def mine(network):
    return lambda: people.visit_of(network.store, network.ids["focal"])


@pytest.mark.parametrize("section", ["me", "news", "rights", "drafts", "data"])
def test_every_section_is_drawn_in_french(open_as, section):
    app = open_as("focal", "account", section=section, lang="fr")
    assert not app.exception
    assert not app.error


def test_name_and_language_are_kept_and_the_page_speaks_the_new_language(open_as, mine):
    app = open_as("focal", "account")
    by_label(app.text_input, "Name, as others see it").input("Françoise")
    by_label(app.selectbox, "Language of my mail and feeds").select("Français")
    by_label(app.button, "Save").click().run()
    assert by_label(app.button, "Enregistrer")
    me, _person = members.myself(mine())
    assert (me.name, me.language) == ("Françoise", "fr")


def test_what_somebody_else_changed_meanwhile_is_shown_beside_ones_own(open_as, network, mine):
    app = open_as("focal", "account")
    me, _person = members.myself(mine())
    members.change_own(mine(), name="Changed elsewhere", language="en", version=me.version)
    by_label(app.text_input, "Name, as others see it").input("Changed here")
    by_label(app.button, "Save").click().run()
    assert {"Changed elsewhere", "Changed here"} <= {one.value for one in app.text}


def test_the_digest_is_chosen_at_once(open_as, mine):
    app = open_as("focal", "account", section="news")
    app.radio[0].set_value("weekly").run()
    assert digests.chosen(mine()) == "weekly"


def test_a_feed_address_is_shown_once_and_can_be_revoked(open_as, mine):
    app = open_as("focal", "account", section="news")
    by_label(app.text_input, "For which device or program").input("Telephone")
    by_label(app.button, "Make a feed address").click().run()
    address = app.code[0].value
    (kept,) = feeds.mine(mine())
    assert "/feeds/" in address
    assert kept.label == "Telephone"
    by_label(app.button, "I have copied it").click().run()
    assert not app.code
    by_label(app.button, "Revoke").click().run()
    assert feeds.mine(mine())[0].revoked_at is not None


def test_a_second_press_of_the_button_makes_no_second_address(open_as, mine):
    """The second run is given what the browser sent before it saw the first one's answer."""
    app = open_as("focal", "account", section="news")
    form = app.session_state["form feed"]
    token = app.session_state[f"feed_token_{form}"]
    by_label(app.text_input, "For which device or program").input("Telephone")
    by_label(app.button, "Make a feed address").click().run()
    app.session_state["form feed"], app.session_state[f"feed_token_{form}"] = form, token
    app.run()
    by_label(app.text_input, "For which device or program").input("Telephone")
    by_label(app.button, "Make a feed address").click().run()
    assert len(feeds.mine(mine())) == 1


def test_ones_data_come_as_json_and_as_csv(open_as, network):
    app = open_as("focal", "account", section="data")
    by_label(app.button, "Prepare the files").click().run()
    as_json, as_csv = app.session_state["prepared_export"]
    assert [row["name"] for row in json.loads(as_json)["member"]] == ["Focal"]
    assert "member.csv" in zipfile.ZipFile(io.BytesIO(as_csv)).namelist()


def test_without_a_mail_server_the_page_says_that_no_digest_is_sent(open_as):
    assert "no digest is sent" in texts(open_as("focal", "account", section="news"))
