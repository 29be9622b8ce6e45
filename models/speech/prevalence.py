"""How much of a stream is hateful, corrected for what the classifier misses and mistakes, with an interval.

A classifier that flags 8 % of harmless posts reads 9 % where the truth is 1 %. The share is therefore not counted but
estimated: the probabilities of a cell's posts, counted in bins, are a mixture of how hateful and how harmless texts
fall into the bins (measured on texts left out of training), and the mixing share is what is wanted: quantification by
expectation-maximisation (Saerens, Latinne and Decaestecker 2002).
"""

import numpy as np
import pandas as pd

GRID = np.linspace(0.0, 1.0, 401) ** 2  # shares considered, densest where they are small
_WIDTH = np.gradient(GRID)
LEVEL = 0.90  # of intervals
LEAST_WEEKS = 4  # of a series' own past, before anything is shrunk towards it
PAST_WEEKS = 52
STRENGTHS = np.array([5.0, 15.0, 50.0, 150.0, 500.0])  # posts that the past may weigh; the likeliest is taken
FLAT = (0.5, 0.5)  # Jeffreys' prior, for a series without a past


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


def _beta(mean: float, strength: float) -> tuple[float, float]:
    mean = min(max(mean, 1e-4), 1 - 1e-4)
    return mean * strength, (1 - mean) * strength


def _log_prior(a: float, b: float) -> np.ndarray:
    """Log weight of each share of the grid under a beta distribution, adding up to one."""
    from scipy.stats import beta

    edges = np.concatenate(([0.0], (GRID[1:] + GRID[:-1]) / 2, [1.0]))
    return np.log(np.maximum(np.diff(beta.cdf(edges, a, b)), 1e-300))


def _past_prior(bins: np.ndarray, likelihood: np.ndarray, hateful: np.ndarray, harmless: np.ndarray) -> np.ndarray:
    """The prior that a series' own past weeks speak for: their common share, and how far weeks stray from it."""
    mean = float(estimate(bins.sum(axis=0, keepdims=True), hateful, harmless)[0])
    priors = [_log_prior(*_beta(mean, strength)) for strength in STRENGTHS]
    evidence = [np.logaddexp.reduce(likelihood + prior, axis=1).sum() for prior in priors]
    return priors[int(np.argmax(evidence))]


def shares(bins: np.ndarray, hateful: np.ndarray, harmless: np.ndarray) -> pd.DataFrame:
    """Corrected share of hateful posts for the weeks of one series, oldest first.

    Columns: prevalence (posterior mean), prevalence_low and prevalence_high (LEVEL interval), prior_weeks (weeks of the
    series' own past that a week was shrunk towards: at most PAST_WEEKS, only earlier ones, 0 below LEAST_WEEKS). A week
    without scored posts is missing. The interval holds the chance of the draw and of the week, not an error of the
    classifier on speech unlike its training texts.
    """
    likelihood = log_likelihood(bins, hateful, harmless)
    rows = []
    for week in range(len(bins)):
        has_posts = np.flatnonzero(bins[:week].sum(axis=1) > 0)[-PAST_WEEKS:]
        used = len(has_posts) if len(has_posts) >= LEAST_WEEKS else 0
        if not bins[week].sum():
            rows.append((np.nan, np.nan, np.nan, used))
            continue
        prior = _past_prior(bins[has_posts], likelihood[has_posts], hateful, harmless) if used else _log_prior(*FLAT)
        rows.append((*_summary(likelihood[week] + prior), used))
    return pd.DataFrame(rows, columns=["prevalence", "prevalence_low", "prevalence_high", "prior_weeks"])


def _summary(log_weights: np.ndarray) -> tuple[float, float, float]:
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    running = np.cumsum(weights)
    low, high = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], running, GRID)
    return float(weights @ GRID), float(low), float(high)


def shrunken_rate(flagged: np.ndarray, scored: np.ndarray) -> pd.DataFrame:
    """Rate of flagged posts for the weeks of one series, oldest first, shrunk towards the series' own past.

    Columns flagged_rate, flagged_low, flagged_high: beta-binomial posterior, its prior fitted to earlier weeks only.
    """
    from scipy.stats import beta

    rows = []
    for week in range(len(flagged)):
        past = np.flatnonzero(scored[:week] > 0)[-PAST_WEEKS:]
        a, b = fit_beta(flagged[past], scored[past]) if len(past) >= LEAST_WEEKS else FLAT
        if not scored[week]:
            rows.append((np.nan, np.nan, np.nan))
            continue
        found = beta(a + flagged[week], b + scored[week] - flagged[week])
        rows.append((found.mean(), found.ppf((1 - LEVEL) / 2), found.ppf((1 + LEVEL) / 2)))
    return pd.DataFrame(rows, columns=["flagged_rate", "flagged_low", "flagged_high"])


def fit_beta(flagged: np.ndarray, scored: np.ndarray) -> tuple[float, float]:
    """The beta distribution of weekly rates that makes the counts likeliest, its strength among STRENGTHS.

    Half a flagged and half a harmless post are added to the mean, so that a past without a flag is not certainty.
    """
    mean = (flagged.sum() + 0.5) / (scored.sum() + 1.0)
    return _beta(mean, float(STRENGTHS[int(past_evidence(flagged, scored, mean).argmax())]))


def past_evidence(flagged: np.ndarray, scored: np.ndarray, mean: float) -> np.ndarray:
    """(STRENGTHS,) log-probability of the weekly counts under beta-binomials of that mean, up to a constant."""
    from scipy.special import betaln

    a, b = mean * STRENGTHS, (1 - mean) * STRENGTHS
    flagged, harmless = flagged[:, None], (scored - flagged)[:, None]
    return (betaln(flagged + a, harmless + b) - betaln(a, b)).sum(axis=0)
