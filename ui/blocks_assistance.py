"""Who could help whom on screen: what ties the pairs of some States, or of one State with the others, and the gaps."""

import pandas as pd
import streamlit as st

from briefing import take_away
from briefing.charts import instruments as charts
from briefing.content import assistance
from briefing.content.instruments import INSTRUMENTS, month_end
from briefing.language import country_name, format_month, format_number, ngettext
from briefing.language import gettext as _
from briefing.palette import palette
from ui import readers
from ui.blocks import show_chart
from ui.blocks_accountability import Standings, choose_one_state, source_line
from ui.controls import choose_one
from ui.shell import Page
from ui.tables import show_table
from ui.theme import theme_name

MOST_PAIRS = 2_000  # rows of a table on screen; the download holds all


def show_help(page: Page, standings: Standings, among: list[str], month: pd.Timestamp) -> None:
    """Who could help whom: pairs by what ties them, and the list of the gaps."""
    st.markdown(
        _(
            "Two States are tied where both were parties to a treaty that obliges them to assist each other in criminal "
            "proceedings. Treaties between two States or of a region are not on record here, so a pair without a tie may "
            "still be able to help each other."
        )
    )
    st.markdown("\n".join(
        f"- **{_(INSTRUMENTS[tie.key].fact)}** ({_(tie.provision)}): {_(tie.crimes)}" for tie in assistance.TIES
    ))  # fmt: skip
    iso3 = choose_one_state(whom=_("All pairs of the States chosen above"))
    mine = [iso3] if iso3 else among
    found = assistance.pairs(standings, mine, among)
    if found.level.size < 2 or not among:
        st.info(_("No State is in both the region and the group chosen."))
        return
    _show_levels(page, standings, found, iso3, month)
    _show_pairs(found, iso3, month)


def _show_levels(page: Page, standings: Standings, found: assistance.Pairs, iso3: str, month: pd.Timestamp) -> None:
    colours = palette(theme_name())
    hues = {
        "core": colours.score,
        "partly": colours.countries[2],
        "gap": colours.countries[1],
        "unknown": colours.no_data,
    }
    cells = found.level.to_numpy()
    counts = (
        {level: int((cells == level).sum()) for level in assistance.LEVELS} if iso3 else assistance.count_pairs(found)
    )
    whose = country_name(iso3) if iso3 else _("All pairs")
    title = _("Ties of mutual legal assistance, {month}: {whose}").format(month=format_month(month), whose=whose)
    chart = charts.tallies(
        [charts.Tally(label=whose, counts=counts, figure=format_number(sum(counts.values()), decimals=0))],
        {level: (_(name), hues[level]) for level, name in assistance.LEVELS.items()}, title=title, unit=_("Number of pairs"),
        colours=colours, source_line=source_line(page, standings, assistance.KEYS), first_column=_("Pairs"),
    )  # fmt: skip
    show_chart(chart, key="levels_of_pairs")
    pending = int(found.is_pending.to_numpy().sum())
    pending = pending if iso3 else pending // 2
    if pending:
        st.markdown(
            ngettext(
                "{count} pair would be tied for the core crimes once both States have ratified: both have signed the "
                "Ljubljana–The Hague Convention.",
                "{count} pairs would be tied for the core crimes once both States have ratified: both have signed the "
                "Ljubljana–The Hague Convention.",
                pending,
            ).format(count=format_number(pending, decimals=0))
        )


def _show_pairs(found: assistance.Pairs, iso3: str, month: pd.Timestamp) -> None:
    st.markdown("## " + _("Pairs of States"))
    level = choose_one(
        _("Pairs"),
        list(assistance.LEVELS),
        parameter="tie",
        default="gap",
        label_of=lambda one: _(assistance.LEVELS[one]),
    )
    facts = readers.frame("facts")
    rows = assistance.list_pairs(
        found, levels=[level], neighbours=assistance.read_neighbours(facts),
        situations=assistance.read_situations(facts, month_end(month)),
    )  # fmt: skip
    if rows.empty:
        st.info(_("No pair of the States chosen is of this kind."))
        return
    yes = {True: _("Yes"), False: ""}
    table = pd.DataFrame({
        _("State"): rows["iso3"].map(country_name), _("Other State"): rows["other"].map(country_name),
        _("Neighbours"): rows["is_neighbour"].map(yes), _("A situation before the Court"): rows["has_situation"].map(yes),
        _("Both signed Ljubljana–The Hague"): rows["is_pending"].map(yes),
    } | {_(INSTRUMENTS[tie.key].short): rows[tie.key].map(yes) for tie in assistance.TIES})  # fmt: skip
    st.caption(
        ngettext("{count} pair; neighbours first, then those with a situation before the Court.",
                 "{count} pairs; neighbours first, then those with a situation before the Court.", len(table)).format(
            count=format_number(len(table), decimals=0))
    )  # fmt: skip
    show_table(
        table.head(MOST_PAIRS), hide_index=True, key="pairs", height=min(38 + 35 * len(table), 460),
        column_config={name: st.column_config.TextColumn(width=230) for name in (_("State"), _("Other State"))},
    )  # fmt: skip
    if len(table) > MOST_PAIRS:
        most = format_number(MOST_PAIRS, decimals=0)
        st.caption(_("The first {most} are listed; the download holds all of them.").format(most=most))
    st.download_button(
        _("Download as CSV"), lambda: take_away.csv_of(table), file_name=f"pairs_{level}.csv", mime="text/csv",
        icon=":material/download:", key="pairs_csv", on_click="ignore",
    )  # fmt: skip
