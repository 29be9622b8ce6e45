"""What stands inside the axes: lines, areas, marks, bars, cells, texts."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from briefing.charts.chart import TEXT_SIZE
from briefing.drawing.axes import Axis
from briefing.drawing.svg import Canvas, Point, channels, lines_of, number, path

SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "triangle-down", "triangle-left", "triangle-right", "pentagon", "hexagon",
    "x", "cross", "star", "line-ns", "line-ew",
)  # fmt: skip
BAR_SHARE = 0.8  # of the room between two bars, as Plotly leaves it
INK = "#000000"


class NotDrawn(ValueError):
    """A figure with something in it that this module does not draw; the message names it."""


def scatter(
    canvas: Canvas, trace: Mapping[str, Any], x: Axis, y: Axis, *, clip: str, before: Mapping[str, Any] | None
) -> None:  # fmt: skip
    """Lines, areas, marks and texts; `before`: the trace that `fill: tonexty` reaches down to."""
    mode = trace.get("mode", "lines")
    points = placed(trace, x, y)
    if trace.get("fill") in ("toself", "tonexty", "tozeroy"):
        _fill(canvas, trace, points, x, y, clip=clip, before=before)
    if "lines" in mode and trace.get("line", {}).get("width", 2):
        _lines(canvas, trace, points, clip=clip)
    _errors(canvas, trace, x, y)
    if "markers" in mode:
        _markers(canvas, trace, points)
    if "text" in mode:
        _texts(canvas, trace, points)


def placed(trace: Mapping[str, Any], x: Axis, y: Axis) -> list[Point | None]:
    """The points of a trace in px; None where there is none."""
    found: list[Point | None] = []
    for across, up in zip(trace["x"], trace["y"], strict=True):
        at = (x.place(across), y.place(up))
        found.append(None if at[0] is None or at[1] is None else (at[0], at[1]))
    return found


def _stretches(points: Sequence[Point | None]) -> list[list[Point]]:
    """Points without a gap between them."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [stretch for stretch in found if stretch]


def _shaped(points: Sequence[Point], shape: str) -> list[Point]:
    """The corners of a line that runs in steps, or the points themselves."""
    if shape not in ("hv", "vh"):
        return list(points)
    found = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        found += [(x1, y0) if shape == "hv" else (x0, y1), (x1, y1)]
    return found


def _lines(canvas: Canvas, trace: Mapping[str, Any], points: Sequence[Point | None], *, clip: str) -> None:
    look = trace.get("line", {})
    shape = look.get("shape", "linear")
    joined = [point for point in points if point is not None]
    stretches = ([joined] if joined else []) if trace.get("connectgaps") else _stretches(points)
    if clip:
        canvas.elements.append(f'<g clip-path="url(#{clip})">')
    for stretch in stretches:
        canvas.line(
            _shaped(stretch, shape),
            colour=look.get("color", INK),
            width=look.get("width", 2),
            dash=look.get("dash", "solid"),
        )
    if clip:
        canvas.elements.append("</g>")


def _fill(
    canvas: Canvas, trace: Mapping[str, Any], points: Sequence[Point | None], x: Axis, y: Axis, *, clip: str,
    before: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    shape = trace.get("line", {}).get("shape", "linear")
    fill = trace.get("fillcolor", "rgba(0,0,0,0.2)")
    if trace["fill"] == "toself":
        d = "".join(path(_shaped(stretch, shape)) + "Z" for stretch in _stretches(points) if len(stretch) > 2)
        if d:
            canvas.area(d, fill=fill, clip=clip)
        return
    floor = placed(before, x, y) if before is not None and trace["fill"] == "tonexty" else [
        None if point is None else (point[0], y.at(max(0.0, min(y.first, y.last)))) for point in points
    ]  # fmt: skip
    for run in _both_known(points, floor):
        over = _shaped([above for above, _below in run], shape)
        under = _shaped([below for _above, below in run], shape)
        if len(run) > 1:
            canvas.area(path([*over, *under[::-1]]) + "Z", fill=fill, clip=clip)


def _both_known(one: Sequence[Point | None], other: Sequence[Point | None]) -> list[list[tuple[Point, Point]]]:
    """The points of both, in runs of places at which both have one."""
    runs: list[list[tuple[Point, Point]]] = [[]]
    for above, below in zip(one, other, strict=False):
        if above is None or below is None:
            runs.append([])
        else:
            runs[-1].append((above, below))
    return [run for run in runs if run]


def _errors(canvas: Canvas, trace: Mapping[str, Any], x: Axis, y: Axis) -> None:
    """Whiskers of `error_x` and `error_y`, given as data."""
    for name in ("error_x", "error_y"):
        error = trace.get(name)
        if not error:
            continue
        up = error["array"]
        down = error.get("arrayminus", up) if error.get("symmetric") is not True else up
        for place, (across, high) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            if across is None or high is None:
                continue
            is_y = name == "error_y"
            axis, value = (y, high) if is_y else (x, across)
            ends = [axis.place(value - down[place]), axis.place(value + up[place])]
            fixed = (x if is_y else y).place(across if is_y else high)
            if fixed is None or ends[0] is None or ends[1] is None:
                continue
            look = {"colour": error.get("color", INK), "width": error.get("thickness", 2)}
            cap = error.get("width", 4)
            flip = (lambda a, b: (b, a)) if is_y else (lambda a, b: (a, b))
            canvas.line([flip(ends[0], fixed), flip(ends[1], fixed)], **look)
            for end in ends:
                canvas.line([flip(end, fixed - cap), flip(end, fixed + cap)], **look)


def each(value: Any, place: int, otherwise: Any) -> Any:
    """A setting that is one for all marks or a list with one a mark."""
    if value is None:
        return otherwise
    return value[place] if isinstance(value, list | tuple) else value


def coloured(value: Any, marker: Mapping[str, Any]) -> str:
    """The colour of a mark: as it is, or on the scale that its figure lies on."""
    return value if isinstance(value, str) else on_scale(value, marker["colorscale"], marker["cmin"], marker["cmax"])


def on_scale(value: float, scale: Sequence[Sequence[Any]], low: float, high: float) -> str:
    """The colour of a figure on a colour scale from `low` to `high`; the ends beyond them."""
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    for (at, colour), (to, next_colour) in pairwise(scale):
        if share <= to:
            part = 0.0 if to == at else (share - at) / (to - at)
            mixed = [a + (b - a) * part for a, b in zip(channels(colour), channels(next_colour), strict=True)]
            solid = "#" + "".join(f"{round(one):02x}" for one in mixed[:3])
            return solid if mixed[3] >= 1 else "rgba({:.0f}, {:.0f}, {:.0f}, {:.3g})".format(*mixed)
    return str(scale[-1][1])


def _markers(canvas: Canvas, trace: Mapping[str, Any], points: Sequence[Point | None]) -> None:
    marker = trace.get("marker", {})
    for place, point in enumerate(points):
        if point is None:
            continue
        edge = marker.get("line", {})
        mark(
            canvas, point, symbol=each(marker.get("symbol"), place, "circle"), size=each(marker.get("size"), place, 6),
            colour=coloured(each(marker.get("color"), place, INK), marker), edge=each(edge.get("color"), place, ""),
            width=each(edge.get("width"), place, 0), opacity=each(marker.get("opacity"), place, 1),
        )  # fmt: skip


def mark(
    canvas: Canvas, point: Point, *, symbol: str, size: float, colour: str, edge: str = "", width: float = 0, opacity: float = 1
) -> None:  # fmt: skip
    """One mark by Plotly's name of its symbol. Raises NotDrawn for a symbol not known here."""
    is_open = symbol.endswith("-open")
    name = symbol.removesuffix("-open")
    if name not in SYMBOLS:
        raise NotDrawn(f"no mark {symbol!r}")
    x, y = point
    r = size / 2
    if name.startswith("line"):
        across = name == "line-ew"
        ends = [(x - r, y), (x + r, y)] if across else [(x, y - r), (x, y + r)]
        canvas.line(ends, colour=edge or colour, width=width or 1)
        return
    if name == "circle":
        arc = f"a{number(r)} {number(r)} 0 1 0 "
        outline = f"M{number(x - r)} {number(y)}{arc}{number(2 * r)} 0{arc}{number(-2 * r)} 0Z"
    else:
        outline = path([(x + dx * r, y + dy * r) for dx, dy in _corners(name)]) + "Z"
    canvas.area(
        outline, fill="none" if is_open else colour, edge=edge or (colour if is_open else ""), opacity=opacity,
        width=width or (1 if is_open else 0),
    )  # fmt: skip


def _corners(name: str) -> list[Point]:
    """The corners of a symbol around the origin, half its size being 1."""
    a, b = 0.4, 1.0
    cross = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
    corners: dict[str, list[Point]] = {
        "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
        "triangle-up": [(0, -1.15), (1.15, 0.85), (-1.15, 0.85)],
        "triangle-down": [(0, 1.15), (1.15, -0.85), (-1.15, -0.85)],
        "triangle-left": [(-1.15, 0), (0.85, 1.15), (0.85, -1.15)],
        "triangle-right": [(1.15, 0), (-0.85, 1.15), (-0.85, -1.15)],
        "pentagon": [_on_circle(n / 5) for n in range(5)],
        "hexagon": [_on_circle(n / 6) for n in range(6)],
        "cross": cross,
        "x": [((u - v) * 0.71, (u + v) * 0.71) for u, v in cross],
        "star": [(0, -1.2), (0.35, -0.4), (1.2, -0.35), (0.55, 0.2), (0.75, 1.05), (0, 0.6), (-0.75, 1.05), (-0.55, 0.2),
                 (-1.2, -0.35), (-0.35, -0.4)],
    }  # fmt: skip
    return corners[name]


def _on_circle(turn: float) -> Point:
    """A corner of a regular shape, after a part of a turn from the top."""
    return math.sin(2 * math.pi * turn), -math.cos(2 * math.pi * turn)


def _texts(canvas: Canvas, trace: Mapping[str, Any], points: Sequence[Point | None]) -> None:
    font = trace.get("textfont", {})
    for place, point in enumerate(points):
        text = each(trace.get("text"), place, "")
        if point is None or not text:
            continue
        size = each(font.get("size"), place, TEXT_SIZE)
        position = each(trace.get("textposition"), place, "middle center")
        up, _, across = position.partition(" ")
        anchor = {"left": "right", "right": "left"}.get(across, "center")
        shift = {"top": -1.0, "bottom": 1.0}.get(up, 0.0) * size
        gap = {"left": -6.0, "right": 6.0}.get(across, 0.0)
        canvas.text(
            lines_of(text), point[0] + gap, point[1] + shift, size=size, colour=each(font.get("color"), place, INK),
            anchor=anchor, align=anchor,
        )  # fmt: skip


def bars(canvas: Canvas, traces: Sequence[tuple[Mapping[str, Any], Axis, Axis]], *, mode: str) -> None:
    """All bars, lying or standing, stacked, laid over each other or side by side."""
    ends: dict[tuple[str, str, float, bool], float] = defaultdict(float)
    grouped = [trace for trace, _x, _y in traces] if mode == "group" else []
    for order, (trace, x, y) in enumerate(traces):
        is_lying = trace.get("orientation") == "h"
        along, across = (x, y) if is_lying else (y, x)
        lengths, places = (trace["x"], trace["y"]) if is_lying else (trace["y"], trace["x"])
        width = _bar_width(trace, across, places)
        shift = 0.0
        if len(grouped) > 1:
            width /= len(grouped)
            shift = width * (order - (len(grouped) - 1) / 2)
        for number_, (length, place) in enumerate(zip(lengths, places, strict=True)):
            middle, size = across.value(place), along.value(length)
            if middle is None or size is None:
                continue
            key = (across.name, along.name, middle, size >= 0)
            start = each(trace.get("base"), number_, 0.0) or (ends[key] if mode in ("stack", "relative") else 0.0)
            ends[key] = start + size
            low, high = sorted((along.at(start), along.at(start + size)))
            near, far = sorted((across.at(middle + shift - width / 2), across.at(middle + shift + width / 2)))
            box = (low, near, high, far) if is_lying else (near, low, far, high)
            _bar(canvas, trace, number_, box)


def _bar_width(trace: Mapping[str, Any], axis: Axis, places: Sequence[Any]) -> float:
    if trace.get("width") is not None:
        width = trace["width"]
        return float(width[0] if isinstance(width, list | tuple) else width) / (1000 if axis.kind == "date" else 1)
    values = sorted({value for value in map(axis.value, places) if value is not None})
    return BAR_SHARE * min((b - a for a, b in pairwise(values)), default=1.0)


def _bar(canvas: Canvas, trace: Mapping[str, Any], place: int, box: tuple[float, float, float, float]) -> None:
    marker = trace.get("marker", {})
    edge = marker.get("line", {})
    look: dict[str, Any] = {
        "edge": each(edge.get("color"), place, ""), "width": each(edge.get("width"), place, 0),
        "opacity": each(marker.get("opacity", trace.get("opacity")), place, 1),
    }  # fmt: skip
    canvas.box(*box, fill=coloured(each(marker.get("color"), place, INK), marker), **look)
    pattern = marker.get("pattern", {})
    if each(pattern.get("shape"), place, ""):
        thickness = pattern.get("size", 8) * pattern.get("solidity", 0.3)
        canvas.box(*box, fill=canvas.hatch(pattern["fgcolor"], size=pattern.get("size", 8) * 0.8, thickness=thickness))


def heat_map(canvas: Canvas, trace: Mapping[str, Any], x: Axis, y: Axis) -> None:
    """Cells in the colours of their figures; those without one are left empty."""
    rows = trace["z"]
    across = _edges(trace["x"], len(rows[0]), x)
    down = _edges(trace["y"], len(rows), y)
    gaps = trace.get("xgap", 0) / 2, trace.get("ygap", 0) / 2
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is None or value != value:
                continue
            left, right = sorted((x.at(across[column]), x.at(across[column + 1])))
            top, bottom = sorted((y.at(down[row]), y.at(down[row + 1])))
            canvas.box(left + gaps[0], top + gaps[1], right - gaps[0], bottom - gaps[1],
                       fill=on_scale(value, trace["colorscale"], trace["zmin"], trace["zmax"]))  # fmt: skip


def _edges(places: Sequence[Any], count: int, axis: Axis) -> list[float]:
    """The edges of cells that are given by their edges or by their middles."""
    values = [axis.value(place) or 0.0 for place in places]
    if len(values) == count + 1:
        return values
    half = (values[1] - values[0]) / 2 if len(values) > 1 else 0.5
    return [values[0] - half, *((a + b) / 2 for a, b in pairwise(values)), values[-1] + half]
