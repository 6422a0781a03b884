"""What a writer's pages list of a draft: its versions, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import DraftVersion, Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version: who saved it, when, and whether the page did so by itself (since when, where saves were folded)."""

    number: int
    saved_at: datetime
    by: str
    automatic: bool
    begun_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A page of versions; `older` is the number before which the next page begins, None on the last."""

    rows: tuple[VersionRow, ...]
    older: int | None


def versions_of(session: Session, request_id: int, *, before: int | None = None) -> VersionPage:
    """The versions of a request's draft, newest first, without their words."""
    wanted = (
        select(DraftVersion.number, DraftVersion.saved_at, Person.name, DraftVersion.automatic, DraftVersion.begun_at)
        .outerjoin(Person, Person.id == DraftVersion.saved_by_id)
        .where(DraftVersion.request_id == request_id)
        .order_by(DraftVersion.number.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        wanted = wanted.where(DraftVersion.number < before)
    found = [VersionRow(*row[:2], row[2] or "", *row[3:]) for row in session.execute(wanted)]
    return VersionPage(tuple(found[:PAGE]), found[PAGE - 1].number if len(found) > PAGE else None)


def version_numbered(session: Session, request_id: int, number: int) -> DraftVersion | None:
    """A version of a request's draft, or None."""
    wanted = select(DraftVersion).where(DraftVersion.request_id == request_id, DraftVersion.number == number)
    return session.scalars(wanted).first()


def version_before(session: Session, request_id: int, number: int) -> DraftVersion | None:
    """The version that came before a number, or None for the first."""
    wanted = (
        select(DraftVersion)
        .where(DraftVersion.request_id == request_id, DraftVersion.number < number)
        .order_by(DraftVersion.number.desc())
    )
    return session.scalars(wanted.limit(1)).first()
