"""Where figures come from: how old each source is against its promise, what it could not give, and where nothing is known."""

from datetime import date
from typing import Any

import pandas as pd

from briefing.content.vintage import read_methods
from briefing.language import MISSING, format_date, mark, ngettext
from briefing.language import gettext as _
from data import quality
from data.countries import countries
from data.release import Release
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


def is_kept(source: dict[str, Any]) -> bool:
    """Whether a release shows the last good figures of a source, because there was trouble with newer ones."""
    return source["status"] == "available" and bool(source.get("trouble"))


def confessions(release: Release) -> list[str]:
    """What a reader must know of a release on every page: sources that failed, wait or are missing, another method."""
    sources = release.document("sources")
    held = sum(is_kept(one) and bool(one.get("is_held")) for one in sources)
    kept = sum(is_kept(one) for one in sources) - held
    missing = sum(
        one["status"] != "available" and bool(one.get("trouble")) and not one.get("is_supplement") for one in sources
    )
    found = []
    if kept:
        found.append(ngettext(
            "{count} source could not be renewed: its last good figures are shown, with their age.",
            "{count} sources could not be renewed: their last good figures are shown, with their age.", kept,
        ).format(count=kept))  # fmt: skip
    if held:
        found.append(ngettext(
            "The new figures of {count} source differ more than usual and wait for a person's look.",
            "The new figures of {count} sources differ more than usual and wait for a person's look.", held,
        ).format(count=held))  # fmt: skip
    if missing:
        found.append(ngettext(
            "{count} source is not available in this release.",
            "{count} sources are not available in this release.", missing,
        ).format(count=missing))  # fmt: skip
    changes = read_methods(release)
    if changes and changes[-1].release == release.version:
        found.append(_(
            "The method changed from {former} to {version} with this release: all months are computed anew, and are not to "
            "be compared with scores that an earlier release showed."
        ).format(former=changes[-1].former, version=changes[-1].version))  # fmt: skip
    return found


def what_changed(release: Release) -> pd.DataFrame:
    """What became of the figures since the release before, one row a source that changed, the most changed first.

    Columns: name, new, revised, corrected, withdrawn. Empty where nothing changed, or the release does not tell.
    """
    columns = ["name", "new", "revised", "corrected", "withdrawn"]
    if "changes.json" not in release.manifest["files"]:
        return pd.DataFrame(columns=columns)
    names = {one["key"]: _(one["name"]) for one in release.document("sources")}
    told = release.document("changes")["sources"]
    rows = [{"name": names.get(key, key), **numbers} for key, numbers in told.items() if any(numbers.values())]
    table = pd.DataFrame(rows, columns=columns)
    return table.loc[table[columns[1:]].sum(axis=1).sort_values(ascending=False, kind="stable").index]


def standing(source: dict[str, Any], age: quality.Freshness) -> str:
    """Whether a source keeps its promise of freshness, in words; and that it could not be renewed, if it could not."""
    if source["status"] != "available":
        return _("Not handed in") if source.get("is_supplement") else _("Not available")
    said = _age_against_promise(source, age)
    if not is_kept(source):
        return said
    return (_("{standing}; held back") if source.get("is_held") else _("{standing}; not renewed")).format(standing=said)


def _age_against_promise(source: dict[str, Any], age: quality.Freshness) -> str:
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
    return f"{promised} {newest} {_age_against_promise(source, age)}."


def kept_because(source: dict[str, Any], *, why: str) -> str:
    """Why a source's last good figures are shown, and since when; empty if they are not. `why`: its trouble, escaped."""
    if not is_kept(source):
        return ""
    received = str(source.get("received") or "")[:10]
    day = format_date(date.fromisoformat(received)) if received else MISSING
    if source.get("is_held"):
        return _(
            "Newer figures differ more than usual and wait for a person's look: {why}. Until then those received on {day} are "
            "shown. To let the newer ones in: {command}"
        ).format(why=why, day=day, command=f"`python -m data.refresh accept {source['key']}`")
    return _("It could not be renewed: {why}. Its last good figures, received on {day}, are shown.").format(
        why=why, day=day
    )


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
