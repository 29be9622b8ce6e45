import math

import pandas as pd
import pytest

from models.onset import index
from models.onset.features import GROUPS, MEASURES, Measure
from models.onset.index import SourceError, groups_at, index_of, measure_at, percentile
from tests.models.onset import made

NOW = Measure(key="deaths", group="conflict", title="Deaths", riskier="high", years=1, max_age_years=3)
FIVE = Measure(key="deaths", group="conflict", title="Deaths", riskier="high", years=5, max_age_years=0)


def values(*rows):
    return pd.DataFrame(rows, columns=["unit", "year", "measure", "value"])


def test_a_percentile_is_the_middle_of_a_country_s_place_and_ties_share_it():
    assert percentile(pd.Series([1.0, 5.0, 5.0, 9.0]), riskier="high").tolist() == [0.125, 0.5, 0.5, 0.875]


def test_a_low_value_is_riskier_where_the_measure_says_so():
    assert percentile(pd.Series([1.0, 2.0]), riskier="low").tolist() == [0.75, 0.25]


def test_a_missing_value_has_no_percentile_and_does_not_move_the_others():
    found = percentile(pd.Series([1.0, float("nan"), 2.0]), riskier="high")
    assert math.isnan(found[1])
    assert found[[0, 2]].tolist() == [0.25, 0.75]


def test_a_value_three_years_old_is_held_and_an_older_one_is_not():
    given = values(("SDN", 2000, "deaths", 7.0))
    units = pd.Series(["SDN"])
    assert measure_at(given, 2003, units, NOW).tolist() == [7.0]
    assert measure_at(given, 2004, units, NOW).isna().all()


def test_a_five_year_mean_takes_the_latest_five_years():
    given = values(*(("SDN", year, "deaths", float(year - 2000)) for year in range(2000, 2008)))
    assert measure_at(given, 2006, pd.Series(["SDN"]), FIVE).tolist() == [4.0]  # 2, 3, 4, 5, 6


def test_a_value_of_a_later_year_changes_nothing():
    given = values(("SDN", 2000, "deaths", 7.0), ("SDN", 2001, "deaths", 900.0))
    assert measure_at(given, 2000, pd.Series(["SDN"]), NOW).tolist() == [7.0]


def test_a_group_is_the_mean_of_its_known_measures():
    given = values(
        ("AAA", 2000, "pts", 5.0),
        ("BBB", 2000, "pts", 1.0),
        ("AAA", 2000, "pol_killing", 1.0),
        ("BBB", 2000, "pol_killing", 1.0),
    )
    found = groups_at(given, 2000, pd.Series(["AAA", "BBB"]), measures=MEASURES)
    assert found["integrity"].tolist() == [(0.75 + 0.5) / 2, (0.25 + 0.5) / 2]


def test_the_index_is_missing_with_two_known_groups_and_a_mean_with_three():
    groups = pd.DataFrame([dict.fromkeys(GROUPS, float("nan")) | {"conflict": 0.9, "integrity": 0.6}])
    assert index_of(groups).isna().all()
    assert index_of(groups.assign(liberties=0.3)).tolist() == [pytest.approx(0.6)]


def test_there_is_no_index_before_ucdp_begins(made_rows):
    assert made_rows.query("year < 1989")["index"].isna().all()


def test_displacement_is_what_is_reported_and_missing_where_nothing_is(tmp_path):
    table = pd.DataFrame({"year": [2000, 2000, 2000], "coo_iso": ["AFG", "SDN", "UNK"], "refugees": ["10", "NA", "5"],
                          "asylum_seekers": ["2", "NA", "5"], "idps": ["NA", "NA", "5"]})  # fmt: skip
    made.write(tmp_path, index.UNHCR, table)
    found = index._unhcr(tmp_path)
    assert found[["unit", "value"]].to_numpy().tolist() == [["AFG", 12.0]]


def test_deaths_in_a_former_state_keep_its_number(made_folder):
    found = index.read_measures(made_folder)
    assert set(found.query("measure == 'conflict_deaths_now' and year == 1989")["unit"]) >= {"680", "NGA"}


def test_a_source_with_a_figure_that_is_no_number_is_refused_with_its_place(made_folder, tmp_path):
    table = pd.read_csv(made_folder / index.PTS, dtype=str, keep_default_na=False)
    table.loc[3, "PTS_A"] = "many"
    made.write(tmp_path, index.PTS, table)
    with pytest.raises(SourceError, match=r"PTS-2024\.csv: row 5, column 'PTS_A': 'many' is no finite number"):
        index._pts(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("country_id_cy", "abc", "row 5, column 'country_id_cy': 'abc' is no country number"),
        ("country_id_cy", "2.5", "row 5, column 'country_id_cy': '2.5' is no country number"),
        ("os_total_deaths_best_cy", "-3", "row 5, column 'os_total_deaths_best_cy': '-3' is below 0"),
    ],
)
def test_a_row_of_violence_that_cannot_be_is_refused_with_its_place(made_folder, tmp_path, column, value, words):
    table = pd.read_csv(made_folder / index.UCDP, dtype=str, keep_default_na=False)
    table.loc[3, column] = value
    made.write(tmp_path, index.UCDP, table)
    with pytest.raises(SourceError, match=words):
        index._ucdp(tmp_path)


def test_a_source_that_is_absent_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"organizedviolencecy_v25_1\.csv: no such file"):
        index.read_measures(tmp_path)


def test_the_open_index_leaves_out_what_may_not_be_redistributed():
    assert {one.key for one in MEASURES} - {one.key for one in index.open_measures()} == {"pts", "physint", "judiciary"}


@pytest.mark.shared_data
def test_every_country_year_from_1990_has_an_index(shared_data):
    from models.onset.frames import read_country_years

    rows = read_country_years(shared_data).query("year in (1990, 2005, 2024)")
    assert index.add_index(rows, index.read_measures(shared_data))["index"].notna().all()
