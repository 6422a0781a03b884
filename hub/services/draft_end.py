"""What stood round a draft goes when its advice is published: it was never part of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hub.models import DraftComment, DraftLook, Request


def end_looking(session: Session, requests: Iterable[Request]) -> None:
    """Delete the comments on the drafts of these requests, and who was asked to look.

    Words without a place stay: their writer may still need them, should the advice be released again.
    """
    ids = [each.id for each in requests]
    for table in (DraftComment, DraftLook):
        session.execute(delete(table).where(table.request_id.in_(ids)))
