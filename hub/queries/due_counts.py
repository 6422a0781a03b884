"""How many requests are late, and how many will be due soon: the numbers on the quick filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from hub.models import Person, Request, Role
from hub.queries.cases import DUE_SOON
from hub.queries.writers import written_by
from hub.workflow import OUTSTANDING, WRITING


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Requests whose advice has not been returned."""

    soon: int
    overdue: int


def due_counts(session: Session, *, person: Person, team: bool, today: date) -> DueCounts:
    """The counts of My cases, or of Team cases."""
    theirs = Request.team_id.in_(person.team_ids(Role.TEAM_MANAGER, Role.SECRETARY))
    scope = theirs if team else written_by(person)
    outstanding = [each.value for each in OUTSTANDING | WRITING]
    late = func.count(case((Request.due_on < today, 1)))
    soon = func.count(case((Request.due_on >= today, 1)))
    wanted = select(soon, late).where(scope, Request.state.in_(outstanding), Request.due_on <= today + DUE_SOON)
    found = session.execute(wanted).one()
    return DueCounts(soon=found[0], overdue=found[1])
