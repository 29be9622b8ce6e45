"""python -m models.alert_history: how many alerts the rules would have proposed in past months, by year and rule.

The rules look at no later month, so each month is told as it would have been had its figures been known at its end. They
were not: most figures are published 3 to 12 months later, and some are revised.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from data.release import Release, ReleaseError, current, open_release
from models import alert_figures
from models.alerts import LEVELS, Alert, fired

KEPT_BACK = (
    6  # months: an equal or higher alert of the same country, rule and factor keeps later ones back for 180 days
)


def replay(release: Release, *, first: str, last: str) -> list[Alert]:
    """Every alert dated from `first` to `last` ("YYYY-MM"), in the order of their months."""
    newest = pd.Period(release.manifest["default_month"], "M")
    figures = alert_figures.read(
        release.frame, release.document, first=pd.Period(release.manifest["first_month"], "M"), last=newest
    )
    found = [one for one in fired(figures) if first <= one.month <= last]
    return sorted(found, key=lambda one: (one.month, one.iso3, one.rule, one.factor or 0, one.level))


def kept(alerts: Iterable[Alert]) -> list[Alert]:
    """Those left if each were published in its month and kept equal or lower ones back, as the network does.

    `alerts`: in the order of their months. An extreme one is never kept back.
    """
    published: dict[tuple[str, str, int | None], list[Alert]] = {}
    found = []
    for one in alerts:
        earlier = published.setdefault((one.iso3, one.rule, one.factor), [])
        if one.level == "extreme" or not any(_keeps_back(other, one) for other in earlier):
            earlier.append(one)
            found.append(one)
    return found


def _keeps_back(earlier: Alert, one: Alert) -> bool:
    apart = (pd.Period(one.month, "M") - pd.Period(earlier.month, "M")).n
    return apart < KEPT_BACK and LEVELS.index(earlier.level) >= LEVELS.index(one.level)


def by_year(alerts: Sequence[Alert]) -> pd.DataFrame:
    """One row a year, one column a rule, and their sum: numbers of alerts."""
    rows = pd.DataFrame({"year": [one.month[:4] for one in alerts], "rule": [one.rule for one in alerts]})
    table = pd.crosstab(rows["year"], rows["rule"])
    return table.assign(all=table.sum(axis=1))


def pace(alerts: Sequence[Alert]) -> tuple[float, float, int]:
    """Alerts a month: mean, share of months with none, and the most in one, over the years that have any."""
    months = pd.Series([one.month for one in alerts]).value_counts()
    span = pd.period_range(f"{min(months.index)[:4]}-01", f"{max(months.index)[:4]}-12", freq="M").astype(str)
    counts = months.reindex(span, fill_value=0)
    return float(counts.mean()), float((counts == 0).mean()), int(counts.max())


def main(arguments: Sequence[str]) -> int:
    """Print the tables; returns 0, or 1 after a sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m models.alert_history", description=__doc__)
    parser.add_argument("--release", type=Path, help="folder of a release; the one being served if left out")
    parser.add_argument("--first", default="2005-01", help="first month, YYYY-MM")
    parser.add_argument("--last", default="9999-12", help="last month, YYYY-MM")
    asked = parser.parse_args(arguments)
    try:
        release = open_release(asked.release) if asked.release else current()
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    found = replay(release, first=asked.first, last=asked.last)
    left = kept(found)
    if not left:
        print(f"Release {release.version}: no alert from {asked.first} to {asked.last}.")
        return 0
    print(by_year(left).to_string())
    mean, empty, most = pace(left)
    print(
        f"\nRelease {release.version}: {len(found)} proposed, {len(found) - len(left)} of them kept back by an earlier one; "
        f"{len(left)} for reviewers, {mean:.1f} a month on average, none in {100 * empty:.0f}% of months, {most} at most."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
