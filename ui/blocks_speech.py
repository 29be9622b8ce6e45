"""The hate-speech page's blocks: which place and stream, the coverage map, the rate, alarms, and the structural signal."""

import streamlit as st

from briefing.charts import speech as charts
from briefing.charts.chart import Chart
from briefing.charts_speech_map import coverage_map
from briefing.content import speech as content
from briefing.content.speech import Series
from briefing.language import country_name, country_order, format_date, format_number, format_share
from briefing.language import gettext as _
from briefing.palette import palette
from briefing.speech_tables import burst_table, stream_table
from briefing.speech_words import name_of, say_burst, say_coverage, say_series
from data.countries import countries
from models.speech.gdelt import CITATION
from ui import readers
from ui.blocks import escaped, show_chart
from ui.blocks_structural import show_state_map, show_structural
from ui.controls import choose_one, resolve_asked, say_not_offered
from ui.shell import Page, go
from ui.tables import show_table
from ui.theme import theme_name

DEMONSTRATION = "demonstration"  # parameter of the address
ON = "on"
ALARMS_TOLD = 5  # in sentences; the table has all


def choose_place(*, container) -> str:
    """ISO3 of the State that the address names or a reader chooses; "" for the world."""
    codes = sorted(countries(), key=country_order)
    asked = st.query_params.get("iso3")
    if asked is not None and asked not in codes:
        known = resolve_asked(asked)
        if known:
            st.query_params["iso3"] = known
    return choose_one(
        _("Place"), ["", *codes], parameter="iso3", default="", container=container,
        label_of=lambda iso3: country_name(iso3) if iso3 else _("World"),
    )  # fmt: skip


def choose_demonstration(page: Page, *, container) -> bool:
    """Whether the made-up stream is shown: only where asked for by the switch or the address, and said on the page."""
    if not content.has_demonstration(page.release):
        return False

    def keep() -> None:
        if st.session_state[DEMONSTRATION]:
            st.query_params[DEMONSTRATION] = ON
        else:
            st.query_params.pop(DEMONSTRATION, None)

    asked = st.query_params.get(DEMONSTRATION)
    if asked not in (None, ON):
        say_not_offered(asked, label=_("Show the demonstration (made-up counts)"), shown=_("No"))
    st.session_state[DEMONSTRATION] = asked == ON
    is_on = container.toggle(
        _("Show the demonstration (made-up counts)"), key=DEMONSTRATION, on_change=keep,
        help=_("Invented counts for six countries, to show what the page looks like with streams. They are in no score."),
    )  # fmt: skip
    if is_on:
        st.warning(
            _(
                "**Demonstration: made-up counts.** Series marked so were invented by a seeded draw; no post was read, and "
                "nothing is said about the countries named. They are in no score, no forecast and no alert. Do not quote them."
            ),
            icon=":material/science:",
        )
    return is_on


def series_of(page: Page, with_demonstration: bool) -> tuple[Series, ...]:
    """All series of the release, kept ready."""
    return _series(page.release.version, with_demonstration)


@st.cache_resource(show_spinner=False, max_entries=4)
def _series(version: str, with_demonstration: bool) -> tuple[Series, ...]:
    return content.read_series(readers.current_release(), with_demonstration=with_demonstration)


def source_line(version: str, is_made_up: bool) -> str:
    """Where a series comes from."""
    if is_made_up:
        return _("Made-up counts, drawn for demonstration; no post was read. Release {version}.").format(
            version=version
        )
    return _(
        "Posts read by this installation; only counts by week were kept. Share corrected for the classifier's error rates, "
        "90% interval. Release {version}."
    ).format(version=version)


def show_world(page: Page, series: tuple[Series, ...]) -> None:
    """Where anyone is counting, the alarms of a year, and every stream."""
    states = content.coverage(series)
    st.markdown(say_coverage(states))
    has_made_up = any(one.is_made_up for one in series)
    chart = coverage_map(
        states, has_made_up=has_made_up, theme=theme_name(),
        source_line=_("Streams of this installation, release {version}.").format(version=page.release.version),
    )  # fmt: skip
    show_state_map(chart, key="speech_coverage", **({DEMONSTRATION: ON} if has_made_up else {}))
    if not series:
        return
    st.subheader(_("Alarms of the last year"), anchor=False)
    bursts = content.recent_bursts(series)
    if bursts:
        told = [
            f"- **{escaped(name_of(one, with_country=True))}**, {format_date(one.week)}: {escaped(say_burst(one))}"
            for one in bursts[:ALARMS_TOLD]
        ]
        st.markdown("\n".join(told))
        with st.expander(_("All alarms as a table"), icon=":material/table_view:"):
            show_table(burst_table(bursts), hide_index=True)
    else:
        st.markdown(_("No week of any stream rose above what its own past makes likely."))
    st.caption(_alarm_rule())
    st.subheader(_("Streams"), anchor=False)
    show_table(stream_table(series), hide_index=True)


def _alarm_rule() -> str:
    rule = _(
        "An alarm compares a week with the same stream's own past; streams of different countries must not be compared. In "
        "simulations a quiet stream raises about one false alarm a year. An alarm calls for people who know the language "
        "and the country to read what was said."
    )
    noticed = content.noticed()
    unnoticed = _(
        "A rise can also go unnoticed: where the true share triples from {share} in a stream of {posts} posts a week, {first} "
        "of such rises raise an alarm in their first week and {within} within three weeks, on average over languages."
    ).format(
        share=format_share(noticed.share, decimals=0), posts=format_number(noticed.posts, decimals=0),
        first=format_share(noticed.first_week, decimals=0), within=format_share(noticed.in_three_weeks, decimals=0),
    )  # fmt: skip
    return f"{rule} {unnoticed}"


def show_country(page: Page, series: tuple[Series, ...], iso3: str) -> None:
    """The streams of one State, one at a time, and beside them the structural signal; never one figure of both."""
    own = tuple(one for one in series if one.iso3 == iso3)
    if not own:
        _show_no_stream(page, iso3)
        show_structural(page, iso3)
        return
    chosen = own[0] if len(own) == 1 else _choose_series(own)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(escaped(say_series(chosen)))
        show_chart(chart_of(page, chosen), key="speech_rate")
    with right:
        show_structural(page, iso3)
    _show_alarms(chosen)
    _show_targets(page, chosen)
    if len(own) > 1:
        st.subheader(_("By stream and language"), anchor=False)
        show_table(stream_table(own), hide_index=True)
    _show_articles(page, iso3)


def _choose_series(own: tuple[Series, ...]) -> Series:
    keys = {one.key: one for one in own}
    first = next((one.key for one in own if one.is_reliable), own[0].key)
    chosen = choose_one(
        _("Stream and language"), list(keys), parameter="stream", default=first, label_of=lambda key: name_of(keys[key])
    )
    return keys[chosen]


def _show_no_stream(page: Page, iso3: str) -> None:
    st.info(
        _(
            "**No stream here.** Nobody counts hate speech in {name} for this installation. That is a gap, not a sign of calm."
        ).format(name=escaped(country_name(iso3))),
        icon=":material/signal_disconnected:",
    )
    _show_articles(page, iso3)


def chart_of(page: Page, series: Series) -> Chart:
    """The rate of a series over time, in the reader's language and theme."""
    return _rate(page.release.version, page.language, theme_name(), series.iso3, series.key, series.is_made_up)


@st.cache_resource(show_spinner=False, max_entries=100)
def _rate(version: str, language: str, theme: str, iso3: str, key: str, is_made_up: bool) -> Chart:
    found = content.read_series(readers.current_release(), with_demonstration=is_made_up)
    series = next(one for one in found if (one.iso3, one.key, one.is_made_up) == (iso3, key, is_made_up))
    return charts.rate(series, colours=palette(theme), source_line=source_line(version, is_made_up))


def _show_alarms(series: Series) -> None:
    st.subheader(_("Alarms"), anchor=False)
    if not series.is_reliable:
        st.markdown(_("None can be raised in a language in which the classifier is not reliable."))
        return
    if series.bursts:
        st.markdown(
            "\n".join(
                f"- **{format_date(one.week)}**: {escaped(say_burst(one))}" for one in series.bursts[:ALARMS_TOLD]
            )
        )
    else:
        st.markdown(_("No week rose above what the stream's own past makes likely."))
    st.caption(_alarm_rule())


def _show_targets(page: Page, series: Series) -> None:
    found = content.targets(series)
    if found:
        chart = charts.targets(
            found,
            series,
            colours=palette(theme_name()),
            source_line=source_line(page.release.version, series.is_made_up),
        )
        show_chart(chart, key="speech_targets")
        st.caption(
            _(
                "Groups overlap less in the figures than in life: each flagged post counts for its likeliest target alone."
            )
        )
    elif series.is_reliable:
        st.markdown(_("Whom flagged posts are about is not told in this language: no labelled file teaches it."))


def _show_articles(page: Page, iso3: str) -> None:
    rows = content.articles(page.release, iso3)
    if len(rows):
        st.markdown(
            _("News articles that GDELT met about it: {articles} in the week of {week}, {weeks} weeks on record.").format(
                articles=format_number(int(rows["articles"].iloc[-1]), decimals=0),
                week=format_date(rows["week"].iloc[-1]), weeks=len(rows),
            )
        )  # fmt: skip
        st.caption(CITATION)


def show_speech_of(page: Page, iso3: str) -> None:
    """On the country page: the State's first stream that can be read, or that nobody counts; never the demonstration."""
    own = [one for one in series_of(page, with_demonstration=False) if one.iso3 == iso3]
    chosen = next((one for one in own if one.is_reliable), own[0] if own else None)
    if chosen is None:
        _show_no_stream(page, iso3)
    else:
        st.markdown(f"**{escaped(name_of(chosen))}.** {escaped(say_series(chosen))}")
        show_chart(chart_of(page, chosen), key="speech_rate")
    show_structural(page, iso3)
    if st.button(_("Open hate speech"), icon=":material/campaign:", key="to_speech"):
        go("speech", iso3=iso3)
