"""Consultations: a question, those asked, a deadline, replies, receipts, an end."""

from datetime import timedelta

import pytest
from network_cast import NETWORK

from network import consultations
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from network.sharing import Sharing

DAY = timedelta(days=1)


def ask(cast, *asked, who="focal", sharing=None, days=3, **more):
    ids = [cast.ids[one] for one in asked]
    return consultations.ask(
        cast.visit(who), question="What do you see?", recipients=ids, deadline=cast.now + days * DAY,
        sharing=sharing or Sharing(sensitivity="named", named=tuple(ids)), **more,
    )  # fmt: skip


def read(cast, who, one):
    return consultations.read(cast.visit(who), one)


def test_those_asked_read_the_question(cast):
    one = ask(cast, "other", "burundi")
    assert read(cast, "burundi", one).question == "What do you see?"


@pytest.mark.parametrize("who", ["reader", "guinea", "reviewer", "administrator"])
def test_those_not_asked_do_not_see_it(cast, who):
    one = ask(cast, "other")
    with pytest.raises(NotFound):
        read(cast, who, one)


def test_the_network_may_read_along_if_the_asker_says_so(cast):
    assert read(cast, "reviewer", ask(cast, "other", sharing=NETWORK)).question


@pytest.mark.parametrize("who", ["reader", "reviewer", "administrator", "nobody"])
def test_only_focal_points_and_configuration_members_ask(cast, who):
    with pytest.raises(NotAllowed):
        ask(cast, "other", who=who)


@pytest.mark.parametrize("who", ["reader", "reviewer", "administrator", "nobody"])
def test_only_focal_points_and_configuration_members_are_asked(cast, who):
    with pytest.raises(Refusal) as refused:
        ask(cast, who)
    assert refused.value.code == "recipient_unfit"


def test_nobody_asks_themselves(cast):
    with pytest.raises(Refusal) as refused:
        ask(cast, "focal")
    assert refused.value.code == "recipient_self"


def test_somebody_must_be_asked(cast):
    with pytest.raises(BadInput):
        ask(cast, sharing=NETWORK)


def test_nobody_is_asked_twice(cast):
    with pytest.raises(BadInput):
        ask(cast, "other", "other", sharing=NETWORK)


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_lies_ahead(cast, days):
    with pytest.raises(BadInput) as refused:
        ask(cast, "other", days=days)
    assert refused.value.code == "deadline_past"


def test_a_receipt_says_who_read_it_and_when(cast):
    one = ask(cast, "other", "burundi")
    consultations.mark_read(cast.visit("other", after=DAY), consultation_id=one)
    receipts = {receipt.name: receipt.read_at for receipt in read(cast, "focal", one).receipts}
    assert receipts == {"Other": cast.now + DAY, "Burundi": None}


def test_reading_again_does_not_change_the_receipt(cast):
    one = ask(cast, "other")
    consultations.mark_read(cast.visit("other"), consultation_id=one)
    assert consultations.mark_read(cast.visit("other", after=DAY), consultation_id=one) is False
    assert read(cast, "focal", one).receipts[0].read_at == cast.now


def test_those_asked_reply(cast):
    one = ask(cast, "other")
    consultations.answer(cast.visit("other"), consultation_id=one, body="Less trade at the border.")
    assert [(reply.author, reply.body) for reply in read(cast, "focal", one).replies] == [
        ("Other", "Less trade at the border.")
    ]


def test_the_asker_takes_part(cast):
    one = ask(cast, "other")
    consultations.answer(cast.visit("focal"), consultation_id=one, body="Since when?")
    assert read(cast, "other", one).replies[0].author == "Focal"


@pytest.mark.parametrize("who", ["burundi", "guinea"])
def test_those_who_only_read_along_do_not_reply(cast, who):
    one = ask(cast, "other", sharing=Sharing(sensitivity="network", named=(cast.ids["guinea"],)))
    with pytest.raises(NotAllowed):
        consultations.answer(cast.visit(who), consultation_id=one, body="I was not asked.")


def test_a_late_reply_is_taken_and_marked(cast):
    one = ask(cast, "other", days=1)
    consultations.answer(cast.visit("other"), consultation_id=one, body="In time.")
    consultations.answer(cast.visit("other", after=2 * DAY), consultation_id=one, body="Late.")
    assert [reply.is_late for reply in read(cast, "focal", one).replies] == [False, True]


def test_a_closed_consultation_takes_nothing_more(cast):
    one = ask(cast, "other")
    consultations.close(cast.visit("focal"), consultation_id=one, version=1, summary="Trade fell by half.")
    with pytest.raises(Refusal) as refused:
        consultations.answer(cast.visit("other"), consultation_id=one, body="Wait!")
    assert refused.value.code == "consultation_closed"


def test_only_the_asker_closes_it(cast):
    one = ask(cast, "other")
    with pytest.raises(NotAllowed):
        consultations.close(cast.visit("other"), consultation_id=one, version=1, summary="Enough.")


def test_only_the_asker_moves_the_deadline(cast):
    one = ask(cast, "other")
    with pytest.raises(NotAllowed):
        consultations.extend(cast.visit("other"), consultation_id=one, version=1, deadline=cast.now + 9 * DAY)


def test_a_deadline_can_be_moved(cast):
    one = ask(cast, "other")
    consultations.extend(cast.visit("focal"), consultation_id=one, version=1, deadline=cast.now + 9 * DAY)
    assert read(cast, "other", one).deadline == cast.now + 9 * DAY


def test_a_reply_is_edited_by_its_author_only(cast):
    one = ask(cast, "other", "burundi")
    reply = consultations.answer(cast.visit("other"), consultation_id=one, body="First.")
    with pytest.raises(NotAllowed):
        consultations.edit_reply(cast.visit("burundi"), reply_id=reply, version=1, body="Mine.", sources=())
    consultations.edit_reply(cast.visit("other"), reply_id=reply, version=1, body="Second.", sources=())
    assert read(cast, "focal", one).replies[0].body == "Second."


def test_an_edit_of_an_older_version_is_told(cast):
    one = ask(cast, "other")
    reply = consultations.answer(cast.visit("other"), consultation_id=one, body="First.")
    consultations.edit_reply(cast.visit("other"), reply_id=reply, version=1, body="Second.", sources=())
    with pytest.raises(Conflict):
        consultations.edit_reply(cast.visit("other"), reply_id=reply, version=1, body="Third.", sources=())


def test_the_list_of_ones_own_holds_what_one_asked_and_was_asked(cast):
    mine, theirs = ask(cast, "other"), ask(cast, "focal", who="burundi")
    ask(cast, "other", who="burundi", sharing=NETWORK)
    found = consultations.every(cast.visit("focal"), only_mine=True)
    assert {one.id for one in found} == {mine, theirs}


def test_a_question_is_overdue_after_its_deadline_until_it_is_closed(cast):
    one = read(cast, "focal", ask(cast, "other", days=1))
    assert (one.is_overdue(cast.now), one.is_overdue(cast.now + 2 * DAY)) == (False, True)
