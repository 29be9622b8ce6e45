"""Treaties in pictures: how many States stand where, how many were parties when, and one State's own history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.chart import SIDE, Chart, axis, drawn, layout, legend, plain, wrap
from briefing.charts.rows import Row, stack
from briefing.content.instruments import STATES
from briefing.language import country_name, format_clauses, format_number, ngettext
from briefing.language import gettext as _
from briefing.palette import Palette

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
LEGEND_WIDTH = 48  # characters of a line of a legend on a screen 390 px wide
HALF_WIDTH = 26  # characters of a legend that fit into half a screen 390 px wide
KINDS = {"signed": "circle-open", "joined": "circle", "announced": "triangle-down", "left": "x", "court": "diamond"}


def colour_of(state: str, colours: Palette) -> str:
    """The colour of a standing, the same in every chart and map."""
    return {
        "party": colours.score, "undated": colours.countries[3], "leaving": colours.countries[4],
        "due": colours.countries[1], "left": colours.countries[5], "signed": colours.countries[2], "outside": colours.rest,
        "unknown": colours.no_data,
    }[state]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One bar: its label, and how many of each kind."""

    label: str
    counts: Mapping[str, int]
    figure: str = ""


def tallies(
    bars: Sequence[Tally], kinds: Mapping[str, tuple[str, str]], *, title: str, unit: str, colours: Palette,
    source_line: str, first_column: str,
) -> Chart:  # fmt: skip
    """Stacked bars of counts, one a row; `kinds`: kind → its name in the reader's language and its colour."""
    laid = stack([Row(label=bar.label, figure=bar.figure) for bar in bars], colours)
    shown = [kind for kind in kinds if any(bar.counts.get(kind) for bar in bars)]
    traces = [
        {
            "type": "bar", "orientation": "h", "y": list(laid.middles), "width": 12,
            "name": "<br>".join(wrap(kinds[kind][0], width=LEGEND_WIDTH)),
            "x": [bar.counts.get(kind) or None for bar in bars],  # an outline around nothing would be seen
            "marker": {"color": kinds[kind][1], "line": {"width": 0.5, "color": colours.outline}},
            "customdata": [plain(bar.label) for bar in bars],
            "hovertemplate": "%{customdata}<br>" + plain(kinds[kind][0]) + ": %{x}<extra></extra>",
        }
        for kind in shown
    ]  # fmt: skip
    columns = 2 if all(len(kinds[kind][0]) <= HALF_WIDTH for kind in shown) else 1  # of the legend on a narrow screen
    lines = sum(len(wrap(kinds[kind][0], width=LEGEND_WIDTH)) for kind in shown)
    room = 30 + 20 * -(-lines // columns) if len(shown) > 1 else 0  # one kind needs no legend
    most = max((sum(bar.counts.values()) for bar in bars), default=1)
    plot = layout(
        colours, height=laid.height + room, barmode="stack", showlegend=bool(room),
        margin={"l": 0, "r": 0, "t": 0, "b": room},
        xaxis={"fixedrange": True, "visible": False, "range": [0, max(most, 1)]}, yaxis=laid.axis(),
        annotations=list(laid.labels),
        # Under the bars, not at the foot: on a wide screen it takes one line of the room that a narrow one needs.
        legend=legend(colours, y=-8 / laid.height, traceorder="normal", maxheight=1),  # else it scrolls at half the height
    )  # fmt: skip
    table = pd.DataFrame({first_column: [bar.label for bar in bars]})
    for kind in shown:
        table[kinds[kind][0]] = [bar.counts.get(kind, 0) for bar in bars]
    words = format_clauses(
        _("{label}: {text}").format(label=bar.label, text=_counted(bar, kinds))
        for bar in bars
        if any(bar.counts.values())
    )
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=title, table=table, source_line=source_line,
        alt=_("{title}. {unit}: {counts}.").format(title=title, unit=unit, counts=words or _("none")),
    )  # fmt: skip


def _counted(bar: Tally, kinds: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(
        f"{kinds[kind][0]} {format_number(count, decimals=0)}" for kind, count in bar.counts.items() if count
    )


def state_kinds(colours: Palette) -> dict[str, tuple[str, str]]:
    """Standings with their names and colours, for a legend."""
    return {state: (_(name), colour_of(state, colours)) for state, name in STATES.items()}


def parties_over_time(
    counts: pd.DataFrame, labels: Mapping[str, str], *, states: int, colours: Palette, source_line: str
) -> Chart:
    """How many of some States were surely parties at each year's end. `counts`: rows of years, one column an instrument."""
    hues = (*colours.countries, colours.others)
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": plain(labels[key]), "x": [int(year) for year in counts.index],
            "y": [int(value) for value in counts[key]],
            "line": {"color": hues[place % len(hues)], "width": 2, "dash": DASHES[place % len(DASHES)], "shape": "hv"},
            "hovertemplate": "%{x}: %{y}<extra>" + plain(labels[key]) + "</extra>",
        }
        for place, key in enumerate(counts.columns)
    ]  # fmt: skip
    room = 40 + 20 * len(traces)
    plot = layout(
        colours, height=300 + room, showlegend=True, margin={"l": 36, "r": SIDE, "t": 8, "b": room},
        xaxis=axis(colours, showgrid=False, nticks=8, tickformat="d"), yaxis=axis(colours, rangemode="tozero"),
        legend=legend(colours, orientation="v", y=0, yref="container", yanchor="bottom"),
    )  # fmt: skip
    title = ngettext(
        "Parties at each year's end, among {count} State", "Parties at each year's end, among {count} States", states
    ).format(count=format_number(states, decimals=0))
    first, last = counts.index[0], counts.index[-1]
    words = format_clauses(
        _("{instrument}: {before} in {first}, {after} in {last}").format(
            instrument=labels[key], before=counts[key].iloc[0], after=counts[key].iloc[-1], first=first, last=last
        )
        for key in counts.columns
    )
    table = counts.rename(columns=dict(labels)).rename_axis(_("Year")).reset_index()
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=title, alt=f"{title}. {words}.", table=table,
        source_line=source_line,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something a State did, or that was done about it, on a day; `when` says the day as precise as known."""

    line: str  # the instrument or the Court
    kind: str  # a key of KINDS
    what: str
    when: str
    day: pd.Timestamp
    is_unverified: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"step {self.what!r}: kind must be one of {list(KINDS)}, got {self.kind!r}")


def timeline(steps: Sequence[Step], *, iso3: str, as_of: pd.Timestamp, colours: Palette, source_line: str) -> Chart:
    """One line an instrument, one mark a step; steps later than the day chosen are left out by the caller."""
    lines = list(dict.fromkeys(step.line for step in steps))
    laid = stack([Row(label=line) for line in lines], colours)
    where = dict(zip(lines, laid.middles, strict=True))
    hue = {"signed": "signed", "joined": "party", "announced": "leaving", "left": "left"}
    names = {"signed": _("Signed"), "joined": _("Became a party"), "announced": _("Withdrawal announced"),
             "left": _("Withdrawal takes effect"), "court": _("Before the Court")}  # fmt: skip
    traces: list[dict[str, Any]] = []
    for kind, symbol in KINDS.items():
        own = [step for step in steps if step.kind == kind]
        colour = colour_of(hue[kind], colours) if kind in hue else colours.events["icc"]
        traces.append({
            "type": "scatter", "mode": "markers", "name": names[kind], "x": [step.day for step in own],
            "y": [where[step.line] for step in own],
            "marker": {"symbol": symbol, "size": 11, "color": colour, "line": {"width": 1, "color": colour}},
            "hovertext": [plain(f"{step.line}: {step.what}, {step.when}{_doubt(step)}") for step in own],
            "hovertemplate": "%{hovertext}<extra></extra>",
        })  # fmt: skip
    first = min((step.day for step in steps), default=as_of) - pd.DateOffset(years=2)
    rules = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": y, "y1": y, "layer": "below",
         "line": {"color": colours.grid, "width": 1}}
        for y in laid.middles
    ]  # fmt: skip
    plot = layout(
        colours, height=laid.height + 96, showlegend=True, margin={"l": SIDE, "r": SIDE, "t": 0, "b": 96},
        xaxis=axis(colours, range=[first, as_of + pd.DateOffset(years=1)], nticks=6), yaxis=laid.axis(),
        annotations=list(laid.labels), shapes=rules,
        legend=legend(colours, y=0, yref="container", yanchor="bottom"),
    )  # fmt: skip
    title = _("{country}: what was signed, joined and left, and when").format(country=country_name(iso3))
    ordered = sorted(steps, key=lambda step: step.day)
    words = format_clauses(f"{step.when}: {step.line}, {step.what}{_doubt(step)}" for step in ordered) or _(
        "nothing on record"
    )
    table = pd.DataFrame({
        _("Date"): [step.when for step in ordered],
        _("Instrument or body"): [step.line for step in ordered],
        _("What"): [step.what for step in ordered],
        _("How it is known"): [_("unverified") if step.is_unverified else _("read in a text") for step in ordered],
    })  # fmt: skip
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=title, alt=f"{title}. {words}.", table=table,
        source_line=source_line,
    )  # fmt: skip


def _doubt(step: Step) -> str:
    return f" ({_('unverified')})" if step.is_unverified else ""
