"""The trail: written with the change, and verification names the first row that was tampered with."""

import re
from datetime import timedelta

import pytest
from network_cast import NETWORK, ON_POSTGRESQL
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from network import audit, notes, trail
from network.errors import NotAllowed
from network.tables import audit as audit_table
from network.tables import audit_head, note


@pytest.fixture
def trailed(cast):
    """Three notes and an edit, so that there are rows to tamper with."""
    made = [notes.share(cast.visit("focal"), body=f"Note {one}", sharing=NETWORK, iso3="SDN") for one in range(3)]
    notes.edit(cast.visit("focal"), note_id=made[0], version=1, body="Edited.", sources=())
    return cast


def tamper(cast, *statements):
    """What somebody with the database's own password can do: drop the guards, change what they like."""
    guards = (
        ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
        if cast.store.is_sqlite
        else ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    )

    def work(connection):
        for statement in guards:
            connection.execute(text(statement))
        for statement in statements:
            connection.execute(statement)

    cast.store.write(work)


def report(cast, **more):
    with cast.store.reading() as connection:
        return audit.verify(connection, **more)


def last_row(cast):
    with cast.store.reading() as connection:
        return connection.execute(select(audit_head.c.seq)).scalar_one()


def test_an_untouched_trail_is_sound(trailed):
    found = report(trailed)
    assert (found.fault, found.rows, found.last) == (None, last_row(trailed), last_row(trailed))


def test_every_change_leaves_a_row_of_who_what_and_when(trailed):
    newest = trail.read(trailed.visit("administrator"), limit=1)[0]
    assert (newest.member_name, newest.action, newest.thing_kind, newest.at) == (
        "Focal",
        "note.edit",
        "note",
        trailed.now,
    )


def test_a_refused_change_leaves_none(trailed):
    before = last_row(trailed)
    with pytest.raises(NotAllowed):
        notes.share(trailed.visit("reader"), body="x", sharing=NETWORK, iso3="SDN")
    assert last_row(trailed) == before


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET action = 'x' WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"]
)
def test_the_database_itself_refuses_to_edit_or_delete(trailed, statement):
    with pytest.raises(DBAPIError, match="append-only"), trailed.store.engine.begin() as connection:
        connection.execute(text(statement))


@ON_POSTGRESQL  # SQLite has no TRUNCATE: it is DELETE, refused above
def test_the_trail_cannot_be_emptied(trailed):
    with pytest.raises(DBAPIError, match="append-only"), trailed.store.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))


@pytest.mark.parametrize(
    "cells",
    [
        {"action": "note.share"}, {"member_id": "other"}, {"details": {"version": 9}}, {"row_digest": "0" * 64},
        {"thing_id": "x"}, {"previous": "0" * 64}, {"hash": "0" * 64},
    ],
    ids=lambda cells: next(iter(cells)),
)  # fmt: skip
def test_an_edited_row_is_named(trailed, cells):
    tamper(trailed, update(audit_table).where(audit_table.c.seq == 5).values(cells))
    found = report(trailed)
    assert (found.row, found.fault.code) == (5, "audit_edited")


def test_a_changed_moment_is_an_edit(trailed):
    tamper(
        trailed, update(audit_table).where(audit_table.c.seq == 5).values(at=trailed.now + timedelta(microseconds=1))
    )
    assert report(trailed).row == 5


def test_an_edited_row_with_a_new_hash_breaks_the_next_one(trailed):
    with trailed.store.reading() as connection:
        row = dict(connection.execute(select(audit_table).where(audit_table.c.seq == 5)).mappings().one())
    row["action"] = "note.withdraw"
    row["hash"] = audit.row_hash(row)
    tamper(trailed, update(audit_table).where(audit_table.c.seq == 5).values(row))
    found = report(trailed)
    assert (found.row, found.fault.code) == (6, "audit_unlinked")


def test_a_deleted_row_is_named(trailed):
    tamper(trailed, delete(audit_table).where(audit_table.c.seq == 5))
    found = report(trailed)
    assert (found.row, found.fault.code) == (5, "audit_missing")


def test_the_first_of_several_is_named(trailed):
    tamper(
        trailed,
        delete(audit_table).where(audit_table.c.seq.in_([4, 9])),
        update(audit_table).where(audit_table.c.seq == 7).values(action="x"),
    )
    assert report(trailed).row == 4


def test_a_deleted_first_row_is_named(trailed):
    tamper(trailed, delete(audit_table).where(audit_table.c.seq == 1))
    assert (report(trailed).row, report(trailed).fault.code) == (1, "audit_missing")


def test_a_deleted_last_row_is_named(trailed):
    last = last_row(trailed)
    tamper(trailed, delete(audit_table).where(audit_table.c.seq == last))
    found = report(trailed)
    assert (found.row, found.fault.code) == (last, "audit_tail")


def test_swapped_rows_are_named(trailed):
    swap = [
        update(audit_table).where(audit_table.c.seq == old).values(seq=new) for old, new in ((5, -1), (6, 5), (-1, 6))
    ]
    tamper(trailed, *swap)
    found = report(trailed)
    assert (found.row, found.fault.code) == (5, "audit_edited")


def test_a_deleted_tail_with_its_record_is_found_by_the_things_left_behind(trailed):
    last = last_row(trailed)
    with trailed.store.reading() as connection:
        before = connection.execute(select(audit_table.c.hash).where(audit_table.c.seq == last - 1)).scalar_one()
    tamper(
        trailed,
        delete(audit_table).where(audit_table.c.seq == last),
        update(audit_head).values(seq=last - 1, hash=before),
    )
    assert report(trailed).fault.code == "audit_thing_edited"


def test_a_trail_written_anew_is_found_by_a_row_written_down_earlier(trailed):
    last = last_row(trailed)
    with trailed.store.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(audit_table).order_by(audit_table.c.seq)).mappings()]
    anchor = (last, rows[-1]["hash"])
    previous, statements = audit.GENESIS, []
    for row in rows:
        row |= {"at": row["at"] + timedelta(days=1), "previous": previous}
        previous = row["hash"] = audit.row_hash(row)
        statements.append(update(audit_table).where(audit_table.c.seq == row["seq"]).values(row))
    tamper(trailed, *statements, update(audit_head).values(hash=previous))
    assert report(trailed).is_sound
    assert report(trailed, anchor=anchor).fault.code == "audit_anchor"


def test_a_thing_changed_behind_the_trails_back_is_named(trailed):
    tamper(trailed, update(note).where(note.c.body == "Note 1").values(body="Something else."))
    assert report(trailed).fault.code == "audit_thing_edited"


def test_a_thing_deleted_behind_the_trails_back_is_named(trailed):
    tamper(trailed, delete(note).where(note.c.body == "Note 1"))
    assert report(trailed).fault.code == "audit_thing_missing"


def test_a_thing_added_behind_the_trails_back_is_named(trailed):
    stamp = {"version": 1, "created_at": trailed.now, "created_by": "x", "changed_at": trailed.now, "changed_by": "x"}
    row = stamp | {"id": "planted", "body": "Planted.", "sources": [], "sensitivity": "network", "iso3": "SDN"}
    tamper(trailed, note.insert().values(row))
    assert report(trailed).fault.code == "audit_thing_unknown"


@pytest.mark.parametrize("who", ["reader", "focal", "burundi", "reviewer", "nobody", None])
def test_only_administrators_read_the_trail(trailed, who):
    with pytest.raises(NotAllowed):
        trail.read(trailed.visit(who))


def test_the_trail_holds_nothing_that_was_written(trailed):
    rows = trail.read(trailed.visit("administrator"), limit=1000)
    assert not re.search("Note 1|Edited|example.org", repr(rows))


def test_the_command_line_says_that_all_is_well(trailed, address, capsys):
    assert audit.main(["verify", "--database", address]) == 0
    assert "unbroken" in capsys.readouterr().out


def test_the_command_line_names_the_broken_row(trailed, address, capsys):
    tamper(trailed, update(audit_table).where(audit_table.c.seq == 5).values(action="x"))
    assert audit.main(["verify", "--database", address]) == 1
    assert capsys.readouterr().out == "Row 5 was edited: its content does not fit its own hash.\n"


def test_the_printed_end_is_an_anchor_for_later(trailed, address, capsys):
    audit.main(["head", "--database", address])
    head = capsys.readouterr().out.strip()
    notes.share(trailed.visit("focal"), body="Later.", sharing=NETWORK, iso3="SDN")
    assert audit.main(["verify", "--database", address, "--anchor", head]) == 0
