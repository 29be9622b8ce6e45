"""Country: one State – score, risk factors, trend, what drives and moved it, indicators, evidence, peers, responses."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_country as blocks
from ui.blocks_briefing import show_briefing_button
from ui.blocks_evidence import show_evidence
from ui.blocks_forecast import show_forecast
from ui.blocks_indicators import show_indicators
from ui.blocks_notes import show_notes
from ui.blocks_responses import label_of, show_responses
from ui.blocks_speech import show_speech_of
from ui.blocks_watchlist import show_watch_button
from ui.controls import choose_month
from ui.sections import show_sections
from ui.shell import open_page
from ui.visitor import current

page = open_page(blocks.name_of_address(), reads=("iso3", "as_of", "section", "stream"))
row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
iso3 = blocks.choose_state(chosen=blocks.country_of_address(), container=row)
if iso3:
    month = choose_month(page, container=row)
    with row:
        blocks.step_months(page, month)
        show_watch_button(iso3)
        show_briefing_button("country", iso3, month)
    content = blocks.content_of(page, iso3, month)
    blocks.show_top(page, content)
    sections = {
        "factors": (_("Risk factors"), lambda: blocks.show_factors(page, content)),
        "drivers": (_("What drives it"), lambda: blocks.show_drivers(page, content)),
        "forecast": (_("Forecast"), lambda: show_forecast(page, content)),
        "indicators": (_("Indicators"), lambda: show_indicators(page, content)),
        "evidence": (_("Evidence"), lambda: show_evidence(content.evidence, month)),
        "speech": (_("Hate speech"), lambda: show_speech_of(page, content.iso3)),
        "peers": (_("Peers"), lambda: blocks.show_peers(page, content)),
        "measures": (
            _("What can be done"),
            lambda: show_responses([(label_of(factor), fitting) for factor, fitting in content.answers]),
        ),
    }
    if current().may("note.read"):
        sections["notes"] = (_("Notes"), lambda: show_notes(iso3=iso3))
    show_sections(sections, key="country_sections")
