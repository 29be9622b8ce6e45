"""What the network answers when it will not, or cannot, in the reader's language."""

from collections.abc import Mapping

import streamlit as st

from briefing.language import format_sentences
from briefing.language import gettext as _
from network.errors import Conflict, NetworkError, NotAllowed, StoreError
from network.messages import TERMS
from ui.blocks import show_text

OUTCOMES = {  # how a sign-in ended without one, as the address says it → icon; the sentences are in `outcome`
    "declined": ":material/do_not_disturb_on:",
    "failed": ":material/error:",
    "unavailable": ":material/cloud_off:",
    "too_often": ":material/hourglass_top:",
}


def sentence(error: NetworkError) -> str:
    """All that a refusal has to say, in the reader's language."""
    if isinstance(error, NotAllowed):
        return format_sentences(reason.sentence(_) for reason in error.reasons)
    return error.sentence(_)


def show_refusal(error: NetworkError) -> None:
    """A refusal where it happened; for a conflict, both contents as well."""
    if isinstance(error, Conflict):
        st.warning(sentence(error), icon=":material/call_split:")
        _show_both(error)
    elif isinstance(error, StoreError):
        st.error(sentence(error), icon=":material/cloud_off:")
    else:
        st.warning(sentence(error), icon=":material/block:")


def outcome(code: str) -> str:
    """Why somebody who went to sign in came back without; empty for a code that is none."""
    return {
        "declined": _("You were not signed in: at the provider, signing in was declined."),
        "failed": _(
            "You were not signed in: the sign-in provider's answer could not be used. Try again; if it happens again, tell "
            "whoever runs this service. The reason is in the server's log."
        ),
        "unavailable": _(
            "You were not signed in: the sign-in provider cannot be reached. The public pages go on working; try again soon."
        ),
        "too_often": _("Too many people began to sign in from your network at once. Wait a minute and try again."),
    }.get(code, "")


def _show_both(error: Conflict) -> None:
    """What somebody else saved, and what one's own form held, beside each other; both are text, never markup."""
    left, right = st.columns(2)
    with left.container(border=True):
        st.markdown(f"**{_('As it stands now')}**")
        _show_cells(error.theirs, error.mine)
    with right.container(border=True):
        st.markdown(f"**{_('Yours, kept as a draft')}**")
        _show_cells(error.mine, error.mine)


def _show_cells(content: Mapping[str, object], names: Mapping[str, object]) -> None:
    for name in names:
        st.caption(_(TERMS[name]).capitalize() if name in TERMS else name)
        show_text(_plain(content.get(name)))


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value)) or "–"
    return "–" if value is None or value == "" else str(value)
