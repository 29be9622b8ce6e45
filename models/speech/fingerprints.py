"""Near-duplicates: a few numbers a post by which copies and slightly changed copies are known, without its words."""

import numpy as np

from models.speech import features
from models.speech.normalise import END, fold

SKETCHES = 4  # two posts are near-duplicates if one of these is equal …
SMALLEST = 4  # … each made of this many smallest word hashes under its own hashing
_SEEDS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint32)
_FOLDED = np.uint32(0x01000193)


def sketches(texts: list[str]) -> np.ndarray:
    """(texts, SKETCHES) uint32. Case, accents, digits, addresses, mentions, punctuation and emoji do not matter.

    Changing one word of fifteen leaves at least one of the four sketches as it was with a chance of 99.6 %; two posts
    that share three words in ten have an equal sketch with one of 3 %.
    """
    parts = [_sketches(texts[place]) for place in _pieces(len(texts))]
    return np.concatenate(parts) if parts else np.zeros((0, SKETCHES), dtype=np.uint32)


def _pieces(count: int) -> list[slice]:
    return [slice(first, first + features.CHUNK) for first in range(0, count, features.CHUNK)]


def _sketches(texts: list[str]) -> np.ndarray:
    buffer = fold(texts)
    characters = buffer.characters
    words, text = features.word_hashes(buffer)
    # A post without words is known by its characters: a flood of one emoji is a flood too.
    bare = np.flatnonzero(np.bincount(text, minlength=len(buffer)) == 0)
    found = np.zeros((len(buffer), SKETCHES), dtype=np.uint32)
    for column, seed in enumerate(_SEEDS):
        mixed = words * seed
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0x2C1B3C6D)
        mixed ^= mixed >> np.uint32(13)
        found[:, column] = _smallest(mixed, text, len(buffer))
    for place in bare.tolist():
        kept = characters[buffer.starts[place] : buffer.ends[place]]
        code = np.uint32(0)
        for one in kept[kept != END].tolist():
            code = np.uint32((int(code) * 31 + one) & 0xFFFFFFFF)
        found[place] = code
    return found


def _smallest(mixed: np.ndarray, text: np.ndarray, count: int) -> np.ndarray:
    """One number a text of its SMALLEST distinct smallest values of `mixed`."""
    keys = np.unique((text.astype(np.uint64) << np.uint64(32)) | mixed)
    owner = (keys >> np.uint64(32)).astype(np.intp)
    values = keys.astype(np.uint32)
    first = np.searchsorted(owner, np.arange(count))
    code = np.zeros(count, dtype=np.uint32)
    for step in range(SMALLEST):
        place = first + step
        inside = np.minimum(place, max(len(owner) - 1, 0))
        has = (place < len(owner)) & (owner[inside] == np.arange(count)) if len(owner) else np.zeros(count, dtype=bool)
        code[has] = (code[has] ^ values[inside[has]]) * _FOLDED + np.uint32(step + 1)
    return code


def clusters(found: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """(posts,) number of the group of near-duplicates in its cell that each post belongs to.

    `found`: (posts, SKETCHES) as `sketches` gives them; `cell`: (posts,) number of the place and week, below 2³⁰;
    posts of different cells are never grouped. Groups are chained: a copy of a copy is a copy. Order is of no account.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    posts = len(found)
    if not posts:
        return np.zeros(0, dtype=np.intp)
    column = np.arange(found.shape[1], dtype=np.uint64) << np.uint64(32)
    keys = found.astype(np.uint64) | column | (cell.astype(np.uint64) << np.uint64(34))[:, None]
    names, sketch = np.unique(keys, return_inverse=True)
    post = np.repeat(np.arange(posts), found.shape[1])
    size = posts + len(names)
    graph = coo_matrix((np.ones(len(post), dtype=np.int8), (post, posts + sketch.ravel())), shape=(size, size))
    return connected_components(graph, directed=False)[1][:posts]
