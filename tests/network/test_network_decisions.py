"""Decisions: proposed, settled by somebody else, carried out, followed up."""

from datetime import timedelta

import pytest
from network_cast import NETWORK

from network import consultations, decisions, members
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from network.sharing import Sharing

RESPONSES = {"encourage.invite_mandates", "assist.mediation"}
DAY = timedelta(days=1)


def propose(cast, who="focal", *, sharing=NETWORK, response="assist.mediation", **more):
    return decisions.propose(
        cast.visit(who), title="Offer good offices", body="To both parties.", iso3="SDN", response=response, responses=RESPONSES,
        release="2026-11-21.1", month_="2024-12", sharing=sharing, **more,
    )  # fmt: skip


def settle(cast, who, one, *, is_agreed=True, version=1):
    visit = cast.visit(who, after=DAY)
    return decisions.settle(
        visit, decision_id=one, version=version, is_agreed=is_agreed, rationale="Two capitals asked."
    )


@pytest.mark.parametrize(("is_agreed", "status"), [(True, "agreed"), (False, "not_agreed")])
def test_a_decision_says_by_whom_when_and_why_it_was_settled(cast, is_agreed, status):
    one = propose(cast)
    settle(cast, "other", one, is_agreed=is_agreed)
    found = decisions.read(cast.visit("focal"), one)
    assert (found.status, found.settled_by_name, found.settled_at, found.rationale) == (
        status, "Other", cast.now + DAY, "Two capitals asked.",
    )  # fmt: skip


def test_its_proposer_does_not_settle_it(cast):
    one = propose(cast)
    with pytest.raises(NotAllowed):
        settle(cast, "focal", one)


def test_its_proposer_settles_it_where_nobody_else_could_and_it_shows(cast):
    one = propose(cast)
    for who in ("other", "burundi", "guinea"):
        members.close(cast.visit("administrator"), member_id=cast.ids[who], version=1)
    settle(cast, "focal", one)
    assert decisions.read(cast.visit("focal"), one).is_settled_by_proposer


@pytest.mark.parametrize("who", ["reader", "reviewer", "administrator"])
def test_only_focal_points_and_configuration_members_settle(cast, who):
    one = propose(cast)
    with pytest.raises((NotAllowed, NotFound)):
        settle(cast, who, one)


def test_a_decision_of_a_configuration_is_settled_within_it(cast):
    one = propose(cast, "burundi", sharing=Sharing(sensitivity="configuration", configuration="pbc-bdi"))
    with pytest.raises(NotFound):
        settle(cast, "guinea", one)


def test_a_decision_is_tied_to_a_known_response(cast):
    with pytest.raises(BadInput) as refused:
        propose(cast, response="send.thoughts")
    assert refused.value.code == "unknown_response"


def test_a_settled_decision_is_not_settled_again(cast):
    one = propose(cast)
    settle(cast, "other", one)
    with pytest.raises(Refusal) as refused:
        settle(cast, "burundi", one, version=2)
    assert refused.value.code == "not_settled"


def test_of_two_who_settle_at_once_the_second_is_told(cast):
    one = propose(cast)
    settle(cast, "other", one)
    with pytest.raises(Conflict) as told:
        settle(cast, "burundi", one, is_agreed=False)
    assert (told.value.theirs["status"], told.value.mine["status"]) == ("agreed", "not_agreed")


def test_a_proposal_is_edited_before_it_is_settled(cast):
    one = propose(cast)
    decisions.edit(cast.visit("focal"), decision_id=one, version=1, title="Offer mediation", body="To all.")
    settle(cast, "other", one, version=2)
    with pytest.raises(Refusal):
        decisions.edit(cast.visit("focal"), decision_id=one, version=3, title="Something else", body="Quietly.")


def test_only_what_was_agreed_can_be_done(cast):
    one = propose(cast)
    with pytest.raises(Refusal):
        decisions.complete(cast.visit("other"), decision_id=one, version=1, note="Done already.")


def test_a_decision_that_was_carried_out_says_how(cast):
    one = propose(cast)
    settle(cast, "other", one)
    decisions.complete(cast.visit("burundi"), decision_id=one, version=2, note="An envoy left on Monday.")
    found = decisions.read(cast.visit("reviewer"), one)
    assert (found.status, found.done_by_name, found.done_note) == ("done", "Burundi", "An envoy left on Monday.")


def test_a_follow_up_names_the_figures_it_was_seen_on(cast):
    one = propose(cast)
    settle(cast, "other", one)
    decisions.follow(
        cast.visit("reviewer"),
        decision_id=one,
        outcome="better",
        body="Talks began.",
        release="2027-03-01.1",
        month_="2026-12",
    )
    found = decisions.read(cast.visit("focal"), one)
    assert (found.month, found.follow_ups[0].outcome, found.follow_ups[0].month) == ("2024-12", "better", "2026-12")


def test_what_was_not_agreed_is_not_followed_up(cast):
    one = propose(cast)
    with pytest.raises(Refusal):
        decisions.follow(
            cast.visit("other"), decision_id=one, outcome="better", body="x", release="r", month_="2026-12"
        )


def test_an_outcome_is_one_of_four(cast):
    one = propose(cast)
    settle(cast, "other", one)
    with pytest.raises(BadInput):
        decisions.follow(cast.visit("other"), decision_id=one, outcome="great", body="x", release="r", month_="2026-12")


def test_a_link_to_what_one_may_not_read_is_not_shown(cast):
    asked = consultations.ask(
        cast.visit("focal"), question="In confidence?", recipients=[cast.ids["other"]], deadline=cast.now + DAY,
        sharing=Sharing(sensitivity="named", named=(cast.ids["other"],)),
    )  # fmt: skip
    one = propose(cast, consultation_id=asked)
    shown = [decisions.read(cast.visit(who), one).consultation_id for who in ("other", "burundi")]
    assert shown == [asked, None]


def test_nobody_ties_a_decision_to_a_consultation_they_may_not_read(cast):
    asked = consultations.ask(
        cast.visit("focal"), question="In confidence?", recipients=[cast.ids["other"]], deadline=cast.now + DAY,
        sharing=Sharing(sensitivity="named", named=(cast.ids["other"],)),
    )  # fmt: skip
    with pytest.raises(NotFound):
        propose(cast, "burundi", consultation_id=asked)


def test_decisions_are_found_by_their_state(cast):
    first, second = propose(cast), propose(cast)
    settle(cast, "other", first)
    assert [one.id for one in decisions.every(cast.visit("reviewer"), status="proposed")] == [second]
