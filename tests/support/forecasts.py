"""Invented forecasts and their track record, for the invented release; in the form of real ones, never shipped.

What tests lean on: VAT, TUV, NRU and LIE are not covered; SDN ranks first at the end of 2025 with a chance of 20 %; CHE is
lowest; MLI 2012 was caught and LBY 2011 missed; two of nine bars are missed.
"""

import numpy as np
import pandas as pd

from data.countries import countries

NOT_COVERED = ("LIE", "NRU", "TUV", "VAT")
YEARS = range(1993, 2026)
NEWEST = 2025
KEYS = (
    "learned", "plain", "combination", "extra_trees", "forest", "ridge", "elastic_net", "open_sources", "with_lhrs",
    "mean_rank", "stacked", "no_level", "published", "base_rate", "violence_last_year", "deaths_five_years",
)  # fmt: skip
PERIODS = ("whole", "1994–2008", "2009–2024")
ONSETS = (("RWA", 1994, 5, 9), ("LBY", 2011, 65, 98), ("MLI", 2012, 12, 40), ("BFA", 2019, 40, 31), ("SDN", 2023, 2, 3))
BARS = (
    ("Frame B, AUC", ">=", 0.865, 0.853), ("Frame B, average precision", ">=", 0.035, 0.04),
    ("Frame B, onsets on a list of thirty", ">=", 3, 3), ("Frame B, AUC 2009–24", ">=", 0.86, 0.862),
    ("Frame A, Brier score", "<=", 0.0142, 0.0141), ("Frame A, observed over expected", ">=", 0.8, 0.72),
    ("Frame A, observed over expected", "<=", 1.25, 0.72),
    ("Frame B, AUC minus published, lower end, countries drawn", ">", 0.0, 0.003),
    ("Frame B, AUC minus published, lower end, blocks drawn", ">", 0.0, 0.008),
)  # fmt: skip


def frames(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """forecasts, drivers and forecast_changes."""
    forecasts = _forecasts(rng)
    newest = forecasts[forecasts["t"] == NEWEST]
    return {"forecasts": forecasts, "drivers": _drivers(newest), "forecast_changes": _changes(newest)}


def _forecasts(rng: np.random.Generator) -> pd.DataFrame:
    codes = [iso3 for iso3 in sorted(countries()) if iso3 not in NOT_COVERED]
    temper = rng.beta(0.6, 30, len(codes)).clip(0.0004, 0.15)
    temper[codes.index("SDN")], temper[codes.index("CHE")] = 0.2, 0.0002
    parts = []
    for t in YEARS:
        p = temper if t == NEWEST else (temper * rng.uniform(0.6, 1.4, len(codes))).clip(0.0003, 0.3)
        part = pd.DataFrame({"iso3": codes, "t": t, "p": p, "low": p / 2, "high": np.minimum(2 * p, 1)})
        parts.append(part.assign(rank=part["p"].rank(ascending=False, method="max")))
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"iso3": "string", "t": "int16", "rank": "int16"})


def _drivers(newest: pd.DataFrame) -> pd.DataFrame:
    kinds = (
        ("", "base", "", np.nan, np.nan, -5.0),
        ("plain", "conflict", "Armed conflict", 0.9, 88.0, 0.8),
        ("learned", "mk_ever", "Mass killing at some time in the past", np.nan, np.nan, 0.4),
        ("learned", "newcountry", "New State", np.nan, np.nan, 0.0),
        ("plain", "liberties", "Liberties and courts", 0.2, 12.0, -0.3),
    )
    columns = ["half", "driver", "title", "value", "percent_below", "contribution"]
    parts = [pd.DataFrame(list(kinds), columns=columns).assign(iso3=iso3, t=NEWEST) for iso3 in newest["iso3"]]
    return pd.concat(parts, ignore_index=True)[["iso3", "t", *columns]]


def _changes(newest: pd.DataFrame) -> pd.DataFrame:
    scenarios = (
        ("conflict_ends", "Armed conflict falls to the level of the median country", True, 0.5),
        ("coup", "A coup is attempted", False, 1.5),
    )
    parts = [
        pd.DataFrame({"iso3": newest["iso3"], "t": NEWEST, "scenario": key, "title": title, "is_relief": is_relief,
                      "p_now": newest["p"], "p_then": newest["p"] * factor})
        for key, title, is_relief, factor in scenarios
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).sort_values(["iso3", "p_then"], ignore_index=True)


def track_record() -> dict:
    """The record of the invented past: figures that hang together, in the form of `models.onset.track_record`."""
    curve = [
        {"caught": caught, "flagged": flagged} for caught, flagged in ((1, 8), (3, 90), (4, 160), (5, 700), (5, 1000))
    ]
    interval = {by: {"value": 0.85, "low": 0.8, "high": 0.9} for by in ("country", "block")}
    gain = {by: {"difference": 0.027, "low": 0.003, "high": 0.055, "share_above_zero": 0.98, "draws": 1000}
            for by in ("country", "block")}  # fmt: skip
    return {
        "evaluated": True,
        "definition": {"event": "A mass killing begins, for tests.", "source": "Invented for tests", "horizon_years": 2},
        "protocol_sha256": "0" * 64,
        "seed": 1,
        "window": {"first": 1993, "last": 2023},
        "primary": "combination",
        "configurations": [_configuration(key) for key in KEYS],
        "intervals": {"a": dict.fromkeys(("auc", "brier", "observed_over_expected"), interval),
                      "b": dict.fromkeys(("auc", "average_precision", "recall_top_30"), interval)},
        "differences": {other: {"a": {"auc": gain}, "b": {"auc": gain}} for other in KEYS[-4:]},
        "reliability": {key: _tenths() for key in ("combination", "published")},
        "curves": dict.fromkeys(("combination", *KEYS[-4:]), curve),
        "onsets": [
            {"iso3": iso3, "name": countries()[iso3].name("en"), "year": year, "p": 0.05, "rank": rank,
             "is_caught": rank <= 30, "rank_published": other, "is_caught_by_published": other <= 30}
            for iso3, year, rank, other in ONSETS
        ],
        "regions": [
            {"region": "Africa", "rows": 500, "onsets": 5, "auc": 0.75, "auc_published": 0.7, "caught": 3, "caught_published": 2},
            {"region": "Europe", "rows": 500, "onsets": 0, "auc": None, "auc_published": None, "caught": 0,
             "caught_published": 0},
        ],
        "levels": [{"t": t, "onsets": 1.0, "expected": 1.2} for t in YEARS],
        "bars": [
            {"bar": name, "sign": sign, "needed": needed, "got": got,
             "is_met": {">=": got >= needed, "<=": got <= needed, ">": got > needed}[sign]}
            for name, sign, needed, got in BARS
        ],
        "newest": {"t": NEWEST, "places": 191, "published": None},
        "data_sha256": "0" * 64,
        "versions": {"numpy": "0", "scikit-learn": "0", "skops": "0"},
        "not_covered": list(NOT_COVERED),
        "code_sha256": "0" * 64,
        "model_sha256": "0" * 64,
    }  # fmt: skip


def _configuration(key: str) -> dict:
    lists = {str(n): {"caught": 3, "flagged": 31 * n, "recall": 0.6, "precision": 3 / (31 * n)} for n in (10, 20, 30)}
    part = {"rows": 1000, "onsets": 5, "auc": 0.853, "average_precision": 0.04, "lists": lists}
    is_probability = key != "mean_rank"
    proper = {"brier": 0.0142, "log_loss": 0.066, "observed_over_expected": 0.72} if is_probability else {}
    return {
        "key": key, "title": key, "is_probability": is_probability, "is_admissible": key != "with_lhrs",
        "frame_a": dict.fromkeys(PERIODS, part | proper), "frame_b": dict.fromkeys(PERIODS, part | proper),
    }  # fmt: skip


def _tenths() -> list[dict]:
    return [
        {"rows": 100, "onsets": n // 4, "forecast": 0.0008 * 1.8**n, "observed": (n // 4) / 100, "low": 0.0 if n < 4 else 0.002,
         "high": 0.036 + (n // 4) / 100}
        for n in range(10)
    ]  # fmt: skip
