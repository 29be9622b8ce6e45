"""Observations are refused when they break a rule, and read as they were known on a day."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import durable, observations
from data.observations import ObservationError
from tests.data.small import DEATHS, DECLARED, NOW, SHARE, checked, observation

TODAY = NOW.date()


def test_a_good_observation_is_accepted():
    assert checked(observation())["value"].tolist() == [12.0]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"iso3": "ATL"}, "not one of the 195 States"),
        ({"series": "alpha.unheard_of"}, "does not declare this series"),
        ({"source": "beta"}, "does not declare this series"),
        ({"kind": "guessed"}, "kind must be one of"),
        ({"evidence": "rumour"}, "evidence must be one of published, seen, derived"),
        ({"evidence": "memory"}, "evidence must be one of published, seen, derived"),
        ({"evidence": "belief"}, "evidence must be one of published, seen, derived"),
        ({"value": float("inf")}, "must be finite"),
        ({"low": float("-inf")}, "must be finite"),
        ({"low": 13.0}, "low must not lie above value"),
        ({"high": 11.0}, "nor value above high"),
        ({"period_start": "2025-01-01"}, "ends before it starts"),
        ({"known_on": "2023-12-31"}, "known before its period began"),
        ({"known_on": "2026-03-06"}, "known_on lies in the future"),
        ({"period_start": "2026-04-01", "period_end": "2026-04-30", "known_on": "2026-01-01", "kind": "forecast",
          "value": None}, "lack"),
        ({"period_start": "2026-03-06", "period_end": "2026-12-31", "known_on": "2026-03-06"}, "lies in the future"),
        ({"value": "many"}, "could not convert"),
        ({"mood": "bad"}, "not of the schema"),
    ],
)  # fmt: skip
def test_an_observation_that_breaks_a_rule_is_refused_with_the_rule(changes, rule):
    with pytest.raises(ObservationError, match=rule):
        checked(observation(**changes))


def test_a_refusal_names_country_series_and_period_of_the_first_row():
    with pytest.raises(ObservationError, match=r"1 of 2 rows.*iso3=ATL, series=alpha\.deaths, period_end=2024-12-31"):
        checked(observation(), observation(iso3="ATL"))


def test_a_forecast_may_be_about_the_future():
    future = {"period_start": "2026-04-01", "period_end": "2026-04-30", "known_on": "2026-01-01"}
    assert len(checked(observation(kind="forecast", **future))) == 1


def test_two_values_of_one_vintage_are_refused():
    with pytest.raises(ObservationError, match="second value"):
        checked(observation(), observation(value=13.0))


def test_two_vintages_of_one_value_are_accepted():
    assert len(checked(observation(), observation(value=13.0, known_on="2025-09-01"))) == 2


def test_observations_are_sorted_by_country_series_and_period():
    rows = checked(observation(iso3="SDN"), observation(iso3="MLI"),
                   observation(iso3="MLI", period_start="2023-01-01", period_end="2023-12-31"))  # fmt: skip
    assert list(zip(rows["iso3"], rows["period_end"].dt.year, strict=True)) == [
        ("MLI", 2023),
        ("MLI", 2024),
        ("SDN", 2024),
    ]


def test_observations_written_are_read_back_as_they_were(tmp_path):
    written = observations.write(tmp_path / "o.parquet", checked(observation()), DECLARED, today=TODAY)
    pd.testing.assert_frame_equal(durable.read_frame(tmp_path / "o.parquet"), written)


def test_observations_that_break_a_rule_are_not_written(tmp_path):
    with pytest.raises(ObservationError):
        observations.write(tmp_path / "o.parquet", pd.DataFrame([observation(iso3="ATL")]), DECLARED, today=TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"iso3": "ATL"}, "195 States"),
        ({"source": "gamma"}, "no such source"),
        ({"evidence": "rumour"}, "evidence must be one of"),
        ({"fact": ""}, "must not be empty"),
    ],
)
def test_a_fact_that_breaks_a_rule_is_refused_with_the_rule(changes, rule):
    fact = {"iso3": "SDN", "topic": "icc", "fact": "Situation", "evidence": "seen", "source": "alpha"}
    with pytest.raises(ObservationError, match=rule):
        observations.validate_facts(pd.DataFrame([fact | changes]), ["alpha"])


@pytest.mark.parametrize("evidence", ["memory", "belief"])
def test_a_fact_may_rest_on_memory_because_it_is_shown_as_unverified(evidence):
    fact = {"iso3": "SDN", "topic": "icc", "fact": "Situation", "evidence": evidence, "source": "alpha"}
    assert len(observations.validate_facts(pd.DataFrame([fact]), ["alpha"])) == 1


# Two clocks


def test_a_value_is_not_known_before_the_day_it_was_published():
    rows = checked(observation(known_on="2025-06-01"))
    assert observations.read(rows, as_of=date(2025, 5, 31), series=None).empty


def test_a_value_is_known_on_the_day_it_was_published():
    rows = checked(observation(known_on="2025-06-01"))
    assert observations.read(rows, as_of=date(2025, 6, 1), series=None)["value"].tolist() == [12.0]


def test_a_revised_value_is_read_as_it_stood_on_each_day():
    rows = checked(observation(), observation(value=20.0, known_on="2025-09-01"))
    read = [observations.read(rows, as_of=day, series=None)["value"].tolist()
            for day in (date(2025, 7, 1), date(2025, 9, 1), None)]  # fmt: skip
    assert read == [[12.0], [20.0], [20.0]]


def test_two_periods_that_end_on_one_day_are_two_values():
    rows = checked(observation(), observation(period_start="2024-12-01", value=1.0, known_on="2025-06-02"))
    assert len(observations.read(rows, as_of=None, series=None)) == 2


def test_only_the_series_asked_for_is_read():
    rows = checked(observation(), observation(series=SHARE, source="beta", value=0.5))
    assert observations.read(rows, as_of=None, series=[SHARE])["series"].tolist() == [SHARE]


days = st.dates(min_value=date(2024, 12, 31), max_value=TODAY)
vintages = st.lists(st.tuples(st.sampled_from(["SDN", "MLI"]), days, st.floats(0, 1e6)), min_size=1, max_size=12,
                    unique_by=lambda one: one[:2])  # fmt: skip


@given(vintages=vintages, as_of=days)
def test_nothing_read_was_published_after_the_day_asked_for(vintages, as_of):
    rows = checked(*(observation(iso3=iso3, known_on=day, value=value) for iso3, day, value in vintages))
    assert (observations.read(rows, as_of=as_of, series=None)["known_on"] <= pd.Timestamp(as_of)).all()


@given(vintages=vintages, as_of=days)
def test_each_value_read_is_the_newest_of_those_then_known(vintages, as_of):
    rows = checked(*(observation(iso3=iso3, known_on=day, value=value) for iso3, day, value in vintages))
    read = observations.read(rows, as_of=as_of, series=None)
    known = sorted(one for one in vintages if one[1] <= as_of)
    assert dict(zip(read["iso3"], read["value"], strict=True)) == {iso3: value for iso3, _, value in known}


@given(vintages=vintages, as_of=days, seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(vintages, as_of, seed):
    rows = checked(*(observation(iso3=iso3, known_on=day, value=value) for iso3, day, value in vintages))
    shuffled = rows.sample(frac=1, random_state=np.random.RandomState(seed))
    pd.testing.assert_frame_equal(
        observations.read(shuffled, as_of=as_of, series=None), observations.read(rows, as_of=as_of, series=None)
    )


# Coverage


def cell(table: pd.DataFrame, iso3: str) -> dict:
    return table.set_index("iso3").loc[iso3].to_dict()


def test_coverage_has_a_row_for_every_state_in_every_series():
    assert len(observations.coverage(checked(observation()), as_of=TODAY, series=[DEATHS, SHARE])) == 2 * 195


def test_coverage_counts_periods_and_the_months_since_the_newest():
    rows = checked(observation(), observation(period_start="2023-01-01", period_end="2023-12-31"))
    sudan = cell(observations.coverage(rows, as_of=date(2026, 3, 5), series=[DEATHS]), "SDN")
    assert (sudan["periods"], sudan["first_period"].year, sudan["newest_period"].year, sudan["age_months"]) == (
        2,
        2023,
        2024,
        15,
    )


def test_coverage_of_a_state_without_figures_is_none_and_its_age_is_unknown():
    fiji = cell(observations.coverage(checked(observation()), as_of=TODAY, series=[DEATHS]), "FJI")
    assert (fiji["periods"], pd.isna(fiji["age_months"]), pd.isna(fiji["newest_period"])) == (0, True, True)


def test_coverage_counts_only_what_was_known_on_the_day():
    table = observations.coverage(checked(observation(known_on="2025-06-01")), as_of=date(2025, 5, 31), series=[DEATHS])
    assert table["periods"].sum() == 0
