"""A decision on a file handed in: made by those who may, once, and traced."""

import pytest

from network import files, trail
from network.errors import NotAllowed

FILE = "a" * 64


@pytest.mark.parametrize("who", ["reader", "focal", "administrator"])
def test_only_a_reviewer_decides(cast, who):
    with pytest.raises(NotAllowed):
        files.decide(cast.visit(who), source="letters", sha256=FILE, decision="take")


def test_a_decision_of_another_kind_is_a_mistake_of_the_program(cast):
    with pytest.raises(ValueError, match="must be one of take, refuse"):
        files.decide(cast.visit("reviewer"), source="letters", sha256=FILE, decision="burn")


def test_a_decision_leaves_a_trace_that_holds_no_text_and_keeps_the_trail_sound(cast):
    files.decide(cast.visit("reviewer"), source="letters", sha256=FILE, decision="refuse")
    newest = trail.read(cast.visit("administrator"), limit=1)[0]
    assert (newest.action, newest.thing_kind, newest.thing_id, newest.details) == (
        "source.hand_in", "source", "letters", {"file": FILE, "decision": "refuse"})  # fmt: skip
    assert trail.verify(cast.visit("administrator")).is_sound


def test_the_same_form_sent_twice_leaves_one_trace(cast):
    for _ in range(2):
        visit = cast.visit("reviewer", submission="the-same-form")
        files.decide(visit, source="letters", sha256=FILE, decision="take")
    traces = trail.read(cast.visit("administrator"))
    assert [one.action for one in traces].count("source.hand_in") == 1
