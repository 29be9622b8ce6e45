"""A network of people to test with, on SQLite and on PostgreSQL."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from network_cast import FOCAL_BELGIUM, FOCAL_GHANA, WIDE, Cast
from postgres_server import PostgresMissing, Server, running

from network import configurations
from network.migrate import open_store, upgrade
from network.roles import Grant, Role
from network.store import Store

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests; its databases are thrown away, so it need not write through to disk."""
    try:
        with running(is_durable=False) as server:
            yield server
    except PostgresMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@dataclass(frozen=True)
class Templates:
    """What databases are made from: with the newest tables, and with the cast in them; and the ids of its members."""

    tables: str
    cast: str
    ids: dict[str, str]


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Two files, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    tables, with_cast = folder / "tables.sqlite", folder / "cast.sqlite"
    upgrade(f"sqlite+pysqlite:///{tables}")
    shutil.copy(tables, with_cast)
    return Templates(str(tables), str(with_cast), meet(f"sqlite+pysqlite:///{with_cast}"))


@pytest.fixture(scope="session")
def postgres_templates(postgres: Server) -> Templates:
    """One database, to be reset: making a new one takes PostgreSQL up to a second."""
    upgrade(postgres.create("reused"))
    ids = meet(postgres.address("reused"))
    postgres.keep_rows("reused")
    return Templates("reused", "reused", ids)


def meet(address: str) -> dict[str, str]:
    """Put one member of each role, two focal points and one with no role at all into a database; their ids."""
    with open_store(address, limits=WIDE) as store:
        people = Cast(store)
        configurations.seed(people.operator())
        people.invite("reader", Grant(role=Role.READER))
        people.invite("focal", FOCAL_BELGIUM)
        people.invite("other", FOCAL_GHANA)
        people.invite("burundi", Grant(role=Role.CONFIGURATION_MEMBER, scope_kind="configuration", scope="pbc-bdi"))
        people.invite("guinea", Grant(role=Role.CONFIGURATION_MEMBER, scope_kind="configuration", scope="pbc-gin"))
        people.invite("reviewer", Grant(role=Role.REVIEWER))
        people.invite("administrator", Grant(role=Role.ADMINISTRATOR))
        people.invite("nobody")
        return people.ids


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def templates(request: pytest.FixtureRequest, kind: str) -> Templates:
    return request.getfixturevalue("sqlite_templates" if kind == "sqlite" else "postgres_templates")


@pytest.fixture(scope="session")
def empty_databases() -> list[str]:
    """PostgreSQL databases made so far that hold nothing, or what the last test left in them."""
    return []


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, kind: str, templates: Templates, tmp_path: Path, empty_databases: list[str]
) -> Callable[..., str]:
    """Makes databases of this kind: any number of empty ones, and one with the newest tables or the cast as well."""
    made = itertools.count()
    server: Server = request.getfixturevalue("postgres") if kind == "postgresql" else None  # type: ignore[assignment]

    def in_sqlite(template: str | None) -> str:
        path = tmp_path / f"network_{next(made)}.sqlite"
        if template:
            shutil.copy(template, path)
        return f"sqlite+pysqlite:///{path}"

    def in_postgres() -> str:
        number = next(made)
        if number == len(empty_databases):
            empty_databases.append(f"empty_{number}")
            return server.create(empty_databases[number])
        server.empty(empty_databases[number])
        return server.address(empty_databases[number])

    def make(*, has_tables: bool, has_cast: bool = False) -> str:
        if kind == "sqlite":
            return in_sqlite((templates.cast if has_cast else templates.tables) if has_tables else None)
        if not has_tables:
            return in_postgres()
        server.reset(templates.tables, with_rows=has_cast)
        return server.address(templates.tables)

    return make


@pytest.fixture
def address(new_database: Callable[..., str], request: pytest.FixtureRequest) -> str:
    """A database with the newest tables; with the cast in it where the test asks for the cast."""
    return new_database(has_tables=True, has_cast="cast" in request.fixturenames)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address, limits=WIDE) as opened:
        yield opened


@pytest.fixture
def cast(store: Store, templates: Templates) -> Cast:
    """One member of each role, two focal points, and one with no role at all."""
    return Cast(store, dict(templates.ids))
