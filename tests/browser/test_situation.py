"""The map, the ranking and the changes, in Chromium."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from briefing.charts_map import places
from data.countries import countries
from tests.browser.conftest import NARROW, WIDE

MAP = ".st-key-world_map .js-plotly-plot"
SHAPES = f"{MAP} .choroplethlayer path.choroplethlocation"
# Keys and shapes as the drawn figure knows them.
DRAWN = """() => {
  const traces = document.querySelector('.st-key-world_map .js-plotly-plot')._fullData;
  return traces.filter((one) => one.hovertext || one.customdata).flatMap((one) => one.locations || one.customdata);
}"""


def drawn_map(page: Page) -> Page:
    page.locator(SHAPES).first.wait_for(state="attached")
    return page


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True])
def test_the_map_draws_although_every_other_host_is_out_of_reach(visit, width, dark):
    visitor = visit(width=width, dark=dark)
    page = drawn_map(visitor.open("/situation"))
    shapes = page.locator(SHAPES)
    with_outline = shapes.evaluate_all(
        "paths => paths.filter((one) => (one.getAttribute('d') || '').length > 10).length"
    )
    assert with_outline > 150
    assert visitor.strayed == []


def test_every_one_of_the_195_states_is_on_the_map(visit):
    page = drawn_map(visit().open("/situation"))
    assert set(countries()) <= set(page.evaluate(DRAWN))


def test_states_too_small_to_see_are_dots(visit):
    page = drawn_map(visit().open("/situation"))
    small = [iso3 for iso3 in countries() if places()[iso3][2]]
    assert page.locator(f"{MAP} .scattergeo path.point").count() >= len(small)


def test_a_state_that_is_not_known_has_an_entry_of_its_own_in_the_legend(visit):
    page = drawn_map(visit().open("/situation"))
    expect(page.locator(MAP).get_by_text("Not enough known: coverage under 50%")).to_be_visible()


def test_the_map_carries_the_disclaimer(visit):
    page = visit().open("/situation")
    expect(page.get_by_text("do not imply official endorsement or acceptance by the United Nations")).to_be_visible()


def test_the_map_has_a_text_alternative_that_names_the_highest_scores(visit):
    page = drawn_map(visit().open("/situation"))
    expect(
        page.get_by_role("figure", name=re.compile("Map of the risk scores of 195 States.*Highest: Sudan"))
    ).to_be_attached()


def test_choosing_a_state_on_the_map_opens_its_page(visit):
    page = drawn_map(visit().open("/situation?as_of=2024-12"))
    page.evaluate("""() => {
      const graph = document.querySelector('.st-key-world_map .js-plotly-plot');
      const curve = graph._fullData.findIndex((one) => (one.locations || []).includes('SDN') && one.hovertext);
      const number = graph._fullData[curve].locations.indexOf('SDN');
      const point = { curveNumber: curve, pointNumber: number, pointIndex: number, location: 'SDN' };
      graph.emit('plotly_selected', { points: [point], selections: [] });
    }""")
    expect(page).to_have_url(re.compile(r"/country\?iso3=SDN&as_of=2024-12$"))


def test_choosing_a_name_in_the_ranking_opens_its_page(visit):
    page = visit().open("/situation?as_of=2024-12")
    table = page.locator(".st-key-ranking .dvn-scroller")
    table.evaluate("element => element.scrollIntoView({ block: 'center' })")
    table.click(position={"x": 40, "y": 52})  # the first row, below the header of 35 px
    expect(page).to_have_url(re.compile(r"/country\?iso3=SDN&as_of=2024-12$"))


def test_the_map_colours_the_states_of_the_region_chosen_and_no_others(visit):
    page = drawn_map(visit().open("/situation?region=Africa"))
    assert set(page.evaluate(DRAWN)) == {iso3 for iso3, one in countries().items() if one.region == "Africa"}


def test_the_address_of_a_view_shows_that_view(visit):
    page = visit().open("/situation?as_of=2024-12&region=Africa")
    expect(page.get_by_role("heading", name="Ranking, December 2024")).to_be_visible()
    expect(page.get_by_role("combobox", name="Region")).to_have_value("Africa")


def test_a_choice_is_written_into_the_address(visit):
    page = visit().open("/situation")
    page.get_by_role("combobox", name="Group").click()
    page.get_by_role("option", name="Least developed countries").click()
    expect(page).to_have_url(re.compile(r"group=LDC$"))


def test_a_country_that_moved_beyond_its_noise_stands_first_among_the_changes(visit):
    page = visit().open("/situation")
    page.get_by_text("Rose most, December 2024 to December 2025").wait_for()
    expect(page.get_by_role("figure", name=re.compile(r"Rose most.*: Mali \+\d\d\.\d"))).to_be_attached()
    expect(page.get_by_role("figure", name=re.compile(r"Fell most.*: Colombia −\d\d\.\d"))).to_be_attached()


def test_states_without_enough_known_are_named(visit):
    page = visit().open("/situation")
    expect(page.get_by_text("No score, 2 States")).to_contain_text("No score")
    expect(page.get_by_text(re.compile("Tuvalu and Holy See|Holy See and Tuvalu"))).to_be_visible()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/situation?as_of=2031-05", "There are no figures for May 2031: they run from August 2023 to January 2026."),
        ("/situation?as_of=nonsense", "“nonsense” is not a month; write it as 2024-12."),
        ("/situation?as_of=9999-99", "“9999-99” is not a month"),
        ("/situation?region=Atlantis", "“Atlantis” is not among the choices of “Region”."),
        ("/situation?group=%3Cscript%3E", "“<script>” is not among the choices of “Group”."),
        ("/situation?region=Europe&group=SIDS", "no State belongs to both the region and the group."),
    ],
)
def test_a_wrong_address_gets_a_sentence_and_the_page_still_stands(visit, path, sentence):
    visitor = visit()
    page = visitor.open(path)
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Situation")
    assert json.dumps(visitor.errors) == "[]"
