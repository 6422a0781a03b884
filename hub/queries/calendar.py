"""What is due for one person, for their calendar: a case's reference and what, never a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hub.calendar_text import DueDay
from hub.models import Case, Person, Request, Role, Stage
from hub.notice import fit_reference
from hub.queries.due import REMINDED, REVIEWS, WITH_PLAN, review_due
from hub.queries.own_family import not_of_their_family
from hub.queries.writers import written_by
from hub.workflow import RequestState

MOST = 2000  # days in one calendar


def due_days(session: Session, person: Person, *, base_url: str) -> list[DueDay]:
    """The days on which something is due from the person, the soonest first; nothing that has been done."""
    found = [
        *_to_write(session, person, base_url),
        *_to_assign(session, person, base_url),
        *_to_coordinate(session, person, base_url),
    ]
    return sorted(found, key=lambda each: (each.day, each.uid))[:MOST]


def _to_write(session: Session, person: Person, base_url: str) -> Iterator[DueDay]:
    mine = select(Request.id, Request.due_on, Case.id, Case.reference).join(Case, Case.id == Request.case_id)
    mine = mine.where(written_by(person), Request.state == RequestState.AWAITING_ADVICE)
    for id_, day, case_id, reference in session.execute(
        mine.where(*_open(person)).order_by(Request.due_on).limit(MOST)
    ):
        yield _day(f"advice-{id_}", day, reference, "advice due", f"/cases/{case_id}", base_url)


def _to_assign(session: Session, person: Person, base_url: str) -> Iterator[DueDay]:
    theirs = select(Request.id, Request.due_on, Case.id, Case.reference).join(Case, Case.id == Request.case_id)
    theirs = theirs.where(
        Request.team_id.in_(person.team_ids(Role.TEAM_MANAGER)), Request.state == RequestState.AWAITING_ALLOCATION
    )
    for id_, day, case_id, reference in session.execute(
        theirs.where(*_open(person)).order_by(Request.due_on).limit(MOST)
    ):
        what = "advice due, nobody assigned yet"
        yield _day(f"assign-{id_}", day, reference, what, f"/cases/{case_id}", base_url)


def _to_coordinate(session: Session, person: Person, base_url: str) -> Iterator[DueDay]:
    if not person.is_a(Role.OFFICER):
        return
    cases = select(Case.id, Case.reference, Case.stage, Case.decide_by, Case.plan_on, Case.last_review_on)
    theirs = (Case.coordinator_id == person.id, Case.stage != Stage.CLOSED, not_of_their_family(Case.id, person.id))
    for case in session.execute(cases.where(*theirs).limit(MOST)):
        path = f"/cases/{case.id}"
        if case.stage is Stage.REQUEST and case.decide_by:
            what = "decide whether to assess"
            yield _day(f"decide-{case.id}", case.decide_by, case.reference, what, path, base_url)
        basis = case.last_review_on or case.plan_on
        if case.stage in WITH_PLAN and basis:
            day = review_due(REVIEWS[1 if case.last_review_on else 0], basis)
            yield _day(f"review-{case.id}", day, case.reference, "complete the annual review", path, base_url)
    asked = select(Request.id, Request.due_on, Case.id, Case.reference).join(Case, Case.id == Request.case_id)
    asked = asked.where(Case.coordinator_id == person.id, Request.state.in_(REMINDED), *_open(person))
    for id_, day, case_id, reference in session.execute(asked.order_by(Request.due_on).limit(MOST)):
        what = "advice due from a team"
        yield _day(f"asked-{id_}", day, reference, what, f"/cases/{case_id}", base_url)


def _open(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (Request.returned_at.is_(None), Case.stage != Stage.CLOSED, not_of_their_family(Case.id, person.id))


def _day(uid: str, day: date, reference: str, what: str, path: str, base_url: str) -> DueDay:
    host = base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return DueDay(f"{uid}@{host}", day, f"{fit_reference(reference) or 'A case'}: {what}", base_url.rstrip("/") + path)
