"""The findings of a submission, as rows, because people will ask about millions of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.finding import Finding, Severity
from hub.models.advice import Submission
from hub.models.base import Base


class SubmissionFinding(Base, kw_only=True):
    """One finding that stood when the advice was submitted, and the writer's reason where they gave one."""

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
