"""Charts as pictures without a browser: the figures of `briefing.charts` drawn as SVG, in the language spoken now."""

from collections.abc import Mapping
from typing import Any

from briefing.charts.chart import Chart
from briefing.drawing import frame, marks
from briefing.drawing.axes import Axis, extent, kind_of, value_of
from briefing.drawing.marks import NotDrawn
from briefing.drawing.svg import Canvas
from briefing.drawing.world import draw_map
from briefing.language import direction

__all__ = ["NotDrawn", "Picture", "draw"]

DRAWN = ("scatter", "bar", "heatmap", "choropleth", "scattergeo")
ON_MAPS = ("choropleth", "scattergeo")
FOOT = 4  # px below whatever comes last


class Picture:
    """A chart as SVG, `width` by `height` px."""

    def __init__(self, svg: str, width: float, height: float):
        self.svg, self.width, self.height = svg, width, height


def draw(chart: Chart, *, width: float, height: float | None = None) -> Picture:
    """A chart `width` px wide; its plot as high as the figure says, or as in one `height` px high, and the room below taken.

    Raises NotDrawn for a kind of trace or mark that this package does not know.
    """
    layout, traces = chart.figure["layout"], chart.figure["data"]
    strangers = sorted({trace.get("type", "scatter") for trace in traces} - set(DRAWN))
    if strangers:
        raise NotDrawn(f"{chart.title!r}: no trace of type {', '.join(strangers)}")
    is_of_rows = layout.get("yaxis", {}).get("visible") is False and "geo" not in layout
    canvas = Canvas(
        width=width, height=float(height or layout["height"]), is_mirrored=is_of_rows and direction() == "rtl"
    )  # fmt: skip
    margin = layout.get("margin", {})
    plot = frame.Plot(
        left=margin.get("l", 0), top=margin.get("t", 0), right=width - margin.get("r", 0),
        bottom=canvas.height - margin.get("b", 0), height=canvas.height,
    )  # fmt: skip
    if any(trace.get("type") in ON_MAPS for trace in traces):
        draw_map(
            canvas,
            [one for one in traces if one["type"] in ON_MAPS],
            layout,
            (plot.left, plot.top, plot.right, plot.bottom),
        )
        ends = [frame.draw_colour_scale(canvas, layout["coloraxis"], plot)] if "coloraxis" in layout else []
        ends.append(_map_legend(canvas, traces, layout, max(ends, default=plot.bottom)))
    else:
        _draw_plot(canvas, traces, layout, plot)
        ends = [frame.draw_legend(canvas, traces, layout, plot)]
    canvas.height = max(plot.bottom, canvas.lowest, *ends) + FOOT
    return Picture(canvas.svg(title=chart.title, description=chart.alt), canvas.width, canvas.height - canvas.highest)


def _map_legend(canvas: Canvas, traces: list[dict[str, Any]], layout: Mapping[str, Any], below: float) -> float:
    """The legend of a map, beneath its scale of colours."""
    room = frame.Plot(left=0, top=0, right=canvas.width, bottom=below + 6, height=canvas.height)
    beneath = dict(layout) | {"legend": layout.get("legend", {}) | {"y": 0, "yref": "paper", "yanchor": "top"}}
    return frame.draw_legend(canvas, traces, beneath, room)


def _draw_plot(canvas: Canvas, traces: list[dict[str, Any]], layout: Mapping[str, Any], plot: frame.Plot) -> None:
    axes = _axes(traces, layout, plot)
    shapes = layout.get("shapes", [])
    frame.draw_shapes(canvas, [one for one in shapes if one.get("layer") == "below"], axes, plot)
    for name, axis in axes.items():
        frame.draw_axis(canvas, axis, plot, axes.get(_anchor(name, axis.look)))
    clips = {name: _clip(canvas, axes, name, plot) for name in axes if name[0] == "y"}
    bars = [(trace, *_own(trace, axes)) for trace in traces if trace.get("type") == "bar"]
    marks.bars(canvas, bars, mode=layout.get("barmode", "group"))
    before: dict[str, Mapping[str, Any]] = {}
    for trace in traces:
        x, y = _own(trace, axes)
        if trace.get("type") == "heatmap":
            marks.heat_map(canvas, trace, x, y)
        elif trace.get("type", "scatter") == "scatter":
            clip = "" if trace.get("cliponaxis") is False else clips[y.name]
            marks.scatter(canvas, trace, x, y, clip=clip, before=before.get(x.name + y.name))
            before[x.name + y.name] = trace
    frame.draw_shapes(canvas, [one for one in shapes if one.get("layer") != "below"], axes, plot)
    frame.draw_notes(canvas, layout.get("annotations", []), axes, plot)


def _clip(canvas: Canvas, axes: Mapping[str, Axis], name: str, plot: frame.Plot) -> str:
    """The clipping rectangle of the plot that a vertical axis belongs to, with room for the thickness of lines."""
    axis = axes[name]
    top, bottom = sorted((axis.start, axis.end))
    across = axes.get(_anchor(name, axis.look))
    left, right = sorted((across.start, across.end)) if across is not None else (plot.left, plot.right)
    return canvas.clip(left - 2, top - 2, right + 2, bottom + 2)


def _own(trace: Mapping[str, Any], axes: Mapping[str, Axis]) -> tuple[Axis, Axis]:
    return axes[trace.get("xaxis", "x")], axes[trace.get("yaxis", "y")]


def _anchor(name: str, look: Mapping[str, Any]) -> str:
    """The axis that an axis stands at."""
    other = "y" if name.startswith("x") else "x"
    return str(look.get("anchor") or other + name[1:])


def _axes(traces: list[dict[str, Any]], layout: Mapping[str, Any], plot: frame.Plot) -> dict[str, Axis]:
    """All axes of a figure by their names: x, y, x2 …"""
    names = {"x", "y"} | {trace[f"{side}axis"] for trace in traces for side in "xy" if trace.get(f"{side}axis")}
    found = {}
    for name in sorted(names):
        side = name[0]
        look = layout.get(f"{side}axis{name[1:]}", {})
        if look.get("matches") and look.get("range") is None:
            look = layout.get(f"{side}axis{look['matches'][1:]}", {}) | look
        own = [value for trace in traces if trace.get(f"{side}axis", side) == name for value in trace[side]]
        kind = kind_of(look, own)
        categories = tuple(dict.fromkeys(str(value) for value in own)) if kind == "category" else ()
        values = [value for value in (value_of(raw, kind, categories) for raw in own) if value is not None]
        if any(trace.get("type") == "bar" and (trace.get("orientation") == "h") == (side == "x") for trace in traces):
            values.append(0.0)
        first, last = (
            (-0.5, len(categories) - 0.5) if categories and "range" not in look else extent(look, values, kind)
        )
        low, high = look.get("domain", (0, 1))
        start, end = (plot.across(low), plot.across(high)) if side == "x" else (plot.up(low), plot.up(high))
        found[name] = Axis(
            name=name, kind=kind, first=first, last=last, start=start, end=end, look=look, categories=categories
        )
    return found
