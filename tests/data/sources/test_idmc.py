"""IDMC: displaced people by country, and the world estimates that no State can be given."""

from datetime import date
from pathlib import Path

import pytest

from data.observations import validate
from data.sources import idmc
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "idmc.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return idmc.parse({"displacement/idmc_1990_2025.csv": FIXTURE.read_bytes()}, today=TODAY)


def test_displaced_people_are_counted_by_country(parsed):
    assert parsed.observations[["iso3", "value"]].values.tolist() == [["MLI", 344000], ["PSE", 2032000]]


def test_the_value_is_an_estimate(parsed):
    assert set(parsed.observations["kind"]) == {"estimated"}


@pytest.mark.parametrize(
    ("row", "value", "reason"),
    [(2, "UNK", "not a State covered"), (4, "AB9", "not a State covered"), (6, "some", "not a number")],
)
def test_what_cannot_be_used_is_a_reject(parsed, row, value, reason):
    rejects = parsed.rejects[parsed.rejects["row"] == row]
    assert rejects[["value", "reason"]].values.tolist() == [[value, reason]]


@pytest.mark.shared_data
def test_the_real_file_starts_by_country_in_2009(shared_data):
    rows = idmc.parse(idmc.fetch(shared_data), today=TODAY).observations
    rows = validate(rows, {"idmc.idps_conflict": "idmc"}, today=TODAY)
    assert rows["period_end"].dt.year.agg(["min", "max"]).tolist() == [2009, 2025]
