"""python -m models.onset.backtest --data ../shared/data --out DIR: forecasts of every past year, scored."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.onset import definition
from models.onset.configurations import PRIMARY, PUBLISHED, configurations
from models.onset.fit import FULL
from models.onset.forecast import YearForecast, forecast_years, read_rows, years_to_forecast
from models.onset.frames import FrameError, Published, read_country_years, read_published
from models.onset.index import SourceError
from models.onset.scores import score
from models.onset.track_record import frames_of, track_record

SEED = 20251121
REPRODUCED = {  # the published forecasts' own figures, which must come out first
    ("a", "auc"): 0.832, ("a", "average_precision"): 0.060, ("a", "brier"): 0.01449, ("a", "rows"): 4864,
    ("b", "auc"): 0.825, ("b", "average_precision"): 0.031, ("b", "rows"): 5032, ("b", "onsets"): 39,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """`forecasts`: t, ccode, iso3, p of the primary forecast in the test window; `scores`: the track record."""

    forecasts: pd.DataFrame
    scores: dict


def reproduce(rows: pd.DataFrame, published: Published) -> dict[str, dict]:
    """The published forecasts scored on both frames. Raises FrameError if a known figure does not come out."""
    found = {
        name: score(frame, is_probability=True) for name, frame in frames_of(published.made, rows, published).items()
    }
    for (name, figure), expected in REPRODUCED.items():
        if abs(found[name][figure] - expected) > 0.001:
            raise FrameError(
                f"{definition.PUBLISHED_FILE}: frame {name.upper()}, {figure} is {found[name][figure]:.4f}, expected "
                f"{expected}; the file or a frame differs from that of the 2025 assessment"
            )
    return found


def run(rows: pd.DataFrame, published: Published, years: list[YearForecast], *, seed: int) -> Backtest:
    """Score the forecasts of the test window; `years` holds every year from 1979 on."""
    raw = pd.concat([one.raw for one in years], ignore_index=True)
    found = configurations(raw, rows, published.made)
    primary = next(one for one in found if one.key == PRIMARY).forecasts
    iso3 = rows.drop_duplicates("ccode").set_index("ccode")["iso3"]
    forecasts = primary.assign(iso3=primary["ccode"].map(iso3).fillna(""))[["t", "ccode", "iso3", "p"]]
    return Backtest(forecasts=forecasts, scores=track_record(found, raw, rows, published, seed=seed))


def summary(scores: dict) -> list[str]:
    """What a person at a terminal wants to see first."""
    lines = [f"{'':38s}  B: AUC   AP   top 30  94–08 09–24   A: AUC    AP   Brier   O/E"]
    for one in scores["configurations"]:
        a, b = one["frame_a"]["whole"], one["frame_b"]["whole"]
        early, late = (one["frame_b"][f"{first}–{last}"]["auc"] for first, last in definition.PERIODS)
        caught = f"{b['lists']['30']['caught']:2d}/{b['onsets']}"
        figures = f"{b['auc']:.3f} {b['average_precision']:.3f}  {caught} {early:.3f} {late:.3f}"
        proper = f"{a['brier']:.5f} {a['observed_over_expected']:.2f}" if one["is_probability"] else "–"
        lines.append(f"{one['title']:40s}  {figures}   {a['auc']:.3f} {a['average_precision']:.3f} {proper}")
    for by in ("country", "block"):
        gain = scores["differences"][PUBLISHED]["b"]["auc"][by]
        lines.append(
            f"AUC minus published, by {by}: {gain['difference']:+.3f} ({gain['low']:+.3f} … {gain['high']:+.3f})"
        )
    for bar in scores["bars"]:
        lines.append(
            f"{'met   ' if bar['is_met'] else 'MISSED'} {bar['bar']}: {bar['got']:.5g} {bar['sign']} {bar['needed']}"
        )
    missed = [f"{one['name']} {one['year']} ({one['rank']})" for one in scores["onsets"] if not one["is_caught"]]
    return [*lines, f"missed, with the rank they had: {', '.join(missed)}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with risk/, violence/, displacement/, hr/")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder that forecasts.csv and scores.json are written to"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    asked = parser.parse_args()
    try:
        reproduce(read_country_years(asked.data), read_published(asked.data))
        rows, published = read_rows(asked.data), read_published(asked.data)
    except (FrameError, SourceError) as error:
        raise SystemExit(str(error)) from error
    repeats = {t: 0 for t in years_to_forecast(rows, past=0, newest=0) if t <= definition.LAST_TEST_YEAR}
    years = forecast_years(rows, repeats, seed=asked.seed, workers=asked.workers, effort=FULL)
    result = run(rows, published, years, seed=asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    result.forecasts.to_csv(asked.out / "forecasts.csv", index=False, float_format="%.8g", lineterminator="\n")
    text = json.dumps(result.scores, ensure_ascii=False, indent=1, allow_nan=False)
    (asked.out / "scores.json").write_text(text + "\n", encoding="utf-8")
    print("\n".join(summary(result.scores)))


if __name__ == "__main__":
    main()
