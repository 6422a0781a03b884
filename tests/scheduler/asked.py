"""Requests for advice as a test needs them, and what the outbox then holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from hub.database import Database
from hub.deadlines import LONDON
from hub.models import Case, NoticeState, OutgoingNotice, Person, Reminder, Request, Team, Work
from hub.services.notices import SEND
from hub.workflow import RequestState
from tests.world import World

WRITER = "therapist@health.example"
MANAGER = "manager@health.example"
DCO = "dco@health.example"
MAILBOX = "slt@health.example"


@dataclass(frozen=True)
class Sent:
    """A reminder in the outbox, as its recipient would know it."""

    day: date
    kind: str
    to: str


def morning(day: date) -> datetime:
    """Half past seven in London on that day."""
    return datetime.combine(day, time(7, 30), LONDON).astimezone(UTC)


def ask(
    database: Database,
    world: World,
    *,
    due_on: date,
    allocated: bool = True,
    count: int = 1,
    allocated_at: datetime | None = None,
) -> int:
    """Requests due on that day, received six weeks before; returns the first one's id."""
    received_on = due_on - timedelta(days=42)
    with database.transaction() as session:
        case, team = session.get_one(Case, world.case_id), session.get_one(Team, world.therapy_id)
        made = [
            Request(
                case=case,
                team=team,
                received_on=received_on,
                due_on=due_on,
                asked_at=morning(received_on),
                state=RequestState.AWAITING_ADVICE if allocated else RequestState.AWAITING_ALLOCATION,
                allocated_to=session.get_one(Person, world.therapist_id) if allocated else None,
                allocated_at=(allocated_at or morning(received_on)) if allocated else None,
            )
            for _ in range(count)
        ]
        session.add_all(made)
        session.flush()
        return made[0].id


def change(database: Database, request_id: int, **fields: object) -> None:
    """Something happened to the request."""
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        for name, value in fields.items():
            setattr(request, name, value)


def outbox(database: Database, *, withdrawn: bool = False) -> list[Sent]:
    """The reminders in the outbox in the order in which they were made."""
    with database.reading() as session:
        rows = session.execute(
            select(Reminder.for_day, OutgoingNotice.kind, OutgoingNotice.recipient, OutgoingNotice.state)
            .join(OutgoingNotice, OutgoingNotice.id == Reminder.notice_id)
            .order_by(Reminder.id)
        )
        return [
            Sent(day, kind.value.removeprefix("reminder-"), to)
            for day, kind, to, state in rows
            if (state is NoticeState.WITHDRAWN) == withdrawn
        ]


def once_each(database: Database) -> int:
    """Assert that every reminder has one notice and one piece of work to send it; returns how many there are."""
    with database.reading() as session:
        reminders = list(session.scalars(select(Reminder.notice_id)))
        keys = list(session.execute(select(Reminder.request_id, Reminder.rung, Reminder.for_day, Reminder.recipient)))
        notices = session.scalar(select(func.count()).where(OutgoingNotice.kind.like("reminder-%")))
        work = set(session.scalars(select(Work.key).where(Work.handler == SEND)))
    assert len(set(reminders)) == len(reminders) == notices
    assert len(set(keys)) == len(keys)
    assert {str(each) for each in reminders} <= work
    return len(reminders)
