"""Who could help whom: which pairs of States are tied by a treaty on mutual legal assistance, for which crimes, and the gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from briefing.content.instruments import Standing
from briefing.language import mark

CORE = "ljubljana_the_hague"
LEVELS = {  # what ties a pair → what a reader meets
    "core": mark("Tied for genocide, crimes against humanity and war crimes"),
    "partly": mark("Tied for torture or enforced disappearance only"),
    "gap": mark("No tie on record"),
    "unknown": mark("Not known"),
}


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A treaty under which its parties owe each other assistance in criminal proceedings, and for which crimes."""

    key: str
    crimes: str
    provision: str


TIES = (
    Tie(key=CORE, crimes=mark("genocide, crimes against humanity, war crimes"), provision=mark("the whole Convention")),
    Tie(key="cat", crimes=mark("torture"), provision=mark("article 9")),
    Tie(key="icpped", crimes=mark("enforced disappearance"), provision=mark("article 14")),
)
KEYS = tuple(one.key for one in TIES)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """All pairs of some States, as square tables with ISO3 codes on both sides; the diagonal holds nothing.

    `level`: a key of LEVELS. `ties`: key of a tie → whether both are surely parties. `is_pending`: both have at least
    signed the Ljubljana–The Hague Convention, and not both are parties yet.
    """

    level: pd.DataFrame
    ties: Mapping[str, pd.DataFrame]
    is_pending: pd.DataFrame


def pairs(standings: Mapping[str, Mapping[str, Standing]], among: Sequence[str], others: Sequence[str]) -> Pairs:
    """Every State of `among` with every one of `others`, on the day the standings are of."""
    ties, open_ = {}, np.zeros((len(among), len(others)), dtype=bool)
    for key in KEYS:
        bound = [_flags(standings, codes, key, lambda one: one.is_bound) for codes in (among, others)]
        maybe = [_flags(standings, codes, key, _may_be_bound) for codes in (among, others)]
        ties[key] = np.outer(bound[0], bound[1])
        open_ |= np.outer(maybe[0], maybe[1]) & ~ties[key]
    signed = [_flags(standings, codes, CORE, _has_signed) for codes in (among, others)]
    level = np.select(
        [ties[CORE], ties["cat"] | ties["icpped"], open_], ["core", "partly", "unknown"], default="gap"
    ).astype(object)
    level[np.array([[one == other for other in others] for one in among], dtype=bool)] = ""

    def table(cells: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(cells, index=list(among), columns=list(others))

    return Pairs(
        level=table(level), ties={key: table(cells) for key, cells in ties.items()},
        is_pending=table(np.outer(signed[0], signed[1]) & ~ties[CORE]),
    )  # fmt: skip


def _flags(standings, codes, key, claim) -> np.ndarray:
    return np.array([claim(standings[code][key]) for code in codes], dtype=bool)


def _may_be_bound(one: Standing) -> bool:
    """Whether it cannot be excluded that the State was a party."""
    return one.state in ("party", "leaving", "undated", "due", "unknown") or one.is_unverified


def _has_signed(one: Standing) -> bool:
    return one.is_bound or one.state == "signed"


def count_pairs(found: Pairs) -> dict[str, int]:
    """How many different pairs of States there are at each level; `found` must have the same States on both sides."""
    cells = found.level.to_numpy()
    above = cells[np.triu_indices(len(cells), k=1)]
    return {level: int((above == level).sum()) for level in LEVELS}


def read_neighbours(facts: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """Pairs of ISO3 codes, in both orders, of States with a land border."""
    rows = facts[facts["topic"] == "border"]
    one, other = rows["iso3"].astype("str"), rows["fact"].astype("str")
    return frozenset([*zip(one, other, strict=True), *zip(other, one, strict=True)])


def read_situations(facts: pd.DataFrame, day: pd.Timestamp) -> frozenset[str]:
    """States with a situation before the International Criminal Court that was opened by a day, by its facts."""
    rows = facts[(facts["topic"] == "icc") & facts["fact"].str.startswith("Situation before")].fillna("")
    begun = pd.to_datetime(rows["from_date"].str[:10], format="ISO8601", errors="coerce")
    return frozenset(rows.loc[begun <= day, "iso3"])


def list_pairs(
    found: Pairs, *, levels: Sequence[str], neighbours: frozenset[tuple[str, str]], situations: frozenset[str]
) -> pd.DataFrame:
    """Pairs at some levels, those of neighbours first, then those of which one has a situation before the Court.

    Columns: iso3, other, level, is_neighbour, has_situation, is_pending, and one a tie. With the same States on both
    sides a pair appears once.
    """
    is_square = list(found.level.index) == list(found.level.columns)
    cells = found.level.to_numpy()
    wanted = np.isin(cells.astype("str"), list(levels))
    if is_square:
        wanted &= np.triu(np.ones_like(wanted), k=1).astype(bool)
    row, column = np.nonzero(wanted)
    one, other = found.level.index.to_numpy()[row], found.level.columns.to_numpy()[column]
    table = pd.DataFrame({
        "iso3": one, "other": other, "level": cells[row, column],
        "is_neighbour": [pair in neighbours for pair in zip(one, other, strict=True)],
        "has_situation": [a in situations or b in situations for a, b in zip(one, other, strict=True)],
        "is_pending": found.is_pending.to_numpy()[row, column],
    } | {key: flags.to_numpy()[row, column] for key, flags in found.ties.items()})  # fmt: skip
    order = ["is_neighbour", "has_situation"]
    return table.sort_values([*order, "iso3", "other"], ascending=[False, False, True, True], ignore_index=True)
