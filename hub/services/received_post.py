"""Received post in the ledger: noted once, then filed with what was read, each in one commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.models import Case, Channel, PostItem, PostState, Reading, Work, WorkState
from hub.services.cases import Requester, open_case
from hub.services.history import record
from hub.work import enqueue

READ_ITEM = "intake.receive:read_item"
DRAFT_RETURNED = "intake.draft:draft_returned"
_FILING = 7_301_436  # PostgreSQL's name for the lock that lets one item be filed at a time


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item whose bytes are safe in the file store. For mail the place is that of RFC 9051 2.3.1.1."""

    channel: Channel
    account: str
    folder: str
    uid: str
    name: str
    sha256: str
    size: int
    uidvalidity: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a request says, for the unconfirmed case that it opens."""

    kind: str
    received_on: date
    requester: Requester
    child: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filing:
    """What follows from one reading: a new case, an existing one, or neither; `line` is the contract's result."""

    kind: str
    line: dict[str, Any]
    needs_review: bool
    case_id: int | None = None
    opens: NewCase | None = None
    duplicate: bool = False


def note_arrival(session: Session, *, arrival: Arrival, now: datetime) -> tuple[PostItem, bool]:
    """The ledger's row for an arrival, and whether it is new; a new one's reading is asked for in the same commit.

    A mailbox whose UIDVALIDITY changed lists the same messages under new numbers: such a message keeps its row. Where
    other bytes lie in a known place (a restored server that gave a number out again), the place is theirs from now on.
    """
    in_mailbox = (PostItem.account == arrival.account, PostItem.folder == arrival.folder)
    place = (*in_mailbox, PostItem.uidvalidity == arrival.uidvalidity, PostItem.uid == arrival.uid)
    known = session.scalars(select(PostItem).where(*place)).first()
    if known is not None and known.sha256 == arrival.sha256:
        known.size = arrival.size
        return known, False
    if known is not None:
        known.uid = f"{known.uid} until {known.id}"
        session.flush()
    moved = session.scalars(
        select(PostItem)
        .where(*in_mailbox, PostItem.sha256 == arrival.sha256, PostItem.uidvalidity != arrival.uidvalidity)
        .order_by(PostItem.id)
    ).first()
    if arrival.channel is Channel.MAIL and moved is not None:
        moved.uidvalidity, moved.uid = arrival.uidvalidity, arrival.uid
        return moved, False
    item = PostItem(
        channel=arrival.channel,
        account=arrival.account,
        folder=arrival.folder,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        name=arrival.name[:400],
        sha256=arrival.sha256,
        size=arrival.size,
        received_at=arrival.received_at,
        stored_at=now,
    )
    try:
        with session.begin_nested():
            session.add(item)
    except IntegrityError:  # another process noted it in the meantime
        return session.scalars(select(PostItem).where(*place)).one(), False
    enqueue(session, handler=READ_ITEM, key=str(item.id), now=now)
    return item, True


def unmoved(session: Session, *, account: str, folder: str, uidvalidity: int) -> dict[str, bool]:
    """The UIDs of a mailbox, and whether each has been filed or waits for a person."""
    rows = session.execute(
        select(PostItem.uid, PostItem.state).where(
            PostItem.account == account, PostItem.folder == folder, PostItem.uidvalidity == uidvalidity
        )
    )
    return {uid: state is not PostState.RECEIVED for uid, state in rows}


def filing_alone(session: Session) -> None:
    """Let one item be filed at a time, until the commit, so that two copies of a request can't both open a case.

    SQLite's BEGIN IMMEDIATE does that by itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _FILING})


def same_bytes(session: Session, *, item: PostItem) -> Iterator[PostItem]:
    """The items that came before this one with the same bytes, the first one first."""
    wanted = select(PostItem).where(PostItem.sha256 == item.sha256, PostItem.id < item.id).order_by(PostItem.id)
    yield from session.scalars(wanted)


def next_reading(session: Session, *, item_id: int) -> datetime | None:
    """When an item's reading, which was put back, is tried again; None while it is at work or done.

    Reading that was given up after too many failures is never tried again by itself.
    """
    work = session.scalars(select(Work).where(Work.handler == READ_ITEM, Work.key == str(item_id))).one()
    if work.state is WorkState.FAILED:
        return datetime.max.replace(tzinfo=UTC)
    return work.not_before if work.state is WorkState.WAITING and not work.leased_by else None


def file_item(
    session: Session,
    *,
    item: PostItem,
    filings: Sequence[Filing],
    received_at: datetime | None,
    duplicate_of: PostItem | None,
    now: datetime,
) -> None:
    """Write down what was read and what follows from it, in the caller's transaction: all of it, or nothing."""
    item.received_at = received_at or item.received_at
    item.duplicate_of_id = duplicate_of.id if duplicate_of else None
    waits = False
    for number, filing in enumerate(filings, start=1):
        case = _case_for(session, item, filing, now)
        reading = Reading(
            number=number,
            kind=filing.kind,
            result=filing.line,
            read_at=now,
            needs_review=filing.needs_review,
            item=item,
        )
        reading.case = case
        session.add(reading)
        waits = waits or filing.needs_review
    item.state = PostState.WAITING if waits else PostState.FILED
    item.reason = " ".join(dict.fromkeys(why for filing in filings for why in filing.line.get("why", ())))
    session.flush()


def leave_to_a_person(session: Session, *, item: PostItem, reason: str) -> None:
    """Nothing could be read: the item waits for a person, who is told why."""
    item.state, item.reason = PostState.WAITING, reason
    session.flush()


def leave_reading(session: Session, *, reading: Reading, why: str) -> None:
    """What was read needs a person after all, who is told why; what one had decided before didn't come about."""
    reading.needs_review = True
    reading.decided_at, reading.decided_by, reading.decision = None, None, ""
    reading.result = {
        **reading.result,
        "needs_review": True,
        "why": [*reading.result.get("why", ()), why],
    }
    reading.item.state = PostState.WAITING
    reading.item.reason = " ".join(filter(None, (reading.item.reason, why)))
    session.flush()


def _case_for(session: Session, item: PostItem, filing: Filing, now: datetime) -> Case | None:
    if filing.case_id is not None:
        case = session.get_one(Case, filing.case_id)
        record(session, case, "post filed", by=None, at=now, item=item.id, duplicate=filing.duplicate)
        return case
    if filing.opens is None:
        return None
    case = open_case(
        session,
        channel=item.channel,
        received_on=filing.opens.received_on,
        requester=filing.opens.requester,
        child=filing.opens.child,
        by=None,
        now=now,
        request_kind=filing.opens.kind,
    )
    filing.line["case"] = case.reference
    return case
