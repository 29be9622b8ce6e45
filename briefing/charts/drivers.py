"""What a score is made of, and what moved it: points by indicator that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.charts.chart import BAR, SIDE, Chart, axis, axis_title, drawn, layout, plain
from briefing.charts.rows import Row, Stack, stack
from briefing.language import format_clauses, format_number, format_signed, ngettext
from briefing.language import gettext as _
from briefing.palette import Palette

SHOWN = 8  # indicators drawn one by one on a page; the others are drawn as one bar
SHOWN_IN_PRINT = 4  # in a document, where the chart stands below another in half the width of a page


@dataclass(frozen=True, kw_only=True)
class Part:
    """Points that one indicator gives to a score or to its change."""

    label: str
    points: float
    factor: str = ""  # label of its risk factor; empty for what belongs to none


def drivers(parts: Sequence[Part], *, total: float, name: str, month: str, colours: Palette, source_line: str) -> Chart:
    """Bars of the points that risk factors give to the score, each made of its indicators; all parts add up to `total`.

    Raises ValueError if they do not, to 1e-6.
    """
    _check_sum(parts, total)
    given = sorted((part for part in parts if part.points > 0), key=lambda part: -part.points)
    by_factor: dict[str, list[Part]] = {}
    for part in given:
        by_factor.setdefault(part.factor, []).append(part)
    factors = sorted(by_factor.items(), key=lambda item: -sum(part.points for part in item[1]))
    sums = [sum(part.points for part in own) for _factor, own in factors]
    rows = [
        Row(label=factor, figure=format_number(points, decimals=1))
        for (factor, _own), points in zip(factors, sums, strict=True)
    ]
    laid = stack([*rows, Row(label=_("Score"), figure=format_number(total, decimals=1), is_strong=True)], colours)
    limits = [0, max(sums, default=1.0) * 1.02]
    segments = [
        _segments(number, [own for _factor, own in factors], laid.middles, colours)
        for number in range(max((len(own) for _factor, own in factors), default=0))
    ]
    listed = format_clauses(f"{_(part.label)}: {format_number(part.points, decimals=1)}" for part in given[:SHOWN])
    score = format_number(total, decimals=1)
    return Chart(
        figure=_figure(laid, segments, colours, limits=limits, title=_("Points of the score")),
        title=_("{name}: what the score of {score} is made of, {month}").format(name=name, score=score, month=month),
        alt=_(
            "Bars of the points that risk factors give to the score of {name}, together {score}: {factors}. "
            "The indicators that give most: {parts}."
        ).format(
            name=name, score=score, parts=listed or _("none"),
            factors=format_clauses(f"{row.label}: {row.figure}" for row in rows) or _("none"),
        ),
        table=_table(given, [], total),
        source_line=source_line,
    )  # fmt: skip


def _segments(
    number: int, factors: Sequence[Sequence[Part]], middles: Sequence[float], colours: Palette
) -> dict[str, Any]:  # fmt: skip
    """The indicator that comes `number`th in each factor, as one trace of stacked bars; largest first, darkest first."""
    own = [(parts[number], y) for parts, y in zip(factors, middles, strict=False) if len(parts) > number]
    hovers = [f"{plain(_(part.label))}: {format_number(part.points, decimals=1)}" for part, _y in own]
    return {
        "type": "bar", "orientation": "h", "x": [round(part.points, 4) for part, _y in own], "y": [y for _part, y in own],
        "width": BAR, "customdata": hovers, "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": colours.rises, "opacity": max(1 - 0.13 * number, 0.4),
                   "line": {"width": 1, "color": colours.background}},
    }  # fmt: skip


def change(
    parts: Sequence[Part], *, became_known: float, total: float, name: str, then: str, now: str, colours: Palette,
    source_line: str, most: int = SHOWN,
) -> Chart:  # fmt: skip
    """Diverging bars of what moved the score between two months; `parts` and `became_known` add up to `total`.

    `became_known`: points from indicators that entered or left because they became known, or no longer count.
    `most`: indicators drawn one by one; of all others one bar is drawn.
    Raises ValueError if they do not add up, to 1e-6.
    """
    extra = [Part(label=_("Newly known, or no longer counted"), points=became_known)]
    _check_sum([*parts, *extra], total)
    moved = sorted((part for part in parts if part.points != 0), key=lambda part: -abs(part.points))
    shown, rest = moved[:most], moved[most:]
    rows = [Row(label=_(part.label), figure=format_signed(part.points, decimals=1)) for part in shown]
    values = [part.points for part in shown]
    if rest:
        others = sum(part.points for part in rest)
        label = ngettext("{count} other indicator", "{count} other indicators", len(rest)).format(count=len(rest))
        rows.append(Row(label=label, figure=format_signed(others, decimals=1), is_soft=True))
        values.append(others)
    extra = [part for part in extra if abs(part.points) > 1e-9]
    for part in extra:
        rows.append(Row(label=part.label, figure=format_signed(part.points, decimals=1), is_soft=True))
        values.append(part.points)
    rows.append(Row(label=_("Change of the score"), figure=format_signed(total, decimals=1), is_strong=True))
    laid = stack(rows, colours)
    colour = [colours.rises if value > 0 else colours.falls for value in values]
    furthest = max((abs(value) for value in values), default=1.0) * 1.05
    bars = {
        "type": "bar", "orientation": "h", "x": [round(value, 4) for value in values],
        "y": list(laid.middles[: len(values)]), "width": BAR, "marker": {"color": colour},
        "hovertemplate": "%{x:.2f}<extra></extra>",
    }  # fmt: skip
    limits = [-furthest, furthest]
    figure = _figure(laid, [bars], colours, limits=limits, title=_("Points: minus lowers the score, plus raises it"))
    listed = format_clauses(f"{_(part.label)}: {format_signed(part.points, decimals=1)}" for part in shown)
    return Chart(
        figure=figure,
        title=_("{name}: what moved the score from {then} to {now}: {change}").format(
            name=name, then=then, now=now, change=format_signed(total, decimals=1)
        ),
        alt=_(
            "Bars of the points by which indicators moved the score of {name} from {then} to {now}; together {change}. "
            "Largest: {parts}."
        ).format(name=name, then=then, now=now, change=format_signed(total, decimals=1), parts=listed or _("none")),
        table=_table(moved, extra, total),
        source_line=source_line,
    )


def _check_sum(parts: Sequence[Part], total: float) -> None:
    found = sum(part.points for part in parts)
    if abs(found - total) > 1e-6:
        raise ValueError(f"the parts add up to {found:.6f}, not to {total:.6f}")


def _figure(
    laid: Stack, bars: list[dict[str, Any]], colours: Palette, *, limits: list[float], title: str
) -> dict[str, Any]:  # fmt: skip
    """Bars on the rows but the last, which is the sum and has a rule above it."""
    edge = {"color": colours.outline, "width": 1}
    rule = laid.middles[-1] - BAR / 2 - 24
    plot = layout(
        colours,
        height=laid.height + 46,
        margin={"l": SIDE, "r": SIDE, "t": 0, "b": 46},
        barmode="stack",
        xaxis=axis(colours, range=limits, showgrid=False, nticks=6, title=axis_title(colours, title)),
        yaxis=laid.axis(),
        annotations=list(laid.labels),
        shapes=[
            {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": rule, "y1": rule, "line": edge},
            *(
                {"type": "line", "xref": "x", "yref": "y", "x0": 0, "x1": 0, "y0": y - 9, "y1": y + 9, "line": edge}
                for y in laid.middles[:-1]
            ),
        ],
    )
    return {"data": drawn(bars), "layout": plot}


def _table(parts: Sequence[Part], extra: Sequence[Part], total: float) -> pd.DataFrame:
    rows = [*parts, *extra, Part(label=_("Sum"), points=total)]
    return pd.DataFrame({
        _("Indicator"): [_(part.label) for part in rows],
        _("Risk factor"): [part.factor for part in rows],
        _("Points"): [round(part.points, 3) for part in rows],
    })  # fmt: skip
