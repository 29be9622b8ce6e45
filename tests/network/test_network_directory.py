"""The directory and the configurations: seeded from the curated tables, kept by administrators, honest about doubt."""

import csv

import pytest

from data.settings import CURATED
from network import configurations, directory
from network.directory import Line
from network.errors import BadInput, Conflict, NotAllowed, NotFound
from network.start import start

LINE = Line(
    listing="focal points", membership="focal point", source="Note verbale of 3 May 2026", evidence="seen", iso3="BEL",
    person="A. Person", contact="a@example.org", as_of="2026-05-03",
)  # fmt: skip


def curated(name):
    with (CURATED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def seeded(cast):
    directory.seed(cast.operator())
    return cast


def entries(cast, who="focal", **more):
    return directory.entries(cast.visit(who), **more)


@pytest.mark.parametrize(
    ("listing", "name"), [("focal points", "r2p_focal_points.csv"), ("group of friends", "group_of_friends_r2p.csv")]
)
def test_every_line_of_the_curated_table_is_in_the_directory(seeded, listing, name):
    assert len(entries(seeded, listing=listing)) == len(curated(name))


def test_a_line_known_from_memory_is_unverified(seeded):
    doubtful = sum(row["evidence"] in ("memory", "belief") for row in curated("r2p_focal_points.csv"))
    assert sum(one.is_unverified for one in entries(seeded, listing="focal points")) == doubtful > 0


def test_a_line_keeps_its_date_and_source(seeded):
    ghana = next(
        one.line
        for one in entries(seeded, listing="focal points")
        if one.line.iso3 == "GHA" and one.line.as_of == "2021-05-11"
    )
    assert ghana.source.startswith("globalr2p.org statement")


def test_an_organisation_is_listed_by_its_name(seeded):
    assert "European Union" in {one.name("fr") for one in entries(seeded)}


def test_a_state_is_listed_in_ones_language(seeded):
    assert "Belgique" in {one.name("fr") for one in entries(seeded)}


def test_seeding_again_adds_nothing(seeded):
    assert directory.seed(seeded.operator()) == 0


def test_seeding_again_leaves_an_administrators_change(seeded):
    one = entries(seeded)[0]
    directory.change(seeded.visit("administrator"), entry_id=one.id, version=1, line=LINE)
    directory.seed(seeded.operator())
    assert next(line for line in entries(seeded) if line.id == one.id).line == LINE


def test_a_line_taken_off_does_not_come_back(seeded):
    one = entries(seeded)[0]
    directory.end(seeded.visit("administrator"), entry_id=one.id, version=1)
    directory.seed(seeded.operator())
    assert one.id not in {line.id for line in entries(seeded)}


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "reviewer", "nobody", None])
def test_only_administrators_keep_the_directory(cast, who):
    with pytest.raises(NotAllowed):
        directory.add(cast.visit(who), line=LINE)


def test_readers_see_who_but_not_how_to_reach_them(cast):
    directory.add(cast.visit("administrator"), line=LINE)
    line = entries(cast, "reader")[0].line
    assert (line.iso3, line.person, line.contact) == ("BEL", "", "")


def test_the_network_sees_contacts(cast):
    directory.add(cast.visit("administrator"), line=LINE)
    assert entries(cast)[0].line.contact == "a@example.org"


def test_two_administrators_changing_one_line_are_told(seeded):
    one = entries(seeded)[0]
    directory.change(seeded.visit("administrator"), entry_id=one.id, version=1, line=LINE)
    with pytest.raises(Conflict):
        directory.end(seeded.visit("administrator"), entry_id=one.id, version=1)


@pytest.mark.parametrize(
    "wrong",
    [{"iso3": None}, {"organisation": "European Union"}, {"iso3": "XKX"}, {"evidence": "rumour"}, {"listing": "x"},
     {"since": "long ago"}, {"source": ""}, {"person": "two\nlines"}],
    ids=repr,
)  # fmt: skip
def test_a_line_that_says_too_little_or_nonsense_is_refused(wrong):
    usual = {"listing": "focal points", "membership": "focal point", "source": "x", "evidence": "seen", "iso3": "BEL"}
    with pytest.raises(BadInput):
        Line(**(usual | wrong))


def test_the_country_specific_configurations_are_there(cast):
    found = {one.title: one.countries for one in configurations.every(cast.visit("reader"))}
    expected = {
        row["iso3"] for row in curated("pbc_configurations.csv") if row["kind"] == "country-specific configuration"
    }
    assert {countries[0] for countries in found.values()} == expected


def test_an_administrator_adds_a_group_of_ones_own(cast):
    new = configurations.add(
        cast.visit("administrator"),
        title="Great Lakes",
        countries=("BDI", "COD", "RWA"),
        source="Own group",
        evidence="seen",
    )
    assert next(one for one in configurations.every(cast.visit("focal")) if one.id == new).countries == (
        "BDI",
        "COD",
        "RWA",
    )


def test_a_configuration_of_no_country_is_refused(cast):
    with pytest.raises(BadInput):
        configurations.add(cast.visit("administrator"), title="Empty", countries=(), source="x", evidence="seen")


def test_a_configuration_that_is_not_there_cannot_be_changed(cast):
    with pytest.raises(NotFound):
        configurations.change(
            cast.visit("administrator"), configuration_id="pbc-xyz", version=1, title="x", countries=("BDI",), source="x",
            evidence="seen",
        )  # fmt: skip


def test_starting_brings_tables_directory_and_configurations(new_database, cast):
    with start(new_database(has_tables=False), now=cast.now) as store:
        cast.store = store
        visit = cast.operator()
        assert (directory.seed(visit), configurations.seed(visit)) == (0, 0)
