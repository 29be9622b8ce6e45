"""Consultations and decisions on the page: what an address opens, what a form does, what is shown as text."""

from datetime import timedelta

import pytest

from indicators.responses import responses
from network import consultations, decisions
from network.sharing import Sharing
from tests.support.people import visit_of

NASTY = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))"
NETWORK = Sharing(sensitivity="network")
MEASURES = {one.key for one in responses().responses}


def texts(app) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error", "success", "text")
    return " ".join(one.value for kind in kinds for one in app.get(kind))


def plain(app) -> list[str]:
    return [one.value for one in app.get("text")]


def press(app, label):
    next(one for one in app.button if one.label == label).click()
    return app.run()


def field(app, kind, label):
    return next(one for one in app.get(kind) if one.label == label)


@pytest.fixture
def as_member(network):
    return lambda who: visit_of(network.store, network.ids[who])


@pytest.fixture
def question(network, as_member):
    """Puts a question of “focal” to “other”; its id."""

    def ask(sharing=NETWORK, **more) -> str:
        visit = as_member("focal")
        return consultations.ask(
            visit, question=f"What now? {NASTY}", recipients=[network.ids["other"]], sharing=sharing,
            deadline=visit.now + timedelta(days=7), iso3="MLI", **more,
        )  # fmt: skip

    return ask


@pytest.fixture
def decision(as_member):
    """A decision that “focal” proposed; its id."""
    return decisions.propose(
        as_member("focal"), title="Send trainers", body=NASTY, iso3="MLI", response=min(MEASURES), responses=MEASURES,
        release="2026-02-10.1", month_="2025-06", sharing=NETWORK,
    )  # fmt: skip


def test_a_question_is_asked_from_the_form(open_as, as_member, network):
    app = open_as("focal", "consultations", ask="1")
    field(app, "text_area", "Question").input("What would help most?")
    field(app, "multiselect", "Focal points and configuration members to ask").set_value([network.ids["other"]])
    press(app, "Ask")
    assert [one.question for one in consultations.every(as_member("other"))] == ["What would help most?"]


def test_only_those_who_can_be_consulted_are_offered(open_as, network):
    app = open_as("focal", "consultations", ask="1")
    offered = field(app, "multiselect", "Focal points and configuration members to ask").options
    assert sorted(name.split(" (")[0] for name in offered) == ["Burundi", "Other"]


def test_a_question_to_nobody_is_refused_and_what_was_written_stays(open_as):
    app = open_as("focal", "consultations", ask="1")
    field(app, "text_area", "Question").input("To whom?")
    press(app, "Ask")
    assert "“recipients” must name" in texts(app)
    assert field(app, "text_area", "Question").value == "To whom?"


@pytest.mark.parametrize("who", ["reader", "reviewer", "administrator"])
def test_others_are_told_who_may_ask(open_as, who):
    assert "Only focal points" in texts(open_as(who, "consultations", ask="1"))


def test_opening_a_question_that_was_put_to_one_is_written_down(open_as, question, as_member):
    asked = question()
    assert "read " in texts(open_as("other", "consultations", id=asked))
    assert consultations.read(as_member("focal"), asked).receipts[0].read_at is not None


def test_somebody_elses_look_is_not_written_down(open_as, question, as_member):
    asked = question()
    open_as("burundi", "consultations", id=asked)
    assert consultations.read(as_member("focal"), asked).receipts[0].read_at is None


@pytest.mark.parametrize(
    ("who", "is_shown"), [("other", True), ("focal", True), ("burundi", False), ("administrator", False)]
)
def test_an_address_opens_only_what_one_may_see(open_as, question, network, who, is_shown):
    app = open_as(who, "consultations", id=question(Sharing(sensitivity="named", named=(network.ids["other"],))))
    assert ("What now?" in " ".join(plain(app))) is is_shown
    assert ("There is nothing here that you may open" in texts(app)) is not is_shown


@pytest.mark.parametrize("parameter", ["id", "decision"])
def test_an_address_that_names_nothing_says_so(open_as, parameter):
    assert "There is nothing here that you may open" in texts(
        open_as("focal", "consultations", **{parameter: "0" * 32})
    )


def test_a_question_is_shown_as_the_text_it_is(open_as, question):
    app = open_as("other", "consultations", id=question(background=NASTY))
    assert f"What now? {NASTY}" in plain(app)
    assert not any("<img" in one.value.replace("\\<img", "") for one in app.markdown)


def test_a_reply_is_kept_from_the_form(open_as, question, as_member):
    asked = question()
    app = open_as("other", "consultations", id=asked)
    field(app, "text_area", "Your reply").input(NASTY)
    press(app, "Reply")
    assert [one.body for one in consultations.read(as_member("focal"), asked).replies] == [NASTY]
    assert NASTY in plain(app)


@pytest.mark.parametrize("who", ["burundi", "reviewer"])
def test_those_who_only_read_along_are_offered_no_reply(open_as, question, who):
    app = open_as(who, "consultations", id=question())
    assert "Your reply" not in [one.label for one in app.get("text_area")]


def test_the_one_who_asked_closes_with_a_summary(open_as, question, as_member):
    asked = question()
    app = open_as("focal", "consultations", id=asked)
    field(app, "text_area", "Summary").input("We agreed.")
    press(app, "Close the consultation")
    assert consultations.read(as_member("other"), asked).summary == "We agreed."


def test_a_reply_that_changed_meanwhile_shows_both(open_as, question, as_member):
    asked = question()
    reply = consultations.answer(as_member("other"), consultation_id=asked, body="First thoughts")
    app = open_as("other", "consultations", id=asked)
    box = next(one for one in app.get("text_area") if one.value == "First thoughts")
    consultations.edit_reply(as_member("other"), reply_id=reply, version=1, body="From my telephone", sources=[])
    box.input("From my desk")
    press(app, "Save")
    assert {"From my telephone", "From my desk"} <= set(plain(app))


def test_a_decision_is_proposed_from_a_consultation(open_as, question, as_member):
    asked = question()
    app = open_as("focal", "consultations", propose="1", consultation=asked)
    field(app, "text_input", "Title").input("Send trainers")
    field(app, "text_area", "Decision").input("Six, for a year.")
    field(app, "selectbox", "Measure of the second pillar").set_value(min(MEASURES))
    press(app, "Propose")
    one = decisions.every(as_member("other"), consultation_id=asked)[0]
    assert (one.title, one.iso3, one.release) == ("Send trainers", "MLI", "2026-02-10.1")


def test_a_decision_goes_its_way_through_the_page(open_as, decision, as_member):
    app = open_as("other", "consultations", decision=decision)
    field(app, "text_area", "Rationale").input("It fits the mandate.")
    press(app, "Agree")
    field(app, "text_area", "What was done").input("Six trainers went.")
    press(app, "Carried out")
    field(app, "text_area", "What came of it").input("Fewer incidents.")
    field(app, "selectbox", "Outcome").set_value("better")
    press(app, "Save")
    one = decisions.read(as_member("focal"), decision)
    assert (one.status, one.rationale, one.done_note) == ("done", "It fits the mandate.", "Six trainers went.")
    assert [(later.outcome, later.month, later.release) for later in one.follow_ups] == [
        ("better", "2025-12", "2026-02-10.1")
    ]


def test_a_proposer_does_not_settle_where_others_could(open_as, decision, as_member):
    app = open_as("focal", "consultations", decision=decision)
    field(app, "text_area", "Rationale").input("I like it.")
    press(app, "Agree")
    assert decisions.read(as_member("focal"), decision).status == "proposed"
    assert "did not propose it" in texts(app)


def test_a_decision_is_shown_against_the_score_since(open_as, decision):
    app = open_as("burundi", "consultations", decision=decision)
    assert "has not moved because of it" in texts(app)
    assert len(app.get("plotly_chart")) == 1
