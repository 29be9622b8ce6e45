"""How good forecasts are: ranking, lists, probabilities, and differences with their intervals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.onset import definition

DRAWS = 1000
BLOCK_YEARS = 3
Measure = Callable[[np.ndarray], float]  # weights of the rows → figure


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Rows on which a forecast is judged: year, ccode, unit, p, rank, outcome (0/1).

    `year` is that of the onset on frame B, and that in which the forecast was made on frame A.
    """

    name: str
    rows: pd.DataFrame

    def __post_init__(self) -> None:
        missing = [name for name in ("year", "ccode", "unit", "p", "rank", "outcome") if name not in self.rows]
        if missing:
            raise ValueError(f"frame {self.name}: lacks {missing}")
        if not self.rows["outcome"].isin([0, 1]).all():
            raise ValueError(f"frame {self.name}: outcome must be 0 or 1 in every row")


def area_under_roc(outcome: np.ndarray, p: np.ndarray) -> float:
    """Chance that a row with onset has the higher forecast; ties count half. NaN without both outcomes."""
    return _auc(outcome, p)(np.ones(len(p)))


def average_precision(outcome: np.ndarray, p: np.ndarray) -> float:
    """Mean over onsets of the share of onsets among the rows ranked at least as high; ties enter together."""
    return _precision(outcome, p)(np.ones(len(p)))


def brier(outcome: np.ndarray, p: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Mean squared distance between probability and outcome."""
    return float(np.average((p - outcome) ** 2, weights=weight))


def log_loss(outcome: np.ndarray, p: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Mean negative log-likelihood, probabilities kept within 1e-6 of 0 and 1."""
    bounded = np.clip(p, 1e-6, 1 - 1e-6)
    return float(np.average(-np.where(outcome == 1, np.log(bounded), np.log(1 - bounded)), weights=weight))


def observed_over_expected(outcome: np.ndarray, p: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Onsets seen for each onset that the probabilities add up to; 1 is right, below 1 is overforecasting."""
    weight = np.ones(len(p)) if weight is None else weight
    expected = (weight * p).sum()
    return float((weight * outcome).sum() / expected) if expected else float("nan")


def score(frame: Frame, *, is_probability: bool) -> dict:
    """Every figure of one forecast on one frame; the last three only for probabilities."""
    rows = frame.rows
    outcome, p = rows["outcome"].to_numpy(dtype=float), rows["p"].to_numpy(dtype=float)
    rank = rows["rank"].to_numpy()
    onsets = int(outcome.sum())
    result: dict = {"rows": len(rows), "onsets": onsets, "auc": area_under_roc(outcome, p),
                    "average_precision": average_precision(outcome, p), "lists": {}}  # fmt: skip
    for length in definition.LISTS:
        is_listed = rank <= length  # ties share the worst rank, so a tie never helps
        caught, flagged = int(outcome[is_listed].sum()), int(is_listed.sum())
        result["lists"][str(length)] = {
            "caught": caught, "flagged": flagged, "recall": caught / onsets if onsets else None,
            "precision": caught / flagged if flagged else None,
        }  # fmt: skip
    if is_probability:
        result |= {"brier": brier(outcome, p), "log_loss": log_loss(outcome, p),
                   "observed_over_expected": observed_over_expected(outcome, p)}  # fmt: skip
    return result


def within(frame: Frame, first: int, last: int) -> Frame:
    """The rows of the years `first` … `last`."""
    return Frame(name=frame.name, rows=frame.rows[frame.rows["year"].between(first, last)])


def reliability(frame: Frame, *, groups: int) -> list[dict]:
    """Rows in groups of equal size by forecast: mean forecast, share with onset, and its 95 % interval.

    The interval is Clopper and Pearson's; rows of one country are not independent, so it is too narrow rather than wide.
    """
    from scipy.stats import beta

    order = frame.rows.sort_values(["p", "year", "unit"], ignore_index=True)
    result = []
    for places in np.array_split(np.arange(len(order)), groups):
        part = order.iloc[places]
        n, k = len(part), int(part["outcome"].sum())
        result.append({
            "rows": n, "onsets": k, "forecast": float(part["p"].mean()), "observed": k / n,
            "low": float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0,
            "high": float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0,
        })  # fmt: skip
    return result


def curve(frame: Frame) -> list[dict]:
    """Onsets caught and rows flagged at each threshold that catches one more, and with every row flagged.

    Enough to draw ROC (caught over onsets against the rest of the flagged) and precision–recall.
    """
    rows = frame.rows
    thresholds = sorted(set(rows.loc[rows["outcome"] == 1, "p"]), reverse=True)
    points = [(int(rows.loc[rows["p"] >= one, "outcome"].sum()), int((rows["p"] >= one).sum())) for one in thresholds]
    everything = (int(rows["outcome"].sum()), len(rows))
    return [{"caught": caught, "flagged": flagged} for caught, flagged in dict.fromkeys([*points, everything])]


def difference(ours: Frame, theirs: Frame, figure: str, *, by: str, rng: np.random.Generator) -> dict:
    """Ours minus theirs in one figure, with the 95 % interval over draws of countries or three-year blocks.

    `by`: "country" or "block". Both frames must hold the same rows in the same order. Draws in which the figure cannot be
    computed (no onset) are left out and counted.
    """
    if not ours.rows[["year", "ccode"]].equals(theirs.rows[["year", "ccode"]]):
        raise ValueError(f"frame {ours.name}: the two forecasts are not on the same rows in the same order")
    mine, other = FIGURES[figure](ours.rows), FIGURES[figure](theirs.rows)
    drawn = np.array([mine(weight) - other(weight) for weight in _draws(ours.rows, by, rng)])
    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, [0.025, 0.975])
    once = np.ones(len(ours.rows))
    return {"difference": mine(once) - other(once), "low": float(low), "high": float(high),
            "share_above_zero": float((known > 0).mean()), "draws": len(known)}  # fmt: skip


def interval(frame: Frame, figure: str, *, by: str, rng: np.random.Generator) -> dict:
    """One figure of one forecast with its 95 % interval; see `difference`."""
    measure = FIGURES[figure](frame.rows)
    drawn = np.array([measure(weight) for weight in _draws(frame.rows, by, rng)])
    low, high = np.quantile(drawn[~np.isnan(drawn)], [0.025, 0.975])
    return {"value": measure(np.ones(len(frame.rows))), "low": float(low), "high": float(high)}


def _draws(rows: pd.DataFrame, by: str, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """How often each row is drawn, when countries or three-year blocks are drawn with replacement."""
    if by not in ("country", "block"):
        raise ValueError(f"by must be 'country' or 'block', got {by!r}")
    clusters = rows["unit"].astype(str) if by == "country" else (rows["year"] - rows["year"].min()) // BLOCK_YEARS
    _, place = np.unique(clusters.to_numpy(), return_inverse=True)
    count = place.max() + 1
    for _ in range(DRAWS):
        yield np.bincount(rng.integers(count, size=count), minlength=count)[place].astype(float)


def _sorter(p: np.ndarray) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
    """Order of rising p, and a function that sums values in that order over each run of equal p."""
    order = np.argsort(p, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(p[order]) > 0]))
    return order, lambda values: np.add.reduceat(values, starts)


def _auc(outcome: np.ndarray, p: np.ndarray) -> Measure:
    order, sums = _sorter(p)
    onset = outcome[order]

    def measure(weight: np.ndarray) -> float:
        hits, misses = sums(onset * weight[order]), sums((1 - onset) * weight[order])
        total = hits.sum() * misses.sum()
        return float((hits * (np.cumsum(misses) - misses / 2)).sum() / total) if total else float("nan")

    return measure


def _precision(outcome: np.ndarray, p: np.ndarray) -> Measure:
    order, sums = _sorter(-p)
    onset = outcome[order]

    def measure(weight: np.ndarray) -> float:
        hits, rows = sums(onset * weight[order]), sums(weight[order])
        share = np.cumsum(hits) / np.maximum(np.cumsum(rows), 1e-300)
        return float((hits * share).sum() / hits.sum()) if hits.sum() else float("nan")

    return measure


def _recall(outcome: np.ndarray, rank: np.ndarray) -> Measure:
    def measure(weight: np.ndarray) -> float:
        total = (outcome * weight).sum()
        return float((outcome * weight * (rank <= definition.TOP)).sum() / total) if total else float("nan")

    return measure


def _mean(figure: Callable[..., float]) -> Callable[[np.ndarray, np.ndarray], Measure]:
    return lambda outcome, p: lambda weight: figure(outcome, p, weight)


def _prepared(prepare: Callable[[np.ndarray, np.ndarray], Measure], column: str) -> Callable[[pd.DataFrame], Measure]:
    return lambda rows: prepare(rows["outcome"].to_numpy(dtype=float), rows[column].to_numpy(dtype=float))


FIGURES = {
    "auc": _prepared(_auc, "p"),
    "average_precision": _prepared(_precision, "p"),
    "recall_top_30": _prepared(_recall, "rank"),
    "brier": _prepared(_mean(brier), "p"),
    "log_loss": _prepared(_mean(log_loss), "p"),
    "observed_over_expected": _prepared(_mean(observed_over_expected), "p"),
}
