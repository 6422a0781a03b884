"""What is due now: requests whose current reminder has not been made yet, found by index, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.advice import Profile
from hub.council import Council
from hub.deadlines import LONDON
from hub.ladder import Rung, days_ahead, due_rung, unallocated_rung
from hub.models import Case, Person, Reminder, Request, Role, Stage, Team
from hub.workflow import RequestState

REMINDED = (RequestState.AWAITING_ALLOCATION, RequestState.AWAITING_ADVICE)
"""The states in which somebody still owes advice. After a “no” it is the coordinator's turn; once advice has been
returned the six weeks are kept, and what follows (held, quality check, changes) has its own notices."""


@dataclass(frozen=True, slots=True)
class Errand:
    """The requests of one profile that lean on one day, and the reminder that they are all owed."""

    profile: Profile
    rung: Rung
    leans_on: date
    waiting: bool = False  # about requests that nobody has been assigned to; `leans_on` is the day of receipt

    @property
    def for_day(self) -> date:
        """The day that the reminder is for."""
        return self.rung.day(self.leans_on)

    @property
    def opens(self) -> datetime:
        """When that day begins in London: somebody allocated since then has just been told the date."""
        return datetime.combine(self.for_day, time(), LONDON)


@dataclass(frozen=True, slots=True)
class DueRequest:
    """As much of a request as a reminder needs: nothing about the child."""

    id: int
    case_reference: str
    due_on: date
    team_id: int
    mailbox: str
    writer: str | None  # the allocated professional's address; None while there is none, or they have left
    allocated_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToCome:
    """A reminder that will go out if nothing changes."""

    day: date
    errand: Errand
    request: DueRequest


def errands(session: Session, *, council: Council, today: date) -> list[Errand]:
    """Every errand of that day, the earliest day leant on first; requests follow from `requests_for`."""
    furthest = max((max(rules.reminders.days_before, default=0) for rules in council.profiles.values()), default=0)
    found: list[Errand] = []
    for profile, due_on in _days(session, Request.due_on, REMINDED, until=today + timedelta(days=furthest)):
        if rung := due_rung(council.rules_for(profile).reminders, due_on=due_on, today=today):
            found.append(Errand(profile, rung, due_on))
    for profile, received_on in _days(session, Request.received_on, REMINDED[:1], until=today):
        if rung := unallocated_rung(council.rules_for(profile), received_on=received_on, today=today):
            found.append(Errand(profile, rung, received_on, waiting=True))
    return found


def requests_for(session: Session, errand: Errand, *, after: int = 0, most: int | None = None) -> list[DueRequest]:
    """The next requests of the errand that have not been reminded, by id; `after` is the last one seen."""
    reminded = exists().where(
        Reminder.request_id == Request.id, Reminder.rung == errand.rung.name, Reminder.for_day == errand.for_day
    )
    wanted = _outstanding(errand).where(Request.id > after, ~reminded, _not_just_told(errand))
    return [DueRequest(*row) for row in session.execute(wanted.order_by(Request.id).limit(most))]


def forecast(session: Session, *, council: Council, today: date, days: int) -> Iterator[ToCome]:
    """What goes out on each of the coming days if nobody does anything, today's outstanding ones first."""
    for day in days_ahead(today, days + 1):
        for errand in errands(session, council=council, today=day):
            if errand.for_day == day or day == today:
                for request in requests_for(session, errand):
                    yield ToCome(day, errand, request)


def _days(
    session: Session, leant_on: InstrumentedAttribute[date], states: tuple[RequestState, ...], *, until: date
) -> list[tuple[Profile, date]]:
    wanted = (
        select(Team.profile, leant_on)
        .join(Team, Team.id == Request.team_id)
        .where(Request.state.in_(states), leant_on <= until)
        .distinct()
        .order_by(leant_on, Team.profile)
    )
    return [(profile, day) for profile, day in session.execute(wanted)]


def _outstanding(errand: Errand) -> Select[int, str, date, int, str, str, datetime | None]:
    leans_on = Request.received_on if errand.waiting else Request.due_on
    return (
        select(
            Request.id,
            Case.reference,
            Request.due_on,
            Request.team_id,
            Team.mailbox,
            Person.email,
            Request.allocated_at,
        )
        .join(Case, Case.id == Request.case_id)
        .join(Team, Team.id == Request.team_id)
        .outerjoin(Person, and_(Person.id == Request.allocated_to_id, Person.active))
        .where(
            Request.state.in_(REMINDED[:1] if errand.waiting else REMINDED),
            leans_on == errand.leans_on,
            Request.returned_at.is_(None),
            Team.profile == errand.profile,
            Case.stage != Stage.CLOSED,
        )
    )


def _not_just_told(errand: Errand) -> ColumnElement[bool]:
    """A request that came in on that day or later is not reminded of it: asking said the date. Nor is its writer."""
    received_before = Request.received_on < errand.for_day
    if errand.rung.tell != (Role.PROFESSIONAL,):
        return received_before
    return and_(received_before, or_(Person.id.is_(None), Request.allocated_at < errand.opens))
