"""The model card of the hate-speech signals: the same figures in every language, and no name left in English."""

import json

import pytest

from briefing import speech_card_tables as tables
from briefing.language import speaking
from briefing.speech_card import model_card
from briefing.speech_words import GROUPS, MARKERS
from models.speech.evaluate import FIGURES
from tests.support.figures import figures_in

OTHERS = ["fr", "es", "ru", "ar", "zh"]


@pytest.fixture(scope="module")
def found() -> dict:
    return json.loads(FIGURES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("spoken", OTHERS)
def test_the_card_has_the_same_figures_in_every_language(spoken):
    english = model_card()
    with speaking(spoken):
        assert figures_in(model_card()) == figures_in(english)


@pytest.mark.parametrize("spoken", OTHERS)
def test_no_heading_and_no_sentence_is_left_in_english(spoken):
    def told() -> set[str]:
        return {block for block in model_card().split("\n") if block and not block.startswith("|")}

    english = told()
    with speaking(spoken):
        assert told() & english == set()


def test_decimals_are_written_as_the_language_writes_them():
    with speaking("fr"):
        assert "| 0,779 |" in model_card()


def test_every_name_among_the_figures_has_words_for_a_reader(found):
    assert {row["kind"] for row in found["functional"]["kinds"]} == set(tables.KINDS)
    assert {name.split(": ")[1] for name in found["functional"]["false_alarms_by_group"]} == set(tables.NAMED)
    assert set(found["fairness"]["by_variety"]) == set(tables.VARIETIES)
    assert set(found["fairness"]["by_group"]) <= set(GROUPS)
    assert set(found["markers_and_targets"]["markers"]) <= set(MARKERS)
    assert {row["left_out"] for row in found["across_datasets"]} == set(tables.DATASETS)
