"""A consultation handed over: its parts as files to download."""

import streamlit as st

from briefing.documents.consultation import COLUMNS, rows_of
from briefing.language import gettext as _
from network import decisions, export
from network.consultations import Consultation
from network.desk import Visit


def show_hand_over(asked: Visit, one: Consultation) -> None:
    """Download a consultation with its replies and the decisions that came of it, as far as one may read them."""
    own = [decisions.read(asked, found.id) for found in decisions.every(asked, consultation_id=one.id)]
    st.caption(_("What you download leaves the network: keep to its level of sensitivity."))
    name = f"pillar-two-consultation-{one.id[:8]}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("JSON"), export.json_bytes({"consultation": [vars(one)], "decision": [vars(found) for found in own]}),
            f"{name}.json", "application/json", icon=":material/data_object:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            _("CSV"), export.csv_bytes(rows_of(one, own), COLUMNS), f"{name}.csv", "text/csv",
            icon=":material/table_view:", on_click="ignore",
        )  # fmt: skip
