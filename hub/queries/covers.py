"""Who hears of what concerns a colleague who is away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from hub.models import Cover, Person


def covers_on(session: Session, day: date) -> dict[str, tuple[str, ...]]:
    """Everybody who is away on that day → those who cover for them, by their addresses."""
    return _by_address(session, _current(day))


def covers_of(session: Session, addresses: Collection[str], day: date) -> dict[str, tuple[str, ...]]:
    """The same for these addresses only."""
    return _by_address(session, _current(day).where(Person.email.in_(addresses)))


def _current(day: date) -> Select[str, str]:
    covering = aliased(Person)
    return (
        select(Person.email, covering.email)
        .select_from(Cover)
        .join(Person, Person.id == Cover.person_id)
        .join(covering, covering.id == Cover.covered_by_id)
        .where(Cover.from_on <= day, Cover.until_on >= day, covering.active)
        .order_by(Cover.id)
    )


def _by_address(session: Session, wanted: Select[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for away, covering in session.execute(wanted):
        found[away] = (*found.get(away, ()), covering)
    return found
