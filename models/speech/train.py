"""Train the heads from labelled files: `python -m models.speech.train --data DIR [--output FILE]`."""

import argparse
import dataclasses
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from models.speech import fit, languages
from models.speech.classify import MARKERS
from models.speech.corpus import SEED, CorpusError, read_corpus, split
from models.speech.measure import auc, macro_f1
from models.speech.model import SHIPPED, Head, Model, ModelError, load_model, save

LEAST_TEXTS, LEAST_HATEFUL = 500, 30  # below, a head would memorise rather than learn
MOST_OF_A_LANGUAGE = 4_000
LEAST_OF_A_GROUP = 40  # hateful texts about a group, for the group to be a class
TARGET_LANGUAGES_NEED = 2  # groups, for a language to be asked which one


def train(learn: pd.DataFrame, measure: pd.DataFrame, *, seed: int = SEED, base: Model | None = None) -> Model:
    """A model fitted on `learn`, its reliability measured on `measure` (frames of corpus.read_corpus).

    `base`: a model whose heads are kept for the languages that `learn` has not; its pooled, marker and target heads
    stay. A language with fewer than LEAST_TEXTS texts or LEAST_HATEFUL hateful ones gets no head.
    """
    heads = dict(base.heads) if base else {}
    tags = [
        tag for tag, rows in learn.groupby("lang") if len(rows) >= LEAST_TEXTS and rows["hate"].sum() >= LEAST_HATEFUL
    ]
    for tag in tqdm(tags, desc="heads", unit="language", disable=not sys.stderr.isatty()):
        rows = learn[learn["lang"] == tag]
        head = fit.fit_head(tag, rows["text"].tolist(), rows["hate"].to_numpy(bool), rng=np.random.default_rng(seed))
        heads[tag] = examine_head(head, measure[measure["lang"] == tag])
    about = {
        "seed": seed, "trained_on": sorted(set(learn["dataset"])), "texts": len(learn),
        "heads_of_base": sorted(set(heads) - set(tags)),
    }  # fmt: skip
    if base:
        return dataclasses.replace(base, heads=heads, about=base.about | {"extended": about}, _tables={})
    pooled = _pooled(learn, np.random.default_rng(seed))
    markers, marker_languages = _markers(learn, heads, pooled)
    targets, target_languages = _targets(learn, pooled)
    return Model(
        heads=heads, pooled=pooled, markers=markers, targets=targets, marker_languages=marker_languages,
        target_languages=target_languages, about=about,
    )  # fmt: skip


def _pooled(learn: pd.DataFrame, rng: np.random.Generator) -> Head:
    """A head over all languages, none with more than MOST_OF_A_LANGUAGE texts, so that none drowns the others."""
    order = learn.iloc[rng.permutation(len(learn))]
    rows = order.groupby("lang").head(MOST_OF_A_LANGUAGE)
    return fit.fit_head(fit.POOLED, rows["text"].tolist(), rows["hate"].to_numpy(bool), rng=rng)


def examine_head(head: Head, rows: pd.DataFrame) -> Head:
    """The head with its quality on texts it never saw, and whether that makes it reliable."""
    if not len(rows) or rows["hate"].nunique() < 2:
        return head
    from models.speech.features import matrix

    weighed = fit.weigh(matrix(rows["text"].tolist()), head.idf)
    probabilities = head.estimator.predict_proba(weighed)[:, 1]
    is_hateful = rows["hate"].to_numpy(bool)
    flagged = probabilities >= head.threshold
    quality = {
        "auc": auc(is_hateful, probabilities), "macro_f1": macro_f1(is_hateful, flagged), "texts": len(rows),
        "hateful": int(is_hateful.sum()), "false_alarms": float(flagged[~is_hateful].mean()),
        "found": float(flagged[is_hateful].mean()),
    }  # fmt: skip
    return dataclasses.replace(head, quality=quality, is_reliable=languages.is_reliable(quality))


def _markers(learn: pd.DataFrame, heads: dict[str, Head], pooled: Head) -> tuple[dict[str, Head], tuple[str, ...]]:
    """Marker heads, learned from the hateful texts of the datasets that label markers."""
    rows = learn[learn["teaches_markers"] & learn["hate"]]
    tags = tuple(sorted(set(rows["lang"])))
    if not len(rows):
        return {}, ()
    idf = heads[tags[0]].idf if len(tags) == 1 and tags[0] in heads else pooled.idf
    texts = rows["text"].tolist()
    return {name: fit.fit_classes(name, texts, rows["marker"] == name, idf, strength=3.0) for name in MARKERS}, tags


def _targets(learn: pd.DataFrame, pooled: Head) -> tuple[Head, tuple[str, ...]]:
    """One head that names the target group of a hateful text, and the languages whose files teach it."""
    rows = learn[learn["hate"] & (learn["group"] != "")]
    common = rows["group"].value_counts()
    rows = rows[rows["group"].isin(common[common >= LEAST_OF_A_GROUP].index)]
    groups = rows.groupby("lang")["group"].nunique()
    tags = tuple(sorted(groups[groups >= TARGET_LANGUAGES_NEED].index))
    rows = rows[rows["lang"].isin(tags)]
    if rows["group"].nunique() < TARGET_LANGUAGES_NEED:
        raise CorpusError("no two target groups are labelled often enough to be told apart")
    return fit.fit_classes("targets", rows["text"].tolist(), rows["group"], pooled.idf, strength=3.0), tags


def run(folders: Iterable[Path], output: Path, *, seed: int, extends: bool) -> str:
    """Read, divide, train, save; returns what was done in a few lines."""
    learn, measure = split(read_corpus(folders), seed=seed)
    begin = time.process_time()
    model = train(learn, measure, seed=seed, base=load_model() if extends else None)
    save(model, output)
    lines = [
        f"{len(learn):,} texts learned from, {len(measure):,} measured on, {time.process_time() - begin:.0f} s; "
        f"{output} holds {output.stat().st_size / 1e6:.1f} MB."
    ]
    for tag, head in sorted(model.heads.items()):
        if head.quality:
            shown = "reliable" if head.is_reliable else "NOT reliable"
            lines.append(f"{tag:8} AUC {head.quality['auc']:.3f}  macro-F1 {head.quality['macro_f1']:.3f}  {shown}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, action="append", required=True, help="folder of labelled files; may be repeated"
    )
    parser.add_argument("--output", type=Path, default=SHIPPED, help="where the model is written")
    parser.add_argument("--seed", type=int, default=SEED, help="of the division and the folds")
    parser.add_argument("--extends", action="store_true", help="keep the shipped heads of languages the files lack")
    chosen = parser.parse_args()
    try:
        print(run(chosen.data, chosen.output, seed=chosen.seed, extends=chosen.extends))
    except (CorpusError, ModelError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
