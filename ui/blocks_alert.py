"""Alerts: a list of them, one with its evidence, and what reviewers decide."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

import pandas as pd
import streamlit as st

from briefing.content.alerts import Finding, read_finding, say_level, say_month
from briefing.language import country_name, format_moment, in_figures, ngettext
from briefing.language import gettext as _
from network import alerts
from network.alerts import READABLE_STATES, Alert
from network.errors import NetworkError
from network.messages import TERMS
from network.tables import ALERT_LEVELS
from ui import sharing
from ui.blocks import escaped, show_text
from ui.blocks_notes import show_notes
from ui.blocks_responses import show_measures
from ui.forms import Form
from ui.links import country_link, open_link
from ui.refusals import show_refusal
from ui.score_since import show_score_since
from ui.shell import Page
from ui.visitor import current, visit

MONTHS_BEFORE = 60  # of the score that the chart beside an alert shows
COLOURS: dict[str, Literal["yellow", "orange", "red"]] = {"notable": "yellow", "high": "orange", "extreme": "red"}


def show_alerts(found: Sequence[Alert], *, key: str) -> None:
    """Alerts by country, those with the most first; each leads to its own view."""
    by_country = {
        iso3: list(own) for iso3, own in groupby(sorted(found, key=lambda one: one.iso3), key=lambda one: one.iso3)
    }
    for iso3, own in sorted(by_country.items(), key=lambda item: (-_weight(item[1]), country_name(item[0]))):
        with st.container(border=True, key=f"{key}_{iso3}"):
            st.markdown(f"#### {escaped(country_name(iso3))}")
            for one in sorted(own, key=lambda alert: (-ALERT_LEVELS.index(alert.level), alert.rule)):
                _show_line(one, key=key)


def _weight(own: Sequence[Alert]) -> int:
    """How much there is to look at: the highest level counts most."""
    return sum(10 ** ALERT_LEVELS.index(one.level) for one in own)


def _show_line(one: Alert, *, key: str) -> None:
    found = read_finding(one)
    badge = f":{COLOURS[one.level]}-badge[{say_level(one.level)}]"
    left, right = st.columns([6, 1], vertical_alignment="center")
    left.markdown(f"{badge} {escaped(found.sentence)}")
    with right:
        open_link("watchlist", _("Open"), ":material/arrow_forward:", key=f"{key}_{one.id}", alert=one.id)


def show_alert(page: Page, alert_id: str) -> None:
    """One alert: what was found, where it comes from, what was decided, what can be done, what members wrote."""
    try:
        one = alerts.read(visit(), alert_id)
    except NetworkError as error:
        open_link("watchlist", _("All alerts and lists"), ":material/arrow_back:", key="back")
        show_refusal(error)
        return
    view = "alerts" if one.status in READABLE_STATES else "review"
    open_link("watchlist", _("All alerts and lists"), ":material/arrow_back:", key="back", view=view)
    found = read_finding(one)
    st.markdown(f"## {escaped(country_name(one.iso3))} – {escaped(found.heading)}")
    with st.container(horizontal=True, gap="small"):
        st.badge(say_level(one.level), icon=":material/notifications:", color=COLOURS[one.level])
        st.badge(_(TERMS[one.status]).capitalize(), color="gray")
        st.caption(
            _("Figures of {month}, release {release}").format(
                month=say_month(one.month), release=in_figures(one.release)
            )
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_evidence(found)
        _show_history(one)
        if current().may("alert.review"):
            _review(one)
    with right:
        _show_ways(one)
        month = pd.Timestamp(f"{one.month}-01")
        begins = month - pd.DateOffset(months=MONTHS_BEFORE)
        as_of = min(month, page.default_month)
        show_score_since(page, one.iso3, begins=begins, key="since_alert", as_of=as_of)
    sections = {
        _("What can be done"): lambda: _show_measures(found),
        _("Notes"): lambda: show_notes(iso3=one.iso3, alert_id=one.id),
    }
    for tab, show in zip(st.tabs(list(sections)), sections.values(), strict=True):
        with tab:
            show()


def _show_evidence(found: Finding) -> None:
    st.markdown(escaped(found.sentence))
    if found.movers:
        st.markdown(escaped(found.movers))
    if found.sources:
        lines = [{"title": one.title, "address": one.address, "date": one.date} for one in found.sources]
        st.caption(_("From: {sources}").format(sources=sharing.say_sources(lines)))
    if found.condition:
        st.caption(_("The rule: {condition}").format(condition=escaped(found.condition)))
    st.caption(escaped(_("An alert marks risk factors that are present; it does not predict what anyone will do.")))


def _show_history(one: Alert) -> None:
    """Who decided what, when, and why; the reasons are people's words."""
    if one.status == "suppressed":
        st.info(
            _("This finding is kept back: an equal or higher alert was published less than 180 days before."),
            icon=":material/pause_circle:",
        )
        if one.suppressed_by:
            label = _("The alert that keeps it back")
            open_link("watchlist", label, ":material/notifications:", key="keeps", alert=one.suppressed_by)
    if one.reviewed_at is not None:
        said = _("Dismissed by {name}, {moment}:") if one.status == "dismissed" else _("Published by {name}, {moment}:")
        st.markdown(said.format(name=escaped(one.reviewed_by_name or "–"), moment=format_moment(one.reviewed_at)))
        show_text(one.review_reason or "")
    if one.closed_at is not None:
        st.markdown(_("Closed, {moment}:").format(moment=format_moment(one.closed_at)))
        show_text(one.closing_reason or "")


def _review(one: Alert) -> None:
    """The reviewer's forms: publish or dismiss what is proposed, close what is published."""
    steps = {
        "proposed": {
            "publish": (_("Publish"), _("The alert is published.")),
            "dismiss": (_("Dismiss"), _("The alert is dismissed.")),
        },
        "published": {"close": (_("Close"), _("The alert is closed."))},
    }.get(one.status, {})  # fmt: skip
    if not steps:
        return
    form = Form(f"review_{one.id}")
    version = form.base(one.version, "reason")
    writes = {"publish": alerts.publish, "dismiss": alerts.dismiss, "close": alerts.close}
    with st.form(form.key()):
        reason = st.text_area(
            _("Reason"),
            key=form.key("reason"),
            height=90,
            help=_("Everyone who may read the alert reads the reason too."),
        )
        with st.container(horizontal=True):
            pressed = [
                step for step, (label, _said) in steps.items()
                if st.form_submit_button(label, type="primary" if step == "publish" else "secondary", key=form.key(step))
            ]  # fmt: skip
    if pressed:
        write, said = writes[pressed[0]], steps[pressed[0]][1]
        form.send(lambda visit: write(visit, alert_id=one.id, version=version, reason=reason), said=said)


def _show_ways(one: Alert) -> None:
    """Where one goes from an alert: the country, a consultation, a decision."""
    with st.container(border=True):
        country_link(one.iso3)
        if current().may("consultation.ask"):
            label = _("Consult other focal points on it")
            open_link("consultations", label, ":material/forum:", key="ask", ask="1", about=one.id)
        if current().may("decision.propose"):
            label = _("Propose a decision")
            open_link("consultations", label, ":material/gavel:", key="propose", propose="1", about=one.id)


def _show_measures(found: Finding) -> None:
    if not found.measures:
        st.info(_("No measure is tied to this finding."))
        return
    st.caption(
        _("Measures of the second pillar that fit the risk factor behind this finding: proposals in our own words, to be "
          "weighed by those who know the country.")
    )  # fmt: skip
    show_measures(found.measures)


def show_queue(waiting: Sequence[Alert]) -> None:
    """What awaits review, by country."""
    if not waiting:
        st.info(_("Nothing awaits review. New findings come with the next release."), icon=":material/inbox:")
        return
    countries = len({one.iso3 for one in waiting})
    st.markdown(
        ngettext(
            "{count} finding of the rules awaits review, in {countries} countries. Nobody else sees it before it is published.",
            "{count} findings of the rules await review, in {countries} countries. Nobody else sees them before they are "
            "published.",
            len(waiting),
        ).format(count=len(waiting), countries=countries)
    )  # fmt: skip
    show_alerts(waiting, key="queue")
