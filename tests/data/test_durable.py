"""Files are put in place whole, and frames keep their dtypes."""

import pandas as pd
import pytest

from data import durable, schema


def test_a_file_replaces_the_former_one(tmp_path):
    for text in ("old", "new"):
        durable.write_text(tmp_path / "a.txt", text)
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_write_that_fails_leaves_the_former_file_and_nothing_else(tmp_path, monkeypatch):
    durable.write_text(tmp_path / "a.txt", "old")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        durable.write_text(tmp_path / "a.txt", "new")
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == {"a.txt": "old"}


def test_a_frame_comes_back_with_the_dtypes_of_the_schema(tmp_path):
    rejects = schema.rejects([{"source": "alpha", "row": 3}, {"source": "alpha"}])
    durable.write_frame(tmp_path / "a.parquet", rejects)
    pd.testing.assert_frame_equal(durable.read_frame(tmp_path / "a.parquet"), rejects)


def test_a_month_comes_back_in_seconds_and_a_missing_one_stays_missing(tmp_path):
    months = pd.DataFrame({"month": pd.to_datetime(["2026-01-01", None]).astype("datetime64[s]")})
    durable.write_frame(tmp_path / "a.parquet", months)
    pd.testing.assert_frame_equal(durable.read_frame(tmp_path / "a.parquet"), months)
