"""The council's decisions on a case, each with its day and its letter's; put right by a new row, never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.decision_kinds import DecisionKind, DecisionOutcome, Stage
from hub.models.base import Base
from hub.models.case import Case
from hub.models.people import Person


class CouncilDecision(Base, kw_only=True):
    """One decision. A row that replaces another puts it right; one that is `withdrawn` strikes it out."""

    __tablename__ = "council_decision"
    __table_args__ = (
        Index("ix_council_decision_case_id_decided_on", "case_id", "decided_on"),
        Index("ix_council_decision_kind_case_id", "kind", "case_id"),
    )

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
