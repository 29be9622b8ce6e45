"""Rules that propose alerts from the figures of a release, each with its reason in data; a person decides.

A rule fires in the month in which its condition becomes true for the first time in a year, and looks at no later month:
the alerts of past months stay what they were when figures are added. What fired in the last `CURRENT_MONTHS` is proposed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators.responses import responses
from models import alert_figures, composite
from models.alert_figures import Figures

Frames = Callable[[str], pd.DataFrame]
Documents = Callable[[str], Any]

LEVELS = ("notable", "high", "extreme")
# Figures of conflict and rights are published once a year and useful for 18 months: a finding is current as long.
CURRENT_MONTHS = 18
YEAR = 12
# Points of the score. About 40, 16 and 6 States stood at or above these at the end of 2024: the project's own choice,
# so that a reviewer meets a handful of crossings a year.
SCORE_LEVELS = {"notable": 40.0, "high": 50.0, "extreme": 60.0}
FACTOR_LEVELS = {"notable": 2 / 3, "high": 0.8}  # of 1; the upper third of the scale is called high on every page
RISES = {"notable": 3.0, "high": 5.0, "extreme": 10.0}  # points in 12 months, like for like, beyond the interval
SHORT_RISE, SHORT_MONTHS, PAST_MONTHS = 3.0, 3, 120  # points in 3 months, more than in any 3 of the ten years before
CONFIGURATION_RISE = 1.0  # points in 12 months, beyond the interval, for a country that the Commission accompanies
LISTED, HIGH_ON_LIST = 30, 10  # places of the yearly list of forecasts
POINTS, OF_ONE, CHANCE, POSTS = (
    "points",
    "of 1",
    "probability within two years",
    "flagged posts",
)  # units, in words for the catalogue
MOVERS = 3  # indicators named as having moved a score
LEAST_POINTS = 0.05  # of a named indicator
CONFIGURATION = "country-specific configuration"
SPEECH_WEEKS = 13  # weekly figures: an alarm is current for a quarter of a year
COURT_FACTOR = 2  # accountability belongs to the record of violations, and leaving the Court weakens it
COURT_STEPS = {"withdrawal announced": "high", "withdrawal notified": "high", "withdrawal effective": "extreme"}
VERIFIED = ("seen", "derived", "published")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its key, what it says when it fires (English, for the catalogue), and what it looks at."""

    key: str
    title: str
    condition: str


RULES = {
    rule.key: rule
    for rule in (
        Rule(key="score_level", title="The risk score reached a declared level",
             condition="The score reaches 40 (notable), 50 (high) or 60 (extreme) for the first time in twelve months, "
                       "because indicators moved, not because more became known."),
        Rule(key="factor_level", title="A risk factor became high",
             condition="A risk factor reaches 0.67 (notable) or 0.80 (high) of 1 for the first time in twelve months, "
                       "because indicators moved, not because more became known."),
        Rule(key="score_rise_12", title="The risk score rose over twelve months by more than its interval",
             condition="Compared like for like, the score rose by 3 points (notable), 5 (high) or 10 (extreme), and the "
                       "90% interval of the change lies above zero."),
        Rule(key="score_rise_3", title="The risk score rose over three months as never in ten years",
             condition="Compared like for like, the score rose by 3 points or more, and by more than it moved in any three "
                       "months of the ten years before."),
        Rule(key="configuration_worsens", title="The situation of a country on the Peacebuilding Commission's agenda worsened",
             condition="The score of a country with a configuration rose by 1 point or more over twelve months, and the "
                       "90% interval of the change lies above zero."),
        Rule(key="onset_listed", title="The country entered the 30 highest forecasts of mass-killing onset",
             condition="The forecast is among the 30 highest of its year, was not the year before, and did not fall. "
                       "Among the 10 highest it is a high alert."),
        Rule(key="speech_burst", title="Flagged speech rose beyond what the past makes likely",
             condition="In one week more posts of a stream were flagged as hateful than its own past makes likely (high), or a "
                       "slow rise came to its end (notable). Only languages whose model is reliable count."),
        Rule(key="commitment_withdrawn", title="The State is leaving the Rome Statute",
             condition="A withdrawal from the Rome Statute was announced or notified (high), or took effect (extreme), "
                       "and the source was seen."),
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mover:
    """An indicator, and the points by which it moved the score."""

    indicator: str
    points: float


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a figure comes from: the data set, its address, and the end of the period that the figure is about."""

    title: str
    address: str = ""
    date: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A proposed alert. Figures are in `unit`; None where not known or where the rule has none.

    `month`, `since`: YYYY-MM of `after` and `before`. `low`, `high`: 90 % interval of `after`. `change` and its 90 %
    interval: like for like, of the score. `threshold`: the declared level that was reached. `counted`: what `after` is a
    part of. `subject`: what the source calls the event, or its day.
    """

    iso3: str
    rule: str
    level: str
    month: str
    since: str
    unit: str
    after: float | None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    threshold: float | None = None
    counted: int | None = None
    factor: int | None = None
    subject: str = ""
    movers: tuple[Mover, ...] = ()
    sources: tuple[Source, ...] = ()
    responses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"alert on {self.iso3}: {self.rule!r} is no rule; rules are {', '.join(RULES)}")
        if self.level not in LEVELS:
            raise ValueError(f"alert on {self.iso3}: level must be one of {', '.join(LEVELS)}, got {self.level!r}")

    def describe(self) -> dict[str, Any]:
        """The alert as plain JSON values."""
        return asdict(self) | {"title": RULES[self.rule].title}


def propose(frame: Frames, document: Documents, *, default_month: str) -> list[Alert]:
    """What a release proposes: alerts of the months up to `default_month` ("YYYY-MM") that are current, newest first.

    `frame`, `document`: readers of the release's files by name; a release without forecasts has no alerts on them.
    """
    newest = pd.Period(default_month, "M")
    first = newest - CURRENT_MONTHS
    # a year to look back on, and the year that a change is counted from
    figures = alert_figures.read(frame, document, first=first - 2 * YEAR - PAST_MONTHS, last=newest)
    weeks = figures.speech["week"]
    quarter = None if weeks.empty else pd.Period(weeks.max() - pd.Timedelta(weeks=SPEECH_WEEKS), "M")
    begins = {"speech_burst": quarter}
    found = [one for one in fired(figures) if pd.Period(one.month, "M") >= (begins.get(one.rule) or first)]
    return sorted(
        found, key=lambda one: (_back(one.month), -LEVELS.index(one.level), one.iso3, one.rule, one.factor or 0)
    )


def _back(month: str) -> int:
    return -pd.Period(month, "M").ordinal


def fired(figures: Figures) -> Iterator[Alert]:
    """Every alert of the months of `figures`, by rule; see `RULES`."""
    rises = list(_rises(figures))
    told = {(one.iso3, one.month) for one in rises}
    yield from rises
    yield from _short_rises(figures, rises)
    yield from _configurations(figures, told)
    yield from _score_levels(figures)
    yield from _factor_levels(figures)
    yield from _listed(figures)
    yield from _speech(figures)
    yield from _withdrawn(figures)


def newly(condition: np.ndarray) -> np.ndarray:
    """Where a condition, bool (months, …), is true and was not in the twelve months before; False in the first twelve."""
    count = np.cumsum(condition, axis=0)
    before = np.zeros_like(count)
    before[1:] = count[:-1]
    before[YEAR:] -= np.concatenate([np.zeros_like(count[:1]), count[: -YEAR - 1]]) if len(count) > YEAR else 0
    found = condition & (before == 0)
    found[:YEAR] = False
    return found


def _highest(levels: Mapping[str, np.ndarray]) -> Iterator[tuple[str, int, int]]:
    """Level, month and State of each place where something fired, once, at the highest level that did."""
    taken = np.zeros_like(next(iter(levels.values())))
    for level in reversed([name for name in LEVELS if name in levels]):
        places = levels[level] & ~taken
        taken |= levels[level]
        yield from ((level, int(m), int(s)) for m, s in zip(*np.nonzero(places), strict=True))


def _rises(figures: Figures) -> Iterator[Alert]:
    is_clear = figures.change_low > 0
    fires = {level: newly(is_clear & (figures.change >= least)) for level, least in RISES.items()}
    for level, m, s in _highest(fires):
        yield _of_score(figures, m, s, rule="score_rise_12", level=level, lag=YEAR, threshold=RISES[level])


def _short_rises(figures: Figures, rises: Sequence[Alert]) -> Iterator[Alert]:
    moved = figures.moved(SHORT_MONTHS).sum(axis=-1)
    size = pd.DataFrame(np.abs(np.where(np.isfinite(figures.scores), moved, np.nan)))
    past = size.shift(SHORT_MONTHS).rolling(PAST_MONTHS, min_periods=PAST_MONTHS).max().to_numpy()
    told = {(one.iso3, pd.Period(one.month, "M") + back) for one in rises for back in range(SHORT_MONTHS)}
    for level, m, s in _highest({"notable": newly((moved >= SHORT_RISE) & (moved > past))}):
        if (figures.states[s], figures.months[m]) not in told:
            yield _of_score(figures, m, s, rule="score_rise_3", level=level, lag=SHORT_MONTHS, threshold=SHORT_RISE)


def _configurations(figures: Figures, told: set[tuple[str, str]]) -> Iterator[Alert]:
    facts = figures.facts
    is_one = (facts["topic"] == "peacebuilding") & (facts["fact"] == CONFIGURATION) & facts["evidence"].isin(VERIFIED)
    begun = {str(row.iso3): str(row.from_date) for row in facts[is_one].itertuples()}
    fires = newly((figures.change_low > 0) & (figures.change >= CONFIGURATION_RISE))
    for level, m, s in _highest({"notable": fires}):
        iso3, month = figures.states[s], str(figures.months[m])
        if iso3 in begun and begun[iso3][:7] <= month and (iso3, month) not in told:
            yield _of_score(
                figures, m, s, rule="configuration_worsens", level=level, lag=YEAR, threshold=CONFIGURATION_RISE
            )


def _score_levels(figures: Figures) -> Iterator[Alert]:
    scores, carried = figures.scores, np.full_like(figures.scores, np.nan)
    carried[1:] = scores[:-1] + figures.moved(1)[1:].sum(axis=-1)
    fires = {level: newly(scores >= least) & (carried >= least) for level, least in SCORE_LEVELS.items()}
    for level, m, s in _highest(fires):
        yield _of_score(figures, m, s, rule="score_level", level=level, lag=1, threshold=SCORE_LEVELS[level])


def _of_score(figures: Figures, m: int, s: int, *, rule: str, level: str, lag: int, threshold: float) -> Alert:
    """An alert on the score of State `s` in month `m`, compared with `lag` months before."""
    points = figures.moved(lag)[m, s]
    order = [int(i) for i in np.argsort(-points, kind="stable")[:MOVERS] if points[i] >= LEAST_POINTS]
    is_year = lag == YEAR
    return Alert(
        iso3=figures.states[s], rule=rule, level=level, month=str(figures.months[m]), since=str(figures.months[m - lag]),
        unit=POINTS, after=_number(figures.scores[m, s]), before=_number(figures.scores[m - lag, s]),
        low=_number(figures.low[m, s]), high=_number(figures.high[m, s]), threshold=threshold,
        change=_number(points.sum()),
        change_low=_number(figures.change_low[m, s]) if is_year else None,
        change_high=_number(figures.change_high[m, s]) if is_year else None,
        movers=tuple(Mover(indicator=figures.tree.keys[i], points=round(float(points[i]), 3)) for i in order),
        sources=_sources(figures, m, s, order),
        responses=_fitting(figures.tree.indicators[order[0]].risk_factor if order else None),
    )  # fmt: skip


def _factor_levels(figures: Figures) -> Iterator[Alert]:
    tree = figures.tree
    then, now = figures.like_for_like(1)
    for place, number in enumerate(tree.factors):
        level_of = figures.factors[:, :, place]
        carried = np.full_like(level_of, np.nan)
        carried[1:] = level_of[:-1] + (now - then)[1:, :, place]
        fires = {
            level: newly(level_of >= least - composite.ROUNDING) & (carried >= least - composite.ROUNDING)
            for level, least in FACTOR_LEVELS.items()
        }
        for level, m, s in _highest(fires):
            own = [i for i, one in enumerate(tree.indicators) if one.risk_factor == number]
            step = np.nan_to_num(figures.levels[m, s] - figures.levels[m - 1, s])
            order = sorted((i for i in own if step[i] > 0), key=lambda i: (-step[i], i))[:MOVERS]
            yield Alert(
                iso3=figures.states[s], rule="factor_level", level=level, month=str(figures.months[m]),
                since=str(figures.months[m - 1]), unit=OF_ONE, after=_number(level_of[m, s]),
                before=_number(level_of[m - 1, s]), threshold=round(FACTOR_LEVELS[level], 4), factor=number,
                sources=_sources(figures, m, s, order), responses=_fitting(number),
                movers=tuple(Mover(indicator=tree.keys[i], points=round(float(figures.moved(1)[m, s, i]), 3))
                             for i in order),
            )  # fmt: skip


def _listed(figures: Figures) -> Iterator[Alert]:
    """Forecasts that entered the list; a forecast made at the end of year t is dated December of t."""
    rows = figures.forecasts
    if rows.empty:
        return
    rank, p, low, high = (rows.pivot(index="t", columns="iso3", values=name) for name in ("rank", "p", "low", "high"))
    for t in rank.index[1:]:
        if t - 1 not in rank.index or pd.Period(f"{t}-12", "M") > figures.months[-1]:
            continue
        enters = (rank.loc[t] <= LISTED) & (rank.loc[t - 1] > LISTED) & (p.loc[t] >= p.loc[t - 1])
        for iso3 in rank.columns[enters]:
            yield Alert(
                iso3=str(iso3), rule="onset_listed", level="high" if rank.loc[t, iso3] <= HIGH_ON_LIST else "notable",
                month=f"{t}-12", since=f"{t - 1}-12", unit=CHANCE,
                after=_number(p.loc[t, iso3]), before=_number(p.loc[t - 1, iso3]), low=_number(low.loc[t, iso3]),
                high=_number(high.loc[t, iso3]), threshold=float(LISTED),
                responses=_fitting(_highest_factor(figures, str(iso3), f"{t}-12")),
            )  # fmt: skip


def _highest_factor(figures: Figures, iso3: str, month: str) -> int | None:
    place = pd.Period(month, "M").ordinal - figures.months[0].ordinal
    if not 0 <= place < len(figures.months):
        return None
    row = figures.factors[place, figures.states.index(iso3)]
    return None if np.isnan(row).all() else figures.tree.factors[int(np.nanargmax(row))]


def _speech(figures: Figures) -> Iterator[Alert]:
    """Alarms of flagged speech: of a country and month the one least likely by chance; a sudden one before a slow one."""
    rows = figures.speech
    alarms = rows[(rows["is_burst"] | rows["is_drift"]) & (rows["status"] == "shown")]
    ordered = alarms.sort_values(["is_burst", "tail", "week"], ascending=[False, True, True], kind="stable")
    told: set[tuple[str, str]] = set()
    for row in ordered.to_dict("records"):
        iso3, month = str(row["iso3"]), f"{row['week']:%Y-%m}"
        if (iso3, month) in told or iso3 not in figures.states:
            continue
        told.add((iso3, month))
        yield Alert(
            iso3=iso3, rule="speech_burst", level="high" if row["is_burst"] else "notable", month=month, since=month,
            unit=POSTS, after=float(row["flagged"]), before=_number(float(row["expected"])), counted=int(row["scored"]),
            low=_number(float(row["flagged_low"]) * int(row["scored"])),
            high=_number(float(row["flagged_high"]) * int(row["scored"])), subject=f"{row['week']:%Y-%m-%d}",
            sources=(Source(title=f"{row['stream']} ({row['language']})", date=f"{row['week']:%Y-%m-%d}"),),
            responses=tuple(one.key for one in responses().against_hatred()),
        )  # fmt: skip


def _withdrawn(figures: Figures) -> Iterator[Alert]:
    """Steps out of the Rome Statute, each known to its month from a source that was seen."""
    facts = figures.facts
    is_step = (facts["topic"] == "icc") & facts["status"].isin(COURT_STEPS) & facts["evidence"].isin(VERIFIED)
    is_dated = facts["date_evidence"].isin(VERIFIED) & (facts["from_date"].str.len() >= len("2025-06"))
    for row in facts[is_step & is_dated].itertuples():
        month = str(row.from_date)[:7]
        if pd.Period(month, "M") >= figures.months[0]:
            yield Alert(
                iso3=str(row.iso3), rule="commitment_withdrawn", level=COURT_STEPS[str(row.status)], month=month,
                since=month, unit="", after=None, subject=str(row.status), factor=COURT_FACTOR,
                sources=(Source(title=str(row.reference)[:200], date=str(row.from_date)),), responses=_fitting(COURT_FACTOR),
            )  # fmt: skip


def _sources(figures: Figures, m: int, s: int, order: Iterable[int]) -> tuple[Source, ...]:
    """The data sets behind the indicators, each with the end of the newest period they speak of."""
    found: dict[str, Source] = {}
    for i in order:
        entry = figures.sources.get(figures.tree.indicators[i].source, {})
        age = figures.ages[m, s, i]
        date = "" if np.isnan(age) else str(figures.months[m] - round(float(age)))
        title = str(entry.get("name", figures.tree.indicators[i].source))
        if date >= found.get(title, Source(title=title)).date:
            found[title] = Source(title=title, address=str(entry.get("homepage", "")), date=date)
    return tuple(found.values())


def _fitting(factor: int | None) -> tuple[str, ...]:
    return () if factor is None else tuple(one.key for one in responses().fitting(factor))


def _number(value: float) -> float | None:
    """Three decimals say more than any figure here can bear; None where not known."""
    return None if np.isnan(value) else round(float(value), 4)
