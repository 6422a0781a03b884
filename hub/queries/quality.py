"""The quality step's queue: what waits for a reviewer, with how many findings stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from hub.council import Council
from hub.finding import Severity
from hub.models import Person, QualityDecision, Role, Submission, SubmissionFinding, Team
from hub.queries.cases import RequestRow, review_queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """One advice that waits for its quality check; what was overruled does not count among its findings."""

    row: RequestRow
    submitted_at: datetime
    findings: Mapping[Severity, int] = field(default_factory=dict)
    set_aside: int = 0


def teams_reviewed(session: Session, person: Person, council: Council) -> frozenset[int]:
    """The teams whose advice the person quality-assures, by the council's profiles."""
    teams = session.execute(select(Team.id, Team.profile))
    return frozenset(team for team, profile in teams if _reviews(person, team, council.rules_for(profile).reviewers))


def _reviews(person: Person, team_id: int, reviewers: frozenset[Role]) -> bool:
    if Role.DCO in reviewers and person.is_a(Role.DCO):
        return True
    return any(team_id in person.team_ids(role) for role in reviewers - {Role.DCO})


def waiting_for(session: Session, *, person: Person, council: Council) -> list[Waiting]:
    """Everything that waits for the person: held first, then the soonest due."""
    rows = review_queue(session, person=person, teams_reviewed=teams_reviewed(session, person, council))
    latest = (
        select(Submission.request_id, func.max(Submission.id).label("id"))
        .where(Submission.request_id.in_([each.request_id for each in rows]))
        .group_by(Submission.request_id)
        .subquery()
    )
    submitted = select(Submission.request_id, Submission.submitted_at).join(latest, latest.c.id == Submission.id)
    times = {row.request_id: row.submitted_at for row in session.execute(submitted)}
    overruled = SubmissionFinding.reason != ""
    counted = (
        select(latest.c.request_id, SubmissionFinding.severity, overruled, func.count())
        .join(SubmissionFinding, SubmissionFinding.submission_id == latest.c.id)
        .group_by(latest.c.request_id, SubmissionFinding.severity, overruled)
    )
    findings: dict[int, dict[Severity, int]] = {}
    set_aside: dict[int, int] = {}
    for request_id, severity, is_overruled, count in session.execute(counted):
        if not is_overruled:
            findings.setdefault(request_id, {})[severity] = count
        elif severity is not Severity.BLOCK:
            set_aside[request_id] = set_aside.get(request_id, 0) + count
    return [
        Waiting(row, times[row.request_id], findings.get(row.request_id, {}), set_aside.get(row.request_id, 0))
        for row in rows
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
