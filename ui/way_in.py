"""The way in, on screen: signing in, one's own menu, and why a page stays closed."""

from pathlib import Path
from typing import NoReturn

import streamlit as st

from briefing.language import format_sentences
from briefing.language import gettext as _
from network.errors import StoreError
from ui import visitor
from ui.blocks import escaped, shortened
from ui.refusals import OUTCOMES, outcome, sentence


def show_account(account_page: Path) -> None:
    """Sign in, or one's name with the way to one's account and out; nothing where nobody can sign in."""
    person = visitor.current().person
    if person is not None:
        with st.popover(escaped(shortened(person.name)), icon=":material/account_circle:", key="account_menu"):
            if account_page.exists():
                st.page_link(account_page, label=_("My account"), icon=":material/manage_accounts:")
            st.button(_("Sign out"), key="sign_out", icon=":material/logout:", on_click=visitor.sign_out)
    elif visitor.can_sign_in():
        st.button(_("Sign in"), key="sign_in", icon=":material/login:", on_click=visitor.sign_in)


def close(action: str) -> NoReturn:
    """Say why this page stays closed, and what can be done about it; nothing of the page itself."""
    here = visitor.current()
    with st.container(border=True, key="closed"):
        if here.person is not None:
            st.markdown(f":material/lock: **{_('This page is not open to you.')}**")
            st.markdown(format_sentences(escaped(reason.sentence(_)) for reason in here.verdict(action).reasons))
            st.caption(_("An administrator of the network gives roles."))
        elif isinstance(here.trouble, StoreError):
            st.markdown(f":material/cloud_off: **{_('This page needs the network database.')}**")
            st.markdown(escaped(sentence(here.trouble)))
            st.button(_("Try again"), key="try_again")
        else:
            st.markdown(f":material/lock: **{_('This page is for members of the network.')}**")
            st.markdown(escaped(sentence(here.trouble)) if here.trouble else _("Sign in to open it."))
            _offer_sign_in()
    st.stop()


def _offer_sign_in() -> None:
    if visitor.can_sign_in():
        st.button(_("Sign in"), key="sign_in_here", type="primary", icon=":material/login:", on_click=visitor.sign_in)
    else:
        st.caption(_("Signing in is not set up on this installation. Whoever runs it finds how in docs/deployment.md."))


def say_how_the_sign_in_ended() -> None:
    """Why somebody came back from the sign-in provider without being signed in, once."""
    code = st.query_params.pop("sign_in", "")
    if code in OUTCOMES:
        st.warning(outcome(code), icon=OUTCOMES[code])
