"""Small multiples: the score of each State on a panel of its own, all on one scale, since a day that is marked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from briefing.charts.chart import LABEL_WIDTH, LINE, SIDE, SMALL_TEXT, TEXT_SIZE, Chart, axis, drawn, layout, note, wrap
from briefing.language import format_clauses, format_month, format_number, format_signed
from briefing.language import gettext as _
from briefing.palette import Palette

MOST = 12  # panels of one chart; it would be longer than a reader scrolls
PANEL, GAP, FOOT = 64, 14, 30  # px: a panel, what lies between two, the axis of months
LEAST_SCALE = 40  # points; on a shorter scale noise would look like movement
BEFORE = 12  # months shown before the day, so that one sees where the line came from


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One State: its score by month, and the scores at the two months, None where none is shown."""

    name: str
    history: pd.DataFrame  # month, score, low, high, status; all months, in order
    then: float | None
    now: float | None
    is_neighbour: bool = False

    @property
    def rise(self) -> float | None:
        return None if self.then is None or self.now is None else self.now - self.then


def scale_of(panels: Sequence[Panel], *, since: pd.Timestamp, as_of: pd.Timestamp) -> tuple[int, int]:
    """The one scale that holds what all panels show, in full tens, at least LEAST_SCALE points long, within 0 and 100."""
    shown = [one.history[_is_shown(one.history, since, as_of)][["low", "high"]].to_numpy(float) for one in panels]
    known = np.concatenate(shown)[~np.isnan(np.concatenate(shown))]
    if not known.size:
        return 0, 100
    low, high = math.floor(known.min() / 10) * 10, math.ceil(known.max() / 10) * 10
    while high - low < LEAST_SCALE:
        low, high = max(low - 10, 0), min(high + 10, 100)
    return max(low, 0), min(high, 100)


def _is_shown(history: pd.DataFrame, since: pd.Timestamp, as_of: pd.Timestamp) -> pd.Series:
    return (history["month"] >= since - pd.DateOffset(months=BEFORE)) & (history["month"] <= as_of)


def multiples(
    panels: Sequence[Panel], *, since: pd.Timestamp, as_of: pd.Timestamp, scale: tuple[int, int], title: str,
    colours: Palette, source_line: str,
) -> Chart:  # fmt: skip
    """A panel a State, one below the other, all on one scale; neighbours in the softer colour. Up to MOST panels.

    The label carries the score and its change since the day. Raises ValueError for none, or more than MOST.
    """
    if not 0 < len(panels) <= MOST:
        raise ValueError(f"{len(panels)} panels on one chart; between 1 and {MOST} stay readable")
    start = since - pd.DateOffset(months=BEFORE)
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    height = sum(_height(panel) for panel in panels) + FOOT
    top = 0.0
    for place, panel in enumerate(panels):
        name = _axis(place)
        lines = wrap(panel.name, width=LABEL_WIDTH - 14)
        base = top + len(lines) * LINE + 4
        domain = [1 - (base + PANEL) / (height - FOOT), 1 - base / (height - FOOT)]
        axes["yaxis" + name[1:]] = axis(
            colours, range=list(scale), tickvals=[scale[0], sum(scale) // 2, scale[1]], side="right",
            domain=[max(domain[0], 0), domain[1]],
        )  # fmt: skip
        traces += _traces(panel, name, since, as_of, colours)
        labels += _labels(panel, lines, top, height - FOOT, colours)
        top += _height(panel)
    day = f"{since:%Y-%m-%d}"
    plot = layout(
        colours,
        height=height,
        margin={"l": SIDE, "r": 34, "t": 0, "b": FOOT},
        xaxis=axis(
            colours, type="date", showgrid=False, nticks=5, tickformat="%Y-%m", anchor=_axis(len(panels) - 1),
            range=[f"{start:%Y-%m-%d}", f"{as_of + pd.DateOffset(months=1):%Y-%m-%d}"],
        ),
        annotations=labels,
        shapes=[{"type": "line", "xref": "x", "yref": f"{name} domain", "x0": day, "x1": day, "y0": 0, "y1": 1,
                 "line": {"color": colours.outline, "width": 1, "dash": "dot"}}
                for name in map(_axis, range(len(panels)))],
        **axes,
    )  # fmt: skip
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=title, alt=_in_words(panels, since, as_of),
        table=_table(panels, since, as_of), source_line=source_line,
    )  # fmt: skip


def _axis(place: int) -> str:
    """Plotly's name of the vertical axis of a panel."""
    return f"y{place + 1}" if place else "y"


def _height(panel: Panel) -> float:
    return len(wrap(panel.name, width=LABEL_WIDTH - 14)) * LINE + 4 + PANEL + GAP


def _traces(
    panel: Panel, yaxis: str, since: pd.Timestamp, as_of: pd.Timestamp, colours: Palette
) -> list[dict[str, Any]]:  # fmt: skip
    """Interval and line up to the month shown, and its dot."""
    rows = panel.history[_is_shown(panel.history, since, as_of)]
    days = [f"{day:%Y-%m-%d}" for day in rows["month"]]
    ends = [[None if value != value else round(float(value), 2) for value in rows[one]] for one in ("low", "high")]
    scores = [None if value != value else round(float(value), 2) for value in rows["score"]]
    colour = colours.others if panel.is_neighbour else colours.score
    shared = {"type": "scatter", "yaxis": yaxis, "x": days, "showlegend": False, "connectgaps": False}
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red}, {green}, {blue}, 0.16)"}
    line = {
        "mode": "lines",
        "y": scores,
        "line": {"color": colour, "width": 2},
        "hovertemplate": "%{x|%Y-%m}: %{y:.1f}<extra></extra>",
    }
    found = [shared | band | {"y": ends[0]}, shared | band | {"y": ends[1]} | fill, shared | line]
    if panel.now is not None:
        dot = {"size": 8, "color": colour, "line": {"width": 2, "color": colours.background}}
        found.append(
            shared | {"mode": "markers", "x": [f"{as_of:%Y-%m-%d}"], "y": [round(panel.now, 2)], "marker": dot,
                      "hoverinfo": "skip", "cliponaxis": False}
        )  # fmt: skip
    return found


def _labels(
    panel: Panel, lines: Sequence[str], top: float, height: float, colours: Palette
) -> list[dict[str, Any]]:  # fmt: skip
    found = []
    ink = colours.text_soft if panel.is_neighbour else colours.text
    for number, line in enumerate(lines):
        text = line if panel.is_neighbour else f"<b>{line}</b>"
        found.append(_note(text, top + number * LINE, height, x=0, size=TEXT_SIZE, colour=ink))
    figure = _("no score shown") if panel.now is None else format_number(panel.now, decimals=1)
    if panel.rise is not None:
        figure += f" ({format_signed(panel.rise, decimals=1)})"
    return [
        *found,
        _note(figure, top, height, x=1, size=TEXT_SIZE, colour=ink) | {"xanchor": "right", "align": "right"},
    ]


def _note(text: str, top: float, height: float, *, x: float, size: int, colour: str) -> dict[str, Any]:
    return note(
        text, x=x, xref="paper", yref="paper", y=1 - (top + LINE / 2) / height,
        font={"size": max(size, SMALL_TEXT), "color": colour},
    )  # fmt: skip


def _in_words(panels: Sequence[Panel], since: pd.Timestamp, as_of: pd.Timestamp) -> str:
    listed = [
        _("{name}: {score}, {change} since {then}").format(
            name=panel.name, score=_("no score shown") if panel.now is None else format_number(panel.now, decimals=1),
            change=format_signed(panel.rise, decimals=1), then=format_month(since),
        )
        for panel in panels
    ]  # fmt: skip
    return _("Lines of the risk scores up to {month}, one a State. {list}.").format(
        month=format_month(as_of), list=format_clauses(listed)
    )


def _table(panels: Sequence[Panel], since: pd.Timestamp, as_of: pd.Timestamp) -> pd.DataFrame:
    """By month from the day on, a column a State; months as 2024-06, missing where no score is shown."""
    months = panels[0].history["month"]
    table = pd.DataFrame({_("Month"): [f"{month:%Y-%m}" for month in months]})
    for panel in panels:
        table[panel.name] = panel.history["score"].astype(float).round(1).to_numpy()
    return table[((months >= since) & (months <= as_of)).to_numpy()].iloc[::-1].reset_index(drop=True)
