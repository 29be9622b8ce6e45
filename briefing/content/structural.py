"""The structural signal: how often parties use hate speech, as experts judge it each year. Not a count of posts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import observations
from data.release import Release

SERIES = "party_hate_speech"  # last part of the series' key, whichever source it comes from


@dataclass(frozen=True, kw_only=True)
class Structural:
    """The judgement of one State by year. `years`: columns year, value (in `unit`), level (0 to 1, 1 = extremely often).

    `unit` and `higher_is` are of the value as published; the level is turned so that more is worse.
    """

    iso3: str
    title: str
    unit: str
    years: pd.DataFrame

    @property
    def newest(self) -> pd.Series | None:
        return self.years.iloc[-1] if len(self.years) else None


def declared(release: Release) -> dict | None:
    """The indicator of parties' hate speech; None if the release scores none."""
    found = (one for one in release.document("indicators") if one["series"].endswith(f".{SERIES}"))
    return next(found, None)


def levels(release: Release) -> pd.DataFrame:
    """Columns iso3, year, value, level, of every State and year; empty where the release has none."""
    indicator = declared(release)
    if indicator is None:
        return pd.DataFrame(columns=["iso3", "year", "value", "level"])
    rows = observations.read(release.frame("observations"), as_of=None, series=[indicator["series"]])
    share = np.clip((rows["value"] - indicator["floor"]) / (indicator["ceiling"] - indicator["floor"]), 0, 1)
    return pd.DataFrame({
        "iso3": rows["iso3"], "year": rows["period_end"].dt.year, "value": rows["value"],
        "level": share if indicator["higher_is"] == "riskier" else 1 - share,
    }).sort_values(["iso3", "year"], ignore_index=True)  # fmt: skip


def read_structural(release: Release, iso3: str) -> Structural | None:
    """The judgement of a State; None if the release has none of it."""
    indicator, found = declared(release), levels(release)
    own = found[found["iso3"] == iso3].drop(columns="iso3").reset_index(drop=True)
    if indicator is None or own.empty:
        return None
    return Structural(iso3=iso3, title=indicator["title"], unit=indicator["unit"], years=own)


def newest_levels(release: Release) -> pd.DataFrame:
    """Columns iso3, year, value, level: the newest year of each State, the highest level first."""
    newest = levels(release).drop_duplicates("iso3", keep="last")
    return newest.sort_values(["level", "iso3"], ascending=[False, True], ignore_index=True)
