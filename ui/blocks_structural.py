"""Parties' hate speech, as experts judge it once a year: beside the counted signals, never mixed with them."""

import streamlit as st

from briefing.charts import speech as charts
from briefing.charts.chart import Chart
from briefing.charts_map import HEIGHT, MAP_CONFIG, disclaimer
from briefing.charts_speech_map import structural_map
from briefing.content import structural as content
from briefing.language import country_name, format_list, format_number
from briefing.language import gettext as _
from briefing.palette import palette
from ui import shell
from ui.blocks import escaped, show_chart, show_table_of
from ui.shell import Page
from ui.theme import theme_name

NAMED = 10  # States named under the map


def show_state_map(chart: Chart, *, key: str, **parameters: str) -> None:
    """A map of which a click opens the State's own view, with `parameters` in its address."""
    st.markdown(f"## {chart.title}")
    with st.container(key="world_map", height=HEIGHT, border=False):  # static/app.css sets the height
        picked = st.plotly_chart(
            chart.figure, config=MAP_CONFIG, theme=None, alt=chart.alt, key=key, height="stretch", on_select="rerun",
            selection_mode="points",
        )  # fmt: skip
    st.caption(disclaimer())
    for point in picked["selection"]["points"]:
        shell.go("speech", iso3=point.get("location") or point["customdata"], **parameters)
    if len(chart.table):
        show_table_of(chart, key=key)


def source_line(page: Page) -> str:
    """Where the experts' judgement comes from."""
    indicator = content.declared(page.release) or {}
    key = str(indicator.get("series", "")).split(".")[0]
    found = next((one for one in page.release.document("sources") if one["key"] == key), None)
    name = _(found["name"]) if found else key
    return _("Experts' judgement: {source}. Release {version}.").format(source=name, version=page.release.version)


def show_structural(page: Page, iso3: str) -> None:
    """Parties' hate speech in one State; a slow yearly judgement that no stream changes."""
    found = content.read_structural(page.release, iso3)
    if found is None:
        st.info(_("Experts have not judged parties' hate speech in {name}.").format(name=escaped(country_name(iso3))))
        return
    chart = charts.structural(found, colours=palette(theme_name()), source_line=source_line(page))
    show_chart(chart, key="speech_structural")
    st.caption(_apart(int(found.years["year"].iloc[-1])))


def show_structural_world(page: Page) -> None:
    """The newest judgement of every State: a map in five steps, and the highest by name."""
    rows = content.newest_levels(page.release)
    if rows.empty:
        st.info(_("This release holds no judgement of parties' hate speech."))
        return
    show_state_map(structural_map(rows, theme=theme_name(), source_line=source_line(page)), key="speech_parties")
    highest = [
        f"{country_name(iso3)} ({format_number(level, decimals=2)})"
        for iso3, level in rows[["iso3", "level"]].head(NAMED).itertuples(index=False)
    ]
    st.markdown(_("Highest: {names}.").format(names=escaped(format_list(highest))))
    st.caption(_apart(int(rows["year"].max())))


def _apart(last: int) -> str:
    return _(
        "Another thing than posts: experts judge once a year how often major parties use hate speech; the newest year is "
        "{year}. The scale is turned so that more is worse. The two signals are shown side by side and never added up; "
        "only this one is an indicator of the risk score."
    ).format(year=last)
