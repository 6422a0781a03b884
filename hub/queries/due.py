"""What is due now: requests and cases whose current reminder has not been made yet, by index, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hub.advice import Profile
from hub.council import Council, ProfileRules
from hub.council_dates import SET_FROM_OUTSIDE, dates_ahead
from hub.deadlines import LONDON, Event, day_in_london, deadlines_from
from hub.ladder import (
    Rung,
    changes_rung,
    days_ahead,
    due_rung,
    idle_rung,
    order_rung,
    quality_rung,
    review_rung,
    unallocated_rung,
)
from hub.models import (
    Case,
    DraftVersion,
    Person,
    QualityDecision,
    Reminder,
    Request,
    Role,
    Stage,
    Submission,
    Team,
    co_writers,
)
from hub.queries.decisions import with_orders
from hub.workflow import RequestState

REMINDED = (RequestState.AWAITING_ALLOCATION, RequestState.AWAITING_ADVICE)
"""The states in which somebody still owes advice. After a “no” it is the coordinator's turn; once advice has been
returned the six weeks are kept, and what follows (held, quality check, changes) has its own notices."""
WITH_PLAN = (Stage.FINAL_PLAN, Stage.REVIEW)
"""The stages in which a plan has to be reviewed."""
_PART = 500  # of a long list of ids in one statement


class Ground(StrEnum):
    """What a reminder is about."""

    DUE = "due"
    UNALLOCATED = "unallocated"
    IDLE = "idle"
    CHANGES = "changes"
    FIRST_REVIEW = "first-review"
    NEXT_REVIEW = "next-review"
    ORDER = "order"
    QUALITY = "quality"


REVIEWS = (Ground.FIRST_REVIEW, Ground.NEXT_REVIEW)
ABOUT_CASES = (*REVIEWS, Ground.ORDER)
_STATES = {
    Ground.DUE: REMINDED,
    Ground.UNALLOCATED: REMINDED[:1],
    Ground.IDLE: REMINDED[1:],
    Ground.CHANGES: (RequestState.RETURNED_FOR_CHANGES,),
    Ground.QUALITY: REMINDED[1:],
}
_REVIEWED = {
    Ground.FIRST_REVIEW: (Case.plan_on, Event.PLAN_MADE, "first-review"),
    Ground.NEXT_REVIEW: (Case.last_review_on, Event.REVIEW_MEETING, "next-review"),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """The requests of one profile and state that lean on one day, and the reminder that they are all owed.

    `basis` is the day in the record: the due date, the day of receipt, of the last save, of the return or of the last
    review; `leans_on` is the day that the ladder counts from, another one for reviews and the quality check. What is
    about cases has no profile; `cases` are theirs where no SQL can tell the day (an order's).
    """

    ground: Ground
    rung: Rung
    leans_on: date
    basis: date
    profile: Profile | None = None
    state: RequestState | None = None
    cases: tuple[int, ...] = ()

    @property
    def for_day(self) -> date:
        """The day that the reminder is for."""
        return self.rung.day(self.leans_on)

    @property
    def opens(self) -> datetime:
        """When that day begins in London: somebody allocated since then has just been told the date."""
        return _midnight(self.for_day)


@dataclass(frozen=True, slots=True)
class DueRequest:
    """As much of a request (of a case, for its review) as a reminder needs: nothing about the child."""

    id: int
    case_id: int
    case_reference: str
    due_on: date
    team_id: int | None
    mailbox: str
    writer: str | None  # the allocated professional's address; None while there is none, or they have left
    coordinator: str | None
    allocated_at: datetime | None
    co_writers: tuple[str, ...] = ()  # whoever writes the same draft


@dataclass(frozen=True, slots=True)
class ToCome:
    """A reminder that will go out if nothing changes."""

    day: date
    errand: Errand
    request: DueRequest


def errands(session: Session, *, council: Council, today: date) -> list[Errand]:
    """Every errand of that day in the order of the days that their reminders are for; requests: `requests_for`."""
    found = [*_due(session, council, today), *_unallocated(session, council, today)]
    found += [*_idle(session, council, today), *_changes(session, council, today), *_reviews(session, council, today)]
    found += [*order_errands(session, council, today), *_quality(session, council, today)]
    return sorted(found, key=lambda each: (each.for_day, each.leans_on))


def requests_for(session: Session, errand: Errand, *, after: int = 0, most: int | None = None) -> list[DueRequest]:
    """The next requests of the errand that have not been reminded, by id; `after` is the last one seen."""
    about, subject = (Reminder.case_id, Case.id) if errand.ground in ABOUT_CASES else (Reminder.request_id, Request.id)
    reminded = exists().where(about == subject, Reminder.rung == errand.rung.name, Reminder.for_day == errand.for_day)
    wanted = _cases(errand) if errand.ground in ABOUT_CASES else _requests(errand)
    wanted = wanted.where(subject > after, ~reminded).order_by(subject).limit(most)
    found = [DueRequest(*row) for row in session.execute(wanted)]
    if errand.ground in ABOUT_CASES or Role.PROFESSIONAL not in errand.rung.tell:
        return found
    also = _co_writers(session, [each.id for each in found])
    return [replace(each, co_writers=tuple(also[each.id])) if each.id in also else each for each in found]


def forecast(session: Session, *, council: Council, today: date, days: int) -> Iterator[ToCome]:
    """What goes out on each of the coming days if nobody does anything, today's outstanding ones first."""
    for day in days_ahead(today, days + 1):
        for errand in errands(session, council=council, today=day):
            if errand.for_day == day or day == today:
                for request in requests_for(session, errand):
                    yield ToCome(day, errand, request)


def last_saved() -> ScalarSelect[datetime]:
    """When the request's draft was last saved; NULL without one."""
    saved = select(func.max(DraftVersion.saved_at)).where(DraftVersion.request_id == Request.id)
    return saved.correlate(Request).scalar_subquery()


def sent_back() -> ColumnElement[datetime]:
    """When the request's advice came back to its writer: decided on, or taken back since it was submitted."""
    of = Submission.request_id == Request.id
    submitted = select(func.max(Submission.submitted_at)).where(of).correlate(Request).scalar_subquery()
    decided = select(func.max(QualityDecision.at)).join(Submission, Submission.id == QualityDecision.submission_id)
    decision = decided.where(of).correlate(Request).scalar_subquery()
    return case((decision > submitted, decision), else_=submitted)


def review_due(ground: Ground, basis: date) -> date:
    """The day by which the review has to be completed: Children and Families Act 2014, s 44(1)."""
    _, event, limit = _REVIEWED[ground]
    return next(each.date for each in deadlines_from(event, basis) if each.id == limit)


def _due(session: Session, council: Council, today: date) -> Iterator[Errand]:
    furthest = max((max(rules.reminders.days_before, default=0) for rules in council.profiles.values()), default=0)
    for profile, state, day in _days(session, Request.due_on, Ground.DUE, until=today + timedelta(days=furthest)):
        if rung := due_rung(council.rules_for(profile).reminders, due_on=day, today=today):
            yield Errand(Ground.DUE, rung, day, day, profile, state)


def _unallocated(session: Session, council: Council, today: date) -> Iterator[Errand]:
    for profile, state, day in _days(session, Request.received_on, Ground.UNALLOCATED, until=today):
        if rung := unallocated_rung(council.rules_for(profile), received_on=day, today=today):
            yield Errand(Ground.UNALLOCATED, rung, day, day, profile, state)


def _idle(session: Session, council: Council, today: date) -> Iterator[Errand]:
    for profile, state, day in _days_of_moments(session, last_saved(), Ground.IDLE):
        if rung := idle_rung(council.rules_for(profile).reminders, saved_on=day, today=today):
            yield Errand(Ground.IDLE, rung, day, day, profile, state)


def _changes(session: Session, council: Council, today: date) -> Iterator[Errand]:
    for profile, state, day in _days_of_moments(session, sent_back(), Ground.CHANGES):
        if rung := changes_rung(council.rules_for(profile).reminders, sent_back_on=day, today=today):
            yield Errand(Ground.CHANGES, rung, day, day, profile, state)


def _reviews(session: Session, council: Council, today: date) -> Iterator[Errand]:
    for ground in REVIEWS:
        basis, _, _ = _REVIEWED[ground]
        for day in session.scalars(select(basis).where(*_with_plan(ground)).distinct().order_by(basis)):
            due_on = review_due(ground, day) if day else None
            if day and due_on and (rung := review_rung(council.reviews, due_on=due_on, today=today)):
                yield Errand(ground, rung, due_on, day)


def order_errands(session: Session, council: Council, today: date) -> Iterator[Errand]:
    """The days that orders, appeals and transfers set the council, whatever else is due on the case."""
    found: dict[tuple[date, Rung], list[int]] = {}
    for case_, standing in with_orders(session):
        days = {each.date for each in dates_ahead(case_, standing, today=today) if each.event in SET_FROM_OUTSIDE}
        for day in days:
            if rung := order_rung(council.orders, due_on=day, today=today):
                found.setdefault((day, rung), []).append(case_.id)
    for (day, rung), cases in found.items():
        yield Errand(Ground.ORDER, rung, day, day, cases=tuple(cases))


def _quality(session: Session, council: Council, today: date) -> Iterator[Errand]:
    ahead = (rules.quality_days + max(rules.reminders.quality_before, default=0) for rules in council.profiles.values())
    until = today + timedelta(days=max(ahead, default=0))
    for profile, state, day in _days(session, Request.due_on, Ground.QUALITY, until=until):
        rules = council.rules_for(profile)
        by = quality_day(rules, due_on=day)
        if by is not None and (rung := quality_rung(rules.reminders, by=by, today=today)):
            yield Errand(Ground.QUALITY, rung, by, day, profile, state)


def quality_day(rules: ProfileRules, *, due_on: date) -> date | None:
    """The day by which advice should reach its reviewer, of a request that has its six weeks; None where none does."""
    return rules.to_reviewer_by(received_on=date.min, due_on=due_on)


def _co_writers(session: Session, requests: Sequence[int]) -> Mapping[int, list[str]]:
    """The addresses of those who write these requests' drafts besides the allocated professional."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(requests), _PART):
        wanted = (
            select(co_writers.c.request_id, Person.email)
            .join(Person, and_(Person.id == co_writers.c.person_id, Person.active))
            .where(co_writers.c.request_id.in_(requests[start : start + _PART]))
            .order_by(Person.name, Person.id)
        )
        for request_id, email in session.execute(wanted):
            found.setdefault(request_id, []).append(email)
    return found


def _days(
    session: Session, leant_on: InstrumentedAttribute[date], ground: Ground, *, until: date
) -> list[tuple[Profile, RequestState, date]]:
    wanted = (
        select(Team.profile, Request.state, leant_on)
        .join(Team, Team.id == Request.team_id)
        .where(Request.state.in_(_STATES[ground]), leant_on <= until)
        .distinct()
        .order_by(leant_on, Team.profile, Request.state)
    )
    return [(profile, state, day) for profile, state, day in session.execute(wanted)]


def _days_of_moments(
    session: Session, moment: ColumnElement[datetime] | ScalarSelect[datetime], ground: Ground
) -> list[tuple[Profile, RequestState, date]]:
    wanted = (
        select(Team.profile, Request.state, moment)
        .join(Team, Team.id == Request.team_id)
        .where(Request.state.in_(_STATES[ground]))
    )
    rows = session.execute(wanted)
    return sorted({(profile, state, day_in_london(at)) for profile, state, at in rows if at is not None})


def _requests(errand: Errand) -> Select[*tuple[Any, ...]]:
    coordinator = aliased(Person)
    return (
        select(
            Request.id,
            Case.id,
            Case.reference,
            Request.due_on,
            Request.team_id,
            Team.mailbox,
            Person.email,
            coordinator.email,
            Request.allocated_at,
        )
        .join(Case, Case.id == Request.case_id)
        .join(Team, Team.id == Request.team_id)
        .outerjoin(Person, and_(Person.id == Request.allocated_to_id, Person.active))
        .outerjoin(coordinator, and_(coordinator.id == Case.coordinator_id, coordinator.active))
        .where(
            Request.state == errand.state,
            Team.profile == errand.profile,
            Case.stage != Stage.CLOSED,
            *_grounds(errand),
        )
    )


def _grounds(errand: Errand) -> list[ColumnElement[bool]]:
    if errand.ground in (Ground.IDLE, Ground.CHANGES):
        moment = last_saved() if errand.ground is Ground.IDLE else sent_back()
        owed = [Request.returned_at.is_(None)] if errand.ground is Ground.IDLE else []
        return [*owed, moment >= _midnight(errand.basis), moment < _midnight(errand.basis + timedelta(days=1))]
    leans_on = Request.received_on if errand.ground is Ground.UNALLOCATED else Request.due_on
    return [leans_on == errand.basis, Request.returned_at.is_(None), _not_just_told(errand)]


def _not_just_told(errand: Errand) -> ColumnElement[bool]:
    """A request that came in on that day or later is not reminded of it: asking said the date. Nor is its writer."""
    received_before = Request.received_on < errand.for_day
    if errand.rung.tell != (Role.PROFESSIONAL,):
        return received_before
    return and_(received_before, or_(Person.id.is_(None), Request.allocated_at < errand.opens))


def _with_plan(ground: Ground) -> list[ColumnElement[bool]]:
    basis, _, _ = _REVIEWED[ground]
    found: list[ColumnElement[bool]] = [Case.stage.in_(WITH_PLAN), basis.is_not(None)]
    return [*found, Case.last_review_on.is_(None)] if ground is Ground.FIRST_REVIEW else found


def _cases(errand: Errand) -> Select[*tuple[Any, ...]]:
    if errand.ground is Ground.ORDER:
        wanted: list[ColumnElement[bool]] = [Case.id.in_(errand.cases)]
    else:
        basis, _, _ = _REVIEWED[errand.ground]
        wanted = [*_with_plan(errand.ground), basis == errand.basis]
    return (
        select(
            Case.id,
            Case.id,
            Case.reference,
            literal(errand.leans_on),
            null(),
            literal(""),
            null(),
            Person.email,
            null(),
        )
        .outerjoin(Person, and_(Person.id == Case.coordinator_id, Person.active))
        .where(*wanted)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
