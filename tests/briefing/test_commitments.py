"""Commitments as they are shown: the calendar of reviews, invitations, and the profile of Belarus as its letter states it."""

import pandas as pd
import pytest

from briefing.content import commitments
from briefing.content.instruments import NUCLEAR_SECURITY, month_end, read_standings
from briefing.language import speaking
from data import release, schema

CPPNM = "Convention on the Physical Protection of Nuclear Material"


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def fact(iso3: str, topic: str, what: str, start: str = "", **more: str) -> dict:
    usual = {
        "iso3": iso3,
        "topic": topic,
        "fact": what,
        "from_date": start,
        "evidence": "seen",
        "source": "s",
        "reference": "r",
    }
    return usual | more


REVIEWS = schema.facts([
    fact("BEL", "upr_review", "Universal Periodic Review, cycle 1, session 11", "2011-05-02", to_date="2011-05-13"),
    fact("BEL", "upr_review", "Universal Periodic Review, cycle 2, session 24", "2016-01-18", date_evidence="memory"),
    fact("BEL", "upr_next", "Universal Periodic Review, cycle 4, session 52"),
    fact("GHA", "upr_review", "Universal Periodic Review, cycle 1, session 2", "2008-05-05"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("day", "latest", "following"),
    [
        ("2011-05-01", "", "cycle 1, session 11"), ("2011-05-02", "cycle 1, session 11", "cycle 2, session 24"),
        ("2016-01-17", "cycle 1, session 11", "cycle 2, session 24"),
        ("2016-01-18", "cycle 2, session 24", "cycle 4, session 52"),
    ],
)  # fmt: skip
def test_the_next_review_is_the_one_that_comes_after_the_day(day, latest, following):
    found = commitments.read_reviews(REVIEWS, ["BEL"], pd.Timestamp(day))[0]
    assert (found.latest, found.following) == (latest, following)


def test_a_state_without_a_planned_review_comes_last_and_is_not_known():
    rows = commitments.list_reviews(
        commitments.read_reviews(REVIEWS, ["GHA", "TUV", "BEL"], pd.Timestamp("2020-01-31"))
    )
    assert rows["State"].tolist() == ["Belgium", "Ghana", "Tuvalu"]
    assert rows["Next review"].tolist()[1:] == ["Not known", "Not known"]
    assert rows["Doubt"].tolist() == ["date unverified", "", ""]


@pytest.mark.parametrize(("evidence", "said"), [("derived", "in the order of the cycle before"), ("seen", "")])
def test_a_review_that_nobody_saw_planned_is_said_to_follow_the_order_of_the_cycle_before(evidence, said):
    planned = REVIEWS[REVIEWS["topic"].eq("upr_next")].assign(evidence=evidence)
    rows = commitments.list_reviews(commitments.read_reviews(planned, ["BEL"], pd.Timestamp("2020-01-31")))
    assert rows["Doubt"].tolist() == [said]


def invitation(day: str, **facts: str) -> dict:
    rows = schema.facts([fact("BEL", "standing_invitation", "Standing invitation to the Special Procedures", **facts)])
    points = pd.DataFrame({
        "iso3": "BEL", "series": commitments.REQUESTS, "period_end": pd.to_datetime(["2011-05-13", "2016-01-29"]),
        "value": [3.0, 1.0],
    })  # fmt: skip
    return commitments.list_invitations(rows, points, ["BEL"], pd.Timestamp(day)).iloc[0].to_dict()


@pytest.mark.parametrize(("day", "said"), [("2003-02-28", "Issued"), ("2002-12-31", "Not known")])
def test_an_invitation_counts_from_the_day_by_which_it_was_issued(day, said):
    assert invitation(day, status="yes", start="2003-01")["Standing invitation"] == said


def test_what_is_only_believed_is_not_known_and_says_so():
    row = invitation("2020-01-31", status="yes", evidence="belief")
    assert (row["Standing invitation"], row["Doubt"]) == ("Not known", "unverified")


@pytest.mark.parametrize(("day", "count"), [("2010-01-31", None), ("2012-01-31", 3), ("2016-01-31", 1)])
def test_requests_are_those_of_the_latest_review_by_then(day, count):
    found = invitation(day, status="yes", start="2003-01")["Requests in the latest review on record"]
    assert found == count or (count is None and pd.isna(found))


def profile(iso3: str, month: str) -> dict[str, commitments.Line]:
    facts, day = release.current().frame("facts"), month_end(pd.Timestamp(month))
    standings = read_standings(facts, NUCLEAR_SECURITY, day)[iso3]
    return {line.what: line for line in commitments.nuclear_profile(facts, standings, iso3, day)}


def test_the_profile_of_belarus_reads_as_its_letter_of_2_march_2012_states():
    said = {what: line.said for what, line in profile("BLR", "2012-03").items()}
    assert said == {
        CPPNM: "Party since 9 September 1993",
        "Amendment to the Convention on Physical Protection":
            "Not known – the source: not a party at that time; ratification discussed with IAEA mission",
        "Convention for the Suppression of Acts of Nuclear Terrorism": "Party since 13 March 2007",
        "Treaty on the Non-Proliferation of Nuclear Weapons": "Party, since when is not known",
        "Safeguards agreement with the IAEA": "safeguards agreement in force (INFCIRC number and date not given)",
        "Additional protocol to the safeguards agreement": "Not known",
        "Reports under Security Council resolution 1540 (2004)": "first report (2004) and additional report (2005)",
        "Global Initiative to Combat Nuclear Terrorism": "partner (2009)",
        "Advisory missions of the IAEA":
            "physical protection advisory mission (2000) and physical protection advisory mission (2009)",
    }  # fmt: skip
    assert "succession completed 1993" in profile("BLR", "2012-03")[CPPNM].note


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2004-11", "Not known"),
        ("2004-12", "first report (2004)"),
        ("2006-01", "first report (2004) and additional report (2005)"),
    ],
)
def test_a_report_is_shown_from_the_end_of_its_year(month, said):
    assert profile("BLR", month)["Reports under Security Council resolution 1540 (2004)"].said == said


def test_a_state_of_which_little_is_known_is_said_not_known_line_by_line():
    assert sum(not line.is_known for line in profile("TUV", "2026-06").values()) >= 5


def test_states_with_something_on_record_are_counted():
    counts = commitments.count_nuclear_acts(
        release.current().frame("facts"), ["BLR", "TUV"], pd.Timestamp("2012-03-31")
    )
    assert counts["states"].tolist() == [1, 0, 1, 1, 1]


def test_of_requests_none_counts_as_accepted_that_was_made_in_another_review():
    rows = schema.facts(
        [fact("BEL", "standing_invitation", "Standing invitation to the Special Procedures", status="yes")]
    )
    points = pd.DataFrame({
        "iso3": "BEL", "series": [commitments.REQUESTS, commitments.REQUESTS, commitments.ACCEPTED],
        "period_end": pd.to_datetime(["2011-05-13", "2016-01-29", "2011-05-13"]), "value": [3.0, 0.0, 2.0],
    })  # fmt: skip
    then, now = (
        commitments.list_invitations(rows, points, ["BEL"], pd.Timestamp(day)).iloc[0]["Of these accepted"]
        for day in ("2012-01-31", "2020-01-31")
    )
    assert then == 2
    assert pd.isna(now)


def test_invitations_are_listed_in_the_order_of_the_reader_s_language():
    rows = schema.facts(
        [fact("BEL", "standing_invitation", "Standing invitation to the Special Procedures", status="yes")]
    )
    points = pd.DataFrame({"iso3": [], "series": [], "period_end": pd.to_datetime([]), "value": []})
    with speaking("es"):
        names = commitments.list_invitations(rows, points, ["ALB", "DZA", "DEU"], pd.Timestamp("2020-01-31")).iloc[:, 0]
    assert names.tolist() == ["Albania", "Alemania", "Argelia"]
