"""What the ranking would be under a reader's own weights, from the draws that the release keeps."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.composite import power_mean, rank
from models.uncertainty import intervals, rank_ranges

FACTORS = [f"rf{number}" for number in range(1, 15)]
WEIGHTS = [f"w{number}" for number in range(1, 15)]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The draws of a release's default month, laid out once. `states` ISO3 codes of the States that have a score.

    `factors` (States, 14) and `drawn` (draws, States, 14) levels of the risk factors, NaN where there are none;
    `weights` (draws, 14) and `power` (draws,) of each draw.
    """

    states: tuple[str, ...]
    factors: np.ndarray
    drawn: np.ndarray
    weights: np.ndarray
    power: np.ndarray


def store(scores: pd.DataFrame, factors: pd.DataFrame, draws: pd.DataFrame, choices: pd.DataFrame,
          month: pd.Timestamp) -> Stored:  # fmt: skip
    """Lay out a release's frames `scores`, `factors`, `draws` and `choices` for its default month."""
    shown = scores[(scores["month"] == month) & scores["score"].notna()]
    states = tuple(sorted(shown["iso3"].astype(str)))
    now = factors[factors["month"] == month].set_index("iso3").reindex(list(states))
    kept = draws[draws["iso3"].isin(states)].sort_values(["draw", "iso3"])
    shape = (len(choices), len(states), len(FACTORS))
    ordered = choices.sort_values("draw")
    return Stored(
        states=states, factors=now[FACTORS].to_numpy(float), drawn=kept[FACTORS].to_numpy("float32").reshape(shape),
        weights=ordered[WEIGHTS].to_numpy(float), power=ordered["p"].to_numpy(float),
    )  # fmt: skip


def rerank(stored: Stored, weights: Mapping[int, float]) -> pd.DataFrame:
    """Scores and ranks under other weights, with the intervals of the same draws.

    `weights`: a weight from 0 up a risk factor (1–14), 1 for those left out; each draw's own weights are multiplied by
    them. Returns iso3, score, low, high, rank, rank_low, rank_high, one row a State with a score, the highest first.
    Raises ValueError for a negative weight, a factor outside 1–14, or if no factor with a weight above 0 is known.
    """
    for number, weight in weights.items():
        if not 1 <= number <= 14 or not weight >= 0:
            raise ValueError(f"weight of risk factor {number}: must be 0 or more, for a factor 1-14; got {weight}")
    asked = np.array([float(weights.get(number, 1.0)) for number in range(1, 15)])
    point = power_mean(stored.factors, weights=asked)
    if np.isnan(point).all():
        raise ValueError("every weight is 0, so there is nothing to rank by; raise at least one")
    drawn = _drawn_scores(stored, asked)[:, None, :]
    is_ranked = ~np.isnan(point)
    ranks = rank(point)
    low, high = intervals(drawn, point[None])
    rank_low, rank_high = rank_ranges(drawn, is_ranked[None], ranks[None])
    table = pd.DataFrame({
        "iso3": stored.states, "score": point, "low": low[0], "high": high[0],
        "rank": ranks, "rank_low": rank_low[0], "rank_high": rank_high[0],
    })  # fmt: skip
    return table.sort_values(["rank", "iso3"], ignore_index=True)


def _drawn_scores(stored: Stored, asked: np.ndarray) -> np.ndarray:
    """(draws, States): the score of each draw, its own weights multiplied by the reader's."""
    used = [n for n in range(14) if asked[n] > 0 and not np.isnan(stored.drawn[:, :, n]).all()]
    if not used:
        return np.full(stored.drawn.shape[:2], np.nan)
    weights = (stored.weights * asked)[:, used]
    levels = np.maximum(stored.drawn[:, :, used], 1e-6)  # logarithms are twice as fast as powers of 0
    raised = np.exp(np.log(levels) * stored.power[:, None, None].astype("float32"))
    total = np.einsum("dsf,df->ds", raised, weights.astype("float32")) / weights.sum(axis=1)[:, None]
    return 100 * total ** (1 / stored.power[:, None])
