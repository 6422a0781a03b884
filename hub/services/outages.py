"""Times without a scheduler: noticed when one runs again, said in its log and on the administrators' page."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.models import CatchUp, Pulse, Reminder

REMINDERS = "reminders"
AWAY = timedelta(minutes=10)  # without a whole tick; a scheduler asks each minute, and another takes over within one


def note_tick(session: Session, *, withdrawn: int, now: datetime) -> CatchUp | None:
    """Note that all that is due at `now` has been made; where nothing had been for AWAY, what was caught up with.

    What was made counts from the last whole tick on, the parts of a tick that was cut short included.
    """
    pulse = session.scalars(select(Pulse).where(Pulse.name == REMINDERS).with_for_update()).first()
    if pulse is None:
        session.add(Pulse(name=REMINDERS, at=now))
        return None
    before, pulse.at = pulse.at, now
    if now - before < AWAY:
        return None
    made = select(func.count()).select_from(Reminder).where(Reminder.made_at > before)
    caught_up = CatchUp(away_since=before, back_at=now, made=session.scalar(made) or 0, withdrawn=withdrawn)
    session.add(caught_up)
    return caught_up


def last_tick(session: Session) -> datetime | None:
    """When all that was due had last been made; None before the first time."""
    return session.scalar(select(Pulse.at).where(Pulse.name == REMINDERS))


def outages(session: Session, *, most: int = 10) -> list[CatchUp]:
    """The last times without a scheduler, the newest first."""
    return list(session.scalars(select(CatchUp).order_by(CatchUp.back_at.desc()).limit(most)))
