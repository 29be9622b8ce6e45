"""What may arrive over the wire: the forms of file a source sends, and a file that is being received, resumably."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from data import durable
from data.snapshots import BLOCK, PART


class FetchError(ValueError):
    """A file that could not be had; the message says whose, what happened and what to do, and holds no key."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A form of file: what is asked for, which content types may carry it, and how it begins."""

    name: str
    accept: str
    types: tuple[str, ...]  # words, one of which its content type holds
    begins: tuple[bytes, ...]  # one of them, after white space and a byte-order mark, case ignored; none: anything
    not_begins: tuple[bytes, ...] = ()


_ANY = ("octet-stream", "text/plain", "binary", "download")
_PAGE = (b"<!doctype html", b"<html")
JSON = Kind(name="JSON", accept="application/json", types=("json", *_ANY), begins=(b"{", b"["))
XML = Kind(name="XML", accept="application/xml, text/xml", types=("xml", *_ANY), begins=(b"<",), not_begins=_PAGE)
PAGE = Kind(name="a web page", accept="text/html", types=("html",), begins=(b"<",))
ZIP = Kind(name="a ZIP archive", accept="application/zip", types=("zip", *_ANY), begins=(b"pk\x03\x04",))
BOOK = Kind(name="an Excel workbook", accept="*/*", types=("sheet", "excel", "zip", *_ANY), begins=(b"pk\x03\x04",))
TABLE = Kind(
    name="a text table", accept="text/csv, text/plain", types=("csv", "tab-separated", "excel", *_ANY), begins=(),
    not_begins=(b"<", b"{", b"pk\x03\x04", b"%pdf", b"\xff\xfe", b"\xfe\xff"),
)  # fmt: skip


def check_type(content_type: str, kind: Kind, where: str) -> None:
    """Raise FetchError if a content type says that this is another form of file; an absent one says nothing."""
    said = content_type.split(";")[0].strip().lower()
    if said and not any(word in said for word in kind.types):
        raise FetchError(f"{where}: expected {kind.name}, got {said[:80]}; is the site under maintenance?")


def check_begins(file: Path, kind: Kind, where: str) -> None:
    """Raise FetchError if a file does not begin as its form does, whatever its content type says."""
    with file.open("rb") as stream:
        head = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    is_right = head.startswith(kind.begins) if kind.begins else True
    if not is_right or head.startswith(kind.not_begins):
        what = "a web page" if head.startswith(_PAGE) else "something else"
        raise FetchError(f"{where}: expected {kind.name}, got {what}; is the site under maintenance?")


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file that lies on disk: just received, or kept from an earlier time because it has not changed."""

    path: str
    file: Path
    sha256: str
    size: int
    url: str
    etag: str
    last_modified: str
    is_new: bool

    def read(self) -> bytes:
        return self.file.read_bytes()


@dataclass
class Writing:
    """The bytes of a file so far."""

    stream: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, chunk: bytes) -> None:
        """Write more bytes. Raises OSError if the disk is full."""
        self.stream.write(chunk)
        self.digest.update(chunk)
        self.size += len(chunk)


class Part:
    """A file that is being received: left where it is if it breaks off and the server can send the rest of it."""

    def __init__(self, folder: Path, url: str):
        self.url = url
        self.file = folder / f"{PART}{hashlib.sha256(url.encode()).hexdigest()[:24]}"
        self.note = self.file.with_name(f"{self.file.name}.json")  # what it is a part of; absent: of nothing resumable

    def conditions(self) -> dict[str, str]:
        """Headers that ask for the rest of the file, provided it is still the same one; none to ask for all of it."""
        mark = self._mark()
        size = self.file.stat().st_size if mark and self.file.is_file() else 0
        return {"Range": f"bytes={size}-", "If-Range": mark} if size else {}

    def _mark(self) -> str:
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            return str(note["mark"]) if note["url"] == self.url else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def continues(self, headers: Mapping[str, str]) -> bool:
        """Whether a partial answer begins where this part ends."""
        return headers.get("Content-Range", "").startswith(f"bytes {self.file.stat().st_size}-")

    @contextmanager
    def opened(self, headers: Mapping[str, str], *, is_rest: bool) -> Iterator[Writing]:
        """Write what an answer with these headers sends; raises OSError if the disk cannot take it."""
        mark = "" if is_rest else self._resumable_by(headers)
        if not is_rest:
            self.drop()
            if mark:
                durable.write_text(self.note, json.dumps({"url": self.url, "mark": mark}))
        try:
            with self.file.open("ab" if is_rest else "wb") as stream:
                writing = Writing(stream)
                if is_rest:
                    self._count(writing)
                yield writing
            durable.flush(self.file)
        except OSError:
            self.drop()  # a full disk: what was received makes room again
            raise
        except BaseException:
            if not self.note.is_file():
                self.drop()
            raise

    def _count(self, writing: Writing) -> None:
        with self.file.open("rb") as former:
            while block := former.read(BLOCK):
                writing.digest.update(block)
                writing.size += len(block)

    @staticmethod
    def _resumable_by(headers: Mapping[str, str]) -> str:
        """The mark by which the server knows this version of the file, if it can send a part of it."""
        if headers.get("Accept-Ranges", "").lower() != "bytes" or headers.get("Content-Encoding"):
            return ""
        etag = headers.get("ETag", "")
        return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")

    def finish(self) -> None:
        """The file is whole: there is nothing to resume any more."""
        self.note.unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove the part."""
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
