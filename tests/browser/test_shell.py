"""The way in, the frame around every page, and what is said when there is nothing to show."""

import re
import shutil
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW
from tests.support.release import VERSION, write_release
from tests.support.server import serving
from ui.shell import NAVIGATION

NAMES = list(NAVIGATION)
HEADINGS = {name: title for name, (title, _purpose) in NAVIGATION.items()} | {"country": "Sudan"}


def test_the_bare_address_leads_to_the_situation(visit):
    page = visit().open("/")
    expect(page).to_have_url(re.compile(r"/situation$"))
    expect(page.get_by_role("heading", name="Situation", exact=True)).to_be_visible()


def test_an_arabic_paragraph_and_its_list_start_on_the_right(visit):
    page = visit().open("/track_record?lang=ar")
    expect(page.get_by_role("listitem").first).to_be_visible()
    for kind in ("p", "ul"):
        drawn = page.locator(f"[data-testid=stMain] [data-testid=stMarkdownContainer] {kind}").first
        assert drawn.evaluate("one => getComputedStyle(one).textAlign") == "start", kind


def test_on_a_telephone_in_arabic_the_folded_menu_is_off_the_page_and_opens_whole(visit):
    page = visit(width=NARROW).open("/commitments?lang=ar")
    menu = page.get_by_test_id("stSidebar")
    shown = "one => [getComputedStyle(one).overflow, Math.round(one.getBoundingClientRect().width)]"
    assert menu.evaluate(shown) == ["clip", 0]
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(menu.get_by_role("link").first).to_be_in_viewport()
    expect(page.get_by_test_id("stTabsScrollRight")).to_be_hidden()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opened_by_its_address_shows_itself(visit, name):
    page = visit().open(f"/{name}")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[name])
    assert page.url.split("?")[0].endswith(f"/{name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_is_the_first_request_of_a_server_without_warm_up_still_comes_through_the_front_door(
    visit, releases, tmp_path, name
):
    with serving(releases, log=tmp_path / "log", main="app.py") as address:
        page = visit(at=address).open(f"/{name}")
        expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[name])
        expect(page.get_by_role("link", name="Accountability")).to_be_visible()
        assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_a_telephone(visit, name):
    page = visit(width=NARROW).open(f"/{name}")
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert overflow <= NARROW


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_nothing_of_any_other_host_and_its_scripts_do_not_fail(visit, name):
    visitor = visit()
    visitor.open(f"/{name}")
    visitor.page.wait_for_load_state("networkidle")
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_every_page_says_how_old_its_figures_are(visit):
    page = visit().open("/sources")
    expect(page.get_by_text("Figures to January 2026.")).to_be_visible()
    expect(page.get_by_text("Newest violence figures: December 2024")).to_be_visible()


def test_the_footer_names_the_release_and_says_it_is_no_united_nations_document(visit):
    page = visit().open("/sources")
    expect(page.get_by_text(f"Release {VERSION}, made on")).to_be_visible()
    expect(page.get_by_text("not a document of the United Nations")).to_be_visible()


def test_streamlit_shows_no_menu_and_no_deploy_button(visit):
    page = visit().open("/sources")
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)


def test_a_visitor_whose_browser_speaks_french_is_answered_in_french(visit):
    page = visit(locale="fr-BE").open("/sources")
    expect(page.get_by_text("Chiffres jusqu’en janvier 2026.")).to_be_visible()


def test_the_language_of_the_address_wins_and_stays_on_the_next_page(visit):
    page = visit().open("/situation?lang=fr")
    expect(page.get_by_text("Chiffres jusqu’en janvier 2026.")).to_be_visible()
    page.get_by_role("link", name="Comparer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comparer")


def test_how_the_figures_are_made_is_a_menu_of_the_navigation(visit):
    page = visit().open("/situation")
    page.get_by_text("About the figures").click()
    page.get_by_role("menuitem", name="Method", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Method")


def test_browsers_are_told_the_page_and_its_language_and_streamlit_speaks_it_too(visit):
    page = visit().open("/compare?lang=ru")
    expect(page).to_have_title("Сравнение – Pillar Two")
    assert page.evaluate("document.documentElement.lang") == "ru"
    expect(page.get_by_role("button", name="Перейти на главную страницу")).to_be_attached()
    expect(page.get_by_role("link", name="Перейти к основному содержанию")).to_be_attached()
    page.get_by_role("combobox", name="Язык").click()
    page.get_by_role("option", name="English").click()
    expect(page).to_have_title("Compare – Pillar Two")
    expect(page.get_by_role("button", name="Navigate to home page")).to_be_attached()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_folded_menu_lies_over_nothing_where_text_runs_from_right_to_left(visit):
    page = visit(width=NARROW).open("/country?iso3=SDN&lang=ar")
    page.get_by_role("tab").first.wait_for()
    on_top = "[5, 45, 85].map(x => !!document.elementFromPoint(x, 500)?.closest('[data-testid=stSidebar]'))"
    assert page.evaluate(on_top) == [False, False, False]
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def test_a_reader_may_choose_another_language(visit):
    visitor = visit()
    page = visitor.open("/sources")
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="Français").click()
    expect(page.get_by_text("Chiffres jusqu’en janvier 2026.")).to_be_visible()


def test_a_damaged_release_is_named_and_the_last_good_one_served(visit, tmp_path):
    write_release(tmp_path, version="2026-02-09.1", is_current=False)
    newest = write_release(tmp_path, version="2026-02-10.1")
    (newest / "scores.parquet").write_bytes(b"damaged")
    with serving(tmp_path, log=tmp_path / "log") as address:
        page = visit(at=address).open("/situation")
        notice = page.get_by_role("alert").filter(has_text="2026-02-10.1 is damaged")
        expect(notice).to_contain_text("scores.parquet")
        expect(page.get_by_text("Release 2026-02-09.1, made on")).to_be_visible()


def test_every_answer_carries_the_headers_that_keep_other_hosts_out(address):
    with urllib.request.urlopen(f"{address}/situation") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "img-src 'self' data: blob:" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_health_address_names_the_release(address):
    with urllib.request.urlopen(f"{address}/health") as answer:
        assert answer.read().decode() == f'{{"status":"ok","release":"{VERSION}","refused":0}}'


def test_a_release_made_current_while_the_app_runs_is_shown_without_a_restart(visit, tmp_path):
    write_release(tmp_path, version="2026-02-09.1")
    with serving(tmp_path, log=tmp_path / "log") as address:
        visitor = visit(at=address)
        expect(visitor.open("/sources").get_by_text("Release 2026-02-09.1, made on")).to_be_visible()
        shutil.copytree(tmp_path / "2026-02-09.1", tmp_path / "unfinished")
        write_release(tmp_path, version="2026-02-10.1")
        expect(visitor.open("/sources").get_by_text("Release 2026-02-10.1, made on")).to_be_visible()
