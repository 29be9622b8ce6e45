"""What drives a forecast: contributions to the log-odds that add up exactly; and what would change it."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.onset.features import GROUPS, MERGED_DRIVERS, PREDICTORS, SCENARIOS, Move, Scenario
from models.onset.fit import LEAF, MEMBERS, Fitted, filled, log_odds, logit
from models.onset.index import index_of
from models.onset.linear import sigmoid
from models.onset.shapley import shares_of

DRIVER_COLUMNS = ("iso3", "t", "half", "driver", "title", "value", "percent_below", "contribution")
BASE = "base"


def drivers_of(fitted: Fitted, now: pd.DataFrame, *, shift: float) -> pd.DataFrame:
    """Contributions of each driver to each State's log-odds: DRIVER_COLUMNS, largest first within a State.

    `now`: country-years of one year, with groups and index; `shift`: the level's. The row `base` of a State holds what no
    driver explains: the log-odds of a country at the training mean with an index of one half, and the level. A State's
    rows add up to the log-odds of its forecast. Linear members and the plain half are exact as they are; a forest's
    Shapley values are exact for its share of onsets and scaled by one factor a State to its log-odds.
    `value`: of the predictor or group; `percent_below`: countries of the year with a lower value, in percent; both
    missing for a driver made of several columns.
    """
    values = filled(now, fitted.medians)
    bases, parts = _learned(fitted, values)
    has_plain = now["index"].notna().to_numpy() if "index" in fitted.lines else np.zeros(len(now), dtype=bool)
    weight = np.where(has_plain, 0.5, 1.0)
    intercept, slope = fitted.lines.get("index", (0.0, 0.0))
    base = weight * bases + np.where(has_plain, 0.5 * (intercept + slope / 2), 0.0) + shift
    found = [_rows(now, "", BASE, "", np.nan, base)]
    for key in dict.fromkeys(one.driver for one in PREDICTORS):
        columns = [place for place, one in enumerate(PREDICTORS) if one.driver == key]
        title = MERGED_DRIVERS.get(key, PREDICTORS[columns[0]].title)
        value = values[:, columns[0]] if len(columns) == 1 else np.nan
        found.append(_rows(now, "learned", key, title, value, weight * parts[:, columns].sum(axis=1)))
    known = now[[f"group.{key}" for key in GROUPS]].notna().sum(axis=1).to_numpy()
    for key, title in GROUPS.items():
        level = now[f"group.{key}"].to_numpy()
        share = np.where(has_plain & ~np.isnan(level), 0.5 * slope * (level - 0.5) / np.maximum(known, 1), 0.0)
        found.append(_rows(now, "plain", key, title, level, share))
    table = pd.concat(found, ignore_index=True)
    table["size"] = table["contribution"].abs().where(table["driver"] != BASE, np.inf)
    return table.sort_values(["iso3", "size"], ascending=[True, False], ignore_index=True)[list(DRIVER_COLUMNS)]


def changes_of(fitted: Fitted, now: pd.DataFrame, *, shift: float) -> pd.DataFrame:
    """What the forecast would be under each scenario: iso3, t, scenario, title, is_relief, p_now, p_then.

    A State whose values a scenario does not move has no row for it. It is the model's answer with all else as it is, not
    a promise of what a policy would do.
    """
    p_now = sigmoid(log_odds(fitted, now)["combined"].to_numpy() + shift)
    found = []
    for scenario in SCENARIOS:
        then = _moved(now, scenario)
        p_then = sigmoid(log_odds(fitted, then)["combined"].to_numpy() + shift)
        columns = [move.column for move in scenario.moves]
        is_moved = (then[columns] != now[columns]).to_numpy() & now[columns].notna().to_numpy()
        part = pd.DataFrame({
            "iso3": now["iso3"].to_numpy(), "t": now["year"].to_numpy(), "scenario": scenario.key, "title": scenario.title,
            "is_relief": scenario.is_relief, "p_now": p_now, "p_then": p_then,
        })  # fmt: skip
        found.append(part[is_moved.any(axis=1)])
    return pd.concat(found, ignore_index=True).sort_values(["iso3", "p_then"], ignore_index=True)


def _learned(fitted: Fitted, values: np.ndarray) -> tuple[float, np.ndarray]:
    """Base and contributions (rows × NAMES) of the learned half's log-odds."""
    base, parts = 0.0, np.zeros(values.shape)
    for name in MEMBERS:
        if name in LEAF:
            forest = fitted.trees[name]
            share, added = shares_of(forest, values)
            total = share + added.sum(axis=1)
            parts += added * _slope(share, total)[:, None]
            base += float(logit(np.array([share]))[0])
        else:
            parts += fitted.linear[name].parts(values)
            base += fitted.linear[name].intercept
    return base / len(MEMBERS), parts / len(MEMBERS)


def _slope(base: float, total: np.ndarray) -> np.ndarray:
    """Log-odds gained for each unit of share gained between `base` and `total`."""
    gained = total - base
    steps = logit(total) - logit(np.array([base]))
    return np.where(
        np.abs(gained) > 1e-12, steps / np.where(np.abs(gained) > 1e-12, gained, 1.0), 1 / (base * (1 - base))
    )


def _rows(now: pd.DataFrame, half: str, driver: str, title: str, value, contribution: np.ndarray) -> pd.DataFrame:
    known = pd.Series(np.broadcast_to(value, len(now)), index=now.index, dtype=float)
    below = 100 * (known.rank(method="min") - 1) / known.notna().sum() if known.notna().any() else known
    return pd.DataFrame({
        "iso3": now["iso3"].to_numpy(), "t": now["year"].to_numpy(), "half": half, "driver": driver, "title": title,
        "value": known.to_numpy(), "percent_below": below.to_numpy(), "contribution": contribution,
    })  # fmt: skip


def _moved(now: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The year's rows with the scenario's values, and the index that follows from the groups."""
    then = now.copy()
    for move in scenario.moves:
        values = now[move.column].astype(float)
        target = _target(values, move)
        is_high = move.riskier == "high"
        bound: Callable = np.minimum if is_high == scenario.is_relief else np.maximum
        then[move.column] = bound(values, target)
    groups = then[[f"group.{key}" for key in GROUPS]].set_axis(list(GROUPS), axis=1)
    then["index"] = index_of(groups).where(now["index"].notna())
    return then


def _target(values: pd.Series, move: Move) -> float:
    if not isinstance(move.to, str):
        return float(move.to)
    if move.to == "median":
        return float(values.median())
    return float(values.quantile(0.9 if move.riskier == "high" else 0.1))
