"""Boundaries: neighbours are States whose shapes share an arc."""

from datetime import date
from pathlib import Path

import pytest

from data.observations import validate_facts
from data.sources import boundaries
from data.sources.declaration import Parsed
from data.tables import TableError

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "boundaries.topojson"
PATH = "geo/world-atlas_9.9.9_countries-50m.topojson"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return boundaries.parse({PATH: FIXTURE.read_bytes()}, today=TODAY)


def neighbours(parsed: Parsed, iso3: str, status: str = boundaries.LAND_BORDER) -> list[str]:
    facts = parsed.facts
    return facts[(facts["iso3"] == iso3) & (facts["status"] == status)]["fact"].tolist()


def test_states_that_share_an_arc_are_neighbours_both_ways(parsed):
    assert neighbours(parsed, "FRA") == ["ESP"]
    assert neighbours(parsed, "ESP") == ["FRA"]


def test_a_state_inside_another_is_its_neighbour(parsed):
    assert neighbours(parsed, "LSO") == ["ZAF"]


def test_a_border_overseas_has_a_status_of_its_own(parsed):
    assert neighbours(parsed, "BRA") == []
    assert neighbours(parsed, "BRA", boundaries.OVERSEAS_BORDER) == ["FRA"]


def test_an_island_has_no_neighbour(parsed):
    assert neighbours(parsed, "JPN") == []


def test_a_part_of_a_member_state_that_is_drawn_apart_gives_it_its_neighbours(parsed):
    assert neighbours(parsed, "SOM") == ["DJI"]


def test_a_border_with_a_territory_is_no_fact_and_the_shape_is_a_reject(parsed):
    assert neighbours(parsed, "MAR") == []
    assert parsed.rejects[["row", "value", "reason"]].values.tolist() == [[10, "W. Sahara", "not a State covered"]]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"objects": {"countries": {"geometries": []}}}', b"\xff"])
def test_a_file_that_is_no_topology_is_refused(raw):
    with pytest.raises(TableError, match=r"countries-50m\.topojson"):
        boundaries.parse({PATH: raw}, today=TODAY)


@pytest.fixture(scope="module")
def real(shared_data) -> Parsed:
    return boundaries.parse(boundaries.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("iso3", "expected"),
    [
        ("FRA", ["AND", "BEL", "CHE", "DEU", "ESP", "ITA", "LUX", "MCO"]),
        ("SSD", ["CAF", "COD", "ETH", "KEN", "SDN", "UGA"]),
        ("PSE", ["EGY", "ISR", "JOR"]),
        ("SOM", ["DJI", "ETH", "KEN"]),
        ("MMR", ["BGD", "CHN", "IND", "LAO", "THA"]),
        ("LSO", ["ZAF"]),
        ("TLS", ["IDN"]),
        ("CYP", []),
        ("LKA", []),
        ("ISL", []),
    ],
)
def test_known_neighbours(real, iso3, expected):
    assert neighbours(real, iso3) == expected


@pytest.mark.shared_data
def test_every_real_border_is_there_both_ways(real):
    facts = validate_facts(real.facts, ["boundaries"])
    pairs = set(zip(facts["iso3"], facts["fact"], strict=True))
    assert pairs == {(there, here) for here, there in pairs}
    assert len(pairs) == len(facts)
