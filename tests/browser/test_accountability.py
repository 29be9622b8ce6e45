"""Accountability and commitments in Chromium: every section by its address, on a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_country import CROSSING, SMALL, fits

PAGES = {
    "/accountability": ("matrix", "map", "years", "state&iso3=MLI", "help&region=Africa"),
    "/commitments": ("reviews", "invitations", "treaties", "nuclear", "state&iso3=SDN"),
}
ADDRESSES = [f"{path}?section={section}" for path, sections in PAGES.items() for section in sections]


@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (NARROW, True)], ids=["desk", "telephone"])
def test_every_section_fits_its_screen_asks_no_other_host_and_fails_nowhere(visit, width, dark):
    visitor = visit(width=width, dark=dark)
    for address in ADDRESSES:
        page = visitor.open(address)
        expect(page.get_by_role("tab", selected=True)).to_be_visible()
        assert fits(page, width), address
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        assert page.evaluate(CROSSING) == [], address
        assert page.evaluate(SMALL) == [], address
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_the_open_section_is_kept_in_the_address(visit):
    visitor = visit()
    page = visitor.open("/accountability")
    page.get_by_role("tab", name="Who could help whom").click()
    page.wait_for_url("**section=help**")
    expect(visitor.wait().get_by_role("heading", name="Pairs of States")).to_be_visible()


def test_the_map_has_a_text_alternative_and_a_table(visit):
    page = visit().open("/accountability?section=map")
    expect(page.get_by_role("figure").first).to_be_attached()
    expect(page.get_by_text("Table, source, download")).to_be_visible()
