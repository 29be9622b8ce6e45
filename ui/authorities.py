"""Central authorities for judicial cooperation of one State: shown to members, kept by administrators."""

import streamlit as st

from briefing.content.evidence import say_date
from briefing.language import gettext as _
from briefing.language import mark
from network import authorities
from network.authorities import Authority, Entry
from network.configurations import EVIDENCE
from network.desk import Visit
from network.errors import NetworkError
from ui.blocks import escaped, show_text
from ui.forms import Form
from ui.refusals import show_refusal
from ui.visitor import current, visit

KNOWN_BY = {
    "seen": mark("Read in a text"),
    "derived": mark("Derived from a text"),
    "memory": mark("From memory: unverified"),
    "belief": mark("Believed: unverified"),
}


def show_authorities(iso3: str) -> None:
    """The offices that receive a request for assistance, and the form for administrators."""
    st.markdown("## " + _("Central authority for cooperation"))
    if current().person is None:
        st.info(
            _("The table of central authorities is kept in the network. Sign in to see it."), icon=":material/lock:"
        )
        return
    try:
        found = authorities.every(visit(), iso3=iso3)
    except NetworkError as error:
        show_refusal(error)
        return
    may_keep = current().may("authority.keep")
    for entry in found:
        _show_entry(entry, may_keep)
    if not found:
        st.markdown(_("Not known: no administrator has entered one."))
    if may_keep:
        with st.expander(_("Enter a central authority"), icon=":material/add:"):
            _show_form(iso3)


def _show_entry(entry: Entry, may_keep: bool) -> None:
    one = entry.authority
    with st.container(border=True):
        badge = f" :orange-badge[{_('unverified')}]" if entry.is_unverified else ""
        st.markdown(f"**{escaped(one.name)}** · {escaped(one.purpose)}{badge}")
        if one.contact:
            show_text(one.contact)
        when = _("as of {day}").format(day=say_date(one.as_of)) if one.as_of else ""
        st.markdown(f":gray[{' · '.join(escaped(text) for text in (one.remark, one.source, when) if text)}]")
        form = Form(f"authority_{entry.id}")
        if may_keep and st.button(_("Take it off"), key=form.key("send"), icon=":material/delete:"):
            form.send(
                lambda given: authorities.end(given, entry_id=entry.id, version=entry.version),
                said=_("The authority was taken off the table."),
            )


def _show_form(iso3: str) -> None:
    form = Form(f"authority_{iso3}")
    with st.form(form.key(), enter_to_submit=False):
        left, right = st.columns(2)
        name = left.text_input(_("Authority"), key=form.key("name"))
        purpose = right.text_input(
            _("What for"), _("mutual legal assistance in criminal matters"), key=form.key("purpose")
        )
        contact = st.text_area(_("How to reach it (shown to members only)"), key=form.key("contact"))
        source = st.text_input(_("Source"), key=form.key("source"))
        evidence = left.selectbox(
            _("How it is known"), EVIDENCE, key=form.key("evidence"), format_func=lambda one: _(KNOWN_BY[one])
        )
        as_of = right.text_input(_("As of (2026, 2026-11 or 2026-11-21)"), key=form.key("as_of"))
        remark = st.text_input(_("Remark"), key=form.key("remark"))
        is_sent = st.form_submit_button(_("Enter"))
    if not is_sent:
        return

    def write(given: Visit) -> str:
        told = Authority(
            iso3=iso3, name=name, purpose=purpose, contact=contact, source=source, evidence=evidence,
            as_of=as_of.strip() or None, remark=remark,
        )  # fmt: skip
        return authorities.add(given, authority=told)

    form.send(write, said=_("The authority was entered."))
