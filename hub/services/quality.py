"""The quality step: clear what is held, accept, return with a reason, release for editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from hub.council import Council
from hub.deadlines import day_in_london
from hub.models import Decision, Person, QualityDecision, Request, Role, Submission
from hub.notice import Notice, NoticeKind, fit_reference
from hub.permissions import Act, may
from hub.refusals import NotAllocatedToYou, NotTheReviewer, ReasonNeeded
from hub.services.deputies import deputies_of
from hub.services.dismissals import clear_findings
from hub.services.draft_end import end_drafting
from hub.services.family import tell_family
from hub.services.history import record
from hub.services.notices import notify, people_with
from hub.services.people import give_back, may_write_for
from hub.workflow import Move, RequestState, after, clear


def clear_advice(
    session: Session, *, submission: Submission, reason: str, by: Person, council: Council, now: datetime
) -> None:
    """Clear advice that is held: the reviewer has read the blocking findings and answers for them, with a reason.

    The same words are not held again when the advice is submitted anew.
    """
    request = submission.request
    _refuse_others(request, by, council, now)
    if not reason.strip():
        raise ReasonNeeded("Say why this can be published.", "For example: the sibling is named with their consent.")
    request.state = clear(request.state, quality_step=council.rules_for(request.team.profile).quality_step)
    clear_findings(session, submission=submission, reason=reason, by=by, now=now)
    _decide(session, submission, Decision.CLEARED, reason, by=by, now=now)
    tell_next(session, request=request, council=council, now=now)


def accept_advice(session: Session, *, submission: Submission, by: Person, council: Council, now: datetime) -> None:
    """Accept advice: it is published to the coordinator, the family and the professionals of the case."""
    _accept(session, submission, by=by, council=council, now=now)
    tell_next(session, request=submission.request, council=council, now=now)


def accept_together(
    session: Session, *, submissions: Sequence[Submission], by: Person, council: Council, now: datetime
) -> list[Submission]:
    """Accept several pieces of advice in one go, each as by itself; returns those that were.

    One that has moved on since it was shown is left as it is. Whoever reads several of one case hears of it once.
    """
    accepted = []
    for each in submissions:
        session.refresh(each.request, with_for_update=True)
        _refuse_others(each.request, by, council, now)
        if each.request.state is RequestState.AWAITING_QUALITY_CHECK:
            _accept(session, each, by=by, council=council, now=now)
            accepted.append(each)
    tell_readers(session, requests=[each.request for each in accepted], now=now)
    return accepted


def _accept(session: Session, submission: Submission, *, by: Person, council: Council, now: datetime) -> None:
    request = submission.request
    _refuse_others(request, by, council, now)
    request.state = after(request.state, Move.ACCEPT)
    _decide(session, submission, Decision.ACCEPTED, "", by=by, now=now)


def return_advice(
    session: Session, *, submission: Submission, reason: str, by: Person, council: Council, now: datetime
) -> None:
    """Return advice to its writer with a reason; the day on which it was first returned stands."""
    request = submission.request
    _refuse_others(request, by, council, now)
    if not reason.strip():
        raise ReasonNeeded
    request.state = after(request.state, Move.RETURN)
    _decide(session, submission, Decision.RETURNED, reason, by=by, now=now)
    _tell_writers(session, NoticeKind.ADVICE_RETURNED, request, by=by, now=now)


def release_advice(
    session: Session, *, submission: Submission, reason: str, by: Person, council: Council, now: datetime
) -> None:
    """Release submitted advice to its writer for editing (Rotherham: “ask them to release this”), with a reason."""
    request = submission.request
    if not may(by, Act.RELEASE, request, council):
        raise NotTheReviewer("You cannot release this advice.", "Ask the EHCP coordinator.")
    if not reason.strip():
        raise ReasonNeeded
    request.state = after(request.state, Move.RELEASE)
    request.opened_at = None
    _decide(session, submission, Decision.RELEASED, reason, by=by, now=now)
    _tell_writers(session, NoticeKind.ADVICE_RELEASED, request, by=by, now=now)


def take_back(session: Session, *, request: Request, by: Person, now: datetime) -> None:
    """The writer takes held advice back to mend it. Raises NotAllocatedToYou, NotAwaitingThat."""
    if not request.is_written_by(by):
        raise NotAllocatedToYou
    request.state = after(request.state, Move.TAKE_BACK)
    record(session, request.case, "held advice taken back to mend", by=by, at=now, request=request.id)


def tell_next(session: Session, *, request: Request, council: Council, now: datetime) -> None:
    """Tell whoever's turn it is, by the state that the request has come to."""
    reference = fit_reference(request.case.reference)
    if request.state is RequestState.PUBLISHED:
        tell_readers(session, requests=[request], now=now)
        return
    kind = {
        RequestState.HELD: NoticeKind.ADVICE_HELD,
        RequestState.AWAITING_QUALITY_CHECK: NoticeKind.ADVICE_TO_CHECK,
    }.get(request.state)
    if kind is not None:
        for reviewer in reviewers_of(session, request, council, on=day_in_london(now)):
            notify(session, Notice(kind, reviewer.email, reference, request.due_on), now=now)


def tell_readers(session: Session, *, requests: Sequence[Request], now: datetime) -> None:
    """Open published advice to its readers and tell them, once for each case; what stood round its draft goes."""
    end_drafting(session, requests)
    told: set[tuple[str, int]] = set()
    for request in requests:
        request.opened_at = now
        reference = fit_reference(request.case.reference)
        for reader in (request.case.coordinator, *request.writers):
            if reader is not None and (reader.email, request.case_id) not in told:
                told.add((reader.email, request.case_id))
                notify(session, Notice(NoticeKind.ADVICE_PUBLISHED, reader.email, reference), now=now)
    for case in {each.case_id: each.case for each in requests}.values():
        tell_family(session, case=case, now=now)


def reviewers_of(session: Session, request: Request, council: Council, *, on: date) -> list[Person]:
    """The people whose turn it is to quality-assure the request's advice, with those who stand in for them."""
    roles = council.rules_for(request.team.profile).reviewers
    found: dict[int, Person] = {}
    for role in sorted(roles):
        team = None if role is Role.DCO else request.team
        found.update({each.id: each for each in people_with(session, role, team=team)})
    found.update({each.id: each for each in deputies_of(session, list(found.values()), on=on)})
    return [each for each in found.values() if may(each, Act.REVIEW, request, council, on=on)]


def _refuse_others(request: Request, by: Person, council: Council, now: datetime) -> None:
    if not may(by, Act.REVIEW, request, council, on=day_in_london(now)):
        raise NotTheReviewer


def _decide(
    session: Session, submission: Submission, decision: Decision, reason: str, *, by: Person, now: datetime
) -> None:
    submission.decisions.append(
        QualityDecision(decision=decision, reason=reason.strip(), at=now, by=by, submission=submission)
    )
    request = submission.request
    record(
        session,
        request.case,
        f"advice {decision.value}",
        by=by,
        at=now,
        request=request.id,
        submission=submission.number,
    )


def _tell_writers(session: Session, kind: NoticeKind, request: Request, *, by: Person, now: datetime) -> None:
    for left in (each for each in request.writers if not may_write_for(each, request.team)):
        give_back(session, request, left, by=by, now=now)
    for writer in request.writers:
        reference = fit_reference(request.case.reference)
        notify(session, Notice(kind, writer.email, reference, request.due_on), now=now)
