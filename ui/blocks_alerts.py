"""Published alerts about some States, for those who may read them."""

from collections.abc import Sequence

import streamlit as st

from briefing.language import gettext as _
from network import alerts
from ui import blocks_alert, visitor

READ = "alert.read"


def show_alerts(codes: Sequence[str]) -> None:
    """The published alerts about these States; to whoever may not read them, how they come about.

    What rules propose is shown to nobody here: a person reviews it first.
    """
    st.subheader(_("Alerts"), anchor=False)
    if not visitor.current().may(READ):
        st.info(
            _(
                "Rules propose alerts, people review them. Those that were published are shown to members who are signed in."
            ),
            icon=":material/lock:",
        )
        return
    visit = visitor.visit()
    found = [one for code in codes for one in alerts.every(visit, iso3=code, status="published")]
    if not found:
        st.info(_("No alert about these States is published."), icon=":material/notifications_off:")
    blocks_alert.show_alerts(found, key="states")
