"""The configurations page in Chromium: a set with neighbours on a desk and on a telephone, its map, charts and sections."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_country import CROSSING, SMALL, fits

SCREENS = pytest.mark.parametrize(
    ("width", "dark"), [(WIDE, False), (NARROW, True)], ids=["desk-light", "telephone-dark"]
)
SET = "/configurations?iso3=CAF,BDI,VAT&since=2024-06"


@SCREENS
@pytest.mark.parametrize("section", ["trend", "moved", "timeline"])
def test_a_set_fits_its_screen_and_no_text_of_a_chart_crosses_another_or_is_small(visit, width, dark, section):
    visitor = visit(width=width, dark=dark)
    page = visitor.open(f"{SET}&section={section}")
    page.locator(".js-plotly-plot .main-svg").nth(1).wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert fits(page, width)
    assert page.evaluate(CROSSING) == []
    assert page.evaluate(SMALL) == []
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_the_map_and_the_charts_have_a_text_alternative(visit):
    page = visit().open(SET)
    for words in ("Map of Central African Republic, Burundi and Holy See, outlined", "Lines of the risk scores up to"):
        expect(page.get_by_role("figure", name=re.compile(words)).first).to_be_attached()


def test_a_configuration_is_chosen_by_keyboard_and_kept_in_the_address(visit):
    visitor = visit()
    page = visitor.open("/configurations")
    page.get_by_role("combobox", name="Configuration").focus()
    page.keyboard.type("Liberia")
    page.get_by_role("option", name=re.compile("^Liberia")).wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Liberia")).to_be_visible()
    assert "name=liberia" in page.url


def test_a_section_is_kept_in_the_address_and_opened_from_it(visit):
    visitor = visit()
    page = visitor.open(SET)
    page.get_by_role("tab", name="Questions").click()
    expect(page.get_by_text("Drawn up from the figures by fixed rules")).to_be_visible()
    assert "section=questions" in page.url


def test_the_chairs_briefing_is_one_click_away(visit):
    visitor = visit()
    page = visitor.open(SET)
    page.get_by_role("button", name="Chair's briefing").click()
    ready = page.locator("[data-testid=stDownloadButton] button").filter(has_text="PDF, for printing")
    with page.expect_download() as waiting:
        ready.click()
    assert waiting.value.suggested_filename.startswith("pillar-two-configuration-CAF-BDI-VAT-")
    assert (visitor.strayed, visitor.errors) == ([], [])
