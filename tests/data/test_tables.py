"""Tables that somebody else wrote: what is read, what is refused, and that no row is lost on the way."""

import importlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.observations import validate
from data.settings import settings
from data.sources.declaration import Series, Source
from data.tables import (
    Measure,
    Rejects,
    TableError,
    annual_observations,
    annual_rows,
    newest_file,
    read_table,
    with_iso3,
    with_number,
    with_year,
    without_duplicates,
)

TODAY = date(2026, 11, 21)
DEATHS = Measure(
    series=Series(key="toy.deaths", title="Deaths", unit="deaths in the year"),
    columns=("best",), low="low", high="high", least=0,
)  # fmt: skip
TOY = Source(
    key="toy", name="Toy", publisher="Nobody", licence="PDDL", citation="Toy", homepage="https://example.org",
    endpoints=(), files=("toy.csv",), cadence_months=12, publication_lag_days=181, stale_after_days=600,
    series=(DEATHS.series,),
)  # fmt: skip


def read(
    text: str | bytes, required: tuple[str, ...] = ("name", "value"), rejects: Rejects | None = None
) -> pd.DataFrame:
    raw = text.encode() if isinstance(text, str) else text
    return read_table(raw, file="toy.csv", required=list(required), rejects=rejects)


def table(**columns: list[str]) -> pd.DataFrame:
    """A table as read_table returns it."""
    frame = pd.DataFrame(columns, dtype="string")
    return frame.assign(row=pd.array(range(2, len(frame) + 2), dtype="Int64"))


def observed(rows: pd.DataFrame, rejects: Rejects, measure: Measure = DEATHS, today: date = TODAY) -> pd.DataFrame:
    return annual_observations(
        rows, [measure], source=TOY, file="toy.csv", reference="https://example.org", rejects=rejects, today=today
    )


# Reading


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    assert list(read(b"\xef\xbb\xbfname,value\nMali,1\n").columns) == ["name", "value", "row"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out(separator):
    assert read(f"name{separator}value\nMali{separator}1\n")["value"].tolist() == ["1"]


def test_commas_in_a_header_do_not_hide_the_semicolon():
    read_back = read('name;"value, best";value\nMali;1;2\n')
    assert read_back["value"].tolist() == ["2"]


def test_latin_1_is_read_where_utf_8_fails():
    assert read("name,value\nTürkiye,1\n".encode("latin-1"))["name"].tolist() == ["Türkiye"]


def test_na_stays_the_code_of_namibia():
    assert read("name,value\nNA,1\n")["name"].tolist() == ["NA"]


def test_a_missing_column_is_named_with_those_found():
    with pytest.raises(TableError, match=r"toy\.csv: no column 'value'; found name, worth"):
        read("name,worth\nMali,1\n")


def test_a_required_column_that_occurs_twice_is_refused():
    with pytest.raises(TableError, match="two columns are called 'value'"):
        read("name,value,value\nMali,1,2\n")


def test_other_columns_are_made_unique():
    assert list(read("name,value,,row,name,\nMali,1,2,3,4,5\n", required=("value",)).columns) == [
        "name", "value", "column 3", "row (column 4)", "name (column 5)", "column 6", "row",
    ]  # fmt: skip


def test_an_empty_file_is_refused_with_the_columns_expected():
    with pytest.raises(TableError, match=r"toy\.csv: empty; expected the columns name, value"):
        read(b"")


def test_a_file_of_blank_lines_is_empty():
    with pytest.raises(TableError, match="empty"):
        read("\n \n\n")


def test_nul_bytes_are_no_table():
    with pytest.raises(TableError, match="NUL bytes"):
        read("name,value\nMali,1\n".encode("utf-16-le"))


def test_bytes_of_no_known_encoding_are_refused():
    with pytest.raises(TableError, match="not readable as utf-8-sig or cp1252"):
        read(b"name,value\nM\x81li,1\n")


def test_ten_million_rows_are_refused_before_anything_is_parsed(monkeypatch):
    monkeypatch.setattr("data.tables._decode", lambda *_: pytest.fail("the file was parsed"))
    with pytest.raises(TableError, match=r"10,000,001 lines, more than the 2,000,000 allowed.*R2P_MAX_ROWS"):
        read(b"a,b\n" + b"1,2\n" * 10_000_000)


def test_ten_million_rows_that_end_in_cr_are_refused_too():
    with pytest.raises(TableError, match="more than the"):
        read(b"a,b\n" + b"\r" * (settings().max_rows + 1))


def test_lines_that_end_in_cr_only_are_rows():
    assert read("name,value\rMali,1\rNiger,2\r")["row"].tolist() == [2, 3]


def test_rows_are_numbered_by_their_first_line_in_the_file():
    text = 'name,value\r\n"Mali\r\n(west)",1\r\n\r\nNiger,2\r\n'
    assert read(text)["row"].tolist() == [2, 5]


def test_a_short_row_is_filled_with_nothing():
    assert read("name,value\nMali\n")["value"].tolist() == [""]


def test_a_row_with_too_many_cells_is_a_reject():
    rejects = Rejects("toy")
    kept = read("name,value\nMali,1\nCongo, Republic of the,2\n", rejects=rejects)
    assert kept["name"].tolist() == ["Mali"]
    assert rejects.table()[["row", "value", "reason"]].values.tolist() == [[3, "Congo", "wrong number of cells"]]


def test_a_row_with_too_many_cells_stops_a_reader_that_keeps_no_rejects():
    with pytest.raises(TableError, match="line 2 has 3 cells and the header 2"):
        read("name,value\nCongo, Republic of the,2\n")


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest():
    with pytest.raises(TableError, match="quotation marks"):
        read('name,value\n"Mali,1\nNiger,2\n')


def _outcome(raw: bytes) -> str:
    """The name of the last column read, or the message of the error that is allowed."""
    try:
        return str(read_table(raw, file="toy.csv", required=[]).columns[-1])
    except TableError as error:
        return str(error)


@examples(deadline=None)  # a busy machine is no reason to fail
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='a,;\t"\r\n ', max_size=60).map(str.encode)))
def test_any_bytes_are_a_table_or_a_table_error(raw):
    outcome = _outcome(raw)
    assert outcome == "row" or outcome.startswith("toy.csv: ")


CELL = st.text(st.characters(exclude_characters="\x00\r\n", exclude_categories=("Cs",)), min_size=1, max_size=8)


@examples(deadline=None)
@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read_back(rows, separator):
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    text = separator.join(("name", "value")) + "\n"
    text += "".join(separator.join(map(quoted, cells)) + "\n" for cells in rows)
    assert read(text)[["name", "value"]].values.tolist() == [list(cells) for cells in rows]


def test_the_newest_of_several_versions_is_read_alone():
    files = {"ucdp_v9_1.csv": b"nine", "ucdp_v25_1.csv": b"twenty-five", "readme.md": b""}
    assert newest_file(files, "ucdp_v*.csv") == ("ucdp_v25_1.csv", b"twenty-five")


def test_an_absent_file_is_named_with_those_there_are():
    with pytest.raises(TableError, match=r"no file a\*\.csv among b\.csv"):
        newest_file({"b.csv": b""}, "a*.csv")


# Countries


def test_a_name_that_resolves_to_nothing_is_a_reject_with_the_nearest():
    rejects = Rejects("toy")
    kept = with_iso3(table(name=["Mali", "Nigerr"]), "name", file="toy.csv", rejects=rejects)
    assert kept["iso3"].tolist() == ["MLI"]
    reject = rejects.table().iloc[0]
    assert (reject["row"], reject["reason"]) == (3, "unknown country")
    assert "Niger" in reject["detail"]


def test_a_group_of_countries_is_no_state_and_no_misspelt_one():
    rejects = Rejects("toy")
    with_iso3(
        table(code=["ARB"]), "code", file="toy.csv", rejects=rejects, not_covered={"ARB": "the Arab world, a group"}
    )
    assert rejects.table()[["reason", "detail"]].values.tolist() == [["not a State covered", "the Arab world, a group"]]


def test_a_former_state_is_named_beside_its_number():
    rejects = Rejects("toy")
    with_iso3(table(number=["315.0"]), "number", file="toy.csv", rejects=rejects, is_number=True)
    assert rejects.table()[["reason", "detail"]].values.tolist() == [
        ["not a State covered", "'315 (Czechoslovakia)' is not one of the 195 States covered"]
    ]


@pytest.mark.parametrize("number", ["432", "432.0", " 432 "])
def test_a_number_may_carry_a_point(number):
    kept = with_iso3(table(number=[number]), "number", file="toy.csv", rejects=Rejects("toy"), is_number=True)
    assert kept["iso3"].tolist() == ["MLI"]


@pytest.mark.parametrize("number", ["2.5", "1e400", "nan", "", "two", "٤٣٢"])
def test_a_number_that_is_no_whole_number_is_no_country(number):
    rejects = Rejects("toy")
    assert with_iso3(table(number=[number]), "number", file="toy.csv", rejects=rejects, is_number=True).empty
    assert rejects.table()["reason"].tolist() == ["unknown country"]


# Numbers and years


@pytest.mark.parametrize("text", ["", "NA", "NaN", "..", " "])
def test_a_cell_that_is_not_reported_is_neither_a_value_nor_a_reject(text):
    rejects = Rejects("toy")
    assert with_number(table(value=[text]), "value", file="toy.csv", rejects=rejects).empty
    assert rejects.table().empty


@pytest.mark.parametrize(
    "text", ["1,5", "many", "inf", "-Infinity", "1e400", "0x10", "1_000", "1 000", "٣", "True", "--1"]
)
def test_text_where_a_number_belongs_is_a_reject(text):
    rejects = Rejects("toy")
    assert with_number(table(value=[text]), "value", file="toy.csv", rejects=rejects).empty
    assert rejects.table()[["value", "reason"]].values.tolist() == [[text, "not a number"]]


@pytest.mark.parametrize(("text", "value"), [("7", 7), (" 7.0 ", 7), ("-.5", -0.5), ("4e-04", 0.0004), ("+3.", 3)])
def test_numbers_are_read_as_written(text, value):
    kept = with_number(table(value=[text]), "value", file="toy.csv", rejects=Rejects("toy"))
    assert kept["value"].tolist() == [value]


def test_a_number_out_of_range_is_a_reject():
    rejects = Rejects("toy")
    kept = with_number(table(value=["0", "101", "-1"]), "value", file="toy.csv", rejects=rejects, low=0, high=100)
    assert kept["value"].tolist() == [0]
    assert rejects.table()["reason"].tolist() == ["out of range", "out of range"]


def test_a_year_to_come_is_a_future_date():
    rejects = Rejects("toy")
    with_year(table(year=["2027"]), "year", file="toy.csv", rejects=rejects, today=TODAY)
    assert rejects.table()[["reason", "detail"]].values.tolist() == [
        ["future date", "year: the year lies after 2026-11-21"]
    ]


def test_a_whole_year_that_has_not_ended_is_a_future_date():
    rejects = Rejects("toy")
    kept = with_year(table(year=["2025", "2026"]), "year", file="toy.csv", rejects=rejects, today=TODAY, is_whole=True)
    assert kept["year"].tolist() == [2025]
    assert rejects.table()["detail"].tolist() == ["year: the year had not ended by 2026-11-21"]


@pytest.mark.parametrize("text", ["", "199", "1999.5", "last year", "1899"])
def test_what_is_no_year_is_a_bad_date(text):
    rejects = Rejects("toy")
    assert with_year(table(year=[text]), "year", file="toy.csv", rejects=rejects, today=TODAY).empty
    assert rejects.table()["reason"].tolist() == ["bad date"]


def test_the_second_of_two_rows_with_one_key_is_a_reject():
    rejects = Rejects("toy")
    rows = table(iso3=["MLI", "MLI"], year=["2000", "2000"], value=["1", "2"])
    assert without_duplicates(rows, ["iso3", "year"], file="toy.csv", rejects=rejects)["value"].tolist() == ["1"]
    assert rejects.table()[["row", "reason"]].values.tolist() == [[3, "duplicate"]]


def test_a_reason_that_the_schema_does_not_name_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="'because' is not one of"):
        Rejects("toy").add(table(value=["1"]), file="toy.csv", column="value", reason="because", details="")


TEXTS = st.one_of(
    st.sampled_from(
        ["1", "2.5", "-3", "", "NA", "many", "1e400", "2000", "2030", "Mali", "MLI", "432", "Kosovo", "315"]
    ),
    st.text(max_size=6),
)


@examples(deadline=None)
@given(st.lists(TEXTS, max_size=12))
def test_no_number_is_lost(texts):
    rejects = Rejects("toy")
    kept = with_number(table(value=texts), "value", file="toy.csv", rejects=rejects, low=-100, high=100)
    not_reported = sum(text.strip() in ("", "NA", "NaN", "nan", "..") for text in texts)
    assert len(kept) + len(rejects.table()) + not_reported == len(texts)


@examples(deadline=None)
@given(st.lists(TEXTS, max_size=12))
def test_no_year_is_lost(texts):
    rejects = Rejects("toy")
    kept = with_year(table(year=texts), "year", file="toy.csv", rejects=rejects, today=TODAY)
    assert sorted([*kept["row"], *rejects.table()["row"]]) == list(range(2, len(texts) + 2))


@pytest.mark.parametrize("is_number", [False, True])
@examples(deadline=None)
@given(texts=st.lists(TEXTS, max_size=8))
def test_no_country_is_lost(is_number, texts):
    rejects = Rejects("toy")
    kept = with_iso3(table(name=texts), "name", file="toy.csv", rejects=rejects, is_number=is_number)
    assert sorted([*kept["row"], *rejects.table()["row"]]) == list(range(2, len(texts) + 2))


# One row a country and year


def rows_of(rejects: Rejects, **columns: list[str]) -> pd.DataFrame:
    return annual_rows(table(**columns), unit="name", year="year", file="toy.csv", rejects=rejects, today=TODAY)


def test_an_annual_value_is_about_its_calendar_year():
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali"], year=["2020"], best=["7"], low=["5"], high=["9"])
    value = observed(rows, rejects).iloc[0]
    assert (value["iso3"], value["series"], value["value"], value["low"], value["high"]) == (
        "MLI",
        "toy.deaths",
        7,
        5,
        9,
    )
    assert (value["period_start"], value["period_end"]) == (pd.Timestamp("2020-01-01"), pd.Timestamp("2020-12-31"))


def test_a_value_is_known_the_publication_lag_after_its_year():
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali"], year=["2020"], best=["7"], low=["5"], high=["9"])
    assert observed(rows, rejects)["known_on"].tolist() == [pd.Timestamp("2021-06-30")]


def test_a_value_that_came_early_is_known_today():
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali"], year=["2025"], best=["7"], low=["5"], high=["9"])
    assert observed(rows, rejects, today=date(2026, 3, 1))["known_on"].tolist() == [pd.Timestamp("2026-03-01")]


def test_years_before_1989_are_left_out():
    assert rows_of(Rejects("toy"), name=["Mali", "Mali"], year=["1988", "1989"])["year"].tolist() == [1989]


def test_a_missing_value_gives_no_observation():
    rejects = Rejects("toy")
    rows = rows_of(
        rejects, name=["Mali", "Niger"], year=["2020", "2020"], best=["", "0"], low=["", "0"], high=["", "0"]
    )
    assert observed(rows, rejects)[["iso3", "value"]].values.tolist() == [["NER", 0]]


def test_bounds_that_do_not_enclose_the_value_are_dropped_and_the_value_is_kept():
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali"], year=["2020"], best=["7"], low=["8"], high=["9"])
    value = observed(rows, rejects).iloc[0]
    assert value["value"] == 7
    assert pd.isna(value["low"])
    assert pd.isna(value["high"])
    assert rejects.table()[["column", "value", "reason"]].values.tolist() == [["low", "8", "out of range"]]


def test_columns_that_are_added_up_must_all_be_reported():
    measure = Measure(series=DEATHS.series, columns=("a", "b"))
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali", "Niger"], year=["2020", "2020"], a=["1", "1"], b=["2", ""])
    assert observed(rows, rejects, measure)[["iso3", "value"]].values.tolist() == [["MLI", 3]]


def test_a_category_that_is_no_whole_number_is_an_unknown_value():
    measure = Measure(series=DEATHS.series, columns=("a",), least=0, most=4, is_category=True)
    rejects = Rejects("toy")
    rows = rows_of(rejects, name=["Mali", "Niger"], year=["2020", "2020"], a=["2", "2.5"])
    assert observed(rows, rejects, measure)["value"].tolist() == [2]
    assert rejects.table()[["value", "reason"]].values.tolist() == [["2.5", "unknown value"]]


def test_one_bound_without_the_other_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="both bounds or none"):
        Measure(series=DEATHS.series, columns=("best",), low="low")


@examples(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=10))
def test_no_row_of_an_annual_table_is_lost(cells):
    rejects = Rejects("toy")
    names, years, values = ([cell[place] for cell in cells] for place in range(3))
    rows = rows_of(rejects, name=names, year=years, best=values)
    found = observed(rows, rejects, Measure(series=DEATHS.series, columns=("best",)))
    not_reported = rows["best"].str.strip().isin(["", "NA", "NaN", "nan", ".."]).sum()
    early = pd.to_numeric(pd.Series(years, dtype="object"), errors="coerce").between(1900, 1988).sum()
    assert len(found) + len(rejects.table()) + not_reported + early == len(cells)


# Damaged files

FIXTURES = Path(__file__).parent / "sources" / "fixtures"
FILES = {  # source → path in a data folder → fixture
    "boundaries": {"geo/world-atlas_9_countries-50m.topojson": "boundaries.topojson"},
    "coups": {"structure/all-coups.csv": "coups.csv"},
    "epr": {"violence/epr_country_year_9.csv": "epr_country_year.csv"},
    "idmc": {"displacement/idmc_9.csv": "idmc.csv"},
    "pts": {"hr/PTS-9.csv": "pts_latin1.csv"},
    "ucdp": {"violence/organizedviolencecy_v9.csv": "ucdp_country_year.csv"},
    "unhcr": {"displacement/unhcr_by_origin_9.csv": "unhcr_by_origin.csv",
              "displacement/unhcr_by_asylum_9.csv": "unhcr_by_asylum.csv"},
    "vdem": {"hr/vdem_ewp_subset_to_2024.csv": "vdem.csv"},
    "vdem_dsp": {"hr/vdem_v12minus_dsp_subset_2000_2020.csv": "vdem_dsp.csv"},
    "wdi": {"structure/wdi.csv": "wdi.csv"},
}  # fmt: skip
DAMAGE = st.tuples(
    st.floats(0, 1, exclude_max=True), st.integers(0, 6),
    st.sampled_from([b"", b",", b"\n", b"\r", b'"', b";", b"1e400", b"-1", b"NA", b"2027", b"0.5", b"nan", b"{}", b"\xff"]),
)  # fmt: skip


def _outcome_of(source: str, files: dict[str, bytes]) -> str:
    """ "valid" for what the source makes of damaged files, or the message of the error that is allowed."""
    module = importlib.import_module(f"data.sources.{source}")
    try:
        rows = module.parse(files, today=TODAY).observations
    except TableError as error:
        return str(error)
    validate(rows, {one.key: source for one in module.SOURCE.series}, today=TODAY)
    return "valid"


@pytest.mark.parametrize("source", FILES)
@examples(deadline=None, max_examples=25)
@given(damages=st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_file_gives_valid_observations_or_a_table_error(source, damages):
    files = {}
    for path, fixture in FILES[source].items():
        raw = (FIXTURES / fixture).read_bytes()
        for where, length, replacement in damages:
            start = int(where * len(raw))
            raw = raw[:start] + replacement + raw[start + length :]
        files[path] = raw
    outcome = _outcome_of(source, files)
    assert outcome == "valid" or outcome.startswith(tuple(files))


# Real files


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("path", "rows"),
    [("upr/uprinfo_recommendations_s01_s20_utf8.csv", 41_066), ("violence/organizedviolencecy_v25_1.csv", 6_936)],
)
def test_the_large_real_files_are_read_whole(shared_data, path, rows):
    assert len(read_table((shared_data / path).read_bytes(), file=path, required=[])) == rows
