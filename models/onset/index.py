"""The plain index: five public groups read from their sources, as mean within-year percentiles, nothing fitted."""

from pathlib import Path

import numpy as np
import pandas as pd

from data.countries import UnknownCountry, resolve, resolve_number
from data.tables import TableError, read_table
from models.onset.features import GROUPS, MEASURES, MIN_GROUPS, Measure

UCDP = "violence/organizedviolencecy_v25_1.csv"
UNHCR = "displacement/unhcr_by_origin_1990_2025.csv"
PTS = "hr/PTS-2024.csv"
CIRIGHTS = "hr/cirights_v1.22.11.25.csv"
VDEM = "hr/vdem_ewp_subset_to_2024.csv"
LHRS = "hr/LHRS-v4.02-2021.csv"
NOT_OPEN = ("pts", "physint", "judiciary")
MISSING = ("", "NA", "NaN", "nan")


class SourceError(ValueError):
    """A public source that cannot be used; the message names file, row and column, and what to do."""


def read_measures(folder: Path) -> pd.DataFrame:
    """Every public value: unit, year, measure, value – in the source's own unit, before any mean over years.

    `unit` is the ISO3 code, or the country number of a former State. Rows that name no State are left out: they are
    counted by the sources' own parsers. Raises SourceError for a file or column that is absent or no number.
    """
    return pd.concat([_ucdp(folder), _unhcr(folder), _pts(folder), _cirights(folder), _vdem(folder)], ignore_index=True)


def read_latent_scores(folder: Path) -> pd.DataFrame:
    """LHRS physical-integrity scores as one more measure, for a comparison only.

    The scores of a year are smoothed with the years after it and take mass killings as evidence, so a forecast that
    uses them has seen the future.
    """
    text = _read(folder / LHRS, ("YEAR", "COW", "theta_mean"))
    return _long(
        text, file=LHRS, unit=_by_number(text, "COW", LHRS), year="YEAR", columns={"theta_mean": "latent_integrity"}
    )


def measure_at(values: pd.DataFrame, year: int, units: pd.Series, measure: Measure) -> pd.Series:
    """One measure as known at the end of `year` for each of `units`: newest value, or mean of the latest years.

    Looks at no row after `year`. Missing where the newest value is older than `max_age_years`.
    """
    window = values[(values["measure"] == measure.key) & (values["year"] <= year)]
    window = window[window["year"] > year - measure.years - measure.max_age_years]
    if window.empty:
        return pd.Series(np.nan, index=units.index)
    if measure.years == 1:
        known = window.sort_values("year").groupby("unit")["value"].last()
    else:
        known = window.groupby("unit")["value"].mean()
    return units.map(known).astype(float)


def percentile(values: pd.Series, *, riskier: str) -> pd.Series:
    """Position of each known value among the known ones, in (0, 1), 1 = riskiest; equal values share their mean."""
    oriented = values if riskier == "high" else -values
    return (oriented.rank() - 0.5) / oriented.notna().sum()


def groups_at(values: pd.DataFrame, year: int, units: pd.Series, *, measures: tuple[Measure, ...]) -> pd.DataFrame:
    """Level of the five groups at the end of `year`, one row a unit: mean percentile of a group's known measures."""
    levels = pd.DataFrame(
        {one.key: percentile(measure_at(values, year, units, one), riskier=one.riskier) for one in measures}
    )
    return pd.DataFrame({key: levels[[one.key for one in measures if one.group == key]].mean(axis=1) for key in GROUPS})


def index_of(groups: pd.DataFrame) -> pd.Series:
    """Mean of the known groups, in (0, 1); missing where fewer than MIN_GROUPS are known."""
    return groups[list(GROUPS)].mean(axis=1).where(groups[list(GROUPS)].notna().sum(axis=1) >= MIN_GROUPS)


def add_index(rows: pd.DataFrame, values: pd.DataFrame, *, measures: tuple[Measure, ...] = MEASURES) -> pd.DataFrame:
    """The country-years with `group.<key>` and `index`, each year by itself and from that year's past only."""
    names = [*(f"group.{key}" for key in GROUPS), "index"]
    parts = [pd.DataFrame(columns=names, dtype=float)]
    for year in sorted(rows["year"].unique()):
        same_year = rows[rows["year"] == year]
        groups = groups_at(values, int(year), same_year["unit"], measures=measures)
        parts.append(groups.add_prefix("group.").assign(index=index_of(groups)))
    return rows.join(pd.concat(parts))


def index_only(rows: pd.DataFrame, values: pd.DataFrame, *, measures: tuple[Measure, ...]) -> pd.Series:
    """The index of each country-year from other measures; see `add_index`."""
    return add_index(rows[["year", "unit"]], values, measures=measures)["index"]


def at_each_year(rows: pd.DataFrame, values: pd.DataFrame, key: str) -> pd.Series:
    """One measure for each country-year, as known at the end of its own year."""
    measure = next(one for one in MEASURES if one.key == key)
    nothing = pd.Series(dtype=float)
    years = sorted(rows["year"].unique())
    known = [measure_at(values, int(year), rows.loc[rows["year"] == year, "unit"], measure) for year in years]
    return pd.concat([nothing, *known]).reindex(rows.index)


def open_measures() -> tuple[Measure, ...]:
    """The measures whose sources may be redistributed: without PTS and CIRIGHTS."""
    return tuple(one for one in MEASURES if one.key not in NOT_OPEN)


def latent_measures() -> tuple[Measure, ...]:
    """All measures and LHRS, for a comparison that is not admissible as a forecast."""
    latent = Measure(key="latent_integrity", group="integrity", title="LHRS latent physical integrity", riskier="low",
                     years=1, max_age_years=3)  # fmt: skip
    return (*MEASURES, latent)


def _read(path: Path, wanted: tuple[str, ...]) -> pd.DataFrame:
    if not path.is_file():
        raise SourceError(f"{path}: no such file; give the data folder that holds {path.parent.name}/{path.name}")
    try:
        return read_table(path.read_bytes(), file=path.name, required=wanted, encodings=("utf-8-sig", "latin-1"))
    except TableError as error:
        raise SourceError(str(error)) from error


def _number(text: pd.DataFrame, column: str, file: str) -> pd.Series:
    """The column as floats; missing stays missing; anything else that is no finite number is refused."""
    cells = text[column].fillna("").str.strip()
    number = pd.to_numeric(cells.mask(cells.isin(list(MISSING))), errors="coerce").astype(float)
    is_bad = (number.isna() & ~cells.isin(list(MISSING))) | number.isin([np.inf, -np.inf])
    if is_bad.any():
        bad = text[is_bad.to_numpy()].iloc[0]
        raise SourceError(
            f"{file}: row {bad['row']}, column {column!r}: {bad[column]!r} is no finite number; correct it"
        )
    return number


def _count(text: pd.DataFrame, column: str, file: str) -> pd.Series:
    """The column as numbers of people, none of them below 0."""
    number = _number(text, column, file)
    if (number < 0).any():
        bad = text[(number < 0).to_numpy()].iloc[0]
        raise SourceError(f"{file}: row {bad['row']}, column {column!r}: {bad[column]!r} is below 0; correct it")
    return number


def _by_number(text: pd.DataFrame, column: str, file: str) -> pd.Series:
    """ISO3 for a country number; the number itself where it names a former State or no State covered."""
    codes = text[column]
    found: dict[str, str] = {}
    for code in codes.unique():
        cell = str(code).strip()
        if cell in MISSING:
            found[code] = ""
            continue
        try:
            number = float(cell)
            if not number.is_integer():
                raise ValueError(cell)
        except ValueError as error:
            line = text["row"][(codes == code).to_numpy()].iloc[0]
            raise SourceError(
                f"{file}: row {line}, column {column!r}: {cell!r} is no country number; correct it"
            ) from error
        try:
            found[code] = resolve_number(int(number))
        except UnknownCountry:
            found[code] = str(int(number))
    return codes.map(found)


def _by_code(codes: pd.Series) -> pd.Series:
    found: dict[str, str] = {}
    for code in codes.unique():
        try:
            found[code] = resolve(str(code))
        except UnknownCountry:
            found[code] = ""
    return codes.map(found)


def _long(text: pd.DataFrame, *, file: str, unit: pd.Series, year: str, columns: dict[str, str]) -> pd.DataFrame:
    """One row a value that is known; a unit with two rows in a year (a State and its predecessor) gets their mean."""
    place = pd.DataFrame({"unit": unit.to_numpy(), "year": _number(text, year, file).to_numpy()})
    parts = [place.assign(measure=key, value=_number(text, column, file).to_numpy()) for column, key in columns.items()]
    rows = pd.concat(parts, ignore_index=True).dropna()
    rows = rows[rows["unit"] != ""].astype({"year": int})
    return rows.groupby(["unit", "year", "measure"])["value"].mean().reset_index()


def _ucdp(folder: Path) -> pd.DataFrame:
    columns = ("sb_total_deaths_best_cy", "ns_total_deaths_best_cy", "os_total_deaths_best_cy")
    text = _read(folder / UCDP, ("country_id_cy", "year_cy", *columns))
    counts = {column: _count(text, column, UCDP) for column in columns}
    text["conflict"] = (counts[columns[0]] + counts[columns[1]]).astype("string").fillna("")
    unit = _by_number(text, "country_id_cy", UCDP)
    names = {"conflict": "conflict_deaths_now", columns[2]: "one_sided_deaths_now"}
    now = _long(text, file=UCDP, unit=unit, year="year_cy", columns=names)
    five = now.assign(measure=now["measure"].str.replace("_now", "_5y"))
    return pd.concat([now, five], ignore_index=True)


def _unhcr(folder: Path) -> pd.DataFrame:
    """People displaced from a country: what is reported of refugees, asylum-seekers and internally displaced."""
    columns = ("refugees", "asylum_seekers", "idps")
    text = _read(folder / UNHCR, ("year", "coo_iso", *columns))
    parts = pd.concat([_count(text, column, UNHCR) for column in columns], axis=1)
    text["displaced"] = parts.sum(axis=1, min_count=1).astype("string").fillna("")
    return _long(text, file=UNHCR, unit=_by_code(text["coo_iso"]), year="year", columns={"displaced": "displaced"})


def _pts(folder: Path) -> pd.DataFrame:
    columns = ("PTS_A", "PTS_H", "PTS_S")
    text = _read(folder / PTS, ("Year", "COW_Code_N", *columns))
    text["mean"] = (
        pd.concat([_number(text, column, PTS) for column in columns], axis=1).mean(axis=1).astype("string").fillna("")
    )
    return _long(text, file=PTS, unit=_by_number(text, "COW_Code_N", PTS), year="Year", columns={"mean": "pts"})


def _cirights(folder: Path) -> pd.DataFrame:
    text = _read(folder / CIRIGHTS, ("cow", "year", "physint_sum", "injud"))
    names = {"physint_sum": "physint", "injud": "judiciary"}
    return _long(text, file=CIRIGHTS, unit=_by_number(text, "cow", CIRIGHTS), year="year", columns=names)


def _vdem(folder: Path) -> pd.DataFrame:
    names = {
        "pol_killing_approved": "pol_killing", "freediscussion": "freediscussion", "v2csreprss_ord": "civil_society",
        "religiousfreedom": "religious_freedom", "partyban": "party_ban", "judicialreform": "court_reform",
    }  # fmt: skip
    text = _read(folder / VDEM, ("COWcode", "year", *names))
    return _long(text, file=VDEM, unit=_by_number(text, "COWcode", VDEM), year="year", columns=names)
