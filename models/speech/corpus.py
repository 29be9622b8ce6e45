"""Labelled texts as files give them, and their seeded division into a part to learn from and a part to measure on."""

import csv
import hashlib
import itertools
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from models.speech import features
from models.speech.normalise import character_kinds

COLUMNS = ("text", "hate", "off", "fine", "target")
TEST_SHARE = 0.2
SEED = 20261121
TEMPLATES = Path(__file__).parent / "templates.yml"
EXAMINATION = Path(__file__).parent / "examination.yml"
TEMPLATES_PER_KIND = 400  # at most, a language
# What the files call a group → the group named to a reader.
GROUPS = {
    "race or origin": "bla blawom arab asi asi.east asi.east.chin asi.south asi.chin asi.man asi.pak his eastern_europ "
    "mixed.race ethnic indig african_descent arabs asians hispanics race african chinese nazis white",
    "region": "region",
    "religion": "mus muswom jew hindu muslims jews christian indian/hindu religious hijab",
    "gender": "wom women gender non.white.wom",
    "sexual orientation or identity": "gay gayman gaywom lgbtqa trans transm transwom gendermin bis gay",
    "disability": "dis special_needs",
    "migrants and refugees": "immig ref refugees immigrants asylum trav for",
}
_GROUP_OF = {word: group for group, words in GROUPS.items() for word in words.split()}
_FINE_GROUPS = {("ur-Latn", "2"): "religion", ("ur-Latn", "3"): "gender"}  # the file's own codes
# Fine labels → marker. A file teaches a marker if one of its fine labels is here.
MARKER_LABELS = {
    "dehumanizinglanguage": "dehumanisation",
    "threateninglanguage": "threat",
    "background violence": "threat",
    "other violence": "threat",
}


class CorpusError(ValueError):
    """A folder of labelled files that cannot be used; the message names the file and what to do."""


def read_corpus(folders: Iterable[Path]) -> pd.DataFrame:
    """Labelled texts of all `<language>_<set>_<split>.csv` files directly in the folders.

    Returns text, hate (bool), group (target group or ""), marker ("" or one of MARKERS), teaches_markers (bool),
    lang, dataset. Of texts of one language with the same words in the same order, the first is kept: a repeated post
    must not be learned from and measured on. Raises CorpusError if no file is found or one lacks a column.
    """
    parts = [_read(path) for folder in folders for path in sorted(Path(folder).glob("*_*_*.csv"))]
    if not parts:
        raise CorpusError(f"{', '.join(map(str, folders))}: no <language>_<set>_<split>.csv here")
    table = pd.concat(parts, ignore_index=True)
    is_repeat = table.assign(words=_words(table["text"].tolist())).duplicated(["lang", "words"])
    return table[~is_repeat].reset_index(drop=True)


def _words(texts: list[str]) -> list[bytes]:
    """For each text a digest of its folded letters and digits."""
    found = []
    for _, buffer in features.chunks(texts):
        is_word = character_kinds().take(buffer.characters, mode="clip") > 0
        for start, end in zip(buffer.starts, buffer.ends, strict=True):
            kept = buffer.characters[start:end][is_word[start:end]]
            found.append(hashlib.blake2b(kept.tobytes(), digest_size=16).digest())
    return found


def _read(path: Path) -> pd.DataFrame:
    language, dataset = path.stem.split("_")[0], path.stem.rsplit("_", 1)[0]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [name for name in ("text", "hate") if rows and name not in rows[0]]
    if missing:
        raise CorpusError(f"{path.name}: columns {missing} are missing; a labelled file has {', '.join(COLUMNS)}")
    rows = [row for row in rows if (row["text"] or "").strip() and row["hate"] not in ("", None)]
    markers = [MARKER_LABELS.get((row.get("fine") or "").lower(), "") for row in rows]
    return pd.DataFrame({
        "text": [row["text"] for row in rows],
        "hate": [float(row["hate"]) >= 0.5 for row in rows],
        "group": [_group(language, row) for row in rows],
        "marker": markers, "teaches_markers": any(markers), "lang": language, "dataset": dataset,
    })  # fmt: skip


def _group(language: str, row: dict[str, str]) -> str:
    """The first target group that the row names, in a reader's words; empty if it names none of GROUPS."""
    fine, target = (row.get("fine") or "").lower(), (row.get("target") or "").lower()
    if (language, fine) in _FINE_GROUPS:
        return _FINE_GROUPS[language, fine]
    for word in target.strip("[]").replace("'", "").replace(",", " ").split():
        if word in _GROUP_OF:
            return _GROUP_OF[word]
    return _GROUP_OF.get(fine, "")


def split(table: pd.DataFrame, *, seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(learn, measure): TEST_SHARE of each dataset's hateful and other texts is kept for measuring, by `seed`."""
    rng = np.random.default_rng(seed)
    is_test = np.zeros(len(table), dtype=bool)
    groups = table.reset_index(drop=True).groupby(["dataset", "hate"], sort=True).indices
    for key in sorted(groups, key=str):
        order = rng.permutation(groups[key])
        is_test[order[: round(TEST_SHARE * len(order))]] = True
    return table[~is_test].reset_index(drop=True), table[is_test].reset_index(drop=True)


@cache
def _sentences(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def templates(language: str, *, rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """Made-up sentences to learn from, and whether each is hateful; none for a language without templates."""
    content = _sentences(TEMPLATES).get(language)
    if content is None:
        return [], np.zeros(0, dtype=bool)
    cores = [(group, core.format(group=group)) for group in content["groups"] for core in content["hateful"]]
    texts, labels = [core for _, core in cores], [True] * len(cores)
    for kind, frames in content.items():
        if kind in ("groups", "hateful"):
            continue
        if "{core}" in frames[0]:
            filled = [frame.format(core=core) for frame, (_, core) in itertools.product(frames, cores)]
        else:
            filled = [frame.format(group=group) for frame, group in itertools.product(frames, content["groups"])]
        some = rng.permutation(len(filled))[:TEMPLATES_PER_KIND]
        texts += [filled[place] for place in sorted(some)]
        labels += [False] * len(some)
    return texts, np.array(labels)


def examination() -> pd.DataFrame:
    """The functional tests of our own: language, kind, is_hateful, group, text."""
    rows = []
    for language, content in _sentences(EXAMINATION).items():
        for is_hateful, kinds in ((True, content["hateful"]), (False, content["not hateful"])):
            for kind, frames in kinds.items():
                for frame in frames:
                    groups = content["groups"] if "{group}" in frame else [""]
                    rows += [(language, kind, is_hateful, one, frame.format(group=one)) for one in groups]
    return pd.DataFrame(rows, columns=["lang", "kind", "is_hateful", "group", "text"])
