"""From arrived bytes to a filed item: bytes safe, then the ledger's row, then read, then filed, each a commit.

States: received → (reading, under the work's lease) → filed, or waiting for a person with the reason. Killed anywhere,
the work is taken again; the row's key and the single commit of filing make it once-only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.database import Database
from hub.files import FileStore, NotStored
from hub.models import Channel, PostItem, PostState, Stage
from hub.queries.identity import CaseIdentity, EarlierRequest, cases_like, earlier_request
from hub.services.brought_in import file_batch
from hub.services.cases import Requester
from hub.services.deliveries import note_bounce
from hub.services.read_values import value_at
from hub.services.received_post import (
    DRAFT_RETURNED,
    Arrival,
    Filing,
    NewCase,
    file_item,
    filing_alone,
    leave_reading,
    leave_to_a_person,
    note_arrival,
    same_bytes,
)
from hub.services.returned_advice import request_answered
from hub.work import Task, TryLater, enqueue
from intake import item as post
from intake.acknowledge import acknowledge
from intake.draw import wanted_in
from intake.match import Match, match, said_in
from intake.reading import SENT_BEFORE, Read
from intake.recognise import Kind, chases
from intake.result import Result
from intake.safely import read_safely

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)
DRAW_PAGES = "intake.draw:draw_pages"
_LATER = timedelta(minutes=2)
_WHICH_REQUEST = "It isn't certain which request this advice answers: choose it."
_SEVERAL = (
    "It brings advice on several children, so no draft is made of it: file it, and ask its writer for each alone."
)
MOST_KILLS = 5  # an item whose reading was killed or failed so often is not opened again by a machine


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item was found: for mail (account, folder, UIDVALIDITY, UID), for paper where it was dropped."""

    account: str
    folder: str
    uid: str
    uidvalidity: int = 0


def take_in(
    database: Database,
    files: FileStore,
    *,
    data: bytes,
    channel: Channel,
    place: Place,
    name: str,
    received_at: datetime | None,
    now: datetime,
    listed_size: int = 0,
) -> int:
    """Make the bytes safe, then note the item and its reading in one commit; returns the item's id.

    `listed_size` is what the mail server says of its size, which on some servers is an estimate.
    The same place is one item, however often it is taken in. Raises NotStored (a full disk): nothing was noted.
    """
    sha256 = files.store(data)
    arrival = Arrival(
        channel=channel,
        account=place.account,
        folder=place.folder,
        uid=place.uid,
        uidvalidity=place.uidvalidity,
        name=name,
        sha256=sha256,
        size=listed_size or len(data),
        received_at=received_at,
    )
    with database.transaction() as session:
        item, _ = note_arrival(session, arrival=arrival, now=now)
        return item.id


def read_item(task: Task) -> None:
    """The work handler: read an item's bytes and file it; what can't be read waits for a person."""
    item_id = int(task.key)
    with task.database.reading() as session:
        item = session.get_one(PostItem, item_id)
        name, sha256, channel, received = item.name, item.sha256, item.channel, item.received_at
        to_do = item.state is PostState.RECEIVED
        if to_do:
            _first_copy(session, item)  # while that is being read, reading this one is wasted
    read, why = None, ""
    if to_do and task.attempt > MOST_KILLS:
        why = "Reading or filing this item failed more than once. Open the original with care."
    elif to_do:
        read, why = _read(task, sha256, name, channel, received)
    with task.finishing() as session:
        item = session.get_one(PostItem, item_id)
        if item.state is not PostState.RECEIVED:
            return
        if read is None:
            leave_to_a_person(session, item=item, reason=why)
        else:
            _file(session, task, item, read, arrived=received or item.stored_at)


def _file(session: Session, task: Task, item: PostItem, read: Read, *, arrived: datetime) -> None:
    """What follows from a reading, in the work's own commit: cases, pages to draw, an answer to its sender."""
    if read.parts:
        file_batch(session, FileStore(task.settings.data_dir), item=item, parts=read.parts, now=task.now)
        return
    if any(result.kind is Kind.BOUNCE for result in read.results):
        note_bounce(session, mail=FileStore(task.settings.data_dir).load(item.sha256))
    filing_alone(session)
    file_read(session, item=item, read=read, now=task.now)
    if wanted_in(item.readings):  # later: reading the next item comes first
        enqueue(session, handler=DRAW_PAGES, key=str(item.id), now=task.now, not_before=task.now + _LATER)
    _ask_for_drafts(session, item, now=task.now)
    if read.item is not None:
        acknowledge(session, item=item, read=read.item, arrived=arrived, settings=task.settings, now=task.now)


def _ask_for_drafts(session: Session, item: PostItem, *, now: datetime) -> None:
    """Advice that came back becomes a draft where it is sure whose request it answers; else an officer chooses."""
    for reading in item.readings:
        if reading.kind != Kind.ADVICE_RETURN or reading.case is None or reading.needs_review:
            continue
        several = len(item.readings) > 1  # nobody knows which file is whose
        sender = str(value_at(reading.result, "requester.email") or "")
        asked = None if several else request_answered(session, reading.case, sender)
        if asked is not None:
            enqueue(session, handler=DRAFT_RETURNED, key=f"{item.id}:{asked.id}", now=now)
        else:
            leave_reading(session, reading=reading, why=_SEVERAL if several else _WHICH_REQUEST)


def _read(task: Task, sha256: str, name: str, channel: Channel, received: datetime | None) -> tuple[Read | None, str]:
    try:
        data = FileStore(task.settings.data_dir).load(sha256)
    except NotStored:
        log.error("the bytes of item %s are missing or damaged", task.key)
        if task.attempt < MOST_KILLS:
            raise
        return None, "The stored original of this item is missing or damaged. Restore it from the backup."
    way = post.Channel.MAIL if channel is Channel.MAIL else post.Channel.PAPER
    try:
        return read_safely(data, name, way, received=received, now=task.now, clamd=task.settings.clamd), ""
    except Exception as why:  # noqa: BLE001 - one bad item never stops the next: a person gets it, with its bytes
        log.error("item %s could not be read (%s)", task.key, type(why).__name__)
        return None, f"This item could not be read ({type(why).__name__}). Open the original."


def file_read(session: Session, *, item: PostItem, read: Read, now: datetime) -> None:
    """File an item as it was read: each child's line joined to a case, given a new one, or left to a person."""
    first = _first_copy(session, item)
    filings: list[Filing] = []
    duplicate_of = first
    for number, result in enumerate(read.results, start=1):
        filing, again = _filing(session, item, read, result, first, number)
        filings.append(filing)
        if again is not None and duplicate_of is None:
            duplicate_of = session.get(PostItem, again.item_id)
    received = min((result.received for result in read.results), default=None)
    file_item(session, item=item, filings=filings, received_at=received, duplicate_of=duplicate_of, now=now)


def _first_copy(session: Session, item: PostItem) -> PostItem | None:
    """The first item of the same bytes in which something was read: two blank scans needn't be the same letter."""
    if not item.size:
        return None
    for other in same_bytes(session, item=item):
        if other.state is PostState.RECEIVED:
            raise TryLater("its first copy is not filed yet", after=timedelta(seconds=5))
        if any(text.strip() for reading in other.readings for text in reading.result["texts"].values()):
            return other
    return None


def _filing(
    session: Session, item: PostItem, read: Read, result: Result, first: PostItem | None, number: int
) -> tuple[Filing, EarlierRequest | None]:
    texts = dict(read.item.texts) if read.item else {}
    if first is not None:
        return _same_again(result, first, number, texts), None
    if read.item is None or result.kind.from_nobody:
        return _plain(result, texts), None
    found = _match(session, read.item, result)
    if found.case is not None:
        return _joined(session, item, read, result, found.case, texts)
    result = replace(result, why=(*result.why, *_doubts(result, found)))
    filing = _plain(result, texts)
    return (replace(filing, opens=_new_case(result)) if result.kind.starts_a_clock else filing), None


def _same_again(result: Result, first: PostItem, number: int, texts: dict[str, str]) -> Filing:
    """The same bytes once more: linked to the first and to whatever case it led to, whose clock is kept."""
    before = next((one for one in first.readings if one.number == number), None)
    case = before.case if before else None
    earlier = datetime.fromisoformat(str(before.result["received"])) if before else result.received
    reference = case.reference if case else None
    line = replace(
        result,
        duplicate_of=first.name,
        case=reference,
        existing_case=reference,
        clock_from=min(earlier, result.received),
        why=(),
    )
    return replace(_plain(line, texts), case_id=case.id if case else None, duplicate=True)


def _match(session: Session, item: post.Item, result: Result) -> Match:
    said = said_in(item, result)
    cases = cases_like(
        session,
        name=said.name,
        born=said.born,
        nhs_number=said.nhs_number,
        upn=said.upn,
        references=said.references,
        email=said.email,
    )
    return match(said, cases)


def _doubts(result: Result, found: Match) -> Iterator[str]:
    """Why a person has to say where it belongs."""
    if found.candidates:
        listed = ", ".join(case.reference for case in found.candidates[:5])
        yield f"It may belong to {listed}: compare, then join it or keep it apart."
    elif result.kind is Kind.ADVICE_RETURN:
        yield "No case of this child is known: find the request that this advice answers."
    elif result.kind is Kind.CASE_UPDATE:
        yield "No case of this child is known: find the case that this news is about."


def _asked_again(read: Read, result: Result) -> Kind | None:
    """The request that a line may be a copy of, or asks after."""
    if result.kind.starts_a_clock:
        return result.kind
    after = result.kind is Kind.QUERY and read.item is not None and chases(read.item)
    return Kind.ASSESSMENT_REQUEST if after else None


def _joined(
    session: Session, item: PostItem, read: Read, result: Result, case: CaseIdentity, texts: dict[str, str]
) -> tuple[Filing, EarlierRequest | None]:
    """A line that certainly belongs to a case: the same request again keeps the first one's clock."""
    again = earlier_request(session, case_id=case.id, kind=kind.value) if (kind := _asked_again(read, result)) else None
    result = replace(result, case=case.reference, existing_case=case.reference)
    if again is not None and again.item_id != item.id:
        earlier = datetime.fromisoformat(again.received) if again.received else result.received
        why = tuple(reason for reason in result.why if reason != SENT_BEFORE)  # here is the first one
        result = replace(result, duplicate_of=again.name, clock_from=min(earlier, result.received), why=why)
        if result.clock_starts and case.received_on and result.clock_starts < case.received_on:
            result = replace(result, why=(*result.why, _EARLIER.format(day=result.clock_starts)))
    elif result.kind is Kind.ASSESSMENT_REQUEST and case.stage is not Stage.UNCONFIRMED:
        result = replace(result, why=(*result.why, _HAS_A_CASE.format(case=case.reference)))
    filing = replace(_plain(result, texts), case_id=case.id, duplicate=again is not None)
    return filing, again


_EARLIER = "It shows that the council had the request on {day}, earlier than the case says: decide the date."
_HAS_A_CASE = "This child already has the case {case}: decide whether this is a new request."


def _plain(result: Result, texts: dict[str, str]) -> Filing:
    """A filing that leads to no case; its line keeps the words beside which the evidence is shown, and the reasons."""
    line = {**result.to_json(), "texts": texts, "reasons": list(result.reasons)}
    return Filing(kind=result.kind.value, line=line, needs_review=result.needs_review)


def _new_case(result: Result) -> NewCase:
    child, requester = result.child, result.requester
    day = result.clock_starts
    if day is None:
        raise ValueError(f"a {result.kind} opens no case")
    return NewCase(
        kind=result.kind.value,
        received_on=day,
        requester=Requester(
            name=requester.name.value[:200] if requester.name else "",
            role=requester.role.value if requester.role else "",
            email=requester.email.value[:320] if requester.email else "",
            phone=requester.phone.value[:40] if requester.phone else "",
        ),
        child={
            "child_name": child.name.value[:200] if child.name else None,
            "known_as": child.known_as.value[:100] if child.known_as else None,
            "date_of_birth": child.date_of_birth.value if child.date_of_birth else None,
            "nhs_number": child.nhs_number.value if child.nhs_number else None,
            "upn": child.upn.value if child.upn else None,
            "school": result.school.value[:200] if result.school else None,
            "postcode": result.address_postcode.value[:10] if result.address_postcode else None,
            "concerns": result.concerns.value if result.concerns else None,
        },
    )
