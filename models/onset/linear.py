"""Penalised logistic regression (ridge to lasso), with the penalty chosen by cross-validation over whole countries."""

from dataclasses import dataclass

import numpy as np

TOLERANCE = 1e-7
MAX_STEPS = 60
MAX_SWEEPS = 400


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Log-odds = intercept + Σ slope × (value − centre) / scale; a column that never varied has slope 0.

    `penalty`: the weight λ of the penalty; `mix`: its share of absolute slopes (0 = ridge, 1 = lasso).
    """

    intercept: float
    slopes: np.ndarray
    centres: np.ndarray
    scales: np.ndarray
    penalty: float
    mix: float

    def log_odds(self, values: np.ndarray) -> np.ndarray:
        """Log-odds for rows of complete values (no NaN), in the column order of the fit."""
        return self.intercept + self.parts(values).sum(axis=1)

    def parts(self, values: np.ndarray) -> np.ndarray:
        """Contribution of each column to the log-odds, against a row at the training mean."""
        return (values - self.centres) / self.scales * self.slopes


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """Probability for log-odds; beyond ±35 it is 0 or 1 to machine precision."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -35, 35)))


def log_loss(outcome: np.ndarray, log_odds: np.ndarray) -> float:
    """Mean negative log-likelihood of 0/1 outcomes."""
    return float(np.mean(np.logaddexp(0.0, log_odds) - outcome * log_odds))


def fit_linear(
    values: np.ndarray, outcome: np.ndarray, groups: np.ndarray, *, mix: float, folds: int, rng: np.random.Generator
) -> Linear:
    """Fit with the penalty that gives the least log loss on countries held out, out of a path of twelve.

    `values`: rows × columns, no NaN; `outcome`: 0/1; `groups`: the country of each row, never split between folds.
    Raises ValueError without a single onset.
    """
    if outcome.sum() < 1:
        raise ValueError("a forecast cannot be learned from rows without one onset; give earlier years")
    centres, scales, units = _standard(values)
    path = _path(units, outcome, mix)
    fold = _folds(groups, folds, rng)
    losses = np.zeros(len(path))
    for one in range(folds):
        held = fold == one
        losses += held.sum() * _path_losses(units[~held], outcome[~held], units[held], outcome[held], path, mix)
    best = int(np.argmin(losses))
    intercept, slopes = _start(outcome), np.zeros(units.shape[1])
    for penalty in path[: best + 1]:
        intercept, slopes = _descend(units, outcome, penalty, mix, intercept, slopes)
    return Linear(intercept=float(intercept), slopes=slopes, centres=centres, scales=scales,
                  penalty=float(path[best]), mix=mix)  # fmt: skip


def fit_linear_again(values: np.ndarray, outcome: np.ndarray, *, penalty: float, mix: float) -> Linear:
    """Fit with a penalty that was chosen before; for repeats on other draws of the countries."""
    centres, scales, units = _standard(values)
    start = _start(outcome), np.zeros(units.shape[1])
    intercept, slopes = _descend(units, outcome, penalty, mix, *start)
    return Linear(intercept=intercept, slopes=slopes, centres=centres, scales=scales, penalty=penalty, mix=mix)


def fit_plain(values: np.ndarray, outcome: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and slopes of a logistic regression without penalty; for one or two columns."""
    return _descend(values, outcome, 0.0, 0.0, _start(outcome), np.zeros(values.shape[1]))


def _standard(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    centres = values.mean(axis=0)
    spread = values.std(axis=0)
    scales = np.where(spread > 1e-12, spread, 1.0)
    return centres, scales, (values - centres) / scales * (spread > 1e-12)


def _path(units: np.ndarray, outcome: np.ndarray, mix: float) -> np.ndarray:
    """Twelve penalties, from the least that leaves (almost) nothing downwards to a thousandth of it."""
    strongest = np.abs(units.T @ (outcome - outcome.mean())).max() / len(outcome) / max(mix, 0.05)
    return strongest * np.logspace(0, -3, 12)


def _folds(groups: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    """Fold of each row: countries shuffled, then dealt out one by one."""
    names, place = np.unique(groups, return_inverse=True)
    return rng.permutation(np.arange(len(names)) % folds)[place]


def _path_losses(
    units: np.ndarray, outcome: np.ndarray, held: np.ndarray, held_outcome: np.ndarray, path: np.ndarray, mix: float
) -> np.ndarray:
    losses, intercept, slopes = [], _start(outcome), np.zeros(units.shape[1])
    for penalty in path:
        intercept, slopes = _descend(units, outcome, penalty, mix, intercept, slopes)
        losses.append(log_loss(held_outcome, intercept + held @ slopes))
    return np.array(losses)


def _start(outcome: np.ndarray) -> float:
    share = np.clip(outcome.mean(), 1e-6, 1 - 1e-6)
    return float(np.log(share / (1 - share)))


def _descend(
    units: np.ndarray, outcome: np.ndarray, penalty: float, mix: float, intercept: float, slopes: np.ndarray
) -> tuple[float, np.ndarray]:
    """Newton steps on mean log loss + λ (mix |b|₁ + (1 − mix)/2 |b|²), each solved exactly or by coordinate descent."""
    rows = len(outcome)
    design = np.column_stack([np.ones(rows), units])
    ridge = np.full(design.shape[1], penalty * (1 - mix))
    ridge[0] = 0.0
    at = np.concatenate([[intercept], slopes])
    for _ in range(MAX_STEPS):
        p = sigmoid(design @ at)
        weight = np.maximum(p * (1 - p), 1e-6)
        curve = (design.T * weight) @ design / rows
        pull = curve @ at + design.T @ (outcome - p) / rows
        if mix * penalty > 0:
            new = _coordinates(curve, pull, ridge, penalty * mix, at)
        else:
            new = np.linalg.solve(curve + np.diag(ridge + 1e-10), pull)
        new = _shorten(design, outcome, at, new, penalty, mix)
        step = np.abs(new - at).max()
        at = new
        if step < TOLERANCE:
            break
    return float(at[0]), at[1:]


def _shorten(
    design: np.ndarray, outcome: np.ndarray, at: np.ndarray, new: np.ndarray, penalty: float, mix: float
) -> np.ndarray:
    """The step halved until the penalised loss no longer rises: a full Newton step can overshoot and never return."""

    def loss(point: np.ndarray) -> float:
        slopes = point[1:]
        return log_loss(outcome, design @ point) + penalty * (
            mix * np.abs(slopes).sum() + (1 - mix) / 2 * slopes @ slopes
        )

    before = loss(at)
    for _ in range(30):
        if loss(new) <= before + 1e-12:
            return new
        new = (at + new) / 2
    return at


def _coordinates(curve: np.ndarray, pull: np.ndarray, ridge: np.ndarray, lasso: float, start: np.ndarray) -> np.ndarray:
    """Least ½ bᵀ C b − pullᵀ b + ½ ridge b² + lasso |b| by coordinate descent; the intercept bears no penalty."""
    at = start.copy()
    slope = curve @ at
    diagonal = np.diag(curve)
    for _ in range(MAX_SWEEPS):
        largest = 0.0
        for j in range(len(at)):
            wish = pull[j] - slope[j] + diagonal[j] * at[j]
            keep = wish if j == 0 else np.sign(wish) * max(abs(wish) - lasso, 0.0)
            size = diagonal[j] + ridge[j]
            new = keep / size if size > 0 else 0.0
            change = new - at[j]
            if change != 0.0:
                slope += curve[:, j] * change
                at[j] = new
                largest = max(largest, abs(change))
        if largest < TOLERANCE:
            break
    return at
