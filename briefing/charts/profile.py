"""The 14 risk factors of one country: how strongly each is present, and of which too little is known to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.chart import BAR, SIDE, SMALL_TEXT, Chart, axis, axis_title, drawn, layout, legend, note
from briefing.charts.rows import Row, stack
from briefing.language import format_clauses, format_list, format_number, format_sentences, mark
from briefing.language import gettext as _
from briefing.palette import Palette

STATES = {  # state of knowledge → how the legend and the table say it
    "known": mark("Known"),
    "out of date": mark("Out of date (last known level)"),
    "not enough known": mark("Not enough known"),
    "no data yet": mark("No data yet"),
}
HEADINGS = {
    "common": mark("Common to all atrocity crimes"),
    "genocide": mark("Genocide"),
    "crimes against humanity": mark("Crimes against humanity"),
    "war crimes": mark("War crimes"),
}


@dataclass(frozen=True, kw_only=True)
class FactorLevel:
    """One risk factor of one country at one month."""

    number: int  # 1–14
    title: str
    group: str  # a key of HEADINGS
    level: float | None  # 0–1; None unless `state` is "known" or "out of date"
    state: str  # a key of STATES
    indicators: int  # declared
    known: int  # of them, known and not too old
    held: int  # of them, known but too old

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"risk factor {self.number}: state must be one of {list(STATES)}, got {self.state!r}")
        has_level = self.state in ("known", "out of date")
        if has_level != (self.level is not None):
            raise ValueError(f"risk factor {self.number}: {self.state!r} does not go with level {self.level!r}")
        if self.level is not None and not 0 <= self.level <= 1:
            raise ValueError(f"risk factor {self.number}: level must lie in [0, 1], got {self.level}")

    @property
    def label(self) -> str:
        """Number and title, as every list of factors shows them."""
        return f"{self.number}. {_(self.title)}"


def profile(factors: Sequence[FactorLevel], *, name: str, month: str, colours: Palette, source_line: str) -> Chart:
    """Bars of the 14 risk factors from 0 (absent) to 1 (highest), grouped as the Framework groups them.

    A level that has grown old is hollow, one of which not enough is known is hatched, and a factor without any
    indicator has no bar but words. `name` of the country and `month` as a reader meets them.
    """
    rows, group = [], ""
    for factor in factors:
        figure = format_number(factor.level, decimals=2) if factor.level is not None else ""
        heading = "" if factor.group == group else _(HEADINGS[factor.group])
        rows.append(Row(label=factor.label, figure=figure, heading=heading, is_soft=factor.level is None))
        group = factor.group
    laid = stack(rows, colours)
    traces = [_track(factors, laid.middles, colours)]
    traces += [_bars(factors, laid.middles, state, colours) for state in STATES if state != "no data yet"]
    bottom = 44 + 21 * 3
    plot = layout(
        colours,
        height=laid.height + bottom,
        margin={"l": SIDE, "r": SIDE, "t": 0, "b": bottom},
        barmode="overlay",
        showlegend=True,
        legend=legend(colours, x=-0.02, y=-44 / laid.height, orientation="v", traceorder="normal"),
        xaxis=axis(
            colours,
            range=[0, 1],
            showgrid=False,
            tickvals=[0, 0.25, 0.5, 0.75, 1],
            ticktext=["0", "", format_number(0.5, decimals=1), "", "1"],
            title=axis_title(colours, _("Level of risk: 0 = absent, 1 = highest")),
        ),
        yaxis=laid.axis(),
        annotations=[*laid.labels, *_no_data(factors, laid.middles, colours)],
    )
    return Chart(
        figure={"data": drawn(traces), "layout": plot},
        title=_("{name}: the 14 risk factors in {month}").format(name=name, month=month),
        alt=_in_words(factors, name=name, month=month),
        table=_table(factors),
        source_line=source_line,
    )


def _track(factors: Sequence[FactorLevel], middles: Sequence[float], colours: Palette) -> dict[str, Any]:
    """The empty scale behind each level, so that the eye sees how much is missing to 1."""
    places = [y for factor, y in zip(factors, middles, strict=True) if factor.level is not None]
    return _bar([1] * len(places), places) | {
        "marker": {"color": colours.no_data},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _bar(levels: list[float], places: list[float]) -> dict[str, Any]:
    return {"type": "bar", "orientation": "h", "x": levels, "y": places, "width": BAR, "cliponaxis": False}


def _bars(factors: Sequence[FactorLevel], middles: Sequence[float], state: str, colours: Palette) -> dict[str, Any]:
    own = [(factor, y) for factor, y in zip(factors, middles, strict=True) if factor.state == state]
    levels = [1.0 if factor.level is None else round(factor.level, 3) for factor, _y in own]
    markers: dict[str, dict[str, Any]] = {
        "known": {"color": levels, "cmin": 0, "cmax": 1, "colorscale": colours.scale, "line": _edge(colours, 1)},
        "out of date": {"color": "rgba(0,0,0,0)", "line": _edge(colours, 2)},
        "not enough known": {
            "color": "rgba(0,0,0,0)",
            "line": _edge(colours, 1),
            "pattern": {
                "shape": "/",
                "size": 6,
                "solidity": 0.18,
                "fgcolor": colours.outline,
                "bgcolor": "rgba(0,0,0,0)",
            },
        },
    }
    return _bar(levels, [y for _factor, y in own]) | {
        "name": _(STATES[state]),
        "marker": markers[state],
        "customdata": [_hover(factor) for factor, _y in own],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _no_data(factors: Sequence[FactorLevel], middles: Sequence[float], colours: Palette) -> list[dict[str, Any]]:
    font = {"size": SMALL_TEXT, "color": colours.text_soft}
    places = [y for factor, y in zip(factors, middles, strict=True) if factor.state == "no data yet"]
    text = f"<i>{_(STATES['no data yet'])}</i>"
    return [note(text, xref="paper", yref="y", x=0, y=y, font=font) for y in places]


def _edge(colours: Palette, width: int) -> dict[str, Any]:
    return {"width": width, "color": colours.outline}


def _hover(factor: FactorLevel) -> str:
    return _("{known} of {indicators} indicators known, {held} out of date").format(
        known=factor.known, indicators=factor.indicators, held=factor.held
    )


def _in_words(factors: Sequence[FactorLevel], *, name: str, month: str) -> str:
    levelled = sorted((f for f in factors if f.level is not None), key=lambda f: -(f.level or 0))
    parts = [_("Levels of the 14 risk factors of {name} in {month}, from 0 to 1.").format(name=name, month=month)]
    if levelled:
        listed = [f"{_(factor.title)}: {format_number(factor.level, decimals=2)}" for factor in levelled]
        parts.append(_("From the highest: {factors}.").format(factors=format_clauses(listed)))
    for state, sentence in (
        ("out of date", _("Out of date: {factors}.")),
        ("not enough known", _("Not enough known: {factors}.")),
        ("no data yet", _("No data yet: {factors}.")),
    ):
        titles = [_(factor.title) for factor in factors if factor.state == state]
        if titles:
            parts.append(sentence.format(factors=format_list(titles)))
    return format_sentences(parts)


def _table(factors: Sequence[FactorLevel]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Risk factor"): [factor.label for factor in factors],
        _("Level (0–1)"): [float("nan") if factor.level is None else round(factor.level, 3) for factor in factors],
        _("State of knowledge"): [_(STATES[factor.state]) for factor in factors],
        _("Indicators"): [factor.indicators for factor in factors],
        _("Of them known"): [factor.known for factor in factors],
        _("Of them out of date"): [factor.held for factor in factors],
    })  # fmt: skip
