"""Watchlist and alerts on the page: what each role sees, what a form does, what an address opens."""

import pytest

from network import alerts, notes, watchlists
from network.alerts import Proposal
from network.sharing import Sharing
from network.watchlists import Threshold, Watch
from tests.support.people import visit_of

NASTY = "<script>alert(1)</script> **bold** ![x](https://evil.example/x.png) # heading"


def texts(app) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error", "success", "text")
    return " ".join(one.value for kind in kinds for one in app.get(kind))


@pytest.fixture
def as_member(network):
    return lambda who: visit_of(network.store, network.ids[who])


@pytest.fixture
def proposed(as_member) -> str:
    """An alert that awaits review; its id."""
    found = Proposal(
        iso3="MLI", rule="score_rise_12", title="The risk score rose over twelve months by more than its interval",
        level="high", release="2026-02-10.1", month="2025-12", since="2024-12", unit="points", before=50.0, after=58.5,
        low=55.0, high=62.0, change=8.5, change_low=5.5, change_high=11.5, threshold=5.0,
        movers=(("one_sided_deaths", 3.25),),
    )  # fmt: skip
    alerts.take(as_member("reviewer"), proposals=[found])
    return alerts.every(as_member("reviewer"), iso3="MLI")[0].id


@pytest.fixture
def published(as_member, proposed) -> str:
    alerts.publish(as_member("reviewer"), alert_id=proposed, version=1, reason=NASTY)
    return proposed


def press(app, label):
    next(one for one in app.button if one.label == label).click()
    return app.run()


def field(app, kind, label):
    return next(one for one in app.get(kind) if one.label == label)


def test_a_list_shows_its_countries_and_the_threshold_they_reach(open_as, as_member):
    watch = Watch(title=NASTY, countries=("SDN", "CHE"), thresholds=(Threshold(measure="score", at_least=60),))
    watchlists.keep(as_member("reader"), watch=watch)
    table = open_as("reader", "watchlist").dataframe[0].value
    assert table["Country"].tolist() == ["Sudan", "Switzerland"]
    assert table["Threshold reached"].tolist() == ["Score ≥ 60", ""]


def test_a_new_list_is_kept_from_the_form(open_as, as_member):
    app = open_as("reader", "watchlist")
    field(app, "text_input", "Title").input("Sahel")
    field(app, "multiselect", "Countries").set_value(["MLI", "NER"])
    press(app, "Save")
    assert [one.watch.countries for one in watchlists.mine(as_member("reader"))] == [("MLI", "NER")]


def test_a_list_without_a_title_is_refused_in_a_sentence(open_as):
    assert "“title” is empty" in texts(press(open_as("reader", "watchlist"), "Save"))


def test_a_change_over_somebody_elses_shows_both_and_loses_nothing(open_as, network, as_member):
    kept = watchlists.keep_shared(as_member("burundi"), watch=Watch(title="First"), configuration_id="pbc-bdi")
    app = open_as("burundi", "watchlist")
    titles = [one for one in app.get("text_input") if one.value == "First"]
    watchlists.change(as_member("burundi"), watchlist_id=kept, version=1, watch=Watch(title="Second, by a colleague"))
    titles[0].input("Third, mine")
    app.button[[one.label for one in app.button].index("Save")].click()
    app.run()
    assert "Your text is kept" in texts(app)
    assert {"Second, by a colleague", "Third, mine"} <= {one.value for one in app.get("text")}
    press(app, "Save")
    assert watchlists.read(as_member("burundi"), kept).watch.title == "Third, mine"


def test_what_awaits_review_is_shown_to_reviewers(open_as, proposed):
    assert any("Awaiting review (" in tab.label for tab in open_as("reviewer", "watchlist").tabs)


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "administrator"])
def test_what_awaits_review_is_nobody_elses_business(open_as, proposed, who):
    app = open_as(who, "watchlist", alert=proposed)
    assert "There is nothing here that you may open" in texts(app)
    assert "Mali" not in texts(app)


@pytest.mark.parametrize("name", ["nothing", "../../etc/passwd", "x" * 5000, "'; drop table alert; --"])
def test_an_address_that_names_no_alert_says_so(open_as, name):
    assert "There is nothing here that you may open" in texts(open_as("reviewer", "watchlist", alert=name))


def test_a_reviewer_publishes_with_a_reason(open_as, as_member, proposed):
    app = open_as("reviewer", "watchlist", alert=proposed)
    field(app, "text_area", "Reason").input("Confirmed by two sources.")
    press(app, "Publish")
    one = alerts.read(as_member("reader"), proposed)
    assert (one.status, one.review_reason) == ("published", "Confirmed by two sources.")


def test_without_a_reason_nothing_is_decided(open_as, as_member, proposed):
    app = press(open_as("reviewer", "watchlist", alert=proposed), "Dismiss")
    assert "“reason” is empty" in texts(app)
    assert alerts.read(as_member("reviewer"), proposed).status == "proposed"


def test_an_alert_says_what_was_found_and_what_moved_it(open_as, published):
    said = texts(open_as("reader", "watchlist", alert=published)).replace("\\", "")
    assert "From December 2024 to December 2025 the risk score of Mali rose by 8.5 points" in said
    assert "Moved it most: Civilians killed deliberately (+3.2)" in said


def test_a_reason_is_shown_as_the_text_it_is(open_as, published):
    app = open_as("reader", "watchlist", alert=published)
    assert NASTY in [one.value for one in app.get("text")]
    assert not any("<script>" in one.value for one in app.markdown)


@pytest.mark.parametrize(("countries", "is_shown"), [(("MLI",), True), (("COL",), False)])
def test_a_published_alert_is_among_those_of_the_lists_that_watch_it(
    open_as, as_member, published, countries, is_shown
):
    watchlists.keep(as_member("reader"), watch=Watch(title="Mine", countries=countries))
    app = open_as("reader", "watchlist")
    app.session_state["watchlist_sections"] = "Alerts"
    assert ("the risk score of Mali rose" in texts(app.run())) is is_shown


def test_what_is_new_leads_to_the_alert(open_as, as_member, published):
    watchlists.keep(as_member("reader"), watch=Watch(title="Mine", countries=("MLI",)))
    app = open_as("reader", "watchlist")
    app.session_state["watchlist_sections"] = "What is new"
    assert "Mali\\: high alert" in texts(app.run())


def test_a_note_on_an_alert_is_shared_from_its_page(open_as, as_member, published):
    app = open_as("focal", "watchlist", alert=published)
    field(app, "text_area", "Note").input(NASTY)
    field(app, "text_area", "Sources").input("Panel of Experts | https://undocs.org/S/2025/1 | 2025-06")
    press(app, "Share it")
    note = notes.about(as_member("other"), alert_id=published)[0]
    assert (note.body, note.sources[0]["address"], note.iso3) == (NASTY, "https://undocs.org/S/2025/1", "MLI")


@pytest.mark.parametrize(("who", "is_shown"), [("other", True), ("burundi", False), ("reader", False)])
def test_a_note_for_named_people_is_shown_to_them_alone(open_as, as_member, network, who, is_shown):
    sharing = Sharing(sensitivity="named", named=(network.ids["other"],))
    notes.share(as_member("focal"), body="For one pair of eyes.", sharing=sharing, iso3="MLI")
    app = open_as(who, "country", iso3="MLI")
    app.session_state["country_sections"] = "Notes"
    assert ("For one pair of eyes." in texts(app.run())) is is_shown


def test_a_country_is_put_on_a_list_from_its_page(open_as, as_member):
    press(open_as("reader", "country", iso3="MLI"), "Watch Mali")
    press(open_as("reader", "country", iso3="MLI"), "Watch Mali")
    assert [one.watch.countries for one in watchlists.mine(as_member("reader"))] == [("MLI",), ("MLI",)]


def test_a_visitor_who_is_not_signed_in_sees_neither_notes_nor_the_button(open_as):
    app = open_as(None, "country", iso3="MLI")
    assert not app.exception
    assert "Notes" not in [tab.label for tab in app.tabs]
    assert not [one for one in app.button if one.label.startswith("Watch")]
