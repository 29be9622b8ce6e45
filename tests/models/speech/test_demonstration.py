"""The demonstration stream: labelled, reproducible, refused by anything that scores."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.settings import ROOT
from models.speech.demonstration import LABEL, MadeUpError, demonstration, refuse_made_up
from models.speech.model import load_model

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def stream() -> pd.DataFrame:
    return demonstration(load_model(), today=TODAY, rng=np.random.default_rng(1))


def test_every_row_says_that_it_is_made_up(stream):
    assert stream["is_made_up"].all()
    assert set(stream["label"]) == {LABEL}


def test_the_same_seed_gives_the_same_stream(stream):
    again = demonstration(load_model(), today=TODAY, rng=np.random.default_rng(1))
    pd.testing.assert_frame_equal(stream, again)


def test_it_ends_before_today(stream):
    assert stream["week"].max() < pd.Timestamp(TODAY)


def test_it_shows_bursts_and_intervals(stream):
    assert stream["is_burst"].any()
    shown = stream[stream["status"] == "shown"]
    assert (shown["prevalence_low"] <= shown["prevalence_high"]).all()


def test_made_up_counts_are_refused(stream):
    with pytest.raises(MadeUpError, match="never enter a score"):
        refuse_made_up(stream)


def test_measured_counts_pass():
    measured = pd.DataFrame({"iso3": ["SDN"], "prevalence": [0.1]})
    assert refuse_made_up(measured) is measured


def test_only_the_step_that_ships_the_demonstration_makes_it():
    """Others may import what refuses it."""
    makes = re.compile(
        r"from models\.speech\.demonstration import .*\bdemonstration\b|models\.speech import .*\bdemonstration\b"
    )
    readers = [path for folder in ("data", "indicators", "models") for path in (ROOT / folder).rglob("*.py")]
    using = [path.name for path in readers if makes.search(path.read_text(encoding="utf-8"))]
    assert using == ["release.py"]


def test_no_score_level_or_forecast_reads_the_files_of_signals():
    scoring = [
        *(ROOT / "models").glob("*.py"),
        *(ROOT / "models" / "onset").glob("*.py"),
        *(ROOT / "indicators").rglob("*.py"),
    ]
    reading = [path.name for path in scoring if re.search(r"speech(_demonstration)?\.parquet", path.read_text("utf-8"))]
    assert reading == []


def test_there_are_weeks_with_little_and_series_in_languages_that_are_not_reliable(stream):
    assert {"shown", "suppressed", "not reliable"} == set(stream["status"])


def test_a_slow_rise_is_shown_as_a_drift(stream):
    assert stream[stream["iso3"] == "PAK"]["is_drift"].any()
