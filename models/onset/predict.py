"""The forecasts of a release: every past year and the newest, drivers, what would change them, and the track record."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.countries import countries
from models.onset import definition, index
from models.onset.backtest import reproduce, run
from models.onset.drivers import changes_of, drivers_of
from models.onset.fit import FULL, Effort, Fitted
from models.onset.forecast import YearForecast, calibrated, forecast_years, read_rows, years_to_forecast
from models.onset.frames import rank_within_year, read_published, read_published_now
from models.onset.level import level_at
from models.onset.saved import data_digest, library_versions

REPEATS_PAST = 10
REPEATS_NEWEST = 60
FILES = (
    definition.PREDICTORS_FILE, definition.PUBLISHED_FILE, definition.PUBLISHED_NOW_FILE,
    index.UCDP, index.UNHCR, index.PTS, index.CIRIGHTS, index.VDEM, index.LHRS,
)  # fmt: skip
FORECAST_COLUMNS = ("iso3", "t", "p", "low", "high", "rank")


@dataclass(frozen=True, kw_only=True)
class OnsetRelease:
    """What a release carries.

    `forecasts`: iso3, t, p, low, high (90 % interval of the probability), rank (1 = highest, among all places forecast at
    t); t from 1993 to the newest year; only the States covered. `drivers`: see `drivers.drivers_of`, for the newest t.
    `changes`: see `drivers.changes_of`. `track_record`: plain numbers and texts, ready for JSON. `not_covered`: ISO3 codes
    of the States without a forecast. `fitted`, `shift`: the newest model and its level, for `saved.save`.
    `data_sha256`: digest of the files it was learned from.
    """

    forecasts: pd.DataFrame
    drivers: pd.DataFrame
    changes: pd.DataFrame
    track_record: dict
    not_covered: tuple[str, ...]
    fitted: Fitted
    shift: float
    data_sha256: str


def build(data_folder: Path, *, seed: int, workers: int = 1, effort: Effort = FULL) -> OnsetRelease:
    """Read the files, forecast every year with intervals, score the past, explain the newest.

    Takes about five minutes in one process, half of it in two. The same files and seed give the same figures whatever
    `workers` is.
    Raises FrameError or SourceError, with file, row and column, if a file cannot be used.
    """
    rows, published = read_rows(data_folder), read_published(data_folder)
    published_now = read_published_now(data_folder)  # before the minutes that follow: it may be of another year
    reproduce(rows, published)
    newest = int(rows["year"].max())
    repeats = years_to_forecast(rows, past=REPEATS_PAST, newest=REPEATS_NEWEST)
    years = forecast_years(rows, repeats, seed=seed, workers=workers, effort=effort)
    raw = pd.concat([one.raw for one in years], ignore_index=True)
    backtest = run(rows, published, years, seed=seed)
    forecasts = calibrated(raw, rows, [t for t in repeats if t >= definition.FIRST_TEST_YEAR])
    shift = level_at(raw, rows, newest, column="combined").shift
    drivers, changes = _explained(rows, years[-1], shift=shift)
    sha256 = data_digest(data_folder, FILES)
    record = backtest.scores | {
        "newest": _newest(forecasts[forecasts["t"] == newest], published_now),
        "data_sha256": sha256,
        "versions": library_versions(),
    }
    covered = _covered(forecasts)
    return OnsetRelease(
        forecasts=covered, drivers=drivers, changes=changes, track_record=record,
        not_covered=not_covered(covered), fitted=years[-1].fitted, shift=shift, data_sha256=sha256,
    )  # fmt: skip


def not_covered(forecasts: pd.DataFrame) -> tuple[str, ...]:
    """The States without a forecast for the newest year: the training data hold no rows for them."""
    newest = forecasts[forecasts["t"] == forecasts["t"].max()]
    return tuple(sorted(set(countries()) - set(newest["iso3"])))


def _explained(rows: pd.DataFrame, newest: YearForecast, *, shift: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    now = rows[(rows["year"] == newest.t) & rows["iso3"].notna()].reset_index(drop=True)
    return drivers_of(newest.fitted, now, shift=shift), changes_of(newest.fitted, now, shift=shift)


def _covered(forecasts: pd.DataFrame) -> pd.DataFrame:
    states = forecasts[forecasts["iso3"].isin(list(countries()))]
    table = states[list(FORECAST_COLUMNS)].sort_values(["t", "iso3"], ignore_index=True)
    return table.astype(
        {"iso3": "string", "t": "int16", "rank": "int16", "p": "float64", "low": "float64", "high": "float64"}
    )


def _newest(forecasts: pd.DataFrame, published: pd.DataFrame) -> dict:
    """How the newest forecasts stand beside the published ones of the same year; none if theirs are of another year."""
    t = int(forecasts["t"].iloc[0])
    pairs = forecasts.merge(published, left_on=["t", "ccode"], right_on=["year", "ccode"], suffixes=("", "_published"))
    if pairs.empty:
        return {"t": t, "places": len(forecasts), "published": None}
    other = rank_within_year(pairs[["t"]].assign(p=pairs["p_published"]))
    return {
        "t": t, "places": len(forecasts), "expected_onsets": float(forecasts["p"].sum()),
        "published": {
            "rank_correlation": float(pairs["p"].corr(pairs["p_published"], method="spearman")),
            "on_both_lists_of_thirty": int(((pairs["rank"] <= definition.TOP) & (other <= definition.TOP)).sum()),
            "expected_onsets": float(pairs["p_published"].sum()),
        },
    }  # fmt: skip
