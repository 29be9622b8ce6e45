"""What bursts and shares are found in simulated streams, beside what can be found: `python -m models.speech.trial`."""

import argparse
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from data.durable import write_text
from models.speech.bursts import LEAST_TAIL, Watch, beta_binomial
from models.speech.model import SHIPPED, Head, Model, load_model

TRIAL = SHIPPED.parent / "trial.json"
# LEAST_TAIL was chosen with seed 11; figures are given for another.
SEED = 20270101
QUIET, JUDGED = 52, 52  # weeks: of past, then of the year in which alarms are counted
BURSTS = (60, 75, 90, 103)  # weeks of a series in which a burst is tried, each on the quiet past before it
LIFT, WEEKS = 3.0, 3  # of a burst: times the usual, weeks on end
ALLOWED = 1 / 52  # false alarms a week: one a year
RATES, POSTS = (0.01, 0.05, 0.10, 0.15), (30, 150)
# Beta strength of weekly rates. At a usual rate of 5 % weeks stray by 2.4, 1.5 and 0.8 points, or not at all.
STRAYS = (80.0, 200.0, 800.0, None)
SHARES, MANY_POSTS = (0.05, 0.10), (150, 600, 2400)  # of the streams read by the shipped classifier
STRAY_OF_SHARES = 200.0
Flag = Callable[[float], int]  # the rate of a week → its flagged posts


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of a kind of series: bursts found in their first week, and in any of their weeks (slow rises counted); alarms
    a year in which nothing rose, sudden ones and slow rises."""

    first_week: float
    in_its_weeks: float
    false_bursts: float
    false_drifts: float


def trial(draw_rate: Callable[[], float], flag: Flag, *, posts: int, series: int) -> Found:
    """Bursts tried on `series` quiet series of `posts` a week, whose weekly rates `draw_rate` gives."""
    first = within = bursts = drifts = 0
    for _ in range(series):
        watch = Watch()
        for week in range(QUIET + JUDGED):
            if week in BURSTS:
                found = _burst(copy.deepcopy(watch), draw_rate, flag, posts)
                first, within = first + found[0], within + any(found)
            finding = watch.see(flag(draw_rate()), posts)
            if week >= QUIET:
                bursts, drifts = bursts + finding.is_burst, drifts + finding.is_drift
    tries, years = series * len(BURSTS), series * JUDGED / 52
    return Found(
        first_week=first / tries, in_its_weeks=within / tries, false_bursts=bursts / years, false_drifts=drifts / years
    )


def _burst(watch: Watch, draw_rate: Callable[[], float], flag: Flag, posts: int) -> list[bool]:
    findings = [watch.see(flag(min(1.0, LIFT * draw_rate())), posts) for _ in range(WEEKS)]
    return [findings[0].is_burst, *(one.is_burst or one.is_drift for one in findings[1:])]


def rates_of(usual: float, stray: float | None, rng: np.random.Generator) -> Callable[[], float]:
    """Weekly rates around the usual one; no rate but the usual one where `stray` is None."""
    if stray is None:
        return lambda: usual
    return lambda: float(rng.beta(usual * stray, (1 - usual) * stray))


def by_rate(usual: float, posts: int, stray: float | None, *, series: int, seed: int = SEED) -> Found:
    """Series whose flagged rate is given, and triples in a burst."""
    rng = np.random.default_rng(seed)
    return trial(
        rates_of(usual, stray, rng), lambda rate: int(rng.binomial(posts, rate)), posts=posts, series=series
    )  # fmt: skip


def most_findable(usual: float, posts: int, stray: float | None, *, draws: int = 20_000, seed: int = SEED) -> float:
    """Share of bursts found in their first week by one who knows how rates are drawn, at exactly ALLOWED false alarms.

    No rule that looks at a week's flagged posts does better (Neyman and Pearson); ties are broken by lot.
    """
    rng = np.random.default_rng(seed)
    strength = 1e7 if stray is None else stray
    quiet = beta_binomial(posts, np.array([usual * strength]), np.array([(1 - usual) * strength]), most=posts)
    draw = rates_of(usual, stray, rng)
    lifted = rng.binomial(posts, [min(1.0, LIFT * draw()) for _ in range(draws)])
    risen = np.bincount(lifted, minlength=posts + 1) / draws
    more = 1.0 - np.cumsum(quiet)
    least = int(np.argmax(more <= ALLOWED))  # alarm above it always, at it by lot
    return float(risen[least + 1 :].sum() + (ALLOWED - more[least]) / quiet[least] * risen[least])


def by_share(head: Head, share: float, posts: int, *, series: int, seed: int = SEED) -> Found:
    """Series whose true share of hateful posts is given and triples in a burst, read with the errors of a classifier."""
    rng = np.random.default_rng(seed)
    cut = int(head.bins(np.array([head.threshold]))[0])
    found, mistaken = (float(np.sum(bins[cut:])) for bins in (head.hateful, head.harmless))
    return trial(
        rates_of(share, STRAY_OF_SHARES, rng),
        lambda rate: int(rng.binomial(posts, rate * found + (1 - rate) * mistaken)), posts=posts, series=series,
    )  # fmt: skip


def run(model: Model, *, series: int, seed: int = SEED) -> dict[str, Any]:
    """All figures of the card's section on bursts."""
    kinds = [(stray, usual, posts) for stray in STRAYS for usual in RATES for posts in POSTS]
    flagged = [
        {"stray": stray, "rate": usual, "posts": posts, "most_findable": most_findable(usual, posts, stray, seed=seed)}
        | vars(by_rate(usual, posts, stray, series=series, seed=seed))
        for stray, usual, posts in tqdm(kinds, desc="flagged rates", disable=None)
    ]
    heads = [(tag, head) for tag, head in sorted(model.heads.items()) if head.is_reliable]
    shares = [
        {"language": tag, "share": share, "posts": posts}
        | vars(by_share(head, share, posts, series=max(1, series // 3), seed=seed))
        for tag, head in tqdm(heads, desc="true shares", disable=None)
        for share in SHARES
        for posts in MANY_POSTS
    ]
    return {"seed": seed, "series": series, "least_tail": LEAST_TAIL, "by_rate": flagged, "by_share": shares}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=200, help="quiet series of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="of the draw, if not the one of the card")
    parser.add_argument("--figures", type=Path, help="where to write the figures, as JSON")
    chosen = parser.parse_args()
    found = run(load_model(), series=chosen.series, seed=chosen.seed)
    if chosen.figures:
        write_text(chosen.figures, json.dumps(found, indent=1) + "\n")
    for row in found["by_rate"]:
        print(
            f"weeks stray {row['stray']}, {row['rate']:.0%} flagged of {row['posts']}: found in the first week "
            f"{row['first_week']:.2f} (most findable {row['most_findable']:.2f}), in three weeks {row['in_its_weeks']:.2f}; "
            f"false alarms a year {row['false_bursts']:.2f}, slow rises {row['false_drifts']:.2f}"
        )
    print(f"false alarms a year on average: {np.mean([row['false_bursts'] for row in found['by_rate']]):.2f}")
    for row in found["by_share"]:
        print(
            f"{row['language']}: true {row['share']:.0%} tripled, {row['posts']:,} posts: first week {row['first_week']:.2f}, "
            f"three weeks {row['in_its_weeks']:.2f}; false alarms a year {row['false_bursts']:.2f}"
        )


if __name__ == "__main__":
    main()
