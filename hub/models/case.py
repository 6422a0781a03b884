"""A case: one child or young person, what was asked, and the people around them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.decision_kinds import Stage
from hub.models.base import Base
from hub.models.people import Person


class Channel(StrEnum):
    """How a request reached the council."""

    MAIL = "mail"
    PAPER = "paper"
    TELEPHONE = "telephone"
    IN_PERSON = "in-person"
    PORTAL = "portal"
    IMPORT = "import"


class Case(Base, kw_only=True):
    """One child's way through the assessment; `received_on` starts the council's clock (SEND Regs 2014, reg 5)."""

    __tablename__ = "ehc_case"
    __table_args__ = (
        Index("ix_ehc_case_stage_received_on_id", "stage", "received_on", "id"),
        Index("ix_ehc_case_folded_name_id", "folded_name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    child_name: Mapped[str] = mapped_column(String(200), default="")
    folded_name: Mapped[str] = mapped_column(String(200), default="")  # accents and case folded, for search and match
    known_as: Mapped[str] = mapped_column(String(100), default="")
    date_of_birth: Mapped[date | None] = mapped_column(default=None, index=True)
    nhs_number: Mapped[str] = mapped_column(String(10), default="", index=True)
    upn: Mapped[str] = mapped_column(String(13), default="", index=True)
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    looked_after: Mapped[bool] = mapped_column(default=False)
    address_confidential: Mapped[bool] = mapped_column(default=False)
    school: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    concerns: Mapped[str] = mapped_column(Text, default="")  # in the writer's own words
    stage: Mapped[Stage] = mapped_column(default=Stage.UNCONFIRMED)
    channel: Mapped[Channel] = mapped_column(default=Channel.PORTAL)
    request_kind: Mapped[str] = mapped_column(String(40), default="ehc-needs-assessment-request")
    requester_role: Mapped[str] = mapped_column(String(20), default="")
    received_on: Mapped[date | None] = mapped_column(default=None)
    decide_by: Mapped[date | None] = mapped_column(default=None)
    plan_on: Mapped[date | None] = mapped_column(default=None)
    last_review_on: Mapped[date | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    coordinator: Mapped[Person | None] = relationship(default=None)
    people: Mapped[list[CasePerson]] = relationship(
        back_populates="case", default_factory=list, cascade="all, delete-orphan", order_by="CasePerson.id"
    )

    @property
    def shown_name(self) -> str:
        """The child's name as pages show it."""
        return self.child_name or "Name not known yet"

    @property
    def asked_by(self) -> CasePerson | None:
        """Who made the request, where that is known."""
        return next((each for each in self.people if each.made_request), None)


class CasePerson(Base, kw_only=True):
    """Somebody the case knows besides the child: a parent, a sibling, a professional."""

    __tablename__ = "case_person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), init=False, index=True)
    name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(320), default="", index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(400), default="", server_default="")  # by lines, for letters by post
    made_request: Mapped[bool] = mapped_column(default=False)
    case: Mapped[Case] = relationship(back_populates="people", repr=False, default=None)
