"""Limits on how often, and what is let go of after how long."""

from datetime import timedelta

import pytest
from network_cast import FOCAL_BELGIUM, NETWORK, proposal
from sqlalchemy import func, select

from network import alerts, audit, feeds, members, notes, retention, revisions
from network.errors import Conflict, NotAllowed, TooOften
from network.limits import Limit, Limits
from network.migrate import open_store
from network.retention import RULES
from network.tables import attempt, draft, note, submission

DAY = timedelta(days=1)


@pytest.fixture
def limited(cast, address):
    """Three writes a minute."""
    with open_store(address, limits=Limits(by_name=Limits().by_name | {"write": Limit(times=3, seconds=60)})) as store:
        cast.store = store
        yield cast


def share(cast, who="focal", **more):
    return notes.share(cast.visit(who, **more), body="x", sharing=NETWORK, iso3="SDN")


def test_writes_beyond_the_limit_are_refused_with_the_moment_it_ends(limited):
    for _ in range(3):
        share(limited)
    with pytest.raises(TooOften) as refused:
        share(limited)
    assert refused.value.message.values == {"limit": 3, "seconds": 60, "until": "09:01:00 UTC"}


def test_in_the_next_window_it_goes_on(limited):
    for _ in range(3):
        share(limited)
    share(limited, after=timedelta(minutes=1))


def test_one_persons_limit_is_not_anothers(limited):
    for _ in range(3):
        share(limited)
    share(limited, "other")


def test_refused_writes_count_as_well(limited):
    for _ in range(3):
        with pytest.raises(NotAllowed):
            alerts.take(limited.visit("focal"), proposals=[proposal()])
    with pytest.raises(TooOften):
        share(limited)


def test_a_form_sent_twice_counts_once(limited):
    for _ in range(5):
        share(limited, submission="the-same-form")
    share(limited)


def test_the_operator_is_not_limited(limited):
    for number in range(5):
        members.invite(
            limited.operator(), name="x", email=f"x{number}@example.org", language="en", grants=[FOCAL_BELGIUM]
        )


def test_reading_is_not_limited(limited):
    for _ in range(10):
        notes.about(limited.visit("focal"))


def test_no_network_address_is_kept(limited):
    share(limited)
    with limited.store.reading() as connection:
        assert limited.ids["focal"] not in repr(connection.execute(select(attempt)).all())


@pytest.mark.parametrize("wrong", [{"times": 0, "seconds": 1}, {"times": 1, "seconds": 0}])
def test_a_limit_of_nothing_is_no_limit(wrong):
    with pytest.raises(ValueError, match="at least"):
        Limit(**wrong)


def run(cast, after):
    return retention.run(cast.operator(after=after))


def there(cast, table):
    with cast.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("who", ["reader", "focal", "reviewer", None])
def test_only_administrators_and_the_operator_let_go(cast, who):
    with pytest.raises(NotAllowed):
        retention.run(cast.visit(who))


@pytest.mark.parametrize(("days", "expected"), [(7, 0), (8, 1)])
def test_form_keys_are_let_go_of_after_a_week(cast, days, expected):
    kept = there(cast, submission)
    share(cast)
    assert run(cast, days * DAY)["submissions"] == (kept + 1) * expected


def test_a_withdrawn_notes_text_is_erased_after_a_month(cast):
    one = share(cast)
    notes.edit(cast.visit("focal"), note_id=one, version=1, body="Regretted.", sources=())
    notes.withdraw(cast.visit("focal"), note_id=one, version=2)
    assert run(cast, 29 * DAY)["withdrawn_notes"] == 0
    run(cast, 31 * DAY)
    with cast.store.reading() as connection:
        assert connection.execute(select(note.c.body)).scalar_one() == ""
        assert "Regretted" not in repr(connection.execute(select(revisions.revision)).all())


def test_a_withdrawn_notes_text_is_erased_once(cast):
    notes.withdraw(cast.visit("focal"), note_id=share(cast), version=1)
    run(cast, 31 * DAY)
    assert run(cast, 32 * DAY)["withdrawn_notes"] == 0


def test_a_member_closed_for_a_year_is_forgotten(cast):
    members.close(cast.visit("administrator"), member_id=cast.ids["focal"], version=1)
    run(cast, 366 * DAY)
    assert "former member" in {one.name for one in members.everyone(cast.visit("administrator"))}


def test_an_active_member_is_never_forgotten(cast):
    assert run(cast, 4000 * DAY)["closed_members"] == 0


def test_drafts_that_nobody_came_back_for_go_after_ninety_days(cast):
    one = share(cast)
    notes.edit(cast.visit("focal"), note_id=one, version=1, body="a", sources=())
    with pytest.raises(Conflict):
        notes.edit(cast.visit("focal"), note_id=one, version=1, body="b", sources=())
    run(cast, 91 * DAY)
    assert there(cast, draft) == 0


def test_a_revoked_feed_address_is_removed(cast):
    one, _ = feeds.issue(cast.visit("focal"), label="x")
    feeds.revoke(cast.visit("focal"), token_id=one)
    assert run(cast, 31 * DAY)["feed_tokens"] == 1


def test_letting_go_leaves_the_trail_sound(cast):
    notes.withdraw(cast.visit("focal"), note_id=share(cast), version=1)
    members.close(cast.visit("administrator"), member_id=cast.ids["other"], version=1)
    run(cast, 4000 * DAY)
    with cast.store.reading() as connection:
        assert audit.verify(connection).fault is None


def test_every_rule_says_why(capsys):
    retention.main(["--rules"])
    said = capsys.readouterr().out
    assert [rule.name for rule in RULES.values() if rule.why not in said] == []


def test_the_command_line_says_what_it_let_go_of(cast, address, capsys):
    assert retention.main(["--database", address]) == 0
    assert "closed_members 0" in capsys.readouterr().out
