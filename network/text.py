"""Text that people write: kept as text, letter by letter, within limits; what cannot be kept is refused with a reason."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from data.countries import countries
from network.errors import BadInput
from network.messages import Term

C = TypeVar("C", str, int)

# Characters; a page of text is about 3,000.
LINE, PARAGRAPH, PAGES = 200, 4_000, 20_000
ADDRESS = 2_000

# Embeddings, overrides and isolates: they can make a text read as something else (Unicode Standard Annex 9).
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
KEPT_CONTROLS = frozenset("\t\n\r")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something is known from: a title, and an address or date where there is one."""

    title: str
    address: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        kept("source", self.title, LINE, is_line=True)
        if self.address:
            web_address(self.address)
        if self.date:
            partial_date("source", self.date)


def kept(field: str, value: str, limit: int, *, is_line: bool = False, may_be_empty: bool = False) -> str:
    """The text exactly as it was written. Raises BadInput, which names the field and the place.

    `limit` counts characters. Direction marks and other controls are kept; `flags` tells that they are there.
    """
    if not isinstance(value, str):
        raise TypeError(f"{field} must be text, got {type(value).__name__}")
    if len(value) > limit:
        raise BadInput("text_too_long", field=Term(code=field), length=len(value), limit=limit)
    for position, character in enumerate(value, start=1):
        if character == "\x00":
            raise BadInput("text_nul", field=Term(code=field), position=position)
        if "\ud800" <= character <= "\udfff":
            raise BadInput("text_surrogate", field=Term(code=field), position=position)
    if not value.strip() and not may_be_empty:
        raise BadInput("text_empty", field=Term(code=field))
    if is_line and len(f"{value}.".splitlines()) > 1:
        raise BadInput("text_one_line", field=Term(code=field))
    return value


def flags(value: str) -> frozenset[str]:
    """What a page should say about a text: "direction" (it may read as something else), "control" (unseen characters)."""
    found = set()
    if BIDI & set(value):
        found.add("direction")
    if any(unicodedata.category(character) == "Cc" and character not in KEPT_CONTROLS for character in value):
        found.add("control")
    return frozenset(found)


def web_address(value: str) -> str:
    """An http or https address that names a host and carries no password. Raises BadInput."""
    shown = value[:80] if isinstance(value, str) else ""
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_good = False
    if (
        not is_good
        or len(value) > ADDRESS
        or any(character.isspace() or not character.isprintable() for character in value)
    ):
        raise BadInput("bad_address", value=shown.encode("utf-8", "replace").decode())
    return value


def email_address(value: str) -> str:
    """The address in one spelling: trimmed, lower case. Raises BadInput if it is none."""
    folded = kept("email", value, 320, is_line=True).strip().lower()
    if not re.fullmatch(r"[^@\s\x00-\x1f<>\",;]+@[^@\s\x00-\x1f<>\",;]+\.[^@\s\x00-\x1f<>\",;.]+", folded):
        raise BadInput("bad_email", value=folded[:80])
    return folded


def choice(field: str, value: C, allowed: Collection[C]) -> C:
    """One of the values allowed. Raises BadInput."""
    if value not in allowed:
        shown = str(value)[:40].encode("utf-8", "replace").decode()
        raise BadInput("bad_choice", field=Term(code=field), choices=", ".join(map(str, allowed)), value=shown)
    return value


def country(value: str) -> str:
    """The ISO3 code of a State covered. Raises BadInput."""
    if value not in countries():
        raise BadInput("bad_country", value=str(value)[:40].encode("utf-8", "replace").decode())
    return value


def is_id(value: object) -> bool:
    """Whether a value can be the id of anything here; whatever else an address holds names nothing."""
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9:_.-]{1,170}", value) is not None


def distinct(field: str, values: Iterable[object], *, least: int, most: int) -> list:
    """The values as a list, in their order. Raises BadInput for repeated, too few or too many."""
    items = list(values)
    if len(set(items)) != len(items) or not least <= len(items) <= most:
        raise BadInput("bad_list", field=Term(code=field), least=least, most=most, count=len(items))
    return items


def number(field: str, value: float) -> float:
    """A finite number. Raises BadInput."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadInput("bad_number", field=Term(code=field), value=str(value)[:40])
    return float(value)


def partial_date(field: str, value: str) -> str:
    """A date as exact as it is known: YYYY, YYYY-MM or YYYY-MM-DD. Raises BadInput."""
    shapes = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}
    try:
        datetime.strptime(value, shapes[len(value)]).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        raise BadInput(
            "bad_date", field=Term(code=field), value=str(value)[:40].encode("utf-8", "replace").decode()
        ) from None
    return value


def source_list(sources: Sequence[Source]) -> list[dict[str, str]]:
    """Sources as they are kept; at most 50."""
    if len(sources) > 50:
        raise BadInput("bad_list", field=Term(code="sources"), least=0, most=50, count=len(sources))
    return [{"title": one.title, "address": one.address, "date": one.date} for one in sources]
