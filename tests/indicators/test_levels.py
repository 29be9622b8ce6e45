"""From observations to levels of risk: known answers worked by hand, and properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import schema
from indicators.declaration import Indicator
from indicators.levels import SeriesGrid, level, measure

STATES = ["CHE", "FRA", "ISL", "SDN"]
JANUARY_2010 = 2010 * 12


def an_indicator(**changes) -> Indicator:
    declared = {
        "key": "one", "title": "One", "risk_factor": 1, "aspect": "a", "family": "Violence", "series": "src.one",
        "unit": "things", "higher_is": "riskier", "floor": 0, "ceiling": 100, "max_age_months": 18, "why": "w",
        "goalposts": "g",
    }  # fmt: skip
    return Indicator(**(declared | changes))


def observed(*rows, series="src.one"):
    """Yearly values: (iso3, year, value) or (iso3, year, value, low, high)."""
    return schema.observations([
        {"iso3": iso3, "series": series, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": value,
         "low": bounds[0] if bounds else None, "high": bounds[1] if bounds else None, "kind": "measured",
         "evidence": "published", "source": "src", "known_on": f"{year + 1}-06-15", "reference": "r"}
        for iso3, year, value, *bounds in rows
    ])  # fmt: skip


def measured(indicator, *frames, borders=None, clock="period", until="2013-12"):
    frame = pd.concat(frames, ignore_index=True)
    last = int(until[:4]) * 12 + int(until[5:]) - 1
    grid = SeriesGrid(frame, STATES, last, clock=clock)
    return measure(indicator, grid, first_month=JANUARY_2010, borders=borders or {})


def at(matrix, iso3, month):
    return float(matrix[int(month[:4]) * 12 + int(month[5:]) - 1 - JANUARY_2010, STATES.index(iso3)])


def test_a_yearly_value_counts_from_the_end_of_its_year():
    found = measured(an_indicator(), observed(("SDN", 2010, 40.0), ("SDN", 2011, 60.0)))
    assert math.isnan(at(found.values, "SDN", "2010-11"))
    assert at(found.values, "SDN", "2010-12") == 40
    assert at(found.values, "SDN", "2011-11") == 40
    assert at(found.values, "SDN", "2011-12") == 60


def test_a_level_past_its_longest_useful_age_is_held_but_no_longer_known():
    found = measured(an_indicator(max_age_months=6), observed(("SDN", 2010, 40.0)))
    assert at(found.ages, "SDN", "2011-06") == 6
    assert at(found.is_known, "SDN", "2011-06") == 1
    assert at(found.is_known, "SDN", "2011-07") == 0
    assert at(found.levels, "SDN", "2011-07") == pytest.approx(0.4)


def test_a_country_that_never_reported_is_unknown_and_not_zero():
    found = measured(an_indicator(), observed(("SDN", 2010, 40.0)))
    assert math.isnan(at(found.levels, "FRA", "2012-01"))
    assert not found.is_known[:, STATES.index("FRA")].any()


def test_a_rate_divides_by_the_newest_denominator():
    deaths = observed(("SDN", 2010, 50.0))
    people = observed(("SDN", 2009, 2_000_000.0), series="src.people")
    found = measured(an_indicator(per="src.people", times=1e6), deaths, people)
    assert at(found.values, "SDN", "2010-12") == 25


def test_a_rate_without_its_denominator_is_unknown():
    found = measured(an_indicator(per="src.people", times=1e6), observed(("SDN", 2010, 50.0)))
    assert np.isnan(found.values).all()


def test_a_denominator_of_zero_makes_the_rate_unknown():
    found = measured(
        an_indicator(per="src.people"), observed(("SDN", 2010, 0.0)), observed(("SDN", 2010, 0.0), series="src.people")
    )
    assert np.isnan(found.values).all()


def test_a_window_averages_the_years_it_names():
    found = measured(an_indicator(window_years=3), observed(*[("SDN", 2008 + n, 10.0 * n) for n in range(5)]))
    assert math.isnan(at(found.values, "SDN", "2010-11"))
    assert at(found.values, "SDN", "2010-12") == 10  # (0 + 10 + 20) / 3
    assert at(found.values, "SDN", "2012-12") == 30  # (20 + 30 + 40) / 3


def test_a_change_is_the_difference_from_the_year_before_and_unknown_without_it():
    found = measured(
        an_indicator(change_years=1), observed(("SDN", 2010, 10.0), ("SDN", 2011, 35.0), ("SDN", 2013, 5.0))
    )
    assert math.isnan(at(found.values, "SDN", "2011-11"))
    assert at(found.values, "SDN", "2011-12") == 25
    assert at(found.values, "SDN", "2013-12") == 25  # 2012 is missing, so the change of 2013 is not known


def test_spillover_takes_the_worst_land_neighbour_and_an_island_has_none():
    borders = {"CHE": ("FRA",), "FRA": ("CHE", "SDN")}
    found = measured(
        an_indicator(across="neighbours"), observed(("SDN", 2010, 80.0), ("CHE", 2010, 20.0)), borders=borders
    )
    assert at(found.values, "FRA", "2011-01") == 80
    assert at(found.values, "ISL", "2011-01") == 0
    assert math.isnan(at(found.values, "CHE", "2011-01"))  # nothing is known of France


def test_a_ratification_lasts_and_its_absence_grows_old():
    found = measured(
        an_indicator(higher_is="safer", ceiling=1, lasting=(1.0,), max_age_months=6),
        observed(("FRA", 2010, 1.0), ("SDN", 2010, 0.0)),
    )
    assert at(found.is_known, "FRA", "2013-12") == 1
    assert at(found.is_known, "SDN", "2013-12") == 0


def test_years_since_grow_with_time_and_age_with_the_newest_entry_of_the_list():
    found = measured(
        an_indicator(years_since=True, ceiling=10, max_age_months=12), observed(("FRA", 2009, 1.0), ("SDN", 2011, 1.0))
    )
    assert at(found.values, "FRA", "2011-12") == 2
    assert at(found.is_known, "FRA", "2012-12") == 1
    assert at(found.is_known, "FRA", "2013-01") == 0


def test_an_old_figure_published_anew_does_not_stand_for_the_newest_one():
    again = observed(("SDN", 2009, 90.0)).assign(known_on=pd.Timestamp("2012-03-01").as_unit("s"))
    found = measured(an_indicator(), observed(("SDN", 2009, 70.0), ("SDN", 2010, 40.0)), again, clock="known")
    assert at(found.values, "SDN", "2012-03") == 40


def test_the_newest_figure_published_anew_counts_from_the_day_it_was():
    again = observed(("SDN", 2010, 60.0)).assign(known_on=pd.Timestamp("2012-03-01").as_unit("s"))
    found = measured(an_indicator(), observed(("SDN", 2010, 40.0)), again, clock="known")
    assert [at(found.values, "SDN", month) for month in ("2012-02", "2012-03")] == [40, 60]


def test_on_the_clock_of_knowledge_a_value_appears_when_it_could_be_known():
    found = measured(an_indicator(), observed(("SDN", 2010, 40.0)), clock="known")
    assert math.isnan(at(found.values, "SDN", "2011-05"))
    assert at(found.values, "SDN", "2011-06") == 40
    assert at(found.ages, "SDN", "2011-06") == 6


def test_bounds_of_the_source_become_levels():
    found = measured(an_indicator(higher_is="safer"), observed(("SDN", 2010, 40.0, 30.0, 70.0)))
    assert at(found.levels_low, "SDN", "2011-01") == pytest.approx(0.3)
    assert at(found.levels_high, "SDN", "2011-01") == pytest.approx(0.7)


def test_a_log_scale_reaches_its_ends_and_its_geometric_middle():
    indicator = an_indicator(scale="log", ceiling=99)
    assert level(np.array([-5.0, 0.0, 9.0, 99.0, 1000.0]), indicator) == pytest.approx([0, 0, 0.5, 1, 1])


@given(
    st.floats(-1e9, 1e9), st.floats(0, 1e9), st.sampled_from(["linear", "log"]), st.sampled_from(["riskier", "safer"])
)
def test_a_level_stays_in_bounds_and_moves_only_in_its_declared_direction(value, more, scale, higher_is):
    indicator = an_indicator(scale=scale, higher_is=higher_is, floor=3, ceiling=1000)
    first, second = level(np.array([value, value + more]), indicator)
    assert 0 <= first <= 1
    assert (first <= second) if higher_is == "riskier" else (first >= second)


def test_an_observation_of_a_place_that_is_no_state_covered_is_refused():
    with pytest.raises(ValueError, match="'XKX', which is no State covered"):
        SeriesGrid(observed(("XKX", 2010, 1.0)), STATES, 2013 * 12)
