"""Importing incidents: the twelve rows of 2010, and every way in which a table goes wrong, each in a sentence with its row."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.content.missions import INSTITUTIONS
from briefing.language import speaking, translator
from data.countries import LANGUAGES, countries
from network.errors import BadInput
from network.incident_table import HEADINGS, read
from network.incidents import Incident, Mission
from network.messages import TERMS
from ui.missions_entry import example

TWELVE = (Path(__file__).parent / "fixtures" / "incidents_2010.csv").read_bytes()
TODAY = date(2011, 3, 1)
HEAD = "Country or organisation,Institution,Harmful act,Date,End date"
FLAG = Incident(
    mission=Mission(host="BEL", institution="EMB", iso3="BTN"), act="Theft of  national flag", happened_on="2010-01-19"
)


def reading(content: bytes | str, known=(), today=TODAY):
    content = content.encode() if isinstance(content, str) else content
    return read(content, file="incidents", host="BEL", known=known, today=today)


def rows(*lines: str):
    return reading("\n".join([HEAD, *lines]))


def fault(line: str) -> str:
    return rows(line).faulty[0].fault.sentence()


def workbook(*lines, merged=()) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for area in merged:
        book.active.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_twelve_rows_of_2010_are_all_taken():
    found = reading(TWELVE)
    assert (len(found.good), found.faulty, found.repeated) == (12, [], [])
    assert {row.incident.mission.host for row in found.good} == {"BEL"}


def test_the_league_of_arab_states_is_an_organisation_and_no_reject():
    found = [row.incident.mission for row in reading(TWELVE).good if row.incident.mission.organisation]
    assert [(one.organisation, one.institution, one.iso3) for one in found] == [
        ("League of Arab States", "ORG", None)
    ] * 2


def test_the_league_is_an_organisation_even_where_the_table_calls_it_an_embassy():
    assert rows("League of Arab States,EMB,burglary,24/1/2010,").good[0].incident.mission.iso3 is None


def test_days_are_read_in_the_order_day_month_year():
    days = {row.incident.happened_on for row in reading(TWELVE).good}
    assert {"2010-10-03", "2010-11-08", "2010-07-10"} <= days


def test_a_country_is_known_by_its_long_name():
    assert reading(TWELVE).good[-1].incident.mission.iso3 == "VEN"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Atlantis,EMB,burglary,24/1/2010,", "Row 2: “Atlantis” is no State known here"),
        ("Sweeden,EMB,burglary,24/1/2010,", "Row 2: “Sweeden” is no State known here; the nearest names: Sweden"),
        ("Sweden,EMB,burglary,24/1/2031,", "Row 2: “date” lies in the future: 2031-01-24."),
        ("Sweden,EMB,burglary,24/1/2010,20/1/2010", "Row 2: It ends on 2010-01-20, before it begins on 2010-01-24."),
        ("Sweden,EMB,burglary,31/2/2010,", "Row 2: “31/2/2010” is no day."),
        ("Sweden,EMB,burglary,1/24/2010,", "Row 2: “1/24/2010” is no day."),
        ("Sweden,EMB,burglary,spring 2010,", "Row 2: “spring 2010” is no day."),
        ("Sweden,Villa,burglary,24/1/2010,", "Row 2: “Villa” is no institution."),
        ("Sweden,EMB,,24/1/2010,", "Row 2: “harmful act” is empty."),
        (",EMB,burglary,24/1/2010,", "Row 2: “country or organisation” is empty."),
        ("Sweden,EMB,burglary", "Row 2: “date” is empty."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(line, sentence):
    assert fault(line).startswith(sentence)


def test_the_good_rows_can_be_taken_beside_bad_ones():
    found = rows("Sweden,EMB,burglary,24/1/2010,", "Atlantis,EMB,burglary,24/1/2010,", "Qatar,EMB,theft,2010-02-03,")
    assert [row.number for row in found.good] == [2, 4]
    assert [row.number for row in found.faulty] == [3]


def test_the_same_incident_in_the_register_is_offered_as_repeated_and_kept():
    found = reading(TWELVE, known=[FLAG])
    assert [row.number for row in found.repeated] == [3]
    assert found.repeated[0].incident.mission.iso3 == "BTN"
    assert (
        "Row 3: the same act against the same mission is already in the register" in found.repeated[0].doubt.sentence()
    )


def test_the_same_act_on_another_day_is_another_incident():
    assert len([row for row in reading(TWELVE, known=[FLAG]).good if row.incident.mission.iso3 == "BTN"]) == 1


def test_overlapping_days_of_one_act_are_offered_as_repeated():
    found = rows(
        "Sweden,EMB,siege,1/2/2010,5/2/2010", "Sweden,EMB,Siege,5/2/2010,9/2/2010", "Sweden,EMB,siege,10/2/2010,"
    )
    assert [row.number for row in found.repeated] == [3]
    assert found.repeated[0].doubt.sentence().endswith("as in row 2, on days that overlap.")


def test_an_xlsx_with_dates_and_a_title_above_its_headings_is_read():
    content = workbook(
        ["Incidents of 2010"], ["Country", "Institution", "Act", "Date"], ["Sweden", "EMB", "burglary", date(2010, 1, 17)],
        merged=["A1:D1"],
    )  # fmt: skip
    found = reading(content)
    assert [(row.number, row.incident.happened_on) for row in found.good] == [(3, "2010-01-17")]


def test_merged_headings_over_named_columns_are_read_by_the_names_below():
    content = workbook(
        ["Mission", None, "Incident", None], ["Country", "Institution", "Act", "Date"],
        ["Sweden", "EMB", "burglary", "17/1/2010"], merged=["A1:B1", "C1:D1"],
    )  # fmt: skip
    assert [row.number for row in reading(content).good] == [3]


def test_a_merged_heading_that_leaves_columns_unnamed_is_said_with_its_row():
    content = workbook(
        ["Country", "Institution", "Incident", None], ["Sweden", "EMB", "burglary", "17/1/2010"], merged=["C1:D1"]
    )
    with pytest.raises(BadInput) as refused:
        reading(content)
    assert refused.value.sentence() == "Row 1: “Incident” stands over 2 columns. Give each column a heading of its own."


def test_a_country_merged_over_two_rows_counts_for_both():
    content = workbook(
        ["Country", "Institution", "Act", "Date"], ["Bhutan", "EMB", "theft of flag", "19/1/2010"],
        [None, "EMB", "theft of flag", "8/11/2010"], merged=["A2:A3"],
    )  # fmt: skip
    assert [row.incident.mission.iso3 for row in reading(content).good] == ["BTN", "BTN"]


def test_a_table_without_headings_names_the_columns_it_needs():
    with pytest.raises(BadInput) as refused:
        reading("Sweden,EMB,burglary,17/1/2010")
    assert "country or organisation, institution, harmful act, date" in refused.value.sentence()


def test_french_headings_and_semicolons_are_read():
    found = reading(
        "Pays ou organisation;Institution;Acte;Date\nSuède;ambassade;cambriolage;17/1/2010".encode("cp1252")
    )
    assert found.good[0].incident.mission.iso3 == "SWE"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x00\x01\x02", b"a" * 2_000_001], ids=len)
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(BadInput):
        reading(content)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_a_cell_holds_a_row_is_an_incident_or_a_sentence(text):
    cell = text.replace('"', '""')
    for row in reading(f'{HEAD}\n"{cell}",EMB,"{cell}",17/1/2010,').rows if "\x00" not in text else ():
        assert (row.incident is None) != (row.fault is None)


def told(language: str) -> list[str]:
    """The headings as the pages call them in a language, and what a row of 2010 says under them."""
    translate = translator(language)
    return [translate(TERMS[name]) for name in HEADINGS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_read_as_the_pages_write_them_in_each_language(language):
    cells = [countries()["BTN"].name(language), translator(language)(INSTITUTIONS["EMB"]), "x", "19/1/2010"]
    found = reading(f"{','.join(told(language))}\n{','.join(cells)},,,,,")
    assert [(row.incident.mission.iso3, row.incident.mission.institution) for row in found.good] == [("BTN", "EMB")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_read_as_the_yearly_report_writes_them_in_each_language(language):
    headings = (
        "Country or organisation",
        "Institution",
        "Harmful act",
        "Date",
        "Place",
        "Reported by",
        "Measures taken",
    )
    head = ",".join(map(translator(language), headings))
    assert len(reading(f"{head}\nBhutan,EMB,x,19/1/2010,,,").good) == 1


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("fr", "cp1252"), ("ru", "cp1251"), ("ar", "cp1256"), ("zh", "gb18030"), ("ru", "utf-16")],
)
def test_a_table_saved_as_a_spreadsheet_program_of_the_language_saves_it_is_read(language, encoding):
    name = countries()["BTN"].name(language)
    found = reading(f"{','.join(told(language))}\n{name},EMB,{name},19/1/2010,,,,,".encode(encoding))
    assert [(row.incident.mission.iso3, row.incident.act) for row in found.good] == [("BTN", name)]


@pytest.mark.parametrize("name", ["Ligue des États arabes", "جامعة الدول العربية", "Лига арабских государств", "欧盟"])
def test_an_organisation_is_known_by_its_name_in_each_language(name):
    assert rows(f"{name},EMB,burglary,24/1/2010,").good[0].incident.mission.organisation == name


@pytest.mark.parametrize("day", ["2010/1/24", "2010.01.24", "2010年1月24日", "٢٤/١/٢٠١٠"])
def test_days_are_read_as_other_languages_write_them(day):
    assert rows(f"Bhutan,EMB,x,{day},").good[0].incident.happened_on == "2010-01-24"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_to_begin_with_is_in_the_readers_language_and_can_be_read(language):
    with speaking(language):
        content = example()
    assert translator(language)(TERMS["act"]) in content.decode()
    assert [row.incident.mission.iso3 for row in reading(content).good] == ["BTN"]
