"""An alert in words: what its rule found, what moved the score, where the figures come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.language import country_name, format_list, format_month, format_number, format_share, format_signed, mark
from briefing.language import gettext as _
from indicators.catalogue import catalogue
from indicators.framework import risk_factors
from indicators.responses import Response, responses
from models.alerts import RULES
from network.alerts import Alert
from network.messages import TERMS

SCORE_LEVEL = mark(
    "In {month} the risk score of {country} reached {after} (90% interval {low} to {high}), at or above the declared level "
    "of {threshold}. In {since} it was {before}."
)
FACTOR_LEVEL = mark(
    "In {month} the risk factor “{factor}” of {country} reached {after} of 1, at or above the declared level of {threshold}. "
    "In {since} it was {before}."
)
SCORE_RISE_12 = mark(
    "From {since} to {month} the risk score of {country} rose by {change} points, compared like for like (90% interval "
    "{change_low} to {change_high}), and stood at {after}."
)
SCORE_RISE_3 = mark(
    "From {since} to {month} the risk score of {country} rose by {change} points, compared like for like, and stood at "
    "{after}: more than it had moved in any three months of the ten years before."
)
CONFIGURATION = mark(
    "From {since} to {month} the risk score of {country}, which has a configuration of the Peacebuilding Commission, rose "
    "by {change} points, compared like for like (90% interval {change_low} to {change_high}), and stood at {after}."
)
ONSET_LISTED = mark(
    "The forecast made from data up to {month} puts the chance that a new mass killing begins in {country} within two years "
    "at {after_share} (90% interval {low_share} to {high_share}), one of the {threshold} highest. A year before it was "
    "{before_share}."
)
SPEECH = mark(
    "{country}, week of {subject}: of {counted} posts counted, {flagged} were flagged as hateful; the past of the stream made "
    "{expected} likely."
)
WITHDRAWN = mark("{country}, Rome Statute of the International Criminal Court: {subject} ({month}).")
OTHER = mark("{country}: {title}. From {before} to {after} ({month}).")
FINDINGS = {
    "score_level": SCORE_LEVEL,
    "factor_level": FACTOR_LEVEL,
    "score_rise_12": SCORE_RISE_12,
    "score_rise_3": SCORE_RISE_3,
    "configuration_worsens": CONFIGURATION,
    "onset_listed": ONSET_LISTED,
    "speech_burst": SPEECH,
    "commitment_withdrawn": WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """Where a figure of an alert comes from; `address` is empty where there is none, `date` as exact as known."""

    title: str
    address: str
    date: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An alert ready to be said, in the reader's language; nobody's words are in it."""

    iso3: str
    level: str
    heading: str  # the rule's title
    sentence: str  # what it found
    movers: str  # what moved it most; empty where nothing is known of that
    condition: str  # what the rule looks at; empty for a rule of another edition
    release: str
    sources: tuple[SourceLine, ...]
    measures: tuple[Response, ...]


def read_finding(alert: Alert) -> Finding:
    """What an alert says. A rule, indicator or measure of another edition is left out or said more plainly."""
    figures = alert.figures
    rule = RULES.get(alert.rule)
    return Finding(
        iso3=alert.iso3,
        level=alert.level,
        heading=_(figures["title"]),
        sentence=_(FINDINGS.get(alert.rule, OTHER)).format(**_values(alert)),
        movers=_movers(figures),
        condition=_(rule.condition) if rule else "",
        release=alert.release,
        sources=tuple(SourceLine(**source) for source in figures["sources"]),
        measures=responses().named(figures["responses"]),
    )


def _values(alert: Alert) -> dict[str, str]:
    """Every word and number that a sentence may ask for."""
    figures = alert.figures
    decimals = 2 if alert.rule == "factor_level" else 1
    numbers = {name: format_number(figures.get(name), decimals=decimals) for name in ("after", "before", "low", "high")}
    shares = {f"{name}_share": format_share(figures.get(name), decimals=1) for name in numbers}
    changes = {name: format_signed(figures.get(name), decimals=1) for name in ("change_low", "change_high")}
    factor = risk_factors().get(alert.factor or 0)
    return numbers | shares | changes | {
        "counted": format_number(figures.get("counted"), decimals=0),
        "flagged": format_number(figures.get("after"), decimals=0),
        "expected": format_number(figures.get("before"), decimals=1),
        "change": format_number(figures.get("change"), decimals=1),
        "threshold": format_number(figures.get("threshold"), decimals=2 if alert.rule == "factor_level" else 0),
        "country": country_name(alert.iso3), "month": say_month(alert.month), "title": _(figures["title"]),
        "since": say_month(figures.get("since") or alert.month), "factor": _(factor.title) if factor else "",
        "subject": _(figures.get("subject") or ""),
    }  # fmt: skip


def _movers(figures: Mapping[str, Any]) -> str:
    titles = {key: one.title for key, one in catalogue().items()}
    named = [
        f"{_(titles[key])} ({format_signed(points, decimals=1)})"
        for key, points in figures.get("movers") or ()
        if key in titles
    ]
    return _("Moved it most: {indicators}.").format(indicators=format_list(named)) if named else ""


def say_level(level: str) -> str:
    """A level as it begins a line."""
    return _(TERMS[level]).capitalize()


def say_month(month: str) -> str:
    """A month written YYYY-MM, as a reader meets it."""
    return format_month(pd.Timestamp(f"{month}-01"))
