"""Links to one thing on a page of the network: an alert, a consultation, a decision."""

from urllib.parse import urlsplit

import streamlit as st

from briefing.language import country_name
from briefing.language import gettext as _
from ui.shell import PAGES


def open_link(page: str, label: str, icon: str, *, key: str, **parameters: str) -> None:
    """Lead to a page with these parameters in its address; `key` is unique on the page.

    A link to the page one is on would change what is shown and not the address, and the next press of a button would
    show what the address still says. There, a button that looks like a link writes the address.
    """
    if _is_here(page):
        st.button(
            label, icon=icon, type="tertiary", key=f"go_{key}", on_click=st.query_params.from_dict, args=(parameters,)
        )
    else:
        st.page_link(PAGES / f"{page}.py", label=label, icon=icon, query_params=parameters)


def country_link(iso3: str) -> None:
    """Lead to the figures of a State."""
    label = _("{country} in figures").format(country=country_name(iso3))
    open_link("country", label, ":material/monitoring:", key="country", iso3=iso3)


def _is_here(page: str) -> bool:
    return urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{page}")
