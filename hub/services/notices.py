"""Notices: put in the outbox in the same commit as their cause, sent later by a worker."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hub.carrier import DeliveryFailed
from hub.council import Council, load_council
from hub.deadlines import day_in_london
from hub.mailers import carrier_for, gives_receipts
from hub.messages import Message, write_message
from hub.models import Membership, NoticeState, OutgoingNotice, Person, Role, Team, Work, WorkState
from hub.notice import CaseReference, Notice, NoticeKind
from hub.queries.covers import covers_of
from hub.queries.ways import Way, way_to
from hub.services.many_rows import insert_rows, next_ids
from hub.settings import Settings
from hub.work import Task, TryLater, enqueue

SEND = "hub.services.notices:send_notice"
GATHER = "hub.services.daily_emails:send_daily"
ASK_RECEIPT = "hub.services.deliveries:ask_receipt"
CODE_LASTS = timedelta(minutes=10)  # ASVS 5.0.0, 6.5.5
TRIED_FOR = timedelta(days=7)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=20), timedelta(minutes=15)
FIRST_RECEIPT = timedelta(minutes=1)
_AHEAD = timedelta(days=1)  # of whatever waits: a code is no use behind ten thousand reminders
_SECRET = frozenset(
    {
        NoticeKind.INVITATION,
        NoticeKind.FAMILY_INVITATION,
        NoticeKind.PASSWORD_RESET,
        NoticeKind.NEW_EMAIL,
        NoticeKind.SECOND_FACTOR_RESET,
        NoticeKind.ONE_TIME_CODE,
        NoticeKind.ONE_TIME_CODE_CALL,
    }
)
NEVER_WAIT = _SECRET | {NoticeKind.ACCOUNT_CHANGED, NoticeKind.EMAIL_CHANGED, NoticeKind.ACKNOWLEDGEMENT}
"""Kinds that quiet hours and daily e-mails don't hold back, and that whoever covers for somebody doesn't see."""


def notify(session: Session, notice: Notice, *, now: datetime) -> OutgoingNotice:
    """Put a notice in the outbox, in the caller's transaction, with the work of sending it.

    Those who cover for its reader today get a copy, which says so. Returns the row of the reader's own.
    """
    row = OutgoingNotice(**_columns(notice), created_at=now)
    session.add(row)
    session.flush()
    first = now - _AHEAD if notice.kind in _SECRET else None
    enqueue(session, handler=SEND, key=str(row.id), now=now, not_before=first)
    if notice.kind not in NEVER_WAIT:
        covering = covers_of(session, [notice.to], day_in_london(now)).get(notice.to, ())
        notify_many(session, [_copy(notice, each) for each in covering], now=now)
    return row


def notify_many(session: Session, notices: Sequence[Notice], *, now: datetime) -> Sequence[int]:
    """Put many notices in the outbox in a few statements; returns the numbers of their rows. Adds no copies."""
    if not notices:
        return ()
    ids = next_ids(session, OutgoingNotice, len(notices))
    rows = [{"id": id_, **_columns(notice)} for id_, notice in zip(ids, notices, strict=True)]
    insert_rows(session, OutgoingNotice, rows, created_at=now, **_NOT_YET)
    new = {"handler": SEND, "not_before": now, "state": WorkState.WAITING, "attempts": 0}
    insert_rows(session, Work, [{"key": str(id_)} for id_ in ids], **new, leased_by="", failure="")
    return ids


def send_notice(task: Task) -> None:
    """The work handler that sends one notice and marks it sent.

    Quiet hours are waited for; who wants one e-mail a day gets the notice in that. At least once: a kill between the
    carrier's yes and our commit sends it again, with the same reference. A carrier that is away is asked again, later
    each time, for a week (a one-time code for as long as it would work); what stays unsent is marked as failed, and
    an administrator is shown it.
    """
    council = load_council(task.settings.council)
    with task.database.reading() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        wanted = row.state is NoticeState.QUEUED and row.digest_id is None
        held_back = wanted and row.kind not in NEVER_WAIT
        way = way_to(session, row.recipient, council) if held_back else Way()
        members = _members(session, row)
    if way.daily and row.kind is not NoticeKind.DIGEST:
        _gather(task, way)
        return
    if (quiet_until := way.quiet.until(task.now)) is not None:
        raise TryLater("its reader's quiet hours", after=quiet_until - task.now)
    empty = row.kind is NoticeKind.DIGEST and not members
    failure = ""
    if wanted and not empty:
        failure = _handed_over(task, row, _message(row, members, council, task.settings))
    with task.finishing() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        if row.state is not NoticeState.QUEUED or not wanted:
            return
        if empty:
            row.state = NoticeState.WITHDRAWN
            return
        _settle(session, row, [each.id for each in members], failure, now=task.now)
        if not failure and gives_receipts(task.settings):
            later = task.now + FIRST_RECEIPT
            enqueue(session, handler=ASK_RECEIPT, key=str(row.id), now=task.now, not_before=later)


def failed_notices(session: Session) -> list[OutgoingNotice]:
    """The notices that no carrier would take, oldest first: for an administrator, with no address in their words."""
    failed = (
        select(OutgoingNotice)
        .where(OutgoingNotice.state == NoticeState.FAILED, OutgoingNotice.digest_id.is_(None))
        .order_by(OutgoingNotice.id)
    )
    return list(session.scalars(failed))


def send_again(session: Session, *, now: datetime, only: int | None = None) -> int:
    """Queue every failed notice once more (or one), but those whose secret is gone: ask for a new link or code instead.

    A daily e-mail goes with all that it holds. A new reference tells it from the try that failed.
    """
    failed = [each for each in failed_notices(session) if only is None or each.id == only]
    again = [each for each in failed if each.kind not in _SECRET]
    for row in again:
        row.state, row.failure, row.created_at, row.reference = NoticeState.QUEUED, "", now, str(uuid.uuid4())
        inside = update(OutgoingNotice).where(OutgoingNotice.digest_id == row.id)
        session.execute(
            inside.where(OutgoingNotice.state == NoticeState.FAILED).values(state=NoticeState.QUEUED, failure="")
        )
        enqueue(session, handler=SEND, key=str(row.id), now=now)
    return len(again)


def put_away(session: Session, *, notice_id: int) -> bool:
    """Take a failed notice off the administrators' list: nobody needs it any more. Returns whether it was there."""
    row = session.get(OutgoingNotice, notice_id)
    if row is None or row.state is not NoticeState.FAILED:
        return False
    row.state = NoticeState.WITHDRAWN
    return True


def can_go_again(kind: NoticeKind) -> bool:
    """Whether a failed notice of that kind can be sent once more: not one whose link or code is gone."""
    return kind not in _SECRET


def people_with(session: Session, role: Role, *, team: Team | None = None) -> list[Person]:
    """The active people who have the role, in the team where one is given, by name."""
    found = select(Person).join(Membership).where(Membership.role == role, Person.active).order_by(Person.name)
    if team is not None:
        found = found.where(Membership.team_id == team.id)
    return list(session.scalars(found).unique())


_NOT_YET = {
    "state": NoticeState.QUEUED,
    "sent_at": None,
    "failure": "",
    "gathered": False,
    "digest_id": None,
}


def _columns(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "channel": notice.channel,
        "recipient": notice.to,
        "reference": str(uuid.uuid4()),
        "case_reference": notice.case or "",
        "due_on": notice.due_on,
        "path": notice.path,
        "code": notice.code,
        "for_cover": notice.for_cover,
    }


def _copy(notice: Notice, to: str) -> Notice:
    return Notice(notice.kind, to, notice.case, notice.due_on, path=notice.path, for_cover=True)


def _members(session: Session, row: OutgoingNotice) -> list[OutgoingNotice]:
    """What a daily e-mail holds and is still true."""
    if row.kind is not NoticeKind.DIGEST:
        return []
    inside = select(OutgoingNotice).where(
        OutgoingNotice.digest_id == row.id, OutgoingNotice.state == NoticeState.QUEUED
    )
    return list(session.scalars(inside.order_by(OutgoingNotice.id)))


def _gather(task: Task, way: Way) -> None:
    """Leave the notice to its reader's next daily e-mail."""
    with task.finishing() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        row.gathered = True
        enqueue(session, handler=GATHER, key=str(row.id), now=task.now, not_before=way.next_daily(row.created_at))


def _handed_over(task: Task, row: OutgoingNotice, message: Message) -> str:
    """Give the message to its carrier; returns why it will never take it. Raises TryLater where it may later."""
    try:
        carrier_for(row.channel, task.settings).send(message)
    except DeliveryFailed as failed:
        age = task.now - row.created_at
        if failed.temporary and age < (CODE_LASTS if row.code else TRIED_FOR):
            raise TryLater(failed.sentence, after=min(LONGEST_PAUSE, max(SHORTEST_PAUSE, age))) from None
        return failed.sentence
    return ""


def _message(row: OutgoingNotice, members: list[OutgoingNotice], council: Council, settings: Settings) -> Message:
    notice = _notice_of(row)
    inside = [_notice_of(each) for each in members]
    return write_message(notice, reference=row.reference, council=council, settings=settings, inside=inside)


def _settle(session: Session, row: OutgoingNotice, members: list[int], failure: str, *, now: datetime) -> None:
    """Note what became of a notice, and of all that went out in it."""
    row.state = NoticeState.FAILED if failure else NoticeState.SENT
    row.sent_at = None if failure else now
    row.failure = failure[:200]
    inside = update(OutgoingNotice).where(OutgoingNotice.id.in_(members), OutgoingNotice.state == NoticeState.QUEUED)
    session.execute(inside.values(state=row.state, sent_at=row.sent_at, failure=row.failure))
    if row.kind in _SECRET:
        row.path, row.code = "/", ""


def _notice_of(row: OutgoingNotice) -> Notice:
    return Notice(
        kind=row.kind,
        to=row.recipient,
        case=CaseReference(row.case_reference) if row.case_reference else None,
        due_on=row.due_on,
        path=row.path,
        code=row.code,
        for_cover=row.for_cover,
    )
