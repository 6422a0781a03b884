"""A year on a virtual clock: outages, both clock changes, two schedulers in turn; each due reminder exactly once."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from hub.database import Database
from hub.deadlines import LONDON
from hub.models import NoticeState, OutgoingNotice, Person, Reminder, Request
from hub.services.reminders import send_reminders
from hub.workflow import RequestState
from tests.scheduler.asked import DCO, MAILBOX, MANAGER, WRITER, ask
from tests.world import World

FIRST = date(2027, 3, 1)
LAST = date(2028, 3, 1)  # over both clock changes and a leap day


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


def ladder(passed: int) -> tuple[str, int, int] | None:
    """The guide for what is expected, as a table: (name, days after the due date, how many are told)."""
    table = [(-14, 1), (-7, 1), (-1, 1), (0, 1)] + [(day, min(day + 1, 3)) for day in range(1, 8)]
    table += [(day, 3) for day in range(14, 400, 7)]
    reached = [(day, told) for day, told in table if day <= passed]
    if not reached:
        return None
    day, told = reached[-1]
    return (f"overdue-{day}" if day > 0 else f"due-{-day}"), day, told


def expected_at(asked: Asked, moment: datetime) -> list[tuple[str, date, str]]:
    """What a tick at that moment should add for the request."""
    local = moment.astimezone(LONDON)
    today = local.date() if local.time() >= time(7) else local.date() - timedelta(days=1)
    if asked.returned_at is not None and asked.returned_at <= moment:
        return []
    if asked.received_on > local.date():
        return []
    allocated = asked.allocated_at is not None and asked.allocated_at <= moment
    found: list[tuple[str, date, str]] = []
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


def moments(dice: random.Random) -> list[datetime]:
    """When the schedulers tick: once a day at a changing hour, half-hourly through the clock changes, with outages."""
    found: list[datetime] = []
    down_until = FIRST
    for number in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=number)
        if dice.random() < 0.02:
            down_until = day + timedelta(days=dice.randint(1, 5))
        if day < down_until:
            continue
        if day in {date(2027, 3, 28), date(2027, 10, 31)}:
            night = datetime.combine(day, time(0), UTC) - timedelta(hours=2)
            found += [night + timedelta(minutes=30 * each) for each in range(24)]
        found.append(datetime.combine(day, time(8), UTC) + timedelta(minutes=dice.randint(0, 600)))
    return sorted(found)


def lives(dice: random.Random) -> list[Asked]:
    """A dozen requests over the year: in time, late, very late, never assigned."""
    found: list[Asked] = []
    for _ in range(12):
        due_on = FIRST + timedelta(days=dice.randint(20, 340))
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


def test_over_a_year_each_due_reminder_is_made_exactly_once_and_in_order(database: Database, world: World) -> None:
    dice = random.Random(20270301)
    requests = lives(dice)
    expected: list[tuple[int, str, date, str]] = []
    for moment in moments(dice):
        for asked in requests:
            happen(database, world, asked, moment)
        for asked in requests:
            if asked.id:
                expected += [(asked.id, *each) for each in expected_at(asked, moment)]
        for _ in range(dice.choice([1, 1, 2])):  # now and then both schedulers, one after the other
            send_reminders(database, council=world.council, now=moment)
        with database.transaction() as session:
            sent = update(OutgoingNotice).where(OutgoingNotice.state == NoticeState.QUEUED)
            session.execute(sent.values(state=NoticeState.SENT))
    with database.reading() as session:
        rows = session.execute(
            select(Reminder.request_id, Reminder.rung, Reminder.for_day, Reminder.recipient).order_by(Reminder.id)
        )
        made = [(request_id, rung, for_day, recipient) for request_id, rung, for_day, recipient in rows]
    assert len(made) == len(set(made)) > 100
    assert sorted(made) == sorted(expected)
    for asked in requests:
        days = [for_day for request_id, rung, for_day, _ in made if request_id == asked.id and "un" not in rung]
        assert days == sorted(days)
