"""From observations to every table of scores that a release carries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.countries import countries
from indicators.declaration import Indicator
from indicators.levels import Measured, SeriesGrid, last_month_with_data, measure
from models import composite, uncertainty

FIRST_PUBLISHED = 2000 * 12  # January 2000
FIRST_HINDCAST = 1992 * 12 + 11  # December 1992: the first forecast that the backtest judges
CHANGE_MONTHS = 12  # of the change that each score carries
STATES_FOR_DEFAULT = 150  # a month is shown by default if so many States reach full coverage in it


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Indicators measured over months and States, and the scores they make.

    Arrays have the shape (months, States, …); `states` are ISO3 codes in alphabetical order.
    """

    states: tuple[str, ...]
    first_month: int
    tree: composite.Structure
    measured: dict[str, Measured]

    @cached_property
    def applies(self) -> np.ndarray:
        """(months, States, indicators): whether an indicator exists yet and says something of the State."""
        begins = [int(i.begins[:4]) * 12 + int(i.begins[5:7]) - 1 for i in self.tree.indicators]
        exists = self.month_numbers[:, None] >= np.array(begins)
        return exists[:, None, :] & ~self.stacked("is_silent")

    def stacked(self, name: str) -> np.ndarray:
        """One field of all indicators, (months, States, indicators)."""
        return np.stack([getattr(self.measured[key], name) for key in self.tree.keys], axis=-1)

    @cached_property
    def month_numbers(self) -> np.ndarray:
        return np.arange(self.first_month, self.first_month + len(next(iter(self.measured.values())).values))

    @property
    def months(self) -> pd.DatetimeIndex:
        """The first day of each month."""
        return pd.DatetimeIndex([pd.Timestamp(n // 12, n % 12 + 1, 1) for n in self.month_numbers]).as_unit("s")

    @cached_property
    def levels(self) -> np.ndarray:
        """Known and held levels of indicators that apply, else NaN."""
        return np.where(self.applies, self.stacked("levels"), np.nan)

    @cached_property
    def is_known(self) -> np.ndarray:
        return self.stacked("is_known") & self.applies

    @cached_property
    def factors(self) -> np.ndarray:
        return composite.score_factors(self.levels, self.tree, self.applies)

    @cached_property
    def coverage(self) -> np.ndarray:
        return composite.coverage(self.is_known, self.tree, self.applies)

    @cached_property
    def raw_scores(self) -> np.ndarray:
        """Scores before those with too little coverage are withheld."""
        return composite.power_mean(self.factors)

    @cached_property
    def scores(self) -> np.ndarray:
        return np.where(self.coverage >= composite.HIDDEN_BELOW - composite.ROUNDING, self.raw_scores, np.nan)

    def since(self, first_month: int) -> "Panel":
        """The same panel from a later month on."""
        skip = first_month - self.first_month
        cut = {
            key: Measured(**{name: getattr(one, name)[skip:] for name in Measured.__dataclass_fields__})
            for key, one in self.measured.items()
        }
        return Panel(states=self.states, first_month=first_month, tree=self.tree, measured=cut)


def build_panel(observations: pd.DataFrame, facts: pd.DataFrame, indicators: Sequence[Indicator], *,
                clock: str = "period") -> Panel:  # fmt: skip
    """Measure every indicator from FIRST_HINDCAST to the last month that has data.

    Facts that nobody verified never reach this: the sources emit no observation for them.
    """
    states = tuple(sorted(countries()))
    grid = SeriesGrid(observations, states, last_month_with_data(observations), clock=clock)
    borders = {str(iso3): tuple(own) for iso3, own in facts[facts["topic"] == "border"].groupby("iso3")["fact"]}
    measured = {i.key: measure(i, grid, first_month=FIRST_HINDCAST, borders=borders) for i in indicators}
    return Panel(states=states, first_month=FIRST_HINDCAST, tree=composite.structure(indicators), measured=measured)


def peer_groups(panel: Panel) -> np.ndarray:
    """A number a State: M49 region × richer or poorer half of the world by income (unknown income: the poorer)."""
    income = panel.measured["income"].values[-1] if "income" in panel.measured else np.full(len(panel.states), np.nan)
    richer = np.nan_to_num(income) > np.nanmedian(income) if not np.isnan(income).all() else np.zeros(len(income), bool)
    regions = sorted({countries()[iso3].region for iso3 in panel.states})
    return np.array([2 * regions.index(countries()[s].region) + r for s, r in zip(panel.states, richer, strict=True)])


def drawn_levels(panel: Panel) -> uncertainty.Levels:
    """The panel's levels, in the form that draws are made from."""
    max_age = np.array([i.max_age_months for i in panel.tree.indicators])
    ages = np.where(np.isnan(panel.levels), np.nan, panel.stacked("ages"))
    return uncertainty.Levels(
        level=panel.levels.astype("float32"),
        low=panel.stacked("levels_low"),
        high=panel.stacked("levels_high"),
        fill_chance=uncertainty.fill_chance(ages, panel.is_known, max_age),
        applies=panel.applies,
        group=peer_groups(panel),
    )


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The tables of a release that scoring makes, by file name, and what the manifest says of them."""

    tables: dict[str, pd.DataFrame]
    first_month: str
    last_month: str
    default_month: str


def score(panel: Panel, *, seed: int, draws_latest: int, draws_history: int,
          progress: Callable[[int], object] = lambda done: None) -> Scored:  # fmt: skip
    """Scores with intervals for every month of the panel, and the draws of the month shown by default."""
    rng = np.random.default_rng(seed)
    newest = default_month(panel.coverage)
    scores, share = panel.scores, panel.coverage
    is_ranked = ~np.isnan(scores)
    ranks = composite.rank(scores)
    change, became_known = _changes(panel)  # before the draws, for the memory that both take
    levels = drawn_levels(panel)
    history = uncertainty.Sampler(levels, panel.tree).draw(draws_history, rng, progress=progress)
    low, high = uncertainty.intervals(history.scores, scores)
    rank_low, rank_high = uncertainty.rank_ranges(history.scores, is_ranked, ranks)
    change_low, change_high = uncertainty.change_intervals(history.scores, CHANGE_MONTHS)
    del history
    sampler = uncertainty.Sampler(one_month(levels, newest), panel.tree)
    latest = sampler.draw(draws_latest, rng, keep_factors=True, progress=lambda done: progress(draws_history + done))
    here = slice(newest, newest + 1)
    low[here], high[here] = uncertainty.intervals(latest.scores, scores[here])
    rank_low[here], rank_high[here] = uncertainty.rank_ranges(latest.scores, is_ranked[here], ranks[here])
    columns = {
        "score": scores, "low": low, "high": high, "rank": ranks, "rank_low": rank_low, "rank_high": rank_high,
        "change": change, "change_low": np.fmin(change_low, change), "change_high": np.fmax(change_high, change),
        "became_known": became_known,
    }  # fmt: skip
    table = long_table(panel, {name: np.where(is_ranked, one, np.nan) for name, one in columns.items()})
    table["score"] = np.where(is_ranked, scores, np.nan).T.ravel()  # contributions add up to it to 1e-9
    table["coverage"] = share.T.ravel().astype("float32")
    table["status"] = pd.Categorical(composite.status(share).T.ravel(), categories=composite.STATUSES)
    wide = {
        "levels": {key: panel.levels[:, :, n] for n, key in enumerate(panel.tree.keys)},
        "values": {key: panel.measured[key].values for key in panel.tree.keys},
        "ages": {key: panel.measured[key].ages for key in panel.tree.keys},
        "factors": factor_columns(panel.tree, panel.factors),
    }
    month = [f"{n // 12}-{n % 12 + 1:02d}" for n in panel.month_numbers]
    return Scored(
        tables={"scores": table, **{name: long_table(panel, part) for name, part in wide.items()},
                "draws": _draws_table(panel, latest), "choices": _choices_table(panel.tree, latest),
                "sensitivity": pd.DataFrame(uncertainty.sensitivity(sampler, seed=seed))},
        first_month=month[0], last_month=month[-1], default_month=month[newest],
    )  # fmt: skip


def _changes(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Change of each score over CHANGE_MONTHS, like for like, and what came of indicators that became known; (months,
    States), NaN in the first months and where a score is missing at either end."""
    change, became_known = (np.full(panel.scores.shape, np.nan) for _ in range(2))
    n, applies = CHANGE_MONTHS, panel.applies
    if len(change) > n:
        moved, rest = composite.split_change(panel.levels[:-n], panel.levels[n:], panel.tree, applies[:-n], applies[n:])
        has_both = ~np.isnan(panel.scores[:-n]) & ~np.isnan(panel.scores[n:])
        change[n:] = np.where(has_both, moved.sum(axis=-1), np.nan)
        became_known[n:] = np.where(has_both, rest, np.nan)
    return change, became_known


def one_month(levels: uncertainty.Levels, at: int) -> uncertainty.Levels:
    """The levels of one month alone."""
    here = slice(at, at + 1)
    return uncertainty.Levels(
        level=levels.level[here], low=levels.low[here], high=levels.high[here],
        fill_chance=levels.fill_chance[here], applies=levels.applies[here], group=levels.group,
    )  # fmt: skip


def default_month(coverage: np.ndarray) -> int:
    """Index of the last month in which enough States reach full coverage; the best covered month if none has."""
    enough = (coverage >= composite.SHOWN_FROM - composite.ROUNDING).sum(axis=1)
    reached = np.nonzero(enough >= STATES_FOR_DEFAULT)[0]
    return int(reached[-1]) if len(reached) else int(enough.argmax())


def factor_columns(tree: composite.Structure, factors: np.ndarray) -> dict[str, np.ndarray]:
    """rf1 … rf14 from (…, factors); a factor without an indicator is NaN throughout."""
    empty = np.full(factors.shape[:-1], np.nan)
    return {f"rf{n}": factors[..., tree.factors.index(n)] if n in tree.factors else empty for n in range(1, 15)}


def long_table(panel: Panel, columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """(months, States) arrays as one row a State and month, ordered by State, then month."""
    months, states = panel.months, panel.states
    keys = {
        "iso3": pd.Categorical(np.repeat(states, len(months)), categories=states),
        "month": np.tile(months.to_numpy(), len(states)),
    }
    return pd.DataFrame(keys | {name: array.T.ravel().astype("float32") for name, array in columns.items()})


def known_table(panel: Panel) -> pd.DataFrame:
    """Score and coverage of each State and month of a panel on the known clock: iso3, month, score (0–100; NaN where
    too little was known), coverage (0–1)."""
    return long_table(panel, {"score": panel.scores, "coverage": panel.coverage})


def _draws_table(panel: Panel, latest: uncertainty.Draws) -> pd.DataFrame:
    assert latest.factors is not None
    count, states = latest.scores.shape[0], panel.states
    keys = {
        "iso3": pd.Categorical(np.tile(states, count), categories=states),
        "draw": np.repeat(np.arange(count, dtype="int16"), len(states)),
    }
    # three decimals are far below what a draw can tell, and a third of the bytes
    factors = factor_columns(panel.tree, latest.factors[:, 0].round(3))
    return pd.DataFrame(keys | {name: array.ravel().astype("float32") for name, array in factors.items()})


def _choices_table(tree: composite.Structure, latest: uncertainty.Draws) -> pd.DataFrame:
    weights = {f"w{number}": latest.weights[:, n].astype("float32") for n, number in enumerate(tree.factors)}
    return pd.DataFrame({
        "draw": np.arange(len(latest.power), dtype="int16"), "p": latest.power.astype("float32"),
        "normalisation": [uncertainty.NORMALISATIONS[n] for n in latest.normalisation],
        **{f"w{n}": weights.get(f"w{n}", np.float32(0)) for n in range(1, 15)},
    })  # fmt: skip
