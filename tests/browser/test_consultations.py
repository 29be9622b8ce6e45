"""Consulting, noting and reviewing at a browser: what people write is text, addresses hold, the second is told of the first."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from network import alerts, consultations, notes
from network.alerts import Proposal
from network.sharing import Sharing
from tests.support import people
from tests.support.people import visit_of

NETWORK = Sharing(sensitivity="network")
HOSTILE = (
    "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">\n"
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) **b** $x^2$ :material/lock: :red[r]\n"
    "# heading\n- list\nabc\u202egnp.exe 👩🏽‍⚖️ العربية"
)


@pytest.fixture
def store(network):
    with people.opened(network.database) as opened:
        yield opened


@pytest.fixture
def question(network, store):
    visit = visit_of(store, network.ids["focal"])
    return consultations.ask(
        visit, question=HOSTILE, background=HOSTILE, recipients=[network.ids["other"]], sharing=NETWORK, iso3="MLI",
        deadline=visit.now + timedelta(days=7),
    )  # fmt: skip


def test_what_people_write_is_shown_as_text_and_what_cannot_be_kept_is_refused_without_loss(visit, network, question):
    visitor = visit(at=network.address, said=people.claims("other"))
    page = visitor.open(f"/consultations?id={question}")
    shown = page.locator(".st-key-question")
    expect(shown).to_contain_text("<script>document.title='stolen'</script>")
    expect(shown).to_contain_text("**b** $x^2$ :material/lock: :red[r]")
    expect(shown).to_contain_text("⟦U+202E⟧")
    expect(shown.locator("img, h1, strong, script")).to_have_count(0)
    box = page.get_by_role("textbox", name="Your reply")
    for text, refused in (("x" * 1_000_000, "at most 20000 are kept"), ("a\x00b", "NUL character")):
        box.fill(text)
        page.get_by_role("button", name="Reply", exact=True).click()
        expect(page.get_by_role("alert").filter(has_text=refused)).to_be_visible()
        expect(box).to_have_value(text)
    box.fill(HOSTILE)
    page.get_by_role("button", name="Reply", exact=True).dblclick()
    expect(page.locator("[class*='st-key-reply_']").filter(has_text="⟦U+202E⟧gnp.exe")).to_have_count(1)
    assert page.title() != "stolen"
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_on_an_arabic_telephone_no_part_of_the_closed_menu_lies_over_the_page_and_texts_run_their_own_way(
    visit, network, question
):
    visitor = visit(at=network.address, said=people.claims("focal"), width=390)
    page = visitor.open(f"/consultations?id={question}&lang=ar")
    expect(page.get_by_test_id("stSidebarResizeHandle")).not_to_be_visible()
    lines = page.locator(".st-key-question").get_by_test_id("stText").locator("span").first
    expect(lines).to_have_css("unicode-bidi", "plaintext")
    name = page.get_by_test_id("stHeaderLogo").bounding_box()
    assert name["x"] + name["width"] <= 390 - 10


def test_the_second_of_two_who_change_a_note_is_told_sees_both_and_loses_nothing(visit, network, store):
    focal = visit_of(store, network.ids["focal"])
    note = notes.share(focal, body="As it was", sharing=NETWORK, iso3="COL")
    page = visit(at=network.address, said=people.claims("focal")).open("/country?iso3=COL")
    page.get_by_role("tab", name="Notes").click()
    page.locator(f".st-key-change_{note}").get_by_role("button").click()
    box = page.get_by_role("textbox", name="Note").last
    expect(box).to_have_value("As it was")
    notes.edit(focal, note_id=note, version=1, body="From elsewhere", sources=[])
    box.fill("From this desk")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="Your text is kept")).to_be_visible()
    expect(page.get_by_text("As it stands now")).to_be_visible()
    expect(page.get_by_text("From elsewhere").last).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your note is changed.")).to_be_visible()
    assert notes.read(focal, note).body == "From this desk"


def test_a_reviewer_opens_an_alert_from_the_queue_and_its_address_holds(visit, network, store):
    reviewer = visit_of(store, network.ids["reviewer"])
    found = Proposal(iso3="MLI", rule="score_level", title="The risk score reached a declared level", level="high",
                     release="r", month="2025-12", since="2025-11", unit="points", before=49.0, after=51.0, low=45.0,
                     high=57.0, threshold=50.0, responses=("name_hate_early",))  # fmt: skip
    alerts.take(reviewer, proposals=[found])
    page = visit(at=network.address, said=people.claims("reviewer")).open("/watchlist?view=review")
    page.locator(".st-key-queue_MLI").get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Mali – The risk score reached a declared level")).to_be_visible()
    assert "alert=" in page.url
    address = page.url
    page.get_by_role("textbox", name="Reason").fill("Two sources agree.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The alert is published.")).to_be_visible()
    assert page.url == address
    reader = visit(at=network.address, said=people.claims("reader"))
    page = reader.open(address.removeprefix(network.address))
    expect(page.get_by_text("Two sources agree.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


@pytest.mark.parametrize("page_name", ["watchlist", "consultations"])
def test_the_page_fits_a_telephone(visit, network, question, page_name):
    visitor = visit(at=network.address, said=people.claims("focal"), width=390)
    for address in (f"/{page_name}", f"/{page_name}?id={question}", f"/{page_name}?ask=1"):
        page = visitor.open(address)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
