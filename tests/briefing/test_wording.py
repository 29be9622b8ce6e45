"""Sentences made from figures: what they say at, above and below each threshold, and what they refuse to say."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import wording
from briefing.charts.profile import FactorLevel
from briefing.content.figures import HELD, KNOWN, NOT_AVAILABLE, NOT_YET, IndicatorLine, Score, ScoreChange

MONTH = pd.Timestamp("2025-12-01")
SCORE = Score(
    iso3="SDN", month=MONTH, score=70.0, low=66.0, high=74.0, rank=3, rank_low=1, rank_high=7, scored=190, coverage=0.84,
    status="shown",
)  # fmt: skip
LINE = IndicatorLine(
    key="deaths", title="Deaths", risk_factor=1, family="Violence", unit="a year", value=3.0, level=0.5, points=4.0,
    state=KNOWN, period_start=pd.Timestamp("2024-01-01"), period_end=pd.Timestamp("2024-12-31"), age_months=12,
    is_lasting=False, source="UCDP", reference="", address="",
)  # fmt: skip
UNKNOWN = replace(SCORE, score=None, low=None, high=None, rank=None, rank_low=None, rank_high=None, coverage=0.17,
                  status="not shown")  # fmt: skip


def factor(number: int, level: float | None, state: str = "known") -> FactorLevel:
    return FactorLevel(
        number=number, title=f"Factor {number}", group="common", level=level, state=state, indicators=2, known=1, held=0
    )


def change(total: float, moved: dict[str, float], became_known: float = 0.0, gap: float = 20.0) -> ScoreChange:
    then = replace(SCORE, month=pd.Timestamp("2024-12-01"), low=SCORE.low - gap, high=SCORE.high - gap)
    return ScoreChange(then=then, now=SCORE, moved=moved, became_known=became_known, total=total)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1, 19, "in the highest tenth of the 190 States"),
        (1, 20, "in the highest quarter of the 190 States"),
        (1, 48, "may lie anywhere from 1 to 48"),
        (143, 190, "in the lowest quarter of the 190 States"),
        (142, 190, "may lie anywhere from 142 to 190"),
    ],
)
def test_a_place_is_claimed_only_where_the_whole_rank_interval_lies_in_it(low, high, said):
    assert said in wording.say_place(replace(SCORE, rank_low=low, rank_high=high))


def test_thin_coverage_is_said_with_its_share_and_threshold():
    sentence = wording.say_place(replace(SCORE, status="grey", coverage=0.59))
    assert "59% of what the score rests on is known, less than 66%" in sentence.replace("\u202f", "").replace(
        "\u00a0", ""
    )


def test_a_score_that_is_not_shown_is_a_gap_and_no_sign_of_safety():
    sentence = wording.say_place(UNKNOWN)
    assert sentence.startswith("No score is shown: 17%")
    assert "not a sign of safety" in sentence


def test_a_factor_is_high_from_two_thirds_on():
    said = wording.say_high([factor(1, 0.67), factor(2, 0.66)])
    assert said == "1 of 14 risk factors is high (0.67 or more of 1): Factor 1 (0.67)."


def test_four_high_factors_are_named_and_the_others_counted():
    said = wording.say_high([factor(n, 0.7 + n / 100) for n in range(1, 7)])
    assert said.endswith("Factor 6 (0.76); Factor 5 (0.75); Factor 4 (0.74); Factor 3 (0.73); 2 more.")


def test_factors_of_which_not_enough_is_known_are_counted():
    said = wording.say_high([factor(1, None, "not enough known"), factor(2, None, "no data yet"), factor(3, 0.1)])
    assert (
        said == "No risk factor of which enough is known is high (0.67 or more of 1). Of 1 other, not enough is known."
    )


def test_a_rise_names_what_moved_it():
    said = wording.say_change(change(3.2, {"deaths": 4.0, "other": -0.8}), [LINE])
    assert said == "Since December 2024 the score has risen by 3.2 points. Moved it most: Deaths (+4.0)."


def test_a_fall_names_only_what_pulled_it_down():
    said = wording.say_change(change(-3.2, {"deaths": -3.2}), [LINE])
    assert said == "Since December 2024 the score has fallen by 3.2 points. Moved it most: Deaths (−3.2)."


def test_a_change_within_the_intervals_says_so():
    said = wording.say_change(change(3.2, {"deaths": 3.2}, gap=3.0), [LINE])
    assert said.endswith("The intervals of the two months overlap.")


def test_less_than_half_a_point_is_hardly_a_move():
    assert wording.say_change(change(0.4, {"deaths": 0.4}), [LINE]) == (
        "Since December 2024 the score has hardly moved (+0.4 points)."
    )


def test_a_change_that_comes_from_what_became_known_says_so():
    said = wording.say_change(change(2.0, {}, became_known=2.0), [LINE])
    assert "Most of it comes from what became known, or is no longer counted." in said


def test_a_change_that_comes_mostly_from_what_became_known_names_no_mover():
    said = wording.say_change(change(2.0, {"deaths": 0.5}, became_known=1.5), [LINE])
    assert "Moved it most" not in said
    assert "Most of it comes from what became known" in said


def test_an_indicator_that_moved_by_nothing_that_can_be_said_is_not_named():
    said = wording.say_change(
        change(0.9, {"deaths": 0.86, "other": 0.04}), [LINE, replace(LINE, key="other", title="Other")]
    )
    assert said == "Since December 2024 the score has risen by 0.9 points. Moved it most: Deaths (+0.9)."


def test_without_a_change_nothing_is_said_of_it():
    assert wording.say_change(None, [LINE]) == ""


def test_indicators_are_counted_by_what_is_known_of_them():
    lines = [LINE, replace(LINE, state=HELD), replace(LINE, state=NOT_AVAILABLE), replace(LINE, state=NOT_YET)]
    assert wording.say_known(lines).startswith("1 of 3 indicators are known, 1 out of date, 1 not available:")


def test_a_complete_record_says_so():
    assert wording.say_known([LINE, LINE]) == "All 2 indicators are known."


def test_a_reading_of_a_country_of_which_nothing_is_known_makes_no_claim():
    sentences = wording.reading(
        UNKNOWN, [factor(1, None, "not enough known")], [replace(LINE, state=NOT_AVAILABLE)], None
    )
    assert len(sentences) == 3
    assert not any("tenth" in one or "quarter" in one for one in sentences)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2020-01-01", "2024-12-31", "2020–2024"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-02-03", "2024-02-03", "3 February 2024"),
        ("2024-02-03", "2024-03-01", "3 February 2024 to 1 March 2024"),
    ],
)
def test_a_period_is_said_as_a_reader_would(start, end, said):
    assert wording.say_period(pd.Timestamp(start), pd.Timestamp(end)) == said


def test_no_period_is_no_words():
    assert wording.say_period(None, None) == ""


@pytest.mark.parametrize(
    ("months", "said"), [(0, "0 months"), (1, "1 month"), (23, "23 months"), (24, "2 years"), (35, "2 years")]
)
def test_an_age_is_said_in_months_below_two_years(months, said):
    assert wording.say_age(replace(LINE, age_months=months)) == said


def test_a_value_that_lasts_has_no_age():
    assert wording.say_age(replace(LINE, is_lasting=True)) == "holds until changed"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.0, "1 = party, 0 = not a party", "party"),
        (0.0, "1 = party, 0 = not a party", "not a party"),
        (0.5, "1 = issued, 0.5 = pledged, 0 = not issued at that date", "pledged"),
        (0.7, "1 = party, 0 = not a party", "0.70"),
        (3.0, "scale 0 (none) to 4 (full)", "3"),
        (1234.5, "deaths", "1,234"),
        (45.67, "deaths", "45.7"),
        (4.567, "deaths", "4.57"),
        (0.0123, "share", "0.012"),
        (-21.2, "per cent", "-21.2"),
        (None, "deaths", ""),
    ],
)
def test_a_value_is_said_in_words_where_it_is_a_code_and_else_in_three_digits(value, unit, said):
    assert wording.say_value(value, unit).replace("−", "-") == said


@pytest.mark.parametrize(
    "unit", ["1 = émise, 0,5 = annoncée, 0 = non émise", "1 = émise, 0.5 = annoncée, 0 = non émise"]
)
def test_codes_are_read_in_either_way_of_writing_decimals(unit):
    assert wording.coded(unit) == {1.0: "émise", 0.5: "annoncée", 0.0: "non émise"}


@pytest.mark.parametrize(
    "unit", ["deaths per million people per year, mean of five years", "scale 0 (none) to 4 (full)", ""]
)
def test_an_ordinary_unit_has_no_codes(unit):
    assert wording.coded(unit) == {}


@given(st.floats(-1e9, 1e9))
def test_any_number_can_be_said(value):
    assert wording.say_value(value, "deaths")


def country(iso3: str, score: float | None, width: float = 4.0) -> Score:
    if score is None:
        return replace(UNKNOWN, iso3=iso3)
    return replace(SCORE, iso3=iso3, score=score, low=score - width, high=score + width)


def test_overlapping_intervals_are_not_distinguishable():
    (sentence,) = wording.compare([country("SDN", 60), country("TCD", 65)])
    assert sentence == (
        "Not distinguishable: the 90% intervals of Chad and Sudan all overlap, so no order among them can be told."
    )


def test_intervals_that_are_apart_give_an_order():
    assert wording.compare([country("SDN", 40), country("TCD", 60)]) == [
        "Chad stands above Sudan: their 90% intervals are apart."
    ]


def test_of_three_countries_both_kinds_are_told():
    said = wording.compare([country("SDN", 60), country("TCD", 65), country("CHE", 20)])
    assert said == [
        "Chad stands above Switzerland: their 90% intervals are apart.",
        "Sudan stands above Switzerland: their 90% intervals are apart.",
        "Not distinguishable, because their 90% intervals overlap: Chad and Sudan.",
    ]


def test_a_country_without_a_score_is_named_and_not_ranked():
    assert wording.compare([country("VAT", None), country("CHE", 20)]) == [
        "No score is shown for Holy See: not enough is known."
    ]


@given(st.lists(st.floats(0, 100), min_size=2, max_size=6), st.randoms())
def test_the_order_in_which_countries_are_named_changes_nothing(scores, random):
    codes = ["SDN", "TCD", "CHE", "MLI", "COL", "ERI"][: len(scores)]
    rows = [country(iso3, score) for iso3, score in zip(codes, dict.fromkeys(scores), strict=False)]
    shuffled = random.sample(rows, len(rows))
    assert wording.compare(rows) == wording.compare(shuffled)


def test_a_remark_behind_the_codes_of_a_unit_belongs_to_none_of_their_words():
    assert wording.coded("1 = yes, 0 = no; 1 is worse") == {1.0: "yes", 0.0: "no"}
