"""Configurations: the States of a Peacebuilding Commission configuration, or any others, and their neighbours since a day."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_configurations as choose
from ui import blocks_group as blocks
from ui import blocks_group_words as words
from ui.blocks_responses import show_responses
from ui.controls import choose_month
from ui.sections import show_sections
from ui.shell import open_page

page = open_page(_("Configurations"), reads=("name", "iso3", "as_of", "since", "section", "state"))
left, middle, right = st.columns([2, 1, 1])
month = choose_month(page, container=right)
codes, configuration = choose.choose_states(page, month, container=left)
since = choose.choose_since(page, month, container=middle)
content = blocks.content_of(page, codes, since, month)
choose.show_heading(configuration, codes, month)
choose.show_briefing_button(codes, since, month)
blocks.show_standing(page, content)
show_sections(
    {
        "trend": (_("Trend"), lambda: blocks.show_trend(page, content)),
        "moved": (_("What moved and why"), lambda: blocks.show_moves(page, content)),
        "warning": (_("Early warning"), lambda: words.show_warnings(page, content)),
        "open": (_("Not taken up"), lambda: words.show_recommendations(content)),
        "timeline": (_("Timeline"), lambda: blocks.show_timeline(page, content)),
        "tell": (_("Whom to tell"), lambda: words.show_messages(content)),
        "questions": (_("Questions"), lambda: words.show_questions(content, configuration)),
        "measures": (_("What can be done"), lambda: show_responses(content.answers)),
        "record": (_("What is on record"), lambda: words.show_record(page, content)),
    },
    key="configuration_sections",
)
