"""Measure the model on texts it never saw, beside a baseline: `python -m models.speech.evaluate --data DIR`."""

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.durable import write_text
from models.speech import fit, prevalence
from models.speech.classify import MARKERS, score_texts, sigmoid
from models.speech.corpus import SEED, CorpusError, examination, read_corpus, split
from models.speech.features import chunks, matrix
from models.speech.measure import auc, calibration_error, macro_f1
from models.speech.model import SHIPPED, Head, Model, ModelError, digest_of, load_model

FIGURES = SHIPPED.parent / "figures.json"
TRUE_SHARE = 0.01  # at which the corrected share is examined
SAMPLES = 200
WEEKS = 31  # of a series whose last week has a past to lean on
# English texts of labelled data sets that nothing is learned from, for false alarms on varieties of English.
VARIETIES = {"en-KE_kenya": "English, Kenya", "pcm_ekohate": "English and Pidgin, Nigeria"}
# Spellings common in African American English and rare elsewhere; a rough sign, not a dialect label.
_AFRICAN_AMERICAN = re.compile(
    r"\b(?:finna|ion|iont|aint|ain't|dat|dis|dem|dey|tryna|gon|imma|ima|wit|yall|y'all|bruh|talm|deadass|boutta|den|ova)\b",
    re.I,
)


def probabilities(head: Head, texts: list[str], model: Model) -> np.ndarray:
    parts = [sigmoid(model.logits(head, buffer)[:, 0]) for _, buffer in chunks(texts)]
    return np.concatenate(parts) if parts else np.zeros(0)


def by_language(model: Model, measure: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Quality of each language's head and of the pooled head on the texts kept for measuring."""
    found = {}
    for tag, rows in measure.groupby("lang"):
        texts, truth = rows["text"].tolist(), rows["hate"].to_numpy(bool)
        head = model.head(str(tag))
        own, pooled = probabilities(head, texts, model), probabilities(model.pooled, texts, model)
        flagged = own >= head.threshold
        found[str(tag)] = {
            "texts": len(rows), "hateful": int(truth.sum()), "auc": auc(truth, own), "macro_f1": macro_f1(truth, flagged),
            "found": float(flagged[truth].mean()), "false_alarms": float(flagged[~truth].mean()),
            "calibration_error": calibration_error(truth, own), "auc_pooled": auc(truth, pooled),
            "macro_f1_pooled": macro_f1(truth, pooled >= model.pooled.threshold), "threshold": head.threshold,
            "is_reliable": bool(head.is_reliable),
        }  # fmt: skip
    return found


def baseline(learn: pd.DataFrame, measure: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The usual yardstick: one logistic regression over tf-idf of words and of characters, all languages pooled.

    One threshold a language, chosen on a fifth of the part learned from.
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    tune, hold = split(learn, seed=SEED + 1)
    views = [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=200_000, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=300_000, sublinear_tf=True),
    ]
    seen = sparse.hstack([view.fit_transform(tune["text"]) for view in views]).tocsr()
    model = LogisticRegression(solver="liblinear", dual=True, class_weight="balanced", tol=0.03, random_state=0)
    model.fit(seen, tune["hate"])
    held = model.predict_proba(sparse.hstack([view.transform(hold["text"]) for view in views]).tocsr())[:, 1]
    new = model.predict_proba(sparse.hstack([view.transform(measure["text"]) for view in views]).tocsr())[:, 1]
    found = {}
    for tag in sorted(set(measure["lang"])):
        there, here = (hold["lang"] == tag).to_numpy(), (measure["lang"] == tag).to_numpy()
        threshold = fit.best_threshold(held[there], hold["hate"].to_numpy(bool)[there])
        truth = measure["hate"].to_numpy(bool)[here]
        found[tag] = {"auc": auc(truth, new[here]), "macro_f1": macro_f1(truth, new[here] >= threshold)}
    return found


def across_datasets(learn: pd.DataFrame, measure: pd.DataFrame) -> list[dict[str, Any]]:
    """For each data set of a language with several: a head trained on the others, measured on it."""
    found = []
    for tag, rows in learn.groupby("lang"):
        names = sorted(set(rows["dataset"]))
        for name in names if len(names) > 1 else []:
            others = rows[rows["dataset"] != name]
            new = measure[(measure["lang"] == tag) & (measure["dataset"] == name)]
            head = fit.fit_head(
                str(tag), others["text"].tolist(), others["hate"].to_numpy(bool), rng=np.random.default_rng(SEED)
            )
            values = head.estimator.predict_proba(fit.weigh(matrix(new["text"].tolist()), head.idf))[:, 1]
            truth = new["hate"].to_numpy(bool)
            found.append({"lang": tag, "left_out": name, "texts": len(new), "auc": auc(truth, values),
                          "macro_f1": macro_f1(truth, values >= head.threshold)})  # fmt: skip
    return found


def functional(model: Model) -> dict[str, Any]:
    """Our own held-out functional tests, in the languages whose heads are reliable: right by kind, false alarms by group."""
    cases = examination()
    cases = cases[[model.status(tag) == "reliable" for tag in cases["lang"]]].reset_index(drop=True)
    scores = score_texts(cases["text"].tolist(), cases["lang"].tolist(), model=model)
    cases["flagged"] = scores["is_flagged"].fillna(False).to_numpy(bool)
    cases["right"] = cases["flagged"] == cases["is_hateful"]
    harmless = cases[~cases["is_hateful"]]
    named = harmless[harmless["group"] != ""]
    return {
        "macro_f1": {str(tag): macro_f1(rows["is_hateful"].to_numpy(bool), rows["flagged"].to_numpy(bool))
                     for tag, rows in cases.groupby("lang")},
        "harmless_right": {str(tag): float((~rows["flagged"]).mean()) for tag, rows in harmless.groupby("lang")},
        "kinds": [{"lang": tag, "kind": kind, "is_hateful": bool(hateful), "cases": len(rows),
                   "right": float(rows["right"].mean())}
                  for (tag, hateful, kind), rows in cases.groupby(["lang", "is_hateful", "kind"])],
        "false_alarms_by_group": {f"{tag}: {group}": float(rows["flagged"].mean())
                                  for (tag, group), rows in named.groupby(["lang", "group"])},
        "counter_speech_flagged": {
            str(tag): float(rows["flagged"].mean())
            for tag, rows in harmless[harmless["kind"].str.startswith("counter-speech")].groupby("lang")},
    }  # fmt: skip


def markers_and_targets(model: Model, measure: pd.DataFrame) -> dict[str, Any]:
    """Markers: AUC among hateful texts of the data set that labels them. Targets: share named right, by language."""
    rows = measure[measure["teaches_markers"] & measure["hate"]]
    markers = {}
    for name in MARKERS if len(rows) else ():
        values = probabilities(model.markers[name], rows["text"].tolist(), model)
        truth = (rows["marker"] == name).to_numpy()
        markers[name] = {"texts": len(rows), "with_marker": int(truth.sum()), "auc": auc(truth, values)}
    classes = np.asarray(model.targets.estimator.classes_, dtype=object)
    targets = {}
    for tag in model.target_languages:
        known = measure[(measure["lang"] == tag) & measure["hate"] & measure["group"].isin(classes)]
        if len(known):
            buffers = chunks(known["text"].tolist())
            said = np.concatenate(
                [classes[model.logits(model.targets, buffer).argmax(axis=1)] for _, buffer in buffers]
            )
            commonest = float(known["group"].value_counts(normalize=True).iloc[0])
            targets[tag] = {
                "texts": len(known),
                "right": float((said == known["group"].to_numpy()).mean()),
                "commonest": commonest,
            }
    return {"markers": markers, "targets": targets}


def fairness(model: Model, measure: pd.DataFrame, folder: Path) -> dict[str, Any]:
    """False alarms of the English head on harmless texts: by group named, by spelling, by variety of English."""
    head = model.head("en")
    rows = measure[(measure["lang"] == "en") & ~measure["hate"]]
    flagged = probabilities(head, rows["text"].tolist(), model) >= head.threshold
    rows = rows.assign(flagged=flagged)
    marked = rows["text"].str.contains(_AFRICAN_AMERICAN)
    tweets = rows["dataset"].eq("en_davidson")
    by_group = rows[rows["group"] != ""].groupby("group")["flagged"].agg(["size", "mean"])
    varieties = {
        "tweets with spellings common in African American English": _rate(rows[tweets & marked]["flagged"]),
        "other tweets of the same data set": _rate(rows[tweets & ~marked]["flagged"]),
    }
    for stem, title in VARIETIES.items():
        path = folder / "research_only" / f"{stem}_train.csv"
        if path.is_file():
            table = pd.read_csv(path, keep_default_na=False)
            texts = table.loc[(table["hate"].astype(float) < 0.5) & (table["text"].str.strip() != ""), "text"].tolist()
            varieties[title] = _rate(pd.Series(probabilities(head, texts, model) >= head.threshold))
    return {
        "by_group": {str(group): {"texts": int(row["size"]), "flagged": float(row["mean"])}
                     for group, row in by_group.iterrows()},
        "by_variety": varieties,
        "by_dataset": {str(name): _rate(part["flagged"]) for name, part in rows.groupby("dataset")},
    }  # fmt: skip


def _rate(flagged: pd.Series) -> dict[str, float]:
    return {"texts": len(flagged), "flagged": float(flagged.mean()) if len(flagged) else float("nan")}


def corrected_share(model: Model, measure: pd.DataFrame, *, size: int, seed: int = SEED) -> dict[str, dict[str, float]]:
    """Weeks of `size` measured texts with a true share of TRUE_SHARE: what counting and correcting read, in points.

    `error_alone`: of weeks without a past; `error_with_past`: of the last week of series of WEEKS such weeks.
    """
    rng = np.random.default_rng(seed)
    found = {}
    for tag, rows in measure.groupby("lang"):
        if model.status(str(tag)) != "reliable":
            continue
        head, truth = model.heads[str(tag)], rows["hate"].to_numpy(bool)
        place = head.bins(probabilities(head, rows["text"].tolist(), model))
        hateful = rng.choice(place[truth], (SAMPLES, round(TRUE_SHARE * size)))
        harmless = rng.choice(place[~truth], (SAMPLES, size - hateful.shape[1]))
        width = len(head.hateful)
        bins = np.stack([np.bincount(row, minlength=width) for row in np.hstack([hateful, harmless])]).astype(float)
        counted = bins[:, int(head.bins(np.array([head.threshold]))[0]) :].sum(axis=1) / size
        kinds = np.array(head.hateful), np.array(head.harmless)
        alone = np.array([_last_share(bins[week : week + 1], *kinds) for week in range(SAMPLES)])
        with_past = np.array([_last_share(bins[first : first + WEEKS], *kinds) for first in range(0, SAMPLES - WEEKS)])
        found[str(tag)] = {
            "counted": float(counted.mean()), "corrected": float(alone.mean()),
            "error_counted": float(np.abs(counted - TRUE_SHARE).mean()),
            "error_alone": float(np.abs(alone - TRUE_SHARE).mean()),
            "error_with_past": float(np.abs(with_past - TRUE_SHARE).mean()),
        }  # fmt: skip
    return found


def _last_share(bins: np.ndarray, hateful: np.ndarray, harmless: np.ndarray) -> float:
    return float(prevalence.shares(bins, hateful, harmless)["prevalence"].iloc[-1])


def evaluate(folders: list[Path], model: Model, *, seed: int = SEED) -> dict[str, Any]:
    """All figures of the model card. The division is the one the model was trained with."""
    if model.about.get("seed") != seed:
        raise CorpusError(
            f"the model was divided with seed {model.about.get('seed')}, not {seed}; measure it with that one"
        )
    learn, measure = split(read_corpus(folders), seed=seed)
    steps = {
        "heads": lambda: by_language(model, measure),
        "baseline": lambda: baseline(learn, measure),
        "across_datasets": lambda: across_datasets(learn, measure),
        "functional": lambda: functional(model),
        "markers_and_targets": lambda: markers_and_targets(model, measure),
        "fairness": lambda: fairness(model, measure, folders[0]),
        "share": lambda: {str(size): corrected_share(model, measure, size=size) for size in (150, 1000, 5000)},
    }
    found: dict[str, Any] = {"seed": seed, "learned_from": len(learn), "measured_on": len(measure)}
    for name, step in steps.items():
        begin = time.process_time()
        found[name] = step()
        print(f"{name}: {time.process_time() - begin:.0f} s", file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, action="append", required=True, help="the folder the model was trained from"
    )
    parser.add_argument("--model", type=Path, default=SHIPPED, help="model file, if not the shipped one")
    parser.add_argument("--figures", type=Path, help="where to write the figures, as JSON")
    chosen = parser.parse_args()
    try:
        found = {"model_sha256": digest_of(chosen.model), **evaluate(chosen.data, load_model(chosen.model))}
    except (CorpusError, ModelError) as error:
        sys.exit(str(error))
    if chosen.figures:
        write_text(chosen.figures, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    for name in ("heads", "baseline"):
        mean = {key: np.mean([row[key] for row in found[name].values()]) for key in ("auc", "macro_f1")}
        print(
            f"{name:9} mean over {len(found[name])} languages: macro-F1 {mean['macro_f1']:.3f}, AUC {mean['auc']:.3f}"
        )


if __name__ == "__main__":
    main()
