"""The outbox: every notice is a row in the same commit as its cause, sent later by a worker."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.models.base import Base
from hub.notice import NoticeChannel, NoticeKind


class NoticeState(StrEnum):
    """Where a notice is on its way out."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"  # its carrier says that it has arrived
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
    for_cover: Mapped[bool] = mapped_column(default=False)  # a copy for whoever covers for the one it was meant for
    gathered: Mapped[bool] = mapped_column(default=False)  # waits for, or went out in, its reader's daily e-mail
    digest_id: Mapped[int | None] = mapped_column(default=None, index=True)  # the daily e-mail that holds it


class Reminder(Base, kw_only=True):
    """The unique row that makes a reminder once-only: one request or case, one rung of its ladder, one day, one person.

    It is about a request for advice or about a case (its annual review), never both.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("request_id", "rung", "for_day", "recipient"),
        UniqueConstraint("case_id", "rung", "for_day", "recipient"),
        CheckConstraint("(request_id IS NULL) <> (case_id IS NULL)", name="about_one_thing"),
        Index("ix_reminder_made_at", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), default=None)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("ehc_case.id"), default=None)
    rung: Mapped[str] = mapped_column(String(40))
    for_day: Mapped[date]
    recipient: Mapped[str] = mapped_column(String(320))
    notice_id: Mapped[int] = mapped_column(ForeignKey("outgoing_notice.id"), index=True)
    made_at: Mapped[datetime]
