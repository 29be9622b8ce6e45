"""What an address says and no page understands: told, and which parameters each page says it reads."""

import ast
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support import apart
from ui import shell
from ui.no_page import NoSuchPage

ROOT = shell.ROOT
READ = re.compile(r'parameter="(\w+)"|query_params\.get\("(\w+)"|query_params\["(\w+)"\]')
OF_EVERY_PAGE = {"lang"}


def declared() -> dict[str, set[str]]:
    """Page → parameters that it says it reads."""
    found = {}
    for file in (ROOT / "pages").glob("*.py"):
        opening = next(
            node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("open_page", "open_member_page")
        )  # fmt: skip
        reads = next((one.value for one in opening.keywords if one.arg == "reads"), ast.Tuple(elts=[]))
        found[file.stem] = set(ast.literal_eval(reads))
    return found


def test_every_parameter_that_some_control_reads_is_one_that_a_page_says_it_reads():
    code = "".join(
        file.read_text(encoding="utf-8") for folder in ("ui", "pages") for file in (ROOT / folder).glob("*.py")
    )
    read = {name for groups in READ.findall(code) for name in groups if name}
    assert read - set().union(*declared().values()) == OF_EVERY_PAGE


@pytest.mark.parametrize("name", sorted(one.stem for one in Path(ROOT / "pages").glob("*.py")))
def test_a_page_with_sections_says_that_its_address_names_them(name):
    code = (ROOT / "pages" / f"{name}.py").read_text(encoding="utf-8")
    assert ("show_sections(" in code) == bool({"section", "view"} & declared()[name])


def answer(path: str, *, query: str = "", accept: str = "text/html", method: str = "GET") -> str:
    """Where a request is sent on to; "" where it is answered as ever."""
    sent = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "https",
        "server": ("r2p.example", 443), "headers": [(b"accept", accept.encode())],
    }  # fmt: skip
    apart.run(NoSuchPage(app, pages=["situation", "country"])(scope, None, send))
    return dict(sent[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    "path", ["/", "/situation", "/country/", "/health", "/_stcore/health", "/feeds/x", "/robots.txt"]
)
def test_what_is_answered_here_is_not_sent_on(path):
    assert answer(path) == ""


def test_only_a_browser_that_asks_for_a_page_is_sent_on():
    assert answer("/nowhere", accept="application/json") == ""
    assert answer("/nowhere", method="POST") == ""


def test_an_address_that_is_no_page_leads_to_the_first_one_with_what_was_asked_and_the_language():
    assert answer("/nowhere", query="lang=fr&iso3=SDN") == "/?no_page=nowhere&lang=fr"


@pytest.mark.parametrize("path", ["//evil", "/a/b/c", "/x\r\nset-cookie: a=b", "/" + "x" * 5000])
def test_whatever_was_asked_for_leads_nowhere_but_to_the_first_page(path):
    place = urlsplit(answer(path))
    assert (place.scheme, place.netloc, place.path, list(parse_qs(place.query))) == ("", "", "/", ["no_page"])
    assert len(place.query) < 300
