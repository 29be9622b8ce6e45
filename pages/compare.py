"""Compare: two to six States side by side – scores with intervals, trends, risk factors."""

import streamlit as st

from briefing.language import gettext as _
from ui import blocks_compare as blocks
from ui.blocks_briefing import show_briefing_button
from ui.controls import choose_month
from ui.shell import open_page

page = open_page(_("Compare"), reads=("iso3", "as_of"))
left, right = st.columns([3, 1])
codes = blocks.choose_states(page, container=left)
month = choose_month(page, container=right)
if len(codes) < blocks.FEWEST:
    st.info(_("Choose at least two States to compare."))
else:
    show_briefing_button("compare", ",".join(codes), month)
    blocks.show_comparison(page, codes, month)
