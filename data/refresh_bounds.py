"""Whether a source's figures changed more from one release to the next than it declares to be usual."""

from collections.abc import Iterator

import pandas as pd

from data.sources.declaration import Bounds, Parsed

FIGURE = ["iso3", "series", "period_start", "period_end"]
FEWEST = 20  # figures of a series below which shares and correlations say little


def breaches(new: Parsed, former: Parsed, bounds: Bounds) -> list[str]:
    """A sentence for each bound that is broken; none if a person need not look.

    `former`: what the release in use holds of the source, each figure once, in its newest vintage. A series or a list
    of facts of fewer than FEWEST is not judged, but for one that vanishes.
    """
    return [*_series(new.observations, former.observations, bounds), *_facts(new.facts, former.facts, bounds)]


def _series(new: pd.DataFrame, former: pd.DataFrame, bounds: Bounds) -> Iterator[str]:
    now = dict(list(new.groupby("series", observed=True)))
    for key, before in former.groupby("series", observed=True):
        after = now.get(key)
        if after is None:
            yield f"{key}: none of its {len(before):,} figures is there any more"
        elif len(before) >= FEWEST:
            yield from _one_series(str(key), after, before, bounds)


def _one_series(key: str, new: pd.DataFrame, former: pd.DataFrame, bounds: Bounds) -> Iterator[str]:
    both = former[[*FIGURE, "value"]].merge(new[[*FIGURE, "value"]], on=FIGURE, suffixes=("_before", "_after"))
    if len(both) < bounds.least_kept * len(former):
        yield f"{key}: {len(both):,} of its {len(former):,} figures are still there"
    if len(both) < FEWEST:
        return
    before, after = both["value_before"], both["value_after"]
    # Near zero a share of the figure's own size says nothing; there the series' median size stands in.
    size = before.abs().clip(lower=before.abs().median())
    moved = (after - before).abs() > bounds.moved_by * size
    if moved.mean() > bounds.most_moved:
        yield f"{key}: {int(moved.sum()):,} of {len(both):,} figures moved by more than {bounds.moved_by:.0%}"
    if before.nunique() > 1 and after.nunique() > 1:
        agreement = before.rank().corr(after.rank())
        if agreement < bounds.least_agreement:
            yield f"{key}: figures before and after agree by {agreement:.2f} (rank correlation); is the scale reversed?"
    elif before.nunique() > 1:
        yield f"{key}: all its figures are the same now"


def _facts(new: pd.DataFrame, former: pd.DataFrame, bounds: Bounds) -> Iterator[str]:
    if len(former) >= FEWEST and len(new) < bounds.least_kept * len(former):
        yield f"{len(new):,} facts where there were {len(former):,}"
