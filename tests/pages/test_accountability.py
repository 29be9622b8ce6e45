"""The accountability page over the shipped release: every section, at months before and after changes."""

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import SHIPPED_RELEASES
from tests.pages.conftest import run_page


@pytest.fixture(autouse=True)
def shipped(serve):
    serve(SHIPPED_RELEASES)


def visit(**address: str) -> AppTest:
    page = run_page("accountability", **address)
    assert not page.exception, page.exception
    return page


def table(page: AppTest, heading: str):
    return next(one.value for one in page.dataframe if heading in one.value.columns)


@pytest.mark.parametrize(("month", "expected"), [("2016-01", {"Party"}), ("2020-01", {"Withdrawn"})])
def test_burundi_and_the_philippines_are_parties_before_and_not_after(month, expected):
    rows = table(visit(as_of=month), "Rome Statute").set_index("State")["Rome Statute"]
    assert {rows[name].split(" (")[0] for name in ("Burundi", "Philippines")} == expected


def test_the_treaty_and_the_law_on_genocide_are_two_columns():
    rows = table(visit(as_of="2016-01"), "Rome Statute").set_index("State")
    assert rows.loc["Belgium", ["Genocide Convention", "Law: Genocide"]].tolist() == ["Party (1951)", "Yes"]


def test_a_standing_filters_the_table():
    rows = table(visit(as_of="2020-01", standing="left"), "Rome Statute")
    assert rows["State"].tolist() == ["Burundi", "Philippines"]


@pytest.mark.parametrize("section", ["map", "years", "state", "help"])
def test_the_address_opens_a_section(section):
    page = visit(section=section, iso3="PHL", region="Asia")
    assert page.get("plotly_chart")


def test_a_country_whose_name_the_address_spells_out_is_understood():
    assert visit(section="state", iso3="Burundi").query_params["iso3"] == "BDI"


def test_a_country_that_does_not_exist_is_named_and_none_is_shown():
    page = visit(section="state", iso3="Atlantis")
    assert "“Atlantis” is no country known here" in page.warning[0].value


def test_pairs_without_a_tie_are_listed_with_neighbours_first():
    rows = table(visit(section="help", region="Africa"), "Neighbours")
    assert rows["Neighbours"].iloc[0] == "Yes"


def test_nothing_is_shown_where_region_and_group_have_no_state_in_common():
    page = visit(region="Africa", group="WEOG")
    assert "No State is in both the region and the group chosen." in page.info[0].value
