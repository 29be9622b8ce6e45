"""Why one text got its score: what each of its words adds to the log-odds, offensive words masked."""

from dataclasses import dataclass

import numpy as np

from models.speech import features, languages
from models.speech.classify import sigmoid
from models.speech.model import Head, Model, load_model
from models.speech.normalise import fold

TOP = 8
_SHOWN = 1  # letters left of a word that speaks for hatred


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A word of the text, masked if it speaks for hatred, and what its n-grams add to the log-odds."""

    word: str
    points: float


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Reasons, the strongest first. `others` is what the rest of the text adds; `start` the log-odds without any text.

    start + points of all reasons + others is the log-odds of `p_hate`, before a quotation is set aside.
    """

    language: str
    status: str  # of the language: reliable, unreliable, none, unknown
    p_hate: float
    threshold: float
    start: float
    reasons: tuple[Reason, ...]
    others: float


def mask(word: str) -> str:
    """The first letter and dots: enough to recognise, too little to read out."""
    return word[:_SHOWN] + "•" * max(2, len(word) - _SHOWN)


def explain(text: str, lang: str | None = None, *, model: Model | None = None, top: int = TOP) -> Explanation:
    """What the words of one text add to its score, by the head of its language or else the pooled one.

    Each n-gram's share is spread evenly over its characters and added up by word, so the parts add up to the whole.
    Nothing is stored.
    """
    model = model or load_model()
    language = languages.declared(lang) if lang else languages.identify(text)[0]
    head = model.head(language)
    words, points, outside = _by_word(model, head, text)
    order = np.argsort(-np.abs(points), kind="stable")[:top]
    reasons = tuple(
        Reason(word=mask(words[place]) if points[place] > 0 else words[place], points=float(points[place]))
        for place in order.tolist()
    )
    start = float(head.estimator.intercept_[0])
    others = float(points.sum() + outside - points[order].sum())
    total = start + float(points.sum()) + outside
    return Explanation(
        language=language, status=model.status(language), p_hate=float(sigmoid(np.array([total]))[0]),
        threshold=head.threshold, start=start, reasons=reasons, others=others,
    )  # fmt: skip


def _by_word(model: Model, head: Head, text: str) -> tuple[list[str], np.ndarray, float]:
    """Distinct words, the points of each, and the points of what stands between words."""
    buffer = fold([text])
    end = int(buffer.ends[0])
    table = model.tables(head)[0]
    by_character, square = np.zeros(len(buffer.characters) + features.LONGEST_GRAM), 0.0
    for length, grams in enumerate(features.gram_buckets(buffer), start=1):
        found = table.take(grams[:end])
        square += float(found.imag.sum(dtype=np.float64))
        for step in range(length):
            by_character[step : step + end] += found.real / length
    # What reaches into the closing marks belongs to the last character.
    by_character[end - 1] += by_character[end:].sum()
    by_character[end:] = 0
    first, last = features.word_borders(buffer)
    for place, bucket in features.word_buckets(buffer):
        found = table.take(bucket)
        square += float(found.imag.sum(dtype=np.float64))
        np.add.at(by_character, place, found.real)
    by_character /= np.sqrt(max(square, 1e-12))
    totals: dict[str, float] = {}
    for begin, stop in zip(first.tolist(), last.tolist(), strict=True):
        word = "".join(map(chr, buffer.characters[begin:stop].tolist()))
        totals[word] = totals.get(word, 0.0) + float(by_character[begin:stop].sum())
    points = np.array(list(totals.values()))
    return list(totals), points, float(by_character.sum() - points.sum())
