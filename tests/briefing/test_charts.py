"""Charts: each says what it shows, in words and in a table too, draws the figures it is given, and survives their absence."""

import json
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import charts
from briefing.charts import rows
from briefing.charts.beside import MOST, Standing
from briefing.charts.chart import LABEL_WIDTH, SMALL_TEXT, Chart, plain, wrap
from briefing.charts.drivers import Part
from briefing.charts.profile import FactorLevel
from briefing.charts.trend import Event
from briefing.language import speaking
from briefing.palette import DARK, LIGHT
from indicators.framework import risk_factors

MONTHS = pd.date_range("2024-01-01", "2025-12-01", freq="MS")
AS_OF = pd.Timestamp("2025-06-01")
LINE = "Own computation."


def history(scores=60.0, *, status="shown") -> pd.DataFrame:
    score = np.broadcast_to(np.asarray(scores, float), len(MONTHS)).copy()
    return pd.DataFrame({"month": MONTHS, "score": score, "low": score - 5, "high": score + 5, "status": status})


def factor(number: int, level: float | None = 0.5, state: str = "known") -> FactorLevel:
    declared = risk_factors()[number]
    return FactorLevel(
        number=number,
        title=declared.title,
        group=declared.group,
        level=level,
        state=state,
        indicators=4,
        known=3,
        held=1,
    )


def factors() -> list[FactorLevel]:
    given = {4: (None, "no data yet"), 7: (None, "not enough known"), 9: (0.4, "out of date")}
    return [factor(number, *given.get(number, (number / 20, "known"))) for number in risk_factors()]


def standing(name: str, score: float | None, **more) -> Standing:
    ends = (None, None) if score is None else (score - 5, score + 5)
    return Standing(iso3=name[:3].upper(), name=name, score=score, low=ends[0], high=ends[1], **more)


REVIEW = Event(kind="review", day=pd.Timestamp("2024-05-15"), when="May 2024", label="Review", is_unverified=True)
COURT = Event(kind="icc", day=pd.Timestamp("2025-02-01"), when="February 2025", label="Situation")
PARTS = [Part(label=f"Indicator {n}", points=float(n), factor=f"{n % 3}. Factor") for n in range(1, 13)]
SHARED = {"colours": LIGHT, "source_line": LINE}
EVERY = {
    "trend": lambda: charts.trend(history(), name="Chad", as_of=AS_OF, events=[REVIEW, COURT], methods=[], **SHARED),
    "trend of nothing": lambda: charts.trend(
        history(np.nan, status="not shown"), name="Chad", as_of=AS_OF, events=[], methods=[], **SHARED),
    "sparkline": lambda: charts.sparkline(
        pd.DataFrame({"month": MONTHS, "value": 3.0, "is_held": MONTHS > AS_OF}),
        name="Chad", title="Deaths", unit="a year", **SHARED
    ),
    "profile": lambda: charts.profile(factors(), name="Chad", month="June 2025", **SHARED),
    "drivers": lambda: charts.drivers(PARTS, total=78.0, name="Chad", month="June 2025", **SHARED),
    "change": lambda: charts.change(
        PARTS, became_known=-8.0, total=70.0, name="Chad", then="June 2024", now="June 2025", **SHARED
    ),
    "intervals": lambda: charts.intervals(
        [standing("Chad", 50), standing("Mali", 60), standing("Holy See", None)],
        title="Three States", month="June 2025", **SHARED
    ),
    "trends": lambda: charts.trends([("Chad", history(50)), ("Mali", history(60))], as_of=AS_OF, **SHARED),
    "heat map": lambda: charts.factor_heat_map([("Chad", factors()), ("Mali", factors())], month="June 2025", **SHARED),
}  # fmt: skip
EACH = pytest.mark.parametrize("name", EVERY)


def annotations(chart: Chart) -> list[str]:
    return [one["text"] for one in chart.figure["layout"].get("annotations", [])]


@EACH
def test_a_chart_is_a_figure_that_plotly_accepts(name):
    go.Figure(EVERY[name]().figure)


@EACH
def test_a_figure_is_plain_values_without_nan(name):
    json.dumps(EVERY[name]().figure, allow_nan=False)


@EACH
def test_a_chart_has_words_a_table_and_a_source(name):
    chart = EVERY[name]()
    assert chart.title
    assert chart.alt.endswith(".")
    assert len(chart.table.columns) >= 2
    assert chart.source_line


@EACH
def test_no_text_is_smaller_than_twelve_px(name):
    layout = EVERY[name]().figure["layout"]
    fonts = [one["font"]["size"] for one in layout.get("annotations", []) if "size" in one.get("font", {})]
    fonts += [layout[axis]["tickfont"]["size"] for axis in ("xaxis", "yaxis") if "tickfont" in layout[axis]]
    assert min([*fonts, layout["font"]["size"], layout["legend"]["font"]["size"]]) >= SMALL_TEXT


@EACH
def test_nothing_can_be_dragged_so_a_finger_scrolls_the_page(name):
    layout = EVERY[name]().figure["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]


@EACH
def test_a_chart_speaks_the_readers_language(name):
    with speaking("fr"):
        in_french = EVERY[name]()
    assert in_french.figure.keys() == EVERY[name]().figure.keys()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colours_are_those_of_the_theme(colours):
    chart = charts.trend(history(), name="Chad", as_of=AS_OF, events=[], methods=[], colours=colours, source_line=LINE)
    assert colours.score in json.dumps(chart.figure)
    assert chart.figure["layout"]["font"]["color"] == colours.text


@pytest.mark.parametrize("name", ["title", "alt", "source_line"])
def test_a_chart_without_words_is_refused(name):
    words = {"title": "What", "alt": "In words.", "source_line": "Whence"} | {name: " "}
    with pytest.raises(ValueError, match=f"{name} must not be empty"):
        Chart(figure={}, table=pd.DataFrame(), **words)


# trend


def test_the_band_follows_the_ends_of_the_interval():
    band = EVERY["trend"]().figure["data"][0]
    assert set(band["y"]) - {None} == {55.0, 65.0}


def test_a_month_without_a_score_leaves_a_gap_in_line_and_band():
    scores = np.full(len(MONTHS), 60.0)
    scores[5] = np.nan
    rows = history(scores).assign(status=np.where(np.isnan(scores), "not shown", "shown"))
    chart = charts.trend(rows, name="Chad", as_of=AS_OF, events=[], methods=[], **SHARED)
    band, line = chart.figure["data"][:2]
    assert band["x"].count(None) == 2
    assert line["y"][5] is None


def test_thin_coverage_is_drawn_dotted():
    rows = history().assign(status=["shown"] * 12 + ["grey"] * 12)
    chart = charts.trend(rows, name="Chad", as_of=AS_OF, events=[], methods=[], **SHARED)
    dotted = next(trace for trace in chart.figure["data"] if trace.get("line", {}).get("dash") == "dot")
    assert [value is None for value in dotted["y"]] == [True] * 11 + [False] * 13


def test_the_month_in_hand_carries_its_score():
    assert "<b>60.0</b>" in annotations(EVERY["trend"]())


def test_a_country_without_any_score_says_so_instead_of_drawing_zero():
    chart = EVERY["trend of nothing"]()
    assert "No score is shown: not enough is known" in annotations(chart)
    assert chart.alt == "No score of Chad is shown in any month."


def test_events_are_marked_and_told():
    chart = EVERY["trend"]()
    assert "Events marked: Review, May 2024; Situation, February 2025." in chart.alt


def test_an_unverified_event_is_hollow_and_says_so():
    marks = next(trace for trace in EVERY["trend"]().figure["data"] if trace["name"] == "Universal periodic review")
    assert marks["marker"]["symbol"] == ["triangle-up-open"]
    assert marks["customdata"] == ["Review, May 2024 (unverified)"]


def test_an_event_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind must be one of"):
        Event(kind="coup", day=AS_OF, when="2025", label="Coup")


def test_the_table_of_the_trend_starts_with_the_newest_month():
    assert EVERY["trend"]().table["Month"].tolist()[0] == "2025-12"


def test_an_indicator_past_its_useful_age_is_drawn_dotted():
    known, held = EVERY["sparkline"]().figure["data"]
    assert (known["line"]["dash"], held["line"]["dash"]) == ("solid", "dot")


# profile


def test_a_level_grown_old_is_hollow_and_an_unknown_one_hatched():
    states = {trace["name"]: trace["marker"] for trace in EVERY["profile"]().figure["data"] if "name" in trace}
    assert states["Out of date (last known level)"]["color"] == "rgba(0,0,0,0)"
    assert states["Not enough known"]["pattern"]["shape"] == "/"


def test_a_factor_without_indicators_has_words_instead_of_a_bar():
    assert annotations(EVERY["profile"]()).count("<i>No data yet</i>") == 1


def test_the_profile_names_what_is_unknown_in_its_text_alternative():
    alt = EVERY["profile"]().alt
    assert "Not enough known: Enabling circumstances or preparatory action." in alt
    assert "No data yet: Motives or incentives." in alt


def test_the_table_of_the_profile_leaves_unknown_levels_empty():
    table = EVERY["profile"]().table
    assert table["Level (0–1)"].isna().sum() == 2


@pytest.mark.parametrize(
    ("level", "state"), [(None, "known"), (0.5, "no data yet"), (0.5, "not enough known"), (1.2, "known")]
)
def test_a_level_that_contradicts_its_state_is_refused(level, state):
    with pytest.raises(ValueError, match="risk factor 3"):
        factor(3, level, state)


def test_a_state_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="state must be one of"):
        factor(3, None, "lost")


# drivers and change


def test_the_bars_of_the_drivers_add_up_to_the_score():
    bars = EVERY["drivers"]().figure["data"]
    assert sum(sum(trace["x"]) for trace in bars) == pytest.approx(78)


def test_drivers_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match=r"add up to 78\.000000, not to 79\.000000"):
        charts.drivers(PARTS, total=79.0, name="Chad", month="June 2025", **SHARED)


def test_factors_stand_in_the_order_of_what_they_give():
    labels = [text for text in annotations(EVERY["drivers"]()) if text.endswith("Factor")]
    assert labels == ["0. Factor", "2. Factor", "1. Factor"]  # 3+6+9+12, 2+5+8+11, 1+4+7+10


def test_the_bars_of_a_change_add_up_to_it():
    bars = EVERY["change"]().figure["data"]
    assert sum(sum(trace["x"]) for trace in bars) == pytest.approx(70)


def test_beyond_eight_the_movers_are_drawn_together():
    assert "4 other indicators" in annotations(EVERY["change"]())


def test_a_rise_and_a_fall_differ_in_side_and_colour():
    parts = [Part(label="Up", points=2.0), Part(label="Down", points=-1.0)]
    chart = charts.change(parts, became_known=0.0, total=1.0, name="Chad", then="a", now="b", **SHARED)
    bars = chart.figure["data"][0]
    assert (bars["x"], bars["marker"]["color"]) == ([2.0, -1.0], [LIGHT.rises, LIGHT.falls])


def test_a_score_of_zero_has_no_drivers_and_still_a_chart():
    chart = charts.drivers([Part(label="None", points=0.0)], total=0.0, name="Chad", month="June 2025", **SHARED)
    go.Figure(chart.figure)


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=30), st.floats(-5, 5))
def test_any_change_adds_up(points, became_known):
    parts = [Part(label=f"Indicator {n}", points=value) for n, value in enumerate(points)]
    total = sum(points) + became_known
    chart = charts.change(parts, became_known=became_known, total=total, name="Chad", then="a", now="b", **SHARED)
    drawn = sum(value for trace in chart.figure["data"] for value in trace["x"] if value is not None)
    assert drawn == pytest.approx(total, abs=1e-2)


# side by side


def test_countries_stand_from_the_highest_score_and_the_unknown_last():
    assert EVERY["intervals"]().table["Country"].tolist() == ["Mali", "Chad", "Holy See"]


def test_a_country_without_a_score_has_words_instead_of_a_dot():
    assert "no score shown" in annotations(EVERY["intervals"]())


def test_thin_coverage_makes_the_dot_hollow():
    chart = charts.intervals([standing("Chad", 50, status="grey")], title="One", month="June 2025", **SHARED)
    assert chart.figure["data"][1]["marker"]["color"] == LIGHT.background


def test_lines_of_countries_differ_in_dash_too():
    dashes = [trace["line"]["dash"] for trace in EVERY["trends"]().figure["data"] if "name" in trace]
    assert len(set(dashes)) == 2


@pytest.mark.parametrize("build", [
    lambda rows: charts.trends([(f"S{n}", history()) for n in range(rows)], as_of=AS_OF, **SHARED),
    lambda rows: charts.factor_heat_map([(f"S{n}", factors()) for n in range(rows)], month="June 2025", **SHARED),
])  # fmt: skip
def test_a_seventh_country_is_refused(build):
    build(MOST)
    with pytest.raises(ValueError, match="at most 6"):
        build(MOST + 1)


def test_cells_of_the_heat_map_carry_their_level_and_say_why_one_is_empty():
    texts = EVERY["heat map"]().figure["data"][1]["text"]
    assert texts[:3] == ["0.05", "0.10", "0.15"]
    assert texts[3] == "–"
    assert texts[6] == "?"
    assert texts[8] == "0.40*"


def test_titles_name_three_countries_and_count_more():
    rows = [(name, history()) for name in ("Chad", "Mali", "Niger", "Sudan")]
    assert charts.trends(rows[:3], as_of=AS_OF, **SHARED).title.endswith("Chad, Mali and Niger")
    assert charts.trends(rows, as_of=AS_OF, **SHARED).title.endswith("4 States")


# labels


@given(st.text(max_size=200))
def test_a_label_never_carries_markup_of_its_own(text):
    assert not re.search(r"[<>]", plain(text))


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=20), min_size=1, max_size=20))
def test_lines_of_a_label_fit_a_narrow_screen(words):
    assert all(len(line) <= LABEL_WIDTH for line in wrap(" ".join(words), width=LABEL_WIDTH))


def test_a_chinese_label_breaks_between_characters_and_not_before_a_closing_mark():
    lines = wrap("纳入政治恐怖量表的风险得分（不在本发布版内）", width=24)
    assert lines == ["纳入政治恐怖量表的风险得", "分（不在本发布版内）"]


def test_a_long_figure_takes_from_the_room_of_its_label():
    label = "Risk score with the Political Terror Scale of this year"
    short, long = (rows.stack([rows.Row(label=label, figure=one)], LIGHT) for one in ("1.0", "0.830 (0.76–0.88)"))
    assert len(max((one["text"] for one in long.labels if one["x"] == 0), key=len)) < len(
        max((one["text"] for one in short.labels if one["x"] == 0), key=len)
    )
