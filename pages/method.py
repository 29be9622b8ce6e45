"""Method: how the score is made, what it is worth, what each indicator means, and what other weights would give."""

import streamlit as st

from briefing.charts import method as charts
from briefing.definitions import FRAMES, NOTES, definitions, factor_label, sensitivities, worths
from briefing.language import gettext as _
from indicators.framework import CITATION, risk_factors
from ui import readers
from ui.blocks import show_chart
from ui.shell import open_page
from ui.theme import colours
from ui.what_if import show_what_if

page = open_page(_("Method"))
tabs = st.tabs([_("The score"), _("What it is worth"), _("Definitions"), _("What if?")])
indicators = readers.document("indicators")

with tabs[0]:
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
    show_chart(
        charts.sensitivity(
            sensitivities(readers.frame("sensitivity")), colours=colours(),
            source_line=_("Own computation, release {version}.").format(version=page.release.version),
        ),
        key="sensitivity",
    )  # fmt: skip

with tabs[1]:
    validation = readers.document("validation")
    if not validation["evaluated"]:
        st.info(_("Not evaluated in this release: the outcome files were not at hand when it was built."))
    for frame in FRAMES if validation["evaluated"] else ():
        counts = validation["forecasts"]["score"][frame]
        st.subheader(_(FRAMES[frame]), anchor=False)
        show_chart(
            charts.worth(
                worths(validation, frame), title=_("How well it tells what came before an onset"), colours=colours(),
                source_line=_(
                    "{rows} country-years, {onsets} of them onsets; outcomes: Early Warning Project, 2025 files. "
                    "Intervals: bootstrap by country."
                ).format(rows=counts["rows"], onsets=counts["onsets"]),
            ),
            key=f"worth_{frame}",
        )  # fmt: skip
    st.markdown("\n".join(f"- {_(note)}" for note in NOTES))

with tabs[2]:
    st.caption(_("Risk factors: {citation}.").format(citation=CITATION))
    for number, factor in risk_factors().items():
        table = definitions(indicators, number)
        label = factor_label(number) if len(table) else _("{factor}: no data yet").format(factor=factor_label(number))
        with st.expander(label):
            if len(table):
                st.dataframe(table, hide_index=True)
            st.caption(_("What the Framework lists under it, in an unverified paraphrase (in English):"))
            st.caption("; ".join(factor.paraphrases) + ".")

with tabs[3]:
    show_what_if(page)
