"""Whoever works for a team or the council never meets a child of their own family at work, also once access ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from hub.models import FamilyLink, Person

_LINK = FamilyLink.__table__.c


def not_of_their_family(case_id: Any, person_id: Any) -> ColumnElement[bool]:
    """The condition that the case (a column) is not one that was ever opened to the person as family.

    `person_id` is a number, or a parameter of the statement.
    """
    apart: ColumnElement[bool] = case_id.not_in(select(_LINK.case_id).where(_LINK.person_id == person_id))
    return apart


def no_family_of(case_id: int) -> ColumnElement[bool]:
    """The condition that a person is and was not of the child's family, as far as the hub was told."""
    apart: ColumnElement[bool] = Person.id.not_in(select(_LINK.person_id).where(_LINK.case_id == case_id))
    return apart
