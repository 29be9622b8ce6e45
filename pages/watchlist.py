"""Watchlist: my lists, what is new on them, published alerts, what awaits review; or one alert, named in the address."""

import streamlit as st

from briefing.language import gettext as _
from network import alerts
from ui import blocks_alert, proposals
from ui import blocks_watchlist as blocks
from ui.shell import open_page
from ui.visitor import current, visit

page = open_page(_("Watchlist"), action="watchlist.keep_own")
proposals.keep_up(page.release.version)
chosen = st.query_params.get("alert")
if chosen:
    blocks_alert.show_alert(page, chosen)
else:
    asked = visit()
    sections = {
        _("My lists"): lambda: blocks.show_lists(page, asked),
        _("What is new"): lambda: blocks.show_news(page, asked),
        _("Alerts"): lambda: blocks.show_published(asked),
    }
    if current().may("alert.review"):
        waiting = alerts.every(asked, status="proposed", limit=1000)
        sections[_("Awaiting review ({count})").format(count=len(waiting))] = lambda: blocks_alert.show_queue(waiting)
    names = list(sections)
    opened = {"alerts": names[2], "review": names[-1]}.get(st.query_params.get("view", ""), names[0])
    tabs = st.tabs(names, default=opened, key="watchlist_sections", on_change="rerun")
    for tab, show in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                show()
