"""How somebody wants to be told: each notice alone or one e-mail a day, and when not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.council import Council
from hub.models import NoticePreference, Person
from hub.quiet import Quiet, next_morning, quiet_times

DAILY_AT = 8  # in the morning, London time
_NEVER = Quiet()


@dataclass(frozen=True, slots=True)
class Way:
    """One person's wishes, the council's hours where they have said nothing."""

    daily: bool = False
    quiet: Quiet = _NEVER

    def next_daily(self, now: datetime) -> datetime:
        """When the next daily e-mail goes out."""
        morning = next_morning(now, DAILY_AT)
        return self.quiet.until(morning) or morning


def way_to(session: Session, address: str, council: Council) -> Way:
    """The wishes of whoever has the address; a team's mailbox and a stranger have none: no e-mail wakes them."""
    wanted = (
        select(NoticePreference.daily, NoticePreference.quiet)
        .select_from(Person)
        .outerjoin(NoticePreference, NoticePreference.person_id == Person.id)
        .where(Person.email == address)
    )
    found = session.execute(wanted).first()
    if found is None:
        return Way()
    return Way(bool(found.daily), quiet_times(council.quiet if found.quiet is None else found.quiet))
