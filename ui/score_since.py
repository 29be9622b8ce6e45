"""The score of one State over the months around something: an alert, a decision."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from briefing.charts.trend import Event, trend
from briefing.charts_scores import source_line
from briefing.content.figures import read_history
from briefing.content.vintage import read_methods
from briefing.language import country_name
from briefing.language import gettext as _
from briefing.palette import palette
from ui import readers
from ui.blocks import show_chart
from ui.shell import Page
from ui.theme import theme_name


def show_score_since(
    page: Page,
    iso3: str,
    *,
    begins: pd.Timestamp,
    key: str,
    as_of: pd.Timestamp | None = None,
    events: Sequence[Event] = (),
) -> None:
    """The score and its interval from a month on, to the month that the release shows first; `as_of` is marked."""
    release = readers.current_release()
    history = read_history(release, iso3)
    shown = history[(history["month"] >= begins) & (history["month"] <= page.default_month)].reset_index(drop=True)
    if shown["score"].notna().sum() < 2:
        st.info(_("No score of these months is shown: not enough is known."))
        return
    chart = trend(
        shown, name=country_name(iso3), as_of=as_of or page.default_month, events=events, methods=read_methods(release),
        colours=palette(theme_name()), source_line=source_line(release),
    )  # fmt: skip
    show_chart(chart, key=key, level=3)
