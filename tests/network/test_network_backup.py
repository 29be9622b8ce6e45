"""Backups: whole, consistent under load, verified before and after, and safe to open in a spreadsheet."""

import csv
import io
import json
import os
import stat
import threading
import zipfile
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_cast import NETWORK, NOW, WIDE, proposal
from sqlalchemy import select

from network import alerts, archive, audit, backup, consultations, directory, export, notes, restore, sessions
from network.archive import open_archive
from network.errors import ArchiveError, NotAllowed, WrongSchema
from network.migrate import open_store
from network.sharing import Sharing
from network.tables import THINGS, metadata


@pytest.fixture
def filled(cast):
    """Something in most tables: text of all kinds, alerts that name each other, a session, a directory."""
    directory.seed(cast.operator())
    notes.share(cast.visit("focal"), body="👩‍👩‍👧 \u202e العربية\r\n\ttab ' \" \\ =1+1", sharing=NETWORK, iso3="SDN")
    alerts.take(cast.visit("reviewer"), proposals=[proposal(), proposal(level="notable")])
    high = next(one for one in alerts.every(cast.visit("reviewer")) if one.level == "high")
    alerts.publish(cast.visit("reviewer"), alert_id=high.id, version=1, reason="Confirmed.")
    consultations.ask(
        cast.visit("focal"), question="What do you see?", recipients=[cast.ids["other"]], deadline=NOW + timedelta(days=2),
        sharing=Sharing(sensitivity="named", named=(cast.ids["other"],)),
    )  # fmt: skip
    claims = {
        "iss": "https://id.example.org",
        "sub": "1",
        "iat": NOW.timestamp(),
        "email": "focal@example.org",
        "email_verified": True,
    }
    sessions.enter(cast.store, sessions.Identity.from_claims(claims), now=NOW, origin="192.0.2.1")
    return cast


def rows(store):
    """Every kept row of every table, in the order of its key."""
    with store.reading() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in metadata.sorted_tables
            if table.name not in archive.NOT_KEPT
        }


@pytest.fixture
def saved(filled, tmp_path):
    path = tmp_path / "network.backup"
    backup.backup(filled.store, path, now=NOW)
    return path


def test_a_restored_database_holds_every_row_as_it_was(filled, saved, new_database):
    empty = new_database(has_tables=False)
    restore.restore(saved, empty, now=NOW)
    with open_store(empty) as store:
        assert rows(store) == rows(filled.store)


def test_a_restored_trail_is_verified_against_the_backups_own_end(filled, saved, new_database):
    manifest, report = restore.restore(saved, new_database(has_tables=False), now=NOW)
    assert (report.fault, f"{report.last}:{report.last_hash}") == (None, manifest.audit_head)


def test_a_backup_of_one_database_restores_into_the_other(filled, saved, kind, tmp_path, request):
    with ExitStack() as stack:
        if kind == "postgresql":
            other = f"sqlite+pysqlite:///{tmp_path}/other.sqlite"
        else:
            server = request.getfixturevalue("postgres")
            other = server.create("network_other")
            stack.callback(server.drop, "network_other")
        restore.restore(saved, other, now=NOW)
        with open_store(other) as store:
            assert rows(store) == rows(filled.store)


def test_after_a_restore_everybody_signs_in_again(filled, saved, new_database):
    empty = new_database(has_tables=False)
    restore.restore(saved, empty, now=NOW)
    with open_store(empty) as store, store.reading() as connection:
        assert connection.execute(select(metadata.tables["session"])).all() == []


def test_work_goes_on_after_a_restore(filled, saved, new_database):
    empty = new_database(has_tables=False)
    restore.restore(saved, empty, now=NOW)
    with open_store(empty, limits=WIDE) as store:
        filled.store = store
        notes.share(filled.visit("focal"), body="Back again.", sharing=NETWORK, iso3="SDN")
        with store.reading() as connection:
            assert audit.verify(connection).fault is None


def test_a_backup_taken_while_people_write_is_one_moments_state(filled, address, new_database, tmp_path):
    stop, failed = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                notes.share(filled.visit("focal"), body="x" * 500, sharing=NETWORK, iso3="SDN")
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    paths = [tmp_path / f"{number}.backup" for number in range(3)]
    with open_store(address) as store:
        for path in paths:
            backup.backup(store, path, now=NOW)
    stop.set()
    for writer in writers:
        writer.join()
    reports = [restore.restore(path, new_database(has_tables=False), now=NOW)[1] for path in paths]
    assert (failed, [report.fault for report in reports]) == ([], [None] * 3)
    assert reports[0].last <= reports[1].last <= reports[2].last


def test_a_backup_is_for_its_owners_eyes(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_nothing_half_written_is_left_when_a_backup_fails(filled, tmp_path, monkeypatch):
    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_write_table", broken)
    with pytest.raises(OSError, match="No space"):
        backup.backup(filled.store, tmp_path / "x.backup", now=NOW)
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_a_failed_backup_leaves_the_former_one(filled, saved, monkeypatch):
    before = saved.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "I/O error")))
    with pytest.raises(OSError, match="I/O"):
        backup.backup(filled.store, saved, now=NOW)
    assert saved.read_bytes() == before


def rewritten(path, changed, content):
    """The same archive with one part replaced."""
    target = path.with_suffix(".changed")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == changed else old.read(name))
    return target


def test_an_edited_part_is_named_and_nothing_is_restored(saved, new_database):
    damaged, empty = rewritten(saved, "note.jsonl", b"{}\n"), new_database(has_tables=False)
    with pytest.raises(ArchiveError) as told:
        restore.restore(damaged, empty, now=NOW)
    assert told.value.message.values["part"] == "note.jsonl"
    with pytest.raises(WrongSchema):
        open_store(empty)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_what_is_no_backup_is_refused_with_a_sentence(new_database, tmp_path, content):
    path = tmp_path / "x.backup"
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as told:
        restore.restore(path, new_database(has_tables=False), now=NOW)
    assert told.value.code == "archive_unreadable"


def test_a_backup_cut_short_is_refused(saved, new_database):
    saved.write_bytes(saved.read_bytes()[:-200])
    with pytest.raises(ArchiveError):
        restore.restore(saved, new_database(has_tables=False), now=NOW)


def test_a_backup_of_a_newer_program_is_refused(saved, new_database):
    with open_archive(saved) as (_, manifest):
        text = json.dumps({"format": archive.FORMAT, "revision": "9999", "created": manifest.created,
                           "tables": manifest.tables, "audit_head": manifest.audit_head})  # fmt: skip
    with pytest.raises(ArchiveError) as told:
        restore.restore(rewritten(saved, "manifest.json", text), new_database(has_tables=False), now=NOW)
    assert told.value.code == "archive_newer"


def test_nothing_is_restored_over_what_is_there(filled, saved, address):
    before = rows(filled.store)
    with pytest.raises(ArchiveError) as told:
        restore.restore(saved, address, now=NOW)
    assert (told.value.code, rows(filled.store)) == ("database_not_empty", before)


def test_an_interrupted_restore_can_be_run_again(saved, new_database, monkeypatch):
    empty = new_database(has_tables=False)
    load, calls = archive.load_rows, []

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 9:
            raise KeyboardInterrupt
        load(*arguments)

    monkeypatch.setattr(archive, "load_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        restore.restore(saved, empty, now=NOW)
    monkeypatch.setattr(archive, "load_rows", load)
    assert restore.restore(saved, empty, now=NOW)[1].is_sound


def test_the_command_lines_save_and_restore(filled, address, new_database, tmp_path, capsys):
    path = tmp_path / "x.backup"
    assert backup.main([str(path), "--database", address]) == 0
    assert restore.main([str(path), "--database", new_database(has_tables=False)]) == 0
    assert "unbroken" in capsys.readouterr().out


def test_a_backup_into_a_folder_that_is_not_there_is_said(filled, address, tmp_path, capsys):
    assert backup.main([str(tmp_path / "nowhere" / "x.backup"), "--database", address]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_everything_can_be_exported_as_json(filled, address, tmp_path):
    assert export.main([str(tmp_path / "out"), "--database", address]) == 0
    found = json.loads((tmp_path / "out" / "network.json").read_text())
    assert set(found) == {*THINGS, "audit"}
    assert "العربية" in found["note"][0]["body"]


def test_everything_can_be_exported_as_csv_that_nothing_runs_in(filled, address, tmp_path):
    notes.share(filled.visit("focal"), body="=HYPERLINK(1)", sharing=NETWORK, iso3="SDN")
    export.main([str(tmp_path / "out"), "--database", address, "--format", "csv"])
    text = (tmp_path / "out" / "note.csv").read_text(encoding="utf-8-sig")
    bodies = [row["body"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert "'=HYPERLINK(1)" in bodies


def test_no_export_holds_a_feed_address_or_an_account(filled, address, tmp_path):
    export.main([str(tmp_path / "out"), "--database", address])
    found = json.loads((tmp_path / "out" / "network.json").read_text())
    assert not {"token_hash"} & set(found["feed_token"][0] if found["feed_token"] else {})
    assert not {"issuer", "subject"} & set(found["member"][0])


def test_one_exports_what_one_may_read_and_no_more(filled):
    mine, others = (export.readable(filled.visit(who)) for who in ("other", "guinea"))
    assert (len(mine["consultation"]), len(others["consultation"])) == (1, 0)
    assert (len(mine["recipient"]), len(others["recipient"])) == (1, 0)
    assert [row["id"] for row in others["member"]] == [filled.ids["guinea"]]


def test_nobody_without_a_role_exports_anything(filled):
    with pytest.raises(NotAllowed):
        export.readable(filled.visit("nobody"))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\u200b=1", "\u00a0@x", "|calc", "%0A",
        "＝1+1", "\tplain",
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(cell):
    assert export.neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "a=1", "", "'quoted", "5 - 3", -1, 1.5, None, True])
def test_any_other_cell_stands_as_it_is(cell):
    assert export.neutral(cell) == cell


@given(st.text(max_size=30))
def test_no_neutral_cell_begins_with_what_runs(text):
    shown = str(export.neutral(text)).lstrip()
    assert not shown or shown[0] not in "=+-@\t\r"


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_a_csv_file_gives_back_its_cells(cells):
    columns = [f"c{number}" for number in range(len(cells))]
    text = export.csv_bytes([dict(zip(columns, cells, strict=True))], columns).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [export.neutral(cell) for cell in cells]
