"""Missions in a host State: who keeps the register, what follows a report, threat levels, advice; and what States say."""

from dataclasses import replace
from datetime import date

import pytest

from network import authorities, export, incidents, protection, statements
from network.errors import BadInput, Conflict, NotAllowed, NotFound
from network.incidents import Incident, Mission, Step
from network.protection import Advice, Threat

BHUTAN = Mission(host="BEL", institution="EMB", iso3="BTN")
FLAG = Incident(mission=BHUTAN, act="theft of national flag", happened_on="2010-01-19")
LOW = Threat(mission=BHUTAN, level="low", since="2010-01-01", until="2010-06-30", assessed_by="Assessment body")
SAID = statements.Statement(
    iso3="BEL",
    theme="nuclear_security",
    statement="We report.",
    said_on="2012-03-02",
    document="Letter of 2 March 2012",
)
OFFICE = authorities.Authority(
    iso3="BEL",
    name="Justice",
    purpose="mutual legal assistance",
    source="Note",
    evidence="seen",
    contact="x@example.org",
)
STRANGERS = ["reader", "other", "burundi", "reviewer", "nobody", None]


@pytest.fixture
def entered(cast) -> str:
    return incidents.report(cast.visit("focal"), incidents=[FLAG])[0]


def register(cast, who="focal"):
    return incidents.register(cast.visit(who), host="BEL")


@pytest.mark.parametrize("who", ["focal", "administrator"])
def test_the_host_states_focal_point_and_administrators_see_the_register(cast, entered, who):
    assert [one.incident for one in register(cast, who)] == [FLAG]


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_reads_or_keeps_it(cast, entered, who):
    for refused in (
        lambda: register(cast, who),
        lambda: incidents.report(cast.visit(who), incidents=[FLAG]),
        lambda: protection.threats(cast.visit(who), host="BEL"),
        lambda: protection.advice(cast.visit(who), host="BEL"),
        lambda: protection.assess(cast.visit(who), threat=LOW),
        lambda: statements.enter(cast.visit(who), statement=SAID),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("who", STRANGERS)
def test_an_id_opens_nothing_to_a_stranger(cast, entered, who):
    step = Step(stage="protocol", happened_on="2010-01-20", office="x")
    threat = protection.assess(cast.visit("focal"), threat=LOW)
    for attempt in (
        lambda: incidents.change(cast.visit(who), incident_id=entered, version=1, incident=FLAG),
        lambda: incidents.remove(cast.visit(who), incident_id=entered, version=1),
        lambda: incidents.follow(cast.visit(who), incident_id=entered, step=step),
        lambda: protection.end_assessment(cast.visit(who), threat_id=threat, version=1, until="2010-05-01"),
        lambda: protection.remove_assessment(cast.visit(who), threat_id=threat, version=1),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_follows_a_report_shows_how_far_it_has_come(cast, entered):
    for stage, day in (("protocol", "2010-01-20"), ("security", "2010-01-21"), ("response", "2010-02-03")):
        incidents.follow(
            cast.visit("focal"), incident_id=entered, step=Step(stage=stage, happened_on=day, office="Office")
        )
    entry = register(cast)[0]
    days = [(1, 19), (1, 20), (1, 31), (2, 3)]
    reached = [entry.stage(date(2010, month, day)) for month, day in days]
    assert reached == ["reported", "protocol", "security", "response"]


@pytest.mark.parametrize("day", ["2010-01-18", "2031-01-01"])
def test_no_step_comes_before_the_incident_or_after_today(cast, entered, day):
    with pytest.raises(BadInput):
        incidents.follow(
            cast.visit("focal"), incident_id=entered, step=Step(stage="closed", happened_on=day, office="x")
        )


def test_a_future_incident_is_refused_and_none_of_its_company_is_written(cast):
    with pytest.raises(BadInput, match="future"):
        incidents.report(cast.visit("focal"), incidents=[FLAG, replace(FLAG, happened_on="2031-01-01")])
    assert register(cast) == []


def test_an_incident_taken_off_is_no_longer_shown(cast, entered):
    incidents.remove(cast.visit("focal"), incident_id=entered, version=1)
    assert register(cast) == []


def test_two_people_changing_one_incident_are_told(cast, entered):
    incidents.change(
        cast.visit("administrator"), incident_id=entered, version=1, incident=replace(FLAG, place="Brussels")
    )
    with pytest.raises(Conflict):
        incidents.change(cast.visit("focal"), incident_id=entered, version=1, incident=replace(FLAG, place="Ixelles"))


def test_an_incident_is_not_moved_into_another_states_register(cast, entered):
    moved = replace(FLAG, mission=replace(BHUTAN, host="GHA"))
    with pytest.raises(NotAllowed):
        incidents.change(cast.visit("focal"), incident_id=entered, version=1, incident=moved)


@pytest.mark.parametrize("since", ["2010-06-30", "2009-01-01"])
def test_two_levels_of_one_mission_never_overlap(cast, since):
    protection.assess(cast.visit("focal"), threat=LOW)
    with pytest.raises(BadInput, match="already stands"):
        protection.assess(cast.visit("focal"), threat=replace(LOW, since=since, until=None, level="serious"))


def test_a_level_follows_another_from_the_next_day(cast):
    protection.assess(cast.visit("focal"), threat=LOW)
    protection.assess(cast.visit("focal"), threat=replace(LOW, since="2010-07-01", until=None, level="serious"))
    levels = [one.threat.level for one in protection.threats(cast.visit("focal"), host="BEL")]
    assert levels == ["serious", "low"]


def test_reversed_days_are_refused():
    with pytest.raises(BadInput, match="before it begins"):
        replace(LOW, until="2009-12-31")
    with pytest.raises(BadInput, match="before it begins"):
        replace(FLAG, ended_on="2010-01-18")


@pytest.mark.parametrize(
    "wrong", [{"iso3": None}, {"organisation": "League of Arab States"}, {"institution": "ZOO"}, {"host": "XYZ"}]
)
def test_a_mission_is_one_states_or_one_organisations(wrong):
    with pytest.raises(BadInput):
        replace(BHUTAN, **wrong)


def test_advice_is_kept_with_its_office_and_day(cast):
    advice = Advice(mission=BHUTAN, given_on="2010-01-21", office="Security agency", body="Fix the mast.")
    protection.advise(cast.visit("focal"), advice=advice)
    assert [one.advice for one in protection.advice(cast.visit("focal"), host="BEL")] == [advice]


def test_a_focal_point_speaks_for_their_own_state_only(cast):
    with pytest.raises(NotAllowed, match="condition"):
        statements.enter(cast.visit("focal"), statement=replace(SAID, iso3="GHA"))


def test_everybody_signed_in_reads_what_a_state_says_of_itself(cast):
    statements.enter(cast.visit("focal"), statement=SAID)
    found = statements.every(cast.visit("reader"), iso3="BEL")
    assert [(one.statement, one.is_ones_own) for one in found] == [(SAID, False)]
    assert statements.every(cast.visit("focal"))[0].is_ones_own


def test_a_statement_is_changed_and_withdrawn_by_its_state(cast):
    one = statements.enter(cast.visit("focal"), statement=SAID)
    statements.change(
        cast.visit("focal"), entry_id=one, version=1, statement=replace(SAID, statement="We report more.")
    )
    statements.withdraw(cast.visit("focal"), entry_id=one, version=2)
    assert statements.every(cast.visit("focal")) == []


@pytest.mark.parametrize("said_on", ["2026-11-22", "2026-12", "2027"])
def test_a_statement_of_the_future_is_refused(cast, said_on):
    with pytest.raises(BadInput, match="future"):
        statements.enter(cast.visit("focal"), statement=replace(SAID, said_on=said_on))


def test_administrators_keep_the_central_authorities_and_members_see_how_to_reach_them(cast):
    entry = authorities.add(cast.visit("administrator"), authority=OFFICE)
    assert authorities.every(cast.visit("reader"), iso3="BEL")[0].authority.contact == ""
    assert authorities.every(cast.visit("focal"))[0].authority == OFFICE
    authorities.change(
        cast.visit("administrator"), entry_id=entry, version=1, authority=replace(OFFICE, name="Justice II")
    )
    authorities.end(cast.visit("administrator"), entry_id=entry, version=2)
    assert authorities.every(cast.visit("focal")) == []


@pytest.mark.parametrize("who", ["reader", "focal", "reviewer", None])
def test_nobody_else_keeps_the_central_authorities(cast, who):
    with pytest.raises(NotAllowed):
        authorities.add(cast.visit(who), authority=OFFICE)


@pytest.mark.parametrize(("who", "count"), [("focal", 1), ("other", 0), ("reader", 0), ("administrator", 1)])
def test_an_export_holds_only_the_registers_one_may_read(cast, entered, who, count):
    assert len(export.readable(cast.visit(who))["mission_incident"]) == count
