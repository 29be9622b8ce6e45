"""What stands around the marks: grids, ticks, titles, shapes, notes, the legend and the scale of colours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.charts.chart import SMALL_TEXT, TEXT_SIZE
from briefing.drawing.axes import Axis
from briefing.drawing.marks import INK, coloured, each, mark
from briefing.drawing.measure import LINE_HEIGHT, text_width
from briefing.drawing.svg import Canvas, lines_of

KEY = 30  # px of the sign before an entry of the legend
GAP = 10  # px from one entry to the next
ROW = 19  # px of a row of the legend
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The rectangle that paper coordinates from 0 to 1 span, in px, on a picture `height` px high."""

    left: float
    top: float
    right: float
    bottom: float
    height: float

    def across(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def up(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top)


def draw_axis(canvas: Canvas, axis: Axis, plot: Plot, other: Axis | None) -> None:
    """Grid, ticks and title of an axis; `other`: the axis that it stands at."""
    look = axis.look
    if look.get("visible") is False:
        return
    font = look.get("tickfont", {})
    size, colour = font.get("size", SMALL_TEXT), font.get("color", INK)
    low, high = (plot.top, plot.bottom) if axis.is_horizontal else (plot.left, plot.right)
    if other is not None:
        low, high = sorted((other.start, other.end))
    at_far_side = look.get("side") in ("top", "right")
    edge = (low if at_far_side else high) if axis.is_horizontal else (high if at_far_side else low)
    gap = look.get("ticklen", 5)
    for place, text in axis.ticks():
        if look.get("showgrid", True):
            ends = [(place, low), (place, high)] if axis.is_horizontal else [(low, place), (high, place)]
            canvas.line(ends, colour=look.get("gridcolor", "#eeeeee"), width=look.get("gridwidth", 1))
        if not text or look.get("showticklabels") is False:
            continue
        lines = lines_of(text)
        if axis.is_horizontal:
            room = gap + size * LINE_HEIGHT * len(lines) / 2
            half = max(text_width(line, size) for line in lines) / 2
            held = min(max(place, half), canvas.width - half)
            canvas.text(lines, held, edge - room if at_far_side else edge + room, size=size, colour=colour, anchor="center",
                        align="center")  # fmt: skip
        else:
            anchor = "left" if at_far_side else "right"
            canvas.text(
                lines,
                edge + (gap if at_far_side else -gap),
                place,
                size=size,
                colour=colour,
                anchor=anchor,
                align=anchor,
            )
    if look.get("zeroline") and axis.kind == "linear":
        zero = axis.at(0.0)
        ends = [(zero, low), (zero, high)] if axis.is_horizontal else [(low, zero), (high, zero)]
        canvas.line(ends, colour=look.get("zerolinecolor", "#888888"), width=look.get("zerolinewidth", 1))
    _title(canvas, axis, low, high, edge, size + gap)


def _title(canvas: Canvas, axis: Axis, low: float, high: float, edge: float, taken: float) -> None:
    title = axis.look.get("title") or {}
    text = title if isinstance(title, str) else title.get("text", "")
    if not text:
        return
    font = {} if isinstance(title, str) else title.get("font", {})
    size, colour = font.get("size", TEXT_SIZE), font.get("color", INK)
    room = taken + (title.get("standoff", 6) if isinstance(title, dict) else 6)
    middle = (axis.start + axis.end) / 2
    lines = lines_of(text)
    if axis.is_horizontal:
        half = max(text_width(line, size) for line in lines) / 2
        held = min(max(middle, half), max(canvas.width - half, half))
        canvas.text(lines, held, edge + room + size * LINE_HEIGHT * len(lines) / 2, size=size, colour=colour, anchor="center",
                    align="center")  # fmt: skip
    else:
        canvas.text(
            lines,
            max(edge - room - 26, size),
            middle,
            size=size,
            colour=colour,
            anchor="center",
            align="center",
            angle=-90,
        )


def draw_shapes(canvas: Canvas, shapes: Iterable[Mapping[str, Any]], axes: Mapping[str, Axis], plot: Plot) -> None:
    """Lines and boxes at places of axes or of the paper."""
    for shape in shapes:
        x0, x1 = (_across(shape.get("xref", "x"), shape[name], axes, plot) for name in ("x0", "x1"))
        y0, y1 = (_up(shape.get("yref", "y"), shape[name], axes, plot) for name in ("y0", "y1"))
        look = shape.get("line", {})
        colour, width, dash = look.get("color", INK), look.get("width", 2), look.get("dash", "solid")
        if shape.get("type") == "line":
            canvas.line([(x0, y0), (x1, y1)], colour=colour, width=width, dash=dash)
        else:
            canvas.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), fill=shape.get("fillcolor", CLEAR),
                       edge=colour, width=width, opacity=shape.get("opacity", 1))  # fmt: skip


def _across(ref: str, value: Any, axes: Mapping[str, Axis], plot: Plot) -> float:
    if ref == "paper":
        return plot.across(float(value))
    if ref.endswith(" domain"):
        axis = axes[ref.removesuffix(" domain")]
        return axis.start + float(value) * (axis.end - axis.start)
    return axes[ref].place(value) or 0.0


def _up(ref: str, value: Any, axes: Mapping[str, Axis], plot: Plot) -> float:
    if ref == "paper":
        return plot.up(float(value))
    if ref.endswith(" domain"):
        axis = axes[ref.removesuffix(" domain")]
        return axis.start + float(value) * (axis.end - axis.start)
    return axes[ref].place(value) or 0.0


def draw_notes(canvas: Canvas, notes: Iterable[Mapping[str, Any]], axes: Mapping[str, Axis], plot: Plot) -> None:
    """Texts at places of axes or of the paper."""
    for one in notes:
        if one.get("visible") is False or not str(one.get("text", "")):
            continue
        x_ref, y_ref = one.get("xref", "x"), one.get("yref", "y")
        x = _across(x_ref, one["x"], axes, plot) + one.get("xshift", 0)
        y = _up(y_ref, one["y"], axes, plot) - one.get("yshift", 0)
        font = one.get("font", {})
        size = font.get("size", TEXT_SIZE)
        lines = lines_of(one["text"])
        anchor = _anchor(one.get("xanchor", "auto"), x_ref, one["x"], ("left", "center", "right"))
        upright = _anchor(one.get("yanchor", "auto"), y_ref, one["y"], ("bottom", "middle", "top"))
        angle = float(one.get("textangle", 0))
        block = size * LINE_HEIGHT * len(lines)
        if angle:
            block = max(text_width(line, size) for line in lines)
            anchor = "center"
        y += {"bottom": -block / 2, "middle": 0.0, "top": block / 2}[upright]
        canvas.text(
            lines, x, y, size=size, colour=font.get("color", INK), anchor=anchor, angle=angle,
            align=anchor if len(lines) == 1 else one.get("align", "center"), background=one.get("bgcolor", ""),
        )  # fmt: skip


def _anchor(stated: str, ref: str, value: Any, names: tuple[str, str, str]) -> str:
    """Where a text is held; left to itself, by the third of the paper it lies in, and by its middle on an axis."""
    if stated != "auto":
        return stated
    if ref != "paper":
        return names[1]
    return names[0] if float(value) <= 1 / 3 else names[2] if float(value) >= 2 / 3 else names[1]


def entries(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The traces that the legend names, in its order."""
    if layout.get("showlegend") is False:
        return []
    named = [
        trace for trace in traces
        if trace.get("name") and trace.get("showlegend", True) and trace.get("visible", True) is True
    ]  # fmt: skip
    order = layout.get("legend", {}).get("traceorder", "normal")
    return named[::-1] if "reversed" in order else named


def draw_legend(canvas: Canvas, traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], plot: Plot) -> float:
    """The legend, in rows that break where the picture ends; returns the px from the top at which it ends."""
    named = entries(traces, layout)
    if not named:
        return 0.0
    look = layout.get("legend", {})
    font = look.get("font", {})
    size, colour = font.get("size", SMALL_TEXT), font.get("color", INK)
    left = max(plot.across(look.get("x", 1.02)) if look.get("xanchor", "left") == "left" else plot.left, 0.0)
    is_row = look.get("orientation") == "h"
    widths = [KEY + 6 + max(text_width(line, size) for line in lines_of(trace["name"])) + GAP for trace in named]
    places: list[tuple[float, int]] = []
    row, x = 0, left
    for width in widths:
        if places and (not is_row or x + width - GAP > canvas.width):
            row, x = row + 1, left
        places.append((x, row))
        x += width
    height = (row + 1) * ROW
    y = look.get("y", 1.0)
    top = plot.height - y * plot.height if look.get("yref") == "container" else plot.up(y)
    top -= {"top": 0.0, "middle": height / 2, "bottom": height}.get(look.get("yanchor", "top"), 0.0)
    for trace, (x, row) in zip(named, places, strict=True):
        middle = top + row * ROW + ROW / 2
        sign(canvas, trace, x, middle)
        canvas.text(lines_of(trace["name"]), x + KEY + 6, middle, size=size, colour=colour)
    return top + height


def sign(canvas: Canvas, trace: Mapping[str, Any], x: float, y: float) -> None:
    """What an entry of the legend is told by: a line, a mark, a box."""
    if trace.get("type") == "bar":
        _bar_sign(canvas, trace, x, y)
        return
    mode, line, marker = trace.get("mode", "lines"), trace.get("line", {}), trace.get("marker", {})
    if trace.get("fill") and trace.get("fillcolor"):
        canvas.box(x, y, x + KEY, y + 6, fill=trace["fillcolor"])
    if "lines" in mode and line.get("width", 2):
        canvas.line(
            [(x, y), (x + KEY, y)],
            colour=line.get("color", INK),
            width=line.get("width", 2),
            dash=line.get("dash", "solid"),
        )
    if "markers" in mode:
        edge = marker.get("line", {})
        size = min(each(marker.get("size"), 0, 6), 14)
        mark(canvas, (x + KEY / 2, y), symbol=each(marker.get("symbol"), 0, "circle"), size=size,
             colour=coloured(each(marker.get("color"), 0, INK), marker), edge=each(edge.get("color"), 0, ""),
             width=each(edge.get("width"), 0, 0), opacity=each(marker.get("opacity"), 0, 1))  # fmt: skip


def _bar_sign(canvas: Canvas, trace: Mapping[str, Any], x: float, y: float) -> None:
    marker = trace.get("marker", {})
    edge, pattern = marker.get("line", {}), marker.get("pattern", {})
    colour = marker.get("color", INK)
    if not isinstance(colour, str):  # bars in the colours of their figures: the middle of the scale stands for all
        scale = marker.get("colorscale")
        colour = scale[len(scale) // 2][1] if scale else each(colour, 0, INK)
    box = (x + KEY / 2 - 6, y - 6, x + KEY / 2 + 6, y + 6)
    canvas.box(*box, fill=colour, edge=each(edge.get("color"), 0, ""), width=each(edge.get("width"), 0, 0),
               opacity=each(marker.get("opacity", trace.get("opacity")), 0, 1))  # fmt: skip
    if each(pattern.get("shape"), 0, ""):
        canvas.box(*box, fill=canvas.hatch(pattern["fgcolor"], size=5, thickness=1.2))


def draw_colour_scale(canvas: Canvas, scale: Mapping[str, Any], plot: Plot) -> float:
    """A lying scale of colours below the plot with its title above it; returns where it ends, in px from the top."""
    bar = scale["colorbar"]
    font = bar.get("tickfont", {})
    title = bar.get("title", {})
    size = font.get("size", SMALL_TEXT)
    length = min(
        bar["len"] if bar.get("lenmode") == "pixels" else plot.across(bar.get("len", 1)) - plot.left, canvas.width
    )
    left, top = plot.across(bar.get("x", 0)), plot.up(bar.get("y", 0)) + 8
    if title.get("text"):
        canvas.text([title["text"]], left, top + size * LINE_HEIGHT / 2, size=size, colour=font.get("color", INK))
        top += size * LINE_HEIGHT + 3
    thick = bar.get("thickness", 10)
    canvas.box(
        left,
        top,
        left + length,
        top + thick,
        fill=canvas.gradient([(at, colour) for at, colour in scale["colorscale"]]),
    )
    low, high = scale["cmin"], scale["cmax"]
    for value, text in zip(bar["tickvals"], bar["ticktext"], strict=True):
        place = left + (value - low) / (high - low) * length
        anchor = "left" if value == low else "right" if value == high else "center"
        below = top + thick + size * LINE_HEIGHT / 2 + 2
        canvas.text([text], place, below, size=size, colour=font.get("color", INK), anchor=anchor, align=anchor)
    return top + thick + size * LINE_HEIGHT + 2
