"""Which language a text is in, how sure that is, and what a language must show before its scores are trusted."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

UNKNOWN = "und"  # ISO 639-3: undetermined
# What the identifier tells apart and the training files do not: Egyptian and Moroccan posts are in the Arabic files.
SAME_AS = {"arz": "ar", "ary": "ar"}
NOT_A_LANGUAGE = frozenset({"zxx"})
LEAST_CONFIDENCE = 0.5  # below it an identified language counts as unknown
# A head below one of these on texts it never saw is "not reliable"; 0.75 is where ranking a hateful text above
# another is right three times in four. Fewer hateful texts than this measure nothing.
LEAST_AUC = 0.75
LEAST_MACRO_F1 = 0.65
LEAST_HATEFUL = 25


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> tuple[str, float]:
    """The language of a text and the confidence in it, 0–1; `UNKNOWN` below LEAST_CONFIDENCE or without words.

    py3langid's own loop: quick for one text, slow for many; `identify_all` says the same of many.
    """
    if not _has_letter(text):
        return UNKNOWN, 0.0
    return _decided(*_identifier().classify(text))


def identify_all(texts: Sequence[str]) -> list[tuple[str, float]]:
    """`identify` of each text, by arrays: six times as fast. Confidences agree to four decimals."""
    from models.speech.identify import identifier

    places = [place for place, text in enumerate(texts) if _has_letter(text)]
    probabilities = identifier().probabilities([texts[place] for place in places])
    best = probabilities.argmax(axis=1)
    sure = probabilities[np.arange(len(best)), best].tolist()
    found = [(UNKNOWN, 0.0)] * len(texts)
    for place, language, confidence in zip(places, identifier().classes[best].tolist(), sure, strict=True):
        found[place] = _decided(language, confidence)
    return found


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _decided(language: str, confidence: float) -> tuple[str, float]:
    if language in NOT_A_LANGUAGE or confidence < LEAST_CONFIDENCE:
        return UNKNOWN, float(confidence)
    return SAME_AS.get(language, language), float(confidence)


def declared(tag: str) -> str:
    """A declared language tag in the form heads are kept under: `EN` → en, `en_US` → en, `ur-Latn` → ur-Latn.

    A script is kept, a region is not. A tag that is none gives `UNKNOWN`.
    """
    parts = tag.strip().replace("_", "-").split("-")
    language = parts[0].lower()
    if not (2 <= len(language) <= 3 and language.isascii() and language.isalpha()):
        return UNKNOWN
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    whole = f"{language}-{script}" if script else language
    return SAME_AS.get(whole, whole)


def languages_of(texts: Sequence[str], tags: Sequence[str | None] | None) -> tuple[list[str], list[float]]:
    """For each text its language and the confidence: as declared (confidence 1), else as identified."""
    tags = tags if tags is not None else [None] * len(texts)
    known = {tag: declared(tag) for tag in set(tags) if tag}
    found = [(known[tag], 1.0 if known[tag] != UNKNOWN else 0.0) if tag else (UNKNOWN, 0.0) for tag in tags]
    open_places = [place for place, tag in enumerate(tags) if not tag]
    if len(open_places) == 1:
        found[open_places[0]] = identify(texts[open_places[0]])
    elif open_places:
        asked = identify_all([texts[place] for place in open_places])
        for place, answer in zip(open_places, asked, strict=True):
            found[place] = answer
    return [language for language, _ in found], [confidence for _, confidence in found]


def is_reliable(quality: dict[str, float]) -> bool:
    """Whether held-out quality (`auc`, `macro_f1`, `hateful`) reaches the bars above."""
    return quality["auc"] >= LEAST_AUC and quality["macro_f1"] >= LEAST_MACRO_F1 and quality["hateful"] >= LEAST_HATEFUL
