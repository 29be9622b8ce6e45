"""How the risk factors of one State stood then and stand now: two dots a factor, joined by what moved."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefing.charts.chart import SIDE, Chart, axis, axis_title, drawn, layout, legend, plain
from briefing.charts.heat_map import KEY, SIGNS
from briefing.charts.profile import HEADINGS, STATES, FactorLevel
from briefing.charts.rows import Row, stack
from briefing.language import format_clauses, format_number, format_signed
from briefing.language import gettext as _
from briefing.palette import Palette

Pair = tuple[FactorLevel, FactorLevel]


def shift(
    pairs: Sequence[Pair], *, name: str, then: str, now: str, colours: Palette, source_line: str
) -> Chart:  # fmt: skip
    """The 14 risk factors of one State at two months; `pairs`: (then, now) of each, in their order.

    A hollow dot for then, a full one for now, the line between them in the colour of its direction; a factor without a
    level at both says so.
    """
    rows, group = [], ""
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    for before, after in pairs:
        heading = "" if after.group == group else _(HEADINGS[after.group])
        rows.append(Row(label=after.label, figure=_figure(before, after), heading=heading, is_soft=after.level is None))
        group = after.group
    laid = stack(rows, colours)
    plot = layout(
        colours,
        height=laid.height + 92,
        margin={"l": SIDE, "r": SIDE, "t": 0, "b": 92},
        showlegend=True,
        legend=legend(colours, y=0, yref="container", yanchor="bottom"),
        xaxis=axis(
            colours, range=[-0.02, 1.02], tickvals=ticks, ticktext=[format_number(one, decimals=2) for one in ticks],
            showgrid=False, title=axis_title(colours, f"{_('Level, 0 to 1')}<br>{_(KEY)}"),
        ),
        yaxis=laid.axis(),
        annotations=list(laid.labels),
        shapes=[_rail(y, colours) for (_before, after), y in zip(pairs, laid.middles, strict=True) if after.level is not None],
    )  # fmt: skip
    return Chart(
        figure={"data": drawn(_traces(pairs, laid.middles, then, now, colours)), "layout": plot},
        title=_("{name}: the 14 risk factors in {then} and {now}").format(name=name, then=then, now=now),
        alt=_in_words(pairs, name, then, now),
        table=pd.DataFrame({
            _("Risk factor"): [after.label for _before, after in pairs],
            then: [_text(before) for before, _after in pairs],
            now: [_text(after) for _before, after in pairs],
            _("Change"): [_moved(before, after) for before, after in pairs],
        }),
        source_line=source_line,
    )  # fmt: skip


def _traces(
    pairs: Sequence[Pair], middles: Sequence[float], then: str, now: str, colours: Palette
) -> list[dict[str, Any]]:  # fmt: skip
    both = [
        (before.level, after.level, y)
        for (before, after), y in zip(pairs, middles, strict=True)
        if before.level is not None and after.level is not None
    ]
    lines = [
        {"type": "scatter", "mode": "lines", "x": [before, after], "y": [y, y], "showlegend": False,
         "hoverinfo": "skip", "line": {"width": 4, "color": colours.rises if after > before else colours.falls}}
        for before, after, y in both
    ]  # fmt: skip
    marks = []
    for place, (name, size) in enumerate(((then, 9), (now, 11))):
        own = [(pair[place], y) for pair, y in zip(pairs, middles, strict=True) if pair[place].level is not None]
        fill = colours.score if place else colours.background
        marks.append({
            "type": "scatter", "mode": "markers", "name": name, "x": [one.level for one, _y in own], "y": [y for _one, y in own],
            "marker": {"size": size, "color": fill, "line": {"width": 2, "color": colours.score}},
            "customdata": [f"{plain(one.label)}, {name}: {_text(one)}" for one, _y in own],
            "hovertemplate": "%{customdata}<extra></extra>", "cliponaxis": False,
        })  # fmt: skip
    return [*lines, *marks]


def _rail(y: float, colours: Palette) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below",
        "line": {"color": colours.grid, "width": 2},
    }  # fmt: skip


def _figure(before: FactorLevel, after: FactorLevel) -> str:
    if after.level is None:
        return SIGNS[after.state]
    star = "*" if after.state == "out of date" else ""
    moved = f" ({_moved(before, after)})" if before.level is not None else ""
    return format_number(after.level, decimals=2) + star + moved


def _moved(before: FactorLevel, after: FactorLevel) -> str:
    change = None if before.level is None or after.level is None else after.level - before.level
    return format_signed(change, decimals=2)


def _text(one: FactorLevel) -> str:
    return _(STATES[one.state]) if one.level is None else format_number(one.level, decimals=2)


def _in_words(pairs: Sequence[Pair], name: str, then: str, now: str) -> str:
    listed = [
        f"{after.label}: {_text(before)} → {_text(after)}" for before, after in pairs if before.level or after.level
    ]
    return _("Levels of the risk factors of {name} in {then} and {now}, from 0 to 1. {factors}.").format(
        name=name, then=then, now=now, factors=format_clauses(listed) or _("nothing known")
    )
