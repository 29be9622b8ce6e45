"""A demonstration stream: made-up counts for invented weeks of real countries, so that a page can be shown without posts.

Every row says so in its column `is_made_up`; nothing here is text, a measurement, or an input of any score.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from models.speech.aggregate import signals
from models.speech.digest import target_groups
from models.speech.fit import BINS
from models.speech.model import Model

LABEL = "Demonstration: made-up counts, not a measurement"
WEEKS = 60
BURST_LIFT = 3.0
DRIFT_LIFT = 3.0  # of the last weeks of a series that drifts
QUIET = (6, 25)  # posts of a week too small to show


@dataclass(frozen=True, kw_only=True)
class Series:
    """A made-up series. `few`, `none`: weeks, from the first, with fewer posts than are shown, and with none."""

    iso3: str
    language: str
    stream: str = "posts"
    drifts: bool = False
    few: tuple[int, ...] = ()
    none: tuple[int, ...] = ()


# Something of everything that a page must show: a news stream, weeks with little or nothing, a slow drift, a language
# whose head is not reliable (Yoruba) and one without a head (Swahili).
SERIES = (
    Series(iso3="BRA", language="pt"),
    Series(iso3="DEU", language="de"),
    Series(iso3="DEU", language="de", stream="news", none=(20, 21, 22)),
    Series(iso3="EGY", language="ar", few=(9, 31, 32)),
    Series(iso3="KEN", language="en"),
    Series(iso3="KEN", language="sw"),
    Series(iso3="NGA", language="en", few=(14, 15), none=(40,)),
    Series(iso3="NGA", language="yo"),
    Series(iso3="PAK", language="ur-Latn", drifts=True),
)


class MadeUpError(ValueError):
    """Made-up figures that were about to be used as if they were measured."""


def demonstration(model: Model, *, today: date, rng: np.random.Generator) -> pd.DataFrame:
    """Signals as `aggregate.signals` gives them, for WEEKS weeks before `today`, with `label` and `is_made_up` (True).

    The counts are drawn by `rng` from made-up shares, with one burst a country, through the model's own bins, so that
    the correction, intervals and bursts shown are the real computation on made-up posts.
    """
    monday = today - timedelta(days=today.weekday())
    rows = [row for one in SERIES for row in _rows(model, one, monday, rng)]
    table = signals(pd.DataFrame(rows), model)
    return table.assign(label=LABEL, is_made_up=True)


def _rows(model: Model, series: Series, monday: date, rng: np.random.Generator) -> list[dict]:
    """Counts of a series, a row a week, as Tally.counts gives them."""
    head, language = model.head(series.language), series.language
    usual, burst = rng.uniform(0.02, 0.08), int(rng.integers(WEEKS // 2, WEEKS - 12))
    groups = target_groups(model)
    likely = rng.dirichlet(np.full(len(groups), 2.0))
    rows = []
    for week in range(WEEKS):
        unique = int(rng.integers(*QUIET)) if week in series.few else int(rng.integers(120, 400))
        lift = BURST_LIFT if week == burst else DRIFT_LIFT if series.drifts and week >= WEEKS - 10 else 1.0
        bins = _bins(model, language, unique, min(0.9, rng.beta(usual * 150, (1 - usual) * 150) * lift), rng)
        flagged = int(bins[int(head.bins(np.array([head.threshold]))[0]) :].sum())
        knows_target, knows_marker = (language in known for known in (model.target_languages, model.marker_languages))
        targets = rng.multinomial(flagged, likely) if knows_target else np.zeros(len(groups), dtype=int)
        row = {
            "iso3": series.iso3, "week": pd.Timestamp(monday - timedelta(weeks=WEEKS - week)), "stream": series.stream,
            "language": language, "seen": unique + int(rng.integers(0, 60)), "unique": unique, "scored": unique,
            "flagged": flagged, "dangerous": int(rng.binomial(flagged, 0.1)) if knows_marker else 0,
        }  # fmt: skip
        row |= {f"target: {group}": int(count) for group, count in zip(groups, targets, strict=True)}
        row |= {f"bin_{number}": int(count) for number, count in enumerate(bins)}
        if week not in series.none:
            rows.append(row)
    return rows


def _bins(model: Model, language: str, unique: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """Posts of a week by bin of probability, if this share of them were hateful."""
    head, bins = model.head(language), np.zeros(BINS, dtype=int)
    mixture = share * np.array(head.hateful) + (1 - share) * np.array(head.harmless)
    bins[: len(mixture)] = rng.multinomial(unique, mixture / mixture.sum())
    return bins


def refuse_made_up(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is, if it was measured. Raises MadeUpError for a demonstration: call it before anything is scored."""
    if "is_made_up" in table and table["is_made_up"].any():
        raise MadeUpError(
            f"{int(table['is_made_up'].sum()):,} rows are a demonstration; made-up counts never enter a score"
        )
    return table
