"""An exception of the law recorded on a case or on one request: which clock it relieves, from when to when, and why."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.deadlines import Clock, Reason, StatutoryException
from hub.models.base import Base
from hub.models.case import Case
from hub.models.people import Person
from hub.models.request import Request


class ToldBy(StrEnum):
    """How the family was told of an exception."""

    EMAIL = "email"
    LETTER = "letter"
    TELEPHONE = "telephone"
    IN_PERSON = "in-person"

    @property
    def label(self) -> str:
        """The way in a sentence: “told by letter”."""
        return {"email": "by email", "letter": "by letter", "telephone": "by telephone"}.get(self.value, "in person")


class RecordedException(Base, kw_only=True):
    """One reason of the closed list, as somebody recorded it. No date of the case moves because of it.

    A row is never changed, but for saying once that the family was told: what ends or corrects it is a new row that
    `replaces` it, and one recorded in error is replaced by a row that is `withdrawn`.
    """

    __tablename__ = "recorded_exception"
    __table_args__ = (UniqueConstraint("replaces_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False, index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    reason: Mapped[Reason]
    from_day: Mapped[date]
    to_day: Mapped[date | None] = mapped_column(default=None)  # not known yet, while it lasts
    asked_on: Mapped[date | None] = mapped_column(default=None)  # the school or nursery, where it was closed
    explanation: Mapped[str] = mapped_column(Text, default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("recorded_exception.id"), init=False)
    told_on: Mapped[date | None] = mapped_column(default=None)
    told_by: Mapped[ToldBy | None] = mapped_column(default=None)
    told_recorded_at: Mapped[datetime | None] = mapped_column(default=None)
    told_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    case: Mapped[Case] = relationship(repr=False)
    request: Mapped[Request | None] = relationship(repr=False, default=None)
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id], default=None, repr=False)
    told_recorded_by: Mapped[Person | None] = relationship(foreign_keys=[told_recorded_by_id], default=None, repr=False)
    replaces: Mapped[RecordedException | None] = relationship(remote_side=[id], default=None, repr=False)

    @property
    def clock(self) -> Clock:
        """The adviser's, where it stands on a request; else the council's."""
        return Clock.COUNCIL if self.request_id is None else Clock.ADVISER

    def in_law(self, today: date) -> StatutoryException:
        """As the clock takes it; one whose end is not known yet lasts until today."""
        last = self.to_day or max(self.from_day, today)
        return StatutoryException(self.reason, self.from_day, last, self.asked_on)
