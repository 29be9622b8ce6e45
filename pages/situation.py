"""Situation: the world map, the ranking with its intervals, and what changed over twelve months."""

import streamlit as st

from briefing.language import gettext as _
from ui import controls
from ui.leaders import show_leaders
from ui.map import show_map
from ui.ranking import show_changes, show_ranking
from ui.shell import open_page

page = open_page(_("Situation"), reads=("as_of", "region", "group"))
st.markdown(
    _(
        "Where the risk factors of atrocity crimes are present, State by State, and how sure that is. A score counts risk "
        "factors present; it is no forecast."
    )
)
left, middle, right = st.columns(3)
month = controls.choose_month(page, container=left)
region = controls.choose_region(container=middle)
group = controls.choose_group(container=right)

among = tuple(controls.members(region=region, group=group, month=month))
if not among:
    st.warning(
        _(
            "In the month chosen, no State belongs to both the region and the group. Choose one of them only, or another month."
        )
    )
    st.stop()

left, right = st.columns([7, 3], gap="large")
with left:
    show_map(among, page=page, month=month, region=region)
with right:
    show_leaders(among, page=page, month=month)
show_ranking(among, page=page, month=month)
show_changes(among, page=page, month=month)
