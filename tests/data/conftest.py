"""Sources and releases that the tests of data/ share."""

import shutil
from pathlib import Path

import pytest

from data import sources
from tests.data import small


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data`, the files of the two invented sources, and `releases`, with one good release."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "modules", lambda: small.MODULES)
        small.build(small.write_source_files(folder / "data"), folder / "releases")
    return folder


@pytest.fixture
def data_folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of the two invented sources, which take the place of the real ones."""
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES)
    return shutil.copytree(built / "data", tmp_path / "data")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A folder of releases with one good release, which is current."""
    return shutil.copytree(built / "releases", tmp_path / "releases")
