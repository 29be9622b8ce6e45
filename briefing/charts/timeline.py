"""What happened and when: a lane a State, or a kind where there is one State, with the two months marked."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefing.charts.chart import SIDE, Chart, axis, drawn, layout, legend, plain
from briefing.charts.rows import Row, stack
from briefing.charts.trend import EVENT_KINDS, Event
from briefing.language import format_clauses, format_month
from briefing.language import gettext as _
from briefing.palette import Palette

MARK = 14  # px of a lane


def timeline(
    lanes: Sequence[tuple[str, Sequence[Event]]], *, since: pd.Timestamp, as_of: pd.Timestamp, title: str, colours: Palette,
    source_line: str,
) -> Chart:  # fmt: skip
    """Events up to the month shown; `lanes`: (name of the State, its events). A hollow mark is unverified.

    One State is shown with a lane a kind of event, several with a lane each. Raises ValueError for no lane.
    """
    if not lanes:
        raise ValueError("a timeline needs at least one State")
    every = [(name, event) for name, events in lanes for event in events]
    is_by_kind = len(lanes) == 1
    kinds = [kind for kind in EVENT_KINDS if any(event.kind == kind for _name, event in every)]
    if is_by_kind:
        rows = [Row(label=_(EVENT_KINDS[kind][0])) for kind in kinds] or [Row(label=lanes[0][0])]
    else:
        rows = [Row(label=name) for name, _events in lanes]
    laid = stack(rows, colours, mark=MARK)
    place = dict(zip(kinds, laid.middles, strict=False)) if is_by_kind else {}
    lane = {name: y for (name, _events), y in zip(lanes, laid.middles, strict=False)}
    traces = [
        _marks(kind, [(name, event) for name, event in every if event.kind == kind], place, lane, colours)
        for kind in kinds
    ]
    days = [event.day for _name, event in every]
    start, end = min([since, *days]) - pd.DateOffset(months=8), as_of + pd.DateOffset(months=8)
    keys = 0 if is_by_kind else 22 * len(kinds) + 12  # on a narrow screen each entry has a line of its own
    plot = layout(
        colours,
        height=laid.height + 34 + keys,
        margin={"l": SIDE, "r": SIDE, "t": 0, "b": 34 + keys},
        showlegend=not is_by_kind,
        legend=legend(colours, y=0, yref="container", yanchor="bottom"),
        xaxis=axis(colours, type="date", showgrid=True, nticks=7, range=[f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"]),
        yaxis=laid.axis(),
        annotations=list(laid.labels),
        shapes=[
            {"type": "line", "xref": "x", "yref": "paper", "x0": f"{day:%Y-%m-%d}", "x1": f"{day:%Y-%m-%d}", "y0": 0, "y1": 1,
             "line": {"color": colours.outline, "width": 1, "dash": "dot"}}
            for day in (since, as_of)
        ],
    )  # fmt: skip
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=title, alt=_in_words(every, since, as_of),
        table=_table(every), source_line=source_line,
    )  # fmt: skip


def _marks(
    kind: str, own: Sequence[tuple[str, Event]], place: dict[str, float], lane: dict[str, float], colours: Palette
) -> dict[str, Any]:  # fmt: skip
    name, symbol = EVENT_KINDS[kind]
    colour = colours.events["killing" if kind == "many_killed" else kind]
    return {
        "type": "scatter", "mode": "markers", "name": _(name), "x": [f"{one.day:%Y-%m-%d}" for _state, one in own],
        "y": [place.get(kind, lane.get(state)) for state, _one in own],
        "marker": {"symbol": [symbol + "-open" if one.is_unverified else symbol for _state, one in own], "size": 11,
                   "color": colour, "line": {"width": 1.5, "color": colour}},
        "customdata": [f"{plain(state)}: {plain(one.label)}, {plain(one.when)}{_doubt(one)}" for state, one in own],
        "hovertemplate": "%{customdata}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip


def _doubt(one: Event) -> str:
    return f" ({_('unverified')})" if one.is_unverified else ""


def _in_words(every: Sequence[tuple[str, Event]], since: pd.Timestamp, as_of: pd.Timestamp) -> str:
    listed = [f"{state}: {one.label}, {one.when}{_doubt(one)}" for state, one in every]
    return _("Events up to {month}; marked are {then} and {month}. {events}.").format(
        month=format_month(as_of), then=format_month(since), events=format_clauses(listed) or _("None is on record")
    )


def _table(every: Sequence[tuple[str, Event]]) -> pd.DataFrame:
    ordered = sorted(every, key=lambda item: item[1].day, reverse=True)
    return pd.DataFrame({
        _("State"): [state for state, _one in ordered],
        _("When"): [one.when for _state, one in ordered],
        _("What"): [one.label for _state, one in ordered],
        _("Evidence"): [_("unverified") if one.is_unverified else _("on record") for _state, one in ordered],
    })  # fmt: skip
