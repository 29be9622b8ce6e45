"""A set of States looked at together since a day that matters to them: a configuration since its last meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from briefing.charts.profile import FactorLevel
from briefing.charts.trend import Event
from briefing.content import figures
from briefing.content.configurations import Neighbour, read_neighbours
from briefing.content.country import WORTH_A_RESPONSE
from briefing.content.evidence import read_events, say_date
from briefing.content.figures import IndicatorLine, Score, ScoreChange
from briefing.content.forecast import Forecast, read_forecast
from briefing.content.open_points import OpenPoint, read_open_points
from briefing.content.speech import Burst, Series, read_series
from briefing.content.timing import end_of, first_day
from briefing.language import gettext as _
from data.release import Release
from data.schema import UNVERIFIED
from indicators.responses import Response, responses
from models import composite

FACTORS_ANSWERED = 4
MARKED = {"peacebuilding": "peacebuilding", "withdrawn": "withdrawal"}  # topic or status of a fact → kind of event


@dataclass(frozen=True, kw_only=True)
class Member:
    """One State of the set at the two months; `then` is None where the release has no row for it."""

    iso3: str
    then: Score | None
    now: Score
    change: ScoreChange | None  # None without a score at both months
    factors_then: tuple[FactorLevel, ...]  # 14
    factors: tuple[FactorLevel, ...]  # 14
    indicators: tuple[IndicatorLine, ...]  # at the later month
    history: pd.DataFrame  # month, score, low, high, status
    events: tuple[Event, ...]  # up to the later month
    forecast: Forecast | None
    open_points: tuple[OpenPoint, ...]
    last_review: pd.Timestamp | None  # first day of the newest review held by the later month
    streams: tuple[Series, ...]  # of hate speech; none where nobody counts
    bursts: tuple[Burst, ...]  # alarms of these streams after the earlier month and up to the later one, newest first

    @property
    def rise(self) -> float | None:
        """Points by which the score moved between the two months, as released; None without both."""
        return points_between(self.then, self.now)

    def factor(self, number: int) -> tuple[float | None, float | None]:
        """The levels of one risk factor at the two months; None where none is given."""
        then, now = (
            {one.number: one.level for one in levels}.get(number) for levels in (self.factors_then, self.factors)
        )
        return then, now

    def growth(self, number: int) -> float | None:
        """By how much one risk factor grew between the two months; None without a level at both."""
        then, now = self.factor(number)
        return None if then is None or now is None else now - then


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A neighbour of the set at the two months."""

    neighbour: Neighbour
    then: Score | None
    now: Score
    history: pd.DataFrame
    bursts: tuple[Burst, ...]

    @property
    def rise(self) -> float | None:
        return points_between(self.then, self.now)


@dataclass(frozen=True, kw_only=True)
class GroupContent:
    """A set of States between two months, ready to be said, drawn or printed; never changed in place."""

    since: pd.Timestamp
    month: pd.Timestamp
    members: tuple[Member, ...]
    neighbours: tuple[Beside, ...]
    answers: tuple[tuple[str, tuple[Response, ...]], ...]  # risk factor with its highest level, and what fits it

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.iso3 for one in self.members)


def points_between(then: Score | None, now: Score) -> float | None:
    """The difference of two scores; None without both."""
    return None if then is None or then.score is None or now.score is None else now.score - then.score


def read_group(release: Release, codes: Sequence[str], *, since: pd.Timestamp, month: pd.Timestamp) -> GroupContent:
    """The content of a set of States between two months.

    Raises ValueError if the set is empty or `since` is not before `month`; KeyError for a State or month that the
    release does not have.
    """
    if not codes:
        raise ValueError("no State to look at: the set is empty")
    if since >= month:
        raise ValueError(f"since {since:%Y-%m} must lie before the month shown, {month:%Y-%m}")
    tree = composite.structure(figures.declared(release))
    distinct = tuple(dict.fromkeys(codes))
    beside = read_neighbours(release, distinct)
    wanted = [*distinct, *(one.iso3 for one in beside)]
    then, now = (figures.read_scores(release, wanted, day) for day in (since, month))
    series = [one for one in read_series(release, with_demonstration=False) if one.iso3 in wanted]
    members = tuple(
        _member(
            release, tree, iso3, since, month, then.get(iso3), now[iso3], [one for one in series if one.iso3 == iso3]
        )
        for iso3 in distinct
    )
    return GroupContent(
        since=since, month=month, members=members,
        neighbours=tuple(
            Beside(
                neighbour=one, then=then.get(one.iso3), now=now[one.iso3],
                history=figures.read_history(release, one.iso3),
                bursts=_bursts([stream for stream in series if stream.iso3 == one.iso3], since, month),
            )
            for one in beside
            if one.iso3 in now
        ),
        answers=_answers(members),
    )  # fmt: skip


def _member(
    release: Release, tree: composite.Structure, iso3: str, since: pd.Timestamp, month: pd.Timestamp,
    then: Score | None, now: Score, streams: Sequence[Series],
) -> Member:  # fmt: skip
    before, after = (figures.read_row(release, tree, iso3, day) for day in (since, month))
    lines = figures.indicator_lines(release, tree, after, None, iso3, month)
    events = _events(release, iso3, month)
    return Member(
        iso3=iso3, then=then, now=now,
        change=None if then is None else figures.split_change(before, after, tree, (then, now)),
        factors_then=figures.factor_levels(release, tree, before, iso3, since),
        factors=figures.factor_levels(release, tree, after, iso3, month),
        indicators=lines, history=figures.read_history(release, iso3), events=events,
        forecast=read_forecast(release, iso3), open_points=read_open_points(release, iso3, month, lines),
        last_review=max((one.day for one in events if one.kind == "review"), default=None),
        streams=tuple(streams), bursts=_bursts(streams, since, month),
    )  # fmt: skip


def _bursts(streams: Sequence[Series], since: pd.Timestamp, month: pd.Timestamp) -> tuple[Burst, ...]:
    """Alarms of the weeks that began after the earlier month and by the end of the later one, the newest first."""
    found = [one for stream in streams for one in stream.bursts if end_of(since) < one.week <= end_of(month)]
    return tuple(sorted(found, key=lambda one: one.week, reverse=True))


def _events(release: Release, iso3: str, month: pd.Timestamp) -> tuple[Event, ...]:
    """What the trend marks, what the Peacebuilding Commission did, and withdrawals from a treaty, up to the month."""
    rows = figures.of_country(release.frame("facts"), iso3).fillna("").to_dict("records")
    found = list(read_events(release, iso3))
    for row in rows:
        kind = MARKED.get(row["topic"]) or MARKED.get(row["status"])
        date = row["to_date"] if kind == "withdrawal" else row["from_date"]
        day = first_day(date)
        if kind and day is not None:
            label = _("{fact}: withdrawn").format(fact=_(row["fact"])) if kind == "withdrawal" else _(row["fact"])
            unverified = row["evidence"] in UNVERIFIED or row["date_evidence"] in UNVERIFIED
            found.append(
                Event(
                    kind=kind,
                    day=day,
                    when=say_date(date),
                    label=label[:1].upper() + label[1:],
                    is_unverified=unverified,
                )
            )
    return tuple(sorted((one for one in found if one.day <= end_of(month)), key=lambda one: one.day))


def _answers(members: Sequence[Member]) -> tuple[tuple[str, tuple[Response, ...]], ...]:
    """The risk factors that stand highest in any of the States, each with the responses that fit."""
    highest: dict[int, FactorLevel] = {}
    for member in members:
        for factor in member.factors:
            if (factor.level or 0.0) > (highest[factor.number].level or 0.0 if factor.number in highest else 0.0):
                highest[factor.number] = factor
    chosen = figures.highest(tuple(highest.values()), least=WORTH_A_RESPONSE, count=FACTORS_ANSWERED)
    return tuple((factor.label, responses().fitting(factor.number)) for factor in chosen)
