"""The peers of a country: States of the same part of the world with a similar income per person."""

import math
from dataclasses import dataclass

import pandas as pd

from briefing.content.figures import Score, read_scores
from data.countries import countries
from data.release import Release

INCOME = "wdi.gdp_per_capita"
MOST = 8
FEWEST = 5  # in the subregion; with fewer, peers are sought in the whole region


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The scores of a country's peers at a month, and how they were chosen."""

    scores: tuple[Score, ...]  # without the country itself
    area: str  # M49 subregion or region that they share; empty when there are none
    has_income: bool  # False: the country's income is not known, so it has no peers


def read_peers(release: Release, iso3: str, month: pd.Timestamp) -> Peers:
    """Up to MOST States of the same M49 subregion whose income per person is nearest, on a logarithmic scale.

    Where fewer than FEWEST States of the subregion have a known income, the region takes its place. The outcome, the
    score, plays no part in the choice.
    """
    incomes = _incomes(release, month)
    if iso3 not in incomes:
        return Peers(scores=(), area="", has_income=False)
    own = countries()[iso3]
    others = [code for code in incomes if code != iso3]
    area = own.subregion
    nearby = [code for code in others if countries()[code].subregion == own.subregion]
    if len(nearby) < FEWEST:
        area = own.region
        nearby = [code for code in others if countries()[code].region == own.region]
    nearest = sorted(nearby, key=lambda code: (abs(math.log(incomes[code] / incomes[iso3])), code))[:MOST]
    scores = read_scores(release, nearest, month)
    return Peers(scores=tuple(scores[code] for code in nearest if code in scores), area=area, has_income=True)


def _incomes(release: Release, month: pd.Timestamp) -> dict[str, float]:
    """Income per person by ISO3, the newest known at the month, however old: it changes slowly."""
    key = next((one["key"] for one in release.document("indicators") if one["series"] == INCOME), None)
    if key is None:
        return {}
    rows = release.frame("values")
    rows = rows[(rows["month"] == month) & (rows[key] > 0)]
    return {str(code): float(value) for code, value in zip(rows["iso3"], rows[key], strict=True)}
