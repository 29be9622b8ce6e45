"""Missions: the protection of diplomatic and consular missions in a host State – register, follow-up, yearly report."""

import streamlit as st

from briefing.language import gettext as _
from network import incidents
from ui import blocks_missions as blocks
from ui.missions_entry import show_entry
from ui.missions_report import show_report
from ui.sections import show_sections
from ui.shell import open_page
from ui.visitor import current, visit

page = open_page(_("Missions"), action="missions.open", reads=("host", "section", "year", "month", "incident"))
st.markdown(
    _(
        "Incidents against diplomatic and consular missions and missions of international organisations in a host State. Only "
        "its focal points and administrators see them; nothing of it enters a score."
    )
)
mine = visit()
host = blocks.choose_host(current())
entries = incidents.register(mine, host=host)
show_sections(
    {
        "register": (_("Register"), lambda: blocks.show_register(mine, host, entries)),
        "enter": (_("Enter incidents"), lambda: show_entry(host, entries)),
        "open": (_("Follow-up"), lambda: blocks.show_open(mine, host, entries)),
        "protection": (_("Threat levels and advice"), lambda: blocks.show_protection(mine, host)),
        "report": (_("Yearly report"), lambda: show_report(page, mine, host, entries)),
    },
    key="missions_sections",
)
