"""The method page in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW


def test_the_method_page_says_how_the_score_is_made_and_calls_no_other_host(visit):
    visitor = visit()
    page = visitor.open("/method")
    expect(page.get_by_role("heading", name="Method")).to_be_visible()
    expect(page.get_by_text("It is no forecast")).to_be_visible()
    assert visitor.strayed == []
    assert visitor.errors == []


def test_a_weight_can_be_moved_by_keyboard_and_the_ranking_follows(visit):
    page = visit().open("/method")
    page.get_by_role("tab", name="What if?").click()
    expect(page.get_by_text("weights: 0 of 193 States change rank")).to_be_visible()
    slider = page.get_by_role("slider").nth(1)
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.get_by_text("weights: 0 of 193 States change rank")).not_to_be_visible()


@pytest.mark.parametrize("tab", ["The score", "What it is worth", "Definitions", "What if?"])
def test_no_tab_scrolls_sideways_on_a_telephone(visit, tab):
    page = visit(width=NARROW).open("/method")
    page.get_by_role("tab", name=tab).click()
    main = page.locator("[data-testid=stMain]")
    expect(main).to_be_visible()
    assert main.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
