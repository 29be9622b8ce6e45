"""Evidence: facts by topic with their dates and sources, what nobody verified marked as such, events for the trend."""

import pandas as pd
import pytest

from briefing.content import read_events, read_evidence
from briefing.content.evidence import TOPICS, say_date, say_fact
from briefing.content.timing import LATER, OVER, STANDING, UNDATED, first_day, last_day
from briefing.language import speaking
from data import schema
from data.release import Release, open_release
from data.settings import SHIPPED_RELEASES


def fact(topic: str = "treaty", **more: str) -> dict:
    shared = {"iso3": "TCD", "topic": topic, "fact": "Rome Statute", "status": "ratified", "from_date": "2006-11-01",
              "as_of": "2025-06", "evidence": "seen", "date_evidence": "seen", "source": "ucdp",
              "reference": "status table"}  # fmt: skip
    return shared | more


def deaths(year: int, value: float) -> dict:
    return {
        "iso3": "TCD", "series": "ucdp.one_sided_deaths", "value": value, "period_start": pd.Timestamp(year, 1, 1),
        "period_end": pd.Timestamp(year, 12, 31), "kind": "measured", "evidence": "published", "source": "ucdp",
        "known_on": pd.Timestamp(year + 1, 6, 1), "reference": "UCDP",
    }  # fmt: skip


@pytest.fixture
def on_record(release):
    """A release that has these facts and observations on record, and nothing else."""

    def record(*facts: dict, observations: tuple[dict, ...] = ()) -> Release:
        changed = Release(path=release.path, manifest=release.manifest)
        changed._cache["facts"] = schema.facts(list(facts))
        changed._cache["observations"] = schema.observations(list(observations))
        return changed

    return record


NOW = pd.Timestamp("2025-12-01")


def only_fact(release: Release, month: pd.Timestamp = NOW):
    (topic,) = read_evidence(release, "TCD", month).then
    (one,) = topic.facts
    return one


@pytest.mark.parametrize("evidence", ["memory", "belief"])
def test_a_fact_that_nobody_verified_is_unverified(on_record, evidence):
    assert only_fact(on_record(fact(evidence=evidence))).is_unverified


@pytest.mark.parametrize("evidence", ["seen", "published", "derived"])
def test_a_fact_that_was_seen_is_not_marked(on_record, evidence):
    assert not only_fact(on_record(fact(evidence=evidence))).is_unverified


def test_a_date_from_memory_is_marked_beside_a_fact_that_was_seen(on_record):
    found = only_fact(on_record(fact(date_evidence="memory")))
    assert (found.is_unverified, found.is_date_unverified) == (False, True)


def test_a_fact_without_a_date_has_no_date_to_doubt(on_record):
    assert not only_fact(on_record(fact(from_date="", date_evidence="memory"))).is_date_unverified


@pytest.mark.parametrize(
    ("text", "said"),
    [("2017", "2017"), ("2017-10", "October 2017"), ("2017-10-27", "27 October 2017"), ("", ""), ("2017-13", "2017-13"),
     ("about 2017", "about 2017")],
)  # fmt: skip
def test_a_date_is_said_as_precisely_as_it_is_known(text, said):
    assert say_date(text) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("2016-01", "2017", "January 2016 to 2017"), ("", "2017", "until 2017"), ("2016", "", "2016"), ("", "", "")],
)
def test_a_span_of_time_is_said_in_words(on_record, start, end, said):
    assert only_fact(on_record(fact(from_date=start, to_date=end))).when == said


def test_a_reference_with_an_address_leads_there(on_record):
    found = only_fact(on_record(fact(reference="Treaty 013717 (https://example.org/t?id=1)")))
    assert (found.address, found.is_addressed) == ("https://example.org/t?id=1", True)


def test_a_reference_without_one_leads_to_the_home_of_the_data_set(on_record):
    found = only_fact(on_record(fact()))
    assert (found.address, found.is_addressed) == ("https://example.org/ucdp", False)


def test_topics_come_in_the_order_a_reader_meets_them(on_record):
    found = read_evidence(on_record(fact("treaty"), fact("icc"), fact("peacebuilding")), "TCD", NOW)
    assert [topic.key for topic in found.then] == ["icc", "treaty", "peacebuilding"]


def test_a_topic_that_nobody_thought_of_is_shown_all_the_same(on_record):
    found = read_evidence(on_record(fact("treaty"), fact("new_kind_of_thing")), "TCD", NOW)
    assert [topic.heading for topic in found.then] == ["Treaties", "New kind of thing"]


def test_borders_are_no_evidence(on_record):
    assert read_evidence(on_record(fact("border")), "TCD", NOW).then == ()


def test_facts_of_other_countries_stay_out(on_record):
    assert read_evidence(on_record(fact(iso3="MLI")), "TCD", NOW).then == ()


def test_the_newest_fact_comes_first(on_record):
    (topic,) = read_evidence(
        on_record(fact(from_date="2001"), fact(from_date="2020-05"), fact(from_date="")), "TCD", NOW
    ).then
    assert [one.when for one in topic.facts] == ["May 2020", "2001", ""]


def test_a_review_is_named_in_the_readers_language():
    with speaking("fr"):
        assert "3" in say_fact("Universal Periodic Review, cycle 3, session 40")
    assert (
        say_fact("Universal Periodic Review, cycle 3, session 40") == "Universal Periodic Review, cycle 3, session 40"
    )


def test_every_topic_has_a_heading():
    assert all(TOPICS.values())


# events


def test_reviews_and_situations_are_events(on_record):
    record = on_record(
        fact("upr_review", fact="Universal Periodic Review, cycle 3, session 31", from_date="2018-11-13"),
        fact("icc", fact="Situation before the Court", status="investigation opened", from_date="2020"),
    )
    assert [(event.kind, event.when) for event in read_events(record, "TCD")] == [
        ("review", "13 November 2018"), ("icc", "2020"),
    ]  # fmt: skip


def test_a_preliminary_examination_is_no_situation(on_record):
    assert read_events(on_record(fact("icc", status="ongoing")), "TCD") == ()


def test_an_event_without_a_date_cannot_be_placed(on_record):
    assert read_events(on_record(fact("upr_review", from_date="")), "TCD") == ()


def test_what_lies_after_the_figures_is_no_event_yet(on_record):
    assert read_events(on_record(fact("upr_review", from_date="2028-11")), "TCD") == ()


def test_a_year_is_drawn_in_its_middle_and_a_month_on_its_fifteenth(on_record):
    record = on_record(fact("upr_review", from_date="2018"), fact("upr_review", from_date="2019-04"))
    assert [event.day for event in read_events(record, "TCD")] == [
        pd.Timestamp("2018-07-01"),
        pd.Timestamp("2019-04-15"),
    ]


def test_an_event_with_a_date_from_memory_is_unverified(on_record):
    (event,) = read_events(on_record(fact("upr_review", date_evidence="memory")), "TCD")
    assert event.is_unverified


def test_without_a_list_of_mass_killings_years_with_a_thousand_deaths_stand_in(on_record):
    record = on_record(fact("treaty"), observations=(deaths(2024, 1000), deaths(2023, 999)))
    (event,) = read_events(record, "TCD")
    assert (event.kind, event.when, event.label) == (
        "many_killed",
        "2024",
        "1,000 civilians killed in one-sided violence",
    )


def test_with_a_list_of_mass_killings_nothing_stands_in(on_record):
    record = on_record(fact("mass_killing", iso3="SDN"), observations=(deaths(2024, 5000),))
    assert read_events(record, "TCD") == ()


def test_deaths_before_the_first_score_are_not_marked(on_record):
    assert read_events(on_record(fact("treaty"), observations=(deaths(2001, 5000),)), "TCD") == ()


# facts at a month


@pytest.fixture(scope="module")
def shipped() -> Release:
    return open_release(SHIPPED_RELEASES / (SHIPPED_RELEASES / "current").read_text(encoding="utf-8").strip())


def month(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"{text}-01")


def then_and_later(release: Release, when: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = read_evidence(release, "TCD", month(when))
    return tuple(
        [(one.status, one.when) for topic in part for one in topic.facts] for part in (found.then, found.later)
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2016", "2016-01-01", "2016-12-31"), ("2016-02", "2016-02-01", "2016-02-29"), ("2016-02-03",) * 3,
     ("", None, None), ("spring 16", None, None), ("2016-13", None, None)],
)  # fmt: skip
def test_a_partial_date_has_a_first_and_a_last_day(text, first, last):
    days = [None if day is None else f"{day:%Y-%m-%d}" for day in (first_day(text), last_day(text))]
    assert days == [first, last]


@pytest.mark.parametrize(
    ("when", "then", "later"),
    [
        ("2004-08", [], [("Withdrawn", "21 September 2004 to 27 October 2017")]),
        ("2004-09", [("State party", "21 September 2004")], [("Withdrawn", "21 September 2004 to 27 October 2017")]),
        ("2016-01", [("State party", "21 September 2004")], [("Withdrawn", "21 September 2004 to 27 October 2017")]),
        ("2017-09", [("State party", "21 September 2004")], [("Withdrawn", "21 September 2004 to 27 October 2017")]),
        ("2017-10", [("Withdrawn", "21 September 2004 to 27 October 2017")], []),
        ("2020-01", [("Withdrawn", "21 September 2004 to 27 October 2017")], []),
    ],
)
def test_a_party_that_withdrew_is_a_party_until_the_month_of_its_withdrawal(on_record, when, then, later):
    record = on_record(fact(status="withdrawn", from_date="2004-09-21", to_date="2017-10-27"))
    found = then_and_later(record, when)
    assert [[(status.capitalize(), span) for status, span in part] for part in found] == [then, later]


@pytest.mark.parametrize(("when", "timing"), [("2016-12", LATER), ("2017-01", STANDING), ("2017-12", STANDING)])
def test_a_fact_of_a_year_stands_from_the_first_month_it_may_have_begun_in(on_record, when, timing):
    found = read_evidence(on_record(fact(from_date="2017")), "TCD", month(when))
    assert [one.timing for topic in (*found.then, *found.later) for one in topic.facts] == [timing]


@pytest.mark.parametrize(("when", "timing"), [("2017-11", STANDING), ("2017-12", OVER), ("2018-01", OVER)])
def test_a_fact_that_ended_in_a_year_is_over_once_the_year_is(on_record, when, timing):
    assert only_fact(on_record(fact(from_date="2001", to_date="2017")), month(when)).timing == timing


def test_a_fact_with_only_an_end_stands_until_then(on_record):
    record = on_record(fact(status="withdrawn", from_date="", to_date="2019-03"))
    assert (only_fact(record, month("2019-02")).timing, only_fact(record, month("2019-02")).when) == (STANDING, "")
    assert only_fact(record, month("2019-03")).timing == OVER


def test_a_review_is_not_over_after_its_session(on_record):
    record = on_record(fact("upr_review", from_date="2018-11-05", to_date="2018-11-16"))
    assert only_fact(record, month("2020-01")).timing == STANDING


def test_the_review_planned_now_was_no_plan_before_the_one_that_came_first(on_record):
    record = on_record(fact("upr_review", from_date="2023-11-06"), fact("upr_next", status="planned", from_date=""))
    assert [topic.key for topic in read_evidence(record, "TCD", month("2023-10")).later] == ["upr_review", "upr_next"]
    assert [topic.key for topic in read_evidence(record, "TCD", month("2023-11")).then] == ["upr_review", "upr_next"]


def test_what_a_source_says_of_a_later_day_is_marked(on_record):
    record = on_record(fact("domestic_law", from_date="", as_of="2026-01-05"))
    assert (only_fact(record, month("2025-12")).is_said_later, only_fact(record, month("2026-01")).is_said_later) == (
        True,
        False,
    )
    assert only_fact(record, month("2025-12")).timing == UNDATED


@pytest.mark.parametrize(("when", "status"), [("2016-01", "state party"), ("2020-01", "withdrawn")])
@pytest.mark.parametrize("iso3", ["BDI", "PHL"])
def test_burundi_and_the_philippines_are_parties_until_they_withdrew(shipped, iso3, when, status):
    (topic,) = [one for one in read_evidence(shipped, iso3, month(when)).then if one.key == "treaty"]
    (rome,) = [one for one in topic.facts if one.fact.startswith("Rome Statute")]
    assert rome.status == status


@pytest.mark.parametrize(("when", "place"), [("2025-12", "later"), ("2026-01", "then")])
def test_what_was_done_about_the_court_on_an_unknown_day_stands_from_when_a_source_speaks_of_it(on_record, when, place):
    withdrawal = fact("icc", fact="Withdrawal", status="withdrawal effective", from_date="", as_of="2026-01-05")
    found = read_evidence(on_record(withdrawal), "TCD", month(when))
    assert [part for part in ("then", "later") if getattr(found, part)] == [place]
