"""What stood round a draft goes when its advice is published: it was never part of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hub.models import DraftComment, DraftLeftover, DraftLook, DraftOffer, Request


def end_drafting(session: Session, requests: Iterable[Request]) -> None:
    """Delete what was said of the drafts of these requests, who was asked to look, and words that found no place."""
    ids = [each.id for each in requests]
    for table in (DraftComment, DraftLook, DraftLeftover, DraftOffer):
        session.execute(delete(table).where(table.request_id.in_(ids)))
