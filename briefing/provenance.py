"""Where figures come from: how old each source is against its promise, what it could not give, and where nothing is known."""

from datetime import date
from typing import Any

import pandas as pd

from briefing.language import MISSING, format_date, mark, ngettext
from briefing.language import gettext as _
from data import quality
from data.countries import countries
from data.schema import UNVERIFIED

REASONS = {  # of data.schema.REASONS, as a reader meets them
    "unknown country": mark("the name is no country known here"),
    "not a State covered": mark("a territory, an aggregate or a former State"),
    "not a number": mark("no number where one belongs"),
    "out of range": mark("a number outside what is possible"),
    "bad date": mark("no date where one belongs"),
    "future date": mark("a date in the future"),
    "duplicate": mark("a second row with the same key"),
    "wrong number of cells": mark("a row with too many or too few cells"),
    "unknown value": mark("a category that the source does not document"),
}
DAYS_A_MONTH = 30.44


def overview(sources: list[dict[str, Any]], *, day: date) -> pd.DataFrame:
    """One row a source: key, name, publisher, licence, newest (ISO date or a dash), standing (a sentence), rows, facts,
    rejects, homepage; those without figures last."""
    fresh = quality.freshness(sources, today=day)
    rows = [
        {
            "key": one["key"],
            "name": _(one["name"]),
            "publisher": one["publisher"],
            "licence": _(one["licence"]),
            "newest": one["newest_period"] or MISSING,
            "standing": standing(one, age),
            "rows": one["rows"],
            "facts": one["facts"],
            "rejects": one["rejects"],
            "homepage": one["homepage"],
        }
        for one, age in zip(sources, fresh, strict=True)
    ]
    table = pd.DataFrame(rows).sort_values("name", ignore_index=True)
    has_figures = table["newest"] != MISSING
    return pd.concat([table[has_figures].sort_values("newest", ascending=False, kind="stable"), table[~has_figures]])


def standing(source: dict[str, Any], age: quality.Freshness) -> str:
    """Whether a source keeps its promise of freshness, in words."""
    if source["status"] != "available":
        return _("Not available")
    if age.age_days is None:
        return _("Facts without a period") if source["facts"] else _("No figures")
    months = round(age.age_days / DAYS_A_MONTH)
    if age.is_stale:
        late = max(1, round((age.age_days - age.promised_days) / DAYS_A_MONTH))
        return ngettext("{late} month later than promised", "{late} months later than promised", late).format(late=late)
    return ngettext("On time, {age} month old", "On time, {age} months old", months).format(age=months)


def promise(source: dict[str, Any], *, day: date) -> str:
    """What a source promises and how old its newest figures are, in a sentence or two."""
    age = quality.freshness([source], today=day)[0]
    months = round(source["stale_after_days"] / DAYS_A_MONTH)
    promised = ngettext(
        "Its newest figures should never be older than {months} month.",
        "Its newest figures should never be older than {months} months.",
        months,
    ).format(months=months)
    if age.age_days is None:
        return promised
    newest = _("They end on {day}.").format(day=format_date(age.newest_period))
    return f"{promised} {newest} {standing(source, age)}."


def gaps(levels: pd.DataFrame, ages: pd.DataFrame, indicators: list[dict[str, Any]]) -> pd.DataFrame:
    """The share of States for which each indicator is known and not out of date, by region; the emptiest first.

    `levels`, `ages`: the rows of one month, one column an indicator. Columns: indicator, family, World and each region.
    """
    region = levels["iso3"].map({iso3: one.region for iso3, one in countries().items()}).to_numpy()
    rows = []
    for one in indicators:
        is_known = (levels[one["key"]].notna() & (ages[one["key"]] <= one["max_age_months"])).to_numpy()
        shares = pd.Series(is_known).groupby(region).mean()
        rows.append(
            {
                "indicator": _(one["title"]),
                "family": _(one["family"]),
                "World": is_known.mean().round(2),
                **shares.round(2),
            }
        )
    return pd.DataFrame(rows).sort_values(["World", "indicator"], ignore_index=True)


def reject_reasons(rejects: pd.DataFrame) -> pd.DataFrame:
    """How many rows were set aside for each reason, the most frequent first."""
    counted = rejects["reason"].value_counts()
    return pd.DataFrame({"reason": [_(REASONS[reason]) for reason in counted.index], "rows": counted.to_numpy()})


def unverified(facts: pd.DataFrame) -> pd.DataFrame:
    """The facts that rest on memory or belief; they never enter a score."""
    return facts[facts["evidence"].isin(UNVERIFIED)]


def cadence(months: int) -> str:
    """How often a publisher renews its data, in words."""
    if months <= 0:
        return _("not renewed")
    if months == 12:
        return _("yearly")
    return ngettext("every {months} month", "every {months} months", months).format(months=months)


def span(source: dict[str, Any]) -> str:
    """First and last day that a source's figures are about."""
    if not source["newest_period"]:
        return MISSING
    first, last = (date.fromisoformat(source[key]) for key in ("first_period", "newest_period"))
    return _("{first} to {last}").format(first=format_date(first), last=format_date(last))
