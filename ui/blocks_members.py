"""The administration page's members: who belongs, roles given and taken, accounts closed and opened, who is signed in."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from briefing.content import people, rights
from briefing.language import NATIVE_NAMES, country_name, country_order
from briefing.language import gettext as _
from data.countries import LANGUAGES, countries
from network import configurations, members, presence
from network.desk import Visit
from network.members import Member
from network.roles import GRANTABLE, Grant, Role
from ui.blocks import escaped
from ui.controls import choose_one
from ui.forms import Form
from ui.rights import show_rights, wide_first
from ui.tables import show_table


def show_members(visit: Visit) -> None:
    """Everyone, the form to invite one more, and one member with everything that can be changed."""
    everyone, titles = members.everyone(visit), titles_of(visit)
    narrow = {name: st.column_config.TextColumn(width="small") for name in (_("Account"), _("Language"))}
    show_table(
        people.table_of_members(everyone, titles),
        hide_index=True,
        height="content",
        key="members",
        column_config=narrow,
    )
    with st.expander(_("Invite somebody"), icon=":material/person_add:"):
        _show_invitation(titles)
    st.header(_("One member"), anchor=False)
    chosen = choose_member(everyone)
    _show_roles(chosen, titles)
    _show_account(chosen)


def titles_of(visit: Visit) -> dict[str, str]:
    """Titles of the configurations by id, in the reader's language where they are names of States."""
    return {one.id: _title(one) for one in configurations.every(visit)}


def _title(one: configurations.Configuration) -> str:
    names = {countries()[code].name("en"): country_name(code) for code in one.countries}
    return names.get(one.title, one.title)


def choose_member(everyone: list[Member]) -> Member:
    """One member: `member` of the address."""
    by_id = {one.id: one for one in everyone}
    key = choose_one(
        _("Member"), list(by_id), parameter="member", default=everyone[0].id,
        label_of=lambda one: f"{by_id[one].name} · {by_id[one].email or '–'}",
    )  # fmt: skip
    return by_id[key]


def _show_invitation(titles: dict[str, str]) -> None:
    form = Form("invite")
    name = st.text_input(_("Name"), key=form.key("name"))
    email = st.text_input(_("E-mail address, as the sign-in provider knows it"), key=form.key("email"))
    language = st.selectbox(_("Language"), LANGUAGES, key=form.key("language"), format_func=NATIVE_NAMES.__getitem__)
    grant = _choose_grant(form, titles)
    if st.button(_("Invite"), key=form.key("send"), type="primary"):
        form.send(
            lambda visit: members.invite(visit, name=name, email=email, language=language, grants=[grant]),
            said=_("Invited. They become a member when they first sign in; no message was sent."),
        )


def _choose_grant(form: Form, titles: dict[str, str]) -> Grant:
    """A role, and what it is for where it needs that."""
    left, right = st.columns(2)
    role = left.selectbox(_("Role"), GRANTABLE, key=form.key("role"), format_func=rights.role_name)
    if role is Role.CONFIGURATION_MEMBER:
        scope = right.selectbox(_("Configuration"), list(titles), key=form.key("in"), format_func=titles.__getitem__)
        return Grant(role=role, scope_kind="configuration", scope=scope)
    if role is not Role.FOCAL_POINT:
        return Grant(role=role)
    codes = sorted(countries(), key=country_order)
    of = right.selectbox(
        _("State, or empty for an organisation"), codes, index=None, key=form.key("state"), format_func=country_name,
        placeholder=_("None: an organisation"),
    )  # fmt: skip
    if of:
        return Grant(role=role, scope_kind="state", scope=of)
    organisation = right.text_input(_("Organisation"), key=form.key("organisation"))
    return Grant(role=role, scope_kind="organisation", scope=organisation)


def _show_roles(chosen: Member, titles: dict[str, str]) -> None:
    st.subheader(_("Roles"), anchor=False)
    if not chosen.grants:
        st.markdown(_("This member has no role yet, and may do nothing."))
    for number, grant in enumerate(chosen.grants):
        form = Form(f"take_{chosen.id}_{number}_{grant.role}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(rights.grant_name(grant, titles)), width="stretch")
            if st.button(_("Take this role"), key=form.key("send"), icon=":material/remove_moderator:"):
                form.send(partial(_revoke, chosen, grant), said=_("The role is taken."))
    with st.expander(_("Give a role"), icon=":material/add_moderator:"):
        form = Form(f"give_{chosen.id}")
        new = _choose_grant(form, titles)
        if st.button(_("Give this role"), key=form.key("send"), type="primary"):
            form.send(partial(_give, chosen, new), said=_("The role is given."))


def _revoke(chosen: Member, grant: Grant, visit: Visit) -> None:
    members.revoke(visit, member_id=chosen.id, role=grant.role, scope_kind=grant.scope_kind, scope=grant.scope)


def _give(chosen: Member, grant: Grant, visit: Visit) -> str:
    return members.grant(visit, member_id=chosen.id, role=grant.role, scope_kind=grant.scope_kind, scope=grant.scope)


def _show_account(chosen: Member) -> None:
    st.subheader(_("Account"), anchor=False)
    with st.container(horizontal=True):
        if chosen.is_active:
            _confirmed(
                f"close_{chosen.id}", _("Close the account"), ":material/person_off:",
                _("Sessions and feed addresses end at once. What this member wrote stays. The account can be opened again."),
                partial(members.close, member_id=chosen.id, version=chosen.version), _("The account is closed."),
            )  # fmt: skip
        else:
            _confirmed(
                f"reopen_{chosen.id}", _("Open the account again"), ":material/person_check:",
                _("The member signs in again, with the roles they had."),
                partial(members.reopen, member_id=chosen.id, version=chosen.version), _("The account is open."),
            )  # fmt: skip
        _confirmed(
            f"release_{chosen.id}", _("Release the sign-in"), ":material/link_off:",
            _("For somebody who changed their account at the provider: the next sign-in with this address binds anew."),
            partial(members.release, member_id=chosen.id, version=chosen.version), _("The sign-in is released."),
        )  # fmt: skip
        _confirmed(
            f"erase_{chosen.id}", _("Erase the person"), ":material/delete_forever:",
            _("Name, address, roles and feeds are forgotten for good. What they wrote stays, as by a former member."),
            partial(members.erase, member_id=chosen.id, version=chosen.version), _("The person is erased."),
        )  # fmt: skip


def _confirmed(name: str, label: str, icon: str, warning: str, write: Callable[[Visit], object], said: str) -> None:
    """A button that first says what it does."""
    form = Form(name)
    with st.popover(label, icon=icon):
        st.markdown(warning)
        if st.button(label, key=form.key("send"), type="primary"):
            form.send(write, said=said)


def show_who_may(visit: Visit) -> None:
    """The table of actions and roles, and a member's answer to every action, with its reasons."""
    st.markdown(_("What no cell allows, nobody may do. A member with several roles may do what any of them allows."))
    show_table(
        rights.table_of_roles(), hide_index=True, height="content", key="table_of_roles", column_config=wide_first()
    )
    st.header(_("Why may a member, or why not?"), anchor=False)
    chosen = choose_member(members.everyone(visit))
    show_rights(visit, chosen.id, key="rights_of")


def show_sessions(visit: Visit) -> None:
    """Who is signed in now, with a button to end each session."""
    found = presence.signed_in(visit)
    show_table(people.table_of_sessions(found), hide_index=True, height="content", key="sessions")
    st.caption(_("A session ends two hours after the last visit, and twelve hours after it began."))
    for one in found:
        form = Form(f"end_{one.id[:16]}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{escaped(one.member_name)} · {people.moment(one.seen_at)}", width="stretch")
            if st.button(_("End this session"), key=form.key("send"), icon=":material/logout:"):
                form.send(partial(presence.end, session_id=one.id), said=_("The session is ended."))
