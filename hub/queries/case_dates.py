"""Every statutory date of a case with its derivation: both clocks apart, what was done and when, what relieves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.council import Council
from hub.deadlines import ClockRefusal, Deadline, Event, Sense, StatutoryException, day_in_london, law
from hub.models import (
    Case,
    Channel,
    CouncilDecision,
    DecisionKind,
    DecisionOutcome,
    HistoryEntry,
    OutgoingNotice,
    RecordedException,
    Request,
    Stage,
)
from hub.notice import NoticeKind
from hub.own_dates import ACKNOWLEDGEMENT, DRAFT_PLAN
from hub.queries.decisions import all_decisions, in_force
from hub.queries.exceptions import every_exception, exceptions_in_force, standing
from hub.workflow import RequestState

_K = DecisionKind
_REFUSALS = frozenset({_K.REFUSED_TO_ASSESS, _K.REFUSED_TO_ISSUE})
_DONE_BY: Mapping[str, frozenset[DecisionKind]] = {
    "decision": frozenset({_K.AGREED_TO_ASSESS, _K.REFUSED_TO_ASSESS}),
    "no-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "final-plan": frozenset({_K.FINAL_PLAN}),
    "first-review": frozenset({_K.REVIEW_DECISION}),
    "review-decision": frozenset({_K.REVIEW_DECISION}),
    "proposed-amendments": frozenset({_K.REVIEW_DECISION}),
    "amended-plan-after-review": frozenset({_K.FINAL_PLAN}),
    "amended-plan": frozenset({_K.FINAL_PLAN}),
}
"""A limit → the decisions that keep it."""
_ENDED_BY: Mapping[str, frozenset[DecisionKind]] = {
    "no-plan": frozenset({_K.REFUSED_TO_ASSESS, _K.DRAFT_PLAN, _K.FINAL_PLAN}),
    "final-plan": _REFUSALS,
    "not-amended": frozenset({_K.FINAL_PLAN}),
}
"""A limit → the decisions after which it cannot fall due any more."""
_ONLY_WHEN_AMENDED = frozenset({"proposed-amendments", "amended-plan-after-review"})
_WHEN_AMENDING = frozenset({"amended-plan", "amended-plan-after-review"})
_AFTER_A_MEETING = frozenset(
    {"review-notice", "review-papers", "review-report", "review-decision", *_ONLY_WHEN_AMENDED}
)
_NOT_SEEN = frozenset({"review-notice", "review-papers", "review-report"})
_PAST_DECISION = (Stage.ASSESSMENT, Stage.DRAFT_PLAN, Stage.FINAL_PLAN, Stage.REVIEW)


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
class Done:
    """What was done about a date: in words, and on which day where it is known; nothing where it is not needed."""

    what: str = ""
    on: date | None = None
    needed: bool = True


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
    lines = [*found.council, *found.reviews, *(line for each in found.requests for line in each.lines)]
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
        days = self._days()
        return [
            self._line(each, each.id, self._done(each), request_id=None)
            for event in events
            if (day := days.get(event)) is not None
            for each in self._deadlines(event, day, request_id=None)
            if each.id not in self._of_another_system()
        ]

    def _of_another_system(self) -> frozenset[str]:
        """What followed a review of which only the day was brought over: that system's business, not this one's."""
        return frozenset() if self._latest(_K.REVIEW_MEETING) else _AFTER_A_MEETING

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

    def earliest(self, since: date, *kinds: DecisionKind) -> CouncilDecision | None:
        """The first decision of one of these kinds since that day."""
        return next((each for each in self.decisions if each.kind in kinds and each.decided_on >= since), None)

    def _deadlines(self, event: Event, day: date, *, request_id: int | None) -> Sequence[Deadline]:
        bearing = [in_law for row, in_law in self._exceptions if row.request_id == request_id]
        with suppress(ClockRefusal):  # before the law that the hub knows
            return law().dates_of(event, day, bearing)
        return ()

    def _days(self) -> dict[Event, date | None]:
        """The days from which the council's limits run."""
        case = self.case
        served, met = self._latest(_K.DRAFT_PLAN), self._latest(_K.REVIEW_MEETING)
        reviewed_on = met.decided_on if met else case.last_review_on
        amended = self._latest(_K.REVIEW_DECISION)
        notice = amended if amended and amended.outcome is DecisionOutcome.AMEND else None
        return {
            Event.RECEIVED: case.received_on if case.decide_by is not None else None,
            Event.DRAFT_SERVED: _sent(served) if served else None,
            Event.PLAN_MADE: case.plan_on if reviewed_on is None else None,
            Event.REVIEW_MEETING: reviewed_on,
            Event.AMENDMENT_NOTICE: _sent(notice) if notice else None,
            Event.BORN: case.date_of_birth,
        }

    def _latest(self, kind: DecisionKind) -> CouncilDecision | None:
        return next((each for each in reversed(self.decisions) if each.kind is kind), None)

    def _done(self, deadline: Deadline) -> Done | None:
        """What was done about a date of the council's; None where nothing has been yet."""
        since = deadline.counted_from
        kept = self.earliest(since, *_DONE_BY.get(deadline.id, ()))
        if deadline.id in _ONLY_WHEN_AMENDED and self._not_amended(since):
            return Done(needed=False)
        if kept is not None:
            return Done(_said(kept), _sent(kept))
        if self.earliest(since, *_ENDED_BY.get(deadline.id, ())) is not None:
            return Done(needed=False)
        return self._known_otherwise(deadline)

    def _certain(self, deadline: Deadline) -> bool:
        """Whether a date that falls due only in some cases falls due in this one: the plan is being amended."""
        decided = self.earliest(deadline.counted_from, _K.REVIEW_DECISION)
        return deadline.id in _WHEN_AMENDING and decided is not None and decided.outcome is DecisionOutcome.AMEND

    def _not_amended(self, since: date) -> bool:
        decided = self.earliest(since, _K.REVIEW_DECISION)
        return decided is not None and decided.outcome is not DecisionOutcome.AMEND

    def _known_otherwise(self, deadline: Deadline) -> Done | None:
        """What the case itself tells where no decision is on record, as of one that was brought over."""
        case = self.case
        plan = case.plan_on if case.plan_on and case.plan_on >= deadline.counted_from else None
        if deadline.id == "final-plan" and plan is not None:
            return Done("Plan made", plan)
        if deadline.id == "no-plan" and plan is not None:
            return Done(needed=False)
        if deadline.id == "decision" and (plan is not None or case.stage in _PAST_DECISION):
            return Done("The council has decided to assess")
        return Done(needed=False) if case.stage is Stage.CLOSED else None

    def _line(self, deadline: Deadline, key: str, done: Done | None, *, request_id: int | None) -> DateLine:
        state, days = _state(deadline, done, self.today, certain=self._certain(deadline))
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


def _sent(decision: CouncilDecision) -> date:
    """The day that the law looks at: the family is told by the letter, where its day is known."""
    return decision.letter_on or decision.decided_on


def _said(decision: CouncilDecision) -> str:
    """What was done, to be followed by its day."""
    by_letter = decision.letter_on is not None and decision.letter_on != decision.decided_on
    return f"{decision.kind.label}, by letter" if by_letter else decision.kind.label


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
        draft = record.earliest(case.received_on, _K.DRAFT_PLAN)
        by = own[DRAFT_PLAN]
        found.append(OwnLine(by.what, by.counted_from(case.received_on), _sent(draft) if draft else None))
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
