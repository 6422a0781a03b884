"""What the last comparison of each mailbox with the ledger found: for officers and administrators."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.models import MailboxCheck


def last_checks(session: Session) -> Sequence[MailboxCheck]:
    """The newest check of each mailbox that has ever been checked, in the mailboxes' order."""
    newest = select(func.max(MailboxCheck.id)).group_by(MailboxCheck.account, MailboxCheck.folder)
    return session.scalars(
        select(MailboxCheck).where(MailboxCheck.id.in_(newest)).order_by(MailboxCheck.account, MailboxCheck.folder)
    ).all()
