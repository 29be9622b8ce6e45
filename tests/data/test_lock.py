"""One writer at a time, and no lock that outlives its process."""

import os
import signal

import pytest

from data.lock import BusyError, locked


def test_a_second_writer_is_refused_with_the_folder(tmp_path):
    with (
        locked(tmp_path / "a"),
        pytest.raises(BusyError, match=f"writing to {tmp_path / 'a'}; wait"),
        locked(tmp_path / "a"),
    ):
        raise AssertionError("both wrote")


def test_whoever_needs_two_folders_gets_both_or_none(tmp_path):
    with locked(tmp_path / "b"):
        with pytest.raises(BusyError), locked(tmp_path / "a", tmp_path / "b"):
            raise AssertionError("both wrote")
        with locked(tmp_path / "a"):
            assert True


def test_a_lock_falls_with_the_process_that_was_killed(tmp_path):
    held, hold = os.pipe()
    child = os.fork()
    if child == 0:
        with locked(tmp_path):
            os.write(hold, b"held")
            signal.pause()
    assert os.read(held, 4) == b"held"
    with pytest.raises(BusyError), locked(tmp_path):
        raise AssertionError("both wrote")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with locked(tmp_path):
        assert [entry.name for entry in tmp_path.iterdir()] == [".refresh.lock"]
