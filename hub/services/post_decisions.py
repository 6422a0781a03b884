"""What an officer decides about received post: confirm the case, join it to another, or set it aside as not ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.deadlines import day_in_london
from hub.models import Case, Person, PostItem, PostState, Reading, Request, Stage
from hub.refusals import AlreadyConfirmed, MissingDetail, ReasonNeeded
from hub.services.cases import ASSESSMENT_REQUEST, REQUEST_KINDS, confirm_case, open_case
from hub.services.history import record
from hub.services.read_values import child_in, corrections, requester_in
from hub.services.received_post import DRAFT_RETURNED
from hub.services.returned_advice import answerable
from hub.work import enqueue

CONFIRMED, JOINED, NOT_OURS, DRAFTED = "confirmed", "joined", "not-ours", "made a draft"


def open_case_from(session: Session, *, reading: Reading, by: Person, now: datetime) -> Case:
    """Open an unconfirmed case from post that did not look like a request, with what was read in it.

    Raises AlreadyConfirmed once it has been decided; a reading that has a case keeps it.
    """
    _refuse_decided(reading)
    if reading.case is not None:
        return reading.case
    received_at = reading.item.received_at or reading.item.stored_at
    reading.case = open_case(
        session,
        channel=reading.item.channel,
        received_on=day_in_london(received_at),
        requester=requester_in(reading.result),
        child=child_in(reading.result),
        by=by,
        now=now,
        request_kind=reading.kind if reading.kind in REQUEST_KINDS else ASSESSMENT_REQUEST,
    )
    return reading.case


def add_child(session: Session, *, reading: Reading, by: Person, now: datetime) -> Reading:
    """The item is about another child too: a reading of its own for that child, with an unconfirmed case.

    What was said of the whole item is kept; who the child is, a person has to say. Raises AlreadyConfirmed once the
    first one was set aside.
    """
    if reading.decision == NOT_OURS:
        _refuse_decided(reading)
    result = {
        **reading.result,
        "child": dict.fromkeys(reading.result.get("child") or {}),
        "evidence": {
            path: found
            for path, found in (reading.result.get("evidence") or {}).items()
            if not path.startswith("child.") and path != "concerns"
        },
        "concerns": None,
        "case": None,
        "existing_case": None,
        "why": ["An officer found another child in this item: say who it is."],
    }
    number = max(each.number for each in reading.item.readings) + 1
    second = Reading(number=number, kind=reading.kind, result=result, read_at=now, needs_review=True, item=reading.item)
    session.add(second)
    reading.item.state = PostState.WAITING
    session.flush()
    open_case_from(session, reading=second, by=by, now=now)
    return second


def confirm_reading(session: Session, *, reading: Reading, by: Person, now: datetime) -> Case:
    """What was read is right, or has been corrected: its case becomes the council's.

    Raises AlreadyConfirmed, or MissingDetail where no case was opened from it or the child's name is unknown.
    """
    if reading.case is None:
        raise MissingDetail("No case has been opened from this.", "Join it to a case, or set it aside.")
    confirm_case(session, case=reading.case, by=by, now=now)
    reading.corrected = corrections(reading, reading.case)
    _decide(reading, CONFIRMED, by=by, now=now)
    return reading.case


def join_reading(session: Session, *, reading: Reading, to: Case, by: Person, now: datetime) -> None:
    """It belongs to a case that the hub has: file it there; an unconfirmed case of its alone is closed.

    Raises AlreadyConfirmed once it has been decided, MissingDetail for a case that nobody has confirmed.
    """
    _refuse_decided(reading)
    if to.stage is Stage.UNCONFIRMED:
        raise MissingDetail("That case has not been confirmed itself.", "Confirm it first, then join this one to it.")
    opened = reading.case
    seemed = reading.result.get("existing_case")
    reading.corrected = {} if seemed == to.reference else {"existing_case": {"read": seemed, "right": to.reference}}
    if opened is not None and _only_for(session, reading):
        opened.stage = Stage.CLOSED
        record(session, opened, "joined to another case", by=by, at=now, to=to.reference)
    reading.case = to
    record(session, to, "post joined", by=by, at=now, item=reading.item_id)
    _decide(reading, JOINED, by=by, now=now)


def answer_request(session: Session, *, reading: Reading, request: Request, by: Person, now: datetime) -> None:
    """It is the advice that a request asked for: a draft is made of it, for its writer to submit.

    Raises AlreadyConfirmed once it has been decided, MissingDetail where nobody is writing for that request, or the
    item is about several children: one's advice may not come into another's case.
    """
    _refuse_decided(reading)
    if len(reading.item.readings) > 1:
        raise MissingDetail("This is about several children.", "File it, and ask its writer for each advice alone.")
    if request.id not in {each.id for each in answerable(session, request.case)}:
        raise MissingDetail("Nobody is writing advice for that request.", "Have it assigned first, then choose again.")
    reading.case = request.case
    record(session, request.case, "post joined", by=by, at=now, item=reading.item_id)
    enqueue(session, handler=DRAFT_RETURNED, key=f"{reading.item_id}:{request.id}", now=now)
    reading.corrected = {}
    _decide(reading, DRAFTED, by=by, now=now)


def set_aside(session: Session, *, reading: Reading, reason: str, by: Person, now: datetime) -> None:
    """It is not for the hub: kept, with the reason, and an unconfirmed case of its alone is closed.

    Raises ReasonNeeded, AlreadyConfirmed.
    """
    _refuse_decided(reading)
    if not reason.strip():
        raise ReasonNeeded("Say why this is not for the hub.", "For example: an advertisement; meant for housing.")
    if reading.case is not None and _only_for(session, reading):
        reading.case.stage = Stage.CLOSED
        record(session, reading.case, "not for the hub", by=by, at=now, reason=reason.strip())
    reading.corrected = {} if reading.kind == "spam" else {"kind": {"read": reading.kind, "right": None}}
    _decide(reading, NOT_OURS, by=by, now=now)
    reading.item.reason = reason.strip()
    if all(each.decision == NOT_OURS for each in reading.item.readings):
        reading.item.state = PostState.NOT_OURS


def set_item_aside(session: Session, *, item: PostItem, reason: str, by: Person, now: datetime) -> None:
    """The same for an item in which nothing could be read.

    Raises ReasonNeeded; AlreadyConfirmed where it has been read, is about to be, or has been dealt with.
    """
    if item.state is not PostState.WAITING or item.readings:
        raise AlreadyConfirmed("This cannot be set aside from here.", "Open the queue to see what it waits for.")
    if not reason.strip():
        raise ReasonNeeded("Say why this is not for the hub.", "For example: an advertisement; meant for housing.")
    item.state, item.reason = PostState.NOT_OURS, reason.strip()
    session.flush()


def _refuse_decided(reading: Reading) -> None:
    if reading.decided_at is not None:
        raise AlreadyConfirmed("Somebody has already dealt with this.", "Open the queue to see what is left.")


def _only_for(session: Session, reading: Reading) -> bool:
    """Whether its case is unconfirmed and nothing else that waits belongs to it: the same request may come twice."""
    case = reading.case
    others = select(Reading.id).where(Reading.case == case, Reading.id != reading.id, Reading.decided_at.is_(None))
    return case is not None and case.stage is Stage.UNCONFIRMED and session.scalars(others.limit(1)).first() is None


def _decide(reading: Reading, decision: str, *, by: Person, now: datetime) -> None:
    reading.decision, reading.decided_by, reading.decided_at = decision, by, now
    if all(each.decided_at for each in reading.item.readings):
        reading.item.state = PostState.FILED
