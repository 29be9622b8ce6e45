"""Charts as pictures without a browser: what is drawn where, what is said, and what is refused."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import pytest

from briefing import charts, charts_scores
from briefing.charts_map import risk_map
from briefing.content import read_country
from briefing.drawing import NotDrawn, draw
from briefing.drawing.measure import font_files, text_width
from briefing.drawing.svg import Canvas
from briefing.drawing.world import extent_of, shapes
from briefing.language import PLANNED, read_catalogue, speaking
from briefing.language import catalogue_path as catalogue_of
from briefing.palette import LIGHT
from data.countries import countries
from tests.briefing.conftest import MONTH

SVG = "{http://www.w3.org/2000/svg}"


def plot(*traces, **layout) -> charts.Chart:
    shared = {"height": 100, "margin": {"l": 10, "r": 10, "t": 10, "b": 10}, "showlegend": False}
    return charts.Chart(
        figure={"data": list(traces), "layout": shared | layout}, title="A & <B>", alt="In words", source_line="Source",
        table=pd.DataFrame(),
    )  # fmt: skip


def drawn(chart: charts.Chart, *, width: float = 120) -> ET.Element:
    return ET.fromstring(draw(chart, width=width).svg)


def texts(root: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def test_a_line_runs_through_the_places_of_its_figures():
    line = {"type": "scatter", "mode": "lines", "x": [0, 10], "y": [0, 1], "line": {"color": "#123456", "width": 2}}
    root = drawn(plot(line, xaxis={"range": [0, 10], "visible": False}, yaxis={"range": [0, 1], "visible": False}))
    assert [one.get("d") for one in root.iter(f"{SVG}path") if one.get("stroke") == "#123456"] == ["M10 90L110 10"]


def test_a_gap_in_the_figures_is_a_gap_in_the_line():
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1, 2, 3, 4],
        "y": [1, 1, None, 1, 1],
        "line": {"color": "#123456"},
    }
    root = drawn(plot(line))
    assert len([one for one in root.iter(f"{SVG}path") if one.get("stroke") == "#123456"]) == 2


def test_bars_on_each_other_add_up():
    bars = [{"type": "bar", "orientation": "h", "x": [value], "y": [0], "width": 1, "marker": {"color": colour}}
            for value, colour in ((30, "#111111"), (50, "#222222"))]  # fmt: skip
    root = drawn(
        plot(
            *bars,
            barmode="stack",
            xaxis={"range": [0, 100], "visible": False},
            yaxis={"range": [-1, 1], "visible": False},
        )
    )
    second = next(one for one in root.iter(f"{SVG}path") if one.get("fill") == "#222222")
    assert second.get("d").startswith("M40 ")
    assert "L90 " in second.get("d")


def test_a_cell_without_a_figure_is_left_empty():
    cells = {"type": "heatmap", "x": [0, 1], "y": [0, 1], "z": [[0.0, None], [1.0, 0.5]], "zmin": 0, "zmax": 1,
             "colorscale": [[0, "#000000"], [1, "#ffffff"]]}  # fmt: skip
    root = drawn(plot(cells, xaxis={"visible": False}, yaxis={"visible": False}))
    assert sorted(one.get("fill") for one in root.iter(f"{SVG}path") if one.get("fill")) == [
        "#000000",
        "#808080",
        "#ffffff",
    ]


def test_markup_in_a_name_is_shown_and_never_acted_on():
    note = {"text": "<b>5</b> &lt;script&gt; & more", "x": 0, "y": 0, "xref": "paper", "yref": "paper"}
    root = drawn(plot({"type": "scatter", "x": [1], "y": [1], "mode": "markers"}, annotations=[note]))
    assert "5 <script> & more" in texts(root)
    assert root.find(f"{SVG}title").text == "A & <B>"


def test_a_trace_or_a_mark_that_is_not_known_is_refused_by_name():
    with pytest.raises(NotDrawn, match="no trace of type pie"):
        draw(plot({"type": "pie", "x": [1], "y": [1]}), width=100)
    with pytest.raises(NotDrawn, match="hourglass"):
        draw(
            plot({"type": "scatter", "mode": "markers", "x": [1], "y": [1], "marker": {"symbol": "hourglass"}}),
            width=100,
        )


def test_ticks_are_written_in_the_reader_s_language():
    line = {"type": "scatter", "mode": "lines", "x": ["2023-12-01", "2024-05-01"], "y": [0.5, 1.5]}
    with speaking("fr"):
        said = texts(drawn(plot(line, margin={"l": 60, "r": 20, "t": 10, "b": 40}), width=600))
    assert {"janv. 2024", "0,6"} <= set(said)


@pytest.mark.parametrize("code", PLANNED)
def test_every_chart_of_a_country_is_drawn_in_every_language(release, code):
    with speaking(code):
        content = read_country(release, "SDN", MONTH)
        for build in charts_scores.OF_COUNTRY.values():
            chart = build(content, release, LIGHT)
            picture = draw(chart, width=420)
            assert ET.fromstring(picture.svg).find(f"{SVG}desc").text == chart.alt
            assert picture.height > 50


def test_no_text_of_a_chart_leaves_the_picture(release):
    with speaking("fr"):
        content = read_country(release, "COD", MONTH)
        root = drawn(charts_scores.profile_of(content, release, LIGHT), width=420)
    for one in root.iter(f"{SVG}text"):
        size, at = float(one.get("font-size")), float(one.get("x"))
        wide = text_width("".join(one.itertext()), size)
        left = {"start": at, "middle": at - wide / 2, "end": at - wide}[one.get("text-anchor")]
        assert -0.5 <= left <= left + wide <= 420.5, "".join(one.itertext())


def test_rows_are_mirrored_for_a_reader_of_arabic_and_their_texts_are_not(release):
    with speaking("ar"):
        content = read_country(release, "SDN", MONTH)
        svg = draw(charts_scores.profile_of(content, release, LIGHT), width=420).svg
        labels = [one for one in ET.fromstring(svg).iter(f"{SVG}text") if one.get("text-anchor") == "end"]
    assert "matrix(-1 0 0 1 420 0)" in svg
    assert max(float(one.get("x")) for one in labels) == pytest.approx(410, abs=1)


def test_a_map_colours_the_states_it_is_given(release):
    rows = release.frame("scores").query("month == @MONTH").drop(columns="month")
    chart = risk_map(rows, month=MONTH, region="", theme="light")
    picture = draw(chart, width=700)
    assert picture.svg.count("<path") > 195


def test_a_state_too_small_for_the_map_is_still_found_on_it():
    assert "VAT" not in shapes()
    (west, east), (south, north) = extent_of(["VAT"])
    assert (west, east, south, north) == pytest.approx((12.4, 12.4, 41.9, 41.9), abs=0.2)


def test_states_on_both_sides_of_the_date_line_are_shown_together():
    (west, east), _northward = extent_of(["FJI", "WSM"])
    assert east - west < 30


def test_the_fonts_hold_every_letter_of_names_and_translations():
    from fontTools.ttLib import TTFont

    held = set().union(*(TTFont(file).getBestCmap() for file in font_files()))
    said = "".join(country.name(code) for country in countries().values() for code in PLANNED)
    for code in PLANNED:
        if catalogue_of(code).exists():
            said += "".join(str(one.string) for one in read_catalogue(catalogue_of(code)))
    missing = {letter for letter in said if ord(letter) not in held and letter.isprintable()}
    assert missing == set()


def test_a_legend_breaks_into_rows_where_the_picture_ends():
    named = [
        {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": "A rather long name " + str(n)}
        for n in range(4)
    ]
    look = {"orientation": "h", "x": 0, "y": -0.1, "xanchor": "left", "yanchor": "top"}
    one_row, rows = (draw(plot(*named, showlegend=True, legend=look), width=width).height for width in (1000, 250))
    assert rows > one_row


def test_figures_that_are_the_same_give_the_same_picture(release):
    content = read_country(release, "SDN", MONTH)
    chart = charts_scores.trend_of(content, release, LIGHT)
    assert draw(chart, width=500).svg == draw(replace(chart), width=500).svg


def test_a_colour_that_lets_light_through_is_split_for_readers_that_know_no_rgba():
    band = {"type": "scatter", "mode": "lines", "x": [0, 1, 1], "y": [0, 0, 1], "fill": "toself", "line": {"width": 0},
            "fillcolor": "rgba(1, 2, 3, 0.25)"}  # fmt: skip
    svg = draw(plot(band), width=100).svg
    assert re.search(r'fill="#010203" fill-opacity="0\.25"', svg)


def test_digits_beside_arabic_letters_have_a_family_of_their_own():
    canvas = Canvas(width=300, height=50, is_mirrored=False)
    canvas.text(["8. العوامل المحرِّكة"], 0, 20, size=12, colour="#000000")
    assert (
        '<tspan font-family="Noto Sans">8. </tspan><tspan font-family="Noto Naskh Arabic">العوامل المحرِّكة</tspan>'
        in (canvas.svg(title="A", description="B"))
    )
