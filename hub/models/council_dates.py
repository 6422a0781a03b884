"""The council's statutory dates of a case that lie ahead: one place, for its page and for the lists."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from hub.deadlines import ClockRefusal, Deadline, Event, Sense, deadlines_from
from hub.models.case import Case, Stage
from hub.models.decision import CouncilDecision, DecisionKind, DecisionOutcome

_ASSESSMENT_REQUEST = "ehc-needs-assessment-request"
_K = DecisionKind
_SHOWN = {
    "decision": _K.AGREED_TO_ASSESS,
    "no-plan": _K.REFUSED_TO_ISSUE,
    "final-plan": _K.FINAL_PLAN,
    "representations": _K.DRAFT_PLAN,
    "first-review": _K.REVIEW_MEETING,
    "next-review": _K.REVIEW_MEETING,
    "review-decision": _K.REVIEW_DECISION,
    "amended-plan": _K.FINAL_PLAN,
}
"""A limit of the clock → the decision beside which it is shown."""
_DECIDED = (Stage.ASSESSMENT, Stage.DRAFT_PLAN)
_WITH_PLAN = (Stage.FINAL_PLAN, Stage.REVIEW)


def dates_ahead(case: Case, standing: Sequence[CouncilDecision], *, today: date | None = None) -> list[Deadline]:
    """The statutory dates that the case has still to meet, the earliest first.

    One is met by the decision for which it stands; one that no limit of the law is known for is left out. With
    `today`, so is the family's own time once it is over: nothing is late then. `standing` by day, the earliest first.
    """
    if case.stage is Stage.CLOSED:
        return []
    found = [each for event, day in _events(case, standing) for each in _deadlines(event, day)]
    open_ = (each for each in found if each.id in _SHOWN and not _met(each, case, standing))
    return sorted((each for each in open_ if not _over(each, today)), key=lambda each: each.date)


def next_date(case: Case, standing: Sequence[CouncilDecision], *, today: date | None = None) -> date | None:
    """The soonest of them."""
    return next((each.date for each in dates_ahead(case, standing, today=today)), None)


def date_for(case: Case, standing: Sequence[CouncilDecision], row: CouncilDecision) -> Deadline | None:
    """The statutory date that stood over a decision, or follows from a draft that was served; None for a meeting."""
    if row.kind in (_K.REVIEW_MEETING, _K.PANEL):
        return None
    wanted = _K.AGREED_TO_ASSESS if row.kind is _K.REFUSED_TO_ASSESS else row.kind
    every = (each for event, day in _events(case, standing) for each in _deadlines(event, day))
    found = [each for each in every if _SHOWN.get(each.id) is wanted and each.counted_from <= row.decided_on]
    return max(found, key=lambda each: each.counted_from, default=None)


def statutory_day(case: Case, standing: Sequence[CouncilDecision], limit: str) -> date | None:
    """The day of one of the clock's limits on this case, by its id (“final-plan”); None where it cannot be counted."""
    found = (each for event, day in _events(case, standing) for each in _deadlines(event, day) if each.id == limit)
    return max((each.date for each in found), default=None)


def _events(case: Case, standing: Sequence[CouncilDecision]) -> list[tuple[Event, date]]:
    """The days from which the case's limits run."""
    found: list[tuple[Event, date]] = []
    if case.received_on is not None and case.request_kind == _ASSESSMENT_REQUEST:
        found.append((Event.RECEIVED, case.received_on))
    if served := _latest(standing, _K.DRAFT_PLAN):
        found.append((Event.DRAFT_SERVED, served.letter_on or served.decided_on))
    met = _latest(standing, _K.REVIEW_MEETING)
    reviewed_on = met.decided_on if met else case.last_review_on
    if case.plan_on is not None and reviewed_on is None:
        found.append((Event.PLAN_MADE, case.plan_on))
    if reviewed_on is not None:
        found.append((Event.REVIEW_MEETING, reviewed_on))
    amended = _latest(standing, _K.REVIEW_DECISION)
    if amended and amended.outcome is DecisionOutcome.AMEND:
        found.append((Event.AMENDMENT_NOTICE, amended.letter_on or amended.decided_on))
    return found


def _deadlines(event: Event, day: date) -> tuple[Deadline, ...]:
    with suppress(ClockRefusal):
        return deadlines_from(event, day)
    return ()


def _over(deadline: Deadline, today: date | None) -> bool:
    return today is not None and deadline.sense is Sense.AT_LEAST and deadline.date < today


def _met(deadline: Deadline, case: Case, standing: Sequence[CouncilDecision]) -> bool:
    """Whether what the date is for has happened since the day it is counted from, or can no longer happen."""
    kinds = {each.kind for each in standing if each.decided_on >= deadline.counted_from}
    plan = case.plan_on is not None and case.plan_on >= deadline.counted_from
    if _ended(standing) or _past(deadline, case.stage):
        return True
    met_by = {
        "decision": kinds - {_K.PANEL} or plan,
        "no-plan": kinds & {_K.REFUSED_TO_ISSUE, _K.REFUSED_TO_ASSESS, _K.DRAFT_PLAN, _K.FINAL_PLAN} or plan,
        "final-plan": kinds & {_K.FINAL_PLAN, _K.REFUSED_TO_ISSUE, _K.REFUSED_TO_ASSESS} or plan,
        "representations": kinds & {_K.FINAL_PLAN, _K.REFUSED_TO_ISSUE},
        "review-decision": kinds & {_K.REVIEW_DECISION} or _latest(standing, _K.REVIEW_MEETING) is None,
        "amended-plan": kinds & {_K.FINAL_PLAN},
    }
    return bool(met_by.get(deadline.id, False))


def _ended(standing: Sequence[CouncilDecision]) -> bool:
    last = standing[-1] if standing else None
    return last is not None and (
        last.kind in (_K.REFUSED_TO_ASSESS, _K.REFUSED_TO_ISSUE) or last.outcome is DecisionOutcome.CEASE
    )


def _latest(standing: Sequence[CouncilDecision], kind: DecisionKind) -> CouncilDecision | None:
    return max(
        (each for each in standing if each.kind is kind), key=lambda each: (each.decided_on, each.id), default=None
    )


def _past(deadline: Deadline, stage: Stage) -> bool:
    """Whether the case is beyond that limit, as one may be whose decisions are in another system's record."""
    if deadline.event is not Event.RECEIVED:
        return False
    return (
        stage in _WITH_PLAN
        or (deadline.id == "decision" and stage in _DECIDED)
        or (deadline.id == "no-plan" and stage is Stage.DRAFT_PLAN)
    )
