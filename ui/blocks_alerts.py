"""Alerts about some States, for those who may read them: what a rule found, the figures before and after, what fits."""

from collections.abc import Sequence

import streamlit as st

from briefing.content.timing import first_day
from briefing.language import MISSING, country_name, format_month, format_number, mark
from briefing.language import gettext as _
from indicators.responses import responses
from network import alerts
from network.alerts import Alert
from ui import visitor
from ui.blocks import escaped
from ui.blocks_responses import show_measures

LEVELS = {"notable": mark("Notable"), "high": mark("High"), "extreme": mark("Extreme")}
COLOURS = {"notable": "gray", "high": "orange", "extreme": "red"}
READ = "alert.read"


def show_alerts(codes: Sequence[str]) -> None:
    """The published alerts about these States, newest first; to whoever may not read them, how they come about.

    What rules propose is shown to nobody here: a person reviews it first.
    """
    st.subheader(_("Alerts"), anchor=False)
    if not visitor.current().may(READ):
        st.info(
            _(
                "Rules propose alerts, people review them. Those that were published are shown to members who are signed in."
            ),
            icon=":material/lock:",
        )
        return
    visit = visitor.visit()
    found = [one for code in codes for one in alerts.every(visit, iso3=code, status="published")]
    if not found:
        st.info(_("No alert about these States is published."), icon=":material/notifications_off:")
    for one in found:
        _show(one)


def _show(one: Alert) -> None:
    figures = one.figures
    title = f"{country_name(one.iso3)}: {_(figures['title'])}"
    with st.expander(f":{COLOURS[one.level]}-badge[{_(LEVELS[one.level])}] {escaped(title)}"):
        st.markdown(
            _("{before} in {since}, {after} in {month} ({unit}).").format(
                before=_number(figures["before"]), after=_number(figures["after"]), unit=escaped(_(figures["unit"])),
                since=format_month(first_day(figures["since"])), month=format_month(first_day(one.month)),
            )
        )  # fmt: skip
        show_measures(responses().named(figures["responses"]))


def _number(value: float | None) -> str:
    return MISSING if value is None else format_number(value, decimals=2 if abs(value) <= 1 else 1)
