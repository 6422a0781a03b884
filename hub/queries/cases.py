"""The lists of cases: My cases, Team cases, and the council's cases, with their filters and counts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from hub.models import Case, Person, Request, Role, Stage, Team
from hub.names import folded
from hub.queries.page import PAGE, Page, Place, page_of
from hub.queries.writers import written_by
from hub.workflow import OUTSTANDING, WRITING, RequestState

DUE_SOON = timedelta(days=14)
_NO_DAY = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the person ticked and typed above a list of cases."""

    states: frozenset[RequestState] = frozenset()
    stage: Stage | None = None
    school: str = ""
    due: str = ""  # "soon", "overdue" or nothing
    search: str = ""
    confirmed_only: bool = False  # for whoever is not to see cases that no officer has confirmed


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request for advice in My cases or Team cases."""

    request_id: int
    case_id: int
    reference: str
    child_name: str
    known_as: str
    school: str
    stage: Stage
    team: str
    allocated_to: str | None
    received_on: date
    due_on: date
    state: RequestState

    def is_overdue(self, today: date) -> bool:
        """Whether the advice should have been returned by now and was not."""
        return self.due_on < today and self.state in _LATE_COUNTS


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the council's list."""

    case_id: int
    reference: str
    child_name: str
    known_as: str
    school: str
    stage: Stage
    received_on: date | None
    decide_by: date | None
    coordinator: str | None
    outstanding: int  # requests for advice not yet returned
    next_due: date | None  # the soonest of them

    @property
    def next_date(self) -> date | None:
        """What is due next: the decision while there is none, else the soonest advice."""
        undecided = self.stage in (Stage.UNCONFIRMED, Stage.REQUEST)
        return (self.decide_by if undecided else None) or self.next_due

    def is_overdue(self, today: date) -> bool:
        """Whether a decision or any advice is late."""
        late = self.next_due is not None and self.next_due < today
        return late or (self.next_date is not None and self.next_date < today)


_LATE_COUNTS = OUTSTANDING | WRITING


def my_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests allocated to the person, the soonest due first."""
    return _requests(session, written_by(person), filters, today, after)


def team_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests made to the teams that the person manages (or is the secretary of), the soonest due first."""
    return _requests(session, _of_their_teams(person), filters, today, after)


def request_counts(session: Session, *, person: Person, team: bool) -> dict[RequestState, int]:
    """How many requests of My cases (or Team cases) are in each state: the numbers on the filters."""
    scope = _of_their_teams(person) if team else written_by(person)
    rows = session.execute(select(Request.state, func.count()).where(scope).group_by(Request.state))
    return dict(iter(rows))


def council_cases(
    session: Session,
    *,
    filters: CaseFilters,
    today: date,
    coordinator: Person | None = None,
    after: Place | None = None,
) -> Page[CaseRow]:
    """The council's cases, whatever is due soonest first; only one coordinator's where given."""
    outstanding = [each.value for each in _LATE_COUNTS]
    asked = (
        select(
            Request.case_id.label("case_id"),
            func.count().label("outstanding"),
            func.min(Request.due_on).label("next_due"),
        )
        .where(Request.state.in_(outstanding))
        .group_by(Request.case_id)
        .subquery()
    )
    undecided = Case.stage.in_([Stage.UNCONFIRMED.value, Stage.REQUEST.value])
    day = func.coalesce(sql_case((undecided, Case.decide_by), else_=None), asked.c.next_due, _NO_DAY)
    wanted = (
        select(Case, Person.name, asked.c.outstanding, asked.c.next_due)
        .outerjoin(Person, Person.id == Case.coordinator_id)
        .outerjoin(asked, asked.c.case_id == Case.id)
        .where(*_case_filters(filters))
        .order_by(day, Case.id)
        .limit(PAGE + 1)
    )
    if coordinator is not None:
        wanted = wanted.where(Case.coordinator_id == coordinator.id)
    if filters.stage is None:
        wanted = wanted.where(Case.stage != Stage.CLOSED)
    if filters.due == "overdue":
        late = and_(Case.stage == Stage.REQUEST, Case.decide_by < today)
        wanted = wanted.where(or_(asked.c.next_due < today, late))
    elif filters.due == "soon":
        wanted = wanted.where(asked.c.next_due.between(today, today + DUE_SOON))
    if after is not None:
        wanted = wanted.where(or_(day > after.day, and_(day == after.day, Case.id > after.id)))
    rows = [
        CaseRow(
            case.id,
            case.reference,
            case.child_name,
            case.known_as,
            case.school,
            case.stage,
            case.received_on,
            case.decide_by,
            coordinator_name,
            count or 0,
            next_due,
        )
        for case, coordinator_name, count, next_due in session.execute(wanted)
    ]
    return page_of(rows, lambda row: Place(row.next_date or _NO_DAY, row.case_id))


def stage_counts(session: Session, *, coordinator: Person | None = None) -> dict[Stage, int]:
    """How many cases are at each stage."""
    wanted = select(Case.stage, func.count()).group_by(Case.stage)
    if coordinator is not None:
        wanted = wanted.where(Case.coordinator_id == coordinator.id)
    return dict(iter(session.execute(wanted)))


def schools_in_use(session: Session) -> list[str]:
    """The education settings of the cases, by name, for the filter."""
    return list(session.scalars(select(Case.school).where(Case.school != "").distinct().order_by(Case.school)))


def _of_their_teams(person: Person) -> ColumnElement[bool]:
    return Request.team_id.in_(person.team_ids(Role.TEAM_MANAGER, Role.SECRETARY))


def _request_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Request.id,
            Case.id,
            Case.reference,
            Case.child_name,
            Case.known_as,
            Case.school,
            Case.stage,
            Team.name,
            Person.name,
            Request.received_on,
            Request.due_on,
            Request.state,
        )
        .join(Case, Case.id == Request.case_id)
        .join(Team, Team.id == Request.team_id)
        .outerjoin(Person, Person.id == Request.allocated_to_id)
    )


def _requests(
    session: Session, scope: ColumnElement[bool], filters: CaseFilters, today: date, after: Place | None
) -> Page[RequestRow]:
    late = [each.value for each in _LATE_COUNTS]
    wanted = _request_rows().where(scope, *_case_filters(filters)).order_by(Request.due_on, Request.id).limit(PAGE + 1)
    if filters.states:
        wanted = wanted.where(Request.state.in_([each.value for each in filters.states]))
    if filters.due == "overdue":
        wanted = wanted.where(Request.due_on < today, Request.state.in_(late))
    elif filters.due == "soon":
        wanted = wanted.where(Request.due_on.between(today, today + DUE_SOON), Request.state.in_(late))
    if after is not None:
        later = and_(Request.due_on == after.day, Request.id > after.id)
        wanted = wanted.where(or_(Request.due_on > after.day, later))
    rows = [RequestRow(*row) for row in session.execute(wanted)]
    return page_of(rows, lambda row: Place(row.due_on, row.request_id))


def _case_filters(filters: CaseFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.confirmed_only:
        wanted.append(Case.confirmed_at.is_not(None))
    if filters.stage is not None:
        wanted.append(Case.stage == filters.stage)
    if filters.school:
        wanted.append(Case.school == filters.school)
    if filters.search.strip():
        wanted.append(_search(filters.search.strip()))
    return wanted or [true()]


def _search(text: str) -> ColumnElement[bool]:
    words = [Case.folded_name.contains(word, autoescape=True) for word in folded(text).split()]
    found: ColumnElement[bool] = Case.reference == text.upper()
    if words:
        found = or_(found, and_(*words))
    with suppress(ValueError):
        found = or_(found, Case.date_of_birth == date.fromisoformat(text))
    return found
