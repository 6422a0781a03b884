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
