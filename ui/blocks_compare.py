"""The compare page's blocks: which States, what may be said of their order, and the charts that set them side by side."""

import pandas as pd
import streamlit as st

from briefing import charts, charts_scores, wording
from briefing.charts.beside import MOST
from briefing.content import Score, read_history, read_scores
from briefing.language import country_name, country_order
from briefing.language import gettext as _
from briefing.palette import palette
from data.countries import UnknownCountry, countries, resolve
from ui import readers
from ui.blocks import show_chart
from ui.controls import resolve_asked
from ui.shell import Page
from ui.theme import theme_name

FEWEST = 2
KEY = "compared"


def choose_states(page: Page, *, container) -> list[str]:
    """ISO3 codes of two to six States, kept in the address as `iso3=SDN,SSD`; the first three in rank if it names none.

    A name that is no State covered is left out, after a sentence that says so.
    """
    asked = st.query_params.get("iso3", "")
    named = _named(asked) if asked else _first_in_rank(page)
    if len(named) > MOST:
        st.warning(
            _("At most {count} States can be compared; the first {count} are shown.").format(count=MOST),
            icon=":material/filter_6:",
        )

    def keep() -> None:
        st.query_params["iso3"] = ",".join(st.session_state[KEY])

    st.session_state[KEY] = named[:MOST]
    return container.multiselect(
        _("States, two to six"), sorted(countries(), key=country_order), key=KEY, format_func=country_name,
        max_selections=MOST, on_change=keep, placeholder=_("Choose States"), select_all=False,
    )  # fmt: skip


def _named(asked: str) -> list[str]:
    """The States that the address names, each once; a sentence for each name that is none."""
    found = []
    for name in [part.strip() for part in asked[:300].split(",") if part.strip()]:
        try:
            found.append(resolve(name[:80]))
        except UnknownCountry:
            resolve_asked(name)
    return list(dict.fromkeys(found))


def _first_in_rank(page: Page) -> list[str]:
    scores = readers.frame("scores")
    newest = scores[scores["month"] == page.default_month]
    return [str(iso3) for iso3 in newest.nsmallest(3, "rank")["iso3"]]


def show_comparison(page: Page, codes: list[str], month: pd.Timestamp) -> None:
    """What the intervals allow to say, then the charts."""
    shared = (page.release.version, page.language, theme_name(), tuple(codes), month)
    scores = _scores(page.release.version, tuple(codes), month)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("\n".join(f"- {sentence}" for sentence in wording.compare(list(scores.values()))))
        show_chart(_chart("intervals", *shared), key="intervals")
    with right:
        if _has_history(page, codes):
            show_chart(_chart("trends", *shared), key="trends")
        else:
            st.info(_("None of these States has a score in any month."))
    show_chart(_chart("factors", *shared), key="factors")


def _has_history(page: Page, codes: list[str]) -> bool:
    return any(read_history(page.release, one)["score"].notna().any() for one in codes)


@st.cache_resource(show_spinner=False, max_entries=200)
def _scores(version: str, codes: tuple[str, ...], month: pd.Timestamp) -> dict[str, Score]:
    """By release; names are not in it, so that any language may share it."""
    found = read_scores(readers.current_release(), codes, month)
    return {code: found[code] for code in codes}


@st.cache_resource(show_spinner=False, max_entries=200)
def _chart(
    what: str, version: str, language: str, theme: str, codes: tuple[str, ...], month: pd.Timestamp
) -> charts.Chart:  # fmt: skip
    """One of the comparison's charts, kept ready: intervals, trends or factors."""
    release, colours = readers.current_release(), palette(theme)
    if what == "trends":
        return charts_scores.trends_of(codes, month, release, colours)
    if what == "factors":
        return charts_scores.factors_of(codes, month, release, colours)
    return charts_scores.intervals_of(list(_scores(version, codes, month).values()), release, colours)
