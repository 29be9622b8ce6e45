"""The missions page's blocks: whose register, the register and its charts, what is open, threat levels and advice."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from briefing import take_away
from briefing.charts import missions as charts
from briefing.content import missions as content
from briefing.content.evidence import say_date
from briefing.language import country_name, country_order, format_date, format_month, ngettext
from briefing.language import gettext as _
from briefing.palette import palette
from data.countries import countries
from network import incidents, protection
from network.desk import Visit
from network.incidents import Entry, Incident, Mission, Step
from network.protection import Advice, Threat
from network.roles import Role
from network.tables import INSTITUTIONS, STAGES, THREATS
from ui.blocks import show_chart, show_text
from ui.controls import choose_one
from ui.forms import Form
from ui.shell import today
from ui.tables import show_table
from ui.theme import theme_name
from ui.visitor import Visitor

DAY = "YYYY-MM-DD"  # which reads the same everywhere


def choose_host(visitor: Visitor, *, container=st) -> str:
    """The host State: `host` of the address, among those whose register the visitor keeps."""
    person = visitor.person
    mine = sorted(person.states, key=country_order) if person else []
    if person and Role.ADMINISTRATOR in person.roles:
        mine = mine + [iso3 for iso3 in sorted(countries(), key=country_order) if iso3 not in mine]
    if not mine:
        st.info(_("The register of a State is kept by its focal points, and you are no State's focal point."))
        st.stop()
    return choose_one(
        _("Host State"), mine, parameter="host", default=mine[0], label_of=country_name, container=container
    )


def choose_year(entries: list[Entry], *, container=st) -> int:
    """A year of the register, or the present one: `year` of the address."""
    known = [str(year) for year in sorted({*content.years(entries), today().year}, reverse=True)]
    default = str(content.years(entries)[0]) if entries else known[0]
    return int(choose_one(_("Year"), known, parameter="year", default=default, label_of=str, container=container))


def show_register(visit: Visit, host: str, entries: list[Entry]) -> None:
    """One year: the register as a table, two charts, and one incident to follow or change."""
    if not entries:
        st.info(_("Nothing is in the register of {country} yet.").format(country=country_name(host)))
        return
    year = choose_year(entries)
    own = content.of_year(entries, year)
    count = ngettext("{count} incident in {year}", "{count} incidents in {year}", len(own))
    st.markdown(f"## {count.format(count=len(own), year=year)}")
    table = content.list_register(own, day=today())
    filled = [name for name in table if (table[name] != "").any()]
    show_table(table[filled], hide_index=True, key="register", height=min(38 + 35 * max(len(table), 1), 620))
    st.download_button(
        _("Download as CSV"), take_away.csv_of(table), f"incidents_{host}_{year}.csv", "text/csv", key="register_csv",
        icon=":material/download:",
    )  # fmt: skip
    if own:
        colours = palette(theme_name())
        left, right = st.columns(2, gap="large")
        with left:
            show_chart(charts.by_month(own, host=host, year=year, colours=colours), key="by_month")
        with right:
            show_chart(charts.by_act(own, host=host, year=year, colours=colours), key="by_act")


def show_open(visit: Visit, host: str, entries: list[Entry]) -> None:
    """The monthly follow-up list, and the form for the next step of one incident."""
    threats = protection.threats(visit, host=host)
    day = _choose_day(entries)
    st.markdown("## " + _("Open on {day}").format(day=format_date(day)))
    st.caption(
        _(
            "Missions report to the protocol department, which passes the report to the security agency; the response goes "
            "back to the mission. What is not closed is gone through every month."
        )
    )
    table = content.list_open(entries, threats, day=day)
    if table.empty:
        st.success(_("Nothing was open on that day."), icon=":material/task_alt:")
    else:
        show_table(table, hide_index=True, key="open", height=min(38 + 35 * len(table), 620))
        st.download_button(
            _("Download as CSV"), take_away.csv_of(table), f"follow_up_{host}_{day:%Y-%m}.csv", "text/csv", key="open_csv",
            icon=":material/download:",
        )  # fmt: skip
    _show_incident([entry for entry in entries if entry.stage(today()) != STAGES[-1]] or list(entries))


def _choose_day(entries: list[Entry]) -> date:
    """Today, or the last day of an earlier month since the register began: `month` of the address."""
    now = pd.Timestamp(today())
    first = min((entry.incident.happened_on for entry in entries), default=today().isoformat())
    months = [f"{month:%Y-%m}" for month in pd.date_range(first[:7], now, freq="MS")][::-1] or [f"{now:%Y-%m}"]
    chosen = choose_one(
        _("Month"), months, parameter="month", default=months[0],
        label_of=lambda month: format_month(pd.Timestamp(f"{month}-01")),
    )  # fmt: skip
    return min(today(), (pd.Timestamp(f"{chosen}-01") + pd.offsets.MonthEnd(0)).date())


def _show_incident(entries: list[Entry]) -> None:
    """One incident with what followed it, and the forms that add a step or take it off."""
    if not entries:
        return
    st.markdown("## " + _("One incident"))
    by_id = {entry.id: entry for entry in entries[::-1]}
    chosen = choose_one(
        _("Incident"), list(by_id), parameter="incident", default=next(iter(by_id)),
        label_of=lambda one: _label(by_id[one]),
    )  # fmt: skip
    entry = by_id[chosen]
    for step in entry.steps:
        st.markdown(f"**{_(content.STAGE_ACTS[step.stage])}** · {say_date(step.happened_on)}")
        show_text(f"{step.office}\n{step.body}".strip())
    if not entry.steps:
        st.caption(_("Nothing is on record since the mission reported it."))
    _show_step_form(entry)
    with st.expander(_("Complete or correct the incident"), icon=":material/edit:"):
        _show_change_form(entry)
    _offer_removal(Form(f"remove_{entry.id}"), partial(incidents.remove, incident_id=entry.id, version=entry.version))


def _offer_removal(form: Form, remove: Callable[[Visit], object]) -> None:
    with st.popover(_("Take it off the register"), icon=":material/delete:"):
        st.markdown(_("It is no longer shown; the trail keeps that it was there."))
        if st.button(_("Take it off"), key=form.key("remove")):
            form.send(remove, said=_("It was taken off the register."))


def _label(entry: Entry) -> str:
    one = entry.incident
    return f"{say_date(one.happened_on)} · {content.say_mission(one.mission)} · {one.act}"


def _show_step_form(entry: Entry) -> None:
    form = Form(f"step_{entry.id}")
    with st.form(form.key(), enter_to_submit=False):
        left, right = st.columns(2)
        stage = left.selectbox(
            _("What was done"), STAGES, key=form.key("stage"), format_func=lambda one: _(content.STAGE_ACTS[one])
        )
        day = right.date_input(
            _("Date"), today(), min_value=date.fromisoformat(entry.incident.happened_on), max_value=today(),
            key=form.key("day"), format=DAY,
        )  # fmt: skip
        office = st.text_input(_("Office"), key=form.key("office"))
        body = st.text_area(_("In words"), key=form.key("body"))
        is_sent = st.form_submit_button(_("Add this step"))
    if is_sent:
        form.send(
            lambda one: incidents.follow(
                one, incident_id=entry.id,
                step=Step(stage=stage, happened_on=day.isoformat(), office=office, body=body),
            ),
            said=_("The step was added."),
        )  # fmt: skip


def _show_change_form(entry: Entry) -> None:
    one = entry.incident
    form = Form(f"change_{entry.id}_{entry.version}")
    with st.form(form.key(), enter_to_submit=False):
        act = st.text_input(_("Harmful act, in the words of the report"), one.act, key=form.key("act"))
        left, right = st.columns(2)
        first = left.date_input(
            _("Date"), date.fromisoformat(one.happened_on), max_value=today(), key=form.key("first"), format=DAY
        )
        last = right.date_input(
            _("End date, if later"), date.fromisoformat(one.ended_on) if one.ended_on else None, key=form.key("last"),
            format=DAY,
        )  # fmt: skip
        place = left.text_input(_("Place"), one.place, key=form.key("place"))
        reported_by = right.text_input(_("Reported by"), one.reported_by, key=form.key("reported_by"))
        measures = st.text_area(_("Measures taken"), one.measures, key=form.key("measures"))
        offenders = st.text_area(
            _("Proceedings against offenders, and their outcome"), one.offenders, key=form.key("offenders")
        )
        is_sent = st.form_submit_button(_("Save"))
    if is_sent:
        form.send(
            lambda given: incidents.change(
                given, incident_id=entry.id, version=entry.version,
                incident=Incident(
                    mission=one.mission, act=act, happened_on=first.isoformat(), ended_on=last.isoformat() if last else None,
                    place=place, reported_by=reported_by, measures=measures, offenders=offenders,
                ),
            ),
            said=_("Saved."),
        )  # fmt: skip


def show_protection(visit: Visit, host: str) -> None:
    """Threat levels by the assessment body, and advice given, each with its form."""
    st.markdown("## " + _("Threat levels"))
    levels = protection.threats(visit, host=host)
    if levels:
        show_table(_levels(levels), hide_index=True, key="levels")
    else:
        st.caption(_("No mission's threat level is on record."))
    with st.expander(_("Enter a threat level"), icon=":material/add:"):
        _show_threat_form(host)
    if levels:
        with st.expander(_("End a threat level or take it off the register"), icon=":material/edit:"):
            _show_level_change(levels)
    st.markdown("## " + _("Advice given to missions"))
    for given in protection.advice(visit, host=host):
        told = given.advice
        st.markdown(f"**{say_date(told.given_on)}**")
        show_text(f"{content.say_mission(told.mission)} – {told.office}\n{told.body}")
    with st.expander(_("Enter advice"), icon=":material/add:"):
        _show_advice_form(host)


def _levels(levels: list[protection.Assessed]) -> pd.DataFrame:
    own = [one.threat for one in levels]
    return pd.DataFrame({
        _("Country or organisation"): [content.say_mission(one.mission) for one in own],
        _("Threat level"): [_(content.LEVELS[one.level]) for one in own],
        _("From"): [say_date(one.since) for one in own],
        _("Until"): [say_date(one.until) if one.until else _("further notice") for one in own],
        _("Assessed by"): [one.assessed_by for one in own],
        _("Reason"): [one.reason for one in own],
    })  # fmt: skip


def mission_fields(form: Form) -> tuple[str | None, str, str]:
    """Widgets that name a mission: ISO3 or None, the organisation, the institution."""
    left, middle, right = st.columns([2, 2, 1])
    iso3 = left.selectbox(
        _("Sending State"), sorted(countries(), key=country_order), index=None, key=form.key("iso3"),
        format_func=country_name, placeholder=_("None: an organisation"),
    )  # fmt: skip
    organisation = middle.text_input(_("Or organisation"), key=form.key("organisation"))
    institution = right.selectbox(
        _("Institution"),
        INSTITUTIONS,
        key=form.key("institution"),
        format_func=lambda one: _(content.INSTITUTIONS[one]),
    )
    return iso3, organisation, institution


def _show_threat_form(host: str) -> None:
    form = Form("threat")
    with st.form(form.key(), enter_to_submit=False):
        iso3, organisation, institution = mission_fields(form)
        left, middle, right = st.columns(3)
        level = left.selectbox(
            _("Threat level"), THREATS, key=form.key("level"), format_func=lambda one: _(content.LEVELS[one])
        )
        since = middle.date_input(_("From"), today(), max_value=today(), key=form.key("since"), format=DAY)
        until = right.date_input(_("Until (empty: further notice)"), None, key=form.key("until"), format=DAY)
        assessed_by = st.text_input(_("Assessment body"), key=form.key("assessed_by"))
        reason = st.text_area(_("Reason"), key=form.key("reason"))
        is_sent = st.form_submit_button(_("Enter"))
    if is_sent:
        form.send(
            lambda one: protection.assess(
                one,
                threat=Threat(
                    mission=Mission(host=host, institution=institution, iso3=iso3, organisation=organisation),
                    level=level, since=since.isoformat(), until=until.isoformat() if until else None,
                    assessed_by=assessed_by, reason=reason,
                ),
            ),
            said=_("The threat level was entered."),
        )  # fmt: skip


def _show_level_change(levels: list[protection.Assessed]) -> None:
    by_id = {one.id: one for one in levels}
    one = by_id[
        st.selectbox(
            _("Threat level"), list(by_id), key="level_changed", format_func=lambda chosen: _say_level(by_id[chosen].threat)
        )
    ]  # fmt: skip
    form = Form(f"level_{one.id}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if one.threat.until is None:
            until = st.date_input(
                _("Last day"), today(), key=form.key("until"), format=DAY,
                min_value=date.fromisoformat(one.threat.since),
            )  # fmt: skip
            if st.button(_("End this level"), key=form.key("send")):
                form.send(
                    lambda visit: protection.end_assessment(
                        visit, threat_id=one.id, version=one.version, until=until.isoformat()
                    ),
                    said=_("The level ends on that day."),
                )
        _offer_removal(form, partial(protection.remove_assessment, threat_id=one.id, version=one.version))


def _say_level(threat: Threat) -> str:
    return f"{content.say_mission(threat.mission)}: {_(content.LEVELS[threat.level])} · {say_date(threat.since)}"


def _show_advice_form(host: str) -> None:
    form = Form("advice")
    with st.form(form.key(), enter_to_submit=False):
        iso3, organisation, institution = mission_fields(form)
        left, right = st.columns(2)
        office = left.text_input(_("Office"), key=form.key("office"))
        day = right.date_input(_("Date"), today(), max_value=today(), key=form.key("day"), format=DAY)
        body = st.text_area(_("Advice"), key=form.key("body"))
        is_sent = st.form_submit_button(_("Enter"))
    if is_sent:
        form.send(
            lambda one: protection.advise(
                one,
                advice=Advice(
                    mission=Mission(host=host, institution=institution, iso3=iso3, organisation=organisation),
                    given_on=day.isoformat(), office=office, body=body,
                ),
            ),
            said=_("The advice was entered."),
        )  # fmt: skip
