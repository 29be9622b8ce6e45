"""Evidence: facts by topic with their dates and sources, what nobody verified marked as such, events for the trend."""

import pandas as pd
import pytest

from briefing.content import read_events, read_evidence
from briefing.content.evidence import TOPICS, say_date, say_fact
from briefing.language import speaking
from data import schema
from data.release import Release


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


def only_fact(release: Release):
    (topic,) = read_evidence(release, "TCD")
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
    found = read_evidence(on_record(fact("treaty"), fact("icc"), fact("peacebuilding")), "TCD")
    assert [topic.key for topic in found] == ["icc", "treaty", "peacebuilding"]


def test_a_topic_that_nobody_thought_of_is_shown_all_the_same(on_record):
    found = read_evidence(on_record(fact("treaty"), fact("new_kind_of_thing")), "TCD")
    assert [topic.heading for topic in found] == ["Treaties", "New kind of thing"]


def test_borders_are_no_evidence(on_record):
    assert read_evidence(on_record(fact("border")), "TCD") == ()


def test_facts_of_other_countries_stay_out(on_record):
    assert read_evidence(on_record(fact(iso3="MLI")), "TCD") == ()


def test_the_newest_fact_comes_first(on_record):
    (topic,) = read_evidence(on_record(fact(from_date="2001"), fact(from_date="2020-05"), fact(from_date="")), "TCD")
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
