"""One case's missing answers, chased across all of its teams at once: an e-mail to whoever's turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.deadlines import day_in_london
from hub.models import Case, OutgoingNotice, Person, Request, Role
from hub.notice import CaseReference, Notice, NoticeKind, case_reference
from hub.queries.quality import MISSING
from hub.refusals import MissingDetail
from hub.services.history import record
from hub.services.notices import notify, people_with
from hub.workflow import RequestState

AGAIN_AFTER = timedelta(days=2)
_CHASES = (
    NoticeKind.REMINDER_DUE,
    NoticeKind.REMINDER_DUE_TODAY,
    NoticeKind.REMINDER_OVERDUE,
    NoticeKind.REMINDER_UNALLOCATED,
    NoticeKind.ADVICE_RETURNED,
)


def chase_advice(session: Session, *, case: Case, by: Person, now: datetime) -> list[Request]:
    """Remind everybody whose answer or advice is missing on the case; returns the requests that were chased.

    Nobody is written to twice about one case within two days, by whomever. The e-mail says the case's reference and
    the statutory date, nothing else. Raises MissingDetail where the reference is not fit to leave the hub.
    """
    try:
        reference = case_reference(case.reference)
    except ValueError:  # brought over from another system
        raise MissingDetail(
            "The reference of this case is not fit for an email: it may name somebody.", "Telephone the teams instead."
        ) from None
    missing = select(Request).where(Request.case_id == case.id, Request.state.in_(MISSING)).order_by(Request.id)
    told = _told_lately(session, reference, now)
    chased = []
    for request in session.scalars(missing):
        kind = _kind(request, day_in_london(now))
        addresses = list(dict.fromkeys(_whose_turn(session, request, kind)))
        fresh = [each for each in addresses if each not in told]
        for address in fresh:
            notify(session, Notice(kind, address, reference, request.due_on, path="/my-cases"), now=now)
        if fresh:
            chased.append(request)
    if chased:
        record(session, case, "missing advice chased", by=by, at=now, requests=[each.id for each in chased])
    return chased


def _told_lately(session: Session, reference: CaseReference, now: datetime) -> frozenset[str]:
    lately = select(OutgoingNotice.recipient).where(
        OutgoingNotice.case_reference == reference,
        OutgoingNotice.kind.in_(_CHASES),
        OutgoingNotice.created_at > now - AGAIN_AFTER,
    )
    return frozenset(session.scalars(lately))


def _kind(request: Request, today: date) -> NoticeKind:
    if request.state is RequestState.AWAITING_ALLOCATION:
        return NoticeKind.REMINDER_UNALLOCATED
    if request.state is RequestState.RETURNED_FOR_CHANGES:
        return NoticeKind.ADVICE_RETURNED
    if request.due_on == today:
        return NoticeKind.REMINDER_DUE_TODAY
    return NoticeKind.REMINDER_DUE if request.due_on > today else NoticeKind.REMINDER_OVERDUE


def _whose_turn(session: Session, request: Request, kind: NoticeKind) -> Iterator[str]:
    """Its writers; their managers too once it is overdue, or where nobody has been assigned who is still here."""
    writers = [each.email for each in request.writers if each.active]
    yield from writers
    if writers and kind is not NoticeKind.REMINDER_OVERDUE:
        return
    if not writers and request.team.mailbox:
        yield request.team.mailbox
    yield from (each.email for each in people_with(session, Role.TEAM_MANAGER, team=request.team))
