"""A refresh goes on without the source that fails, and leaves the former release when it fails itself."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from filelock import FileLock

from data import durable, refresh, release, sources
from data.corrections import Correction, CorrectionError
from data.lock import LOCK, BusyError
from data.refresh import RefreshError
from data.release import ReleaseError
from data.settings import ROOT, Settings
from tests.data import small

FIRST = "2026-03-05.1"
LATER = small.NOW + timedelta(days=1)


def entry(root, key):
    version = release.current_version(root)
    return next(one for one in release.open_release(root / version).document("sources") if one["key"] == key)


def test_a_refresh_makes_its_release_current(data_folder, root):
    assert small.build(data_folder, root, now=LATER)["version"] == release.current_version(root) == "2026-03-06.1"


def test_a_second_refresh_on_one_day_gets_the_next_number(data_folder, root):
    assert small.build(data_folder, root)["version"] == "2026-03-05.2"


def test_a_refresh_tells_what_the_release_holds(data_folder, root):
    summary = small.build(data_folder, root)
    assert (summary["observations"], summary["rejects"], summary["countries"], summary["notices"]) == (12, 2, 195, [])


def test_the_same_files_make_the_same_figures(data_folder, root):
    small.build(data_folder, root)
    first, second = (json.loads((root / v / "manifest.json").read_text())["files"] for v in release.versions(root))
    assert first == second


def test_observations_facts_and_rejects_of_all_sources_are_merged(data_folder, root):
    served = release.open_release(root / FIRST)
    found = {name: set(served.frame(name)["source"]) for name in ("observations", "facts", "rejects")}
    assert found == {name: {"alpha", "beta"} for name in found}


def test_a_release_says_of_each_source_which_files_it_read(data_folder, root):
    raw = (data_folder / "alpha" / "alpha.csv").read_bytes()
    (file,) = entry(root, "alpha")["files"]
    assert (file["path"], file["bytes"]) == ("alpha/alpha.csv", len(raw))


def test_a_release_says_of_each_source_how_far_its_figures_reach(root):
    alpha = entry(root, "alpha")
    assert (alpha["rows"], alpha["first_period"], alpha["newest_period"]) == (6, "2023-01-01", "2024-12-31")


def test_raw_files_are_kept_under_their_digest(data_folder, tmp_path):
    small.build(data_folder, tmp_path / "fresh" / "releases")
    raw = (data_folder / "alpha" / "alpha.csv").read_bytes()
    assert raw in [path.read_bytes() for path in (tmp_path / "fresh" / "snapshots" / "alpha").iterdir()]


# A source that fails


def test_a_source_whose_file_is_missing_is_left_out_and_the_release_says_so(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    (notice,) = small.build(data_folder, root)["notices"]
    assert notice == (
        "Beta is not in this release: beta: there is no file 'beta/beta.csv' in the data folder; "
        "add it, or switch the source off"
    )


def test_a_source_left_out_is_listed_as_not_available(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    small.build(data_folder, root)
    beta = entry(root, "beta")
    assert (beta["status"][:14], beta["rows"], beta["newest_period"]) == ("not available:", 0, None)


def test_the_figures_of_the_other_sources_are_there(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    assert small.build(data_folder, root)["observations"] == 6


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "empty"), ("country;year\n", "no column 'value'"), ("country,year,value\nSudan,2024,x\n", "x"),
     ("country,year,value\nSudan,2024,1\nSudan,2024,2\n", "second value"),
     ("country,year,value\nSudan,2030,1\n", "future")],
)  # fmt: skip
def test_a_source_whose_file_cannot_be_used_is_left_out_with_the_reason(data_folder, root, text, complaint):
    (data_folder / "beta" / "beta.csv").write_text(text)
    (notice,) = small.build(data_folder, root)["notices"]
    assert complaint in notice


def test_a_parser_that_stops_costs_only_its_own_source(data_folder, root, monkeypatch, caplog):
    def parse(files, *, today):
        raise KeyError("gone")

    broken = SimpleNamespace(SOURCE=small.BETA, fetch=small.MODULES["beta"].fetch, parse=parse)
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"beta": broken})
    (notice,) = small.build(data_folder, root)["notices"]
    assert (notice.endswith("its parser stopped (KeyError); the log says where"), "beta" in caplog.text) == (True, True)


def test_snapshots_that_cannot_be_kept_stop_the_refresh_and_are_not_blamed_on_the_sources(data_folder, root, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        small.build(data_folder, root, store=tmp_path / "file")
    assert release.versions(root) == [FIRST]


def test_a_source_that_speaks_for_another_is_left_out(data_folder, root, monkeypatch):
    stray = small.source_module(dataclasses.replace(small.BETA, series=(small.ALPHA.series[0],), key="alpha"))
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {
        "beta": SimpleNamespace(SOURCE=small.BETA, fetch=small.MODULES["beta"].fetch, parse=stray.parse)})  # fmt: skip
    (notice,) = small.build(data_folder, root)["notices"]
    assert "does not declare this series" in notice


def test_a_refresh_without_any_source_makes_no_release(tmp_path, root, data_folder):
    with pytest.raises(RefreshError, match="no source could be read"):
        small.build(tmp_path / "nowhere", root)
    assert release.versions(root) == [FIRST]


# A refresh that fails


def failing(staging, folder):
    raise RefreshError("the scoring step stopped")


def incomplete(staging, folder):
    small.score(staging, folder)
    (staging / "draws.parquet").unlink()


def wrong(staging, folder):
    small.score(staging, folder)
    frame = small.frames()["scores"]
    durable.write_frame(staging / "scores.parquet", frame.assign(score=frame["score"] + 50, high=100.0))


def wordless(staging, folder):
    small.score(staging, folder)
    (staging / "method.json").unlink()


@pytest.mark.parametrize("score", [failing, incomplete, wrong, wordless])
def test_a_scoring_step_that_fails_leaves_the_former_release_and_no_trace(data_folder, root, score):
    with pytest.raises((RefreshError, ReleaseError, OSError)):
        small.build(data_folder, root, score=score)
    assert sorted(entry.name for entry in root.iterdir() if entry.name != LOCK) == [FIRST, "current"]


def test_a_correction_that_no_longer_fits_stops_the_refresh(data_folder, root):
    stale = Correction(series=small.DEATHS, iso3="SDN", period_end=date(2024, 12, 31),
                       expects=99.0, value=1.0, why="Invented.", reference="tests")  # fmt: skip
    with pytest.raises(CorrectionError):
        small.build(data_folder, root, fixes=[stale])
    assert release.versions(root) == [FIRST]


def test_a_correction_reaches_the_release(data_folder, root):
    fix = Correction(series=small.DEATHS, iso3="SDN", period_end=date(2024, 12, 31),
                     expects=5.0, value=50.0, why="A zero was lost.", reference="tests")  # fmt: skip
    version = small.build(data_folder, root, fixes=[fix])["version"]
    figures = release.open_release(root / version).frame("observations")
    assert 50.0 in figures.loc[figures["iso3"] == "SDN", "value"].tolist()


def test_two_refreshes_at_a_time_are_refused(data_folder, root):
    with FileLock(root / LOCK), pytest.raises(BusyError, match="another refresh"):
        small.build(data_folder, root)


def test_a_lock_held_by_a_process_that_was_killed_is_free(data_folder, root):
    hold = (
        f"from filelock import FileLock; FileLock({str(root / LOCK)!r}).acquire(); print('held', flush=True); input()"
    )
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"held\n"
        os.kill(holder.pid, signal.SIGKILL)
    assert small.build(data_folder, root)["version"] == "2026-03-05.2"


def test_what_a_killed_refresh_left_is_removed_at_the_next_start(data_folder, root):
    (root / f"{refresh.STAGING}1-dead").mkdir()
    small.build(data_folder, root)
    assert list(root.glob(f"{refresh.STAGING}*")) == []


# The command


@pytest.fixture
def command(data_folder, root, monkeypatch, tmp_path):
    """Runs the command on the invented sources, with the scoring step of the tests."""
    chosen = Settings(releases=root, snapshots=tmp_path / "snapshots")
    monkeypatch.setattr(refresh, "settings", lambda: chosen)
    monkeypatch.setattr(refresh, "run_models", small.score)
    return lambda *arguments: refresh.main([str(one) for one in arguments])


def test_the_command_ends_with_a_sentence_on_what_was_made(command, data_folder, capsys):
    assert command("--from", data_folder) == 0
    assert "is current: 12 observations from 2 sources, 2 indicators, 2 rejects." in capsys.readouterr().out


def test_the_command_prints_json_when_asked(command, data_folder, capsys):
    command("--from", data_folder, "--json")
    assert json.loads(capsys.readouterr().out)["observations"] == 12


def test_the_command_writes_plain_lines_where_there_is_no_terminal(command, data_folder, capsys):
    command("--from", data_folder)
    assert capsys.readouterr().err.splitlines() == [
        "alpha: 6 observations, 1 facts, 1 rejects", "beta: 6 observations, 1 facts, 1 rejects"]  # fmt: skip


def test_the_command_writes_where_it_is_told_to(command, data_folder, tmp_path):
    command("--from", data_folder, "--out", tmp_path / "elsewhere")
    assert release.current(tmp_path / "elsewhere").path.parent == tmp_path / "elsewhere"


def test_the_command_ends_with_one_sentence_where_no_release_could_be_made(command, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert command("--from", tmp_path / "empty") == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("No new release: no source could be read from")


def test_a_folder_that_is_not_there_is_told_and_makes_no_release_of_what_was_kept(command, tmp_path, root, capsys):
    assert command("--from", tmp_path / "nowhere") == 1
    assert ("--from: there is no folder" in capsys.readouterr().err, release.versions(root)) == (True, [FIRST])


def test_the_command_names_a_source_that_does_not_exist(command, data_folder, monkeypatch, capsys):
    monkeypatch.setattr(refresh, "settings", lambda: Settings(sources="+gamma"))
    assert command("--from", data_folder) == 1
    assert "no source is called 'gamma'; there are alpha, beta" in capsys.readouterr().err


def test_the_scoring_step_runs_in_a_process_of_its_own_and_its_failure_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "ROOT", tmp_path)  # no package called models there
    with pytest.raises(RefreshError, match="scoring stopped with exit code 1"):
        refresh.run_models(tmp_path, tmp_path)


@pytest.mark.shared_data
def test_the_real_files_make_a_whole_release(shared_data, tmp_path):
    command = [
        sys.executable,
        "-m",
        "data.refresh",
        "--from",
        str(shared_data),
        "--out",
        str(tmp_path / "releases"),
        "--json",
    ]
    environment = os.environ | {"R2P_SNAPSHOTS": str(tmp_path / "snapshots"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["countries"], summary["notices"], summary["sources"] >= 10) == (195, [], True)
