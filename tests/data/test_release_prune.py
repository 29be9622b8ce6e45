"""Going back to a former release, and removing old ones."""

import json
import shutil
from datetime import timedelta

import pytest
from filelock import FileLock

from data import release, release_commands, release_prune, snapshots
from data.lock import LOCK
from data.release import ReleaseError
from data.settings import Settings
from tests.data import small

VERSIONS = ["2026-03-07.1", "2026-03-06.1", "2026-03-05.1"]  # newest first


@pytest.fixture
def three(root, data_folder):
    """A folder with three good releases, each made of another file; the newest is current."""
    for days, value in ((1, 6), (2, 7)):
        (data_folder / "alpha" / "alpha.csv").write_text(f"country,year,value\nSudan,2024,{value}\n")
        small.build(data_folder, root, now=small.NOW + timedelta(days=days), former=release.current(root))
    return root


def store_of(root):
    return root.parent / "snapshots"


def back(root, *, to=None):
    return release_prune.roll_back(root, to=to, by="R. Eader", now=small.NOW, why="A wrong file.")


def pruned(root, keep, *, is_dry=False):
    return release_prune.prune(root, store_of(root), keep=keep, is_dry=is_dry)


# Going back


def test_going_back_makes_the_release_before_current(three):
    assert (back(three), release.current_version(three)) == (VERSIONS[1], VERSIONS[1])


def test_going_back_passes_a_damaged_release_by(three):
    (three / VERSIONS[1] / "scores.parquet").unlink()
    assert back(three) == VERSIONS[2]


def test_one_may_go_back_further(three):
    assert back(three, to=VERSIONS[2]) == VERSIONS[2]


@pytest.mark.parametrize("version", ["2020-01-01.1", "../x", VERSIONS[0]])
def test_there_is_no_going_back_to_what_is_not_there(three, version):
    with pytest.raises(ReleaseError):
        back(three, to=version)
    assert release.current_version(three) == VERSIONS[0]


def test_there_is_no_going_back_from_the_first_release(root):
    with pytest.raises(ReleaseError, match="no whole release older"):
        back(root)


def test_who_went_back_and_why_is_written_down(three):
    back(three)
    (note,) = json.loads((three / release.ROLLED_BACK).read_text())
    assert (note["version"], note["to"], note["by"], note["why"]) == (
        VERSIONS[0],
        VERSIONS[1],
        "R. Eader",
        "A wrong file.",
    )


def test_a_refresh_does_not_make_again_what_was_gone_back_from(three, data_folder):
    back(three)
    summary = small.build(data_folder, three, now=small.NOW + timedelta(days=3), former=release.current(three))
    assert (summary["version"], summary["twin"], release.current_version(three)) == (
        VERSIONS[1],
        VERSIONS[0],
        VERSIONS[1],
    )


def test_a_refresh_with_other_figures_makes_a_release_again(three, data_folder):
    back(three)
    (data_folder / "alpha" / "alpha.csv").write_text("country,year,value\nSudan,2024,8\n")
    summary = small.build(data_folder, three, now=small.NOW + timedelta(days=3), former=release.current(three))
    assert (summary["version"], summary["is_new"]) == ("2026-03-08.1", True)


def test_a_note_of_what_was_gone_back_from_that_is_broken_is_told(three):
    (three / release.ROLLED_BACK).write_text("{")
    with pytest.raises(ReleaseError, match=r"rolled-back\.json: cannot be read"):
        release.rolled_back(three)


# Pruning


def test_the_newest_releases_stay(three):
    pruned(three, 2)
    assert release.versions(three) == VERSIONS[:2]


def test_the_current_release_stays_however_old_it_is(three):
    release.switch(VERSIONS[2], three)
    pruned(three, 1)
    assert release.versions(three) == [VERSIONS[0], VERSIONS[2]]


def test_raw_files_of_the_releases_that_stay_are_kept(three):
    pruned(three, 2)
    for version in VERSIONS[:2]:
        for source in release.open_release(three / version).document("sources"):
            kept = snapshots.find(source["key"], source["files"], root=store_of(three))
            assert len(snapshots.open_snapshots(kept, root=store_of(three))) == 1


def test_raw_files_that_no_release_needs_any_more_are_removed(three):
    before = {path.name for path in (store_of(three) / "alpha").iterdir()}
    found = pruned(three, 1)  # of the two files that came since the first release, whose store is another
    assert (found.files, len(before) - len(list((store_of(three) / "alpha").iterdir()))) == (1, 1)


def test_the_ledger_still_tells_what_came(three):
    pruned(three, 1)
    assert len(snapshots.ledger("alpha", root=store_of(three))) == 2


def test_a_dry_run_removes_nothing_and_tells_the_same(three):
    told = pruned(three, 1, is_dry=True)
    assert (release.versions(three), told == pruned(three, 1)) == (VERSIONS, True)


def test_nothing_is_left_of_a_pruning_that_was_killed(three):
    shutil.copytree(three / VERSIONS[2], three / f"{release_prune.REMOVED}{VERSIONS[2]}")
    pruned(three, 3)
    assert list(three.glob(f"{release_prune.REMOVED}*")) == []


def test_at_least_one_release_stays(three):
    with pytest.raises(ValueError, match="at least 1"):
        pruned(three, 0)


# The commands


@pytest.fixture
def command(three, monkeypatch):
    chosen = Settings(releases=three, snapshots=store_of(three))
    monkeypatch.setattr("data.release_commands.settings", lambda: chosen)
    return lambda *arguments: release_commands.main([str(one) for one in arguments])


def test_the_command_goes_back(command, three, capsys):
    assert command("rollback", "--why", "A wrong file.", "--by", "R. Eader") == 0
    assert (release.current_version(three), VERSIONS[1] in capsys.readouterr().out) == (VERSIONS[1], True)


def test_the_command_prunes(command, three, capsys):
    assert command("prune", "--keep", 1) == 0
    assert (release.versions(three), capsys.readouterr().out.startswith("2 releases and 1 raw files removed: ")) == (
        VERSIONS[:1],
        True,
    )


def test_the_command_may_only_tell(command, three, capsys):
    command("prune", "--keep", 1, "--dry-run")
    assert (release.versions(three), "would be removed" in capsys.readouterr().out) == (VERSIONS, True)


def test_the_command_waits_for_nobody_who_is_writing(command, three, capsys):
    with FileLock(three / LOCK):
        assert command("prune", "--keep", 1) == 1
    assert "another refresh" in capsys.readouterr().err
