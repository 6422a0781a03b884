"""A year on a virtual clock, or twenty: outages, clock changes, two schedulers, kills; each reminder exactly once."""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select, update

from hub.database import Database
from hub.deadlines import LONDON
from hub.models import NoticeState, OutgoingNotice, Person, Reminder, Request
from hub.workflow import RequestState
from scheduler.jobs import Scheduler
from tests.scheduler.asked import DCO, MAILBOX, MANAGER, WRITER, ask
from tests.world import World

FIRST = date(2027, 3, 1)
LONG = os.environ.get("EHC_CAMPAIGN") == "long"
YEARS = 20 if LONG else 1  # or the part of one in which both clock changes are
LAST = date(2047, 3, 1) if LONG else date(2027, 11, 12)  # over clock changes, and leap days


@dataclass
class Asked:
    """One request's life, and what its people should have heard."""

    due_on: date
    allocated_at: datetime | None
    returned_at: datetime | None
    id: int = 0
    state: RequestState | None = None
    fired: set[tuple[str, date]] = field(default_factory=set)

    @property
    def received_on(self) -> date:
        return self.due_on - timedelta(days=42)

    def lives_at(self, moment: datetime) -> bool:
        """Whether anything can happen to it: nothing before it comes in, nothing a week after it was returned."""
        ended = self.returned_at is not None and moment - self.returned_at > timedelta(days=7)
        return self.received_on <= moment.date() + timedelta(days=1) and not ended


def ladder(passed: int) -> tuple[str, int, int] | None:
    """The guide for what is expected, as a table: (name, days after the due date, how many are told)."""
    table = [(-14, 1), (-7, 1), (-1, 1), (0, 1)] + [(day, min(day + 1, 3)) for day in range(1, 8)]
    table += [(day, 3) for day in range(14, 400, 7)]
    reached = [(day, told) for day, told in table if day <= passed]
    if not reached:
        return None
    day, told = reached[-1]
    return (f"overdue-{day}" if day > 0 else f"due-{-day}"), day, told


def expected_before_the_check(asked: Asked, today: date, *, allocated: bool) -> list[tuple[str, date, str]]:
    """The same of the quality check, which is seven days before: three days and one day before that, to the writer."""
    before = (asked.due_on - timedelta(days=7) - today).days
    if not allocated or asked.allocated_at is None or not 0 <= before <= 3:
        return []
    name, for_day = ("quality-3", 10) if before > 1 else ("quality-1", 8)
    day = asked.due_on - timedelta(days=for_day)
    just_told = asked.allocated_at.astimezone(LONDON).date() >= day
    if just_told or (name, day) in asked.fired:
        return []
    asked.fired.add((name, day))
    return [(name, day, WRITER)]


def expected_at(asked: Asked, moment: datetime) -> list[tuple[str, date, str]]:
    """What a tick at that moment should add for the request."""
    local = moment.astimezone(LONDON)
    today = local.date() if local.time() >= time(7) else local.date() - timedelta(days=1)
    if asked.returned_at is not None and asked.returned_at <= moment:
        return []
    if asked.received_on > local.date():
        return []
    allocated = asked.allocated_at is not None and asked.allocated_at <= moment
    found = expected_before_the_check(asked, today, allocated=allocated)
    if reached := ladder((today - asked.due_on).days):
        name, day, told = reached
        for_day = asked.due_on + timedelta(days=day)
        writer = WRITER if allocated else MAILBOX
        people = [writer, MANAGER, DCO][:told]
        if allocated and asked.allocated_at and asked.allocated_at.astimezone(LONDON).date() >= for_day:
            people = people[1:]
        if people and (name, for_day) not in asked.fired:
            asked.fired.add((name, for_day))
            found += [(name, for_day, person) for person in people]
    waited = (today - asked.received_on).days
    if not allocated and waited >= 3:
        name, after, people = ("unallocated-3", 3, [MANAGER]) if waited < 6 else ("unallocated-6", 6, [DCO, MANAGER])
        for_day = asked.received_on + timedelta(days=after)
        if (name, for_day) not in asked.fired:
            asked.fired.add((name, for_day))
            found += [(name, for_day, person) for person in people]
    return found


def clock_changes(day: date) -> bool:
    """Whether the clocks change on that day: the last Sundays of March and October."""
    return day.month in (3, 10) and day.weekday() == 6 and day.day > 24


def moments(dice: random.Random, counts: Counter[str]) -> list[datetime]:
    """When the schedulers tick: once a day at a changing hour, half-hourly through the clock changes, with outages."""
    found: list[datetime] = []
    down_until = FIRST
    for number in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=number)
        if dice.random() < 0.02:
            down_until = day + timedelta(days=dice.randint(1, 5))
            counts["outages"] += 1
        if day < down_until:
            continue
        if clock_changes(day):
            counts["clock changes"] += 1
            night = datetime.combine(day, time(0), UTC) - timedelta(hours=2)
            found += [night + timedelta(minutes=30 * each) for each in range(24)]
        found.append(datetime.combine(day, time(8), UTC) + timedelta(minutes=dice.randint(240, 600)))
    return sorted(found)


def lives(dice: random.Random) -> list[Asked]:
    """A dozen requests a year: in time, late, very late, never assigned."""
    found: list[Asked] = []
    for _ in range(12 * YEARS):
        due_on = FIRST + timedelta(days=dice.randint(20, (LAST - FIRST).days - 25))
        received = datetime.combine(due_on - timedelta(days=42), time(9), UTC)
        allocated_at = received + timedelta(days=dice.randint(0, 50), hours=dice.randint(0, 20))
        returned_at = received + timedelta(days=dice.randint(10, 90), hours=3)
        found.append(Asked(due_on, allocated_at if dice.random() < 0.8 else None, returned_at))
    return found


def happen(database: Database, world: World, asked: Asked, moment: datetime) -> None:
    """Bring the request to where its life is at that moment."""
    state = None
    if asked.received_on <= moment.astimezone(LONDON).date():
        state = RequestState.AWAITING_ALLOCATION
    if asked.allocated_at is not None and asked.allocated_at <= moment:
        state = RequestState.AWAITING_ADVICE
    if asked.returned_at is not None and asked.returned_at <= moment:
        state = RequestState.PUBLISHED
    if state is asked.state:
        return
    asked.state = state
    asked.id = asked.id or ask(database, world, due_on=asked.due_on, allocated=False)
    with database.transaction() as session:
        request = session.get_one(Request, asked.id)
        request.state = state or request.state
        if state is RequestState.AWAITING_ADVICE:
            request.allocated_to = session.get_one(Person, world.therapist_id)
            request.allocated_at = asked.allocated_at
        if state is RequestState.PUBLISHED:
            request.returned_at = asked.returned_at


class Killed(BaseException):
    """What a scheduler feels of `kill -9`: nothing of what it was at is committed."""


class Pair:
    """Two schedulers of one hub on a virtual clock; now and then one is killed at a commit, and another is started."""

    def __init__(self, database: Database, world: World, dice: random.Random, counts: Counter[str]) -> None:
        self.database, self.world, self.dice, self.counts = database, world, dice, counts
        self.now = self.died = datetime.combine(FIRST, time(), UTC)
        self.running = [self._started(), self._started()]
        self.deadly = False

    def _started(self) -> Scheduler:
        return Scheduler(self.database, council=self.world.council, clock=lambda: self.now)

    def dies_at(self, _connection: object) -> None:
        """Called by each commit of the engine, before it."""
        if self.deadly and self.dice.random() < 0.1:
            raise Killed

    def run(self, moment: datetime) -> None:
        """Both tick in turn until one of them has made all that is due: within a minute of the last death."""
        self.now = self.died = moment
        done = False
        while not done:
            assert self.now - self.died <= timedelta(minutes=1), "nobody took over"
            for place in self.dice.sample([0, 1], 2):
                done = self._ticks(place) or done
            self.now += timedelta(seconds=10)

    def _ticks(self, place: int) -> bool:
        self.deadly = True
        try:
            found = self.running[place].tick()
        except Killed:
            self.counts["kills"] += 1
            self.died = self.now
            self.running[place] = self._started()
            return False
        finally:
            self.deadly = False
        return found is not None and found.finished


@pytest.mark.timeout(7200 if LONG else 300)
@pytest.mark.postgresql_in_the_campaign
def test_over_the_years_each_due_reminder_is_made_exactly_once_and_in_order(database: Database, world: World) -> None:
    dice, counts = random.Random(20270301), Counter[str]()
    requests = lives(dice)
    expected: list[tuple[int, str, date, str]] = []
    pair = Pair(database, world, dice, counts)
    event.listen(database.engine, "commit", pair.dies_at)
    for moment in moments(dice, counts):
        alive = [each for each in requests if each.lives_at(moment)]
        for asked in alive:
            happen(database, world, asked, moment)
        for asked in alive:
            if asked.id:
                expected += [(asked.id, *each) for each in expected_at(asked, moment)]
        pair.run(moment)
        with database.transaction() as session:
            sent = update(OutgoingNotice).where(OutgoingNotice.state == NoticeState.QUEUED)
            session.execute(sent.values(state=NoticeState.SENT))
    event.remove(database.engine, "commit", pair.dies_at)
    with database.reading() as session:
        rows = session.execute(
            select(Reminder.request_id, Reminder.rung, Reminder.for_day, Reminder.recipient).order_by(Reminder.id)
        )
        made = [(request_id, rung, for_day, recipient) for request_id, rung, for_day, recipient in rows]
    print(f"{YEARS} years, {len(requests)} requests, {len(made)} reminders, {dict(counts)}")  # noqa: T201 - the figures
    assert len(made) == len(set(made)) > 90 * YEARS
    assert sorted(made) == sorted(expected)
    assert counts["kills"] > 10 * YEARS
    for asked in requests:
        days = [for_day for request_id, rung, for_day, _ in made if request_id == asked.id and "un" not in rung]
        assert days == sorted(days)
