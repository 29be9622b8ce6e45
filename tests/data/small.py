"""The smallest whole release: two invented sources, 195 States, three months, two indicators; never shipped."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from data import durable, observations, refresh, schema
from data.countries import countries
from data.http import Visit
from data.http_files import TABLE
from data.quality import FACTORS
from data.refresh_progress import Progress
from data.refresh_reading import from_folder
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import Rejects, read_table, with_iso3

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
MONTHS = pd.date_range("2025-12-01", "2026-02-01", freq="MS", unit="s")
DEATHS, SHARE = "alpha.deaths", "beta.share"


def declare(key: str, *series: Series, **changes: object) -> Source:
    """A source called `key` that reads `key/key.csv`, with what the test changes."""
    fields = {
        "key": key, "name": key.title(), "publisher": f"Institute {key.title()}", "licence": "CC BY 4.0",
        "citation": f"{key.title()} (2026).", "homepage": f"https://{key}.example", "endpoints": (f"https://{key}.example/csv",),
        "files": (f"{key}/{key}.csv",), "cadence_months": 12, "publication_lag_days": 30, "stale_after_days": 400,
        "series": series,
    }  # fmt: skip
    return Source(**fields | changes)


ALPHA = declare("alpha", Series(key=DEATHS, title="Deaths", unit="deaths"))
BETA = declare("beta", Series(key=SHARE, title="Share", unit="share of the population"))
DECLARED = {DEATHS: "alpha", SHARE: "beta"}


def observation(**changes: object) -> dict[str, object]:
    """One good observation of Sudan in 2024, with what the test changes."""
    return {
        "iso3": "SDN", "series": DEATHS, "period_start": "2024-01-01", "period_end": "2024-12-31", "value": 12.0,
        "kind": "measured", "evidence": "published", "source": "alpha", "known_on": "2025-06-01",
        "reference": "alpha.csv, 2025 edition",
    } | changes  # fmt: skip


def source_module(source: Source) -> SimpleNamespace:
    """A source module as data.sources would import it: a table of iso3, year, value becomes yearly observations."""

    def parse(files: dict[str, bytes], *, today: date) -> Parsed:
        ((file, raw),) = files.items()
        rejects = Rejects(source.key)
        table = read_table(raw, file=file, required=["country", "year", "value"])
        table = with_iso3(table, "country", file=file, rejects=rejects)
        figures = pd.DataFrame({
            "iso3": table["iso3"], "series": source.series[0].key, "period_start": table["year"] + "-01-01",
            "period_end": table["year"] + "-12-31", "value": table["value"].astype(float), "kind": "measured",
            "evidence": "published", "source": source.key, "known_on": table["year"] + "-12-31", "reference": file,
        })  # fmt: skip
        facts = [
            {"iso3": "SDN", "topic": "icc", "fact": f"Named by {source.name}", "evidence": "seen", "source": source.key}
        ]
        return Parsed(observations=schema.observations(figures), facts=schema.facts(facts), rejects=rejects.table())

    return SimpleNamespace(SOURCE=source, fetch=lambda folder: read_folder(source, folder), parse=parse)


MODULES = {"alpha": source_module(ALPHA), "beta": source_module(BETA)}


def live_module(source: Source) -> SimpleNamespace:
    """The same module, for a source that is fetched from a host of its own."""
    access = Access(hosts=(f"{source.key}.example",), seconds_between_requests=1, max_megabytes=1, total_seconds=600)
    module = source_module(replace(source, access=access))

    def download(visit: Visit, *, today: date) -> None:
        visit.get(f"https://{source.key}.example/csv", f"{source.key}/{source.key}.csv", TABLE)

    module.download = download
    return module


LIVE = {"alpha": live_module(ALPHA), "beta": live_module(BETA)}


def write_source_files(folder: Path) -> Path:
    """Files of both sources in a data folder: each has two years of three States, and one row of no State."""
    for source, values in (("alpha", ("5", "40", "0")), ("beta", ("0.5", "0.25", "0"))):
        rows = [f"{name},{year},{value}" for name, value in zip(("Sudan", "Mali", "Fiji"), values, strict=True)
                for year in (2023, 2024)]  # fmt: skip
        (folder / source).mkdir(parents=True)
        text = "\n".join(["country,year,value", *rows, "Atlantis,2024,1", ""])
        (folder / source / f"{source}.csv").write_text(text, encoding="utf-8")
    return folder


def frames() -> dict[str, pd.DataFrame]:
    """The scoring frames of a good release; Vatican City has no score, and only factors 1 and 2 have figures."""
    grid = pd.MultiIndex.from_product([sorted(countries()), MONTHS], names=["iso3", "month"]).to_frame(index=False)
    is_known = grid["iso3"].ne("VAT").to_numpy()
    level = np.where(is_known, np.linspace(0.1, 0.9, len(grid)), np.nan).astype("float32")
    pair = {"deaths": level, "share": level}
    factors = dict.fromkeys(FACTORS, np.full(len(grid), np.nan, dtype="float32")) | {"rf1": level, "rf2": level}
    rank = pd.Series(level).groupby(grid["month"]).rank(ascending=False).to_numpy()
    scores = {
        "score": 100 * level, "low": 90 * level, "high": 100 * level, "rank": rank, "rank_low": rank, "rank_high": rank,
        "coverage": is_known.astype("float32"), "status": np.where(is_known, "shown", "not shown"),
    }  # fmt: skip
    is_newest = (grid["month"] == MONTHS[-1]).to_numpy()
    weights = {f"w{number}": [1 / 14] for number in range(1, 15)}
    shares = ("first_order", "first_order_low", "first_order_high", "total", "total_low", "total_high")
    return {
        "levels": grid.assign(**pair),
        "values": grid.assign(**pair),
        "ages": grid.assign(**{key: np.where(is_known, 14, np.nan).astype("float32") for key in pair}),
        "factors": grid.assign(**factors),
        "scores": grid.assign(**scores),
        "draws": grid.assign(draw=np.int16(0), **factors).loc[is_newest, ["iso3", "draw", *FACTORS]],
        "choices": pd.DataFrame({"draw": [0], "p": [2.0], "normalisation": ["goalposts"], **weights}),
        "sensitivity": pd.DataFrame({"choice": ["weights"], **{key: [1.0] for key in shares}}),
    }


def indicators() -> list[dict[str, object]]:
    """The two indicators that the scoring frames hold."""

    def one(key: str, factor: int, series: str, unit: str) -> dict[str, object]:
        return {
            "key": key, "title": key.title(), "risk_factor": factor, "family": "Violence", "series": series, "unit": unit,
            "higher_is": "riskier", "floor": 0, "ceiling": 50, "scale": "linear", "max_age_months": 24,
            "why": "Invented for tests.", "goalposts": "Invented for tests.", "source": series.split(".")[0],
        }  # fmt: skip

    return [one("deaths", 1, DEATHS, "deaths"), one("share", 2, SHARE, "share of the population")]


def score(staging: Path, folder: Path) -> None:
    """Stand in for the scoring step: write what it writes, whatever the figures are."""
    for name, frame in frames().items():
        durable.write_frame(staging / f"{name}.parquet", frame)
    method = {"default_month": "2026-02", "version": "1", "seed": 1, "draws_latest": 1, "draws_history": 1}
    for name, content in (("indicators", indicators()), ("validation", {"notes": []}), ("method", method)):
        durable.write_text(staging / f"{name}.json", json.dumps(content))


def build(data: Path, root: Path, *, now: datetime = NOW, **changes: object) -> dict[str, object]:
    """Refresh from the files of `data` into `root`, with the scoring step above; returns the summary.

    Unless a test gives one, there is no former release to build upon.
    """
    return refresh.refresh(task(data, root, now=now, **changes))


def task(data: Path, root: Path, *, now: datetime = NOW, **changes: object) -> refresh.Task:
    """A refresh of both sources from a data folder, with what the test changes."""
    store = Path(changes.get("store", root.parent / "snapshots"))
    asked = {
        "obtain": from_folder(data, store=store, now=now), "keys": ["alpha", "beta"], "outcomes": data, "signals": None,
        "root": root, "store": store, "now": now, "score": score, "fixes": [], "former": None,
        "progress": Progress(str(data)), "is_dry": False,
    }  # fmt: skip
    return refresh.Task(**asked | changes)


def checked(*rows: dict[str, object]) -> pd.DataFrame:
    """Observations made of rows, once validated, as of NOW."""
    return observations.validate(pd.DataFrame(rows), DECLARED, today=NOW.date())
