"""The words that Streamlit itself writes, in English only: said in the reader's language by static/page-language.js."""

import json
from functools import cache
from pathlib import Path

import streamlit as st

from briefing import language
from briefing.language import gettext as _
from briefing.language import mark

SCRIPT = Path(__file__).resolve().parent.parent / "static" / "page-language.js"
WORDS = (  # of Streamlit 1.67; {} is whatever stands there
    mark("Skip to main content"),
    mark("Navigate to home page"),
    mark("Logo"),
    mark("App pages"),
    mark("Sidebar"),
    mark("Expand sidebar"),
    mark("Collapse sidebar"),
    mark("Open"),
    mark("Search"),
    mark("Fullscreen"),
    mark("Close fullscreen"),
    mark("Download as CSV"),
    mark("Show/hide columns"),
    mark("Select all"),
    mark("Clear all"),
    mark("Clear value"),
    mark("Clear selection"),
    mark("Sort ascending"),
    mark("Sort descending"),
    mark("Format"),
    mark("Autosize"),
    mark("Pin column"),
    mark("Unpin column"),
    mark("Hide column"),
    mark("Copy to clipboard"),
    mark("Choose an option"),
    mark("Choose options"),
    mark("No results"),
    mark("Remove {}"),
    mark("Help for {}"),
    mark("Scroll tabs left"),
    mark("Scroll tabs right"),
    mark("Upload"),
    mark("Drag and drop file here"),
    mark("Drag and drop files here"),
    mark("{} per file"),
    mark("{} per file • {}"),
    mark("Press Enter to apply"),
    mark("Press Enter to submit form"),
    mark("Press Ctrl+Enter to apply"),
    mark("Press Ctrl+Enter to submit form"),
    mark("Selected values"),
    mark("Show password"),
    mark("Hide password"),
    mark("Connecting"),
)


def say_own_words() -> None:
    """Name the language of the page to browsers and screen readers, and have Streamlit's own words said in it."""
    with st.container(key="own_words"):  # static/app.css takes its room away
        st.html(_script(language.language()), unsafe_allow_javascript=True)


@cache
def _script(code: str) -> str:
    words = {} if code == language.SOURCE_LANGUAGE else {one: _(one) for one in WORDS}
    said = json.dumps({"language": code, "direction": language.direction(), "words": words}, ensure_ascii=True)
    script = SCRIPT.read_text(encoding="utf-8")
    return "<script>" + script.replace("WORDS", said.replace("<", "\\u003c"), 1) + "</script>"
