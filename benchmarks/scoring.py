"""Time and peak memory of scoring: all States, all months, 200 draws of history and 500 of the newest month.

Run with `python -m benchmarks.scoring [RELEASE FOLDER]`; the default is the release that ships with the repository.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import pandas as pd

from data.settings import SHIPPED_RELEASES
from indicators.catalogue import active
from models import run, scoring


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, nargs="?", help="folder of a release")
    folder = parser.parse_args().release or SHIPPED_RELEASES / (SHIPPED_RELEASES / "current").read_text().strip()
    started = time.perf_counter()
    observations = pd.read_parquet(folder / "observations.parquet")
    facts = pd.read_parquet(folder / "facts.parquet")
    sources = {one["key"] for one in json.loads((folder / "sources.json").read_text(encoding="utf-8"))}
    read = time.perf_counter()
    panel = scoring.build_panel(observations, facts, active(sources)).since(scoring.FIRST_PUBLISHED)
    measured = time.perf_counter()
    scored = scoring.score(panel, seed=run.SEED, draws_latest=run.DRAWS_LATEST, draws_history=run.DRAWS_HISTORY)
    ended = time.perf_counter()
    print(f"{len(panel.states)} States × {len(panel.months)} months × {len(panel.tree.indicators)} indicators")
    print(f"observations    {len(observations):>10,}")
    print(f"read            {read - started:>10.1f} s")
    print(f"measure levels  {measured - read:>10.1f} s")
    print(f"score and draw  {ended - measured:>10.1f} s   ({run.DRAWS_HISTORY} and {run.DRAWS_LATEST} draws)")
    print(f"all             {ended - started:>10.1f} s")
    print(f"peak memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10.0f} MB")
    print(f"shown by default: {scored.default_month} of {scored.first_month} to {scored.last_month}")


if __name__ == "__main__":
    main()
