"""The ranking and the biggest changes on screen."""

import pandas as pd
import streamlit as st

from briefing.charts.chart import Chart
from briefing.charts_changes import changes
from briefing.language import MISSING, country_name, format_list, format_month, format_number, ngettext
from briefing.language import gettext as _
from briefing.palette import palette
from briefing.ranking import MONTHS_BACK, biggest_changes, interval_picture, overlapping
from ui import controls, readers, shell
from ui.blocks import number_format, show_chart
from ui.shell import Page
from ui.tables import show_table
from ui.theme import theme_name

OPEN = "open_state"  # key of the click on a name
CHANGES = 8  # States a chart of changes names
STATUSES = ("shown", "grey", "not shown")


def show_ranking(among: tuple[str, ...], *, page: Page, month: pd.Timestamp) -> None:
    """Every State of the choice in a table that can be sorted; a click on a name opens the State's page."""
    rows = readers.ranking(page.release.version, month, among)
    st.header(_("Ranking, {month}").format(month=format_month(month)), anchor=False)
    st.markdown(
        _(
            "Two States whose intervals overlap are **not distinguishable**: read the rank range, not the rank. "
            "Click a column to sort by it, a name to open its page."
        )
    )
    with st.container(key="ranking"):
        show_table(
            _table(page.release.version, page.language, theme_name(), month, among),
            hide_index=True,
            height=460,
            column_config=_columns(),
        )
    clicked = st.session_state.get(OPEN)
    if clicked:
        shell.go("country", **controls.address_of(rows["iso3"].iloc[clicked["row"]], month, page))
    _show_little_known(rows)


def show_changes(among: tuple[str, ...], *, page: Page, month: pd.Timestamp) -> None:
    """The biggest rises and falls over twelve months, side by side."""
    then = month - pd.DateOffset(months=MONTHS_BACK)
    st.header(_("Biggest changes over twelve months"), anchor=False)
    if then < page.first_month:
        st.info(
            _("The figures begin in {first}, less than twelve months before.").format(
                first=format_month(page.first_month)
            )
        )
        return
    st.markdown(
        _(
            "Compared on the same footing: what merely became known is no change. A filled arrowhead: the 90% interval of "
            "the change leaves out 0. A hollow one: the change lies within its own noise and may be nothing."
        )
    )
    rows = readers.ranking(page.release.version, month, among)
    if not rows["is_beyond_noise"].fillna(False).any():
        st.markdown(
            _("**No change over these twelve months is beyond its own noise**: none of the arrows below is certain.")
        )
    for column, upward in zip(st.columns(2, gap="large"), (True, False), strict=True):
        with column:
            chart = _changes(page.release.version, page.language, theme_name(), month, among, upward)
            if chart:
                show_chart(chart, key=f"changes_{upward}", level=3)
            else:
                st.info(_("No State rose.") if upward else _("No State fell."))


def _columns() -> dict:
    return {
        "state": st.column_config.ButtonColumn(
            _("State"), type="tertiary", alignment="left", pinned=True, key=OPEN, width=270
        ),
        "score": st.column_config.NumberColumn(
            _("Score"), format=number_format(1), width=70, help=_("0 to 100, higher is riskier.")
        ),
        "picture": st.column_config.ImageColumn(
            _("Score and interval"), width=150, help=_("A line from 0 to 100: the dot is the score, the bar its interval.")
        ),
        "interval": st.column_config.TextColumn(_("90% interval"), width=90, alignment="center"),
        "ranks": st.column_config.TextColumn(
            _("Rank range"), width=90, alignment="center", help=_("Among all States, in 90% of the draws.")
        ),
        "alike": st.column_config.NumberColumn(
            _("Not distinguishable from"), width=165, help=_("How many States listed here have an interval that overlaps.")
        ),
        "change": st.column_config.NumberColumn(
            _("Change, 12 months"), format=number_format(1, signed=True), width=120,
            help=_("In points of the score, on the same footing: what merely became known is no change."),
        ),
        "coverage": st.column_config.ProgressColumn(
            _("Coverage"), format="percent", min_value=0, max_value=1, width=110,
            help=_("Share of what the score rests on that is known and not out of date."),
        ),
        "status": st.column_config.TextColumn(_("Standing"), width=150),
    }  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=64)
def _table(version: str, language: str, theme: str, month: pd.Timestamp, among: tuple[str, ...]) -> pd.DataFrame:
    rows, ink = readers.ranking(version, month, among), palette(theme)
    words = {"shown": _("scored"), "grey": _("grey: little known"), "not shown": _("not enough known")}
    pictures = [
        interval_picture(score, low, high, is_grey=status == "grey", colours=ink) if score == score else None
        for score, low, high, status in zip(rows["score"], rows["low"], rows["high"], rows["status"], strict=True)
    ]
    return pd.DataFrame(
        {
            "state": [country_name(iso3) for iso3 in rows["iso3"]],
            "picture": pictures,
            "score": rows["score"].astype(float).round(1),
            "interval": [_span(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)],
            "ranks": [_span(low, high) for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True)],
            "alike": overlapping(rows),
            "change": rows["change"].astype(float).round(1) + 0.0,  # never −0
            "coverage": rows["coverage"].astype(float).round(3),
            "status": rows["status"].map(words),
        }
    )


def _span(low: float, high: float) -> str:
    if low != low:
        return MISSING
    return f"{format_number(low, decimals=0)}–{format_number(high, decimals=0)}"


@st.cache_resource(show_spinner=False, max_entries=64)
def _changes(
    version: str, language: str, theme: str, month: pd.Timestamp, among: tuple[str, ...], upward: bool
) -> Chart | None:
    rows = biggest_changes(readers.ranking(version, month, among), upward=upward, count=CHANGES)
    if rows.empty:
        return None
    then = month - pd.DateOffset(months=MONTHS_BACK)
    return changes(
        rows, upward=upward, month=month, then=then, colours=palette(theme),
        source_line=_("Own computation, release {version}.").format(version=version),
    )  # fmt: skip


def _show_little_known(rows: pd.DataFrame) -> None:
    """Name the States that are grey or not shown: what is not known is said, not left out."""
    names = {status: [country_name(one) for one in rows.loc[rows["status"] == status, "iso3"]] for status in STATUSES}
    if names["grey"]:
        st.markdown(
            ngettext(
                "**Grey, {count} State** (50 to 66% of what the score rests on is known): {names}.",
                "**Grey, {count} States** (50 to 66% of what the score rests on is known): {names}.",
                len(names["grey"]),
            ).format(count=len(names["grey"]), names=format_list(names["grey"]))
        )
    if names["not shown"]:
        st.markdown(
            ngettext(
                "**No score, {count} State** (less than 50% known; a gap in the sources, not a sign of safety): {names}.",
                "**No score, {count} States** (less than 50% known; a gap in the sources, not a sign of safety): {names}.",
                len(names["not shown"]),
            ).format(count=len(names["not shown"]), names=format_list(names["not shown"]))
        )
