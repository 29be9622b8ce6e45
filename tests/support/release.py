"""A small release of invented figures, in the form of a real one, for tests of pages; never shipped.

195 States × 30 months (August 2023 to January 2026), 12 indicators over 7 of the 14 risk factors, 60 draws. Everything
follows from `SEED`. What tests lean on:

- SDN has the highest score throughout; CHE is low; MLI rose most over the last year, COL fell most.
- VAT and TUV are "not shown" throughout (too little known); NRU and LIE are "grey"; ERI lost its score in the last month.
- risk factor 13 has no data at all; `upr_themes` is out of date (held) everywhere.
- CAF borders COD, SDN and TCD, BDI borders COD, GIN borders MLI; no other State has a border on record.
- the default month is December 2025, the last January 2026.
- forecasts of onset and their track record: see `tests.support.forecasts`; hate-speech signals: `tests.support.speech`.
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from data import release as releases_
from data import schema
from data.countries import countries
from tests.support import forecasts, speech

SEED = 20260115
CREATED = datetime(2026, 2, 10, 6, tzinfo=UTC)
MONTHS = pd.date_range("2023-08-01", "2026-01-01", freq="MS").astype("datetime64[s]")
DEFAULT_MONTH = pd.Timestamp("2025-12-01")
DRAWS = 60
VERSION = "2026-02-10.1"
NOT_SHOWN, GREY = ("VAT", "TUV"), ("NRU", "LIE")

# key, title, risk factor, family, series, unit, higher_is, floor, ceiling, scale, longest useful age in months
_INDICATORS = (
    ("deaths", "Civilians killed in one-sided violence", 2, "Violence", "ucdp.one_sided_deaths",
     "deaths per million people per year", "riskier", 0, 50, "log", 24),
    ("state_deaths", "Deaths in state-based conflict", 1, "Violence", "ucdp.state_based_deaths",
     "deaths per million people per year", "riskier", 0, 200, "log", 24),
    ("refugees", "Refugees by country of origin", 1, "Displacement", "unhcr.refugees",
     "refugees per 1,000 people", "riskier", 0, 100, "log", 24),
    ("hate", "Hate speech by political parties", 4, "Hate speech", "vdem.party_hate_speech",
     "0 (never) to 4 (extremely often)", "riskier", 0, 4, "linear", 36),
    ("exclusion", "Population excluded from power", 9, "Exclusion and repression", "vdem.excluded",
     "share of the population", "riskier", 0, 1, "linear", 36),
    ("liberties", "Equality of civil liberties between groups", 9, "Exclusion and repression", "vdem.liberties",
     "index from 0 to 1", "safer", 0, 1, "linear", 36),
    ("killings", "Freedom from political killings", 2, "Exclusion and repression", "vdem.killings",
     "index from 0 to 1", "safer", 0, 1, "linear", 36),
    ("upr_themes", "UPR recommendations on atrocity-crime themes", 7, "UPR", "upr.atrocity_themes",
     "recommendations per review", "riskier", 0, 40, "linear", 60),
    ("invitation", "Standing invitation to Special Procedures", 3, "Special Procedures", "sp.standing_invitation",
     "1 = issued, 0 = asked for and not issued", "safer", 0, 1, "linear", 48),
    ("rome", "Party to the Rome Statute", 3, "Impunity", "treaties.rome_statute",
     "1 = party, 0 = not", "safer", 0, 1, "linear", 1200),
    ("infants", "Infant mortality", 6, "Structure", "wdi.infant_mortality",
     "deaths per 1,000 live births", "riskier", 2, 100, "log", 48),
    ("income", "Change in GDP per head", 6, "Structure", "wdi.gdp_change",
     "% over a year", "safer", -10, 10, "linear", 36),
)  # fmt: skip
_SOURCES = (
    ("ucdp", "UCDP country-year", "Uppsala Conflict Data Program", "CC BY 4.0", "2024-12-31", 540, 12),
    ("unhcr", "Refugee statistics", "UNHCR", "CC BY 4.0", "2025-06-30", 400, 6),
    ("vdem", "V-Dem, country-year", "V-Dem Institute", "CC BY-SA 4.0", "2024-12-31", 540, 12),
    ("upr", "Universal Periodic Review, recommendations", "UPR Info", "Facts, cited", "2014-11-30", 400, 6),
    ("sp", "Standing invitations", "OHCHR", "Facts, cited", "2025-12-31", 400, 1),
    ("treaties", "United Nations Treaty Collection", "United Nations", "Facts, cited", "2015-06-30", 400, 0),
    ("curated_facts", "Facts kept by hand", "Pillar Two", "Facts, cited", "", 400, 0),
    ("icc", "Situations before the Court", "International Criminal Court", "Facts, cited", "", 400, 0),
    ("wdi", "World Development Indicators", "World Bank", "CC BY 4.0", "2023-12-31", 540, 12),
)
_FACTORS = [f"rf{number}" for number in range(1, 15)]
_KEYS = [row[0] for row in _INDICATORS]


def write_release(releases: Path, *, version: str = VERSION, is_current: bool = True) -> Path:
    """Write the release to `releases/<version>`, sealed with digests; make it current unless told not to."""
    folder = releases / version
    folder.mkdir(parents=True)
    frames = _frames()
    for name, rows in frames.items():
        rows.to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)
    documents = {
        "sources": _sources(frames["observations"], frames["facts"], frames["rejects"]),
        "indicators": _indicators(),
        "validation": _validation(),
        "track_record": forecasts.track_record(),
    }
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    releases_.seal(
        folder, version=version, created=CREATED, default_month=f"{DEFAULT_MONTH:%Y-%m}", notices=[],
        method={"version": "1", "seed": SEED, "draws_latest": DRAWS, "draws_history": 20},
    )  # fmt: skip
    releases_.verify(folder)
    if is_current:
        releases_.switch(version, releases)
    return folder


def _frames() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(SEED)
    index = pd.MultiIndex.from_product([sorted(countries()), MONTHS], names=["iso3", "month"])
    levels = _levels(rng, index)
    ages = _ages(rng, index).where(levels.notna())
    values = pd.DataFrame({row[0]: _value(levels[row[0]], row) for row in _INDICATORS}, index=index)
    factors = _factors(levels, ages)
    scores = _scores(levels, ages, factors)
    frames = {"levels": levels, "values": values, "ages": ages, "factors": factors}
    found = {name: rows.astype("float32").reset_index() for name, rows in frames.items()}
    found["scores"] = scores.reset_index()
    found["known_scores"] = _known_scores(scores).reset_index()
    found["draws"] = _draws(rng, factors)
    found["choices"] = _choices(rng)
    found["sensitivity"] = _sensitivity()
    found["observations"] = _observations(values)
    found["facts"] = _facts()
    found["rejects"] = _rejects()
    return found | forecasts.frames(rng) | speech.frames()


def _levels(rng: np.random.Generator, index: pd.MultiIndex) -> pd.DataFrame:
    codes, months = index.levels[0], index.levels[1]
    temper = rng.beta(1.6, 3.4, len(codes))
    temper[codes.get_loc("SDN")], temper[codes.get_loc("CHE")] = 0.97, 0.04
    spread = rng.normal(0, 0.11, (len(codes), 1, len(_KEYS)))
    drift = rng.normal(0, 0.04, (len(codes), 1, 1)) * np.linspace(-0.5, 0.5, len(months))[None, :, None]
    turn = np.clip((np.arange(len(months)) - (len(months) - 12)) / 12, 0, 1)[None, :, None]
    shift = np.zeros((len(codes), 1, 1))
    shift[codes.get_loc("MLI")], shift[codes.get_loc("COL")] = 0.35, -0.3
    temper[codes.get_loc("MLI")], temper[codes.get_loc("COL")] = 0.5, 0.6
    cube = np.clip(temper[:, None, None] + spread + drift + turn * shift, 0, 1)
    cube[codes.get_loc("SDN")] = np.maximum(cube[codes.get_loc("SDN")], 0.9)
    levels = pd.DataFrame(cube.reshape(len(index), len(_KEYS)), index=index, columns=_KEYS)
    invited = rng.random(len(codes)) < 0.6
    levels["invitation"] = np.repeat(np.where(invited, 0.0, 1.0), len(months))
    levels["rome"] = np.repeat(np.where(rng.random(len(codes)) < 0.63, 0.0, 1.0), len(months))
    for number, iso3 in enumerate(codes):  # some gaps everywhere, many in the four States named above
        unknown = [] if number % 3 else [_KEYS[number % len(_KEYS)]]
        if iso3 in NOT_SHOWN:
            unknown = _KEYS[:7]
        if iso3 in GREY:
            unknown = _KEYS[:4]
        levels.loc[iso3, unknown] = np.nan
    levels.loc[("ERI", months[-1]), _KEYS[:8]] = np.nan
    return levels


def _ages(rng: np.random.Generator, index: pd.MultiIndex) -> pd.DataFrame:
    months = index.get_level_values("month")
    year_end = (months.month % 12).to_numpy() + 1
    start = {"upr_themes": 130, "rome": 100, "sp": 1}
    ages = {key: year_end + start.get(key, 11 if key in ("infants", "income") else 0) for key in _KEYS}
    return pd.DataFrame(ages, index=index).astype(float)


def _value(level: pd.Series, row: tuple) -> pd.Series:
    floor, ceiling, scale, higher_is = row[7], row[8], row[9], row[6]
    share = level if higher_is == "riskier" else 1 - level
    if scale == "log":
        return np.expm1(share * np.log1p(ceiling - floor)) + floor
    return floor + share * (ceiling - floor)


def _known(levels: pd.DataFrame, ages: pd.DataFrame) -> pd.DataFrame:
    limits = pd.Series({row[0]: row[10] for row in _INDICATORS})
    return levels.notna() & ages.le(limits, axis=1)


def _factors(levels: pd.DataFrame, ages: pd.DataFrame) -> pd.DataFrame:
    factors = pd.DataFrame(np.nan, index=levels.index, columns=_FACTORS)
    known = _known(levels, ages)
    for number in range(1, 15):
        keys = [row[0] for row in _INDICATORS if row[2] == number]
        if keys:
            is_enough = known[keys].mean(axis=1) >= 0.5
            factors[f"rf{number}"] = levels[keys].mean(axis=1).where(is_enough)
    return factors


def _scores(levels: pd.DataFrame, ages: pd.DataFrame, factors: pd.DataFrame) -> pd.DataFrame:
    coverage = (_known(levels, ages).sum(axis=1) / (len(_KEYS) - 1)).clip(upper=1)
    score = 100 * np.sqrt((factors**2).mean(axis=1))
    status = pd.Series(np.select([coverage >= 0.66, coverage >= 0.5], ["shown", "grey"], "not shown"), factors.index)
    score = score.where(status != "not shown")
    width = 4 + 10 * (1 - coverage)
    scores = pd.DataFrame({"score": score, "low": (score - width).clip(0), "high": (score + width).clip(upper=100)})
    month = scores.index.get_level_values("month")
    scores["rank"] = score.groupby(month).rank(ascending=False, method="min").astype("float32")
    scores["rank_low"] = (scores["rank"] - 6).clip(1)
    scores["rank_high"] = (scores["rank"] + 6).clip(upper=195)
    scores["change"] = score.groupby("iso3").diff(12)
    scores["change_low"], scores["change_high"] = scores["change"] - 3, scores["change"] + 3
    scores["became_known"] = 0 * scores["change"]
    return scores.astype("float32").assign(coverage=coverage.astype("float32"), status=status.astype("string"))


def _known_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """As if every figure became known half a year late; nothing is known in the first half-year."""
    return scores[["score", "coverage"]].groupby("iso3").shift(6).fillna({"coverage": 0})


def _draws(rng: np.random.Generator, factors: pd.DataFrame) -> pd.DataFrame:
    newest = factors.xs(DEFAULT_MONTH, level="month")
    rows = []
    for draw in range(DRAWS):
        noisy = (newest + rng.normal(0, 0.04, newest.shape)).clip(0, 1).astype("float32")
        rows.append(noisy.assign(draw=np.int16(draw)).reset_index())
    return pd.concat(rows, ignore_index=True)[["iso3", "draw", *_FACTORS]]


def _choices(rng: np.random.Generator) -> pd.DataFrame:
    weights = rng.dirichlet(np.full(14, 10), DRAWS)
    return pd.DataFrame(
        {
            "draw": np.arange(DRAWS, dtype="int16"),
            "p": rng.uniform(1, 4, DRAWS),
            "normalisation": rng.choice(["goalposts", "rank", "z"], DRAWS),
        }
    ).assign(**{f"w{number + 1}": weights[:, number] for number in range(14)})


def _sensitivity() -> pd.DataFrame:
    rows = [("weights", 0.5, 0.6), ("aggregation", 0.15, 0.25), ("normalisation", 0.1, 0.2), ("gaps", 0.05, 0.1)]
    return pd.DataFrame(
        [
            {"choice": choice, "first_order": first, "first_order_low": first - 0.05, "first_order_high": first + 0.05,
             "total": total, "total_low": total - 0.05, "total_high": total + 0.05}
            for choice, first, total in rows
        ]
    )  # fmt: skip


def _observations(values: pd.DataFrame) -> pd.DataFrame:
    """Two yearly figures a State and series, for 2023 and 2024; each source's newest period ends where it says."""
    newest = {row[0]: row[4] for row in _SOURCES}
    rows = []
    for indicator in _INDICATORS:
        source = indicator[4].split(".")[0]
        end = pd.Timestamp(newest[source])
        column = values[indicator[0]].xs(DEFAULT_MONTH, level="month").dropna()
        for back in (1, 0):
            period_end = end - pd.DateOffset(years=back)
            rows.append(
                pd.DataFrame(
                    {
                        "iso3": column.index, "series": indicator[4], "value": column.to_numpy() * (1 - 0.05 * back),
                        "period_start": period_end - pd.DateOffset(years=1) + pd.DateOffset(days=1),
                        "period_end": period_end, "kind": "measured", "evidence": "published", "source": source,
                        "known_on": period_end + pd.DateOffset(months=1),
                        "reference": f"https://example.org/{source}/{period_end.year}",
                    }
                )
            )  # fmt: skip
    found = schema.observations(pd.concat(rows, ignore_index=True))
    return found.sort_values(["iso3", "series", "period_end"], ignore_index=True)


def _facts() -> pd.DataFrame:
    def fact(iso3: str, topic: str, what: str, start: str, evidence: str = "seen", **more: str) -> dict:
        return {"iso3": iso3, "topic": topic, "fact": what, "from_date": start, "as_of": "2025-12-31",
                "evidence": evidence, "source": "curated_facts", "reference": "https://example.org/facts"} | more  # fmt: skip

    configurations = [("BDI", "2006-06-23"), ("SLE", "2006-06-23"), ("GNB", "2007-12"), ("CAF", "2008-06-12"),
                      ("LBR", "2010-09-16"), ("GIN", "2011-02-23")]  # fmt: skip
    return schema.facts(
        [
            *(fact(iso3, "peacebuilding", "country-specific configuration", day) for iso3, day in configurations),
            fact("COL", "peacebuilding", "engagement (meeting of the Commission)", "2024-05-02"),
            fact("SLE", "peacebuilding", "country-specific configuration - chair only", "", evidence="memory"),
            fact("SDN", "icc", "Situation before the International Criminal Court", "2005-03-31",
                 status="investigation"),
            fact("SDN", "mass_killing", "Mass killing", "2023-04", status="ongoing"),
            fact("SDN", "upr_review", "Universal Periodic Review, cycle 3", "2022-02-09"),
            fact("MLI", "icc", "Situation before the International Criminal Court", "2013-01-16",
                 status="investigation"),
            fact("MLI", "treaty", "Rome Statute", "2000-08-16", status="ratification"),
            fact("COL", "standing_invitation", "Standing invitation", "2003-03-17", evidence="memory",
                 status="issued"),
            *(fact(one, "border", other, "", status="land border", evidence="derived")
              for pair in (("CAF", "SDN"), ("CAF", "TCD"), ("BDI", "COD"), ("CAF", "COD"), ("GIN", "MLI"))
              for one, other in (pair, pair[::-1])),
        ]
    )  # fmt: skip


def _rejects() -> pd.DataFrame:
    return schema.rejects(
        [
            {"source": "unhcr", "file": "unhcr_by_origin.csv", "row": 17, "column": "coo", "value": "UNK",
             "reason": "not a State covered", "detail": "'UNK' is not one of the 195 States covered"},
            {"source": "unhcr", "file": "unhcr_by_origin.csv", "row": 18, "column": "coo", "value": "Sudann",
             "reason": "unknown country", "detail": "'Sudann' is no country known here; nearest: Sudan, South Sudan"},
            {"source": "upr", "file": "uprinfo.csv", "row": 4031, "column": "Response", "value": "n/a",
             "reason": "unknown value", "detail": "Response must be Accepted or Noted"},
        ]
    )  # fmt: skip


def _indicators() -> list[dict]:
    names = ("key", "title", "risk_factor", "family", "series", "unit", "higher_is", "floor", "ceiling", "scale",
             "max_age_months")  # fmt: skip
    return [
        dict(zip(names, row, strict=True))
        | {"is_scored": True, "why": f"Invented for tests: {row[1].lower()}.", "source": row[4].split(".")[0],
           "goalposts": "Invented for tests", "aspect": row[1]}
        for row in _INDICATORS
    ]  # fmt: skip


def _sources(observations: pd.DataFrame, facts: pd.DataFrame, rejects: pd.DataFrame) -> list[dict]:
    def one(key: str, name: str, publisher: str, licence: str, newest: str, stale_after: int, cadence: int) -> dict:
        status = "not available: icc.csv is not in the data folder" if key == "icc" else "available"
        own = observations[observations["source"] == key]
        return {
            "key": key, "name": name, "publisher": publisher, "licence": licence, "is_redistributable": True,
            "citation": f"{publisher} (invented figures).", "homepage": f"https://example.org/{key}",
            "endpoints": [f"https://example.org/{key}/data.csv"], "cadence_months": cadence,
            "stale_after_days": stale_after, "status": status, "facts": int((facts["source"] == key).sum()),
            "note": "Invented for tests.",
            "files": [{"path": f"{key}/{key}.csv", "sha256": hashlib.sha256(key.encode()).hexdigest(), "bytes": 1024}],
            "rows": len(own), "rejects": int((rejects["source"] == key).sum()),
            "first_period": str(own["period_start"].min())[:10] if len(own) else None, "newest_period": newest or None,
            "series": [{"key": row[4], "title": row[1], "unit": row[5], "kind": "measured"}
                       for row in _INDICATORS if row[4].startswith(f"{key}.")],
        }  # fmt: skip

    return [one(*row) for row in _SOURCES]


def _validation() -> dict:
    areas = {"score": 0.81, "violence_last_year": 0.74, "base_rate": 0.5, "published_forecast": 0.8}
    forecasts = {
        name: {
            frame: {"auc": area, "auc_low": area - 0.05, "auc_high": area + 0.05, "average_precision": 0.03,
                    "rows": 5032, "onsets": 39, "rows_without_figure": 0}
            for frame in ("A", "B")
        }
        for name, area in areas.items()
    }  # fmt: skip
    return {"evaluated": True, "forecasts": forecasts, "outcome": "Invented for tests"}
