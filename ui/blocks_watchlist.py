"""Watchlists on screen: what is on them, what is new, and the form that makes or changes one."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import streamlit as st

from briefing.content.watched import WatchedState, measures, read_watched
from briefing.language import (
    country_name,
    country_order,
    format_clauses,
    format_list,
    format_moment,
    format_month,
    format_number,
    format_sentences,
    format_share,
)
from briefing.language import gettext as _
from briefing.wording import say_interval
from data.countries import countries
from indicators.framework import risk_factors
from network import alerts, news, watchlists
from network.alerts import Alert
from network.desk import Visit
from network.errors import NetworkError
from network.messages import TERMS, Message, Term
from network.watchlists import Crossing, Threshold, Watch, Watchlist
from ui import readers, sharing
from ui.blocks import escaped, number_format
from ui.blocks_alert import show_alerts
from ui.forms import Form
from ui.links import open_link
from ui.shell import Page, go
from ui.tables import show_table
from ui.visitor import current, visit

log = logging.getLogger("pillar_two")

SPANS = (7, 30, 90)  # days back that “What is new” may reach


def show_lists(page: Page, asked: Visit) -> None:
    """One's own lists and those of one's configurations, each with its countries as they stand; and a form for another."""
    lists = watchlists.mine(asked)
    titles = sharing.titles_of(asked)
    if not lists:
        st.info(
            _("You watch nothing yet. Make a list below, or press “Watch” on a country's page."),
            icon=":material/visibility:",
        )
    figures = _measures(page.release.version)
    for one in lists:
        with st.container(border=True, key=f"list_{one.id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"### {escaped(one.watch.title)}", width="content")
                if one.configuration_id:
                    sharing.show_level("configuration", one.configuration_id, titles)
            st.caption(escaped(_say_watch(one.watch)))
            _show_states(page, read_watched(readers.current_release(), one.watch, figures), one)
            if _may_keep(one):
                _show_keeping(one, titles)
    with st.expander(_("New list"), icon=":material/playlist_add:", expanded=not lists, key="new_list"):
        _new(titles)


@st.cache_resource(show_spinner=False, max_entries=2)
def _measures(version: str) -> dict[str, dict[str, float]]:
    return measures(readers.current_release())


def _may_keep(one: Watchlist) -> bool:
    person = current().person
    if person is None:
        return False
    return one.configuration_id in person.configurations if one.configuration_id else one.created_by == person.id


def _say_watch(watch: Watch) -> str:
    """What a list watches, in a sentence or three."""
    parts = []
    if not watch.countries:
        parts.append(_("Every country; shown are those that reach a threshold."))
    if watch.factors:
        named = [f"{number}. {_(risk_factors()[number].title)}" for number in watch.factors]
        parts.append(_("Risk factors watched: {factors}.").format(factors=format_clauses(named)))
    if watch.thresholds:
        said = [say_threshold(one.measure, one.at_least) for one in _distinct(watch)]
        parts.append(_("Thresholds: {thresholds}.").format(thresholds=format_clauses(said)))
    return format_sentences(parts)


def _distinct(watch: Watch) -> list[Threshold]:
    """The thresholds; the same one on all fourteen factors is said once, by the first."""
    factors = [one for one in watch.thresholds if one.measure.startswith("rf")]
    if len(factors) == 14 and len({one.at_least for one in factors}) == 1:
        return [one for one in watch.thresholds if one not in factors[1:]]
    return list(watch.thresholds)


def say_threshold(measure: str, at_least: float) -> str:
    """A threshold in words: “risk score from 50 on”."""
    return _("{measure} from {value} on").format(measure=_(TERMS[measure]), value=_value(measure, at_least))


def _value(measure: str, at_least: float) -> str:
    exact = float(at_least)
    if measure == "onset_probability":
        return format_share(exact, decimals=0 if (100 * exact).is_integer() else 1)
    return format_number(exact, decimals=2 if measure != "score" else 0 if exact.is_integer() else 1)


def _show_states(page: Page, states: list[WatchedState], one: Watchlist) -> None:
    if not states:
        st.caption(_("No country reaches a threshold of this list."))
        return
    month = format_month(page.default_month)
    score, interval = _("Score, {month}").format(month=month), _("90% interval")
    change, chance = _("Change, 12 months"), _("Onset within two years, %")
    opened = f"open_{one.id}"
    rows = pd.DataFrame({
        _("Country"): [country_name(state.score.iso3) for state in states],
        score: [None if state.score.score is None else round(state.score.score, 1) for state in states],
        interval: [say_interval(state.score) if state.score.score is not None else "" for state in states],
        change: [None if state.change is None else round(state.change, 1) + 0.0 for state in states],
        _("Beyond its noise"): [_("yes") if state.is_clear else "" for state in states],
        chance: [None if state.probability is None else round(100 * state.probability, 1) for state in states],
        _("Threshold reached"): [_reached(state.crossings) for state in states],
    })  # fmt: skip
    show_table(
        rows, hide_index=True, key=f"states_{one.id}",
        column_config={
            _("Country"): st.column_config.ButtonColumn(
                type="tertiary", alignment="left", pinned=True, key=opened, width=260
            ),
            score: st.column_config.NumberColumn(format=number_format(1)),
            change: st.column_config.NumberColumn(format=number_format(1, signed=True)),
            chance: st.column_config.NumberColumn(format=number_format(1)),
        },
    )  # fmt: skip
    clicked = st.session_state.get(opened)
    if clicked:
        go("country", iso3=states[clicked["row"]].score.iso3)


def _reached(crossed: tuple[Crossing, ...]) -> str:
    """The thresholds reached, as short as a table asks: “Score ≥ 50”."""
    names = {"score": _("Score"), "onset_probability": _("Onset")}
    factor = _("Factor {number}")
    said = [(names.get(one.measure) or factor.format(number=one.measure[2:]), one) for one in crossed]
    return format_clauses(f"{name} ≥ {_value(one.measure, one.at_least)}" for name, one in said)


def _show_keeping(one: Watchlist, titles: Mapping[str, str]) -> None:
    with st.container(horizontal=True, gap="small"):
        with st.popover(_("Edit"), icon=":material/edit:", key=f"change_{one.id}"):
            form = Form(f"list_{one.id}")
            version = form.base(one.version, "title")
            watch = _fields(form, one.watch)
            if watch is not None:
                made = watch
                form.send(
                    lambda visit: watchlists.change(visit, watchlist_id=one.id, version=version, watch=made.watch()),
                    said=_("The list is changed."),
                )
        with st.popover(_("Delete"), icon=":material/delete:", key=f"delete_{one.id}"):
            form = Form(f"delete_{one.id}")
            st.markdown(_("The list is deleted for everyone who sees it."))
            if st.button(_("Delete the list"), key=form.key(), type="primary"):
                form.send(lambda visit: watchlists.remove(visit, watchlist_id=one.id), said=_("The list is deleted."))


class _Filled:
    """What the form of a list holds; the network checks it when `watch` is called."""

    def __init__(self, title: str, codes: list[str], factors: list[int], least: Mapping[str, float | None]):
        self._title, self._codes, self._factors, self._least = title, codes, factors, least

    def watch(self) -> Watch:
        """Raises BadInput."""
        found = [Threshold(measure=name, at_least=value) for name, value in self._thresholds() if value is not None]
        return Watch(
            title=self._title, countries=tuple(self._codes), factors=tuple(self._factors), thresholds=tuple(found)
        )

    def _thresholds(self) -> list[tuple[str, float | None]]:
        share = self._least["onset_probability"]
        factors = [(f"rf{number}", self._least["factor"]) for number in self._factors or risk_factors()]
        return [
            ("score", self._least["score"]),
            ("onset_probability", None if share is None else round(share / 100, 6)),
            *factors,
        ]


def _fields(form: Form, watch: Watch | None = None) -> _Filled | None:
    """The fields of a list; what they hold once the button was pressed."""
    known = {one.measure: one.at_least for one in watch.thresholds} if watch else {}
    chance = known.get("onset_probability")
    factor = min((value for name, value in known.items() if name.startswith("rf")), default=None)
    titles = {number: f"{number}. {_(one.title)}" for number, one in risk_factors().items()}
    with st.form(form.key(), border=False):
        title = st.text_input(_("Title"), watch.title if watch else "", key=form.key("title"))
        codes = st.multiselect(
            _("Countries"), sorted(countries(), key=country_order), list(watch.countries) if watch else [],
            key=form.key("countries"), format_func=country_name, placeholder=_("Every country"),
            select_all=False, filter_mode="contains",
        )  # fmt: skip
        factors = st.multiselect(
            _("Risk factors"), list(titles), list(watch.factors) if watch else [], key=form.key("factors"),
            format_func=titles.__getitem__, placeholder=_("Every risk factor"), select_all=False,
        )  # fmt: skip
        st.caption(_("Tell me when one of these is reached; leave empty what should not be told."))
        columns = st.columns(3)
        with columns[0]:
            score = st.number_input(
                _("Score, 0 to 100"), 0.0, 100.0, known.get("score"), step=1.0, key=form.key("score"), format="%.1f"
            )
        with columns[1]:
            share = st.number_input(
                _("Forecast of onset, %"), 0.0, 100.0, None if chance is None else 100 * chance, step=0.5,
                key=form.key("onset"), format="%.1f",
            )  # fmt: skip
        with columns[2]:
            level = st.number_input(
                _("A risk factor, 0 to 1"), 0.0, 1.0, factor, step=0.05, key=form.key("factor"), format="%.2f"
            )
        is_sent = st.form_submit_button(_("Save"), type="primary")
    least = {"score": score, "onset_probability": share, "factor": level}
    return _Filled(title, codes, factors, least) if is_sent else None


def _new(titles: Mapping[str, str]) -> None:
    person = current().person
    assert person is not None
    form = Form("new_list")
    owner = ""
    if person.configurations:
        owner = st.segmented_control(
            _("Whose list"), ["", *sorted(person.configurations)], default="", key="new_list_owner", required=True,
            format_func=lambda one: titles.get(one, one) if one else _("My own"),
        ) or ""  # fmt: skip
    filled = _fields(form)
    if filled is not None:
        made = filled

        def write(visit: Visit) -> str:
            if owner:
                return watchlists.keep_shared(visit, watch=made.watch(), configuration_id=owner)
            return watchlists.keep(visit, watch=made.watch())

        form.send(write, said=_("The list is kept."))


def show_news(page: Page, asked: Visit) -> None:
    """What is new to oneself: alerts on one's lists, thresholds reached, consultations, replies, decisions."""
    span = st.segmented_control(
        _("Reaching back"), SPANS, default=SPANS[1], key="news_span", required=True,
        format_func=lambda days: _("{days} days").format(days=days),
    )  # fmt: skip
    items = news.since(asked, asked.now - timedelta(days=span or SPANS[1]), figures=readers.watched())
    if not items:
        st.info(_("Nothing is new in these days."), icon=":material/notifications_off:")
    for item in items:
        with st.container(border=True):
            address = urlsplit(item.path)
            left, right = st.columns([6, 1], vertical_alignment="center")
            left.markdown(f"**{escaped(item.title.sentence(_))}**  \n{escaped(_say_body(item.body))}")
            left.caption(format_moment(item.at))
            with right:
                page_name = address.path.lstrip("/")
                open_link(
                    page_name, _("Open"), ":material/arrow_forward:", key=item.key, **dict(parse_qsl(address.query))
                )


def _say_body(body: Message) -> str:
    """What an item says to someone who is signed in: a mail or feed asks its reader to sign in first."""
    said = {
        "news_consultation_body": _("A focal point put a question to you; answers are due by {deadline}."),
        "news_reply_body": _("{name} replied on {date}."),
        "news_decision_body": _("A decision that you may read was {status} on {date}."),
    }.get(body.code)
    if said is None:
        return body.sentence(_)
    words = {
        name: _(TERMS[value.code]) if isinstance(value, Term) else str(value) for name, value in body.values.items()
    }
    return said.format(**words)


def show_published(asked: Visit) -> None:
    """Alerts that were published: those on one's lists, or all."""
    found = [one for status in ("published", "closed") for one in alerts.every(asked, status=status)]
    lists = watchlists.mine(asked)
    mine = [one for one in found if _is_watched(one, lists)]
    is_all = st.toggle(_("Also those that are on none of my lists"), value=not lists, key="all_alerts")
    shown = found if is_all else mine
    if shown:
        show_alerts(shown, key="published")
    elif found:
        st.info(_("No published alert is on your lists."), icon=":material/notifications_off:")
    else:
        st.info(
            _("No alert has been published yet. The rules propose them; a reviewer decides."),
            icon=":material/notifications_off:",
        )


def _is_watched(one: Alert, lists: list[Watchlist]) -> bool:
    return any(kept.watch.concerns(iso3=one.iso3, factor=one.factor) for kept in lists)


def show_watch_button(iso3: str) -> None:
    """On a country's page: put the State on a list of one's own; nothing for those who keep none."""
    if not current().may("watchlist.keep_own"):
        return
    try:
        lists = [one for one in watchlists.mine(visit()) if _may_keep(one)]
    except NetworkError as error:  # the figures do without the network
        log.warning("the watchlists could not be read: %s", error)
        return
    on = [one for one in lists if iso3 in one.watch.countries]
    rest = {one.id: one for one in lists if one.watch.countries and one not in on}
    icon = ":material/visibility:" if on else ":material/add_alert:"
    with st.popover(_("Watched") if on else _("Watch"), icon=icon, key=f"watch_{iso3}"):
        if on:
            st.markdown(_("On: {lists}").format(lists=format_list([escaped(one.watch.title) for one in on])))
        form = Form(f"watch_{iso3}")
        chosen = st.selectbox(
            _("Put it on"), ["", *rest], key=form.key("list"),
            format_func=lambda key: rest[key].watch.title if key else _("A new list"),
        )  # fmt: skip
        if st.button(_("Watch {country}").format(country=country_name(iso3)), key=form.key(), type="primary"):
            form.send(lambda visit: _watch(visit, iso3, rest.get(chosen)), said=_("The country is on your list."))


def _watch(visit: Visit, iso3: str, kept: Watchlist | None) -> object:
    if kept is None:
        return watchlists.keep(visit, watch=Watch(title=country_name(iso3), countries=(iso3,)))
    watch = kept.watch
    more = Watch(
        title=watch.title, countries=(*watch.countries, iso3), factors=watch.factors, thresholds=watch.thresholds
    )
    return watchlists.change(visit, watchlist_id=kept.id, version=kept.version, watch=more)
