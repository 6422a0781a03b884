"""Whose a request for advice is to write: whom it is allocated to, and the co-writers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select

from hub.models import Person, Request, co_writers


def written_by(person: Person) -> ColumnElement[bool]:
    """The condition that the person may write the request's draft."""
    return or_(Request.allocated_to_id == person.id, Request.id.in_(_shared(person)))


def not_written_by(person: Person) -> ColumnElement[bool]:
    """The condition that they may not; nobody reviews their own advice."""
    others = or_(Request.allocated_to_id.is_(None), Request.allocated_to_id != person.id)
    return and_(others, Request.id.not_in(_shared(person)))


def _shared(person: Person) -> Select[int]:
    return select(co_writers.c.request_id).where(co_writers.c.person_id == person.id)
