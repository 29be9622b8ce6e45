"""Score a staged release, put its forecasts beside, propose alerts: `python -m models.run --staging FOLDER [--data FOLDER]`.

The forecasts are those computed before from the same files, if there are any; see `models.onset.release`.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from data import durable
from data import observations as vintages
from data.settings import settings
from data.sources import modules
from indicators.catalogue import active
from models import alerts, scoring, validation
from models.onset import release as onset
from models.speech import release as speech
from models.speech.demonstration import MadeUpError

METHOD_VERSION = "1.0"
SEED = 20261121
DRAWS_LATEST = 500
DRAWS_HISTORY = 200


def run(
    staging: Path, data: Path, *, draws_latest: int = DRAWS_LATEST, draws_history: int = DRAWS_HISTORY,
    forecast: str = "reuse",
) -> None:  # fmt: skip
    """Read observations, facts and sources of a staged release and write its scores, forecasts and alerts beside them.

    `data`: folder whose outcome files the score is validated against and the forecasts are learned from; where it lacks
    them, the release says so. `forecast`: see `models.onset.release.write_forecasts`.
    """
    published = pd.read_parquet(staging / "observations.parquet")  # all vintages
    observations = vintages.read(published, as_of=None, series=None)
    facts = pd.read_parquet(staging / "facts.parquet")
    sources = {one["key"] for one in json.loads((staging / "sources.json").read_text(encoding="utf-8"))}
    indicators = active(sources)
    whole = scoring.build_panel(observations, facts, indicators)
    with tqdm(total=draws_history + draws_latest, desc="draws", disable=not sys.stderr.isatty()) as bar:
        scored = scoring.score(
            whole.since(scoring.FIRST_PUBLISHED), seed=SEED, draws_latest=draws_latest, draws_history=draws_history,
            progress=lambda done: bar.update(done - bar.n),
        )  # fmt: skip
    for name, table in scored.tables.items():
        table.to_parquet(staging / f"{name}.parquet", compression="zstd", compression_level=9, index=False)
    # One panel at a time: together they would be most of the memory that a refresh takes.
    scores = {"score": validation.december(whole, whole.raw_scores)}
    del whole
    as_known = scoring.build_panel(published, facts, indicators, clock="known")
    scores["score_as_known"] = validation.december(as_known, as_known.raw_scores)
    known_scores = scoring.known_table(as_known.since(scoring.FIRST_PUBLISHED))
    known_scores.to_parquet(staging / "known_scores.parquet", compression="zstd", compression_level=9, index=False)
    del as_known, known_scores, published
    rescored = with_terror_scale(observations, facts, sources, data)
    if rescored:
        scores["score_with_terror_scale"] = validation.december(rescored, rescored.raw_scores)
        del rescored
    worth = validation.validate(scores, yearly_deaths(observations), data, seed=SEED)
    _write(staging / "indicators.json", [indicator.describe() for indicator in indicators])
    _write(staging / "validation.json", worth)
    months = {"first_month": scored.first_month, "last_month": scored.last_month, "default_month": scored.default_month}
    del observations, scored, scores  # the forecasts, where they are learned anew, need the memory
    onset.write_forecasts(staging, data, how=forecast)
    after = (pd.Period(months["last_month"]) + 1).start_time.date()
    speech.write_speech(staging, first_day_after=after, signals=settings().speech)
    write_alerts(staging, default_month=months["default_month"])
    _write(staging / "method.json", {
        "version": METHOD_VERSION, "seed": SEED, "draws_latest": draws_latest, "draws_history": draws_history, **months,
    })  # fmt: skip


def write_alerts(staging: Path, *, default_month: str) -> None:
    """Write what the rules propose from the files of a staged release into its alerts.json."""
    found = alerts.propose(
        lambda name: durable.read_frame(staging / f"{name}.parquet"),
        lambda name: json.loads((staging / f"{name}.json").read_text(encoding="utf-8")),
        default_month=default_month,
    )
    _write(staging / "alerts.json", [one.describe() for one in found])


def with_terror_scale(
    observations: pd.DataFrame, facts: pd.DataFrame, sources: set[str], data: Path
) -> scoring.Panel | None:
    """The score with the Political Terror Scale, which may not be shipped: only its worth is published. None where
    `data` does not hold it, or the release is made with it anyway."""
    module = modules()["pts"]
    if "pts" in sources:
        return None
    try:
        raw = module.fetch(data)
    except OSError:
        return None
    more = pd.concat([observations, module.parse(raw, today=datetime.now(UTC).date()).observations], ignore_index=True)
    return scoring.build_panel(more, facts, active(sources | {"pts"}))


def yearly_deaths(observations: pd.DataFrame) -> pd.DataFrame:
    """Deaths in organised violence a State and year: iso3, t, p."""
    deaths = observations[observations["series"] == "ucdp.all_deaths"]
    return pd.DataFrame({"iso3": deaths["iso3"], "t": deaths["period_end"].dt.year, "p": deaths["value"]})


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staging", type=Path, required=True, help="folder of the release being built")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of outcome files")
    parser.add_argument(
        "--forecast", choices=onset.HOW, default="reuse", help="compute the forecasts anew, or leave them out"
    )
    arguments = parser.parse_args()
    try:
        run(arguments.staging, arguments.data, forecast=arguments.forecast)
    except (speech.SignalsError, MadeUpError) as error:
        sys.exit(f"hate-speech signals (R2P_SPEECH): {error}")


if __name__ == "__main__":
    main()
