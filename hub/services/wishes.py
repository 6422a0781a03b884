"""How somebody wants their e-mails: each alone or one a day, and when none."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.models import NoticePreference, Person
from hub.quiet import Quiet


def wishes_of(session: Session, person: Person) -> NoticePreference:
    """What the person has chosen; the council's way where they have not."""
    return session.get(NoticePreference, person.id) or NoticePreference(person=person)


def set_wishes(session: Session, *, person: Person, daily: bool, quiet: Quiet | None) -> None:
    """Choose one e-mail a day or each alone, and quiet hours: None for the council's, an empty one for never.

    It holds from the next e-mail on, those included that wait to be sent.
    """
    row = session.get(NoticePreference, person.id)
    if row is None:
        row = NoticePreference(person=person)
        session.add(row)
    row.daily, row.quiet = daily, None if quiet is None else str(quiet)
