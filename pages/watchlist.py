"""Watchlist: my lists, what is new on them, published alerts, what awaits review; or one alert, named in the address."""

import streamlit as st

from briefing.language import gettext as _
from network import alerts
from ui import blocks_alert, proposals
from ui import blocks_watchlist as blocks
from ui.sections import show_sections
from ui.shell import open_page
from ui.visitor import current, visit

page = open_page(_("Watchlist"), action="watchlist.keep_own", reads=("alert", "view"))
proposals.keep_up(page.release.version)
chosen = st.query_params.get("alert")
if chosen:
    blocks_alert.show_alert(page, chosen)
else:
    asked = visit()
    sections = {
        "lists": (_("My lists"), lambda: blocks.show_lists(page, asked)),
        "news": (_("What is new"), lambda: blocks.show_news(page, asked)),
        "alerts": (_("Alerts"), lambda: blocks.show_published(asked)),
    }
    if current().may("alert.review"):
        waiting = alerts.every(asked, status="proposed", limit=1000)
        label = _("Awaiting review ({count})").format(count=len(waiting))
        sections["review"] = (label, lambda: blocks_alert.show_queue(waiting))
    show_sections(sections, key="watchlist_sections", parameter="view")
