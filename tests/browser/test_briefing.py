"""A briefing from the first click to the file, and a chart taken away, in Chromium."""

from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_country import SMALL, fits


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["desk", "telephone"])
def test_the_briefing_page_fits_its_screen_asks_no_other_host_and_fails_nowhere(visit, width):
    visitor = visit(width=width)
    page = visitor.open("/briefing?kind=configuration&iso3=CAF,TCD&since=2025-06")
    page.get_by_role("button", name="Make the document").wait_for()
    page.wait_for_load_state("networkidle")
    assert fits(page, width)
    assert page.evaluate(SMALL) == []
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_a_reader_goes_from_a_country_to_its_briefing_and_gets_the_file(visit):
    visitor = visit()
    page = visitor.open("/country?iso3=SDN&as_of=2025-11")
    page.get_by_role("button", name="Briefing").click()
    page.get_by_role("button", name="Make the document").click()
    ready = page.locator("[data-testid=stDownloadButton] button").filter(has_text="PDF, for printing")
    with page.expect_download() as waiting:
        ready.click()
    file = waiting.value
    assert file.suggested_filename == "pillar-two-country-SDN-2025-11-en.pdf"
    assert Path(file.path()).read_bytes().startswith(b"%PDF-")
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_a_chart_is_taken_away_as_picture_and_as_table(visit):
    visitor = visit()
    page = visitor.open("/compare?iso3=SDN,CHE")
    chart = page.locator("details").filter(has_text="Table, source, download").first
    chart.locator("summary").click()
    for name, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b"\xef\xbb\xbf")):
        with page.expect_download() as waiting:
            chart.get_by_role("button", name=name, exact=True).click()
        assert Path(waiting.value.path()).read_bytes().startswith(begins), name
    assert (visitor.strayed, visitor.errors) == ([], [])
