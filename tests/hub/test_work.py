"""Work that takes time: once, whoever is killed when."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hub.database import Database
from hub.models import Team, Work, WorkState
from hub.settings import Settings
from hub.work import LEASE, Task, TryLater, enqueue, free_work_of_the_dead, give_up_lease, hold_lease, run_one, take

HERE = "tests.hub.test_work"


def add_team(task: Task) -> None:
    """A handler with an effect that can be counted."""
    with task.finishing() as session:
        from hub.advice import Profile

        session.add(Team(name=f"{task.key} {task.attempt}", mailbox="a@b.example", profile=Profile.HEALTH))


def always_fails(task: Task) -> None:
    raise RuntimeError("Sian Evans")  # what must not reach the log


def later(task: Task) -> None:
    raise TryLater("The mail server can't be reached", after=timedelta(minutes=7))


def noted(database: Database, handler: str, now: datetime, key: str = "1") -> None:
    with database.transaction() as session:
        enqueue(session, handler=f"{HERE}:{handler}", key=key, now=now)


def work_of(database: Database) -> Work:
    with database.reading() as session:
        return session.scalars(select(Work)).one()


def test_work_is_done_once_however_often_it_is_asked_for(database: Database, settings: Settings, now: datetime) -> None:
    noted(database, "add_team", now)
    noted(database, "add_team", now)
    assert run_one(database, settings=settings, worker="w", now=now)
    assert not run_one(database, settings=settings, worker="w", now=now)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Team)) == 1


def test_work_of_a_killed_worker_is_taken_again_and_the_dead_ones_commit_refused(
    database: Database, settings: Settings, now: datetime
) -> None:
    noted(database, "add_team", now)
    taken = take(database, settings=settings, worker="first", now=now)
    assert taken is not None
    assert take(database, settings=settings, worker="second", now=now) is None
    after = now + LEASE + timedelta(seconds=1)
    assert run_one(database, settings=settings, worker="second", now=after)
    try:
        add_team(taken[1])
    except Exception as error:  # noqa: BLE001 - its kind is what is asserted
        assert type(error).__name__ == "LeaseLost"  # noqa: PT017
    with database.reading() as session:
        assert session.scalars(select(Team.name)).all() == ["1 2"]


def test_a_worker_killed_on_this_machine_is_noticed_at_once(
    database: Database, settings: Settings, now: datetime
) -> None:
    noted(database, "add_team", now)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    worker = f"{socket.gethostname()}:{child.pid}:x"
    assert take(database, settings=settings, worker=worker, now=now) is not None
    assert free_work_of_the_dead(database, host=socket.gethostname(), now=now) == 0
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert free_work_of_the_dead(database, host=socket.gethostname(), now=now) == 1
    assert run_one(database, settings=settings, worker="other", now=now)


def test_work_that_fails_is_tried_again_with_growing_delay_then_shown(
    database: Database, settings: Settings, now: datetime
) -> None:
    noted(database, "always_fails", now)
    delays = []
    moment = now
    while work_of(database).state is WorkState.WAITING:
        assert run_one(database, settings=settings, worker="w", now=moment)
        delays.append(work_of(database).not_before - moment)
        moment = work_of(database).not_before
    assert len(delays) == 8
    assert delays == sorted(delays)
    assert work_of(database).failure == "RuntimeError"


def test_a_failure_never_writes_what_it_was_about_to_the_log(
    database: Database, settings: Settings, now: datetime, caplog: object
) -> None:
    noted(database, "always_fails", now)
    run_one(database, settings=settings, worker="w", now=now)
    assert "Sian" not in caplog.text  # type: ignore[attr-defined]
    assert "always_fails failed (RuntimeError)" in caplog.text  # type: ignore[attr-defined]


def test_work_that_says_later_waits_until_then(database: Database, settings: Settings, now: datetime) -> None:
    noted(database, "later", now)
    assert run_one(database, settings=settings, worker="w", now=now)
    assert work_of(database).not_before == now + timedelta(minutes=7)
    assert not run_one(database, settings=settings, worker="w", now=now + timedelta(minutes=6))


def test_waiting_for_something_is_no_failed_try(database: Database, settings: Settings, now: datetime) -> None:
    noted(database, "later", now)
    for number in range(30):
        assert run_one(database, settings=settings, worker="w", now=now + timedelta(hours=number))
    assert (work_of(database).state, work_of(database).attempts) == (WorkState.WAITING, 0)


def test_workers_at_once_never_do_the_same_piece(database: Database, settings: Settings, now: datetime) -> None:
    for number in range(30):
        noted(database, "add_team", now, str(number))

    def until_done(worker: str) -> None:
        while run_one(database, settings=settings, worker=worker, now=now):
            pass

    threads = [threading.Thread(target=until_done, args=(f"w{number}",)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with database.reading() as session:
        names = session.scalars(select(Team.name)).all()
    assert sorted(names) == sorted(f"{number} 1" for number in range(30))


def test_one_holder_at_a_time_has_a_lease(database: Database, now: datetime) -> None:
    minute = timedelta(minutes=1)
    assert hold_lease(database, name="scheduler", holder="a", now=now, length=minute)
    assert not hold_lease(database, name="scheduler", holder="b", now=now, length=minute)
    assert hold_lease(database, name="scheduler", holder="a", now=now + minute / 2, length=minute)
    assert not hold_lease(database, name="scheduler", holder="b", now=now + minute, length=minute)
    assert hold_lease(database, name="scheduler", holder="b", now=now + 2 * minute, length=minute)
    give_up_lease(database, name="scheduler", holder="b")
    assert hold_lease(database, name="scheduler", holder="a", now=now + 2 * minute, length=minute)
