"""The findings of a submission, and those overruled: as rows, because people will ask about millions of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.finding import Finding, Severity
from hub.models.advice import Submission
from hub.models.base import Base
from hub.models.people import Person
from hub.models.request import Request


class SubmissionFinding(Base, kw_only=True):
    """One finding that stood when the advice was submitted, and the reason for which it was overruled, if it was."""

    __tablename__ = "submission_finding"
    __table_args__ = (Index("ix_submission_finding_rule_severity", "rule", "severity"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), init=False, index=True)
    rule: Mapped[str] = mapped_column(String(60))
    severity: Mapped[Severity]
    body: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    submission: Mapped[Submission] = relationship(repr=False)

    @property
    def finding(self) -> Finding:
        """The finding as a value."""
        return Finding.from_json(self.body)


class Dismissal(Base, kw_only=True):
    """A finding overruled with a reason: a warning by the writer, or a block by the reviewer who cleared it.

    It holds for the whole request while the words stay the same; of them it keeps a digest only.
    """

    __tablename__ = "dismissal"
    __table_args__ = (UniqueConstraint("request_id", "words_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False)
    rule: Mapped[str] = mapped_column(String(60))
    words_sha256: Mapped[str] = mapped_column(String(64))
    severity: Mapped[Severity]  # as it was then: what was set aside as a warning is no clearance of a block
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    by: Mapped[Person] = relationship()
