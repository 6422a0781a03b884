"""The portal on a small council: an application, people who visit it, and a browser where one is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache

from hub.database import Database
from hub.passwords import hash_password
from hub.settings import Settings, load_settings
from portal.app import create_app
from tests.portal.visitor import Clock, Visitor, strict_templates
from tests.world import World

hypothesis_settings.register_profile("portal", deadline=None)  # a busy machine is no finding
hypothesis_settings.load_profile("portal")


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Pages are tested on SQLite; what they ask of the record is tested on both databases elsewhere."""
    path = tmp_path / "hub.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a demonstration, so that the outbox page is there too."""
    return load_settings(_env_file=None, database_url=database_url, data_dir=tmp_path / "data", demo=True)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of “three unrelated words”: slow on purpose, so made once."""
    return hash_password("three unrelated words")


@pytest.fixture
def clock(now: datetime) -> Clock:
    """The time, which a test may move on."""
    return Clock(now)


@pytest.fixture
def app(settings: Settings, world: World, clock: Clock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The portal; a name that a template misspells is an error."""
    made = create_app(settings, clock=clock)
    made.jinja_env.bytecode_cache = compiled_templates
    strict_templates(made)
    yield made
    made.extensions["hub_database"].engine.dispose()


@pytest.fixture
def visitor(app: Flask, database: Database, clock: Clock, settings: Settings) -> Callable[..., Visitor]:
    """Makes a visitor: `visitor()` has not signed in, `visitor(world.officer_id)` has."""

    def make(person_id: int | None = None) -> Visitor:
        found = Visitor(app, database, clock, settings)
        if person_id is not None:
            found.is_signed_in_as(person_id)
        return found

    return make
