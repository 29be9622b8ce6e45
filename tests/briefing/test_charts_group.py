"""Charts of a set of States: small multiples on one scale, risk factors then and now, a timeline, a map of borders."""

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from briefing.charts.multiples import LEAST_SCALE, MOST, Panel, multiples, scale_of
from briefing.charts.profile import FactorLevel
from briefing.charts.shift import shift
from briefing.charts.timeline import timeline
from briefing.charts.trend import Event
from briefing.charts_border_map import border_map, extent
from briefing.language import speaking
from briefing.palette import DARK, LIGHT
from indicators.framework import risk_factors
from tests.briefing.test_charts_map import scores

MONTHS = pd.date_range("2023-01-01", "2025-12-01", freq="MS")
SINCE, AS_OF = pd.Timestamp("2024-06-01"), pd.Timestamp("2025-06-01")
SHARED = {"colours": LIGHT, "source_line": "Own computation."}
WHEN = {"since": SINCE, "as_of": AS_OF}


def panel(name: str, score: float | None = 50.0, **more) -> Panel:
    level = np.full(len(MONTHS), np.nan if score is None else score)
    history = pd.DataFrame({"month": MONTHS, "score": level, "low": level - 4, "high": level + 4, "status": "shown"})
    return Panel(name=name, history=history, then=None if score is None else score - 2, now=score, **more)


def drawn(*panels: Panel, **more):
    given = WHEN | {"scale": (20, 80), "title": "Scores"} | SHARED | more
    return multiples(panels, **given)


def factors(**given: float | None) -> list[FactorLevel]:
    return [
        FactorLevel(
            number=number, title=one.title, group=one.group, level=given.get(f"rf{number}", 0.4), indicators=2, known=2, held=0,
            state="no data yet" if given.get(f"rf{number}", 0.4) is None else "known",
        )
        for number, one in risk_factors().items()
    ]  # fmt: skip


def event(kind: str, day: str, **more) -> Event:
    return Event(kind=kind, day=pd.Timestamp(day), when=day, label=f"A {kind}", **more)


def valid(chart) -> None:
    go.Figure(chart.figure)  # raises for a property that Plotly does not know
    json.dumps(chart.figure, allow_nan=False)
    assert chart.title
    assert chart.alt
    assert len(chart.table.columns)


# small multiples


def test_every_panel_is_on_the_same_scale_and_carries_its_score_and_change():
    chart = drawn(panel("Chad"), panel("Mali", 60.0, is_neighbour=True), panel("Tuvalu", None))
    valid(chart)
    scales = [chart.figure["layout"][name]["range"] for name in ("yaxis", "yaxis2", "yaxis3")]
    assert scales == [[20, 80]] * 3
    texts = [one["text"] for one in chart.figure["layout"]["annotations"]]
    assert {"50.0 (+2.0)", "60.0 (+2.0)", "no score shown"} <= set(texts)


def test_nothing_after_the_month_shown_is_drawn():
    days = [day for trace in drawn(panel("Chad")).figure["data"] for day in trace["x"]]
    assert max(days) == "2025-06-01"


def test_the_table_begins_with_the_month_and_ends_with_the_day():
    table = drawn(panel("Chad"), panel("Mali")).table
    assert (table["Month"].iloc[0], table["Month"].iloc[-1], list(table.columns)) == (
        "2025-06", "2024-06", ["Month", "Chad", "Mali"],
    )  # fmt: skip


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_no_panel_or_too_many_are_refused(count):
    with pytest.raises(ValueError, match="stay readable"):
        drawn(*[panel(f"State {n}") for n in range(count)])


@pytest.mark.parametrize(
    ("values", "scale"), [((50.0,), (30, 70)), ((23.0, 61.0), (10, 70)), ((3.0,), (0, 40)), ((None,), (0, 100))]
)
def test_the_scale_holds_what_is_shown_in_full_tens(values, scale):
    found = scale_of([panel(str(value), value) for value in values], **WHEN)
    assert found[0] <= min((value or 0) - 4 for value in values) or found[0] == 0
    assert (found, found[1] - found[0] >= LEAST_SCALE) == (scale, True)


# risk factors then and now


def test_two_dots_a_factor_joined_in_the_colour_of_the_direction():
    pairs = list(zip(factors(rf1=0.2, rf2=0.6, rf13=None), factors(rf1=0.5, rf2=0.5, rf13=None), strict=True))
    chart = shift(pairs, name="Mali", then="June 2024", now="June 2025", **SHARED)
    valid(chart)
    lines = {tuple(one["x"]): one["line"]["color"] for one in chart.figure["data"] if one["mode"] == "lines"}
    assert (lines[(0.2, 0.5)], lines[(0.6, 0.5)]) == (LIGHT.rises, LIGHT.falls)
    assert chart.table.iloc[0].tolist()[1:] == ["0.20", "0.50", "+0.30"]
    assert chart.table.iloc[12].tolist()[1:] == ["No data yet", "No data yet", "–"]


def test_a_factor_known_only_now_has_no_change():
    pairs = list(zip(factors(rf4=None), factors(rf4=0.3), strict=True))
    chart = shift(pairs, name="Mali", then="then", now="now", **SHARED)
    assert chart.table.iloc[3].tolist()[1:] == ["No data yet", "0.30", "–"]


# timeline


def test_one_state_has_a_lane_a_kind_and_several_a_lane_each():
    events = [event("review", "2020-01-01"), event("peacebuilding", "2008-06-12", is_unverified=True)]
    alone = timeline([("Chad", events)], title="Events", **WHEN, **SHARED)
    many = timeline([("Chad", events), ("Mali", [])], title="Events", **WHEN, **SHARED)
    valid(alone)
    valid(many)
    assert [one["text"] for one in alone.figure["layout"]["annotations"]] == [
        "Universal periodic review",
        "Peacebuilding Commission",
    ]
    assert [one["text"] for one in many.figure["layout"]["annotations"]] == ["Chad", "Mali"]
    assert alone.table["Evidence"].tolist() == ["on record", "unverified"]
    marks = {one["name"]: one["marker"]["symbol"] for one in many.figure["data"]}
    assert marks["Peacebuilding Commission"] == ["circle-open"]


def test_a_timeline_without_events_says_so():
    chart = timeline([("Chad", [])], title="Events", **WHEN, **SHARED)
    valid(chart)
    assert "None is on record" in chart.alt


def test_a_timeline_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one State"):
        timeline([], title="Events", **WHEN, **SHARED)


# the map of borders


def mapped(members: list[str], neighbours: list[str], theme: str = "light"):
    return border_map(scores(), members=members, neighbours=neighbours, month=AS_OF, theme=theme)


@pytest.mark.parametrize("theme", [LIGHT.theme, DARK.theme])
def test_the_view_holds_the_states_and_little_else(theme):
    chart = mapped(["BDI"], ["COD", "RWA", "TZA"], theme)
    valid(chart)
    west, east = chart.figure["layout"]["geo"]["lonaxis"]["range"]
    south, north = chart.figure["layout"]["geo"]["lataxis"]["range"]
    assert west < 12.3
    assert east > 40.3
    assert south < -13
    assert north > 5
    assert east - west < 40
    assert north - south < 25


def test_the_states_of_the_set_are_outlined_and_neighbours_are_not():
    traces = mapped(["BDI"], ["COD"]).figure["data"]
    assert [one["locations"] for one in traces if one.get("marker", {}).get("line", {}).get("width") == 2.5] == [
        ["BDI"]
    ]


def names_on(chart) -> dict[str, tuple[str, float]]:
    """Name → where it stands to its point, and the latitude of that."""
    texts = [one for one in chart.figure["data"] if one.get("mode") == "text"]
    return {
        text: (one["textposition"], north) for one in texts for text, north in zip(one["text"], one["lat"], strict=True)
    }


def test_a_neighbour_is_named_only_where_it_has_room():
    names = names_on(mapped(["BDI"], ["COD", "RWA", "TZA"]))
    assert not any("Rwanda" in text for text in names)
    assert any("Congo" in text for text in names)


def test_a_state_of_the_set_that_is_too_small_for_its_name_has_it_below():
    place, north = names_on(mapped(["BDI"], ["COD", "RWA", "TZA"]))["<b>Burundi</b>"]
    assert (place, north) == ("bottom center", extent("BDI")[2])


def test_a_neighbour_whose_name_would_lie_on_that_of_a_state_goes_without(monkeypatch):
    monkeypatch.setattr("briefing.charts_border_map._overlap", lambda one, other: True)
    assert list(names_on(mapped(["BDI"], ["COD", "RWA", "TZA"]))) == ["<b>Burundi</b>"]


def test_the_largest_part_of_a_state_gives_the_view():
    west, east, south, north = extent("FRA")
    assert -6 < west < east < 10
    assert 41 < south < north < 52


def test_a_place_without_a_shape_is_its_point(monkeypatch):
    monkeypatch.setattr("briefing.charts_border_map._shapes", dict)
    assert extent.__wrapped__("BDI") == (29.89, 29.89, -3.37, -3.37)


def test_states_around_the_world_are_shown_on_all_of_it():
    geo = mapped(["FJI", "USA"], []).figure["layout"]["geo"]
    assert geo["lonaxis"]["range"][1] - geo["lonaxis"]["range"][0] > 300


def test_a_map_is_drawn_in_french_too():
    with speaking("fr"):
        assert "Voisins terrestres" in mapped(["BDI"], ["COD"]).title
