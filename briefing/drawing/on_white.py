"""A chart made for a dark screen, in the colours of print: the same figure on white."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from briefing.charts.chart import Chart
from briefing.drawing.marks import on_scale
from briefing.palette import DARK, LIGHT, Palette

INKS = ("#000000", "#ffffff")  # of texts on cells, chosen by the colour under them


def on_white(chart: Chart) -> Chart:
    """The chart with every colour of the dark palette replaced by its like of the light one; a light chart as it is."""
    figure = _replaced(chart.figure, _pairs())
    cells = [trace for trace in figure["data"] if trace.get("type") == "heatmap"]
    if not cells or figure == chart.figure:
        return replace(chart, figure=figure)
    data = [_inked(trace, cells[0]) if trace.get("mode") == "text" else trace for trace in figure["data"]]
    return replace(chart, figure=figure | {"data": data})


def _pairs() -> dict[str, str]:
    """Colour of the dark palette → colour of the light one that stands for the same."""
    found: dict[str, str] = {}
    for dark, light in zip(_colours(DARK), _colours(LIGHT), strict=True):
        found.setdefault(dark, light)
    return found


def _colours(palette: Palette) -> list[str]:
    found: list[str] = []
    for field in fields(palette):
        value = getattr(palette, field.name)
        if field.name == "theme":
            continue
        found += [value] if isinstance(value, str) else value.values() if isinstance(value, dict) else value
    return found


def _replaced(value: Any, pairs: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pairs.get(value, value)
    if isinstance(value, dict):
        return {name: _replaced(one, pairs) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(one, pairs) for one in value]
    return value


def _inked(trace: Mapping[str, Any], cells: Mapping[str, Any]) -> Mapping[str, Any]:
    """Texts on cells, each in black or white by the colour that the cell has now."""
    font = trace.get("textfont", {})
    inks = font.get("color")
    if not isinstance(inks, list):
        return trace
    chosen = [
        LIGHT.ink_on(under) if ink in INKS and (under := _under(cells, x, y)) else ink
        for x, y, ink in zip(trace["x"], trace["y"], inks, strict=True)
    ]
    return dict(trace) | {"textfont": font | {"color": chosen}}


def _under(cells: Mapping[str, Any], x: Any, y: Any) -> str:
    """The colour of the cell at a place; empty where there is none."""
    row, column = _place(cells["y"], len(cells["z"]), y), _place(cells["x"], len(cells["z"][0]), x)
    value = None if row is None or column is None else cells["z"][row][column]
    return "" if value is None else on_scale(value, cells["colorscale"], cells["zmin"], cells["zmax"])


def _place(ends: Sequence[Any], count: int, value: Any) -> int | None:
    """Which cell a value lies in, by the edges of the cells or by their middles; None if in none."""
    if len(ends) == count:
        return list(ends).index(value) if value in ends else None
    return next((place for place in range(count) if ends[place] <= value <= ends[place + 1]), None)
