"""The country page's blocks: what stands at the top, the risk factors, what drives and moved the score, the peers."""

import pandas as pd
import streamlit as st

from briefing import charts, charts_scores, wording
from briefing.content import CountryContent, ScoreChange, read_country
from briefing.language import (
    country_name,
    country_order,
    format_list,
    format_month,
    format_number,
    format_share,
    format_signed,
)
from briefing.language import gettext as _
from briefing.palette import palette
from data.countries import UnknownCountry, countries, resolve
from data.release import ReleaseError
from ui import readers
from ui.blocks import show_chart
from ui.controls import choose_one, resolve_asked
from ui.shell import Page
from ui.theme import theme_name

KEPT = 400  # countries and months, or charts of them, kept ready


def name_of_address() -> str:
    """The title of the page: the name of its State; "Country" while there is none."""
    iso3 = country_of_address()
    return country_name(iso3) if iso3 else _("Country")


def country_of_address() -> str:
    """ISO3 of the State that the address names; the one that ranks first where it names none; else empty.

    Empty also where what it names is no State covered: the control says so, with the nearest names.
    """
    asked = st.query_params.get("iso3")
    try:
        if asked:
            return resolve(asked[:80])
        release = readers.current_release()
    except (UnknownCountry, ReleaseError):
        return ""
    scores = release.frame("scores")
    newest = scores[scores["month"] == pd.Timestamp(f"{release.manifest['default_month']}-01")]
    return str(newest.sort_values("rank")["iso3"].iloc[0])


def choose_state(*, chosen: str, container) -> str:
    """The State to show: the address's, or `chosen` where it names none; empty, after saying why, if there is no such State."""
    asked = st.query_params.get("iso3")
    if asked and not chosen:
        resolve_asked(asked)
    elif asked and asked != chosen:
        st.query_params["iso3"] = chosen
    codes = sorted(countries(), key=country_order)
    return choose_one(
        _("Country"), codes if chosen else ["", *codes], parameter="iso3", default=chosen, container=container,
        label_of=lambda iso3: country_name(iso3) if iso3 else _("Choose a country"),
    )  # fmt: skip


def step_months(page: Page, month: pd.Timestamp) -> None:
    """Two buttons that lead to the month before and after."""

    def go(to: pd.Timestamp) -> None:
        if to == page.default_month:
            st.query_params.pop("as_of", None)
        else:
            st.query_params["as_of"] = f"{to:%Y-%m}"

    before, after = month - pd.DateOffset(months=1), month + pd.DateOffset(months=1)
    st.button(
        _("Earlier"), icon=":material/chevron_left:", on_click=go, args=(before,), key="month_before",
        disabled=before < page.first_month, help=_("One month earlier"),
    )  # fmt: skip
    st.button(
        _("Later"), icon=":material/chevron_right:", icon_position="right", on_click=go, args=(after,), key="month_after",
        disabled=after > page.last_month, help=_("One month later"),
    )  # fmt: skip


def content_of(page: Page, iso3: str, month: pd.Timestamp) -> CountryContent:
    """The content of the page, kept ready for the next visitor."""
    return _content(page.release.version, page.language, iso3, month)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _content(version: str, language: str, iso3: str, month: pd.Timestamp) -> CountryContent:
    """By release and language too, for both are in what it returns."""
    return read_country(readers.current_release(), iso3, month)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _chart(what: str, version: str, language: str, theme: str, iso3: str, month: pd.Timestamp) -> charts.Chart:
    """One of the country's charts, kept ready: trend, profile, drivers, change or peers."""
    content = _content(version, language, iso3, month)
    return charts_scores.OF_COUNTRY[what](content, readers.current_release(), palette(theme))


def chart_of(what: str, page: Page, content: CountryContent) -> charts.Chart:
    """A chart of the country in the reader's language and theme."""
    return _chart(what, page.release.version, page.language, theme_name(), content.iso3, content.month)


def show_top(page: Page, content: CountryContent) -> None:
    """Score, rank, coverage and change; the reading in plain words; the trend."""
    left, right = st.columns(2, gap="large")
    with left:
        _show_figures(content)
        sentences = wording.reading(content.score, content.factors, content.indicators, content.change)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        _show_known_then(content)
    with right:
        if content.history["score"].notna().any():
            show_chart(chart_of("trend", page, content), key="trend")
        else:
            st.info(_("No month has a score to draw: less than half of what a score rests on has ever been known."))


def _show_figures(content: CountryContent) -> None:
    score = content.score
    if score.status == "grey":
        st.badge(_("Thin coverage"), icon=":material/contrast:", color="gray")
    if score.status == "not shown":
        st.badge(_("No score shown"), icon=":material/visibility_off:", color="gray")
    with st.container(horizontal=True, gap="small"):
        if score.score is not None:
            _figure(
                _("Score, 0 to 100"), format_number(score.score, decimals=1),
                _("90% interval {interval}").format(interval=wording.say_interval(score)),
                explained=wording.say_place_in_interval(),
            )  # fmt: skip
            _figure(
                _("Rank, 1 = highest risk"), str(score.rank),
                _("{best} to {worst} of {scored}").format(best=score.rank_low, worst=score.rank_high, scored=score.scored),
            )  # fmt: skip
        if content.change is not None:
            _show_change(content.change)
        _figure(_("Coverage"), format_share(score.coverage, decimals=0), _("of the score is known"))


def _show_change(change: ScoreChange) -> None:
    """The change of the score, and beside it that of the ranking, where what became known sets the two apart."""
    since = _("since {month}").format(month=format_month(change.then.month))
    alike = format_signed(change.total - change.became_known, decimals=1)
    if alike == format_signed(change.total, decimals=1):
        _figure(_("Change, 12 months"), alike, since)
        return
    _figure(
        _("Change, 12 months"), format_signed(change.total, decimals=1),
        _("{since}; {change} on the same footing").format(since=since, change=alike),
        explained=_("On the same footing, as in the ranking: what merely became known, or is no longer counted, is no change."),
    )  # fmt: skip


def _show_known_then(content: CountryContent) -> None:
    """What could be known of the month when it ended, beside what is known of it now."""
    if content.known_then is None:
        return
    title = _("As it was known at the end of {month}").format(month=format_month(content.month))
    with st.expander(title, icon=":material/history:"):
        st.markdown(wording.say_known_then(content.score, content.known_then))
        st.caption(wording.say_what_known_then_is())


def _figure(label: str, value: str, beside: str, *, explained: str | None = None) -> None:
    st.metric(label, value, delta=beside, delta_color="off", delta_arrow="off", width="content", help=explained)


def show_factors(page: Page, content: CountryContent) -> None:
    """The 14 risk factors, and how to read them."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_chart(chart_of("profile", page, content), key="profile")
    with right:
        st.markdown(
            _(
                "A level says how strongly a risk factor is present, compared with fixed ends that the Method page "
                "gives for each indicator: 0 is absent, 1 the highest.\n\n"
                "- **Hollow**: the last known level, most of which has grown older than it is useful.\n"
                "- **Hatched**: less than half of its indicators are known, so no level is given. Unknown is not low.\n"
                "- **No data yet**: no source covers the factor; nothing stands in for it."
            )
        )
        st.caption(wording.say_framework())


def show_drivers(page: Page, content: CountryContent) -> None:
    """What the score is made of, and what moved it over the last twelve months."""
    if content.score.score is None:
        st.info(_("No score is shown for this month, so there is nothing to take apart."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        if content.has_split:
            show_chart(chart_of("drivers", page, content), key="drivers")
        else:
            st.info(
                _("This release was scored by another version of the method; its scores cannot be taken apart here.")
            )
    with right:
        if content.change is None:
            st.info(_("There is no score twelve months earlier to compare with."))
        else:
            show_chart(chart_of("change", page, content), key="change")


def show_peers(page: Page, content: CountryContent) -> None:
    """The country beside States of the same part of the world with a similar income."""
    peers = content.peers
    if not peers.has_income:
        st.info(_("No peers are shown: income per person, by which they are chosen, is not known."))
        return
    if not peers.scores:
        st.info(_("No peers are shown: no other State of the region has a known income per person."))
        return
    st.markdown(
        _(
            "The States of {area} whose income per person is nearest; the score plays no part in the choice. States whose "
            "intervals overlap are **not distinguishable**."
        ).format(area=_(peers.area))
    )
    same = [country_name(one.iso3) for one in peers.scores if content.score.overlaps(one)]
    if same:
        st.markdown(
            _("Not distinguishable from {name}: {countries}.").format(
                name=country_name(content.iso3), countries=format_list(same)
            )
        )
    show_chart(chart_of("peers", page, content), key="peers")
