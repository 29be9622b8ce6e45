"""Accountability: who is bound by which instrument against impunity, before the Court, and able to help whom."""

import streamlit as st

from briefing.content.instruments import ACCOUNTABILITY
from briefing.language import gettext as _
from ui import blocks_accountability as blocks
from ui.blocks_assistance import show_help
from ui.controls import choose_group, choose_month, choose_region, members
from ui.sections import show_sections
from ui.shell import open_page

page = open_page(
    _("Accountability"), reads=("as_of", "region", "group", "section", "instrument", "iso3", "standing", "tie")
)
st.markdown(
    _(
        "Which States were bound by the instruments against impunity at the end of the month chosen, which were before the "
        "International Criminal Court, and which could help each other to investigate. “Not known” is not “no”."
    )
)
row = st.columns(3)
month = choose_month(page, container=row[0])
region = choose_region(container=row[1])
among = members(region=region, group=choose_group(container=row[2]), month=month)
standings = blocks.standings_of(page.release.version, ACCOUNTABILITY, month)
show_sections(
    {
        "matrix": (_("States and instruments"), lambda: blocks.show_matrix(page, standings, among)),
        "map": (_("Map"), lambda: blocks.show_map(page, standings, among, month, region)),
        "years": (_("Over the years"), lambda: blocks.show_years(page, standings, among, month)),
        "state": (_("One State"), lambda: blocks.show_state(page, standings, month)),
        "help": (_("Who could help whom"), lambda: show_help(page, standings, among, month)),
    },
    key="accountability_sections",
)
