"""Since when a country has stood where it stands: the unbroken run of months in the same part of the ranking."""

from dataclasses import dataclass

import pandas as pd

from data.release import Release

PARTS = (0.1, 0.25, 0.5)  # of the States with a score: the highest tenth, quarter, half


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A country has ranked within the highest `part` of the States with a score every month from `first` to `last`."""

    part: float
    first: pd.Timestamp
    last: pd.Timestamp
    is_whole: bool  # since the first month of the release: it may have begun before


def read_stretch(release: Release, iso3: str, month: pd.Timestamp) -> Stretch | None:
    """The smallest part of PARTS that holds the country at the month, and since when; None in the lower half or unranked."""
    scores = release.frame("scores")
    scored = scores.groupby("month", observed=True)["score"].count()
    own = scores[(scores["iso3"] == iso3) & (scores["month"] <= month)].sort_values("month")
    share = own["rank"].to_numpy(float) / scored.loc[own["month"]].to_numpy(float)
    months = own["month"].to_numpy()
    if not len(share) or months[-1] != month.to_datetime64():
        return None
    for part in PARTS:
        if share[-1] <= part:
            run = len(share) - 1
            while run > 0 and share[run - 1] <= part:
                run -= 1
            return Stretch(part=part, first=pd.Timestamp(months[run]), last=month, is_whole=run == 0)
    return None
