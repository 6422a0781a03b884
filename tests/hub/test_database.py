"""The schema: migrations make the code's tables, on both databases; upgrades copy first, and refuse the future."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError

from hub.advice import Profile
from hub.database import Database, DatabaseProblem, newest_revision
from hub.models import Base, Team
from tests.postgresql import PostgresServer
from tests.world import World


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_are_numbered_and_the_newest_is_pinned() -> None:
    folder = Path(__file__).parents[2] / "hub" / "migrations" / "versions"
    numbers = sorted(path.name.split("_")[0] for path in folder.glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert numbers[-1] == newest_revision()


def test_an_empty_database_is_made_ready_by_itself(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'hub.db'}")
    database.check_current()
    assert database.revision() == newest_revision()


def test_a_database_from_the_future_is_refused_in_a_sentence(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseProblem, match="newer than this program"):
        database.check_current()
    with pytest.raises(DatabaseProblem, match="newer than this program"):
        database.upgrade()


def test_an_unreachable_database_is_one_sentence_without_its_password() -> None:
    with pytest.raises(DatabaseProblem, match="cannot be opened") as raised:
        Database("postgresql://hub:secret@127.0.0.1:1/hub").revision()
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a database, but long enough to be taken for one. " * 50)
    with pytest.raises(DatabaseProblem, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path / 'notes.txt'}").check_current()


def test_sqlite_is_set_to_lose_nothing(migrated_sqlite: Path) -> None:
    database = Database(f"sqlite:///{migrated_sqlite}")
    with database.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    database.engine.dispose()


def test_times_come_back_aware_and_in_utc(database: Database, world: World, now: datetime) -> None:
    with database.reading() as session:
        opened = world.case(session).opened_at
    assert (opened, opened.tzinfo) == (now, UTC)


def test_a_time_without_an_offset_is_never_stored(database: Database, world: World) -> None:
    with database.reading() as session:
        case = world.case(session)
        case.confirmed_at = datetime(2026, 1, 1)  # noqa: DTZ001 - what must be refused
        with pytest.raises(Exception, match="without its offset"):
            session.flush()


def test_a_full_disk_changes_nothing_and_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'hub.db'}")
    database.upgrade()
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.commit()

    def fill() -> None:
        with database.transaction() as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            session.add_all(Team(name=f"{n:0200}", mailbox="x" * 300, profile=Profile.HEALTH) for n in range(2000))

    with pytest.raises(DatabaseProblem, match="full"):
        fill()
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM team")) == 0
    database.engine.dispose()


def test_a_sqlite_file_with_data_is_copied_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path / 'hub.db'}")
    database.upgrade()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    monkeypatch.setattr("hub.database.newest_revision", lambda: "0002")
    database._copy_file("0001")
    copies = list(tmp_path.glob("hub.db.before-0002-from-0001"))
    assert len(copies) == 1
    assert Database(f"sqlite:///{copies[0]}").revision() == "0001"


def test_what_a_page_reads_is_the_last_commit_and_it_cannot_write(database: Database) -> None:
    with database.reading_page() as page:
        assert page.scalar(select(func.count()).select_from(Team)) == 0
        with database.transaction() as session:
            session.add(Team(name="Therapy", mailbox="t@nhs.example", profile=Profile.HEALTH))
        if database.url.get_backend_name() == "postgresql":
            assert page.scalar(select(func.count()).select_from(Team)) == 1
            with pytest.raises(InternalError, match="read-only transaction"):
                page.execute(text("DELETE FROM team"))
    with database.reading_page() as page:
        assert page.scalar(select(func.count()).select_from(Team)) == 1


@pytest.mark.postgresql
def test_a_server_that_was_started_again_is_noticed_before_a_page_is_answered(
    postgres: PostgresServer,
) -> None:
    database = Database(postgres.url("postgres"))
    for opened in (database.reading_page, database.transaction):
        with opened() as session:
            before = session.scalar(text("SELECT pg_backend_pid()"))
        postgres.run(f"SELECT pg_terminate_backend({before}, 5000)")
        with opened() as session:
            assert session.scalar(text("SELECT pg_backend_pid()")) != before
    database.engine.dispose()
