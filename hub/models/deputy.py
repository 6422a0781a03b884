"""Who takes a reviewer's place in the quality step while they are away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person


class Deputy(Base, kw_only=True):
    """Somebody who checks what the one who is away would check, from one day to another, both included."""

    __tablename__ = "deputy"
    __table_args__ = (Index("ix_deputy_deputy_id_to_on", "deputy_id", "to_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    away_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    from_on: Mapped[date]
    to_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    away: Mapped[Person] = relationship(foreign_keys=[away_id])
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id], repr=False)
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id], repr=False)

    def stands_in(self, on: date) -> bool:
        """Whether they take the other's place on that day."""
        return self.ended_at is None and self.away.active and self.from_on <= on <= self.to_on
