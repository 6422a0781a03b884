"""The database: SQLite by default, PostgreSQL for councils that want it; transactions, and sessions that only read."""

from __future__ import annotations

import logging
import select
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session

from hub.refusals import Problem

logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every process's log which database it found
_LEAST_ROOM = 256 * 1024  # bytes; SQLite says “disk I/O error” or “unable to open” as often as “full”
_ASKED_AFTER = 60.0  # seconds
MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseProblem(Problem):
    """The database can't be used; the message says why and what to do."""


class Database:
    """An engine and its sessions. `transaction` commits or rolls back; `reading` and `reading_page` never write."""

    def __init__(self, url: str) -> None:
        """`url` is sqlite:///… or postgresql://…; nothing is opened yet."""
        self.url = make_url(url)
        if self.url.get_backend_name() == "sqlite":
            if self.url.database and self.url.database != ":memory:":
                _make_folder(Path(self.url.database).parent)
            self.engine: Engine = create_engine(self.url, connect_args={"timeout": 10}, hide_parameters=True)
            _settle_sqlite(self.engine)
            self.page_engine: Engine = self.engine.execution_options(hub_reads_only=True)
        else:
            server = self.url.set(drivername="postgresql+psycopg")
            self.engine = create_engine(server, hide_parameters=True)
            self.page_engine = create_engine(
                server, hide_parameters=True, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
            )
            event.listen(self.engine, "engine_disposed", lambda _engine: self.page_engine.dispose())
            _settle_postgresql(self.engine, "SET jit = off")
            _settle_postgresql(self.page_engine, "SET jit = off; SET default_transaction_read_only = on")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or not at all."""
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except OperationalError as error:
                session.rollback()
                raise DatabaseProblem(self._trouble(error)) from error
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def reading_page(self) -> Iterator[Session]:
        """A session for what a page shows: as `reading`, but on PostgreSQL without a transaction around it.

        There each statement sees the last commit anyway (READ COMMITTED), and BEGIN and ROLLBACK would each wait for
        the server once more. The server itself refuses to write for it.
        """
        with Session(self.page_engine, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            except OperationalError as error:
                raise DatabaseProblem(self._trouble(error)) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that takes no write lock and never commits."""
        engine = self.engine.execution_options(hub_reads_only=True)
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session  # closing rolls back, and leaves what was loaded readable
            except OperationalError as error:
                raise DatabaseProblem(self._trouble(error)) from error

    def upgrade(self) -> str:
        """Bring the schema to this version's; a SQLite file with data is copied beside itself first.

        Returns the revision. Raises DatabaseProblem when the schema is newer than this program, or can't be reached.
        """
        before = self.revision()
        head = newest_revision()
        if before == head:
            return head
        self._refuse_newer(before)
        if before and self.url.get_backend_name() == "sqlite":
            self._copy_file(before)
        with self.engine.connect() as connection:
            _migrate(connection)
            connection.commit()
        return head

    def check_current(self) -> None:
        """Make the tables of an empty database; raise DatabaseProblem unless the schema is exactly this program's."""
        before = self.revision() or self.upgrade()
        if before == newest_revision():
            return
        self._refuse_newer(before)
        raise DatabaseProblem("The database is older than this program. Run `ehc db upgrade`, then start again.")

    def revision(self) -> str | None:
        """The schema's revision, or None for an empty database."""
        try:
            with self.engine.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    return None
                found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
                return found
        except DatabaseError as error:
            raise DatabaseProblem(self._trouble(error)) from None

    def _trouble(self, error: DatabaseError) -> str:
        """What is wrong with the database, for whoever runs it."""
        if self._has_no_room() or "disk is full" in str(error.orig):
            return "The disk that the database is on is full: nothing was changed. Free some space and try again."
        if "database is locked" in str(error.orig):
            return "The database was busy for too long: nothing was changed. Try again."
        where = self.url.render_as_string(hide_password=True)
        return (
            f"The database at {where} cannot be opened ({type(error.orig).__name__}). "
            "Check EHC_DATABASE_URL: is its server running, or its file one of the hub's that can be written?"
        )

    def _has_no_room(self) -> bool:
        if self.url.get_backend_name() != "sqlite" or not self.url.database:
            return False
        folder = Path(self.url.database).parent
        return folder.exists() and shutil.disk_usage(folder).free < _LEAST_ROOM

    def _refuse_newer(self, revision: str | None) -> None:
        known = {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
        if revision is not None and revision not in known:
            raise DatabaseProblem(
                f"The database (revision {revision}) is newer than this program ({newest_revision()}). "
                "Update the program, or restore the copy that was made before the upgrade."
            )

    def _copy_file(self, revision: str) -> None:
        """Copy the file beside itself with SQLite's own backup, which other processes' writing can't tear."""
        path = Path(str(self.url.database))
        copy = path.with_name(f"{path.name}.before-{newest_revision()}-from-{revision}")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            f"The folder {folder} can't be made ({error.strerror}). Check EHC_DATA_DIR and EHC_DATABASE_URL."
        ) from None


def newest_revision() -> str:
    """The revision that this program's tables have, as pinned in `migrations/current_head.txt`."""
    return (MIGRATIONS / "current_head.txt").read_text().strip()


def _migrate(connection: Connection) -> None:
    from alembic import command  # with its templates it takes a sixth of every start, and few starts migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _settle_sqlite(engine: Engine) -> None:
    """WAL, synchronous FULL, foreign keys, room for what a list reads, and BEGIN IMMEDIATE for whatever may write."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 would begin by itself, too late
        for pragma in (
            *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"),
            "cache_size=-16000",  # KiB: a team's requests lie on more pages than the usual 2 MB hold
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("hub_reads_only")
        raw: Any = connection.connection.driver_connection  # SQLAlchemy's way to a statement takes ten times as long
        raw.execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _settle_postgresql(engine: Engine, settings: str) -> None:
    """The settings of each connection, and a look at it before it is used again.

    A server that is stopped says goodbye, so a connection on which nothing has come is taken as it is; it is asked
    where something has come, or nobody used it for a minute.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        by_itself, connection.autocommit = connection.autocommit, True
        connection.execute(settings)
        connection.autocommit = by_itself

    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        record.info["left_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: Any, _fairy: Any) -> None:
        left_at = record.info.get("left_at")
        if left_at is None:
            return
        try:
            if time.monotonic() - left_at > _ASKED_AFTER or _something_came(connection):
                engine.dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError from error  # the pool makes another


def _something_came(connection: Any) -> bool:
    waiting = select.poll()
    waiting.register(connection.pgconn.socket, select.POLLIN)
    return bool(waiting.poll(0))
