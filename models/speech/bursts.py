"""Weeks in which flagged speech is more than the series' own past makes likely; slow drift; breaks seen looking back."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.speech.past import LEAST_WEEKS, PAST_WEEKS, laws

# One week in 52 would be 0.019, if the past told exactly how weeks stray. It does not: this tail gives about one false
# alarm a year over the kinds of quiet series of `python -m models.speech.trial` (chosen with its seed 11).
LEAST_TAIL = 0.016
LEAST_FLAGGED = 3  # flagged posts of a week: two of 30 are no burst, however quiet the past
LEAST_POSTS = 30  # unique scored posts of a week, to be judged at all
# Cumulative sum of standardised excess (Page 1954): slack of half a standard deviation, alarm at five.
DRIFT_SLACK, DRIFT_LIMIT = 0.5, 5.0
MOST_EXCESS = 3.0  # of one week: a single burst is not a drift
BREAK_PENALTY = 3.0  # times the logarithm of the number of weeks (as in the Bayesian information criterion)
LEAST_SEGMENT = 4
_NEITHER = 0.5  # of a week before that was not judged: neither high nor low


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is said of one week of a series.

    `tail`: chance of more flagged posts, and of as many in the measure in which the week before was high (all of it if
    that week was as low as can be, nothing if it was as high as can be, half if it was not judged). Without that share
    of ties a week of few posts could be held only against one tail that is too strict or one that is too lax.
    """

    expected: float
    tail: float
    is_burst: bool
    drift: float
    is_drift: bool
    is_judged: bool


def find(flagged: np.ndarray, scored: np.ndarray) -> pd.DataFrame:
    """Findings for the consecutive weeks of one series, oldest first, each from earlier weeks alone.

    `flagged`, `scored`: unique posts a week, 0 where there were none. Columns as Finding: expected (flagged posts), tail,
    is_burst, drift, is_drift, is_judged.
    """
    watch = Watch()
    rows = [vars(watch.see(int(hits), int(posts))) for hits, posts in zip(flagged, scored, strict=True)]
    return pd.DataFrame(rows, columns=list(Finding.__dataclass_fields__))


class Watch:
    """One series, followed week by week.

    Nothing is said of a week with fewer than LEAST_POSTS posts, or before LEAST_WEEKS judged weeks went before: that is
    not the same as calm. Later weeks are held against a burst week as if it had had the most flagged posts that are no
    burst: a burst must not hide the next one, and leaving it out would make the past look calmer than it was.
    """

    def __init__(self) -> None:
        self._usual: list[int] = []
        self._scored: list[int] = []
        self._drift, self._before = 0.0, _NEITHER

    def see(self, flagged: int, scored: int) -> Finding:
        """What is said of the next week."""
        past = len(self._usual)
        if scored >= LEAST_POSTS and past >= LEAST_WEEKS:
            law = _Law(np.array(self._usual[-PAST_WEEKS:]), np.array(self._scored[-PAST_WEEKS:]), scored, flagged)
            finding = _judge(law, flagged, self._drift, self._before)
            self._drift, self._before = 0.0 if finding.is_drift else finding.drift, finding.tail
        else:
            law, self._before = None, _NEITHER
            finding = Finding(
                expected=np.nan, tail=np.nan, is_burst=False, drift=self._drift, is_drift=False, is_judged=False
            )
        if scored >= LEAST_POSTS:
            self._usual.append(law.most_without_alarm() if law is not None and finding.is_burst else flagged)
            self._scored.append(scored)
        return finding


class _Law:
    """What a series' past says of the number of flagged posts, up to `flagged`, among `scored` ones."""

    def __init__(self, past_flagged: np.ndarray, past_scored: np.ndarray, scored: int, flagged: int) -> None:
        mean, strength, weight = laws(past_flagged, past_scored)
        a, b = mean * strength, (1 - mean) * strength
        self.equal = weight @ beta_binomial(scored, a[:, None], b[:, None], most=flagged)
        self.more = np.maximum(1.0 - np.cumsum(self.equal), 0.0)
        self.mean = float(scored * (weight @ mean))
        square = scored * mean * (1 - mean) * (1 + (scored - 1) / (strength + 1)) + (scored * mean) ** 2
        self.spread = float(np.sqrt(max(weight @ square - self.mean**2, 0.0)))

    def tail(self, flagged: int, before: float) -> float:
        return float(self.more[flagged] + before * self.equal[flagged])

    def most_without_alarm(self) -> int:
        return max(0, int(np.count_nonzero(self.more + 0.5 * self.equal > LEAST_TAIL)) - 1)


def beta_binomial(count: int, a: np.ndarray, b: np.ndarray, *, most: int) -> np.ndarray:
    """(…, most + 1) chance of 0 … most of `count` under beta-binomial laws; `a`, `b` (…, 1)."""
    from scipy.special import betaln, gammaln

    number = np.arange(most + 1)
    ways = gammaln(count + 1) - gammaln(number + 1) - gammaln(count - number + 1)
    return np.exp(ways + betaln(number + a, count - number + b) - betaln(a, b))


def _judge(law: _Law, flagged: int, drift: float, before: float) -> Finding:
    tail = law.tail(flagged, before)
    excess = (flagged - law.mean) / max(law.spread, 1e-9)
    drift = max(0.0, drift + min(excess, MOST_EXCESS) - DRIFT_SLACK)
    return Finding(
        expected=law.mean, tail=tail, is_burst=tail <= LEAST_TAIL and flagged >= LEAST_FLAGGED, drift=drift,
        is_drift=drift >= DRIFT_LIMIT, is_judged=True,
    )  # fmt: skip


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
