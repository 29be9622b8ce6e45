"""A server over a release of invented figures, and visitors to it whose every request is watched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support import chromium, people
from tests.support.release import write_release
from tests.support.server import free_port, serving

HERE = Path(__file__).parent
WIDE, NARROW = 1440, 390
PATIENCE = 30_000  # ms that a page may take on a loaded machine
ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",  # nothing leaves this machine
]  # fmt: skip
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))  # one server and one browser a process


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    found = chromium.find()
    if not found:
        pytest.fail(chromium.MISSING, pytrace=False)
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder)
    return folder


@pytest.fixture(scope="session")
def address(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(releases, log=tmp_path_factory.mktemp("server") / "log") as found:
        yield found


@dataclass(frozen=True)
class Network:
    """A server with the cast of tests.support.people: where it is, its database, and the members' ids."""

    address: str
    database: str
    ids: dict[str, str]


@pytest.fixture(scope="session")
def network(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """One server for all tests of pages for members; whoever comes with the claims of one of the cast is signed in."""
    folder, port = tmp_path_factory.mktemp("network"), free_port()
    database, address = people.database(folder), f"http://127.0.0.1:{port}"
    ids = people.settle(database)
    settings = people.settings(address) | {"R2P_DATABASE": database}
    with serving(releases, log=folder / "log", port=port, settings=settings) as found:
        yield Network(found, database, ids)


class Visitor:
    """Someone at a browser: opens addresses, and remembers every request that would have left this machine."""

    def __init__(self, page: Page, address: str, *, also: str = ""):
        self.page, self.address = page, address
        self.hosts = {urlsplit(one).netloc for one in (address, also) if one}
        self.strayed: list[str] = []  # requests to any other host; none is found
        self.errors: list[str] = []  # what the page's own scripts complained of
        page.set_default_timeout(PATIENCE)
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc not in self.hosts:
            self.strayed.append(request.url)

    def open(self, path: str) -> Page:
        """Open an address below the app's and wait until the page is drawn."""
        self.page.goto(f"{self.address}{path}")
        return self.wait()

    def wait(self) -> Page:
        """Wait until the server has nothing more to draw."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
        self.page.locator(".st-key-footer").get_by_role("paragraph").first.wait_for()
        return self.page


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    contexts = []

    def arrive(
        *, width: int = WIDE, dark: bool = False, locale: str = "en-GB", at: str = address, height: int = 1000,
        said: dict | None = None, stray_to: str = "",
    ) -> Visitor:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale
        )
        contexts.append(context)
        if said is not None:  # by a provider, of the person at the browser; see tests.support.people
            context.add_cookies([people.cookie(said, address=at)])
        return Visitor(context.new_page(), at, also=stray_to)

    yield arrive
    for context in contexts:
        context.close()
