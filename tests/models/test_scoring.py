"""From observations to the tables of a release."""

import numpy as np
import pandas as pd
import pytest

from data import schema
from data.countries import countries
from data.settings import ROOT
from models import composite, scoring
from models.run import METHOD_VERSION
from tests.indicators.test_levels import an_indicator, observed

INDICATORS = [
    an_indicator(key="deaths", risk_factor=1, max_age_months=18),
    an_indicator(key="income", risk_factor=3, aspect="b", series="src.income", higher_is="safer", max_age_months=36),
    an_indicator(key="hate", risk_factor=7, aspect="c", series="src.hate", begins="2009-01"),
]
YEARS = range(2004, 2011)
STATES = sorted(countries())
QUIET = STATES[3]  # reports nothing but income


@pytest.fixture(scope="module")
def observations():
    rng = np.random.default_rng(1)
    frames = []
    for series in ("src.one", "src.income", "src.hate"):
        reporting = [one for one in STATES if one != QUIET or series == "src.income"]
        rows = [(iso3, year, float(rng.uniform(0, 100))) for iso3 in reporting for year in YEARS]
        frames.append(observed(*rows, series=series))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def panel(observations):
    return scoring.build_panel(observations, schema.facts([]), INDICATORS).since(scoring.FIRST_PUBLISHED)


@pytest.fixture(scope="module")
def scored(panel):
    return scoring.score(panel, seed=3, draws_latest=40, draws_history=20)


def test_every_state_has_a_row_for_every_month_from_january_2000(scored):
    scores = scored.tables["scores"]
    assert scores["iso3"].nunique() == 195
    assert (scored.first_month, scored.last_month) == ("2000-01", "2010-12")
    assert len(scores) == 195 * 132


def test_a_state_of_which_too_little_is_known_has_coverage_but_no_score(scored):
    scores = scored.tables["scores"]
    quiet = scores[(scores["iso3"] == QUIET) & (scores["month"] == "2010-12-01")].iloc[0]
    assert quiet["status"] == "not shown"
    assert np.isnan(quiet["score"])
    assert quiet["coverage"] == pytest.approx(1 / 3)


def test_intervals_and_rank_ranges_hold_what_they_are_about(scored):
    shown = scored.tables["scores"].dropna(subset="score")
    assert (shown["low"] <= shown["score"] + 1e-4).all()
    assert (shown["score"] <= shown["high"] + 1e-4).all()
    assert (shown["rank_low"] <= shown["rank"]).all()
    assert (shown["rank"] <= shown["rank_high"]).all()
    assert shown["rank_low"].min() == 1


def test_a_change_and_what_became_known_add_up_to_the_change_of_the_score(scored):
    one = scored.tables["scores"].query("iso3 == 'AFG'").set_index("month")
    then, now = one.loc["2008-12-01"], one.loc["2009-12-01"]
    assert now["change"] + now["became_known"] == pytest.approx(now["score"] - then["score"], abs=1e-3)
    assert now["became_known"] != 0  # hate speech was first counted in January 2009
    assert now["change_low"] <= now["change"] <= now["change_high"]


def test_the_contributions_of_the_release_add_up_to_its_scores(panel, scored):
    parts = composite.contributions(panel.levels, panel.tree, panel.applies).sum(axis=-1)
    scores = scored.tables["scores"]["score"].to_numpy().reshape(195, -1).T
    known = ~np.isnan(scores)
    assert np.abs(parts[known] - scores[known]).max() < 1e-9


def test_ageing_lowers_coverage_and_never_moves_a_score(observations):
    later = pd.concat([observations, observed((STATES[0], 2013, 50.0), series="src.other")], ignore_index=True)
    panel = scoring.build_panel(later, schema.facts([]), INDICATORS)
    at = {month: i for i, month in enumerate(panel.months)}
    end, fresh = at[pd.Timestamp("2013-12-01")], at[pd.Timestamp("2010-12-01")]
    reporting = [i for i, iso3 in enumerate(STATES) if iso3 != QUIET]
    assert panel.raw_scores[end, reporting] == pytest.approx(panel.raw_scores[fresh, reporting])
    assert (panel.coverage[end, reporting] < panel.coverage[fresh, reporting]).all()


def test_an_indicator_counts_as_missing_only_once_it_exists(panel):
    at = {month: i for i, month in enumerate(panel.months)}
    before, after = at[pd.Timestamp("2008-12-01")], at[pd.Timestamp("2009-01-01")]
    assert not panel.applies[before, :, 2].any()
    assert panel.applies[after, :, 2].all()
    assert np.isnan(panel.levels[before, :, 2]).all()


def test_the_default_month_is_the_last_one_that_covers_enough_states(scored):
    assert scored.default_month == "2010-12"


def test_the_same_seed_gives_the_same_tables(panel, scored):
    again = scoring.score(panel, seed=3, draws_latest=40, draws_history=20)
    for name, table in scored.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])


def test_a_later_observation_never_changes_an_earlier_month(observations, panel):
    until_2008 = observations[observations["period_end"] <= "2008-12-31"]
    earlier = scoring.build_panel(until_2008, schema.facts([]), INDICATORS).since(scoring.FIRST_PUBLISHED)
    months = len(earlier.months)
    np.testing.assert_array_equal(earlier.levels, panel.levels[:months])


def test_the_method_in_use_is_told_in_the_changelog():
    assert f"**Method {METHOD_VERSION}**" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_score_as_known_moves_when_a_figure_is_published_not_when_its_year_ends(observations, panel):
    # figures of 2009 are published in June 2010; see tests.indicators.test_levels.observed
    as_known = scoring.build_panel(observations, schema.facts([]), INDICATORS, clock="known")
    table = scoring.known_table(as_known.since(scoring.FIRST_PUBLISHED)).astype({"iso3": "str"})
    own = table[table["iso3"] == "SDN"].set_index("month")["score"]
    now = pd.Series(panel.scores[:, STATES.index("SDN")], index=panel.months)
    assert own["2010-05-01"] == pytest.approx(now["2009-11-01"], abs=1e-3)
    assert own["2010-06-01"] == pytest.approx(now["2009-12-01"], abs=1e-3)
