"""The compare page: two to six States, whatever the address asks for."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import settings
from tests.briefing.rescored import write_rescored_release
from ui.shell import GATE

PAGE = Path(__file__).resolve().parents[2] / "pages" / "compare.py"
PATIENCE = 60  # seconds that one run may take on a loaded machine


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    write_rescored_release(folder)
    return folder


@pytest.fixture(autouse=True)
def served(releases, monkeypatch):
    """The invented release is the one that is served."""
    monkeypatch.setenv("R2P_RELEASES", str(releases))
    settings.cache_clear()
    yield
    settings.cache_clear()


def visit(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=PATIENCE)
    page.session_state[GATE] = True
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def words(page: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in ("title", "markdown", "caption", "info", "warning") for one in page.get(kind)
    )


def chosen(page: AppTest) -> list[str]:
    return page.multiselect(key="compared").value


def test_the_states_of_the_address_are_compared_in_its_order():
    assert chosen(visit(iso3="SDN,CHE,TCD")) == ["SDN", "CHE", "TCD"]


def test_without_an_address_the_three_that_rank_first_are_compared():
    page = visit()
    assert len(chosen(page)) == 3
    assert chosen(page)[0] == "SDN"


def test_a_state_named_twice_is_compared_once():
    assert chosen(visit(iso3="SDN,Sudan,CHE")) == ["SDN", "CHE"]


def test_a_name_that_is_no_state_is_left_out_with_a_sentence():
    page = visit(iso3="SDN,Atlantis,CHE")
    assert chosen(page) == ["SDN", "CHE"]
    assert "“Atlantis” is no country known here" in page.warning[0].value


def test_of_more_than_six_the_first_six_are_compared():
    page = visit(iso3="SDN,CHE,TCD,MLI,COL,FRA,BEL")
    assert len(chosen(page)) == 6
    assert "At most 6 States can be compared" in page.warning[0].value


def test_one_state_alone_is_no_comparison():
    page = visit(iso3="SDN")
    assert "Choose at least two States to compare." in page.info[0].value
    assert not page.get("plotly_chart")


def test_states_whose_intervals_are_apart_are_put_in_order():
    assert "Sudan stands above Switzerland: their 90% intervals are apart." in words(visit(iso3="SDN,CHE"))


def test_states_whose_intervals_overlap_are_not_distinguishable():
    scores = words(visit(iso3="SDN,MLI,SSD,TCD,NER,CAF"))
    assert "Not distinguishable" in scores


def test_a_state_without_a_score_is_named():
    assert "No score is shown for Holy See: not enough is known." in words(visit(iso3="SDN,VAT"))


def test_states_without_any_score_are_compared_by_what_is_known():
    page = visit(iso3="VAT,TUV")
    assert "None of these States has a score in any month." in words(page)
    assert "The 14 risk factors in December 2025: Holy See and Tuvalu" in words(page)


def test_intervals_trends_and_risk_factors_are_drawn():
    assert len(visit(iso3="SDN,CHE").get("plotly_chart")) == 3


def test_the_month_of_the_address_is_the_month_compared():
    assert "The 14 risk factors in June 2024: Sudan and Switzerland" in words(visit(iso3="SDN,CHE", as_of="2024-06"))


def test_a_choice_is_kept_in_the_address():
    page = visit(iso3="SDN,CHE")
    page.multiselect(key="compared").set_value(["SDN", "CHE", "TCD"]).run()
    assert page.query_params["iso3"] == "SDN,CHE,TCD"


@pytest.mark.parametrize("address", [",,,", "SDN," + "x" * 5000, "<script>,SDN", "%00"])
def test_a_mangled_address_never_breaks_the_page(address):
    assert visit(iso3=address).title[0].value == "Compare"
