"""Signing in and out through a real provider, and everything that can go wrong on the way; the local person."""

import contextlib
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from network import presence, sessions
from tests.network.postgres_server import running
from tests.support import people
from tests.support.provider import providing
from tests.support.server import free_port, serving


class Site:
    """A server that signs in through a provider, and somebody at a browser in front of both."""

    def __init__(self, address, provider, database, ids, log, visit):
        self.address, self.provider, self.database, self.ids, self.log = address, provider, database, ids, log
        self._visit = visit

    def arrive(self, path):
        self.visitor = self._visit(at=self.address, stray_to=self.provider.address)
        return self.visitor.open(path)

    def go_to_provider(self, page):
        page.locator(".st-key-sign_in_here").get_by_role("button").click()
        page.wait_for_url(f"{self.provider.address}/**")

    def sign_in(self, page, who):
        self.go_to_provider(page)
        page.get_by_placeholder("sub").fill(who)
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url(f"{self.address}/**")
        return self.visitor.wait()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The ports, the database and the members that all tests here share; and a provider."""
    folder, port = tmp_path_factory.mktemp("sign_in"), free_port()
    database, address = people.database(folder), f"http://127.0.0.1:{port}"
    ids = people.settle(database)
    with providing(back_to=f"{address}/oauth2callback", log=folder / "provider.log") as provider:
        for who in people.CAST:
            provider.describe(who, email=f"{who}@example.org", email_verified=True, name=who.title())
        yield folder, address, database, ids, provider


def settings(place, **changes):
    _folder, address, database, _ids, provider = place
    own = people.settings(address, provider=provider.address) | {"R2P_DATABASE": database}
    return own | {"R2P_OIDC_CLIENT_ID": provider.client_id, "R2P_OIDC_CLIENT_SECRET": provider.client_secret} | changes


@pytest.fixture(scope="module")
def server(place, releases):
    folder, address, *_ = place
    with serving(releases, log=folder / "log", port=int(address.rpartition(":")[2]), settings=settings(place)):
        yield folder / "log"


@pytest.fixture
def site(place, server, visit):
    _folder, address, database, ids, provider = place
    yield Site(address, provider, database, ids, server, visit)
    provider.set_clock(ahead=0)


def closed(page):
    return page.locator(".st-key-closed")


def test_signing_in_leads_back_to_the_page_that_was_asked_for_and_signing_out_ends_the_session(site):
    page = site.arrive("/account?section=rights")
    page = site.sign_in(page, "reviewer")
    expect(page).to_have_url(f"{site.address}/account?section=rights")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    kept = page.context.cookies(site.address)

    page.get_by_role("button", name="Reviewer").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site.provider.address}/**")
    page.locator("form button[type=submit], form button").first.click()
    page.wait_for_url(f"{site.address}/**")
    expect(site.visitor.wait().get_by_role("button", name="Sign in")).to_be_visible()
    with people.opened(site.database) as store:
        admin = people.visit_of(store, site.ids["administrator"])
        assert [one for one in presence.signed_in(admin) if one.member_name == "Reviewer"] == []

    page.context.add_cookies(kept)  # whoever kept the cookie gets in no more
    expect(closed(site.visitor.open("/account"))).to_contain_text("Your session has ended.")


def test_a_session_that_ended_is_told_and_signing_in_again_opens_the_page(site):
    page = site.sign_in(site.arrive("/account"), "focal")
    with people.opened(site.database) as store:
        admin = people.visit_of(store, site.ids["administrator"])
        for one in presence.signed_in(admin):
            sessions.sign_out(store, one.id, now=datetime.now(UTC))
    page.get_by_role("tab", name="My data").click()
    expect(closed(page)).to_contain_text("Your session has ended.")
    page = site.sign_in(page, "focal")
    expect(page).to_have_url(f"{site.address}/account?section=data")
    expect(closed(page)).to_have_count(0)


def test_a_stranger_is_told_whom_to_ask(site):
    site.provider.describe("stranger", email="stranger@example.org", email_verified=True)
    page = site.sign_in(site.arrive("/account"), "stranger")
    expect(closed(page)).to_contain_text("Ask an administrator to invite stranger@example.org.")


def test_a_token_without_an_email_address_is_told(site):
    site.provider.describe("shy", name="Shy")
    page = site.sign_in(site.arrive("/account"), "shy")
    expect(closed(page)).to_contain_text("Your sign-in provider sent no e-mail address.")


def test_somebody_who_declines_at_the_provider_comes_back_to_the_page_with_a_sentence(site):
    page = site.arrive("/account")
    site.go_to_provider(page)
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{site.address}/**")
    expect(site.visitor.wait().get_by_text("signing in was declined")).to_be_visible()
    expect(page).to_have_url(re.compile("/account$"))


def test_a_provider_whose_clock_is_wrong_signs_nobody_in_and_the_page_says_so(site):
    site.provider.set_clock(ahead=3600)
    page = site.sign_in(site.arrive("/account"), "focal")
    expect(page.get_by_text("the sign-in provider's answer could not be used")).to_be_visible()
    expect(closed(page)).to_be_visible()


def test_the_log_holds_no_secret_and_no_token(site, place):
    text = site.log.read_text()
    for secret in (site.provider.client_secret, people.COOKIE_SECRET, "eyJ", "code="):
        assert secret not in text
    assert "Network database: ready." in text


def test_a_wrong_client_secret_is_told_without_repeating_it(place, releases, visit, tmp_path):
    _folder, _address, database, ids, _provider = place
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with providing(back_to=f"{here}/oauth2callback", log=tmp_path / "provider.log") as other:
        wrong = people.settings(here, provider=other.address) | {"R2P_DATABASE": database}
        wrong |= {"R2P_OIDC_CLIENT_ID": other.client_id, "R2P_OIDC_CLIENT_SECRET": "wrong-secret-of-the-client"}
        with serving(releases, log=tmp_path / "log", port=port, settings=wrong):
            site = Site(here, other, database, ids, tmp_path / "log", visit)
            page = site.sign_in(site.arrive("/account"), "focal")
            expect(page.get_by_text("the sign-in provider's answer could not be used")).to_be_visible()
            assert "wrong-secret-of-the-client" not in (tmp_path / "log").read_text()


def test_with_the_provider_down_the_button_says_so_and_the_public_pages_go_on(network, visit):
    """The server of this fixture names a provider where nothing answers."""
    visitor = visit(at=network.address)
    page = visitor.open("/account")
    page.locator(".st-key-sign_in_here").get_by_role("button").click()
    expect(page.get_by_text("the sign-in provider cannot be reached")).to_be_visible()
    expect(page).to_have_url(re.compile("/account$"))
    expect(visitor.open("/sources").get_by_role("heading", level=1)).to_have_text("Sources")


def test_a_database_that_goes_away_closes_the_pages_for_members_and_no_other_until_it_is_back(
    releases, visit, tmp_path
):
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with running(is_durable=False) as database:
        own = people.settings(here) | {"R2P_DATABASE": database.create("pages")}
        people.settle(own["R2P_DATABASE"])
        with serving(releases, log=tmp_path / "log", port=port, settings=own):
            visitor = visit(at=here, said=people.claims("administrator"))
            page = visitor.open("/administration")
            expect(page.get_by_role("tab").first).to_be_visible()
            database.stop(mode="immediate")
            page.get_by_role("tab", name="Audit trail").click()
            expect(closed(page)).to_contain_text("This page needs the network database.")
            public = visit(at=here, said=people.claims("administrator")).open("/sources")
            expect(public.get_by_role("heading", level=1)).to_have_text("Sources")
            database.start()
            for _try in range(60):  # it is asked again a few seconds after it failed
                if not closed(visitor.open("/administration?section=trail")).count():
                    break
            expect(page.get_by_role("tab", name="Audit trail")).to_be_visible()
            assert "Traceback" not in (tmp_path / "log").read_text()
            assert database.password not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(("listen", "is_let_in"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_the_local_person_is_signed_in_only_where_the_server_listens_to_this_machine_alone(
    releases, visit, tmp_path, listen, is_let_in
):
    with serving(releases, log=tmp_path / "log", listen=listen, settings={"R2P_LOCAL_PERSON": "1"}) as here:
        page = visit(at=here).open("/administration")
        if is_let_in:
            expect(page.get_by_role("tab").first).to_be_visible()
            page.get_by_role("button", name="Local person").click()
            page.get_by_role("button", name="Sign out").click()
            expect(closed(page)).to_contain_text("Sign in to open it.")
        else:
            expect(closed(page)).to_contain_text("the server listens on 0.0.0.0")


def test_another_sites_name_for_this_machine_does_not_sign_in_the_local_person(
    releases, tmp_path, browser_type, browser_type_launch_args
):
    """As an attacker's page does that lets its own name lead to the visitor's machine."""
    rules = [*browser_type_launch_args["args"], "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    with (
        serving(releases, log=tmp_path / "log", settings={"R2P_LOCAL_PERSON": "1"}) as here,
        contextlib.closing(browser_type.launch(**browser_type_launch_args | {"args": rules})) as browser,
    ):
        page = browser.new_page()
        page.goto(f"http://evil.example:{here.rpartition(':')[2]}/administration")
        expect(closed(page)).to_contain_text("the server listens on evil.example")
        expect(page.get_by_role("tab")).to_have_count(0)


def test_without_the_setting_nobody_is_signed_in_on_ones_own_machine(visit, address):
    page = visit(at=address).open("/administration")
    expect(closed(page)).to_contain_text("Signing in is not set up on this installation.")
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
