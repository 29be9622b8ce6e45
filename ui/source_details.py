"""One source on screen: what it may be used for, its files, its series, and the rows it could not give."""

from typing import Any

import pandas as pd
import streamlit as st

from briefing import provenance, take_away
from briefing.language import format_number, ngettext
from briefing.language import gettext as _
from data.release import Release
from ui import controls, readers, shell
from ui.blocks import escaped
from ui.controls import REGIONS
from ui.tables import show_table

MOST_REJECTS = 1000  # rows of a table on screen; the download holds all


def show_source(source: dict[str, Any]) -> None:
    """Everything the release says of one source."""
    st.markdown(f"### {escaped(_(source['name']))}")
    if source["status"] != "available":
        trouble = source["status"].removeprefix("not available: ")
        st.warning(_("Not available in this release: {why}").format(why=escaped(trouble)), icon=":material/cloud_off:")
    kept = provenance.kept_because(source, why=escaped(source.get("trouble", "")))
    if kept:
        icon = ":material/front_hand:" if source.get("is_held") else ":material/sync_problem:"
        st.warning(kept, icon=icon)
    is_late = readers.is_late(source, day=shell.today())
    if is_late:
        st.error(
            _("It breaks its promise: {promise}").format(promise=provenance.promise(source, day=shell.today())),
            icon=":material/event_busy:",
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(_("**Cite as:** {citation}").format(citation=escaped(source["citation"])))
        if not is_late:
            st.markdown(provenance.promise(source, day=shell.today()))
        if source["note"]:
            st.markdown(escaped(_(source["note"])))
        st.link_button(_("Open the publisher's page"), source["homepage"], icon=":material/open_in_new:")
    with right:
        for label, value in _facts_of(source):
            st.markdown(_("**{label}:** {value}").format(label=label, value=value))
    _show_series(source)
    _show_rejects(source)
    _show_files(source)


def show_what_changed(release: Release) -> None:
    """What became of the figures since the release before."""
    changed = provenance.what_changed(release)
    if changed.empty:
        has_former = "changes.json" in release.manifest["files"]
        st.markdown(
            _("No figure changed with this release.")
            if has_former
            else _("This release names no earlier one to compare it with.")
        )
        return
    st.markdown(
        _(
            "Compared with release {since}: figures that are new, that their publisher published anew with another value, that "
            "we read differently or corrected, and that their publisher no longer gives. The former values stay readable."
        ).format(since=release.document("changes")["since"])
    )
    show_table(
        changed, hide_index=True, key="changes",
        column_config={
            "name": st.column_config.TextColumn(_("Source"), width=520),
            "new": st.column_config.NumberColumn(_("New"), format="localized"),
            "revised": st.column_config.NumberColumn(_("Published anew"), format="localized"),
            "corrected": st.column_config.NumberColumn(_("Read differently"), format="localized"),
            "withdrawn": st.column_config.NumberColumn(_("No longer given"), format="localized"),
        },
    )  # fmt: skip


def _facts_of(source: dict[str, Any]) -> list[tuple[str, str]]:
    may_ship = _("yes, with attribution") if source["is_redistributable"] else _("no")
    return [
        (_("Publisher"), escaped(source["publisher"])),
        (_("Licence"), escaped(_(source["licence"]))),
        (_("May be redistributed"), may_ship),
        (_("Renewed"), provenance.cadence(source["cadence_months"])),
        (_("Figures"), format_number(source["rows"], decimals=0)),
        (_("About"), provenance.span(source)),
        (_("Facts"), format_number(source["facts"], decimals=0)),
    ]


def _show_series(source: dict[str, Any]) -> None:
    if not source["series"]:
        return
    table = pd.DataFrame([{_("Series"): _(one["title"]), _("Unit"): _(one["unit"])} for one in source["series"]])
    count = len(source["series"])
    with st.expander(ngettext("{count} series", "{count} series", count).format(count=count)):
        show_table(table, hide_index=True)


def _show_rejects(source: dict[str, Any]) -> None:
    rejects = readers.frame("rejects")
    own = rejects[rejects["source"] == source["key"]]
    title = ngettext("{count} row set aside", "{count} rows set aside", len(own))
    with st.expander(title.format(count=format_number(len(own), decimals=0))):
        if own.empty:
            st.markdown(_("Every row could be used."))
            return
        show_table(
            provenance.reject_reasons(own),
            hide_index=True,
            column_config={"reason": _("Why"), "rows": _("Rows")},
            key=f"reasons_{source['key']}",
        )
        show_table(
            own.drop(columns="source").head(MOST_REJECTS), hide_index=True, column_config=_reject_columns(), height=260
        )
        if len(own) > MOST_REJECTS:
            most = format_number(MOST_REJECTS, decimals=0)
            st.caption(_("The first {most} are listed; the download holds all of them.").format(most=most))
        st.download_button(
            _("Download all as CSV"), _csv(page_version(), source["key"]), f"rejects-{source['key']}.csv", "text/csv",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def page_version() -> str:
    """Version of the release on screen: part of the key of what is kept in memory."""
    return readers.current_release().version


@st.cache_resource(show_spinner=False, max_entries=32)
def _csv(version: str, source: str) -> bytes:
    rejects = readers.frame("rejects")
    return take_away.csv_of(rejects[rejects["source"] == source])


def _reject_columns() -> dict[str, str]:
    return {
        "file": _("File"), "row": _("Row"), "column": _("Column"), "value": _("Value"), "reason": _("Reason"),
        "detail": _("What to do"),
    }  # fmt: skip


def _show_files(source: dict[str, Any]) -> None:
    if not source["files"]:
        return
    count = len(source["files"])
    with st.expander(ngettext("{count} file read", "{count} files read", count).format(count=count)):
        show_table(
            pd.DataFrame(source["files"]),
            hide_index=True,
            column_config={"path": _("File"), "sha256": _("Digest (SHA-256)"), "bytes": _("Bytes")},
        )
        for endpoint in source["endpoints"]:
            st.code(endpoint, language=None, wrap_lines=True)


def show_gaps(month: pd.Timestamp, *, version: str, language: str) -> None:
    """The share of States for which each indicator is known, by region."""
    shares = {
        name: st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1, width=88)
        for name, label in {"World": _("World"), **{name: _(label) for name, label in REGIONS.items()}}.items()
    }
    show_table(
        _gaps(version, language, month), hide_index=True, height=420, key="gaps",
        column_config={
            "indicator": st.column_config.TextColumn(_("Indicator"), width=495),
            "family": st.column_config.TextColumn(_("Family"), width=160),
            **shares,
        },
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=16)
def _gaps(version: str, language: str, month: pd.Timestamp) -> pd.DataFrame:
    levels, ages = readers.frame("levels"), readers.frame("ages")
    at_month = levels["month"] == month
    return provenance.gaps(levels[at_month], ages[ages["month"] == month], readers.document("indicators"))


def show_unverified() -> None:
    """The facts that nobody has checked against a source."""
    facts = readers.frame("facts")
    found = provenance.unverified(facts)
    st.markdown(
        _(
            "**{count} of {all} facts are unverified**: they were written down from memory and no source has been seen. They "
            "are marked wherever they appear, and none enters a score."
        ).format(count=format_number(len(found), decimals=0), all=format_number(len(facts), decimals=0))
    )
    if found.empty:
        return
    with st.expander(_("The unverified facts")):
        columns = ["iso3", "topic", "fact", "status", "from_date", "note"]
        show_table(
            found[columns].assign(iso3=[controls.name_or_code(code) for code in found["iso3"]]),
            hide_index=True,
            column_config={
                "iso3": _("State"), "topic": _("Topic"), "fact": _("Fact"), "status": _("Status"),
                "from_date": _("From"), "note": _("Note"),
            },
        )  # fmt: skip
