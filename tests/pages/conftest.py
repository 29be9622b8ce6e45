"""Pages run without a browser, over a release of invented figures, as if the visitor came through the front door."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.settings import settings
from tests.support.release import write_release
from ui import shell

PATIENCE = 60  # seconds one run may take on a loaded machine


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder)
    return folder


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

    def run(name: str, *, through_front_door: bool = True, **parameters: str) -> AppTest:
        serve(releases)
        return run_page(name, through_front_door=through_front_door, **parameters)

    return run


def run_page(name: str, *, through_front_door: bool = True, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(shell.PAGES / f"{name}.py"), default_timeout=PATIENCE)
    app.query_params.update(parameters)
    if through_front_door:
        app.session_state[shell.GATE] = True
    return app.run()
