"""Every page for members × every kind of visitor: it opens for those who may, and shows the others nothing but why not."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from network import sessions
from network.roles import RULES
from network.sessions import Identity
from tests.support import people
from ui import shell

# A page joins the table as soon as its file and its line in shell.MEMBERS are there.
PAGES = {name: entry[2] for name, entry in shell.MEMBERS.items() if (shell.PAGES / f"{name}.py").exists()}
VISITORS = [
    "signed out",
    "expired",
    *(who for who in people.CAST if who != "other"),
]  # the other is a focal point as well
CONTENT = ("stDataFrame", "stTabs", "stTextInput", "stTextArea", "stForm", "stPlotlyChart", "stMetric", "stExpander")


def expired(network) -> dict:
    """The claims of a focal point whose session was ended."""
    said = people.claims("focal", nonce="of a session that was ended")
    with people.opened(network.database) as store:
        now = datetime.now(UTC)
        opened = sessions.enter(store, Identity.from_claims(said), now=now, origin="192.0.2.1")
        sessions.sign_out(store, opened.id, now=now + timedelta(seconds=1))
    return said


@pytest.mark.parametrize("who", VISITORS)
def test_a_page_opened_cold_by_its_address_opens_for_those_who_may_and_says_why_not_to_others(visit, network, who):
    said = {"signed out": None, "expired": expired(network) if who == "expired" else None}.get(who, people.claims(who))
    roles = {grant.role for grant in people.CAST.get(who, ())}
    visitor = visit(at=network.address, said=said)
    for name, action in PAGES.items():
        page = visitor.open(f"/{name}")
        closed = page.locator(".st-key-closed")
        if roles & set(RULES[action]):
            expect(page.get_by_role("heading", level=1)).to_have_text(shell.MEMBERS[name][0])
            expect(closed, f"{name} is closed to {who}").to_have_count(0)
            continue
        expect(closed, f"{name} is open to {who}").to_be_visible()
        for kind in CONTENT:
            expect(page.get_by_test_id(kind), f"{name} shows {who} a {kind}").to_have_count(0)
        told = {"signed out": "Sign in to open it.", "expired": "Your session has ended."}.get(who, "No role of yours")
        expect(closed).to_contain_text(told)
    assert visitor.errors == []


def test_the_navigation_names_the_pages_that_the_visitor_may_open_and_no_other(visit, network):
    page = visit(at=network.address, said=people.claims("reader")).open("/sources")
    page.get_by_text("Network", exact=True).click()
    expect(page.get_by_role("menuitem", name="My account")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Administration")).to_have_count(0)
    public = visit(at=network.address).open("/sources")
    expect(public.get_by_text("Network", exact=True)).to_have_count(0)


HOSTILE = {
    "script": "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">",
    "markdown": "![x](http://evil.example/x.png) [y](javascript:alert(1)) **b** $x^2$ :material/lock: :red[r]",
    "direction": "abc\u202egnp.exe",
    "emoji": "👩🏽‍⚖️ Ωμέγα العربية",
}


def test_what_a_person_writes_is_shown_as_text(visit, network):
    visitor = visit(at=network.address, said=people.claims("other"))
    page = visitor.open("/account")
    for text in HOSTILE.values():
        page.get_by_label("Name, as others see it").fill(text)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".st-key-account_menu")).to_contain_text(text.replace("\u202e", "")[:9])
        visitor.wait()  # until the form stands anew
    assert page.title() != "stolen"
    for text, refused in (("x" * 1_000_000, "at most 200 are kept"), ("a\x00b", "NUL character")):
        page.get_by_label("Name, as others see it").fill(text)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert").filter(has_text=refused)).to_be_visible()
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_a_double_click_writes_once(visit, network):
    page = visit(at=network.address, said=people.claims("burundi")).open("/account?section=news")
    page.get_by_label("For which device or program").fill("Telephone")
    page.get_by_role("button", name="Make a feed address").dblclick()
    expect(page.get_by_role("button", name="I have copied it")).to_be_visible()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(1)


def test_the_administration_page_fits_a_telephone(visit, network):
    visitor = visit(at=network.address, said=people.claims("administrator"), width=390)
    for section in ("members", "directory", "trail"):
        page = visitor.open(f"/administration?section={section}")
        expect(page.get_by_role("tab").first).to_be_visible()
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
