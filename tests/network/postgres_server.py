"""Starts a PostgreSQL server of our own in a temporary folder, on a free loopback port, and stops it afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

INSTALL = "PostgreSQL is not installed: apt-get install postgresql-15"
SUPERUSER = "pillar_two"


class PostgresMissing(RuntimeError):
    """The server's programs are not on this machine; the text says what to install."""


def programs() -> Path:
    """The folder of initdb and pg_ctl, newest version first. Raises PostgresMissing."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [*([Path(found).resolve().parent] if found else []), *folders]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise PostgresMissing(INSTALL)


def _unprivileged() -> dict[str, object]:
    """How to run a program as somebody else than root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


class Server:
    """One server: databases are made from a template, the server can crash and come back."""

    def __init__(self, folder: Path, *, is_durable: bool):
        self.folder, self.data, self.is_durable = folder, folder / "data", is_durable
        self.password = secrets.token_urlsafe(16)
        self.port = _free_port()

    def make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(str(_unprivileged()["user"]))
            for path in (self.folder, secret):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self.data, "-U", SUPERUSER, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        secret.unlink()

    def start(self) -> None:
        durable = "on" if self.is_durable else "off"
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync={durable} "
            f"-c shared_buffers=64MB -c max_connections=100"
        )
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "-t", "60", "start")

    def stop(self, *, mode: str = "fast") -> None:
        """`mode` "immediate" is a crash: no checkpoint, connections dropped."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        # output goes to a file: the server would inherit a pipe, and reading it would wait for the server's end
        with (self.folder / f"{program}.out").open("wb") as out:
            done = subprocess.run(
                [str(programs() / program), *map(str, arguments)], stdout=out, stderr=subprocess.STDOUT, cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, check=False, **_unprivileged(),
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(
                f"{program} failed: {(self.folder / f'{program}.out').read_text(errors='replace')[-2000:]}"
            )

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        plain = self.address("postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, name: str, *, template: str = "template1") -> str:
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def keep_rows(self, name: str) -> None:
        """Remember the rows of a database, for `reset` to bring back."""
        tables = self._tables(name)
        copies = [f'CREATE TABLE kept."{table}" AS TABLE public."{table}"' for table in tables]
        self._inside(name, "CREATE SCHEMA kept", *copies)

    def reset(self, name: str, *, with_rows: bool) -> None:
        """Empty a database's tables and bring the remembered rows back, whatever a test did to it."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        self.execute(f'ALTER DATABASE "{name}" RESET ALL')
        tables = self._tables(name)
        # replica: no triggers, no checks of references, as long as this connection lasts
        statements = ["SET session_replication_role = replica", "ALTER TABLE audit ENABLE TRIGGER ALL"]
        statements += [f'DELETE FROM public."{table}"' for table in tables if table != "alembic_version"]
        wanted = [table for table in tables if table != "alembic_version"] if with_rows else []
        statements += [f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"' for table in wanted]
        if not with_rows:
            statements.append("INSERT INTO audit_head SELECT 1, 0, previous FROM kept.audit WHERE seq = 1")
        self._inside(name, *statements)

    def empty(self, name: str) -> None:
        """Leave nothing in a database."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        self._inside(name, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    def _tables(self, name: str) -> list[str]:
        with psycopg.connect(self.address(name).replace("+psycopg", "")) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            return [row[0] for row in found]

    def _inside(self, name: str, *statements: str) -> None:
        with psycopg.connect(self.address(name).replace("+psycopg", "")) as connection:
            for statement in statements:
                connection.execute(statement)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*, is_durable: bool) -> Iterator[Server]:
    """A server for the length of a block. `is_durable`: write through to disk, as a real one does."""
    programs()
    folder = Path(tempfile.mkdtemp(prefix="pillar-two-postgres-"))
    server = Server(folder, is_durable=is_durable)
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop(mode="immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
