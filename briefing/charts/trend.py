"""The score over time with its interval and what happened, and the small line of one indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from briefing.charts.chart import Chart, axis, drawn, hidden_axis, layout, legend, plain
from briefing.language import format_clauses, format_date, format_month, format_number, format_sentences, mark
from briefing.language import gettext as _
from briefing.palette import Palette

EVENT_KINDS = {  # kind → name in the legend, symbol
    "review": (mark("Universal periodic review"), "triangle-up"),
    "icc": (mark("International Criminal Court: situation opened"), "diamond"),
    "killing": (mark("Mass killing"), "square"),
    "decision": (mark("Steps of the decision"), "star"),
    "many_killed": (mark("1,000 or more civilians killed in a year (UCDP)"), "square"),
    "peacebuilding": (mark("Peacebuilding Commission"), "circle"),
    "withdrawal": (mark("Withdrawal from a treaty"), "x"),
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened on a day, as precise as known; `day` places it, `when` says it."""

    kind: str  # a key of EVENT_KINDS
    day: pd.Timestamp
    when: str  # the date as a reader meets it
    label: str
    is_unverified: bool = False

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS:
            raise ValueError(f"event {self.label!r}: kind must be one of {sorted(EVENT_KINDS)}, got {self.kind!r}")


@dataclass(frozen=True, kw_only=True)
class MethodChange:
    """A release from which on the score is made by another method, for all months; `day`: when it was made."""

    version: str
    former: str
    release: str  # the version of that release
    day: pd.Timestamp


def trend(
    scores: pd.DataFrame, *, name: str, as_of: pd.Timestamp, events: Sequence[Event], methods: Sequence[MethodChange],
    colours: Palette, source_line: str,
) -> Chart:  # fmt: skip
    """The score of one country with its 90% interval, events and changes of method.

    `scores`: one row a month, in order: month, score, low, high (0–100; NaN where none is shown), status. `name`: of
    the country. Months whose coverage is too thin for a full line are dotted. The line is of one method throughout; a
    change of method is marked on the day from which readers have met it. A country without any score gets an empty
    plot that says so.
    """
    months = scores["month"]
    dot, label = _now(scores, as_of, colours)
    figure_traces = [
        _band(scores, colours),
        _line(scores, scores["status"] == "shown", _("Score"), "solid", colours) | {"showlegend": False},
        _line(scores, scores["status"] == "grey", _("Score on thin coverage (50–66%)"), "dot", colours),
        *dot,
        *_marks(events, colours),
    ]
    has_score = scores["score"].notna().any()
    keys = len({event.kind for event in events}) + bool((scores["status"] == "grey").any())
    plot = layout(
        colours,
        height=(330 if events else 290) + 22 * keys,
        margin={"l": 34, "r": 8, "t": 26, "b": 36 + 22 * keys},
        hovermode="x unified" if has_score else "closest",
        showlegend=True,
        legend=legend(colours, y=-0.12),
        xaxis=axis(colours, type="date", range=_span(months), showgrid=False, anchor="y2" if events else "y", nticks=7),
        yaxis=axis(colours, range=[0, 100], dtick=25, domain=[0.2 if events else 0, 1]),
        annotations=[
            _unit(_("Score, 0 to 100"), colours), *label, *([] if has_score else [_nothing(colours)]),
            *(_method_label(one, months, colours) for one in methods),
        ],
        shapes=[_method_line(one, months, colours) for one in methods],
    )  # fmt: skip
    if events:
        plot["yaxis2"] = hidden_axis(domain=[0, 0.15], range=[-0.6, 0.6])
    return Chart(
        figure={"data": drawn(figure_traces), "layout": plot},
        title=_("{name}: risk score by month, with its 90% interval").format(name=name),
        alt=format_sentences(
            [_trend_in_words(scores, name=name, as_of=as_of, events=events), *(_say_method(one) for one in methods)]
        ),
        table=_trend_table(scores),
        source_line=source_line,
    )


def _method_day(change: MethodChange, months: pd.Series) -> str:
    """Where a change is marked: on its day, or at the edge of the plot if that lies beyond."""
    start, end = _span(months)
    return min(max(f"{change.day:%Y-%m-%d}", start), end)


def _method_line(change: MethodChange, months: pd.Series, colours: Palette) -> dict[str, Any]:
    day = _method_day(change, months)
    return {
        "type": "line", "xref": "x", "yref": "y", "x0": day, "x1": day, "y0": 0, "y1": 100,
        "line": {"color": colours.text_soft, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _method_label(change: MethodChange, months: pd.Series, colours: Palette) -> dict[str, Any]:
    return {
        "text": _("Method {version}").format(version=plain(change.version)), "showarrow": False, "xref": "x", "yref": "y",
        "x": _method_day(change, months), "y": 100, "xanchor": "right", "yanchor": "top", "xshift": -4,
        "font": {"size": 12, "color": colours.text_soft}, "hovertext": _say_method(change),
    }  # fmt: skip


def _say_method(change: MethodChange) -> str:
    return _(
        "Since {day} all months are computed by method {version}; what was shown before was computed by method {former} "
        "and is not on this line."
    ).format(day=format_date(change.day), version=change.version, former=change.former)


def _band(scores: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    xs: list[Any] = []
    ys: list[Any] = []
    for run in _runs(scores["low"].notna() & scores["high"].notna()):
        part = scores.iloc[run]
        days = [f"{day:%Y-%m-%d}" for day in part["month"]]
        xs += [*days, *days[::-1], None]
        ys += [*_rounded(part["high"]), *_rounded(part["low"])[::-1], None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "fill": "toself", "fillcolor": colours.band,
        "line": {"width": 0, "color": colours.score}, "hoverinfo": "skip", "name": _("90% interval"), "showlegend": False,
    }  # fmt: skip


def _runs(is_known: pd.Series) -> list[slice]:
    """Stretches of consecutive True values, as slices of positions."""
    flags = np.concatenate([[False], is_known.to_numpy(bool), [False]]).astype(int)
    edges = np.flatnonzero(np.diff(flags))
    return [slice(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _line(scores: pd.DataFrame, is_part: pd.Series, name: str, dash: str, colours: Palette) -> dict[str, Any]:
    """The months of one status, joined to the month before so that the line does not break where the status changes."""
    shown = is_part & scores["score"].notna()
    joined = shown | (shown.shift(-1, fill_value=False) & scores["score"].notna())
    if not shown.any():
        return {"x": []}
    intervals = [
        f"{format_number(low, decimals=0)}–{format_number(high, decimals=0)}"
        for low, high in zip(scores["low"], scores["high"], strict=True)
    ]
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": [f"{day:%Y-%m-%d}" for day in scores["month"]],
        "y": [value if keep else None for value, keep in zip(_rounded(scores["score"]), joined, strict=True)],
        "line": {"color": colours.score, "width": 2.5, "dash": dash}, "connectgaps": False, "customdata": intervals,
        "hovertemplate": "%{y:.1f} (%{customdata})<extra></extra>",
    }  # fmt: skip


def _now(
    scores: pd.DataFrame, as_of: pd.Timestamp, colours: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The dot of the month in hand and its figure as a note; nothing where that month has no score."""
    row = scores[(scores["month"] == as_of) & scores["score"].notna()]
    if row.empty:
        return [], []
    value, day = float(row["score"].iloc[0]), f"{as_of:%Y-%m-%d}"
    dot = {
        "type": "scatter", "mode": "markers", "x": [day], "y": [round(value, 2)], "showlegend": False,
        "marker": {"size": 10, "color": colours.score, "line": {"width": 2, "color": colours.background}},
        "hoverinfo": "skip", "cliponaxis": False, "name": format_month(as_of),
    }  # fmt: skip
    is_late = (scores["month"] <= as_of).mean() > 0.5
    label = {
        "text": f"<b>{format_number(value, decimals=1)}</b>", "showarrow": False, "x": day, "y": value, "xref": "x",
        "yref": "y", "xanchor": "right" if is_late else "left", "yanchor": "bottom" if value < 85 else "top",
        "yshift": 14 if value < 85 else -14, "xshift": 8 if is_late else -8, "bgcolor": colours.background, "opacity": 0.9,
        "borderpad": 1, "font": {"size": 14, "color": colours.text},
    }  # fmt: skip
    return [dot], [label]


def _marks(events: Sequence[Event], colours: Palette) -> list[dict[str, Any]]:
    traces = []
    kinds = [kind for kind in EVENT_KINDS if any(event.kind == kind for event in events)]
    for row, kind in enumerate(kinds):
        own = [event for event in events if event.kind == kind]
        name, symbol = EVENT_KINDS[kind]
        colour = colours.events["killing" if kind == "many_killed" else kind]
        texts = [
            f"{plain(one.label)}, {plain(one.when)}" + (f" ({_('unverified')})" if one.is_unverified else "")
            for one in own
        ]
        level = 0.0 if len(kinds) == 1 else 0.4 - 0.8 * row / (len(kinds) - 1)
        traces.append({
            "type": "scatter", "mode": "markers", "name": _(name), "yaxis": "y2",
            "x": [f"{one.day:%Y-%m-%d}" for one in own], "y": [level] * len(own), "customdata": texts,
            "marker": {"symbol": [symbol + "-open" if one.is_unverified else symbol for one in own], "size": 10,
                       "color": colour, "line": {"width": 1.5, "color": colour}},
            "hovertemplate": "%{customdata}<extra></extra>", "cliponaxis": False,
        })  # fmt: skip
    return traces


def _span(months: pd.Series) -> list[str]:
    start, end = months.iloc[0], months.iloc[-1]
    return [f"{start - pd.DateOffset(months=2):%Y-%m-%d}", f"{end + pd.DateOffset(months=4):%Y-%m-%d}"]


def _unit(text: str, colours: Palette) -> dict[str, Any]:
    return {
        "text": text, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left",
        "yanchor": "bottom", "yshift": 6, "xshift": -30, "font": {"size": 12, "color": colours.text_soft},
    }  # fmt: skip


def _nothing(colours: Palette) -> dict[str, Any]:
    return {
        "text": _("No score is shown: not enough is known"), "showarrow": False, "xref": "paper", "yref": "y", "x": 0.5,
        "y": 50, "font": {"size": 14, "color": colours.text_soft},
    }  # fmt: skip


def _rounded(values: pd.Series) -> list[float | None]:
    return [None if value != value else round(float(value), 2) for value in values]


def _trend_in_words(scores: pd.DataFrame, *, name: str, as_of: pd.Timestamp, events: Sequence[Event]) -> str:
    known = scores.dropna(subset="score")
    if known.empty:
        return _("No score of {name} is shown in any month.").format(name=name)
    highest, lowest = known.iloc[int(known["score"].argmax())], known.iloc[int(known["score"].argmin())]
    sentence = _(
        "Line of the risk score of {name} from {first} to {last}: lowest {lowest} in {lowest_month}, "
        "highest {highest} in {highest_month}."
    ).format(
        name=name, first=format_month(known["month"].iloc[0]), last=format_month(known["month"].iloc[-1]),
        lowest=format_number(lowest["score"], decimals=1), lowest_month=format_month(lowest["month"]),
        highest=format_number(highest["score"], decimals=1), highest_month=format_month(highest["month"]),
    )  # fmt: skip
    now = known[known["month"] == as_of]
    if not now.empty:
        sentence += " " + _("In {month} it is {score}.").format(
            month=format_month(as_of), score=format_number(now["score"].iloc[0], decimals=1)
        )
    if events:
        listed = format_clauses(f"{event.label}, {event.when}" for event in events)
        sentence += " " + _("Events marked: {events}.").format(events=listed)
    return sentence


def _trend_table(scores: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        _("Month"): [f"{month:%Y-%m}" for month in scores["month"]],
        _("Score"): scores["score"].astype(float).round(1).to_numpy(),
        _("Low (5%)"): scores["low"].astype(float).round(1).to_numpy(),
        _("High (95%)"): scores["high"].astype(float).round(1).to_numpy(),
    }).iloc[::-1].reset_index(drop=True)  # fmt: skip


def sparkline(
    values: pd.DataFrame, *, name: str, title: str, unit: str, colours: Palette, source_line: str
) -> Chart:  # fmt: skip
    """One indicator of one country over time.

    `values`: one row a month, in order: month, value (in `unit`; NaN where never known), is_held (True where the value
    is older than its longest useful age: drawn dotted). `name`: of the country; `title`: of the indicator.
    """
    held = values["is_held"].to_numpy(bool)
    days = [f"{day:%Y-%m-%d}" for day in values["month"]]
    numbers = _rounded_significant(values["value"])
    traces = []
    for is_held, dash, label in ((False, "solid", _("Known")), (True, "dot", _("Out of date"))):
        keep = (held == is_held) & values["value"].notna().to_numpy()
        joined = keep | np.concatenate([keep[1:], [False]])
        if keep.any():
            traces.append({
                "type": "scatter", "mode": "lines", "name": label, "x": days,
                "y": [number if use else None for number, use in zip(numbers, joined, strict=True)],
                "line": {"color": colours.score, "width": 2, "dash": dash, "shape": "hv"},
                "hovertemplate": "%{x|%Y-%m}: %{y}<extra></extra>",
            })  # fmt: skip
    plot = layout(
        colours,
        height=210,
        margin={"l": 48, "r": 8, "t": 28, "b": 46},
        showlegend=len(traces) > 1,
        legend=legend(colours, y=-0.2),
        xaxis=axis(colours, type="date", range=_span(values["month"]), showgrid=False, nticks=6),
        yaxis=axis(colours, rangemode="tozero", nticks=5),
        annotations=[_unit(plain(unit), colours) | {"xshift": -44}, *([] if traces else [_never(colours)])],
    )
    known = values.dropna(subset="value")
    if known.empty:
        alt = _("{title} of {name}: not available.").format(title=title, name=name)
    else:
        alt = _("{title} of {name}, {unit}: {first} in {first_month}, {last} in {last_month}.").format(
            title=title, name=name, unit=unit, first=_figure(known["value"].iloc[0]),
            first_month=format_month(known["month"].iloc[0]), last=_figure(known["value"].iloc[-1]),
            last_month=format_month(known["month"].iloc[-1]),
        )  # fmt: skip
    table = pd.DataFrame({
        _("Month"): [f"{month:%Y-%m}" for month in known["month"]],
        _("Value"): known["value"].to_numpy(float),
        _("Unit"): unit,
        _("State of knowledge"): [_("Out of date") if flag else _("Known") for flag in known["is_held"]],
    }).iloc[::-1].reset_index(drop=True)  # fmt: skip
    return Chart(
        figure={"data": drawn(traces), "layout": plot},
        title=_("{name}: {title}").format(name=name, title=title),
        alt=alt,
        table=table,
        source_line=source_line,
    )


def _never(colours: Palette) -> dict[str, Any]:
    return _nothing(colours) | {"text": _("Not available"), "yref": "paper", "y": 0.5}


def _rounded_significant(values: pd.Series) -> list[float | None]:
    return [None if value != value else float(f"{value:.4g}") for value in values]


def _figure(value: float) -> str:
    return format_number(float(value), decimals=0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
