"""Commitments: human-rights mechanisms, treaties and nuclear security, as on record and as States report; never scored."""

import streamlit as st

from briefing.content.instruments import HUMAN_RIGHTS, NUCLEAR_SECURITY
from briefing.language import gettext as _
from ui import blocks_commitments as blocks
from ui.blocks_accountability import show_matrix, standings_of
from ui.controls import choose_group, choose_month, choose_region, members
from ui.sections import show_sections
from ui.shell import open_page

page = open_page(
    _("Commitments"), reads=("as_of", "region", "group", "section", "session", "instrument", "iso3", "standing")
)
st.markdown(
    _(
        "What States have committed themselves to, as on record at the end of the month chosen. Shown, never scored. “Not "
        "known” is not “no”."
    )
)
row = st.columns(3)
month = choose_month(page, container=row[0])
region = choose_region(container=row[1])
among = members(region=region, group=choose_group(container=row[2]), month=month)
rights = standings_of(page.release.version, HUMAN_RIGHTS, month)
nuclear = standings_of(page.release.version, NUCLEAR_SECURITY, month)
show_sections(
    {
        "reviews": (_("Universal Periodic Review"), lambda: blocks.show_reviews(page, among, month)),
        "invitations": (_("Special Procedures"), lambda: blocks.show_invitations(page, among, month)),
        "treaties": (_("Treaties"), lambda: show_matrix(page, rights, among, HUMAN_RIGHTS, has_law=False)),
        "nuclear": (_("Nuclear security"), lambda: blocks.show_nuclear(page, nuclear, among, month)),
        "state": (_("One State"), lambda: blocks.show_state(page, nuclear, month)),
    },
    key="commitments_sections",
)
