"""GDELT event rows: FIPS codes, one article counted once, odd rows counted."""

import zipfile
from datetime import date

import pytest

from data.countries import countries
from models.speech.gdelt import ADDED, ADDRESS, COLUMNS, FIPS, PLACE, articles
from models.speech.posts import PostsError, Rejected

TODAY = date(2026, 11, 21)


def line(place: str, added: str, address: str) -> str:
    cells = [""] * COLUMNS
    cells[PLACE], cells[ADDED], cells[ADDRESS] = place, added, address
    return "\t".join(cells)


def read(tmp_path, lines):
    path, rejected = tmp_path / "20260302000000.export.CSV", Rejected()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return articles([path], today=TODAY, rejected=rejected), rejected


def test_fips_codes_are_not_read_as_iso_codes():
    assert [FIPS[code] for code in ("AS", "GM", "NI", "CH", "SU", "OD")] == ["AUS", "DEU", "NGA", "CHN", "SDN", "SSD"]


def test_every_state_has_a_fips_code():
    assert set(FIPS.values()) == set(countries())


def test_an_article_with_several_events_counts_once(tmp_path):
    table, _ = read(
        tmp_path,
        [line("SU", "20260302101500", "https://a.org/1")] * 3 + [line("SU", "20260304000000", "https://a.org/2")],
    )
    assert table[["iso3", "articles", "events"]].to_numpy().tolist() == [["SDN", 2, 4]]
    assert table["week"].dt.date.tolist() == [date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("one\ttwo", "the row has not 61 cells"),
        (line("", "20260302000000", "https://a.org"), "no place is named"),
        (line("TW", "20260302000000", "https://a.org"), "the place is no State covered"),
        (line("SU", "2026", "https://a.org"), "DATEADDED is no date"),
        (line("SU", "20270101000000", "https://a.org"), "date in the future"),
        (line("SU", "20260302000000", "a radio programme"), "no address of an article"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted(tmp_path, row, reason):
    table, rejected = read(tmp_path, [row])
    assert table.empty
    assert dict(rejected.counts) == {reason: 1}


def test_no_address_is_in_the_result(tmp_path):
    table, _ = read(tmp_path, [line("SU", "20260302000000", "https://zqlink.org/1")])
    assert "zqlink" not in table.to_csv()


def test_an_absent_file_is_a_sentence(tmp_path):
    with pytest.raises(PostsError, match="there is no such file"):
        articles([tmp_path / "none.CSV"], today=TODAY, rejected=Rejected())


@pytest.mark.shared_data
def test_the_sample_file_gives_articles_of_many_states(shared_data):
    rejected = Rejected()
    path = shared_data / "events" / "gdelt_20180101000000.export.CSV"
    table = articles([path], today=TODAY, rejected=rejected)
    assert table["events"].sum() + rejected.total() == 2414
    assert len(table) == 72
    assert (table["articles"] <= table["events"]).all()


def test_a_file_is_read_zipped_as_gdelt_publishes_it(tmp_path):
    path, rejected = tmp_path / "20260302000000.export.CSV.zip", Rejected()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("20260302000000.export.CSV", line("SU", "20260302101500", "https://a.org/1") + "\n")
    assert articles([path], today=TODAY, rejected=rejected)["articles"].tolist() == [1]


def test_a_damaged_zip_gets_a_sentence(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(PostsError, match="damaged one; fetch it again"):
        articles([path], today=TODAY, rejected=Rejected())
