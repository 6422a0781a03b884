"""Received post: the ledger that makes every item once-only, and what was read in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.case import Case, Channel
from hub.models.people import Person

_CHECKED_WITHIN = timedelta(hours=36)  # a mailbox is compared with the ledger once a day


class PostState(StrEnum):
    """Where an item is. Only a person moves it on from `waiting`."""

    RECEIVED = "received"  # its bytes are safe, nothing has been read
    FILED = "filed"
    WAITING = "waiting"  # for a person, with the reason
    NOT_OURS = "not-ours"


class PostItem(Base, kw_only=True):
    """One item as it arrived: its row in the ledger. Its bytes are in `hub.files` under their SHA-256.

    For mail the place is (account, folder, UIDVALIDITY, UID), RFC 9051 2.3.1.1; for paper the account is "paper",
    the folder is where it was dropped and the uid tells the drop apart.
    """

    __tablename__ = "post_item"
    __table_args__ = (
        UniqueConstraint("account", "folder", "uidvalidity", "uid"),
        Index("ix_post_item_state_received_at_id", "state", "received_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[Channel]
    account: Mapped[str] = mapped_column(String(200))
    folder: Mapped[str] = mapped_column(String(400))
    uidvalidity: Mapped[int] = mapped_column(BigInteger, default=0)
    uid: Mapped[str] = mapped_column(String(400))
    name: Mapped[str] = mapped_column(String(400))  # as a person would look for it
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]  # as the mail server lists it, by which the two are compared; else of the bytes
    received_at: Mapped[datetime | None]  # where the channel says so; else what the item itself shows
    stored_at: Mapped[datetime]
    state: Mapped[PostState] = mapped_column(default=PostState.RECEIVED)
    reason: Mapped[str] = mapped_column(Text, default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("post_item.id"), default=None)
    readings: Mapped[list[Reading]] = relationship(
        back_populates="item", default_factory=list, order_by="Reading.number", cascade="all, delete-orphan"
    )


class Reading(Base, kw_only=True):
    """What was read in an item about one child, and the case it led to.

    `result` is the contract's line with three more keys: "texts" (source → the text that the evidence points into),
    "reasons" (why it is of its kind) and "pages" (pictures of its pages, once they are drawn). `corrected` is what a
    person made of it: the path of each value that was wrong → what was "read" and what is "right"; None until one has
    decided.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("post_item.id"), init=False)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    result: Mapped[dict[str, Any]]
    read_at: Mapped[datetime]
    needs_review: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decision: Mapped[str] = mapped_column(String(40), default="")
    corrected: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("ehc_case.id"), init=False, index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    item: Mapped[PostItem] = relationship(back_populates="readings", repr=False)
    case: Mapped[Case | None] = relationship(default=None)
    decided_by: Mapped[Person | None] = relationship(default=None)


class MailboxCheck(Base, kw_only=True):
    """One comparison of a mailbox with the ledger: the proof that every message on the server has a row.

    `without_row` holds the UIDs that still have none, after what was missing was taken in.
    """

    __tablename__ = "mailbox_check"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account: Mapped[str] = mapped_column(String(200))
    folder: Mapped[str] = mapped_column(String(400))
    checked_at: Mapped[datetime] = mapped_column(index=True)
    listed: Mapped[int]  # messages on the server
    taken_in: Mapped[int] = mapped_column(default=0)  # of them without a row until this check
    without_row: Mapped[list[str]] = mapped_column(default_factory=list)
    without_bytes: Mapped[int] = mapped_column(default=0)  # rows whose stored original is gone
    unread: Mapped[int] = mapped_column(default=0)  # rows that nothing has read for an hour

    @property
    def all_well(self) -> bool:
        """Whether nothing that is on the server could be lost."""
        return not (self.without_row or self.without_bytes or self.unread)

    def is_late(self, now: datetime) -> bool:
        """Whether the next daily check should have been made by now."""
        return now - self.checked_at > _CHECKED_WITHIN
