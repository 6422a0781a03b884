"""What the rows of a list must be like: whose they are, what is ticked, and what is searched for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union_all

from hub.models import Case, CaseListing, CaseLook, Person, Request, Role, Stage, co_writers
from hub.models.listing import case_words
from hub.queries.list_filters import DUE_SOON, LATE_COUNTS, OPEN_STATES, CaseFilters, Waiting
from hub.search_words import Searched, after_prefix
from hub.workflow import WRITING, RequestState

MOST_FOUND = 500  # of the whole council's cases; whoever gets so many types more of the name
Conditions = list[ColumnElement[bool]]
_CASE = Case.__table__.c
_LISTING = CaseListing.__table__.c
_LOOK = CaseLook.__table__.c
_REQUEST = Request.__table__.c


def written_by_them(person: Person) -> ColumnElement[bool]:
    """The request is the person's to write, alone or with others."""
    theirs = select(_REQUEST.id).where(_REQUEST.allocated_to_id == person.id)
    shared = select(co_writers.c.request_id).where(co_writers.c.person_id == person.id)
    return _REQUEST.id.in_(union_all(theirs, shared))  # an OR would have PostgreSQL read every request


def of_their_teams(person: Person) -> ColumnElement[bool]:
    """The request was made to a team that the person manages, or is the secretary of."""
    return _REQUEST.team_id.in_(sorted(person.team_ids(Role.TEAM_MANAGER, Role.SECRETARY)))


def looked(viewer: int, case_id: Any) -> ColumnElement[bool]:
    """The person's look at the case."""
    return and_(_LOOK.person_id == viewer, _LOOK.case_id == case_id)


def request_filters(filters: CaseFilters, viewer: int, today: date, *, whose: Waiting) -> Conditions:
    """What the requests themselves must be like."""
    states = filters.states or (() if filters.search else OPEN_STATES)
    late = _REQUEST.state.in_(_values(LATE_COUNTS))
    wanted: Conditions = [_REQUEST.state.in_(_values(states))] if states else []
    if filters.due == "overdue":
        wanted += [_REQUEST.due_on < today, late]
    elif filters.due == "soon":
        wanted += [_REQUEST.due_on.between(today, today + DUE_SOON), late]
    if filters.waiting is not None:
        wanted.append(_awaits(filters.waiting, viewer, whose))
    if filters.mine:
        wanted.append(_REQUEST.allocated_to_id == viewer)
    return wanted


def _awaits(waiting: Waiting, viewer: int, whose: Waiting) -> ColumnElement[bool]:
    unallocated = _REQUEST.state == RequestState.AWAITING_ALLOCATION
    if waiting is Waiting.ALLOCATION:
        return unallocated
    writing = _REQUEST.state.in_(_values(WRITING))
    if whose is Waiting.ANSWER:
        return writing
    return or_(unallocated, and_(writing, _REQUEST.allocated_to_id == viewer))


def case_conditions(filters: CaseFilters, viewer: int) -> Conditions:
    """What a request's case must be like."""
    wanted: Conditions = []
    if filters.stage is not None:
        wanted.append(_LISTING.stage == filters.stage)
    if filters.school:
        wanted.append(_of_school(filters))
    if filters.new:
        wanted.append(unread(viewer))
    if filters.search:
        wanted.append(_matches(filters.search))
    return wanted


def unread(viewer: int) -> ColumnElement[bool]:
    """Never opened, or with news since."""
    read = select(_LOOK.case_id).where(looked(viewer, _LISTING.case_id), _LOOK.news_at.is_(None))
    return ~read.correlate(CaseListing.__table__).exists()


def case_filters(filters: CaseFilters, viewer: Person | None, today: date, *, narrow: bool) -> Conditions:
    """What the council's cases must be like; `narrow` where few enough are left to look at each."""
    viewer_id = viewer.id if viewer is not None else 0
    wanted: Conditions = [_LISTING.confirmed == true()] if filters.confirmed_only else []
    if filters.stage is not None:
        wanted.append(_LISTING.stage == filters.stage)
    elif not filters.search:
        wanted.append(_LISTING.stage != Stage.CLOSED)
    if filters.school:
        wanted.append(_of_school(filters))
    if filters.due:
        wanted.append(due_then(filters.due, today))
    if filters.waiting is not None:
        wanted.append(waits(filters.waiting, viewer))
    if filters.mine:
        wanted.append(_LISTING.coordinator_id == viewer_id)
    return [*wanted, *_looked_for(filters, viewer_id, narrow=narrow)]


def due_then(due: str, today: date) -> ColumnElement[bool]:
    """What is due next on a case is “overdue”, or due “soon”."""
    return _LISTING.next_due < today if due == "overdue" else _LISTING.next_due.between(today, today + DUE_SOON)


def _looked_for(filters: CaseFilters, viewer: int, *, narrow: bool) -> Conditions:
    wanted: Conditions = []
    if filters.new:
        news = select(_LOOK.case_id).where(_LOOK.person_id == viewer, _LOOK.news_at.is_not(None))
        wanted.append(unread(viewer) if narrow else _LISTING.case_id.in_(news))
    if filters.search:
        wanted += [_matches(filters.search)] if narrow else [_candidates(filters.search), _matches(filters.search)]
    return wanted


def waits(waiting: Waiting, viewer: Person | None) -> ColumnElement[bool]:
    """A case waits for a manager, or for the person who looks: as its coordinator, or as a reviewer."""
    if waiting is Waiting.ALLOCATION:
        return _LISTING.unallocated == true()
    to_decide = and_(_LISTING.answered_no == true(), _LISTING.coordinator_id == (viewer.id if viewer else 0))
    return or_(to_decide, _LISTING.in_review == true()) if viewer and viewer.is_a(Role.DCO) else to_decide


def _of_school(filters: CaseFilters) -> ColumnElement[bool]:
    school = filters.school.lower()
    return _LISTING.school.startswith(school, autoescape=True) if filters.school_begins else _LISTING.school == school


def _values(states: Iterable[RequestState]) -> Sequence[str]:
    return sorted(each.value for each in states)


def _begins(prefix: str) -> Conditions:
    beyond = after_prefix(prefix)
    return [case_words.c.word >= prefix, *([case_words.c.word < beyond] if beyond else [])]


def _matches(search: Searched) -> ColumnElement[bool]:
    """Whether the listed case is one that was searched for: every word begins one of its names, and so on."""

    def has(prefix: str) -> ColumnElement[bool]:
        words = select(case_words.c.case_id).where(case_words.c.case_id == _LISTING.case_id, *_begins(prefix))
        return words.correlate(CaseListing.__table__).exists()

    wanted = [has(each) for each in search.words]
    if search.born is not None:
        born = select(_CASE.id).where(_CASE.id == _LISTING.case_id, _CASE.date_of_birth == search.born)
        wanted.append(born.correlate(CaseListing.__table__).exists())
    return or_(and_(*wanted), has(search.reference)) if search.reference else and_(*wanted)


def _candidates(search: Searched) -> ColumnElement[bool]:
    """The few of all the council's cases that can be among those searched for, by an index."""
    parts: list[Select[Any]] = [
        select(case_words.c.case_id.label("id"))
        .where(*_begins(key))
        .order_by(case_words.c.word, case_words.c.case_id)
        .limit(MOST_FOUND)
        for key in (search.key, search.reference)
        if key
    ]
    if search.born is not None and not search.words:
        parts.append(select(_CASE.id).where(_CASE.date_of_birth == search.born).order_by(_CASE.id).limit(MOST_FOUND))
    return _LISTING.case_id.in_(union_all(*(select(each.subquery().c.id) for each in parts)))
