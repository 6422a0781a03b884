"""The family's way in: who of a family reads which case, and what the child and the family say."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.case import Case
from hub.models.people import Person


class FamilyLink(Base, kw_only=True):
    """Somebody of the family who reads this one case, from when until when; no other row opens a case to a family."""

    __tablename__ = "family_link"
    __table_args__ = (
        Index("ix_family_link_person_id_ended_at", "person_id", "ended_at"),
        Index("ix_family_link_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    relation: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    case: Mapped[Case] = relationship(repr=False)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    started_by: Mapped[Person] = relationship(foreign_keys=[started_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id], default=None)


class Whose(StrEnum):
    """Whose views and wishes they are."""

    CHILD = "child"
    PARENT = "parent"

    @property
    def label(self) -> str:
        """As a heading says it."""
        return {Whose.CHILD: "The child or young person", Whose.PARENT: "The parents or carers"}[self]


class FamilyView(Base, kw_only=True):
    """Views and wishes as they were given once: shown to the case's professionals from `shown_at` on."""

    __tablename__ = "family_view"
    __table_args__ = (Index("ix_family_view_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False)
    whose: Mapped[Whose]
    words: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    shown_at: Mapped[datetime | None] = mapped_column(default=None)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    case: Mapped[Case] = relationship(repr=False)
    by: Mapped[Person] = relationship()
