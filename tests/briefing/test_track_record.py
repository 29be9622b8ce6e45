"""The track record in words, tables and charts; a State's forecast as a page reads it."""

import json

import plotly.graph_objects as go
import pytest

from briefing import track_record as told
from briefing.charts import track_record as charts
from briefing.content.forecast import Forecast
from briefing.language import gettext, speaking
from briefing.palette import LIGHT
from models.onset import card
from tests.support.figures import figures_in
from tests.support.forecasts import frames, track_record

SHARED = {"colours": LIGHT, "source_line": "Own computation."}


@pytest.fixture
def record():
    return track_record()


@pytest.fixture(scope="module")
def forecasts():
    import numpy as np

    return frames(np.random.default_rng(1))["forecasts"]


@pytest.fixture(params=["reliability", "roc", "precision", "timeline"])
def chart(request, record):
    curves = {key: record["curves"][key] for key in told.COMPARED}
    figures = dict.fromkeys(curves, 0.5)
    return {
        "reliability": lambda: charts.reliability(record["reliability"], **SHARED),
        "roc": lambda: charts.roc(curves, areas=figures, **SHARED),
        "precision": lambda: charts.precision_recall(curves, precisions=figures, **SHARED),
        "timeline": lambda: charts.timeline(record["onsets"], **SHARED),
    }[request.param]()


def test_a_chart_is_a_figure_that_plotly_accepts_without_nan(chart):
    go.Figure(chart.figure)
    json.dumps(chart.figure, allow_nan=False)


def test_a_chart_has_words_and_a_table(chart):
    assert chart.alt.endswith(".")
    assert len(chart.table) > 1


def test_a_group_without_an_onset_is_drawn_hollow(record):
    marks = charts.reliability(record["reliability"], **SHARED).figure["data"][0]["marker"]["color"]
    seen = [one["observed"] > 0 for one in record["reliability"]["combination"]][::-1]
    assert [colour != LIGHT.background for colour in marks] == seen


def test_the_roc_runs_from_corner_to_corner(record):
    curves = {"combination": record["curves"]["combination"]}
    line = charts.roc(curves, areas={"combination": 0.5}, **SHARED).figure["data"][0]
    assert (line["x"][0], line["y"][0], line["x"][-1], line["y"][-1]) == (0, 0, 1, 1)


def test_precision_is_the_share_of_the_flagged_that_saw_an_onset(record):
    curves = {"combination": [{"caught": 1, "flagged": 8}, {"caught": 2, "flagged": 40}]}
    line = charts.precision_recall(curves, precisions={"combination": 0.1}, **SHARED).figure["data"][0]
    assert line["y"] == [0.125, 0.05]


def test_every_forecast_of_the_record_has_a_name(record):
    assert [one["key"] for one in record["configurations"] if told.title_of(one["key"]) == one["key"]] == []


def test_every_bar_of_the_record_has_a_name(record):
    assert [one["bar"] for one in record["bars"] if one["bar"] not in told.BARS] == []


def test_the_misses_come_first(record):
    assert told.summary(record)[0].startswith("**2 of the 9 bars set beforehand are missed.**")


def test_too_low_probabilities_are_not_called_too_high(record):
    told.configuration(record, "combination")["frame_a"]["whole"]["observed_over_expected"] = 1.3
    assert "too low" in told.summary(record)[-1]


def test_a_mere_ranking_has_no_brier_score(record):
    assert told.comparison(record, ["mean_rank"])["Brier score"].tolist() == ["–"]


def test_an_onset_of_a_country_off_the_list_is_named_with_its_rank(record, forecasts):
    rank = int(forecasts.query("t == 2010 and iso3 == 'LBY'")["rank"].iloc[0])
    found = told.not_on_the_list(forecasts, record, 2010)
    assert (f"Libya (2011, rank {rank})" in found) == (rank > told.TOP)


def test_an_outcome_that_cannot_be_known_is_not_called_none(record, forecasts):
    assert set(told.list_as_it_stood(forecasts, record, 2025)["What followed"]) == {"not known yet"}


def test_a_set_sealed_late_is_said_to_be_late():
    entry = {"release": "2026-11-21.1", "sealed_on": "2026-11-21", "t": 2024, "forecasts": 167, "expected_onsets": 1.6,
             "months_late": 22, "figures": None}  # fmt: skip
    assert told.register([entry])["Sealed in time"].tolist() == ["no: 22 months of the two years had passed"]


def test_the_record_is_told_in_french(record):
    with speaking("fr"):
        assert "2 des 9 seuils" in told.summary(record)[0]


def test_every_difference_has_both_of_its_intervals(record):
    rows = told.differences(record)
    assert rows["Compared with"].tolist() == [told.title_of(key) for key in told.COMPARED[1:]]
    assert set(rows["95% interval, three-year blocks drawn"]) == {"+0.003 … +0.055"}


def test_skill_by_period_has_a_row_a_forecast_so_that_no_heading_is_a_forecasts_name(record):
    rows = told.periods(record)
    assert list(rows.columns[:3]) == ["Forecast", "Area, all years", "On 30, all years"]
    assert len(rows) == len(told.COMPARED)


def test_the_summary_says_that_the_test_was_not_untouched_and_where_its_rules_stand(record):
    assert "no untouched test" in told.summary(record)[1]
    assert "`models/onset/PROTOCOL.md`, SHA-256 000000000000" in told.summary(record)[1]


def test_a_past_list_counts_its_hits(record, forecasts):
    listed = forecasts.query("t == 2010 and rank <= 30")["iso3"]
    hits = sum(one["iso3"] in set(listed) for one in record["onsets"] if one["year"] in (2011, 2012))
    assert told.saw_an_onset(forecasts, record, 2010).endswith(f": {hits} of {len(listed)}.")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("The forecasts were left out when this release was built.", "laissées de côté"),
        (
            "Files that the forecasts are learned from were not at hand: risk/a.csv.",
            "n’étaient pas disponibles : risk/a.csv.",
        ),
    ],
    ids=["left out", "no files"],
)
def test_a_release_without_forecasts_says_why_in_the_readers_language(reason, said):
    with speaking("fr"):
        assert said in told.why_none(reason).replace("\u00a0", " ")


def test_the_timeline_shows_the_rank_that_each_forecast_gave(record):
    published, caught, missed = charts.timeline(record["onsets"], **SHARED).figure["data"][:3]
    assert len(published["y"]) == len(caught["y"]) + len(missed["y"]) == len(record["onsets"])
    assert sorted(published["y"]) == sorted(one["rank_published"] for one in record["onsets"])


@pytest.mark.parametrize("spoken", ["fr", "es", "ru", "ar", "zh"])
def test_the_model_card_has_the_same_figures_in_every_language(spoken):
    with speaking(spoken):
        for text in card.texts():
            said = gettext(text)
            assert said != text, f"left in English: {text[:40]}"
            assert figures_in(said) == figures_in(text)


def test_a_forecast_outside_its_interval_is_refused():
    with pytest.raises(ValueError, match="SDN"):
        Forecast(
            iso3="SDN", made=2025, p=0.5, low=0.6, high=0.7, rank=1, covered=2, raising=(), lowering=(), what_ifs=()
        )
