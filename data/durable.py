"""Files that survive a crash: written beside their place, flushed to disk, then renamed into it."""

import os
import secrets
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def write_bytes(path: Path, raw: bytes) -> None:
    """Put a file in place in one step: a reader, or a crash, meets the former bytes or all the new ones.

    Raises OSError if the folder cannot be written; nothing is left behind.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush(path.parent)


def write_text(path: Path, text: str) -> None:
    """`write_bytes` for text, in UTF-8."""
    write_bytes(path, text.encode("utf-8"))


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """`write_bytes` for a frame, as Parquet with zstd; the index is not kept."""
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), buffer, compression="zstd")
    write_bytes(path, buffer.getvalue().to_pybytes())


def read_frame(path: Path) -> pd.DataFrame:
    """A frame kept as Parquet, with the dtypes it was written with; days and months are datetime64[s].

    Parquet has no unit of a second, so a plain read would return milliseconds. Raises OSError or
    ValueError for a file that is no Parquet.
    """
    frame = pq.read_table(path).to_pandas()
    stamps = list(frame.select_dtypes("datetime").columns)
    return frame.astype(dict.fromkeys(stamps, "datetime64[s]"))


def flush(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
