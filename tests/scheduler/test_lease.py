"""One scheduler at a time: the lease, on a virtual clock."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.database import Database
from hub.services.outages import last_tick, outages
from hub.services.reminders import PAGE, Reminded
from scheduler.jobs import LEASE, Scheduler
from tests.scheduler.asked import ask, morning, once_each
from tests.world import World

DUE = date(2027, 1, 4)


class Clock:
    """The present moment, as the test says."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def on(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def two(database: Database, world: World) -> tuple[Scheduler, Scheduler, Clock]:
    clock = Clock(morning(DUE))
    return (
        Scheduler(database, council=world.council, clock=clock),
        Scheduler(database, council=world.council, clock=clock),
        clock,
    )


def test_the_second_scheduler_waits_while_the_first_acts(database: Database, world: World) -> None:
    first, second, clock = two(database, world)
    ask(database, world, due_on=DUE)
    assert first.tick() == Reminded(made=1)
    for _ in range(12):
        clock.on(10)
        assert first.tick() is not None
        assert second.tick() is None
    once_each(database)


def test_another_takes_over_within_a_minute_of_a_death_and_the_dead_one_finds_itself_relieved(
    database: Database, world: World
) -> None:
    first, second, clock = two(database, world)
    first.tick()
    ask(database, world, due_on=DUE, count=3)
    died = clock.moment
    while second.tick() is None:
        clock.on(10)
    assert clock.moment - died <= timedelta(minutes=1)
    assert once_each(database) == 3  # what became due meanwhile is not missed
    assert first.tick() is None


def test_one_that_ends_properly_lets_the_next_in_at_once(database: Database, world: World) -> None:
    first, second, _ = two(database, world)
    first.tick()
    first.give_up()
    assert second.tick() is not None
    second.give_up()
    first.give_up()  # giving up what one doesn't hold changes nothing


def test_a_scheduler_that_was_told_to_stop_ends_after_its_page(database: Database, world: World) -> None:
    first, second, clock = two(database, world)
    ask(database, world, due_on=DUE, count=PAGE + 50)
    first.stop()
    assert first.tick() == Reminded(made=PAGE, finished=False)
    clock.on(LEASE.total_seconds() + 1)
    assert second.tick() == Reminded(made=50)


def test_what_one_tick_left_is_taken_up_by_the_next_and_not_in_a_minute(database: Database, world: World) -> None:
    first, second, clock = two(database, world)
    ask(database, world, due_on=DUE, count=PAGE + 50)
    first.stop()
    first.tick()
    clock.on(1)
    assert first.tick() == Reminded(made=50, finished=False)
    assert second.tick() is None


def test_reminders_are_asked_about_once_a_minute_and_the_lease_is_renewed_more_often(
    database: Database, world: World
) -> None:
    first, _, clock = two(database, world)
    first.tick()
    ask(database, world, due_on=DUE)
    clock.on(50)
    assert first.tick() == Reminded(made=0)
    clock.on(10)
    assert first.tick() == Reminded(made=1)


def test_a_clock_that_is_set_back_delays_nothing_for_long(database: Database, world: World) -> None:
    first, _, clock = two(database, world)
    first.tick()
    clock.on(-3600)
    ask(database, world, due_on=DUE)
    assert first.tick() == Reminded(made=1)
    assert clock.moment.tzinfo is UTC


def test_after_three_days_down_it_says_since_when_and_what_it_made_up_for(
    database: Database, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second, clock = two(database, world)
    first.tick()
    ask(database, world, due_on=DUE + timedelta(days=2), count=3)
    ask(database, world, due_on=DUE + timedelta(days=3), count=2)
    clock.on(3 * 86400)
    assert second.tick() == Reminded(made=5 + 3)  # three are overdue by now, and their manager hears too
    assert "no scheduler ran since 2027-01-04 07:30 UTC; 8 reminders made, in the order of their days" in caplog.text
    with database.reading() as session:
        (gap,) = outages(session)
        assert (gap.away_since, gap.back_at, gap.made) == (morning(DUE), clock.moment, 8)
        assert last_tick(session) == clock.moment
    clock.on(60)
    second.tick()
    with database.reading() as session:
        assert len(outages(session)) == 1


def test_a_tick_that_was_cut_short_after_an_outage_counts_what_all_its_parts_made(
    database: Database, world: World
) -> None:
    first, second, clock = two(database, world)
    first.tick()
    first.give_up()
    ask(database, world, due_on=DUE + timedelta(days=1), count=PAGE + 50)
    clock.on(86400)
    first.stop()
    assert first.tick() == Reminded(made=PAGE, finished=False)
    first.give_up()
    clock.on(5)
    assert second.tick() == Reminded(made=50)
    with database.reading() as session:
        assert [each.made for each in outages(session)] == [PAGE + 50]


def test_a_short_pause_is_no_outage(database: Database, world: World) -> None:
    first, _, clock = two(database, world)
    for _ in range(3):
        first.tick()
        clock.on(240)
    with database.reading() as session:
        assert outages(session) == []
