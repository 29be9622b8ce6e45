"""The content of a country: figures of the release, split so that they add up, with their sources, and nothing made up."""

from dataclasses import replace

import pandas as pd
import pytest

from briefing.content import read_country, read_factors, read_history
from briefing.content.figures import HELD, KNOWN, NOT_AVAILABLE, NOT_YET, Score, declared, indicator_history, read_row
from data.release import Release
from models import composite
from tests.briefing.conftest import MONTH


def rows_of(release: Release, name: str, iso3: str, month: pd.Timestamp = MONTH) -> pd.Series:
    rows = release.frame(name)
    return rows[(rows["iso3"] == iso3) & (rows["month"] == month)].iloc[0]


def with_document(release: Release, name: str, content) -> Release:
    """The same release with one document replaced."""
    changed = Release(path=release.path, manifest=release.manifest)
    changed._cache.update(release._cache)
    changed._cache[name] = content
    return changed


@pytest.fixture(scope="module")
def mali(release):
    return read_country(release, "MLI", MONTH)


def test_the_score_is_the_releases(release, mali):
    row = rows_of(release, "scores", "MLI")
    assert (mali.score.score, mali.score.low, mali.score.high) == pytest.approx((row["score"], row["low"], row["high"]))
    assert mali.score.status == "shown"


def test_states_with_a_score_are_counted(release, mali):
    scores = release.frame("scores")
    assert mali.score.scored == scores[scores["month"] == MONTH]["score"].notna().sum()


def test_a_state_of_which_too_little_is_known_has_no_score_and_no_rank(release):
    score = read_country(release, "VAT", MONTH).score
    assert (score.score, score.low, score.high, score.rank, score.status) == (None, None, None, None, "not shown")


def test_contributions_add_up_to_the_score(mali):
    assert sum(line.points for line in mali.indicators) == pytest.approx(mali.score.score, abs=1e-6)


def test_an_indicator_that_is_not_available_contributes_nothing(release):
    content = read_country(release, "NRU", MONTH)
    assert all(line.points == 0 for line in content.indicators if line.state == NOT_AVAILABLE)


def test_what_moved_the_score_adds_up_to_its_change(mali):
    change = mali.change
    assert sum(change.moved.values()) + change.became_known == pytest.approx(change.total)
    assert change.total == pytest.approx(mali.score.score - change.then.score, abs=1e-6)


def test_the_change_is_that_of_twelve_months(mali):
    assert mali.change.then.month == pd.Timestamp("2024-12-01")


def test_there_is_no_change_where_the_release_has_no_month_a_year_before(release):
    assert read_country(release, "MLI", pd.Timestamp("2024-01-01")).change is None


def test_there_is_no_change_without_a_score_at_both_months(release):
    assert read_country(release, "VAT", MONTH).change is None


def test_a_release_scored_in_another_way_is_not_taken_apart(release):
    scores = release.frame("scores").assign(score=lambda rows: rows["score"] + 1)
    content = read_country(with_document(release, "scores", scores), "MLI", MONTH)
    assert not content.has_split
    assert content.score.score is not None


def test_a_factor_without_an_indicator_has_no_data_yet(mali):
    assert {factor.number for factor in mali.factors if factor.state == "no data yet"} == {5, 8, 10, 11, 12, 13, 14}


def test_a_factor_that_rests_on_old_levels_is_out_of_date_and_keeps_its_level(mali):
    factor = mali.factors[6]
    assert (factor.number, factor.state, factor.held, factor.known) == (7, "out of date", 1, 0)
    assert factor.level is not None


def test_a_factor_with_less_than_half_known_has_no_level(release):
    factor = read_factors(release, "VAT", MONTH)[0]
    assert (factor.number, factor.state, factor.level) == (1, "not enough known", None)


def test_every_indicator_has_its_value_unit_level_and_source(release, mali):
    line = next(line for line in mali.indicators if line.key == "deaths")
    assert line.value == pytest.approx(rows_of(release, "values", "MLI")["deaths"])
    assert line.level == pytest.approx(rows_of(release, "levels", "MLI")["deaths"])
    assert line.unit == "deaths per million people per year"
    assert line.source == "UCDP country-year"
    assert line.reference == line.address == "https://example.org/ucdp/2024"


def test_the_period_is_that_of_the_newest_observation_that_had_ended(release):
    lines = read_country(release, "MLI", pd.Timestamp("2024-06-01")).indicators
    deaths = next(line for line in lines if line.key == "deaths")
    assert (deaths.period_start, deaths.period_end) == (pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-31"))


def test_a_value_past_its_useful_age_is_out_of_date_and_still_shown(mali):
    line = next(line for line in mali.indicators if line.key == "upr_themes")
    assert line.state == HELD
    assert line.value is not None
    assert line.age_months > 60


def test_what_is_not_available_has_no_value_no_period_and_no_reference(release):
    line = next(line for line in read_country(release, "VAT", MONTH).indicators if line.key == "deaths")
    assert line.state == NOT_AVAILABLE
    assert (line.value, line.level, line.period_end, line.age_months, line.reference) == (None, None, None, None, "")
    assert line.address == "https://example.org/ucdp"


def test_a_reference_without_an_address_leads_to_the_home_of_its_source(release):
    observations = release.frame("observations").assign(reference="Yearbook, table 3")
    content = read_country(with_document(release, "observations", observations), "MLI", MONTH)
    assert {line.address for line in content.indicators if line.key == "deaths"} == {"https://example.org/ucdp"}


def test_the_address_in_a_reference_ends_before_its_punctuation(release):
    observations = release.frame("observations").assign(reference="https://example.org/a?b=1, version 25.1.")
    content = read_country(with_document(release, "observations", observations), "MLI", MONTH)
    assert content.indicators[0].address == "https://example.org/a?b=1"


def test_an_indicator_that_did_not_exist_yet_is_not_missing(release):
    indicators = [
        one | {"begins": "2025-06"} if one["key"] == "rome" else one for one in release.document("indicators")
    ]
    earlier = with_document(release, "indicators", indicators)
    line = next(
        line for line in read_country(earlier, "MLI", pd.Timestamp("2025-05-01")).indicators if line.key == "rome"
    )
    assert line.state == NOT_YET


def test_a_value_that_lasts_is_known_however_long_ago_it_was_recorded(release):
    indicators = [one | {"lasting": [1.0]} if one["key"] == "rome" else one for one in release.document("indicators")]
    values = release.frame("values")
    party = values[(values["month"] == MONTH) & (values["rome"] == 1)]["iso3"].iloc[0]
    content = read_country(with_document(release, "indicators", indicators), str(party), MONTH)
    assert next(line for line in content.indicators if line.key == "rome").is_lasting


def test_the_history_covers_every_month_of_the_release(release):
    rows = read_history(release, "ERI")
    assert len(rows) == 30
    assert rows["month"].is_monotonic_increasing


def test_a_country_that_lost_its_score_keeps_its_past(release):
    rows = read_history(release, "ERI")
    assert rows["score"].isna().tolist() == [False] * 29 + [True]


def test_the_history_of_an_indicator_tells_what_is_out_of_date(release, mali):
    themes = next(line for line in mali.indicators if line.key == "upr_themes")
    deaths = next(line for line in mali.indicators if line.key == "deaths")
    assert indicator_history(release, themes, "MLI")["is_held"].all()
    assert not indicator_history(release, deaths, "MLI")["is_held"].any()


def test_responses_answer_the_highest_risk_factors(mali):
    levels = {factor.number: factor.level for factor in mali.factors if factor.level is not None}
    highest = sorted(levels, key=lambda number: -levels[number])[:3]
    assert [factor.number for factor, _responses in mali.answers] == highest
    assert all(len(fitting) >= 3 for _factor, fitting in mali.answers)


def test_a_factor_that_is_hardly_present_gets_no_response_proposed(release):
    factors = read_factors(release, "CHE", MONTH)
    proposed = {factor.number for factor, _fitting in read_country(release, "CHE", MONTH).answers}
    assert proposed == {factor.number for factor in factors if (factor.level or 0) >= 1 / 3}


@pytest.mark.parametrize(("iso3", "month"), [("XXX", "2025-12-01"), ("MLI", "1999-01-01")])
def test_a_country_or_month_that_the_release_lacks_is_refused(release, iso3, month):
    with pytest.raises(KeyError):
        read_country(release, iso3, pd.Timestamp(month))


def test_an_indicator_counts_as_known_up_to_the_last_month_of_its_useful_age(release):
    tree = composite.structure(declared(release))
    row = read_row(release, tree, "MLI", MONTH)
    limits = [one.max_age_months for one in tree.indicators]
    assert [bool(known) for known in row.is_known] == [
        age <= limit for age, limit in zip(row.ages, limits, strict=True)
    ]


SCORE = Score(
    iso3="MLI", month=MONTH, score=50.0, low=45.0, high=55.0, rank=5, rank_low=3, rank_high=9, scored=190, coverage=0.8,
    status="shown",
)  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "overlaps"), [(55.0, 60.0, True), (55.1, 60.0, False), (46.0, 47.0, True), (10.0, 44.9, False)]
)
def test_scores_are_distinguishable_only_where_their_intervals_are_apart(low, high, overlaps):
    assert SCORE.overlaps(replace(SCORE, low=low, high=high)) is overlaps


def test_nothing_can_be_said_of_a_score_that_is_not_shown():
    assert SCORE.overlaps(replace(SCORE, score=None, low=None, high=None)) is None


def test_every_state_of_the_release_has_content(release):
    for iso3 in ("VAT", "TUV", "NRU", "LIE", "ERI", "SDN", "CHE", "COL"):
        content = read_country(release, iso3, MONTH)
        assert len(content.factors) == 14
        assert {line.state for line in content.indicators} <= {KNOWN, HELD, NOT_AVAILABLE}
