"""The watched folder: a file is taken whole, once, and nothing that is still being written is lost."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.files import FileStore
from hub.models import Case, PostItem
from hub.opening import Hub
from intake.folder import WatchedFolder
from tests.intake.conftest import work_all
from tests.intake.letters import request
from tests.intake.test_filing import count

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """An empty folder to watch."""
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def written(path: Path, text: str, *, at: datetime = NOW) -> None:
    """Write a file as if at that time."""
    path.write_text(text)
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_dropped_file_is_taken_once_it_has_stood_still_for_five_seconds(hub: Hub, drop: Path) -> None:
    watched, path = WatchedFolder(hub, drop), drop / "form.txt"
    written(path, "half a fi")
    assert watched.look(now=NOW) == 0
    assert watched.look(now=NOW + 4 * SECOND) == 0
    written(path, "half a file, and now all of it", at=NOW + 4 * SECOND)
    assert [watched.look(now=NOW + seconds * SECOND) for seconds in range(5, 10)] == [0] * 5
    assert watched.look(now=NOW + 10 * SECOND) == 1
    assert (drop / "done" / "form.txt").read_text() == "half a file, and now all of it"
    assert not path.exists()
    assert count(hub, PostItem) == 1


def test_a_file_whose_own_time_is_fresh_is_not_taken_however_long_it_was_seen(hub: Hub, drop: Path) -> None:
    watched = WatchedFolder(hub, drop, still=5 * SECOND)
    written(drop / "form.txt", "half a fi", at=NOW + 8 * SECOND)
    assert watched.look(now=NOW) == 0
    assert watched.look(now=NOW + 10 * SECOND) == 0
    assert watched.look(now=NOW + 13 * SECOND) == 1


def test_a_file_from_a_scanner_whose_clock_is_ahead_is_taken(hub: Hub, drop: Path) -> None:
    watched = WatchedFolder(hub, drop)
    written(drop / "form.txt", "a form", at=NOW + timedelta(days=400))
    assert watched.look(now=NOW) == 0
    assert watched.look(now=NOW + 5 * SECOND) == 1


class StoreWhileAWriterGoesOn(FileStore):
    """The real store; meanwhile the writer of a file, which had paused, writes the rest of it."""

    def __init__(self, data_dir: Path, path: Path) -> None:
        super().__init__(data_dir)
        self.path = path

    def store(self, data: bytes) -> str:
        """Store the bytes, and let the writer finish."""
        self.path.write_text("half a file, and now all of it")
        return super().store(data)


def test_a_file_that_was_written_to_while_it_was_taken_is_taken_again_whole(hub: Hub, drop: Path) -> None:
    path = drop / "form.txt"
    written(path, "half a fi")
    files = StoreWhileAWriterGoesOn(hub.settings.data_dir, path)
    watched = WatchedFolder(Hub(hub.settings, hub.database, files, hub.council), drop, still=timedelta())
    assert watched.look(now=NOW) == 0
    assert path.exists()
    assert watched.look(now=NOW) == 1
    assert (drop / "done" / "form.txt").read_text() == "half a file, and now all of it"
    with hub.database.reading() as session:
        kept = [hub.files.load(item.sha256) for item in session.scalars(select(PostItem).order_by(PostItem.id))]
    assert kept == [b"half a fi", b"half a file, and now all of it"]


def test_a_kill_between_noting_and_moving_a_dropped_file_takes_it_once(hub: Hub, drop: Path) -> None:
    path = drop / "a.eml"
    path.write_bytes(request(1))
    when = path.stat()
    for _ in range(2):  # as if the first had been killed before it moved the file
        watched = WatchedFolder(hub, drop, still=timedelta())
        assert watched.look(now=NOW) == 1
        (drop / "done" / "a.eml").rename(path)
        os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))
    work_all(hub, NOW)
    assert count(hub, PostItem) == 1
    assert count(hub, Case) == 1
