"""Hate speech: where it is counted, at what rate and with what alarms, what answers it, and how far to trust it."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_speech as blocks
from ui.blocks_speech_method import show_answers, show_quality
from ui.blocks_structural import show_structural_world
from ui.blocks_texts import show_texts
from ui.sections import show_sections
from ui.shell import open_page

page = open_page(_("Hate speech"), reads=("iso3", "demonstration", "stream", "section"))
st.markdown(
    _(
        "Signals of hate speech in posts, news and radio, counted by country, week and language: a rate is never shown "
        "without the number of posts it rests on. No text, author or address is kept, and none of it enters the risk score."
    )
)
row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
iso3 = blocks.choose_place(container=row)
series = blocks.series_of(page, blocks.choose_demonstration(page, container=row))
sections = {
    "signals": (
        _("Signals"),
        lambda: blocks.show_country(page, series, iso3) if iso3 else blocks.show_world(page, series),
    ),
    **({} if iso3 else {"structural": (_("Structural signal"), lambda: show_structural_world(page))}),
    "measures": (_("What can be done"), show_answers),
    "texts": (_("Read texts"), show_texts),
    "quality": (_("How far to trust it"), show_quality),
}
show_sections(sections, key="speech_of_country" if iso3 else "speech_of_world")
