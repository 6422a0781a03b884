"""The way of a request for advice, on the real databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Advice, Background
from hub.database import Database
from hub.finding import ROTHERHAM, CheckContext, Finding, Quote, Severity
from hub.models import Answer, Channel, HistoryEntry, OutgoingNotice, Request, Stage, Submission, Whose
from hub.notice import NoticeKind
from hub.permissions import Act, may
from hub.refusals import (
    AdviceNotReady,
    AdviceSubmitted,
    AlreadyAsked,
    ChangedElsewhere,
    MissingDetail,
    NotAllocatedToYou,
    NotAwaitingThat,
    NotTheReviewer,
    ReasonNeeded,
    Refusal,
)
from hub.services.advice import current_draft, findings_of, fingerprint, latest_submission, save_draft, submit_advice
from hub.services.cases import Requester, open_case
from hub.services.family import add_view
from hub.services.history import broken_links
from hub.services.quality import accept_advice, clear_advice, release_advice, return_advice, take_back
from hub.services.requests import allocate, answer_no, ask_again, close_request, request_advice
from hub.workflow import RequestState
from tests.world import World, some_area


def nothing_found(_advice: Advice, _context: CheckContext) -> Sequence[Finding]:
    return ()


def a_block_found(_advice: Advice, _context: CheckContext) -> Sequence[Finding]:
    quote = Quote(ROTHERHAM, "must not contain", "Any information in relation to other family members.")
    return (Finding("third-party", "/areas/0/needs", 0, 4, "Sian", Severity.BLOCK, "Names a sibling.", "", quote),)


def submitted(session: Session, world: World, now: datetime, check: object = nothing_found) -> Submission:
    request = world.drafted(session, now)
    by = world.therapist(session)
    return submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)  # type: ignore[arg-type]


def state_of(request: Request) -> RequestState:
    return request.state


def told(session: Session) -> list[tuple[NoticeKind, str]]:
    return [(each.kind, each.recipient) for each in session.scalars(select(OutgoingNotice).order_by(OutgoingNotice.id))]


def test_advice_is_due_six_weeks_after_the_team_received_the_request(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.asked(session, now)
        assert request.received_on == date(2026, 11, 23)
        assert request.due_on == date(2027, 1, 4)


def test_the_teams_mailbox_is_told_of_a_request_without_naming_the_child(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        world.asked(session, now)
        assert told(session) == [(NoticeKind.ADVICE_REQUESTED, "slt@health.example")]
        notice = session.scalars(select(OutgoingNotice)).one()
        assert "Sian" not in repr(notice)
        assert "Evans" not in repr(notice)


def test_a_team_is_not_asked_twice_while_its_request_is_open(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        world.asked(session, now)
        with pytest.raises(AlreadyAsked):
            world.asked(session, now)


def test_only_somebody_of_the_team_can_be_assigned(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.asked(session, now)
        with pytest.raises(Refusal, match="not in your team"):
            allocate(
                session,
                request=request,
                to=world.person(session, "outsider"),
                by=world.manager(session),
                now=now,
            )


def test_the_assigned_professional_is_told_and_can_be_replaced(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        colleague = world.person(session, "colleague")
        allocate(session, request=request, to=colleague, by=world.manager(session), now=now)
        assert state_of(request) is RequestState.AWAITING_ADVICE
        assert told(session)[1:] == [
            (NoticeKind.ADVICE_ALLOCATED, "therapist@health.example"),
            (NoticeKind.ADVICE_ALLOCATED, "colleague@health.example"),
        ]


def test_not_known_to_service_leaves_the_decision_to_the_coordinator(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.asked(session, now)
        by = world.manager(session)
        with pytest.raises(MissingDetail):
            answer_no(session, request=request, answer=Answer.NOT_KNOWN, details=" ", by=by, now=now)
        answer_no(session, request=request, answer=Answer.NOT_KNOWN, details="Discharged in 2023.", by=by, now=now)
        assert state_of(request) is RequestState.ANSWERED_NO
        assert told(session)[-1] == (NoticeKind.ANSWERED_NO, "officer@council.example")
        due = request.due_on
        ask_again(session, request=request, notes="The parents ask for it.", by=world.officer(session), now=now)
        assert (state_of(request), request.due_on) == (RequestState.AWAITING_ALLOCATION, due)
        answer_no(session, request=request, answer=Answer.NOT_KNOWN, details="Never seen.", by=by, now=now)
        close_request(session, request=request, reason="Covered by paediatrics.", by=world.officer(session), now=now)
        assert state_of(request) is RequestState.CLOSED


def test_only_the_allocated_professional_may_save_and_submit(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        colleague = world.person(session, "colleague")
        with pytest.raises(NotAllocatedToYou):
            save_draft(session, request=request, areas=[some_area()], background=Background(), by=colleague, now=now)
        with pytest.raises(NotAllocatedToYou):
            submit_advice(session, request=request, by=colleague, check=nothing_found, council=world.council, now=now)


def test_two_tabs_never_overwrite_each_other_silently(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        by = world.therapist(session)
        saved = {"request": request, "background": Background(), "by": by, "now": now, "based_on": 1}
        second = save_draft(session, areas=[some_area("In one tab.")], **saved)  # type: ignore[arg-type]
        assert second.number == 2
        with pytest.raises(ChangedElsewhere):
            save_draft(session, areas=[some_area("In the other tab.")], **saved)  # type: ignore[arg-type]


def test_saving_what_has_not_changed_makes_no_new_version(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        by = world.therapist(session)
        again = save_draft(session, request=request, areas=[some_area()], background=Background(), by=by, now=now)
        assert again.number == 1


def test_an_empty_advice_is_not_submitted(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        by = world.therapist(session)
        with pytest.raises(AdviceNotReady):
            submit_advice(session, request=request, by=by, check=nothing_found, council=world.council, now=now)


def test_health_advice_goes_to_the_dco_then_to_its_readers(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        request = submission.request
        assert state_of(request) is RequestState.AWAITING_QUALITY_CHECK
        assert (NoticeKind.ADVICE_TO_CHECK, "dco@health.example") in told(session)
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
        assert state_of(request) is RequestState.PUBLISHED
        assert request.opened_at == now
        assert (NoticeKind.ADVICE_PUBLISHED, "officer@council.example") in told(session)


def test_advice_with_a_blocking_finding_is_returned_in_time_but_held_unseen(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now, a_block_found)
        request = submission.request
        assert state_of(request) is RequestState.HELD
        assert request.returned_at == now
        assert [each.rule for each in findings_of(session, submission)] == ["third-party"]
        assert (NoticeKind.ADVICE_HELD, "dco@health.example") in told(session)
        with pytest.raises(ReasonNeeded):
            clear_advice(
                session, submission=submission, reason="", by=world.dco(session), council=world.council, now=now
            )
        clear_advice(
            session, submission=submission, reason="Agreed.", by=world.dco(session), council=world.council, now=now
        )
        assert state_of(request) is RequestState.AWAITING_QUALITY_CHECK


def test_a_writer_takes_held_advice_back_mends_it_and_the_first_return_still_counts(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now, a_block_found)
        request, by = submission.request, world.therapist(session)
        take_back(session, request=request, by=by, now=now)
        save_draft(session, request=request, areas=[some_area("Mended.")], background=Background(), by=by, now=now)
        later = now + timedelta(days=60)
        second = submit_advice(session, request=request, by=by, check=nothing_found, council=world.council, now=later)
        assert (second.number, request.returned_at) == (2, now)
        assert latest_submission(session, request) is second
        assert submission.advice != second.advice


def test_returned_advice_goes_back_to_its_writer_with_the_reason(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        dco = world.dco(session)
        return_advice(session, submission=submission, reason="Say how often.", by=dco, council=world.council, now=now)
        assert state_of(submission.request) is RequestState.RETURNED_FOR_CHANGES
        assert submission.decisions[-1].reason == "Say how often."
        assert told(session)[-1] == (NoticeKind.ADVICE_RETURNED, "therapist@health.example")
        with pytest.raises(NotAwaitingThat):
            accept_advice(session, submission=submission, by=dco, council=world.council, now=now)


def test_nobody_but_the_reviewer_clears_accepts_or_returns(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        for name in ("officer", "manager", "therapist", "outsider"):
            with pytest.raises(NotTheReviewer):
                accept_advice(
                    session,
                    submission=submission,
                    by=world.person(session, name),
                    council=world.council,
                    now=now,
                )


def test_submitted_advice_is_read_only_until_the_coordinator_releases_it(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        request, by = submission.request, world.therapist(session)
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
        with pytest.raises(AdviceSubmitted):
            save_draft(session, request=request, areas=[some_area("x")], background=Background(), by=by, now=now)
        release_advice(
            session,
            submission=submission,
            reason="A new report has come.",
            by=world.officer(session),
            council=world.council,
            now=now,
        )
        save_draft(session, request=request, areas=[some_area("x")], background=Background(), by=by, now=now)
        assert state_of(request) is RequestState.RETURNED_FOR_CHANGES


def test_social_care_advice_has_no_quality_step_and_is_published_at_once(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.asked(session, now, world.social_care(session))
        worker = world.person(session, "social_worker")
        allocate(session, request=request, to=worker, by=world.manager(session), now=now)
        save_draft(session, request=request, areas=[some_area()], background=Background(), by=worker, now=now)
        submit_advice(session, request=request, by=worker, check=nothing_found, council=world.council, now=now)
        assert state_of(request) is RequestState.PUBLISHED


def test_a_submission_carries_the_writers_words_and_nobody_else_on_the_case(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        advice = submission.advice
        assert advice.areas == (some_area(),)
        assert advice.people == ()
        assert advice.professional.role == "Speech and Language Therapist"
        assert submission.sha256 == fingerprint(advice)


def test_the_checker_is_told_whom_the_case_knows(database: Database, world: World, now: datetime) -> None:
    seen: list[CheckContext] = []

    def remembers(_advice: Advice, context: CheckContext) -> Sequence[Finding]:
        seen.append(context)
        return ()

    with database.transaction() as session:
        submitted(session, world, now, remembers)
    assert ("Rhys Evans", "sibling") in {(each.name, each.relation) for each in seen[0].people}


def test_every_act_is_in_the_history_in_order_and_unbroken(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        submission = submitted(session, world, now)
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
    with database.reading() as session:
        acts = [each.what for each in session.scalars(select(HistoryEntry).order_by(HistoryEntry.number))]
        assert acts == [
            "case opened",
            "case confirmed",
            "advice requested",
            "allocated",
            "draft started",
            "advice submitted",
            "advice accepted",
        ]
        assert list(broken_links(session)) == []


def test_a_refusal_leaves_nothing_behind(database: Database, world: World, now: datetime) -> None:
    def ask_twice() -> None:
        with database.transaction() as session:
            world.asked(session, now)
            world.asked(session, now)

    with pytest.raises(AlreadyAsked):
        ask_twice()
    with database.reading() as session:
        assert session.scalars(select(Request)).all() == []
        assert told(session) == []


def test_advice_is_not_asked_for_before_a_person_has_confirmed_the_case(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case = world.case(session)
        case.stage = Stage.UNCONFIRMED
        with pytest.raises(NotAwaitingThat):
            request_advice(session, case=case, team=world.team(session), areas=[], by=world.officer(session), now=now)


def test_a_draft_can_be_read_back_word_for_word(database: Database, world: World, now: datetime) -> None:
    words = "Line one.\nLine “two” – Łukasz, 你好, 🙂 <b>&amp;</b>"
    with database.transaction() as session:
        request_id = world.drafted(session, now, words).id
    with database.reading() as session:
        draft = current_draft(session, session.get_one(Request, request_id))
        assert draft is not None
        assert draft.advice.areas[0].needs == words


def test_what_was_read_too_long_for_the_record_still_opens_a_case(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=now.date(),
            requester=Requester("n" * 300, "parent", "e" * 400, "7" * 90),
            child={"child_name": "Anna " * 80, "known_as": "Bea " * 40, "postcode": "NE1 4ST, England"},
            by=None,
            now=now,
        )
        assert case.child_name.startswith("Anna Anna")


def test_a_professional_who_answered_no_is_no_longer_on_the_case(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        therapist = world.therapist(session)
        assert may(therapist, Act.SEE, request, world.council)
        answer_no(session, request=request, answer=Answer.NOT_KNOWN, details="Discharged.", by=therapist, now=now)
        assert not may(therapist, Act.SEE, request, world.council)


def test_a_case_called_by_a_childs_name_elsewhere_goes_its_whole_way_and_no_notice_names_it(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case, officer, manager = world.case(session), world.officer(session), world.manager(session)
        case.reference, case.coordinator = "Sian Evans", officer
        dco = world.dco(session)
        submission = submitted(session, world, now, a_block_found)
        return_advice(session, submission=submission, reason="Say more.", by=dco, council=world.council, now=now)
        again = submit_advice(
            session,
            request=submission.request,
            by=world.therapist(session),
            check=nothing_found,
            council=world.council,
            now=now,
        )
        accept_advice(session, submission=again, by=dco, council=world.council, now=now)
        release_advice(session, submission=again, reason="A wrong date.", by=officer, council=world.council, now=now)
        words = {"whose": Whose.PARENT, "words": "She loves the sea.", "shown": True}
        add_view(session, case=case, by=manager, now=now, **words)  # type: ignore[arg-type]
        other = world.asked(session, now, world.social_care(session))
        answer_no(session, request=other, answer=Answer.NOT_KNOWN, details="Unknown.", by=manager, now=now)
        ask_again(session, request=other, notes="Needed.", by=officer, now=now)
        rows = list(session.scalars(select(OutgoingNotice)))
        assert len(rows) > 8
        assert {each.case_reference for each in rows} == {""}
