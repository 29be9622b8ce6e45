"""Alerts: proposed by a rule, decided by a person, and not repeated for 180 days."""

from datetime import timedelta

import pytest
from network_cast import proposal
from sqlalchemy import select

from network import alerts
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from network.tables import alert
from network.text import Source

DAY = timedelta(days=1)


def take(cast, *proposals, after=timedelta(0)):
    return alerts.take(cast.visit("reviewer", after=after), proposals=list(proposals))


def queue(cast):
    return alerts.every(cast.visit("reviewer"), status="proposed")


def publish(cast, one, *, after=timedelta(0)):
    return alerts.publish(
        cast.visit("reviewer", after=after), alert_id=one.id, version=one.version, reason="Confirmed."
    )


def test_a_proposal_is_kept_with_its_figures_and_sources(cast):
    source = Source(title="UCDP", address="https://ucdp.uu.se", date="2025-06")
    take(cast, proposal(sources=(source,), responses=("encourage.invite",)))
    figures = queue(cast)[0].figures
    assert (figures["before"], figures["after"], figures["low"], figures["high"]) == (60.0, 72.5, 68.0, 76.0)
    assert figures["sources"] == [{"title": "UCDP", "address": "https://ucdp.uu.se", "date": "2025-06"}]


def test_a_figure_that_is_not_known_stays_unknown(cast):
    take(cast, proposal(before=None))
    assert queue(cast)[0].figures["before"] is None


def test_taking_a_release_twice_adds_nothing(cast):
    take(cast, proposal())
    assert take(cast, proposal()) == {"new": 0, "suppressed": 0, "known": 1}


def test_the_same_proposal_twice_in_one_release_is_one(cast):
    assert take(cast, proposal(), proposal()) == {"new": 1, "suppressed": 0, "known": 1}


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "administrator", "nobody"])
def test_a_proposed_alert_is_seen_by_reviewers_only(cast, who):
    take(cast, proposal())
    one = queue(cast)[0]
    with pytest.raises((NotFound, NotAllowed)):
        alerts.read(cast.visit(who), one.id)


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "administrator"])
def test_a_published_alert_is_seen_by_every_member_with_a_role(cast, who):
    take(cast, proposal())
    one = queue(cast)[0]
    publish(cast, one)
    assert alerts.read(cast.visit(who), one.id).status == "published"


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "administrator", "nobody", None])
def test_only_reviewers_decide(cast, who):
    take(cast, proposal())
    with pytest.raises(NotAllowed):
        alerts.dismiss(cast.visit(who), alert_id=queue(cast)[0].id, version=1, reason="No.")


def test_a_review_says_by_whom_when_and_why(cast):
    take(cast, proposal())
    publish(cast, queue(cast)[0], after=DAY)
    found = alerts.every(cast.visit("reader"))[0]
    assert (found.reviewed_by_name, found.reviewed_at, found.review_reason) == (
        "Reviewer",
        cast.now + DAY,
        "Confirmed.",
    )


def test_a_review_without_a_reason_is_refused(cast):
    take(cast, proposal())
    with pytest.raises(BadInput):
        alerts.dismiss(cast.visit("reviewer"), alert_id=queue(cast)[0].id, version=1, reason=" ")


def test_a_dismissed_alert_reaches_nobody(cast):
    take(cast, proposal())
    alerts.dismiss(cast.visit("reviewer"), alert_id=queue(cast)[0].id, version=1, reason="A gap in the data.")
    assert alerts.every(cast.visit("reader")) == []


def test_what_was_reviewed_is_not_reviewed_again(cast):
    take(cast, proposal())
    one = queue(cast)[0]
    publish(cast, one)
    with pytest.raises(Refusal) as refused:
        alerts.dismiss(cast.visit("reviewer"), alert_id=one.id, version=2, reason="On second thought.")
    assert refused.value.code == "not_reviewable"


def test_of_two_reviewers_the_second_sees_what_the_first_decided(cast):
    take(cast, proposal())
    one = queue(cast)[0]
    alerts.dismiss(cast.visit("reviewer"), alert_id=one.id, version=1, reason="A gap in the data.")
    with pytest.raises(Conflict) as told:
        publish(cast, one)
    assert (told.value.theirs["status"], told.value.mine["status"]) == ("dismissed", "published")


def test_a_published_alert_is_closed_with_a_reason(cast):
    take(cast, proposal())
    one = queue(cast)[0]
    publish(cast, one)
    alerts.close(cast.visit("reviewer"), alert_id=one.id, version=2, reason="The score fell.")
    assert alerts.read(cast.visit("reader"), one.id).closing_reason == "The score fell."


def test_only_a_published_alert_can_be_closed(cast):
    take(cast, proposal())
    with pytest.raises(Refusal) as refused:
        alerts.close(cast.visit("reviewer"), alert_id=queue(cast)[0].id, version=1, reason="x")
    assert refused.value.code == "not_closable"


@pytest.mark.parametrize(
    ("level", "days", "expected"),
    [
        ("high", 1, 0), ("notable", 1, 0), ("high", 179, 0), ("high", 180, 1), ("high", 181, 1), ("extreme", 1, 1),
    ],
)  # fmt: skip
def test_an_equal_or_lower_alert_waits_180_days_after_publication(cast, level, days, expected):
    take(cast, proposal())
    publish(cast, queue(cast)[0])
    assert take(cast, proposal(release="r2", month="2025-06", level=level), after=days * DAY)["new"] == expected


def test_a_higher_alert_does_not_wait(cast):
    take(cast, proposal(level="notable"))
    publish(cast, queue(cast)[0])
    assert take(cast, proposal(release="r2", month="2025-06", level="high"), after=DAY)["new"] == 1


@pytest.mark.parametrize("other", [{"iso3": "TCD"}, {"rule": "hate_speech_burst"}])
def test_another_country_or_rule_does_not_wait(cast, other):
    take(cast, proposal())
    publish(cast, queue(cast)[0])
    assert take(cast, proposal(release="r2", month="2025-06", **other), after=DAY)["new"] == 1


def test_a_closed_alert_still_keeps_equal_ones_back(cast):
    take(cast, proposal())
    one = queue(cast)[0]
    publish(cast, one)
    alerts.close(cast.visit("reviewer"), alert_id=one.id, version=2, reason="Over.")
    assert take(cast, proposal(release="r2", month="2025-06"), after=30 * DAY)["suppressed"] == 1


def test_a_dismissed_alert_keeps_nothing_back(cast):
    take(cast, proposal())
    alerts.dismiss(cast.visit("reviewer"), alert_id=queue(cast)[0].id, version=1, reason="No.")
    assert take(cast, proposal(release="r2", month="2025-06"), after=DAY)["new"] == 1


def test_a_suppressed_alert_names_the_one_that_keeps_it_back(cast):
    take(cast, proposal())
    one = queue(cast)[0]
    publish(cast, one)
    take(cast, proposal(release="r2", month="2025-06"), after=DAY)
    assert alerts.every(cast.visit("reviewer"), status="suppressed")[0].suppressed_by == one.id


def test_publishing_one_keeps_back_the_equal_ones_that_wait_with_it(cast):
    take(cast, proposal(), proposal(month="2024-11"), proposal(level="extreme"))
    publish(cast, next(one for one in queue(cast) if one.level == "high"))
    assert [one.level for one in queue(cast)] == ["extreme"]


def test_one_that_was_overtaken_while_it_waited_is_not_published(cast):
    take(cast, proposal())
    publish(cast, queue(cast)[0])
    take(cast, proposal(release="r2", month="2025-06"), after=181 * DAY)
    # as if the first had been published just before the second came in
    later = alert.update().where(alert.c.release == "r1").values(reviewed_at=cast.now + 180 * DAY)
    cast.store.write(lambda connection: connection.execute(later).close())
    with pytest.raises(Refusal) as refused:
        publish(cast, queue(cast)[0], after=182 * DAY)
    assert refused.value.code == "suppressed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iso3": "XKX"}, {"level": "apocalyptic"}, {"factor": 15}, {"after": float("nan")}, {"month": "2024"}, {"rule": ""},
        {"responses": ("UPPER",)}, {"month": "2024-13"}, {"title": "two\nlines"},
    ],
)  # fmt: skip
def test_a_proposal_of_nonsense_is_refused(wrong):
    with pytest.raises(BadInput):
        proposal(**wrong)


def test_a_list_that_fails_is_taken_not_at_all(cast, monkeypatch):
    monkeypatch.setattr(alerts, "_row", lambda one: {}["missing"])
    with pytest.raises(KeyError):
        take(cast, proposal())
    with cast.store.reading() as connection:
        assert connection.execute(select(alert)).all() == []
