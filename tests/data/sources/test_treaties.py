"""Treaty status: what three lists say together, and what none of them can say."""

import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.sources import treaties
from data.sources.treaties import first_day, last_day, parse, status_points
from data.tables import TableError

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)


def files(**changed: bytes) -> dict[str, bytes]:
    """The fixture's raw files; `changed` replaces one by its short name."""
    other = (FIXTURES / "treaties_wpd2022_other.csv").read_bytes()
    names = {one.status_2022 for one in treaties.TREATIES if one.status_2022}
    found = {treaties.STATUS_2022_FILE.format(name): other for name in names}
    found[treaties.STATUS_2022_FILE.format("cat")] = (FIXTURES / "treaties_wpd2022_cat.csv").read_bytes()
    found[treaties.DEPOSITARY_FILE] = (FIXTURES / "treaties_untc.csv").read_bytes()
    found[treaties.CURATED_FILE] = (FIXTURES / "treaties_accountability.csv").read_bytes()
    paths = {"depositary": treaties.DEPOSITARY_FILE, "curated": treaties.CURATED_FILE}
    return found | {paths[name]: raw for name, raw in changed.items()}


def added(name: str, line: str) -> bytes:
    return (FIXTURES / name).read_bytes() + line.encode() + b"\n"


@pytest.fixture(scope="module")
def parsed():
    return parse(files(), today=TODAY)


def status(parsed, treaty: str, iso3: str) -> dict[str, float]:
    """Day → status, in order."""
    rows = parsed.observations
    rows = rows[(rows["series"] == f"treaties.{treaty}") & (rows["iso3"] == iso3)]
    return dict(zip(rows["period_end"].dt.strftime("%Y-%m-%d"), rows["value"], strict=True))


def latest(parsed, treaty: str, iso3: str, day: str) -> float | None:
    """The status that a score made on `day` would read."""
    known = {when: value for when, value in status(parsed, treaty, iso3).items() if when <= day}
    return known[max(known)] if known else None


def test_a_state_is_a_party_from_the_day_of_its_ratification(parsed):
    points = status(parsed, "rome_statute", "ALB")
    assert (points["2003-01-30"], points["2003-01-31"]) == (0, 1)


def test_a_status_is_repeated_at_the_end_of_each_year_it_is_known(parsed):
    year_ends = [day for day in status(parsed, "rome_statute", "ALB") if day.endswith("-12-31")]
    assert year_ends == [f"{year}-12-31" for year in range(1998, 2025)]


def test_nothing_is_emitted_before_the_treaty_was_open(parsed):
    assert min(status(parsed, "rome_statute", "ALB")) == "1998-07-18"


def test_an_old_accession_begins_with_the_first_point_kept(parsed):
    assert next(iter(status(parsed, "genocide", "ALB").items())) == ("1989-12-31", 1)


def test_a_signature_alone_is_no_membership(parsed):
    assert latest(parsed, "rome_statute", "SDN", "2012-12-31") == 0


def test_a_signatory_keeps_its_status_in_the_facts(parsed):
    facts = parsed.facts
    row = facts[(facts["iso3"] == "DOM") & (facts["fact"] == "Genocide Convention")].iloc[0]
    assert (row["status"], row["note"]) == ("signed only", "signed 1948-12-11")


def test_a_state_that_a_complete_list_leaves_out_was_no_party_on_its_day(parsed):
    assert max(status(parsed, "genocide", "FRA").items()) == ("2014-06-06", 0)


def test_a_state_that_an_incomplete_list_leaves_out_is_unknown(parsed):
    assert status(parsed, "apic", "FRA") == {}


def test_a_stated_total_that_is_reached_makes_a_list_complete(parsed):
    assert max(status(parsed, "rome_statute", "SDN").items()) == ("2025-06-01", 0)


def test_a_stated_total_that_is_not_reached_proves_nothing(parsed):
    assert max(status(parsed, "genocide", "SDN")) == "2014-06-06"


def test_a_withdrawal_counts_from_the_day_it_takes_effect(parsed):
    points = status(parsed, "rome_statute", "BDI")
    assert (points["2017-10-26"], points["2017-10-27"]) == (1, 0)


def test_a_withdrawal_without_a_day_takes_effect_a_year_after_its_announcement(parsed):
    points = status(parsed, "rome_statute", "PHL")
    assert (points["2019-02-28"], points["2019-03-31"]) == (1, 0)


def test_a_derived_withdrawal_says_so_in_the_fact(parsed):
    facts = parsed.facts
    row = facts[(facts["iso3"] == "PHL") & facts["fact"].str.startswith("Rome Statute")].iloc[0]
    assert (row["from_date"], row["to_date"], row["date_evidence"]) == ("2011-08-30", "2019-03", "derived")


@pytest.mark.parametrize("iso3", ["BDI", "PHL"])
def test_a_state_that_left_is_still_a_party_in_january_2016(parsed, iso3):
    assert latest(parsed, "rome_statute", iso3, "2016-01-31") == 1


@pytest.mark.parametrize("iso3", ["BDI", "PHL"])
def test_a_state_that_left_is_no_party_in_january_2020(parsed, iso3):
    assert latest(parsed, "rome_statute", iso3, "2020-01-31") == 0


def test_a_withdrawal_that_is_still_pending_leaves_the_state_a_party():
    pending = parse(files(), today=date(2026, 3, 31))
    assert latest(pending, "rome_statute", "HUN", "2026-03-31") == 1


def test_a_withdrawal_takes_the_state_out_on_its_day(parsed):
    points = status(parsed, "rome_statute", "HUN")
    assert (points["2026-06-01"], points["2026-06-02"]) == (1, 0)


def test_a_party_without_a_date_counts_from_the_day_it_was_seen(parsed):
    points = status(parsed, "rome_statute", "SLV")
    assert min(day for day, value in points.items() if value == 1) == "2025-06-01"


def test_a_year_counts_from_its_last_day(parsed):
    points = status(parsed, "cat", "AGO")
    assert (points["2018-12-31"], points["2019-12-31"]) == (0, 1)


def test_an_exact_date_is_preferred_to_a_year(parsed):
    assert status(parsed, "cat", "ALB")["1994-05-11"] == 1


def test_a_month_counts_from_its_last_day(parsed):
    points = status(parsed, "genocide", "ZMB")
    assert (points["2022-03-31"], points["2022-04-30"]) == (0, 1)


def test_a_successor_state_is_not_called_outside_before_it_succeeded(parsed):
    assert min(status(parsed, "genocide", "MNE").items()) == ("2006-10-23", 1)


def test_a_state_is_not_called_outside_before_it_existed(parsed):
    assert min(status(parsed, "rome_statute", "SSD")) == "2011-12-31"


def test_a_remembered_membership_is_a_fact_and_no_observation(parsed):
    facts = parsed.facts
    row = facts[(facts["iso3"] == "MUS") & (facts["fact"] == "Genocide Convention")].iloc[0]
    assert row["evidence"] == "memory"
    assert set(status(parsed, "genocide", "MUS").values()) == {0}


def test_no_observation_rests_on_memory(parsed):
    assert not parsed.observations["evidence"].isin(schema.UNVERIFIED).any()


def test_a_status_that_is_not_determined_is_unknown(parsed):
    assert status(parsed, "apic", "JAM") == {}


def test_a_list_is_as_new_as_its_newest_action(parsed):
    assert max(status(parsed, "ljubljana_the_hague", "SDN").items()) == ("2025-08-28", 0)


def test_the_list_of_2022_is_trusted_to_the_end_of_the_year_before(parsed):
    assert max(status(parsed, "cat", "NAM").items()) == ("2021-12-31", 0)


def test_observer_states_that_the_list_of_2022_leaves_out_are_unknown(parsed):
    assert status(parsed, "crc", "VAT") == {}


def rejected(parsed, **wanted: str) -> pd.DataFrame:
    rows = parsed.rejects
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows


def test_the_list_of_2022_yields_to_the_depositary(parsed):
    assert rejected(parsed, value="no action")["detail"].str.contains("depositary").all()
    assert latest(parsed, "cat", "MDA", "2021-12-31") == 1


def test_a_party_that_the_later_depositary_list_lacks_is_rejected(parsed):
    assert len(rejected(parsed, value="1969", reason="bad date")) == 1
    assert latest(parsed, "cat", "BRN", "2015-12-31") == 0


def test_a_territory_is_a_reject_and_not_an_unknown_name(parsed):
    assert set(rejected(parsed, value="Cook Islands")["reason"]) == {"not a State covered"}


def test_rows_of_other_tables_are_left_to_their_source(parsed):
    assert not parsed.facts["fact"].str.contains("Situation").any()


def test_an_unknown_participant_is_rejected_with_the_nearest_names():
    raw = added("treaties_untc.csv", "cat,4-9,Albanja,,,1994-05-11,accession")
    row = rejected(parse(files(depositary=raw), today=TODAY), reason="unknown country").iloc[0]
    assert "Albania" in row["detail"]
    assert row["row"] == 16


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cat,4-9,Ghana,,,2031-05-11,accession", "future date"),
        ("cat,4-9,Ghana,,,11.05.1994,accession", "bad date"),
        ("cat,4-9,Ghana,,,1994-05-11,applause", "unknown value"),
        ("treaty_of_trianon,1-1,Ghana,,,1994-05-11,accession", "unknown value"),
    ],
)
def test_a_row_of_the_depositary_that_cannot_be_used_is_rejected(line, reason):
    parsed = parse(files(depositary=added("treaties_untc.csv", line)), today=TODAY)
    assert rejected(parsed, file=treaties.DEPOSITARY_FILE, row=16)["reason"].tolist() == [reason]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("GHA,rome_statute,perhaps,,,,,,2015,a text,seen,,", "status"),
        ("GHA,magna_carta,ratified,,,,,,2015,a text,seen,,", "instrument"),
        ("GHA,rome_statute,ratified,,,,,,2015,a text,hearsay,,", "evidence"),
    ],
)
def test_a_curated_row_with_an_unknown_category_is_rejected(line, column):
    parsed = parse(files(curated=added("treaties_accountability.csv", line)), today=TODAY)
    assert rejected(parsed, file="accountability.csv", row=18)["column"].tolist() == [column]


@pytest.mark.parametrize(
    ("name", "file", "line"),
    [
        ("depositary", "treaties_untc.csv", "cat,4-9,Albania,,,1995-05-11,accession"),
        ("curated", "treaties_accountability.csv", "ALB,apic,acceded,,2007-08-02,,,,,a text,seen,seen,"),
    ],
)
def test_a_second_row_for_a_state_and_treaty_is_a_duplicate(name, file, line):
    parsed = parse(files(**{name: added(file, line)}), today=TODAY)
    assert len(rejected(parsed, reason="duplicate")) == 1


def test_a_status_that_is_not_determined_stays_unknown_on_the_day_it_was_seen():
    raw = (FIXTURES / "treaties_accountability.csv").read_bytes()
    raw = raw.replace(b"JAM,apic,not determined,,,,,,,", b"JAM,apic,not determined,,,,,,2020,")
    assert status(parse(files(curated=raw), today=TODAY), "apic", "JAM") == {}


def test_a_missing_column_is_named_in_one_sentence():
    raw = (FIXTURES / "treaties_untc.csv").read_bytes().replace(b"action_date", b"when")
    with pytest.raises(TableError, match="no column 'action_date'"):
        parse(files(depositary=raw), today=TODAY)


def test_a_byte_order_mark_and_semicolons_change_nothing(parsed):
    table = list(csv.reader(io.StringIO((FIXTURES / "treaties_untc.csv").read_text(encoding="utf-8"))))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(table)
    again = parse(files(depositary=b"\xef\xbb\xbf" + out.getvalue().encode()), today=TODAY)
    pd.testing.assert_frame_equal(again.observations, parsed.observations)


def test_latin_1_is_read(parsed):
    raw = (FIXTURES / "treaties_untc.csv").read_text(encoding="utf-8").encode("latin-1")
    again = parse(files(depositary=raw), today=TODAY)
    pd.testing.assert_frame_equal(again.observations, parsed.observations)


def test_lists_without_rows_give_nothing():
    empty = {path: raw.split(b"\n", 1)[0] + b"\n" for path, raw in files().items()}
    parsed = parse(empty, today=TODAY)
    assert parsed.observations.empty
    assert parsed.facts.empty


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["depositary", "curated"]), st.integers(1, 14), st.integers(0, 6), st.text(max_size=12))
def test_a_row_with_any_text_in_any_cell_is_used_or_rejected(name, row, column, text):
    file = {"depositary": "treaties_untc.csv", "curated": "treaties_accountability.csv"}[name]
    table = list(csv.reader(io.StringIO((FIXTURES / file).read_text(encoding="utf-8"))))
    table[row][column] = text.replace("\x00", "")
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    raw = out.getvalue().encode("utf-8", "replace")
    rows = parse(files(**{name: raw}), today=TODAY).observations
    assert rows["value"].isin([0.0, 1.0]).all()
    assert not rows.duplicated(["iso3", "series", "period_end"]).any()


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_status(parsed, random):
    head, *rows = (FIXTURES / "treaties_untc.csv").read_bytes().splitlines(keepends=True)
    random.shuffle(rows)
    again = parse(files(depositary=head + b"".join(rows)), today=TODAY)
    pd.testing.assert_frame_equal(again.observations, parsed.observations)


@settings(max_examples=8, deadline=None)
@given(st.dates(date(1985, 1, 1), date(2030, 1, 1)))
def test_nothing_is_known_before_its_time_or_after_today(today):
    rows = parse(files(), today=today).observations
    assert (rows["known_on"] <= pd.Timestamp(today)).all()
    assert (rows["period_end"] <= rows["known_on"]).all()
    assert not rows.duplicated(["iso3", "series", "period_end"]).any()
    assert rows["value"].isin([0.0, 1.0]).all()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-10-27", "2017-10-27", "2017-10-27"),
        ("2017-12-31", "2017-12-31", "2017-12-31"),
    ],
)
def test_a_date_spans_the_days_that_it_may_mean(text, first, last):
    assert first_day(pd.Series([text]))[0] == pd.Timestamp(first)
    assert last_day(pd.Series([text]))[0] == pd.Timestamp(last)


@pytest.mark.parametrize("text", ["", "soon", "2017-13", "20171027", "2017-10-27 00:00+02:00", "0001"])
def test_a_text_that_is_no_date_has_no_day(text):
    assert first_day(pd.Series([text])).isna().all()
    assert last_day(pd.Series([text])).isna().all()


def test_a_spell_that_ends_before_it_begins_gives_no_point():
    spell = {"iso3": "FRA", "series": "treaties.cat", "value": 1.0, "evidence": "seen", "reference": "a text"}
    days = {"first": pd.Timestamp("2010-05-01"), "last": pd.Timestamp("2009-05-01")}
    assert status_points(pd.DataFrame([spell | days]), source="treaties", today=TODAY).empty


def test_a_treaty_that_no_list_names_is_refused():
    with pytest.raises(ValueError, match="no list names it"):
        treaties.Treaty(key="nothing", title="Nothing")


@pytest.fixture(scope="module")
def real(shared_data):
    return parse(treaties.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
def test_every_declared_series_has_observations(real):
    assert set(real.observations["series"]) == {one.key for one in treaties.SOURCE.series}


@pytest.mark.shared_data
def test_the_rome_statute_has_124_parties_covered_in_june_2025(real):
    """125 parties less the Cook Islands."""
    rows = real.observations[real.observations["series"] == "treaties.rome_statute"]
    newest = rows[rows["period_end"] <= "2025-06-01"].groupby("iso3")["value"].last()
    assert (len(newest), newest.sum()) == (195, 124)


@pytest.mark.shared_data
def test_the_genocide_convention_had_146_parties_in_june_2014(real):
    rows = real.observations[real.observations["series"] == "treaties.genocide"]
    newest = rows[rows["period_end"] <= "2014-06-06"].groupby("iso3")["value"].last()
    assert newest.sum() == 146


@pytest.mark.parametrize(("day", "expected"), [("2016-01-31", 1), ("2020-01-31", 0)])
@pytest.mark.parametrize("iso3", ["BDI", "PHL"])
@pytest.mark.shared_data
def test_those_who_left_the_rome_statute_are_in_and_out_on_time(real, iso3, day, expected):
    assert latest(real, "rome_statute", iso3, day) == expected


@pytest.mark.shared_data
def test_only_territories_and_contradictions_are_rejected(real):
    assert sorted(real.rejects["value"]) == ["1969", "COK", "Cook Islands", "Niue", "XKX", "no action"]
