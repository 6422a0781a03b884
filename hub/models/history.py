"""The history of a case, and of a person's access: every act, chained by hashes so that a change is noticed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person


class HistoryEntry(Base, kw_only=True):
    """One act on a case; `digest` covers this entry and the one before."""

    __tablename__ = "history_entry"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_history_entry_at_id", "at", "id"),
        Index("ix_history_entry_by_id_at_id", "by_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship(init=False, viewonly=True)


class PersonEntry(Base, kw_only=True):
    """One act about a person's access (invited, suspended, moved, a new password), chained as a case's are."""

    __tablename__ = "person_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        Index("ix_person_entry_at_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(init=False, viewonly=True, foreign_keys=[person_id])
    by: Mapped[Person | None] = relationship(init=False, viewonly=True, foreign_keys=[by_id])
