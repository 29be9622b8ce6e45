"""Upgrades: from every earlier revision with rows in it, whole or not at all, and again after an interruption."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from network_cast import NETWORK, NOW, ON_SQLITE, WIDE, Cast
from sqlalchemy import MetaData, create_engine, select, text

from network import audit, notes
from network.archive import load_rows
from network.errors import WrongSchema
from network.migrate import configuration, differences, main, open_store, revisions, schema, upgrade
from network.store import Store, make_engine

FIXTURES = Path(__file__).parent / "fixtures"
REVISIONS = revisions(configuration())
ROOT = Path(__file__).resolve().parents[2]

NEXT = '''"""A further step, as a later version may bring."""
import os, signal
import sqlalchemy as sa
from alembic import op
revision = "{name}"
down_revision = "{former}"
branch_labels = depends_on = None

def upgrade():
    with op.batch_alter_table("note") as batch:
        batch.add_column(sa.Column("language", sa.String(2)))
    op.create_table("translation", sa.Column("id", sa.String(80), primary_key=True))
    {then}
'''


def further(folder: Path, then: str = "pass") -> Path:
    """A folder with one more revision, which does `then` at its end."""
    folder.mkdir(exist_ok=True)
    (folder / "next_step.py").write_text(NEXT.format(name="test_next", former=REVISIONS[-1], then=then))
    return folder


def rows_of(revision: str) -> dict[str, list[dict[str, object]]]:
    return json.loads((FIXTURES / f"rows_{revision}.json").read_text())


def fill(address: str, revision: str) -> None:
    """Put the rows that a network had at that revision into its tables."""
    engine = make_engine(address, 5.0, has_foreign_keys=False)
    reflected = MetaData()
    with engine.execution_options(r2p_writes=True).begin() as connection:
        reflected.reflect(connection)
        connection.execute(reflected.tables["audit_head"].delete())
        for table in reflected.sorted_tables:
            load_rows(connection, table, [json.dumps(row) for row in rows_of(revision).get(table.name, [])])
    engine.dispose()


def counts(address: str) -> dict[str, int]:
    engine, reflected = create_engine(address), MetaData()
    with engine.connect() as connection:
        reflected.reflect(connection)
        found = {name: len(connection.execute(select(table)).all()) for name, table in reflected.tables.items()}
    engine.dispose()
    return found


@pytest.fixture
def empty(new_database) -> str:
    return new_database(has_tables=False)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_revision_comes_with_rows_to_upgrade(revision):
    filled = {table for table, rows in rows_of(revision).items() if rows}
    assert {"member", "note", "alert", "consultation", "reply", "decision", "audit", "revision"} <= filled


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_from_any_revision_keeps_every_row(empty, revision):
    upgrade(empty, to=revision)
    fill(empty, revision)
    before = counts(empty)
    upgrade(empty, now=NOW)
    after = counts(empty)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("revision", REVISIONS)
def test_after_an_upgrade_the_trail_is_sound_and_people_go_on(empty, revision):
    upgrade(empty, to=revision)
    fill(empty, revision)
    upgrade(empty, now=NOW)
    with open_store(empty, limits=WIDE) as store:
        people = Cast(
            store, {row["name"].lower(): row["id"] for row in rows_of(revision)["member"]}, now=NOW + timedelta(days=90)
        )
        notes.share(people.visit("focal"), body="Still here.", sharing=NETWORK, iso3="SDN")
        with store.reading() as connection:
            assert audit.verify(connection).fault is None


def test_the_newest_tables_are_those_the_program_declares(store):
    with store.reading() as connection:
        assert differences(connection) == []


def test_an_upgrade_of_the_newest_changes_nothing(address):
    before = counts(address)
    upgrade(address)
    assert counts(address) == before


@pytest.fixture
def filled(empty) -> str:
    upgrade(empty)
    fill(empty, REVISIONS[-1])
    return empty


def test_a_further_revision_keeps_the_rows_and_the_trail(filled, tmp_path):
    before = counts(filled)
    upgrade(filled, scripts=[further(tmp_path / "more")], now=NOW)
    after = counts(filled)
    with Store(filled) as store, store.reading() as connection:
        assert audit.verify(connection).fault is None
    assert {name: after[name] for name in before} == before


def test_a_step_that_fails_leaves_the_database_as_it_was(filled, tmp_path):
    before = counts(filled)
    with pytest.raises(RuntimeError, match="half way"):
        upgrade(filled, scripts=[further(tmp_path / "more", "raise RuntimeError('half way')")], now=NOW)
    assert counts(filled) == before


def test_after_a_step_that_failed_the_upgrade_can_be_run_again(filled, tmp_path):
    with pytest.raises(RuntimeError):
        upgrade(filled, scripts=[further(tmp_path / "more", "raise RuntimeError('half way')")], now=NOW)
    assert upgrade(filled, scripts=[further(tmp_path / "again")], now=NOW).found == "test_next"


def test_a_process_killed_in_the_middle_of_an_upgrade_leaves_it_detectable_and_resumable(filled, tmp_path):
    before = counts(filled)
    scripts = further(tmp_path / "more", "os.kill(os.getpid(), signal.SIGKILL)")
    program = (
        "import sys; from pathlib import Path; from network.migrate import upgrade; "
        "upgrade(sys.argv[1], scripts=[Path(sys.argv[2])])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, filled, str(scripts)], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    config = configuration([further(tmp_path / "again")])
    with Store(filled) as store, store.reading() as connection:
        state = schema(connection, config)
    assert (done.returncode, counts(filled)) == (-signal.SIGKILL, before)
    assert "interrupted" in state.trouble().sentence()
    assert upgrade(filled, scripts=[tmp_path / "again"], now=NOW).is_current


def test_a_newer_database_is_left_alone(filled, tmp_path):
    upgrade(filled, scripts=[further(tmp_path / "more")], now=NOW)
    before = counts(filled)
    with pytest.raises(WrongSchema) as told:
        upgrade(filled)
    assert (told.value.code, counts(filled)) == ("schema_new", before)


def test_a_newer_database_is_not_opened(filled, tmp_path):
    upgrade(filled, scripts=[further(tmp_path / "more")], now=NOW)
    with pytest.raises(WrongSchema):
        open_store(filled)


def test_a_database_of_something_else_is_left_alone(empty):
    engine = create_engine(empty)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    engine.dispose()
    with pytest.raises(WrongSchema) as told:
        upgrade(empty)
    assert (told.value.code, told.value.message.values["tables"]) == ("schema_foreign", "invoices")


def test_several_processes_may_upgrade_at_once(empty):
    found, failed = [], []

    def work():
        try:
            found.append(upgrade(empty).found)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, failed) == ([REVISIONS[-1]] * 3, [])


@ON_SQLITE
def test_a_new_file_is_for_its_owners_eyes(empty):
    upgrade(empty)
    assert stat.S_IMODE(Path(empty.partition(":///")[2]).stat().st_mode) == 0o600


@ON_SQLITE
def test_looking_at_a_file_that_is_not_there_does_not_make_one(empty):
    assert main(["state", "--database", empty]) == 2
    assert not Path(empty.partition(":///")[2]).exists()


@ON_SQLITE
def test_a_file_with_rows_is_copied_before_it_is_changed(filled, tmp_path):
    before = counts(filled)
    upgrade(filled, scripts=[further(tmp_path / "more")], now=NOW)
    copies = list(Path(filled.partition(":///")[2]).parent.glob("*.before-upgrade-*"))
    assert [counts(f"sqlite:///{path}") for path in copies] == [before]


def test_the_command_line_upgrades_and_tells_the_state(empty, capsys):
    codes = [main([command, "--database", empty]) for command in ("upgrade", "state")]
    said = capsys.readouterr().out.splitlines()
    assert (codes, said) == ([0, 0], [f"at revision {REVISIONS[-1]}", f"at revision {REVISIONS[-1]}, the newest"])
