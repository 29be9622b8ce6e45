"""Track record: what the forecasts of mass-killing onset were worth in past years, and what is sealed for those to come."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_track_record as blocks
from ui.sections import show_sections
from ui.shell import open_page

page = open_page(_("Track record"), reads=("section", "year"))
st.markdown(
    _(
        "The forecast puts a figure on the chance that a new mass killing begins in a State within two years. This page shows "
        "how such forecasts would have done since 1993, each learned from earlier years only."
    )
)
record = blocks.record_of()
if record:
    st.caption(_("What is forecast: {event}").format(event=_(record["definition"]["event"])))
    sections = {
        "worth": (_("What it is worth"), lambda: blocks.show_worth(page, record)),
        "reliability": (_("Reliability"), lambda: blocks.show_reliability(page, record)),
        "onsets": (_("Onsets"), lambda: blocks.show_onsets(page, record)),
        "parts": (_("By period and region"), lambda: blocks.show_parts(page, record)),
        "year": (_("A year's list"), lambda: blocks.show_year(record)),
        "register": (_("Register"), lambda: blocks.show_register(record)),
    }
    blocks.say_if_no_such_year()
    show_sections(sections, key="track_record_sections")
else:
    blocks.show_register(None)
