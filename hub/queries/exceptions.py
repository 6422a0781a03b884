"""The exceptions recorded on a case: those that stand, every row of their history, and whom of the family to tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from hub.models import Case, FamilyLink, Person, RecordedException

_FAMILY = ("parent", "young-person")


def exceptions_in_force(session: Session, case: Case) -> list[RecordedException]:
    """The exceptions that stand: neither replaced by a later row nor struck out, the earliest first."""
    later = aliased(RecordedException)
    wanted = (
        select(RecordedException)
        .outerjoin(later, later.replaces_id == RecordedException.id)
        .where(RecordedException.case_id == case.id, RecordedException.withdrawn.is_(False), later.id.is_(None))
        .order_by(RecordedException.from_day, RecordedException.id)
    )
    return list(session.scalars(wanted))


def every_exception(session: Session, case: Case) -> Sequence[RecordedException]:
    """Every row, those replaced and struck out too, as they were recorded."""
    wanted = (
        select(RecordedException)
        .where(RecordedException.case_id == case.id)
        .order_by(RecordedException.id)
        .options(joinedload(RecordedException.recorded_by), joinedload(RecordedException.request))
    )
    return session.scalars(wanted).unique().all()


def standing(rows: Iterable[RecordedException]) -> list[RecordedException]:
    """Those of the rows that stand, the earliest first."""
    rows = list(rows)
    replaced = {each.replaces_id for each in rows}
    kept = [each for each in rows if each.id not in replaced and not each.withdrawn]
    return sorted(kept, key=lambda each: (each.from_day, each.id))


def family_addresses(session: Session, case: Case) -> list[str]:
    """Where the family can be told by e-mail: those who read the case in the hub, and the parent who asked.

    Whoever's access to the case was ended hears nothing more of it, though they be the one who asked.
    """
    wanted = (
        select(Person.email, FamilyLink.ended_at.is_(None) & Person.active)
        .join(FamilyLink, FamilyLink.person_id == Person.id)
        .where(FamilyLink.case_id == case.id)
        .order_by(Person.id)
    )
    rows = session.execute(wanted).all()
    found = dict.fromkeys(email for email, reads in rows if reads)
    asked = case.asked_by
    if asked is not None and asked.email and case.requester_role in _FAMILY:
        found |= {} if asked.email in {email for email, _ in rows} else {asked.email: None}
    return list(found)
