"""Decisions on screen: proposed, agreed or not, done, and what came of them, against the score since then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from briefing.charts.trend import Event
from briefing.content.alerts import say_month
from briefing.language import country_name, country_order, format_date, format_moment, in_figures, mark
from briefing.language import gettext as _
from briefing.wording import RESPONSE_KINDS
from data.countries import countries
from indicators.framework import risk_factors
from indicators.responses import responses
from network import alerts, consultations, decisions
from network.decisions import Decision, FollowUp
from network.desk import Visit
from network.errors import NetworkError
from network.tables import OUTCOMES
from ui import sharing
from ui.blocks import escaped, show_text
from ui.blocks_responses import show_measures
from ui.forms import Form
from ui.links import country_link, open_link
from ui.refusals import show_refusal
from ui.score_since import show_score_since
from ui.shell import Page
from ui.visitor import current, visit

# state → what a reader sees, colour of its badge
STATES: dict[str, tuple[str, Literal["blue", "green", "gray", "violet"]]] = {
    "proposed": (mark("Proposed"), "blue"),
    "agreed": (mark("Agreed"), "green"),
    "not_agreed": (mark("Not agreed"), "gray"),
    "done": (mark("Done"), "violet"),
}
RESULTS = {
    "better": mark("Better"), "unchanged": mark("Unchanged"), "worse": mark("Worse"), "too early": mark("Too early to say"),
}  # fmt: skip
MONTHS_BEFORE = 24  # of the score that the chart shows before a decision was proposed


def show_all(asked: Visit) -> None:
    """Every decision one may read, and the way to a new one."""
    if current().may("decision.propose"):
        open_link("consultations", _("Propose a decision"), ":material/gavel:", key="propose", propose="1")
    show_decisions(asked)


def show_decisions(asked: Visit, *, consultation_id: str | None = None, iso3: str | None = None) -> None:
    """The decisions one may read, newest first: all, or those of a consultation or on a country."""
    found = decisions.every(asked, consultation_id=consultation_id, iso3=iso3)
    titles = sharing.titles_of(asked)
    if not found:
        st.caption(_("No decision has been proposed here."))
    for one in found:
        with st.container(border=True, key=f"decision_{one.id}"):
            left, right = st.columns([5, 1] if consultation_id is None else [3, 1], vertical_alignment="center")
            with left:
                show_text(one.title)
                with st.container(horizontal=True, gap="small"):
                    _show_state(one)
                    sharing.show_level(one.sensitivity, one.configuration_id, titles)
                    st.caption(f"{country_name(one.iso3)} · {format_date(one.created_at)}", width="content")
            with right:
                open_link("consultations", _("Open"), ":material/arrow_forward:", key=one.id, decision=one.id)


def _show_state(one: Decision) -> None:
    word, colour = STATES[one.status]
    st.badge(_(word), color=colour)


def show_decision(page: Page, decision_id: str) -> None:
    """One decision: its text, the measure it takes, its steps so far and the next one, and the score since."""
    open_link("consultations", _("All decisions"), ":material/arrow_back:", key="back", view="decisions")
    try:
        asked = visit()
        one = decisions.read(asked, decision_id)
        titles = sharing.titles_of(asked)
    except NetworkError as error:
        show_refusal(error)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _show_text(one, titles)
        _show_steps(one)
        _show_next(page, one)
    with right:
        _show_since(page, one)
        st.markdown(f"### {_('The measure')}")
        known = responses().named([one.response_key])
        if known:
            show_measures(known)
        else:
            st.caption(_("It was tied to a measure of an older edition: {key}.").format(key=escaped(one.response_key)))
        _show_links(one)


def _show_text(one: Decision, titles: Mapping[str, str]) -> None:
    with st.container(border=True, key="decision"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _show_state(one)
            sharing.show_level(one.sensitivity, one.configuration_id, titles)
            st.caption(country_name(one.iso3), width="content")
        st.markdown(f"**{escaped(one.title)}**")
        show_text(one.body)
        if one.status == "proposed" and sharing.may("decision.edit", one):
            with st.popover(_("Edit"), icon=":material/edit:", key=f"change_{one.id}"):
                _edit(one)


def _show_steps(one: Decision) -> None:
    """Who took which step, when, on what grounds."""
    st.markdown(f"### {_('Steps')}")
    st.markdown(
        _("**Proposed** by {name}, {moment}, on the figures of {month} (release {release}).").format(
            name=escaped(one.author),
            moment=format_moment(one.created_at),
            month=say_month(one.month),
            release=in_figures(one.release),
        )
    )
    if one.settled_at is not None:
        said = (
            _("**Not agreed** by {name}, {moment}:")
            if one.status == "not_agreed"
            else _("**Agreed** by {name}, {moment}:")
        )
        st.markdown(said.format(name=escaped(one.settled_by_name or "–"), moment=format_moment(one.settled_at)))
        if one.is_settled_by_proposer:
            st.caption(_("By its proposer: nobody else was there who could."))
        show_text(one.rationale or "")
    if one.done_at is not None:
        said = _("**Carried out**, said {name}, {moment}:")
        st.markdown(said.format(name=escaped(one.done_by_name or "–"), moment=format_moment(one.done_at)))
        show_text(one.done_note or "")
    for later in one.follow_ups:
        _show_follow_up(later)


def _show_follow_up(later: FollowUp) -> None:
    with st.container(border=True, key=f"follow_up_{later.id}"):
        st.markdown(
            _("**What came of it: {outcome}.** {name}, {moment}, on the figures of {month}.").format(
                outcome=_(RESULTS[later.outcome]), name=escaped(later.author), moment=format_moment(later.created_at),
                month=say_month(later.month),
            )
        )  # fmt: skip
        show_text(later.body)
        sharing.show_sources(later.sources)


def _show_next(page: Page, one: Decision) -> None:
    """The step that may come now: settle, carry out, follow up."""
    if one.status == "proposed":
        if sharing.may("decision.complete", one):  # the same roles; whether another must settle it, the network knows
            _settle(one)
        else:
            st.caption(_("Focal points and members of a configuration settle it."))
    if one.status == "agreed" and sharing.may("decision.complete", one):
        _complete(one)
    if one.status in ("agreed", "done") and sharing.may("decision.follow_up", one):
        _follow(page, one)


def _settle(one: Decision) -> None:
    form = Form(f"settle_{one.id}")
    version = form.base(one.version, "rationale")
    with st.form(form.key()):
        st.caption(_("Somebody other than its proposer settles a decision, unless nobody else is there who could."))
        rationale = st.text_area(_("Rationale"), key=form.key("rationale"), height=100)
        with st.container(horizontal=True):
            is_agreed = st.form_submit_button(_("Agree"), type="primary", key=form.key("agree"))
            is_refused = st.form_submit_button(_("Do not agree"), key=form.key("refuse"))
    if is_agreed or is_refused:
        form.send(
            lambda visit: decisions.settle(
                visit, decision_id=one.id, version=version, is_agreed=is_agreed, rationale=rationale
            ),
            said=_("The decision is agreed.") if is_agreed else _("The decision is not agreed."),
        )


def _complete(one: Decision) -> None:
    form = Form(f"complete_{one.id}")
    version = form.base(one.version, "note")
    with st.expander(_("Say that it was carried out"), icon=":material/task_alt:"), st.form(form.key(), border=False):
        note = st.text_area(_("What was done"), key=form.key("note"), height=100)
        is_sent = st.form_submit_button(_("Carried out"), type="primary")
    if is_sent:
        form.send(
            lambda visit: decisions.complete(visit, decision_id=one.id, version=version, note=note),
            said=_("The decision is carried out."),
        )


def _follow(page: Page, one: Decision) -> None:
    form = Form(f"follow_{one.id}")
    with st.expander(_("Say what came of it"), icon=":material/flag:"):
        with st.form(form.key(), border=False):
            outcome = st.selectbox(
                _("Outcome"),
                OUTCOMES,
                len(OUTCOMES) - 1,
                key=form.key("outcome"),
                format_func=lambda key: _(RESULTS[key]),
            )
            body = st.text_area(_("What came of it"), key=form.key("body"), height=120)
            written = sharing.write_sources(form)
            is_sent = st.form_submit_button(_("Save"), type="primary")
        if is_sent:
            form.send(
                lambda visit: decisions.follow(
                    visit, decision_id=one.id, outcome=outcome, body=body, release=page.release.version,
                    month_=f"{page.default_month:%Y-%m}", sources=sharing.read_sources(written),
                ),
                said=_("What came of it is kept."),
            )  # fmt: skip


def _edit(one: Decision) -> None:
    form = Form(f"decision_{one.id}")
    version = form.base(one.version, "body")
    with st.form(form.key(), border=False):
        title = st.text_input(_("Title"), one.title, key=form.key("title"), width=480)
        body = st.text_area(_("Decision"), one.body, key=form.key("body"), height=200, width=480)
        is_sent = st.form_submit_button(_("Save"), type="primary")
    if is_sent:
        form.send(
            lambda visit: decisions.edit(visit, decision_id=one.id, version=version, title=title, body=body),
            said=_("The proposal is changed."),
        )


def _show_since(page: Page, one: Decision) -> None:
    """The score of the country from two years before the proposal on, with the steps marked."""
    begins = pd.Timestamp(f"{one.month}-01") - pd.DateOffset(months=MONTHS_BEFORE)
    events = _events(one, page.default_month)
    show_score_since(page, one.iso3, begins=begins, key="since_decision", events=events)
    if page.default_month <= pd.Timestamp(f"{one.month}-01"):
        st.caption(_("No later figures have come since it was proposed: the chart does not yet show what came of it."))
    st.caption(_("A score that moves after a decision has not moved because of it: other things happen too."))


def _events(one: Decision, last: pd.Timestamp) -> tuple[Event, ...]:
    """The steps as marks; those after the last month of figures stand at its end."""
    steps = [
        (one.created_at, _("Proposed")),
        (one.settled_at, _("Not agreed") if one.status == "not_agreed" else _("Agreed")),
        (one.done_at, _("Carried out")),
        *((later.created_at, _(RESULTS[later.outcome])) for later in one.follow_ups),
    ]
    return tuple(
        Event(kind="decision", day=min(pd.Timestamp(moment.date()), last), when=format_date(moment), label=label)
        for moment, label in steps
        if moment is not None
    )


def _show_links(one: Decision) -> None:
    country_link(one.iso3)
    if one.consultation_id:
        open_link(
            "consultations",
            _("The consultation it came from"),
            ":material/forum:",
            key="origin",
            id=one.consultation_id,
        )
    if one.alert_id:
        open_link("watchlist", _("The alert it is about"), ":material/notifications:", key="alert", alert=one.alert_id)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What a proposal rests on: a consultation, an alert, or neither."""

    consultation_id: str | None = None
    alert_id: str | None = None
    iso3: str = ""
    measures: tuple[str, ...] = ()


def show_proposing(page: Page, *, about: str, consultation: str) -> None:
    """The form that proposes a decision; `about`: the id of an alert, `consultation`: of a consultation, or empty."""
    open_link("consultations", _("All decisions"), ":material/arrow_back:", key="back", view="decisions")
    st.markdown(f"## {_('Propose a decision')}")
    if not current().may("decision.propose"):
        st.info(_("Only focal points and members of a configuration propose decisions."), icon=":material/lock:")
        return
    try:
        asked = visit()
        grounds = _grounds(asked, about, consultation)
    except NetworkError as error:
        show_refusal(error)
        return
    _propose(page, asked, grounds)


def _grounds(asked: Visit, about: str, consultation: str) -> Grounds:
    if consultation:
        asked_about = consultations.read(asked, consultation)
        return Grounds(
            consultation_id=asked_about.id, alert_id=asked_about.alert_id, iso3=asked_about.iso3 or "",
            measures=_measures(asked, asked_about.alert_id),
        )  # fmt: skip
    if about:
        alert = alerts.read(asked, about)
        return Grounds(alert_id=alert.id, iso3=alert.iso3, measures=tuple(alert.figures["responses"]))
    return Grounds()


def _measures(asked: Visit, alert_id: str | None) -> tuple[str, ...]:
    return tuple(alerts.read(asked, alert_id).figures["responses"]) if alert_id else ()


def _propose(page: Page, asked: Visit, grounds: Grounds) -> None:
    person = current().person
    assert person is not None
    form = Form(f"propose_{grounds.consultation_id or grounds.alert_id or 'new'}")
    level = sharing.choose_level(form, person)
    known = {one.key: one for one in responses().responses}
    keys = sorted(known, key=lambda key: (key not in grounds.measures, known[key].risk_factor))
    codes = sorted(countries(), key=country_order)
    with st.form(form.key()):
        title = st.text_input(_("Title"), key=form.key("title"))
        body = st.text_area(_("Decision"), key=form.key("body"), height=140)
        country = st.selectbox(
            _("Country"), codes, codes.index(grounds.iso3) if grounds.iso3 else None, key=form.key("country"),
            format_func=country_name, placeholder=_("Choose a country"),
        )  # fmt: skip
        measure = st.selectbox(
            _("Measure of the second pillar"), keys, None, key=form.key("measure"),
            format_func=lambda key: _say_measure(known[key].risk_factor, known[key].kind, known[key].measure),
            placeholder=_("Those that fit the alert come first") if grounds.measures else _("Choose a measure"),
        )  # fmt: skip
        chosen = sharing.choose_readers(form, level, asked, person)
        is_sent = st.form_submit_button(_("Propose"), type="primary")
    if is_sent:
        form.send(
            lambda visit: decisions.propose(
                visit, title=title, body=body, iso3=country or "", response=measure or "", responses=tuple(known),
                release=page.release.version, month_=f"{page.default_month:%Y-%m}", sharing=chosen.sharing(),
                consultation_id=grounds.consultation_id, alert_id=grounds.alert_id,
            ),
            said=_("The decision is proposed; somebody else settles it."), done=_go_to_decision,
        )  # fmt: skip


def _say_measure(factor: int, kind: str, measure: str) -> str:
    return f"{factor}. {_(risk_factors()[factor].title)} – {_(RESPONSE_KINDS[kind])}: {_(measure)}"


def _go_to_decision(decision_id: str) -> None:
    st.query_params.from_dict({"decision": decision_id})
