"""The sections of a page as tabs, of which the address names the open one; only that one is drawn."""

from collections.abc import Callable, Mapping

import streamlit as st

from briefing.language import gettext as _
from ui.address import plain

PARAMETER = "section"


def show_sections(
    sections: Mapping[str, tuple[str, Callable[[], None]]], *, key: str, parameter: str = PARAMETER
) -> None:
    """Tabs: name in the address → (label in the reader's language, what draws it). The first leaves the address bare."""
    names = {label: name for name, (label, _show) in sections.items()}
    first = next(iter(sections))
    asked = st.query_params.get(parameter, first)
    open_now = sections[asked if asked in sections else first][0]
    if asked not in sections:
        st.warning(
            _("“{name}” is no section of this page. Shown is “{shown}”.").format(name=plain(asked), shown=open_now),
            icon=":material/rule:",
        )

    def keep() -> None:
        chosen = names.get(st.session_state[key], first)
        if chosen == first:
            st.query_params.pop(parameter, None)
        else:
            st.query_params[parameter] = chosen

    tabs = st.tabs(list(names), default=open_now, key=key, on_change=keep)
    for tab, (_label, show) in zip(tabs, sections.values(), strict=True):
        if tab.open:  # the others are drawn when they are opened
            with tab:
                show()
