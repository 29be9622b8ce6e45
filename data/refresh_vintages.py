"""Two clocks from release to release: a figure published anew is a new vintage, and the former one stays readable."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import observations, schema

FIGURE = ["iso3", "series", "period_start", "period_end"]
CONTENT = ["value", "low", "high"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a refresh changed in the figures of one source."""

    new: int = 0
    revised: int = 0  # published anew with another value
    corrected: int = 0  # other than before although the files are the same: by our own reading, or a correction
    withdrawn: int = 0  # there before, not there now


def merge(
    read: pd.DataFrame, former: pd.DataFrame, *, is_new_file: bool, received: date, today: date
) -> tuple[pd.DataFrame, Change]:
    """The figures of one source with the vintages that the former release holds of it, and what changed.

    `read`: as read from the source today, each figure once; a source that gives vintages of its own is left alone.
    `former`: the former release's, all vintages.
    `is_new_file`: the source's files are not those that the former release was made of. `received`: the day they came.
    `today`: the day the source was read on.

    - A figure published anew with another value is a new vintage, known from the day its file came; the others stay.
    - A figure that is added for a time of which its series said nothing before was known from the day its file came.
    - The same value keeps the day that it was known from, unless the parser now says a later one; a day that was only
      as late as the parser's own today stays the day on which the figure was first seen.
    - With the same files another value is our own: a better parser, or a correction. It takes the former one's place,
      for nobody ever published that. So does any change of a curated table.
    - A figure that its publisher no longer gives is left out; the releases before keep it.
    """
    if read.duplicated(FIGURE).any():
        return read, Change(new=len(read))
    newest = observations.read(former, as_of=None, series=None)
    pair = read.merge(newest, on=FIGURE, how="left", suffixes=("", "_former"), indicator=True)
    is_old = pair["_merge"].eq("both")
    is_same = is_old & _equal(pair)
    is_vintage = is_old & ~is_same & is_new_file & ~read["kind"].eq("curated").to_numpy()
    came = pd.Timestamp(received)
    seen = pair["known_on_former"]
    seen = seen.mask(seen < came, came)  # never before the vintage that it follows
    was_early = pair["known_on"].ge(pd.Timestamp(today)) & pair["known_on_former"].lt(pair["known_on"])
    stays = is_old & ~is_vintage & (was_early | pair["known_on_former"].gt(pair["known_on"]))
    known_on = pair["known_on"].mask(stays, pair["known_on_former"]).mask(is_vintage, seen)
    if is_new_file:
        is_late = ~is_old & _is_added_late(pair, newest)
        known_on = known_on.mask(is_late & (known_on < came), came)
    merged = read.assign(known_on=known_on.astype("datetime64[s]").to_numpy())
    superseded = _superseded(former, newest, pair.loc[is_vintage, FIGURE], read)
    table = pd.concat([merged, superseded], ignore_index=True)
    # Two versions within one day: the day has one vintage, the last.
    table = table.drop_duplicates(observations.VINTAGE, keep="first")
    change = Change(
        new=int((~is_old).sum()), revised=int(is_vintage.sum()),
        corrected=int((is_old & ~is_same & ~is_vintage).sum()), withdrawn=int(len(newest) - is_old.sum()),
    )  # fmt: skip
    return schema.observations(table[list(schema.OBSERVATION)]), change


def _is_added_late(pair: pd.DataFrame, newest: pd.DataFrame) -> pd.Series:
    """Whether a figure is about a time that its series had figures of before, of others."""
    last = newest.groupby("series", observed=True)["period_end"].max().rename("reached").reset_index()
    reached = pair[["series"]].merge(last, on="series", how="left")["reached"]
    return pair["period_end"].le(reached) & pair["kind"].ne("curated")


def _equal(pair: pd.DataFrame) -> pd.Series:
    """Whether value and bounds are what they were; a missing bound equals a missing bound."""
    same = pd.Series(True, index=pair.index)
    for name in CONTENT:
        now, before = pair[name], pair[f"{name}_former"]
        same &= (now == before) | (now.isna() & before.isna())
    return same


def _superseded(former: pd.DataFrame, newest: pd.DataFrame, revised: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """The vintages of the former release that stay: all of the revised figures, all but the newest of the others."""
    if len(former) == len(newest) and revised.empty:
        return former.iloc[:0]
    known = pd.MultiIndex.from_frame(former[FIGURE])
    is_there = known.isin(pd.MultiIndex.from_frame(read[FIGURE]))
    is_revised = known.isin(pd.MultiIndex.from_frame(revised))
    newest_marks = pd.MultiIndex.from_frame(newest[[*FIGURE, "known_on"]])
    is_newest = pd.MultiIndex.from_frame(former[[*FIGURE, "known_on"]]).isin(newest_marks)
    return former[is_there & (is_revised | ~is_newest)]
