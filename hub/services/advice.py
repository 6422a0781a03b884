"""Writing advice: the draft and its versions, submitting, and the people whom the checker should know of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Advice, AreaAdvice, Background, Child, KnownPerson, Professional
from hub.council import Council
from hub.deadlines import day_in_london
from hub.finding import CheckContext, Finding, SchoolRegister, Severity
from hub.models import Case, Dismissal, DraftVersion, Person, Request, Submission, SubmissionFinding
from hub.notice import Notice, NoticeKind, fit_reference
from hub.refusals import AdviceNotReady, ChangedElsewhere, NotAllocatedToYou
from hub.services.dismissals import overruled, set_rules_aside
from hub.services.history import record
from hub.services.notices import notify
from hub.services.quality import tell_next
from hub.workflow import Move, after, submit

FOLDED_WITHIN = timedelta(minutes=10)
Check = Callable[[Advice, CheckContext], Sequence[Finding]]


def current_draft(session: Session, request: Request) -> DraftVersion | None:
    """The draft as it was last saved, or None before the first save."""
    versions = select(DraftVersion).where(DraftVersion.request_id == request.id).order_by(DraftVersion.number.desc())
    return session.scalars(versions.limit(1)).first()


def draft_or_blank(session: Session, request: Request) -> Advice:
    """The draft, or a blank one with the areas asked for; case and writer as the hub knows them now."""
    draft = current_draft(session, request)
    if draft is not None:
        return framed(draft.advice, request)
    return framed(Advice(id="", areas=tuple(AreaAdvice(area) for area in request.areas)), request)


def framed(advice: Advice, request: Request) -> Advice:
    """The writer's words in the frame of the case: id, profile, child, people and professional are the hub's."""
    case, writer = request.case, request.allocated_to
    return replace(
        advice,
        id=f"{case.reference}/{request.id}",
        profile=request.team.profile,
        professional=Professional(
            name=writer.name if writer else "", role=writer.job_title if writer else "", team=request.team.name
        ),
        child=replace(
            child_of(case),
            health_care_plan_attached=advice.child.health_care_plan_attached,
            pep_attached=advice.child.pep_attached,
        ),
        people=(),
    )


def child_of(case: Case) -> Child:
    """The child of the case as advice names them."""
    return Child(
        name=case.child_name,
        known_as=case.known_as,
        date_of_birth=case.date_of_birth,
        nhs_number=case.nhs_number,
        pronouns=case.pronouns,
        looked_after=case.looked_after,
        address_confidential=case.address_confidential,
        school=case.school,
    )


def context_of(request: Request, *, council: Council, schools: SchoolRegister | None = None) -> CheckContext:
    """What a check of this request's advice may know: the case's people, the council's severities, the register.

    The people never travel in the advice itself, so a download can't carry them.
    """
    people = tuple(KnownPerson(each.name, each.relation) for each in request.case.people if each.name)
    return CheckContext(profile=request.team.profile, people=people, schools=schools, severities=council.severities())


def save_draft(
    session: Session,
    *,
    request: Request,
    areas: Sequence[AreaAdvice],
    background: Background,
    health_care_plan_attached: bool = False,
    pep_attached: bool = False,
    by: Person,
    now: datetime,
    based_on: int | None = None,
    automatic: bool = False,
) -> DraftVersion:
    """Save the draft as a new version (“save changes”); an unchanged draft is not saved twice.

    `automatic`: the page saves by itself. Such saves by one writer within a few minutes are one version, which goes by
    the number of the latest: the number rises with every save, so that `based_on` tells two tabs apart.

    `based_on` is the number of the version that the writer had before them: ChangedElsewhere is raised when there is
    a newer one, so that two tabs never overwrite each other silently. Raises NotAllocatedToYou, AdviceSubmitted.
    """
    _refuse_others(request, by)
    request.state = after(request.state, Move.SAVE)
    last = current_draft(session, request)
    child = replace(
        child_of(request.case), health_care_plan_attached=health_care_plan_attached, pep_attached=pep_attached
    )
    advice = framed(Advice(id="", areas=tuple(areas), background=background, child=child), request)
    if last is not None and last.advice == advice:
        return last  # also where its answer never reached the page that saves it again
    if last is not None and based_on is not None and based_on != last.number:
        last.automatic = False  # what is compared with is kept, whoever saves next
        raise ChangedElsewhere
    version = DraftVersion(
        request=request,
        number=last.number + 1 if last else 1,
        body=advice.to_json(),
        saved_at=now,
        saved_by=by,
        automatic=automatic,
        begun_at=now,
    )
    if last is not None and _goes_on(last, version):
        version.begun_at = last.begun_at
        session.delete(last)
    session.add(version)
    session.flush()
    if last is None:
        record(session, request.case, "draft started", by=by, at=now, request=request.id)
    return version


def _goes_on(last: DraftVersion, version: DraftVersion) -> bool:
    """Whether a save by the page itself belongs to the version before it: the same writer's, minutes ago."""
    if not (last.automatic and version.automatic) or last.begun_at is None:
        return False
    return last.saved_by == version.saved_by and version.saved_at - last.begun_at < FOLDED_WITHIN


def submit_advice(
    session: Session,
    *,
    request: Request,
    by: Person,
    check: Check,
    council: Council,
    now: datetime,
    schools: SchoolRegister | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Submission:
    """Return the draft: checked, frozen, stamped as returned; held unseen where a finding blocks publication.

    `reasons`, one per rule, set the rule's warnings aside. A block that was cleared before, with the same words, holds
    nothing. Raises NotAllocatedToYou, AdviceSubmitted, AdviceNotReady for an advice with nothing in it.
    """
    _refuse_others(request, by)
    draft = current_draft(session, request)
    rules = council.rules_for(request.team.profile)
    submit(request.state, blocked=False, quality_step=rules.quality_step)  # refuse first, check after
    if draft is None or not any(True for _ in draft.advice.texts()):
        raise AdviceNotReady
    advice = replace(framed(draft.advice, request), written_on=day_in_london(now))
    findings = check(advice, context_of(request, council=council, schools=schools))
    set_rules_aside(session, request=request, advice=advice, findings=findings, reasons=reasons or {}, by=by, now=now)
    settled = overruled(session, request, advice, findings)
    blocked = any(each.severity is Severity.BLOCK and each not in settled for each in findings)
    request.state = submit(request.state, blocked=blocked, quality_step=rules.quality_step)
    first = request.returned_at is None
    if first:
        request.returned_at = now
    submission = _freeze(session, request, advice, {each: settled.get(each) for each in findings}, by=by, now=now)
    record(
        session,
        request.case,
        "advice submitted",
        by=by,
        at=now,
        request=request.id,
        submission=submission.number,
        sha256=submission.sha256,
        in_time=day_in_london(request.returned_at or now) <= request.due_on,
        held=blocked,
    )
    if first and request.case.coordinator is not None:
        reference = fit_reference(request.case.reference)
        notify(session, Notice(NoticeKind.ADVICE_SUBMITTED, request.case.coordinator.email, reference), now=now)
    tell_next(session, request=request, council=council, now=now)
    return submission


def _freeze(
    session: Session,
    request: Request,
    advice: Advice,
    findings: Mapping[Finding, Dismissal | None],
    *,
    by: Person,
    now: datetime,
) -> Submission:
    """The submission as a row, and its findings as rows with the reason of each that was overruled."""
    last = latest_submission(session, request)
    submission = Submission(
        request=request,
        number=last.number + 1 if last else 1,
        body=advice.to_json(),
        sha256=fingerprint(advice),
        submitted_at=now,
        submitted_by=by,
    )
    session.add(submission)
    session.add_all(
        SubmissionFinding(
            submission=submission,
            rule=each.rule,
            severity=each.severity,
            body=each.to_json(),
            reason=dismissal.reason if dismissal else "",
        )
        for each, dismissal in findings.items()
    )
    session.flush()
    return submission


def latest_submission(session: Session, request: Request) -> Submission | None:
    """The advice as it was last submitted, or None."""
    submissions = select(Submission).where(Submission.request_id == request.id).order_by(Submission.number.desc())
    return session.scalars(submissions.limit(1)).first()


def findings_of(session: Session, submission: Submission) -> list[SubmissionFinding]:
    """The findings that stood when it was submitted, in reading order."""
    rows = select(SubmissionFinding).where(SubmissionFinding.submission_id == submission.id)
    return list(session.scalars(rows.order_by(SubmissionFinding.id)))


def fingerprint(advice: Advice) -> str:
    """The SHA-256 of an advice's words, as lower-case hex: what a download prints to prove that nothing changed."""
    body: dict[str, Any] = advice.to_json()
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _refuse_others(request: Request, by: Person) -> None:
    if all(each.id != by.id for each in request.writers):
        raise NotAllocatedToYou
