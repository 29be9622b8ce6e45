"""Where a State stood towards a treaty on a day: before and after every change, and nothing said beyond what is known."""

import pandas as pd
import pytest

from briefing.content.accountability import list_standings, matrix, read_law, read_steps, say_standing
from briefing.content.instruments import (
    ACCOUNTABILITY,
    BOUND,
    INSTRUMENTS,
    Standing,
    count_states,
    month_end,
    newest_days,
    parties_by_year,
    read_standings,
)
from briefing.language import speaking
from data import release, schema
from data.countries import countries

ROME, WITHDRAWAL = INSTRUMENTS["rome_statute"].fact, "Withdrawal from the Rome Statute"


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def fact(iso3: str, status: str, start: str = "", *, what: str = ROME, topic: str = "treaty", **more: str) -> dict:
    usual = {"as_of": "2025-06", "evidence": "seen", "source": "treaties", "reference": "a list"}
    return {"iso3": iso3, "topic": topic, "fact": what, "status": status, "from_date": start} | usual | more


FACTS = schema.facts([
    fact("BDI", "withdrawn", "2004-09-21", to_date="2017-10-27", as_of="2018", note="signed 1999-01-13"),
    fact("PHL", "withdrawn", "2011-08-30", to_date="2019-03", as_of="2026-01-05", note="signed 2000-12-28"),
    fact("HUN", "withdrawn", "2001-11-30", to_date="2026-06-02", as_of="2025-06-03", note="signed 1999-01-15"),
    fact("HUN", "withdrawal notified", "2025-06-02", what=WITHDRAWAL, topic="icc"),
    fact("MLI", "ratified", "2000-08-16", as_of="2015", note="signed 1998-07-17"),
    fact("MLI", "withdrawal announced", "2025-09-22", what=WITHDRAWAL, topic="icc"),
    fact("SLV", "acceded", as_of="2026-01-05"),
    fact("USA", "signed only", as_of="2015", note="signed 2000-12-31"),
    fact("IND", "not a party", evidence="derived"),
    fact("TJK", "acceded", evidence="memory"),
    fact("MNE", "succession", "2006-06-03"),
    fact("JAM", "not determined"),
])  # fmt: skip


def state(iso3: str, month: str) -> str:
    return read_standings(FACTS, ["rome_statute"], month_end(pd.Timestamp(month)))[iso3]["rome_statute"].state


@pytest.mark.parametrize(
    ("iso3", "month", "expected"),
    [
        ("BDI", "1998-12", "outside"), ("BDI", "1999-01", "signed"), ("BDI", "2004-08", "signed"), ("BDI", "2004-09", "party"),
        ("BDI", "2016-01", "party"), ("BDI", "2016-09", "party"), ("BDI", "2016-10", "leaving"),
        ("BDI", "2017-09", "leaving"), ("BDI", "2017-10", "left"), ("BDI", "2020-01", "left"),
        ("PHL", "2016-01", "party"), ("PHL", "2018-02", "party"), ("PHL", "2018-03", "leaving"),
        ("PHL", "2019-02", "leaving"), ("PHL", "2019-03", "left"), ("PHL", "2020-01", "left"),
        ("HUN", "2025-05", "party"), ("HUN", "2025-06", "leaving"), ("HUN", "2026-05", "leaving"), ("HUN", "2026-06", "due"),
        ("MLI", "2025-08", "party"), ("MLI", "2025-09", "leaving"), ("MLI", "2030-01", "leaving"),
        ("SLV", "2020-01", "undated"), ("SLV", "2026-01", "party"),
        ("USA", "2000-11", "outside"), ("USA", "2000-12", "signed"), ("IND", "2010-01", "outside"),
        ("MNE", "2006-05", "unknown"), ("MNE", "2006-06", "party"), ("JAM", "2020-01", "unknown"), ("TUV", "2020-01", "unknown"),
    ],
)  # fmt: skip
def test_a_standing_follows_the_dates_on_record(iso3, month, expected):
    assert state(iso3, month) == expected


@pytest.mark.parametrize(
    ("iso3", "month", "said"),
    [("MLI", "2025-09", "Party; withdrawal announced (2025)"), ("BDI", "2016-10", "Party; withdrawal announced (2016)"),
     ("BDI", "2017-10", "Withdrawn (2017)"), ("BDI", "2016-09", "Party (2004)")],
)  # fmt: skip
def test_a_withdrawal_is_said_with_its_own_year(iso3, month, said):
    found = read_standings(FACTS, ["rome_statute"], month_end(pd.Timestamp(month)))
    assert say_standing(found[iso3]["rome_statute"]) == said


def test_what_nobody_verified_counts_as_not_known():
    standings = read_standings(FACTS, ["rome_statute"], pd.Timestamp("2026-01-31"))
    assert standings["TJK"]["rome_statute"].state == "party"
    assert count_states([standings["TJK"]["rome_statute"]])["unknown"] == 1


def test_a_standing_after_the_day_its_source_speaks_of_is_carried_forward():
    for month, expected in (("2015-12", False), ("2016-01", True)):
        standings = read_standings(FACTS, ["rome_statute"], month_end(pd.Timestamp(month)))
        assert standings["USA"]["rome_statute"].is_carried is expected


def test_a_standing_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="state must be one of"):
        Standing(iso3="BDI", instrument="rome_statute", state="friendly")


def test_parties_are_counted_at_each_years_end():
    counts = parties_by_year(FACTS, ["rome_statute"], list(countries()), [2003, 2004, 2016, 2017, 2019])
    # HUN and MLI; + BDI; + PHL and MNE; − BDI; − PHL
    assert counts["rome_statute"].tolist() == [2, 3, 5, 4, 3]


def test_the_newest_list_of_an_instrument_is_named():
    standings = read_standings(FACTS, ["rome_statute", "cat"], pd.Timestamp("2026-01-31"))
    assert newest_days(standings, ["rome_statute", "cat"]) == {"rome_statute": "2026-01-05", "cat": ""}


def test_dates_that_had_not_come_stand_apart():
    day = pd.Timestamp("2016-01-31")
    row = list_standings(read_standings(FACTS, ["rome_statute"], day)["PHL"], ["rome_statute"], day).iloc[0]
    assert (row["Standing"], row["Party since"], row["Withdrawal takes effect"]) == ("Party", "30 August 2011", "")
    assert row["Afterwards"] == "Withdrawal takes effect: March 2019"


def test_the_history_of_a_state_ends_at_the_day_chosen():
    def kinds(day: str) -> list[str]:
        standings = read_standings(FACTS, ["rome_statute"], pd.Timestamp(day))["BDI"]
        return [step.kind for step in read_steps(FACTS, standings, ["rome_statute"], "BDI", pd.Timestamp(day))]

    assert kinds("1999-01-12") == []
    assert kinds("2016-10-26") == ["signed", "joined"]
    assert kinds("2017-10-26") == ["signed", "joined", "announced"]
    assert kinds("2017-10-27") == ["signed", "joined", "announced", "left"]


def test_the_matrix_is_in_the_order_of_names_and_says_unverified():
    table = matrix(
        read_standings(FACTS, ["rome_statute"], pd.Timestamp("2026-01-31")), ["rome_statute"], ["TJK", "BDI"]
    )
    assert table["rome_statute"].tolist() == ["Withdrawn (2017)", "Party – unverified"]


def test_the_matrix_sorts_an_accented_capital_among_its_letter():
    standings = read_standings(FACTS, ["rome_statute"], pd.Timestamp("2026-01-31"))
    with speaking("fr"):
        assert matrix(standings, ["rome_statute"], ["FRA", "USA"])["iso3"].tolist() == ["USA", "FRA"]


def test_a_law_that_nobody_read_is_not_known():
    facts = schema.facts(
        [fact("BEL", "Yes", what="Genocide defined as a crime", topic="domestic_law", as_of="2026-01-05")]
    )
    law = read_law(facts, ["BEL", "TUV"]).set_index("iso3")
    assert law.loc["BEL", ["law_genocide", "law_war_crimes"]].tolist() == ["Yes", None]
    assert law.loc["TUV", "law_genocide"] is None


@pytest.mark.parametrize("day", ["2005-12-31", "2016-12-31", "2017-10-26", "2017-10-27", "2020-12-31"])
def test_standings_agree_with_the_observations_of_the_shipped_release(day):
    shipped = release.current()
    standings = read_standings(shipped.frame("facts"), ACCOUNTABILITY, pd.Timestamp(day))
    points = shipped.frame("observations")
    points = points[(points["period_end"] == pd.Timestamp(day)) & points["series"].str.startswith("treaties.")]
    points = points.assign(key=points["series"].str.removeprefix("treaties."))
    points = points[points["key"].isin(ACCOUNTABILITY)]
    wrong = [
        (iso3, key) for iso3, key, value in zip(points["iso3"], points["key"], points["value"], strict=True)
        if (standings[iso3][key].state in BOUND) != (value == 1)
    ]  # fmt: skip
    assert len(points)
    assert not wrong


@pytest.mark.parametrize(("month", "expected"), [("2016-01", "party"), ("2020-01", "left")])
def test_the_shipped_release_shows_burundi_and_the_philippines_leave(month, expected):
    standings = read_standings(release.current().frame("facts"), ["rome_statute"], month_end(pd.Timestamp(month)))
    assert [standings[iso3]["rome_statute"].state for iso3 in ("BDI", "PHL")] == [expected, expected]
