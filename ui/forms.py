"""Forms that write once: however often a button is pressed, one form as drawn is one entry in the network."""

import secrets
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from network.desk import Visit
from network.errors import Conflict, NetworkError
from ui.refusals import show_refusal
from ui.visitor import visit

R = TypeVar("R")
SAID = "said"  # in the session: what the next run of the page says first


class Form:
    """One form as it stands on the screen.

    `name` tells it from every other form of the page, and may hold an id. The submission key is part of every widget's
    key: when the form has been sent, the next one is another form with empty fields, and a second press of the button
    still names the first, which the network does once.
    """

    def __init__(self, name: str):
        self.name, self._kept = name, f"form {name}"
        self.submission: str = st.session_state.setdefault(self._kept, secrets.token_hex(16))

    def key(self, part: str = "form") -> str:
        """The key of the form itself, or of one of its widgets."""
        return f"{self.name}_{part}_{self.submission}"

    def base(self, version: int, part: str) -> int:
        """The version that stood on the screen when the field `part` was first drawn; asked for before it is drawn.

        What one changes is compared with this one, not with what somebody else made of it since. After a conflict it is
        the version that both were shown: sending once more then is a decision.
        """
        if self.key(part) not in st.session_state:
            st.session_state[self.key("version")] = version
        return st.session_state[self.key("version")]

    def send(self, write: Callable[[Visit], R], *, said: str = "", done: Callable[[R], None] | None = None) -> None:
        """Do what the form asks for; then draw the page anew, or say in a sentence why it was not done.

        `write` is given the visit and calls one writing function of the network; texts and choices are checked inside it,
        so that what is wrong with them is said too. `said` is what the page then says first; `done` is given the answer.
        """
        try:
            answer = write(visit(self.submission))
        except NetworkError as error:
            if isinstance(error, Conflict):
                st.session_state[self.key("version")] = error.version
            show_refusal(error)
            return
        st.session_state.pop(self._kept, None)
        if done is not None:
            done(answer)
        if said:
            st.session_state[SAID] = said
        st.rerun()


def show_what_was_done() -> None:
    """Say once what the last form did."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.success(said, icon=":material/check:")
