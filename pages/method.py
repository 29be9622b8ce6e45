"""Method: how the score is made, what it is worth, what each indicator means, what other weights would give, and what alerts."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_method as blocks
from ui.blocks_track_record import show_card
from ui.shell import open_page
from ui.what_if import show_what_if

page = open_page(_("Method"))
sections = {
    _("The score"): lambda: blocks.show_score(page),
    _("What it is worth"): blocks.show_worth,
    _("Definitions"): blocks.show_definitions,
    _("What if?"): lambda: show_what_if(page),
    _("The forecast"): show_card,
    _("Alerts"): blocks.show_alert_rules,
}
tabs = st.tabs(list(sections), key="method_sections", on_change="rerun")
for tab, show in zip(tabs, sections.values(), strict=True):
    if tab.open:  # the others are drawn when they are opened
        with tab:
            show()
