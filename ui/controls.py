"""What a reader may choose, each choice kept in the address so that it can be sent to someone else."""

from collections.abc import Callable, Sequence
from functools import cache

import pandas as pd
import streamlit as st

from briefing import language
from briefing.content.timing import STANDING, UNDATED, timing
from briefing.language import country_name, country_order, format_list, format_month, mark
from briefing.language import gettext as _
from data.countries import UnknownCountry, countries, resolve
from ui import readers
from ui.address import plain
from ui.shell import Page

REGIONS = {  # M49 region, as the address names it → what a reader sees
    "Africa": mark("Africa"),
    "Americas": mark("Americas"),
    "Asia": mark("Asia"),
    "Europe": mark("Europe"),
    "Oceania": mark("Oceania"),
}
GROUPS = {  # group, as the address names it → what a reader sees
    "AG": mark("African Group"),
    "APG": mark("Asia and the Pacific Group"),
    "EEG": mark("Eastern European Group"),
    "GRULAC": mark("Latin American and Caribbean Group"),
    "WEOG": mark("Western European and Others Group"),
    "LDC": mark("Least developed countries"),
    "LLDC": mark("Landlocked developing countries"),
    "SIDS": mark("Small island developing States"),
    "PBC": mark("Peacebuilding Commission configurations"),
}
SAID = frozenset({"as_of", "iso3", "since"})  # parameters whose wrong values get a sentence of their own
CONFIGURATION = "country-specific configuration"  # as the curated facts word it


def choose_month(page: Page, *, container=st) -> pd.Timestamp:
    """The month that figures are shown for: `as_of` of the address, else the release's default month."""
    months = [f"{month:%Y-%m}" for month in pd.date_range(page.first_month, page.last_month, freq="MS")][::-1]
    asked, default = st.query_params.get("as_of"), f"{page.default_month:%Y-%m}"
    if asked is not None and asked not in months:
        st.warning(_bad_month(asked, page), icon=":material/event_busy:")
    labels = _month_labels(tuple(months), page.language)
    chosen = choose_one(
        _("As of"), months, parameter="as_of", default=default, label_of=labels.__getitem__, container=container
    )
    return pd.Timestamp(f"{chosen}-01")


def choose_country(page: Page, *, default: str, container=st) -> str:
    """ISO3 of one State: `iso3` of the address, which may be any name or code that the alias table knows."""
    codes = sorted(countries(), key=country_order)
    asked = st.query_params.get("iso3")
    if asked is not None and asked not in codes:
        known = resolve_asked(asked)
        if known:
            st.query_params["iso3"] = known
    return choose_one(
        _("Country"), codes, parameter="iso3", default=default, label_of=country_name, container=container
    )


def resolve_asked(name: str) -> str | None:
    """ISO3 of the State that an address names in any way; None, after saying why, when it names none."""
    try:
        return resolve(name[:80])
    except UnknownCountry as error:
        if error.is_not_covered:
            sentence = _("“{name}” is not one of the 195 States covered.").format(name=plain(name))
        elif error.nearest:
            sentence = _("“{name}” is no country known here. Perhaps {nearest}?").format(
                name=plain(name), nearest=format_list(error.nearest)
            )
        else:
            sentence = _("“{name}” is no country known here. Choose one from the list.").format(name=plain(name))
        st.warning(sentence, icon=":material/travel_explore:")
        return None


def choose_region(*, container=st) -> str:
    """An M49 region, or "" for the world: `region` of the address."""
    return choose_one(
        _("Region"), ["", *REGIONS], parameter="region", default="", container=container,
        label_of=lambda region: _(REGIONS[region]) if region else _("World"),
    )  # fmt: skip


def choose_group(*, container=st) -> str:
    """A group of States, or "" for all: `group` of the address."""
    return choose_one(
        _("Group"), ["", *GROUPS], parameter="group", default="", container=container,
        label_of=lambda group: _(GROUPS[group]) if group else _("All States"),
    )  # fmt: skip


def members(*, region: str, group: str, month: pd.Timestamp) -> list[str]:
    """ISO3 codes of the States in a region and a group, each "" for all; in the order of their English names.

    Configurations of the Peacebuilding Commission count from the month in which they began; the other groups are those
    of today.
    """
    in_group = {
        "": lambda one: True,
        "LDC": lambda one: one.is_ldc,
        "LLDC": lambda one: one.is_lldc,
        "SIDS": lambda one: one.is_sids,
        "PBC": lambda one: one.iso3 in _configurations(month),
    }.get(group, lambda one: one.un_group == group)
    return [iso3 for iso3, one in countries().items() if region in ("", one.region) and in_group(one)]


def _configurations(month: pd.Timestamp) -> frozenset[str]:
    """States whose configuration of the Peacebuilding Commission had begun by the month and is not known to have ended."""
    facts = readers.frame("facts")
    is_one = (facts["topic"] == "peacebuilding") & (facts["fact"] == CONFIGURATION)
    rows = facts[is_one].fillna("").to_dict("records")
    return frozenset(row["iso3"] for row in rows if timing(row, month) in (STANDING, UNDATED))


def address_of(iso3: str, month: pd.Timestamp, page: Page) -> dict[str, str]:
    """Parameters of the address of a country's page; the month only where it is not the one shown anyway."""
    as_of = {} if month == page.default_month else {"as_of": f"{month:%Y-%m}"}
    return {"iso3": iso3, **as_of}


def choose_one(
    label: str,
    options: Sequence[str],
    *,
    parameter: str,
    default: str,
    label_of: Callable[[str], str],
    container=st,
) -> str:
    """One of the options, read from and written to a parameter of the address; the default leaves the address bare."""
    key = f"choose_{parameter}"

    def keep() -> None:
        if st.session_state[key] == default:
            st.query_params.pop(parameter, None)
        else:
            st.query_params[parameter] = st.session_state[key]

    asked = st.query_params.get(parameter, default)
    if asked not in options and parameter not in SAID:
        say_not_offered(asked, label=label, shown=label_of(default))
    st.session_state[key] = asked if asked in options else default  # the address is what holds, not the widget
    return container.selectbox(label, options, key=key, format_func=label_of, on_change=keep)


def say_not_offered(asked: str, *, label: str, shown: str) -> None:
    """That an address asks for what is not among the choices, and what is shown instead."""
    st.warning(
        _("“{name}” is not among the choices of “{label}”. Shown is “{shown}”.").format(
            name=plain(asked), label=label, shown=shown
        ),
        icon=":material/rule:",
    )


def name_or_code(code: str) -> str:
    """The name of a State; a code that is none, or nothing, as it stands."""
    return country_name(code) if code in countries() else code


def _bad_month(asked: str, page: Page) -> str:
    span = {"first": format_month(page.first_month), "last": format_month(page.last_month)}
    shown = format_month(page.default_month)
    try:
        month = pd.Timestamp(f"{asked}-01") if len(asked) == 7 else None
    except ValueError:
        month = None
    if month is None or pd.isna(month):
        return _("“{asked}” is not a month; write it as 2024-12. Shown is {shown}.").format(
            asked=plain(asked), shown=shown
        )
    return _("There are no figures for {asked}: they run from {first} to {last}. Shown is {shown}.").format(
        asked=format_month(month), shown=shown, **span
    )


@cache
def _month_labels(months: tuple[str, ...], code: str) -> dict[str, str]:
    with language.speaking(code):
        return {month: format_month(pd.Timestamp(f"{month}-01")) for month in months}
