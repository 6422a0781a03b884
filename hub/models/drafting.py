"""What stands round a draft while it is written: who is asked to look, comments, words without a place, phrases.

None of it is advice: it stays with the draft, and is in no submission and no download.
"""

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


class DraftLook(Base, kw_only=True):
    """Somebody of the team whom the writer asked to look at the draft, until it is withdrawn."""

    __tablename__ = "draft_look"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    request: Mapped[Request] = relationship(repr=False)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class DraftComment(Base, kw_only=True):
    """A comment beside the words of a draft: `field` is a JSON pointer, `quoted` the words that it is about."""

    __tablename__ = "draft_comment"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    field: Mapped[str] = mapped_column(String(200))
    quoted: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    by: Mapped[Person] = relationship()


class DraftLeftover(Base, kw_only=True):
    """Words of a file that found no place in the draft; kept until the writer places them or throws them away."""

    __tablename__ = "draft_leftover"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    under: Mapped[str] = mapped_column(String(200), default="")  # the heading that they stood under
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    request: Mapped[Request] = relationship(repr=False)


class OfferSource(StrEnum):
    """What a file was that words were brought in from."""

    WORD = "word"  # the hub's own template, filled in
    REPORT = "report"  # a report of the writer's
    POST = "post"  # advice that came back by e-mail or on paper, after the draft had been begun


class DraftOffer(Base, kw_only=True):
    """What a file says where the draft says something else: the writer chooses. One at a time for a request."""

    __tablename__ = "draft_offer"
    __table_args__ = (UniqueConstraint("request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False)
    source: Mapped[OfferSource]
    body: Mapped[dict[str, Any]]
    based_on: Mapped[int | None] = mapped_column(default=None)  # the version that the file was made from
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    by: Mapped[Person] = relationship()

    @property
    def advice(self) -> Advice:
        """What the file says, as a value."""
        return Advice.from_json(self.body["advice"])

    @property
    def places(self) -> frozenset[str]:
        """The keys of the parts that the writer has to choose (`hub.draft_parts`)."""
        return frozenset(self.body["places"])


class Phrase(Base, kw_only=True):
    """A phrase that a writer keeps for other children's advice; it holds nothing about any child."""

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    person: Mapped[Person] = relationship(repr=False)
