"""Character n-grams, words, word pairs and negated words of texts as hashed buckets, without a Python loop over texts."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from models.speech.normalise import END, LONGEST_GRAM, Buffer, character_kinds, fold

BITS = 18
BUCKETS = 1 << BITS
CHUNK = 1024  # texts folded together: the arrays stay in the processor's cache
NEGATION_REACH = 3  # words after a negation that count as negated
# Folded: no accents; an apostrophe ends a word, so "don't" is "don" and "t". Scripts without spaces between words
# (Chinese) and suffixes (Korean, Igbo) negate inside their n-grams.
NEGATIONS = (
    "not", "t", "no", "never", "nor", "dont", "isnt", "arent", "cant", "wont", "nicht", "kein", "keine", "nie",
    "weder", "pas", "jamais", "aucun", "aucune", "nao", "nunca", "nem", "nahi", "nahin", "nai", "لا", "لن", "لم", "ليس",
    "ليسوا", "مش", "안",
)  # fmt: skip
_MIX, _STEP, _SPREAD = np.uint32(0x85EBCA6B), np.uint32(0x01000193), np.uint32(0x9E3779B1)
_STEP_BACK = np.uint32(pow(0x01000193, -1, 1 << 32))
_WORD, _PAIR, _NEGATED = np.uint32(0x68E31DA4), np.uint32(0x5BD1E995), np.uint32(0xB5297A4D)
_SHIFT = np.uint32(32 - BITS)


def gram_buckets(buffer: Buffer) -> Iterator[np.ndarray]:
    """For each n-gram length 1 … LONGEST_GRAM: the bucket of the n-gram that starts at each character, uint32.

    Those that start at a closing mark mean nothing; the caller leaves them out.
    """
    mixed = _mixed(buffer.characters)
    rolling = np.zeros_like(mixed)
    for length in range(1, LONGEST_GRAM + 1):
        rolling *= _STEP
        rolling[: len(mixed) - length + 1] += mixed[length - 1 :]
        spread = rolling * _SPREAD
        spread >>= _SHIFT
        yield spread


def word_buckets(buffer: Buffer) -> list[tuple[np.ndarray, np.ndarray]]:
    """(place of a word's first character, bucket) of words, of word pairs and of negated words."""
    first, _ = word_borders(buffer)
    words, text = word_hashes(buffer)
    is_joined = text[1:] == text[:-1]
    pairs = (words[:-1] * _PAIR + words[1:])[is_joined]
    is_negation = _is_negation(words)
    is_negated = np.zeros(len(words), dtype=bool)
    for step in range(1, NEGATION_REACH + 1):
        is_negated[step:] |= is_negation[:-step] & (text[step:] == text[:-step])
    return [
        (first, _bucket(words)),
        (first[:-1][is_joined], _bucket(pairs)),
        (first[is_negated], _bucket(words[is_negated] ^ _NEGATED)),
    ]


def word_borders(buffer: Buffer) -> tuple[np.ndarray, np.ndarray]:
    """Where each word begins, and where it has ended."""
    is_word = character_kinds().take(buffer.characters, mode="clip") > 0
    change = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1  # a text begins and ends with a space
    return change[0::2], change[1::2]


def word_hashes(buffer: Buffer) -> tuple[np.ndarray, np.ndarray]:
    """For each word, in order: its hash, uint32, and the number of its text."""
    first, last = word_borders(buffer)
    is_start = np.zeros(len(buffer.characters), dtype=np.int32)
    is_start[buffer.starts] = 1
    return _word_hashes(_mixed(buffer.characters), first, last), np.cumsum(is_start)[first] - 1


def _mixed(characters: np.ndarray) -> np.ndarray:
    mixed = characters * _MIX
    mixed ^= mixed >> np.uint32(15)
    return mixed


def _bucket(hashes: np.ndarray) -> np.ndarray:
    spread = (hashes ^ (hashes >> np.uint32(15))) * _SPREAD
    spread >>= _SHIFT
    return spread


_powers = np.ones((2, 1), dtype=np.uint32)


def _power_tables(length: int) -> np.ndarray:
    """(2, length) uint32: powers of the step and of its inverse, modulo 2³²; grown when a longer buffer comes."""
    global _powers
    if _powers.shape[1] < length:
        steps = np.full((2, 2 * length), [[_STEP], [_STEP_BACK]], dtype=np.uint32)
        steps[:, 0] = 1
        _powers = np.cumprod(steps, axis=1, dtype=np.uint32)
    return _powers


def _word_hashes(mixed: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The same number for the same word wherever it stands: sums of powers, moved back to the word's start."""
    powers = _power_tables(len(mixed))
    running = np.cumsum(mixed * powers[0, : len(mixed)], dtype=np.uint32)
    return (running[last - 1] - running[first - 1]) * powers[1].take(first) + _WORD


def _is_negation(words: np.ndarray) -> np.ndarray:
    return _NEGATION_TABLE.take(_bucket(words))


def _negation_table() -> np.ndarray:
    table = np.zeros(BUCKETS, dtype=bool)
    for word in NEGATIONS:
        points = np.array([32, *map(ord, word), 32], dtype=np.uint32)
        hashes = _word_hashes(_mixed(points), np.array([1]), np.array([len(word) + 1]))
        table[_bucket(hashes)] = True
    return table


_NEGATION_TABLE = _negation_table()


def sums(buffer: Buffer, tables: np.ndarray) -> np.ndarray:
    """(tables, texts) complex64: the sum over a text's features of what each of `tables` (k, BUCKETS) holds for them.

    The sum of one text does not depend on the texts folded with it, to the last bit.
    """
    total = np.zeros((len(tables), len(buffer.characters)), dtype=np.complex64)
    for grams in gram_buckets(buffer):
        for row, table in zip(total, tables, strict=True):
            row += table.take(grams, mode="clip")
    for place, bucket in word_buckets(buffer):
        for row, table in zip(total, tables, strict=True):
            row[place] += table.take(bucket, mode="clip")
    cuts = _cuts(buffer)
    return np.stack([np.add.reduceat(row, cuts)[::2] for row in total])


def sums_of_rows(buffer: Buffer, table: np.ndarray) -> np.ndarray:
    """(texts, columns) float32: `sums` for many tables that lie side by side in `table` (BUCKETS, columns).

    One row is one step to memory for all columns: several times as fast where the tables do not fit into the cache.
    """
    total = np.zeros((len(buffer.characters), table.shape[1]), dtype=np.float32)
    for grams in gram_buckets(buffer):
        total += table.take(grams, axis=0, mode="clip")
    for place, bucket in word_buckets(buffer):
        total[place] += table.take(bucket, axis=0, mode="clip")
    return np.add.reduceat(total, _cuts(buffer), axis=0)[::2]


def _cuts(buffer: Buffer) -> np.ndarray:
    """Where each text begins and ends, in turn."""
    cuts = np.empty(2 * len(buffer), dtype=np.intp)
    cuts[0::2], cuts[1::2] = buffer.starts, buffer.ends
    return cuts


def chunks(texts: list[str]) -> Iterator[tuple[slice, Buffer]]:
    """The texts in pieces of CHUNK: their places and their buffer."""
    for first in range(0, len(texts), CHUNK):
        place = slice(first, min(first + CHUNK, len(texts)))
        yield place, fold(texts[place])


def matrix(texts: list[str]) -> sparse.csr_matrix:
    """(texts, BUCKETS) float32: how often each bucket occurs in each text."""
    parts = [_counts(buffer) for _, buffer in chunks(texts)]
    return sparse.vstack(parts, format="csr") if parts else sparse.csr_matrix((0, BUCKETS), dtype=np.float32)


def _counts(buffer: Buffer) -> sparse.csr_matrix:
    text = np.cumsum(np.bincount(buffer.starts, minlength=len(buffer.characters))) - 1
    inside = np.flatnonzero(buffer.characters != END)
    found = [(inside, grams[inside]) for grams in gram_buckets(buffer)] + word_buckets(buffer)
    rows = text[np.concatenate([place for place, _ in found])]
    columns = np.concatenate([bucket for _, bucket in found])
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.coo_matrix((ones, (rows, columns)), shape=(len(buffer), BUCKETS)).tocsr()
