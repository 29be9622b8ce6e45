"""The release before another one."""

import pytest

from data import release as releases
from tests.support.release import write_release


@pytest.fixture
def kept(tmp_path):
    for version in ("2026-02-09.2", "2026-02-09.10", "2026-02-10.1"):
        write_release(tmp_path, version=version, is_current=False)
    return tmp_path


def former(version, kept):
    found = releases.former(version, kept, kept / "none shipped")
    return found.version if found else None


def test_the_newest_older_one_counts_its_number_as_a_number(kept):
    assert former("2026-02-10.1", kept) == "2026-02-09.10"


def test_one_that_is_damaged_is_passed_over(kept):
    (kept / "2026-02-09.10" / "scores.parquet").write_bytes(b"damaged")
    assert former("2026-02-10.1", kept) == "2026-02-09.2"


def test_the_oldest_has_none_before_it(kept):
    assert former("2026-02-09.2", kept) is None
