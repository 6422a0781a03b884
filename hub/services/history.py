"""The history of a case: written in the same commit as the act, chained so that a change is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Case, HistoryEntry, Person
from hub.services.looking import note_news


def record(session: Session, case: Case, what: str, *, by: Person | None, at: datetime, **details: Any) -> HistoryEntry:
    """Add an act to a case's history.

    `what` says the act in the field's words ("advice submitted"); `details` are JSON values. `by` is None for what
    the hub did by itself. The case's row is locked until the commit, so that two acts can't take one number.
    """
    session.flush()
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    last = session.scalars(
        select(HistoryEntry).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.number.desc()).limit(1)
    ).first()
    entry = HistoryEntry(
        case_id=case.id,
        number=last.number + 1 if last else 1,
        at=at,
        what=what,
        details=details,
        by_id=by.id if by else None,
        digest="",
    )
    entry.digest = digest_of(entry, before=last.digest if last else "")
    session.add(entry)
    session.flush()
    note_news(session, case, what, details, by=by, at=at)
    return entry


def digest_of(entry: HistoryEntry, *, before: str) -> str:
    """The SHA-256 over an entry and the digest before it, as lower-case hex."""
    said = {
        "before": before,
        "case": entry.case_id,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "what": entry.what,
        "details": entry.details,
    }
    return seal(said)


def seal(said: Mapping[str, Any]) -> str:
    """The SHA-256 over what an entry says, as lower-case hex."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_links(session: Session, *, case: Case | None = None) -> Iterator[tuple[int, int]]:
    """(case id, entry number) wherever a history (or one case's) is not what was written: changed, removed or put in.

    A removed tail, or a history chained anew, leaves no trace here: see `differs_from`.
    """
    before, case_id, number = "", None, 0
    entries = select(HistoryEntry).order_by(HistoryEntry.case_id, HistoryEntry.number)
    if case is not None:
        entries = entries.where(HistoryEntry.case_id == case.id)
    for entry in session.scalars(entries.execution_options(yield_per=1000)):
        if entry.case_id != case_id:
            before, case_id, number = "", entry.case_id, 0
        number += 1
        if entry.number != number or entry.digest != digest_of(entry, before=before):
            yield entry.case_id, entry.number
            number = entry.number
        before = entry.digest


def differs_from(session: Session, kept: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """(case reference, entry number) wherever a head that was kept elsewhere is not what stands there now.

    Whoever can write to the table can chain a rewritten history anew; what was kept elsewhere they can't change.
    """
    for reference, (number, digest) in kept.items():
        entry = (
            select(HistoryEntry.digest)
            .join(Case, Case.id == HistoryEntry.case_id)
            .where(Case.reference == reference, HistoryEntry.number == number)
        )
        if session.scalar(entry) != digest:
            yield reference, number


def heads(session: Session) -> dict[str, tuple[int, str]]:
    """Each case's reference with the number and digest of its last entry: what is kept outside the database."""
    rows = session.execute(
        select(Case.reference, HistoryEntry.number, HistoryEntry.digest)
        .join(Case, Case.id == HistoryEntry.case_id)
        .order_by(Case.id, HistoryEntry.number)
    )
    return {reference: (number, digest) for reference, number, digest in rows}
