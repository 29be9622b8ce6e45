"""A release to read content from."""

import pandas as pd
import pytest

from data.release import Release, open_release
from tests.briefing.rescored import write_rescored_release

MONTH = pd.Timestamp("2025-12-01")


@pytest.fixture(scope="session")
def release(tmp_path_factory) -> Release:
    return open_release(write_rescored_release(tmp_path_factory.mktemp("releases")))
