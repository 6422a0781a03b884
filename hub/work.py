"""Work that takes time: taken with a lease, finished in one commit with its effects; killed anywhere, taken again."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.database import Database, DatabaseProblem
from hub.models import Lease, Work, WorkState
from hub.settings import Settings

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TROUBLED = timedelta(seconds=30)  # until work is tried again that the database could not take
MOST_ATTEMPTS = 8


class TryLater(Exception):
    """The work can't be done now; `after` says when to try again, `failure` why (no personal data).

    That is no failed attempt: only killed and failed tries count towards giving up.
    """

    def __init__(self, failure: str, *, after: timedelta) -> None:
        self.failure = failure[:200]
        self.after = after
        super().__init__(failure)


class LeaseLost(Exception):
    """Somebody else has taken the work over; nothing of ours was committed."""


@dataclass(frozen=True)
class Task:
    """A piece of work as its handler gets it. `attempt` counts from 1, earlier killed tries included."""

    id: int
    key: str
    attempt: int
    now: datetime
    worker: str
    database: Database = field(repr=False)
    settings: Settings = field(repr=False)

    @contextmanager
    def finishing(self) -> Iterator[Session]:
        """A transaction in which the work's effects and its being done are committed together.

        Raises LeaseLost, with nothing committed, when the work was taken over meanwhile.
        """
        with self.database.transaction() as session:
            yield session
            done = session.execute(
                update(Work)
                .where(Work.id == self.id, Work.leased_by == self.worker, Work.state == WorkState.WAITING)
                .values(state=WorkState.DONE, leased_by="", failure="")
            )
            if done.rowcount != 1:  # type: ignore[attr-defined]
                raise LeaseLost


class Handler(Protocol):
    """What a work handler looks like; it ends by leaving `task.finishing()`."""

    def __call__(self, task: Task) -> None:
        """Do the work."""
        ...


def enqueue(session: Session, *, handler: str, key: str, now: datetime, not_before: datetime | None = None) -> None:
    """Note work to be done, in the caller's transaction: ("intake.receive:read_item", the item's id).

    The same handler and key is one piece of work, however often it is asked for.
    """
    known = session.scalars(select(Work).where(Work.handler == handler, Work.key == key)).first()
    if known is None:
        session.add(Work(handler=handler, key=key, not_before=not_before or now))
        session.flush()
    elif known.state is not WorkState.WAITING:
        known.state, known.attempts, known.not_before = WorkState.WAITING, 0, not_before or now


def take(database: Database, *, settings: Settings, worker: str, now: datetime) -> tuple[str, Task] | None:
    """Take the oldest work that is ready, for LEASE; None when there is none. Returns (handler's name, task)."""
    ready = (
        select(Work)
        .where(Work.state == WorkState.WAITING, Work.not_before <= now)
        .order_by(Work.not_before, Work.id)
        .limit(1)
    )
    with database.reading() as session:
        if session.scalars(ready).first() is None:
            return None
    with database.transaction() as session:
        work = session.scalars(ready.with_for_update(skip_locked=True)).first()
        if work is None:
            return None
        work.attempts += 1
        work.leased_by = worker
        work.not_before = now + LEASE  # if we are killed, it is ready again then
        return work.handler, Task(work.id, work.key, work.attempts, now, worker, database, settings)


def run_one(database: Database, *, settings: Settings, worker: str, now: datetime) -> bool:
    """Take and do one piece of work. Returns whether there was any.

    A handler's failure is noted on the work, which is tried again later with growing delay; after MOST_ATTEMPTS it
    is given up and shown to an administrator. The log names the handler and the kind of failure, nothing else.
    Raises DatabaseProblem where the database could not take what was done: the work is put off, and not blamed.
    """
    taken = take(database, settings=settings, worker=worker, now=now)
    if taken is None:
        return False
    name, task = taken
    try:
        handler_of(name)(task)
    except LeaseLost:
        log.warning("%s: taken over by another worker", name)
    except TryLater as later:
        _put_back(task, failure=later.failure, not_before=now + later.after, attempts=task.attempt - 1)
    except DatabaseProblem as problem:  # the disk is full, or the database away: no fault of this piece of work
        _put_back(task, failure=str(problem)[:200], not_before=now + TROUBLED, attempts=task.attempt - 1)
        raise
    except Exception as error:  # noqa: BLE001 - one bad item never stops the next
        log.error("%s failed (%s), attempt %d", name, type(error).__name__, task.attempt)
        _put_back(
            task,
            failure=type(error).__name__,
            not_before=now + timedelta(seconds=15 * 2**task.attempt),
            attempts=task.attempt,
        )
    return True


def handler_of(name: str) -> Handler:
    """The handler with the name "module:function"."""
    module, function = name.split(":")
    found: Handler = getattr(import_module(module), function)
    return found


def _put_back(task: Task, *, failure: str, not_before: datetime, attempts: int) -> None:
    given_up = attempts >= MOST_ATTEMPTS
    with task.database.transaction() as session:
        session.execute(
            update(Work)
            .where(Work.id == task.id, Work.leased_by == task.worker)
            .values(
                state=WorkState.FAILED if given_up else WorkState.WAITING,
                attempts=attempts,
                leased_by="",
                not_before=not_before,
                failure=failure,
            )
        )


def given_up_work(session: Session) -> list[Work]:
    """The work that failed too often, oldest first: for an administrator."""
    return list(session.scalars(select(Work).where(Work.state == WorkState.FAILED).order_by(Work.id)))


def hold_lease(database: Database, *, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or renew a named lease; False while somebody else holds it."""
    with database.reading() as session:
        lease = session.get(Lease, name)
        if lease is not None and lease.holder != holder and lease.until > now:
            return False
    try:
        with database.transaction() as session:
            held = session.scalars(select(Lease).where(Lease.name == name).with_for_update()).first()
            if held is None:
                session.add(Lease(name=name, holder=holder, until=now + length))
                return True
            if held.holder != holder and held.until > now:
                return False
            held.holder, held.until = holder, now + length
            return True
    except IntegrityError:  # two took the first lease at once: the other was first
        return False


def give_up_lease(database: Database, *, name: str, holder: str) -> None:
    """Let the next one in at once, instead of when the lease runs out."""
    with database.transaction() as session:
        lease = session.get(Lease, name)
        if lease is not None and lease.holder == holder:
            session.delete(lease)


def free_work_of_the_dead(database: Database, *, host: str, now: datetime) -> int:
    """Make work ready again whose worker on this host was killed, without waiting for its lease; returns how much."""
    with database.reading() as session:
        leased = session.execute(
            select(Work.id, Work.leased_by).where(
                Work.state == WorkState.WAITING, Work.leased_by.startswith(f"{host}:")
            )
        ).all()
    dead = [id_ for id_, worker in leased if not _is_alive(int(worker.split(":")[1]))]
    if dead:
        with database.transaction() as session:
            session.execute(
                update(Work).where(Work.id.in_(dead), Work.leased_by != "").values(leased_by="", not_before=now)
            )
    return len(dead)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
