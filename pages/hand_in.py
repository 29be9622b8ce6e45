"""Hand in a file: for sources that offer no interface, or cannot be reached; preview, then take or refuse."""

import streamlit as st

from briefing.language import gettext as _
from data import refresh_decisions
from ui import controls
from ui.blocks_hand_in import show_decisions, show_hand_in, show_source
from ui.shell import open_member_page

page = open_member_page(_("Hand in a file"), action="source.hand_in", reads=("source",))
st.markdown(
    _(
        "Some publishers offer a file to save and no interface, and any source can be out of reach for a while. A file handed "
        "in here is read at once, and you see what it would change. Nothing is kept until you take it; your name and your "
        "decision are."
    )
)
sources = refresh_decisions.open_to_files()
key = controls.choose_one(
    _("Source"), list(sources), parameter="source", default=next(iter(sources)),
    label_of=lambda one: _(sources[one].name),
)  # fmt: skip
show_source(sources[key])
show_hand_in(sources[key])
st.header(_("Decided so far"), anchor=False)
show_decisions(sources[key])
