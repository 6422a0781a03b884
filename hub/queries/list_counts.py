"""The numbers on the filters above a list: as many as the list would show, or MOST where there are that many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from hub.models import CaseListing, CaseLook, Person, Request, Role, Stage
from hub.queries.case_conditions import due_then, looked, of_their_teams, waits, written_by_them
from hub.queries.list_filters import DUE_SOON, LATE_COUNTS, OPEN_STATES, Waiting
from hub.workflow import FINISHED, RequestState

MOST = 1000  # counted no further: “more than 999” says as much, and costs the same whatever there is
_LISTING = CaseListing.__table__.c
_LOOK = CaseLook.__table__.c
_REQUEST = Request.__table__.c
_NOTHING = [literal(0)] * 5
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
    def open(self) -> int:
        """Everything that is not finished."""
        states = sum(count for state, count in self.states.items() if state in OPEN_STATES)
        return states + sum(count for stage, count in self.stages.items() if stage is not Stage.CLOSED)


def has_requests(session: Session, *, person: Person) -> bool:
    """Whether the person has ever had a request for advice to write."""
    wanted = select(_REQUEST.id).where(written_by_them(person)).limit(1)
    return session.connection().execute(wanted).first() is not None


def request_counts(session: Session, *, person: Person, team: bool, today: date) -> ListCounts:
    """The counts of My cases or Team cases, where these are lists of requests for advice."""
    scope = of_their_teams(person) if team else written_by_them(person)
    late = _REQUEST.state.in_([each.value for each in LATE_COUNTS])
    mine = _REQUEST.allocated_to_id == person.id
    unread = _LOOK.case_id.is_(None) | _LOOK.news_at.is_not(None)
    counted = (
        select(
            _REQUEST.state,
            func.count(),
            _number(late & (_REQUEST.due_on >= today) & (_REQUEST.due_on <= today + DUE_SOON)),
            _number(late & (_REQUEST.due_on < today)),
            _number(mine),
            _number(unread),
        )
        .outerjoin(CaseLook.__table__, looked(person.id, _REQUEST.case_id))
        .where(scope, _REQUEST.state.in_([each.value for each in OPEN_STATES]))
        .group_by(_REQUEST.state)
    )
    finished = [
        select(
            literal(state.value, _REQUEST.state.type),
            _up_to_most(_REQUEST.id, scope, _REQUEST.state == state),
            *_NOTHING[1:],
        )
        for state in sorted(FINISHED)
    ]
    rows = [tuple(row) for row in session.connection().execute(union_all(counted, *finished))]
    states = {RequestState(row[0]): row[1] for row in rows if row[1]}
    unallocated = states.get(RequestState.AWAITING_ALLOCATION, 0)
    writing = {RequestState.AWAITING_ADVICE, RequestState.RETURNED_FOR_CHANGES}
    own = sum(row[4] if team else row[1] for row in rows if row[0] in writing)
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
    unread = _LOOK.case_id.is_(None) | _LOOK.news_at.is_not(None)
    counted = (
        select(
            _LISTING.stage,
            func.count(),
            _number(due_then("soon", today)),
            _number(due_then("overdue", today)),
            _number(waits(Waiting.ALLOCATION, person)),
            _number(waits(Waiting.ANSWER, person)),
            _number(unread),
        )
        .outerjoin(CaseLook.__table__, looked(person.id, _LISTING.case_id))
        .where(_LISTING.coordinator_id == person.id, _LISTING.stage.in_([each.value for each in _OPEN_STAGES]))
        .group_by(_LISTING.stage)
    )
    closed_ones = (_LISTING.coordinator_id == person.id, _LISTING.stage == Stage.CLOSED)
    closed = select(literal(Stage.CLOSED, _LISTING.stage.type), _up_to_most(_LISTING.case_id, *closed_ones), *_NOTHING)
    rows = [tuple(row) for row in session.connection().execute(union_all(counted, closed))]
    soon, overdue, unallocated, answer, new = (sum(row[place] for row in rows) for place in range(2, 7))
    stages = {row[0]: row[1] for row in rows}
    return ListCounts(soon=soon, overdue=overdue, unallocated=unallocated, answer=answer, new=new, stages=stages)


def council_case_counts(session: Session, *, person: Person, today: date) -> ListCounts:
    """The counts of all the council's cases that the person may see."""
    sees_all = person.is_a(Role.OFFICER)
    hidden = [Stage.CLOSED] if sees_all else [Stage.CLOSED, Stage.UNCONFIRMED]
    shown = _LISTING.stage.not_in([each.value for each in hidden])
    news = select(_LOOK.case_id).where(_LOOK.person_id == person.id, _LOOK.news_at.is_not(None))
    kinds = {
        "soon": due_then("soon", today),
        "overdue": due_then("overdue", today),
        "unallocated": waits(Waiting.ALLOCATION, person),
        "answer": waits(Waiting.ANSWER, person),
        "mine": _LISTING.coordinator_id == person.id,
        "new": _LISTING.case_id.in_(news),
    }
    per_kind = [_up_to_most(_LISTING.case_id, shown, each) for each in kinds.values()]
    stages = [each for each in Stage if each not in hidden]
    per_stage = [_up_to_most(_LISTING.case_id, _LISTING.stage == each) for each in stages]
    row = tuple(session.connection().execute(select(*per_kind, *per_stage)).one())
    return ListCounts(
        **dict(zip(kinds, row, strict=False)),
        stages=dict(zip(stages, row[len(kinds) :], strict=True)),
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _up_to_most(id_: Any, *conditions: ColumnElement[bool]) -> Any:
    """How many rows there are, counted up to MOST, as a value in a SELECT."""
    some = select(id_).where(*conditions).limit(MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
