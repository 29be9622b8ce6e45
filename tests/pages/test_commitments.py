"""The commitments page over the shipped release, and a State's own report: entered by its focal point, shown as its own."""

import pytest

from data.settings import SHIPPED_RELEASES
from network import statements
from network.statements import Statement
from tests.pages.conftest import run_page
from tests.support import people

SAID = Statement(
    iso3="BEL",
    theme="nuclear_security",
    statement="We *report* this.",
    said_on="2012-03-02",
    document="Letter of 2 March 2012",
)


def texts(app) -> str:
    kinds = ("title", "markdown", "caption", "warning", "info", "error", "success", "text")
    return "\n".join(one.value for kind in kinds for one in app.get(kind)).replace("\\", "")


def visit(serve, **address: str):
    serve(SHIPPED_RELEASES)
    app = run_page("commitments", **address)
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("section", ["reviews", "invitations", "treaties", "nuclear"])
def test_every_section_shows_a_chart_and_a_table_beside_it(serve, section):
    app = visit(serve, section=section, region="Africa")
    assert app.get("plotly_chart")
    assert app.dataframe


def test_a_session_filters_the_calendar(serve):
    rows = next(one.value for one in visit(serve, session="50").dataframe if "Next review" in one.value.columns)
    assert set(rows["Next review"]) == {"cycle 4, session 50"}


def test_belarus_reads_as_its_letter_states(serve):
    said = texts(visit(serve, section="state", iso3="BLR"))
    assert "first report (2004) and additional report (2005)" in said
    assert "Party since 9 September 1993" in said


@pytest.mark.parametrize("iso3", ["TUV", "FRA", "BLR"])
def test_an_empty_a_partial_and_a_full_state_are_shown(serve, iso3):
    assert "nuclear security" in texts(visit(serve, section="state", iso3=iso3))


def test_a_visitor_who_is_not_signed_in_is_told_where_the_reports_are(serve):
    assert "Sign in to see it." in texts(visit(serve, section="state", iso3="BLR"))


def test_a_states_report_is_shown_as_its_own_statement_letter_by_letter(open_as, network):
    statements.enter(people.visit_of(network.store, network.ids["focal"]), statement=SAID)
    said = texts(open_as("reader", "commitments", section="state", iso3="BEL"))
    assert "We *report* this." in said
    assert "own statement" in said


@pytest.mark.parametrize(
    ("who", "is_offered"), [("focal", True), ("administrator", True), ("other", False), ("reader", False)]
)
def test_the_form_is_for_those_who_speak_for_the_state(open_as, who, is_offered):
    app = open_as(who, "commitments", section="state", iso3="BEL")
    assert any(one.label == "Enter a report of this State" for one in app.expander) is is_offered


def test_a_focal_point_enters_a_report_by_the_form(open_as, network):
    app = open_as("focal", "commitments", section="state", iso3="BEL")
    for box in app.text_area:
        box.set_value("We report.")
    next(one for one in app.text_input if one.label.startswith("Document")).set_value("A/66/1")
    next(one for one in app.button if one.label == "Enter").click().run()
    found = statements.every(people.visit_of(network.store, network.ids["focal"]), iso3="BEL")
    assert [(one.statement.statement, one.statement.document) for one in found] == [("We report.", "A/66/1")]


def test_an_administrator_enters_a_central_authority(open_as, network):
    app = open_as("administrator", "accountability", section="state", iso3="BEL")
    assert "Not known: no administrator has entered one." in texts(app)
    for one in app.text_input:
        if one.label in ("Authority", "Source"):
            one.set_value("Ministry of Justice")
    next(one for one in app.button if one.label == "Enter").click().run()
    assert "Ministry of Justice" in texts(open_as("reader", "accountability", section="state", iso3="BEL"))
