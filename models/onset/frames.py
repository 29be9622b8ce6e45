"""Country-years read and checked, their outcomes, and the two frames on which forecasts are compared."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.countries import UnknownCountry, resolve_number
from data.tables import TableError, read_table
from models.onset import definition
from models.onset.features import PREDICTORS, UNUSED_PREDICTORS

KEYS = ("ewp_name", "year", "ccode")
OUTCOMES = ("mk_onset", "mk_onset_1", "mk_onset_2", "mk_onset_1or2")
NAMES = tuple(one.column for one in PREDICTORS)
YES_OR_NO = tuple(one.column for one in PREDICTORS if one.kind == "yes or no")
MISSING = ("", "NA", "NaN")
PUBLISHED_COLUMNS = (
    "year",
    "ewp_name",
    "ccode",
    "mk_onset",
    "risk_prev",
    "risk_two_years_prior",
    "maxrisk2",
    "minrank2",
)
PUBLISHED_NOW_COLUMNS = ("ccode", "year", "risk.2025and2026.from2024")


class FrameError(ValueError):
    """A country-year file that cannot be used; the message names file, row and column, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """The Early Warning Project's own out-of-sample forecasts.

    `made`: one row a forecast (t, ccode, p), made at the end of year t for t + 1 and t + 2.
    `yearly`: their rows (year, ccode, mk_onset, p, rank): the larger p and the better rank of the two forecasts
    made one and two years before `year`; rows without a forecast are left out.
    """

    made: pd.DataFrame
    yearly: pd.DataFrame


def read_country_years(folder: Path) -> pd.DataFrame:
    """Every country-year of the predictor file: KEYS, iso3, unit, predictors, and outcomes that are known.

    `iso3` is missing for former States and places that are not among the 195; `unit` is what a bootstrap draws and a
    cross-validation holds out: the State, or the code where there is none. `onset`: 1 where a mass killing began in the
    year. Outcomes are made anew by `with_outcomes`; those of the file hold 0 where the future is unknown.
    Raises FrameError for a file of another year's assessment, an unknown country number, a repeated country-year, a
    year far from all others, a key that is missing or no whole number, a figure that is no number or infinite, an answer
    that is neither yes nor no, a predictor that no row has.
    """
    path = folder / definition.PREDICTORS_FILE
    wanted = (*KEYS, *NAMES, *OUTCOMES)
    text = _read(path, wanted)
    if text.empty:
        raise FrameError(f"{path.name}: holds no country-year; give the complete file")
    strangers = sorted(set(text.columns) - set(wanted) - set(UNUSED_PREDICTORS) - {"row"})
    if strangers:
        raise FrameError(
            f"{path.name}: unknown column {', '.join(map(repr, strangers))}; this looks like the file of another year's "
            "assessment, whose predictors differ; declare the column in models/onset/features.py or use the 2025 file"
        )
    rows = _numbers(text, ("year", "ccode", *NAMES, "mk_onset"), file=path.name)
    _refuse_gaps(rows, text, ("year", "ccode", "mk_onset"), file=path.name)
    _refuse_fractions(rows, text, ("year", "ccode"), file=path.name)
    _refuse_others(rows, text, ("mk_onset", *YES_OR_NO), (0, 1), file=path.name)
    _refuse_empty_columns(rows, file=path.name)
    _refuse_lone_years(rows, text, file=path.name)
    rows = rows.astype({"year": int, "ccode": int}).rename(columns={"mk_onset": "onset"})
    rows.insert(0, "ewp_name", text["ewp_name"].astype(object).array)
    _refuse_repeats(rows, text, file=path.name)
    rows["iso3"] = _states(rows["ccode"], text, file=path.name)
    rows["unit"] = rows["iso3"].where(rows["iso3"].notna(), rows["ccode"].astype(str))
    rows = rows.sort_values(["year", "ccode"], ignore_index=True)
    _refuse_repeats_of_states(rows, file=path.name)
    return rows[["year", "ccode", "iso3", "unit", "ewp_name", *NAMES, "onset"]]


def with_outcomes(rows: pd.DataFrame, *, known_until: int) -> pd.DataFrame:
    """The rows of years up to `known_until`, with `onset_1`, `onset_2`, `outcome` as known at the end of that year.

    `onset_h`: onset h years later, missing where that year is after `known_until` or the country has no row for it (a
    country that split or ended). `outcome`: 1 if any of the two is 1, 0 if both are known to be 0; missing while the two
    years are not over, and where a country ended without an onset.
    """
    rows = rows[rows["year"] <= known_until].copy()
    onset = rows.set_index(["ccode", "year"])["onset"]
    for ahead in (1, 2):
        later = pd.MultiIndex.from_arrays([rows["ccode"], rows["year"] + ahead])
        rows[f"onset_{ahead}"] = onset.reindex(later).to_numpy()
    first, second = rows["onset_1"], rows["onset_2"]
    is_onset = (first == 1) | (second == 1)
    is_open = rows["year"] + definition.HORIZON_YEARS > known_until
    # Keeping early onsets of an open window while its quiet rows are still unknown would overstate the risk.
    rows["outcome"] = np.where(is_open | (~is_onset & (first.isna() | second.isna())), np.nan, is_onset.astype(float))
    return rows


def read_published(folder: Path) -> Published:
    """The published out-of-sample forecasts, as forecasts made at t and as their yearly rows."""
    path = folder / definition.PUBLISHED_FILE
    text = _read(path, PUBLISHED_COLUMNS)
    rows = _numbers(text, tuple(c for c in PUBLISHED_COLUMNS if c != "ewp_name"), file=path.name)
    _refuse_gaps(rows, text, ("year", "ccode", "mk_onset"), file=path.name)
    _refuse_fractions(rows, text, ("year", "ccode"), file=path.name)
    _refuse_others(rows, text, ("mk_onset",), (0, 1), file=path.name)
    _refuse_no_chance(rows, text, ("risk_prev", "risk_two_years_prior", "maxrisk2"), file=path.name)
    rows = rows.astype({"year": int, "ccode": int})
    _refuse_repeats(rows, text, file=path.name)
    made = pd.DataFrame({"t": rows["year"] - 1, "ccode": rows["ccode"], "p": rows["risk_prev"]}).dropna()
    yearly = rows[["year", "ccode", "mk_onset", "maxrisk2", "minrank2"]].dropna()
    yearly = yearly.rename(columns={"maxrisk2": "p", "minrank2": "rank"})
    made = made.sort_values(["t", "ccode"], ignore_index=True)
    return Published(made=made, yearly=yearly.sort_values(["year", "ccode"], ignore_index=True))


def read_published_now(folder: Path) -> pd.DataFrame:
    """The published forecasts of the newest assessment: ccode, p; made at the end of the newest year."""
    path = folder / definition.PUBLISHED_NOW_FILE
    text = _read(path, PUBLISHED_NOW_COLUMNS)
    rows = _numbers(text, PUBLISHED_NOW_COLUMNS, file=path.name)
    _refuse_gaps(rows, text, PUBLISHED_NOW_COLUMNS, file=path.name)
    _refuse_fractions(rows, text, PUBLISHED_NOW_COLUMNS[:2], file=path.name)
    _refuse_no_chance(rows, text, PUBLISHED_NOW_COLUMNS[2:], file=path.name)
    return rows.set_axis(["ccode", "year", "p"], axis=1).astype({"ccode": int, "year": int})


def frame_a(forecasts: pd.DataFrame, rows: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Frame A: t, ccode, unit, p, outcome – each forecast against an onset in the two years after it.

    `forecasts`: t, ccode, p. Kept are the country-years with a published forecast and a known outcome, so that every
    forecast is judged on the same rows; a forecast that lacks one of them raises FrameError.
    """
    known = with_outcomes(rows, known_until=int(rows["year"].max()))[["year", "ccode", "unit", "outcome"]]
    frame = published.made[["t", "ccode"]].merge(known.rename(columns={"year": "t"}), on=["t", "ccode"])
    frame = frame.dropna(subset=["outcome"])
    return _join(frame, forecasts)


def frame_b(forecasts: pd.DataFrame, rows: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Frame B: year, ccode, unit, p, rank, outcome – the larger of two forecasts against an onset in the year.

    The forecasts are those made one and two years before. `rank` is the better of the two ranks (ties take the worst
    rank they share), as in the published file, so "in the top 30" means on at least one of two lists of thirty.
    """
    ranked = forecasts[["t", "ccode", "p"]].assign(rank=rank_within_year(forecasts))
    frame = published.yearly[["year", "ccode", "mk_onset"]].rename(columns={"mk_onset": "outcome"})
    for ahead in (1, 2):
        made = ranked.assign(year=ranked["t"] + ahead).drop(columns="t")
        frame = frame.merge(made.add_suffix(f"_{ahead}"), how="left", left_on=["year", "ccode"],
                            right_on=[f"year_{ahead}", f"ccode_{ahead}"])  # fmt: skip
    if frame["p_1"].isna().any():
        gap = frame[frame["p_1"].isna()].iloc[0]
        raise FrameError(
            f"no forecast made at {int(gap['year']) - 1} for country {int(gap['ccode'])}; frame B needs one"
        )
    frame["p"] = frame[["p_1", "p_2"]].max(axis=1)
    frame["rank"] = frame[["rank_1", "rank_2"]].min(axis=1)
    units = rows.drop_duplicates("ccode").set_index("ccode")["unit"]
    frame["unit"] = frame["ccode"].map(units)
    return frame[["year", "ccode", "unit", "p", "rank", "outcome"]]


def rank_within_year(forecasts: pd.DataFrame) -> pd.Series:
    """Rank of each forecast among those made in its year `t`, 1 = highest; equal forecasts share the worst rank."""
    return forecasts.groupby("t")["p"].rank(ascending=False, method="max")


def _join(frame: pd.DataFrame, forecasts: pd.DataFrame) -> pd.DataFrame:
    joined = frame.merge(forecasts[["t", "ccode", "p"]], on=["t", "ccode"], how="left", validate="one_to_one")
    covered = joined[joined["t"].between(forecasts["t"].min(), forecasts["t"].max())]
    if covered["p"].isna().any():
        gap = covered[covered["p"].isna()].iloc[0]
        raise FrameError(f"no forecast made at {int(gap['t'])} for country {int(gap['ccode'])}; frame A needs one")
    return covered.reset_index(drop=True)


def _read(path: Path, wanted: tuple[str, ...]) -> pd.DataFrame:
    if not path.is_file():
        raise FrameError(f"{path}: no such file; give the data folder that holds {path.parent.name}/{path.name}")
    try:
        return read_table(path.read_bytes(), file=path.name, required=wanted)
    except TableError as error:
        raise FrameError(f"{error}; a file of another year's assessment has other columns") from error


def _numbers(text: pd.DataFrame, columns: tuple[str, ...], *, file: str) -> pd.DataFrame:
    """The columns as floats; missing stays missing; anything else that is no finite number is refused."""
    numbers = {}
    for column in columns:
        cells = text[column].str.strip()
        number = pd.to_numeric(cells.mask(cells.isin(list(MISSING))), errors="coerce").astype(float)
        is_bad = (number.isna() & ~cells.isin(list(MISSING))) | np.isinf(number.to_numpy(dtype=float, na_value=np.nan))
        if is_bad.any():
            bad = text[is_bad.to_numpy()].iloc[0]
            raise FrameError(
                f"{file}: row {bad['row']}, column {column!r}: {bad[column]!r} is no finite number; correct it"
            )
        numbers[column] = number.to_numpy(dtype=float, na_value=np.nan)
    return pd.DataFrame(numbers)


def _refuse_gaps(rows: pd.DataFrame, text: pd.DataFrame, columns: tuple[str, ...], *, file: str) -> None:
    for column in columns:
        if rows[column].isna().any():
            line = text["row"][rows[column].isna().to_numpy()].iloc[0]
            raise FrameError(f"{file}: row {line}, column {column!r} is empty; every country-year needs it")


def _refuse_others(
    rows: pd.DataFrame, text: pd.DataFrame, columns: tuple[str, ...], allowed: tuple[int, ...], *, file: str
) -> None:
    for column in columns:
        is_other = rows[column].notna() & ~rows[column].isin(allowed)
        _refuse_first(is_other, rows, text, column, f"must be one of {allowed}", file=file)


def _refuse_fractions(rows: pd.DataFrame, text: pd.DataFrame, columns: tuple[str, ...], *, file: str) -> None:
    for column in columns:
        _refuse_first(rows[column] % 1 != 0, rows, text, column, "must be a whole number", file=file)


def _refuse_no_chance(rows: pd.DataFrame, text: pd.DataFrame, columns: tuple[str, ...], *, file: str) -> None:
    for column in columns:
        is_outside = rows[column].notna() & ~rows[column].between(0, 1)
        _refuse_first(is_outside, rows, text, column, "must be a probability from 0 to 1", file=file)


def _refuse_lone_years(rows: pd.DataFrame, text: pd.DataFrame, *, file: str) -> None:
    """The years run without a gap; one mistyped year would otherwise become the newest, or the first."""
    years = set(rows["year"])
    middle = rows["year"].median()
    is_lone = ~rows["year"].map(lambda year: (year - 1 if year > middle else year + 1) in years or year == middle)
    _refuse_first(is_lone, rows, text, "year", "must follow on the other years without a gap", file=file)


def _refuse_first(
    is_bad: pd.Series, rows: pd.DataFrame, text: pd.DataFrame, column: str, rule: str, *, file: str
) -> None:
    if is_bad.any():
        line = text["row"][is_bad.to_numpy()].iloc[0]
        raise FrameError(f"{file}: row {line}, column {column!r} {rule}, got {rows[column][is_bad].iloc[0]:g}")


def _refuse_empty_columns(rows: pd.DataFrame, *, file: str) -> None:
    """A gap is filled by the median of the other rows; a column of gaps has none, and is a broken export."""
    empty = [column for column in NAMES if rows[column].isna().all()]
    if empty:
        raise FrameError(f"{file}: column {', '.join(map(repr, empty))} is empty in every row; give the complete file")


def _refuse_repeats(rows: pd.DataFrame, text: pd.DataFrame, *, file: str) -> None:
    is_repeat = rows.duplicated(["ccode", "year"])
    if is_repeat.any():
        bad = rows[is_repeat].iloc[0]
        line = text["row"][is_repeat.to_numpy()].iloc[0]
        raise FrameError(
            f"{file}: row {line}, columns 'ccode', 'year': a second row for country {bad['ccode']} in {bad['year']}; "
            "keep one"
        )


def _states(codes: pd.Series, text: pd.DataFrame, *, file: str) -> pd.Series:
    """ISO3 by country number, missing for known former States and places; an unknown number is refused."""
    found: dict[int, str | None] = {}
    for code in codes.unique():
        try:
            found[code] = resolve_number(int(code))
        except UnknownCountry as error:
            if not error.is_not_covered:
                line = text["row"][(codes == code).to_numpy()].iloc[0]
                raise FrameError(
                    f"{file}: row {line}, column 'ccode': {code} is no country number known here; if it is a new State, "
                    "add it to data/countries.py"
                ) from error
            found[code] = None
    return codes.map(found).astype(object)


def _refuse_repeats_of_states(rows: pd.DataFrame, *, file: str) -> None:
    """A State that splits or merges keeps one row a year: two numbers of one State in one year are refused."""
    states = rows[rows["iso3"].notna()]
    is_repeat = states.duplicated(["iso3", "year"])
    if is_repeat.any():
        bad = states[is_repeat].iloc[0]
        raise FrameError(
            f"{file}: column 'ccode': two numbers stand for {bad['iso3']} in {bad['year']} (one is {bad['ccode']}); "
            "give the successor its number in data/countries.py"
        )
