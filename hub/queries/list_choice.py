"""How somebody chose to see one of their lists when they last did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import ListChoice, Person

_CHOICE = ListChoice.__table__.c


def chosen_for(session: Session, *, person: Person, list_name: str) -> dict[str, Any]:
    """The filters and order that the person chose, or none."""
    wanted = select(_CHOICE.chosen).where(_CHOICE.person_id == person.id, _CHOICE.list_name == list_name)
    return session.connection().execute(wanted).scalar() or {}
