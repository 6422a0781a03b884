"""A disk that fills up at each write of taking in, reading, filing and answering: nothing is lost, and it goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.council import load_council
from hub.database import Database
from hub.files import FileStore
from hub.opening import Hub
from hub.refusals import Problem
from hub.settings import load_settings
from tests.dovecot import Dovecot
from tests.faults.filed import filed_once
from tests.faults.small_disk import fill, small_disk
from tests.intake.conftest import work_all
from tests.intake.letters import request
from tests.intake.test_mailbox import mailbox

pytestmark = pytest.mark.dovecot
LONG = os.environ.get("EHC_CAMPAIGN") == "long"
STEP = 4096 if LONG else 28 * 1024  # bytes more that are free at each try: a page of the disk, or seven
MOST_FREE = 288 * 1024  # with so much room everything goes through


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    with small_disk(tmp_path / "disk", "6m"):
        yield tmp_path / "disk"


def opened(folder: Path) -> Hub:
    """A hub whose database, originals and outbox lie in the folder."""
    settings = load_settings(_env_file=None, data_dir=folder, database_url=f"sqlite:///{folder / 'hub.db'}")
    database = Database(settings.database)
    database.check_current()
    return Hub(settings, database, FileStore(folder), load_council(None))


def once_round(hub: Hub, dovecot: Dovecot, now: datetime) -> int:
    """Take in, read, file, answer and move, as far as it goes; returns how often there was no room."""
    refused = 0
    for step in (mailbox(hub, dovecot.url("?done=Done")).look_once, lambda: work_all(hub, now)):
        try:
            step()
        except Problem:
            refused += 1
    return refused


@pytest.mark.timeout(1500 if LONG else 200)
def test_a_disk_that_is_full_at_any_write_loses_nothing_and_doubles_nothing(disk: Path, dovecot: Dovecot) -> None:
    hub, refused, number = opened(disk / "data"), 0, 0
    try:
        for free in range(0, MOST_FREE, STEP):
            dovecot.deliver(request(number))
            number += 1
            fill(disk / "ballast", leaving=free)
            refused += once_round(hub, dovecot, datetime.now(UTC))
            (disk / "ballast").unlink()
        assert refused > 2
        later = datetime.now(UTC) + timedelta(minutes=6)  # after every lease
        assert [once_round(hub, dovecot, later) for _ in range(2)] == [0, 0]
        assert dovecot.count("INBOX") == 0
        filed_once(hub, range(number))
        assert not list(hub.files.folder.rglob("*.part"))
    finally:
        hub.database.engine.dispose()
