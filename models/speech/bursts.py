"""Weeks in which flagged speech is more than the series' own past makes likely; slow drift; breaks seen looking back."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.speech.prevalence import LEAST_WEEKS, STRENGTHS, past_evidence

# One week in 52 would be 0.019, if the past told exactly how weeks stray. It does not, and with that tail simulated
# series of 150 posts a week raise 1.2 false alarms a country-year. With this one none of the nine kinds of series of
# `python -m benchmarks.speech simulated` raises more than one.
LEAST_TAIL = 0.015
LEAST_POSTS = 30  # unique scored posts of a week, to be judged at all
PAST_WEEKS = 26
# Cumulative sum of standardised excess (Page 1954): slack of half a standard deviation, alarm at five.
DRIFT_SLACK, DRIFT_LIMIT = 0.5, 5.0
MOST_EXCESS = 3.0  # of one week: a single burst is not a drift
BREAK_PENALTY = 3.0  # times the logarithm of the number of weeks (as in the Bayesian information criterion)
LEAST_SEGMENT = 4


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is said of one week of a series. `tail`: chance of as many flagged posts or more, ties counting half."""

    expected: float
    tail: float
    is_burst: bool
    drift: float
    is_drift: bool
    is_judged: bool


def find(flagged: np.ndarray, scored: np.ndarray) -> pd.DataFrame:
    """Findings for the consecutive weeks of one series, oldest first, each from earlier weeks alone.

    `flagged`, `scored`: unique posts a week, 0 where there were none. Columns: expected (flagged posts), tail,
    is_burst, drift, is_drift, is_judged (False where a week has fewer than LEAST_POSTS posts, or fewer than LEAST_WEEKS
    judged weeks went before: then nothing is said, which is not the same as calm). Later weeks are held against a burst
    week as if it had had the most flagged posts that are no burst: a burst must not hide the next one, and leaving it
    out would make the past look calmer than it was.
    """
    usual = flagged.astype(np.int64).copy()
    judged: list[int] = []
    drift, rows = 0.0, []
    for week in range(len(flagged)):
        past = np.array(judged[-PAST_WEEKS:], dtype=np.intp)
        if scored[week] < LEAST_POSTS:
            rows.append(
                Finding(expected=np.nan, tail=np.nan, is_burst=False, drift=drift, is_drift=False, is_judged=False)
            )
            continue
        judged.append(week)
        if len(past) < LEAST_WEEKS:
            rows.append(
                Finding(expected=np.nan, tail=np.nan, is_burst=False, drift=drift, is_drift=False, is_judged=False)
            )
            continue
        law = _Law(usual[past], scored[past], int(scored[week]))
        finding = _judge(law, int(flagged[week]), drift)
        drift = 0.0 if finding.is_drift else finding.drift
        if finding.is_burst:
            usual[week] = law.most_without_alarm()
        rows.append(finding)
    return pd.DataFrame([vars(row) for row in rows], columns=list(Finding.__dataclass_fields__))


class _Law:
    """What a series' past says of the number of flagged posts among `scored` ones."""

    def __init__(self, past_flagged: np.ndarray, past_scored: np.ndarray, scored: int) -> None:
        a, b, weight = predictive(past_flagged, past_scored)
        chance = weight @ beta_binomial(scored, a[:, None], b[:, None])
        number = np.arange(scored + 1)
        self.mean = float(chance @ number)
        self.spread = float(np.sqrt(chance @ (number - self.mean) ** 2))
        # Chance of more flagged posts, and half that of as many.
        self.tails = np.cumsum(chance[::-1])[::-1] - 0.5 * chance

    def most_without_alarm(self) -> int:
        return max(0, int(np.count_nonzero(self.tails > LEAST_TAIL)) - 1)


def beta_binomial(count: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(…, count + 1) chance of 0 … count under beta-binomial laws; `a`, `b` (…, 1)."""
    from scipy.special import betaln, gammaln

    number = np.arange(count + 1)
    ways = gammaln(count + 1) - gammaln(number + 1) - gammaln(count - number + 1)
    return np.exp(ways + betaln(number + a, count - number + b) - betaln(a, b))


def _judge(law: _Law, flagged: int, drift: float) -> Finding:
    tail = float(law.tails[flagged])
    excess = (flagged - law.mean) / max(law.spread, 1e-9)
    drift = max(0.0, drift + min(excess, MOST_EXCESS) - DRIFT_SLACK)
    return Finding(
        expected=law.mean, tail=tail, is_burst=tail <= LEAST_TAIL, drift=drift, is_drift=drift >= DRIFT_LIMIT,
        is_judged=True,
    )  # fmt: skip


def predictive(flagged: np.ndarray, scored: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(a, b, weight): a mixture of beta distributions for the next week's rate.

    One for each of STRENGTHS (how far weeks stray from each other), weighed by how likely it makes the past weeks, and
    each widened by how little the past tells of the mean.
    """
    mean = (flagged.sum() + 0.5) / (scored.sum() + 1.0)
    evidence = past_evidence(flagged, scored, mean)
    weight = np.exp(evidence - evidence.max())
    between = mean * (1 - mean) / (STRENGTHS + 1)
    known = mean * (1 - mean) / scored.sum() + between / len(scored)
    widened = mean * (1 - mean) / (between + known) - 1
    return mean * widened, (1 - mean) * widened, weight / weight.sum()


def breaks(flagged: np.ndarray, scored: np.ndarray) -> list[int]:
    """Looking back: the weeks (places in the series) at which the rate settled on another level.

    PELT on variance-stabilised rates (Killick, Fearnhead and Eckley 2012; package ruptures); weeks without posts are
    passed over. Not an alarm: it knows what came after.
    """
    import ruptures

    weeks = np.flatnonzero(scored > 0)
    if len(weeks) < 2 * LEAST_SEGMENT:
        return []
    # Anscombe's arcsine: variance about 1 whatever the rate, so one penalty serves all series.
    signal = 2 * np.sqrt(scored[weeks]) * np.arcsin(np.sqrt((flagged[weeks] + 0.375) / (scored[weeks] + 0.75)))
    rate = signal / np.sqrt(scored[weeks]) * np.sqrt(np.median(scored[weeks]))
    found = ruptures.Pelt(model="l2", min_size=LEAST_SEGMENT, jump=1).fit(rate[:, None])
    return [int(weeks[place]) for place in found.predict(pen=BREAK_PENALTY * np.log(len(weeks)))[:-1]]
