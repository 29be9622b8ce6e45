"""International crimes in domestic law: yes, no, and answers that are neither."""

from datetime import date
from pathlib import Path

import pytest

from data.sources import domestic_law
from data.sources.domestic_law import parse
from data.tables import TableError

RAW = (Path(__file__).parent / "fixtures" / "domestic_law.csv").read_bytes()
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def parsed():
    return parse({domestic_law.FILE: RAW}, today=TODAY)


def values(parsed, iso3: str) -> dict[str, float]:
    rows = parsed.observations[parsed.observations["iso3"] == iso3]
    return dict(zip(rows["series"].str.removeprefix("law."), rows["value"], strict=True))


def test_yes_is_one_and_no_is_nought(parsed):
    assert values(parsed, "AGO") == {
        "criminalises_genocide": 1,
        "criminalises_crimes_against_humanity": 0,
        "criminalises_war_crimes": 1,
        "command_responsibility": 1,
    }


def test_an_answer_that_is_neither_is_rejected_and_the_others_stay(parsed):
    assert parsed.rejects[["row", "column", "value"]].values.tolist() == [[3, "criminalizes_war_crimes", "Perhaps"]]
    assert set(values(parsed, "NAM")) == {
        "criminalises_genocide", "criminalises_crimes_against_humanity", "command_responsibility"
    }  # fmt: skip


def test_memory_is_shown_and_not_scored(parsed):
    assert values(parsed, "BTN") == {}
    assert set(parsed.facts.loc[parsed.facts["iso3"] == "BTN", "evidence"]) == {"memory"}


def test_the_law_is_known_on_the_day_of_the_copy(parsed):
    assert set(parsed.observations["known_on"].dt.strftime("%Y-%m-%d")) == {"2026-01-05"}


def test_a_partial_answer_is_shown_in_the_sources_words(parsed):
    facts = parsed.facts[(parsed.facts["iso3"] == "AGO") & parsed.facts["fact"].str.startswith("Aggression")]
    assert facts["status"].tolist() == ["Instigation or incitement only"]


def test_not_applicable_is_no_fact(parsed):
    assert not parsed.facts["status"].isin(["", "N/A"]).any()


def test_a_copy_from_the_future_is_rejected():
    found = parse({domestic_law.FILE: RAW}, today=date(2025, 1, 1))
    assert found.observations.empty
    assert set(found.rejects["reason"]) == {"future date"}


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'command_responsibility'"):
        parse({domestic_law.FILE: RAW.replace(b"command_responsibility", b"command")}, today=TODAY)


@pytest.mark.shared_data
def test_every_state_has_the_four_answers(shared_data):
    rows = parse(domestic_law.fetch(shared_data), today=TODAY).observations
    assert rows.groupby("series")["iso3"].nunique().tolist() == [195] * 4
