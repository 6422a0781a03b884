"""Fixtures for every room: the real database, migrated once and copied for each test; settings; a small council.

A test marked `postgresql_in_the_campaign` runs on SQLite always, and on PostgreSQL in `make campaign`: what it breaks
or walks through is not the database, and every step that a database takes part in has a test of its own on both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser

from hub.database import Database
from hub.settings import Settings, load_settings
from tests.browser import chromium
from tests.postgresql import Emptied, PostgresServer, postgres_server
from tests.world import World, make_world

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the campaign."""
    if os.environ.get("EHC_CAMPAIGN") == "long":
        return
    left_out = [
        each for each in items if each.get_closest_marker("postgresql_in_the_campaign") and "postgresql" in each.name
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [each for each in items if each not in left_out]


@pytest.fixture
def now() -> datetime:
    """The moment at which a test happens: a Monday morning."""
    return NOW


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "hub.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A private PostgreSQL with a migrated template database called “template_hub”."""
    with postgres_server() as server:
        server.run("CREATE DATABASE template_hub")
        database = Database(server.url("template_hub"))
        database.upgrade()
        database.engine.dispose()
        yield server


@pytest.fixture(scope="session")
def emptied(postgres: PostgresServer) -> Emptied:
    """A PostgreSQL database that one test after another uses."""
    return Emptied(postgres, "template_hub")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "hub.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    databases: Emptied = request.getfixturevalue("emptied")
    yield databases.server.url(databases.taken())
    databases.given_back()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, on SQLite and on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for a test's own data folder and database; nothing from the environment's `.env`."""
    return load_settings(_env_file=None, database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Where the templates that one test has compiled are found by the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: one for all the tests of a process, since Playwright allows no more."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    """A small council with one confirmed case, committed."""
    return make_world(database, now)
