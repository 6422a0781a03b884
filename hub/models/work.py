"""Work that takes time, and the leases that keep two processes from doing the same."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Base


class WorkState(StrEnum):
    """The truth about a piece of work."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # given up after too many tries; an administrator is shown it


class Work(Base, kw_only=True):
    """Something to do once: a handler's name ("intake.receive:read_item") and the key of what it works on."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("handler", "key"),
        Index("ix_work_state_not_before_id", "state", "not_before", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    handler: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100))
    not_before: Mapped[datetime]
    state: Mapped[WorkState] = mapped_column(default=WorkState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str] = mapped_column(String(100), default="")
    failure: Mapped[str] = mapped_column(String(200), default="")


class Lease(Base, kw_only=True):
    """Who alone may do something until when: the scheduler, or the reader of one mailbox."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    until: Mapped[datetime]
