"""The account page's blocks: oneself, digest and feeds, what one may do, one's kept drafts, one's data."""

import io
import zipfile
from functools import partial

import streamlit as st

from briefing.content import rights
from briefing.language import NATIVE_NAMES, format_date, format_list, offered
from briefing.language import gettext as _
from data.countries import LANGUAGES
from network import configurations, digests, export, feeds, members, revisions
from network.desk import Visit
from network.messages import TERMS
from network.settings import network_settings
from network.tables import CADENCES
from ui import shell
from ui.blocks import escaped, show_text
from ui.forms import Form

NEW_FEED = "new_feed_address"  # in the session, until the member has copied it
PREPARED = "prepared_export"  # in the session, while its page is open


def show_me(visit: Visit) -> None:
    """Name, language and roles; the first two can be changed."""
    me, _person = members.myself(visit)
    titles = {one.id: one.title for one in configurations.every(visit)}
    roles = [rights.grant_name(grant, titles) for grant in me.grants]
    st.markdown(_("**Signed in as** {email}").format(email=escaped(me.email or me.name)))
    st.markdown(_("**Roles:** {roles}").format(roles=escaped(format_list(roles)) if roles else _("none yet")))
    form = Form("me")
    version = form.base(me.version, "name")
    with st.form(form.key(), enter_to_submit=False):
        name = st.text_input(_("Name, as others see it"), me.name, key=form.key("name"))
        language = st.selectbox(
            _("Language of my mail and feeds"), LANGUAGES, LANGUAGES.index(me.language), key=form.key("language"),
            format_func=_language_name,
        )  # fmt: skip
        is_sent = st.form_submit_button(_("Save"))
    if is_sent:
        form.send(
            lambda one: members.change_own(one, name=name, language=language, version=version),
            said=_("Saved."),
            done=lambda _version: st.session_state.update({shell.LANGUAGE: language} if language in offered() else {}),
        )


def _language_name(code: str) -> str:
    if code in offered():
        return NATIVE_NAMES[code]
    return _("{language} (not translated yet: English)").format(language=NATIVE_NAMES[code])


def show_subscriptions(visit: Visit) -> None:
    """The digest by e-mail, and the addresses at which a news reader finds one's news."""
    st.subheader(_("Digest by e-mail"), anchor=False)
    cadence = digests.chosen(visit)
    form = Form("digest")
    chosen = st.radio(
        _("How often"), CADENCES, CADENCES.index(cadence), key=form.key("cadence"), horizontal=True,
        format_func=lambda one: _(TERMS[one]).capitalize(),
    )  # fmt: skip
    if not network_settings().smtp_host:
        st.caption(_("No mail server is set up on this installation, so no digest is sent."))
    if chosen != cadence:
        form.send(lambda one: digests.choose(one, cadence=chosen), said=_("Saved."))
    st.subheader(_("Feed addresses"), anchor=False)
    st.markdown(
        _(
            "A news reader shows what is new on your lists from such an address (Atom). Whoever knows it can read the same: "
            "give it to nobody, and make one for each device."
        )
    )
    _show_new_feed()
    for one in feeds.mine(visit):
        _show_feed(one)
    _show_feed_form()


def _show_new_feed() -> None:
    address = st.session_state.get(NEW_FEED)
    if address is None:
        return
    with st.container(border=True, key="new_feed"):
        st.markdown(_("**Copy this address now.** It is kept here only in a form that cannot be read back."))
        st.code(address, language=None, wrap_lines=True)
        st.button(_("I have copied it"), key="copied", on_click=lambda: st.session_state.pop(NEW_FEED, None))


def _show_feed(one: feeds.FeedToken) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        made = _("made on {day}").format(day=format_date(one.created_at))
        st.markdown(f"{escaped(one.label)} · {made}", width="stretch")
        if one.revoked_at is not None:
            st.markdown(_("revoked on {day}").format(day=format_date(one.revoked_at)), width="content")
            return
        form = Form(f"revoke_{one.id}")
        if st.button(_("Revoke"), key=form.key("send"), icon=":material/link_off:"):
            form.send(lambda visit: feeds.revoke(visit, token_id=one.id), said=_("The address is closed."))


def _show_feed_form() -> None:
    form = Form("feed")
    token = st.session_state.setdefault(
        form.key("token"), feeds.new_token()
    )  # one for the form, however often it is sent
    with st.form(form.key(), enter_to_submit=False):
        label = st.text_input(_("For which device or program"), key=form.key("label"))
        is_sent = st.form_submit_button(_("Make a feed address"))
    if is_sent:
        address = f"{network_settings().public_address}/feeds/{token}"
        form.send(
            lambda one: feeds.issue(one, label=label, token=token)[0],
            done=lambda _id: st.session_state.update({NEW_FEED: address}),
        )


def show_drafts(visit: Visit) -> None:
    """Texts that a conflict kept: what one wrote while somebody else saved first."""
    kept = revisions.drafts(visit)
    if not kept:
        st.markdown(
            _("There are none. A text is kept here when somebody else changed the same thing before you saved.")
        )
    for one in kept:
        with st.container(border=True):
            st.caption(_("Kept on {day}").format(day=format_date(one.kept_at)))
            for text in (value for value in one.content.values() if isinstance(value, str) and value):
                show_text(text)
            form = Form(f"discard_{one.id}")
            if st.button(_("Discard"), key=form.key("send"), icon=":material/delete:"):
                form.send(partial(revisions.discard, draft_id=one.id), said=_("Discarded."))


def show_export(visit: Visit) -> None:
    """Everything one may read, to take along."""
    st.markdown(
        _("Everything you may read in the network: what you wrote, what is shared with you, and your membership.")
    )
    if st.button(_("Prepare the files"), key="prepare_export"):
        st.session_state[PREPARED] = _archive(export.readable(visit))
    if PREPARED in st.session_state:
        as_json, as_csv = st.session_state[PREPARED]
        with st.container(horizontal=True):
            st.download_button("JSON", as_json, "network.json", "application/json", icon=":material/download:")
            st.download_button(
                _("CSV, one file a table"), as_csv, "network.zip", "application/zip", icon=":material/download:"
            )


def _archive(tables: dict[str, list[dict]]) -> tuple[bytes, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", export.csv_bytes(rows, list(rows[0]) if rows else []))
    return export.json_bytes(tables), packed.getvalue()
