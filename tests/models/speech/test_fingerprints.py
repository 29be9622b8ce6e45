"""Near-duplicates: copies are grouped, other posts are not, and order is of no account."""

import numpy as np
import pytest

from models.speech.fingerprints import clusters, sketches

POST = "the council will meet on friday to talk about the new bridge over the river"


def groups(texts: list[str], cells: list[int] | None = None) -> int:
    return len(set(clusters(sketches(texts), np.array(cells or [0] * len(texts))).tolist()))


@pytest.mark.parametrize(
    "copy",
    [
        POST.upper(),
        POST + "!!! 😀",
        POST.replace("friday", "monday"),
        POST + " https://example.org/1",
        "@someone " + POST,
        POST.replace("river", "river 7"),
    ],
)
def test_a_slightly_changed_copy_is_the_same_post(copy):
    assert groups([POST, copy]) == 1


def test_two_posts_on_the_same_subject_are_two():
    assert groups([POST, "nobody asked us about the bridge and now it is too late to say anything"]) == 2


def test_the_same_post_in_two_weeks_counts_in_each():
    assert groups([POST, POST], cells=[0, 1]) == 2


def test_a_flood_with_one_word_changed_each_time_stays_a_handful():
    words = POST.split()
    rng = np.random.default_rng(0)
    flood = []
    for number in range(1000):
        changed = list(words)
        changed[rng.integers(len(words))] = f"word{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10 % 10]}"
        flood.append(" ".join(changed))
    assert groups(flood) < 10


def test_posts_without_words_are_grouped_by_their_signs():
    assert groups(["😀😀", "😀😀", "!!!"]) == 2


def test_grouping_does_not_depend_on_order():
    texts = [POST, POST.upper(), "good morning to all", "good morning to all!", "rain"]
    found = sketches(texts)
    cell = np.zeros(5, dtype=int)
    order = np.array([4, 2, 0, 3, 1])
    straight, shuffled = clusters(found, cell), clusters(found[order], cell)
    same = straight[:, None] == straight[None, :]
    assert (same[np.ix_(order, order)] == (shuffled[:, None] == shuffled[None, :])).all()


def test_nothing_gives_nothing():
    assert len(clusters(sketches([]), np.zeros(0, dtype=int))) == 0
