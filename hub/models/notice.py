"""The outbox: every notice is a row in the same commit as its cause, sent later by a worker."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Base
from hub.notice import NoticeChannel, NoticeKind


class NoticeState(StrEnum):
    """Where a notice is on its way out."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # tried long enough; an administrator is shown it
    WITHDRAWN = "withdrawn"  # no longer true


class OutgoingNotice(Base, kw_only=True):
    """A notice on its way out: no column could hold anything about a child."""

    __tablename__ = "outgoing_notice"
    __table_args__ = (
        Index("ix_outgoing_notice_state_id", "state", "id"),
        Index("ix_outgoing_notice_recipient_created_at", "recipient", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[NoticeKind]
    channel: Mapped[NoticeChannel]
    recipient: Mapped[str] = mapped_column(String(320))
    reference: Mapped[str] = mapped_column(String(36), unique=True)  # ours with the carrier; not the case's
    case_reference: Mapped[str] = mapped_column(String(40), default="", index=True)
    due_on: Mapped[date | None] = mapped_column(default=None)
    path: Mapped[str] = mapped_column(String(200), default="")  # where its link leads; emptied once sent if secret
    code: Mapped[str] = mapped_column(String(10), default="")  # a one-time code; emptied once sent
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.QUEUED)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    failure: Mapped[str] = mapped_column(String(200), default="")


class Reminder(Base, kw_only=True):
    """The unique row that makes a reminder once-only: one request, one rung of the ladder, one day, one recipient."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("request_id", "rung", "for_day", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    rung: Mapped[str] = mapped_column(String(40))
    for_day: Mapped[date]
    recipient: Mapped[str] = mapped_column(String(320))
    notice_id: Mapped[int] = mapped_column(ForeignKey("outgoing_notice.id"), index=True)
    made_at: Mapped[datetime]
