"""A demonstration stream: made-up counts for invented weeks of real countries, so that a page can be shown without posts.

Every row says so in its column `is_made_up`; nothing here is text, a measurement, or an input of any score.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from models.speech.aggregate import signals
from models.speech.digest import target_groups
from models.speech.fit import BINS
from models.speech.model import Model

LABEL = "Demonstration: made-up counts, not a measurement"
WEEKS = 60
COUNTRIES = ("BRA", "DEU", "EGY", "KEN", "NGA", "PAK")
LANGUAGES = {"BRA": "pt", "DEU": "de", "EGY": "ar", "KEN": "en", "NGA": "en", "PAK": "ur-Latn"}
STREAM = "posts"
BURST_LIFT = 3.0


class MadeUpError(ValueError):
    """Made-up figures that were about to be used as if they were measured."""


def demonstration(model: Model, *, today: date, rng: np.random.Generator) -> pd.DataFrame:
    """Signals as `aggregate.signals` gives them, for WEEKS weeks before `today`, with `label` and `is_made_up` (True).

    The counts are drawn by `rng` from made-up shares, with one burst a country, through the model's own bins, so that
    the correction, intervals and bursts shown are the real computation on made-up posts.
    """
    monday = today - timedelta(days=today.weekday())
    rows = [row for iso3 in COUNTRIES for row in _series(model, iso3, monday, rng)]
    table = signals(pd.DataFrame(rows), model)
    return table.assign(label=LABEL, is_made_up=True)


def _series(model: Model, iso3: str, monday: date, rng: np.random.Generator) -> list[dict]:
    language = LANGUAGES[iso3]
    head = model.head(language)
    usual, burst = rng.uniform(0.02, 0.08), int(rng.integers(WEEKS // 2, WEEKS - 4))
    groups = target_groups(model)
    flags_from = int(head.bins(np.array([head.threshold]))[0])
    rows = []
    for week in range(WEEKS):
        unique = int(rng.integers(120, 400))
        share = min(0.9, rng.beta(usual * 150, (1 - usual) * 150) * (BURST_LIFT if week == burst else 1.0))
        mixture = share * np.array(head.hateful) + (1 - share) * np.array(head.harmless)
        bins = np.zeros(BINS, dtype=int)
        bins[: len(mixture)] = rng.multinomial(unique, mixture / mixture.sum())
        flagged = int(bins[flags_from:].sum())
        targets = (
            rng.multinomial(flagged, np.full(len(groups), 1 / len(groups)))
            if language in model.target_languages
            else None
        )
        rows.append(
            {
                "iso3": iso3, "week": pd.Timestamp(monday - timedelta(weeks=WEEKS - week)), "stream": STREAM,
                "language": language, "seen": unique + int(rng.integers(0, 60)), "unique": unique, "scored": unique,
                "flagged": flagged,
                "dangerous": int(rng.binomial(flagged, 0.1)) if language in model.marker_languages else 0,
            }
            | {f"target: {group}": 0 if targets is None else int(targets[place]) for place, group in enumerate(groups)}
            | {f"bin_{number}": int(count) for number, count in enumerate(bins)}
        )  # fmt: skip
    return rows


def refuse_made_up(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is, if it was measured. Raises MadeUpError for a demonstration: call it before anything is scored."""
    if "is_made_up" in table and table["is_made_up"].any():
        raise MadeUpError(
            f"{int(table['is_made_up'].sum()):,} rows are a demonstration; made-up counts never enter a score"
        )
    return table
