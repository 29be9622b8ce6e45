"""Nuclear security: shown by State, never scored."""

from datetime import date
from pathlib import Path

import pytest

from data.sources import nuclear_security
from data.sources.nuclear_security import parse
from data.tables import TableError

RAW = (Path(__file__).parent / "fixtures" / "nuclear_security.csv").read_bytes()
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def parsed():
    return parse({nuclear_security.FILE: RAW}, today=TODAY)


def test_an_instrument_is_named_in_full(parsed):
    row = parsed.facts[parsed.facts["iso3"] == "ARM"].iloc[0]
    assert row["fact"] == "Convention for the Suppression of Acts of Nuclear Terrorism"
    assert (row["status"], row["from_date"], row["note"]) == ("party (ratification)", "2010-09-22", "signed 2005-09-15")


def test_a_party_without_a_date_has_none_and_no_evidence_for_one(parsed):
    row = parsed.facts[parsed.facts["iso3"] == "ALB"].iloc[0]
    assert (row["from_date"], row["evidence"], row["date_evidence"]) == ("", "derived", "")


def test_an_organisation_is_a_counted_reject(parsed):
    assert parsed.rejects[["value", "reason"]].values.tolist() == [["EU", "not a State covered"]]


def test_nothing_is_scored(parsed):
    assert parsed.observations.empty


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ALB,cppnm,party,,,,a text,seen,", "duplicate"),
        ("ZZZ,npt,party,,,,a text,seen,", "unknown country"),
        ("GHA,covenant,party,,,,a text,seen,", "unknown value"),
        ("GHA,npt,party,,2031-01-01,,a text,seen,", "future date"),
        ("GHA,npt,party,,1.1.1970,,a text,seen,", "bad date"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected(line, reason):
    rejects = parse({nuclear_security.FILE: RAW + line.encode()}, today=TODAY).rejects
    assert rejects.loc[rejects["row"] == 6, "reason"].tolist() == [reason]


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'instrument'"):
        parse({nuclear_security.FILE: RAW.replace(b"instrument", b"tool")}, today=TODAY)


@pytest.mark.shared_data
def test_every_state_has_a_status_under_the_non_proliferation_treaty(shared_data):
    facts = parse(nuclear_security.fetch(shared_data), today=TODAY).facts
    assert facts.loc[facts["fact"].str.contains("Non-Proliferation"), "iso3"].nunique() == 195
