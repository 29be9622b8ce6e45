"""Releases: sealed, refused when damaged, passed over for the last good one, made current in one step."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import durable, release
from data.release import MANIFEST, ReleaseError
from tests.data import small

FIRST, SECOND = "2026-03-05.1", "2026-03-06.1"
METHOD = {"version": "1", "seed": 1, "draws_latest": 1, "draws_history": 1}


@pytest.fixture
def two(root: Path, data_folder: Path) -> Path:
    """A folder with two good releases, the second of which is current."""
    small.build(data_folder, root, now=small.NOW + timedelta(days=1))
    return root


def nowhere(root: Path) -> Path:
    """A folder without a shipped release."""
    return root.parent / "nowhere"


def flip(path: Path, place: int) -> None:
    """Change one bit of a file, at a place counted from its start."""
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 1
    path.write_bytes(bytes(raw))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


DAMAGE = {"a flipped bit": lambda path: flip(path, 100), "a truncated file": truncate, "a missing file": Path.unlink}


# Damage


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("file", [*release.FILES, MANIFEST, "method.json"])
def test_a_release_with_one_damaged_file_is_refused_with_the_name_of_the_file(root, file, damage):
    damage(root / FIRST / file)
    with pytest.raises(ReleaseError) as refusal:
        release.open_release(root / FIRST)
    assert refusal.value.file == file


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from([*release.FILES, MANIFEST]), place=st.integers(0, 10**6))
def test_a_bit_flipped_anywhere_is_found(root, file, place):
    path = root / FIRST / file
    former = path.read_bytes()
    flip(path, place)
    try:
        with pytest.raises(ReleaseError):
            release.open_release(root / FIRST)
    finally:
        path.write_bytes(former)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(DAMAGE["a flipped bit"], "digest differs"), (truncate, "bytes long"), (Path.unlink, "missing")],
)
def test_a_refusal_says_what_is_wrong_with_the_file(root, damage, reason):
    damage(root / FIRST / "scores.parquet")
    with pytest.raises(ReleaseError, match=f"scores.parquet: .*{reason}"):
        release.open_release(root / FIRST)


def edit(folder: Path, **changes: object) -> None:
    """Edit a manifest by hand."""
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | changes))


def reseal(folder: Path, **changes: object) -> None:
    """Edit a manifest and make its seal fit, as a fault in our own code could."""
    manifest = json.loads((folder / MANIFEST).read_text()) | changes
    manifest["seal"] = release._seal_of(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_manifest_edited_by_hand_is_refused(root):
    edit(root / FIRST, default_month="2026-01")
    with pytest.raises(ReleaseError, match=r"manifest.json: its seal does not fit"):
        release.open_release(root / FIRST)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "\x00", '{"seal": null}'])
def test_a_manifest_that_is_none_is_refused(root, text):
    (root / FIRST / MANIFEST).write_text(text)
    with pytest.raises(ReleaseError, match=r"manifest\.json"):
        release.open_release(root / FIRST)


@pytest.mark.parametrize("name", ["../../secret.json", "/etc/passwd", "a/b.parquet", "..", "run.sh"])
def test_a_manifest_cannot_lead_out_of_its_folder(root, name):
    reseal(root / FIRST, files={name: {"sha256": "", "bytes": 0, "rows": None}})
    with pytest.raises(ReleaseError, match="no file name of a release"):
        release.open_release(root / FIRST)


def test_a_manifest_that_leaves_out_a_file_is_refused(root):
    files = json.loads((root / FIRST / MANIFEST).read_text())["files"]
    reseal(root / FIRST, files={name: entry for name, entry in files.items() if name != "draws.parquet"})
    with pytest.raises(ReleaseError, match=r"does not list draws\.parquet"):
        release.open_release(root / FIRST)


def test_a_manifest_that_lacks_a_key_is_refused(root):
    manifest = json.loads((root / FIRST / MANIFEST).read_text())
    del manifest["default_month"], manifest["seal"]
    (root / FIRST / MANIFEST).write_text(json.dumps(manifest | {"seal": release._seal_of(manifest)}))
    with pytest.raises(ReleaseError, match="lacks default_month"):
        release.open_release(root / FIRST)


def test_a_file_that_the_manifest_does_not_list_is_found_by_verify(root):
    (root / FIRST / "notes.txt").write_text("mine")
    with pytest.raises(ReleaseError, match=r"notes\.txt: the manifest does not list"):
        release.verify(root / FIRST)


def test_counts_that_do_not_fit_the_files_are_found_by_verify(root):
    counts = json.loads((root / FIRST / MANIFEST).read_text())["counts"]
    reseal(root / FIRST, counts=counts | {"observations": 13})
    with pytest.raises(ReleaseError, match="states 13 observations; the files hold 12"):
        release.verify(root / FIRST)


def test_verify_says_what_a_good_release_holds(root):
    assert release.verify(root / FIRST) == {
        "version": FIRST, "countries": 195, "indicators": 2, "risk_factors": 2, "sources": 2, "observations": 12,
        "facts": 2, "first_period": "2023-01-01", "last_period": "2024-12-31", "rejects": 2,
    }  # fmt: skip


# Which release is served


def test_the_current_release_is_served_without_a_notice(two):
    served = release.current(two, shipped=nowhere(two))
    assert (served.version, served.notices) == (SECOND, ())


def test_a_damaged_current_release_is_passed_over_for_the_last_good_one(two):
    truncate(two / SECOND / "scores.parquet")
    assert release.current(two, shipped=nowhere(two)).version == FIRST


def test_a_reader_is_told_which_release_was_refused_with_the_file_and_the_reason(two):
    (two / SECOND / "scores.parquet").unlink()
    served = release.current(two, shipped=nowhere(two))
    assert served.notices == (
        "Release 2026-03-06.1 was refused (scores.parquet: the file is missing); release 2026-03-05.1 is shown instead.",
    )


def test_a_refusal_is_also_told_in_parts(two):
    (two / SECOND / "scores.parquet").unlink()
    (refused,) = release.current(two, shipped=nowhere(two)).refused
    assert (refused.version, refused.file, refused.reason) == (SECOND, "scores.parquet", "the file is missing")


def test_the_shipped_release_is_served_where_there_is_no_other(root):
    assert release.current(nowhere(root), shipped=root).version == FIRST


def test_the_shipped_release_is_served_when_all_others_are_damaged(two, tmp_path):
    shipped = shutil.copytree(two, tmp_path / "shipped")
    for version in (FIRST, SECOND):
        truncate(two / version / "facts.parquet")
    served = release.current(two, shipped=shipped)
    assert (served.path.parent, len(served.notices)) == (shipped, 2)


def test_no_release_at_all_is_an_error_that_says_how_to_make_one(tmp_path):
    with pytest.raises(ReleaseError, match=r"python -m data\.refresh"):
        release.current(tmp_path / "none", shipped=tmp_path / "none either")


def test_a_note_of_the_current_release_that_is_no_version_is_told_and_the_newest_is_served(two):
    (two / "current").write_text("../../etc\n")
    served = release.current(two, shipped=nowhere(two))
    assert (served.version, "'../../etc' is no version" in served.notices[0]) == (SECOND, True)


def test_a_lost_note_of_the_current_release_does_no_harm(two):
    (two / "current").unlink()
    assert release.current(two, shipped=nowhere(two)).version == SECOND


def test_a_release_newer_than_the_current_one_is_not_served_in_its_place(two):
    release.switch(FIRST, two)
    truncate(two / FIRST / "scores.parquet")
    with pytest.raises(ReleaseError):
        release.current(two, shipped=nowhere(two))


def test_the_notices_of_a_release_itself_are_passed_on(root, data_folder):
    (data_folder / "beta" / "beta.csv").unlink()
    small.build(data_folder, root)
    (notice,) = release.current(root, shipped=nowhere(root)).notices
    assert notice.startswith("Beta is not in this release: beta: there is no file 'beta/beta.csv'")


# Versions


def test_versions_are_ordered_by_day_then_number(tmp_path):
    for name in ("2026-03-05.9", "2026-03-05.10", "2025-12-31.11", "notes", ".staging-1-a"):
        (tmp_path / name).mkdir()
    assert release.versions(tmp_path) == ["2026-03-05.10", "2026-03-05.9", "2025-12-31.11"]


def test_the_next_version_of_a_day_is_one_more_than_the_highest(tmp_path):
    for name in ("2026-03-05.2", "2026-03-05.10"):
        (tmp_path / name).mkdir()
    assert release.next_version(tmp_path, today=date(2026, 3, 5)) == "2026-03-05.11"


@given(
    text=st.text(max_size=30)
    | st.sampled_from(["..", "../x", "2026-03-05.1/..", "2026-03-05.1\n", "٢٠٢٦-٠٣-٠٥.١", "/"])
)
def test_nothing_but_a_version_passes_for_one(text):
    try:
        assert release.check_version(text, file="current") == text
    except ReleaseError:
        return
    assert set(text) <= set("0123456789-.")


@pytest.mark.parametrize("version", ["../2026-03-05.1", "2026-03-05.1/../x", "", "current", ".staging-1"])
def test_a_name_that_leads_elsewhere_cannot_be_made_current(root, version):
    with pytest.raises(ReleaseError, match="is no version"):
        release.switch(version, root)


def test_an_older_release_can_be_made_current_again(two):
    release.switch(FIRST, two)
    assert release.current(two, shipped=nowhere(two)).version == FIRST


def test_a_damaged_release_cannot_be_made_current(two):
    truncate(two / FIRST / "scores.parquet")
    with pytest.raises(ReleaseError):
        release.switch(FIRST, two)
    assert release.current_version(two) == SECOND


def test_a_release_is_never_overwritten(root, tmp_path):
    twin = shutil.copytree(root / FIRST, tmp_path / "twin")
    with pytest.raises(ReleaseError, match="never overwritten"):
        release.place(twin, root)


# Sealing and reading


def seal(folder: Path, **changes: object) -> dict:
    asked = {"version": SECOND, "created": small.NOW, "method": METHOD, "default_month": "2026-02", "notices": []}
    return release.seal(folder, **asked | changes)


@pytest.fixture
def unsealed(root: Path, tmp_path: Path) -> Path:
    """A folder with every file of a good release but the manifest."""
    folder = shutil.copytree(root / FIRST, tmp_path / "unsealed")
    (folder / MANIFEST).unlink()
    return folder


def test_a_folder_that_lacks_a_file_is_not_sealed(unsealed):
    (unsealed / "draws.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"draws\.parquet: the file is missing"):
        seal(unsealed)


def test_a_manifest_states_the_rows_of_each_table_and_the_months(unsealed):
    manifest = seal(unsealed)
    months = manifest["first_month"], manifest["last_month"], manifest["default_month"]
    assert (manifest["files"]["scores.parquet"]["rows"], months) == (3 * 195, ("2025-12", "2026-02", "2026-02"))


def test_the_day_of_a_release_is_written_in_utc(unsealed):
    created = datetime.fromisoformat("2026-03-05T01:30:00+03:00")
    assert seal(unsealed, created=created)["created"] == datetime(2026, 3, 4, 22, 30, tzinfo=UTC).isoformat()


def test_a_release_with_a_source_that_may_not_be_shipped_is_marked(unsealed):
    sources = json.loads((unsealed / "sources.json").read_text())
    sources[0] |= {"licence": "CC BY-NC 4.0", "is_redistributable": False}
    durable.write_text(unsealed / "sources.json", json.dumps(sources))
    assert seal(unsealed)["is_shippable"] is False


def test_what_a_reader_does_to_a_frame_does_not_reach_the_next_reader(root):
    served = release.open_release(root / FIRST)
    frame = served.frame("scores")
    frame["score"] = 0.0
    frame.loc[frame.index[0], "low"] = -1.0
    assert served.frame("scores").equals(release.open_release(root / FIRST).frame("scores"))


def test_the_months_of_a_frame_are_in_seconds(root):
    assert release.open_release(root / FIRST).frame("scores")["month"].dtype == "datetime64[s]"


@pytest.mark.parametrize("name", ["forecasts", "../secret"])
def test_a_file_that_a_release_does_not_have_is_refused_by_name(root, name):
    with pytest.raises(KeyError, match="has no file"):
        release.open_release(root / FIRST).frame(name)


def test_a_frame_that_a_later_version_adds_is_sealed_and_read(unsealed):
    added = pd.DataFrame({"iso3": ["SDN"], "probability": [0.1]})
    durable.write_frame(unsealed / "forecasts.parquet", added)
    seal(unsealed)
    assert release.open_release(unsealed).frame("forecasts").to_dict("list") == {"iso3": ["SDN"], "probability": [0.1]}
