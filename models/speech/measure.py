"""What a classifier is measured by: AUC, macro-F1, calibration error."""

import numpy as np


def auc(is_hateful: np.ndarray, values: np.ndarray) -> float:
    """Chance that a hateful text is ranked above another one; ties count half. NaN with one kind only."""
    from scipy.stats import rankdata

    positive, negative = int(is_hateful.sum()), int((~is_hateful).sum())
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(values)
    return float((ranks[is_hateful].sum() - positive * (positive + 1) / 2) / (positive * negative))


def macro_f1(is_hateful: np.ndarray, is_flagged: np.ndarray) -> float:
    """Mean of the F1 of the hateful and of the F1 of the other texts; a class that nobody has or gets counts 0."""
    return (_f1(is_hateful, is_flagged) + _f1(~is_hateful, ~is_flagged)) / 2


def _f1(truth: np.ndarray, said: np.ndarray) -> float:
    total = int(truth.sum()) + int(said.sum())
    return float(2 * (truth & said).sum() / total) if total else 0.0


def calibration_error(is_hateful: np.ndarray, probabilities: np.ndarray, *, bins: int = 10) -> float:
    """Mean distance between probability and share of hateful texts over equally filled bins."""
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    gaps = [len(part) * abs(is_hateful[part].mean() - probabilities[part].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(probabilities))
