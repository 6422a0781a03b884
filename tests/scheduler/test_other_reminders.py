"""Reminders besides those of a due date: idle drafts, advice sent back, annual reviews; and who hears for whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from checker.check import check
from hub.advice import Background
from hub.database import Database
from hub.models import DecisionKind, DecisionOutcome, NoticeState, OutgoingNotice, Reminder, Request, Stage
from hub.notice import NoticeKind
from hub.queries.due import forecast
from hub.services.advice import latest_submission, save_draft, submit_advice
from hub.services.decisions import Decided, record_decision
from hub.services.deputies import set_deputy
from hub.services.leave import set_cover
from hub.services.quality import return_advice
from hub.services.reminders import Reminded, send_reminders
from tests.scheduler.asked import DCO, MANAGER, WRITER, Sent, ask, morning, once_each
from tests.world import World, some_area

SAVED = date(2026, 12, 1)  # a Tuesday, long before anything is due
PLAN = date(2026, 3, 10)
REVIEW_BY = date(2027, 3, 9)  # twelve months starting with the day of the plan
OFFICER = "officer@council.example"
COLLEAGUE = "colleague@health.example"


def tick(database: Database, world: World, day: date, *, delivered: bool = True) -> Reminded:
    done = send_reminders(database, council=world.council, now=morning(day))
    if delivered:
        with database.transaction() as session:
            waiting = update(OutgoingNotice).where(OutgoingNotice.state == NoticeState.QUEUED)
            session.execute(waiting.values(state=NoticeState.SENT))
    return done


def made(database: Database, kind: str = "") -> list[Sent]:
    """The reminders of a kind, in the order in which they were made, but for those withdrawn."""
    with database.reading() as session:
        rows = session.execute(
            select(Reminder.for_day, OutgoingNotice.kind, OutgoingNotice.recipient)
            .join(OutgoingNotice, OutgoingNotice.id == Reminder.notice_id)
            .where(OutgoingNotice.state != NoticeState.WITHDRAWN)
            .order_by(Reminder.id)
        )
        found = [Sent(day, each.value.removeprefix("reminder-"), to) for day, each, to in rows]
    return [each for each in found if not kind or each.kind == kind]


def drafted(database: Database, world: World, at: datetime) -> int:
    """A request with a draft, saved at that moment and asked for a week before."""
    with database.transaction() as session:
        asked = world.drafted(session, at - timedelta(days=7))
    saved_again(database, world, asked.id, at)
    return asked.id


def saved_again(database: Database, world: World, request_id: int, at: datetime) -> None:
    with database.transaction() as session:
        request, by = session.get_one(Request, request_id), world.therapist(session)
        needs = f"Sian needs time, since she tires early in the day (seen {at:%d %B})."  # another draft than before
        save_draft(session, request=request, areas=[some_area(needs)], background=Background(), by=by, now=at)


def sent_back(database: Database, world: World, at: datetime) -> int:
    """Advice that was submitted and returned for changes at that moment."""
    request_id = drafted(database, world, at - timedelta(days=2))
    with database.transaction() as session:
        request, council = session.get_one(Request, request_id), world.council
        submit_advice(
            session, request=request, by=world.therapist(session), check=check, council=council, now=at, reasons={}
        )
        submission = latest_submission(session, request)
        assert submission is not None
        by = world.dco(session)
        return_advice(session, submission=submission, reason="Say more.", by=by, council=council, now=at)
    return request_id


def with_plan(database: Database, world: World, **fields: Any) -> None:
    with database.transaction() as session:
        case = world.case(session)
        case.stage, case.plan_on, case.coordinator = Stage.FINAL_PLAN, PLAN, world.officer(session)
        for name, value in fields.items():
            setattr(case, name, value)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def test_a_draft_left_for_a_week_is_mentioned_to_its_writer_once_and_again_only_if_it_was_taken_up(
    database: Database, world: World
) -> None:
    request_id = drafted(database, world, morning(SAVED))
    for day in days(SAVED, SAVED + timedelta(days=12)):
        tick(database, world, day)
    assert made(database) == [Sent(SAVED + timedelta(days=7), "draft-idle", WRITER)]
    again = SAVED + timedelta(days=13)
    saved_again(database, world, request_id, morning(again))
    for day in days(again, again + timedelta(days=7)):
        tick(database, world, day)
    assert made(database, "draft-idle")[1:] == [Sent(again + timedelta(days=7), "draft-idle", WRITER)]


def test_a_draft_that_is_saved_while_its_reminder_waits_withdraws_it(database: Database, world: World) -> None:
    request_id = drafted(database, world, morning(SAVED))
    day = SAVED + timedelta(days=7)
    assert tick(database, world, day, delivered=False).made == 1
    saved_again(database, world, request_id, morning(day) + timedelta(minutes=1))
    assert tick(database, world, day).withdrawn == 1
    assert made(database) == []


def test_advice_sent_back_is_asked_for_again_and_again_of_one_more_each_time(database: Database, world: World) -> None:
    sent_back(database, world, morning(SAVED))
    for day in days(SAVED, SAVED + timedelta(days=21)):
        tick(database, world, day)
    by_day: dict[int, list[str]] = {}
    for each in made(database):
        assert each.kind == "changes"
        by_day.setdefault((each.day - SAVED).days, []).append(each.to)
    assert by_day == {5: [WRITER], 10: [WRITER, MANAGER], 15: [WRITER, MANAGER, DCO], 20: [WRITER, MANAGER, DCO]}


def test_changes_that_are_submitted_while_the_reminder_waits_withdraw_it(database: Database, world: World) -> None:
    request_id = sent_back(database, world, morning(SAVED))
    day = SAVED + timedelta(days=5)
    tick(database, world, day, delivered=False)
    with database.transaction() as session:
        by, request = world.therapist(session), session.get_one(Request, request_id)
        submit_advice(session, request=request, by=by, check=check, council=world.council, now=morning(day), reasons={})
    assert tick(database, world, day).withdrawn == 1


def test_a_coming_review_is_mentioned_to_the_coordinator_and_weekly_once_it_is_overdue(
    database: Database, world: World
) -> None:
    with_plan(database, world)
    for day in days(REVIEW_BY - timedelta(days=100), REVIEW_BY + timedelta(days=15)):
        tick(database, world, day)
    assert [((each.day - REVIEW_BY).days, each.kind, each.to) for each in made(database)] == [
        (-84, "review", OFFICER),
        (-42, "review", OFFICER),
        (-14, "review", OFFICER),
        (0, "review", OFFICER),
        (7, "review-overdue", OFFICER),
        (14, "review-overdue", OFFICER),
    ]
    with database.reading() as session:
        assert set(session.scalars(select(OutgoingNotice.due_on))) == {REVIEW_BY, None} - {None}


def test_a_review_that_was_held_withdraws_what_waits_and_counts_from_then(database: Database, world: World) -> None:
    with_plan(database, world)
    tick(database, world, REVIEW_BY, delivered=False)
    assert len(made(database)) == 1
    with_plan(database, world, last_review_on=REVIEW_BY)
    assert tick(database, world, REVIEW_BY).withdrawn == 1
    next_by = date(2028, 3, 8)
    for day in days(next_by - timedelta(days=85), next_by - timedelta(days=83)):
        tick(database, world, day)
    assert made(database) == [Sent(next_by - timedelta(days=84), "review", OFFICER)]


@pytest.mark.parametrize("stage", [Stage.ASSESSMENT, Stage.DRAFT_PLAN, Stage.CLOSED])
def test_nothing_is_said_of_a_review_without_a_plan_in_force(database: Database, world: World, stage: Stage) -> None:
    with_plan(database, world, stage=stage)
    assert tick(database, world, REVIEW_BY).made == 0


def test_what_the_tribunal_ordered_is_mentioned_to_the_coordinator_until_it_is_done(
    database: Database, world: World
) -> None:
    ordered, by = date(2026, 11, 30), date(2027, 1, 4)  # five weeks
    with_plan(database, world)

    def decide(kind: DecisionKind, day: date, outcome: DecisionOutcome | None = None) -> None:
        with database.transaction() as session:
            decided, officer = Decided(kind, day, outcome=outcome), world.officer(session)
            case = world.case(session)
            record_decision(session, case=case, decided=decided, by=officer, now=morning(day), sure=True)

    decide(DecisionKind.TRIBUNAL_ORDER, ordered, DecisionOutcome.MUST_AMEND)
    for day in days(ordered, by + timedelta(days=1)):
        tick(database, world, day)
    found = [((each.day - by).days, each.kind, each.to) for each in made(database) if each.kind != "review"]
    assert found == [
        *((before, "order", OFFICER) for before in (-28, -14, -7, -1, 0)),
        (1, "order-overdue", OFFICER),
    ]
    tick(database, world, by + timedelta(days=2), delivered=False)
    decide(DecisionKind.FINAL_PLAN, by + timedelta(days=2))
    assert tick(database, world, by + timedelta(days=2)).withdrawn == 1
    assert tick(database, world, by + timedelta(days=9)).made == 0


def test_the_day_of_the_quality_check_has_reminders_of_its_own_for_the_writer_only(
    database: Database, world: World
) -> None:
    due = date(2027, 1, 4)
    by = due - timedelta(days=7)
    request_id = ask(database, world, due_on=due)
    ask(database, world, due_on=due, allocated=False)
    for day in days(by - timedelta(days=6), by + timedelta(days=6)):
        tick(database, world, day, delivered=day != by - timedelta(days=1))
    found = [((each.day - by).days, each.to) for each in made(database, "quality")]
    assert found == [(-3, WRITER), (-1, WRITER)]
    with database.reading() as session:
        told = select(OutgoingNotice.due_on).where(OutgoingNotice.kind == NoticeKind.REMINDER_QUALITY)
        assert set(session.scalars(told)) == {by}
        assert session.get_one(Request, request_id).due_on == due  # the law's date stands


def test_a_case_without_a_coordinator_is_every_officers(database: Database, world: World) -> None:
    with_plan(database, world, coordinator=None)
    tick(database, world, REVIEW_BY)
    assert [each.to for each in made(database)] == [OFFICER]


def test_whoever_covers_hears_too_and_only_while_they_cover(database: Database, world: World) -> None:
    due = date(2027, 1, 4)
    ask(database, world, due_on=due)
    away = due - timedelta(days=7)
    with database.transaction() as session:
        person, covering = world.therapist(session), world.person(session, "colleague")
        by = world.manager(session)
        set_cover(session, person=person, covered_by=covering, from_on=away, until_on=away, by=by, now=morning(away))
    for day in days(due - timedelta(days=14), due):
        tick(database, world, day)
    covered = [each for each in made(database) if each.to == "colleague@health.example"]
    assert covered == [Sent(away, "due", "colleague@health.example")]
    assert len([each for each in made(database) if each.to == WRITER and each.kind != "quality"]) == 4
    with database.reading() as session:
        (copy,) = session.scalars(select(OutgoingNotice).where(OutgoingNotice.for_cover))
        assert copy.recipient == "colleague@health.example"
        assert session.scalars(select(Request.allocated_to_id)).all() == [world.therapist_id]


def test_co_writers_are_reminded_like_the_allocated_writer_and_each_person_once(
    database: Database, world: World
) -> None:
    due = date(2027, 1, 4)
    request_id, other_id = ask(database, world, due_on=due), ask(database, world, due_on=due)
    with database.transaction() as session:
        request, colleague = session.get_one(Request, request_id), world.person(session, "colleague")
        request.co_writers.append(colleague)
        set_cover(
            session,
            person=world.therapist(session),
            covered_by=colleague,
            from_on=due,
            until_on=due,
            by=world.manager(session),
            now=morning(due),
        )
    for day in (due - timedelta(days=14), due, due + timedelta(days=1)):
        tick(database, world, day)
        tick(database, world, day)
    with database.reading() as session:
        told = select(Reminder.request_id, Reminder.for_day, Reminder.recipient)
        colleagues = [row[:2] for row in session.execute(told.order_by(Reminder.id)) if row[2] == COLLEAGUE]
        copies = select(OutgoingNotice.recipient).where(OutgoingNotice.for_cover)
        assert list(session.scalars(copies)) == [COLLEAGUE]  # of the other request: of this one it is their own
    assert colleagues == [
        (request_id, due - timedelta(days=14)),
        (request_id, due),
        (other_id, due),
        (request_id, due + timedelta(days=1)),
    ]
    assert once_each(database) == 3 + 4 + 5  # nobody twice, and the manager once it is overdue


def test_a_co_writer_who_has_left_hears_nothing_more(database: Database, world: World) -> None:
    due = date(2027, 1, 4)
    request_id = ask(database, world, due_on=due)
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        request.co_writers.append(world.person(session, "colleague"))
        world.person(session, "colleague").active = False
    tick(database, world, due)
    assert [each.to for each in made(database)] == [WRITER]


def test_a_reviewers_deputy_hears_of_what_is_overdue(database: Database, world: World) -> None:
    due = date(2027, 1, 4)
    ask(database, world, due_on=due)
    overdue = due + timedelta(days=2)
    with database.transaction() as session:
        away, by = world.dco(session), world.dco(session)
        email = "colleague@health.example"
        set_deputy(session, away=away, email=email, from_on=overdue, to_on=overdue, by=by, now=morning(overdue))
    tick(database, world, overdue)
    assert [each.to for each in made(database)] == [WRITER, MANAGER, DCO, "colleague@health.example"]


def test_the_forecast_lists_the_new_kinds_and_is_what_then_goes_out(database: Database, world: World) -> None:
    drafted(database, world, morning(SAVED))
    with_plan(database, world)
    today = SAVED + timedelta(days=1)
    until = (REVIEW_BY - today).days
    with database.reading() as session:
        coming = list(forecast(session, council=world.council, today=today, days=until))
    said = {(each.day, each.errand.rung.name) for each in coming}
    assert {"idle-7", "due-0", "review-due-84", "review-due-0"} <= {name for _, name in said}
    for day in days(today, REVIEW_BY):
        tick(database, world, day)
    with database.reading() as session:
        went = {(each.made_at.date(), each.rung) for each in session.scalars(select(Reminder))}
    assert said == went


def test_after_an_outage_reminders_come_in_the_order_of_their_days(database: Database, world: World) -> None:
    drafted(database, world, morning(SAVED - timedelta(days=12)))
    for back in (9, 2, 5, 0, 7):
        ask(database, world, due_on=SAVED - timedelta(days=back))
    tick(database, world, SAVED)
    order = [each.day for each in made(database)]
    assert len(order) > 8
    assert order == sorted(order)
