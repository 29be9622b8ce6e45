"""What the score is worth, and which of the choices behind it matter: the charts of the method page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.chart import Chart, axis, axis_title, layout
from briefing.charts.rows import Row, stack
from briefing.language import format_clauses, format_number
from briefing.language import gettext as _
from briefing.palette import Palette


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with the ends of its 95 % interval."""

    label: str
    value: float
    low: float
    high: float
    is_marked: bool = False

    @property
    def text(self) -> str:
        low, high = format_number(self.low, decimals=2), format_number(self.high, decimals=2)
        return f"{format_number(self.value, decimals=3)} ({low}–{high})"


def worth(estimates: Sequence[Estimate], *, title: str, colours: Palette, source_line: str) -> Chart:
    """A dot and its interval a forecast: how often a country-year before an onset stands above another, 0.5 = chance."""
    chance = [{"type": "line", "xref": "x", "yref": "paper", "x0": 0.5, "x1": 0.5, "y0": 0, "y1": 1,
               "line": {"color": colours.outline, "width": 1, "dash": "dot"}}]  # fmt: skip
    return _dots(
        estimates, title=title, unit=_("Area under the ROC curve (0.5 = chance, 1 = perfect)"), limits=(0.4, 1.0),
        colours=colours, source_line=source_line, shapes=chance,
    )  # fmt: skip


def sensitivity(estimates: Sequence[Estimate], *, colours: Palette, source_line: str) -> Chart:
    """A dot and its interval a choice: its share of the movement of ranks."""
    return _dots(
        estimates, title=_("Which choice moves the ranking most"), colours=colours, source_line=source_line, shapes=[],
        unit=_("Total Sobol index: share of the movement of ranks"), limits=(-0.02, 1.0),
    )  # fmt: skip


def _dots(
    estimates: Sequence[Estimate], *, title: str, unit: str, limits: tuple[float, float], colours: Palette,
    source_line: str, shapes: list[dict[str, Any]],
) -> Chart:  # fmt: skip
    laid = stack([Row(label=one.label, figure=one.text, is_strong=one.is_marked) for one in estimates], colours)
    traces: list[dict[str, Any]] = []
    for one, y in zip(estimates, laid.middles, strict=True):
        colour = colours.score if one.is_marked else colours.others
        shared = {"type": "scatter", "showlegend": False, "hoverinfo": "skip"}
        traces += [
            shared | {"mode": "lines", "x": [one.low, one.high], "y": [y, y], "line": {"color": colour, "width": 3}},
            shared | {"mode": "markers", "x": [one.value], "y": [y], "marker": {"size": 11, "color": colour}},
        ]
    reach = [min(limits[0], *(one.low for one in estimates)), max(limits[1], *(one.high for one in estimates))]
    plot = layout(
        colours,
        height=laid.height + 46,
        margin={"l": 8, "r": 8, "t": 0, "b": 46},
        xaxis=axis(colours, range=reach, nticks=7, title=axis_title(colours, unit)),
        yaxis=laid.axis(),
        # Labels stand over lines of the grid and of chance, which must not run through the words.
        annotations=[
            label | {"xshift": -8 if label["x"] == 0 else 8, "bgcolor": colours.background} for label in laid.labels
        ],
        shapes=shapes,
    )
    listed = format_clauses(f"{one.label}: {one.text}" for one in estimates)
    return Chart(
        figure={"data": traces, "layout": plot},
        title=title,
        alt=_("{title}. {unit}, with 95% intervals. {list}.").format(title=title, unit=unit, list=listed),
        table=pd.DataFrame({
            _("What"): [one.label for one in estimates],
            _("Value"): [round(one.value, 3) for one in estimates],
            _("Low (2.5%)"): [round(one.low, 3) for one in estimates],
            _("High (97.5%)"): [round(one.high, 3) for one in estimates],
        }),
        source_line=source_line,
    )  # fmt: skip
