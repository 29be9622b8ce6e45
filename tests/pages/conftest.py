"""Pages run without a browser, over a release of invented figures, as if the visitor came through the front door."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.settings import settings
from network.store import Store
from tests.support import people
from tests.support.release import write_release
from ui import shell
from ui.store import Door

PATIENCE = 60  # seconds one run may take on a loaded machine


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder)
    return folder


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit leaves the page that ran as the process's main module, which other tests' processes would then start with."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Serve the releases of a folder from here on."""

    def from_folder(folder: Path) -> None:
        monkeypatch.setenv("R2P_RELEASES", str(folder))
        settings.cache_clear()
        st.cache_resource.clear()

    yield from_folder
    monkeypatch.undo()
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def open_page(serve: Callable[[Path], None], releases: Path) -> Callable[..., AppTest]:
    """Run a page of pages/ with these parameters in its address."""

    def run(name: str, /, *, through_front_door: bool = True, **parameters: str) -> AppTest:
        serve(releases)
        return run_page(name, through_front_door=through_front_door, **parameters)

    return run


def run_page(name: str, /, *, through_front_door: bool = True, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(shell.PAGES / f"{name}.py"), default_timeout=PATIENCE)
    app.query_params.update(parameters)
    if through_front_door:
        app.session_state[shell.GATE] = True
    return app.run()


@dataclass(frozen=True)
class Network:
    """The network database behind the pages, and who is in it."""

    store: Store
    ids: dict[str, str]


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("settled")
    ids = people.settle(people.database(folder))
    return folder / "network.sqlite", ids


@pytest.fixture
def network(settled: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A database with the cast of tests.support.people, which the pages use from here on."""
    shutil.copy(settled[0], tmp_path / "network.sqlite")
    with people.opened(people.database(tmp_path)) as store:
        monkeypatch.setattr("ui.visitor.door", Door(lambda: store))
        monkeypatch.setattr("ui.visitor._origin", lambda: "this machine")  # Streamlit's test runtime knows none
        yield Network(store, settled[1])


@pytest.fixture
def open_as(serve: Callable[[Path], None], releases: Path, network: Network) -> Callable[..., AppTest]:
    """Run a page as one of the cast, or signed out (None); the page may be run again. `said`: other claims."""

    def run(who: str | None, name: str, *, said: dict | None = None, **parameters: str) -> AppTest:
        serve(releases)
        app = AppTest.from_function(_arrive_and_run, default_timeout=PATIENCE, args=(str(shell.PAGES / f"{name}.py"),))
        app.query_params.update(parameters)
        app.session_state[shell.GATE] = True
        if who or said:
            app.user = {"is_logged_in": True} | (said or people.claims(who))
        return app.run()

    return run


def _arrive_and_run(page: str) -> None:
    import runpy

    import streamlit as st

    from ui import shell

    shell.enter()
    st.navigation(shell.pages(), position="hidden")
    runpy.run_path(page)
