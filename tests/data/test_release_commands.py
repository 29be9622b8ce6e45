"""python -m data.release: what it prints, what it writes, and how it ends."""

import csv
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from data import release_commands
from data.settings import ROOT, Settings
from tests.data import small

FIRST, SECOND = "2026-03-05.1", "2026-03-06.1"


@pytest.fixture
def two(root: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two good releases in the folder that the settings name; the second is current."""
    small.build(data_folder, root, now=small.NOW + timedelta(days=1))
    chosen = Settings(releases=root)
    monkeypatch.setattr("data.release.settings", lambda: chosen)
    monkeypatch.setattr("data.release_commands.settings", lambda: chosen)
    return root


def run(*arguments: object) -> int:
    return release_commands.main([str(one) for one in arguments])


def test_verify_prints_what_the_current_release_holds(two, capsys):
    assert run("verify") == 0
    assert json.loads(capsys.readouterr().out)["version"] == SECOND


@pytest.mark.parametrize("path", ["2026-03-05.1", ""])
def test_verify_takes_the_folder_of_a_release_or_of_releases(two, capsys, path):
    assert run("verify", two / path) == 0
    assert json.loads(capsys.readouterr().out)["version"] == (path or SECOND)


def test_verify_ends_with_a_sentence_for_a_damaged_release(two, capsys):
    (two / SECOND / "scores.parquet").unlink()
    assert run("verify") == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{two / SECOND} is no whole release: scores.parquet: the file is missing\n")


def test_verify_ends_with_a_sentence_where_there_is_nothing(two, capsys):
    assert run("verify", two / "nowhere") == 1
    assert "there is no folder" in capsys.readouterr().err


def test_list_marks_the_current_release_and_names_what_is_damaged(two, capsys):
    (two / FIRST / "scores.parquet").unlink()
    assert run("list") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if str(two) in line]
    assert [line.split()[:2] for line in lines] == [["*", SECOND], [FIRST, "refused:"]]


def exported(two: Path, *more: str) -> list[dict[str, str]]:
    assert run("export", "scores", "--csv", two / "scores.csv", *more) == 0
    with (two / "scores.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_export_writes_the_columns_of_the_contract(two):
    assert list(exported(two)[0]) == ["iso3", "month", "score", "low", "high", "rank", "coverage"]


def test_export_writes_every_state_in_every_month(two):
    assert len({(row["iso3"], row["month"]) for row in exported(two)}) == 195 * 3


def test_export_writes_months_as_year_and_month(two):
    assert {row["month"] for row in exported(two)} == {"2025-12", "2026-01", "2026-02"}


def test_export_leaves_what_is_not_known_empty(two):
    row = next(row for row in exported(two) if row["iso3"] == "VAT")
    assert (row["score"], row["low"], row["high"], row["rank"]) == ("", "", "", "")


def test_export_writes_the_figures_of_the_release(two):
    known = small.frames()["scores"].set_index("iso3").loc["SDN"].iloc[0]
    row = next(row for row in exported(two) if row["iso3"] == "SDN")
    assert (float(row["score"]), int(row["rank"])) == (pytest.approx(known["score"], rel=1e-6), known["rank"])


def test_export_takes_an_older_release(two, capsys):
    exported(two, "--release", FIRST)
    assert FIRST in capsys.readouterr().out


@pytest.mark.parametrize("version", ["../../etc", "2020-01-01.1"])
def test_export_refuses_a_release_that_is_not_there(two, capsys, version):
    assert run("export", "scores", "--csv", two / "scores.csv", "--release", version) == 1
    assert version in capsys.readouterr().err


def test_export_tells_that_a_newer_release_was_refused(two, capsys):
    (two / SECOND / "facts.parquet").unlink()
    exported(two)
    assert "facts.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["nowhere/scores.csv", "current/scores.csv"])
def test_export_into_a_folder_that_cannot_be_written_ends_with_a_sentence(two, capsys, place):
    assert run("export", "scores", "--csv", two / place) == 1
    assert f"{two / place} cannot be written" in capsys.readouterr().err


def test_an_export_that_fails_leaves_the_former_file(two, monkeypatch):
    (two / "scores.csv").write_text("former")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    assert run("export", "scores", "--csv", two / "scores.csv") == 1
    assert (two / "scores.csv").read_text() == "former"


def test_the_command_runs_as_a_module(two):
    command = [sys.executable, "-m", "data.release", "verify", str(two / FIRST)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["version"]) == (0, FIRST)
