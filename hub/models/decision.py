"""The council's decisions on a case, each with its day and its letter's; put right by a new row, never changed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.case import Case, Stage
from hub.models.people import Person


class DecisionKind(StrEnum):
    """What the council decides or does on the way to a plan, and with one."""

    AGREED_TO_ASSESS = "agreed-to-assess"
    REFUSED_TO_ASSESS = "refused-to-assess"
    PANEL = "panel"
    REFUSED_TO_ISSUE = "refused-to-issue"
    DRAFT_PLAN = "draft-plan"
    FINAL_PLAN = "final-plan"
    REVIEW_MEETING = "review-meeting"
    REVIEW_DECISION = "review-decision"

    @property
    def label(self) -> str:
        """The decision as pages and the history say it."""
        return _LABELS[self]


_LABELS = {
    DecisionKind.AGREED_TO_ASSESS: "Agreed to assess",
    DecisionKind.REFUSED_TO_ASSESS: "Refused to assess",
    DecisionKind.PANEL: "Panel met",
    DecisionKind.REFUSED_TO_ISSUE: "Refused to issue a plan",
    DecisionKind.DRAFT_PLAN: "Draft plan sent to the family",
    DecisionKind.FINAL_PLAN: "Final plan issued",
    DecisionKind.REVIEW_MEETING: "Annual review meeting held",
    DecisionKind.REVIEW_DECISION: "Decided after the annual review",
}


class DecisionOutcome(StrEnum):
    """What a panel advised, or what was decided after an annual review (SEND Regulations 2014, reg 20(10))."""

    ASSESS = "assess"
    NOT_ASSESS = "not-assess"
    ISSUE = "issue"
    NOT_ISSUE = "not-issue"
    MORE_INFORMATION = "more-information"
    MAINTAIN = "maintain"
    AMEND = "amend"
    CEASE = "cease"

    @property
    def label(self) -> str:
        """The outcome as pages say it."""
        return _OUTCOMES[self]


_OUTCOMES = {
    DecisionOutcome.ASSESS: "assess",
    DecisionOutcome.NOT_ASSESS: "do not assess",
    DecisionOutcome.ISSUE: "issue a plan",
    DecisionOutcome.NOT_ISSUE: "do not issue a plan",
    DecisionOutcome.MORE_INFORMATION: "more information is needed first",
    DecisionOutcome.MAINTAIN: "keep the plan as it is",
    DecisionOutcome.AMEND: "amend the plan",
    DecisionOutcome.CEASE: "end the plan",
}
OUTCOMES_OF: dict[DecisionKind, tuple[DecisionOutcome, ...]] = {
    DecisionKind.PANEL: (
        DecisionOutcome.ASSESS,
        DecisionOutcome.NOT_ASSESS,
        DecisionOutcome.ISSUE,
        DecisionOutcome.NOT_ISSUE,
        DecisionOutcome.MORE_INFORMATION,
    ),
    DecisionKind.REVIEW_DECISION: (DecisionOutcome.MAINTAIN, DecisionOutcome.AMEND, DecisionOutcome.CEASE),
}


class CouncilDecision(Base, kw_only=True):
    """One decision. A row that replaces another puts it right; one that is `withdrawn` strikes it out."""

    __tablename__ = "council_decision"
    __table_args__ = (Index("ix_council_decision_case_id_decided_on", "case_id", "decided_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False)
    kind: Mapped[DecisionKind]
    decided_on: Mapped[date]
    letter_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[DecisionOutcome | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    stage_before: Mapped[Stage]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("council_decision.id"), init=False, unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    case: Mapped[Case] = relationship(repr=False)
    by: Mapped[Person] = relationship()
    replaces: Mapped[CouncilDecision | None] = relationship(remote_side=[id], default=None, repr=False)
