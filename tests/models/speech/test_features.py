"""Folding and hashing: what is folded away, and that a text's features depend on the text alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech import features
from models.speech.features import BUCKETS
from models.speech.normalise import END, fold

TEXTS = st.lists(st.text(max_size=60), min_size=1, max_size=8)
TABLE = (np.random.default_rng(0).normal(size=BUCKETS) + 1j * np.random.default_rng(1).random(BUCKETS)).astype(
    np.complex64
)


def folded(text: str) -> str:
    buffer = fold([text])
    return "".join(map(chr, buffer.characters[buffer.starts[0] : buffer.ends[0]].tolist())).strip()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ÉLÈVE", "eleve"),
        ("sooooo good", "soo good"),
        ("call 1984", "call 000".replace("000", "00")),
        ("hi @bob_1 see https://x.org/y?z=1 now", "hi @ see ~ now"),
        ("a\u200bb\u00adc", "abc"),
        ("ｆｕｌｌ", "full"),
        ("أحمد", "احمد"),
        ("tabs\tand\nlines", "tabs and lines"),
        ("Tom &amp; Ann", "tom ann"),
    ],
)
def test_spelling_that_does_not_change_the_words_is_folded_away(text, plain):
    assert folded(text) == plain


def test_vowel_signs_of_indic_and_burmese_scripts_are_kept():
    assert folded("हिन्दी") == "हिन्दी"


@given(TEXTS)
def test_every_text_keeps_its_place_whatever_it_holds(texts):
    assert len(fold(texts)) == len(texts)


@given(TEXTS)
@settings(deadline=None)
def test_a_text_scores_the_same_alone_as_among_others_to_the_last_bit(texts):
    together = features.sums(fold(texts), TABLE[None])[0]
    alone = [features.sums(fold([text]), TABLE[None])[0, 0] for text in texts]
    assert together.tolist() == alone


@given(TEXTS)
@settings(deadline=None)
def test_the_matrix_holds_the_same_features_as_the_sums(texts):
    together = features.sums(fold(texts), TABLE[None])[0]
    np.testing.assert_allclose(features.matrix(texts) @ TABLE, together, rtol=1e-3, atol=1e-3)


def test_a_word_has_the_same_hash_wherever_it_stands():
    buffer = fold(["rain again", "we had no rain"])
    words, text = features.word_hashes(buffer)
    assert words[0] == words[-1]
    assert text.tolist() == [0, 0, 1, 1, 1, 1]


def test_n_grams_do_not_reach_from_one_text_into_the_next():
    assert (fold(["a", "b"]).characters == END).sum() >= 2 * (features.LONGEST_GRAM - 1)


def test_a_word_after_a_negation_has_a_feature_of_its_own():
    def negated(text: str) -> int:
        return len(features.word_buckets(fold([text]))[2][0])

    assert negated("they are not rats here") == 2
    assert negated("they are rats here") == 0


def test_a_negation_does_not_reach_into_the_next_text():
    assert len(features.word_buckets(fold(["we do not", "like rain"]))[2][0]) == 0


def test_right_to_left_and_mixed_scripts_keep_their_letters():
    assert folded("שלום world мир") == "שלום world мир"


def test_tables_side_by_side_give_the_sums_of_each_alone():
    table = np.random.default_rng(5).normal(size=(features.BUCKETS, 3)).astype(np.float32)
    buffer = fold(["a first text", "not a second one", ""])
    beside = features.sums_of_rows(buffer, table)
    alone = features.sums(buffer, np.ascontiguousarray(table.T).astype(np.complex64)).real.T
    assert beside == pytest.approx(alone, abs=1e-4)
