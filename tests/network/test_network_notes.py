"""Notes: shared at a level, edited by their author, kept as text, and never lost to another's edit."""

from datetime import timedelta

import pytest
from network_cast import NETWORK, proposal

from network import alerts, notes, revisions
from network.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from network.sharing import Sharing
from network.text import Source

HOSTILE = [
    "<script>alert(1)</script>", "![x](https://evil.example/x.png)", "\u202egnp.exe", "{{7*7}} {0} %s", "👩‍👩‍👧‍👦 العربية 中文",
    "'; DROP TABLE note; --", "=HYPERLINK(1)", "a\r\nb\tc", "x" * 20_000,
]  # fmt: skip


def share(cast, who="focal", *, sharing=NETWORK, body="What was seen.", **more):
    return notes.share(cast.visit(who), body=body, sharing=sharing, **({"iso3": "SDN"} | more))


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_what_was_written_is_read_back_letter_by_letter(cast, body):
    assert notes.read(cast.visit("other"), share(cast, body=body)).body == body


def test_a_megabyte_is_refused_with_the_limit(cast):
    with pytest.raises(BadInput) as refused:
        share(cast, body="x" * 1_000_000)
    assert refused.value.message.values["limit"] == 20_000


@pytest.mark.parametrize("body", ["a\x00b", "\udc80"])
def test_what_no_database_can_hold_is_refused_with_a_sentence(cast, body):
    with pytest.raises(BadInput) as refused:
        share(cast, body=body)
    assert "note" in refused.value.sentence()


def test_a_reader_shares_nothing(cast):
    with pytest.raises(NotAllowed):
        share(cast, "reader")


def test_a_note_keeps_its_sources(cast):
    new = share(cast, sources=(Source(title="A/79/1", address="https://undocs.org/A/79/1"),))
    assert notes.read(cast.visit("other"), new).sources[0]["address"] == "https://undocs.org/A/79/1"


def test_a_note_is_about_a_country_or_an_alert(cast):
    with pytest.raises(BadInput):
        share(cast, iso3=None)


def test_a_note_on_an_alert_is_about_its_country(cast):
    alerts.take(cast.visit("reviewer"), proposals=[proposal(iso3="TCD")])
    one = alerts.every(cast.visit("reviewer"))[0]
    alerts.publish(cast.visit("reviewer"), alert_id=one.id, version=1, reason="Yes.")
    new = share(cast, iso3=None, alert_id=one.id)
    assert notes.read(cast.visit("other"), new).iso3 == "TCD"


def test_nobody_writes_on_an_alert_they_may_not_read(cast):
    alerts.take(cast.visit("reviewer"), proposals=[proposal()])
    with pytest.raises(NotFound):
        share(cast, alert_id=alerts.every(cast.visit("reviewer"))[0].id)


def test_a_note_for_a_configuration_needs_its_author_in_it(cast):
    with pytest.raises(NotAllowed):
        share(cast, "burundi", sharing=Sharing(sensitivity="configuration", configuration="pbc-gin"))


def test_a_note_for_named_people_names_members(cast):
    with pytest.raises(NotFound):
        share(cast, sharing=Sharing(sensitivity="named", named=("nobody-of-that-id",)))


def test_a_note_for_named_people_names_somebody():
    with pytest.raises(BadInput):
        Sharing(sensitivity="named")


def test_a_note_for_a_configuration_names_it():
    with pytest.raises(BadInput):
        Sharing(sensitivity="configuration")


def test_the_author_edits_and_the_former_text_is_kept(cast):
    new = share(cast, body="First.")
    notes.edit(cast.visit("focal"), note_id=new, version=1, body="Second.", sources=())
    assert revisions.of(cast.visit("other"), "note", new)[0].content["body"] == "First."


def test_somebody_elses_note_cannot_be_edited(cast):
    new = share(cast)
    with pytest.raises(NotAllowed):
        notes.edit(cast.visit("other"), note_id=new, version=1, body="Mine now.", sources=())


def test_the_second_editor_is_told_sees_both_and_loses_nothing(cast):
    new = share(cast, body="First.")
    notes.edit(cast.visit("focal"), note_id=new, version=1, body="From the laptop.", sources=())
    with pytest.raises(Conflict) as told:
        notes.edit(cast.visit("focal"), note_id=new, version=1, body="From the phone.", sources=())
    assert (told.value.theirs["body"], told.value.mine["body"]) == ("From the laptop.", "From the phone.")
    kept = revisions.drafts(cast.visit("focal"))[0]
    assert (kept.id, kept.content["body"]) == (told.value.draft, "From the phone.")


def test_after_a_conflict_the_newer_version_can_be_sent(cast):
    new = share(cast, body="First.")
    notes.edit(cast.visit("focal"), note_id=new, version=1, body="Laptop.", sources=())
    with pytest.raises(Conflict) as told:
        notes.edit(cast.visit("focal"), note_id=new, version=1, body="Phone.", sources=())
    notes.edit(cast.visit("focal"), note_id=new, version=told.value.version, body="Both.", sources=())
    assert notes.read(cast.visit("focal"), new).version == 3


def test_a_kept_text_is_nobody_elses(cast):
    new = share(cast)
    notes.edit(cast.visit("focal"), note_id=new, version=1, body="a", sources=())
    with pytest.raises(Conflict) as told:
        notes.edit(cast.visit("focal"), note_id=new, version=1, body="b", sources=())
    with pytest.raises(NotFound):
        revisions.discard(cast.visit("other"), draft_id=told.value.draft)
    assert revisions.drafts(cast.visit("other")) == []


def test_a_kept_text_can_be_discarded(cast):
    new = share(cast)
    notes.edit(cast.visit("focal"), note_id=new, version=1, body="a", sources=())
    with pytest.raises(Conflict) as told:
        notes.edit(cast.visit("focal"), note_id=new, version=1, body="b", sources=())
    revisions.discard(cast.visit("focal"), draft_id=told.value.draft)
    assert revisions.drafts(cast.visit("focal")) == []


def test_a_withdrawn_note_shows_no_text(cast):
    new = share(cast, body="Regretted.")
    notes.withdraw(cast.visit("focal"), note_id=new, version=1)
    assert notes.read(cast.visit("other"), new).body == ""
    assert revisions.of(cast.visit("other"), "note", new) == []


def test_a_withdrawn_note_is_not_edited(cast):
    new = share(cast)
    notes.withdraw(cast.visit("focal"), note_id=new, version=1)
    with pytest.raises(Refusal) as refused:
        notes.edit(cast.visit("focal"), note_id=new, version=2, body="Back.", sources=())
    assert refused.value.code == "withdrawn"


def test_an_administrator_withdraws_what_they_may_read(cast):
    new = share(cast)
    notes.withdraw(cast.visit("administrator"), note_id=new, version=1)
    assert notes.about(cast.visit("focal")) == []


def test_an_administrator_cannot_reach_what_they_may_not_read(cast):
    new = share(cast, sharing=Sharing(sensitivity="named", named=(cast.ids["other"],)))
    with pytest.raises(NotFound):
        notes.withdraw(cast.visit("administrator"), note_id=new, version=1)


def test_notes_come_newest_first_and_by_country(cast):
    old = share(cast)
    new = notes.share(cast.visit("focal", after=timedelta(hours=1)), body="Later.", sharing=NETWORK, iso3="SDN")
    share(cast, iso3="TCD")
    assert [one.id for one in notes.about(cast.visit("other"), iso3="SDN")] == [new, old]


def test_a_form_sent_twice_is_one_note(cast):
    key = "form-1234"
    first = notes.share(cast.visit("focal", submission=key), body="Once.", sharing=NETWORK, iso3="SDN")
    second = notes.share(cast.visit("focal", submission=key), body="Once.", sharing=NETWORK, iso3="SDN")
    assert (first == second, len(notes.about(cast.visit("focal")))) == (True, 1)


def test_a_form_sent_again_with_other_content_is_refused(cast):
    notes.share(cast.visit("focal", submission="form-1234"), body="Once.", sharing=NETWORK, iso3="SDN")
    with pytest.raises(Refusal) as refused:
        notes.share(cast.visit("focal", submission="form-1234"), body="Twice.", sharing=NETWORK, iso3="SDN")
    assert refused.value.code == "submission_used"


def test_two_people_may_use_the_same_key(cast):
    for who in ("focal", "other"):
        notes.share(cast.visit(who, submission="form-1234"), body="Once.", sharing=NETWORK, iso3="SDN")
    assert len(notes.about(cast.visit("focal"))) == 2


@pytest.mark.parametrize("key", ["", "short", "with space 1", "x" * 65, "semi;colon1", "nul\x00nul1"])
def test_a_form_key_of_another_shape_is_refused(cast, key):
    with pytest.raises(BadInput):
        cast.visit("focal", submission=key)
