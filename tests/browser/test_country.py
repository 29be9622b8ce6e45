"""The country page in Chromium: drawn, readable, reachable by keyboard, on a desk and on a telephone, light and dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.briefing.rescored import write_rescored_release
from tests.browser.conftest import NARROW, WIDE
from tests.support.server import serving

SECTIONS = {  # title → name in the address
    "Risk factors": "factors", "What drives it": "drivers", "Indicators": "indicators", "Evidence": "evidence",
    "Peers": "peers", "What can be done": "measures",
}  # fmt: skip
SCREENS = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["desk", "telephone"])
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
# Texts of charts that cross each other or the edge of their chart, by more than a px or two of line spacing.
CROSSING = """() => {
  const wrong = [];
  for (const chart of document.querySelectorAll('.js-plotly-plot')) {
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('.annotation text, .legendtext, .xtick text')]
      .map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
    for (const [text, box] of texts) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) wrong.push(text + ' leaves its chart');
    }
    texts.forEach(([text, a], n) => texts.slice(n + 1).forEach(([other, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 4) wrong.push(text + ' crosses ' + other);
    }));
  }
  return wrong;
}"""
SMALL = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((one) => one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 12)
  .map((one) => one.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def country_address(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rescored")
    write_rescored_release(folder)
    with serving(folder, log=tmp_path_factory.mktemp("server") / "log") as found:
        yield found


@pytest.fixture
def arrive(visit, country_address):
    """Open the country page; gives the visitor and the drawn page."""

    def come(address: str, *, section: str = "", width: int = WIDE, dark: bool = False):
        visitor = visit(at=country_address, width=width, dark=dark)
        page = visitor.open(f"{address}&section={SECTIONS[section]}" if section else address)
        if section:
            expect(page.get_by_role("tab", name=section)).to_have_attribute("aria-selected", "true")
        expect(page.locator(".js-plotly-plot:not(:has(.main-svg))")).to_have_count(0)  # each chart is drawn
        return visitor, page

    return come


def fits(page: Page, width: int) -> bool:
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


@SCREENS
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("iso3", ["MLI", "VAT"], ids=["much known", "little known"])
def test_every_section_fits_its_screen_asks_no_other_host_and_fails_nowhere(arrive, iso3, section, width):
    visitor, page = arrive(f"/country?iso3={iso3}", section=section, width=width)
    assert fits(page, width)
    assert (visitor.strayed, visitor.errors) == ([], [])
    expect(page.get_by_text("This page could not be drawn")).to_have_count(0)


@SCREENS
@pytest.mark.parametrize("section", ["Risk factors", "What drives it"])
def test_no_text_of_a_chart_crosses_another_or_is_cut(arrive, section, width):
    _visitor, page = arrive("/country?iso3=MLI", section=section, width=width)
    assert page.evaluate(CROSSING) == []


@SCREENS
def test_no_text_is_smaller_than_twelve_px(arrive, width):
    _visitor, page = arrive("/country?iso3=MLI", width=width)
    assert page.evaluate(SMALL) == []


@THEMES
def test_the_trend_is_drawn_with_band_line_and_events(arrive, dark):
    _visitor, page = arrive("/country?iso3=SDN", dark=dark)
    trend = page.locator(".st-key-trend .js-plotly-plot")
    expect(trend.locator("path.js-fill")).to_have_count(1)
    expect(trend.locator("path.js-line").first).to_be_attached()
    expect(trend.get_by_text("Universal periodic review")).to_be_visible()


def test_the_profile_has_a_bar_or_words_for_each_of_the_fourteen_factors(arrive):
    _visitor, page = arrive("/country?iso3=MLI")
    profile = page.locator(".st-key-profile .js-plotly-plot")
    for number in range(1, 15):
        expect(profile.get_by_text(re.compile(rf"^{number}\. ")).first).to_be_visible()
    expect(profile.get_by_text("No data yet")).to_have_count(7)


def test_a_chart_has_a_text_alternative(arrive):
    _visitor, page = arrive("/country?iso3=MLI")
    expect(
        page.get_by_role("figure", name=re.compile("Line of the risk score of Mali from August 2023"))
    ).to_be_attached()
    expect(page.get_by_role("figure", name=re.compile("Levels of the 14 risk factors of Mali"))).to_be_attached()


def test_a_chart_has_its_figures_as_a_table_one_click_away(arrive):
    _visitor, page = arrive("/country?iso3=MLI")
    page.locator("summary").filter(has_text="Table, source, download").first.click()
    expect(page.get_by_text("computed from 12 indicators").first).to_be_visible()


def test_an_address_leads_to_one_country_at_one_month(arrive):
    _visitor, page = arrive("/country?iso3=SDN&as_of=2024-12")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sudan")
    expect(page.get_by_role("combobox", name="As of")).to_have_value("December 2024")
    expect(page.get_by_text("Sudan: the 14 risk factors in December 2024")).to_be_visible()


def test_choosing_another_country_writes_its_address(arrive):
    _visitor, page = arrive("/country?iso3=SDN&as_of=2024-12")
    page.get_by_role("combobox", name="Country").click()
    page.get_by_role("combobox", name="Country").fill("Chad")
    page.get_by_role("option", name="Chad", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chad")
    expect(page).to_have_url(re.compile(r"iso3=TCD"))
    expect(page).to_have_url(re.compile(r"as_of=2024-12"))


def test_an_unknown_country_gets_a_sentence_with_the_nearest_names(arrive):
    visitor, page = arrive("/country?iso3=Sudann")
    expect(page.get_by_role("alert")).to_contain_text("“Sudann” is no country known here. Perhaps")
    assert visitor.errors == []


def test_the_main_controls_are_reached_and_used_by_keyboard(arrive):
    visitor, page = arrive("/country?iso3=MLI&as_of=2024-06")
    expect(page.get_by_role("button", name="Earlier")).to_be_enabled()
    page.get_by_role("combobox", name="As of").press("Tab")
    expect(page.get_by_role("button", name="Earlier")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"as_of=2024-05"))
    visitor.wait()
    page.get_by_role("tab", name="Risk factors").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="What drives it")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="Mali: what the score of")).to_be_visible()


def test_every_fact_names_its_source_and_links_it(arrive):
    _visitor, page = arrive("/country?iso3=SDN", section="Evidence")
    links = page.locator("[data-testid=stExpander] a")
    assert links.count() >= 3
    assert all(re.match("https?://", link.get_attribute("href") or "") for link in links.all())


def test_a_fact_that_nobody_verified_carries_a_badge(arrive):
    _visitor, page = arrive("/country?iso3=COL", section="Evidence")
    expect(page.get_by_text("unverified", exact=True)).to_be_visible()


def test_the_table_of_indicators_links_each_source(arrive):
    _visitor, page = arrive("/country?iso3=MLI", section="Indicators")
    rows = page.locator("[data-testid=data-grid-canvas] table[role=grid] tbody tr").filter(has_text="Refugees")
    expect(rows.first).to_contain_text("https://example.org/unhcr/2025")


def test_responses_link_the_texts_they_rest_on(arrive):
    _visitor, page = arrive("/country?iso3=MLI", section="What can be done")
    expect(page.locator("a[href^='https://undocs.org/']").first).to_be_visible()
