"""Handing in a file: the source it is for, what it would change, and the form that takes or refuses it."""

import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from briefing.content import handed_in
from briefing.language import gettext as _
from data import refresh_decisions, snapshots
from data.refresh_decisions import Offer
from data.release import Release, ReleaseError
from data.settings import settings
from data.sources.declaration import Source
from network import files
from network.desk import Visit
from ui import readers, visitor
from ui.blocks import escaped
from ui.forms import Form
from ui.tables import show_table

FILE_NAME = "PATH"  # in a command, as its help writes it
BY_HAND = ("csv", "tsv", "txt", "xlsx", "json", "xml", "html", "zip")  # forms that some source is read from

log = logging.getLogger("pillar_two")


def show_source(source: Source) -> None:
    """Where the file comes from, and what is known of the source."""
    st.markdown(_("**Publisher:** {publisher}").format(publisher=escaped(source.publisher)))
    if source.note:
        st.markdown(escaped(_(source.note)))
    st.link_button(_("Open the publisher's page"), source.homepage, icon=":material/open_in_new:")


def show_hand_in(source: Source) -> None:
    """Choose a file, see what it would change, take it or refuse it. Nothing is kept before that."""
    form = Form(f"hand_in_{source.key}")
    most = int(st.get_option("server.maxUploadSize"))  # the server takes no more, whatever a page asks for
    chosen = st.file_uploader(_("File"), type=list(BY_HAND), key=form.key("file"), max_upload_size=most)
    if chosen is None:
        st.caption(
            _(
                "A file of more than {size} MB is handed in by whoever runs this service: {command}. It shows the same, and "
                "takes or refuses the file."
            ).format(size=most, command=f"`python -m data.refresh --file {source.key} {FILE_NAME}`")
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (Path(chosen.name).name or "file")
        file.write_bytes(chosen.getvalue())
        offer = _preview(source, file)
        if offer is not None:
            _show_offer(offer)
            _show_decision(form, offer)


def _preview(source: Source, file: Path) -> Offer | None:
    """What the file would change; None, after saying why, if it cannot be read."""
    try:
        return refresh_decisions.preview(
            source.key, file, store=settings().snapshots, former=_release(), now=datetime.now(UTC)
        )
    except (ValueError, OSError) as error:
        said = str(error).replace(str(file.parent), "").replace(str(settings().snapshots), "")
        st.error(_("This file cannot be used: {why}").format(why=escaped(said)), icon=":material/error:")
        return None


def _release() -> Release | None:
    try:
        return readers.current_release()
    except ReleaseError:
        return None


def _show_offer(offer: Offer) -> None:
    st.subheader(_("What it would change"), anchor=False)
    st.markdown(handed_in.say_what_it_holds(offer))
    st.markdown(handed_in.say_what_changes(offer))
    for breach in offer.breaches:
        st.warning(_("More than usual: {what}").format(what=escaped(breach)), icon=":material/front_hand:")
    if len(offer.parsed.rejects):
        st.markdown(_("The first rows that could not be used:"))
        show_table(handed_in.table_of_rejects(offer), hide_index=True, key="rejects_of_file")


def _show_decision(form: Form, offer: Offer) -> None:
    with st.form(form.key(), enter_to_submit=False):
        why = st.text_input(_("Why, if it is refused"), key=form.key("why"), max_chars=500)
        with st.container(horizontal=True):
            is_taken = st.form_submit_button(_("Take the file"), type="primary", icon=":material/check:")
            is_refused = st.form_submit_button(_("Refuse it"), icon=":material/block:")
    if is_taken:
        form.send(
            lambda visit: _decide(visit, offer, "take"),
            said=_("The file was taken. It counts from the next refresh on: python -m data.refresh --offline"),
        )
    elif is_refused and not why.strip():
        st.warning(_("Say why the file is refused."), icon=":material/edit_note:")
    elif is_refused:
        form.send(lambda visit: _decide(visit, offer, "refuse", why.strip()), said=_("The file was refused."))


def _decide(visit: Visit, offer: Offer, decision: str, why: str = "") -> None:
    """Ask whether the person may, leave the trace, then keep the file or the refusal. Raises NetworkError."""
    digest = snapshots.digest_of(offer.file)
    files.decide(visit, source=offer.source.key, sha256=digest, decision=decision)
    person = visitor.current().person
    by, store, now = person.name if person else "", settings().snapshots, datetime.now(UTC)
    try:
        if decision == "take":
            refresh_decisions.take(offer, store=store, by=by, now=now)
        else:
            refresh_decisions.refuse(offer, store=store, by=by, now=now, why=why)
    except (ValueError, OSError) as error:
        log.warning("a file handed in for %s could not be kept: %s", offer.source.key, error)
        raise files.not_kept() from None


def show_decisions(source: Source) -> None:
    """What was decided about the source before, by whom."""
    table = handed_in.table_of_decisions(snapshots.decisions(source.key, root=settings().snapshots))
    if table.empty:
        st.markdown(_("Nothing was decided about this source yet."))
        return
    show_table(table, hide_index=True, key="decisions")
