"""A person's calendar address: secret, shown once, kept as a hash, and taken back at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import CalendarFeed, Person


def make_feed(session: Session, *, person: Person, now: datetime) -> str:
    """A new secret for the person's calendar address, which is shown once; an earlier one stops working."""
    revoke_feed(session, person=person)
    token = secrets.token_urlsafe(32)
    session.add(CalendarFeed(person=person, token_hash=_hash(token), made_at=now))
    session.flush()
    return token


def revoke_feed(session: Session, *, person: Person) -> None:
    """Take the address back: whoever has it sees nothing any more."""
    feed = feed_of(session, person)
    if feed is not None:
        session.delete(feed)
        session.flush()


def feed_of(session: Session, person: Person) -> CalendarFeed | None:
    """The person's address, or None."""
    return session.get(CalendarFeed, person.id)


def whose_calendar(session: Session, *, token: str) -> Person | None:
    """The person whose address holds the secret, while they are active."""
    found = select(Person).join(CalendarFeed, CalendarFeed.person_id == Person.id)
    return session.scalars(found.where(CalendarFeed.token_hash == _hash(token), Person.active)).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
