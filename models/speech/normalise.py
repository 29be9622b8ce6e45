"""Texts as one buffer of folded characters, so that everything after it is arithmetic on arrays."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

END = 10  # closes a text; several of them, so that no n-gram reaches into the next text
DROPPED = 0
SPACE = 32
LONGEST_GRAM = 5
MAX_CHARACTERS = 20_000  # of one text; a longer one is no post
_PLANES = 0x20000  # the basic plane and the emoji plane; rarer characters share one code
_GAP = "\n" * LONGEST_GRAM
# Addresses, mentions and entities say where a text comes from, not what it says; learning them would learn the data set.
_NOISE = re.compile(r"(?:https?://|www\.)\S+|@\w+|&#?\w{1,8};|<(?:url|user)>", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Buffer:
    """Texts laid end to end. `characters` (n,) uint32 folded code points; text i is characters[starts[i]:ends[i]]."""

    characters: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def has_no_words(self) -> np.ndarray:
        """Which texts hold no letter: nothing but digits, signs, emoji."""
        is_letter = (character_kinds().take(self.characters, mode="clip") == 2).astype(np.int32)
        running = np.concatenate(([0], np.cumsum(is_letter)))
        return running[self.ends] == running[self.starts]


def fold(texts: list[str]) -> Buffer:
    """Lower case, no accents, no invisible marks, digits as 0, runs of three letters as two, addresses and mentions masked.

    Every text keeps at least one character, a space, so no text is ever lost.
    """
    if not texts:
        nothing = np.zeros(0, dtype=np.intp)
        return Buffer(characters=np.zeros(0, dtype=np.uint32), starts=nothing, ends=nothing)
    joined = f" {f' {_GAP} '.join(texts)} {_GAP}"
    if joined.count("\n") != LONGEST_GRAM * len(texts):
        joined = f" {f' {_GAP} '.join(text.replace(chr(10), ' ') for text in texts)} {_GAP}"
    joined = _NOISE.sub(_mask, joined)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    characters = _table().take(points, mode="clip")
    return _compact(characters)


def _mask(found: re.Match[str]) -> str:
    first = found.group()[0]
    return "@" if first == "@" or found.group().lower() == "<user>" else " " if first == "&" else "~"


def _compact(characters: np.ndarray) -> Buffer:
    """Without dropped characters, second spaces, and the third and later of a run."""
    if not characters.all():
        characters = characters[characters != DROPPED]
    same = np.empty(len(characters), dtype=bool)
    same[0] = False
    np.equal(characters[1:], characters[:-1], out=same[1:])
    is_third = same.copy()
    is_third[1:] &= same[:-1]
    is_third |= same & (characters == SPACE)
    is_third &= characters != END
    if is_third.any():
        characters = characters[~is_third]
    is_end = characters == END
    edges = np.flatnonzero(is_end[1:] != is_end[:-1]) + 1
    return Buffer(characters=characters, starts=np.concatenate(([0], edges[1::2])), ends=edges[0::2])


@cache
def _table() -> np.ndarray:
    """Code point → folded code point, DROPPED for what a reader does not see."""
    table = np.arange(_PLANES, dtype=np.uint32)
    for point in range(_PLANES):
        table[point] = _folded(chr(point))
    table[END] = END
    return table


def _folded(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Cn", "Co", "Cs"):
        return ord("?")
    if _is_dropped(ord(character)):
        return DROPPED
    if character.isspace() or category in ("Cc", "Zs"):
        return SPACE
    if category == "Nd":
        return ord("0")
    lower = character.lower()
    plain = "".join(one for one in unicodedata.normalize("NFKD", lower) if not _is_dropped(ord(one))).lower()
    return ord(plain) if len(plain) == 1 else ord(lower) if len(lower) == 1 else ord(character)


def _is_dropped(point: int) -> bool:
    """Accents, Arabic and Hebrew vowel points, joiners, direction marks, emoji variants.

    Vowel signs of Indic, Burmese and Thai scripts are letters there and stay.
    """
    return (
        0x300 <= point <= 0x36F
        or 0x591 <= point <= 0x5C7
        or point in (0x640, 0x670, 0xAD, 0xFEFF)
        or 0x64B <= point <= 0x65F
        or 0x200B <= point <= 0x200F
        or 0x202A <= point <= 0x202E
        or 0x2060 <= point <= 0x206F
        or 0xFE00 <= point <= 0xFE0F
        or 0x1F3FB <= point <= 0x1F3FF
    )


@cache
def character_kinds() -> np.ndarray:
    """For each folded code point: 2 a letter or vowel sign, 1 another part of a word (digit, emoji), 0 between words."""
    return np.array([_kind(unicodedata.category(chr(point))) for point in range(_PLANES)], dtype=np.uint8)


def _kind(category: str) -> int:
    return 2 if category[0] in "LM" else 1 if category[0] == "N" or category in ("So", "Cs") else 0
