"""Requests for advice: asked, allocated, answered, asked again or closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Area
from hub.deadlines import advice_due, day_in_london
from hub.models import Answer, Case, Person, Request, Role, Stage, Team
from hub.notice import Notice, NoticeKind, fit_reference
from hub.refusals import AlreadyAsked, CannotBeAssigned, MissingDetail, NotAwaitingThat, Refusal
from hub.services.history import record
from hub.services.notices import notify
from hub.workflow import FINISHED, Move, RequestState, after


def request_advice(
    session: Session,
    *,
    case: Case,
    team: Team,
    areas: Iterable[Area],
    notes: str = "",
    by: Person | None,
    now: datetime,
    received_on: date | None = None,
) -> Request:
    """Ask a team for advice: due six weeks after the day it receives the request (SEND Regulations 2014, reg 8(1)).

    The team's central mailbox is told, without naming the child. `received_on` is given only for requests brought
    over from another system. Raises AlreadyAsked while the team has an open request, NotAwaitingThat before a
    person has confirmed the case.
    """
    if case.stage in (Stage.UNCONFIRMED, Stage.CLOSED):
        raise NotAwaitingThat("Advice can be asked for once the case has been confirmed.", "Confirm the case first.")
    asked = select(Request).where(
        Request.case_id == case.id, Request.team_id == team.id, Request.state.not_in(list(FINISHED))
    )
    if session.scalars(asked).first() is not None:
        raise AlreadyAsked
    brought_over = received_on is not None
    received = received_on or day_in_london(now)
    request = Request(
        case=case,
        team=team,
        received_on=received,
        due_on=advice_due(received),
        asked_at=now,
        area_names=[area.value for area in areas],
        notes=notes,
        asked_by=by,
    )
    session.add(request)
    session.flush()  # its number stands in the history
    if case.stage is Stage.REQUEST:
        case.stage = Stage.ASSESSMENT
    record(
        session,
        case,
        "advice requested",
        by=by,
        at=now,
        request=request.id,
        team=team.name,
        received_on=received.isoformat(),
        due_on=request.due_on.isoformat(),
    )
    if not brought_over:
        _tell(session, NoticeKind.ADVICE_REQUESTED, team.mailbox, request, now=now)
    return request


def allocate(session: Session, *, request: Request, to: Person, by: Person, now: datetime) -> None:
    """Assign a professional of the team (“assign professional”), or another one than before; they are told.

    Raises NotAwaitingThat once the advice has been submitted, Refusal for somebody who isn't in the team.
    """
    _refuse_outsider(request, to)
    request.state = after(request.state, Move.ALLOCATE)
    again = request.allocated_to is not None
    request.allocated_to = to
    request.allocated_at = now
    request.co_writers = [each for each in request.co_writers if each.id != to.id]
    if request.answer is None:
        request.answer = Answer.YES_ALLOCATED
    what = "allocated again" if again else "allocated"
    record(session, request.case, what, by=by, at=now, request=request.id, to=to.id)
    _tell(session, NoticeKind.ADVICE_ALLOCATED, to.email, request, now=now)


def share(session: Session, *, request: Request, writers: Iterable[Person], by: Person, now: datetime) -> None:
    """Let these people of the team, and nobody else, write the one draft besides whom it is allocated to.

    Who is new is told. Raises NotAwaitingThat before it is allocated and once the advice has been submitted, Refusal
    for somebody who isn't in the team.
    """
    if request.allocated_to is None:
        raise NotAwaitingThat("Nobody has been assigned yet.", "Assign one professional first, then add others.")
    after(request.state, Move.ALLOCATE)
    wanted = {each.id: each for each in writers if each.id != request.allocated_to.id}
    before = {each.id for each in request.co_writers}
    for each in wanted.values():
        _refuse_outsider(request, each)
    if before == set(wanted):
        return
    request.co_writers = list(wanted.values())
    record(session, request.case, "writers changed", by=by, at=now, request=request.id, co_writers=sorted(wanted))
    for each in wanted.values():
        if each.id not in before:
            _tell(session, NoticeKind.ADVICE_ALLOCATED, each.email, request, now=now)


def _refuse_outsider(request: Request, person: Person) -> None:
    if person.is_family_of(request.case_id):
        raise CannotBeAssigned
    if not person.active or request.team_id not in person.team_ids(Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.SENCO):
        raise Refusal("That person is not in your team.", "Choose somebody from the list, or invite them first.")


def answer_no(session: Session, *, request: Request, answer: Answer, details: str, by: Person, now: datetime) -> None:
    """Answer that no advice will be provided, with details; the coordinator decides what follows.

    Not “known” alone does not end the matter: regulation 6 may still require the advice. Raises MissingDetail
    without details.
    """
    if answer.provides_advice:
        raise MissingDetail("That answer means that advice will be provided.", "Assign a professional instead.")
    if not details.strip():
        raise MissingDetail(
            "Say more about the answer.", "For example: child is not known to the service; previous discharge date."
        )
    request.state = after(request.state, Move.ANSWER_NO)
    request.answer, request.answer_details, request.answered_at = answer, details.strip(), now
    request.allocated_to, request.co_writers = None, []  # whoever was to write is no longer on the case
    record(
        session,
        request.case,
        "answered that no advice will be given",
        by=by,
        at=now,
        request=request.id,
        answer=answer.value,
    )
    if coordinator := request.case.coordinator:
        _tell(session, NoticeKind.ANSWERED_NO, coordinator.email, request, now=now)


def ask_again(session: Session, *, request: Request, notes: str, by: Person, now: datetime) -> None:
    """Hold the team to the request after a “no”: same six weeks, with what the coordinator says about it."""
    if not notes.strip():
        raise MissingDetail("Say why advice is still needed.", "The team reads this with the request.")
    request.state = after(request.state, Move.ASK_AGAIN)
    request.notes = "\n\n".join(filter(None, (request.notes, notes.strip())))
    request.answer, request.allocated_to, request.co_writers = None, None, []
    record(session, request.case, "advice still required", by=by, at=now, request=request.id)
    _tell(session, NoticeKind.ADVICE_REQUESTED, request.team.mailbox, request, now=now)


def close_request(session: Session, *, request: Request, reason: str, by: Person, now: datetime) -> None:
    """Accept a “no”: the request ends without advice, with the coordinator's reason."""
    if not reason.strip():
        raise MissingDetail("Say why the request can be closed without advice.", "The reason is kept in the history.")
    request.state = after(request.state, Move.CLOSE)
    record(
        session, request.case, "request closed without advice", by=by, at=now, request=request.id, reason=reason.strip()
    )


def no_longer_needed(session: Session, *, request: Request, by: Person, now: datetime) -> None:
    """End a request on a case that was closed: its team and writers are told; whatever was written is kept.

    Where the council agrees to assess later, the team can be asked again. Raises NotAwaitingThat on an open case, and
    for advice that has been submitted.
    """
    if request.case.stage is not Stage.CLOSED:
        raise NotAwaitingThat("This case is open: the advice is still needed by law.", "Open the case again.")
    request.state = after(request.state, Move.NO_LONGER_NEEDED)
    record(session, request.case, "advice no longer needed", by=by, at=now, request=request.id, team=request.team.name)
    writers = [each.email for each in request.writers if each.active]
    reference = fit_reference(request.case.reference)
    for address in dict.fromkeys(filter(None, (request.team.mailbox, *writers))):
        notify(session, Notice(NoticeKind.ADVICE_NOT_NEEDED, address, reference), now=now)


def open_requests(session: Session, case: Case) -> list[Request]:
    """The case's requests for advice that are not finished, the soonest due first."""
    wanted = (
        select(Request)
        .where(Request.case_id == case.id, Request.state.not_in([each.value for each in FINISHED]))
        .order_by(Request.due_on, Request.id)
    )
    return list(session.scalars(wanted))


def _tell(session: Session, kind: NoticeKind, to: str, request: Request, *, now: datetime) -> None:
    due = None if request.state is RequestState.ANSWERED_NO else request.due_on
    notify(session, Notice(kind, to, fit_reference(request.case.reference), due), now=now)
