"""Briefing: choose a document, its language and formats; make it; download it."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_briefing as blocks
from ui.shell import open_page

page = open_page(_("Briefing"), reads=("kind", "iso3", "as_of", "in", "paper", "audience", "since"))
st.markdown(
    _(
        "A document to hand over as it is: every sentence is a rule filled with figures of this release, with sources, dates and "
        "what is not known."
    )
)
job = blocks.choose(page)
if job:
    is_asked = st.button(_("Make the document"), type="primary", icon=":material/draft:", key="make")
    if is_asked or blocks.is_wanted_on_arrival():
        blocks.make(job)
    blocks.show_made(job)
