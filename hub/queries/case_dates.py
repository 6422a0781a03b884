"""Every statutory date of a case with its derivation: both clocks apart, what was done and when, what relieves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.council import Council
from hub.council_dates import SET_FROM_OUTSIDE, Done, days_counted, done_about, earliest, falls_due, is_certain, sent_on
from hub.deadlines import ClockRefusal, Deadline, Event, Sense, StatutoryException, day_in_london, law
from hub.models import (
    Case,
    Channel,
    CouncilDecision,
    DecisionKind,
    HistoryEntry,
    OutgoingNotice,
    RecordedException,
    Request,
)
from hub.notice import NoticeKind
from hub.own_dates import ACKNOWLEDGEMENT, DRAFT_PLAN
from hub.queries.decisions import all_decisions, in_force
from hub.queries.exceptions import every_exception, exceptions_in_force, standing
from hub.workflow import RequestState

_NOT_SEEN = frozenset(
    {"review-notice", "review-papers", "review-report", "order-cease", "order-continue", "unopposed-continue"}
)
"""What is done outside of the hub, so that nobody here knows whether it was."""


class DateState(StrEnum):
    """How it stands with a date."""

    KEPT = "kept"
    LATE = "late"
    AHEAD = "ahead"
    OVERDUE = "overdue"
    UNDATED = "undated"  # done, on a day that the hub does not know
    NOT_RECORDED = "not-recorded"  # done or not, outside of the hub
    ONLY_IF = "only-if"  # falls due only where the council decides so
    NOT_NEEDED = "not-needed"
    FROM = "from"  # something may not end before it, or begins with it


@dataclass(frozen=True, slots=True)
class DateLine:
    """One statutory date with its whole derivation."""

    key: str  # its place on the page of dates
    deadline: Deadline
    state: DateState
    done: Done | None = None
    days: int = 0  # late by, before its time by, or left
    exceptions: tuple[RecordedException, ...] = ()
    own: date | None = None
    own_why: str = ""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A date that the council sets itself, where the law has none."""

    what: str
    by: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class RequestDates:
    """A request for advice, and the adviser's own six weeks."""

    request: Request
    lines: tuple[DateLine, ...]


@dataclass(frozen=True, slots=True)
class CaseDates:
    """Every date of a case: the council's clock, then each adviser's."""

    council: tuple[DateLine, ...]
    reviews: tuple[DateLine, ...]
    set_from_outside: tuple[DateLine, ...]  # by the Tribunal, an appeal that is not opposed, a transfer
    later: tuple[DateLine, ...]
    requests: tuple[RequestDates, ...]
    own: tuple[OwnLine, ...]
    exceptions: tuple[RecordedException, ...]  # those that stand
    every_exception: tuple[RecordedException, ...]


def case_dates(
    session: Session, *, case: Case, requests: Iterable[Request], council: Council, today: date
) -> CaseDates:
    """The dates of a case and of these requests of its own. One that the law gives no limit for is left out."""
    rows = every_exception(session, case)
    kept = standing(rows)
    record = _Record(case, in_force(all_decisions(session, case)), kept, council, today)
    return CaseDates(
        council=tuple(record.lines(Event.RECEIVED, Event.DRAFT_SERVED)),
        reviews=tuple(record.lines(Event.PLAN_MADE, Event.REVIEW_MEETING, Event.AMENDMENT_NOTICE)),
        set_from_outside=tuple(record.lines(*SET_FROM_OUTSIDE)),
        later=tuple(record.lines(Event.BORN)),
        requests=tuple(RequestDates(each, record.advice(each)) for each in requests),
        own=tuple(_own_lines(session, record)),
        exceptions=tuple(kept),
        every_exception=tuple(rows),
    )


def relieved(
    session: Session, *, case: Case, requests: Iterable[Request], council: Council, today: date
) -> frozenset[str]:
    """The keys of the dates beside which an exception stands; a case without exceptions costs one question."""
    if not exceptions_in_force(session, case):
        return frozenset()
    found = case_dates(session, case=case, requests=requests, council=council, today=today)
    lines = [
        *found.council,
        *found.reviews,
        *found.set_from_outside,
        *(line for each in found.requests for line in each.lines),
    ]
    return frozenset(line.key for line in lines if line.exceptions)


class _Record:
    """What a case's dates follow from: its days, the decisions that stand, the exceptions that stand."""

    def __init__(
        self,
        case: Case,
        decisions: Sequence[CouncilDecision],
        exceptions: Iterable[RecordedException],
        council: Council,
        today: date,
    ) -> None:
        self.case, self.decisions, self.council, self.today = case, decisions, council, today
        self._exceptions = [(each, each.in_law(today)) for each in exceptions]

    def lines(self, *events: Event) -> list[DateLine]:
        """The dates that follow from these events, where they have happened."""
        days: dict[Event, date] = days_counted(self.case, self.decisions)
        if self.case.date_of_birth is not None:
            days[Event.BORN] = self.case.date_of_birth
        return [
            self._line(each, each.id, done_about(each, self.case, self.decisions), request_id=None)
            for event in events
            if event in days
            for each in self._deadlines(event, days[event], request_id=None)
            if falls_due(each.id, event, self.decisions)
        ]

    def advice(self, request: Request) -> tuple[DateLine, ...]:
        """The adviser's own six weeks on that request: nothing of the council's clock bears on them."""
        returned = day_in_london(request.returned_at) if request.returned_at else None
        done: Done | None = None
        if returned is not None:
            done = Done("Advice returned", returned)
        elif request.state is RequestState.CLOSED:
            done = Done("Closed without advice", needed=False)
        found = self._deadlines(Event.ADVICE_REQUESTED, request.received_on, request_id=request.id)
        return tuple(self._line(each, f"request-{request.id}-{each.id}", done, request_id=request.id) for each in found)

    def _deadlines(self, event: Event, day: date, *, request_id: int | None) -> Sequence[Deadline]:
        bearing = [in_law for row, in_law in self._exceptions if row.request_id == request_id]
        with suppress(ClockRefusal):  # before the law that the hub knows
            return law().dates_of(event, day, bearing)
        return ()

    def _line(self, deadline: Deadline, key: str, done: Done | None, *, request_id: int | None) -> DateLine:
        state, days = _state(deadline, done, self.today, certain=is_certain(deadline, self.decisions))
        own, why = self._own(deadline, request_id)
        return DateLine(
            key=key,
            deadline=deadline,
            state=state,
            done=done,
            days=days,
            exceptions=tuple(row for row, in_law in self._exceptions if _bears(row, in_law, deadline, request_id)),
            own=own,
            own_why=why,
        )

    def _own(self, deadline: Deadline, request_id: int | None) -> tuple[date | None, str]:
        own = self.council.own_dates.get(deadline.id)
        if own is None:
            return None, ""
        longer = deadline.sense is Sense.AT_LEAST
        return own.beside(deadline), "longer than the law asks for" if longer else "earlier than the law asks for"


def _bears(row: RecordedException, in_law: StatutoryException, deadline: Deadline, request_id: int | None) -> bool:
    return row.request_id == request_id and in_law in deadline.exceptions


def _state(deadline: Deadline, done: Done | None, today: date, *, certain: bool) -> tuple[DateState, int]:
    """How it stands with the date, and by how many days."""
    if deadline.sense is not Sense.LATEST:
        return DateState.FROM, abs((deadline.date - today).days)
    if done is not None:
        return _state_of(done, deadline)
    if deadline.id in _NOT_SEEN:
        return DateState.NOT_RECORDED, 0
    if deadline.conditional and not certain:
        return DateState.ONLY_IF, 0
    left = (deadline.date - today).days
    return (DateState.OVERDUE, -left) if left < 0 else (DateState.AHEAD, left)


def _state_of(done: Done, deadline: Deadline) -> tuple[DateState, int]:
    if not done.needed:
        return DateState.NOT_NEEDED, 0
    if done.on is None:
        return DateState.UNDATED, 0
    left = (deadline.date - done.on).days
    return (DateState.LATE, -left) if left < 0 else (DateState.KEPT, left)


def _own_lines(session: Session, record: _Record) -> list[OwnLine]:
    """The council's own dates where the law has none: an acknowledgement, the draft plan."""
    case, own = record.case, record.council.own_dates
    if case.received_on is None or case.decide_by is None:
        return []
    found = []
    if ACKNOWLEDGEMENT in own and case.channel is not Channel.IMPORT:  # the other system acknowledged it
        by = own[ACKNOWLEDGEMENT]
        found.append(OwnLine(by.what, by.counted_from(case.received_on), _acknowledged_on(session, case)))
    if DRAFT_PLAN in own:
        draft = earliest(record.decisions, case.received_on, DecisionKind.DRAFT_PLAN)
        by = own[DRAFT_PLAN]
        found.append(OwnLine(by.what, by.counted_from(case.received_on), sent_on(draft) if draft else None))
    return found


def _acknowledged_on(session: Session, case: Case) -> date | None:
    """The day of the first acknowledgement: the automatic answer, or the letter that somebody wrote."""
    answered = session.scalar(
        select(func.min(OutgoingNotice.created_at)).where(
            OutgoingNotice.case_reference == case.reference, OutgoingNotice.kind == NoticeKind.ACKNOWLEDGEMENT
        )
    )
    written = session.execute(
        select(HistoryEntry.at, HistoryEntry.details)
        .where(HistoryEntry.case_id == case.id, HistoryEntry.what == "letter written")
        .order_by(HistoryEntry.number)
    )
    by_letter = next((at for at, details in written if details.get("letter") == ACKNOWLEDGEMENT), None)
    found = [day_in_london(at) for at in (answered, by_letter) if at is not None]
    return min(found, default=None)
