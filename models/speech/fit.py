"""Fitting of heads: two linear views blended into one, calibrated and given a threshold on texts left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from models.speech import features
from models.speech.corpus import templates
from models.speech.model import Head

FOLDS = 3
BINS = 16  # of probability, for counting without keeping texts
POOLED = "pooled"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How strongly a head's two views are fitted: inverse regularisation of the plain one and of the one whose
    n-grams are first weighed by how unevenly the classes use them (None: left out)."""

    plain: float = 1.0
    uneven: float | None = 1.0


# Chosen by cross-validation on the part to learn from, before the part to measure on was looked at.
RECIPES = {
    "ar": Recipe(plain=1.0, uneven=0.3), "de": Recipe(plain=3.0, uneven=1.0), "en": Recipe(plain=1.0, uneven=1.0),
    "fr": Recipe(plain=0.1, uneven=None), "ig": Recipe(plain=3.0, uneven=1.0), "ko": Recipe(plain=10.0, uneven=3.0),
    "pt": Recipe(plain=3.0, uneven=1.0), "ur-Latn": Recipe(plain=10.0, uneven=3.0),
    "yo": Recipe(plain=1.0, uneven=None), "zh": Recipe(plain=10.0, uneven=3.0), POOLED: Recipe(plain=1.0, uneven=None),
}  # fmt: skip
OTHER = Recipe()


def inverse_frequency(counts: sparse.csr_matrix) -> np.ndarray:
    """(BUCKETS,) float32: log of texts over texts with the bucket, plus one; kept in half precision, as the file is."""
    found = np.bincount(counts.indices, minlength=counts.shape[1])
    return (np.log((1 + counts.shape[0]) / (1 + found)) + 1).astype(np.float16).astype(np.float32)


def weigh(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Counts times idf, over a text's length: the root of its occurrences' squared idf."""
    length = np.sqrt(np.maximum(counts @ idf**2, 1e-12))
    weighed = counts.multiply(idf[None, :]).tocsr()
    weighed.data /= np.repeat(length, np.diff(weighed.indptr)).astype(np.float32)
    return weighed.astype(np.float32)


def _linear(weighed: sparse.csr_matrix, labels: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    from sklearn.linear_model import LogisticRegression

    # The dual solver is three times as fast here; its shuffling is seeded. It stops at a tolerance at which
    # cross-validated AUC no longer moved in the third decimal.
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, class_weight="balanced", tol=0.03, random_state=0
    )
    model.fit(weighed, labels)
    return model.coef_[0].astype(np.float64), float(model.intercept_[0])


def _unevenness(counts: sparse.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """How unevenly the two classes use each bucket: absolute log ratio of smoothed shares, scaled to mean square 1."""
    hateful = 1.0 + np.bincount(counts[labels].indices, minlength=counts.shape[1])
    other = 1.0 + np.bincount(counts[~labels].indices, minlength=counts.shape[1])
    ratio = np.abs(np.log(hateful / hateful.sum()) - np.log(other / other.sum()))
    return (ratio / np.sqrt(np.mean(ratio[counts.indices] ** 2))).astype(np.float32)


def _views(
    counts: sparse.csr_matrix, weighed: sparse.csr_matrix, labels: np.ndarray, recipe: Recipe
) -> Iterator[tuple[np.ndarray, float]]:
    yield _linear(weighed, labels, recipe.plain)
    if recipe.uneven is not None:
        uneven = _unevenness(counts, labels)
        weights, intercept = _linear(weighed @ sparse.diags(uneven), labels, recipe.uneven)
        yield weights * uneven, intercept


def fit_head(
    language: str, texts: list[str], labels: np.ndarray, *, rng: np.random.Generator, recipe: Recipe | None = None
) -> Head:
    """A calibrated head with its threshold and bins.

    `labels` (texts,) bool. Calibration, threshold and bins come from folds left out in turn; the sentences of
    templates.yml are learned from and never counted.
    """
    recipe = recipe or RECIPES.get(language, OTHER)
    made_up, made_up_labels = templates(language, rng=rng)
    counts, extra = features.matrix(texts), features.matrix(made_up)
    idf = inverse_frequency(counts)
    weighed, weighed_extra = weigh(counts, idf), weigh(extra, idf)
    fold = _folds(labels, rng)
    left_out = np.zeros((len(labels), 2 if recipe.uneven is not None else 1))
    for number in range(FOLDS):
        kept, out = fold != number, fold == number
        fitted = _views(
            sparse.vstack([counts[kept], extra], format="csr"), sparse.vstack([weighed[kept], weighed_extra], format="csr"),
            np.concatenate([labels[kept], made_up_labels]), recipe,
        )  # fmt: skip
        for view, (weights, intercept) in enumerate(fitted):
            left_out[out, view] = weighed[out] @ weights + intercept
    middle, width = left_out.mean(axis=0), left_out.std(axis=0)
    slope, shift = _calibrate(((left_out - middle) / width).sum(axis=1), labels)
    whole = _views(
        sparse.vstack([counts, extra], format="csr"), sparse.vstack([weighed, weighed_extra], format="csr"),
        np.concatenate([labels, made_up_labels]), recipe,
    )  # fmt: skip
    weights, intercept = np.zeros(features.BUCKETS), shift
    for view, (one, start) in enumerate(whole):
        weights += slope * one / width[view]
        intercept += slope * (start - middle[view]) / width[view]
    probabilities = 1 / (1 + np.exp(-(slope * ((left_out - middle) / width).sum(axis=1) + shift)))
    return _head(language, weights, intercept, idf, probabilities, labels)


def _folds(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A fold a text, the hateful ones dealt out evenly."""
    fold = np.zeros(len(labels), dtype=int)
    for value in (True, False):
        rows = rng.permutation(np.flatnonzero(labels == value))
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _calibrate(values: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Slope and shift of the logistic curve through left-out values (Platt's scaling)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(values[:, None], labels)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _head(
    language: str, weights: np.ndarray, intercept: float, idf: np.ndarray, left_out: np.ndarray, labels: np.ndarray
) -> Head:
    threshold = best_threshold(left_out, labels)
    edges = _edges(left_out, labels, threshold)
    place = np.searchsorted(edges, left_out, side="right")
    # One added to each bin: no bin is impossible because a few thousand texts did not fall into it.
    shares = [1.0 + np.bincount(place[labels == value], minlength=len(edges) + 1) for value in (True, False)]
    return Head(
        language=language, estimator=estimator(weights[None, :], np.array([intercept]), np.array([0, 1])), idf=idf,
        threshold=threshold, edges=tuple(edges.tolist()),
        hateful=tuple((shares[0] / shares[0].sum()).tolist()), harmless=tuple((shares[1] / shares[1].sum()).tolist()),
    )  # fmt: skip


def estimator(weights: np.ndarray, intercept: np.ndarray, classes: np.ndarray) -> Any:
    """A fitted LogisticRegression with these weights; they keep eight bits of precision, so that the file packs."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    short = np.ascontiguousarray(weights, dtype=np.float32).view(np.uint32)
    model.coef_ = ((short + np.uint32(0x8000)) & np.uint32(0xFFFF0000)).view(np.float32)
    model.intercept_ = np.asarray(intercept, dtype=np.float64)
    model.classes_ = classes
    model.n_features_in_ = weights.shape[1]
    model.n_iter_ = np.array([0], dtype=np.int32)
    return model


def best_threshold(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The probability from which flagging gives the best macro-F1, smoothed over neighbouring cuts."""
    order = np.argsort(-probabilities, kind="stable")
    ordered, hits = probabilities[order], np.cumsum(labels[order])
    flagged, count, hateful = np.arange(1, len(labels) + 1), len(labels), labels.sum()
    missed = hateful - hits
    harmless_right = count - flagged - missed
    macro = hits / (flagged + hateful) + harmless_right / ((count - flagged) + (count - hateful))
    width = max(1, count // 100)
    smooth = np.convolve(macro, np.ones(width) / width, mode="same")
    return float(np.clip(ordered[int(smooth.argmax())], 1e-3, 1 - 1e-3))


def _edges(probabilities: np.ndarray, labels: np.ndarray, threshold: float) -> np.ndarray:
    """Inner borders of about BINS bins, equally filled if both kinds were equally many; the threshold is one."""
    weight = np.where(labels, 1 / labels.sum(), 1 / (~labels).sum())
    order = np.argsort(probabilities, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    cuts = probabilities[order][np.searchsorted(share, np.arange(1, BINS) / BINS)]
    nearest = np.abs(cuts - threshold).argmin()
    cuts[nearest] = threshold
    return np.unique(cuts)


def fit_classes(name: str, texts: list[str], labels: pd.Series, idf: np.ndarray, *, strength: float) -> Head:
    """A head that tells classes of hateful texts apart: a marker (bool labels) or the target group (text labels)."""
    from sklearn.linear_model import LogisticRegression

    weighed = weigh(features.matrix(texts), idf)
    values = labels.to_numpy()
    if values.dtype == bool:
        model = LogisticRegression(C=strength).fit(weighed, values.astype(int))
        return Head(language=name, estimator=estimator(model.coef_, model.intercept_, np.array([0, 1])), idf=idf)
    values = values.astype(str)
    classes = np.array(sorted(set(values)))
    found = [_linear(weighed, values == one, strength) for one in classes]
    weights, intercepts = np.stack([one for one, _ in found]), np.array([start for _, start in found])
    return Head(language=name, estimator=estimator(weights, intercepts, classes), idf=idf)
