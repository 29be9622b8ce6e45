"""What the sources page says, on sources made up for it."""

from datetime import date

import pandas as pd
import pytest

from briefing import provenance
from briefing.language import speaking
from data.schema import REASONS, facts
from tests.support.release import write_release

DAY = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def source(**more: object) -> dict:
    return {
        "key": "one", "name": "One", "publisher": "P", "licence": "CC BY 4.0", "newest_period": "2025-12-31",
        "first_period": "2000-01-01", "stale_after_days": 90, "status": "available", "rows": 10, "facts": 0, "rejects": 0,
        "homepage": "https://example.org", "cadence_months": 12,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "On time, 1 month old"),
        ({"newest_period": "2025-09-30"}, "1 month later than promised"),
        ({"newest_period": "2025-01-31"}, "9 months later than promised"),
        ({"newest_period": None, "facts": 3}, "Facts without a period"),
        ({"newest_period": None}, "No figures"),
        ({"status": "not available: the file is missing"}, "Not available"),
    ],
)
def test_a_source_is_held_to_its_promise(more, words):
    table = provenance.overview([source(**more)], day=DAY)
    assert list(table["standing"]) == [words]


def test_the_newest_source_leads_and_those_without_figures_close():
    sources = [
        source(name="None", newest_period=None),
        source(name="Old", newest_period="2014-01-01"),
        source(name="New"),
    ]
    assert list(provenance.overview(sources, day=DAY)["name"]) == ["New", "Old", "None"]


def test_a_promise_is_told_with_the_age_that_it_is_measured_by():
    assert provenance.promise(source(), day=DAY) == (
        "Its newest figures should never be older than 3 months. They end on 31 December 2025. On time, 1 month old."
    )


@pytest.mark.parametrize(
    ("months", "words"), [(0, "not renewed"), (1, "every 1 month"), (6, "every 6 months"), (12, "yearly")]
)
def test_a_cadence_is_told_in_words(months, words):
    assert provenance.cadence(months) == words


def test_a_gap_is_the_share_of_states_for_which_an_indicator_is_not_known_or_out_of_date():
    levels = pd.DataFrame({"iso3": ["SDN", "MLI", "CHE", "FRA"], "x": [0.5, 0.5, 0.5, float("nan")]})
    ages = pd.DataFrame({"iso3": levels["iso3"], "x": [3.0, 99.0, 3.0, float("nan")]})
    indicator = {"key": "x", "title": "X", "family": "UPR", "max_age_months": 12}
    row = provenance.gaps(levels, ages, [indicator]).iloc[0]
    assert (row["World"], row["Africa"], row["Europe"]) == (0.5, 0.5, 0.5)


def test_every_reason_for_a_reject_has_words():
    assert set(provenance.REASONS) == set(REASONS)


def test_reasons_are_counted_the_most_frequent_first():
    rejects = pd.DataFrame({"reason": ["duplicate", "bad date", "duplicate"]})
    assert list(provenance.reject_reasons(rejects)["rows"]) == [2, 1]


def test_a_fact_from_memory_is_unverified_and_one_that_was_seen_is_not():
    rows = facts([{"iso3": "SDN", "fact": "a", "evidence": "memory"}, {"iso3": "SDN", "fact": "b", "evidence": "seen"}])
    assert list(provenance.unverified(rows)["fact"]) == ["a"]


def test_the_release_that_page_tests_use_is_whole(tmp_path):
    assert write_release(tmp_path).is_dir()
