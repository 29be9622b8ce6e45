"""All that a country page or briefing says, for one country at one month."""

from dataclasses import dataclass

import pandas as pd

from briefing.charts.profile import FactorLevel
from briefing.charts.trend import Event, MethodChange
from briefing.content import figures
from briefing.content.evidence import Evidence, read_events, read_evidence
from briefing.content.figures import IndicatorLine, Score, ScoreChange
from briefing.content.peers import Peers, read_peers
from briefing.content.vintage import KnownThen, read_known, read_methods
from data.release import Release
from indicators.responses import Response, responses
from models import composite

WORTH_A_RESPONSE = 1 / 3  # level of a risk factor from which its responses are proposed: the lower third is left out
FACTORS_ANSWERED = 3


@dataclass(frozen=True, kw_only=True)
class CountryContent:
    """One country at one month, ready to be said, drawn or printed; never changed in place."""

    iso3: str
    month: pd.Timestamp
    score: Score
    history: pd.DataFrame  # month, score, low, high, status
    factors: tuple[FactorLevel, ...]  # 14
    indicators: tuple[IndicatorLine, ...]
    known_then: KnownThen | None  # the score as it could be known at the month; None from a release that does not tell
    change: ScoreChange | None  # over 12 months; None without a score at both
    events: tuple[Event, ...]
    methods: tuple[MethodChange, ...]
    evidence: Evidence  # at the month
    peers: Peers
    answers: tuple[tuple[FactorLevel, tuple[Response, ...]], ...]  # highest risk factors, with the responses that fit

    @property
    def has_split(self) -> bool:
        """Whether the score can be split into the points of its indicators."""
        return any(line.points is not None for line in self.indicators)


def read_country(release: Release, iso3: str, month: pd.Timestamp) -> CountryContent:
    """The content of one country at one month.

    Raises KeyError for a country or a month that the release does not have.
    """
    scores = figures.read_scores(release, [iso3], month)
    tree = composite.structure(figures.declared(release))
    row = figures.read_row(release, tree, iso3, month)
    factors = figures.factor_levels(release, tree, row, iso3, month)
    points = figures.split_score(row, tree, scores[iso3].score)
    answered = figures.highest(factors, least=WORTH_A_RESPONSE, count=FACTORS_ANSWERED)
    return CountryContent(
        iso3=iso3,
        month=month,
        score=scores[iso3],
        history=figures.read_history(release, iso3),
        factors=factors,
        indicators=figures.indicator_lines(release, tree, row, points, iso3, month),
        known_then=read_known(release, iso3, month),
        change=_change(release, tree, row, scores[iso3]),
        events=read_events(release, iso3),
        methods=read_methods(release),
        evidence=read_evidence(release, iso3, month),
        peers=read_peers(release, iso3, month),
        answers=tuple((factor, responses().fitting(factor.number)) for factor in answered),
    )


def _change(release: Release, tree: composite.Structure, row: figures.Row, now: Score) -> ScoreChange | None:
    month = now.month - pd.DateOffset(years=1)
    then = figures.read_scores(release, [now.iso3], month).get(now.iso3)
    if then is None:
        return None
    return figures.split_change(figures.read_row(release, tree, now.iso3, month), row, tree, (then, now))
