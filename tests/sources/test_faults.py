"""Table source × fault: whatever a publisher's server does wrong, the last good figures stay, and the release says why."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from data.http import Line, public_address
from data.refresh_reading import is_curated
from tests.sources.conftest import SMALL, module_of, read, release_of
from tests.sources.documented import HOSTS, KEYS, documentation, documented
from tests.sources.server import Answer, Request, serving


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong: with the answer, with the way to the server, or with the limits that the client sets."""

    answer: Callable[[str, Request], Answer]
    says: str  # a word that the trouble must hold
    tick: float = 0.0  # seconds that pass at each look at the clock
    total_seconds: float = SMALL["total_seconds"]


def good(key: str, request: Request) -> Answer:
    return documented(key)(request)


def changed(**changes: object) -> Callable[[str, Request], Answer]:
    return lambda key, request: good(key, request).but(**changes)


def page(key: str, request: Request) -> Answer:
    return Answer(body=b"<!DOCTYPE html><html><body>Under maintenance</body></html>",
                  headers={"Content-Type": "text/html"})  # fmt: skip


def renamed(key: str, request: Request) -> Answer:
    said = documentation(key).answer(request, is_changed=True)
    return said.with_headers(Content_Type=good(key, request).headers.get("Content-Type", ""))


def bomb(key: str, request: Request) -> Answer:
    """A small answer that unpacks to a large one."""
    said = good(key, request)
    return said.but(body=gzip.compress(said.body[:4] + b" " * 20_000_000)).with_headers(Content_Encoding="gzip")


def in_utf_16(key: str, request: Request) -> Answer:
    said = good(key, request)
    return said.but(body=said.body.decode("latin-1").encode("utf-16"))


def elsewhere(key: str, request: Request) -> Answer:
    return Answer(status=302, headers={"Location": "https://elsewhere.example/data.csv"})


def down(key: str, request: Request) -> Answer:
    return Answer(status=302, headers={"Location": "http://" + request.headers["host"] + request.path})


FAULTS = {
    "429": Fault(answer=changed(status=429, headers={"Retry-After": "30"}), says="answered 429 and asks to wait 30 s"),
    "429 for a day": Fault(answer=changed(status=429, headers={"Retry-After": "86400"}), says="asks to wait 86,400 s"),
    "500": Fault(answer=changed(status=500), says="answered 500"),
    "403": Fault(answer=changed(status=403), says="answered 403"),
    "404": Fault(answer=changed(status=404), says="there"),
    "truncated": Fault(answer=changed(manner="truncated"), says="broke off"),
    "empty": Fault(answer=changed(body=b""), says="is empty"),
    "a web page instead": Fault(answer=page, says="?"),
    "a web page that claims to be the file": Fault(
        answer=lambda key, request: page(key, request).but(headers=good(key, request).headers), says=""),
    "the wrong charset": Fault(answer=in_utf_16, says=""),
    "the wrong type": Fault(answer=changed(headers={"Content-Type": "application/pdf"}), says="got application/pdf"),
    "changed columns": Fault(answer=renamed, says=""),
    "an endless body": Fault(answer=changed(manner="endless"), says="larger than the 0.3 MB allowed"),
    "a body that unpacks to too much": Fault(answer=bomb, says="larger than the 0.3 MB allowed"),
    "a slow drip": Fault(answer=changed(manner="drip"), says="took longer", tick=50),
    "silence": Fault(answer=changed(manner="silent"), says="took longer", total_seconds=0.2),
    "a redirect elsewhere": Fault(answer=elsewhere, says="elsewhere.example is not among its hosts"),
    "a redirect to plain http": Fault(answer=down, says="only plain https addresses are asked"),
}  # fmt: skip


def held(reading) -> tuple[int, int]:
    return len(reading.parsed.observations), len(reading.parsed.facts)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("key", KEYS)
def test_a_broken_answer_leaves_the_last_good_figures_and_is_told(key, fault, server, fetch, line, clock, good_copy):
    store, before = good_copy(key)
    clock.tick = fault.tick
    server.answer = lambda request: fault.answer(key, request)
    module = module_of(key, **SMALL | {"total_seconds": fault.total_seconds})
    after = read(module, fetch(module, store), store, former=release_of(before))
    assert (after.is_kept, fault.says in after.trouble, held(after)) == (True, True, held(before)), after.trouble


@pytest.mark.parametrize("key", KEYS)
def test_an_expired_certificate_is_refused(key, server, fetch, line, good_copy, tmp_path):
    store, before = good_copy(key)
    with serving(tmp_path / "expired", HOSTS, is_expired=True) as (expired, authority):
        expired.answer = documented(key)
        by = replace(line, resolve=expired.resolve, trust=authority)
        after = read(module_of(key), fetch(module_of(key), store, by=by), store, former=release_of(before))
    assert (after.is_kept, "certificate has expired" in after.trouble, expired.requests) == (True, True, [])


@pytest.mark.parametrize("key", KEYS)
def test_a_host_that_resolves_to_a_private_address_is_not_asked(key, server, fetch, line, good_copy):
    store, before = good_copy(key)
    server.answer = documented(key)

    def resolve(host: str) -> tuple[str, int]:
        return public_address(host, look_up=lambda *_, **__: [(2, 1, 6, "", ("10.1.2.3", 443))])

    after = read(
        module_of(key),
        fetch(module_of(key), store, by=replace(line, resolve=resolve)),
        store,
        former=release_of(before),
    )
    assert ("10.1.2.3, which is no public address" in after.trouble, server.requests) == (True, [])


@pytest.mark.parametrize("key", KEYS)
def test_a_full_disk_stops_the_refresh_and_is_not_blamed_on_the_source(key, server, fetch, good_copy, monkeypatch):
    store, _ = good_copy(key)
    server.answer = documented(key)
    write = Path.open

    class Full:
        def __enter__(self):
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def write(self, chunk: bytes) -> None:
            raise OSError(28, "No space left on device")

    def opened(self, mode="r", *rest, **more):
        return Full() if self.name.startswith(".part-") and mode == "wb" else write(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(OSError, match="No space left on device"):
        fetch(module_of(key), store)
    assert list(store.glob("*/.part-*")) == []


def test_the_first_source_that_is_read_has_nothing_to_fall_back_on(server, fetch, tmp_path):
    server.answer = lambda request: Answer(status=500)
    reading = read(module_of("ucdp"), fetch(module_of("ucdp"), tmp_path), tmp_path)
    assert (reading.is_kept, reading.status.startswith("not available: ucdp.uu.se/downloads")) == (False, True)


@pytest.mark.parametrize("key", KEYS)
def test_no_source_that_is_fetched_passes_for_a_curated_one(key):
    assert not is_curated(module_of(key).SOURCE)


def test_a_way_that_a_test_does_not_set_is_the_public_one():
    assert Line().resolve is public_address
