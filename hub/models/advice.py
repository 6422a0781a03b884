"""Drafts, submissions and what the quality step decided: advice itself is one JSON document per version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.advice import Advice
from hub.models.base import Base
from hub.models.people import Person
from hub.models.request import Request


class DraftVersion(Base, kw_only=True):
    """The draft as it was saved; the highest number is the draft.

    What the page saves by itself within a few minutes is folded into one version, whose number is the latest save's:
    so the numbers rise with every save, with gaps where versions were folded.
    """

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False)
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    automatic: Mapped[bool] = mapped_column(default=False)  # saved by the page itself, while somebody was writing
    begun_at: Mapped[datetime | None] = mapped_column(default=None)  # when the first of the saves folded into it was
    request: Mapped[Request] = relationship(repr=False)
    saved_by: Mapped[Person | None] = relationship(default=None)

    @property
    def advice(self) -> Advice:
        """The draft as a value."""
        return Advice.from_json(self.body)


class Submission(Base, kw_only=True):
    """Advice as it was submitted, frozen: what is read, checked and downloaded is this and nothing else."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False)
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    submitted_by: Mapped[Person] = relationship()
    decisions: Mapped[list[QualityDecision]] = relationship(
        back_populates="submission", default_factory=list, order_by="QualityDecision.id"
    )

    @property
    def advice(self) -> Advice:
        """The submitted advice as a value."""
        return Advice.from_json(self.body)


class Decision(StrEnum):
    """What the quality step, or the coordinator after it, did with a submission."""

    CLEARED = "cleared"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    RELEASED = "released"


class QualityDecision(Base, kw_only=True):
    """One decision about a submission, with its reason."""

    __tablename__ = "quality_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), init=False, index=True)
    decision: Mapped[Decision]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    by: Mapped[Person] = relationship()
    submission: Mapped[Submission] = relationship(back_populates="decisions", repr=False)
