"""All indicators of a country as a table with value, date, age, state and source, and one of them over time."""

import pandas as pd
import streamlit as st

from briefing import charts, wording
from briefing.content import CountryContent, IndicatorLine
from briefing.content.figures import HELD, KNOWN, NOT_AVAILABLE, indicator_history
from briefing.language import country_name, format_number
from briefing.language import gettext as _
from briefing.palette import palette
from ui import readers
from ui.blocks import number_format, show_chart
from ui.shell import Page
from ui.tables import show_table
from ui.theme import theme_name

EVERY = "all"
ROW = 66  # px: above four times the base size, Streamlit wraps the text of a cell


def show_indicators(page: Page, content: CountryContent) -> None:
    """The table, a choice of which rows it shows, and one indicator over time."""
    labels = {EVERY: _("All")} | {state: _(wording.STATES[state]) for state in (KNOWN, HELD, NOT_AVAILABLE)}
    counts = {state: sum(line.state == state for line in content.indicators) for state in labels}
    counts[EVERY] = len(content.indicators)
    chosen = st.segmented_control(
        _("Show"), list(labels), default=EVERY, required=True, key="indicator_states", label_visibility="collapsed",
        format_func=lambda state: f"{labels[state]} ({counts[state]})",
    )  # fmt: skip
    lines = [line for line in content.indicators if chosen in (EVERY, line.state)]
    if lines:
        show_table(
            indicator_table(lines), hide_index=True, key="indicators", column_config=_columns(), row_height=ROW,
            height=min(ROW * len(lines) + 40, 640),
            alt=_("Indicators of {name}").format(name=country_name(content.iso3)),
        )  # fmt: skip
    else:
        st.info(_("No indicator of {name} is in this state.").format(name=country_name(content.iso3)))
    _show_one(page, content)


def indicator_table(lines: list[IndicatorLine]) -> pd.DataFrame:
    """The table as a reader meets it, one row an indicator."""
    return pd.DataFrame({
        "title": [_(line.title) for line in lines],
        "value": [wording.say_value(line.value, line.unit) or _(wording.STATES[line.state]) for line in lines],
        "unit": [_(line.unit) for line in lines],
        "address": [line.address or None for line in lines],
        "level": pd.array([line.level for line in lines], dtype="Float64"),
        "points": pd.array([line.points if line.level is not None else None for line in lines], dtype="Float64"),
        "period": [wording.say_period(line.period_start, line.period_end) for line in lines],
        "age": [wording.say_age(line) for line in lines],
        "state": [_(wording.STATES[line.state]) for line in lines],
        "factor": [line.risk_factor for line in lines],
        "source": [line.source for line in lines],
        "reference": [line.reference for line in lines],
    })  # fmt: skip


def _columns() -> dict:
    column = st.column_config
    return {
        "title": column.TextColumn(_("Indicator"), width=225),
        "value": column.TextColumn(_("Value"), width=100),
        "unit": column.TextColumn(_("Unit"), width=185),
        "address": column.LinkColumn(_("Source"), display_text=_("Open"), help=_("Opens the source"), width=66),
        "level": column.ProgressColumn(
            _("Level"),
            min_value=0,
            max_value=1,
            format=number_format(2),
            help=_("0 = absent, 1 = highest risk"),
            width=105,
        ),
        "points": column.NumberColumn(
            _("Points"), format=number_format(1), help=_("What it gives to the score"), width=64
        ),
        "period": column.TextColumn(_("About"), help=_("The period that the value is about"), width=120),
        "age": column.TextColumn(_("Age"), help=_("From the end of that period to the month shown"), width=100),
        "state": column.TextColumn(_("State"), width=95),
        "factor": column.NumberColumn(_("Factor"), help=_("Number of the risk factor"), width=62),
        "source": column.TextColumn(_("Data set"), width=240),
        "reference": column.TextColumn(_("Where in the source"), width=420),
    }


def _show_one(page: Page, content: CountryContent) -> None:
    lines = {line.key: line for line in content.indicators}
    key = st.selectbox(
        _("One indicator over time"), list(lines), key="indicator", width=520,
        format_func=lambda key: f"{lines[key].risk_factor}. {_(lines[key].title)}",
    )  # fmt: skip
    line = lines[key]
    declared = next(one for one in page.release.document("indicators") if one["key"] == key)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if line.level is None:
            st.info(_("Not available: no source gives a value that counts for this month."))
        else:
            show_chart(_sparkline(page.release.version, page.language, theme_name(), content, key), key="sparkline")
    with right:
        st.markdown(_(declared["why"]))
        st.caption(
            _("Level 0 at {floor}, level 1 at {ceiling}; ends from: {goalposts}.").format(
                floor=_end(declared, "floor" if declared["higher_is"] == "riskier" else "ceiling"),
                ceiling=_end(declared, "ceiling" if declared["higher_is"] == "riskier" else "floor"),
                goalposts=_(declared["goalposts"]),
            )
        )
        st.caption(_("Counts as known for {count} months.").format(count=declared["max_age_months"]))
        if line.address:
            st.link_button(_("Open the source"), line.address, icon=":material/open_in_new:")


def _end(declared: dict, name: str) -> str:
    value = float(declared[name])
    return format_number(value, decimals=0 if value == round(value) else 2)


@st.cache_resource(
    show_spinner=False, max_entries=200, hash_funcs={CountryContent: lambda content: (content.iso3, content.month)}
)
def _sparkline(version: str, language: str, theme: str, content: CountryContent, key: str) -> charts.Chart:
    line = next(line for line in content.indicators if line.key == key)
    history = indicator_history(readers.current_release(), line, content.iso3)
    reference = f"{line.source}. {line.reference}" if line.reference else line.source
    return charts.sparkline(
        history, name=country_name(content.iso3), title=_(line.title), unit=_(line.unit), colours=palette(theme),
        source_line=reference,
    )  # fmt: skip
