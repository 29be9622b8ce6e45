"""The track record in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW

SECTIONS = ["What it is worth", "Reliability", "Onsets", "By period and region", "A year's list", "Register"]


def test_the_track_record_names_its_misses_first_and_calls_no_other_host(visit):
    visitor = visit()
    page = visitor.open("/track_record")
    expect(page.get_by_text("2 of the 9 bars set beforehand are missed")).to_be_visible()
    assert visitor.strayed == []
    assert visitor.errors == []


@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_scrolls_sideways_on_a_telephone(visit, section):
    page = visit(width=NARROW).open("/track_record")
    page.get_by_role("tab", name=section, exact=True).click()
    main = page.locator("[data-testid=stMain]")
    expect(page.get_by_role("tabpanel")).not_to_be_empty()
    assert main.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_a_year_in_the_address_opens_its_list(visit):
    page = visit().open("/track_record?year=2010")
    page.get_by_role("tab", name="A year's list").click()
    expect(page.get_by_text("For onsets in 2011 or 2012")).to_be_visible()
    expect(page.get_by_text("Libya (2011, rank")).to_be_visible()


def test_the_forecast_of_a_country_leads_to_the_track_record(visit):
    page = visit().open("/country?iso3=SDN")
    page.get_by_role("tab", name="Forecast").click()
    page.get_by_role("button", name="Open the track record").click()
    expect(page.get_by_role("heading", name="Track record", level=1)).to_be_visible()
