"""Levels of risk → risk factors → score, and what the score is made of.

The score is 100 × the power mean (p = 2) of the risk factors, equally weighted: no source justifies other weights, and
p = 2 keeps one red factor from being averaged away. A risk factor is the mean of its aspects, an aspect the mean of its
indicators, over those whose level is known or held. *Known*: not past its longest useful age. *Held*: the last known
level, past that age. A held level keeps its place in the score, so that ageing alone never moves it, and counts as
missing in the coverage, so that ageing is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indicators.declaration import Indicator

POWER = 2.0
FACTOR_COVERAGE = 0.5  # share of a factor's weight that must be known or held, else "not enough known"
SHOWN_FROM = 0.66  # coverage from which a score is shown without reserve
HIDDEN_BELOW = 0.50  # coverage below which none is shown
ROUNDING = 1e-9  # so that exactly one half is half, in whatever order it was added up
STATUSES = ("not shown", "grey", "shown")


@dataclass(frozen=True, kw_only=True)
class Structure:
    """Which indicator belongs to which aspect and factor, as matrices over indicators."""

    indicators: tuple[Indicator, ...]
    factors: tuple[int, ...]  # numbers of the risk factors that have an indicator
    aspect_of: np.ndarray  # (indicators, aspects) 0/1
    factor_of: np.ndarray  # (aspects, factors) 0/1

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(indicator.key for indicator in self.indicators)

    @property
    def weights(self) -> np.ndarray:
        """(indicators, factors): the weight of each indicator in its factor when all are known; columns add up to 1."""
        within_aspect = self.aspect_of / self.aspect_of.sum(axis=0)
        within_factor = self.factor_of / self.factor_of.sum(axis=0)
        return within_aspect @ within_factor


def structure(indicators: Sequence[Indicator]) -> Structure:
    """The tree of factors, aspects and indicators. Raises ValueError for an empty list."""
    if not indicators:
        raise ValueError("no indicator to score: no source that one of them needs is switched on")
    aspects = list(dict.fromkeys((i.risk_factor, i.aspect) for i in indicators))
    factors = sorted({i.risk_factor for i in indicators})
    return Structure(
        indicators=tuple(indicators),
        factors=tuple(factors),
        aspect_of=np.array([[(i.risk_factor, i.aspect) == aspect for aspect in aspects] for i in indicators], float),
        factor_of=np.array([[aspect[0] == factor for factor in factors] for aspect in aspects], float),
    )


def score_factors(levels: np.ndarray, tree: Structure, applies: np.ndarray) -> np.ndarray:
    """Level of each risk factor in [0, 1], shape (…, factors), from levels of shape (…, indicators).

    `applies`: bool (…, indicators), broadcastable; an indicator that does not apply yet is not missing. A factor with
    less than FACTOR_COVERAGE of its weight known or held is NaN, never 0. Raises ValueError for a level outside [0, 1].
    """
    if np.nanmin(levels, initial=0) < 0 or np.nanmax(levels, initial=0) > 1:
        raise ValueError("a level lies outside [0, 1]")
    weight = weights_present(~np.isnan(levels) & applies, tree)
    share = coverage_by_factor(~np.isnan(levels), tree, applies)
    factors = (np.nan_to_num(levels) * weight) @ (tree.aspect_of @ tree.factor_of)
    return np.where(share >= FACTOR_COVERAGE - ROUNDING, factors, np.nan)


def weights_present(is_present: np.ndarray, tree: Structure) -> np.ndarray:
    """Weight of each present indicator in its factor, (…, indicators); those of a factor add up to 1, or are all 0."""
    present = is_present.astype(float)
    in_aspect = present @ tree.aspect_of
    aspects_in_factor = (in_aspect > 0).astype(float) @ tree.factor_of
    per_aspect = _inverse(in_aspect) * (_inverse(aspects_in_factor) @ tree.factor_of.T)
    return present * (per_aspect @ tree.aspect_of.T)


def _inverse(matrix: np.ndarray) -> np.ndarray:
    return np.divide(1.0, matrix, out=np.zeros_like(matrix, dtype=float), where=matrix > 0)


def coverage_by_factor(is_known: np.ndarray, tree: Structure, applies: np.ndarray) -> np.ndarray:
    """Share of each factor's weight that is known, (…, factors), in [0, 1]; 0 where nothing applies."""
    nominal = weights_present(np.broadcast_to(applies, is_known.shape), tree)
    return (nominal * is_known) @ (tree.aspect_of @ tree.factor_of)


def coverage(is_known: np.ndarray, tree: Structure, applies: np.ndarray) -> np.ndarray:
    """Share of the score's weight that rests on known levels, (…,), in [0, 1]: the mean over factors that apply."""
    applied = (np.broadcast_to(applies, is_known.shape).astype(float) @ tree.aspect_of @ tree.factor_of) > 0
    share = coverage_by_factor(is_known, tree, applies)
    return (share * applied).sum(axis=-1) / np.maximum(applied.sum(axis=-1), 1)


def power_mean(factors: np.ndarray, *, weights: np.ndarray | None = None, power: float = POWER) -> np.ndarray:
    """100 × the weighted power mean over the last axis, NaN left out; NaN where no factor is known.

    `weights`: broadcastable to `factors`, not negative; equal if None.
    """
    known = ~np.isnan(factors)
    weight = known * (1.0 if weights is None else weights)
    total = weight.sum(axis=-1)
    raised = np.where(known, factors, 0.0) ** power
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, 100 * ((raised * weight).sum(axis=-1) / total) ** (1 / power), np.nan)


def status(coverage_share: np.ndarray) -> np.ndarray:
    """One of STATUSES for each coverage."""
    exact = np.asarray(coverage_share) + ROUNDING
    return np.array(STATUSES)[(exact >= HIDDEN_BELOW).astype(int) + (exact >= SHOWN_FROM)]


def rank(scores: np.ndarray) -> np.ndarray:
    """Rank along the last axis, 1 = highest score; ties share the better rank; NaN scores have rank NaN."""
    filled = np.where(np.isnan(scores), -np.inf, scores)
    ordered = -np.sort(-filled, axis=-1)
    ranks = np.array([np.searchsorted(-row, -values, side="left") for row, values in zip(
        ordered.reshape(-1, scores.shape[-1]), filled.reshape(-1, scores.shape[-1]), strict=True)])  # fmt: skip
    return np.where(np.isnan(scores), np.nan, ranks.reshape(scores.shape) + 1.0)


def contributions(levels: np.ndarray, tree: Structure, applies: np.ndarray) -> np.ndarray:
    """Points that each indicator gives to the score, (…, indicators); they add up to it exactly.

    The gradient (Euler) split: the score is homogeneous of degree one in the levels, so level × derivative adds up.
    An indicator outside the score (unknown, or in a factor of which not enough is known) contributes 0.
    """
    factors = score_factors(levels, tree, applies)
    scores = power_mean(factors)
    squares = np.nan_to_num(factors) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        of_factor = np.where(squares > 0, scores[..., None] * squares / squares.sum(axis=-1, keepdims=True), 0.0)
        per_level = np.where(squares > 0, of_factor / np.nan_to_num(factors, nan=1.0), 0.0)
    weight = weights_present(~np.isnan(levels) & applies, tree)
    return np.nan_to_num(levels) * weight * (per_level @ (tree.aspect_of @ tree.factor_of).T)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a score moved by, and why. `moved` + `became_known` adds up to `total`."""

    total: float  # points
    moved: dict[str, float]  # points by indicator whose level changed
    became_known: float  # points from indicators or factors that entered or left


def split_change(then: np.ndarray, now: np.ndarray, tree: Structure, applies_then: np.ndarray,
                 applies_now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Split changes of the score into points by indicator, (…, indicators), and points from what became known, (…,).

    `then`, `now`: levels, (…, indicators). Indicators known at both times are compared on the same footing: for p = 2 the
    difference of the scores' squares is a sum over factors, so each factor's part is exact, and an indicator that did
    not move gets exactly 0. What is left comes from indicators that became known, or that no longer count. The second
    part is NaN where there was no score at one of the two.
    """
    both = ~np.isnan(then) & ~np.isnan(now) & applies_then & applies_now
    old, new = np.where(both, then, np.nan), np.where(both, now, np.nan)
    f_old, f_new = score_factors(old, tree, applies_now), score_factors(new, tree, applies_now)
    scores = power_mean(f_old) + power_mean(f_new)
    count = (~np.isnan(f_new)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(scores[..., None] > 0, 1e4 * (f_new + f_old) / (count * scores)[..., None], 0.0)
    weight = weights_present(both, tree)
    moved = np.nan_to_num(new - old) * weight * (np.nan_to_num(slope) @ (tree.aspect_of @ tree.factor_of).T)
    total = power_mean(score_factors(now, tree, applies_now)) - power_mean(score_factors(then, tree, applies_then))
    return moved, total - moved.sum(axis=-1)


def explain_change(then: np.ndarray, now: np.ndarray, tree: Structure, applies_then: np.ndarray,
                   applies_now: np.ndarray) -> Change:  # fmt: skip
    """The change of one country's score between two months; `then`, `now`: levels, (indicators,). See split_change."""
    moved, became_known = split_change(then, now, tree, applies_then, applies_now)
    points = {key: float(value) for key, value in zip(tree.keys, moved, strict=True) if value != 0}
    return Change(total=float(became_known + moved.sum()), moved=points, became_known=float(became_known))
