"""Exact Shapley values of a forest's share of onsets: what each column adds to a row's forecast."""

import numpy as np

ROOT = 0
LEAF = -1


def shares_of(forest, values: np.ndarray) -> tuple[float, np.ndarray]:
    """Base, and contribution of each column: base + contributions of a row = the forest's share of onsets for it.

    `forest`: a fitted scikit-learn ensemble of classification trees with outcomes 0 and 1; `values`: rows × columns, no
    NaN. A column that is left out of a coalition is averaged over the training rows along the tree's own paths, as in
    path-dependent TreeSHAP (Lundberg et al. 2020). The base is the mean share over the training rows.
    """
    base, parts = 0.0, np.zeros(values.shape)
    single = values.astype(np.float32)  # the trees compare in single precision
    for tree in forest.estimators_:
        base += _add_tree(tree.tree_, single, parts)
    count = len(forest.estimators_)
    return base / count, parts / count


def _add_tree(tree, values: np.ndarray, parts: np.ndarray) -> float:
    """Add one tree's contributions to `parts`; returns its base.

    A leaf is reached by a coalition with weight Π (1 if the row passes the column's splits, for columns known) × Π (share
    of training rows that pass, for columns left out). Shapley's mean over coalitions is the integral over x in (0, 1) of
    Π (x · passes + (1 − x) · share), a polynomial that Gauss–Legendre nodes integrate exactly.
    """
    base = 0.0
    for leaf, path in _paths(tree):
        share = tree.value[leaf, 0, 1]
        base += share * tree.weighted_n_node_samples[leaf] / tree.weighted_n_node_samples[ROOT]
        if share == 0 or not path:
            continue
        columns = list(path)
        passes = np.column_stack([_passes(values[:, column], path[column][0]) for column in columns])
        kept = np.array([path[column][1] for column in columns])
        nodes, weights = _gauss((len(columns) + 1) // 2)
        factors = nodes[None, :, None] * passes[:, None, :] + (1 - nodes)[None, :, None] * kept
        others = factors.prod(axis=2, keepdims=True) / factors
        parts[:, columns] += share * (passes - kept) * np.einsum("q,nqk->nk", weights, others)
    return float(base)


def _paths(tree):
    """Each leaf with its path: column → (splits [(threshold, goes left)], share of training rows that pass them)."""
    waiting: list[tuple[int, dict]] = [(ROOT, {})]
    size = tree.weighted_n_node_samples
    while waiting:
        node, path = waiting.pop()
        left, right = tree.children_left[node], tree.children_right[node]
        if left == LEAF:
            yield node, path
            continue
        column, threshold = int(tree.feature[node]), tree.threshold[node]
        splits, kept = path.get(column, ((), 1.0))
        for child, goes_left in ((left, True), (right, False)):
            step = ((*splits, (threshold, goes_left)), kept * size[child] / size[node])
            waiting.append((child, {**path, column: step}))


def _passes(values: np.ndarray, splits: tuple) -> np.ndarray:
    is_through = np.ones(len(values), dtype=bool)
    for threshold, goes_left in splits:
        is_through &= (values <= threshold) == goes_left
    return is_through.astype(float)


def _gauss(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights on (0, 1) that integrate polynomials up to degree 2 · count − 1 exactly."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2
