"""A small made-up data folder in the form of the real files: fourteen places, 1965–2024, onsets where there is conflict."""

from pathlib import Path

import numpy as np
import pandas as pd

from models.onset import definition, index
from models.onset.frames import NAMES, YES_OR_NO

PLACES = {
    2: ("United States of America", "USA"), 70: ("Mexico", "MEX"), 100: ("Colombia", "COL"), 200: ("United Kingdom", "GBR"),
    365: ("Russia", "RUS"), 437: ("Ivory Coast", "CIV"), 475: ("Nigeria", "NGA"), 500: ("Uganda", "UGA"),
    517: ("Rwanda", "RWA"), 640: ("Turkey", "TUR"), 775: ("Burma/Myanmar", "MMR"), 850: ("Indonesia", "IDN"),
    680: ("People's Republic of Yemen", ""), 347: ("Kosovo", ""),
}  # fmt: skip
LIFE = {680: (1967, 1989), 347: (2008, 2024)}
FIRST, LAST = 1965, 2024


def predictor_table(seed: int = 7) -> pd.DataFrame:
    """The predictor file: every column of the real one; about one country-year in ten has an onset."""
    rng = np.random.default_rng(seed)
    rows = []
    for code, (name, _) in PLACES.items():
        first, last = LIFE.get(code, (FIRST, LAST))
        danger = rng.uniform(-1.5, 1.5)
        for year in range(first, last + 1):
            row = {
                "ewp_name": name,
                "year": year,
                "ccode": code,
                "year_sq": year**2,
                "includesnonstate": int(year >= 1989),
            }
            row |= {column: round(float(rng.normal(danger, 1)), 3) for column in NAMES}
            row |= {column: int(row[column] > 0) for column in YES_OR_NO}
            row["newcountry"] = 0
            row["mk_onset"] = int(rng.random() < 1 / (1 + np.exp(2.6 - danger)))
            rows.append(row)
    table = pd.DataFrame(rows)
    onset = table.set_index(["ccode", "year"])["mk_onset"]
    for ahead in (1, 2):
        later = pd.MultiIndex.from_arrays([table["ccode"], table["year"] + ahead])
        table[f"mk_onset_{ahead}"] = onset.reindex(later).to_numpy()
    table["mk_onset_1or2"] = table[["mk_onset_1", "mk_onset_2"]].max(axis=1).fillna(0).astype(int)  # 0 for the future
    return table


def published_table(predictors: pd.DataFrame, seed: int = 8) -> pd.DataFrame:
    """The file of published forecasts for 1994–2024, with made-up probabilities."""
    rng = np.random.default_rng(seed)
    made = predictors[predictors["year"] >= 1993][["ccode", "year"]].assign(p=lambda x: rng.uniform(0.001, 0.2, len(x)))
    made["rank"] = made.groupby("year")["p"].rank(ascending=False)
    rows = predictors[predictors["year"].between(1994, 2024)][["year", "ewp_name", "ccode", "mk_onset"]]
    for ahead, ending in ((1, "prev"), (2, "two_years_prior")):
        earlier = made.assign(year=made["year"] + ahead)
        earlier = earlier.rename(columns={"p": f"risk_{ending}", "rank": f"rank_{ending}"})
        rows = rows.merge(earlier, on=["ccode", "year"], how="left")
    rows["maxrisk2"] = rows[["risk_prev", "risk_two_years_prior"]].max(axis=1)
    rows["minrank2"] = rows[["rank_prev", "rank_two_years_prior"]].min(axis=1)
    return rows


def newest_table(predictors: pd.DataFrame, seed: int = 9) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    now = predictors[predictors["year"] == LAST].copy()
    return now.assign(**{"risk.2025and2026.from2024": rng.uniform(0.001, 0.2, len(now))})


def write_folder(folder: Path, *, seed: int = 7) -> Path:
    """Write the whole folder; returns it."""
    predictors = predictor_table(seed)
    write(folder, definition.PREDICTORS_FILE, predictors)
    write(folder, definition.PUBLISHED_FILE, published_table(predictors))
    write(folder, definition.PUBLISHED_NOW_FILE, newest_table(predictors))
    for name, table in source_tables(predictors, seed).items():
        write(folder, name, table)
    return folder


def source_tables(predictors: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """The public sources, each in its own columns and years."""
    rng = np.random.default_rng(seed + 100)
    places = predictors[["ccode", "year"]]
    codes = {code: iso3 for code, (_, iso3) in PLACES.items()}

    def since(first: int, last: int, **columns) -> pd.DataFrame:
        part = places[places["year"].between(first, last)]
        return part.assign(**{name: draw(len(part)) for name, draw in columns.items()})

    def counts(size: int) -> np.ndarray:
        return rng.poisson(3, size) * rng.integers(0, 200, size)

    def steps(top: int):
        return lambda size: rng.integers(0, top + 1, size)

    deaths = {f"{kind}_total_deaths_best_cy": counts for kind in ("sb", "ns", "os")}
    ucdp = since(1989, 2024, **deaths).rename(columns={"ccode": "country_id_cy", "year": "year_cy"})
    unhcr = since(1990, 2024, refugees=counts, asylum_seekers=counts, idps=counts)
    unhcr = unhcr.assign(coo_iso=unhcr["ccode"].map(codes)).query("coo_iso != ''").drop(columns="ccode")
    pts = since(1976, 2023, PTS_A=steps(4), PTS_H=steps(4), PTS_S=steps(4)).assign(PTS_H="NA")
    pts = pts.rename(columns={"ccode": "COW_Code_N", "year": "Year"})
    cirights = since(1981, 2020, physint_sum=steps(8), injud=steps(2)).rename(columns={"ccode": "cow"})
    ordinal = {
        "v2csreprss_ord": steps(4),
        "religiousfreedom": steps(4),
        "partyban": steps(4),
        "judicialreform": steps(2),
    }
    vdem = since(1965, 2024, pol_killing_approved=steps(1), freediscussion=rng.random, **ordinal)
    latent = since(1965, 2021, theta_mean=rng.normal).rename(columns={"ccode": "COW", "year": "YEAR"})
    return {index.UCDP: ucdp, index.UNHCR: unhcr, index.PTS: pts, index.CIRIGHTS: cirights,
            index.VDEM: vdem.rename(columns={"ccode": "COWcode"}), index.LHRS: latent}  # fmt: skip


def write(folder: Path, name: str, table: pd.DataFrame) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, na_rep="NA")
