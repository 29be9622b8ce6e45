"""The model card, its figures, and that no text of the labelled files is in the repository."""

import csv
import json
import re

import numpy as np
import pytest

from briefing.language import language_name
from briefing.speech_card import CARD, render
from data.settings import ROOT
from models.speech.bursts import LEAST_TAIL
from models.speech.corpus import read_corpus, split
from models.speech.evaluate import FIGURES, by_language, functional
from models.speech.model import SHIPPED, digest_of, load_model
from models.speech.trial import TRIAL


@pytest.fixture(scope="module")
def figures() -> dict:
    return json.loads(FIGURES.read_text(encoding="utf-8"))


def test_the_card_is_written_from_the_figures(figures):
    trial = json.loads(TRIAL.read_text(encoding="utf-8"))
    assert CARD.read_text(encoding="utf-8") == render(figures, trial)


def test_the_burst_figures_are_those_of_the_rule_that_is_used():
    assert json.loads(TRIAL.read_text(encoding="utf-8"))["least_tail"] == LEAST_TAIL


def test_a_corrected_share_is_within_its_bar_at_one_in_a_hundred(figures):
    of_few = figures["share"]["150"].values()
    assert np.mean([row["error_with_past"] for row in of_few]) <= 0.012


def test_the_figures_are_of_the_shipped_file(figures):
    assert figures["model_sha256"] == digest_of(SHIPPED)


def test_the_card_names_every_language_that_is_not_reliable():
    text, model = CARD.read_text(encoding="utf-8"), load_model()
    weak = [language_name(tag) for tag, head in model.heads.items() if not head.is_reliable]
    assert all(re.search(rf"^\| {name} \|.*\*\*Not reliable\*\*", text, re.MULTILINE) for name in weak)


def test_the_functional_figures_are_those_of_the_shipped_model(figures):
    assert functional(load_model()) == figures["functional"]


@pytest.mark.shared_data
def test_the_quality_figures_are_those_of_the_shipped_model(shared_data, figures):
    measure = split(read_corpus([shared_data / "speech"]), seed=figures["seed"])[1]
    found = by_language(load_model(), measure)
    for tag, row in figures["heads"].items():
        assert found[tag]["auc"] == pytest.approx(row["auc"], abs=1e-6)
        assert found[tag]["macro_f1"] == pytest.approx(row["macro_f1"], abs=1e-6)


def test_the_mean_over_languages_reaches_its_bars(figures):
    heads = figures["heads"].values()
    assert np.mean([row["macro_f1"] for row in heads]) >= 0.75
    assert np.mean([row["auc"] for row in heads]) >= 0.85


@pytest.mark.shared_data
def test_no_text_of_the_labelled_files_is_in_the_repository(shared_data):
    folders = [
        ROOT / "models" / "speech",
        ROOT / "tests" / "models" / "speech",
        ROOT / "models" / "cards",
        ROOT / "benchmarks",
    ]
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".yml", ".md", ".json", ".csv")
    ]
    ours = {path: " ".join(path.read_text(encoding="utf-8").split()) for path in files}
    whole = " \n ".join(ours.values())
    # A text can only be in ours if its first 40 characters are: looking those up is a hundred times as quick.
    begins = {whole[place : place + 40] for place in range(len(whole))}
    found = []
    for path in (shared_data / "speech").rglob("*_*_*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = " ".join((row.get("text") or row.get("tweet") or "").split())
                # Shorter ones are phrases that anybody writes.
                if len(text) >= 40 and text[:40] in begins and text in whole:
                    found.append(path.name)
    assert found == []
