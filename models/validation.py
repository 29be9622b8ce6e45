"""What the score is worth: how well it tells the country-years before a mass-killing onset from the others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.onset import frames
from models.scoring import Panel

RESAMPLES = 500


def december(panel: Panel, values: np.ndarray) -> pd.DataFrame:
    """`values` (months, States) at the end of each year: columns iso3, t, p; only known ones."""
    at = np.nonzero(panel.month_numbers % 12 == 11)[0]
    table = pd.DataFrame(values[at], index=panel.month_numbers[at] // 12, columns=list(panel.states))
    return table.rename_axis("t").reset_index().melt("t", var_name="iso3", value_name="p").dropna()


def judge(forecast: pd.DataFrame, rows: pd.DataFrame, published: frames.Published, *, seed: int) -> dict[str, Any]:
    """AUC and average precision of a yearly figure (iso3, t, p) on frames A and B, with 95 % intervals by country.

    Every country-year that the published forecasts judge is judged; one without a figure ranks last.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    wanted = rows[["year", "ccode", "iso3"]].rename(columns={"year": "t"})
    filled = wanted.merge(forecast, on=["t", "iso3"], how="left")
    is_missing = filled["p"].isna()
    filled["p"] = filled["p"].fillna(forecast["p"].min() - 1)
    found: dict[str, Any] = {}
    first = int(forecast["t"].min())
    for name, frame in (
        ("A", frames.frame_a(filled[filled["t"] >= max(first, 1993)], rows, published)),
        ("B", frames.frame_b(filled, rows, published)),
    ):
        judged = filled[is_missing].merge(frame.rename(columns={"year": "t"})[["t", "ccode"]], on=["t", "ccode"])
        low, high = _interval(frame, seed)
        found[name] = {
            "auc": float(roc_auc_score(frame["outcome"], frame["p"])),
            "auc_low": low,
            "auc_high": high,
            "average_precision": float(average_precision_score(frame["outcome"], frame["p"])),
            "rows": len(frame),
            "onsets": int(frame["outcome"].sum()),
            "rows_without_figure": len(judged),
        }
    return found


def _interval(frame: pd.DataFrame, seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of the AUC, whole countries drawn with replacement."""
    rng = np.random.default_rng(seed)
    unit, names = pd.factorize(frame["unit"])
    outcome, order = frame["outcome"].to_numpy(bool), np.argsort(frame["p"].to_numpy(), kind="stable")
    ties = pd.factorize(frame["p"].to_numpy()[order])[0]
    found = []
    for _ in range(RESAMPLES):
        weight = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))[unit][order].astype(float)
        positive = np.bincount(ties, weight * outcome[order])
        negative = np.bincount(ties, weight * ~outcome[order])
        below = np.cumsum(negative) - negative
        if positive.sum() and negative.sum():
            found.append((positive * (below + negative / 2)).sum() / positive.sum() / negative.sum())
    return tuple(np.quantile(found, [0.025, 0.975]).tolist())


def validate(scores: Mapping[str, pd.DataFrame], deaths: pd.DataFrame, folder: Path, *, seed: int) -> dict[str, Any]:
    """The worth of one or more versions of the score, beside the published forecast and two baselines.

    `scores`: by name, as `december` gives them. `deaths`: iso3, t, p = deaths in organised violence in the year.
    `folder`: a data folder; without the outcome files the result says "not evaluated" and why.
    """
    try:
        rows, published = frames.read_country_years(folder), frames.read_published(folder)
    except frames.FrameError as error:
        return {"evaluated": False, "reason": str(error)}
    made = published.made.merge(rows[["year", "ccode", "iso3"]].rename(columns={"year": "t"}), on=["t", "ccode"])
    candidates = dict(scores) | {"violence_last_year": deaths, "base_rate": deaths.assign(p=0.5)}
    found = {name: judge(one, rows, published, seed=seed) for name, one in candidates.items()}
    found["published_forecast"] = judge_published(made, rows, published, seed=seed)
    return {"evaluated": True, "forecasts": found, "outcome": "Mass-killing onset, Early Warning Project, 2025 files"}


def judge_published(
    made: pd.DataFrame, rows: pd.DataFrame, published: frames.Published, *, seed: int
) -> dict[str, Any]:
    """The published forecasts on their own rows."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    frame_a = frames.frame_a(made[["t", "ccode", "p"]], rows, published)
    units = rows.drop_duplicates("ccode").set_index("ccode")["unit"]
    frame_b = published.yearly.rename(columns={"mk_onset": "outcome"})
    frame_b = frame_b.assign(unit=frame_b["ccode"].map(units).fillna(frame_b["ccode"].astype(str)))
    found = {}
    for name, frame in (("A", frame_a), ("B", frame_b)):
        low, high = _interval(frame, seed)
        found[name] = {
            "auc": float(roc_auc_score(frame["outcome"], frame["p"])), "auc_low": low, "auc_high": high,
            "average_precision": float(average_precision_score(frame["outcome"], frame["p"])),
            "rows": len(frame), "onsets": int(frame["outcome"].sum()), "rows_without_figure": 0,
        }  # fmt: skip
    return found
