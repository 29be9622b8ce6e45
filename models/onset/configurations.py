"""Every forecast that is compared: the primary one, its parts and variants, the published one, and plain baselines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.onset import definition
from models.onset.fit import MEMBERS, training_rows
from models.onset.frames import rank_within_year
from models.onset.level import shifts
from models.onset.linear import fit_plain, sigmoid

PRIMARY = "combination"
PUBLISHED = "published"
BASELINES = ("base_rate", "violence_last_year", "deaths_five_years")
FIRST_STACKED_YEAR = 1991  # first year whose forecasts have both halves


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """One way to forecast. `forecasts`: t, ccode, p for every country-year of the test window.

    `is_probability`: p is meant as a probability; else only its order within a year counts.
    `is_admissible`: it uses nothing from after t.
    """

    key: str
    title: str
    forecasts: pd.DataFrame
    is_probability: bool = True
    is_admissible: bool = True


def configurations(raw: pd.DataFrame, rows: pd.DataFrame, published: pd.DataFrame) -> list[Configuration]:
    """All of them, in the order of the protocol.

    `raw`: uncalibrated forecasts of every year from 1979 on (`YearForecast.raw`); `published`: t, ccode, p.
    """
    years = list(range(definition.FIRST_TEST_YEAR, definition.LAST_TEST_YEAR + 1))
    raw = raw.assign(
        open=raw[["learned", "plain_open"]].mean(axis=1), latent=raw[["learned", "plain_latent"]].mean(axis=1)
    )

    def levelled(column: str) -> pd.DataFrame:
        part = _window(raw, years)
        return _forecasts(part, part[column] + part["t"].map(shifts(raw, rows, years, column=column)))

    plain = _learned_if_missing(levelled("plain"), levelled("learned"))
    found = [
        Configuration(key="learned", title="Learned half alone", forecasts=levelled("learned")),
        Configuration(key="plain", title="Plain half alone", forecasts=plain),
        Configuration(key=PRIMARY, title="Combination (primary)", forecasts=levelled("combined")),
    ]
    titles = ("Extremely randomised trees", "Random forest", "Ridge regression", "Elastic net")
    found += [
        Configuration(key=name, title=f"{title} alone", forecasts=levelled(name))
        for name, title in zip(MEMBERS, titles, strict=True)
    ]
    part = _window(raw, years)
    return [
        *found,
        Configuration(key="open_sources", title="Combination, without PTS and CIRIGHTS", forecasts=levelled("open")),
        Configuration(
            key="with_lhrs", title="Combination, with LHRS", forecasts=levelled("latent"), is_admissible=False
        ),
        Configuration(
            key="mean_rank", title="Mean of the halves' ranks", forecasts=_mean_ranks(part), is_probability=False
        ),
        Configuration(key="stacked", title="Halves weighted by known outcomes", forecasts=_stacked(raw, rows, years)),
        Configuration(
            key="no_level", title="Combination without the level", forecasts=_forecasts(part, part["combined"])
        ),
        Configuration(key=PUBLISHED, title="Published (Early Warning Project)", forecasts=published),
        *baselines(rows, years),
    ]


def baselines(rows: pd.DataFrame, years: list[int]) -> list[Configuration]:
    """Base rate, violence last year, deaths over five years: one or two numbers learned from the rows known at t."""
    parts: dict[str, list[pd.DataFrame]] = {key: [] for key in BASELINES}
    for t in years:
        training, now = training_rows(rows, t), rows[rows["year"] == t]
        share = float(training["outcome"].mean())
        parts["base_rate"].append(_row(now, np.full(len(now), np.log(share / (1 - share)))))
        for key, column in (("violence_last_year", "deaths_now"), ("deaths_five_years", "deaths_5y")):
            known = training[training[column].notna()]
            intercept, slopes = fit_plain(np.log1p(known[[column]].to_numpy()), known["outcome"].to_numpy())
            deaths = np.log1p(now[column].fillna(now[column].median()).to_numpy())
            parts[key].append(_row(now, intercept + slopes[0] * deaths))
    titles = ("Base rate", "Violence last year (UCDP deaths)", "Deaths over five years (UCDP)")
    return [
        Configuration(key=key, title=title, forecasts=pd.concat(parts[key], ignore_index=True))
        for key, title in zip(BASELINES, titles, strict=True)
    ]


def _window(raw: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    return raw[raw["t"].isin(years)].reset_index(drop=True)


def _forecasts(part: pd.DataFrame, log_odds: pd.Series) -> pd.DataFrame:
    return part[["t", "ccode"]].assign(p=sigmoid(log_odds.to_numpy()))


def _row(now: pd.DataFrame, log_odds: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"t": now["year"].to_numpy(), "ccode": now["ccode"].to_numpy(), "p": sigmoid(log_odds)})


def _learned_if_missing(plain: pd.DataFrame, learned: pd.DataFrame) -> pd.DataFrame:
    """The plain half where there is an index, so that every forecast covers the same country-years."""
    return plain.assign(p=plain["p"].where(plain["p"].notna(), learned["p"]))


def _mean_ranks(part: pd.DataFrame) -> pd.DataFrame:
    """Mean of the two within-year ranks as a share of the list, 1 = riskiest."""
    shares = []
    for column in ("learned", "plain"):
        one = part[["t", "ccode"]].assign(p=part[column].fillna(part["learned"]))
        shares.append(1 - (rank_within_year(one) - 0.5) / one.groupby("t")["p"].transform("size"))
    return part[["t", "ccode"]].assign(p=(shares[0] + shares[1]) / 2)


def _stacked(raw: pd.DataFrame, rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Two weights and an intercept, learned at t on earlier forecasts whose outcome is known at t."""
    parts = []
    for t in years:
        known = training_rows(rows, t)[["year", "ccode", "outcome"]].rename(columns={"year": "t"})
        earlier = raw[(raw["t"] >= FIRST_STACKED_YEAR) & raw["plain"].notna()].merge(known, on=["t", "ccode"])
        intercept, weights = fit_plain(earlier[["learned", "plain"]].to_numpy(), earlier["outcome"].to_numpy())
        now = raw[raw["t"] == t]
        plain = now["plain"].fillna(now["learned"])
        parts.append(_forecasts(now, intercept + weights[0] * now["learned"] + weights[1] * plain))
    return pd.concat(parts, ignore_index=True)
