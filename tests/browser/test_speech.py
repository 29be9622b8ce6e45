"""Hate speech in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW


def test_the_switch_shows_the_demonstration_and_the_address_keeps_it(visit):
    visitor = visit()
    page = visitor.open("/speech?iso3=KEN")
    expect(page.get_by_text("No stream here.")).to_be_visible()
    page.get_by_text("Show the demonstration (made-up counts)").click()
    expect(page.get_by_role("heading", name="made-up counts").first).to_be_visible()
    expect(page).to_have_url(f"{visitor.address}/speech?iso3=KEN&demonstration=on")
    assert visitor.strayed == []
    assert visitor.errors == []


def test_pasted_texts_are_read_and_leave_no_trace_in_the_address_or_the_browser(visit):
    page = visit().open("/speech")
    page.get_by_role("tab", name="Read texts").click()
    page.get_by_role("textbox", name="Texts, one a line").fill("quokka marmalade for all")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 text was read")).to_be_visible()
    assert "quokka" not in page.url
    assert "quokka" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


@pytest.mark.parametrize(
    "section", ["Signals", "Structural signal", "What can be done", "Read texts", "How far to trust it"]
)
def test_no_section_scrolls_sideways_on_a_telephone(visit, section):
    page = visit(width=NARROW).open("/speech")
    page.get_by_role("tab", name=section, exact=True).click()
    expect(page.get_by_role("tabpanel")).not_to_be_empty()
    assert page.locator("[data-testid=stMain]").evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_a_country_with_a_stream_fits_a_telephone(visit):
    page = visit(width=NARROW).open("/speech?iso3=SDN")
    expect(page.get_by_role("heading", name="Sudan – Posts, English").first).to_be_visible()
    assert page.locator("[data-testid=stMain]").evaluate("one => one.scrollWidth - one.clientWidth") <= 0
