"""100,000 reminders due in one tick, against a bare bulk insert of as many rows: a ratio in one run, both databases.

    python -m bench.scheduler [REMINDERS]

A reminder is three rows: the unique row, its notice, and the work of sending it. The bare insert writes the same three
rows of each, ready-made, in one transaction. The tick finds what is due, whom it tells and since when, and writes it a
page a commit, with the lease asked for after each page.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Table, insert, select, text

from hub.database import Database
from hub.models import Base
from hub.services.reminders import send_reminders
from hub.work import hold_lease
from hub.workflow import RequestState
from scheduler.jobs import LEASE, LEASE_NAME
from tests.postgresql import postgres_server
from tests.world import World, make_world

DUE = date(2027, 1, 4)
NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
DAYS = 60  # due days over which the requests lie
TABLES = ("outgoing_notice", "work", "reminder")  # in the order in which they point at one another


def asked(database: Database, world: World, count: int) -> None:
    """So many allocated requests, all of them due on the days that follow a reminder's."""
    request = Base.metadata.tables["request"]
    rows = [
        {
            "case_id": world.case_id,
            "team_id": world.therapy_id,
            "received_on": DUE - timedelta(days=60),
            "due_on": DUE + timedelta(days=number % 14),
            "asked_at": NOW,
            "area_names": [],
            "notes": "",
            "state": RequestState.AWAITING_ADVICE,
            "answer_details": "",
            "allocated_at": NOW - timedelta(days=50),
            "allocated_to_id": world.therapist_id,
        }
        for number in range(count)
    ]
    with database.transaction() as session:
        session.execute(insert(request), rows)
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def tick(database: Database, world: World) -> tuple[int, float]:
    """One tick, as the scheduler makes it; (reminders made, seconds)."""

    def holds_lease() -> bool:
        return hold_lease(database, name=LEASE_NAME, holder="bench", now=NOW, length=LEASE)

    started = time.perf_counter()
    done = send_reminders(database, council=world.council, now=NOW, keep_going=holds_lease)
    return done.made, time.perf_counter() - started


def bare(database: Database) -> tuple[int, float]:
    """The very rows of the tick taken out, and put in again in one transaction; how many, and the seconds of that."""
    tables = [Base.metadata.tables[each] for each in TABLES]
    with database.engine.begin() as connection:
        kept = [_all(connection, each) for each in tables]
        for each in reversed(tables):
            connection.execute(each.delete())
    started = time.perf_counter()
    with database.engine.begin() as connection:
        for table, rows in zip(tables, kept, strict=True):
            connection.execute(insert(table), rows)
    return sum(map(len, kept)), time.perf_counter() - started


def _all(connection: Connection, table: Table) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in connection.execute(select(table))]


@contextmanager
def databases() -> Iterator[list[tuple[str, Database]]]:
    """A migrated SQLite file and a migrated PostgreSQL."""
    with TemporaryDirectory() as folder, postgres_server() as server:
        server.run("CREATE DATABASE bench")
        both = [
            ("SQLite", Database(f"sqlite:///{Path(folder) / 'hub.db'}")),
            ("PostgreSQL", Database(server.url("bench"))),
        ]
        for _, each in both:
            each.upgrade()
        yield both
        for _, each in both:
            each.engine.dispose()


def main(count: int) -> None:
    """Print a line a database."""
    with databases() as both:
        for name, database in both:
            world = make_world(database, NOW - timedelta(days=70))
            asked(database, world, count)
            made, seconds = tick(database, world)
            again, quiet = tick(database, world)
            rows, plain = bare(database)
            print(
                f"{name}: {made} reminders ({rows} rows) in {seconds:.1f} s, {made / seconds:.0f} a second; "
                f"a bare bulk insert of the rows {plain:.1f} s: {seconds / plain:.2f} times; "
                f"the next tick made {again} in {quiet:.1f} s"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
