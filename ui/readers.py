"""What pages read from the release, each once per release: frames, documents, one month, one country."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from briefing.content.watched import watched_figures
from briefing.ranking import ranking as rank_states
from data import quality
from data import release as releases
from data.release import Release
from data.settings import SHIPPED_RELEASES, settings
from network.watchlists import Figures


def current_release() -> Release:
    """The newest good release, read again only when the one made current changes. Raises ReleaseError if there is none."""
    return _release(_pointer(settings().releases), _pointer(SHIPPED_RELEASES))


def _pointer(folder: Path) -> str:
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


@st.cache_resource(show_spinner=False, max_entries=2)
def _release(kept: str, shipped: str) -> Release:
    return releases.current()


@st.cache_resource(show_spinner=False, max_entries=2)
def _watched(version: str) -> Figures:
    return watched_figures(current_release(), releases.former(version))


def watched() -> Figures:
    """What watchlists look at: figures of the current release and of the one before. Raises ReleaseError if there is none."""
    return _watched(current_release().version)


def frame(name: str) -> pd.DataFrame:
    """A frame of the current release; shared by all sessions, so never changed in place."""
    return current_release().frame(name)


def document(name: str) -> Any:
    """A JSON document of the current release; shared by all sessions, so never changed in place."""
    return current_release().document(name)


@st.cache_resource(show_spinner=False, max_entries=64)
def ranking(version: str, month: pd.Timestamp, among: tuple[str, ...]) -> pd.DataFrame:
    """The ranking of these States in one month, by release version; see briefing.ranking."""
    return rank_states(frame("scores"), month=month, among=list(among))


def warm() -> None:
    """Read every file of the current release, before the first visitor asks. Raises ReleaseError if there is none."""
    release = current_release()
    for file in release.manifest["files"]:
        name, ending = file.split(".")
        release.frame(name) if ending == "parquet" else release.document(name)


def is_late(source: dict, *, day: date) -> bool:
    """Whether a source's newest period is older than the source promises; a source of facts alone promises nothing."""
    return bool(quality.freshness([source], today=day)[0].is_stale)
