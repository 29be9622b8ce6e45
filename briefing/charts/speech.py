"""Hate-speech signals drawn: the rate over its denominators, target groups, and the structural signal apart from both."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from briefing.charts.chart import SMALL_TEXT, Chart, axis, drawn, hidden_axis, layout, legend, note, plain
from briefing.charts.rows import Row, stack
from briefing.content.speech import RECENT, Series, TargetShare
from briefing.content.structural import Structural
from briefing.language import country_name, format_clauses, format_date, format_number, format_sentences
from briefing.language import gettext as _
from briefing.palette import Palette
from briefing.speech_tables import made_up_column, rate_table
from briefing.speech_words import GROUPS, MADE_UP, bare_name, said, say_burst, say_series, share

RATE, POSTS = (0.36, 1.0), (0.0, 0.2)  # parts of the plot, from below, for the rate and for the posts it rests on


def rate(series: Series, *, colours: Palette, source_line: str) -> Chart:
    """The corrected share of hateful posts by week with its 90% interval, alarms, and below it the posts read."""
    weeks, shown = series.weeks, series.shown
    top = max(0.05, 1.08 * float(shown["prevalence_high"].max())) if len(shown) else 1.0
    traces = [
        _band(weeks, colours), _line(weeks, colours), *_alarms(series, colours),
        *_bars(weeks, colours),
    ]  # fmt: skip
    keys = 2 + bool(len(series.bursts)) + any(one.is_drift and not one.is_sudden for one in series.bursts)
    notes = [
        _above(_("Share put down as hateful"), 1.0, colours),
        _above(_("Posts read"), POSTS[1], colours),
        *([] if len(shown) else [_across(_nothing(series), colours)]),
        *([_across(_(MADE_UP), colours, is_watermark=True)] if series.is_made_up else []),
    ]
    plot = layout(
        colours, height=400 + 21 * keys, margin={"l": 46, "r": 8, "t": 26, "b": 40 + 21 * keys}, barmode="stack", bargap=0.15,
        hovermode="x unified" if len(shown) else "closest", showlegend=True,
        legend=legend(colours, y=-0.13, traceorder="normal"),
        xaxis=axis(colours, type="date", range=_span(weeks["week"]), showgrid=False, anchor="y2", nticks=6, tickformat="%Y-%m"),
        yaxis=axis(colours, range=[0, top], tickformat=".0%" if top > 0.04 else ".1%", nticks=5, domain=list(RATE)),
        yaxis2=axis(colours, rangemode="tozero", nticks=3, domain=list(POSTS), separatethousands=True),
        annotations=notes,
    )  # fmt: skip
    if not len(shown):
        plot["yaxis"] |= {"showticklabels": False, "showgrid": False}
    name = _marked(
        _("{series}: share put down as hateful, by week").format(series=_whole_name(series)), series.is_made_up
    )
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=name, alt=_in_words(series), table=rate_table(series),
        source_line=source_line,
    )  # fmt: skip


def _whole_name(series: Series) -> str:
    return _("{country} – {stream}").format(country=country_name(series.iso3), stream=bare_name(series))


def _marked(title: str, is_made_up: bool) -> str:
    return _("{title} – {mark}").format(title=title, mark=_(MADE_UP)) if is_made_up else title


def _nothing(series: Series) -> str:
    return (
        _("No week has enough posts for a figure")
        if series.is_reliable
        else _("Not reliable in this language: no rate")
    )


def _days(weeks: pd.DataFrame) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in weeks["week"]]


def _shown_or_none(weeks: pd.DataFrame, name: str) -> list[float | None]:
    keep = weeks["status"] == "shown"
    return [round(float(value), 5) if is_shown else None for value, is_shown in zip(weeks[name], keep, strict=True)]


def _band(weeks: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    """The interval, one outline a stretch of weeks that have figures."""
    is_shown = weeks["status"] == "shown"
    xs: list[Any] = []
    ys: list[Any] = []
    for _number, part in weeks[is_shown].groupby((~is_shown).cumsum()[is_shown]):
        days = _days(part)
        xs += [*days, *days[::-1], None]
        ys += [*_shown_or_none(part, "prevalence_high"), *_shown_or_none(part, "prevalence_low")[::-1], None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "fill": "toself", "fillcolor": colours.band,
        "line": {"width": 0, "color": colours.score}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _line(weeks: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    if not (weeks["status"] == "shown").any():
        return {"x": []}
    intervals = [
        f"{share(low)}–{share(high)}"
        for low, high in zip(weeks["prevalence_low"], weeks["prevalence_high"], strict=True)
    ]
    return {
        "type": "scatter", "mode": "lines+markers", "x": _days(weeks), "y": _shown_or_none(weeks, "prevalence"),
        "name": _("Put down as hateful, with 90% interval"), "line": {"color": colours.score, "width": 2.5},
        "marker": {"size": 4, "color": colours.score}, "connectgaps": False, "customdata": intervals, "showlegend": True,
        "hovertemplate": "%{y:.1%} (%{customdata})<extra></extra>",
    }  # fmt: skip


def _alarms(series: Series, colours: Palette) -> list[dict[str, Any]]:
    traces = []
    kinds = [
        (
            _("Burst: more flagged than its own past makes likely"),
            "triangle-up",
            [b for b in series.bursts if b.is_sudden],
        ),
        (_("Slow rise over several weeks"), "diamond", [b for b in series.bursts if b.is_drift and not b.is_sudden]),
    ]
    at = series.shown.set_index("week")["prevalence"]
    for name, symbol, found in kinds:
        if found:
            traces.append({
                "type": "scatter", "mode": "markers", "name": name, "showlegend": True,
                "x": [f"{one.week:%Y-%m-%d}" for one in found], "y": [round(float(at[one.week]), 5) for one in found],
                "marker": {"symbol": symbol, "size": 13, "color": colours.rises,
                           "line": {"width": 1.5, "color": colours.background}},
                "hoverinfo": "skip", "cliponaxis": False,
            })  # fmt: skip
    return traces


def _bars(weeks: pd.DataFrame, colours: Palette) -> list[dict[str, Any]]:
    """Distinct posts and copies of them, a bar a week; paler where no figure rests on them."""
    has_figure = [status == "shown" for status in weeks["status"]]
    common = {"type": "bar", "x": _days(weeks), "yaxis": "y2", "showlegend": True}
    distinct = {
        "name": _("Distinct posts"), "y": weeks["unique"].tolist(),
        "marker": {"color": [colours.others if one else colours.no_data for one in has_figure],
                   "line": {"width": 1, "color": colours.others}},
        "hovertemplate": _("%{y} distinct posts") + "<extra></extra>",
    }  # fmt: skip
    copies = {
        "name": _("Copies, counted once"), "y": weeks["duplicates"].tolist(),
        "marker": {"color": colours.background, "line": {"width": 1, "color": colours.others}},
        "hovertemplate": _("%{y} copies") + "<extra></extra>",
    }  # fmt: skip
    return [common | distinct, common | copies]


def _span(days: pd.Series) -> list[str]:
    edge = pd.Timedelta(days=6)
    return [f"{days.iloc[0] - edge:%Y-%m-%d}", f"{days.iloc[-1] + edge:%Y-%m-%d}"]


def _above(text: str, y: float, colours: Palette) -> dict[str, Any]:
    font = {"size": SMALL_TEXT, "color": colours.text_soft}
    return note(text, xref="paper", yref="paper", x=0, y=y, yanchor="bottom", yshift=5, xshift=-42, font=font)


def _across(text: str, colours: Palette, *, is_watermark: bool = False) -> dict[str, Any]:
    """A text in the middle of the plot; a watermark stands above the line, so that no picture of it goes without."""
    place = {"x": 0.5, "y": 0.97 if is_watermark else 0.66, "xanchor": "center", "align": "center"}
    font = {"size": 14, "color": colours.rises if is_watermark else colours.text_soft}
    return note(
        f"<b>{plain(text)}</b>" if is_watermark else plain(text), xref="paper", yref="paper", font=font, **place
    )


def _in_words(series: Series) -> str:
    first, last = (format_date(series.weeks["week"].iloc[place]) for place in (0, -1))
    parts = [
        _("Weekly rate and number of posts of {series} from {first} to {last}.").format(
            series=_whole_name(series), first=first, last=last
        ),
        say_series(series),
        *(
            _("Alarm in the week of {week}: {reason}").format(week=format_date(one.week), reason=say_burst(one))
            for one in series.bursts
        ),
    ]  # fmt: skip
    return format_sentences(parts)


def targets(found: Sequence[TargetShare], series: Series, *, colours: Palette, source_line: str) -> Chart:
    """Share of the flagged posts about each group in the last weeks, and before as a hollow mark."""
    figures = [_("{share} ({count})").format(share=share(one.recent_share), count=one.recent) for one in found]
    rows = stack(
        [Row(label=said(GROUPS, one.group), figure=figure) for one, figure in zip(found, figures, strict=True)], colours
    )
    top = max([one.recent_share for one in found] + [one.before_share or 0.0 for one in found]) * 1.05
    known = [
        (place, one.before_share)
        for place, one in zip(rows.middles, found, strict=True)
        if one.before_share is not None
    ]
    traces = [
        {"type": "bar", "orientation": "h", "x": [round(one.recent_share, 4) for one in found], "y": list(rows.middles),
         "width": 12, "marker": {"color": colours.score}, "hoverinfo": "skip",
         "name": _("Last {weeks} weeks").format(weeks=RECENT), "showlegend": True},
        {"type": "scatter", "mode": "markers", "x": [round(before, 4) for _place, before in known],
         "y": [place for place, _before in known], "name": _("Year before"), "hoverinfo": "skip", "showlegend": True,
         "marker": {"symbol": "line-ns-open", "size": 10, "color": colours.text, "line": {"width": 3, "color": colours.text}}},
    ]  # fmt: skip
    plot = layout(
        colours, height=rows.height + 40, margin={"l": 0, "r": 0, "t": 0, "b": 40}, showlegend=True,
        legend=legend(colours, y=0, yref="container", yanchor="bottom"), annotations=list(rows.labels),
        xaxis=hidden_axis(range=[0, top]), yaxis=rows.axis(),
    )  # fmt: skip
    title = _("{series}: whom flagged posts are about").format(series=_whole_name(series))
    listed = format_clauses(f"{said(GROUPS, one.group)}: {figure}" for one, figure in zip(found, figures, strict=True))
    table = {
        _("Group"): [said(GROUPS, one.group) for one in found],
        _("Last {weeks} weeks").format(weeks=RECENT): [one.recent for one in found],
        _("Share"): [share(one.recent_share) for one in found],
        _("Year before"): [one.before for one in found],
        _("Share, year before"): [share(one.before_share) for one in found],
    } | made_up_column(series.is_made_up, len(found))
    return Chart(
        figure={"data": drawn(traces), "layout": plot}, title=_marked(title, series.is_made_up),
        alt=_("Most likely target of the posts flagged in the last {weeks} weeks. {list}.").format(weeks=RECENT, list=listed),
        table=pd.DataFrame(table), source_line=source_line,
    )  # fmt: skip


def structural(found: Structural, *, colours: Palette, source_line: str) -> Chart:
    """The experts' judgement of parties' hate speech by year, turned so that more is worse; on an axis of its own."""
    years = found.years
    levels = [round(float(level), 3) for level in years["level"]]
    trace = {
        "type": "scatter", "mode": "lines+markers", "x": [int(year) for year in years["year"]], "y": levels,
        "line": {"color": colours.falls, "width": 2.5, "dash": "dash"},
        "marker": {"size": 6, "symbol": "square", "color": colours.falls},
        "hovertemplate": "%{x}: %{y:.2f}<extra></extra>", "name": _("Parties' hate speech"),
    }  # fmt: skip
    plot = layout(
        colours, height=276, margin={"l": 46, "r": 12, "t": 32, "b": 34},
        xaxis=axis(colours, showgrid=False, nticks=7, tickformat="d"),
        yaxis=axis(colours, range=[0, 1], dtick=0.25),
        annotations=[_above(_("0 = never, 1 = extremely often"), 1.0, colours) | {"yshift": 10}],
    )  # fmt: skip
    name, last = country_name(found.iso3), years.iloc[-1]
    return Chart(
        figure={"data": drawn([trace]), "layout": plot},
        title=_("{name}: hate speech by political parties, as experts judge it").format(name=name),
        alt=_("Yearly judgement for {name} from {first} to {last}: {level} of 1 in {last}.").format(
            name=name, first=int(years["year"].iloc[0]), last=int(last["year"]), level=format_number(last["level"], decimals=2)
        ),
        table=pd.DataFrame({
            _("Year"): [str(int(year)) for year in years["year"]],
            _("Level, 1 = extremely often"): [format_number(level, decimals=2) for level in years["level"]],
            _("As published: {unit}").format(unit=_(found.unit)): [format_number(v, decimals=2) for v in years["value"]],
        }).iloc[::-1].reset_index(drop=True),
        source_line=source_line,
    )  # fmt: skip
