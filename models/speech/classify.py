"""Scores of texts: probability of hate, markers, target group, and when to say nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.speech import features, languages, stance
from models.speech.model import Head, Model, load_model

MARKERS = ("dehumanisation", "threat")  # what the open files teach; "threat" includes calls to violence
SCORE_COLUMNS = {
    "lang": "string",  # language as declared or identified; und = not known
    "lang_confidence": "float32",  # 1 where declared
    "p_hate": "float32",  # calibrated on the training files' mix; missing where abstained
    "is_flagged": "boolean",  # p_hate at or above the language's threshold; missing where abstained
    "p_dangerous": "float32",  # hateful and with a marker; only for flagged texts in a language whose files teach it
    "p_dehumanisation": "float32",
    "p_threat": "float32",
    "target": "string",  # most likely target group of a flagged text; empty where no file teaches it
    "abstained": "bool",
    "reason": "string",  # why abstained, or why the figure was lowered; empty else
}
ABSTAINED = {
    "unknown": "language not recognised",
    "none": "no model for this language",
    "unreliable": "not reliable in this language",
    "empty": "no words",
}


def score_texts(
    texts: Sequence[str], langs: Sequence[str | None] | None = None, *, model: Model | None = None,
    shows_unreliable: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """One row a text, columns as SCORE_COLUMNS, in the order given; the texts themselves are not in it.

    `langs`: declared languages; where one is missing it is identified. Texts in a language without a reliable head
    are abstained from: their figures are missing, unless `shows_unreliable` (for looking, never for counting), which
    gives the figures of the language's own head or of the pooled one, still marked as abstained.
    """
    columns = _columns(list(texts), langs, model or load_model(), shows_unreliable)
    return pd.DataFrame(columns)[list(SCORE_COLUMNS)].astype(SCORE_COLUMNS)


def score_text(text: str, lang: str | None = None, *, model: Model | None = None) -> dict[str, Any]:
    """`score_texts` for one text, as name → value (None where missing), in less than a millisecond."""
    columns = _columns([text], [lang], model or load_model(), False)
    found = {name: columns[name][0] for name in SCORE_COLUMNS}
    return {name: None if value is pd.NA or value != value else value for name, value in found.items()}


def _columns(
    texts: list[str], langs: Sequence[str | None] | None, model: Model, shows_unreliable: bool
) -> dict[str, Any]:
    texts = [text if isinstance(text, str) else "" for text in texts]
    found, confidence = languages.languages_of(texts, langs)
    scored = _Scored(len(texts))
    places: dict[str, list[int]] = {}
    for place, language in enumerate(found):
        places.setdefault(language, []).append(place)
    for language, rows in places.items():
        _score_language(model, language, np.array(rows), texts, scored, shows_unreliable)
    return {"lang": found, "lang_confidence": confidence} | scored.columns()


def sigmoid(values: np.ndarray) -> np.ndarray:
    """The probability that a decision value stands for."""
    return 1.0 / (1.0 + np.exp(-np.clip(values, -60, 60)))


class _Scored:
    """Columns being filled, one row a text; NaN until known."""

    def __init__(self, count: int) -> None:
        self.hate, self.dangerous = np.full(count, np.nan), np.full(count, np.nan)
        self.flagged = np.zeros(count, dtype=bool)
        self.markers = {name: np.full(count, np.nan) for name in MARKERS}
        self.target = np.full(count, "", dtype=object)
        self.reason = np.full(count, "", dtype=object)
        self.abstained = np.zeros(count, dtype=bool)

    def columns(self) -> dict[str, Any]:
        flagged = pd.arrays.BooleanArray(self.flagged, np.isnan(self.hate))
        return {
            "p_hate": self.hate, "is_flagged": flagged, "p_dangerous": self.dangerous,
            "target": self.target, "abstained": self.abstained, "reason": self.reason,
        } | {f"p_{name}": values for name, values in self.markers.items()}  # fmt: skip


def _score_language(
    model: Model, language: str, rows: np.ndarray, texts: Sequence[str], scored: _Scored, shows_unreliable: bool
) -> None:
    status = model.status(language)
    if status != "reliable":
        scored.abstained[rows] = True
        scored.reason[rows] = ABSTAINED[status]
        if not shows_unreliable:
            return
    head = model.head(language)
    chosen = [texts[row] for row in rows]
    all_flagged: list[np.ndarray] = []
    for place, buffer in features.chunks(chosen):
        here = rows[place]
        hate = sigmoid(model.logits(head, buffer)[:, 0])
        is_bare = buffer.has_no_words()
        hate[is_bare] = np.nan
        scored.abstained[here[is_bare]] = True
        scored.reason[here[is_bare]] = ABSTAINED["empty"]
        flagged = np.flatnonzero(hate >= head.threshold)
        if len(flagged):
            hate, reason = stance.reconsider(chosen[place], flagged, hate, lambda some: _again(model, head, some))
            scored.reason[here[flagged]] = reason
            flagged = flagged[hate[flagged] >= head.threshold]
        scored.hate[here], scored.flagged[here[flagged]] = hate, True
        all_flagged.append(flagged + place.start)
    flagged = np.concatenate(all_flagged)
    if len(flagged):
        _score_flagged(model, language, rows[flagged], [chosen[one] for one in flagged], scored)


def _again(model: Model, head: Head, texts: list[str]) -> np.ndarray:
    """p_hate of a few texts."""
    return np.concatenate([sigmoid(model.logits(head, buffer)[:, 0]) for _, buffer in features.chunks(texts)])


def _score_flagged(model: Model, language: str, rows: np.ndarray, texts: list[str], scored: _Scored) -> None:
    """Markers and target of flagged texts, in the languages whose files teach them."""
    for place, buffer in features.chunks(texts):
        here = rows[place]
        if language in model.marker_languages:
            clean = np.ones(len(here))
            for name, head in model.markers.items():
                given_hate = sigmoid(model.logits(head, buffer)[:, 0])
                scored.markers[name][here] = given_hate * scored.hate[here]
                clean *= 1 - given_hate
            scored.dangerous[here] = scored.hate[here] * (1 - clean)
        if language in model.target_languages:
            most = model.logits(model.targets, buffer).argmax(axis=1)
            scored.target[here] = np.asarray(model.targets.estimator.classes_, dtype=object)[most]
