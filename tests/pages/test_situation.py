"""The situation page, without a browser."""

import pytest

from tests.support.release import NOT_SHOWN


def alerts(app) -> list[str]:
    return [one.value for one in app.warning]


def test_the_default_month_is_shown_first(open_page):
    assert open_page("situation").selectbox("choose_as_of").value == "2025-12"


def test_the_month_of_the_address_is_shown(open_page):
    app = open_page("situation", as_of="2024-03")
    assert "Ranking, March 2024" in [one.value for one in app.header]


def test_the_highest_scores_stand_beside_the_map_each_a_way_to_its_page(open_page):
    app = open_page("situation", as_of="2024-12")
    assert app.button("open_SDN").label == ":primary[**Sudan**]"
    figures = [one.value for one in app.markdown if "90% interval" in one.value]
    assert len([one for one in figures if "rank" in one]) == 5


@pytest.mark.parametrize("asked", ["2031-05", "1999-12", "2024-13", "x", "2024-1", "'; drop table", "٢٠٢٤-١٢"])
def test_a_month_that_cannot_be_shown_is_answered_with_a_sentence_and_the_default(open_page, asked):
    app = open_page("situation", as_of=asked)
    assert not app.exception
    assert len(alerts(app)) == 1
    assert app.selectbox("choose_as_of").value == "2025-12"


def test_what_a_visitor_writes_in_the_address_is_never_acted_on(open_page):
    app = open_page("situation", region="![x](https://example.org/x.png)<script>")
    assert "\\!\\[x\\]\\(https\\:" in alerts(app)[0]


def test_every_state_of_the_world_is_in_the_ranking(open_page):
    assert len(open_page("situation").dataframe[0].value) == 195


def test_a_region_narrows_the_ranking_to_its_states(open_page):
    assert len(open_page("situation", region="Oceania").dataframe[0].value) == 14


def test_a_configuration_of_the_peacebuilding_commission_is_a_group(open_page):
    states = open_page("situation", group="PBC").dataframe[0].value["state"]
    assert sorted(states) == [
        "Burundi", "Central African Republic", "Guinea", "Guinea-Bissau", "Liberia", "Sierra Leone",
    ]  # fmt: skip


def test_a_state_without_a_score_has_no_interval_and_no_zero(open_page):
    table = open_page("situation").dataframe[0].value
    unknown = table[table["state"] == "Tuvalu"].iloc[0]
    assert "TUV" in NOT_SHOWN
    assert (unknown["interval"], unknown["ranks"], unknown["score"] != unknown["score"]) == ("–", "–", True)


def test_the_first_year_has_no_changes_to_show_and_says_so(open_page):
    app = open_page("situation", as_of="2024-03")
    assert any("less than twelve months before" in one.value for one in app.info)


def test_choosing_a_region_writes_it_into_the_address(open_page):
    app = open_page("situation")
    app.selectbox("choose_region").select("Africa").run()
    assert app.query_params["region"] in ("Africa", ["Africa"])  # AppTest gives either
    app.selectbox("choose_region").select("").run()
    assert "region" not in app.query_params
