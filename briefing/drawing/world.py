"""Maps: shapes of States and dots, projected as the figure asks, from the boundaries that ship with the project."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from briefing.charts.chart import SMALL_TEXT
from briefing.charts_map import places
from briefing.drawing.marks import each, mark, on_scale
from briefing.drawing.measure import text_width
from briefing.drawing.svg import Canvas, path

TOPOLOGY = Path(__file__).resolve().parents[2] / "static" / "topo" / "world_50m.json"
NEAR = 0.4  # px: points of an outline that lie nearer to the one before are left out
Project = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def extent_of(codes: Sequence[str]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Degrees east from and to, and north from and to, that hold the States; without islands far from the largest part."""
    largest = [max(_rings(code), key=lambda ring: float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]))) for code in codes]
    middle = float(np.mean([ring[:, 0].mean() for ring in largest[:1]]))
    easts = [ring[:, 0] + 360 * np.round((middle - ring[:, 0].mean()) / 360) for ring in largest]
    norths = [ring[:, 1] for ring in largest]
    return (
        (float(min(east.min() for east in easts)), float(max(east.max() for east in easts))),
        (float(min(north.min() for north in norths)), float(max(north.max() for north in norths))),
    )


def _rings(code: str) -> list[np.ndarray]:
    """The outlines of a State; of one too small for the map, the point at which it lies."""
    east, north, _is_small = places()[code]
    return shapes().get(code) or [np.array([[east, north]])]


@cache
def shapes() -> dict[str, list[np.ndarray]]:
    """ISO3 → rings of longitude and latitude, in degrees; each ring continuous across the date line."""
    topology = json.loads(TOPOLOGY.read_text(encoding="utf-8"))
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc, float), axis=0) * scale + shift for arc in topology["arcs"]]
    found = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
        found[str(geometry["id"])] = rings
    return found


def _ring(numbers: Sequence[int], arcs: Sequence[np.ndarray]) -> np.ndarray:
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    ring = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    steps = np.diff(ring[:, 0], prepend=ring[0, 0])
    ring[:, 0] -= np.cumsum(np.round(steps / 360)) * 360
    return ring


class View:
    """Degrees to px: a projection turned to a longitude, and the part of the world that fills a rectangle."""

    def __init__(self, geo: Mapping[str, Any], left: float, top: float, right: float, bottom: float):
        projection = geo["projection"]
        self.turned = float(projection.get("rotation", {}).get("lon", 0))
        self.project = PROJECTIONS[projection["type"]]
        west, east = geo["lonaxis"]["range"]
        south, north = geo["lataxis"]["range"]
        self.limits = (west - self.turned, east - self.turned)
        x, y = self.project(*_rim(*self.limits, south, north))
        self.scale = min((right - left) / np.ptp(x), (bottom - top) / np.ptp(y))
        self.x0 = (left + right) / 2 - self.scale * (x.min() + x.max()) / 2
        self.y0 = (top + bottom) / 2 + self.scale * (y.min() + y.max()) / 2

    def pixels(self, east: np.ndarray, north: np.ndarray) -> np.ndarray:
        """Points in px; `east` counted from the longitude that the view is turned to."""
        x, y = self.project(np.radians(east), np.radians(north))
        return np.column_stack([self.x0 + self.scale * x, self.y0 - self.scale * y])

    def copies(self, ring: np.ndarray) -> list[np.ndarray]:
        """A ring as often as it shows in the view, cut where the projection ends."""
        low, high = max(self.limits[0], -180.0), min(self.limits[1], 180.0)
        found = []
        for turns in (-360, 0, 360):
            east = ring[:, 0] - self.turned + turns
            if east.max() < low or east.min() > high:
                continue
            moved = np.column_stack([east, ring[:, 1]])
            for limit, is_upper in ((-180.0, False), (180.0, True)):
                moved = _cut(moved, limit, is_upper=is_upper)
            if len(moved) > 2:
                found.append(moved)
        return found

    def dot(self, east: float, north: float) -> tuple[float, float]:
        """One point in px."""
        low = self.limits[0]
        turned = (east - self.turned - low) % 360 + low if self.limits[1] - low <= 360 else east - self.turned
        x, y = self.pixels(np.array([turned]), np.array([north]))[0]
        return float(x), float(y)


def _rim(west: float, east: float, south: float, north: float) -> tuple[np.ndarray, np.ndarray]:
    """The edge of a range of degrees, in radians."""
    along = np.linspace(0, 1, 40)
    x = np.concatenate(
        [west + (east - west) * along, np.full(40, east), west + (east - west) * along, np.full(40, west)]
    )
    y = np.concatenate(
        [np.full(40, south), south + (north - south) * along, np.full(40, north), south + (north - south) * along]
    )
    return np.radians(x), np.radians(y)


def _cut(ring: np.ndarray, limit: float, *, is_upper: bool) -> np.ndarray:
    """The part of a ring on one side of a longitude."""
    inside = ring[:, 0] <= limit if is_upper else ring[:, 0] >= limit
    if inside.all():
        return ring
    kept: list[np.ndarray] = []
    for place, point in enumerate(ring):
        before = ring[place - 1]
        if inside[place] != inside[place - 1]:
            part = (limit - before[0]) / (point[0] - before[0])
            kept.append(before + part * (point - before))
        if inside[place]:
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _equal_earth(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Šavrič, Patterson and Jenny (2018)."""
    a = (1.340264, -0.081106, 0.000893, 0.003796)
    t = np.arcsin(math.sqrt(3) / 2 * np.sin(north))
    t2, t6 = t**2, t**6
    slope = a[0] + 3 * a[1] * t2 + t6 * (7 * a[2] + 9 * a[3] * t2)
    return east * np.cos(t) / (math.sqrt(3) / 2 * slope), t * (a[0] + a[1] * t2 + t6 * (a[2] + a[3] * t2))


def _natural_earth(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Patterson's projection in the polynomial form of Šavrič and others (2011)."""
    n2 = north**2
    n4 = n2**2
    x = east * (0.8707 - 0.131979 * n2 + n4 * (-0.013791 + n4 * (0.003971 * n2 - 0.001529 * n4)))
    return x, north * (1.007226 + n2 * (0.015085 + n4 * (-0.044475 + 0.028874 * n2 - 0.005916 * n4)))


def _mercator(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return east, np.log(np.tan(math.pi / 4 + np.clip(north, -1.48, 1.48) / 2))


PROJECTIONS: dict[str, Project] = {"equal earth": _equal_earth, "natural earth": _natural_earth, "mercator": _mercator}


def draw_map(
    canvas: Canvas, traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], box: tuple[float, ...]
) -> None:
    """The traces of a map inside a box (left, top, right, bottom), clipped to it."""
    view = View(layout["geo"], *box)
    canvas.elements.append(f'<g clip-path="url(#{canvas.clip(*box)})">')
    for trace in traces:
        if trace["type"] == "choropleth":
            _areas(canvas, trace, layout, view)
        elif "lines" in trace.get("mode", "markers"):
            _outlines(canvas, trace, view)
        elif trace.get("mode") == "text":
            _names(canvas, trace, view)
        else:
            _dots(canvas, trace, layout, view)
    canvas.elements.append("</g>")


def _areas(canvas: Canvas, trace: Mapping[str, Any], layout: Mapping[str, Any], view: View) -> None:
    edge = trace.get("marker", {}).get("line", {})
    scale = layout.get("coloraxis", {}) if trace.get("coloraxis") else trace
    low, high = scale.get("cmin", 0), scale.get("cmax", 1)
    for code, value in zip(trace["locations"], trace["z"], strict=True):
        if value != value:
            continue
        d = "".join(
            _outline(view.pixels(part[:, 0], part[:, 1]))
            for ring in shapes().get(code, [])
            for part in view.copies(ring)
        )
        if d:
            canvas.area(
                d,
                fill=on_scale(value, scale["colorscale"], low, high),
                edge=edge.get("color", ""),
                width=edge.get("width", 0),
            )


def _outline(points: np.ndarray) -> str:
    """A closed path without the points that no one would see; empty for a shape smaller than that."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > NEAR:
            kept.append(point)
    return path([(float(x), float(y)) for x, y in kept]) + "Z" if len(kept) > 2 else ""


def _outlines(canvas: Canvas, trace: Mapping[str, Any], view: View) -> None:
    look = trace.get("line", {})
    points: list[tuple[float, float]] = []
    for east, north in [*zip(trace["lon"], trace["lat"], strict=True), (None, None)]:
        if east is not None and north is not None:
            points.append(view.dot(east, north))
            continue
        canvas.line(
            points, colour=look.get("color", "#000000"), width=look.get("width", 1), dash=look.get("dash", "solid")
        )
        points = []


def _dots(canvas: Canvas, trace: Mapping[str, Any], layout: Mapping[str, Any], view: View) -> None:
    marker = trace.get("marker", {})
    edge = marker.get("line", {})
    scale = layout.get("coloraxis", {})
    for place, (east, north) in enumerate(zip(trace["lon"], trace["lat"], strict=True)):
        colour = each(marker.get("color"), place, "#000000")
        if east is None or colour != colour:
            continue
        fill = (
            colour if isinstance(colour, str) else on_scale(colour, scale["colorscale"], scale["cmin"], scale["cmax"])
        )
        symbol, size = each(marker.get("symbol"), place, "circle"), each(marker.get("size"), place, 6)
        mark(
            canvas, view.dot(east, north), symbol=symbol, size=size, colour=fill, edge=edge.get("color", ""),
            width=edge.get("width", 0),
        )  # fmt: skip


def _names(canvas: Canvas, trace: Mapping[str, Any], view: View) -> None:
    """Texts at their places; one that would lie on another is left out."""
    font = trace.get("textfont", {})
    taken: list[tuple[float, float, float]] = []
    for place, (east, north, text) in enumerate(zip(trace["lon"], trace["lat"], trace["text"], strict=True)):
        size, colour = each(font.get("size"), place, SMALL_TEXT), each(font.get("color"), place, "#000000")
        x, y = view.dot(east, north)
        y += size if each(trace.get("textposition"), place, "").startswith("bottom") else 0.0
        half = text_width(text, size) / 2
        if any(abs(y - other_y) < size * 1.1 and abs(x - other_x) < half + other for other_x, other_y, other in taken):
            continue
        taken.append((x, y, half))
        canvas.text([text], x, y, size=size, colour=colour, anchor="center", align="center", halo="#ffffff")
