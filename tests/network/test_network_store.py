"""The database itself: what it promises, and what its faults are called."""

import resource
import sqlite3
import threading
from pathlib import Path

import psycopg
import pytest
from network_cast import FOCAL_BELGIUM, NETWORK, NOW, ON_POSTGRESQL, ON_SQLITE, WIDE, Cast
from postgres_server import PostgresMissing, programs, running
from sqlalchemy import event, func, insert, make_url, select, text
from sqlalchemy.exc import OperationalError

from network import audit, notes
from network.errors import Busy, Damaged, DiskFull, ReadOnlyDatabase, StoreError, Unreachable, WrongSchema
from network.faults import fault
from network.migrate import open_store
from network.settings import database_address
from network.store import Store, Turns
from network.tables import attempt, note

ROW = {"bucket": "b", "window_start": 1, "count": 1, "ends_at": NOW}


def share(cast, body="x", who="focal"):
    return notes.share(cast.visit(who), body=body, sharing=NETWORK, iso3="SDN")


def notes_there(store):
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(note)).scalar_one()


def test_a_commit_is_on_disk_before_it_is_acknowledged(store):
    with store.reading() as connection:
        if store.is_sqlite:
            settings = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
            ]
            assert settings == ["wal", 2]
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


@ON_SQLITE
def test_rows_that_name_a_missing_one_are_refused(store):
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_reader_sees_one_state_while_others_write(store):
    count = select(func.count()).select_from(attempt)
    with store.reading() as connection:
        before = connection.execute(count).scalar_one()
        store.write(lambda writer: writer.execute(insert(attempt).values(ROW)).close())
        assert connection.execute(count).scalar_one() == before


@ON_POSTGRESQL
def test_a_reader_cannot_write(store):
    with pytest.raises(ReadOnlyDatabase), store.reading() as connection:
        connection.execute(insert(attempt).values(ROW))


def test_what_fails_halfway_leaves_nothing(store):
    def work(connection):
        connection.execute(insert(attempt).values(ROW))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(work)
    with store.reading() as connection:
        assert connection.execute(select(attempt)).all() == []


def test_a_write_that_nobody_checked_is_a_mistake_of_the_program(cast):
    from network.desk import writing

    @writing("note.share")
    def careless(desk):
        desk.add(note, {"body": "x", "sources": [], "sensitivity": "network"})

    with pytest.raises(RuntimeError, match="without asking"):
        careless(cast.visit("focal"))
    assert notes_there(cast.store) == 0


def test_a_read_that_nobody_checked_is_a_mistake_of_the_program(cast):
    from network.desk import reading

    @reading
    def careless(reader):
        return "everything"

    with pytest.raises(RuntimeError, match="without asking"):
        careless(cast.visit("focal"))


def test_many_writers_lose_and_double_nothing(cast, address):
    """Two stores, as two processes would have, and eight threads; each form is sent twice."""
    stores, made, failed = [open_store(address, limits=WIDE) for _ in range(2)], [], []

    def write(number):
        people = Cast(stores[number % 2], cast.ids)
        try:
            for form in range(6):
                visit = people.visit("focal" if number % 3 else "other", submission=f"form-{number}-{form}-key")
                ids = [notes.share(visit, body=f"{number} {form}", sharing=NETWORK, iso3="SDN") for _ in range(2)]
                made.extend(ids)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in stores:
        one.close()
    with cast.store.reading() as connection:
        found = audit.verify(connection)
    assert (failed, len(set(made)), notes_there(cast.store), found.fault) == ([], 48, 48, None)


def test_of_two_forms_with_one_key_at_once_one_is_written(cast):
    answers = []
    visit = cast.visit("focal", submission="pressed-twice")
    threads = [
        threading.Thread(target=lambda: answers.append(notes.share(visit, body="x", sharing=NETWORK, iso3="SDN")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), len(set(answers)), notes_there(cast.store)) == (4, 1, 1)


def test_turns_come_in_the_order_of_asking():
    turns, order, waiting = Turns(), [], []

    def work(number):
        with turns.turn(10):
            order.append(number)

    with turns.turn(10):
        for number in range(5):
            thread = threading.Thread(target=work, args=(number,))
            thread.start()
            waiting.append(thread)
            while len(turns._waiting) <= number:
                pass
    for thread in waiting:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_that_does_not_come_is_given_up():
    turns = Turns()
    with turns.turn(1), pytest.raises(Busy), turns.turn(0.01):
        pass
    with turns.turn(0.01):
        pass


def test_a_writer_that_another_process_holds_up_gives_up_with_a_sentence(address):
    first, second = Store(address, limits=WIDE), Store(address, limits=WIDE, patience=0.2)

    def slow(connection):
        with pytest.raises(Busy) as told:
            second.write(lambda _: None)
        return told.value.code

    assert first.write(slow) == "database_busy"
    first.close()
    second.close()


def test_a_database_that_cannot_be_reached_is_said_to_be(kind, tmp_path):
    (tmp_path / "file").touch()
    nowhere = {
        "sqlite": f"sqlite+pysqlite:///{tmp_path}/file/x.sqlite",
        "postgresql": "postgresql+psycopg://u:secret@127.0.0.1:1/x",
    }
    with pytest.raises(Unreachable) as told:
        open_store(nowhere[kind], is_upgraded=True)
    assert "secret" not in str(told.value)


def test_a_server_that_crashes_loses_nothing_it_acknowledged():
    """Its connections break in the middle of a write: a typed fault, and after it is back the same form is saved once."""
    with running(is_durable=True) as server:
        address = server.create("crash")
        cast = Cast(open_store(address, limits=WIDE, is_upgraded=True))
        cast.invite("focal", FOCAL_BELGIUM)
        saved = [share(cast, f"{number}") for number in range(5)]
        server.stop(mode="immediate")
        with pytest.raises(Unreachable) as told:
            share(cast, "in vain")
        assert told.value.code == "database_unreachable"
        with pytest.raises(Unreachable):
            notes.about(cast.visit("focal"))
        server.start()
        assert {one.id for one in notes.about(cast.visit("focal"))} == set(saved)
        share(cast, "again")
        with cast.store.reading() as connection:
            assert audit.verify(connection).fault is None
        cast.store.close()


@ON_POSTGRESQL
def test_a_connection_that_breaks_within_a_write_is_tried_once_more(cast):
    tries = []

    def work(connection):
        tries.append(1)
        if len(tries) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        connection.execute(insert(attempt).values(ROW))

    cast.store.write(work)
    assert len(tries) == 2


@ON_POSTGRESQL
def test_a_read_goes_on_after_the_server_was_started_again(cast, postgres):
    notes.about(cast.visit("focal"))
    name = cast.store.engine.url.database
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    assert notes.about(cast.visit("focal")) == []


def full(cast, limit):
    """Let the next connections to a SQLite file believe that the disk ends after that many pages."""

    def set_limit(connection, _):
        connection.execute(f"PRAGMA max_page_count = {limit[0]}").close()

    cast.store.engine.dispose()
    event.listen(cast.store.engine, "connect", set_limit)


def share_until_refused(cast, body):
    """Ids of the notes saved before the disk was full, and what was then said."""
    saved = []
    try:
        while len(saved) < 10_000:
            saved.append(share(cast, body))
    except DiskFull as told:
        return saved, told.code
    return saved, "never refused"


@ON_SQLITE
def test_a_full_disk_is_said_and_leaves_nothing_by_half(cast):
    with cast.store.reading() as connection:
        limit = [connection.exec_driver_sql("PRAGMA page_count").scalar() + 4]
    full(cast, limit)
    saved, told = share_until_refused(cast, "x" * 2000)
    limit[0] = 100_000
    cast.store.engine.dispose()
    with cast.store.reading() as connection:
        found = audit.verify(connection)
    assert (told, found.fault, notes_there(cast.store)) == ("disk_full", None, len(saved))


@ON_SQLITE
def test_after_room_was_made_the_same_form_is_saved(cast):
    limit = [1]
    full(cast, limit)
    visit = cast.visit("focal", submission="the-same-form")
    with pytest.raises(DiskFull):
        notes.share(visit, body="x" * 15_000, sharing=NETWORK, iso3="SDN")
    limit[0] = 100_000
    cast.store.engine.dispose()
    assert notes.share(visit, body="x" * 15_000, sharing=NETWORK, iso3="SDN")


@ON_SQLITE
def test_reading_goes_on_when_the_disk_is_full(cast):
    share(cast)
    full(cast, [1])
    assert len(notes.about(cast.visit("focal"))) == 1


@ON_SQLITE
def test_a_quota_is_a_full_disk(cast, address):
    """The file system itself refuses to let the files grow."""
    path = Path(str(make_url(address).database))
    log = path.with_name(path.name + "-wal")
    size = max(path.stat().st_size, log.stat().st_size) + 30_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        saved, told = share_until_refused(cast, "x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with cast.store.reading() as connection:
        found = audit.verify(connection)
    assert (told, found.fault, notes_there(cast.store)) == ("disk_full", None, len(saved))


def test_a_database_that_may_only_be_read_says_so(cast, kind):
    cast.store.engine.dispose()
    if kind == "sqlite":
        event.listen(
            cast.store.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON").close()
        )
    else:
        name = cast.store.engine.url.database
        with cast.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        cast.store.engine.dispose()
    with pytest.raises(ReadOnlyDatabase):
        share(cast)


def test_a_file_that_is_no_database_is_called_damaged(tmp_path):
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"This is a letter, not a database. " * 100)
    with pytest.raises(Damaged):
        open_store(f"sqlite:///{path}")


def test_an_empty_database_says_what_to_run(new_database):
    with pytest.raises(WrongSchema) as told:
        open_store(new_database(has_tables=False))
    assert "network.migrate upgrade" in told.value.sentence()


@pytest.mark.parametrize(
    ("raised", "expected", "code"),
    [
        (psycopg.errors.DiskFull("no space"), DiskFull, "disk_full"),
        (psycopg.errors.TooManyConnections("x"), Busy, "database_busy"),
        (psycopg.errors.LockNotAvailable("x"), Busy, "database_busy"),
        (psycopg.errors.AdminShutdown("x"), Unreachable, "database_unreachable"),
        (psycopg.errors.SerializationFailure("x"), Unreachable, "database_unreachable"),
        (psycopg.errors.ReadOnlySqlTransaction("x"), ReadOnlyDatabase, "database_read_only"),
        (psycopg.errors.DataCorrupted("x"), Damaged, "database_damaged"),
        (psycopg.errors.UndefinedTable("x"), WrongSchema, "schema_absent"),
        (psycopg.errors.InvalidPassword("x"), StoreError, "database_fault"),
        (psycopg.OperationalError("connection refused"), Unreachable, "database_unreachable"),
        (sqlite3.OperationalError("no such table: note"), WrongSchema, "schema_absent"),
        (sqlite3.ProgrammingError("x"), StoreError, "database_fault"),
    ],
)
def test_a_drivers_exception_gets_the_stores_name(raised, expected, code):
    found = fault(OperationalError("SELECT secret", {}, raised))
    assert (isinstance(found, expected), found.code) == (True, code)


def test_a_fault_repeats_neither_statement_nor_content():
    found = fault(OperationalError("INSERT secret", {"a": "secret"}, psycopg.errors.InvalidPassword("secret")))
    assert "secret" not in found.sentence()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sqlite:///var/x.sqlite", "sqlite+pysqlite:///var/x.sqlite"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg2://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_an_address_is_given_the_driver_in_use(given, expected):
    assert database_address(given) == expected


@pytest.mark.parametrize("given", ["mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "var/x.sqlite", ""])
def test_an_address_of_another_kind_is_refused_without_repeating_it(given):
    with pytest.raises(ValueError, match="R2P_DATABASE") as told:
        database_address(given)
    assert "secret" not in str(told.value)


def test_without_a_server_the_tests_say_what_to_install(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(PostgresMissing, match="apt-get install postgresql-15"):
        programs()
