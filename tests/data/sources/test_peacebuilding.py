"""Peacebuilding Commission: shown by State, never scored."""

from datetime import date
from pathlib import Path

import pytest

from data.sources import peacebuilding
from data.sources.peacebuilding import parse
from data.tables import TableError

RAW = (Path(__file__).parent / "fixtures" / "peacebuilding.csv").read_bytes()
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def parsed():
    return parse({peacebuilding.FILE: RAW}, today=TODAY)


def test_a_configuration_carries_its_start_and_its_chair(parsed):
    row = parsed.facts[parsed.facts["status"] == "configuration"].iloc[0]
    assert (row["iso3"], row["from_date"], row["to_date"], row["note"]) == (
        "CAF", "2008-06-12", "", "chair: Belgium; still meeting"
    )  # fmt: skip


def test_a_remembered_chair_stays_marked_as_memory(parsed):
    assert parsed.facts.loc[parsed.facts["status"] == "chair", "evidence"].tolist() == ["memory"]


def test_a_part_of_a_country_is_told_in_the_note(parsed):
    assert parsed.facts.loc[parsed.facts["iso3"] == "PNG", "note"].tolist() == ["Papua New Guinea (Bougainville)"]


def test_a_region_is_a_counted_reject(parsed):
    assert parsed.rejects[["value", "reason"]].values.tolist() == [["Sahel", "not a State covered"]]


def test_nothing_is_scored(parsed):
    assert parsed.observations.empty


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("CAF,,country-specific configuration,2008-06-12,,Belgium,2024,a text,seen,", "duplicate"),
        ("ZZZ,Zubrowka,thematic briefing,,,,,a text,seen,", "unknown country"),
        ("GHA,Ghana,tea party,,,,,a text,seen,", "unknown value"),
        ("GHA,Ghana,thematic briefing,2031,,,,a text,seen,", "future date"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected(line, reason):
    rejects = parse({peacebuilding.FILE: RAW + line.encode()}, today=TODAY).rejects
    assert reason in set(rejects.loc[rejects["row"] == 6, "reason"])


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'kind'"):
        parse({peacebuilding.FILE: RAW.replace(b"kind", b"sort")}, today=TODAY)


@pytest.mark.shared_data
def test_six_configurations_are_known(shared_data):
    facts = parse(peacebuilding.fetch(shared_data), today=TODAY).facts
    found = set(facts.loc[facts["status"] == "configuration", "iso3"])
    assert found == {"BDI", "SLE", "GNB", "CAF", "LBR", "GIN"}
