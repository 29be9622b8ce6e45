"""The track record: every configuration scored on both frames, differences, reliability, and each onset by name."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.countries import countries
from models.onset import definition
from models.onset.configurations import BASELINES, PRIMARY, PUBLISHED, Configuration
from models.onset.frames import Published, frame_a, frame_b, rank_within_year
from models.onset.level import level_at
from models.onset.scores import Frame, curve, difference, interval, reliability, score, within

PROTOCOL = Path(__file__).with_name("PROTOCOL.md")
PROTOCOL_END = "## What came out"
RELIABILITY_GROUPS = 10
COMPARED = {"a": ("auc", "average_precision", "brier", "log_loss"), "b": ("auc", "average_precision", "recall_top_30")}
WITH_INTERVAL = {"a": ("auc", "brier", "observed_over_expected"), "b": ("auc", "average_precision", "recall_top_30")}


def track_record(
    found: list[Configuration], raw: pd.DataFrame, rows: pd.DataFrame, published: Published, *, seed: int
) -> dict:
    """Everything there is to say about the forecasts of the test window, as plain numbers and texts."""
    frames = {one.key: frames_of(one.forecasts, rows, published) for one in found}
    mine = frames[PRIMARY]
    record = {
        "definition": {
            "event": definition.EVENT,
            "source": definition.DEFINITION_SOURCE,
            "horizon_years": definition.HORIZON_YEARS,
        },
        "protocol_sha256": protocol_digest(),
        "seed": seed,
        "window": {"first": definition.FIRST_TEST_YEAR, "last": definition.LAST_TEST_YEAR},
        "primary": PRIMARY,
        "configurations": [_scored(one, frames[one.key]) for one in found],
        "intervals": _intervals(mine, seed),
        "differences": _differences(frames, seed),
        "reliability": {key: reliability(frames[key]["a"], groups=RELIABILITY_GROUPS) for key in (PRIMARY, PUBLISHED)},
        "curves": {key: curve(frames[key]["b"]) for key in (PRIMARY, PUBLISHED, *BASELINES)},
        "onsets": _onsets(frames, rows),
        "regions": _regions(frames),
        "levels": _levels(raw, rows),
    }
    record["bars"] = bars(record)
    return _rounded(record)


def frames_of(forecasts: pd.DataFrame, rows: pd.DataFrame, published: Published) -> dict[str, Frame]:
    """Frames A and B of one forecast; on A a country's rank is that within its year."""
    a = frame_a(forecasts, rows, published).rename(columns={"t": "year"})
    ranks = forecasts[["t", "ccode"]].assign(rank=rank_within_year(forecasts)).rename(columns={"t": "year"})
    a = a.merge(ranks, on=["year", "ccode"], validate="one_to_one")
    return {"a": Frame(name="A", rows=a), "b": Frame(name="B", rows=frame_b(forecasts, rows, published))}


def protocol_digest() -> str:
    """SHA-256 of the protocol as it stood before the test window was opened."""
    text = PROTOCOL.read_text(encoding="utf-8").split(PROTOCOL_END)[0]
    return hashlib.sha256(text.encode()).hexdigest()


def bars(record: dict) -> list[dict]:
    """Each bar that was set, what came out, and whether it is met."""
    primary = next(one for one in record["configurations"] if one["key"] == PRIMARY)
    a, b = primary["frame_a"]["whole"], primary["frame_b"]["whole"]
    late = primary["frame_b"][_period(definition.PERIODS[1])]
    gain = record["differences"][PUBLISHED]["b"]["auc"]
    ratio = a["observed_over_expected"]
    checks = [
        ("Frame B, AUC", ">=", 0.865, b["auc"]),
        ("Frame B, average precision", ">=", 0.045, b["average_precision"]),
        ("Frame B, onsets on a list of thirty", ">=", 30, b["lists"]["30"]["caught"]),
        ("Frame B, AUC 2009–24", ">=", 0.86, late["auc"]),
        ("Frame A, Brier score", "<=", 0.0142, a["brier"]),
        ("Frame A, observed over expected", ">=", 0.8, ratio),
        ("Frame A, observed over expected", "<=", 1.25, ratio),
        ("Frame B, AUC minus published, lower end, countries drawn", ">", 0.0, gain["country"]["low"]),
        ("Frame B, AUC minus published, lower end, blocks drawn", ">", 0.0, gain["block"]["low"]),
    ]
    is_met = {">=": lambda x, y: x >= y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y}
    return [
        {"bar": name, "sign": sign, "needed": needed, "got": got, "is_met": bool(is_met[sign](got, needed))}
        for name, sign, needed, got in checks
    ]


def _period(years: tuple[int, int]) -> str:
    return f"{years[0]}–{years[1]}"


def _scored(one: Configuration, frames: dict[str, Frame]) -> dict:
    result: dict = {
        "key": one.key,
        "title": one.title,
        "is_probability": one.is_probability,
        "is_admissible": one.is_admissible,
    }
    for name, frame in frames.items():
        earlier = 1 if name == "a" else 0  # a forecast made at t is about onsets from t + 1
        parts = {"whole": frame} | {
            _period((first, last)): within(frame, first - earlier, last - earlier) for first, last in definition.PERIODS
        }
        result[f"frame_{name}"] = {key: score(part, is_probability=one.is_probability) for key, part in parts.items()}
    return result


def _stream(seed: int, *words: str) -> np.random.Generator:
    digest = hashlib.sha256("|".join(words).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])


def _intervals(frames: dict[str, Frame], seed: int) -> dict:
    return {
        name: {
            figure: {by: interval(frames[name], figure, by=by, rng=_stream(seed, "interval", name, figure, by))
                     for by in ("country", "block")}
            for figure in figures
        }
        for name, figures in WITH_INTERVAL.items()
    }  # fmt: skip


def _differences(frames: dict[str, dict[str, Frame]], seed: int) -> dict:
    mine = frames[PRIMARY]
    return {
        other: {
            name: {
                figure: {by: difference(mine[name], frames[other][name], figure, by=by,
                                        rng=_stream(seed, other, name, figure, by)) for by in ("country", "block")}
                for figure in figures
            }
            for name, figures in COMPARED.items()
        }
        for other in (PUBLISHED, *BASELINES)
    }  # fmt: skip


def _onsets(frames: dict[str, dict[str, Frame]], rows: pd.DataFrame) -> list[dict]:
    """Each onset of frame B with the rank of each forecast; caught: on a list of thirty."""
    names = rows.drop_duplicates("ccode", keep="last").set_index("ccode")[["iso3", "ewp_name"]]
    mine, theirs = frames[PRIMARY]["b"].rows, frames[PUBLISHED]["b"].rows
    result = []
    for place in np.flatnonzero(mine["outcome"] == 1):
        row, other = mine.iloc[place], theirs.iloc[place]
        iso3, name = names.loc[row["ccode"]]
        state = countries().get(iso3)
        who = {"iso3": iso3, "name": state.name()} if state else {"iso3": "", "name": name}
        result.append({
            **who, "year": int(row["year"]), "p": float(row["p"]),
            "rank": int(row["rank"]), "is_caught": bool(row["rank"] <= definition.TOP),
            "rank_published": int(other["rank"]), "is_caught_by_published": bool(other["rank"] <= definition.TOP),
        })  # fmt: skip
    return sorted(result, key=lambda one: (one["year"], one["name"]))


def _regions(frames: dict[str, dict[str, Frame]]) -> list[dict]:
    """Skill by region of the world (M49) on frame B; a region with fewer than three onsets has no AUC."""
    result = []
    mine = frames[PRIMARY]["b"].rows
    regions = mine["unit"].map({iso3: one.region for iso3, one in countries().items()})
    for region in sorted(regions.dropna().unique()):
        figures = {key: score(Frame(name="B", rows=frames[key]["b"].rows[(regions == region).to_numpy()]), is_probability=False)
                   for key in (PRIMARY, PUBLISHED)}  # fmt: skip
        has_enough = figures[PRIMARY]["onsets"] >= 3
        result.append({
            "region": region, "rows": figures[PRIMARY]["rows"], "onsets": figures[PRIMARY]["onsets"],
            "auc": figures[PRIMARY]["auc"] if has_enough else None,
            "auc_published": figures[PUBLISHED]["auc"] if has_enough else None,
            "caught": figures[PRIMARY]["lists"]["30"]["caught"], "caught_published": figures[PUBLISHED]["lists"]["30"]["caught"],
        })  # fmt: skip
    return result


def _levels(raw: pd.DataFrame, rows: pd.DataFrame) -> list[dict]:
    result = []
    for t in range(definition.FIRST_TEST_YEAR, int(raw["t"].max()) + 1):
        level = level_at(raw, rows, t, column="combined")
        result.append({"t": t, "onsets": level.onsets, "expected": level.expected})
    return result


def _rounded(value: Any) -> Any:
    """Numbers to eight digits, so that a file does not change with the last bits of a sum; NaN becomes none."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.8g}")
    return value
