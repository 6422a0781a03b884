"""Findings overruled with a reason, on the real databases: what stays overruled, what comes back, and who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hub.advice import Advice, Background
from hub.database import Database
from hub.finding import BLOCK, NE_LINCOLNSHIRE, WARN, CheckContext, Finding, Quote, Severity
from hub.models import Dismissal, HistoryEntry, Request, Submission, SubmissionFinding
from hub.queries.quality import waiting_for
from hub.refusals import AdviceSubmitted, NotAllocatedToYou, ReasonNeeded, StopsPublication
from hub.services.advice import findings_of, save_draft, submit_advice
from hub.services.dismissals import bring_back, overruled, set_aside, words_digest
from hub.services.quality import accept_advice, clear_advice, release_advice, return_advice, take_back
from hub.workflow import RequestState
from tests.hub.test_request_workflow import state_of
from tests.world import World, some_area

NEEDS = "Sian has hypotonia. Her brother Rhys has epilepsy. She is tired by noon."
REASON = "The family uses this word."


def found(rule: str, words: str, advice: Advice, severity: Severity = WARN) -> tuple[Finding, ...]:
    """The finding of a rule that looks for these words in the needs."""
    needs = advice.areas[0].needs
    start = needs.casefold().find(words.casefold())
    if start < 0:
        return ()
    end = start + len(words)
    quote = Quote(NE_LINCOLNSHIRE, "", "")
    return (Finding(rule, "/areas/0/needs", start, end, needs[start:end], severity, "Mend it.", "", quote),)


def both(advice: Advice, _context: CheckContext) -> Sequence[Finding]:
    """A warning and a block."""
    return (*found("jargon", "hypotonia", advice), *found("third-party", "Rhys has epilepsy", advice, BLOCK))


def warning(advice: Advice, _context: CheckContext) -> Sequence[Finding]:
    """A warning."""
    return found("jargon", "hypotonia", advice)


def write(session: Session, world: World, request: Request, needs: str, now: datetime) -> Advice:
    """Save a draft with these needs, by the writer."""
    by = world.therapist(session)
    version = save_draft(session, request=request, areas=[some_area(needs)], background=Background(), by=by, now=now)
    return version.advice


def submit(session: Session, world: World, request: Request, now: datetime, check: object = both) -> Submission:
    """Submit the draft."""
    by = world.therapist(session)
    return submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)  # type: ignore[arg-type]


def set_the_warning_aside(session: Session, world: World, request: Request, needs: str, now: datetime) -> None:
    """The writer overrules the warning."""
    advice = write(session, world, request, needs, now)
    by, findings = world.therapist(session), warning(advice, CheckContext())
    set_aside(session, request=request, advice=advice, findings=findings, reason=REASON, by=by, now=now)


@pytest.mark.parametrize(
    ("needs", "stays"),
    [
        ("Tomos swims. Sian has HYPOTONIA, which tires her.", True),
        ("Sian has low muscle tone.", None),
    ],
)
def test_a_warning_stays_set_aside_while_its_words_stay_the_same(
    database: Database, world: World, now: datetime, needs: str, stays: bool | None
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, NEEDS, now)
        later = write(session, world, request, needs, now)
        findings = warning(later, CheckContext())
        settled = overruled(session, request, later, findings)
        assert [settled[each].reason for each in findings] == ([REASON] if stays else [])


def test_other_words_of_the_same_rule_are_warned_of(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, NEEDS, now)
        advice = write(session, world, request, "Sian has dyspraxia and hypotonia.", now)
        others = found("jargon", "dyspraxia", advice)
        elsewhere = tuple(replace(each, rule="long-history") for each in warning(advice, CheckContext()))
        assert overruled(session, request, advice, (*others, *elsewhere)) == {}


@pytest.mark.parametrize(
    ("rule", "field", "stays"),
    [
        ("need-not-specific", "/areas/3/needs", True),
        ("need-not-specific", "/areas/0/strengths", False),
        ("jargon", "/areas/0/strengths", True),  # one finding a term, wherever it stands first
    ],
)
def test_the_same_words_stay_set_aside_in_the_same_kind_of_field(
    database: Database, world: World, now: datetime, rule: str, field: str, stays: bool
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        advice = write(session, world, request, NEEDS, now)
        findings, by = found(rule, "hypotonia", advice), world.therapist(session)
        set_aside(session, request=request, advice=advice, findings=findings, reason=REASON, by=by, now=now)
        moved = replace(findings[0], field=field)
        assert (moved in overruled(session, request, advice, [moved])) is stays


def test_it_stays_set_aside_at_submission_after_return_and_after_release(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, NEEDS, now)
        dco, officer, council = world.dco(session), world.officer(session), world.council
        first = submit(session, world, request, now, warning)
        return_advice(session, submission=first, reason="Shorter.", by=dco, council=council, now=now)
        write(session, world, request, "She has hypotonia.", now)
        second = submit(session, world, request, now, warning)
        accept_advice(session, submission=second, by=dco, council=council, now=now)
        release_advice(session, submission=second, reason="Moved.", by=officer, council=council, now=now)
        third = submit(session, world, request, now, warning)
        assert [each.reason for one in (first, second, third) for each in findings_of(session, one)] == [REASON] * 3


def test_a_reason_given_at_submission_sets_the_rule_aside_for_later(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        reasons = {"jargon": REASON, "third-party": "No."}
        by = world.therapist(session)
        first = submit_advice(
            session, request=request, by=by, check=both, council=world.council, now=now, reasons=reasons
        )
        assert {each.rule: each.reason for each in findings_of(session, first)} == {
            "jargon": REASON,
            "third-party": "",
        }
        take_back(session, request=request, by=by, now=now)
        second = submit(session, world, request, now)
        assert {each.rule: each.reason for each in findings_of(session, second)}["jargon"] == REASON


def test_it_can_be_brought_back_by_the_writer(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, NEEDS, now)
        row = session.scalars(select(Dismissal)).one()
        with pytest.raises(NotAllocatedToYou):
            bring_back(session, request=request, dismissal_id=row.id, by=world.manager(session), now=now)
        for _ in range(2):  # pressed twice
            bring_back(session, request=request, dismissal_id=row.id, by=world.therapist(session), now=now)
        assert session.scalars(select(Dismissal)).all() == []


def test_a_block_cannot_be_set_aside_by_the_writer(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        advice = write(session, world, request, NEEDS, now)
        findings = found("third-party", "Rhys has epilepsy", advice, BLOCK)
        by = world.therapist(session)
        with pytest.raises(StopsPublication):
            set_aside(session, request=request, advice=advice, findings=findings, reason=REASON, by=by, now=now)


def test_what_was_set_aside_as_a_warning_is_no_clearance_of_a_block(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, "Hypotonia", now)
        advice = write(session, world, request, "Hypotonia", now)
        stricter = tuple(replace(each, severity=BLOCK) for each in warning(advice, CheckContext()))
        assert overruled(session, request, advice, stricter) == {}


def test_only_the_writer_sets_aside_with_a_reason_and_before_submitting(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        advice = write(session, world, request, NEEDS, now)
        asked = {"request": request, "advice": advice, "findings": warning(advice, CheckContext()), "now": now}
        with pytest.raises(NotAllocatedToYou):
            set_aside(session, **asked, reason=REASON, by=world.manager(session))  # type: ignore[arg-type]
        with pytest.raises(ReasonNeeded):
            set_aside(session, **asked, reason=" ", by=world.therapist(session))  # type: ignore[arg-type]
        submit(session, world, request, now)
        with pytest.raises(AdviceSubmitted):
            set_aside(session, **asked, reason=REASON, by=world.therapist(session))  # type: ignore[arg-type]


def test_what_a_reviewer_cleared_is_not_held_again_with_the_same_words(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        first = submit(session, world, request, now)
        assert state_of(request) is RequestState.HELD
        dco, council, consent = world.dco(session), world.council, "The brother is named with consent."
        assert [each.findings for each in waiting_for(session, person=dco, council=council)] == [{BLOCK: 1, WARN: 1}]
        clear_advice(session, submission=first, reason=consent, by=dco, council=council, now=now)
        assert [each.findings for each in waiting_for(session, person=dco, council=council)] == [{WARN: 1}]
        return_advice(session, submission=first, reason="Shorter.", by=dco, council=council, now=now)
        write(session, world, request, "Sian tires. Her  BROTHER Rhys has epilepsy. She rests.", now)
        second = submit(session, world, request, now)
        assert state_of(request) is RequestState.AWAITING_QUALITY_CHECK
        assert [each.reason for each in findings_of(session, second)] == [consent]
        assert second.advice.areas[0].needs in str(second.body)


@pytest.mark.parametrize("needs", ["Her uncle says that Rhys has epilepsy.", "Rhys has epilepsy and was arrested."])
def test_the_same_words_in_another_sentence_are_held(
    database: Database, world: World, now: datetime, needs: str
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        first = submit(session, world, request, now)
        dco, council = world.dco(session), world.council
        clear_advice(session, submission=first, reason="With consent.", by=dco, council=council, now=now)
        return_advice(session, submission=first, reason="Shorter.", by=dco, council=council, now=now)
        write(session, world, request, needs, now)
        submit(session, world, request, now)
        assert state_of(request) is RequestState.HELD


def test_the_history_says_what_was_done_without_the_words_or_the_reason(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        set_the_warning_aside(session, world, request, NEEDS, now)
        row = session.scalars(select(Dismissal)).one()
        bring_back(session, request=request, dismissal_id=row.id, by=world.therapist(session), now=now)
        entries = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(2)).all()
        assert [each.what for each in entries] == ["finding no longer set aside", "findings set aside"]
        assert [each.details for each in entries] == [{"request": request.id, "rules": ["jargon"]}] * 2
        assert "hypotonia" not in repr(row).casefold()


def test_reasons_given_before_there_was_a_table_of_them_are_kept(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now, NEEDS)
        advice, later = write(session, world, request, NEEDS, now), now + timedelta(hours=1)
        (finding,) = warning(advice, CheckContext())
        for number, at in enumerate((now, later), start=1):
            submission = Submission(
                request=request,
                number=number,
                body=advice.to_json(),
                sha256="",
                submitted_at=at,
                submitted_by=world.therapist(session),
            )
            session.add(submission)
            for rule, severity in (("jargon", WARN), ("third-party", BLOCK)):
                body = replace(finding, rule=rule, severity=severity).to_json()
                session.add(
                    SubmissionFinding(
                        submission=submission, rule=rule, severity=severity, body=body, reason=f"{REASON} {number}"
                    )
                )
        session.execute(text("DROP TABLE dismissal"))
        migration = import_module("hub.migrations.versions.0002_findings_overruled")
        with Operations.context(MigrationContext.configure(session.connection())):
            migration.upgrade()
    with database.reading() as session:
        row = session.scalars(select(Dismissal)).one()
        assert (row.rule, row.reason, row.at, row.by_id) == ("jargon", f"{REASON} 2", later, world.therapist_id)
        assert row.words_sha256 == words_digest(finding, dict(advice.texts()))
