"""A request for advice: a team's six weeks to advise on one child."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.advice import Area
from hub.models.base import Base
from hub.models.case import Case
from hub.models.people import Person, Team
from hub.workflow import RequestState


class Answer(StrEnum):
    """The answers of the two guides to “Will you be providing advice for this child or young person?”"""

    NOT_KNOWN = "not-known"
    NOT_KNOWN_NOT_MET = "not-known-criteria-not-met"
    KNOWN_NOT_MET = "known-criteria-not-met"
    NO_OTHER = "no-other"
    YES_ALLOCATED = "yes-allocated-worker"
    YES_NOT_KNOWN = "yes-not-known-criteria-met"
    YES_KNOWN = "yes-known-criteria-met"

    @property
    def label(self) -> str:
        """The answer in the guides' words."""
        return _ANSWERS[self]

    @property
    def provides_advice(self) -> bool:
        """Whether advice follows from the answer."""
        return self in (Answer.YES_ALLOCATED, Answer.YES_NOT_KNOWN, Answer.YES_KNOWN)


_ANSWERS = {
    Answer.NOT_KNOWN: "No - Child or young person is not known to the service",
    Answer.NOT_KNOWN_NOT_MET: (
        "No - Child or young person is not known and does not meet the criteria for an assessment"
    ),
    Answer.KNOWN_NOT_MET: "No - Child or young person is known but does not meet the criteria for an assessment",
    Answer.NO_OTHER: "No - Other (please state reason)",
    Answer.YES_ALLOCATED: "Yes - Child or young person has an allocated worker, who will be providing advice",
    Answer.YES_NOT_KNOWN: "Yes - Child or young person is not known but meets the criteria for an assessment",
    Answer.YES_KNOWN: "Yes - Child or young person is known and meets the criteria for an assessment",
}


co_writers = Table(
    "co_writer",
    Base.metadata,
    Column("request_id", ForeignKey("request.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
)
"""Who may write a request's one draft besides the professional to whom it is allocated."""


class Request(Base, kw_only=True):
    """A team asked for advice on one child, due six weeks after it received the request (reg 8(1))."""

    __tablename__ = "request"
    __table_args__ = (
        Index("ix_request_state_due_on_id", "state", "due_on", "id"),
        Index("ix_request_team_id_state_due_on_id", "team_id", "state", "due_on", "id"),
        Index("ix_request_allocated_to_id_state_due_on_id", "allocated_to_id", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False, index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), init=False)
    received_on: Mapped[date]
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    area_names: Mapped[list[str]] = mapped_column(default_factory=list)
    notes: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.AWAITING_ALLOCATION)
    answer: Mapped[Answer | None] = mapped_column(default=None)
    answer_details: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    allocated_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)  # the first submission, which the law counts
    opened_at: Mapped[datetime | None] = mapped_column(default=None)  # open to coordinator, family, professionals
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    allocated_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    case: Mapped[Case] = relationship(repr=False)
    team: Mapped[Team] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id], default=None)
    allocated_to: Mapped[Person | None] = relationship(foreign_keys=[allocated_to_id], default=None)

    co_writers: Mapped[list[Person]] = relationship(
        secondary=co_writers, default_factory=list, order_by=Person.name, repr=False
    )

    @property
    def areas(self) -> tuple[Area, ...]:
        """The advice areas asked for."""
        return tuple(Area(each) for each in self.area_names)

    @property
    def writers(self) -> tuple[Person, ...]:
        """Everybody who may write the draft: whom the request is allocated to first, then the co-writers."""
        return (*filter(None, (self.allocated_to,)), *self.co_writers)

    def is_written_by(self, person: Person) -> bool:
        """Whether the person may write the draft."""
        return self.allocated_to_id == person.id or any(each.id == person.id for each in self.co_writers)
