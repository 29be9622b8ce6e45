"""What the score is worth, judged as the published forecasts are."""

import numpy as np
import pandas as pd
import pytest

from models import validation
from models.onset import frames


@pytest.fixture(scope="module")
def outcomes(shared_data):
    return frames.read_country_years(shared_data), frames.read_published(shared_data)


@pytest.mark.shared_data
def test_the_published_figures_come_out_as_published(outcomes):
    rows, published = outcomes
    made = published.made.merge(rows[["year", "ccode", "iso3"]].rename(columns={"year": "t"}), on=["t", "ccode"])
    found = validation.judge_published(made, rows, published, seed=1)
    assert found["B"]["auc"] == pytest.approx(0.825, abs=0.001)
    assert found["B"]["average_precision"] == pytest.approx(0.031, abs=0.001)
    assert (found["B"]["rows"], found["B"]["onsets"]) == (5032, 39)
    assert found["A"]["auc"] == pytest.approx(0.832, abs=0.001)
    assert found["A"]["average_precision"] == pytest.approx(0.060, abs=0.001)


@pytest.mark.shared_data
def test_a_figure_that_tells_nothing_is_worth_chance(outcomes):
    rows, published = outcomes
    same = rows.dropna(subset="iso3").assign(t=lambda table: table["year"], p=0.5)[["iso3", "t", "p"]]
    found = validation.judge(same[same["t"] >= 1992], rows, published, seed=1)
    assert found["A"]["auc"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.shared_data
def test_country_years_without_a_figure_are_counted_and_rank_last(outcomes):
    rows, published = outcomes
    rng = np.random.default_rng(0)
    some = rows.dropna(subset="iso3").assign(t=lambda table: table["year"], p=1.0)[["iso3", "t", "p"]]
    some = some[(some["t"] >= 1992) & (rng.random(len(some)) < 0.5)]
    found = validation.judge(some, rows, published, seed=1)
    assert 0.4 < found["A"]["rows_without_figure"] / found["A"]["rows"] < 0.6


def test_without_outcome_files_the_release_says_that_nothing_was_evaluated(tmp_path):
    found = validation.validate({}, pd.DataFrame(), tmp_path, seed=1)
    assert found["evaluated"] is False
    assert found["reason"]


def test_the_bootstrap_interval_of_a_perfect_order_is_one():
    frame = pd.DataFrame({"unit": list("aabbccdd"), "outcome": [0, 1] * 4, "p": [0.1, 0.9] * 4})
    assert validation._interval(frame, 1) == pytest.approx((1, 1))
