"""Training and the model file."""

import dataclasses
import re
from importlib import import_module

import numpy as np
import pytest
import skops.io as sio

from models.speech import corpus, fit
from models.speech.classify import score_texts
from models.speech.corpus import CorpusError, read_corpus, split
from models.speech.model import SHIPPED, ModelError, read_model
from models.speech.train import train


class Stranger:
    """A type that no model file may ask for."""

    def __init__(self) -> None:
        self.content = 1


def test_a_model_read_back_scores_the_same(model, model_path):
    texts = ["gnomes are filth today", "we sang with the elves"]
    before, after = (score_texts(texts, ["en", "en"], model=one) for one in (model, read_model(model_path)))
    np.testing.assert_allclose(before["p_hate"], after["p_hate"], atol=1e-6)


def test_a_file_that_asks_for_another_type_is_refused(tmp_path):
    sio.dump({"format": 1, "heads": Stranger()}, tmp_path / "bad.skops")
    with pytest.raises(ModelError, match="refused"):
        read_model(tmp_path / "bad.skops")


@pytest.mark.parametrize("raw", [b"", b"\x80\x04pickle", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_model_is_a_sentence(tmp_path, raw):
    (tmp_path / "bad.skops").write_bytes(raw)
    with pytest.raises(ModelError, match="not a model file"):
        read_model(tmp_path / "bad.skops")


def test_an_absent_model_says_how_to_get_one(tmp_path):
    with pytest.raises(ModelError, match=r"models\.speech\.train"):
        read_model(tmp_path / "none.skops")


def test_training_twice_gives_the_same_model(labelled, model):
    learn, measure = split(read_corpus([labelled]), seed=1)
    again = train(learn, measure, seed=1)
    assert np.array_equal(again.heads["en"].estimator.coef_, model.heads["en"].estimator.coef_)
    assert again.heads["en"].threshold == model.heads["en"].threshold


def test_extending_keeps_the_heads_of_other_languages(labelled, model):
    learn, measure = split(read_corpus([labelled]), seed=1)
    only = train(learn[learn["lang"] == "pt"], measure, seed=1, base=model)
    assert only.heads["en"] is model.heads["en"]
    assert set(only.heads) == {"en", "pt"}


def test_a_language_with_few_texts_gets_no_head(labelled, model):
    learn, measure = split(read_corpus([labelled]), seed=1)
    few = learn[learn["lang"] == "pt"].head(100).assign(lang="de")
    assert "de" not in train(few, measure, seed=1, base=model).heads


def test_a_head_that_was_not_measured_is_not_reliable(labelled, model):
    learn, measure = split(read_corpus([labelled]), seed=1)
    unmeasured = train(learn[learn["lang"] == "pt"], measure[:0], seed=1, base=model)
    assert not unmeasured.heads["pt"].is_reliable


def test_the_division_keeps_no_text_on_both_sides(labelled):
    learn, measure = split(read_corpus([labelled]), seed=1)
    assert not set(learn["text"]) & set(measure["text"])
    assert len(measure) == pytest.approx(0.2 * (len(learn) + len(measure)), abs=3)


def test_texts_with_the_same_words_are_one(tmp_path):
    (tmp_path / "en_a_train.csv").write_text(
        'text,hate\n"We sang!",0\nwe sang https://x.org,0\nwe danced,1\n', encoding="utf-8"
    )
    assert read_corpus([tmp_path])["text"].tolist() == ["We sang!", "we danced"]


def test_a_folder_without_files_is_a_sentence(tmp_path):
    with pytest.raises(CorpusError, match=r"no <language>_<set>_<split>\.csv here"):
        read_corpus([tmp_path])


def test_a_file_without_its_columns_is_a_sentence(tmp_path):
    (tmp_path / "en_a_train.csv").write_text("words,label\na,1\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"en_a_train\.csv: columns \['text', 'hate'\] are missing"):
        read_corpus([tmp_path])


def test_the_threshold_separates_what_can_be_separated():
    probabilities = np.concatenate([np.linspace(0.0, 0.4, 80), np.linspace(0.6, 0.9, 20)])
    threshold = fit.best_threshold(probabilities, np.arange(100) >= 80)
    assert 0.4 < threshold <= 0.6


def test_a_head_refuses_bins_that_do_not_fit_its_edges(model):
    with pytest.raises(ModelError, match="need"):
        dataclasses.replace(model.heads["en"], edges=(0.5,), hateful=(1.0,), harmless=(1.0,))


def test_templates_and_examination_share_no_sentence():
    learned = {
        text for tag in ("en", "de", "fr", "pt") for text in corpus.templates(tag, rng=np.random.default_rng(0))[0]
    }
    assert not learned & set(corpus.examination()["text"])


def test_the_shipped_model_is_small_and_loads_with_no_type_trusted():
    assert SHIPPED.stat().st_size < 20e6
    assert sio.get_untrusted_types(file=SHIPPED) == []
    assert len(read_model(SHIPPED).heads) >= 10


@pytest.mark.parametrize("module", ["train", "evaluate"])
def test_a_missing_folder_ends_in_a_sentence_not_a_trace(module, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", [module, "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match=re.escape(str(tmp_path))):
        import_module(f"models.speech.{module}").main()
