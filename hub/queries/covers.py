"""Who hears of what concerns a colleague who is away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from hub.models import Cover, Deputy, Person


def covers_on(session: Session, day: date) -> dict[str, tuple[str, ...]]:
    """Everybody who is away on that day → those who hear of it for them, a reviewer's deputies included.

    Deputies are told by the quality step itself of what it waits for; of reminders they hear by this.
    """
    found = _by_address(session, _current(day))
    for away, deputies in _by_address(session, _standing_in(day)).items():
        found[away] = tuple(dict.fromkeys((*found.get(away, ()), *deputies)))
    return found


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


def _standing_in(day: date) -> Select[str, str]:
    deputy = aliased(Person)
    return (
        select(Person.email, deputy.email)
        .select_from(Deputy)
        .join(Person, Person.id == Deputy.away_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .where(Deputy.from_on <= day, Deputy.to_on >= day, Deputy.ended_at.is_(None), deputy.active)
        .order_by(Deputy.id)
    )


def _by_address(session: Session, wanted: Select[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for away, covering in session.execute(wanted):
        found[away] = (*found.get(away, ()), covering)
    return found
