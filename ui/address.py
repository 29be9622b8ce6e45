"""What an address says that a page does not understand: told to the reader, never passed over in silence."""

from collections.abc import Collection

import streamlit as st

from briefing import language
from briefing.language import gettext as _
from ui.blocks import escaped

EVERYWHERE = frozenset({"lang"})  # parameters that every page reads
NO_PAGE = "no_page"  # parameter by which the server passes on what was asked for and is no page
OF_NEWSLETTERS = "utm_"  # what mail programmes add to a link; no reader wrote it
LONGEST = 60  # of what a visitor wrote, in a sentence
MOST = 3  # sentences on parameters; more would push the page away


def keep_asked_page() -> None:
    """Take what was asked for and is no page out of the address, so that it is told once and not sent on."""
    asked = st.query_params.pop(NO_PAGE, "")
    if asked:
        st.session_state[NO_PAGE] = asked


def say_what_is_not_understood(reads: Collection[str], *, title: str) -> None:
    """A sentence each for a page that is none, a language that is not offered, and parameters that the page does not read.

    `reads`: parameters that the page reads; `title` of the page that is shown. What a control reads and finds wrong,
    the control says itself.
    """
    missing, asked = st.session_state.pop(NO_PAGE, ""), st.query_params.get("lang")
    if missing:
        _say(_("There is no page “{name}” here. Shown is “{shown}”.").format(name=plain(missing), shown=title))
    if asked is not None and asked not in language.offered():
        shown = language.NATIVE_NAMES[language.language()]
        _say(_("“{name}” is no language of this service. Shown is “{shown}”.").format(name=plain(asked), shown=shown))
    unknown = [name for name in st.query_params if name not in EVERYWHERE.union(reads)]
    for name in [one for one in unknown if not one.startswith(OF_NEWSLETTERS)][:MOST]:
        _say(
            _("“{name}” in the address means nothing to this page, which is shown without it.").format(name=plain(name))
        )


def plain(text: str) -> str:
    """What a visitor wrote in the address, short and with no Markdown left in it."""
    return escaped(text[:LONGEST] + ("…" if len(text) > LONGEST else ""))


def _say(sentence: str) -> None:
    st.warning(sentence, icon=":material/rule:")
