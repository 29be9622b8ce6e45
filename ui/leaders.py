"""The highest scores on screen, beside the map: figures, reasons, and how sure the order is."""

import pandas as pd
import streamlit as st

from briefing.charts_map import little_known
from briefing.content.leaders import Leader, read_leaders
from briefing.language import gettext as _
from ui import controls, readers, shell
from ui.shell import Page


def show_leaders(among: tuple[str, ...], *, page: Page, month: pd.Timestamp) -> None:
    """The highest scores of the choice, each a way to its State's page; then of how many States too little is known."""
    st.header(_("Highest scores"), anchor=False)
    leaders = _leaders(page.release.version, page.language, month, among)
    if not leaders:
        st.info(_("No State has a score."))
    for one in leaders:
        with st.container(key=f"leader_{one.iso3}", gap=None):
            if st.button(f":primary[**{one.name}**]", type="tertiary", key=f"open_{one.iso3}"):
                shell.go("country", **controls.address_of(one.iso3, month, page))
            st.markdown(one.figures)
            if one.reasons:
                st.caption(one.reasons)
    sure = _("Ranks whose ranges overlap cannot be told apart.") if len(leaders) > 1 else ""
    st.caption("  \n".join(filter(None, (sure, little_known(readers.ranking(page.release.version, month, among))))))


@st.cache_resource(show_spinner=False, max_entries=64)
def _leaders(version: str, language: str, month: pd.Timestamp, among: tuple[str, ...]) -> tuple[Leader, ...]:
    """By language too, for its texts are in what it returns."""
    return read_leaders(readers.current_release(), readers.ranking(version, month, among), month)
