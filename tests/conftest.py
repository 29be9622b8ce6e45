"""What every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no timing", deadline=None)  # the machine may be busy; a slow example is no fault
settings.load_profile("no timing")

DATA = Path(os.environ.get("R2P_DATA", Path(__file__).resolve().parents[1] / ".." / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; the tests over them are listed as not run where it is absent."""
    return DATA.resolve()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if DATA.is_dir():
        return
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()) or item.get_closest_marker("shared_data"):
            item.add_marker(pytest.mark.skip(reason=f"not run: {item.nodeid} needs the real files in {DATA}"))
