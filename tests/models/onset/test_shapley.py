from itertools import combinations
from math import factorial

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from models.onset.shapley import shares_of


@pytest.fixture(params=[ExtraTreesClassifier, RandomForestClassifier])
def forest(request, rng):
    values = rng.normal(size=(120, 4)).round(1)
    outcome = (values[:, 0] * values[:, 1] + values[:, 2] > 0.3).astype(int)
    return request.param(n_estimators=4, min_samples_leaf=5, random_state=0).fit(values, outcome)


def share_of_coalition(tree, row, known, node=0):
    """A tree's share with the columns outside `known` averaged over the training rows, node by node."""
    if tree.children_left[node] == -1:
        return tree.value[node, 0, 1]
    left, right = tree.children_left[node], tree.children_right[node]
    if tree.feature[node] in known:
        return share_of_coalition(tree, row, known, left if row[tree.feature[node]] <= tree.threshold[node] else right)
    size = tree.weighted_n_node_samples
    parts = (size[child] / size[node] * share_of_coalition(tree, row, known, child) for child in (left, right))
    return sum(parts)


def test_contributions_are_the_shapley_values_of_every_coalition(forest, rng):
    row = rng.normal(size=4).astype(np.float32)
    expected = np.zeros(4)
    for column in range(4):
        others = [one for one in range(4) if one != column]
        for size in range(4):
            weight = factorial(size) * factorial(3 - size) / factorial(4)
            for known in combinations(others, size):
                gains = [
                    share_of_coalition(tree.tree_, row, {*known, column})
                    - share_of_coalition(tree.tree_, row, set(known))
                    for tree in forest.estimators_
                ]
                expected[column] += weight * np.mean(gains)
    _, found = shares_of(forest, row[None, :].astype(float))
    np.testing.assert_allclose(found[0], expected, atol=1e-12)


def test_base_and_contributions_add_up_to_the_forest_s_share(forest, rng):
    rows = rng.normal(size=(30, 4))
    base, parts = shares_of(forest, rows)
    np.testing.assert_allclose(base + parts.sum(axis=1), forest.predict_proba(rows)[:, 1], atol=1e-12)


def test_a_column_that_no_tree_uses_adds_nothing(rng):
    values = np.column_stack([rng.normal(size=60), np.zeros(60)])
    forest = ExtraTreesClassifier(n_estimators=3, random_state=0).fit(values, (values[:, 0] > 0).astype(int))
    assert (shares_of(forest, values[:5])[1][:, 1] == 0).all()
