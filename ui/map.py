"""The world map on screen: drawn from this server alone, as high as the window allows, each State a way to its page."""

import pandas as pd
import streamlit as st

from briefing.charts.chart import Chart
from briefing.charts_map import HEIGHT, MAP_CONFIG, disclaimer, risk_map
from ui import controls, readers, shell, theme
from ui.blocks import show_taking_away
from ui.shell import Page


def show_map(among: tuple[str, ...], *, page: Page, month: pd.Timestamp, region: str) -> None:
    """Draw the map of one month; a click on a State opens its page. The others than `among` stay without a colour."""
    chart = _chart(page.release.version, page.language, theme.theme_name(), month, region, among)
    with st.container(key="world_map", height=HEIGHT, border=False):  # static/app.css sets the height
        picked = st.plotly_chart(
            chart.figure, config=MAP_CONFIG, theme=None, alt=chart.alt, key="map_of_states", height="stretch",
            on_select="rerun", selection_mode="points",
        )  # fmt: skip
    st.caption(disclaimer())
    show_taking_away(chart, key="map_of_states")
    for point in picked["selection"]["points"]:
        shell.go("country", **controls.address_of(point.get("location") or point["customdata"], month, page))


@st.cache_resource(show_spinner=False, max_entries=64)
def _chart(
    version: str, language: str, theme_name: str, month: pd.Timestamp, region: str, among: tuple[str, ...]
) -> Chart:
    rows = readers.ranking(version, month, among)
    return risk_map(rows, month=month, region=region, theme=theme_name)
