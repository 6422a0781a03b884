"""Comparing a mailbox with the ledger: which messages have no row, which rows no bytes, and what was found last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.files import FileStore
from hub.models import MailboxCheck, PostItem, PostState

READ_WITHIN = timedelta(hours=1)  # an item that has waited so long for its reading is told of


def sizes_noted(session: Session, *, account: str, folder: str, uidvalidity: int) -> dict[str, int]:
    """The UIDs of a mailbox that the ledger has, each with how many bytes it noted."""
    rows = select(PostItem.uid, PostItem.size).where(
        PostItem.account == account, PostItem.folder == folder, PostItem.uidvalidity == uidvalidity
    )
    return {row.uid: row.size for row in session.execute(rows)}


def check_of(
    session: Session,
    files: FileStore,
    *,
    account: str,
    folder: str,
    listed: int,
    taken_in: int,
    without_row: Iterable[str],
    now: datetime,
) -> MailboxCheck:
    """What a comparison found, not saved yet, with the rows whose original is gone or that nothing reads.

    A session that only reads will do: looking at every original takes a while.
    """
    here = (PostItem.account == account, PostItem.folder == folder)
    kept = session.scalars(select(PostItem.sha256).where(*here, PostItem.state != PostState.NOT_OURS).distinct())
    unread = select(func.count()).where(
        *here, PostItem.state == PostState.RECEIVED, PostItem.stored_at < now - READ_WITHIN
    )
    return MailboxCheck(
        account=account,
        folder=folder,
        checked_at=now,
        listed=listed,
        taken_in=taken_in,
        without_row=list(without_row),
        without_bytes=sum(not files.has(sha256) for sha256 in kept),
        unread=session.scalar(unread) or 0,
    )


def last_check(session: Session, *, account: str, folder: str) -> MailboxCheck | None:
    """The newest comparison of that mailbox."""
    wanted = select(MailboxCheck).where(MailboxCheck.account == account, MailboxCheck.folder == folder)
    return session.scalars(wanted.order_by(MailboxCheck.checked_at.desc(), MailboxCheck.id.desc()).limit(1)).first()
