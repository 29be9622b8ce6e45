"""Hate-speech signals: nothing made up unasked, no rate without its denominator, gaps that stay gaps, and alarms with reasons."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from briefing import speech_tables
from briefing import speech_words as words
from briefing.charts import speech as charts
from briefing.charts_speech_map import coverage_map, structural_map
from briefing.content import speech as content
from briefing.content import structural
from briefing.language import speaking
from briefing.palette import LIGHT
from data.release import Release
from models.speech.classify import ABSTAINED, MARKERS
from models.speech.demonstration import MadeUpError
from models.speech.digest import STREAMS, target_groups
from models.speech.evaluate import FIGURES
from models.speech.model import load_model
from models.speech.stance import QUOTED
from tests.support import speech as invented

SHARED = {"colours": LIGHT, "source_line": "Own counts."}
WEEK = {name: invented.LAST_WEEK - pd.Timedelta(weeks=invented.WEEKS - number) for name, number in
        (("few", invented.FEW), ("none", invented.NONE), ("burst", invented.BURST), ("drift", invented.DRIFT))}  # fmt: skip


@pytest.fixture(scope="module")
def series(release):
    found = content.read_series(release, with_demonstration=True)
    return {(one.iso3, one.key): one for one in found}


@pytest.fixture(scope="module")
def sudan(series):
    return series["SDN", "posts.en"]


@pytest.fixture(scope="module")
def myanmar(series):
    return series["MMR", "posts.my"]


@pytest.fixture(scope="module")
def kenya(series):
    return series["KEN", "posts.en"]


def week(one: content.Series, name: str) -> pd.Series:
    return one.weeks.set_index("week").loc[WEEK[name]]


def with_frame(release: Release, name: str, frame: pd.DataFrame) -> Release:
    changed = Release(path=release.path, manifest=release.manifest)
    changed._cache[name] = frame
    return changed


# What is read


def test_the_demonstration_is_not_read_unless_asked_for(release):
    assert not any(one.is_made_up for one in content.read_series(release, with_demonstration=False))


def test_the_demonstration_stands_in_series_of_its_own(series):
    assert {key for key, one in series.items() if one.is_made_up} == {("KEN", "posts.en")}


def test_a_made_up_row_among_the_measured_ones_is_refused(release):
    mixed = with_frame(release, "speech", release.frame("speech").assign(is_made_up=True))
    with pytest.raises(MadeUpError):
        content.read_series(mixed, with_demonstration=False)


def test_a_release_without_signals_has_no_series(release):
    files = {name: one for name, one in release.manifest["files"].items() if not name.startswith("speech")}
    bare = Release(path=release.path, manifest={**release.manifest, "files": files})
    assert content.read_series(bare, with_demonstration=True) == ()


def test_a_week_in_which_nothing_was_read_is_a_gap_and_not_a_zero(sudan):
    row = week(sudan, "none")
    assert row["status"] == content.NOTHING_SEEN
    assert row["seen"] == 0
    assert pd.isna(row["prevalence"])


def test_a_week_with_too_few_posts_has_its_denominator_and_no_rate(sudan):
    row = week(sudan, "few")
    assert row["unique"] == 12
    assert pd.isna(row["prevalence"])


def test_a_series_in_a_language_that_is_not_reliable_has_posts_and_no_figure(myanmar):
    assert not myanmar.is_reliable
    assert myanmar.newest is None
    assert myanmar.weeks["seen"].min() > 0
    assert myanmar.bursts == ()
    assert myanmar.level_changes == ()


def test_alarms_come_newest_first_with_their_figures(sudan):
    assert [one.week for one in sudan.bursts] == [WEEK["drift"], WEEK["burst"]]
    burst = sudan.bursts[1]
    assert (burst.flagged, burst.expected, burst.seen, burst.unique, burst.is_sudden) == (60, 20.0, 2000, 200, True)


def test_the_map_knows_the_best_stream_of_a_state_and_nothing_of_states_without_one(release):
    found = content.coverage(content.read_series(release, with_demonstration=False))
    assert found == {"SDN": content.RELIABLE, "MMR": content.NOT_RELIABLE}


def test_target_groups_are_shares_of_the_flagged_posts(series):
    found = content.targets(series["SDN", "news.ar"])
    assert [(one.group, one.recent, one.recent_share, one.before_share) for one in found] == [
        ("gender", 180, 0.75, 0.75), ("religion", 60, 0.25, 0.25),
    ]  # fmt: skip


def test_there_are_no_target_groups_where_nothing_was_scored(myanmar):
    assert content.targets(myanmar) == ()


def test_articles_of_another_state_are_not_counted(release):
    assert content.articles(release, "SDN").empty


# What is said


def test_a_rate_is_said_with_its_interval_and_its_denominator(sudan):
    said = words.say_series(sudan)
    for part in ("5.0%", "3.0% to 8.0%", "200 distinct posts", "20 were flagged", "26 January 2026"):
        assert part in said


def test_of_a_language_that_is_not_reliable_only_the_number_of_posts_is_said(myanmar):
    said = words.say_series(myanmar)
    assert "Not reliable in this language: 250 posts were read" in said
    assert "%" not in said


def test_a_burst_says_what_was_seen_what_was_likely_and_that_copies_counted_once(sudan):
    said = words.say_burst(sudan.bursts[1])
    for part in (
        "60 of 200 distinct posts",
        "about 20 likely",
        "one week in 1,000",
        "2,000 posts were read, 200 of them distinct",
    ):
        assert part in said


def test_a_slow_rise_is_not_called_sudden(sudan):
    said = words.say_burst(sudan.bursts[0])
    assert "a slow rise" in said
    assert "by chance" not in said


def test_no_stream_is_said_to_be_no_sign_of_calm():
    assert "never means that there is no hate speech" in words.say_coverage({})


def test_a_made_up_series_says_so_in_its_name(kenya, sudan):
    assert words.name_of(kenya) == "Posts, English [demonstration]"
    assert words.name_of(sudan) == "Posts, English"


@pytest.mark.parametrize(
    ("known", "words_of"),
    [
        (lambda: STREAMS, words.STREAMS),
        (lambda: target_groups(load_model()), words.GROUPS),
        (lambda: [*ABSTAINED.values(), QUOTED], words.REASONS),
        (lambda: MARKERS, words.MARKERS),
        (lambda: ["reliable", *set(ABSTAINED) - {"empty"}], words.LANGUAGES),
    ],
    ids=["streams", "target groups", "reasons", "markers", "states of a language"],
)  # fmt: skip
def test_every_key_of_the_classifier_has_a_word(known, words_of):
    assert set(known()) <= set(words_of)


def test_every_language_of_the_model_has_a_name_in_french():
    heads = json.loads(FIGURES.read_text(encoding="utf-8"))["heads"]
    with speaking("fr"):
        assert words.language_of("ur-Latn") == "ourdou (latin)"
        assert all(words.language_of(tag) != tag for tag in heads)


# What is drawn


@pytest.mark.parametrize("key", [("SDN", "posts.en"), ("MMR", "posts.my"), ("KEN", "posts.en")])
def test_a_rate_is_a_figure_that_plotly_accepts(series, key):
    go.Figure(charts.rate(series[key], **SHARED).figure)


def test_the_line_breaks_where_a_week_has_no_figure(sudan):
    line = next(one for one in charts.rate(sudan, **SHARED).figure["data"] if one.get("mode") == "lines+markers")
    drawn = dict(zip(line["x"], line["y"], strict=True))
    assert drawn[f"{WEEK['none']:%Y-%m-%d}"] is None
    assert drawn[f"{WEEK['few']:%Y-%m-%d}"] is None


def test_posts_are_drawn_below_every_rate(sudan):
    bars = [one for one in charts.rate(sudan, **SHARED).figure["data"] if one["type"] == "bar"]
    assert [one["y"][-1] for one in bars] == [200, 50]


def test_an_unreliable_series_has_bars_and_no_line(myanmar):
    chart = charts.rate(myanmar, **SHARED)
    assert {one["type"] for one in chart.figure["data"] if len(one["x"])} == {"bar"}
    assert any("Not reliable in this language" in note["text"] for note in chart.figure["layout"]["annotations"])


def test_every_chart_and_table_of_made_up_counts_says_so(kenya):
    rate = charts.rate(kenya, **SHARED)
    targets = charts.targets(content.targets(kenya), kenya, **SHARED)
    assert any("made-up" in note["text"] for note in rate.figure["layout"]["annotations"])
    for chart in (rate, targets):
        assert "made-up counts" in chart.title
        assert set(chart.table["Origin"]) == {"Demonstration: made-up counts"}
    for table in (speech_tables.burst_table(kenya.bursts), speech_tables.stream_table([kenya])):
        assert set(table["Origin"]) == {"Demonstration: made-up counts"}
    assert "made-up" in coverage_map({"KEN": content.RELIABLE}, has_made_up=True, theme="light", source_line="x").title


def test_nothing_measured_is_called_made_up(sudan):
    chart = charts.rate(sudan, **SHARED)
    assert "made-up" not in json.dumps(chart.figure) + chart.title + chart.alt
    assert "Origin" not in chart.table


def test_the_table_of_a_series_holds_every_week_with_its_status(sudan):
    table = speech_tables.rate_table(sudan)
    assert len(table) == invented.WEEKS
    assert set(table["Status"]) == {"Shown", "Too few posts to show", "Nothing was read"}


def test_the_table_of_alarms_tells_bursts_from_slow_rises(sudan):
    assert speech_tables.burst_table(sudan.bursts)["Kind"].tolist() == ["slow rise", "burst"]


def test_target_groups_are_drawn_with_their_counts(series):
    chart = charts.targets(content.targets(series["SDN", "news.ar"]), series["SDN", "news.ar"], **SHARED)
    go.Figure(chart.figure)
    assert "Gender: 75.0% (180)" in chart.alt


def test_a_state_without_a_stream_is_grey_and_named_so():
    chart = coverage_map({"SDN": content.RELIABLE}, has_made_up=False, theme="light", source_line="x")
    grey = next(one for one in chart.figure["data"] if one.get("hovertext") and "No stream here" in one["hovertext"][0])
    assert "CHE" in grey["locations"]
    assert "SDN" not in grey["locations"]
    assert grey["colorscale"][0][1] == LIGHT.no_data


# Beside it


def test_the_structural_signal_is_turned_so_that_more_is_worse(release):
    indicator = structural.declared(release)
    safer = with_frame(release, "observations", release.frame("observations"))
    safer._cache["indicators"] = [{**indicator, "higher_is": "safer"}]
    as_published, turned = structural.read_structural(release, "SDN"), structural.read_structural(safer, "SDN")
    assert (as_published.years["level"] + turned.years["level"]).tolist() == pytest.approx([1.0] * len(turned.years))


def test_the_structural_signal_is_drawn_apart_on_an_axis_of_its_own(release):
    chart = charts.structural(structural.read_structural(release, "SDN"), **SHARED)
    go.Figure(chart.figure)
    assert chart.figure["layout"]["yaxis"]["range"] == [0, 1]


def test_the_map_of_judgements_colours_every_state_judged(release):
    rows = structural.newest_levels(release)
    chart = structural_map(rows, theme="light", source_line="x")
    coloured = [one for one in chart.figure["data"] if one.get("hovertext") and "Level" in one["hovertext"][0]]
    assert sum(len(one["locations"]) for one in coloured if "locations" in one) == len(rows)


def test_a_release_without_the_judgement_shows_none(release):
    without = with_frame(release, "indicators", [])
    assert structural.read_structural(without, "SDN") is None
    assert structural.newest_levels(without).empty


def test_a_rise_is_noticed_more_often_in_three_weeks_than_in_the_first():
    noticed = content.noticed()
    assert 0 < noticed.first_week < noticed.in_three_weeks <= 1
