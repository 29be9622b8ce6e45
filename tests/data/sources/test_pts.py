"""Political Terror Scale: several reports, one value; Latin-1; units that are or were one State."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import pts
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "pts_latin1.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return pts.parse({"hr/PTS-2024.csv": FIXTURE.read_bytes()}, today=TODAY)


def values_of(parsed: Parsed, iso3: str) -> dict[int, list[float]]:
    rows = parsed.observations[parsed.observations["iso3"] == iso3]
    years = rows["period_end"].dt.year.tolist()
    return dict(zip(years, rows[["value", "low", "high"]].values.tolist(), strict=True))


def test_the_value_is_the_mean_of_the_reports_within_their_range(parsed):
    assert values_of(parsed, "MLI")[2020] == [4, 3, 5]


def test_one_report_is_enough(parsed):
    assert values_of(parsed, "MLI")[2021] == [4, 4, 4]


def test_a_year_without_a_code_gives_nothing(parsed):
    assert 2022 not in values_of(parsed, "MLI")


def test_a_code_outside_the_scale_is_a_reject_and_the_others_count(parsed):
    assert values_of(parsed, "MLI")[2023] == [4, 4, 4]
    rejects = parsed.rejects[parsed.rejects["reason"] == "out of range"]
    assert rejects[["row", "column", "value"]].values.tolist() == [[5, "PTS_A", "6"]]


def test_a_name_in_latin_1_is_read(parsed):
    assert values_of(parsed, "TUR") == {2020: [4, 4, 4]}


def test_a_state_whose_name_is_unusual_is_found_by_its_number(parsed):
    assert values_of(parsed, "PRK") == {2020: [5, 5, 5]}


def test_the_unit_that_existed_at_the_end_of_the_year_counts(parsed):
    assert values_of(parsed, "SRB") == {1990: [3, 3, 3], 1991: [4, 4, 4], 2006: [2, 2, 2]}
    assert parsed.rejects[parsed.rejects["reason"] == "duplicate"]["row"].tolist() == [10, 12]


def test_parts_and_territories_coded_apart_are_rejects(parsed):
    rejects = parsed.rejects[parsed.rejects["reason"] == "not a State covered"]
    assert set(rejects["value"]) == {"347", "Gaza (Hamas)", "732", "Crimea"}


def test_the_source_is_off_unless_a_deployment_asks():
    assert not pts.SOURCE.is_default
    assert not pts.SOURCE.is_redistributable


@pytest.mark.shared_data
def test_the_real_file_gives_valid_observations_and_no_unknown_country(shared_data):
    real = pts.parse(pts.fetch(shared_data), today=TODAY)
    rows = validate(real.observations, {"pts.political_terror": "pts"}, today=TODAY)
    assert rows["iso3"].nunique() == 194
    assert rows["period_end"].max() == pd.Timestamp("2023-12-31")
    assert set(real.rejects["reason"]) == {"duplicate", "not a State covered"}
