"""Texts that an analyst pastes or uploads: read, scored and explained in memory; nothing is kept or written."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from models.speech.classify import score_texts
from models.speech.explain import Explanation, explain
from models.speech.model import load_model
from models.speech.normalise import MAX_CHARACTERS
from models.speech.posts import read_bytes
from models.speech.refusals import REASONS, Rejected

MOST_TEXTS = 10_000  # scored at once on a page; more belong to the command line
EXCERPT = 80  # characters of a text by which its row is recognised


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Texts with their scores. `rows`: number of each text's line or row, from 1; `scores` as `classify.score_texts` gives
    them; `rejected`: rows that could not be used; `is_cut`: there were more than MOST_TEXTS."""

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    langs: tuple[str, ...]  # as declared; "" where the language was to be recognised
    scores: pd.DataFrame
    rejected: Rejected
    is_cut: bool

    def explain(self, place: int) -> Explanation:
        """What the words of one text add to its score, offensive words masked."""
        return explain(self.texts[place], self.langs[place] or None)

    def excerpt(self, place: int) -> str:
        """The beginning of a text."""
        text = " ".join(self.texts[place].split())
        return text if len(text) <= EXCERPT else text[:EXCERPT] + "…"


def read_pasted(text: str, *, lang: str) -> Reading:
    """Each line that is not blank is a text. `lang`: the language of all of them, "" to have it recognised."""
    rejected = Rejected()
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    kept = []
    for number, line in lines:
        if len(line) > MAX_CHARACTERS:
            rejected.add(number, REASONS["long"])
        else:
            kept.append((number, line))
    return _scored([(number, line, lang) for number, line in kept], rejected)


def read_file(name: str, content: bytes, *, lang: str) -> Reading:
    """The column `text` of a CSV, JSON Lines or Parquet file, and its column `lang` where it has one.

    Raises PostsError for a file that cannot be read at all.
    """
    rejected = Rejected()
    found: list[tuple[int, str, str]] = []
    for batch in read_bytes(name, content, required=("text",), optional=("lang",), rejected=rejected):
        found += zip(batch.rows, batch.columns["text"], (one or lang for one in batch.columns["lang"]), strict=True)
        if len(found) > MOST_TEXTS:
            break
    return _scored(found, rejected)


def _scored(found: Sequence[tuple[int, str, str]], rejected: Rejected) -> Reading:
    kept = found[:MOST_TEXTS]
    rows, texts, langs = zip(*kept, strict=True) if kept else ((), (), ())
    return Reading(
        rows=rows, texts=texts, langs=langs, scores=score_texts(texts, [one or None for one in langs]), rejected=rejected,
        is_cut=len(found) > MOST_TEXTS,
    )  # fmt: skip


def languages() -> list[str]:
    """Language tags that the classifier has a head for."""
    return sorted(load_model().heads)
