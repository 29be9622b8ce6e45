"""How sure a score is: draws over every choice behind it, and the intervals and rank ranges they give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from models.composite import Structure, power_mean, weights_present

LEVEL = 0.90  # of the intervals
POWERS = (1.0, 4.0)  # range of the power mean's exponent
CONCENTRATION = 4.0  # Dirichlet parameter of each factor's weight: a weight varies by about half of itself
NORMALISATIONS = ("goalposts", "rank", "z")
CHOICES = ("weights", "normalisation", "aggregation", "gaps", "measurement")
QUANTILES = np.linspace(0, 1, 5)
RESAMPLES = 200  # of the bootstrap of Sobol indices


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Levels of all indicators, as float32 arrays of shape (months, States, indicators).

    `level`: known or held, else NaN; `low`, `high`: the same at the source's bounds; `fill_chance`: chance that a cell
    is redrawn from its peers: 1 if never known, growing with age past the longest useful age if held, 0 if known.
    `applies`: (months, States, indicators). `group`: (States,) number of the peer group.
    """

    level: np.ndarray
    low: np.ndarray
    high: np.ndarray
    fill_chance: np.ndarray
    applies: np.ndarray
    group: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Drawn scores and the choices behind them. `factors` (draws, months, States, factors), `scores` (draws, months,
    States), `weights` (draws, factors), `power` (draws,), `normalisation` (draws,) index into NORMALISATIONS."""

    factors: np.ndarray | None
    scores: np.ndarray
    weights: np.ndarray
    power: np.ndarray
    normalisation: np.ndarray


def fill_chance(ages: np.ndarray, is_known: np.ndarray, max_age: np.ndarray) -> np.ndarray:
    """Chance that a cell is redrawn: 0 if known, 1 if never known, 1 − exp(−excess / longest useful age) if held."""
    excess = np.maximum(np.nan_to_num(ages) - max_age, 0) / max_age
    return np.where(np.isnan(ages), 1.0, np.where(is_known, 0.0, 1 - np.exp(-excess))).astype("float32")


def peer_quantiles(level: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Five quantiles of the levels of each peer group, (5, months, groups, indicators), all States' where fewer than
    three peers are known, and 0 to 1 evenly where fewer than three States are."""
    flat = np.linspace(0, 1, len(QUANTILES))[:, None, None]
    world = np.where(_known_count(level) >= 3, _quantiles(level), flat)
    out = np.empty((len(QUANTILES), len(level), group.max() + 1, level.shape[2]), "float32")
    for g in range(group.max() + 1):
        members = level[:, group == g]
        out[:, :, g] = np.where(_known_count(members) >= 3, _quantiles(members), world)
    return out


def _known_count(level: np.ndarray) -> np.ndarray:
    return (~np.isnan(level)).sum(axis=1)


def _quantiles(level: np.ndarray) -> np.ndarray:
    """Quantiles over States, NaN left out, (5, months, indicators); sorting once is faster than nanquantile."""
    ordered = np.sort(level, axis=1)  # NaN last
    count = _known_count(level)
    position = QUANTILES[:, None, None] * np.maximum(count - 1, 0)
    below = np.floor(position).astype(int)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    take = lambda index: np.take_along_axis(ordered[None], index[:, :, None], axis=2)[:, :, 0]  # noqa: E731
    return take(below) + (position - below) * (take(above) - take(below))


def renormalised(level: np.ndarray, how: str) -> np.ndarray:
    """The levels under another normalisation, brought to the mean and spread that the goalposts give that month.

    Only the shape changes, so that a draw moves countries against each other and not the world as a whole.
    """
    if how == "goalposts":
        return level
    known = ~np.isnan(level)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    mean = np.where(known, level, 0).sum(axis=1, keepdims=True) / count
    spread = np.sqrt((np.where(known, level - mean, 0) ** 2).sum(axis=1, keepdims=True) / count)
    z = (level - mean) / np.where(spread > 0, spread, 1)
    if how == "z":
        other = np.clip(z, -2.0, 2.0)
    elif how == "rank":
        other = stats.rankdata(level, axis=1, nan_policy="omit") / count
    else:
        raise ValueError(f"normalisation must be one of {NORMALISATIONS}, got {how!r}")
    centre = np.where(known, other, 0).sum(axis=1, keepdims=True) / count
    width = np.sqrt((np.where(known, other - centre, 0) ** 2).sum(axis=1, keepdims=True) / count)
    return np.clip(mean + (other - centre) * spread / np.where(width > 0, width, 1), 0, 1).astype("float32")


class Sampler:
    """Draws scores for one set of levels; what does not change between draws is prepared once."""

    def __init__(self, levels: Levels, tree: Structure):
        self.levels, self.tree = levels, tree
        self._weights = weights_present(levels.applies, tree).astype("float32")
        self._membership = (tree.aspect_of @ tree.factor_of).astype("float32")
        self._factor_applies = levels.applies.astype("float32") @ self._membership > 0
        self._variants = [renormalised(levels.level, how) for how in NORMALISATIONS]
        self._gap = np.nonzero((levels.fill_chance > 0) & levels.applies)
        quantiles = peer_quantiles(levels.level, levels.group)
        month, state, indicator = self._gap
        self._gap_quantiles = quantiles[:, month, levels.group[state], indicator]
        self._gap_chance = levels.fill_chance[self._gap]
        width = np.nan_to_num(levels.high - levels.low).max(axis=(0, 1))
        bounded = np.nonzero(width > 0)[0]
        self._bounded = bounded
        self._down = np.nan_to_num(levels.level[:, :, bounded] - levels.low[:, :, bounded])
        self._up = np.nan_to_num(levels.high[:, :, bounded] - levels.level[:, :, bounded])

    def factors(self, rng: "np.random.Generator | _Paired", normalisation: int, *, gaps: bool = True,
                measurement: bool = True) -> np.ndarray:  # fmt: skip
        """Drawn levels of the risk factors, (months, States, factors); NaN for a factor that does not apply yet."""
        level = self._variants[normalisation].copy()
        states, indicators = level.shape[1:]
        if measurement and len(self._bounded):
            tilt = rng.triangular(-1, 0, 1, (states, len(self._bounded))).astype("float32")
            level[:, :, self._bounded] += np.where(tilt > 0, tilt * self._up, tilt * self._down)
        # one place among the peers a State and indicator and draw: what is unknown stays the same over the months
        place = rng.random((states, indicators)) if gaps else np.full((states, indicators), 0.5)
        chance = rng.random((states, indicators)) if gaps else np.full((states, indicators), 0.999999)
        _, state, indicator = self._gap
        redraw = chance[state, indicator] < self._gap_chance
        position = place[state, indicator] * (len(QUANTILES) - 1)
        below = np.minimum(position.astype(int), len(QUANTILES) - 2)
        column = np.arange(len(below))
        lower, upper = self._gap_quantiles[below, column], self._gap_quantiles[below + 1, column]
        level[self._gap] = np.where(redraw, lower + (position - below) * (upper - lower), level[self._gap])
        np.clip(level, 0, 1, out=level)
        np.nan_to_num(level, copy=False)  # only indicators that do not apply are left, and their weight is 0
        level *= self._weights
        return np.where(self._factor_applies, level @ self._membership, np.nan)

    def draw(self, count: int, rng: np.random.Generator, *, keep_factors: bool = False,
             progress: Callable[[int], object] = lambda done: None) -> Draws:  # fmt: skip
        """`count` draws of the score, each with its own weights, normalisation, aggregation, gaps and measurement."""
        months, states, _ = self.levels.level.shape
        weights = rng.dirichlet([CONCENTRATION] * len(self.tree.factors), count)
        power = rng.uniform(*POWERS, count)
        normalisation = rng.integers(len(NORMALISATIONS), size=count)
        scores = np.empty((count, months, states), "float32")
        kept = np.empty((count, months, states, len(self.tree.factors)), "float32") if keep_factors else None
        for n in range(count):
            factors = self.factors(rng, normalisation[n])
            scores[n] = power_mean(factors, weights=weights[n], power=power[n])
            if kept is not None:
                kept[n] = factors
            progress(n + 1)
        return Draws(factors=kept, scores=scores, weights=weights, power=power, normalisation=normalisation)


def intervals(scores: np.ndarray, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The central LEVEL interval of drawn scores (draws, …), widened where needed to hold the score itself."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(scores, [tail, 1 - tail], axis=0)
    return np.fmin(low, point), np.fmax(high, point)


def change_intervals(scores: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """The central LEVEL interval of the change of drawn scores (draws, months, States) over so many months.

    A draw makes the same choices in every month, so what is uncertain at both ends cancels. NaN in the first months.
    """
    low, high = (np.full(scores.shape[1:], np.nan) for _ in range(2))
    if scores.shape[1] > months:
        tail = (1 - LEVEL) / 2
        low[months:], high[months:] = np.quantile(scores[:, months:] - scores[:, :-months], [tail, 1 - tail], axis=0)
    return low, high


def rank_ranges(scores: np.ndarray, is_ranked: np.ndarray, rank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The central LEVEL range of ranks (1 = highest) over draws, holding the rank itself; NaN where not ranked.

    `scores` (draws, months, States), `is_ranked` and `rank` (months, States).
    """
    order = np.argsort(np.where(is_ranked, -scores, np.inf), axis=-1, kind="stable")
    ranks = np.empty(order.shape, "int16")
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[-1] + 1, dtype="int16"), axis=-1)
    tail = (1 - LEVEL) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return np.where(is_ranked, np.fmin(low, rank), np.nan), np.where(is_ranked, np.fmax(high, rank), np.nan)


def sensitivity(sampler: Sampler, *, seed: int, size: int = 256) -> list[dict[str, float | str]]:
    """First-order and total Sobol indices of each choice for the mean absolute shift in rank, newest month.

    Each choice is one uniform number that picks among prepared alternatives. Bounds: 95 % bootstrap.
    """
    rng = np.random.default_rng(seed)
    tree, alternatives = sampler.tree, 64
    weights = rng.dirichlet([CONCENTRATION] * len(tree.factors), alternatives)
    seeds = rng.integers(2**31, size=(2, alternatives))
    reference = _ranks(power_mean(sampler.factors(rng, 0, gaps=False, measurement=False)[-1]))

    def shift(x: np.ndarray) -> float:
        picked = np.minimum((x * alternatives).astype(int), alternatives - 1)
        normalisation = min(int(x[1] * len(NORMALISATIONS)), len(NORMALISATIONS) - 1)
        factors = sampler.factors(_Paired(seeds[0, picked[3]], seeds[1, picked[4]]), normalisation)[-1]
        power = POWERS[0] + x[2] * (POWERS[1] - POWERS[0])
        return np.abs(_ranks(power_mean(factors, weights=weights[picked[0]], power=power)) - reference).mean()

    count = len(CHOICES)
    both = stats.qmc.Sobol(d=2 * count, rng=rng).random(size)
    a, b = both[:, :count], both[:, count:]
    mixed = np.stack([np.where(np.arange(count) == n, b, a) for n in range(count)])
    f_a, f_b, f_ab = (np.apply_along_axis(shift, -1, points) for points in (a, b, mixed))
    resampled = [_indices(f_a[rows], f_b[rows], f_ab[:, rows]) for rows in rng.integers(size, size=(RESAMPLES, size))]
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    value = _indices(f_a, f_b, f_ab)
    return [
        {"choice": choice} | {
            f"{name}{end}": float(bound[order, n])
            for order, name in enumerate(("first_order", "total"))
            for end, bound in (("", value), ("_low", np.fmin(low, value)), ("_high", np.fmax(high, value)))
        }
        for n, choice in enumerate(CHOICES)
    ]  # fmt: skip


def _indices(f_a: np.ndarray, f_b: np.ndarray, f_ab: np.ndarray) -> np.ndarray:
    """First-order and total indices, (2, choices), of outputs at the Saltelli points; 0 where nothing moves."""
    if np.ptp(np.concatenate([f_a, f_b])) == 0:
        return np.zeros((2, len(f_ab)))
    outputs = {"f_A": f_a[None], "f_B": f_b[None], "f_AB": f_ab[:, None, :]}
    found = stats.sobol_indices(func=outputs, n=len(f_a))
    return np.array([found.first_order, found.total_order]).reshape(2, -1)


class _Paired:
    """A generator whose gaps and measurement errors come from two seeds, so that each can be varied alone."""

    def __init__(self, gaps: int, measurement: int):
        self._gaps, self._measurement = np.random.default_rng(gaps), np.random.default_rng(measurement)

    def random(self, size: tuple[int, int]) -> np.ndarray:
        return self._gaps.random(size)

    def triangular(self, left: float, mode: float, right: float, size: tuple[int, int]) -> np.ndarray:
        return self._measurement.triangular(left, mode, right, size)


def _ranks(scores: np.ndarray) -> np.ndarray:
    return stats.rankdata(-scores)
