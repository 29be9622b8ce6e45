"""Notes that members share on a country or an alert: read, written, changed and taken back."""

import streamlit as st

from briefing.language import format_moment
from briefing.language import gettext as _
from network import notes
from network.desk import Visit
from network.errors import NetworkError
from network.notes import Note
from ui import sharing
from ui.blocks import escaped, show_text
from ui.forms import Form
from ui.refusals import show_refusal
from ui.visitor import current, visit


def show_notes(*, iso3: str, alert_id: str | None = None) -> None:
    """The notes one may read on a country, or on an alert, newest first, and a form for a new one."""
    if not current().may("note.read"):
        st.info(_("Notes are shared among members of the network. Sign in to read them."), icon=":material/lock:")
        return
    try:
        asked = visit()
        found = notes.about(asked, alert_id=alert_id) if alert_id else notes.about(asked, iso3=iso3)
        titles = sharing.titles_of(asked)
    except NetworkError as error:
        show_refusal(error)
        return
    if not found:
        st.caption(_("No note has been shared here yet, or none that you may read."))
    for note in found:
        _show(note, asked, titles)
    if current().may("note.share"):
        with st.expander(
            _("Share a note"), icon=":material/edit_note:", expanded=False, key=f"share_{alert_id or iso3}"
        ):
            _share(asked, iso3=iso3, alert_id=alert_id)


def _show(note: Note, asked: Visit, titles: dict[str, str]) -> None:
    with st.container(border=True, key=f"note_{note.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{escaped(note.author)}**", width="content")
            st.caption(format_moment(note.created_at), width="content")
            sharing.show_level(note.sensitivity, note.configuration_id, titles)
            if note.version > 1:
                st.caption(_("changed {moment}").format(moment=format_moment(note.changed_at)), width="content")
        show_text(note.body)
        sharing.show_sources(note.sources)
        with st.container(horizontal=True, gap="small"):
            if sharing.may("note.edit", note):
                with st.popover(_("Edit"), icon=":material/edit:", key=f"change_{note.id}"):
                    _edit(note)
            if sharing.may("note.withdraw", note):
                with st.popover(_("Take back"), icon=":material/undo:", key=f"withdraw_{note.id}"):
                    _withdraw(note)


def _share(asked: Visit, *, iso3: str, alert_id: str | None) -> None:
    person = current().person
    assert person is not None
    form = Form(f"note_on_{alert_id or iso3}")
    level = sharing.choose_level(form, person)
    with st.form(form.key(), border=False):
        body = st.text_area(_("Note"), key=form.key("body"), height=140)
        written = sharing.write_sources(form)
        chosen = sharing.choose_readers(form, level, asked, person)
        is_sent = st.form_submit_button(_("Share it"), type="primary")
    if is_sent:
        form.send(
            lambda visit: notes.share(
                visit, body=body, sharing=chosen.sharing(), sources=sharing.read_sources(written), iso3=iso3,
                alert_id=alert_id,
            ),
            said=_("Your note is shared."),
        )  # fmt: skip


def _edit(note: Note) -> None:
    form = Form(f"note_{note.id}")
    version = form.base(note.version, "body")
    with st.form(form.key(), border=False):
        body = st.text_area(_("Note"), note.body, key=form.key("body"), height=200, width=480)
        written = sharing.write_sources(form, note.sources)
        is_sent = st.form_submit_button(_("Save"), type="primary")
    if is_sent:
        form.send(
            lambda visit: notes.edit(
                visit, note_id=note.id, version=version, body=body, sources=sharing.read_sources(written)
            ),
            said=_("Your note is changed."),
        )


def _withdraw(note: Note) -> None:
    form = Form(f"withdraw_{note.id}")
    st.markdown(_("Nobody will see the note any more; its text is erased after 30 days."))
    if st.button(_("Take the note back"), key=form.key(), type="primary"):
        form.send(
            lambda visit: notes.withdraw(visit, note_id=note.id, version=note.version),
            said=_("Your note was taken back."),
        )
