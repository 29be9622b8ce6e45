"""Configurations on record and neighbours by land: who is one, since when, and who lies beside whom."""

import pandas as pd
import pytest

from briefing.content.configurations import (
    BRIEFING,
    CHAIR,
    CONFIGURATION,
    ENGAGEMENT,
    Configuration,
    last_seen,
    read_configurations,
    read_neighbours,
    slug,
)
from briefing.content.timing import LATER, OVER, STANDING, UNDATED
from data import schema
from data.countries import countries, resolve
from data.release import Release, open_release
from data.settings import SHIPPED_RELEASES

NOW = pd.Timestamp("2026-06-01")


@pytest.fixture(scope="module")
def shipped() -> Release:
    return open_release(SHIPPED_RELEASES / (SHIPPED_RELEASES / "current").read_text(encoding="utf-8").strip())


def fact(iso3: str, what: str, start: str = "", **more: str) -> dict:
    shared = {"iso3": iso3, "topic": "peacebuilding", "fact": what, "status": "engaged", "from_date": start,
              "as_of": start, "evidence": "seen", "source": "peacebuilding", "reference": "a text"}  # fmt: skip
    return shared | more


@pytest.fixture
def on_record(release):
    def record(*facts: dict) -> Release:
        changed = Release(path=release.path, manifest=release.manifest)
        changed._cache["facts"] = schema.facts(list(facts))
        return changed

    return record


def test_configurations_come_before_engagements_and_each_kind_by_name(on_record):
    record = on_record(fact("TCD", ENGAGEMENT, "2020"), fact("SLE", CONFIGURATION), fact("BDI", CONFIGURATION))
    assert [one.iso3 for one in read_configurations(record, NOW)] == ["BDI", "SLE", "TCD"]


def test_a_state_with_several_facts_is_named_once_by_what_binds_it_most(on_record):
    record = on_record(
        fact("LBR", ENGAGEMENT, "2023-09-29"), fact("LBR", CONFIGURATION, "2010-09-16"), fact("LBR", BRIEFING)
    )
    (one,) = read_configurations(record, NOW)
    assert (one.kind, one.since) == (CONFIGURATION, "2010-09-16")


def test_a_chair_alone_makes_no_configuration(on_record):
    assert read_configurations(on_record(fact("SLE", CHAIR, evidence="memory")), NOW) == ()


def test_a_state_that_only_told_of_its_own_experience_is_no_configuration(on_record):
    record = on_record(fact("NOR", ENGAGEMENT, "2024-03-22", note="lessons learnt; not a country under consideration"))
    assert read_configurations(record, NOW) == ()


@pytest.mark.parametrize("evidence", ["memory", "belief"])
def test_what_nobody_verified_is_marked(on_record, evidence):
    (one,) = read_configurations(on_record(fact("TCD", ENGAGEMENT, evidence=evidence)), NOW)
    assert (one.is_unverified, one.timing) == (True, UNDATED)


@pytest.mark.parametrize(("month", "timing"), [("2010-08", LATER), ("2010-09", STANDING), ("2026-06", STANDING)])
def test_a_configuration_says_whether_it_had_begun_at_the_month(on_record, month, timing):
    (one,) = read_configurations(on_record(fact("LBR", CONFIGURATION, "2010-09-16")), pd.Timestamp(f"{month}-01"))
    assert one.timing == timing


def test_a_configuration_that_ended_says_so(on_record):
    (one,) = read_configurations(on_record(fact("LBR", CONFIGURATION, "2010", to_date="2020")), NOW)
    assert one.timing == OVER


def test_the_newest_day_on_record_is_the_later_of_the_two():
    one = Configuration(
        iso3="BDI", kind=CONFIGURATION, since="2006-06-23", as_of="2009-07", timing=STANDING, is_unverified=False
    )
    assert last_seen(one) == pd.Timestamp("2009-07-01")


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="kind must be one of"):
        Configuration(iso3="BDI", kind="club", since="", as_of="", timing=UNDATED, is_unverified=False)


@pytest.mark.parametrize("iso3", countries())
def test_every_name_in_an_address_leads_back_to_its_state(iso3):
    assert resolve(slug(iso3)) == iso3


def test_the_six_configurations_and_the_newer_engagements_are_on_record(shipped):
    found = read_configurations(shipped, NOW)
    six = [one.iso3 for one in found if one.kind == CONFIGURATION]
    assert six == ["BDI", "CAF", "GIN", "GNB", "LBR", "SLE"]
    assert all(first is not None for first in map(last_seen, found[:6]))
    assert {"TCD", "TLS", "GTM"} <= {one.iso3 for one in found}
    assert "NOR" not in {one.iso3 for one in found}


def test_neighbours_are_read_from_the_boundaries(shipped):
    assert [one.iso3 for one in read_neighbours(shipped, ("BDI",))] == ["COD", "RWA", "TZA"]


def test_a_neighbour_that_is_of_the_set_is_none(shipped):
    found = {one.iso3: one.of for one in read_neighbours(shipped, ("BDI", "RWA"))}
    assert found == {"COD": ("BDI", "RWA"), "TZA": ("BDI", "RWA"), "UGA": ("RWA",)}


def test_an_island_has_no_neighbours(shipped):
    assert read_neighbours(shipped, ("FJI",)) == ()


def test_a_border_of_an_overseas_part_is_marked(shipped):
    found = {one.iso3: one.is_overseas for one in read_neighbours(shipped, ("FRA",))}
    assert (found["BRA"], found["DEU"]) == (True, False)
