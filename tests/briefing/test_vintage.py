"""The score as it could be known at a month, said beside what is known now; and the methods used before, marked."""

from dataclasses import replace

import pandas as pd
import pytest

from briefing import charts, wording
from briefing.charts.trend import MethodChange
from briefing.content import read_country
from briefing.content.vintage import KnownThen, read_methods
from briefing.palette import LIGHT
from data.release import Release
from tests.briefing.conftest import MONTH

METHODS = [
    {"version": "1.0", "release": "2025-03-01.1", "on": "2025-03-01"},
    {"version": "1.1", "release": "2025-09-01.1", "on": "2025-09-01"},
]


def with_files(release: Release, files: dict, **documents) -> Release:
    """The same release with other files."""
    changed = Release(path=release.path, manifest=release.manifest | {"files": files})
    changed._cache.update(release._cache | documents)
    return changed


@pytest.fixture(scope="module")
def mali(release):
    return read_country(release, "MLI", MONTH)


def test_the_score_known_then_is_the_releases(release, mali):
    rows = release.frame("known_scores")
    row = rows[(rows["iso3"] == "MLI") & (rows["month"] == MONTH)].iloc[0]
    assert (mali.known_then.score, mali.known_then.coverage) == pytest.approx((row["score"], row["coverage"]))


def test_a_release_without_such_scores_says_nothing_of_them(release):
    files = {name: one for name, one in release.manifest["files"].items() if name != "known_scores.parquet"}
    assert read_country(with_files(release, files), "MLI", MONTH).known_then is None


def test_both_scores_and_the_points_between_them_are_said(mali):
    now = replace(mali.score, score=41.27)
    told = wording.say_known_then(now, KnownThen(score=38.0, coverage=0.81))
    assert told == (
        "From what had been published by the end of December 2025 the score was **38.0** (81% of it known). With what has "
        "been published since it is **41.3**, +3.3 points."
    )


def test_a_month_of_which_too_little_was_known_says_that_no_score_would_have_been_shown(mali):
    told = wording.say_known_then(mali.score, KnownThen(score=None, coverage=0.4))
    assert told.startswith("By the end of December 2025 only 40% of the score was known, less than half")


def test_a_score_that_is_no_longer_shown_is_said_to_be_gone(mali):
    gone = replace(mali.score, score=None)
    assert "Today no score is shown for that month." in wording.say_known_then(
        gone, KnownThen(score=38.0, coverage=0.5)
    )


def test_a_release_that_knows_of_one_method_marks_no_change(release):
    files = release.manifest["files"] | {"changes.json": {}}
    assert read_methods(with_files(release, files, changes={"methods": METHODS[:1]})) == ()


def test_a_change_of_method_is_read_with_the_day_of_its_release(release):
    files = release.manifest["files"] | {"changes.json": {}}
    (change,) = read_methods(with_files(release, files, changes={"methods": METHODS}))
    assert (change.former, change.version, change.day) == ("1.0", "1.1", pd.Timestamp("2025-09-01"))


def drawn(mali, day: str):
    change = MethodChange(version="1.1", former="1.0", release="2025-09-01.1", day=pd.Timestamp(day))
    return charts.trend(
        mali.history, name="Mali", as_of=MONTH, events=[], methods=[change], colours=LIGHT, source_line="Invented."
    )


def test_a_change_of_method_is_marked_in_the_trend_and_said_in_its_words(mali):
    chart = drawn(mali, "2025-09-01")
    (line,) = chart.figure["layout"]["shapes"]
    assert (line["x0"], chart.alt.split(". ")[-1]) == (
        "2025-09-01",
        "Since 1 September 2025 all months are computed by method 1.1; what was shown before was computed by method 1.0 and "
        "is not on this line.",
    )


def test_a_change_of_method_after_the_last_month_is_marked_at_the_edge(mali):
    (line,) = drawn(mali, "2031-01-01").figure["layout"]["shapes"]
    assert line["x0"] == "2026-05-01"
