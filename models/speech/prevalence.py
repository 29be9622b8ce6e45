"""How much of a stream is hateful, corrected for what the classifier misses and mistakes, with an interval.

A classifier that flags 8 % of harmless posts reads 9 % where the truth is 1 %. The share is therefore not counted but
estimated: the probabilities of a cell's posts, counted in bins, are a mixture of how hateful and how harmless texts
fall into the bins (measured on texts left out of training), and the mixing share is what is wanted: quantification by
expectation-maximisation (Saerens, Latinne and Decaestecker 2002).
"""

from functools import cache

import numpy as np
import pandas as pd

from models.speech.past import FLAT, LEAST_WEEKS, PAST_WEEKS, UNLIKE, laws

DECIMALS = 9  # kept of a share: what lies beyond depends on how many threads multiply matrices
GRID = np.linspace(0.0, 1.0, 401) ** 2  # shares considered, densest where they are small
LEVEL = 0.90  # of intervals
# Of a series without a past: hate is the smaller part of a stream, most likely a few posts in a hundred. It weighs as
# much as ten posts, has its mean at 5 % and puts one stream in twenty above 19 %. Jeffreys' prior, with its mean at
# 50 %, reads 150 posts with a true 1 % as 2.7 %.
RARE = (0.5, 9.5)
_STRENGTHS = (5.0, 15.0, 50.0, 150.0, 500.0)  # posts that the past may weigh: how far weeks stray
_MEANS = np.linspace(0.02, 0.95, 48) ** 2


def estimate(bins: np.ndarray, hateful: np.ndarray, harmless: np.ndarray, *, rounds: int = 400) -> np.ndarray:
    """(cells,) maximum-likelihood share of hateful posts, by expectation-maximisation; NaN without posts.

    `bins` (cells, bins) posts by bin of probability; `hateful`, `harmless` (bins,) the shares of each kind by bin.
    """
    count = bins.sum(axis=1)
    share = np.full(len(bins), 0.5)
    for _ in range(rounds):
        hate = share[:, None] * hateful
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (bins * hate / (hate + (1 - share[:, None]) * harmless)).sum(axis=1) / count
    return share


def log_likelihood(bins: np.ndarray, hateful: np.ndarray, harmless: np.ndarray) -> np.ndarray:
    """(cells, GRID) log-likelihood of each share."""
    mixture = GRID[:, None] * hateful + (1 - GRID[:, None]) * harmless
    return bins @ np.log(mixture).T


def _prior(a: float, b: float) -> np.ndarray:
    """(GRID,) weight of each share under a beta distribution, adding up to one."""
    from scipy.stats import beta

    edges = np.concatenate(([0.0], (GRID[1:] + GRID[:-1]) / 2, [1.0]))
    return np.diff(beta.cdf(edges, a, b))


@cache
def _priors() -> np.ndarray:
    """(laws, GRID): the priors that a past may speak for, one a mean and strength."""
    return np.stack([_prior(mean * strength, (1 - mean) * strength) for mean in _MEANS for strength in _STRENGTHS])


def shares(bins: np.ndarray, hateful: np.ndarray, harmless: np.ndarray) -> pd.DataFrame:
    """Corrected share of hateful posts for the weeks of one series, oldest first.

    Columns: prevalence (posterior mean), prevalence_low and prevalence_high (LEVEL interval), prior_weeks (weeks of the
    series' own past that a week was shrunk towards: at most PAST_WEEKS, only earlier ones, 0 below LEAST_WEEKS: then
    towards RARE). A week without scored posts is missing. The interval holds the chance of the draw and of the week, not
    an error of the classifier on speech unlike its training texts.
    """
    likelihood = log_likelihood(bins, hateful, harmless)
    likelihood = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    evidence = np.log(np.maximum(likelihood @ _priors().T, 1e-300))  # of each week for each law
    has_posts, rows = bins.sum(axis=1) > 0, []
    for week in range(len(bins)):
        past = np.flatnonzero(has_posts[:week])[-PAST_WEEKS:]
        used = len(past) if len(past) >= LEAST_WEEKS else 0
        if not has_posts[week]:
            rows.append((np.nan, np.nan, np.nan, used))
            continue
        prior = _past_prior(evidence[past].sum(axis=0)) if used else _prior(*RARE)
        rows.append((*_summary(likelihood[week] * prior), used))
    found = pd.DataFrame(rows, columns=["prevalence", "prevalence_low", "prevalence_high", "prior_weeks"])
    return found.round(DECIMALS)


def _past_prior(evidence: np.ndarray) -> np.ndarray:
    """(GRID,) what a past speaks for: its laws, as likely as it makes them, and the chance of a week unlike any before."""
    weight = np.exp(evidence - evidence.max())
    return (1 - UNLIKE) * (weight / weight.sum()) @ _priors() + UNLIKE * _prior(*FLAT)


def _summary(weights: np.ndarray) -> tuple[float, float, float]:
    weights = weights / weights.sum()
    running = np.cumsum(weights)
    low, high = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], running, GRID)
    return float(weights @ GRID), float(low), float(high)


def shrunken_rate(flagged: np.ndarray, scored: np.ndarray) -> pd.DataFrame:
    """Rate of flagged posts for the weeks of one series, oldest first, shrunk towards the series' own past.

    Columns flagged_rate, flagged_low, flagged_high: beta-binomial posterior under what earlier weeks alone say, with the
    chance of a week unlike any before; under Jeffreys' prior below LEAST_WEEKS of them.
    """
    rows = []
    for week in range(len(flagged)):
        past = np.flatnonzero(scored[:week] > 0)[-PAST_WEEKS:]
        if not scored[week]:
            rows.append((np.nan, np.nan, np.nan))
            continue
        a, b, weight = np.array([FLAT[0]]), np.array([FLAT[1]]), np.ones(1)
        if len(past) >= LEAST_WEEKS:
            mean, strength, likely = laws(flagged[past], scored[past])
            a, b = np.append(mean * strength, a), np.append((1 - mean) * strength, b)
            weight = np.append((1 - UNLIKE) * likely, UNLIKE)
        rows.append(_rate(a, b, weight, int(flagged[week]), int(scored[week])))
    return pd.DataFrame(rows, columns=["flagged_rate", "flagged_low", "flagged_high"])


def _rate(a: np.ndarray, b: np.ndarray, weight: np.ndarray, hits: int, posts: int) -> tuple[float, float, float]:
    """Mean and LEVEL interval of a week's rate under a mixture of beta priors, once its posts are counted."""
    from scipy.special import betainc, betaln

    evidence = np.log(weight) + betaln(a + hits, b + posts - hits) - betaln(a, b)
    weight = np.exp(evidence - evidence.max())
    weight /= weight.sum()
    a, b = a + hits, b + posts - hits
    mean = a / (a + b)
    # The running weight of the mixture on points around its mean.
    spread = float(np.sqrt(weight @ (mean * (1 - mean) / (a + b + 1) + (mean - weight @ mean) ** 2)))
    points = np.clip(weight @ mean + spread * np.linspace(-6, 6, 401), 0.0, 1.0)
    running = betainc(a[:, None], b[:, None], points[None]).T @ weight
    low, high = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], running, points)
    return float(weight @ mean), float(low), float(high)
