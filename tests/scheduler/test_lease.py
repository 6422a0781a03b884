"""One scheduler at a time: the lease, on a virtual clock."""

from datetime import UTC, date, datetime, timedelta

from hub.database import Database
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
