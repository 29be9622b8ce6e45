"""Incidents into the register of a host State: one by its form, many from a table, row by row."""

import csv
import io

import pandas as pd
import streamlit as st

from briefing.content import missions as content
from briefing.language import country_name, ngettext
from briefing.language import gettext as _
from network import incident_table, incidents
from network.errors import BadInput
from network.incident_table import Reading, Row
from network.incidents import Entry, Incident, Mission
from network.messages import TERMS
from ui.blocks import escaped
from ui.blocks_missions import DAY, mission_fields
from ui.forms import Form
from ui.refusals import show_refusal
from ui.shell import today
from ui.tables import show_table


def example() -> bytes:
    """A table to begin with, in the reader's language: every heading, and one row that shows how they are filled in."""
    content_of = {
        "mission": country_name("BTN"), "institution": "EMB", "act": _(content.KINDS["theft"]), "happened_on": "19/1/2010",
    }  # fmt: skip
    lines = io.StringIO(newline="")
    rows = csv.writer(lines)
    rows.writerow([_(TERMS[name]) for name in incident_table.HEADINGS])
    rows.writerow([content_of.get(name, "") for name in incident_table.HEADINGS])
    return lines.getvalue().encode("utf-8-sig")


def show_entry(host: str, entries: list[Entry]) -> None:
    """The form for one incident, and the import of a table."""
    st.markdown("## " + _("One incident"))
    _show_form(host, entries)
    st.markdown("## " + _("A table of incidents"))
    st.markdown(
        _(
            "CSV or XLSX, one incident a row, under these headings in any order: country or organisation, institution (EMB, "
            "CON, ORG), harmful act, date (day/month/year or 2010-01-24); and, where known, end date, place, reported by, "
            "measures, proceedings."
        )
    )
    st.download_button(
        _("An empty table to begin with"), example(), "incidents.csv", "text/csv", key="example",
        icon=":material/table:",
    )  # fmt: skip
    _show_import(host, entries)


def _show_form(host: str, entries: list[Entry]) -> None:
    form = Form("incident")
    with st.form(form.key(), enter_to_submit=False):
        iso3, organisation, institution = mission_fields(form)
        act = st.text_input(_("Harmful act, in the words of the report"), key=form.key("act"))
        left, right = st.columns(2)
        first = left.date_input(
            _("Date"), today(), min_value="1961-01-01", max_value=today(), key=form.key("day"), format=DAY
        )
        last = right.date_input(_("End date, if later"), None, min_value="1961-01-01", key=form.key("end"), format=DAY)
        place = left.text_input(_("Place"), key=form.key("place"))
        reported_by = right.text_input(_("Reported by"), key=form.key("reported_by"))
        measures = st.text_area(_("Measures taken"), key=form.key("measures"))
        offenders = st.text_area(_("Proceedings against offenders, and their outcome"), key=form.key("offenders"))
        is_another = st.checkbox(
            _("If the register already tells of such an act on these days: this is another one"),
            key=form.key("another"),
        )
        is_sent = st.form_submit_button(_("Enter into the register"))
    if not is_sent:
        return

    def written() -> Incident:
        return Incident(
            mission=Mission(host=host, institution=institution, iso3=iso3, organisation=organisation), act=act,
            happened_on=first.isoformat(), ended_on=last.isoformat() if last else None, place=place,
            reported_by=reported_by, measures=measures, offenders=offenders,
        )  # fmt: skip

    try:
        same = next((one.incident for one in entries if written().is_same_as(one.incident)), None)
    except BadInput as refusal:
        show_refusal(refusal)
        return
    if same is not None and not is_another:
        st.warning(
            _("The register already tells of such an act, on {day}. If this is another one, tick the box.").format(
                day=content.say_days(same)
            ),
            icon=":material/content_copy:",
        )
        return
    form.send(lambda one: incidents.report(one, incidents=[written()]), said=_("The incident was entered."))


def _show_import(host: str, entries: list[Entry]) -> None:
    form = Form("import")
    given = st.file_uploader(_("File"), type=["csv", "xlsx"], key=form.key("file"), max_upload_size=2)
    if given is None:
        return
    try:
        found = incident_table.read(
            given.getvalue(), file=given.name[:60], host=host, known=[one.incident for one in entries], today=today()
        )
    except BadInput as refusal:
        show_refusal(refusal)
        return
    _show_faults(found)
    chosen = [*found.good, *_choose_repeated(found, form)]
    if not chosen:
        st.info(_("There is no row to take."))
        return
    chosen.sort(key=lambda row: row.number)
    show_table(_table(chosen), hide_index=True, key=form.key("rows"))
    label = ngettext("Enter {count} incident", "Enter {count} incidents", len(chosen)).format(count=len(chosen))
    if st.button(label, type="primary", key=form.key("send"), icon=":material/playlist_add:"):
        taken = [row.incident for row in chosen if row.incident is not None]
        said = ngettext("{count} incident was entered.", "{count} incidents were entered.", len(taken))
        form.send(lambda one: incidents.report(one, incidents=taken), said=said.format(count=len(taken)))


def _show_faults(found: Reading) -> None:
    faults = found.faulty
    if not faults:
        return
    title = ngettext("{count} row cannot be taken:", "{count} rows cannot be taken:", len(faults))
    lines = "\n".join(f"- {escaped(row.fault.sentence(_))}" for row in faults if row.fault)
    st.warning(f"{title.format(count=len(faults))}\n\n{lines}", icon=":material/rule:")


def _choose_repeated(found: Reading, form: Form) -> list[Row]:
    """The repeated rows that the person says are other incidents."""
    if not found.repeated:
        return []
    st.markdown(_("**Perhaps told twice.** Tick those that are other incidents and shall be entered as well:"))
    return [
        row for row in found.repeated
        if row.doubt and st.checkbox(escaped(row.doubt.sentence(_)), key=form.key(f"repeated_{row.number}"))
    ]  # fmt: skip


def _table(rows: list[Row]) -> pd.DataFrame:
    own = [(row.number, row.incident) for row in rows if row.incident is not None]
    return pd.DataFrame({
        _("Row"): [number for number, _one in own],
        _("Country or organisation"): [content.say_mission(one.mission) for _number, one in own],
        _("Harmful act"): [one.act for _number, one in own],
        _("Kind of act"): [_(content.KINDS[content.kind_of(one.act)]) for _number, one in own],
        _("Date"): [content.say_days(one) for _number, one in own],
    })  # fmt: skip
