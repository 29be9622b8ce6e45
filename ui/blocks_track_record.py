"""The track-record page's blocks: what the forecasts were worth, onset by onset, year by year, and what is sealed."""

import pandas as pd
import streamlit as st

from briefing import track_record as told
from briefing.charts import track_record as charts
from briefing.charts.chart import CONFIG
from briefing.language import format_list, format_number
from briefing.language import gettext as _
from data.settings import SHIPPED_RELEASES
from models.onset.card import model_card
from models.onset.register import RegisterError, read_register, score_register
from ui import readers
from ui.blocks import escaped, show_chart, show_model_card, show_taking_away
from ui.controls import choose_one, say_not_offered
from ui.sections import PARAMETER
from ui.shell import Page
from ui.tables import show_table
from ui.theme import colours

REGISTER = SHIPPED_RELEASES / "register.csv"
WARNING = ":material/warning:"


def record_of() -> dict | None:
    """The track record of the release; None, after saying why, where there is none."""
    try:
        record = readers.document("track_record")
    except KeyError:
        record = {"evaluated": False, "reason": _("This release was made before forecasts were part of one.")}
    if record["evaluated"]:
        return record
    st.info(_("This release carries no forecasts, so there is no track record to show."), icon=":material/block:")
    st.markdown(escaped(told.why_none(record["reason"])))
    return None


def source_line(page: Page) -> str:
    """Where the figures of the track record come from."""
    return _(
        "Own computation, release {version}; onsets and published forecasts: Early Warning Project, 2025 files. Revised "
        "data: not what anyone had on the day."
    ).format(version=page.release.version)


def show_worth(page: Page, record: dict) -> None:
    """The bars met and missed, and the forecast beside the published one and plain baselines."""
    st.markdown("\n".join(f"- {sentence}" for sentence in told.summary(record)))
    st.subheader(_("The bars set beforehand"), anchor=False)
    st.markdown("\n".join(f"- {sentence}" for sentence in told.bars(record)))
    st.subheader(_("Beside what it has to beat"), anchor=False)
    show_table(told.comparison(record, told.COMPARED), hide_index=True)
    left, right = st.columns(2, gap="large")
    curves = {key: record["curves"][key] for key in told.COMPARED}
    figures = {key: told.configuration(record, key)["frame_b"]["whole"] for key in told.COMPARED}
    ink, line = colours(), source_line(page)
    with left:
        areas = {key: one["auc"] for key, one in figures.items()}
        show_chart(charts.roc(curves, areas=areas, colours=ink, source_line=line), key="roc", level=3)
    with right:
        means = {key: one["average_precision"] for key, one in figures.items()}
        chart = charts.precision_recall(curves, precisions=means, colours=ink, source_line=line)
        show_chart(chart, key="precision", level=3)
    with st.expander(_("The differences, with their intervals"), icon=":material/difference:"):
        show_table(told.differences(record), hide_index=True)
    with st.expander(_("Every forecast that was tried"), icon=":material/science:"):
        show_table(told.comparison(record, [one["key"] for one in record["configurations"]]), hide_index=True)
        st.caption(
            _(
                "All were written down before the years 1994 to 2024 were opened; which of them counts, too. That some came "
                "out better is a hypothesis for the register, not a result."
            )
        )


def show_reliability(page: Page, record: dict) -> None:
    """Whether a chance of one in twenty means one in twenty."""
    groups = {key: record["reliability"][key] for key in (record["primary"], "published")}
    show_chart(charts.reliability(groups, colours=colours(), source_line=source_line(page)), key="reliability", level=2)
    primary = told.configuration(record, record["primary"])["frame_a"]
    parts = [
        _("{seen} in {years}").format(seen=format_number(one["observed_over_expected"], decimals=2), years=name)
        for name, one in primary.items()
        if name != "whole"
    ]
    st.markdown(
        _(
            "Dots below the line: more was forecast than came. Hollow dots stand on the lower edge: no onset was seen in that "
            "tenth. Rows of one country are not independent, so the intervals are too narrow rather than too wide. Onsets "
            "seen for each one expected: {parts}."
        ).format(parts=format_list(parts))
    )


def show_onsets(page: Page, record: dict) -> None:
    """Every onset by name, caught or missed, with the rank each forecast gave."""
    chart = charts.timeline(record["onsets"], colours=colours(), source_line=source_line(page))
    st.markdown(f"## {chart.title}")
    st.plotly_chart(chart.figure, config=CONFIG, theme=None, alt=chart.alt, key="timeline")
    show_table(told.onsets(record), hide_index=True, column_config=_names_whole())
    show_taking_away(chart, key="timeline")
    st.caption(
        _(
            "The rank is the better of the two that the country had in forecasts made one and two years before. With {count} "
            "onsets, one or two more or fewer is chance."
        ).format(count=len(record["onsets"]))
    )


def show_parts(page: Page, record: dict) -> None:
    """Skill by period and by region."""
    st.subheader(_("By period"), anchor=False)
    show_table(told.periods(record), hide_index=True)
    st.subheader(_("By region"), anchor=False)
    show_table(told.regions(record), hide_index=True)
    st.caption(
        _(
            "Area under the ROC curve: 0.5 is chance, 1 perfect. Inside a region it is lower than in the world as a whole: "
            "part of the skill is to know which regions are safe. No area is given for fewer than three onsets."
        )
    )


def _names_whole() -> dict:
    return {_("Country"): st.column_config.TextColumn(width=230)}


def say_if_no_such_year() -> None:
    """The sentence on a year that is none, where the list that would say it is not the open section."""
    asked, years = st.query_params.get("year"), _years()
    if asked is not None and asked not in years and st.query_params.get(PARAMETER) != "year":
        say_not_offered(asked, label=_("Made at the end of"), shown=years[0])


def _years() -> list[str]:
    return [str(year) for year in told.years(readers.frame("forecasts"))]


def show_year(record: dict) -> None:
    """The list of thirty as it would have stood at the end of a year, and what followed."""
    forecasts = readers.frame("forecasts")
    years = _years()
    chosen = choose_one(_("Made at the end of"), years, parameter="year", default=years[0], label_of=str)
    made = int(chosen)
    st.markdown(
        _("For onsets in {first} or {last}, learned from data of {made} and earlier only.").format(
            first=made + 1, last=made + told.HORIZON_YEARS, made=made
        )
    )
    is_known = told.is_known(record, made)
    if is_known:
        st.markdown(told.saw_an_onset(forecasts, record, made))
    show_table(
        told.list_as_it_stood(forecasts, record, made), hide_index=True, height="content", column_config=_names_whole()
    )
    absent = told.not_on_the_list(forecasts, record, made)
    if absent:
        st.markdown(_("Onsets that followed and were not on it: {list}.").format(list=escaped(format_list(absent))))
    elif not is_known:
        st.markdown(_("What follows is not known yet."))
    else:
        st.markdown(_("No onset that followed was missing from it."))
    st.caption(_("Places that are not among the 195 States are ranked too and not shown, so a rank may be absent."))


def show_register(record: dict | None) -> None:
    """The forecasts sealed before their outcome was known: the only untouched test."""
    st.markdown(
        _(
            "Forecasts are entered here with the day and a seal that covers all lines before it, and never changed. They are "
            "scored when both years are over. This is the only test that nobody can have seen beforehand."
        )
    )
    try:
        sealed = read_register(REGISTER)
    except RegisterError as error:
        st.error(_("The register does not fit its seals: {reason}").format(reason=escaped(str(error))), icon=WARNING)
        return
    if sealed.empty:
        st.info(_("The register is empty: no forecast has been sealed yet."), icon=":material/inbox:")
        return
    onsets = pd.DataFrame(record["onsets"] if record else [], columns=["iso3", "year"])
    known = told.known_until(record) if record else 0
    show_table(told.register(score_register(sealed, onsets, known_until=known)), hide_index=True)
    st.caption(
        _(
            "{count} lines; the last seal is {seal}. Whoever notes it down can tell later whether a line was altered or taken "
            "away: it must still stand where it stands now."
        ).format(count=len(sealed), seal=sealed["seal"].iloc[-1])
    )
    with st.expander(_("The sealed lines"), icon=":material/lock:"):
        show_table(sealed, hide_index=True)


def show_card() -> None:
    """The forecast's model card."""
    show_model_card(model_card(_))
