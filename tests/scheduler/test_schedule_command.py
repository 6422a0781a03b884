"""`ehc schedule` as a process: asked once, shown ahead, ended properly, and killed."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hub.database import Database
from hub.ladder import reminder_day
from hub.settings import Settings
from tests.components import free_port
from tests.scheduler.asked import MAILBOX, WRITER, ask, once_each, outbox
from tests.world import World, make_world

EHC = [sys.executable, "-c", "from hub.cli import main; main()", "schedule"]
ROOT = Path(__file__).parents[2]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is tested is the process


@pytest.fixture
def today() -> date:
    """The day whose reminders go out now: a real process has the real clock."""
    return reminder_day(datetime.now(UTC))


@pytest.fixture
def present_world(database: Database) -> World:
    """The small council, made now."""
    return make_world(database, datetime.now(UTC))


@pytest.fixture
def environment(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """A hub of its own for the process."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("EHC_")}
    return {
        **others,
        "EHC_DATABASE_URL": settings.database_url,
        "EHC_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(ROOT),
    }


def ehc_schedule(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EHC, *words], env=environment, capture_output=True, text=True, timeout=120)


def started(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*EHC, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def reminders(database: Database) -> int:
    return len(outbox(database))


def wait_for(count: int, database: Database, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while reminders(database) < count:
        assert time.monotonic() < until, f"{reminders(database)} of {count} reminders after {seconds} seconds"
        time.sleep(0.02)


@on_sqlite
def test_asked_once_it_does_what_is_due_and_says_how_much(
    database: Database, present_world: World, environment: dict[str, str], today: date
) -> None:
    ask(database, present_world, due_on=today)
    done = ehc_schedule(environment, "--once")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 reminders put in the outbox, 0 withdrawn.\n"
    assert ehc_schedule(environment, "--once").stdout == "0 reminders put in the outbox, 0 withdrawn.\n"
    assert done.stderr == ""


@on_sqlite
def test_it_shows_what_will_go_out(
    database: Database, present_world: World, environment: dict[str, str], today: date
) -> None:
    ask(database, present_world, due_on=today + timedelta(days=20))
    done = ehc_schedule(environment, "--show", "30d")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    due = ["due-14", "quality-3", "quality-1", "due-7", "due-1", "due-0"]
    assert [line.split()[5] for line in lines][: len(due)] == due
    assert lines[0].startswith((today + timedelta(days=6)).isoformat())
    assert "Sian" not in done.stdout
    assert reminders(database) == 0


@on_sqlite
def test_a_scheduler_that_finds_another_at_work_says_so(
    database: Database, present_world: World, environment: dict[str, str], today: date
) -> None:
    ask(database, present_world, due_on=today)
    running = started(environment)
    try:
        wait_for(1, database)
        assert "Another scheduler is running" in ehc_schedule(environment, "--once").stderr
    finally:
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "1 made" in said
    assert WRITER not in said
    assert MAILBOX not in said
    assert ehc_schedule(environment, "--once").returncode == 0  # the lease was given up


def test_killed_at_random_moments_with_two_running_each_reminder_is_made_once(
    database: Database, present_world: World, environment: dict[str, str], today: date
) -> None:
    """`kill -9` of whichever of two schedulers, again and again, while 600 reminders are due."""
    ask(database, present_world, due_on=today - timedelta(days=2), count=200)
    dice = random.Random(9)
    running = [started(environment, "--lease", "2") for _ in range(2)]
    try:
        wait_for(1, database)
        for _ in range(3):
            time.sleep(dice.uniform(0.05, 0.8))
            victim = running.pop(dice.randrange(2))
            victim.kill()
            victim.communicate(timeout=10)
            once_each(database)
            running.append(started(environment, "--lease", "2"))
        wait_for(600, database)
    finally:
        for each in running:
            each.kill()
            each.communicate(timeout=10)
    assert once_each(database) == 600


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--show", "soon"], "should be a number of days up to 366, like 30d"),
        (["--lease", "0"], "0 is not in the range"),
    ],
)
def test_wrong_use_exits_2_with_a_sentence(words: list[str], sentence: str, tmp_path: Path) -> None:
    done = ehc_schedule({**os.environ, "EHC_DATA_DIR": str(tmp_path)}, *words)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_database_that_cannot_be_reached_is_said_in_a_sentence_without_its_password(tmp_path: Path) -> None:
    nobody = f"postgresql://hub:a-password@127.0.0.1:{free_port()}/hub"
    done = ehc_schedule({**os.environ, "EHC_DATA_DIR": str(tmp_path), "EHC_DATABASE_URL": nobody}, "--once")
    assert done.returncode == 2
    assert "Check EHC_DATABASE_URL" in done.stderr
    assert "a-password" not in done.stderr
    assert "Traceback" not in done.stderr


def test_help_has_an_example(tmp_path: Path) -> None:
    assert "ehc schedule --show 30d" in ehc_schedule({**os.environ, "EHC_DATA_DIR": str(tmp_path)}, "--help").stdout
