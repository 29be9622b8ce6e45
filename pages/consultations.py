"""Consultations: questions and replies, decisions and what came of them, the directory; or one of them, by its address."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_consultation, blocks_decision
from ui.blocks_directory import show_directory
from ui.sections import show_sections
from ui.shell import open_page
from ui.visitor import visit

page = open_page(
    _("Consultations"),
    action="consultation.read",
    reads=("id", "decision", "ask", "about", "propose", "consultation", "view"),
)
asked_for = st.query_params.to_dict()
if "id" in asked_for:
    blocks_consultation.show_consultation(page, asked_for["id"])
elif "decision" in asked_for:
    blocks_decision.show_decision(page, asked_for["decision"])
elif "ask" in asked_for:
    blocks_consultation.show_asking(asked_for.get("about", ""))
elif "propose" in asked_for:
    blocks_decision.show_proposing(
        page, about=asked_for.get("about", ""), consultation=asked_for.get("consultation", "")
    )
else:
    asked = visit()
    sections = {
        "consultations": (_("Consultations"), lambda: blocks_consultation.show_consultations(asked)),
        "decisions": (_("Decisions"), lambda: blocks_decision.show_all(asked)),
        "directory": (_("Directory"), lambda: show_directory(asked)),
    }
    show_sections(sections, key="consultation_sections", parameter="view")
