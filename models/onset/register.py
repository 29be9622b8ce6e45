"""The prospective register: forecasts sealed before the outcome is known, never changed, scored when it is."""

import csv
import hashlib
import io
import os
from datetime import date
from pathlib import Path

import pandas as pd

from models.onset import definition
from models.onset.scores import area_under_roc, brier, observed_over_expected

COLUMNS = ("release", "sealed_on", "t", "iso3", "p", "low", "high", "rank", "seal")
START = "0" * 64


class RegisterError(ValueError):
    """A register that was altered, or an entry that may not be made; the message says which and what to do."""


def read_register(path: Path) -> pd.DataFrame:
    """All sealed forecasts in the order of sealing; no rows if nothing was sealed yet.

    Raises RegisterError if any line was altered, removed or put in: each seal covers its line and the seal before.
    """
    if not path.is_file():
        return _typed([])
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise RegisterError(
            f"{path.name}: the first line must read {','.join(COLUMNS)}; restore the register from its history"
        )
    before = START
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS) or row[-1] != _seal(before, row[:-1]):
            raise RegisterError(
                f"{path.name}: line {number} does not fit its seal; restore the register from its history"
            )
        before = row[-1]
    return _typed(rows[1:])


def seal_forecasts(path: Path, forecasts: pd.DataFrame, *, release: str, today: date) -> int:
    """Append the newest forecasts of a release, each with the day and a seal; returns how many lines were added.

    `forecasts`: iso3, t, p, low, high, rank; only its newest t is sealed. Lines are only ever added at the end.
    Raises RegisterError if this release is in the register already, or if the two years are over: a forecast whose
    outcome can be known is no forecast.
    """
    register = read_register(path)
    t = int(forecasts["t"].max())
    if (register["release"] == release).any():
        raise RegisterError(f"{path.name}: release {release} is sealed already; its lines stay as they are")
    if today > date(t + definition.HORIZON_YEARS, 12, 31):
        raise RegisterError(
            f"forecasts made at the end of {t} are about {t + 1}–{t + 2}, which is over on {today}; seal newer forecasts"
        )
    before = register["seal"].iloc[-1] if len(register) else START
    lines = []
    for one in forecasts[forecasts["t"] == t].sort_values("iso3").to_dict("records"):
        figures = [f"{one[name]:.6f}" for name in ("p", "low", "high")]
        row = [release, today.isoformat(), str(t), str(one["iso3"]), *figures, str(one["rank"])]
        before = _seal(before, row)
        lines.append([*row, before])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([*([] if path.is_file() else [COLUMNS]), *lines])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
        file.flush()
        os.fsync(file.fileno())
    return len(lines)


def score_register(register: pd.DataFrame, onsets: pd.DataFrame, *, known_until: int) -> list[dict]:
    """How each sealed set did: release, t, sealed_on, and figures once both years are over, else none.

    `onsets`: iso3, year of every onset known; `known_until`: the last year that is fully known. `months_late`: months of
    the two years that had passed when it was sealed; above 0 `is_prospective` is false, and a page must say so.
    """
    result = []
    for _, part in register.groupby(["release", "t"], sort=False):
        release, t = str(part["release"].iloc[0]), int(part["t"].iloc[0])
        sealed = date.fromisoformat(part["sealed_on"].iloc[0])
        late = max(0, (sealed.year - t - 1) * 12 + sealed.month - 1)
        entry: dict = {
            "release": release, "t": t, "sealed_on": sealed.isoformat(), "months_late": late, "is_prospective": late == 0,
            "forecasts": len(part), "expected_onsets": float(part["p"].sum()), "figures": None,
        }  # fmt: skip
        if known_until >= t + definition.HORIZON_YEARS:
            years = onsets[onsets["year"].between(t + 1, t + definition.HORIZON_YEARS)]
            outcome = part["iso3"].isin(years["iso3"]).to_numpy(dtype=float)
            p = part["p"].to_numpy()
            entry["figures"] = {
                "onsets": int(outcome.sum()), "auc": area_under_roc(outcome, p) if outcome.any() else None,
                "brier": brier(outcome, p), "observed_over_expected": observed_over_expected(outcome, p),
                "caught": int(outcome[(part["rank"] <= definition.TOP).to_numpy()].sum()),
            }  # fmt: skip
        result.append(entry)
    return result


def _seal(before: str, row: list[str]) -> str:
    return hashlib.sha256("\x1f".join([before, *row]).encode()).hexdigest()


def _typed(rows: list[list[str]]) -> pd.DataFrame:
    types = {"t": int, "p": float, "low": float, "high": float, "rank": int}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
