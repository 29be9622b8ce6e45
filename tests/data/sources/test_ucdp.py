"""UCDP country-year: what counts where, with which bounds, and what cannot be used."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import ucdp
from data.sources.declaration import Parsed
from data.tables import TableError

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "ucdp_country_year.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return ucdp.parse({"violence/organizedviolencecy_v9_1.csv": FIXTURE.read_bytes()}, today=TODAY)


def value_of(parsed: Parsed, iso3: str, series: str) -> pd.Series:
    rows = parsed.observations
    return rows[(rows["iso3"] == iso3) & (rows["series"] == f"ucdp.{series}")].iloc[0]


@pytest.mark.parametrize(
    ("series", "value"),
    [
        ("state_based_deaths", 900), ("state_based_civilian_deaths", 120), ("interstate_deaths", 0),
        ("non_state_deaths", 300), ("one_sided_deaths", 700), ("one_sided_deaths_government", 100),
        ("one_sided_deaths_non_state", 600), ("all_deaths", 1900), ("state_based_dyads", 4), ("active_dyads", 16),
    ],
)  # fmt: skip
def test_each_series_is_the_column_it_says(parsed, series, value):
    assert value_of(parsed, "COD", series)["value"] == value


def test_deaths_carry_the_low_and_high_estimate(parsed):
    assert value_of(parsed, "COD", "one_sided_deaths")[["low", "high"]].tolist() == [650, 900]


def test_a_country_listed_with_zero_had_no_violence(parsed):
    assert value_of(parsed, "MLI", "all_deaths")["value"] == 0


def test_figures_of_a_year_are_known_at_the_end_of_the_next_june(parsed):
    assert value_of(parsed, "COD", "all_deaths")["known_on"] == pd.Timestamp("2024-06-29")


def test_the_reference_names_version_file_and_column(parsed):
    assert value_of(parsed, "COD", "active_dyads")["reference"] == (
        "https://ucdp.uu.se/downloads/, version 9.1, violence/organizedviolencecy_v9_1.csv, "
        "column sb_dyad_count_cy + ns_dyad_count_cy + os_dyad_count_cy"
    )


def test_a_best_estimate_below_the_low_one_is_kept_without_bounds(parsed):
    deaths = value_of(parsed, "MMR", "state_based_deaths")
    assert deaths["value"] == 40
    assert deaths[["low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("row", "value", "reason"),
    [
        (4, "45", "out of range"), (5, "many", "not a number"), (6, "680", "not a State covered"),
        (7, "347", "not a State covered"), (8, "2023", "duplicate"), (10, "2026", "future date"),
        (11, "9999", "unknown country"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_reject_with_its_line(parsed, row, value, reason):
    rejects = parsed.rejects
    assert rejects[rejects["row"] == row][["value", "reason"]].values.tolist() == [[value, reason]]


def test_a_bad_cell_costs_only_its_own_series(parsed):
    series = parsed.observations.query("iso3 == 'SYR'")["series"].tolist()
    assert "ucdp.non_state_deaths" not in series
    assert len(series) == 9


def test_of_two_versions_only_the_newer_is_read():
    older = FIXTURE.read_bytes().replace(b"900", b"111")
    files = {
        "violence/organizedviolencecy_v9_1.csv": older,
        "violence/organizedviolencecy_v25_1.csv": FIXTURE.read_bytes(),
    }
    assert value_of(ucdp.parse(files, today=TODAY), "COD", "state_based_deaths")["value"] == 900


def test_a_file_without_a_column_is_refused():
    raw = FIXTURE.read_bytes().replace(b"os_total_deaths_low_cy", b"os_low")
    with pytest.raises(TableError, match="no column 'os_total_deaths_low_cy'"):
        ucdp.parse({"violence/organizedviolencecy_v9_1.csv": raw}, today=TODAY)


def test_a_folder_without_the_file_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="ucdp"):
        ucdp.fetch(tmp_path)


@pytest.fixture(scope="module")
def real(shared_data) -> Parsed:
    return ucdp.parse(ucdp.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
def test_the_real_file_gives_valid_observations_of_every_state_but_palestine(real):
    rows = validate(real.observations, {one.key: "ucdp" for one in ucdp.SOURCE.series}, today=TODAY)
    assert rows["iso3"].nunique() == 194
    assert "PSE" not in set(rows["iso3"])
    assert rows["period_end"].max() == pd.Timestamp("2024-12-31")


@pytest.mark.shared_data
def test_government_and_non_state_killings_make_up_one_sided_violence(real):
    wide = real.observations.pivot(index=["iso3", "period_end"], columns="series", values="value")
    parts = wide["ucdp.one_sided_deaths_government"] + wide["ucdp.one_sided_deaths_non_state"]
    assert (parts == wide["ucdp.one_sided_deaths"]).all()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("path", "column", "series", "low", "high"),
    [
        # Battle deaths leave out conflicts below 25 deaths a year, one-sided violence actors below 25; the second file
        # is of an older version, which 1993 and 1996 (Burundi, DR Congo) were revised after.
        ("violence/BattleDeaths_v25_1.csv", "bd_best", "ucdp.state_based_deaths", 1.0, 1.02),
        ("violence/OneSided_v23_1.csv", "best_fatality_estimate", "ucdp.one_sided_deaths", 0.98, 1.45),
    ],
)
def test_yearly_totals_agree_with_the_datasets_that_ucdp_keeps_beside(
    real, shared_data, path, column, series, low, high
):
    other = pd.read_csv(shared_data / path).groupby("year")[column].sum()
    rows = real.observations[real.observations["series"] == series]
    ours = rows.groupby(rows["period_end"].dt.year)["value"].sum()
    assert (ours / other).dropna().between(low, high).all()
