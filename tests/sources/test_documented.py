"""Every source that is fetched gives figures when its publisher sends what it documents."""

import pytest

from tests.sources.documented import DOCUMENTED, KEYS, documentation


@pytest.mark.parametrize("key", KEYS)
def test_every_source_that_is_fetched_has_a_documented_answer(key):
    assert documentation(key).content_type


def test_no_documented_answer_is_of_a_source_that_is_not_fetched():
    assert set(DOCUMENTED) <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_source_in_its_documented_form_gives_figures(key, good):
    _, reading = good(key)
    assert (reading.trouble, len(reading.parsed.observations) > 0) == ("", True)
