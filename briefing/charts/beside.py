"""Scores of countries side by side: at one month with their intervals, and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.chart import SIDE, SMALL_TEXT, Chart, axis, axis_title, drawn, layout, legend, note, plain
from briefing.charts.rows import Row, stack
from briefing.language import format_clauses, format_list, format_month, format_number, in_figures, ngettext
from briefing.language import gettext as _
from briefing.palette import Palette

MOST = 6  # countries that one chart can hold and stay readable
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
NAMED = 3  # countries named in a title
BANDS_UP_TO = 2  # countries whose bands stay readable on top of each other


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The score of one country at one month; `score` and its bounds are None where none is shown."""

    iso3: str
    name: str
    score: float | None
    low: float | None
    high: float | None
    status: str = "shown"  # shown | grey | not shown
    is_marked: bool = False  # the country in hand
    place: int | None = None  # its place among the countries compared, which gives its colour


def intervals(standings: Sequence[Standing], *, title: str, month: str, colours: Palette, source_line: str) -> Chart:
    """A dot and its 90% interval a country, the highest first; hollow on thin coverage, a note where there is no score.

    `title` says whom it compares; `month` as a reader meets it.
    """
    ordered = sorted(standings, key=lambda one: (one.score is None, -(one.score or 0)))
    rows = [
        Row(label=one.name, figure=_score_text(one), is_strong=one.is_marked, is_soft=one.score is None)
        for one in ordered
    ]
    laid = stack(rows, colours)
    traces: list[dict[str, Any]] = []
    for one, y in zip(ordered, laid.middles, strict=True):
        if one.score is not None and one.low is not None and one.high is not None:
            traces += _dumbbell(one, y, _colour(one, colours), colours)
    plot = layout(
        colours,
        height=laid.height + 46,
        margin={"l": SIDE, "r": SIDE + 6, "t": 0, "b": 46},
        xaxis=axis(
            colours,
            range=[0, 100],
            dtick=25,
            showgrid=False,
            title=axis_title(colours, _("Score, 0 to 100, with its 90% interval")),
        ),
        yaxis=laid.axis(),
        annotations=list(laid.labels),
        shapes=[_rail(y, colours) for one, y in zip(ordered, laid.middles, strict=True) if one.score is not None],
    )
    listed = format_clauses(f"{one.name}: {_score_text(one)}" for one in ordered)
    return Chart(
        figure={"data": drawn(traces), "layout": plot},
        title=title,
        alt=_("Scores and 90% intervals in {month}, from the highest: {list}.").format(month=month, list=listed),
        table=pd.DataFrame({
            _("Country"): [one.name for one in ordered],
            _("Score"): _column(ordered, "score"),
            _("Low (5%)"): _column(ordered, "low"),
            _("High (95%)"): _column(ordered, "high"),
        }),
        source_line=source_line,
    )  # fmt: skip


def _colour(one: Standing, colours: Palette) -> str:
    if one.place is not None:
        return colours.countries[one.place]
    return colours.score if one.is_marked else colours.others


def named(countries: Sequence[str]) -> str:
    """The names in a title, up to three; of more, how many there are: the chart itself names them."""
    if len(countries) <= NAMED:
        return format_list(countries)
    return ngettext("{count} State", "{count} States", len(countries)).format(count=len(countries))


def _rail(y: float, colours: Palette) -> dict[str, Any]:
    line = {"color": colours.grid, "width": 2}
    return {
        "type": "line",
        "xref": "x",
        "yref": "y",
        "x0": 0,
        "x1": 100,
        "y0": y,
        "y1": y,
        "line": line,
        "layer": "below",
    }


def _column(standings: Sequence[Standing], name: str) -> list[float]:
    values = [getattr(one, name) for one in standings]
    return [float("nan") if value is None else round(value, 1) for value in values]


def _score_text(one: Standing) -> str:
    if one.score is None:
        return _("no score shown")
    low, high = format_number(one.low, decimals=0), format_number(one.high, decimals=0)
    return in_figures(f"{format_number(one.score, decimals=1)} ({low}–{high})")


def _dumbbell(one: Standing, y: float, colour: str, colours: Palette) -> list[dict[str, Any]]:
    """The interval as a line with ends, the score as a dot: two forms, so that neither needs its colour."""
    shared = {"type": "scatter", "showlegend": False, "hoverinfo": "skip"}
    hover = f"{plain(one.name)}: {_score_text(one)}"
    return [
        shared | {"mode": "lines+markers", "x": [one.low, one.high], "y": [y, y],
                  "line": {"color": colour, "width": 3 if one.is_marked else 2},
                  "marker": {"symbol": "line-ns-open", "size": 9, "color": colour, "line": {"width": 2, "color": colour}}},
        shared | {"mode": "markers", "x": [one.score], "y": [y], "customdata": [hover], "hoverinfo": "text",
                  "hovertemplate": "%{customdata}<extra></extra>",
                  "marker": {"size": 11, "color": colours.background if one.status == "grey" else colour,
                             "line": {"width": 2, "color": colour}}},
    ]  # fmt: skip


def trends(
    histories: Sequence[tuple[str, pd.DataFrame]], *, as_of: pd.Timestamp, colours: Palette, source_line: str
) -> Chart:  # fmt: skip
    """Lines of the scores of two to six countries, each in its own colour and dash; bands where there are only two.

    `histories`: (name, rows with month, score, low, high), all over the same months. Raises ValueError for more than
    six.
    """
    if len(histories) > MOST:
        raise ValueError(f"{len(histories)} countries on one chart; at most {MOST} stay readable")
    traces: list[dict[str, Any]] = []
    for place, (name, rows) in enumerate(histories):
        colour = colours.countries[place]
        if len(histories) <= BANDS_UP_TO:
            traces += _band(rows, colour)
        traces.append({
            "type": "scatter", "mode": "lines", "name": plain(name), "x": [f"{day:%Y-%m-%d}" for day in rows["month"]],
            "y": [None if value != value else round(float(value), 2) for value in rows["score"]],
            "line": {"color": colour, "width": 2.5, "dash": DASHES[place]}, "connectgaps": False,
            "hovertemplate": "%{y:.1f}",
        })  # fmt: skip
    months = histories[0][1]["month"]
    plot = layout(
        colours,
        height=330 + 21 * len(histories),
        margin={"l": 34, "r": 8, "t": 26, "b": 30 + 21 * len(histories)},
        hovermode="x unified",
        showlegend=True,
        legend=legend(colours, orientation="v", y=-0.11),
        xaxis=axis(colours, showgrid=False, nticks=7, hoverformat="%Y-%m",
                   range=[f"{months.iloc[0]:%Y-%m-%d}", f"{months.iloc[-1] + pd.DateOffset(months=3):%Y-%m-%d}"]),
        yaxis=axis(colours, range=[0, 100], dtick=25),
        annotations=[note(_("Score, 0 to 100"), xref="paper", yref="paper", x=0, y=1, yanchor="bottom", yshift=6, xshift=-30,
                          font={"size": SMALL_TEXT, "color": colours.text_soft})],
        shapes=[{"type": "line", "xref": "x", "yref": "paper", "x0": f"{as_of:%Y-%m-%d}", "x1": f"{as_of:%Y-%m-%d}",
                 "y0": 0, "y1": 1, "line": {"color": colours.outline, "width": 1, "dash": "dot"}}],
    )  # fmt: skip
    return Chart(
        figure={"data": traces, "layout": plot},
        title=_("Risk scores by month: {countries}").format(countries=named([name for name, _rows in histories])),
        alt=_trends_in_words(histories, as_of),
        table=_trends_table(histories),
        source_line=source_line,
    )


def _band(rows: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    shared = {
        "type": "scatter", "mode": "lines", "x": [f"{day:%Y-%m-%d}" for day in rows["month"]], "line": {"width": 0},
        "hoverinfo": "skip", "showlegend": False, "connectgaps": False,
    }  # fmt: skip
    ends = [
        [None if value != value else round(float(value), 2) for value in rows[column]] for column in ("low", "high")
    ]
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red}, {green}, {blue}, 0.16)"}
    return [shared | {"y": ends[0]}, shared | {"y": ends[1]} | fill]


def _trends_in_words(histories: Sequence[tuple[str, pd.DataFrame]], as_of: pd.Timestamp) -> str:
    parts = []
    for name, rows in histories:
        known = rows.dropna(subset="score")
        now = known[known["month"] == as_of]
        if known.empty:
            parts.append(_("{name}: no score shown").format(name=name))
            continue
        first = _("{name}: {score} in {month}").format(
            name=name,
            score=format_number(known["score"].iloc[0], decimals=1),
            month=format_month(known["month"].iloc[0]),
        )
        last = format_number(now["score"].iloc[0], decimals=1) if not now.empty else _("no score shown")
        parts.append(_("{first}, {last} in {month}").format(first=first, last=last, month=format_month(as_of)))
    return _("Lines of the risk scores. {countries}.").format(countries=format_clauses(parts))


def _trends_table(histories: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    months = histories[0][1]["month"]
    table = pd.DataFrame({_("Month"): [f"{month:%Y-%m}" for month in months]})
    for name, rows in histories:
        table[name] = rows["score"].astype(float).round(1).to_numpy()
    return table.iloc[::-1].reset_index(drop=True)
