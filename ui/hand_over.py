"""A consultation handed over: its parts as files to download."""

import pandas as pd
import streamlit as st

from briefing.documents.basis import Basis
from briefing.documents.consultation import COLUMNS, consultation_document, rows_of
from briefing.formats import make_one
from briefing.language import gettext as _
from briefing.language import language, speaking
from network import decisions, export
from network.consultations import Consultation
from network.decisions import Decision
from network.desk import Visit
from ui import readers
from ui.shell import Page, today

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show_hand_over(page: Page, asked: Visit, one: Consultation) -> None:
    """Download a consultation with its replies and the decisions that came of it, as far as one may read them."""
    own = [decisions.read(asked, found.id) for found in decisions.every(asked, consultation_id=one.id)]
    st.caption(_("What you download leaves the network: keep to its level of sensitivity."))
    name, spoken = f"pillar-two-consultation-{one.id[:8]}", language()
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Word"), lambda: _word(page.default_month, spoken, one, own), f"{name}.docx", WORD,
            icon=":material/description:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "JSON", export.json_bytes({"consultation": [vars(one)], "decision": [vars(found) for found in own]}),
            f"{name}.json", "application/json", icon=":material/data_object:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "CSV", export.csv_bytes(rows_of(one, own), COLUMNS), f"{name}.csv", "text/csv",
            icon=":material/table_view:", on_click="ignore",
        )  # fmt: skip


def _word(month: pd.Timestamp, spoken: str, one: Consultation, own: list[Decision]) -> bytes:
    """The document as a Word file, made when it is asked for."""
    basis = Basis(release=readers.current_release(), month=month, today=today())
    with speaking(spoken):
        return make_one(consultation_document(basis, one, own), "docx")
