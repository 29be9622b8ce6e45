"""Learning the log-odds of an onset from the country-years known at the end of a year: two halves, one mean."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.onset import definition
from models.onset.frames import NAMES, with_outcomes
from models.onset.linear import Linear, fit_linear, fit_linear_again, fit_plain

LEAF = {"extra_trees": 10, "forest": 20}  # fewest rows in a leaf
MIX = {"ridge": 0.0, "elastic_net": 0.5}
MEMBERS = (*LEAF, *MIX)
BOUND = 0.0005  # a tree's share of onsets is kept within BOUND … 1 − BOUND, so that its log-odds are finite
INDEXES = ("index", "index_open", "index_latent")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is computed: trees of a forest, trees of a forest in a repeat, folds of the cross-validation."""

    trees: int
    trees_of_a_repeat: int
    folds: int


FULL = Effort(trees=300, trees_of_a_repeat=60, folds=5)


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """What was learned at the end of year `t`.

    `medians`: what fills a missing predictor, in the order of NAMES; `trees`: scikit-learn ensembles; `linear`: the two
    penalised regressions; `lines`: index → (intercept, slope) of its log-odds, absent while too few rows have it.
    """

    t: int
    medians: np.ndarray
    trees: dict
    linear: dict[str, Linear]
    lines: dict[str, tuple[float, float]]


def training_rows(rows: pd.DataFrame, t: int) -> pd.DataFrame:
    """The country-years whose two following years are over at the end of `t`, with their `outcome`."""
    known = with_outcomes(rows, known_until=t)
    return known[(known["year"] <= t - definition.HORIZON_YEARS) & known["outcome"].notna()]


def filled(rows: pd.DataFrame, medians: np.ndarray) -> np.ndarray:
    """Predictor values, rows × NAMES, with each gap filled by the median of the training rows."""
    values = rows[list(NAMES)].to_numpy(dtype=float)
    # One layout in memory, so that sums run in one order and the last digits do not depend on how the rows were cut.
    return np.ascontiguousarray(np.where(np.isnan(values), medians, values))


def fit(training: pd.DataFrame, *, t: int, rng: np.random.Generator, effort: Effort) -> Fitted:
    """Fit both halves on `training` (see `training_rows`). Raises ValueError if no row has an onset."""
    if not (training["outcome"] == 1).any():
        raise ValueError(
            f"no onset is known among the rows up to {t - definition.HORIZON_YEARS}; nothing can be learned"
        )
    medians = np.nan_to_num(training[list(NAMES)].median().to_numpy(dtype=float))
    values, outcome = filled(training, medians), training["outcome"].to_numpy(dtype=float)
    units = training["unit"].to_numpy(dtype=str)
    linear = {
        name: fit_linear(values, outcome, units, mix=mix, folds=effort.folds, rng=rng) for name, mix in MIX.items()
    }
    trees = _fit_trees(values, outcome, effort.trees, rng)
    return Fitted(t=t, medians=medians, trees=trees, linear=linear, lines=_fit_lines(training))


def fit_again(fitted: Fitted, sample: pd.DataFrame, *, rng: np.random.Generator, trees: int) -> Fitted:
    """The same fit on a draw of the training rows: medians and penalties are kept, everything else is learned anew."""
    values, outcome = filled(sample, fitted.medians), sample["outcome"].to_numpy(dtype=float)
    linear = {
        name: fit_linear_again(values, outcome, penalty=one.penalty, mix=one.mix) for name, one in fitted.linear.items()
    }
    again = _fit_trees(values, outcome, trees, rng)
    return Fitted(t=fitted.t, medians=fitted.medians, trees=again, linear=linear, lines=_fit_lines(sample))


def log_odds(fitted: Fitted, rows: pd.DataFrame) -> pd.DataFrame:
    """Uncalibrated log-odds, one row a row of `rows`: each member, `learned` (their mean), `plain`, `plain_open`,
    `plain_latent` (missing where the index is), and `combined` (mean of `learned` and `plain`, or the one known)."""
    values = filled(rows, fitted.medians)
    members = {name: logit(model.predict_proba(values)[:, 1]) for name, model in fitted.trees.items()}
    members |= {name: model.log_odds(values) for name, model in fitted.linear.items()}
    result = pd.DataFrame(members, index=rows.index)[list(MEMBERS)]
    result["learned"] = result[list(MEMBERS)].mean(axis=1)
    for index in INDEXES:
        intercept, slope = fitted.lines.get(index, (np.nan, np.nan))
        known = rows.get(index, np.nan)
        result[index.replace("index", "plain")] = intercept + slope * known
    result["combined"] = result[["learned", "plain"]].mean(axis=1)
    return result


def logit(share: np.ndarray) -> np.ndarray:
    """Log-odds of a share of onsets, kept within BOUND … 1 − BOUND."""
    bounded = np.clip(share, BOUND, 1 - BOUND)
    return np.log(bounded / (1 - bounded))


def repeat_log_odds(
    training: pd.DataFrame, rows: pd.DataFrame, fitted: Fitted, *, repeats: int, trees: int, rng: np.random.Generator
) -> np.ndarray:
    """`combined` log-odds of fits on countries drawn with replacement; repeats × rows.

    A draw without any onset is drawn again.
    """
    names, place = np.unique(training["unit"].to_numpy(dtype=str), return_inverse=True)
    positions = [np.flatnonzero(place == one) for one in range(len(names))]
    found: list[np.ndarray] = []
    while len(found) < repeats:
        draw = rng.integers(len(names), size=len(names))
        sample = training.iloc[np.concatenate([positions[one] for one in draw])]
        if (sample["outcome"] == 1).any():
            again = fit_again(fitted, sample, rng=rng, trees=trees)
            found.append(log_odds(again, rows)["combined"].to_numpy())
    return np.array(found)


def _fit_trees(values: np.ndarray, outcome: np.ndarray, trees: int, rng: np.random.Generator) -> dict:
    # Imported here: scikit-learn takes seconds to load, and readers of figures never fit.
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    kinds = {"extra_trees": ExtraTreesClassifier, "forest": RandomForestClassifier}
    return {
        name: kinds[name](
            n_estimators=trees, min_samples_leaf=LEAF[name], random_state=int(rng.integers(2**31)), n_jobs=1
        ).fit(values, outcome)
        for name in LEAF
    }


def _fit_lines(training: pd.DataFrame) -> dict[str, tuple[float, float]]:
    lines = {}
    for index in INDEXES:
        if index not in training:
            continue
        known = training[training[index].notna()]
        if known["outcome"].nunique() == 2:
            intercept, slopes = fit_plain(known[[index]].to_numpy(dtype=float), known["outcome"].to_numpy(dtype=float))
            lines[index] = (float(intercept), float(slopes[0]))
    return lines
