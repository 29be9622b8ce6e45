"""The yearly report on the protection of missions, to be read and downloaded."""

import pandas as pd
import streamlit as st

from briefing.content import missions as content
from briefing.document import Document, Figure, Item, Items, Note, Paragraph, Section, Table
from briefing.documents.basis import Basis
from briefing.documents.missions import yearly_report
from briefing.formats import make_one
from briefing.language import gettext as _
from network import protection
from network.desk import Visit
from network.incidents import Entry
from ui.blocks import escaped, show_chart
from ui.blocks_missions import choose_year
from ui.shell import Page, today
from ui.tables import show_table

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_report(page: Page, visit: Visit, host: str, entries: list[Entry]) -> None:
    """What the report of a year says, and the files."""
    st.markdown(
        _(
            "The report of a year in the form in which the Sixth Committee of the General Assembly asks for it (resolution "
            "65/30): incidents, proceedings, prevention, instruments. Read it before you send it."
        )
    )
    year = choose_year(entries)
    report = yearly_report(
        Basis(release=page.release, month=page.default_month, today=today()), host=host, year=year, entries=entries,
        threats=protection.threats(visit, host=host), advice=protection.advice(visit, host=host),
    )  # fmt: skip
    with st.container(horizontal=True):
        st.download_button(
            "PDF", lambda: make_one(report, "pdf"), f"{report.file_name}.pdf", "application/pdf",
            icon=":material/picture_as_pdf:", key="report_pdf", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Word (DOCX)", lambda: make_one(report, "docx"), f"{report.file_name}.docx", WORD,
            icon=":material/description:", key="report_docx", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Excel (XLSX)", lambda: make_one(report, "xlsx"), f"{report.file_name}.xlsx", SHEET,
            icon=":material/table:", key="report_xlsx", on_click="ignore",
        )  # fmt: skip
    if not content.of_year(entries, year):
        st.info(_("No incident of that year is in the register."))
    _show(report)


def _show(report: Document) -> None:
    st.markdown(f"## {escaped(report.title)}")
    st.caption(escaped(report.subtitle))
    for section in report.sections:
        st.markdown(f"### {escaped(section.heading)}")
        _show_section(section)


def _show_section(section: Section) -> None:
    for number, part in enumerate(section.parts):
        match part:
            case Paragraph():
                st.markdown(escaped(part.text))
            case Note():
                st.info(escaped(part.text))
            case Items():
                lines = [_line(item) for item in part.items]
                st.markdown("\n".join([f"**{escaped(part.heading)}**\n" if part.heading else "", *lines]))
            case Figure():
                show_chart(part.chart, key=f"report_{part.key}", level=4)
            case Table():
                st.markdown(f"**{escaped(part.title)}**")
                rows = [dict(zip([column.heading for column in part.columns], row, strict=True)) for row in part.said()]
                show_table(pd.DataFrame(rows), hide_index=True, key=f"report_{section.key}_{number}")
                st.caption(escaped(part.note))


def _line(item: Item) -> str:
    badge = f" :orange-badge[{_('unverified')}]" if item.is_unverified else ""
    said = _("{label}: {text}").format(label=f"**{escaped(item.label)}**", text=escaped(item.text))
    return f"- {said}{badge}  \n  :gray[{escaped(item.detail)}]"
