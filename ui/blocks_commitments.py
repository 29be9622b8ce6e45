"""The commitments page's blocks: the calendar of reviews, invitations, nuclear security, and one State in its own words."""

import streamlit as st

from briefing import take_away
from briefing.charts import instruments as charts
from briefing.content import accountability, commitments, read_evidence
from briefing.content.instruments import NUCLEAR_SECURITY, Standing, month_end
from briefing.language import country_name, format_list, format_month, format_number, ngettext
from briefing.language import gettext as _
from briefing.palette import palette
from ui import readers
from ui.blocks import escaped, show_chart
from ui.blocks_accountability import Standings, choose_one_state, show_matrix
from ui.blocks_evidence import show_evidence
from ui.controls import address_of, choose_one
from ui.own_reports import show_own_reports
from ui.shell import Page, go
from ui.tables import show_table
from ui.theme import theme_name

TOPICS = ("upr_review", "upr_next", "standing_invitation", "treaty")
NOWHERE = "none"


def show_reviews(page: Page, among: list[str], month) -> None:
    """How many reviews each coming session holds, and the calendar by State, filtered by session."""
    reviews = commitments.read_reviews(readers.frame("facts"), among, month_end(month))
    if not reviews:
        st.info(_("No State is in both the region and the group chosen."))
        return
    sessions = dict.fromkeys(one.following for one in reviews if one.following)
    counts = {name: sum(one.following == name for one in reviews) for name in sessions}
    colours = palette(theme_name())
    if counts:
        chart = charts.tallies(
            [charts.Tally(label=name, counts={"planned": count}, figure=format_number(count, decimals=0))
             for name, count in counts.items()],
            {"planned": (_("States under review"), colours.score)}, colours=colours, unit=_("Number of States"),
            title=_("Next reviews on record, seen from {month}, by session").format(month=format_month(month)),
            first_column=_("Session"),
            source_line=_("Calendar of the Universal Periodic Review, facts of release {version}.").format(
                version=page.release.version),
        )  # fmt: skip
        show_chart(chart, key="sessions")
    undated = list(dict.fromkeys(one.following for one in reviews if one.following and not one.following_when))
    if undated:
        st.caption(
            _("The days of these sessions are not on record, so some of them may have been held: {sessions}.").format(
                sessions=format_list(undated)
            )
        )
    st.markdown("## " + _("Calendar by State"))
    keys = {f"{one.order}": one.following for one in reviews if one.following}
    chosen = choose_one(
        _("Session"), ["", *keys, NOWHERE], parameter="session", default="",
        label_of=lambda one: _("All sessions") if not one else _("No next review on record") if one == NOWHERE else keys[one],
    )  # fmt: skip
    wanted = {"": None, NOWHERE: "9999"}.get(chosen, chosen)
    kept = [one for one in reviews if wanted is None or f"{one.order}" == wanted]
    table = commitments.list_reviews(kept)
    st.caption(ngettext("{count} State", "{count} States", len(kept)).format(count=len(kept)))
    show_table(
        table,
        hide_index=True,
        key="reviews",
        height=min(38 + 35 * max(len(table), 1), 520),
        column_config=_names_whole(),
    )
    st.download_button(
        _("Download as CSV"),
        take_away.csv_of(table),
        "reviews.csv",
        "text/csv",
        icon=":material/download:",
        key="reviews_csv",
    )


def show_invitations(page: Page, among: list[str], month) -> None:
    """Standing invitations, how each is known, and the requests to issue one."""
    table = commitments.list_invitations(readers.frame("facts"), readers.frame("observations"), among, month_end(month))
    if table.empty:
        st.info(_("No State is in both the region and the group chosen."))
        return
    counts = table[_("Standing invitation")].value_counts()
    colours = palette(theme_name())
    hues = {"yes": colours.score, "pledged": colours.countries[2], "not issued": colours.countries[1],
            "not issued at that date": colours.countries[4], "unknown": colours.no_data}  # fmt: skip
    kinds = {status: (_(name), hues[status]) for status, name in commitments.INVITATIONS.items()}
    chart = charts.tallies(
        [charts.Tally(label=_("Standing invitation to the Special Procedures"), figure=format_number(len(table), decimals=0),
                      counts={status: int(counts.get(name, 0)) for status, (name, _hue) in kinds.items()})],
        kinds, colours=colours, unit=_("Number of States"), first_column=_("Mechanism"),
        title=_("Standing invitations, {month}").format(month=format_month(month)),
        source_line=_("Facts and recommendations of release {version}, each with its source.").format(
            version=page.release.version),
    )  # fmt: skip
    show_chart(chart, key="invitations_bars")
    st.caption(
        _(
            "“Not issued when last asked” is drawn from a recommendation to issue one: it says nothing of later days and is "
            "no refusal. Requests are recommendations of the Universal Periodic Review; other requests are not on record."
        )
    )
    show_table(
        table,
        hide_index=True,
        key="invitations",
        height=min(38 + 35 * len(table), 520),
        column_config=_names_whole(),
        placeholder="",
    )
    st.download_button(
        _("Download as CSV"), take_away.csv_of(table), "invitations.csv", "text/csv", icon=":material/download:",
        key="invitations_csv",
    )  # fmt: skip


def _names_whole() -> dict:
    return {
        name: st.column_config.TextColumn(width=width)
        for name, width in ((_("State"), 230), (_("Standing invitation"), 260), (_("No later than"), 170))
    }


def show_nuclear(page: Page, standings: Standings, among: list[str], month) -> None:
    """The instruments of nuclear security, and how much is on record beyond them."""
    st.caption(
        _(
            "Shown, never scored: it says nothing about the risk of atrocity crimes. The lists of the conventions on physical "
            "protection were seen in part, so a State that they leave out is not known, not outside."
        )
    )
    show_matrix(page, standings, among, NUCLEAR_SECURITY, has_law=False)
    st.markdown("## " + _("Beyond treaties"))
    counts = commitments.count_nuclear_acts(readers.frame("facts"), among, month_end(month))
    show_table(
        counts, hide_index=True, key="nuclear_acts",
        column_config={"what": _("What"), "states": _("States with something on record")},
    )  # fmt: skip
    st.caption(_("For all other States it is not known here; it does not mean that there is nothing."))


def show_state(page: Page, standings: Standings, month) -> None:
    """One State: nuclear security in lines, its reviews, invitation and treaties, and what it reports of itself."""
    iso3 = choose_one_state()
    if not iso3:
        st.info(_("Choose a country to see its commitments and what it reports of itself."))
        return
    _show_profile(standings[iso3], iso3, month)
    st.markdown("## " + _("Human-rights mechanisms and treaties"))
    show_evidence(accountability.narrowed(read_evidence(page.release, iso3, month), TOPICS), month)
    show_own_reports(iso3)
    if st.button(_("Everything on record about this State"), icon=":material/arrow_forward:", key="to_country"):
        go("country", **address_of(iso3, month, page))


def _show_profile(own: dict[str, Standing], iso3: str, month) -> None:
    lines = commitments.nuclear_profile(readers.frame("facts"), own, iso3, month_end(month))
    st.markdown(
        "## " + _("{country}: nuclear security, {month}").format(country=country_name(iso3), month=format_month(month))
    )
    st.markdown("\n".join(_line(one) for one in lines))
    unknown = sum(not one.is_known for one in lines)
    if unknown:
        st.caption(
            ngettext("{count} line is not known here.", "{count} lines are not known here.", unknown).format(
                count=unknown
            )
        )


def _line(one: commitments.Line) -> str:
    badge = f" :orange-badge[{_('unverified')}]" if one.is_unverified else ""
    said = f"**{escaped(one.said)}**" if one.is_known else f":gray[{escaped(one.said)}]"
    beside = " · ".join(escaped(text) for text in (one.note, one.reference) if text)
    text = _("{label}: {text}").format(label=escaped(one.what), text=said)
    return f"- {text}{badge}" + (f"  \n  :gray[{beside}]" if beside else "")
