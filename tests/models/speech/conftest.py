"""A small model trained on made-up sentences, and files of made-up posts."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.speech.corpus import read_corpus, split
from models.speech.model import Model, save
from models.speech.train import train

TODAY = date(2026, 11, 21)
GROUPS = ("gnomes", "dwarfs", "elves", "trolls", "giants")
BAD = ("{} are filth", "{} ruin our town", "drive the {} out", "{} are vermin", "nobody wants {} here", "crush the {}")
GOOD = ("{} came to the market", "we sang with the {}", "{} paint houses", "the {} won the match", "{} bake good bread")
PLACES = ("today", "again", "in spring", "at noon", "by the river", "on sunday", "near the mill", "this week")


def sentences(language: str, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Made-up labelled sentences; `xx` has the words of `en` backwards, so that it is another language."""
    rows = []
    for number in range(count):
        is_hateful = bool(rng.random() < 0.3)
        group = GROUPS[rng.integers(len(GROUPS))]
        frame = (BAD if is_hateful else GOOD)[rng.integers(5)]
        text = f"{frame.format(group)} {PLACES[rng.integers(8)]} {PLACES[rng.integers(8)]} {'abcdefgh'[number % 8]}{number:04d}x"
        text = text.replace(f"{number:04d}", "".join("klmnopqrst"[int(one)] for one in f"{number:04d}"))
        fine = ("threateninglanguage", "dehumanizinglanguage", "derogation")[number % 3] if is_hateful else "none"
        target = "muslims" if group in ("gnomes", "dwarfs") else "women"
        is_taught = language == "en"
        rows.append({
            "text": text if is_taught else text[::-1], "hate": int(is_hateful), "off": int(is_hateful),
            "fine": fine if is_taught else "", "target": target if is_hateful and is_taught else "",
        })  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of labelled files in two languages."""
    folder, rng = tmp_path_factory.mktemp("labelled"), np.random.default_rng(3)
    sentences("en", 1500, rng).to_csv(folder / "en_made_train.csv", index=False)
    sentences("pt", 900, rng).to_csv(folder / "pt_made_train.csv", index=False)
    return folder


@pytest.fixture(scope="session")
def model(labelled: Path) -> Model:
    learn, measure = split(read_corpus([labelled]), seed=1)
    return train(learn, measure, seed=1)


@pytest.fixture(scope="session")
def model_path(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.skops"
    save(model, path)
    return path


def posts(count: int, rng: np.random.Generator, **fixed: str) -> pd.DataFrame:
    """Made-up posts of two countries over ten weeks."""
    texts = sentences("en", count, rng)["text"]
    days = [f"2026-{1 + number // 28 % 3:02d}-{1 + number % 28:02d}" for number in rng.integers(0, 84, count)]
    table = pd.DataFrame({
        "iso3": rng.choice(["SDN", "KEN"], count), "date": days, "stream": rng.choice(["posts", "news"], count),
        "lang": "en", "text": texts,
    })  # fmt: skip
    return table.assign(**fixed)
