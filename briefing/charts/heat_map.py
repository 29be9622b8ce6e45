"""The risk factors of several countries as a heat map whose cells carry their level."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefing.charts.beside import MOST, named
from briefing.charts.chart import LINE, SIDE, SMALL_TEXT, TEXT_SIZE, Chart, layout, note, wrap
from briefing.charts.profile import HEADINGS, STATES, FactorLevel
from briefing.charts.rows import Row, stack
from briefing.language import format_clauses, format_list, format_number, mark
from briefing.language import gettext as _
from briefing.palette import Palette

CELL = 24  # px
NARROW = 330  # px of plot on a screen 390 px wide
SIGNS = {"not enough known": "?", "no data yet": "–"}  # in cells without a level
KEY = mark("* out of date; ? not enough known; – no data yet")


def factor_heat_map(
    countries: Sequence[tuple[str, Sequence[FactorLevel]]], *, month: str, colours: Palette, source_line: str
) -> Chart:  # fmt: skip
    """The 14 risk factors of two to six countries as cells that carry their level; a cell without one says why.

    `countries`: (name, its factors), the factors in the same order for all; `month` as a reader meets it.
    Raises ValueError for more than six countries.
    """
    if len(countries) > MOST:
        raise ValueError(f"{len(countries)} countries on one chart; at most {MOST} stay readable")
    names = [name for name, _factors in countries]
    heads, top = _heads(names, colours)
    laid = stack(_rows(countries[0][1]), colours, top=top, mark=CELL)
    foot = note(
        _(KEY), xref="paper", yref="y", x=0, y=laid.height + 6, font={"size": SMALL_TEXT, "color": colours.text_soft}
    )
    plot = layout(
        colours,
        height=laid.height + 24,
        margin={"l": SIDE, "r": SIDE, "t": 0, "b": 0},
        xaxis={"fixedrange": True, "visible": False, "range": [-0.5, len(countries) - 0.5]},
        yaxis={"fixedrange": True, "visible": False, "range": [laid.height + 24, 0]},
        annotations=[*heads, *laid.labels, foot],
    )
    return Chart(
        figure={
            "data": [_cells(countries, laid.middles, colours), _texts(countries, laid.middles, colours)],
            "layout": plot,
        },
        title=_("The 14 risk factors in {month}: {countries}").format(month=month, countries=named(names)),
        alt=_in_words(countries, month),
        table=_table(countries),
        source_line=source_line,
    )


def _rows(factors: Sequence[FactorLevel]) -> list[Row]:
    rows, group = [], ""
    for factor in factors:
        rows.append(Row(label=factor.label, heading="" if factor.group == group else _(HEADINGS[factor.group])))
        group = factor.group
    return rows


def _cells(
    countries: Sequence[tuple[str, Sequence[FactorLevel]]], middles: Sequence[float], colours: Palette
) -> dict[str, Any]:  # fmt: skip
    """Cells between labels: every other band of the grid is empty, for the label of the next row."""
    edges, levels = [0.0], []
    for row, middle in enumerate(middles):
        edges += [middle - CELL / 2, middle + CELL / 2]
        levels += [[None] * len(countries), [factors[row].level for _name, factors in countries]]
    return {
        "type": "heatmap", "x": list(range(len(countries))), "y": edges, "z": levels, "zmin": 0, "zmax": 1,
        "colorscale": colours.scale, "showscale": False, "xgap": 3, "hoverinfo": "skip",
    }  # fmt: skip


def _texts(
    countries: Sequence[tuple[str, Sequence[FactorLevel]]], middles: Sequence[float], colours: Palette
) -> dict[str, Any]:  # fmt: skip
    xs, ys, texts, inks = [], [], [], []
    for column, (_name, factors) in enumerate(countries):
        for factor, middle in zip(factors, middles, strict=True):
            xs.append(column)
            ys.append(middle)
            texts.append(_text(factor))
            inks.append(colours.text_soft if factor.level is None else colours.ink_on(colours.at(factor.level)))
    return {
        "type": "scatter", "mode": "text", "x": xs, "y": ys, "text": texts, "textfont": {"size": TEXT_SIZE, "color": inks},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _text(factor: FactorLevel) -> str:
    if factor.level is None:
        return SIGNS[factor.state]
    return format_number(factor.level, decimals=2) + ("*" if factor.state == "out of date" else "")


def _heads(names: Sequence[str], colours: Palette) -> tuple[list[dict[str, Any]], float]:
    """Country names above their columns, level where they fit on a narrow screen, else turned; and where they end in px."""
    room = NARROW / len(names)
    width = max(int(room / 7), 4)
    fits = all(len(word) <= width for name in names for word in name.split()) and all(
        len(wrap(name, width=width)) <= 3 for name in names
    )
    lines = [wrap(name, width=width if fits else 22) for name in names]
    height = (max(map(len, lines)) * LINE if fits else max(len(line) for one in lines for line in one) * 7) + 6
    place = {"yanchor": "bottom", "y": height, "textangle": 0 if fits else -90, "xanchor": "center", "align": "left"}
    font = {"size": 13, "color": colours.text}
    return [note("<br>".join(one), x=i, font=font, **place) for i, one in enumerate(lines)], height + 8.0


def _in_words(countries: Sequence[tuple[str, Sequence[FactorLevel]]], month: str) -> str:
    parts = []
    for name, factors in countries:
        high = sorted((one for one in factors if one.level is not None), key=lambda one: -(one.level or 0))[:3]
        listed = format_list([f"{_(one.title)} ({format_number(one.level, decimals=2)})" for one in high])
        parts.append(_("{name}, highest: {factors}").format(name=name, factors=listed or _("nothing known")))
    return _("Levels of the 14 risk factors in {month}, from 0 to 1. {countries}.").format(
        month=month, countries=format_clauses(parts)
    )


def _table(countries: Sequence[tuple[str, Sequence[FactorLevel]]]) -> pd.DataFrame:
    table = pd.DataFrame({_("Risk factor"): [factor.label for factor in countries[0][1]]})
    for name, factors in countries:
        table[name] = [_(STATES[one.state]) if one.level is None else _text(one) for one in factors]
    return table
