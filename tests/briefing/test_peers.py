"""Peers: chosen by place and income alone, never by their score."""

import pandas as pd
import pytest

from briefing.content.peers import FEWEST, INCOME, MOST, read_peers
from data.countries import countries
from data.release import Release
from tests.briefing.conftest import MONTH


@pytest.fixture
def with_incomes(release):
    """The release with an indicator of income per person, known for the States given and no other."""

    def make(incomes: dict[str, float]) -> Release:
        changed = Release(path=release.path, manifest=release.manifest)
        changed._cache.update(scores=release.frame("scores"))
        values = release.frame("values")
        changed._cache["values"] = values.assign(gdp=values["iso3"].map(incomes))
        changed._cache["indicators"] = [*release.document("indicators"), {"key": "gdp", "series": INCOME}]
        return changed

    return make


def of_subregion(name: str) -> list[str]:
    return [iso3 for iso3, one in countries().items() if one.subregion == name]


def test_peers_are_the_nearest_in_income_of_the_same_subregion(with_incomes):
    states = of_subregion("Sub-Saharan Africa")
    incomes = {iso3: 100.0 * 2**place for place, iso3 in enumerate(states)}
    peers = read_peers(with_incomes(incomes), states[20], MONTH)
    assert {one.iso3 for one in peers.scores} == {*states[16:20], *states[21:25]}
    assert peers.area == "Sub-Saharan Africa"


def test_distance_is_measured_in_ratios(with_incomes):
    states = of_subregion("Western Africa") or of_subregion("Sub-Saharan Africa")
    incomes = dict(zip(states[:11], [1000, 500, 2100, 900, 1200, 1300, 800, 1100, 1050, 950, 700], strict=True))
    peers = {one.iso3 for one in read_peers(with_incomes(incomes), states[0], MONTH).scores}
    assert states[2] not in peers  # 2.1 times as much is further than half


def test_there_are_at_most_eight(with_incomes):
    incomes = dict.fromkeys(countries(), 1000.0)
    assert len(read_peers(with_incomes(incomes), "MLI", MONTH).scores) == MOST


def test_a_country_is_not_its_own_peer(with_incomes):
    incomes = dict.fromkeys(countries(), 1000.0)
    assert "MLI" not in {one.iso3 for one in read_peers(with_incomes(incomes), "MLI", MONTH).scores}


def test_a_small_subregion_is_widened_to_the_region(with_incomes):
    incomes = dict.fromkeys(countries(), 1000.0)
    assert len(of_subregion("Australia and New Zealand")) - 1 < FEWEST
    assert read_peers(with_incomes(incomes), "NZL", MONTH).area == "Oceania"


def test_without_a_known_income_there_are_no_peers(with_incomes):
    peers = read_peers(with_incomes({"TCD": 700.0}), "MLI", MONTH)
    assert (peers.scores, peers.has_income) == ((), False)


def test_without_another_known_income_there_are_no_peers_either(with_incomes):
    peers = read_peers(with_incomes({"MLI": 700.0}), "MLI", MONTH)
    assert (peers.scores, peers.has_income) == ((), True)


def test_a_release_without_incomes_has_no_peers(release):
    assert not read_peers(release, "MLI", MONTH).has_income


def test_the_score_plays_no_part_in_the_choice(with_incomes):
    incomes = {iso3: 1000.0 + place for place, iso3 in enumerate(countries())}
    made = with_incomes(incomes)
    before = {one.iso3 for one in read_peers(made, "MLI", MONTH).scores}
    made._cache["scores"] = pd.DataFrame(made._cache["scores"]).assign(score=lambda rows: 100 - rows["score"])
    assert {one.iso3 for one in read_peers(made, "MLI", MONTH).scores} == before
