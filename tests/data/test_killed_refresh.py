"""A refresh killed at any point leaves a whole release served: the former one, or the new one."""

import json
import subprocess
import sys

import pytest

from data.settings import ROOT

SEED, DRAWN = 20260305, 8
FORMER, NEW = "2026-03-05.1", "2026-03-06.1"
pytestmark = pytest.mark.xdist_group("killed_refresh")  # the refreshes are killed once, not once a process


@pytest.fixture(scope="module", params=["folder", "network"])
def deaths(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """What was found after each refresh that was killed; see tests.data.killed_refresh."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.data.killed_refresh", str(folder), str(SEED), str(DRAWN), request.param]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_one_of_the_refreshes_was_killed_before_its_end(deaths):
    assert (len(deaths) > DRAWN, {death["ended_by"] for death in deaths}) == (True, {9})


def test_the_release_served_afterwards_is_whole(deaths):
    assert [death for death in deaths if death["fault"]] == []


def test_the_release_served_afterwards_is_the_former_one_until_the_switch_is_made(deaths):
    before = [death for death in deaths if death["step"] < death["of"] - 1]
    assert {death["served"] for death in before} == {FORMER}


def test_the_release_served_afterwards_is_the_former_or_the_new_one(deaths):
    assert {death["served"] for death in deaths} <= {FORMER, NEW}


def test_a_reader_is_not_troubled_with_a_refresh_that_was_killed(deaths):
    assert [death for death in deaths if death["notices"]] == []


def test_the_next_refresh_succeeds_although_the_lock_file_is_still_there(deaths):
    assert {death["next"] for death in deaths} <= {NEW, "2026-03-06.2"}


def test_the_next_refresh_removes_what_the_killed_one_left(deaths):
    assert [death for death in deaths if death["left"]] == []


def test_every_raw_file_in_the_ledgers_is_whole_after_the_next_refresh(deaths):
    assert [death for death in deaths if death["damaged"]] == []
