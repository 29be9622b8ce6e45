"""Light or dark: which of the two the reader's browser shows, and the palette that goes with it."""

import streamlit as st

from briefing.palette import Palette, palette


def theme_name() -> str:
    """The theme on the reader's screen, "light" or "dark"; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def colours() -> Palette:
    """The palette of the theme on the reader's screen."""
    return palette(theme_name())
