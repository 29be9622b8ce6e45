"""What past forecasts were worth: reliability, the two curves, and the onsets on a line of time."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from briefing.charts.chart import SMALL_TEXT, Chart, axis, axis_title, drawn, layout, legend, note, plain
from briefing.language import format_clauses, format_number, format_share
from briefing.language import gettext as _
from briefing.palette import Palette
from briefing.track_record import TOP, place_name, title_of

Points = Sequence[Mapping[str, int]]  # caught and flagged, from the highest threshold to the lowest
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "diamond")
FLOOR = 0.0003  # of the reliability axes: a group without an onset is drawn on it, for a logarithm has no zero
CEILING = 0.4
SHARES = (0.001, 0.01, 0.1)  # marked on the reliability axes


def reliability(groups: Mapping[str, Sequence[Mapping[str, Any]]], *, colours: Palette, source_line: str) -> Chart:
    """Forecast against what was seen, a dot and its 95 % interval a tenth of the country-years; on the line is right.

    `groups`: forecast → its groups, each with forecast, observed, low, high, rows, onsets. Hollow: no onset was seen.
    """
    traces: list[dict[str, Any]] = []
    for place, (key, rising) in enumerate(groups.items()):
        tenths = rising[::-1]  # the first mark is the legend's, and the highest tenth is never hollow
        colour = (colours.score, colours.rises)[place % 2]
        x, seen = [one["forecast"] for one in tenths], [one["observed"] for one in tenths]
        y = [max(value, FLOOR) for value in seen]
        traces.append({
            "type": "scatter", "mode": "markers", "name": plain(title_of(key)), "x": x, "y": y, "showlegend": True,
            "cliponaxis": False,
            "error_y": {"type": "data", "symmetric": False, "color": colour, "thickness": 1.5, "width": 4,
                        "array": [one["high"] - at for one, at in zip(tenths, y, strict=True)],
                        "arrayminus": [max(0.0, at - max(one["low"], FLOOR)) for one, at in zip(tenths, y, strict=True)]},
            "marker": {"size": 10, "symbol": SYMBOLS[place % 2], "line": {"width": 2, "color": colour},
                       "color": [colour if value > 0 else colours.background for value in seen]},
            "customdata": [_group_text(one) for one in tenths], "hovertemplate": "%{customdata}<extra></extra>",
        })  # fmt: skip
    ticks = {"type": "log", "range": [-3.55, -0.4], "tickvals": list(SHARES),
             "ticktext": [format_share(one, decimals=1 if one < 0.01 else 0) for one in SHARES]}  # fmt: skip
    plot = layout(
        colours, height=440, margin={"l": 58, "r": 8, "t": 26, "b": 100}, showlegend=True,
        legend=legend(colours, orientation="v", y=-0.2),
        xaxis=axis(colours, **ticks, title=axis_title(colours, _("Chance forecast, within two years"))),
        yaxis=axis(colours, **ticks),
        annotations=[_above(_("Share that saw an onset"), colours)],
        shapes=[{"type": "line", "xref": "x", "yref": "y", "x0": FLOOR, "y0": FLOOR, "x1": CEILING, "y1": CEILING,
                 "line": {"color": colours.outline, "width": 1, "dash": "dot"}}],
    )  # fmt: skip
    listed = format_clauses(
        f"{title_of(key)}: " + ", ".join(_group_text(one) for one in tenths) for key, tenths in groups.items()
    )
    return Chart(
        figure={"data": drawn(traces), "layout": plot},
        title=_("Of those given a chance, how many saw an onset"),
        alt=_("Country-years in ten groups of equal size by forecast, with 95% intervals. {list}.").format(list=listed),
        table=_reliability_table(groups),
        source_line=source_line,
    )


def _group_text(one: Mapping[str, Any]) -> str:
    return _("forecast {forecast}, seen {seen} ({low} to {high})").format(
        forecast=_share(one["forecast"]), seen=_share(one["observed"]), low=_share(one["low"]), high=_share(one["high"])
    )


def _share(value: float) -> str:
    return format_share(value, decimals=2 if value < 0.01 else 1)


def _reliability_table(groups: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    return pd.DataFrame([
        {
            _("Forecast"): title_of(key), _("Mean chance forecast"): _share(one["forecast"]),
            _("Share that saw an onset"): _share(one["observed"]), _("Low (2.5%)"): _share(one["low"]),
            _("High (97.5%)"): _share(one["high"]), _("Country-years"): one["rows"], _("Onsets"): one["onsets"],
        }
        for key, tenths in groups.items()
        for one in tenths
    ])  # fmt: skip


def roc(curves: Mapping[str, Points], *, areas: Mapping[str, float], colours: Palette, source_line: str) -> Chart:
    """Onsets caught against false alarms, a line a forecast; the diagonal is chance. `areas`: under each line."""
    lines = {}
    for key, points in curves.items():
        onsets, rows = points[-1]["caught"], points[-1]["flagged"]
        quiet = rows - onsets
        lines[key] = ([0.0, *((one["flagged"] - one["caught"]) / quiet for one in points)],
                      [0.0, *(one["caught"] / onsets for one in points)])  # fmt: skip
    chance = [{"type": "line", "xref": "x", "yref": "y", "x0": 0, "y0": 0, "x1": 1, "y1": 1,
               "line": {"color": colours.outline, "width": 1, "dash": "dot"}}]  # fmt: skip
    named = {key: f"{title_of(key)} · {format_number(areas[key], decimals=3)}" for key in curves}
    return _curves(
        lines, named, title=_("Onsets caught against false alarms (ROC)"), colours=colours, source_line=source_line,
        x=_("Share of country-years without onset that are flagged"), y=_("Share of onsets caught"), shapes=chance,
        top=1.0, shape="hv",
    )  # fmt: skip


def precision_recall(
    curves: Mapping[str, Points], *, precisions: Mapping[str, float], colours: Palette, source_line: str
) -> Chart:
    """Share of flagged country-years that saw an onset, against onsets caught. `precisions`: average of each line."""
    lines = {}
    for key, points in curves.items():
        onsets = points[-1]["caught"]
        lines[key] = ([one["caught"] / onsets for one in points], [one["caught"] / one["flagged"] for one in points])
    top = max(max(y) for _x, y in lines.values())
    named = {key: f"{title_of(key)} · {format_number(precisions[key], decimals=3)}" for key in curves}
    return _curves(
        lines, named, title=_("Hits among those flagged (precision and recall)"), colours=colours,
        source_line=source_line, x=_("Share of onsets caught"), y=_("Share of those flagged that saw an onset"),
        shapes=[], top=top, shape="linear",
    )  # fmt: skip


def _curves(
    lines: Mapping[str, tuple[list[float], list[float]]], named: Mapping[str, str], *, title: str, x: str, y: str,
    shapes: list[dict[str, Any]], top: float, shape: str, colours: Palette, source_line: str,
) -> Chart:  # fmt: skip
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": plain(named[key]), "x": across, "y": up, "showlegend": True,
            "line": {"color": colours.countries[place], "width": 3 if place == 0 else 2, "dash": DASHES[place], "shape": shape},
            "hovertemplate": "%{x:.0%} · %{y:.1%}",
        }
        for place, (key, (across, up)) in enumerate(lines.items())
    ]  # fmt: skip
    below = 56 + 21 * len(lines)
    plot = layout(
        colours, height=330 + below, margin={"l": 48, "r": 24, "t": 26, "b": below}, showlegend=True,
        legend=legend(colours, orientation="v", y=-0.17),
        xaxis=axis(colours, range=[0, 1], dtick=0.25, tickformat=".0%", title=axis_title(colours, x)),
        yaxis=axis(colours, range=[0, top * 1.02], tickformat=".0%", nticks=6),
        annotations=[_above(y, colours)], shapes=shapes,
    )  # fmt: skip
    table = pd.concat(
        [
            pd.DataFrame({_("Forecast"): title_of(key), x: [round(one, 4) for one in across],
                          y: [round(one, 4) for one in up]})
            for key, (across, up) in lines.items()
        ],
        ignore_index=True,
    )  # fmt: skip
    return Chart(
        figure={"data": traces, "layout": plot},
        title=title,
        alt=_("{title}. One line a forecast, with its average: {list}.").format(
            title=title, list=format_clauses(named.values())
        ),
        table=table,
        source_line=source_line,
    )


def timeline(onsets: Sequence[Mapping[str, Any]], *, colours: Palette, source_line: str) -> Chart:
    """Every onset at its year and at the rank each forecast had given its country; above the line it was on the list."""
    years = [one["year"] for one in onsets]
    hover = {"hovertemplate": "%{customdata}<extra></extra>"}
    traces: list[dict[str, Any]] = [{
        "type": "scatter", "mode": "markers", "name": _("Rank of the published forecast"), "showlegend": True, "x": years,
        "legendrank": 1001,  # below ours, though drawn before them
        "y": [one["rank_published"] for one in onsets], "customdata": [plain(_onset_text(one)) for one in onsets],
        "marker": {"symbol": "diamond-open", "size": 8, "color": colours.text_soft, "line": {"width": 1}}, **hover,
    }]  # fmt: skip
    groups = (
        (True, _("Caught: on the list of thirty"), "circle", colours.score),
        (False, _("Missed"), "x", colours.rises),
    )
    for is_caught, name, symbol, colour in groups:
        part = [one for one in onsets if one["is_caught"] is is_caught]
        traces.append({
            "type": "scatter", "mode": "markers", "name": name, "showlegend": True,
            "x": [one["year"] for one in part], "y": [one["rank"] for one in part],
            "marker": {"symbol": symbol, "size": 11, "color": colour, "line": {"width": 1, "color": colours.background}},
            "customdata": [plain(_onset_text(one)) for one in part], **hover,
        })  # fmt: skip
    plot = layout(
        colours, height=470, margin={"l": 40, "r": 10, "t": 26, "b": 92}, showlegend=True,
        legend=legend(colours, orientation="v", y=-0.1),
        xaxis=axis(colours, range=[min(years) - 1, max(years) + 1], dtick=5, showgrid=False, tickformat="d"),
        yaxis=axis(colours, type="log", range=[2.1, -0.1], tickvals=[1, 3, 10, 30, 100]),
        annotations=[_above(_("Rank before the onset (1 = highest chance)"), colours, shift=-32)],
        shapes=[{"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": TOP + 0.5, "y1": TOP + 0.5,
                 "line": {"color": colours.outline, "width": 1.5, "dash": "dash"}}],
    )  # fmt: skip
    caught = sum(one["is_caught"] for one in onsets)
    return Chart(
        figure={"data": drawn(traces), "layout": plot},
        title=_("{caught} of {all} onsets were on our list of thirty").format(caught=caught, all=len(onsets)),
        alt=_("Onsets by year with the rank each forecast gave: {list}.").format(
            list=format_clauses(_onset_text(one) for one in onsets)
        ),
        table=pd.DataFrame({
            _("Year"): [str(year) for year in years],
            _("Country"): [place_name(one) for one in onsets],
            _("Our rank"): [one["rank"] for one in onsets],
            _("Published rank"): [one["rank_published"] for one in onsets],
        }),
        source_line=source_line,
    )  # fmt: skip


def _onset_text(one: Mapping[str, Any]) -> str:
    return _("{name} {year}: rank {rank}, published {other}").format(
        name=place_name(one), year=one["year"], rank=one["rank"], other=one["rank_published"]
    )


def _above(text: str, colours: Palette, *, shift: int = -44) -> dict[str, Any]:
    return note(text, xref="paper", yref="paper", x=0, y=1, yanchor="bottom", yshift=6, xshift=shift,
                font={"size": SMALL_TEXT, "color": colours.text_soft})  # fmt: skip
