"""Fixtures for intake: a hub on the test's database, and a real Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hub.council import load_council
from hub.database import Database
from hub.files import FileStore
from hub.opening import Hub
from hub.settings import Settings
from hub.work import run_one
from tests.dovecot import Dovecot, dovecot_server


@pytest.fixture
def hub(settings: Settings, database: Database) -> Hub:
    """A hub on the test's own database and data folder."""
    return Hub(settings, database, FileStore(settings.data_dir), load_council(None))


@pytest.fixture(scope="session")
def dovecot_running() -> Iterator[Dovecot]:
    """One Dovecot for the session."""
    with dovecot_server() as server:
        yield server


@pytest.fixture
def dovecot(dovecot_running: Dovecot) -> Dovecot:
    """The Dovecot with an empty mailbox."""
    dovecot_running.empty()
    return dovecot_running


def work_all(hub: Hub, now: datetime | None = None) -> None:
    """Do all the work that is ready, as `ehc work --once` does."""
    while run_one(hub.database, settings=hub.settings, worker="test:1:a", now=now or datetime.now(UTC)):
        pass
