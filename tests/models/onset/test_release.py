"""The forecasts of a release: computed once, taken over where files and code are the same, left out where files lack."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from data.lock import BusyError, locked
from data.release import Release
from models.onset import release
from models.onset.register import RegisterError, read_register
from tests.support.forecasts import track_record


@pytest.fixture
def built(made_folder, made_release, monkeypatch, tmp_path):
    """How often forecasts were computed, in an installation that has none yet."""
    times = []

    def build(data, *, seed, workers):
        times.append(data)
        return made_release

    monkeypatch.setattr(release.predict, "build", build)
    monkeypatch.setattr(release, "settings", lambda: SimpleNamespace(releases=tmp_path / "var" / "releases"))
    monkeypatch.setattr(release, "SHIPPED_RELEASES", tmp_path / "shipped")
    return times


def staging(tmp_path, name="staging"):
    folder = tmp_path / name
    folder.mkdir()
    return folder


def record_in(folder):
    return json.loads((folder / "track_record.json").read_text(encoding="utf-8"))


def test_a_release_carries_forecasts_drivers_changes_and_the_record(built, made_folder, tmp_path):
    folder = staging(tmp_path)
    release.write_forecasts(folder, made_folder)
    assert {one.name for one in folder.iterdir()} == {*release.FRAMES, release.TRACK_RECORD}
    assert record_in(folder)["evaluated"] is True


def test_the_same_files_are_computed_once(built, made_folder, tmp_path):
    first, second = staging(tmp_path, "first"), staging(tmp_path, "second")
    release.write_forecasts(first, made_folder)
    release.write_forecasts(second, made_folder)
    assert len(built) == 1
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in release.FRAMES)


def test_fresh_computes_again(built, made_folder, tmp_path):
    release.write_forecasts(staging(tmp_path, "first"), made_folder)
    release.write_forecasts(staging(tmp_path, "second"), made_folder, how="fresh")
    assert len(built) == 2


def test_forecasts_of_other_code_are_not_taken_over(built, made_folder, tmp_path, monkeypatch):
    release.write_forecasts(staging(tmp_path, "first"), made_folder)
    monkeypatch.setattr(release, "code_digest", lambda: "f" * 64)
    assert release.find_kept(made_folder) is None


def test_a_folder_without_the_files_says_which(built, tmp_path):
    folder, empty = staging(tmp_path), staging(tmp_path, "empty")
    release.write_forecasts(folder, empty)
    record = record_in(folder)
    assert record["evaluated"] is False
    assert "risk/" in record["reason"]
    assert [one.name for one in folder.iterdir()] == [release.TRACK_RECORD]


def test_without_the_files_the_forecasts_of_the_release_in_use_stay(built, made_folder, tmp_path, monkeypatch):
    served = staging(tmp_path, "served")
    release.write_forecasts(served, made_folder)
    monkeypatch.setattr(release, "current", lambda root, shipped: Release(path=served, manifest={}))
    folder = staging(tmp_path)
    release.write_forecasts(folder, staging(tmp_path, "empty"))
    assert record_in(folder) == record_in(served)


def test_without_the_files_forecasts_of_other_code_do_not_stay(built, made_folder, tmp_path, monkeypatch):
    served = staging(tmp_path, "served")
    release.write_forecasts(served, made_folder)
    monkeypatch.setattr(release, "current", lambda root, shipped: Release(path=served, manifest={}))
    monkeypatch.setattr(release, "code_digest", lambda: "f" * 64)
    release.write_forecasts(staging(tmp_path), staging(tmp_path, "empty"))
    assert record_in(tmp_path / "staging")["evaluated"] is False


def test_skipping_leaves_them_out_and_says_so(built, made_folder, tmp_path):
    folder = staging(tmp_path)
    release.write_forecasts(folder, made_folder, how="skip")
    assert "left out" in record_in(folder)["reason"]
    assert built == []


def test_no_value_of_the_files_without_a_licence_is_carried(built, made_folder, tmp_path):
    folder = staging(tmp_path)
    release.write_forecasts(folder, made_folder)
    learned = pd.read_parquet(folder / "drivers.parquet").query("half == 'learned'")
    assert len(learned)
    assert learned[["value", "percent_below"]].isna().all(axis=None)


def test_the_invented_record_of_the_page_tests_has_the_form_of_a_real_one(built, made_folder, tmp_path):
    folder = staging(tmp_path)
    release.write_forecasts(folder, made_folder)
    real, invented = record_in(folder), track_record()
    assert set(invented) == set(real)
    assert [one["key"] for one in invented["configurations"]] == [one["key"] for one in real["configurations"]]
    assert [one["bar"] for one in invented["bars"]] == [one["bar"] for one in real["bars"]]


def test_a_release_without_forecasts_is_not_sealed(tmp_path):
    bare = Release(path=tmp_path, manifest={"version": "2026-11-21.1", "files": {}})
    with pytest.raises(RegisterError, match="carries no forecasts"):
        release.seal(bare, tmp_path / "register.csv")
    assert read_register(tmp_path / "register.csv").empty


def test_two_seals_at_once_do_not_both_follow_the_same_line(tmp_path):
    made = Release(
        path=tmp_path, manifest={"version": "x", "created": "2026-11-01T00:00:00Z", "files": {"forecasts.parquet": {}}}
    )
    with locked(tmp_path), pytest.raises(BusyError):
        release.seal(made, tmp_path / "register.csv")
