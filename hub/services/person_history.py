"""The history of a person's access: who invited, moved or suspended them, and when their password or codes changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Person, PersonEntry
from hub.services.chains import PEOPLE


def record_access(
    session: Session, person: Person, what: str, *, by: Person | None, at: datetime, **details: Any
) -> PersonEntry:
    """Add an act to the history of a person's access, in the caller's transaction.

    `details` are JSON values, never a telephone number or a secret. `by` is None for the command line. The person's
    row is locked until the commit, so that two acts can't take one number.
    """
    return PEOPLE.add(session, person, what, by=by, at=at, details=details)


def access_digest(entry: PersonEntry, *, before: str) -> str:
    """The SHA-256 over an entry and the digest before it, as lower-case hex."""
    return PEOPLE.digest(entry, before=before)


def broken_access_links(session: Session) -> Iterator[tuple[int, int]]:
    """(person id, entry number) wherever a history of access is not what was written."""
    return PEOPLE.broken(session)


def access_heads(session: Session) -> dict[str, tuple[int, str]]:
    """“person 12” with the number and digest of the last entry: what is kept outside the database."""
    rows = session.execute(
        select(PersonEntry.person_id, PersonEntry.number, PersonEntry.digest).order_by(
            PersonEntry.person_id, PersonEntry.number
        )
    )
    return {f"person {person_id}": (number, digest) for person_id, number, digest in rows}


def access_differs_from(session: Session, kept: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """(“person 12”, entry number) wherever a head that was kept elsewhere is not what stands there now."""
    for whose, (number, digest) in kept.items():
        entry = select(PersonEntry.digest).where(
            PersonEntry.person_id == int(whose.removeprefix("person ")), PersonEntry.number == number
        )
        if session.scalar(entry) != digest:
            yield whose, number
