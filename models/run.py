"""Score a staged release, put its forecasts beside, propose alerts: `python -m models.run --staging FOLDER [--data FOLDER]`.

The forecasts are those computed before from the same files, if there are any; see `models.onset.release`.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from data import durable
from data.sources import modules
from indicators.catalogue import active
from models import alerts, scoring, validation
from models.onset import release as onset

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
    observations = pd.read_parquet(staging / "observations.parquet")
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
    for name, panel in other_panels(observations, facts, sources, data):
        scores[name] = validation.december(panel, panel.raw_scores)
        del panel
    worth = validation.validate(scores, yearly_deaths(observations), data, seed=SEED)
    _write(staging / "indicators.json", [indicator.describe() for indicator in indicators])
    _write(staging / "validation.json", worth)
    onset.write_forecasts(staging, data, how=forecast)
    write_alerts(staging, default_month=scored.default_month)
    _write(staging / "method.json", {
        "version": METHOD_VERSION, "seed": SEED, "draws_latest": draws_latest, "draws_history": draws_history,
        "first_month": scored.first_month, "last_month": scored.last_month, "default_month": scored.default_month,
    })  # fmt: skip


def write_alerts(staging: Path, *, default_month: str) -> None:
    """Write what the rules propose from the files of a staged release into its alerts.json."""
    found = alerts.propose(
        lambda name: durable.read_frame(staging / f"{name}.parquet"),
        lambda name: json.loads((staging / f"{name}.json").read_text(encoding="utf-8")),
        default_month=default_month,
    )
    _write(staging / "alerts.json", [one.describe() for one in found])


def other_panels(
    observations: pd.DataFrame, facts: pd.DataFrame, sources: set[str], data: Path
) -> Iterator[tuple[str, scoring.Panel]]:
    """The score as it was known at each time, and with the Political Terror Scale, which may not be shipped: only its
    worth is published, and only where `data` holds it."""
    yield "score_as_known", scoring.build_panel(observations, facts, active(sources), clock="known")
    module = modules()["pts"]
    try:
        raw = module.fetch(data)
    except OSError:
        return
    if "pts" in sources:
        return
    more = pd.concat([observations, module.parse(raw, today=datetime.now(UTC).date()).observations], ignore_index=True)
    yield "score_with_terror_scale", scoring.build_panel(more, facts, active(sources | {"pts"}))


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
    run(arguments.staging, arguments.data, forecast=arguments.forecast)


if __name__ == "__main__":
    main()
