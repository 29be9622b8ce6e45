"""Consultations on screen: the list, a question with its replies and who has read it, and the form that asks one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

import streamlit as st

from briefing.content.alerts import read_finding
from briefing.language import country_name, country_order, format_date, format_moment, ngettext
from briefing.language import gettext as _
from data.countries import countries
from network import alerts, consultations
from network.consultations import CONSULTED, Consultation, Reply
from network.desk import Visit
from network.errors import NetworkError
from ui import sharing
from ui.blocks import escaped, shortened, show_text
from ui.blocks_decision import show_decisions
from ui.forms import Form
from ui.hand_over import show_hand_over
from ui.links import country_link, open_link
from ui.refusals import show_refusal
from ui.shell import Page
from ui.visitor import current, visit

HEADING = 110  # characters of a question that a list shows
USUAL_DAYS = 14  # from a question to its deadline, unless its author says otherwise
DAY = "YYYY-MM-DD"
LAST_MINUTE = time(23, 59, tzinfo=UTC)


def show_consultations(asked: Visit) -> None:
    """The consultations one may read, newest first."""
    if current().may("consultation.ask"):
        open_link("consultations", _("Ask a question"), ":material/add_comment:", key="ask", ask="1")
    is_mine = st.toggle(_("Only those that I asked or was asked"), key="only_mine")
    found = consultations.every(asked, only_mine=is_mine)
    titles = sharing.titles_of(asked)
    if not found:
        st.info(_("No consultation is open to you here."), icon=":material/forum:")
    for one in found:
        _show_line(one, titles, asked.now)


def _show_line(one: Consultation, titles: Mapping[str, str], now: datetime) -> None:
    with st.container(border=True, key=f"consultation_{one.id}"):
        left, right = st.columns([6, 1], vertical_alignment="center")
        with left:
            show_text(shortened(" ".join(one.question.split()), HEADING))
            with st.container(horizontal=True, gap="small"):
                _show_state(one, titles, now)
                st.caption(_say_origin(one), width="content")
        with right:
            open_link("consultations", _("Open"), ":material/arrow_forward:", key=one.id, id=one.id)


def _show_state(one: Consultation, titles: Mapping[str, str], now: datetime) -> None:
    if one.has_ended:
        st.badge(_("Closed"), icon=":material/lock:", color="gray")
    elif one.is_overdue(now):
        st.badge(
            _("Overdue since {day}").format(day=format_date(one.deadline)), icon=":material/schedule:", color="orange"
        )
    else:
        st.badge(_("Open until {day}").format(day=format_date(one.deadline)), icon=":material/schedule:", color="blue")
    sharing.show_level(one.sensitivity, one.configuration_id, titles)


def _say_origin(one: Consultation) -> str:
    said = _("{name}, {moment}").format(name=escaped(one.author), moment=format_moment(one.created_at))
    return f"{country_name(one.iso3)} · {said}" if one.iso3 else said


def show_consultation(page: Page, consultation_id: str) -> None:
    """One consultation, whole; opening it is written down for those who were asked."""
    open_link("consultations", _("All consultations"), ":material/arrow_back:", key="back")
    try:
        asked = visit()
        one = consultations.read(asked, consultation_id)
        if _mark_read(one):
            one = consultations.read(asked, consultation_id)
        titles = sharing.titles_of(asked)
    except NetworkError as error:
        show_refusal(error)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_question(one, titles, asked)
        st.markdown(f"### {_('Replies')}")
        if not one.replies:
            st.caption(_("Nobody has replied yet."))
        for reply in one.replies:
            _show_reply(reply, one)
        if _takes_part(one) and not one.has_ended:
            _reply(one)
        if one.has_ended:
            st.markdown(f"### {_('Summary')}")
            st.caption(_("Closed {moment}").format(moment=format_moment(one.closed_at)))
            show_text(one.summary or "")
    with right:
        _show_receipts(one)
        if sharing.may("consultation.change", one) and not one.has_ended:
            _keep(one)
        st.markdown(f"### {_('Decisions')}")
        show_decisions(asked, consultation_id=one.id)
        if current().may("decision.propose"):
            open_link(
                "consultations",
                _("Propose a decision"),
                ":material/gavel:",
                key="propose",
                propose="1",
                consultation=one.id,
            )
        st.markdown(f"### {_('Hand over')}")
        show_hand_over(page, asked, one)


def _mark_read(one: Consultation) -> bool:
    """Write down that one has opened a question put to one; reading goes on where that cannot be written."""
    person = current().person
    unread = {receipt.member_id for receipt in one.receipts if receipt.read_at is None}
    if person is None or person.id not in unread:
        return False
    try:
        return consultations.mark_read(visit(), consultation_id=one.id)
    except NetworkError:
        return False


def _show_question(one: Consultation, titles: Mapping[str, str], asked: Visit) -> None:
    with st.container(border=True, key="question"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _show_state(one, titles, asked.now)
            st.caption(_say_origin(one), width="content")
        show_text(one.question)
        if one.background:
            st.caption(_("Background"))
            show_text(one.background)
        sharing.show_sources(one.sources)
        with st.container(horizontal=True, gap="medium"):
            if one.iso3:
                country_link(one.iso3)
            if one.alert_id:
                open_link(
                    "watchlist", _("The alert it is about"), ":material/notifications:", key="alert", alert=one.alert_id
                )


def _show_receipts(one: Consultation) -> None:
    """Who was asked, who has read the question, who has replied."""
    st.markdown(f"### {_('Asked')}")
    replied = {reply.created_by for reply in one.replies}
    lines = []
    for receipt in one.receipts:
        if receipt.member_id in replied:
            state = f":green-badge[{_('replied')}]"
        elif receipt.read_at is not None:
            state = f":blue-badge[{_('read {moment}').format(moment=format_moment(receipt.read_at))}]"
        else:
            state = f":gray-badge[{_('not read yet')}]"
        lines.append(f"- {escaped(receipt.name)} {state}")
    st.markdown("\n".join(lines))


def _takes_part(one: Consultation) -> bool:
    person = current().person
    asked = {receipt.member_id for receipt in one.receipts} | {one.created_by}
    return person is not None and person.id in asked and bool(person.roles & CONSULTED)


def _show_reply(reply: Reply, one: Consultation) -> None:
    with st.container(border=True, key=f"reply_{reply.id}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{escaped(reply.author)}**", width="content")
            st.caption(format_moment(reply.created_at), width="content")
            if reply.is_late:
                st.badge(_("after the deadline"), color="orange")
            if reply.version > 1:
                st.caption(_("changed {moment}").format(moment=format_moment(reply.changed_at)), width="content")
        show_text(reply.body)
        sharing.show_sources(reply.sources)
        person = current().person
        if person is not None and person.id == reply.created_by and not one.has_ended and person.roles & CONSULTED:
            with st.popover(_("Edit"), icon=":material/edit:", key=f"change_{reply.id}"):
                _edit(reply)


def _reply(one: Consultation) -> None:
    form = Form(f"reply_to_{one.id}")
    with st.form(form.key()):
        body = st.text_area(_("Your reply"), key=form.key("body"), height=140)
        written = sharing.write_sources(form)
        is_sent = st.form_submit_button(_("Reply"), type="primary")
    if is_sent:
        form.send(
            lambda visit: consultations.answer(
                visit, consultation_id=one.id, body=body, sources=sharing.read_sources(written)
            ),
            said=_("Your reply is kept."),
        )


def _edit(reply: Reply) -> None:
    form = Form(f"reply_{reply.id}")
    version = form.base(reply.version, "body")
    with st.form(form.key(), border=False):
        body = st.text_area(_("Your reply"), reply.body, key=form.key("body"), height=200, width=480)
        written = sharing.write_sources(form, reply.sources)
        is_sent = st.form_submit_button(_("Save"), type="primary")
    if is_sent:
        form.send(
            lambda visit: consultations.edit_reply(
                visit, reply_id=reply.id, version=version, body=body, sources=sharing.read_sources(written)
            ),
            said=_("Your reply is changed."),
        )


def _keep(one: Consultation) -> None:
    """For the one who asked: move the deadline, or end the consultation with a summary."""
    with st.container(horizontal=True, gap="small"):
        with st.popover(_("Move the deadline"), icon=":material/event:", key=f"extend_{one.id}"):
            form = Form(f"extend_{one.id}")
            version = form.base(one.version, "day")
            with st.form(form.key(), border=False):
                day = st.date_input(_("Answers are due by"), one.deadline.date(), key=form.key("day"), format=DAY)
                is_sent = st.form_submit_button(_("Save"), type="primary")
            if is_sent:
                deadline = datetime.combine(day, LAST_MINUTE)
                form.send(
                    lambda visit: consultations.extend(
                        visit, consultation_id=one.id, version=version, deadline=deadline
                    ),
                    said=_("The deadline is moved."),
                )
        with st.popover(_("Close"), icon=":material/lock:", key=f"close_{one.id}"):
            _close(one)


def _close(one: Consultation) -> None:
    form = Form(f"close_{one.id}")
    version = form.base(one.version, "summary")
    waiting = sum(receipt.read_at is None for receipt in one.receipts)
    if waiting:
        st.caption(
            ngettext(
                "{count} of those asked has not read it yet.", "{count} of those asked have not read it yet.", waiting
            ).format(count=waiting)
        )  # fmt: skip
    with st.form(form.key(), border=False):
        summary = st.text_area(_("Summary"), key=form.key("summary"), height=160, width=480)
        st.caption(_("Nothing can be added once it is closed."))
        is_sent = st.form_submit_button(_("Close the consultation"), type="primary")
    if is_sent:
        form.send(
            lambda visit: consultations.close(visit, consultation_id=one.id, version=version, summary=summary),
            said=_("The consultation is closed."),
        )


def show_asking(about: str) -> None:
    """The form that puts a question to focal points; `about`: the id of an alert, or empty."""
    open_link("consultations", _("All consultations"), ":material/arrow_back:", key="back")
    st.markdown(f"## {_('Ask a question')}")
    if not current().may("consultation.ask"):
        st.info(_("Only focal points and members of a configuration put questions to others."), icon=":material/lock:")
        return
    try:
        asked = visit()
        alert = alerts.read(asked, about) if about else None
    except NetworkError as error:
        show_refusal(error)
        return
    if alert is not None:
        st.markdown(_("About: {finding}").format(finding=escaped(read_finding(alert).sentence)))
    _ask(asked, alert_id=alert.id if alert else None, iso3=alert.iso3 if alert else "")


def _ask(asked: Visit, *, alert_id: str | None, iso3: str) -> None:
    person = current().person
    assert person is not None
    form = Form(f"ask_{alert_id or 'new'}")
    level = sharing.choose_level(form, person)
    st.caption(_("Those who are asked may always read it."))
    codes: Sequence[str] = ["", *sorted(countries(), key=country_order)]
    with st.form(form.key()):
        question = st.text_area(_("Question"), key=form.key("question"), height=100)
        background = st.text_area(_("Background"), key=form.key("background"), height=140)
        written = sharing.write_sources(form)
        country = st.selectbox(
            _("Country"), codes, codes.index(iso3), key=form.key("country"), disabled=bool(alert_id),
            format_func=lambda code: country_name(code) if code else _("No country in particular"),
        )  # fmt: skip
        people = sharing.choose_people(
            form, asked, label=_("Focal points and configuration members to ask"), part="people", among=CONSULTED
        )
        chosen = sharing.choose_readers(form, level, asked, person)
        day = st.date_input(
            _("Answers are due by"), asked.now.date() + timedelta(days=USUAL_DAYS), min_value=asked.now.date(),
            key=form.key("day"), format=DAY, help=_("Until the end of that day, UTC."),
        )  # fmt: skip
        is_sent = st.form_submit_button(_("Ask"), type="primary")
    if is_sent:
        form.send(
            lambda visit: consultations.ask(
                visit, question=question, background=background, recipients=people, sharing=chosen.sharing(),
                deadline=datetime.combine(day, LAST_MINUTE), sources=sharing.read_sources(written),
                iso3=country or None, alert_id=alert_id,
            ),
            said=_("The question is asked; those you chose see it under “What is new”."), done=_go_to_consultation,
        )  # fmt: skip


def _go_to_consultation(consultation_id: str) -> None:
    st.query_params.from_dict({"id": consultation_id})
