"""The quality step's lists: what waits for a reviewer with its findings, and one case with all its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session, joinedload

from hub.advice import Profile
from hub.council import Council
from hub.finding import Severity
from hub.models import (
    Case,
    Deputy,
    Person,
    QualityDecision,
    Request,
    Role,
    Submission,
    SubmissionFinding,
    Team,
    Upload,
)
from hub.queries.own_family import not_of_their_family
from hub.queries.writers import not_written_by
from hub.workflow import OUTSTANDING, REVIEWING, WRITING, RequestState

MOST = 200  # in one queue


class Order(StrEnum):
    """How the queue is sorted. Held advice comes first in either: nobody else can see it."""

    DUE = "due"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One advice that waits for its quality check; what was overruled does not count among its findings."""

    request_id: int
    case_id: int
    reference: str
    child_name: str
    team: str
    allocated_to: str | None
    due_on: date
    state: RequestState
    submission_id: int
    submitted_at: datetime
    to_reviewer_by: date | None
    findings: Mapping[Severity, int] = field(default_factory=dict)
    set_aside: int = 0
    files_to_look_at: int = 0  # uploads in which something was noticed, or that nothing has read

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found in it, nor in its files, and nothing set aside: one click accepts it."""
        found = self.findings or self.set_aside or self.files_to_look_at
        return self.state is RequestState.AWAITING_QUALITY_CHECK and not found


def teams_reviewed(session: Session, person: Person, council: Council, *, on: date | None = None) -> frozenset[int]:
    """The teams whose advice the person quality-assures, by the council's profiles, or as a deputy on that day."""
    away = [each.away for each in person.deputising if each.stands_in(on)] if on else []
    teams = [(team, council.rules_for(profile).reviewers) for team, profile in session.execute(_teams())]
    return frozenset(team for team, roles in teams if any(_reviews(who, team, roles) for who in (person, *away)))


def _teams() -> Select[int, Profile]:
    return select(Team.id, Team.profile)


def _reviews(person: Person, team_id: int, reviewers: frozenset[Role]) -> bool:
    if Role.DCO in reviewers and person.is_a(Role.DCO):
        return True
    return any(team_id in person.team_ids(role) for role in reviewers - {Role.DCO})


def standing_in(session: Session, *, on: date) -> frozenset[int]:
    """The ids of those who take a reviewer's place on that day."""
    today = and_(Deputy.ended_at.is_(None), Deputy.from_on <= on, Deputy.to_on >= on, Person.active)
    away = Person.id == Deputy.away_id
    return frozenset(session.scalars(select(Deputy.deputy_id).join(Person, away).where(today)))


def waiting_for(
    session: Session, *, person: Person, council: Council, on: date | None = None, order: Order = Order.DUE
) -> list[Waiting]:
    """What waits for the person, or for whoever they stand in for: held first, then by the order; `MOST` at most."""
    teams = teams_reviewed(session, person, council, on=on)
    not_their_own = not_written_by(person)
    apart = not_of_their_family(Request.case_id, person.id)
    return _waiting(session, council, and_(Request.team_id.in_(teams), not_their_own, apart), order)


def _waiting(session: Session, council: Council, scope: ColumnElement[bool], order: Order) -> list[Waiting]:
    waiting = and_(Request.state.in_([each.value for each in REVIEWING]), scope)
    latest = (
        select(Submission.request_id, func.max(Submission.id).label("id"))
        .join(Request, Request.id == Submission.request_id)
        .where(waiting)
        .group_by(Submission.request_id)
        .subquery()
    )
    total = (
        select(SubmissionFinding.submission_id, func.count().label("found"))
        .where(SubmissionFinding.submission_id.in_(select(latest.c.id)))
        .group_by(SubmissionFinding.submission_id)
        .subquery()
    )
    held_first = sql_case((Request.state == RequestState.HELD, 0), else_=1)
    by_findings = [func.coalesce(total.c.found, 0).desc()] if order is Order.FINDINGS else []
    wanted = (
        select(
            Request.id,
            Case.id,
            Case.reference,
            Case.child_name,
            Team.name,
            Person.name,
            Request.due_on,
            Request.state,
            Submission.id,
            Submission.submitted_at,
            Request.received_on,
            Team.profile,
        )
        .join(Case, Case.id == Request.case_id)
        .join(Team, Team.id == Request.team_id)
        .join(latest, latest.c.request_id == Request.id)
        .join(Submission, Submission.id == latest.c.id)
        .outerjoin(total, total.c.submission_id == Submission.id)
        .outerjoin(Person, Person.id == Request.allocated_to_id)
        .where(waiting)
        .order_by(held_first, *by_findings, Request.due_on, Request.id)
        .limit(MOST)
    )
    rows = session.execute(wanted).all()
    findings, set_aside = _findings(session, [row[8] for row in rows])
    files = files_to_look_at(session, [row[0] for row in rows])
    return [
        Waiting(
            *row[:10],
            council.rules_for(row[11]).to_reviewer_by(received_on=row[10], due_on=row[6]),
            findings.get(row[8], {}),
            set_aside[row[8]],
            files[row[0]],
        )
        for row in rows
    ]


def _findings(session: Session, submissions: Sequence[int]) -> tuple[dict[int, dict[Severity, int]], Counter[int]]:
    """For each submission how many findings of each severity stand, and how many were overruled."""
    overruled = SubmissionFinding.reason != ""
    counted = (
        select(SubmissionFinding.submission_id, SubmissionFinding.severity, overruled, func.count())
        .where(SubmissionFinding.submission_id.in_(submissions))
        .group_by(SubmissionFinding.submission_id, SubmissionFinding.severity, overruled)
    )
    findings: dict[int, dict[Severity, int]] = {}
    set_aside: Counter[int] = Counter()
    for submission_id, severity, is_overruled, count in session.execute(counted):
        if is_overruled:
            set_aside[submission_id] += count
        else:
            findings.setdefault(submission_id, {})[severity] = count
    return findings, set_aside


def files_to_look_at(session: Session, requests: Iterable[int]) -> Counter[int]:
    """For each request how many of its files a person should look at before they are published."""
    wanted = select(Upload.request_id, Upload.noticed).where(
        Upload.request_id.in_(list(requests)), Upload.removed_at.is_(None)
    )
    return Counter(request_id for request_id, noticed in session.execute(wanted) if noticed is None or noticed)


@dataclass(frozen=True, slots=True)
class Answered:
    """One request of a case as whoever collates it sees it."""

    request: Request
    submission: Submission | None
    findings: Mapping[Severity, int]
    files_to_look_at: int
    to_reviewer_by: date | None

    @property
    def is_missing(self) -> bool:
        """Whether something has still to come from the team: an answer, the advice, or the changes asked for."""
        return self.request.state in MISSING

    def is_late(self, today: date) -> bool:
        """Whether it has not come by its date: the quality check's where there is one, else the law's."""
        return self.is_missing and (self.to_reviewer_by or self.request.due_on) < today


MISSING = (OUTSTANDING - {RequestState.ANSWERED_NO}) | WRITING


def collated(session: Session, case: Case, council: Council) -> list[Answered]:
    """Who was asked on a case, and what each has answered: as asked."""
    wanted = select(Request).where(Request.case_id == case.id).order_by(Request.received_on, Request.id)
    loaded = wanted.options(joinedload(Request.team), joinedload(Request.allocated_to), joinedload(Request.case))
    requests = list(session.scalars(loaded).unique())
    ids = [each.id for each in requests]
    submitted = select(Submission).where(Submission.request_id.in_(ids)).order_by(Submission.number)
    latest = {each.request_id: each for each in session.scalars(submitted)}
    findings, _ = _findings(session, [each.id for each in latest.values()])
    files = files_to_look_at(session, ids)
    return [
        Answered(
            each,
            latest.get(each.id),
            findings.get(latest[each.id].id, {}) if each.id in latest else {},
            files[each.id],
            council.rules_for(each.team.profile).to_reviewer_by(received_on=each.received_on, due_on=each.due_on),
        )
        for each in requests
    ]


def decisions_on(session: Session, request_id: int) -> list[QualityDecision]:
    """What was decided about a request's submissions, the latest first."""
    wanted = (
        select(QualityDecision)
        .join(Submission, Submission.id == QualityDecision.submission_id)
        .where(Submission.request_id == request_id)
        .order_by(QualityDecision.id.desc())
    )
    return list(session.scalars(wanted.options(joinedload(QualityDecision.by))))
