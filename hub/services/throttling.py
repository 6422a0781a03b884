"""Tries are counted: so many for one account or one address in a time, and then a wait."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hub.models import Try
from hub.refusals import TooManyTries

THROTTLE_OVER = timedelta(minutes=15)
MOST_TRIES = 5


def subject_of(what: str, whose: object) -> str:
    """What tries are counted under: a hash, so that the table names nobody."""
    return hashed_token(f"{what} {whose}")


def hashed_token(token: str) -> str:
    """A token as the record keeps it: a copied table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def refuse_too_many(
    session: Session, subject: str, *, now: datetime, most: int = MOST_TRIES, over: timedelta = THROTTLE_OVER
) -> None:
    """Raise TooManyTries when there were `most` tries for the subject in the time before now."""
    count = select(func.count()).select_from(Try).where(Try.subject == subject, Try.at > now - over)
    if (session.scalar(count) or 0) >= most:
        if over > THROTTLE_OVER:
            raise TooManyTries(what_next="Try again tomorrow, or ask an administrator of the hub for help.")
        raise TooManyTries


def count_try(session: Session, *subjects: str, now: datetime) -> None:
    """Count one try under each subject."""
    session.add_all(Try(subject=each, at=now) for each in subjects)


def forget_tries(session: Session, subjects: Iterable[str]) -> None:
    """Begin to count anew: it was the right person."""
    session.execute(delete(Try).where(Try.subject.in_(list(subjects))))
