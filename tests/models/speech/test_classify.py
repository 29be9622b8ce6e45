"""Scoring: what is said of a text, when nothing is said, and that an explanation adds up."""

import dataclasses

import numpy as np
import pytest

from models.speech import languages
from models.speech.classify import SCORE_COLUMNS, score_text, score_texts
from models.speech.explain import explain, mask

HATEFUL, HARMLESS = "gnomes are filth today again", "gnomes bake good bread today again"


def test_a_hateful_sentence_is_likelier_than_a_harmless_one(model):
    scores = score_texts([HATEFUL, HARMLESS], ["en", "en"], model=model)
    assert scores["p_hate"][0] > 0.5 > scores["p_hate"][1]


def test_the_table_holds_scores_and_no_text(model):
    scores = score_texts([HATEFUL], ["en"], model=model)
    assert list(scores) == list(SCORE_COLUMNS)
    assert not scores.astype(str).map(lambda cell: "gnome" in cell).to_numpy().any()


def test_a_text_scores_the_same_alone_as_in_a_thousand(model):
    many = score_texts([HARMLESS, HATEFUL] * 700, ["en"] * 1400, model=model)["p_hate"].to_numpy()
    assert np.float32(score_text(HATEFUL, "en", model=model)["p_hate"]) == many[1] == many[-1]


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("bonjour à toutes et à tous, il fait beau", None, "no model for this language"),
        ("😀😀 !!!", "en", "no words"),
        ("", "en", "no words"),
        ("12345", None, "language not recognised"),
        ("hello there", "klingon!", "language not recognised"),
    ],
)
def test_it_abstains_and_says_why(model, text, language, reason):
    scores = score_texts([text], [language], model=model)
    assert scores["abstained"][0]
    assert scores["reason"][0] == reason
    assert np.isnan(scores["p_hate"][0])


def test_a_language_below_the_bar_is_not_scored(model):
    weak = dataclasses.replace(model.heads["en"], is_reliable=False)
    worse = dataclasses.replace(model, heads=model.heads | {"en": weak}, _tables={})
    scores = score_texts([HATEFUL], ["en"], model=worse)
    assert scores["reason"][0] == "not reliable in this language"
    assert np.isnan(scores["p_hate"][0])


def test_an_unreliable_score_is_shown_only_when_asked_for_and_stays_marked(model):
    scores = score_texts([HATEFUL], ["fr"], model=model, shows_unreliable=True)
    assert scores["p_hate"][0] > 0
    assert scores["abstained"][0]


def test_a_quotation_with_its_rejection_is_judged_by_its_own_words(model):
    quoted = f'she said it is wrong to write "{HATEFUL}" on sunday'
    scores = score_texts([quoted], ["en"], model=model)
    assert not scores["is_flagged"][0]


def test_a_quotation_without_attribution_is_judged_whole(model):
    assert score_texts([f'"{HATEFUL}" {HATEFUL}'], ["en"], model=model)["is_flagged"][0]


def test_markers_are_given_only_in_the_language_whose_files_teach_them(model):
    scores = score_texts([HATEFUL, HATEFUL[::-1]], ["en", "pt"], model=model)
    assert scores["p_dangerous"].notna().tolist() == [True, False]


def test_danger_is_never_likelier_than_hate(model):
    scores = score_texts([HATEFUL], ["en"], model=model)
    assert scores["p_dangerous"][0] <= scores["p_hate"][0]


def test_the_target_group_of_a_flagged_text_is_named(model):
    assert score_texts(["gnomes are vermin today"], ["en"], model=model)["target"][0] == "religion"


def test_reasons_add_up_to_the_log_odds(model):
    found = explain(HATEFUL, "en", model=model, top=3)
    total = found.start + sum(reason.points for reason in found.reasons) + found.others
    assert np.log(found.p_hate / (1 - found.p_hate)) == pytest.approx(total, abs=1e-9)
    assert found.p_hate == pytest.approx(score_text(HATEFUL, "en", model=model)["p_hate"], abs=1e-4)


def test_words_that_speak_for_hatred_are_masked(model):
    found = explain(HATEFUL, "en", model=model)
    shown = [reason.word for reason in found.reasons if reason.points > 0]
    assert "filth" not in shown
    assert mask("filth") in shown


@pytest.mark.parametrize("text", ["", "😀", "a", "\ud83d", "\0", "a\nb"])
def test_anything_can_be_explained(model, text):
    assert 0 <= explain(text, "en", model=model).p_hate <= 1


@pytest.mark.parametrize(
    ("tag", "kept"),
    [
        ("EN", "en"),
        ("en_US", "en"),
        ("ur-Latn", "ur-Latn"),
        ("UR_latn_PK", "ur-Latn"),
        ("arz", "ar"),
        ("english", "und"),
        ("", "und"),
    ],
)
def test_declared_tags_are_read_in_one_way(tag, kept):
    assert languages.declared(tag) == kept


def test_a_language_is_identified_with_its_confidence():
    language, confidence = languages.identify("the weather was fine and we walked to the river with the children")
    assert language == "en"
    assert confidence > 0.9
