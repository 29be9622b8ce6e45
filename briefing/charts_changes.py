"""Where scores stood twelve months ago and where they stand now, as an arrow a State."""

from typing import Any

import pandas as pd

from briefing.charts.chart import SIDE, SMALL_TEXT, Chart, axis, axis_title, layout
from briefing.charts.rows import Row, stack
from briefing.language import country_name, format_list, format_month, format_number, format_signed
from briefing.language import gettext as _
from briefing.palette import Palette

MARK = 18  # px that an arrow takes


def changes(
    rows: pd.DataFrame, *, upward: bool, month: pd.Timestamp, then: pd.Timestamp, colours: Palette, source_line: str
) -> Chart:
    """One arrow a row of `rows` (see briefing.ranking.biggest_changes), from the score then to the score now.

    A filled head says that the interval of the change leaves out 0; a hollow one that the change lies within its noise.
    """
    ink = colours.rises if upward else colours.falls
    moved = [
        (country_name(iso3), format_signed(change, decimals=1))
        for iso3, change in zip(rows["iso3"], rows["change"], strict=True)
    ]
    laid = stack([Row(label=name, figure=change) for name, change in moved], colours, mark=MARK)
    traces = [_arrow(row, y, ink, colours) for row, y in zip(rows.itertuples(), laid.middles, strict=True)]
    plot = layout(
        colours,
        height=laid.height + 46,
        margin={"l": SIDE, "r": SIDE + 6, "t": 0, "b": 46},
        xaxis=axis(
            colours,
            range=[0, 100],
            dtick=25,
            title=axis_title(colours, _("Score, 0 to 100: twelve months ago, and now")),
        ),
        yaxis=laid.axis(),
        annotations=list(laid.labels),
        showlegend=False,
        font={"size": SMALL_TEXT},
    )
    span = {"then": format_month(then), "now": format_month(month)}
    title = _("Rose most, {then} to {now}") if upward else _("Fell most, {then} to {now}")
    return Chart(
        figure={"data": traces, "layout": plot},
        title=title.format(**span),
        alt=f"{title.format(**span)}: " + format_list([f"{name} {change}" for name, change in moved]),
        table=_table(rows),
        source_line=source_line,
    )


def _arrow(row: Any, y: float, ink: str, colours: Palette) -> dict[str, Any]:
    symbol = "triangle-right" if row.change > 0 else "triangle-left"
    beyond = bool(row.is_beyond_noise)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [round(float(row.score_then), 1), round(float(row.score), 1)],
        "y": [y, y],
        "line": {"color": ink, "width": 2},
        "marker": {
            "symbol": ["line-ns", symbol if beyond else f"{symbol}-open"],
            "size": [9, 12],
            "color": ink,
            "line": {"width": [2, 1.5], "color": ink},
        },
        "hovertemplate": _("{country}: {then} to {now}").format(
            country=country_name(row.iso3),
            then=format_number(row.score_then, decimals=1),
            now=format_number(row.score, decimals=1),
        )
        + "<extra></extra>",
    }


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    words = {True: _("beyond it"), False: _("within it")}
    return pd.DataFrame(
        {
            _("State"): [country_name(iso3) for iso3 in rows["iso3"]],
            _("Then"): rows["score_then"].round(1).tolist(),
            _("Now"): rows["score"].round(1).tolist(),
            _("Change"): rows["change"].round(1).tolist(),
            _("Against its noise"): [words[bool(value)] for value in rows["is_beyond_noise"]],
        }
    )
