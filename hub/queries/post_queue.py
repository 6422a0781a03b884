"""The officer's queue of post: what waits for a person, the oldest first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.models import Case, Channel, Person, PostItem, PostState, Reading, Stage
from hub.names import folded
from hub.queries.own_family import not_of_their_family

MOST = 200
_LONG_AGO = datetime.min.replace(tzinfo=UTC)  # nobody knows how long it has waited: it comes first

_WAITS = (Reading.decided_at.is_(None), or_(Reading.needs_review, Case.stage == Stage.UNCONFIRMED))
_OLDEST_FIRST = (PostItem.received_at, Reading.id)
_AGAIN = "It is the same request again: the case and its clock are those of the first."


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One thing that waits: a reading, or an item in which nothing could be read."""

    reading_id: int | None
    item_id: int
    name: str
    channel: Channel
    kind: str
    child_name: str
    received_at: datetime | None
    why: tuple[str, ...]
    due: date | None = None  # by when the council decides, or advice is due


def post_queue(session: Session, *, viewer: Person | None = None, most: int = MOST) -> list[QueueRow]:
    """What waits for an officer, the longest waiting first; nothing about a child of the viewer's own family."""
    rows = session.execute(
        select(Reading, PostItem, Case.child_name)
        .join(PostItem, PostItem.id == Reading.item_id)
        .outerjoin(Case, Case.id == Reading.case_id)
        .where(*_WAITS, _apart(viewer))
        .order_by(*_OLDEST_FIRST)
        .limit(most)
    )
    found = [
        QueueRow(
            reading.id,
            item.id,
            item.name,
            item.channel,
            reading.kind,
            child_name or (reading.result.get("child") or {}).get("name") or "",
            item.received_at,
            why_of(reading),
            _day(reading.result.get("due")),
        )
        for reading, item, child_name in rows
    ]
    unread = session.scalars(
        select(PostItem)
        .where(PostItem.state == PostState.WAITING, ~PostItem.readings.any())
        .order_by(PostItem.received_at, PostItem.id)
        .limit(most)
    )
    found += [
        QueueRow(None, each.id, each.name, each.channel, "", "", each.received_at, (each.reason,)) for each in unread
    ]
    return sorted(found, key=lambda row: row.received_at or _LONG_AGO)


def why_of(reading: Reading) -> tuple[str, ...]:
    """What a person has to know before deciding: why the reading waits, and whether it is a copy."""
    again = (_AGAIN,) if reading.result.get("duplicate_of") else ()
    return (*again, *(reading.result.get("why") or ()))


def next_waiting(session: Session, after: Reading, *, viewer: Person | None = None) -> int | None:
    """The reading that stands below this one in the queue; None at its end."""
    waiting = select(Reading.id).join(PostItem).outerjoin(Case, Case.id == Reading.case_id)
    waiting = waiting.where(*_WAITS, _apart(viewer))
    ids = session.scalars(waiting.order_by(*_OLDEST_FIRST).limit(MOST)).all()
    below = ids[ids.index(after.id) + 1 :] if after.id in ids else ids
    return below[0] if below else None


def _apart(viewer: Person | None) -> ColumnElement[bool]:
    own = viewer.id if viewer is not None else 0
    return or_(Reading.case_id.is_(None), not_of_their_family(Reading.case_id, own))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def unconfirmed_without_post(session: Session) -> Sequence[Case]:
    """Cases that a person opened by hand and nobody has confirmed, the oldest request first."""
    has_post = select(Reading.id).where(Reading.case_id == Case.id).exists()
    wanted = select(Case).where(Case.stage == Stage.UNCONFIRMED, ~has_post).order_by(Case.received_on, Case.id)
    return session.scalars(wanted.limit(MOST)).all()


def reading_with_item(session: Session, reading_id: int) -> Reading | None:
    """A reading with its item and case."""
    wanted = select(Reading).where(Reading.id == reading_id)
    return session.scalars(wanted.options(joinedload(Reading.item), joinedload(Reading.case))).unique().first()


def possible_cases(session: Session, *, name: str, born: date | None, but: Case | None) -> Sequence[Case]:
    """Confirmed cases that may be the same child's: the same date of birth, or every part of the name.

    Never joined by itself: an officer chooses.
    """
    same: list[ColumnElement[bool]] = []
    if parts := [Case.folded_name.contains(each, autoescape=True) for each in folded(name).split()]:
        same.append(and_(*parts))
    if born:
        same.append(Case.date_of_birth == born)
    if not same:
        return []
    wanted = select(Case).where(or_(*same), Case.stage.not_in([Stage.UNCONFIRMED, Stage.CLOSED]))
    if but is not None:
        wanted = wanted.where(Case.id != but.id)
    return session.scalars(wanted.order_by(Case.id.desc()).limit(20)).all()


def case_by_reference(session: Session, reference: str) -> Case | None:
    """The case with exactly that reference."""
    return session.scalars(select(Case).where(func.upper(Case.reference) == reference.strip().upper())).first()
