"""The compare page in Chromium: two to six States, on a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_country import CROSSING, SMALL, fits

SCREENS = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["desk", "telephone"])
SIX = "/compare?iso3=SDN,COD,CAF,GBR,MLI,VAT"  # long names among them, and one without a score


@SCREENS
def test_six_states_fit_their_screen_ask_no_other_host_and_fail_nowhere(visit, width):
    visitor = visit(width=width)
    page = visitor.open(SIX)
    page.wait_for_load_state("networkidle")
    assert fits(page, width)
    assert (visitor.strayed, visitor.errors) == ([], [])


@SCREENS
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_text_of_a_chart_crosses_another_or_is_cut(visit, width, dark):
    page = visit(width=width, dark=dark).open(SIX)
    page.locator(".st-key-factors .main-svg").first.wait_for(state="attached")
    assert page.evaluate(CROSSING) == []


@SCREENS
def test_no_text_is_smaller_than_twelve_px(visit, width):
    page = visit(width=width).open(SIX)
    page.locator(".st-key-factors .main-svg").first.wait_for(state="attached")
    assert page.evaluate(SMALL) == []


def test_each_chart_has_a_text_alternative(visit):
    page = visit().open("/compare?iso3=SDN,CHE")
    for words in (
        "Scores and 90% intervals in December 2025",
        "Lines of the risk scores",
        "Levels of the 14 risk factors",
    ):
        expect(page.get_by_role("figure", name=re.compile(words))).to_be_attached()


def test_overlapping_intervals_are_called_not_distinguishable(visit):
    page = visit().open("/compare?iso3=NRU,LIE,MLI,COL")
    expect(page.get_by_text(re.compile("Not distinguishable"))).to_be_visible()


def test_a_state_can_be_added_by_keyboard_and_is_kept_in_the_address(visit):
    page = visit().open("/compare?iso3=SDN,CHE")
    box = page.get_by_role("combobox", name="States, two to six")
    box.focus()
    page.keyboard.type("Chad")
    page.get_by_role("option", name="Chad", exact=True).wait_for()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"iso3=SDN(,|%2C)CHE(,|%2C)TCD"))
    page.keyboard.press("Escape")  # the list of States, which hides the page from assistive technology while it is open
    expect(
        page.get_by_role("heading", name="The 14 risk factors in December 2025: Sudan, Switzerland and Chad")
    ).to_be_visible()
