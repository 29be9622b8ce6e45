"""The accountability page's blocks: the matrix, the map, the course of years, and one State."""

import pandas as pd
import streamlit as st

from briefing import take_away
from briefing.charts import instruments as charts
from briefing.charts.chart import Chart
from briefing.charts_map import HEIGHT, MAP_CONFIG, category_map, disclaimer
from briefing.content import accountability as content
from briefing.content import read_evidence
from briefing.content.evidence import say_date
from briefing.content.instruments import (
    ACCOUNTABILITY,
    BOUND,
    INSTRUMENTS,
    STATES,
    Standing,
    count_states,
    month_end,
    newest_days,
    parties_by_year,
    read_standings,
)
from briefing.language import country_name, country_order, format_list, format_month, format_number, mark, ngettext
from briefing.language import gettext as _
from briefing.palette import palette
from data.countries import countries
from ui import readers
from ui.authorities import show_authorities
from ui.blocks import show_chart, show_table_of
from ui.blocks_evidence import show_evidence
from ui.controls import address_of, choose_one, resolve_asked
from ui.shell import Page, go
from ui.tables import show_table
from ui.theme import theme_name

Standings = dict[str, dict[str, Standing]]
KEPT = 24  # months kept ready
LAW_TITLES = {
    "law_genocide": mark("Genocide"),
    "law_crimes_against_humanity": mark("Crimes against humanity"),
    "law_war_crimes": mark("War crimes"),
    "law_aggression": mark("Aggression"),
    "law_command_responsibility": mark("Command responsibility"),
}


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def standings_of(version: str, keys: tuple[str, ...], month: pd.Timestamp) -> Standings:
    """Where every State stood at the end of a month, kept ready by release."""
    return read_standings(readers.frame("facts"), keys, month_end(month))


def source_line(page: Page, standings: Standings, keys: tuple[str, ...]) -> str:
    """Where the standings come from, and the day of which the newest list of each instrument speaks."""
    days = newest_days(standings, keys)
    ends = format_list([
        _("{instrument}: {day}").format(instrument=_(INSTRUMENTS[key].short), day=say_date(days[key]) or _("not dated"))
        for key in keys
    ])  # fmt: skip
    return _("Facts of release {version}, each with its source. The newest list speaks of – {ends}.").format(
        version=page.release.version, ends=ends
    )


def choose_instrument(keys: tuple[str, ...], *, container=st) -> str:
    """One instrument: `instrument` of the address."""
    return choose_one(
        _("Instrument"), list(keys), parameter="instrument", default=keys[0], container=container,
        label_of=lambda key: _(INSTRUMENTS[key].fact),
    )  # fmt: skip


def choose_one_state(*, container=st, whom: str = "") -> str:
    """ISO3 of one State, or "" for all: `iso3` of the address."""
    codes = sorted(countries(), key=country_order)
    asked = st.query_params.get("iso3")
    if asked and asked not in codes:
        known = resolve_asked(asked)
        if known:
            st.query_params["iso3"] = known
    return choose_one(
        _("Country"), ["", *codes], parameter="iso3", default="", container=container,
        label_of=lambda iso3: country_name(iso3) if iso3 else whom or _("Choose a country"),
    )  # fmt: skip


def show_matrix(
    page: Page, standings: Standings, among: list[str], keys: tuple[str, ...] = ACCOUNTABILITY, *, has_law: bool = True
) -> None:
    """Counts by instrument, then the table of States and instruments, filtered by one standing."""
    if not among:
        st.info(_("No State is in both the region and the group chosen."))
        return
    line = source_line(page, standings, keys)
    show_chart(_bars(standings, among, keys, line), key="standings_bars")
    st.markdown("## " + _("States and instruments"))
    left, right = st.columns(2)
    chosen = choose_instrument(keys, container=left)
    state = choose_one(
        _("Standing"), ["", *STATES], parameter="standing", default="", container=right,
        label_of=lambda one: _(STATES[one]) if one else _("Any"),
    )  # fmt: skip
    kept = [iso3 for iso3 in among if not state or standings[iso3][chosen].state == state]
    st.caption(ngettext("{count} State", "{count} States", len(kept)).format(count=len(kept)))
    table = content.matrix(standings, keys, kept)
    _show_matrix_table(_with_law(table) if has_law else table, keys)
    st.caption(line)


def _bars(standings: Standings, among: list[str], keys: tuple[str, ...], line: str) -> Chart:
    bars = []
    for key in keys:
        counts = count_states(standings[iso3][key] for iso3 in among)
        least = sum(counts[state] for state in BOUND)
        ends = [format_number(least + more, decimals=0) for more in (0, counts["undated"])]
        bars.append(charts.Tally(label=_(INSTRUMENTS[key].fact), counts=counts, figure="–".join(dict.fromkeys(ends))))
    return charts.tallies(
        bars, charts.state_kinds(palette(theme_name())), source_line=line, first_column=_("Instrument"),
        colours=palette(theme_name()), unit=_("Number of States"),
        title=ngettext(
            "Where {count} State stands, and how many are parties",
            "Where {count} States stand, and how many are parties",
            len(among),
        ).format(count=len(among)),
    )  # fmt: skip


def _with_law(table: pd.DataFrame) -> pd.DataFrame:
    """The matrix with what domestic law makes a crime, and a caption that says of which day."""
    law = content.read_law(readers.frame("facts"), table["iso3"].tolist())
    days = sorted(set(law["as_of"].dropna()))
    if days:
        st.caption(
            _(
                "The last five columns – is it a crime in domestic law? – are one reading of the law, of {day}, whatever "
                "the month chosen."
            ).format(day=say_date(days[-1]))
        )
    answers = {name: [_(answer) if answer else _("Not known") for answer in law[name]] for name in LAW_TITLES}
    return table.assign(**answers)


def _show_matrix_table(table: pd.DataFrame, keys: tuple[str, ...]) -> None:
    titles = {"name": _("State")} | {key: _(INSTRUMENTS[key].short) for key in keys}
    titles |= {name: _("Law: {crime}").format(crime=_(title)) for name, title in LAW_TITLES.items()}
    shown = table.drop(columns="iso3").rename(columns=titles)
    show_table(
        shown, hide_index=True, key="matrix", height=min(38 + 35 * max(len(shown), 1), 620),
        column_config={titles["name"]: st.column_config.TextColumn(pinned=True)},
    )  # fmt: skip
    st.download_button(
        _("Download as CSV"), take_away.csv_of(table.rename(columns=titles)), file_name="instruments.csv", mime="text/csv",
        icon=":material/download:", key="matrix_csv",
    )  # fmt: skip


def show_map(page: Page, standings: Standings, among: list[str], month: pd.Timestamp, region: str) -> None:
    """The map of one instrument; the same figures as a table below it."""
    key = choose_instrument(ACCOUNTABILITY)
    chart = _map(page.release.version, page.language, theme_name(), key, tuple(among), month, region)
    st.markdown("## " + chart.title)
    st.markdown(chart.alt)
    with st.container(key="world_map", height=HEIGHT, border=False):  # static/app.css sets the height
        st.plotly_chart(
            chart.figure, config=MAP_CONFIG, theme=None, alt=chart.alt, key="map_of_standings", height="stretch"
        )
    st.caption(disclaimer())
    show_table_of(chart, key="map_of_standings")


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _map(
    version: str, language: str, theme: str, key: str, among: tuple[str, ...], month: pd.Timestamp, region: str
) -> Chart:
    standings = standings_of(version, ACCOUNTABILITY, month)
    own = [standings[iso3][key] for iso3 in among]
    rows = pd.DataFrame({
        "iso3": list(among), "category": [one.state for one in own],
        "label": [f"<b>{country_name(one.iso3)}</b><br>{content.say_standing(one)}" for one in own],
    })  # fmt: skip
    counts = count_states(own)
    words = (
        format_list([f"{_(STATES[state])}: {count}" for state, count in counts.items() if count])
        if among
        else _("nothing known")
    )
    title = _("{instrument}, {month}").format(instrument=_(INSTRUMENTS[key].fact), month=format_month(month))
    return category_map(
        rows, charts.state_kinds(palette(theme)), region=region, theme=theme, title=title, alt=f"{words}.",
        source_line=_(
            "Facts of release {version}. Boundaries: plotly.js (MIT), after United Nations geodata."
        ).format(version=version),
    )  # fmt: skip


def show_years(page: Page, standings: Standings, among: list[str], month: pd.Timestamp) -> None:
    """How many were parties at the end of each year, up to the month chosen."""
    if not among:
        st.info(_("No State is in both the region and the group chosen."))
        return
    first, last = page.first_month.year, (month + pd.DateOffset(months=1)).year - 1
    if last < first:
        st.info(_("No year was over by the month chosen."))
        return
    counts = _counts(page.release.version, tuple(among), first, last)
    chart = charts.parties_over_time(
        counts, {key: _(INSTRUMENTS[key].short) for key in ACCOUNTABILITY}, states=len(among), colours=palette(theme_name()),
        source_line=source_line(page, standings, ACCOUNTABILITY),
    )  # fmt: skip
    show_chart(chart, key="parties_over_time")
    st.caption(
        _(
            "Parties whose date of joining is not known, and those that nobody verified, are not counted before a source "
            "names them. Of a list that was seen in part, only the States seen on it are counted."
        )
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _counts(version: str, among: tuple[str, ...], first: int, last: int) -> pd.DataFrame:
    return parties_by_year(readers.frame("facts"), ACCOUNTABILITY, among, range(first, last + 1))


def show_standings(own: dict[str, Standing], keys: tuple[str, ...], month: pd.Timestamp) -> None:
    """One State's standings as a table; empty columns are left out."""
    table = content.list_standings(own, keys, month_end(month))
    filled = [name for name in table if (table[name] != "").any()]
    widths = {
        _("Signed"): 150,
        _("Party since"): 150,
        _("Afterwards"): 280,
        _("Doubt"): 125,
        _("Source"): 320,
        _("Remark"): 320,
    }
    show_table(
        table[filled], hide_index=True, key="state_standings",
        column_config={name: st.column_config.TextColumn(width=width) for name, width in widths.items() if name in filled},
    )  # fmt: skip


def show_state(page: Page, standings: Standings, month: pd.Timestamp) -> None:
    """One State: its standings with every date, its history, the Court, and its law."""
    iso3 = choose_one_state()
    if not iso3:
        st.info(_("Choose a country to see its treaties, its dealings with the Court and its law."))
        return
    own = standings[iso3]
    st.markdown(
        "## " + _("{country}: instruments, {month}").format(country=country_name(iso3), month=format_month(month))
    )
    show_standings(own, ACCOUNTABILITY, month)
    steps = content.read_steps(readers.frame("facts"), own, ACCOUNTABILITY, iso3, month_end(month))
    if steps:
        chart = charts.timeline(
            steps, iso3=iso3, as_of=month_end(month), colours=palette(theme_name()),
            source_line=_("Facts of release {version}, up to {month}.").format(
                version=page.release.version, month=format_month(month)
            ),
        )  # fmt: skip
        show_chart(chart, key="state_timeline")
    else:
        st.info(_("No dated step is on record for this State."))
    st.markdown("## " + _("The Court and the law"))
    evidence = content.narrowed(read_evidence(page.release, iso3, month), ("icc", "domestic_law"))
    show_evidence(evidence, month)
    show_authorities(iso3)
    if st.button(_("Everything on record about this State"), icon=":material/arrow_forward:", key="to_country"):
        go("country", **address_of(iso3, month, page))
