"""Raw files: read from a folder, kept under their digest, listed in a ledger."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import snapshots
from tests.data.small import ALPHA, NOW, declare


def test_a_declared_file_is_read_under_its_declared_path(tmp_path):
    (tmp_path / "alpha").mkdir()
    (tmp_path / "alpha" / "alpha.csv").write_bytes(b"a,b\n")
    assert snapshots.read_folder(ALPHA, tmp_path) == {"alpha/alpha.csv": b"a,b\n"}


def test_a_pattern_is_expanded_to_the_files_that_match_in_order(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_bytes(name.encode())
    source = declare("alpha", files=("*.csv",))
    assert snapshots.read_folder(source, tmp_path) == {"a.csv": b"a.csv", "b.csv": b"b.csv"}


def test_a_file_that_two_patterns_match_is_read_once(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x")
    assert snapshots.list_folder(declare("alpha", files=("a.csv", "*.csv")), tmp_path) == ["a.csv"]


@pytest.mark.parametrize("declared", ["alpha/alpha.csv", "*.csv"])
def test_a_missing_file_is_refused_with_source_file_and_folder(tmp_path, declared):
    with pytest.raises(FileNotFoundError) as refusal:
        snapshots.read_folder(declare("alpha", files=(declared,)), tmp_path)
    assert all(word in str(refusal.value) for word in ("alpha", declared, str(tmp_path)))


def test_a_missing_folder_is_refused_by_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        snapshots.read_folder(ALPHA, tmp_path / "nowhere")


def test_a_file_kept_can_be_read_back(tmp_path):
    (kept,) = snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    assert snapshots.read_snapshot(kept, root=tmp_path) == b"1"


def test_a_file_received_unchanged_is_listed_once_with_the_day_it_first_came(tmp_path):
    snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW + timedelta(days=9), root=tmp_path)
    assert [line.received for line in snapshots.ledger("alpha", root=tmp_path)] == ["2026-03-05T12:00:00+00:00"]


def test_a_file_that_changed_is_listed_a_second_time_and_the_first_is_still_there(tmp_path):
    for raw in (b"1", b"2"):
        snapshots.keep("alpha", {"alpha.csv": raw}, received=NOW, root=tmp_path)
    lines = snapshots.ledger("alpha", root=tmp_path)
    assert [snapshots.read_snapshot(line, root=tmp_path) for line in lines] == [b"1", b"2"]


def test_a_file_kept_and_damaged_since_is_refused(tmp_path):
    (kept,) = snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    (tmp_path / "alpha" / kept.sha256).write_bytes(b"2")
    with pytest.raises(ValueError, match="not the bytes received on 2026-03-05"):
        snapshots.read_snapshot(kept, root=tmp_path)


def test_a_file_kept_and_damaged_since_is_mended_when_it_comes_again(tmp_path):
    (kept,) = snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    (tmp_path / "alpha" / kept.sha256).write_bytes(b"2")
    snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    assert snapshots.read_snapshot(kept, root=tmp_path) == b"1"


def test_an_edited_ledger_is_refused_with_the_line(tmp_path):
    snapshots.keep("alpha", {"alpha.csv": b"1"}, received=NOW, root=tmp_path)
    with (tmp_path / "alpha" / snapshots.LEDGER).open("a") as ledger:
        ledger.write('{"source": "alpha"}\n')
    with pytest.raises(ValueError, match="line 2 is no snapshot"):
        snapshots.ledger("alpha", root=tmp_path)


def test_a_source_that_never_sent_anything_has_an_empty_ledger(tmp_path):
    assert snapshots.ledger("alpha", root=tmp_path) == []


@given(files=st.dictionaries(st.sampled_from(["a.csv", "b/c.csv", "d.json"]), st.binary(max_size=50)))
def test_whatever_the_bytes_they_come_back_as_they_were(files, tmp_path_factory):
    root: Path = tmp_path_factory.mktemp("snapshots")
    kept = snapshots.keep("alpha", files, received=NOW, root=root)
    assert {one.path: snapshots.read_snapshot(one, root=root) for one in kept} == files
