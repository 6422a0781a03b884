"""What became of notices after their carrier took them: receipts, in whatever order they come, and bounces."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from hub.carrier import DeliveryFailed, Receipt
from hub.mailers import receipt_for
from hub.models import NoticeState, OutgoingNotice
from hub.notice import NoticeChannel
from hub.work import Task, TryLater

ASKED_FOR = timedelta(days=4)  # GOV.UK Notify tries for 72 hours at most
LONGEST_WAIT = timedelta(hours=6)
_REFERENCE = re.compile(rb"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_ACTION = re.compile(rb"^Action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^Status:[ \t]*(\d\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)


def ask_receipt(task: Task) -> None:
    """The work handler that asks a notice's carrier what became of it, later each time, until it says."""
    with task.database.reading() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        asked = row.state is NoticeState.SENT and row.sent_at is not None
        age = task.now - (row.sent_at or task.now)
    receipt = None
    if asked:
        try:
            receipt = receipt_for(row.reference, task.settings)
        except DeliveryFailed as failed:
            receipt = Receipt.ON_ITS_WAY if failed.temporary else None
        if receipt is Receipt.ON_ITS_WAY and age < ASKED_FOR:
            raise TryLater("no receipt yet", after=min(LONGEST_WAIT, max(timedelta(minutes=1), age)))
    with task.finishing() as session:
        if receipt is not None:
            take_receipt(session, reference=row.reference, receipt=receipt)


def take_receipt(session: Session, *, reference: str, receipt: Receipt) -> bool:
    """Note what a carrier says became of a notice; returns whether that was news.

    Receipts come late, twice, and in any order: what is final stays, and “on its way” never undoes it. A notice whose
    acceptance we have not noted yet (the answer was lost) is noted as sent by whatever its carrier says of it.
    """
    row = session.scalars(select(OutgoingNotice).where(OutgoingNotice.reference == reference)).first()
    if row is None or row.state not in (NoticeState.QUEUED, NoticeState.SENT) or receipt is Receipt.ON_ITS_WAY:
        return False
    failed = receipt is not Receipt.DELIVERED
    _became(session, row, NoticeState.FAILED if failed else NoticeState.DELIVERED, receipt.sentence)
    return True


def note_bounce(session: Session, *, mail: bytes) -> int:
    """Mark the notices as failed whose undelivered mail (RFC 3464) came back to us; returns how many.

    They are known by the Message-ID that we gave them and nobody else could know. A report that a mail is delayed, or
    was relayed, changes nothing: another one follows, or none.
    """
    actions = {each.lower() for each in _ACTION.findall(mail)}
    if actions and b"failed" not in actions:
        return 0
    references = {each.decode() for each in _REFERENCE.findall(mail)}
    found = session.scalars(
        select(OutgoingNotice).where(
            OutgoingNotice.reference.in_(references),
            OutgoingNotice.channel == NoticeChannel.EMAIL,
            OutgoingNotice.state.in_((NoticeState.QUEUED, NoticeState.SENT, NoticeState.DELIVERED)),
        )
    ).all()
    status = _STATUS.search(mail)
    why = f" ({status[1].decode()})" if status else ""
    for row in found:
        _became(session, row, NoticeState.FAILED, f"The reader's mail server sent it back{why}: check the address")
    return len(found)


def _became(session: Session, row: OutgoingNotice, state: NoticeState, failure: str) -> None:
    """The same is true of all that went out in a daily e-mail."""
    going = OutgoingNotice.state.in_((NoticeState.QUEUED, NoticeState.SENT, NoticeState.DELIVERED))
    session.execute(
        update(OutgoingNotice)
        .where(or_(OutgoingNotice.id == row.id, OutgoingNotice.digest_id == row.id), going)
        .values(state=state, failure=failure[:200], sent_at=row.sent_at)
    )
