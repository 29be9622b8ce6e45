"""Which States the configurations page looks at, and since when: a configuration by name, or any States of the address."""

import pandas as pd
import streamlit as st

from briefing.content.configurations import BRIEFING, CONFIGURATION, ENGAGEMENT, Configuration, read_configurations
from briefing.content.evidence import say_date
from briefing.content.timing import LATER, OVER
from briefing.language import country_name, country_order, format_list, format_month, format_sentences, mark
from briefing.language import gettext as _
from data.countries import UnknownCountry, countries, resolve
from ui.address import plain
from ui.blocks_briefing import make_on_arrival
from ui.controls import choose_one, resolve_asked
from ui.shell import Page, go

OWN = "own"  # the choice of States of one's own, which the address names as `iso3`
MOST = 12  # States of one's own; more would not fit on a page that is read in a meeting
KEY, STATES = "choose_configuration", "group_states"
USUAL_MONTHS = 12  # since when, where the address does not say
KINDS = {
    CONFIGURATION: mark("Country-specific configuration"),
    ENGAGEMENT: mark("Engagement"),
    BRIEFING: mark("Thematic briefing"),
}


def choose_states(page: Page, month: pd.Timestamp, *, container) -> tuple[list[str], Configuration | None]:
    """The States to look at, and the configuration they are, or None for a set of one's own. Stops where there is none.

    The address names either a configuration (`name=burundi`, or any name of the State) or States (`iso3=BDI,CAF`).
    """
    known = {one.slug: one for one in read_configurations(page.release, month)}
    if not known and "iso3" not in st.query_params:
        st.info(_("No configuration is on record in this release. Choose States of your own."))
        st.query_params["iso3"] = ""
    chosen = _asked(known)

    def keep() -> None:
        if st.session_state[KEY] == OWN:
            st.query_params.pop("name", None)
            st.query_params["iso3"] = known[chosen].iso3 if chosen in known else ""
        else:
            st.query_params.pop("iso3", None)
            st.query_params["name"] = st.session_state[KEY]

    st.session_state[KEY] = chosen
    labels = {key: _label(one) for key, one in known.items()} | {OWN: _("States of your own")}
    container.selectbox(_("Configuration"), [*known, OWN], key=KEY, format_func=labels.__getitem__, on_change=keep)
    if chosen != OWN:
        return [known[chosen].iso3], known[chosen]
    return _choose_own(container), None


def _asked(known: dict[str, Configuration]) -> str:
    """The choice that the address asks for; the first configuration, after a sentence, where it names none that exists."""
    if "iso3" in st.query_params:
        return OWN
    default = next(iter(known))
    name = st.query_params.get("name", default)
    if name in known:
        return name
    try:
        iso3 = resolve(name[:80])
    except UnknownCountry as error:
        st.warning(
            _no_configuration(name, error.nearest, country_name(known[default].iso3)), icon=":material/travel_explore:"
        )
        return default
    st.query_params.pop("name", None)
    slug = next((one.slug for one in known.values() if one.iso3 == iso3), None)
    if slug:
        st.query_params["name"] = slug
        return slug
    st.query_params["iso3"] = iso3
    st.info(
        _("No configuration or engagement with {name} is on record; it is shown as a set of your own.").format(
            name=country_name(iso3)
        ),
        icon=":material/info:",
    )
    return OWN


def _no_configuration(name: str, nearest: tuple[str, ...], shown: str) -> str:
    if nearest:
        return _("“{name}” is no configuration on record. Perhaps {nearest}? Shown is {shown}.").format(
            name=plain(name), nearest=format_list(nearest), shown=shown
        )
    return _("“{name}” is no configuration on record. Choose one from the list. Shown is {shown}.").format(
        name=plain(name), shown=shown
    )


def _choose_own(container) -> list[str]:
    found = []
    for name in [part.strip() for part in st.query_params.get("iso3", "")[:300].split(",") if part.strip()]:
        try:
            found.append(resolve(name[:80]))
        except UnknownCountry:
            resolve_asked(name)
    found = list(dict.fromkeys(found))
    if len(found) > MOST:
        st.warning(
            _("At most {count} States can be looked at together; the first {count} are shown.").format(count=MOST),
            icon=":material/filter_9_plus:",
        )

    def keep() -> None:
        st.query_params["iso3"] = ",".join(st.session_state[STATES])

    st.session_state[STATES] = found[:MOST]
    chosen = container.multiselect(
        _("States"), sorted(countries(), key=country_order), key=STATES, format_func=country_name, max_selections=MOST,
        on_change=keep, placeholder=_("Choose States"), select_all=False,
    )  # fmt: skip
    if not chosen:
        st.info(_("Choose at least one State."))
        st.stop()
    return chosen


def _label(one: Configuration) -> str:
    name = country_name(one.iso3)
    beside = [] if one.kind == CONFIGURATION else [_(KINDS[one.kind])]
    if one.is_unverified:
        beside.append(_("unverified"))
    elif one.since:
        beside.append(_("since {date}").format(date=one.since[:4]))
    return f"{name} ({', '.join(beside)})" if beside else name


def choose_since(page: Page, month: pd.Timestamp, *, container) -> pd.Timestamp:
    """The month to compare with: `since` of the address, a month or a day, else twelve months before. Stops where there is none.

    A day stands for its month: figures are monthly.
    """
    months = [f"{one:%Y-%m}" for one in pd.date_range(page.first_month, month, freq="MS")][-2::-1]
    if not months:
        st.info(
            _("{month} is the first month of the figures, so there is none to compare it with.").format(
                month=format_month(month)
            )
        )
        st.stop()
    usual = f"{max(month - pd.DateOffset(months=USUAL_MONTHS), page.first_month):%Y-%m}"
    asked = st.query_params.get("since")
    if asked is not None and asked not in months:
        day = _day(asked)
        if day is not None and f"{day:%Y-%m}" in months:
            st.query_params["since"] = f"{day:%Y-%m}"
        else:
            st.warning(_bad_since(asked, day, page, month, usual), icon=":material/event_busy:")
    labels = {one: format_month(pd.Timestamp(f"{one}-01")) for one in months}
    chosen = choose_one(
        _("Since our last meeting in"), months, parameter="since", default=usual, label_of=labels.__getitem__,
        container=container,
    )  # fmt: skip
    return pd.Timestamp(f"{chosen}-01")


def _day(asked: str) -> pd.Timestamp | None:
    """The first day of a month or day written as an address writes it; None for anything else."""
    form = {7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(asked))
    day = pd.to_datetime(asked, format=form, errors="coerce") if form else None
    return None if day is None or pd.isna(day) else day


def _bad_since(asked: str, day: pd.Timestamp | None, page: Page, month: pd.Timestamp, usual: str) -> str:
    shown = format_month(pd.Timestamp(f"{usual}-01"))
    if day is None:
        return _("“{asked}” is no month or day; write it as 2024-06 or 2024-06-15. Compared is {shown}.").format(
            asked=plain(asked), shown=shown
        )
    if day >= month:
        return _(
            "The last meeting ({asked}) must lie before the month shown ({month}); the two are the wrong way round. "
            "Compared is {shown}."
        ).format(asked=format_month(day), month=format_month(month), shown=shown)
    return _("There are no figures for {asked}: they begin in {first}. Compared is {shown}.").format(
        asked=format_month(day), first=format_month(page.first_month), shown=shown
    )


def show_heading(one: Configuration | None, codes: list[str], month: pd.Timestamp) -> None:
    """Whom one looks at; of a configuration since when, how old that knowledge is, and whether anyone verified it."""
    st.header(format_list([country_name(code) for code in codes]), anchor=False)
    if one is None:
        return
    with st.container(horizontal=True, gap="small"):
        st.badge(_(KINDS[one.kind]), icon=":material/groups:", color="blue")
        if one.is_unverified:
            st.badge(_("unverified"), icon=":material/help:", color="orange")
        if one.timing == OVER:
            st.badge(_("ended"), color="gray")
    parts = [_("Since {date}.").format(date=say_date(one.since)) if one.since else _("Since when is not on record.")]
    if one.as_of:
        parts.append(
            _("Last on record: {date}; no end was found, nor that it still meets.").format(date=say_date(one.as_of))
        )
    if one.is_unverified:
        parts.append(_("Known from memory alone: no text was seen that says so."))
    st.caption(format_sentences(parts))
    if one.timing == LATER:
        st.warning(
            _("It began after {month}, the month shown; the figures are those of the country before it.").format(
                month=format_month(month)
            ),
            icon=":material/event_upcoming:",
        )


def show_briefing_button(codes: list[str], since: pd.Timestamp, month: pd.Timestamp) -> None:
    """One click to the chair's briefing on these States: the briefing page makes it on arrival."""
    if st.button(_("Chair's briefing"), icon=":material/description:", type="primary"):
        make_on_arrival()
        go("briefing", kind="configuration", iso3=",".join(codes), since=f"{since:%Y-%m}", as_of=f"{month:%Y-%m}")
