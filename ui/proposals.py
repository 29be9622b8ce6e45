"""The alerts that a release proposes, put before the reviewers when this process first meets it."""

import logging
from datetime import UTC, datetime

import streamlit as st

from network import proposals
from network.errors import NetworkError
from ui import readers, visitor

log = logging.getLogger("pillar_two")


def keep_up(version: str) -> None:
    """Take in what the current release proposes, once in this process; the page goes on if that fails."""
    try:
        _keep_up(version)
    except NetworkError as error:
        log.warning("the alerts that release %s proposes were not taken in: %s", version, error)


@st.cache_resource(show_spinner=False, max_entries=2)
def _keep_up(version: str) -> dict[str, int]:
    release = readers.current_release()
    return visitor.door.ask(lambda store: proposals.keep_up(store, release, now=datetime.now(UTC)))
