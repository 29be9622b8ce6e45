"""Vintages: whatever a publisher changes, what was known on a day stays what it was."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import observations, refresh_vintages
from data.refresh_vintages import Change
from tests.data.small import NOW, checked, observation

DAY = NOW.date()


def merge(read, former, *, is_new_file=True, received=DAY, today=DAY):
    return refresh_vintages.merge(read, former, is_new_file=is_new_file, received=received, today=today)


def known(frame, day):
    rows = observations.read(frame, as_of=day, series=None)
    return dict(zip(zip(rows["iso3"], rows["period_end"].dt.year, strict=True), rows["value"], strict=True))


def figures(values: dict[tuple[str, int], float], known_on: str = "2025-06-01") -> pd.DataFrame:
    return checked(*(
        observation(iso3=iso3, value=value, period_start=f"{year}-01-01", period_end=f"{year}-12-31", known_on=known_on)
        for (iso3, year), value in values.items()
    )) if values else checked(observation()).iloc[:0]  # fmt: skip


VALUES = st.dictionaries(
    st.tuples(st.sampled_from(["SDN", "MLI", "FJI"]), st.sampled_from([2022, 2023, 2024])),
    st.integers(0, 3),
    max_size=9,
)


@settings(max_examples=30)
@given(first=VALUES, later=st.lists(VALUES, max_size=4))
def test_what_was_known_on_each_day_is_what_was_published_by_then(first, later):
    store, day, given_by = figures(first), DAY - timedelta(days=10), {}
    values = first
    for more in later:
        day, values = day + timedelta(days=1), values | more
        store, _ = merge(figures(values), store, received=day, today=day)
        given_by[day] = values
    for asked, published in given_by.items():
        told = known(store, asked)
        # A year that no version had reached by then is dated by the publication lag, not by the day its file came.
        reached = max((year for _, year in published), default=0)
        assert {place: value for place, value in told.items() if place[1] <= reached} == published


@settings(max_examples=30)
@given(first=VALUES, second=VALUES)
def test_the_newest_vintage_is_what_the_publisher_gives_now(first, second):
    store, _ = merge(figures(second), figures(first))
    assert known(store, None) == second


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_figure_added_late_was_not_known_before_its_file_came(year):
    store, _ = merge(figures({("SDN", 2024): 1, ("MLI", year): 2}), figures({("SDN", 2024): 1}))
    assert known(store, DAY - timedelta(days=1)) == {("SDN", 2024): 1}


def test_a_figure_of_a_new_year_is_known_from_its_publication_on():
    store, _ = merge(figures({("SDN", 2023): 1, ("SDN", 2024): 2}), figures({("SDN", 2023): 1}))
    assert known(store, date(2025, 6, 1)) == {("SDN", 2023): 1, ("SDN", 2024): 2}


@settings(max_examples=30)
@given(first=VALUES, second=VALUES)
def test_reading_the_same_file_again_changes_nothing(first, second):
    once, _ = merge(figures(second), figures(first))
    twice, change = merge(figures(second), once, is_new_file=False, today=DAY + timedelta(days=1))
    columns = observations.ORDER
    assert once.sort_values(columns, ignore_index=True).equals(twice.sort_values(columns, ignore_index=True))
    assert change == Change()


@settings(max_examples=30)
@given(first=VALUES, second=VALUES)
def test_every_figure_is_counted_once(first, second):
    _, change = merge(figures(second), figures(first))
    same = sum(first.get(place) == value for place, value in second.items())
    assert (change.new + change.revised + same, change.withdrawn) == (len(second), len(set(first) - set(second)))


def test_a_figure_first_seen_before_its_lag_has_run_keeps_the_day_it_was_first_seen():
    first = figures({("SDN", 2024): 1}, known_on="2026-03-01")
    again = figures({("SDN", 2024): 1}, known_on=DAY.isoformat())  # the parser says: at the latest today
    store, _ = merge(again, first, is_new_file=False)
    assert store["known_on"].tolist() == [pd.Timestamp("2026-03-01")]


def test_a_publication_day_that_we_correct_to_a_later_one_is_believed():
    store, _ = merge(figures({("SDN", 2024): 1}, "2025-07-01"), figures({("SDN", 2024): 1}), is_new_file=False)
    assert store["known_on"].tolist() == [pd.Timestamp("2025-07-01")]


def test_a_curated_figure_is_corrected_in_its_place():
    read = figures({("SDN", 2024): 2}).assign(kind="curated")
    store, change = merge(read, figures({("SDN", 2024): 1}).assign(kind="curated"))
    assert (store["value"].tolist(), change) == ([2], Change(corrected=1))


def test_a_bound_that_changed_is_a_vintage_too():
    read = figures({("SDN", 2024): 2}).assign(low=1.0, high=3.0)
    store, change = merge(read, figures({("SDN", 2024): 2}))
    assert (len(store), change) == (2, Change(revised=1))


def test_a_vintage_is_known_from_the_day_its_file_came_not_from_the_day_it_was_accepted():
    store, _ = merge(figures({("SDN", 2024): 2}), figures({("SDN", 2024): 1}), received=date(2026, 2, 1))
    assert store["known_on"].max() == pd.Timestamp("2026-02-01")


def test_a_vintage_from_an_older_file_still_follows_the_one_it_replaces():
    store, _ = merge(figures({("SDN", 2024): 1}), figures({("SDN", 2024): 2}), received=date(2020, 1, 1))
    assert known(store, None) == {("SDN", 2024): 1}


def test_a_source_with_vintages_of_its_own_is_left_alone():
    own = pd.concat([figures({("SDN", 2024): 1}), figures({("SDN", 2024): 2}, "2025-07-01")], ignore_index=True)
    assert merge(own, figures({("SDN", 2024): 9}))[0].equals(own)


@pytest.mark.parametrize("is_new_file", [True, False])
def test_a_first_release_takes_the_figures_as_they_are_read(is_new_file):
    read = figures({("SDN", 2024): 1, ("MLI", 2023): 0})
    store, change = merge(read, read.iloc[:0], is_new_file=is_new_file)
    assert (store.equals(read), change) == (True, Change(new=2))
