"""Identification of many texts at once says what py3langid says of each."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech import languages
from models.speech.identify import MAX_BYTES, identifier

SENTENCES = (
    "the children went to school and came home in the evening", "die Kinder gingen zur Schule und kamen abends nach Hause",
    "les enfants sont allés à l'école et sont rentrés le soir", "los niños fueron a la escuela y volvieron por la tarde",
    "الأطفال ذهبوا إلى المدرسة وعادوا في المساء", "孩子们去上学，晚上回家", "아이들은 학교에 갔다가 저녁에 집에 왔다",
    "watoto walienda shuleni na kurudi nyumbani jioni", "THE CHILDREN WENT TO SCHOOL", "ok", "क",
)  # fmt: skip


def one_by_one(texts):
    return [languages._identifier().classify(text) for text in texts]


def at_once(texts):
    probabilities = identifier().probabilities(texts)
    best = probabilities.argmax(axis=1)
    return list(zip(identifier().classes[best], probabilities.max(axis=1).tolist(), strict=True))


def test_sentences_get_the_language_and_confidence_of_py3langid():
    for (language, confidence), (expected, sure) in zip(at_once(SENTENCES), one_by_one(SENTENCES), strict=True):
        assert language == expected
        assert confidence == pytest.approx(sure, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=8))
def test_any_text_gets_the_confidence_of_py3langid(texts):
    found = [confidence for _, confidence in at_once(texts)]
    assert found == pytest.approx([confidence for _, confidence in one_by_one(texts)], abs=1e-3)


def test_the_company_of_a_text_does_not_change_what_is_said_of_it():
    alone = np.concatenate([identifier().probabilities([text]) for text in SENTENCES])
    assert (identifier().probabilities(SENTENCES) == alone).all()


def test_no_texts_give_no_rows():
    assert identifier().probabilities([]).shape[0] == 0


def test_a_text_longer_than_is_read_is_identified_by_its_beginning():
    long = SENTENCES[0] + " " + "x" * MAX_BYTES
    assert (identifier().probabilities([long]) == identifier().probabilities([long[:MAX_BYTES]])).all()


def test_declared_languages_stand_and_the_others_are_identified():
    found, confidence = languages.languages_of(list(SENTENCES[:3]), ["pt", None, ""])
    assert found == ["pt", "de", "fr"]
    assert confidence[0] == 1.0


def test_a_text_without_letters_has_no_language():
    assert languages.identify_all(["123 !!", SENTENCES[0]])[0] == (languages.UNKNOWN, 0.0)
