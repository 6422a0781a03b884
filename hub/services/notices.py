"""Notices: put in the outbox in the same commit as their cause, sent later by a worker."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.council import load_council
from hub.mailers import DeliveryFailed, carrier_for, write_message
from hub.models import Membership, NoticeState, OutgoingNotice, Person, Role, Team
from hub.notice import CaseReference, Notice, NoticeKind
from hub.work import Task, TryLater, enqueue

SEND = "hub.services.notices:send_notice"
CODE_LASTS = timedelta(minutes=10)  # ASVS 5.0.0, 6.5.5
TRIED_FOR = timedelta(days=7)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=20), timedelta(minutes=15)
_SECRET = frozenset(
    {
        NoticeKind.INVITATION,
        NoticeKind.PASSWORD_RESET,
        NoticeKind.SECOND_FACTOR_RESET,
        NoticeKind.ONE_TIME_CODE,
        NoticeKind.ONE_TIME_CODE_CALL,
    }
)


def notify(session: Session, notice: Notice, *, now: datetime) -> OutgoingNotice:
    """Put a notice in the outbox, in the caller's transaction, with the work of sending it."""
    row = OutgoingNotice(
        kind=notice.kind,
        channel=notice.channel,
        recipient=notice.to,
        reference=str(uuid.uuid4()),
        case_reference=notice.case or "",
        due_on=notice.due_on,
        path=notice.path,
        code=notice.code,
        created_at=now,
    )
    session.add(row)
    session.flush()
    enqueue(session, handler=SEND, key=str(row.id), now=now)
    return row


def send_notice(task: Task) -> None:
    """The work handler that sends one notice and marks it sent.

    At least once: a kill between the carrier's yes and our commit sends it again, with the same reference. A carrier
    that is away is asked again, later each time, for a week (a one-time code for as long as it would work); what
    stays unsent is marked as failed, and `ehc work --failed` shows it.
    """
    with task.database.reading() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        notice = _notice_of(row)
        reference, wanted, created = row.reference, row.state is NoticeState.QUEUED, row.created_at
    failure = ""
    if wanted:
        message = write_message(
            notice, reference=reference, council=load_council(task.settings.council), settings=task.settings
        )
        try:
            carrier_for(notice.channel, task.settings).send(message)
        except DeliveryFailed as failed:
            age = task.now - created
            if failed.temporary and age < (CODE_LASTS if notice.code else TRIED_FOR):
                raise TryLater(failed.sentence, after=min(LONGEST_PAUSE, max(SHORTEST_PAUSE, age))) from None
            failure = failed.sentence
    with task.finishing() as session:
        row = session.get_one(OutgoingNotice, int(task.key))
        if row.state is NoticeState.QUEUED:
            row.state = NoticeState.FAILED if failure else NoticeState.SENT
            row.sent_at = None if failure else task.now
            row.failure = failure[:200]
            if row.kind in _SECRET:
                row.path, row.code = "/", ""


def failed_notices(session: Session) -> list[OutgoingNotice]:
    """The notices that no carrier would take, oldest first: for an administrator, with no address in their words."""
    failed = select(OutgoingNotice).where(OutgoingNotice.state == NoticeState.FAILED).order_by(OutgoingNotice.id)
    return list(session.scalars(failed))


def send_again(session: Session, *, now: datetime) -> int:
    """Queue every failed notice once more, but those whose secret is gone: ask for a new invitation or code instead."""
    again = [each for each in failed_notices(session) if each.kind not in _SECRET]
    for row in again:
        row.state, row.failure, row.created_at = NoticeState.QUEUED, "", now
        enqueue(session, handler=SEND, key=str(row.id), now=now)
    return len(again)


def _notice_of(row: OutgoingNotice) -> Notice:
    return Notice(
        kind=row.kind,
        to=row.recipient,
        case=CaseReference(row.case_reference) if row.case_reference else None,
        due_on=row.due_on,
        path=row.path,
        code=row.code,
    )


def people_with(session: Session, role: Role, *, team: Team | None = None) -> list[Person]:
    """The active people who have the role, in the team where one is given, by name."""
    found = select(Person).join(Membership).where(Membership.role == role, Person.active).order_by(Person.name)
    if team is not None:
        found = found.where(Membership.team_id == team.id)
    return list(session.scalars(found).unique())
