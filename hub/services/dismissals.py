"""Findings overruled with a reason: warnings by the writer, blocks by the reviewer who clears them.

What is overruled stays so on later drafts and submissions of the request, while the rule and its words stay the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.advice import Advice
from hub.finding import BLOCK, Finding
from hub.language.span import Span
from hub.language.text import plain
from hub.models import Dismissal, Person, Request, Submission, SubmissionFinding
from hub.refusals import NotAllocatedToYou, ReasonNeeded, StopsPublication
from hub.services.history import record
from hub.workflow import Move, after

_NUMBER = re.compile(r"/\d+")
_TOLD_ONCE = frozenset({"jargon"})  # a term is told of where it stands first, which another draft may change


def overruled(
    session: Session, request: Request, advice: Advice, findings: Iterable[Finding]
) -> dict[Finding, Dismissal]:
    """Which of the findings in a request's advice have been overruled."""
    rows = select(Dismissal).where(Dismissal.request_id == request.id).options(joinedload(Dismissal.by))
    kept = {row.words_sha256: row for row in session.scalars(rows)}
    if not kept:
        return {}
    words = dict(advice.texts())
    found = ((each, kept.get(words_digest(each, words))) for each in findings)
    return {each: row for each, row in found if row is not None and _covers(row, each)}


def words_digest(finding: Finding, texts: Mapping[str, str]) -> str:
    """The SHA-256 of a rule, the kind of field, and the words that the rule speaks of; case and white space folded.

    The words of a block are its whole sentence: clearing a name in one sentence clears it in no other.
    """
    words = finding.text or finding.message
    if finding.severity is BLOCK:
        words = _sentences_of(finding, texts.get(finding.field, "")) or words
    field = "" if finding.rule in _TOLD_ONCE else _NUMBER.sub("", finding.field)
    said = "\n".join((finding.rule, field, " ".join(words.casefold().split())))
    return hashlib.sha256(said.encode()).hexdigest()


def set_aside(
    session: Session,
    *,
    request: Request,
    advice: Advice,
    findings: Iterable[Finding],
    reason: str,
    by: Person,
    now: datetime,
) -> None:
    """The writer overrules warnings and suggestions with a reason.

    Raises NotAllocatedToYou, AdviceSubmitted, ReasonNeeded, StopsPublication.
    """
    _refuse_others(request, by)
    found = list(findings)
    if not reason.strip():
        raise ReasonNeeded("Say why it is right as it stands.")
    if any(each.severity is BLOCK for each in found):
        raise StopsPublication
    _keep(session, request, advice, found, reason, by=by, now=now)
    rules = sorted({each.rule for each in found})
    record(session, request.case, "findings set aside", by=by, at=now, request=request.id, rules=rules)


def set_rules_aside(
    session: Session,
    *,
    request: Request,
    advice: Advice,
    findings: Iterable[Finding],
    reasons: Mapping[str, str],
    by: Person,
    now: datetime,
) -> None:
    """The writer overrules all that these rules warn of and that still stands, each with its reason; a block stands.

    Raises as `set_aside`.
    """
    warned = [each for each in findings if each.rule in reasons and each.severity is not BLOCK]
    settled = overruled(session, request, advice, warned)
    for rule, reason in reasons.items():
        standing = [each for each in warned if each.rule == rule and each not in settled]
        if standing:
            set_aside(session, request=request, advice=advice, findings=standing, reason=reason, by=by, now=now)


def bring_back(session: Session, *, request: Request, dismissal_id: int, by: Person, now: datetime) -> None:
    """The writer takes back that a finding was set aside; what is not there any more, or not theirs, is left alone.

    Raises NotAllocatedToYou, AdviceSubmitted.
    """
    _refuse_others(request, by)
    row = session.get(Dismissal, dismissal_id)
    if row is None or row.request_id != request.id or row.severity is BLOCK:
        return
    session.delete(row)
    record(session, request.case, "finding no longer set aside", by=by, at=now, request=request.id, rules=[row.rule])


def clear_findings(session: Session, *, submission: Submission, reason: str, by: Person, now: datetime) -> None:
    """The reviewer who clears a submission answers for each of its blocks."""
    wanted = select(SubmissionFinding).where(
        SubmissionFinding.submission_id == submission.id, SubmissionFinding.severity == BLOCK
    )
    rows = [each for each in session.scalars(wanted) if not each.reason]
    for each in rows:
        each.reason = reason.strip()
    found = [each.finding for each in rows]
    _keep(session, submission.request, submission.advice, found, reason, by=by, now=now)


def _keep(
    session: Session,
    request: Request,
    advice: Advice,
    findings: Iterable[Finding],
    reason: str,
    *,
    by: Person,
    now: datetime,
) -> None:
    words = dict(advice.texts())
    by_digest = {words_digest(each, words): each for each in findings}
    rows = select(Dismissal).where(Dismissal.request_id == request.id, Dismissal.words_sha256.in_(by_digest))
    for old in session.scalars(rows):
        session.delete(old)
    session.flush()
    session.add_all(
        Dismissal(
            request=request,
            rule=each.rule,
            words_sha256=digest,
            severity=each.severity,
            reason=reason.strip(),
            at=now,
            by=by,
        )
        for digest, each in by_digest.items()
    )
    session.flush()


def _covers(row: Dismissal, finding: Finding) -> bool:
    return row.severity is BLOCK or finding.severity is not BLOCK


def _sentences_of(finding: Finding, text: str) -> str:
    read = plain(text)
    spans = (read.original(each.start, each.end) for each in read.sentences)
    touched = [each for each in spans if each.meets(Span(finding.start, finding.end))]
    return text[touched[0].start : touched[-1].end] if touched else ""


def _refuse_others(request: Request, by: Person) -> None:
    if not request.is_written_by(by):
        raise NotAllocatedToYou
    after(request.state, Move.SAVE)
