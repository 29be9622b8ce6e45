"""The map of a few States and their neighbours by land: scores in colour, the States themselves outlined."""

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from briefing.charts.chart import SMALL_TEXT, Chart, layout, wrap
from briefing.charts_map import FULL, TOPOLOGY, places, risk_map
from briefing.language import country_name, format_list, format_month
from briefing.language import gettext as _
from briefing.palette import Palette, palette

HEIGHT = 480  # px
AIR = 0.12  # of the width and height of what is shown, left free around it
LEAST = 5.0  # degrees that are shown at least, or an island would fill the map
WIDTH, TALL = 330, HEIGHT - 96  # px that the map has on a narrow screen: what does not fit there is left to the pointer
LETTER = 6.6  # px, the mean width of a letter
FILLED = 0.7  # of the width between its ends, what a State offers a name on average
NAME_WIDTH = 13  # letters of a line of a name
NAME_LINE = 14  # px
SLACK = 4  # px by which two names may seem to overlap, their width being a guess
HALF_THE_WORLD = 180.0


def border_map(
    scores: pd.DataFrame, *, members: Sequence[str], neighbours: Sequence[str], month: pd.Timestamp, theme: str
) -> Chart:
    """The States of a set and their neighbours at a month; `scores`: rows of scores.parquet for that month.

    Everything else stays pale. The view is as close as the largest part of each State allows; sets that lie around the
    world are shown on the whole of it.
    """
    colours = palette(theme)
    shown = [*members, *neighbours]
    chart = risk_map(scores[scores["iso3"].isin(shown)], month=month, region="", theme=theme)
    outline = {
        "type": "choropleth", "locations": list(members), "locationmode": "ISO-3", "z": [0] * len(members),
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]], "showscale": False, "showlegend": False,
        "hoverinfo": "skip", "marker": {"line": {"width": 2.5, "color": colours.text}},
    }  # fmt: skip
    old = chart.figure["layout"]
    geo = old["geo"] | _view(shown)
    own = scores[scores["iso3"].isin(shown)]
    known = dict(zip(own["iso3"], own["score"], strict=True))
    traces = [*chart.figure["data"], outline, *_names(members, neighbours, known, geo, colours)]
    plot = layout(
        colours, height=HEIGHT, geo=geo, coloraxis=old["coloraxis"], showlegend=True, margin=old["margin"],
        legend=old["legend"],
    )  # fmt: skip
    return Chart(
        figure={"data": traces, "layout": plot},
        title=_("Neighbours by land, {month}").format(month=format_month(month)),
        alt=_(
            "Map of {members}, outlined, and of the neighbours by land: {neighbours}. Colours are risk scores."
        ).format(
            members=format_list([country_name(one) for one in members]),
            neighbours=format_list([country_name(one) for one in neighbours]) or _("none"),
        ),
        table=chart.table,
        source_line=chart.source_line,
    )


def _names(
    members: Sequence[str], neighbours: Sequence[str], scores: dict[str, float], geo: dict[str, Any], colours: Palette
) -> list[dict[str, Any]]:
    """Names on the States that are wide enough for them, each in the ink that reads on its colour.

    A State of the set that is too small has its name below it; a neighbour whose name would lie there goes without.
    """
    (west, east), (south, north) = geo["lonaxis"]["range"], geo["lataxis"]["range"]
    squeeze = math.cos(math.radians((south + north) / 2))
    per_degree = min(WIDTH / (east - west), TALL / (north - south) * squeeze)
    inside: list[tuple[str, float, float, str]] = []
    below: list[tuple[str, float, float, str]] = []
    taken: list[tuple[float, float, float, float]] = []
    for one in [*members, *neighbours]:
        lines = wrap(country_name(one), width=NAME_WIDTH)
        wide, high = LETTER * max(map(len, lines)), NAME_LINE * len(lines)
        first, last, low, _high = extent(one)
        fits = (last - first) * per_degree * FILLED >= wide
        if not fits and one not in members:
            continue
        east_of, north_of = places()[one][:2] if fits else ((first + last) / 2, low)
        x, y = east_of * per_degree, -north_of * per_degree / squeeze
        box = (x - wide / 2, x + wide / 2, *((y - high / 2, y + high / 2) if fits else (y, y + high)))
        if one in members or not any(_overlap(box, other) for other in taken):
            taken.append(box)
            (inside if fits else below).append((one, east_of, north_of, "<br>".join(lines)))
    kinds = ((inside, "middle center", ""), (below, "bottom center", colours.background))
    return [
        {
            "type": "scattergeo", "mode": "text", "showlegend": False, "hoverinfo": "skip",
            "lon": [one[1] for one in named], "lat": [one[2] for one in named],
            "text": [f"<b>{one[3]}</b>" if one[0] in members else one[3] for one in named], "textposition": place,
            "textfont": {"size": SMALL_TEXT, "color": [colours.text if halo else _ink(scores.get(one[0]), colours)
                                                       for one in named]}
            | ({"shadow": ", ".join([f"0 0 3px {halo}"] * 3)} if halo else {}),
        }
        for named, place, halo in kinds if named
    ]  # fmt: skip


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes – left, right, top, bottom – lie on each other by more than the slack."""
    wide = min(one[1], other[1]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[2], other[2])
    return wide > SLACK and high > SLACK


def _ink(score: float | None, colours: Palette) -> str:
    if score is None or score != score:
        return colours.text
    return colours.ink_on(colours.at(min(score / FULL, 1.0)))


def _view(shown: Sequence[str]) -> dict[str, Any]:
    """The ranges of longitude and latitude that hold the largest part of each State; the world where they are too wide."""
    boxes = [extent(one) for one in shown]
    west, east = min(box[0] for box in boxes), max(box[1] for box in boxes)
    south, north = min(box[2] for box in boxes), max(box[3] for box in boxes)
    if east - west > HALF_THE_WORLD:
        return {}
    wide, high = max(east - west, LEAST) * AIR, max(north - south, LEAST) * AIR
    middle = (west + east) / 2
    return {
        "projection": {"type": "natural earth", "rotation": {"lon": middle, "lat": 0, "roll": 0}},
        "lonaxis": {"range": [min(west, middle - LEAST / 2) - wide, max(east, middle + LEAST / 2) + wide]},
        "lataxis": {"range": [max(south - high, -89), min(north + high, 89)]},
    }  # fmt: skip


@cache
def extent(iso3: str) -> tuple[float, float, float, float]:
    """West, east, south and north, in degrees, of the largest part of a State; of its point where the map has no shape."""
    rings = [list(_ring(arcs)) for arcs in _shapes().get(iso3, [])]
    if not rings:
        east, north, _is_small = places()[iso3]
        return east, east, north, north
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    return min(xs), max(xs), min(ys), max(ys)


@cache
def _topology() -> dict[str, Any]:
    return json.loads((TOPOLOGY / "world_50m.json").read_text(encoding="utf-8"))


@cache
def _shapes() -> dict[str, list[list[int]]]:
    """ISO3 → the outer ring of each part, as numbers of arcs."""
    found: dict[str, list[list[int]]] = {}
    for shape in _topology()["objects"]["countries"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        found.setdefault(shape["id"], []).extend(part[0] for part in parts)
    return found


def _ring(arcs: Sequence[int]) -> Iterator[tuple[float, float]]:
    """The points of a ring in degrees; arcs are stored as differences, and ~n is arc n backwards (TopoJSON, 2.1.3–4)."""
    scale, origin = _topology()["transform"]["scale"], _topology()["transform"]["translate"]
    for number in arcs:
        points, x, y = [], 0, 0
        for step in _topology()["arcs"][number if number >= 0 else ~number]:
            x, y = x + step[0], y + step[1]
            points.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
        yield from points if number >= 0 else reversed(points)


def _area(ring: Sequence[tuple[float, float]]) -> float:
    """Twice the area in square degrees, signed; enough to tell the largest part."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
