"""What the page of one case shows: its requests, who may see it, what happened; and the teams that can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.council import Council
from hub.models import Case, HistoryEntry, Person, Reading, Request, Role, Submission, Team
from hub.permissions import Act, may, sees_every_case


def requests_of(session: Session, case: Case) -> Sequence[Request]:
    """Every request for advice on the case, as it was asked, with its team and its writers."""
    wanted = select(Request).where(Request.case_id == case.id).order_by(Request.received_on, Request.id)
    loaded = wanted.options(
        joinedload(Request.team),
        joinedload(Request.allocated_to),
        joinedload(Request.case),
        selectinload(Request.co_writers),
    )
    return session.scalars(loaded).unique().all()


def may_see_case(session: Session, person: Person, case: Case, council: Council, *, on: date | None = None) -> bool:
    """Whether the person may open the case: their work is with every case, or with a request on this one.

    `on` is the day, on which they may be a reviewer's deputy.

    A case that no person has confirmed is for officers only, once set aside too: nobody knows whose it is. To the
    child's own family it is open on the family's pages only, whatever their work.
    """
    if person.is_family_of(case.id):
        return False
    if case.confirmed_at is None:
        return person.active and person.is_a(Role.OFFICER)
    if sees_every_case(person):
        return True
    return any(may(person, Act.SEE, each, council, on=on) for each in requests_of(session, case))


def latest_submissions(session: Session, requests: Sequence[Request]) -> dict[int, Submission]:
    """The latest submission of each request that has one, by the request's id."""
    wanted = (
        select(Submission).where(Submission.request_id.in_([each.id for each in requests])).order_by(Submission.number)
    )
    return {each.request_id: each for each in session.scalars(wanted)}


def history_of(session: Session, case: Case, *, most: int = 200) -> Sequence[HistoryEntry]:
    """What happened to the case, the latest first."""
    wanted = select(HistoryEntry).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.number.desc())
    return session.scalars(wanted.options(joinedload(HistoryEntry.by)).limit(most)).unique().all()


def readings_of(session: Session, case: Case) -> Sequence[Reading]:
    """What was received about the case, the earliest first."""
    wanted = select(Reading).where(Reading.case_id == case.id).order_by(Reading.read_at, Reading.id)
    return session.scalars(wanted.options(joinedload(Reading.item))).unique().all()


def teams_to_ask(session: Session) -> Sequence[Team]:
    """The teams that can be asked for advice, by specialism and name."""
    return session.scalars(select(Team).where(Team.active).order_by(Team.specialism, Team.name)).all()
