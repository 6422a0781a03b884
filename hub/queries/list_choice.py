"""How somebody chose to see one of their lists when they last did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hub.models import ListChoice, Person

_CHOICE = ListChoice.__table__.c
_CHOSEN = select(_CHOICE.chosen).where(_CHOICE.person_id == bindparam("person"), _CHOICE.list_name == bindparam("name"))


def chosen_for(session: Session, *, person: Person, list_name: str) -> dict[str, Any]:
    """The filters and order that the person chose, or none."""
    values = {"person": person.id, "name": list_name}
    return session.connection().execute(_CHOSEN, values).scalar() or {}
