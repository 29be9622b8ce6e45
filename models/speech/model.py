"""The classifier: linear heads over hashed n-grams, and the file they are kept in."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from data.durable import write_bytes
from models.speech import features, languages
from models.speech.normalise import Buffer

SHIPPED = Path(__file__).parent / "shipped" / "model.skops"
FORMAT = 1
# Reviewed: none. A model file holds numbers, texts and scikit-learn's LogisticRegression, all of which skops loads
# unasked; a file that asks for any other type is refused.
TRUSTED: list[str] = []


class ModelError(ValueError):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """A linear classifier of one language (or of all pooled), its weights of n-grams, and how good it is.

    `estimator` gives calibrated probabilities of the classes over weighed counts; `idf` (BUCKETS,) weight of each
    bucket; `threshold` probability from which a text is flagged; `edges` inner borders of the bins in which
    probabilities are counted, `hateful` and `harmless` the share of each kind of text that falls into each bin;
    `quality` what was measured on texts held out.
    """

    language: str
    estimator: Any
    idf: np.ndarray
    threshold: float = 0.5
    edges: tuple[float, ...] = ()
    hateful: tuple[float, ...] = ()
    harmless: tuple[float, ...] = ()
    is_reliable: bool = False
    quality: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.idf.shape != (features.BUCKETS,) or self.estimator.coef_.shape[1] != features.BUCKETS:
            raise ModelError(f"head {self.language!r}: expected {features.BUCKETS} buckets; train it again")
        if not 0 < self.threshold < 1:
            raise ModelError(f"head {self.language!r}: threshold must lie between 0 and 1, got {self.threshold}")
        if self.edges and not len(self.edges) + 1 == len(self.hateful) == len(self.harmless):
            raise ModelError(f"head {self.language!r}: {len(self.edges)} edges need {len(self.edges) + 1} bins")

    def tables(self) -> np.ndarray:
        """Weight of a bucket, and beside it the square of its idf, for the length.

        (1, BUCKETS) complex64 of a head that tells two classes apart; of one that tells more, (BUCKETS, classes + 1)
        float32, the squares in the last column.
        """
        squares = self.idf.astype(np.float64) ** 2
        weights = self.estimator.coef_.astype(np.float64) * self.idf
        if len(weights) == 1:
            return (weights + 1j * squares).astype(np.complex64)
        return np.ascontiguousarray(np.vstack([weights, squares]).T.astype(np.float32))

    def bins(self, probabilities: np.ndarray) -> np.ndarray:
        """The bin of each probability, 0 … len(edges)."""
        return np.searchsorted(np.asarray(self.edges), probabilities, side="right")


@dataclass(frozen=True, kw_only=True)
class Model:
    """The heads by language, the pooled head, the marker heads and the target head, with where they come from."""

    heads: dict[str, Head]
    pooled: Head
    markers: dict[str, Head]
    targets: Head
    marker_languages: tuple[str, ...]
    target_languages: tuple[str, ...]
    about: dict[str, Any]
    _tables: dict[int, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    def tables(self, head: Head) -> np.ndarray:
        if id(head) not in self._tables:
            self._tables[id(head)] = head.tables()
        return self._tables[id(head)]

    def logits(self, head: Head, buffer: Buffer) -> np.ndarray:
        """(texts, classes) decision values of the head."""
        tables = self.tables(head)
        if tables.dtype == np.complex64:
            sums = features.sums(buffer, tables)[0]
            return decide(sums.real[:, None], sums.imag, head)
        rows = features.sums_of_rows(buffer, tables)
        return decide(rows[:, :-1], rows[:, -1], head)

    def status(self, language: str) -> str:
        """reliable, unreliable (a head below the bars), none (no head), unknown (no language)."""
        if language == languages.UNKNOWN:
            return "unknown"
        if language not in self.heads:
            return "none"
        return "reliable" if self.heads[language].is_reliable else "unreliable"

    def head(self, language: str) -> Head:
        return self.heads.get(language, self.pooled)


def decide(sums: np.ndarray, squares: np.ndarray, head: Head) -> np.ndarray:
    """(texts, classes) decision values of sums (texts, classes) over the texts' lengths."""
    length = np.sqrt(np.maximum(squares, 1e-12))
    return (sums / length[:, None]).astype(np.float64) + head.estimator.intercept_


def save(model: Model, path: Path) -> None:
    """Write the model in one step, compressed; the file's size is what a deployment ships."""
    import skops.io as sio

    content = {
        "format": FORMAT, "about": model.about,
        "heads": {name: _plain(head) for name, head in model.heads.items()},
        "pooled": _plain(model.pooled), "targets": _plain(model.targets),
        "markers": {name: _plain(head) for name, head in model.markers.items()},
        "marker_languages": list(model.marker_languages), "target_languages": list(model.target_languages),
    }  # fmt: skip
    buffer = io.BytesIO()
    sio.dump(content, buffer, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, buffer.getvalue())


def _plain(head: Head) -> dict[str, Any]:
    return {
        "language": head.language, "estimator": head.estimator, "idf": head.idf.astype(np.float16),
        "threshold": head.threshold, "edges": list(head.edges), "hateful": list(head.hateful),
        "harmless": list(head.harmless), "is_reliable": head.is_reliable, "quality": head.quality,
    }  # fmt: skip


def _head(content: dict[str, Any]) -> Head:
    return Head(
        **{**content, "idf": content["idf"].astype(np.float32)}
        | {name: tuple(content[name]) for name in ("edges", "hateful", "harmless")}
    )


def read_model(path: Path) -> Model:
    """The model in a file. Raises ModelError if it is absent, damaged, of another format or asks for other types."""
    import skops.io as sio

    try:
        asked = sio.get_untrusted_types(file=path)
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no model here; train one with `python -m models.speech.train`") from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ModelError(f"{path}: not a model file ({error}); restore it or train again") from error
    strangers = sorted(set(asked) - set(TRUSTED))
    if strangers:
        raise ModelError(f"{path}: refused, it asks to load {strangers}; only train.py's own files are loaded")
    content = sio.load(path, trusted=TRUSTED)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ModelError(f"{path}: not of format {FORMAT}; train it again with this version")
    return Model(
        heads={name: _head(one) for name, one in content["heads"].items()}, pooled=_head(content["pooled"]),
        markers={name: _head(one) for name, one in content["markers"].items()}, targets=_head(content["targets"]),
        marker_languages=tuple(content["marker_languages"]), target_languages=tuple(content["target_languages"]),
        about=content["about"],
    )  # fmt: skip


def digest_of(path: Path) -> str:
    """SHA-256 of a model file: figures carry it, so that they are known to be of that file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def load_model(path: Path = SHIPPED) -> Model:
    """`read_model`, once a process."""
    return read_model(path)
