"""The history of a case: written in the same commit as the act, chained so that a change is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Case, HistoryEntry, Person
from hub.services.chains import CASES
from hub.services.looking import note_news


def record(session: Session, case: Case, what: str, *, by: Person | None, at: datetime, **details: Any) -> HistoryEntry:
    """Add an act to a case's history.

    `what` says the act in the field's words ("advice submitted"); `details` are JSON values. `by` is None for what
    the hub did by itself. The case's row is locked until the commit, so that two acts can't take one number.
    """
    entry = CASES.add(session, case, what, by=by, at=at, details=details)
    note_news(session, case, what, details, by=by, at=at)
    return entry


def digest_of(entry: HistoryEntry, *, before: str) -> str:
    """The SHA-256 over an entry and the digest before it, as lower-case hex."""
    return CASES.digest(entry, before=before)


def broken_links(session: Session, *, case: Case | None = None) -> Iterator[tuple[int, int]]:
    """(case id, entry number) wherever a history (or one case's) is not what was written: changed, removed or put in.

    A removed tail, or a history chained anew, leaves no trace here: see `differs_from`.
    """
    return CASES.broken(session, owner_id=case.id if case is not None else None)


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
