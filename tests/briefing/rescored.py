"""The small invented release, scored as the project scores: risk factors and scores follow from its levels exactly."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from briefing.content.figures import declared
from data import release as releases
from models import composite
from tests.support.release import DEFAULT_MONTH, write_release


def write_rescored_release(folder: Path) -> Path:
    """Write the release to `folder`, with factors and scores made from its levels by models/composite.py; make it current."""
    path = write_release(folder)
    release = releases.Release(path=path, manifest=releases.open_release(path).manifest)
    tree = composite.structure(declared(release))
    levels = release.frame("levels")
    numbers = levels[list(tree.keys)].to_numpy(float)
    applies = np.ones(len(tree.keys), bool)
    found = composite.score_factors(numbers, tree, applies)
    factors = levels[["iso3", "month"]].assign(
        **{
            f"rf{n}": found[:, tree.factors.index(n)].astype("float32") if n in tree.factors else np.float32("nan")
            for n in range(1, 15)
        }
    )
    scores = release.frame("scores")
    scores["score"] = np.where(scores["status"] == "not shown", np.nan, composite.power_mean(found))
    scores["low"], scores["high"] = (scores["score"] - 5).clip(0), (scores["score"] + 5).clip(upper=100)
    for name, rows in (("factors", factors), ("scores", pd.DataFrame(scores))):
        rows.to_parquet(path / f"{name}.parquet", compression="zstd", index=False)
    manifest = release.manifest
    (path / releases.MANIFEST).unlink()
    releases.seal(
        path, version=manifest["version"], created=datetime.fromisoformat(manifest["created"]), method=manifest["method"],
        default_month=f"{DEFAULT_MONTH:%Y-%m}", notices=[],
    )  # fmt: skip
    return path
