"""The numbers on the filters above a list: as many as the list would show, or MOST where there are that many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from hub.models import CaseListing, CaseLook, Person, Request, Role, Stage
from hub.queries.case_conditions import (
    TODAY,
    UNTIL,
    VIEWER,
    came_since,
    due_then,
    looked,
    of_their_teams,
    one_of,
    only_reviews,
    values_of,
    waits,
    written_by_them,
)
from hub.queries.list_filters import LATE_COUNTS, OPEN_STATES, CaseFilters, Waiting
from hub.queries.own_family import not_of_their_family
from hub.workflow import FINISHED, WRITING, RequestState

MOST = 500  # counted no further: “more than 499” says as much, and costs the same whatever there is
_LISTING = CaseListing.__table__.c
_LOOK = CaseLook.__table__.c
_REQUEST = Request.__table__.c
_SHARED = ("soon", "overdue", "unallocated")  # the same for everybody
_KINDS = ("soon", "overdue", "unallocated", "answer", "mine", "new")
_ZEROS: list[Any] = [literal_column("0")] * 4
_UNREAD = or_(and_(_LOOK.case_id.is_(None), came_since()), _LOOK.news_at.is_not(None))
_APART = not_of_their_family(_LISTING.case_id, VIEWER)
_OPEN_STAGES = tuple(each for each in Stage if each is not Stage.CLOSED)


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How many there are of each kind; of the finished and of all the council's cases none beyond MOST is counted."""

    soon: int = 0
    overdue: int = 0
    unallocated: int = 0
    answer: int = 0  # the next move is the person's own
    mine: int = 0
    new: int = 0
    states: Mapping[RequestState, int] = field(default_factory=dict)
    stages: Mapping[Stage, int] = field(default_factory=dict)

    @property
    def full(self) -> frozenset[str]:
        """The kinds of the council's cases, whoever looks, of which there are MOST: names of counts and stages."""
        shared = {name: getattr(self, name) for name in _SHARED} | {each.value: n for each, n in self.stages.items()}
        return frozenset(name for name, count in shared.items() if count >= MOST)

    @property
    def open(self) -> int:
        """Everything that is not finished."""
        states = sum(count for state, count in self.states.items() if state in OPEN_STATES)
        return states + sum(count for stage, count in self.stages.items() if stage is not Stage.CLOSED)


def has_requests(session: Session, *, person: Person) -> bool:
    """Whether the person has ever had a request for advice to write."""
    return bool(_rows(session, select(_REQUEST.id).where(written_by_them()).limit(1), person, date.min))


def request_counts(session: Session, *, person: Person, team: bool, today: date) -> ListCounts:
    """The counts of My cases or Team cases, where these are lists of requests for advice."""
    rows = _rows(session, _request_statement(team=team), person, today)
    states = {row[0]: row[1] for row in rows if row[1]}
    unallocated = states.get(RequestState.AWAITING_ALLOCATION, 0)
    own = sum(row[4] if team else row[1] for row in rows if row[0] in WRITING)
    return ListCounts(
        soon=sum(row[2] for row in rows),
        overdue=sum(row[3] for row in rows),
        unallocated=unallocated,
        answer=own + (unallocated if team else 0),
        mine=sum(row[4] for row in rows),
        new=sum(row[5] for row in rows),
        states=states,
    )


def own_case_counts(session: Session, *, person: Person, today: date) -> ListCounts:
    """The counts of My cases for whoever coordinates cases."""
    rows = _rows(session, _own_statement(reviews=only_reviews(person)), person, today)
    soon, overdue, unallocated, answer, new = (sum(row[place] for row in rows) for place in range(2, 7))
    stages = {row[0]: row[1] for row in rows}
    return ListCounts(soon=soon, overdue=overdue, unallocated=unallocated, answer=answer, new=new, stages=stages)


def council_case_counts(
    session: Session, *, person: Person, today: date, full: frozenset[str] = frozenset()
) -> ListCounts:
    """The counts of all the council's cases that the person may see; what is known to be `full` is not counted."""
    sees_all = person.is_a(Role.OFFICER)
    statement, names = _council_statement(sees_all=sees_all, reviews=only_reviews(person), full=full)
    [row] = _rows(session, statement, person, today)
    counted = dict.fromkeys(full, MOST) | dict(zip(names, row, strict=True))
    stages = {each: counted[each.value] for each in _stages_seen(sees_all)}
    return ListCounts(**{name: counted[name] for name in _KINDS}, stages=stages)


@lru_cache
def _request_statement(*, team: bool) -> Any:
    scope = of_their_teams() if team else written_by_them()
    late = one_of(_REQUEST.state, LATE_COUNTS)
    counted = (
        select(
            _REQUEST.state,
            func.count(),
            _number(late & _REQUEST.due_on.between(TODAY, UNTIL)),
            _number(late & (_REQUEST.due_on < TODAY)),
            _number(_REQUEST.allocated_to_id == VIEWER),
            _number(_UNREAD),
        )
        .join(CaseListing.__table__, _LISTING.case_id == _REQUEST.case_id)
        .outerjoin(CaseLook.__table__, looked(_REQUEST.case_id))
        .where(scope, one_of(_REQUEST.state, OPEN_STATES))
        .group_by(_REQUEST.state)
    )
    finished = [
        select(
            _constant(state, _REQUEST.state), _up_to_most(_REQUEST.id, scope, one_of(_REQUEST.state, [state])), *_ZEROS
        )
        for state in sorted(FINISHED)
    ]
    return union_all(counted, *finished)


@lru_cache
def _own_statement(*, reviews: bool) -> Any:
    counted = (
        select(
            _LISTING.stage,
            func.count(),
            _number(due_then("soon")),
            _number(due_then("overdue")),
            _number(waits(Waiting.ALLOCATION, reviews=reviews)),
            _number(waits(Waiting.ANSWER, reviews=reviews)),
            _number(_UNREAD),
        )
        .outerjoin(CaseLook.__table__, looked(_LISTING.case_id))
        .where(_LISTING.coordinator_id == VIEWER, one_of(_LISTING.stage, _OPEN_STAGES), _APART)
        .group_by(_LISTING.stage)
    )
    is_closed = one_of(_LISTING.stage, [Stage.CLOSED])
    closed = _up_to_most(_LISTING.case_id, _LISTING.coordinator_id == VIEWER, is_closed, _APART)
    return union_all(counted, select(_constant(Stage.CLOSED, _LISTING.stage), closed, *_ZEROS, literal_column("0")))


@lru_cache
def _council_statement(*, sees_all: bool, reviews: bool, full: frozenset[str]) -> tuple[Any, tuple[str, ...]]:
    """The statement that counts all kinds but those, and the names of its columns."""
    shown = one_of(_LISTING.stage, [each for each in _stages_seen(sees_all) if each is not Stage.CLOSED])
    news = select(_LOOK.case_id).where(_LOOK.person_id == VIEWER, _LOOK.news_at.is_not(None))
    kinds: dict[str, Any] = {
        "soon": shown & due_then("soon"),
        "overdue": shown & due_then("overdue"),
        "unallocated": shown & waits(Waiting.ALLOCATION, reviews=reviews),
        "answer": shown & waits(Waiting.ANSWER, reviews=reviews),
        "mine": shown & (_LISTING.coordinator_id == VIEWER),
        "new": shown & _LISTING.case_id.in_(news),
    } | {each.value: one_of(_LISTING.stage, [each]) for each in _stages_seen(sees_all)}
    wanted = {name: each for name, each in kinds.items() if name not in full}
    return select(*(_up_to_most(_LISTING.case_id, each, _APART) for each in wanted.values())), tuple(wanted)


def _stages_seen(sees_all: bool) -> list[Stage]:
    """A case that no officer has confirmed is for officers; so is one that was closed before."""
    return [each for each in Stage if sees_all or each not in (Stage.UNCONFIRMED, Stage.CLOSED)]


def _rows(session: Session, statement: Any, person: Person, today: date) -> list[tuple[Any, ...]]:
    values = values_of(CaseFilters(), person, today)
    return [tuple(row) for row in session.connection().execute(statement, values).all()]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, literal_column("1"))))


def _constant(member: Any, column: Any) -> Any:
    return literal_column(f"'{member.value}'", column.type)


def _up_to_most(id_: Any, *conditions: ColumnElement[bool]) -> Any:
    """How many rows there are, counted up to MOST, as a value in a SELECT."""
    some = select(id_).where(*conditions).limit(literal_column(str(MOST), Integer)).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
