"""A private PostgreSQL for the tests: its own data folder, loopback only, gone at the end."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.components import free_port, needed, ordinary_user, owned_by_ordinary_user


@dataclass
class PostgresServer:
    """A running server; `process` is our direct child, so that a test may kill it."""

    port: int
    password: str
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """The hub's URL for a database."""
        return f"postgresql://hub:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """One statement in the maintenance database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


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
    user = ordinary_user()
    identity = {"user": user[1], "group": user[2], "extra_groups": []} if user else {}
    password_file = str(folder / "pw")
    making = ["-D", str(folder / "data"), "-U", "hub", "-A", "scram-sha-256", "--pwfile", password_file, "-E", "UTF8"]
    subprocess.run(
        [initdb, *making, "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **identity,  # type: ignore[call-overload]
    )
    port = free_port()
    settings = {"listen_addresses": "127.0.0.1", "fsync": "off", "max_connections": "60", "shared_buffers": "64MB"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **identity,  # type: ignore[call-overload]
    )
    server = PostgresServer(port, password, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: PostgresServer) -> None:
    for _ in range(100):
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL did not start")
