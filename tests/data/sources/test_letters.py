"""Letters of the Special Procedures: counted by State and year, from the spreadsheet that somebody saved."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from data.sources import letters
from data.tables import TableError

TODAY = date(2026, 11, 21)
HEADER = ["Date", "Country", "Type", "Ref. no.", "Mandates", "Summary", "UN Region", "OHCHR Region",
          "Nb. of alleged victims", "Nb. of replies", "Replies"]  # fmt: skip


def letter(day, country, reference, replies, kind="AL"):
    return [day, country, kind, reference, "SR torture", "A made-up summary.", "", "", 1, replies, ""]


LETTERS = [
    letter(datetime(2024, 3, 12), "Mali", "MLI 1/2024", 1),
    letter(datetime(2024, 5, 2), "Mali", "MLI 2/2024", 0),
    letter("12/06/2024", "Mali", "MLI 3/2024", 2, "UA"),
    letter(datetime(2023, 1, 5), "Mali", "MLI 1/2023", None),
    letter(datetime(2026, 2, 1), "Mali", "MLI 1/2026", 0),
    letter(datetime(2024, 3, 12), "Atlantis", "ATL 1/2024", 0),
    letter("one day", "Peru", "PER 1/2024", 0),
    letter(datetime(2027, 1, 1), "Peru", "PER 1/2027", 0),
    letter(datetime(2024, 3, 12), "Peru", "PER 2/2024", "many"),
    letter(datetime(2024, 5, 2), "Mali", "MLI 2/2024", 0),
]


def workbook(rows=LETTERS, *, above=()):
    book = Workbook()
    for cells in (*above, HEADER, *rows):
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parsed(raw, name="sp/communications.xlsx"):
    return letters.parse({name: raw}, today=TODAY)


def values(found, series, iso3):
    rows = found.observations
    rows = rows[(rows["series"] == f"letters.{series}") & (rows["iso3"] == iso3)]
    return dict(zip(rows["period_end"].dt.year, rows["value"], strict=True))


@pytest.fixture(scope="module")
def found():
    return parsed(workbook())


def test_letters_are_counted_by_state_and_year_that_is_over(found):
    assert values(found, "sent", "MLI") == {2023: 1, 2024: 3}


def test_the_share_answered_is_of_letters_whose_replies_are_known(found):
    assert values(found, "share_answered", "MLI") == {2024: pytest.approx(2 / 3)}


def test_a_year_without_a_letter_has_no_figure(found):
    assert values(found, "sent", "FRA") == {}


def test_a_letter_is_known_sixty_days_after_the_end_of_its_year(found):
    rows = found.observations
    assert set(rows[rows["period_end"].dt.year == 2024]["known_on"].dt.strftime("%Y-%m-%d")) == {"2025-03-01"}


def test_what_cannot_be_counted_is_set_aside_with_its_line_and_reason(found):
    rejects = found.rejects.sort_values("row")
    assert list(zip(rejects["row"], rejects["reason"], strict=True)) == [
        (7, "unknown country"), (8, "bad date"), (9, "future date"), (10, "not a number"), (11, "duplicate")]  # fmt: skip


def test_lines_above_the_header_are_passed_over():
    raw = workbook(LETTERS[:1], above=[["Communications"], [None], ["searched for", "all"]])
    assert values(parsed(raw), "sent", "MLI") == {2024: 1}


def test_the_same_file_saved_as_text_gives_the_same():
    rows = [HEADER, letter("2024-03-12", "Mali", "MLI 1/2024", 1)]
    raw = "\n".join(";".join(map(str, cells)) for cells in rows).encode()
    assert values(parsed(raw, "sp/communications.csv"), "sent", "MLI") == {2024: 1}


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"PK\x03\x04 broken", "no Excel workbook"),
        (b"%PDF-1.4", "no column 'Date'"),
        (b"", "empty"),
        (workbook(LETTERS[:1]).replace(b"xl/workbook.xml", b"xl/workbook.xxx"), "no Excel workbook"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(raw, complaint):
    with pytest.raises(TableError, match=complaint):
        parsed(raw)


def test_a_sheet_without_the_columns_is_refused_and_says_what_it_holds():
    book = Workbook()
    book.active.append(["Year", "State"])
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(TableError, match=r"no column 'Date', 'Country'.*found Year, State"):
        parsed(file.getvalue())


def test_without_a_file_it_says_where_to_get_one():
    with pytest.raises(TableError, match=r"save the spreadsheet of https://spcommreports\.ohchr\.org/"):
        letters.parse({}, today=TODAY)
