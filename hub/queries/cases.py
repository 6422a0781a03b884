"""The lists of cases: My cases, Team cases, and the council's cases, filtered, searched and sorted, page by page.

The ids of a page are found first, from an index; only its rows are then put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, Subquery, bindparam, func, literal_column, select, true, union_all
from sqlalchemy.orm import Session

from hub.models import Case, CaseListing, CaseLook, Person, Request, Role, Stage, Team
from hub.models.listing import NO_DAY
from hub.queries.case_conditions import (
    VIEWER,
    case_conditions,
    case_filters,
    looked,
    of_their_teams,
    one_of,
    only_reviews,
    request_filters,
    shape_of,
    values_of,
    written_by_them,
)
from hub.queries.list_filters import LATE_COUNTS, OPEN_STATES, CaseFilters, Sort
from hub.queries.own_family import not_of_their_family
from hub.queries.page import PAGE, Page, Place, page_of
from hub.workflow import RequestState

MOST_SETTINGS = 100  # in a list to choose from
MOST_TO_DECIDE = 50
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


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A team's “no” that waits for the coordinator."""

    request_id: int
    child_name: str
    team: str
    due_on: date


def _number(number: int) -> Any:
    """A LIMIT that PostgreSQL knows when it plans: for one that is a parameter it plans anew each time."""
    return literal_column(str(number), Integer)


_TO_DECIDE = (
    select(_REQUEST.id, _CASE.child_name, _TEAM.name, _REQUEST.due_on)
    .select_from(CaseListing.__table__)
    .join(Request.__table__, _REQUEST.case_id == _LISTING.case_id)
    .join(Case.__table__, _CASE.id == _LISTING.case_id)
    .join(Team.__table__, _TEAM.id == _REQUEST.team_id)
    .where(_LISTING.coordinator_id == VIEWER, _LISTING.answered_no == true())
    .where(one_of(_LISTING.stage, [each for each in Stage if each is not Stage.CLOSED]))
    .where(one_of(_REQUEST.state, [RequestState.ANSWERED_NO]), not_of_their_family(_LISTING.case_id, VIEWER))
    .order_by(_REQUEST.due_on, _REQUEST.id)
    .limit(_number(MOST_TO_DECIDE))
)


def my_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests that are the person's to write."""
    return _requests(session, person, filters, today, after, team=False)


def team_requests(
    session: Session, *, person: Person, filters: CaseFilters, today: date, after: Place | None = None
) -> Page[RequestRow]:
    """The requests made to the teams that the person manages (or is the secretary of)."""
    return _requests(session, person, filters, today, after, team=True)


def council_cases(
    session: Session,
    *,
    filters: CaseFilters,
    today: date,
    person: Person | None = None,
    own: bool = False,
    after: Place | None = None,
) -> Page[CaseRow]:
    """The council's cases as the person sees them, or only those that they coordinate (`own`)."""
    at = _value_at(session, after, filters.sort, _LISTING.case_id)
    reviews = person is not None and only_reviews(person)
    statement = _council_statement(shape_of(filters), own=own, further=at is not None, reviews=reviews)
    values = values_of(filters, person, today) | {"at": at, "after": after.id if after else 0}
    rows = [CaseRow(*row) for row in session.connection().execute(statement, values).all()]
    return page_of(rows, lambda row: Place(_at(row, filters.sort, row.next_date), row.case_id))


def settings_of(session: Session, *, person: Person, team: bool) -> Sequence[str]:
    """The education settings of the open cases of somebody's list, by name, for its filter; none if they are many."""
    statement = _settings_statement(team=team, cases=not team and person.is_a(Role.OFFICER))
    values = values_of(CaseFilters(), person, date.min)
    found: list[str] = sorted(session.connection().execute(statement, values).scalars())
    return found if len(found) <= MOST_SETTINGS else ()


@lru_cache
def _settings_statement(*, team: bool, cases: bool) -> Select[Any]:
    wanted = select(_LISTING.school).where(_LISTING.school != "").distinct().limit(_number(MOST_SETTINGS + 1))
    if cases:
        open_stages = one_of(_LISTING.stage, [each for each in Stage if each is not Stage.CLOSED])
        return wanted.where(
            _LISTING.coordinator_id == VIEWER, open_stages, not_of_their_family(_LISTING.case_id, VIEWER)
        )
    wanted = wanted.join(Request.__table__, _REQUEST.case_id == _LISTING.case_id)
    return wanted.where(of_their_teams() if team else written_by_them(), one_of(_REQUEST.state, OPEN_STATES))


def to_decide(session: Session, *, coordinator: Person) -> Sequence[ToDecide]:
    """The requests that a team has answered with “no”, on the coordinator's cases: they decide what follows (reg 6)."""
    return [ToDecide(*row) for row in session.connection().execute(_TO_DECIDE, {"viewer": coordinator.id}).all()]


def is_setting(session: Session, school: str) -> bool:
    """Whether a case is of an education setting of exactly that name."""
    wanted = select(_LISTING.case_id).where(_LISTING.school == school).limit(1)
    return session.connection().execute(wanted).first() is not None


def _requests(
    session: Session, person: Person, filters: CaseFilters, today: date, after: Place | None, *, team: bool
) -> Page[RequestRow]:
    at = _value_at(session, after, filters.sort, _REQUEST.id)
    statement = _requests_statement(shape_of(filters), team=team, further=at is not None)
    values = values_of(filters, person, today) | {"at": at, "after": after.id if after else 0}
    rows = [RequestRow(*row) for row in session.connection().execute(statement, values).all()]
    return page_of(rows, lambda row: Place(_at(row, filters.sort, row.due_on), row.request_id))


_CASE_KEYS: dict[Sort, Any] = {
    Sort.DUE: _LISTING.next_due,
    Sort.NAME: _LISTING.sort_name,
    Sort.RECEIVED: _LISTING.received_on,
    Sort.CHANGED: _LISTING.changed_at,
}
_REQUEST_KEYS: dict[Sort, Any] = _CASE_KEYS | {Sort.DUE: _REQUEST.due_on, Sort.RECEIVED: _REQUEST.received_on}


@lru_cache(maxsize=256)
def _council_statement(shape: CaseFilters, *, own: bool, further: bool, reviews: bool) -> Select[Any]:
    key = _CASE_KEYS[shape.sort]
    if shape.search or shape.new:
        key = func.coalesce(key, key)  # no index has it: the few that are found are sorted, not all that there are
    wanted = select(_LISTING.case_id.label("id"), key.label("key"))
    wanted = wanted.where(*case_filters(shape, narrow=own, reviews=reviews))
    if own:
        wanted = wanted.where(_LISTING.coordinator_id == VIEWER)
    found = _found(wanted, key, _LISTING.case_id, shape.sort, further=further)
    return (
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
        .outerjoin(CaseLook.__table__, looked(_CASE.id))
        .order_by(*_order(found.c.key, found.c.id, shape.sort))
    )


@lru_cache(maxsize=256)
def _requests_statement(shape: CaseFilters, *, team: bool, further: bool) -> Select[Any]:
    key = _REQUEST_KEYS[shape.sort]
    wanted = select(_REQUEST.id.label("id"), key.label("key"))
    wanted = wanted.where(of_their_teams() if team else written_by_them(), *request_filters(shape, team=team))
    of_case = case_conditions(shape)
    if of_case or shape.sort in (Sort.NAME, Sort.CHANGED):
        wanted = wanted.join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id).where(*of_case)
    found = _found(wanted, key, _REQUEST.id, shape.sort, further=further)
    rows = (
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
        .select_from(found)
        .join(Request.__table__, _REQUEST.id == found.c.id)
        .join(Case.__table__, _CASE.id == _REQUEST.case_id)
        .join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id)
        .join(Team.__table__, _TEAM.id == _REQUEST.team_id)
        .outerjoin(Person.__table__, _PERSON.id == _REQUEST.allocated_to_id)
        .outerjoin(CaseLook.__table__, looked(_REQUEST.case_id))
        .order_by(*_order(found.c.key, found.c.id, shape.sort))
    )
    return rows.where(_CASE.confirmed_at.is_not(None)) if shape.confirmed_only else rows


def _found(wanted: Select[Any], key: Any, id_: Any, sort: Sort, *, further: bool) -> Subquery:
    """The ids of a page, with what they are ordered by; `further` on from a place (the parameters “at” and “after”).

    After a place come first the rows of the same key, then those beyond it: asked for in two parts, since SQLite would
    otherwise go through all the rows of the key, and thousands have nothing due.
    """
    if not further:
        return wanted.order_by(*_order(key, id_, sort)).limit(_number(PAGE + 1)).subquery()
    at, after = bindparam("at", type_=key.type), bindparam("after", type_=id_.type)
    same = wanted.where(key == at, id_ < after if sort.latest_first else id_ > after)
    beyond = wanted.where(key < at if sort.latest_first else key > at)
    parts = [
        each.order_by(*_order(key, id_, sort)).limit(_number(PAGE + 1)).subquery() for each in (same, beyond)
    ]  # a part of a UNION has no LIMIT of its own on SQLite
    both = union_all(*(select(each.c.id, each.c.key) for each in parts)).subquery()
    return select(both).order_by(*_order(both.c.key, both.c.id, sort)).limit(_number(PAGE + 1)).subquery()


def _value_at(session: Session, after: Place | None, sort: Sort, id_: Any) -> date | datetime | str | None:
    """What the place's row is ordered by, or None for no place, and for one of another order."""
    if after is None:
        return None
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
