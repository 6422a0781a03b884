"""When the scheduler last asked what is due, and the times when none did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Base


class Pulse(Base, kw_only=True):
    """When something that should happen all the time last did, all of it."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


class CatchUp(Base, kw_only=True):
    """One time without a scheduler, and what was made up for once one ran again."""

    __tablename__ = "catch_up"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    away_since: Mapped[datetime]
    back_at: Mapped[datetime] = mapped_column(index=True)
    made: Mapped[int]
    withdrawn: Mapped[int]
