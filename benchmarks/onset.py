"""python -m benchmarks.onset --data ../shared/data: what the onset forecast takes, and the comparisons of its development.

Printed, never asserted. `--development` repeats what the protocol says was looked at before the test window was opened:
forecasts made at the end of 1979 … 1991, outcomes to 1993, nothing later is read.
"""

import argparse
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

from models.onset import definition, level
from models.onset.backtest import SEED, run
from models.onset.drivers import drivers_of
from models.onset.fit import FULL, filled, logit, training_rows
from models.onset.forecast import forecast_year, forecast_years, read_rows, years_to_forecast
from models.onset.frames import NAMES, read_published, with_outcomes
from models.onset.level import level_at
from models.onset.linear import fit_linear, sigmoid
from models.onset.scores import area_under_roc, average_precision, log_loss

LAST_OUTCOME = 1993


def timed(label: str, work):
    """Run `work`, print wall and processor seconds, return what it returns."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    print(f"{label:58s} {time.perf_counter() - wall:7.1f} s, {time.process_time() - cpu:7.1f} s of this process")
    return result


def speed(data: Path, workers: int) -> None:
    """The backtest and the newest forecast, step by step."""
    rows = timed("read and check all files", lambda: read_rows(data))
    published = read_published(data)
    repeats = {t: 0 for t in years_to_forecast(rows, past=0, newest=0) if t <= definition.LAST_TEST_YEAR}
    years = timed(
        f"{len(repeats)} yearly forecasts, {workers} process(es)",
        lambda: forecast_years(rows, repeats, seed=SEED, workers=workers, effort=FULL),
    )
    timed("scores with bootstraps", lambda: run(rows, published, years, seed=SEED))
    newest = int(rows["year"].max())
    last = timed(
        "newest forecast with 60 repeats", lambda: forecast_year(rows, newest, seed=SEED, repeats=60, effort=FULL)
    )
    now = rows[(rows["year"] == newest) & rows["iso3"].notna()].reset_index(drop=True)
    timed("drivers of the newest forecast", lambda: drivers_of(last.fitted, now, shift=0.0))
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def development(data: Path) -> None:
    """Leaves, penalties, horizons, weights of the halves, and levels, on forecasts made before 1992."""
    rows = read_rows(data)
    rows = rows[rows["year"] <= LAST_OUTCOME]
    raw = pd.concat(
        [_members(rows, t) for t in range(definition.FIRST_DEVELOPMENT_YEAR, definition.LAST_DEVELOPMENT_YEAR + 1)]
    )
    known = with_outcomes(rows, known_until=LAST_OUTCOME)[["year", "ccode", "outcome", "onset_1", "index"]]
    table = raw.merge(known.rename(columns={"year": "t"}), on=["t", "ccode"]).dropna(subset=["outcome"])
    sets = {
        "four members": ["trees 10", "forest 20", "ridge", "elastic net"],
        "four members, smaller leaves": ["trees 5", "forest 10", "ridge", "elastic net"],
        "four members, larger leaves": ["trees 20", "forest 40", "ridge", "elastic net"],
        "four members, a hazard a year": ["trees 10", "forest 20", "ridge, yearly", "elastic net, yearly"],
    }
    singles = {name: [name] for name in raw.columns if name not in ("t", "ccode")}
    print(f"frame A, t = 1979 … 1991: {len(table)} rows, {int(table['outcome'].sum())} with an onset")
    for name, columns in (singles | sets).items():
        print(f"  {name:32s} {_figures(table, table[columns].mean(axis=1))}")
    table["learned"] = table[sets["four members"]].mean(axis=1)
    _weights(table[table["index"].notna()])
    _levels(table, rows)


def _figures(table: pd.DataFrame, log_odds: pd.Series) -> str:
    outcome, p = table["outcome"].to_numpy(), sigmoid(log_odds.to_numpy())
    return (
        f"AUC {area_under_roc(outcome, p):.3f}  average precision {average_precision(outcome, p):.3f}  "
        f"log loss {log_loss(outcome, p):.4f}"
    )


def _members(rows: pd.DataFrame, t: int) -> pd.DataFrame:
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    training, now = training_rows(rows, t), rows[rows["year"] == t]
    medians = training[list(NAMES)].median().to_numpy()
    values, outcome, there = filled(training, medians), training["outcome"].to_numpy(), filled(now, medians)
    units = training["unit"].to_numpy(dtype=str)
    found = {"t": t, "ccode": now["ccode"].to_numpy()}
    for kind, name, leaves in (
        (ExtraTreesClassifier, "trees", (5, 10, 20)),
        (RandomForestClassifier, "forest", (10, 20, 40)),
    ):
        for leaf in leaves:
            forest = kind(n_estimators=FULL.trees, min_samples_leaf=leaf, random_state=t, n_jobs=1).fit(values, outcome)
            found[f"{name} {leaf}"] = logit(forest.predict_proba(there)[:, 1])
    whole = training[training["onset_1"].notna() & training["onset_2"].notna()]
    twice = np.vstack([np.c_[filled(whole, medians), np.full(len(whole), ahead)] for ahead in (0, 1)])
    onsets, both = np.r_[whole["onset_1"], whole["onset_2"]], np.tile(whole["unit"].to_numpy(dtype=str), 2)
    for name, mix in (("ridge", 0.0), ("elastic net", 0.5)):
        found[name] = fit_linear(values, outcome, units, mix=mix, folds=5, rng=np.random.default_rng(t)).log_odds(there)
        hazard = fit_linear(twice, onsets, both, mix=mix, folds=5, rng=np.random.default_rng(t))
        spared = [1 - sigmoid(hazard.log_odds(np.c_[there, np.full(len(there), ahead)])) for ahead in (0, 1)]
        found[f"{name}, yearly"] = logit(1 - spared[0] * spared[1])
    return pd.DataFrame(found)


def _weights(table: pd.DataFrame) -> None:
    from models.onset.linear import fit_plain

    intercept, slopes = fit_plain(table[["index"]].to_numpy(), table["outcome"].to_numpy())
    plain = intercept + slopes[0] * table["index"]
    print(
        f"halves, t = 1989 … 1991: {len(table)} rows, {int(table['outcome'].sum())} with an onset (line fitted on them)"
    )
    for weight in (0, 0.25, 0.5, 0.75, 1):
        print(f"  weight of the index {weight:<4} {_figures(table, (1 - weight) * table['learned'] + weight * plain)}")


def _levels(table: pd.DataFrame, rows: pd.DataFrame) -> None:
    late = table[table["t"] >= 1983]
    print(f"levels, t = 1983 … 1991: without {_figures(late, late['learned'])}")
    usual = level.MEMORY_YEARS, level.PRIOR_ONSETS
    for memory in (1, 2, 3, 5, 10, 20):
        for prior in (1, 2, 5, 10):
            level.MEMORY_YEARS, level.PRIOR_ONSETS = memory, prior
            shift = {t: level_at(table, rows, t, column="learned").shift for t in late["t"].unique()}
            print(f"  memory {memory:2d}, prior {prior:2d}: {_figures(late, late['learned'] + late['t'].map(shift))}")
    level.MEMORY_YEARS, level.PRIOR_ONSETS = usual


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--development", action="store_true", help="repeat the comparisons of the development window")
    asked = parser.parse_args()
    if asked.development:
        development(asked.data)
    else:
        speed(asked.data, asked.workers)


if __name__ == "__main__":
    main()
