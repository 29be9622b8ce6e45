"""A set of States on screen: where they stand beside their neighbours, how they got there, what moved and why."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from briefing import charts, wording
from briefing.charts.drivers import Part
from briefing.charts.multiples import MOST, Panel, multiples, scale_of
from briefing.charts.shift import shift
from briefing.charts.timeline import timeline
from briefing.charts_border_map import border_map
from briefing.charts_map import MAP_CONFIG, disclaimer
from briefing.charts_scores import source_line
from briefing.content.group import GroupContent, Member, read_group
from briefing.language import MISSING, country_name, format_list, format_month
from briefing.language import gettext as _
from briefing.palette import palette
from ui import readers
from ui.blocks import escaped, number_format, show_chart, show_table_of, show_taking_away
from ui.blocks_group_words import say
from ui.controls import choose_one
from ui.shell import Page
from ui.tables import show_table
from ui.theme import theme_name

KEPT = 100  # sets of States kept ready


def content_of(page: Page, codes: Sequence[str], since: pd.Timestamp, month: pd.Timestamp) -> GroupContent:
    """The content of the page, kept ready for the next visitor."""
    return _content(page.release.version, page.language, tuple(codes), since, month)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _content(
    version: str, language: str, codes: tuple[str, ...], since: pd.Timestamp, month: pd.Timestamp
) -> GroupContent:
    """By release and language too, for both are in what it returns."""
    return read_group(readers.current_release(), codes, since=since, month=month)


def show_standing(page: Page, content: GroupContent) -> None:
    """What the change comes to in words, the map of the borders, and the States and their neighbours in a table."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("\n".join(f"- {sentence}" for sentence in _reading(content)))
        show_table(_table(content), hide_index=True, column_config=_columns(content))
        st.caption(source_line(page.release))
    with right:
        chart = _map(page, content)
        st.markdown(f"### {chart.title}")
        st.plotly_chart(chart.figure, config=MAP_CONFIG, theme=None, alt=chart.alt, key="border_map")
        st.caption(disclaimer())
        show_taking_away(chart, key="border_map")


def _reading(content: GroupContent) -> list[str]:
    found = []
    for member in content.members:
        said = wording.say_change(member.change, member.indicators)
        if member.now.score is None:
            said = wording.say_place(member.now)
        elif not said:
            said = _("There is no score in {then} to compare with.").format(then=format_month(content.since))
        found.append(say(member.iso3, said))
    names = [country_name(one.neighbour.iso3) for one in content.neighbours]
    found.append(
        _("Neighbours by land: {names}.").format(names=escaped(format_list(names)))
        if names
        else _("No State shares a land border with it, at the scale of the boundaries used.")
    )
    return found


def _table(content: GroupContent) -> pd.DataFrame:
    """The States first, then their neighbours, each with its scores at the two months; missing where none is shown."""
    rows = [(one.iso3, "", one.then, one.now, one.rise) for one in content.members]
    for one in content.neighbours:
        names = format_list([country_name(code) for code in one.neighbour.of])
        rows.append((one.neighbour.iso3, names, one.then, one.now, one.rise))
    return pd.DataFrame({
        "state": [country_name(iso3) for iso3, *_rest in rows],
        "borders": [names for _iso3, names, *_rest in rows],
        "then": [_rounded(None if then is None else then.score) for _iso3, _names, then, _now, _rise in rows],
        "now": [_rounded(now.score) for _iso3, _names, _then, now, _rise in rows],
        "change": [_rounded(rise) for *_rest, rise in rows],
        "interval": [MISSING if now.score is None else wording.say_interval(now) for _i, _n, _t, now, _r in rows],
        "rank": [now.rank for _iso3, _names, _then, now, _rise in rows],
    })  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0  # never −0


def _columns(content: GroupContent) -> dict:
    number = st.column_config.NumberColumn
    return {
        "state": st.column_config.TextColumn(_("State"), width=215),
        "borders": _("Borders"),
        "then": number(format_month(content.since), format=number_format(1)),
        "now": number(format_month(content.month), format=number_format(1)),
        "change": number(_("Change"), format=number_format(1, signed=True)),
        "interval": _("90% interval"),
        "rank": number(_("Rank"), format="%d"),
    }


def _map(page: Page, content: GroupContent) -> charts.Chart:
    scores = readers.frame("scores")
    return border_map(
        scores[scores["month"] == content.month], members=content.codes, month=content.month, theme=theme_name(),
        neighbours=[one.neighbour.iso3 for one in content.neighbours],
    )  # fmt: skip


def show_trend(page: Page, content: GroupContent) -> None:
    """Small multiples of the scores: the States, then the neighbours, the highest first."""
    own = [_panel(one.iso3, one.history, one.then, one.now) for one in content.members]
    beside = sorted(content.neighbours, key=lambda one: -(one.now.score or 0))
    near = [_panel(one.neighbour.iso3, one.history, one.then, one.now, is_neighbour=True) for one in beside]
    shown = [*own, *near][:MOST]
    scale = scale_of(shown, since=content.since, as_of=content.month)
    st.caption(
        _(
            "One scale for all, {low} to {high} of 100; the dotted line is {then}. Beside each name: the score in {now}, and "
            "its change since. Neighbours are grey."
        ).format(low=scale[0], high=scale[1], then=format_month(content.since), now=format_month(content.month))
    )
    if len(own) + len(near) > len(shown):
        st.caption(_("The neighbours with the highest scores are drawn; the table above has all of them."))
    title = _("Risk scores up to {month}").format(month=format_month(content.month))
    colours, line = palette(theme_name()), source_line(page.release)
    left, right = st.columns(2, gap="large")
    half = (len(shown) + 1) // 2
    for column, part, key in ((left, shown[:half], "trend"), (right, shown[half:], "trend_more")):
        if part:
            with column:
                chart = multiples(
                    part, since=content.since, as_of=content.month, scale=scale, title=title, colours=colours,
                    source_line=line,
                )  # fmt: skip
                if key == "trend":
                    st.markdown(f"## {chart.title}")
                else:
                    st.markdown("## " + _("… and beside them"))
                st.plotly_chart(chart.figure, config=charts.CONFIG, theme=None, alt=chart.alt, key=key)
                show_table_of(chart, key=key)


def _panel(iso3: str, history: pd.DataFrame, then, now, *, is_neighbour: bool = False) -> Panel:
    return Panel(
        name=country_name(iso3), history=history, then=None if then is None else then.score, now=now.score,
        is_neighbour=is_neighbour,
    )  # fmt: skip


def show_moves(page: Page, content: GroupContent) -> None:
    """What moved the score of one State and how its risk factors shifted."""
    member = _choose_member(content)
    name, then, now = country_name(member.iso3), format_month(content.since), format_month(content.month)
    colours, line = palette(theme_name()), source_line(page.release)
    left, right = st.columns(2, gap="large")
    with left:
        if member.change is None:
            st.info(
                _(
                    "{name} has no score at both months, or the two were scored in different ways: nothing to compare."
                ).format(name=name)
            )
        else:
            labels = {factor.number: factor.label for factor in member.factors}
            indicators = {one.key: one for one in member.indicators}
            parts = [
                Part(label=indicators[key].title, points=points, factor=labels[indicators[key].risk_factor])
                for key, points in member.change.moved.items()
            ]
            chart = charts.change(
                parts, became_known=member.change.became_known, total=member.change.total, name=name, then=then, now=now,
                colours=colours, source_line=line,
            )  # fmt: skip
            show_chart(chart, key="moved")
    with right:
        pairs = list(zip(member.factors_then, member.factors, strict=True))
        chart = shift(pairs, name=name, then=then, now=now, colours=colours, source_line=line)
        show_chart(chart, key="shift")


def _choose_member(content: GroupContent) -> Member:
    """The State to look into: `state` of the address, else the one whose score rose most."""
    first = max(content.members, key=lambda one: one.rise if one.rise is not None else float("-inf"))
    if len(content.members) == 1:
        return first
    chosen = choose_one(
        _("State"), [one.iso3 for one in content.members], parameter="state", default=first.iso3, label_of=country_name
    )
    return next(one for one in content.members if one.iso3 == chosen)


def show_timeline(page: Page, content: GroupContent) -> None:
    """What happened in the States, up to the month shown."""
    lanes = [(country_name(one.iso3), one.events) for one in content.members]
    chart = timeline(
        lanes, since=content.since, as_of=content.month, colours=palette(theme_name()),
        title=_("Events up to {month}").format(month=format_month(content.month)),
        source_line=_("Facts on record in release {version}; hollow marks are unverified.").format(version=page.release.version),
    )  # fmt: skip
    show_chart(chart, key="timeline")
    st.caption(
        _("The dotted lines are {then} and {now}. Hollow marks are unverified.").format(
            then=format_month(content.since), now=format_month(content.month)
        )
    )
