"""The lists of cases: My cases, Team cases, and the council's cases, filtered, searched and sorted, page by page.

The ids of a page are found first, from an index; only its rows are then put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from hub.models import Case, CaseListing, CaseLook, Person, Request, Role, Stage, Team
from hub.models.listing import NO_DAY
from hub.queries.case_conditions import (
    case_conditions,
    case_filters,
    looked,
    of_their_teams,
    request_filters,
    written_by_them,
)
from hub.queries.list_filters import LATE_COUNTS, OPEN_STATES, CaseFilters, Sort, Waiting
from hub.queries.page import PAGE, Page, Place, page_of
from hub.workflow import RequestState

MOST_SETTINGS = 500
_CASE = Case.__table__.c
_LISTING = CaseListing.__table__.c
_LOOK = CaseLook.__table__.c
_REQUEST = Request.__table__.c
_PERSON = Person.__table__.c
_TEAM = Team.__table__.c


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
    changed_at: datetime
    looked_at: datetime | None = None  # when the person last opened the case
    news_at: datetime | None = None  # the first news since

    def is_overdue(self, today: date) -> bool:
        """Whether the advice should have been returned by now and was not."""
        return self.due_on < today and self.state in LATE_COUNTS


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
    advice_due: date  # the soonest of them
    next_date: date  # what is due next, the decision or the soonest advice; NO_DAY for nothing
    changed_at: datetime
    looked_at: datetime | None = None
    news_at: datetime | None = None

    @property
    def next_due(self) -> date | None:
        """The soonest advice that is outstanding."""
        return self.advice_due if self.advice_due != NO_DAY else None

    def is_overdue(self, today: date) -> bool:
        """Whether a decision or any advice is late."""
        return self.next_date < today


def my_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests that are the person's to write."""
    return _requests(session, written_by_them(person), person, filters, today, after, whose=Waiting.ANSWER)


def team_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests made to the teams that the person manages (or is the secretary of)."""
    return _requests(session, of_their_teams(person), person, filters, today, after, whose=Waiting.ALLOCATION)


def council_cases(
    session: Session,
    *,
    filters: CaseFilters,
    today: date,
    person: Person | None = None,
    coordinator: Person | None = None,
    after: Place | None = None,
) -> Page[CaseRow]:
    """The council's cases; only one coordinator's where given. `person` is whoever looks, for what is new to them."""
    viewer = person.id if person is not None else 0
    scope = [] if coordinator is None else [_LISTING.coordinator_id == coordinator.id]
    key, narrow = _CASE_KEYS[filters.sort], coordinator is not None
    if filters.search or filters.new:
        key = func.coalesce(key, key)  # no index has it: the few that are found are sorted, not all that there are
    wanted = select(_LISTING.case_id.label("id"), key.label("key"))
    wanted = wanted.where(*scope, *case_filters(filters, person, today, narrow=narrow))
    found = _found(session, wanted, key, _LISTING.case_id, filters, after)
    rows = (
        select(
            _CASE.id,
            _CASE.reference,
            _CASE.child_name,
            _CASE.known_as,
            _CASE.school,
            _CASE.stage,
            _CASE.received_on,
            _CASE.decide_by,
            _PERSON.name,
            _LISTING.outstanding,
            _LISTING.advice_due,
            _LISTING.next_due,
            _LISTING.changed_at,
            _LOOK.looked_at,
            _LOOK.news_at,
        )
        .select_from(found)
        .join(CaseListing.__table__, _LISTING.case_id == found.c.id)
        .join(Case.__table__, _CASE.id == found.c.id)
        .outerjoin(Person.__table__, _PERSON.id == _CASE.coordinator_id)
        .outerjoin(CaseLook.__table__, looked(viewer, _CASE.id))
        .order_by(*_order(found.c.key, found.c.id, filters.sort))
    )
    listed = [CaseRow(*tuple(row)) for row in session.connection().execute(rows)]
    return page_of(listed, lambda row: Place(_at(row, filters.sort, row.next_date), row.case_id))


def settings_of(session: Session, *, person: Person, team: bool) -> Sequence[str]:
    """The education settings of the open cases of somebody's list, by name, for its filter."""
    school = _CASE.school
    if not team and person.is_a(Role.OFFICER):
        wanted = select(school).join(CaseListing.__table__, _LISTING.case_id == _CASE.id)
        wanted = wanted.where(_LISTING.coordinator_id == person.id, _LISTING.stage != Stage.CLOSED)
    else:
        scope = of_their_teams(person) if team else written_by_them(person)
        wanted = select(school).join(Request.__table__, _REQUEST.case_id == _CASE.id)
        wanted = wanted.where(scope, _REQUEST.state.in_([each.value for each in OPEN_STATES]))
    found = wanted.where(school != "").distinct().order_by(school).limit(MOST_SETTINGS)
    return session.connection().execute(found).scalars().all()


def is_setting(session: Session, school: str) -> bool:
    """Whether a case is of an education setting of exactly that name."""
    wanted = select(_LISTING.case_id).where(_LISTING.school == school.lower()).limit(1)
    return session.connection().execute(wanted).first() is not None


def _requests(
    session: Session,
    scope: ColumnElement[bool],
    person: Person,
    filters: CaseFilters,
    today: date,
    after: Place | None,
    *,
    whose: Waiting,
) -> Page[RequestRow]:
    key = _REQUEST_KEYS[filters.sort]
    wanted = select(_REQUEST.id.label("id"), key.label("key")).where(
        scope, *request_filters(filters, person.id, today, whose=whose)
    )
    if of_case := case_conditions(filters, person.id):
        wanted = wanted.join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id).where(*of_case)
    elif filters.sort in (Sort.NAME, Sort.CHANGED):
        wanted = wanted.join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id)
    found = _found(session, wanted, key, _REQUEST.id, filters, after)
    rows = _request_rows(person.id).join(found, found.c.id == _REQUEST.id)
    if filters.confirmed_only:
        rows = rows.where(_CASE.confirmed_at.is_not(None))
    ordered = rows.order_by(*_order(found.c.key, found.c.id, filters.sort))
    listed = [RequestRow(*tuple(row)) for row in session.connection().execute(ordered)]
    return page_of(listed, lambda row: Place(_at(row, filters.sort, row.due_on), row.request_id))


def _request_rows(viewer: int) -> Select[Any]:
    return (
        select(
            _REQUEST.id,
            _CASE.id,
            _CASE.reference,
            _CASE.child_name,
            _CASE.known_as,
            _CASE.school,
            _CASE.stage,
            _TEAM.name,
            _PERSON.name,
            _REQUEST.received_on,
            _REQUEST.due_on,
            _REQUEST.state,
            _LISTING.changed_at,
            _LOOK.looked_at,
            _LOOK.news_at,
        )
        .select_from(Request.__table__)
        .join(Case.__table__, _CASE.id == _REQUEST.case_id)
        .join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id)
        .join(Team.__table__, _TEAM.id == _REQUEST.team_id)
        .outerjoin(Person.__table__, _PERSON.id == _REQUEST.allocated_to_id)
        .outerjoin(CaseLook.__table__, looked(viewer, _REQUEST.case_id))
    )


_CASE_KEYS: dict[Sort, Any] = {
    Sort.DUE: _LISTING.next_due,
    Sort.NAME: _LISTING.sort_name,
    Sort.RECEIVED: _LISTING.received_on,
    Sort.CHANGED: _LISTING.changed_at,
}
_REQUEST_KEYS: dict[Sort, Any] = _CASE_KEYS | {Sort.DUE: _REQUEST.due_on, Sort.RECEIVED: _REQUEST.received_on}


def _found(
    session: Session, wanted: Select[Any], key: Any, id_: Any, filters: CaseFilters, after: Place | None
) -> Subquery:
    """The ids of a page, with what they are ordered by.

    After a place come first the rows of the same key, then those beyond it: asked for in two parts, since SQLite would
    otherwise go through all the rows of the key, and thousands have nothing due.
    """
    value = None if after is None else _value_at(session, after, filters.sort, id_)
    if after is None or value is None:
        return wanted.order_by(*_order(key, id_, filters.sort)).limit(PAGE + 1).subquery()
    down = filters.sort.latest_first
    same = wanted.where(key == value, id_ < after.id if down else id_ > after.id)
    beyond = wanted.where(key < value if down else key > value)
    parts = [
        each.order_by(*_order(key, id_, filters.sort)).limit(PAGE + 1).subquery() for each in (same, beyond)
    ]  # a part of a UNION has no LIMIT of its own on SQLite
    both = union_all(*(select(each.c.id, each.c.key) for each in parts)).subquery()
    return select(both).order_by(*_order(both.c.key, both.c.id, filters.sort)).limit(PAGE + 1).subquery()


def _value_at(session: Session, after: Place, sort: Sort, id_: Any) -> date | datetime | str | None:
    """What the place's row is ordered by, or None for a place of another order."""
    if sort is not Sort.NAME:
        return after.at if isinstance(after.at, datetime) == (sort is Sort.CHANGED) else None
    name = select(_LISTING.sort_name)
    if id_ is _REQUEST.id:
        name = name.join(Request.__table__, _REQUEST.case_id == _LISTING.case_id)
    return session.connection().execute(name.where(id_ == after.id)).scalar()


def _at(row: CaseRow | RequestRow, sort: Sort, due: date) -> date | datetime | None:
    if sort is Sort.NAME:
        return None
    if sort is Sort.CHANGED:
        return row.changed_at
    return due if sort is Sort.DUE else row.received_on or NO_DAY


def _order(key: Any, id_: Any, sort: Sort) -> tuple[Any, Any]:
    return (key.desc(), id_.desc()) if sort.latest_first else (key, id_)
