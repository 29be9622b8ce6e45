"""The administration page's directory and configurations: each line with its date, changed, ended, with its history."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from briefing.content import people
from briefing.language import MISSING, country_name, country_order, language
from briefing.language import gettext as _
from data.countries import countries
from network import configurations, directory, members, revisions
from network.configurations import Configuration
from network.desk import Visit
from network.directory import Entry, Line
from network.messages import TERMS
from network.tables import LISTINGS
from ui.blocks import escaped, show_text
from ui.controls import choose_one
from ui.forms import Form
from ui.tables import show_table

NEW = "new"  # in the address: a line that is not there yet
UNSHOWN = frozenset({"id", "version", "created_at", "created_by", "changed_at", "changed_by", "seed_key"})
TERM_OF = {"person": "name", "iso3": "countries", "remark": "note"}


def show_directory(visit: Visit) -> None:
    """The two lists, and one line with the form to change it, its end, and its earlier versions."""
    listing = st.segmented_control(
        _("List"), LISTINGS, default=LISTINGS[0], required=True, key="desk_listing",
        format_func=lambda one: _(people.LISTINGS[one]), on_change=_leave_line,
    )  # fmt: skip
    entries = directory.entries(visit, listing=listing)
    show_table(people.table_of_directory(entries), hide_index=True, key="desk_directory")
    st.caption(
        _(
            "From public sources, kept here by hand. “Unverified” stays until somebody has seen a text that says so; refreshing "
            "the curated table never changes what was kept here."
        )
    )
    by_id = {one.id: one for one in entries}
    chosen = choose_one(
        _("Line"), [NEW, *by_id], parameter="line", default=NEW,
        label_of=lambda key: _("A new line") if key == NEW else _line_name(by_id[key]),
    )  # fmt: skip
    _show_line_form(listing, by_id.get(chosen))
    if chosen in by_id:
        _show_end(by_id[chosen])
        show_history(visit, "directory_entry", chosen)


def _line_name(entry: Entry) -> str:
    return " · ".join(filter(None, (entry.name(language()), _(entry.line.membership), entry.line.as_of)))


def _leave_line(*_answer: object) -> None:
    st.query_params.pop("line", None)


def _show_line_form(listing: str, entry: Entry | None) -> None:
    form = Form(f"line_{entry.id if entry else listing}")
    version = form.base(entry.version if entry else 0, "membership")
    kept = entry.line if entry else None
    with st.form(form.key(), enter_to_submit=False):
        cells = _line_fields(form, kept)
        is_sent = st.form_submit_button(_("Save"))
    if not is_sent:
        return
    if entry is None:
        form.send(lambda visit: directory.add(visit, line=Line(listing=listing, **cells)), said=_("The line is added."))
    else:
        form.send(
            lambda visit: directory.change(
                visit, entry_id=entry.id, version=version, line=Line(listing=listing, **cells)
            ),
            said=_("Saved."),
        )


def _line_fields(form: Form, kept: Line | None) -> dict[str, Any]:
    """The fields of a line, filled with what is kept; the cells as `Line` takes them."""
    codes = sorted(countries(), key=country_order)
    left, right = st.columns(2)
    iso3 = left.selectbox(
        _("State, or empty for an organisation"), codes, codes.index(kept.iso3) if kept and kept.iso3 else None,
        key=form.key("iso3"), format_func=country_name, placeholder=_("None: an organisation"),
    )  # fmt: skip

    def text(column: Any, label: str, name: str) -> str:
        return column.text_input(label, (getattr(kept, name) or "") if kept else "", key=form.key(name))

    organisation = text(right, _("Organisation"), "organisation")
    membership = text(left, _("What for"), "membership")
    person = text(right, _("Name of the person, only where it is public"), "person")
    since = text(left, _("Since (YYYY, YYYY-MM or YYYY-MM-DD)"), "since")
    contact = text(right, _("Contact, shown to members of the network only"), "contact")
    as_of = text(left, _("As of (YYYY, YYYY-MM or YYYY-MM-DD)"), "as_of")
    evidence = _choose_evidence(form, kept.evidence if kept else "seen", container=right)
    source = st.text_input(_("Source"), kept.source if kept else "", key=form.key("source"))
    remark = st.text_area(_("Note"), kept.remark if kept else "", key=form.key("remark"))
    return {"iso3": iso3, "organisation": "" if iso3 else organisation, "membership": membership, "person": person,
            "contact": contact, "since": since or None, "as_of": as_of or None, "evidence": evidence, "source": source,
            "remark": remark}  # fmt: skip


def _choose_evidence(form: Form, kept: str, *, container: Any) -> str:
    return container.selectbox(
        _("How it is known"), configurations.EVIDENCE, configurations.EVIDENCE.index(kept), key=form.key("evidence"),
        format_func=people.evidence,
    )  # fmt: skip


def _show_end(entry: Entry) -> None:
    form = Form(f"end_line_{entry.id}")
    with st.popover(_("Take off the list"), icon=":material/playlist_remove:"):
        st.markdown(_("The line is kept with its history, and is not brought back by refreshing the curated table."))
        if st.button(_("Take off the list"), key=form.key("send"), type="primary"):
            form.send(
                lambda visit: directory.end(visit, entry_id=entry.id, version=entry.version),
                said=_("Taken off the list."),
            )


def show_configurations(visit: Visit) -> None:
    """The configurations with their members, and one with the form to change it and its earlier versions."""
    found = configurations.every(visit)
    show_table(
        people.table_of_configurations(found, members.everyone(visit)), hide_index=True, key="desk_configurations"
    )
    st.caption(_("Members are given to a configuration, and taken from it, as a role: see “Members”."))
    by_id = {one.id: one for one in found}
    chosen = choose_one(
        _("Configuration"), [NEW, *by_id], parameter="configuration", default=NEW,
        label_of=lambda key: _("A new configuration") if key == NEW else _(by_id[key].title),
    )  # fmt: skip
    _show_configuration_form(by_id.get(chosen))
    if chosen in by_id:
        show_history(visit, "configuration", chosen)


def _show_configuration_form(kept: Configuration | None) -> None:
    form = Form(f"configuration_{kept.id if kept else NEW}")
    version = form.base(kept.version if kept else 0, "title")
    with st.form(form.key(), enter_to_submit=False):
        left, right = st.columns(2)
        title = left.text_input(_("Title"), kept.title if kept else "", key=form.key("title"))
        states = right.multiselect(
            _("Countries"), sorted(countries(), key=country_order), list(kept.countries) if kept else [],
            key=form.key("countries"), format_func=country_name, placeholder=_("Choose States"),
        )  # fmt: skip
        since = left.text_input(
            _("Since (YYYY, YYYY-MM or YYYY-MM-DD)"), (kept.since or "") if kept else "", key=form.key("since")
        )
        as_of = right.text_input(
            _("As of (YYYY, YYYY-MM or YYYY-MM-DD)"), (kept.as_of or "") if kept else "", key=form.key("as_of")
        )
        evidence = _choose_evidence(form, kept.evidence if kept else "seen", container=left)
        source = right.text_input(_("Source"), kept.source if kept else "", key=form.key("source"))
        is_sent = st.form_submit_button(_("Save"))
    if not is_sent:
        return
    stated = configurations.Stated(
        title=title, countries=states, source=source, evidence=evidence, since=since or None, as_of=as_of or None
    )
    if kept is None:
        form.send(lambda visit: configurations.add(visit, **stated), said=_("The configuration is added."))
    else:
        form.send(
            lambda visit: configurations.change(visit, configuration_id=kept.id, version=version, **stated),
            said=_("Saved."),
        )


def show_history(visit: Visit, kind: str, thing_id: str) -> None:
    """What a thing held before each change, newest first."""
    found = revisions.of(visit, kind, thing_id)
    with st.expander(_("Earlier versions ({count})").format(count=len(found)), icon=":material/history:"):
        for one in found:
            st.caption(
                _("Until {moment} UTC, then changed by {name}").format(
                    moment=people.moment(one.replaced_at), name=escaped(one.replaced_by_name)
                )
            )
            show_text("\n".join(_cells(one.content)))


def _cells(content: Mapping[str, Any]) -> list[str]:
    return [f"{_label(name)}: {_shown(value)}" for name, value in content.items() if name not in UNSHOWN and value]


def _label(name: str) -> str:
    return _(TERMS[TERM_OF.get(name, name)]).capitalize() if TERM_OF.get(name, name) in TERMS else name


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value) if value is not None else MISSING
