"""The daily e-mail of whoever asked for one: what waited for it goes out in it, all of it sent or none."""

from __future__ import annotations

from sqlalchemy import select, update

from hub.models import NoticeState, OutgoingNotice
from hub.notice import Notice, NoticeKind
from hub.services.notices import notify
from hub.work import Task


def send_daily(task: Task) -> None:
    """The work handler that puts a reader's daily e-mail in the outbox; the key is a notice that waits for it.

    The first of the notices takes all that wait with it; for the others there is nothing left to do.
    """
    with task.finishing() as session:
        first = session.get_one(OutgoingNotice, int(task.key))
        waiting = select(OutgoingNotice.id).where(
            OutgoingNotice.recipient == first.recipient,
            OutgoingNotice.gathered,
            OutgoingNotice.digest_id.is_(None),
            OutgoingNotice.state == NoticeState.QUEUED,
        )
        ids = list(session.scalars(waiting))
        if not ids:
            return
        daily = notify(session, Notice(NoticeKind.DIGEST, first.recipient, path="/notices"), now=task.now)
        session.execute(update(OutgoingNotice).where(OutgoingNotice.id.in_(ids)).values(digest_id=daily.id))
