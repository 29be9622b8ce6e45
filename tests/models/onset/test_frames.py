import math

import pandas as pd
import pytest

from models.onset import definition
from models.onset.backtest import reproduce
from models.onset.frames import (
    FrameError,
    Published,
    frame_a,
    frame_b,
    rank_within_year,
    read_country_years,
    read_published,
    read_published_now,
    with_outcomes,
)
from models.onset.scores import score
from models.onset.track_record import frames_of
from tests.models.onset import made


def rewritten(folder, tmp_path, change):
    """The made-up predictor file, changed, in a folder of its own."""
    table = pd.read_csv(folder / definition.PREDICTORS_FILE, dtype=str, keep_default_na=False)
    made.write(tmp_path, definition.PREDICTORS_FILE, change(table))
    return tmp_path


def with_cell(line: int, column: str, value: str):
    """A change of one cell; lines are counted as in the file, the header being line 1."""

    def change(table):
        table.loc[line - 2, column] = value
        return table

    return change


# outcomes


def test_an_outcome_is_an_onset_in_one_of_the_two_years_after(country_years):
    rows = country_years({1: {2000: 0, 2001: 0, 2002: 1, 2003: 0, 2004: 0}})
    assert with_outcomes(rows, known_until=2004)["outcome"].tolist()[:3] == [1, 1, 0]


def test_two_years_that_are_not_over_have_no_outcome_even_with_an_onset_in_the_first(country_years):
    rows = country_years({1: {2000: 0, 2001: 0, 2002: 1}})
    assert with_outcomes(rows, known_until=2002)["outcome"].isna().tolist() == [False, True, True]


def test_a_country_that_ends_without_an_onset_has_no_outcome(country_years):
    rows = country_years({1: {2000: 0, 2001: 0}, 2: {2000: 0, 2001: 0, 2002: 0, 2003: 0}})
    ended = with_outcomes(rows, known_until=2003).query("ccode == 1")
    assert ended["outcome"].isna().all()


def test_an_onset_before_a_country_ends_counts(country_years):
    rows = country_years({1: {2000: 0, 2001: 1}, 2: {2000: 0, 2001: 0, 2002: 0, 2003: 0}})
    assert with_outcomes(rows, known_until=2003).query("ccode == 1 and year == 2000")["outcome"].item() == 1


def test_what_happens_after_the_year_known_changes_nothing(country_years):
    quiet = country_years({1: {2000: 0, 2001: 0, 2002: 0, 2003: 0}})
    later = country_years({1: {2000: 0, 2001: 0, 2002: 0, 2003: 1}})
    pd.testing.assert_frame_equal(with_outcomes(quiet, known_until=2002), with_outcomes(later, known_until=2002))


def test_the_zeros_that_the_file_holds_for_the_future_are_not_read(made_rows):
    newest = with_outcomes(made_rows, known_until=2024).query("year >= 2023")
    assert newest["outcome"].isna().all()


# reading


def test_columns_in_another_order_give_the_same_rows(made_folder, tmp_path):
    shuffled = rewritten(made_folder, tmp_path, lambda table: table[sorted(table.columns)])
    pd.testing.assert_frame_equal(read_country_years(shuffled), read_country_years(made_folder))


def test_a_missing_predictor_stays_missing(made_folder, tmp_path):
    rows = read_country_years(rewritten(made_folder, tmp_path, with_cell(2, "popsize.log2", "NA")))
    assert math.isnan(rows.query("ccode == 2 and year == 1965")["popsize.log2"].item())


def test_a_former_state_has_no_iso3_but_a_unit(made_rows):
    former = made_rows.query("ccode == 680").iloc[0]
    assert former["iso3"] is None or pd.isna(former["iso3"])
    assert former["unit"] == "680"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_cell(5, "gdppcgrowth", "inf"), "row 5, column 'gdppcgrowth': 'inf' is no finite number"),
        (with_cell(6, "efindex", "high"), "row 6, column 'efindex': 'high' is no finite number"),
        (with_cell(7, "mk_onset", ""), "row 7, column 'mk_onset' is empty"),
        (with_cell(7, "mk_onset", "2"), "row 7, column 'mk_onset' must be one of \\(0, 1\\), got 2"),
        (with_cell(8, "ccode", "9999"), "row 8, column 'ccode': 9999 is no country number known here"),
        (with_cell(8, "ccode", "2.5"), "row 8, column 'ccode' must be a whole number, got 2.5"),
        (with_cell(8, "year", "3000"), "row 8, column 'year' must follow on the other years without a gap, got 3000"),
        (with_cell(8, "year", "-5"), "row 8, column 'year' must follow on the other years without a gap, got -5"),
        (with_cell(9, "mk_ever", "7"), r"row 9, column 'mk_ever' must be one of \(0, 1\), got 7"),
        (lambda table: table.assign(efindex=""), "column 'efindex' is empty in every row; give the complete file"),
        (with_cell(3, "year", "1965"), "row 3, columns 'ccode', 'year': a second row for country 2 in 1965"),
        (lambda table: table.drop(columns="efindex"), "no column 'efindex'.*another year's assessment"),
        (lambda table: table.assign(tradeshare="1"), "unknown column 'tradeshare'.*another year's assessment"),
        (lambda table: table.iloc[:0], "holds no country-year"),
    ],
    ids=["infinite", "no number", "no outcome", "bad outcome", "new country code", "half a country",
         "a year far ahead", "a year long ago", "neither yes nor no", "a predictor that no row has", "repeated", "lacks a column",
         "has a column more", "no rows"],
)  # fmt: skip
def test_a_bad_country_year_is_refused_with_its_place(made_folder, tmp_path, change, words):
    with pytest.raises(FrameError, match=words):
        read_country_years(rewritten(made_folder, tmp_path, change))


@pytest.mark.parametrize(
    ("file", "read", "column"),
    [(definition.PUBLISHED_FILE, read_published, "risk_prev"),
     (definition.PUBLISHED_NOW_FILE, read_published_now, "risk.2025and2026.from2024")],
    ids=["past forecasts", "this year's"],
)  # fmt: skip
def test_a_published_forecast_that_is_no_probability_is_refused_with_its_place(
    made_folder, tmp_path, file, read, column
):
    table = pd.read_csv(made_folder / file, dtype=str, keep_default_na=False)
    table.loc[3, column] = "1.5"
    made.write(tmp_path, file, table)
    with pytest.raises(FrameError, match=f"row 5, column '{column}' must be a probability from 0 to 1, got 1.5"):
        read(tmp_path)


def test_two_numbers_for_one_state_in_one_year_are_refused(made_folder, tmp_path):
    def split(table):
        twin = table[(table["ccode"] == "680") & (table["year"] == "1980")]
        return pd.concat([table, twin.assign(ccode="678"), twin.assign(ccode="679")])

    with pytest.raises(FrameError, match="two numbers stand for YEM in 1980"):
        read_country_years(rewritten(made_folder, tmp_path, split))


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(FrameError, match="no such file; give the data folder"):
        read_country_years(tmp_path)


# frames


def forecasts(*rows):
    return pd.DataFrame(rows, columns=["t", "ccode", "p"])


def published(*rows):
    table = pd.DataFrame(rows, columns=["year", "ccode", "mk_onset"])
    made_at = pd.concat([table[["ccode"]].assign(t=table["year"] - 1, p=0.1)])
    return Published(made=made_at[["t", "ccode", "p"]], yearly=table.assign(p=0.1, rank=1))


def test_equal_forecasts_share_the_worst_rank():
    assert rank_within_year(forecasts((2000, 1, 0.2), (2000, 2, 0.2), (2000, 3, 0.1))).tolist() == [2, 2, 3]


def test_frame_b_takes_the_larger_forecast_and_the_better_rank(country_years):
    made_twice = forecasts((2000, 1, 0.3), (2000, 2, 0.2), (2001, 1, 0.1), (2001, 2, 0.4))
    frame = frame_b(made_twice, country_years({1: {2002: 1}, 2: {2002: 0}}), published((2002, 1, 1), (2002, 2, 0)))
    assert frame[["p", "rank"]].to_numpy().tolist() == [[0.3, 1], [0.4, 1]]


def test_frame_b_needs_the_forecast_of_the_year_before(country_years):
    with pytest.raises(FrameError, match="no forecast made at 2001 for country 1"):
        frame_b(forecasts((2000, 1, 0.3)), country_years({1: {2002: 1}}), published((2002, 1, 1)))


def test_frame_a_leaves_out_forecasts_whose_two_years_are_not_over(country_years):
    rows = country_years({1: {2000: 0, 2001: 0, 2002: 1}})
    both = forecasts((2000, 1, 0.3), (2001, 1, 0.2))
    assert frame_a(both, rows, published((2001, 1, 0), (2002, 1, 1)))["t"].tolist() == [2000]


# the published figures


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("frame", "figure", "expected"),
    [("a", "auc", 0.832), ("a", "average_precision", 0.060), ("a", "brier", 0.01449), ("a", "observed_over_expected", 0.595),
     ("b", "auc", 0.825), ("b", "average_precision", 0.031)],
)  # fmt: skip
def test_the_published_forecasts_have_the_figures_they_are_known_for(shared_data, frame, figure, expected):
    found = reproduce(read_country_years(shared_data), read_published(shared_data))
    assert found[frame][figure] == pytest.approx(expected, abs=0.001)


@pytest.mark.shared_data
def test_frame_b_has_5032_rows_and_39_onsets_of_which_the_published_lists_caught_27(shared_data):
    given = read_published(shared_data)
    frame = frames_of(given.made, read_country_years(shared_data), given)["b"]
    found = score(frame, is_probability=True)
    assert (found["rows"], found["onsets"], found["lists"]["30"]["caught"]) == (5032, 39, 27)


@pytest.mark.shared_data
def test_outcomes_made_anew_agree_with_the_file_wherever_the_future_is_known(shared_data):
    rows = with_outcomes(read_country_years(shared_data), known_until=2024).dropna(subset=["outcome"])
    given = pd.read_csv(shared_data / definition.PREDICTORS_FILE)[["ccode", "year", "mk_onset_1or2"]]
    both = rows.merge(given, on=["ccode", "year"])
    assert (both["outcome"] == both["mk_onset_1or2"]).all()
