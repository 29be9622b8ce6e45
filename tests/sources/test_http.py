"""Fetching: asks politely, takes what is new, resumes what broke off, goes nowhere that is not listed, tells no key."""

import hashlib
import logging
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import refresh_reading, snapshots
from data.http import ATTEMPTS, FetchError, NotFound, Web, public_address
from data.http_files import JSON, TABLE
from data.sources.declaration import Access
from tests.data.small import declare
from tests.sources.conftest import NOW
from tests.sources.server import Answer

HOST = "ucdp.uu.se"
ADDRESS = f"https://{HOST}/figures.csv"
BODY = b"country,year,value\n" + b"Mali,2024,1\n" * 5000
CSV = {"Content-Type": "text/csv"}
MARKED = CSV | {"ETag": '"one"', "Accept-Ranges": "bytes"}
KEY = "s3cret-token"


def source(**access: object):
    limits = {"hosts": (HOST,), "seconds_between_requests": 1, "max_megabytes": 1, "total_seconds": 600}
    return declare("alpha", access=Access(**limits | access))


@pytest.fixture
def visit(line, tmp_path):
    """A visit to a source with the limits that a test sets; all visits share one store."""

    def opened(now=NOW, **access: object):
        return Web(line, tmp_path, now=now, progress=lambda count, total: None).visit(source(**access))

    return opened


def adopt(visit, root, now=NOW) -> None:
    """Keep what was fetched, as a refresh does."""
    refresh_reading.adopt(visit, now=now, root=root)


def test_a_file_arrives_as_it_was_sent(server, visit):
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    got = visit().get(ADDRESS, "figures.csv", TABLE)
    assert (got.read(), got.sha256, got.is_new) == (BODY, hashlib.sha256(BODY).hexdigest(), True)


def test_a_file_sent_in_chunks_arrives_whole(server, visit):
    server.answer = lambda request: Answer(body=BODY, headers=CSV, manner="chunked")
    assert visit().get(ADDRESS, "figures.csv", TABLE).size == len(BODY)


def test_a_question_is_asked_with_its_parameters(server, visit):
    server.answer = lambda request: Answer(body=b"{}", headers={"Content-Type": "application/json"})
    visit().get(ADDRESS, "a.json", JSON, params={"from": "0", "words": "a b&c"})
    assert server.requests[0].query == {"from": "0", "words": "a b&c"}


# Only what is new


def test_a_file_that_has_not_changed_is_not_sent_again(server, visit, tmp_path):
    server.answer = lambda request: Answer(body=BODY, headers=MARKED)
    first = visit()
    first.get(ADDRESS, "figures.csv", TABLE)
    adopt(first, tmp_path)
    server.answer = lambda request: Answer(status=304 if request.headers.get("if-none-match") == '"one"' else 500)
    again = visit(now=NOW + timedelta(days=1)).get(ADDRESS, "figures.csv", TABLE)
    assert (again.is_new, again.read()) == (False, BODY)


def test_a_server_without_marks_is_asked_by_the_day_of_its_file(server, visit, tmp_path):
    day = "Mon, 08 Jun 2026 20:31:08 GMT"
    server.answer = lambda request: Answer(body=BODY, headers=CSV | {"Last-Modified": day})
    first = visit()
    first.get(ADDRESS, "figures.csv", TABLE)
    adopt(first, tmp_path)
    visit().get(ADDRESS, "figures.csv", TABLE)
    assert server.requests[-1].headers["if-modified-since"] == day


def test_a_copy_that_was_damaged_since_is_fetched_again(server, visit, tmp_path):
    server.answer = lambda request: Answer(body=BODY, headers=MARKED)
    first = visit()
    adopt_path = first.get(ADDRESS, "figures.csv", TABLE)
    adopt(first, tmp_path)
    (tmp_path / "alpha" / adopt_path.sha256).write_bytes(b"damaged")
    assert visit().get(ADDRESS, "figures.csv", TABLE).is_new


def test_not_modified_that_nobody_asked_for_is_no_file(server, visit):
    server.answer = lambda request: Answer(status=304)
    with pytest.raises(FetchError, match="answered 304, which is no file"):
        visit().get(ADDRESS, "figures.csv", TABLE)


def test_what_the_server_says_of_a_file_stands_in_the_ledger(server, visit, tmp_path):
    server.answer = lambda request: Answer(body=BODY, headers=MARKED)
    one = visit()
    one.get(ADDRESS, "figures.csv", TABLE)
    adopt(one, tmp_path)
    (line,) = snapshots.ledger("alpha", root=tmp_path)
    assert (line.url, line.etag, line.path) == (ADDRESS, '"one"', "figures.csv")


# What breaks off is resumed


def breaking_off(server, headers: dict[str, str]):
    """A server that breaks off at the first request, and not at the next."""

    def answer(request):
        is_first = len(server.requests) == 1
        return Answer(body=BODY, headers=headers, manner="truncated" if is_first else "plain")

    server.answer = answer


def test_a_file_that_broke_off_is_resumed_where_it_ended(server, visit):
    breaking_off(server, MARKED)
    got = visit().get(ADDRESS, "figures.csv", TABLE)
    half = len(BODY) // 2
    assert (got.read(), got.sha256, server.requests[1].headers["range"]) == (
        BODY, hashlib.sha256(BODY).hexdigest(), f"bytes={half}-")  # fmt: skip


@pytest.mark.parametrize("headers", [CSV, CSV | {"ETag": '"one"'}, CSV | {"ETag": 'W/"one"', "Accept-Ranges": "bytes"}])
def test_a_file_that_the_server_cannot_send_in_parts_is_fetched_anew(server, visit, headers):
    breaking_off(server, headers)
    got = visit().get(ADDRESS, "figures.csv", TABLE)
    assert (got.read() == BODY, "range" in server.requests[1].headers) == (True, False)


def test_a_file_that_changed_in_the_meantime_is_fetched_anew(server, visit):
    other = BODY.replace(b"Mali", b"Chad")

    def answer(request):
        if len(server.requests) == 1:
            return Answer(body=BODY, headers=MARKED, manner="truncated")
        return Answer(body=other, headers=MARKED | {"ETag": '"two"'})

    server.answer = answer
    assert visit().get(ADDRESS, "figures.csv", TABLE).read() == other


def test_another_part_than_was_asked_for_is_not_appended(server, visit):
    def answer(request):
        if len(server.requests) == 1:
            return Answer(body=BODY, headers=MARKED, manner="truncated")
        if len(server.requests) == 2:
            return Answer(body=BODY[5:], status=206, headers=MARKED | {"Content-Range": f"bytes 5-{len(BODY) - 1}/*"})
        return Answer(body=BODY, headers=MARKED)

    server.answer = answer
    assert visit().get(ADDRESS, "figures.csv", TABLE).read() == BODY


def test_a_fetch_that_was_given_up_is_resumed_by_the_next_refresh(server, visit):
    server.answer = lambda request: Answer(body=BODY, headers=MARKED, manner="truncated")
    with pytest.raises(FetchError):
        visit().get(ADDRESS, "figures.csv", TABLE)
    server.requests.clear()
    server.answer = lambda request: Answer(body=BODY, headers=MARKED)
    got = visit(now=NOW + timedelta(hours=6)).get(ADDRESS, "figures.csv", TABLE)
    assert (got.read() == BODY, server.requests[0].headers["range"] > "bytes=0-") == (True, True)


# Politely


def test_a_host_is_not_asked_more_often_than_the_source_declares(server, visit, clock):
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    one = visit(seconds_between_requests=7)
    for number in range(3):
        one.get(f"{ADDRESS}?{number}", f"{number}.csv", TABLE)
    assert clock.waited == 14


def test_a_busy_server_is_given_the_time_it_asks_for(server, visit, clock):
    def answer(request):
        is_first = len(server.requests) == 1
        return Answer(status=429, headers={"Retry-After": "45"}) if is_first else Answer(body=BODY, headers=CSV)

    server.answer = answer
    visit().get(ADDRESS, "figures.csv", TABLE)
    assert clock.waited >= 45


def test_a_busy_server_may_name_the_moment_to_come_back(server, visit, clock):
    def answer(request):
        is_first = len(server.requests) == 1
        later = {"Retry-After": "Sat, 21 Nov 2026 12:02:00 GMT"}  # two minutes after NOW
        return Answer(status=503, headers=later) if is_first else Answer(body=BODY, headers=CSV)

    server.answer = answer
    visit().get(ADDRESS, "figures.csv", TABLE)
    assert clock.waited >= 120


def test_a_server_that_asks_for_more_time_than_there_is_is_asked_once(server, visit, clock):
    server.answer = lambda request: Answer(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(FetchError, match="asks to wait 3,600 s; given up for now"):
        visit().get(ADDRESS, "figures.csv", TABLE)
    assert (len(server.requests), clock.waited) == (1, 0)


def test_a_failing_server_is_asked_a_few_times_with_growing_pauses(server, visit, clock):
    server.answer = lambda request: Answer(status=500)
    with pytest.raises(FetchError):
        visit().get(ADDRESS, "figures.csv", TABLE)
    assert (len(server.requests), clock.waited > 2 + 4 + 8 + 16) == (ATTEMPTS, True)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_an_answer_that_will_not_change_is_asked_for_once(server, visit, status):
    server.answer = lambda request: Answer(status=status)
    with pytest.raises(FetchError):
        visit().get(ADDRESS, "figures.csv", TABLE)
    assert len(server.requests) == 1


def test_all_files_of_a_source_together_have_a_time_too(server, visit, clock):
    # Each takes half an hour, which is what one file may take; the fifth would end after two hours.
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    one = visit(total_seconds=1800, seconds_between_requests=1790)
    for number in range(5):
        one.get(f"{ADDRESS}?{number}", f"{number}.csv", TABLE)
    with pytest.raises(FetchError, match="its files took longer than the 7,200 s allowed to all of them"):
        one.get(f"{ADDRESS}?5", "5.csv", TABLE)


# Nowhere but to the hosts listed


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/a.csv", "http://ucdp.uu.se/a.csv", "https://ucdp.uu.se:8443/a.csv",
        "https://ucdp.uu.se@elsewhere.example/a.csv", "https://reader:word@ucdp.uu.se/a.csv", "file:///etc/passwd",
        "https://ucdp.uu.se.elsewhere.example/", "https://127.0.0.1/", "https://[::1]/", "https://[/", "ftp://ucdp.uu.se/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_redirect", [False, True])
def test_no_other_address_is_asked(server, visit, address, is_redirect):
    server.answer = lambda request: Answer(status=302, headers={"Location": address})
    with pytest.raises(FetchError):
        visit().get(ADDRESS if is_redirect else address, "a.csv", TABLE)
    assert len(server.requests) == int(is_redirect)


def test_a_redirect_to_another_listed_host_is_followed(server, visit):
    def answer(request):
        there = {"Location": "https://v-dem.net/b.csv"}
        return Answer(body=BODY, headers=CSV) if request.host == "v-dem.net" else Answer(status=301, headers=there)

    server.answer = answer
    assert visit(hosts=(HOST, "v-dem.net")).get(ADDRESS, "a.csv", TABLE).size == len(BODY)


def test_redirects_that_go_in_circles_are_given_up(server, visit):
    server.answer = lambda request: Answer(status=302, headers={"Location": ADDRESS})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        visit().get(ADDRESS, "a.csv", TABLE)


def look_up(*addresses: str):
    return lambda host, port, type: [(2, 1, 6, "", (address, port)) for address in addresses]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "::"],
)  # fmt: skip
def test_no_private_address_is_connected_to(address):
    with pytest.raises(FetchError, match="no public address"):
        public_address(HOST, look_up=look_up(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(FetchError, match=r"192\.168\.0\.1"):
        public_address(HOST, look_up=look_up("130.238.7.10", "192.168.0.1"))


@given(address=st.ip_addresses())
def test_an_address_is_either_connected_to_or_refused_as_not_public(address):
    try:
        found = public_address(HOST, look_up=look_up(str(address)))
    except FetchError:
        return
    assert (found, address.is_private or address.is_loopback) == ((str(address), 443), False)


def test_a_name_that_does_not_resolve_is_told_without_further_attempts(server, visit, line, tmp_path):
    def fail(host, port, type):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    asked = []

    def resolve(host):
        asked.append(host)
        return public_address(host, look_up=fail)

    web = Web(replace(line, resolve=resolve), tmp_path, now=NOW, progress=lambda count, total: None)
    with pytest.raises(FetchError, match="the name does not resolve"):
        web.visit(source()).get(ADDRESS, "a.csv", TABLE)
    assert asked == [HOST]


def test_the_connection_goes_to_the_address_that_was_checked(server, visit):
    # The host's real address is never looked up: the server on this machine got the request, under the host's name.
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    visit().get(ADDRESS, "a.csv", TABLE)
    assert server.requests[0].host == HOST


def test_a_certificate_for_another_host_is_refused(server, line, tmp_path):
    web = Web(line, tmp_path, now=NOW, progress=lambda count, total: None)
    other = source(hosts=("no-such-name.example",))
    with pytest.raises(FetchError, match="certificate is not valid"):
        web.visit(other).get("https://no-such-name.example/a.csv", "a.csv", TABLE)
    assert server.requests == []


def test_cookies_are_not_kept(server, visit):
    server.answer = lambda request: Answer(body=BODY, headers=CSV | {"Set-Cookie": "who=me; Path=/"})
    one = visit()
    for number in range(2):
        one.get(f"{ADDRESS}?{number}", f"{number}.csv", TABLE)
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(server, visit, monkeypatch, name):
    monkeypatch.setenv(name, "http://192.0.2.1:9")
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    assert visit().get(ADDRESS, "a.csv", TABLE).is_new


# Keys


@pytest.fixture
def keyed(visit, monkeypatch):
    """A visit to a source that has a key."""
    monkeypatch.setenv("R2P_TEST_KEY", KEY)
    return lambda **more: visit(key_variable="R2P_TEST_KEY", key_header="x-token", **more)


def test_a_key_is_sent_in_its_header(server, keyed):
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    keyed().get(ADDRESS, "a.csv", TABLE)
    assert server.requests[0].headers["x-token"] == KEY


def test_a_key_is_not_sent_to_a_second_host(server, keyed):
    def answer(request):
        there = {"Location": "https://v-dem.net/b.csv"}
        return Answer(body=BODY, headers=CSV) if request.host == "v-dem.net" else Answer(status=301, headers=there)

    server.answer = answer
    keyed(hosts=(HOST, "v-dem.net")).get(ADDRESS, "a.csv", TABLE)
    assert ["x-token" in request.headers for request in server.requests] == [True, False]


@pytest.mark.parametrize("status", [401, 429, 500, 302])
def test_a_key_is_in_no_message_and_no_log(server, keyed, caplog, status):
    # A host may be as careless as to send the key back in an address.
    there = {"Location": f"https://elsewhere.example/{KEY}", "Retry-After": "1"}
    server.answer = lambda request: Answer(status=status, headers=there)
    with caplog.at_level(logging.DEBUG), pytest.raises(FetchError) as refusal:
        keyed().get(f"https://{HOST}/{KEY}/a.csv", "a.csv", TABLE)
    told = [record for record in caplog.records if record.name.startswith("data")]
    assert (KEY in str(refusal.value), [one for one in told if KEY in one.getMessage()]) == (False, [])


def test_a_key_is_not_in_the_ledger(server, keyed, tmp_path):
    server.answer = lambda request: Answer(body=BODY, headers=MARKED)
    one = keyed()
    one.get(ADDRESS, "a.csv", TABLE)
    adopt(one, tmp_path)
    assert KEY not in (tmp_path / "alpha" / snapshots.LEDGER).read_text()


# Declarations


@pytest.mark.parametrize(
    "wrong",
    [{"hosts": ()}, {"hosts": ("UCDP.uu.se",)}, {"hosts": ("https://ucdp.uu.se",)}, {"max_megabytes": 0},
     {"total_seconds": -1}, {"seconds_between_requests": 0}, {"key_variable": "KEY"}, {"key_header": "x-key"}],
)  # fmt: skip
def test_an_access_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        source(**wrong)


def test_a_source_without_access_cannot_be_visited(line, tmp_path):
    web = Web(line, tmp_path, now=NOW, progress=lambda count, total: None)
    with pytest.raises(FetchError, match="no program can fetch it"):
        web.visit(declare("alpha"))


def test_the_newest_of_several_versions_is_fetched(server, visit):
    def answer(request):
        return Answer(body=BODY, headers=CSV) if request.path == "/v2.csv" else Answer(status=404)

    server.answer = answer
    got = visit().first({f"https://{HOST}/v{number}.csv": f"v{number}.csv" for number in (3, 2, 1)}, TABLE)
    assert (got.path, len(server.requests)) == ("v2.csv", 2)


def test_no_version_at_all_is_told(server, visit):
    server.answer = lambda request: Answer(status=404)
    with pytest.raises(NotFound, match=r"none of v3\.csv, v2\.csv is there at ucdp\.uu\.se"):
        visit().first({f"https://{HOST}/v{number}.csv": f"v{number}.csv" for number in (3, 2)}, TABLE)


def test_progress_is_told_in_bytes(server, line, tmp_path):
    told = []
    server.answer = lambda request: Answer(body=BODY, headers=CSV)
    web = Web(line, tmp_path, now=NOW, progress=lambda count, total: told.append((count, total)))
    web.visit(source()).get(ADDRESS, "a.csv", TABLE)
    assert (sum(count for count, _ in told), {total for _, total in told}) == (len(BODY), {len(BODY)})
