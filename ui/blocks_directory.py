"""The directory of focal points and of the Group of Friends, as members look someone up."""

import pandas as pd
import streamlit as st

from briefing.language import gettext as _
from briefing.language import language, mark
from network import directory
from network.desk import Visit
from ui.tables import show_table

LISTINGS = {"focal points": mark("Focal points"), "group of friends": mark("Group of Friends")}


def show_directory(asked: Visit) -> None:
    """Who is on the directory, by list, each line with its date and "unverified" where nobody verified it."""
    found = directory.entries(asked)
    st.caption(
        _(
            "From public sources, kept by the administrators; it is not complete. A line marked “unverified” was not seen in "
            "a text."
        )
    )
    listing = st.segmented_control(
        _("List"), list(LISTINGS), default="focal points", key="directory_listing", required=True,
        format_func=lambda one: _(LISTINGS[one]),
    )  # fmt: skip
    own = [entry for entry in found if entry.line.listing == listing]
    if not own:
        st.info(_("Nobody is on this list yet."))
        return
    show_table(
        pd.DataFrame({
            _("State or organisation"): [entry.name(language()) for entry in own],
            _("What for"): [_(entry.line.membership) for entry in own],
            _("Since"): [entry.line.since or "" for entry in own],
            _("As of"): [entry.line.as_of or "" for entry in own],
            _("Name"): [entry.line.person for entry in own],
            _("Contact"): [entry.line.contact for entry in own],
            _("State of knowledge"): [_("unverified") if entry.is_unverified else "" for entry in own],
            _("Source"): [entry.line.source for entry in own],
        }),
        hide_index=True, key="directory",
    )  # fmt: skip
