"""The missions page: the register of a host State, its import, what follows, and the yearly report; only for its own people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from network import incident_table, incidents, protection
from network.incidents import Mission, Step
from network.protection import Threat
from tests.support import people

TWELVE = Path(__file__).parents[1] / "network" / "fixtures" / "incidents_2010.csv"


@pytest.fixture
def filled(network):
    """The register of Belgium with the twelve rows of 2010."""
    found = incident_table.read(TWELVE.read_bytes(), file="x.csv", host="BEL", known=[], today=datetime.now(UTC).date())
    visit = people.visit_of(network.store, network.ids["focal"])
    return incidents.report(visit, incidents=[row.incident for row in found.good])


def texts(app) -> str:
    kinds = ("title", "markdown", "caption", "warning", "info", "error", "success")
    return "\n".join(one.value for kind in kinds for one in app.get(kind)).replace("\\", "")  # as read, not as escaped


def table(app, heading: str):
    return next(one.value for one in app.dataframe if heading in one.value.columns)


def button(app, label: str):
    return next(one for one in app.button if one.label.startswith(label))


def test_an_empty_register_says_so(open_as):
    app = open_as("focal", "missions")
    assert not app.exception
    assert "Nothing is in the register of Belgium yet." in texts(app)


def test_the_twelve_incidents_of_2010_are_shown_with_charts(open_as, filled):
    app = open_as("focal", "missions")
    rows = table(app, "Harmful act")
    assert len(rows) == 12
    assert "League of Arab States" in set(rows["Country or organisation"])
    assert "12 incidents in 2010" in texts(app)
    assert len(app.get("plotly_chart")) == 2


def test_an_administrator_chooses_among_host_states(open_as, filled):
    app = open_as("administrator", "missions", host="BEL")
    assert len(table(app, "Harmful act")) == 12


def test_another_states_focal_point_sees_nothing_of_it(open_as, filled):
    app = open_as("other", "missions", host="BEL")
    assert "Ghana" in texts(app)
    assert "Bhutan" not in texts(app)
    assert not app.dataframe


def test_a_table_is_taken_row_by_row(open_as, network, filled):
    app = open_as("focal", "missions", section="enter")
    head = "Country,Institution,Act,Date\n"
    lines = "Bhutan,EMB,theft of national flag,19/1/2010\nAtlantis,EMB,burglary,1/2/2010\nSweden,EMB,arson,2/2/2010\n"
    app.file_uploader[0].upload("more.csv", (head + lines).encode(), "text/csv").run()
    said = texts(app)
    assert "Row 3: “Atlantis” is no State known here" in said
    assert "Row 2: the same act against the same mission is already in the register" in app.checkbox[-1].label.replace(
        "\\", ""
    )
    button(app, "Enter 1 incident").click().run()
    visit = people.visit_of(network.store, network.ids["focal"])
    assert len(incidents.register(visit, host="BEL")) == 13


def test_a_repeated_incident_is_taken_when_the_person_says_it_is_another(open_as, network, filled):
    app = open_as("focal", "missions", section="enter")
    content = b"Country,Institution,Act,Date\nBhutan,EMB,theft of national flag,19/1/2010\n"
    app.file_uploader[0].upload("more.csv", content, "text/csv").run()
    app.checkbox[-1].check().run()
    button(app, "Enter 1 incident").click().run()
    visit = people.visit_of(network.store, network.ids["focal"])
    assert len(incidents.register(visit, host="BEL")) == 13


def test_what_is_not_closed_is_on_the_list_of_its_month(open_as, network, filled):
    visit = people.visit_of(network.store, network.ids["focal"])
    sweden = next(one for one in incidents.register(visit, host="BEL") if one.incident.mission.iso3 == "SWE")
    incidents.follow(
        visit, incident_id=sweden.id, step=Step(stage="closed", happened_on="2010-02-01", office="Protocol")
    )
    assert len(table(open_as("focal", "missions", section="open", month="2010-01"), "Newest step")) == 6
    assert len(table(open_as("focal", "missions", section="open", month="2010-02"), "Newest step")) == 5


def test_the_report_of_a_year_is_shown_and_offered(open_as, filled):
    app = open_as("focal", "missions", section="report", year="2010")
    assert not app.exception
    assert "In 2010, 12 incidents against diplomatic or consular missions" in texts(app)
    assert "resolution 65/30" in texts(app)
    assert [one.label for one in app.get("download_button")][:3] == ["PDF", "Word (DOCX)", "Excel (XLSX)"]


def test_a_threat_level_is_ended_and_one_entered_by_mistake_is_taken_off(open_as, network):
    visit = people.visit_of(network.store, network.ids["focal"])
    mission = Mission(host="BEL", institution="EMB", iso3="BTN")
    for since, until in (("2025-03-01", "2025-04-30"), ("2025-06-01", None)):
        threat = Threat(mission=mission, level="serious", since=since, until=until, assessed_by="Assessment body")
        protection.assess(visit, threat=threat)
    app = open_as("focal", "missions", section="protection")
    button(app, "End this level").click().run()
    assert protection.threats(visit, host="BEL")[0].threat.until is not None
    chosen = next(one for one in app.selectbox if one.key == "level_changed")
    chosen.select(next(one for one in chosen.options if "March" in one)).run()
    assert not [one for one in app.button if one.label == "End this level"]  # it has ended
    button(app, "Take it off").click().run()
    assert [one.threat.since for one in protection.threats(visit, host="BEL")] == ["2025-06-01"]
