"""A private PostgreSQL for the tests: its own data folder, loopback only, gone at the end."""

from __future__ import annotations

import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.components import as_ordinary_user, free_port, needed, owned_by_ordinary_user, private_server


@dataclass
class PostgresServer:
    """A running server, reached on loopback with a password of its own."""

    port: int
    password: str

    def url(self, database: str) -> str:
        """The hub's URL for a database."""
        return f"postgresql://hub:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """One statement in the maintenance database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def answers(self) -> bool:
        """Whether it takes statements yet."""
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@dataclass
class Emptied:
    """Databases made from a template, one at a time: emptied after use, made anew where the tables were changed."""

    server: PostgresServer
    template: str
    name: str = ""
    made: int = 0
    shape: str = ""

    def taken(self) -> str:
        """The name of a database as empty as the template."""
        if not self.name:
            self.made += 1
            self.name = f"made_{self.made}"
            self.server.run(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
            with psycopg.connect(self.server.url(self.name)) as connection:
                self.shape = _shape(connection)
        return self.name

    def given_back(self) -> None:
        """Empty it; what still holds a connection is cut off."""
        with psycopg.connect(self.server.url(self.name), autocommit=True) as connection:
            connection.execute(_OTHERS)
            same = _shape(connection) == self.shape
            if same and (full := _with_rows(connection)):
                connection.execute(SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(SQL(", ").join(full)))
        if not same:
            self.server.run(f"DROP DATABASE {self.name} WITH (FORCE)")
            self.name = ""


_OTHERS = b"""
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SHAPE = b"""
    SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT attrelid || ' ' || attnum || ' ' || attname || ' ' || atttypid || ' ' || attnotnull AS line
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'c' || oid FROM pg_constraint UNION ALL SELECT 't' || oid FROM pg_trigger
        UNION ALL SELECT version_num FROM alembic_version
    ) AS lines
"""
_TABLES = b"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_Connection = psycopg.Connection[tuple[str]]


def _shape(connection: _Connection) -> str:
    try:
        row = connection.execute(_SHAPE).fetchone()
    except psycopg.errors.UndefinedTable:
        return "no longer migrated"
    assert row is not None
    return row[0]


def _with_rows(connection: _Connection) -> list[Identifier]:
    tables = [name for (name,) in connection.execute(_TABLES)]
    asked = (SQL("(SELECT {} FROM {} LIMIT 1)").format(name, Identifier(name)) for name in tables)
    return [Identifier(name) for (name,) in connection.execute(SQL(" UNION ALL ").join(asked))]


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server as an ordinary user and end it afterwards."""
    initdb = needed(
        next(map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None), "postgresql"
    )
    binaries = Path(initdb).parent
    folder = Path(tempfile.mkdtemp(prefix="ehc-pg-"))
    password = secrets.token_hex(8)
    (folder / "pw").write_text(password)
    folder.chmod(0o755)
    owned_by_ordinary_user(folder)
    password_file = str(folder / "pw")
    making = ["-D", str(folder / "data"), "-U", "hub", "-A", "scram-sha-256", "--pwfile", password_file, "-E", "UTF8"]
    subprocess.run(
        [initdb, *making, "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **as_ordinary_user(),
    )
    port = free_port()
    settings = {"listen_addresses": "127.0.0.1", "fsync": "off", "max_connections": "60", "shared_buffers": "64MB"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *options]
    server = PostgresServer(port, password)
    with private_server(command, folder, server.answers):
        yield server
