"""The sections of the method page: the score, what it is worth, definitions."""

import streamlit as st

from briefing.charts import method as charts
from briefing.definitions import FRAMES, NOTES, definitions, factor_label, sensitivities, worths
from briefing.language import format_clauses
from briefing.language import gettext as _
from briefing.wording import say_framework, say_place_in_interval
from indicators.framework import risk_factors
from models import alerts
from ui import readers
from ui.blocks import escaped, show_chart
from ui.shell import Page
from ui.tables import show_table
from ui.theme import colours


def show_score(page: Page) -> None:
    """How a score comes about, step by step, and which of the choices behind it matter."""
    st.markdown(
        _(
            "The risk score says how many of the 14 risk factors of the United Nations Framework of Analysis are present "
            "and how strongly, from 0 to 100. It is no forecast, and it says nothing about what anyone will do.\n\n"
            "1. **Level.** Each indicator has a fixed floor and ceiling, with their source. Its value becomes a level from "
            "0 to 1, 1 being riskier.\n"
            "2. **Risk factor.** The mean of its aspects, each the mean of its indicators. With less than half known: "
            "“not enough known”.\n"
            "3. **Score.** 100 × the quadratic mean of the known factors, equally weighted: no source justifies other "
            "weights, and the quadratic mean keeps one red factor from being averaged away.\n"
            "4. **Age.** Past its longest useful age a value no longer counts as known: coverage falls and the interval "
            "widens. The score keeps the last known level, so that silence alone never lowers or raises it.\n"
            "5. **Coverage.** The share of the score that rests on known values. Below 66% the score is marked grey, "
            "below 50% it is not shown.\n"
            "6. **Interval.** The middle 90% of {draws} draws over weights, normalisation, exponent, gaps and measurement "
            "error. Two States whose intervals overlap are not distinguishable.\n"
            "7. **Not scored.** Facts that nobody verified, and commitments such as those on nuclear security."
        ).format(draws=page.release.manifest["method"]["draws_latest"])
    )
    st.caption(say_place_in_interval())
    chart = charts.sensitivity(
        sensitivities(readers.frame("sensitivity")),
        colours=colours(),
        source_line=_("Own computation, release {version}.").format(version=page.release.version),
    )
    show_chart(chart, key="sensitivity")


def show_alert_rules() -> None:
    """The rules that propose alerts, rendered from what they declare, and what becomes of a proposal."""
    st.markdown(
        _(
            "A rule proposes, a person decides. A rule looks at the figures of the newest {months} months, for figures of "
            "conflict and rights are published once a year and useful that long, and fires in the first month in a year "
            "in which its condition holds. A reviewer publishes the finding or dismisses it, and says why; an equal or lower "
            "finding for the same country and rule then waits 180 days, unless it is extreme.\n\n"
            "The thresholds are the project’s own choice: replayed over the years 2005 to 2024, the rules propose some 35 "
            "findings a year, most of them in the month that yearly figures are dated."
        ).format(months=alerts.CURRENT_MONTHS)
    )
    for rule in alerts.RULES.values():
        st.markdown(f"**{escaped(_(rule.title))}.** {escaped(_(rule.condition))}")


def show_worth() -> None:
    """How well the score told what came before an onset, beside what it is compared with."""
    validation = readers.document("validation")
    if not validation["evaluated"]:
        st.info(_("Not evaluated in this release: the outcome files were not at hand when it was built."))
        return
    for frame, title in FRAMES.items():
        counts = validation["forecasts"]["score"][frame]
        source = _(
            "{rows} country-years, {onsets} of them onsets; outcomes: Early Warning Project, 2025 files. Intervals: "
            "bootstrap by country."
        ).format(rows=counts["rows"], onsets=counts["onsets"])
        chart = charts.worth(worths(validation, frame), title=_(title), colours=colours(), source_line=source)
        show_chart(chart, key=f"worth_{frame}")
    st.markdown("\n".join(f"- {_(note)}" for note in NOTES))


def show_definitions() -> None:
    """Every risk factor with its indicators, rendered from what they declare."""
    st.caption(say_framework())
    indicators = readers.document("indicators")
    for number, factor in risk_factors().items():
        table = definitions(indicators, number)
        label = factor_label(number) if len(table) else _("{factor}: no data yet").format(factor=factor_label(number))
        with st.expander(label):
            if len(table):
                show_table(table, hide_index=True)
            st.caption(_("What the Framework lists under it, in an unverified paraphrase (in English):"))
            st.caption(format_clauses(factor.paraphrases) + ".")
