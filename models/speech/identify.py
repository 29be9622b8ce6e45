"""py3langid's model for many texts at once: the same languages and confidences, with arrays instead of a loop over bytes."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import sparse

CHUNK = 1024  # texts walked together
MAX_BYTES = 2_000  # of one text that are read; more tells no more about its language
FEATURE_BITS = np.uint32(20)
STRAY = np.uint32((1 << 20) - 1)  # of a state that counts for no feature


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """py3langid's automaton over bytes, and its naive Bayes weights.

    `next_state` (rows * 256,) the state after a byte, `row` (states,) where a state's 256 entries begin; `feature`
    (states,) uint32, the feature that reaching a state counts for, or STRAY; `weights` (features, classes) float32; `prior`
    (classes,); `classes` their language tags; `same` pairs of classes that have one tag.
    """

    next_state: np.ndarray
    row: np.ndarray
    feature: np.ndarray
    weights: np.ndarray
    prior: np.ndarray
    classes: np.ndarray
    same: tuple[tuple[int, int], ...]

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, classes) float32, each row adding up to one; the second class of one tag is always 0."""
        coded = [_coded(text) for text in texts]
        order = np.argsort([-len(one) for one in coded], kind="stable")  # texts walked together end together
        found = np.zeros((len(texts), len(self.classes)), dtype=np.float32)
        for first in range(0, len(texts), CHUNK):
            places = order[first : first + CHUNK]
            found[places] = self._of_chunk([coded[place] for place in places])
        return found

    def _of_chunk(self, coded: list[bytes]) -> np.ndarray:
        """Probabilities of texts that come longest first."""
        size = np.array([len(one) for one in coded])
        counts = self._counts(coded, size)
        scores = np.zeros((len(coded), len(self.classes)), dtype=np.float32)
        has_feature = np.diff(counts.indptr) > 0
        np.log1p(counts.data, out=counts.data)
        scores[has_feature] = (counts @ self.weights)[has_feature] + self.prior
        # The square root of the length keeps confidences comparable between short and long texts.
        scores /= np.sqrt(np.maximum(size, 1)).astype(np.float32)[:, None]
        np.exp(scores - scores.max(axis=1, keepdims=True), out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        for first, second in self.same:
            scores[:, first] += scores[:, second]
            scores[:, second] = 0.0
        return scores

    def _counts(self, coded: list[bytes], size: np.ndarray) -> sparse.csr_matrix:
        """(texts, features) float32: how often the walk over a text's bytes reaches each feature."""
        raw = np.frombuffer(b"".join(coded), dtype=np.uint8)
        begin = np.cumsum(size) - size
        steps = int(size.max(initial=0))
        alive = np.searchsorted(-size, -np.arange(steps), side="left")
        state = np.zeros(len(coded), dtype=np.intp)
        # A feature and, above its bits, the text that reached it; the walk fills one column a byte.
        keys = np.full((steps, len(coded)), STRAY, dtype=np.uint32)
        for step in range(steps):
            width = alive[step]
            state = self.next_state.take(self.row.take(state[:width]) + raw.take(begin[:width] + step))
            self.feature.take(state, out=keys[step, :width], mode="clip")
        is_reached = keys != STRAY
        keys |= np.arange(len(coded), dtype=np.uint32) << FEATURE_BITS
        reached = np.sort(keys[is_reached])
        first = np.flatnonzero(np.concatenate(([True], reached[1:] != reached[:-1]))[: len(reached)])
        count = np.diff(np.append(first, len(reached))).astype(np.float32)
        distinct = reached[first]
        ends = np.searchsorted(distinct >> FEATURE_BITS, np.arange(len(coded) + 1))
        feature = (distinct & np.uint32((1 << FEATURE_BITS) - 1)).astype(np.int32)
        return sparse.csr_matrix((count, feature, ends.astype(np.int32)), shape=(len(coded), len(self.weights)))


def _coded(text: str) -> bytes:
    """The bytes that py3langid reads: composed, and in lower case if all of it is upper case."""
    text = text[:MAX_BYTES]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isupper():
        text = text.lower()
    return text.encode("utf-8", "surrogatepass")


@cache
def identifier() -> Identifier:
    """py3langid's own model, read once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    read = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    features = np.array(read.tk_output, dtype=np.int64)
    features[features < 0] = STRAY
    return Identifier(
        next_state=np.array(read.tk_nextmove, dtype=np.int32), row=np.array(read.tk_row, dtype=np.int64) << 8,
        feature=features.astype(np.uint32), weights=np.asarray(read.nb_ptc, dtype=np.float32),
        prior=np.asarray(read.nb_pc, dtype=np.float32), classes=np.array(read.nb_classes, dtype=object),
        same=tuple(read._alias_pairs),
    )  # fmt: skip
