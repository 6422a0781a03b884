"""How each person wants to be told: one e-mail a day or each alone, quiet hours, cover while away, a calendar feed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person


class NoticePreference(Base, kw_only=True):
    """How somebody wants their e-mails; who has no row gets each one alone, in the council's hours."""

    __tablename__ = "notice_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, init=False)
    daily: Mapped[bool] = mapped_column(default=False)  # one e-mail a day
    quiet: Mapped[str | None] = mapped_column(String(40), default=None)  # None: the council's hours; “”: never quiet
    person: Mapped[Person] = relationship(repr=False)


class Cover(Base, kw_only=True):
    """Somebody hears of what concerns a colleague who is away, both days included. No allocation changes by it."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_person_id_until_on", "person_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    covered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    covered_by: Mapped[Person] = relationship(foreign_keys=[covered_by_id])
    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id], repr=False)


class CalendarFeed(Base, kw_only=True):
    """A person's secret calendar address, kept as the hash of its token; deleting the row revokes it."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    person: Mapped[Person] = relationship(repr=False)
