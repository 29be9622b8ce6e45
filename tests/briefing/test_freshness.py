"""What a reader is told of sources that failed, wait for a person, are late or missing, and of another method."""

from datetime import date

import pytest

from briefing import provenance
from data import quality
from data.release import Release

TODAY = date(2026, 2, 10)
GOOD = {"key": "ucdp", "name": "UCDP", "status": "available", "trouble": "", "is_held": False, "rows": 5, "facts": 0,
        "newest_period": "2025-12-31", "stale_after_days": 400, "received": "2026-01-05T06:00:00+00:00"}  # fmt: skip
KEPT = GOOD | {"trouble": "ucdp.uu.se: answered 500"}
HELD = GOOD | {"trouble": "ucdp.deaths: 24 of 24 figures moved by more than 5%", "is_held": True}
MISSING = GOOD | {"status": "not available: nothing came", "trouble": "nothing came", "newest_period": None}


def release_of(*sources: dict, changes: dict | None = None) -> Release:
    """A release in memory, of version 2026-02-10.1."""
    files = {"changes.json": {}} if changes else {}
    cache = {"sources": list(sources)} | ({"changes": changes} if changes else {})
    return Release(path=None, manifest={"version": "2026-02-10.1", "files": files}, _cache=cache)


def standing(source: dict) -> str:
    return provenance.standing(source, quality.freshness([source], today=TODAY)[0])


def test_a_release_of_good_sources_has_nothing_to_confess():
    assert provenance.confessions(release_of(GOOD, GOOD)) == []


@pytest.mark.parametrize(
    ("source", "confession"),
    [
        (KEPT, "1 source could not be renewed: its last good figures are shown, with their age."),
        (HELD, "The new figures of 1 source differ more than usual and wait for a person's look."),
        (MISSING, "1 source is not available in this release."),
    ],
)
def test_what_is_wrong_with_a_source_is_told_once(source, confession):
    assert provenance.confessions(release_of(GOOD, source)) == [confession]


def test_a_file_that_nobody_handed_in_is_no_news():
    assert provenance.confessions(release_of(GOOD, MISSING | {"is_supplement": True})) == []


def test_a_release_from_before_such_things_were_told_has_nothing_to_confess():
    old = {name: GOOD[name] for name in GOOD if name not in ("trouble", "is_held", "received")}
    assert provenance.confessions(release_of(old)) == []


@pytest.mark.parametrize(("release", "count"), [("2026-02-10.1", 1), ("2026-01-10.1", 0)])
def test_another_method_is_told_with_the_release_that_brings_it(release, count):
    methods = [{"version": "1.0", "release": "2025-01-10.1", "on": "2025-01-10"},
               {"version": "1.1", "release": release, "on": release[:10]}]  # fmt: skip
    told = provenance.confessions(release_of(GOOD, changes={"methods": methods, "sources": {}, "since": "x"}))
    assert [one.startswith("The method changed from 1.0 to 1.1 with this release") for one in told] == [True] * count


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (GOOD, "On time, 1 month old"),
        (KEPT, "On time, 1 month old; not renewed"),
        (HELD, "On time, 1 month old; held back"),
        (KEPT | {"stale_after_days": 10}, "1 month later than promised; not renewed"),
        (MISSING, "Not available"),
        (MISSING | {"is_supplement": True}, "Not handed in"),
    ],
)
def test_how_a_source_stands_says_its_age_and_whether_it_could_be_renewed(source, said):
    assert standing(source) == said


def test_figures_that_are_kept_say_since_when_and_why():
    assert provenance.kept_because(KEPT, why=KEPT["trouble"]) == (
        "It could not be renewed: ucdp.uu.se: answered 500. Its last good figures, received on 5 January 2026, are shown."
    )


def test_figures_that_are_held_back_say_how_to_let_them_in():
    assert "`python -m data.refresh accept ucdp`" in provenance.kept_because(HELD, why=HELD["trouble"])


def test_good_figures_say_nothing():
    assert provenance.kept_because(GOOD, why="") == ""


def test_what_changed_is_listed_by_source_the_most_changed_first():
    numbers = {"new": 0, "revised": 0, "corrected": 0, "withdrawn": 0}
    told = {"ucdp": numbers | {"new": 2}, "wdi": numbers, "unhcr": numbers | {"revised": 3}}
    sources = [GOOD, GOOD | {"key": "unhcr", "name": "UNHCR"}]
    table = provenance.what_changed(release_of(*sources, changes={"sources": told, "since": "2026-01-01.1"}))
    assert table[["name", "new", "revised"]].to_numpy().tolist() == [["UNHCR", 0, 3], ["UCDP", 2, 0]]


def test_a_release_that_does_not_tell_what_changed_has_an_empty_list():
    assert provenance.what_changed(release_of(GOOD)).empty
