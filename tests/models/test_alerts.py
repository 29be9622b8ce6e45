"""Alert rules: what fires, when, and what it carries; answers worked by hand on two factors of one indicator each.

With one indicator a factor, the score is 100 × √((a² + b²) / 2): levels 0.5 and 0.5 make 50, and 0.3 and 0.3 make 30.
"""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import quality, schema
from data.release import current
from models import alert_history, alerts, composite
from models.alert_figures import NO_SPEECH, Figures, read
from tests.indicators.test_levels import an_indicator
from tests.support.release import write_release

TREE = composite.structure([
    an_indicator(key="a", series="ucdp.a"), an_indicator(key="b", series="ucdp.b", aspect="b", risk_factor=2),
])  # fmt: skip
FIRST = pd.Period("2020-01", "M")
WIDTH = 2.0  # half the interval of a change, in points
DECEMBER = 23  # place of December 2021
NAN = float("nan")
NO_FORECAST = pd.DataFrame(columns=["iso3", "t", "p", "low", "high", "rank"])


def steps(*pairs, months=36):
    """Levels a and b over the months; each pair begins at its place: (0, .3, .3), (23, .5, .5)."""
    found = np.empty((months, 2))
    for place, a, b in pairs:
        found[place:] = a, b
    return found


def figures(*, width=WIDTH, facts=(), forecasts=NO_FORECAST, speech=NO_SPEECH, **levels):
    """Figures of the States named, from their levels."""
    cube = np.stack([levels[iso3] for iso3 in sorted(levels)], axis=1)
    applies = np.ones_like(cube, bool)
    factors = composite.score_factors(cube, TREE, applies)
    scores = composite.power_mean(factors)
    empty = np.full_like(scores, NAN)
    made = Figures(
        states=tuple(sorted(levels)), months=pd.period_range(FIRST, periods=len(cube), freq="M"), tree=TREE, levels=cube,
        scores=scores, low=scores - 5, high=scores + 5, change=empty, change_low=empty, change_high=empty,
        factors=factors, ages=np.zeros_like(cube), applies=applies, forecasts=forecasts,
        speech=speech, facts=schema.facts(list(facts)), sources={"ucdp": {"name": "UCDP", "homepage": "https://ucdp.uu.se"}},
    )  # fmt: skip
    change = made.moved(12).sum(axis=-1)
    return replace(made, change=change, change_low=change - width, change_high=change + width)


def fired(made, rule=None):
    return [one for one in alerts.fired(made) if rule in (None, one.rule)]


def told(made, rule):
    return [(one.iso3, one.month, one.level) for one in fired(made, rule)]


def test_nothing_fires_where_nothing_moves():
    assert fired(figures(SDN=steps((0, 0.9, 0.9)))) == []


def test_a_score_that_reaches_a_declared_level_fires_once_at_the_highest_level_reached():
    assert told(figures(SDN=steps((0, 0.3, 0.3), (DECEMBER, 0.5, 0.5))), "score_level") == [("SDN", "2021-12", "high")]


def test_a_score_that_falls_below_a_level_fires_nothing():
    assert fired(figures(SDN=steps((0, 0.5, 0.5), (DECEMBER, 0.3, 0.3)))) == []


def test_a_level_left_and_reached_again_within_a_year_is_told_once():
    back_and_forth = steps((0, 0.39, 0.39), (16, 0.41, 0.41), (20, 0.39, 0.39), (24, 0.41, 0.41))
    assert told(figures(SDN=back_and_forth), "score_level") == [("SDN", "2021-05", "notable")]


def test_a_level_reached_because_more_became_known_is_no_alert():
    # factor 2 was unknown; the score goes from 30 to 45.3 without anything having moved
    assert fired(figures(SDN=steps((0, 0.3, NAN), (DECEMBER, 0.3, 0.565)))) == []


def test_a_country_of_which_nothing_was_known_before_is_no_alert():
    assert fired(figures(SDN=steps((0, NAN, NAN), (DECEMBER, 0.9, 0.9)))) == []


def test_an_alert_carries_the_figures_before_and_after_and_its_interval():
    one = fired(figures(SDN=steps((0, 0.3, 0.3), (DECEMBER, 0.5, 0.5))), "score_level")[0]
    assert (one.since, one.before, one.after, one.low, one.high) == ("2021-11", 30.0, 50.0, 45.0, 55.0)


@pytest.mark.parametrize(("to", "level"), [(0.329, None), (0.331, "notable"), (0.351, "high"), (0.401, "extreme")])
def test_a_rise_over_a_year_has_the_level_of_its_size(to, level):
    found = told(figures(SDN=steps((0, 0.3, 0.3), (DECEMBER, to, to))), "score_rise_12")
    assert found == ([("SDN", "2021-12", level)] if level else [])


def test_a_rise_within_its_interval_is_no_alert():
    assert told(figures(width=6, SDN=steps((0, 0.3, 0.3), (DECEMBER, 0.35, 0.35))), "score_rise_12") == []


def test_what_moved_the_score_is_named_with_its_points_and_source():
    one = fired(figures(SDN=steps((0, 0.3, 0.3), (DECEMBER, 0.4, 0.3))), "score_rise_12")[0]
    # 100 × (√((0.4² + 0.3²) / 2) − 0.3) = 5.355
    assert [(mover.indicator, mover.points) for mover in one.movers] == [("a", 5.355)]
    assert one.sources == (alerts.Source(title="UCDP", address="https://ucdp.uu.se", date="2021-12"),)


def test_a_rise_is_answered_by_measures_against_the_factor_that_moved_it_most():
    one = fired(figures(SDN=steps((0, 0.3, 0.3), (DECEMBER, 0.31, 0.4))), "score_rise_12")[0]
    assert one.responses == tuple(response.key for response in alerts.responses().fitting(2))


def test_a_factor_that_becomes_high_is_told_with_its_number():
    one = fired(figures(SDN=steps((0, 0.3, 0.6), (DECEMBER, 0.3, 0.7))), "factor_level")[0]
    assert (one.factor, one.level, one.before, one.after) == (2, "notable", 0.6, 0.7)


def test_a_country_with_a_configuration_is_told_of_smaller_rises():
    fact = {"iso3": "BDI", "topic": "peacebuilding", "fact": "country-specific configuration", "from_date": "2006-06-23",
            "evidence": "seen"}  # fmt: skip
    rising = steps((0, 0.3, 0.3), (DECEMBER, 0.325, 0.325))
    made = figures(BDI=rising, SDN=rising, facts=[fact], width=1)
    assert told(made, "configuration_worsens") == [("BDI", "2021-12", "notable")]


def test_a_short_rise_is_measured_by_the_ten_years_before():
    calm = steps((0, 0.3, 0.3), (135, 0.34, 0.34), months=137)
    restless = steps((0, 0.3, 0.3), (40, 0.35, 0.35), (60, 0.3, 0.3), (135, 0.34, 0.34), months=137)
    made = figures(width=99, COL=calm, SDN=restless)
    assert told(made, "score_rise_3") == [("COL", "2031-04", "notable")]


def forecasts(rows):
    table = pd.DataFrame(rows, columns=["iso3", "t", "p", "rank"])
    return table.assign(low=table["p"] / 2, high=table["p"] * 2)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [((0.01, 31), (0.02, 30), "notable"), ((0.01, 31), (0.05, 9), "high"), ((0.02, 30), (0.05, 9), None),
     ((0.02, 31), (0.01, 29), None)],
)  # fmt: skip
def test_a_forecast_fires_when_it_enters_the_list_and_did_not_fall(before, after, expected):
    rows = forecasts([("SDN", 2020, *before), ("SDN", 2021, *after)])
    found = told(figures(SDN=steps((0, 0.3, 0.3)), forecasts=rows), "onset_listed")
    assert found == ([("SDN", "2021-12", expected)] if expected else [])


def week(day, **changes):
    usual = {"iso3": "MMR", "stream": "posts", "language": "my", "week": pd.Timestamp(day), "flagged": 40, "scored": 200,
             "expected": 12.5, "tail": 0.001, "flagged_low": 0.1, "flagged_high": 0.3, "is_burst": True, "is_drift": False,
             "status": "shown"}  # fmt: skip
    return usual | changes


def test_a_burst_of_flagged_speech_carries_its_denominator():
    one = fired(figures(MMR=steps((0, 0.3, 0.3)), speech=pd.DataFrame([week("2021-12-06")])))[0]
    assert (one.level, one.after, one.before, one.counted, one.subject) == ("high", 40, 12.5, 200, "2021-12-06")


def test_of_the_alarms_of_a_month_the_least_likely_by_chance_is_told():
    weeks = [
        week("2021-12-06", tail=0.01),
        week("2021-12-13", tail=0.001),
        week("2021-12-20", is_burst=False, is_drift=True),
    ]
    found = fired(figures(MMR=steps((0, 0.3, 0.3)), speech=pd.DataFrame(weeks)))
    assert [one.subject for one in found] == ["2021-12-13"]


def test_a_language_that_is_not_reliable_raises_no_alarm():
    quiet = pd.DataFrame([week("2021-12-06", status="not reliable")])
    assert fired(figures(MMR=steps((0, 0.3, 0.3)), speech=quiet)) == []


def leaving(**changes):
    usual = {"iso3": "HUN", "topic": "icc", "fact": "Withdrawal from the Rome Statute", "status": "withdrawal notified",
             "from_date": "2021-06-02", "evidence": "seen", "date_evidence": "seen", "reference": "a notice"}  # fmt: skip
    return usual | changes


def test_leaving_the_rome_statute_is_told_in_its_month():
    assert told(figures(HUN=steps((0, 0.1, 0.1)), facts=[leaving()]), "commitment_withdrawn") == [
        ("HUN", "2021-06", "high")
    ]


@pytest.mark.parametrize(
    "changes",
    [{"evidence": "memory"}, {"date_evidence": "belief"}, {"from_date": "2021"}, {"status": "withdrawal notified, rescinded"}],
)  # fmt: skip
def test_what_nobody_saw_or_dated_is_no_alert(changes):
    assert fired(figures(HUN=steps((0, 0.1, 0.1)), facts=[leaving(**changes)])) == []


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_newly_is_true_only_after_twelve_months_without(values):
    found = alerts.newly(np.array(values)[:, None])[:, 0]
    for place, value in enumerate(values):
        assert found[place] == (value and place >= 12 and not any(values[place - 12 : place]))


@given(st.integers(13, 35), st.integers(0, 2**16))
def test_later_months_change_nothing_in_earlier_alerts(cut, seed):
    levels = np.clip(np.random.default_rng(seed).normal(0.45, 0.06, (36, 2)), 0, 1)
    whole = {(one.month, one.rule, one.level, one.factor) for one in fired(figures(SDN=levels))}
    known = {(one.month, one.rule, one.level, one.factor) for one in fired(figures(SDN=levels[:cut]))}
    last = str(FIRST + cut - 1)
    assert known == {one for one in whole if one[0] <= last}


# over a small release


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder)
    return current(folder)


def propose(release):
    return alerts.propose(release.frame, release.document, default_month=release.manifest["default_month"])


def test_the_same_release_proposes_the_same_alerts(release):
    first = json.dumps([one.describe() for one in propose(release)])
    assert json.dumps([one.describe() for one in propose(release)]) == first


def test_the_country_that_rose_most_is_proposed(release):
    assert "MLI" in {one.iso3 for one in propose(release)}


def test_nothing_older_than_the_figures_useful_life_is_proposed(release):
    months = {one.month for one in propose(release)}
    assert months
    assert min(months) >= "2024-06"


def test_an_alert_has_the_cells_that_a_release_promises(release):
    assert set(propose(release)[0].describe()) == set(quality.OPTIONAL["alerts"])


def test_figures_are_laid_out_as_the_release_has_them(release):
    last = pd.Period("2025-12", "M")
    made = read(release.frame, release.document, first=last - 12, last=last)
    scores = release.frame("scores").set_index(["iso3", "month"])["score"]
    place = made.states.index("SDN")
    assert made.scores[-1, place] == pytest.approx(scores["SDN", pd.Timestamp("2025-12-01")])


# history


def alert(month, level="notable", rule="score_level", factor=None):
    return alerts.Alert(
        iso3="SDN", rule=rule, level=level, month=month, since=month, unit="points", after=1.0, factor=factor
    )


@pytest.mark.parametrize(
    ("later", "level", "is_kept"),
    [("2021-03", "notable", False), ("2021-07", "notable", True), ("2021-03", "high", True), ("2021-03", "extreme", True)],
)  # fmt: skip
def test_in_a_replay_an_equal_or_lower_alert_waits_half_a_year(later, level, is_kept):
    found = alert_history.kept([alert("2021-01"), alert(later, level)])
    assert len(found) == 1 + is_kept


def test_in_a_replay_another_factor_does_not_wait():
    pair = [alert("2021-01", rule="factor_level", factor=1), alert("2021-03", rule="factor_level", factor=2)]
    assert len(alert_history.kept(pair)) == 2


def test_alerts_are_counted_by_year_and_rule():
    table = alert_history.by_year([alert("2021-01"), alert("2021-02", rule="score_rise_3"), alert("2022-01")])
    assert table.loc["2021"].to_dict() == {"score_level": 1, "score_rise_3": 1, "all": 2}


def test_the_pace_counts_the_months_without_any():
    assert alert_history.pace([alert("2021-01"), alert("2021-01"), alert("2021-07")]) == (
        0.25,
        pytest.approx(10 / 12),
        2,
    )
