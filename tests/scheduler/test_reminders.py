"""Reminders on the real database: who hears what, when, and exactly once."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from hub.database import Database
from hub.deadlines import day_in_london
from hub.models import Membership, NoticeState, OutgoingNotice, Person, Reminder, Request, Role, Stage
from hub.queries.due import REVIEWS, Ground, errands, forecast, requests_for
from hub.services.reminders import PAGE, Reminded, send_reminders
from hub.workflow import RequestState
from tests.scheduler.asked import DCO, MAILBOX, MANAGER, WRITER, Sent, ask, change, morning, once_each, outbox
from tests.world import World

DUE = date(2027, 1, 4)


def tick(database: Database, world: World, day: date, *, delivered: bool = True) -> Reminded:
    done = send_reminders(database, council=world.council, now=morning(day))
    if delivered:
        with database.transaction() as session:
            waiting = update(OutgoingNotice).where(OutgoingNotice.state == NoticeState.QUEUED)
            session.execute(waiting.values(state=NoticeState.SENT))
    return done


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def test_the_writer_is_reminded_14_7_and_1_days_before_and_on_the_day_each_once(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE)
    for day in days(DUE - timedelta(days=20), DUE):
        tick(database, world, day)
        tick(database, world, day)  # a tick is only a question
    assert outbox(database) == [
        Sent(date(2026, 12, 21), "due", WRITER),
        Sent(date(2026, 12, 25), "quality", WRITER),  # the check is a week before
        Sent(date(2026, 12, 27), "quality", WRITER),
        Sent(date(2026, 12, 28), "due", WRITER),
        Sent(date(2027, 1, 3), "due", WRITER),
        Sent(DUE, "due-today", WRITER),
    ]
    once_each(database)


def test_overdue_advice_is_told_to_the_manager_then_to_the_dco_daily_then_weekly(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE)
    for day in days(DUE + timedelta(days=1), DUE + timedelta(days=21)):
        tick(database, world, day)
    by_day: dict[int, list[str]] = {}
    for sent in outbox(database):
        assert sent.kind == "overdue"
        by_day.setdefault((sent.day - DUE).days, []).append(sent.to)
    assert list(by_day) == [1, 2, 3, 4, 5, 6, 7, 14, 21]
    assert by_day[1] == [WRITER, MANAGER]
    assert all(by_day[day] == [WRITER, MANAGER, DCO] for day in by_day if day > 1)


def test_while_nobody_is_assigned_the_mailbox_is_reminded_and_managers_and_dco_are_asked_to_assign(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE, allocated=False)
    received = DUE - timedelta(days=42)
    for day in days(received, DUE + timedelta(days=1)):
        tick(database, world, day)
    assert outbox(database) == [
        Sent(received + timedelta(days=3), "unallocated", MANAGER),
        Sent(received + timedelta(days=6), "unallocated", DCO),
        Sent(received + timedelta(days=6), "unallocated", MANAGER),
        Sent(DUE - timedelta(days=14), "due", MAILBOX),
        Sent(DUE - timedelta(days=7), "due", MAILBOX),
        Sent(DUE - timedelta(days=1), "due", MAILBOX),
        Sent(DUE, "due-today", MAILBOX),
        Sent(DUE + timedelta(days=1), "overdue", MAILBOX),
        Sent(DUE + timedelta(days=1), "overdue", MANAGER),
    ]


@pytest.mark.parametrize(
    "happened",
    [
        {"returned_at": datetime(2026, 12, 1, 9, tzinfo=UTC), "state": RequestState.HELD},
        {"returned_at": datetime(2026, 12, 1, 9, tzinfo=UTC), "state": RequestState.RETURNED_FOR_CHANGES},
        {"state": RequestState.ANSWERED_NO},
        {"state": RequestState.CLOSED},
    ],
    ids=["returned and held", "returned, then sent back", "answered no", "closed"],
)
def test_nobody_is_reminded_of_what_is_no_longer_owed(
    database: Database, world: World, happened: dict[str, Any]
) -> None:
    request_id = ask(database, world, due_on=DUE)
    change(database, request_id, **happened)
    assert tick(database, world, DUE) == Reminded(0, 0)
    assert outbox(database) == []


def test_a_closed_case_is_left_in_peace(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    with database.transaction() as session:
        world.case(session).stage = Stage.CLOSED
    assert tick(database, world, DUE).made == 0


def test_after_days_without_a_scheduler_each_person_gets_the_one_reminder_that_is_true_today(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE)
    tick(database, world, DUE - timedelta(days=2))
    assert outbox(database) == [Sent(DUE - timedelta(days=7), "due", WRITER)]  # of the seventh day, as true as ever
    tick(database, world, DUE + timedelta(days=2))  # down on the days 1, 0 and the first overdue
    assert outbox(database)[1:] == [
        Sent(DUE + timedelta(days=2), "overdue", WRITER),
        Sent(DUE + timedelta(days=2), "overdue", MANAGER),
        Sent(DUE + timedelta(days=2), "overdue", DCO),
    ]


def test_somebody_assigned_today_was_told_the_date_today_and_hears_of_the_next_day(
    database: Database, world: World
) -> None:
    day = DUE - timedelta(days=7)
    ask(database, world, due_on=DUE, allocated_at=morning(day) - timedelta(hours=1))
    assert tick(database, world, day).made == 0
    assert tick(database, world, DUE - timedelta(days=1)).made == 1


def test_a_writer_assigned_after_the_reminders_day_is_not_reminded_for_it(database: Database, world: World) -> None:
    request_id = ask(database, world, due_on=DUE, allocated=False)
    tick(database, world, DUE - timedelta(days=7))
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        request.allocated_to, request.state = world.therapist(session), RequestState.AWAITING_ADVICE
        request.allocated_at = morning(DUE - timedelta(days=5))
    tick(database, world, DUE - timedelta(days=4))
    assert [sent.to for sent in outbox(database) if sent.kind == "due"] == [MAILBOX]


def test_a_request_brought_over_late_is_reminded_once_of_where_it_stands(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    tick(database, world, DUE - timedelta(days=12))
    tick(database, world, DUE - timedelta(days=11))
    assert outbox(database) == [Sent(DUE - timedelta(days=14), "due", WRITER)]


def test_a_leavers_reminders_go_to_the_teams_mailbox(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    with database.transaction() as session:
        world.therapist(session).active = False
    tick(database, world, DUE)
    assert [sent.to for sent in outbox(database)] == [MAILBOX]


def test_somebody_who_is_writer_and_manager_is_told_once(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    with database.transaction() as session:
        therapist, manager = world.therapist(session), world.manager(session)
        therapist.memberships.append(Membership(role=Role.TEAM_MANAGER, person=therapist, team=world.team(session)))
        manager.active = False
    tick(database, world, DUE + timedelta(days=1))
    assert [sent.to for sent in outbox(database)] == [WRITER]


def test_without_a_manager_the_mailbox_hears_and_without_a_dco_the_rest_still_do(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE)
    with database.transaction() as session:
        world.manager(session).active = False
        world.dco(session).active = False
    tick(database, world, DUE + timedelta(days=2))
    assert [sent.to for sent in outbox(database)] == [WRITER, MAILBOX]


def test_an_odd_reference_brought_over_does_not_stop_the_reminders_of_others(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE, count=2)
    with database.transaction() as session:
        world.case(session).reference = "Sian Evans"
    tick(database, world, DUE)
    with database.reading() as session:
        assert list(session.scalars(select(OutgoingNotice.case_reference))) == ["", ""]


def test_a_reminder_that_waits_while_the_advice_is_returned_is_withdrawn(database: Database, world: World) -> None:
    request_id = ask(database, world, due_on=DUE)
    tick(database, world, DUE, delivered=False)
    change(database, request_id, returned_at=morning(DUE), state=RequestState.PUBLISHED)
    assert tick(database, world, DUE) == Reminded(made=0, withdrawn=1)
    assert outbox(database) == []


def test_a_changed_date_withdraws_what_was_said_of_the_old_one(database: Database, world: World) -> None:
    request_id = ask(database, world, due_on=DUE)
    tick(database, world, DUE, delivered=False)
    change(database, request_id, due_on=DUE + timedelta(days=14))
    assert tick(database, world, DUE) == Reminded(made=1, withdrawn=1)
    assert outbox(database) == [Sent(DUE, "due", WRITER)]  # fourteen days before the new date


def test_while_the_mail_server_is_away_only_the_newest_reminder_waits(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    for day in days(DUE - timedelta(days=1), DUE + timedelta(days=2)):
        tick(database, world, day, delivered=False)
    assert {sent.day for sent in outbox(database)} == {DUE + timedelta(days=2)}
    assert [sent.day for sent in outbox(database, withdrawn=True)] == [
        DUE - timedelta(days=1),
        DUE,
        DUE + timedelta(days=1),
        DUE + timedelta(days=1),
    ]


def test_assigning_withdraws_the_request_to_assign(database: Database, world: World) -> None:
    request_id = ask(database, world, due_on=DUE, allocated=False)
    tick(database, world, DUE - timedelta(days=39), delivered=False)
    assert [sent.kind for sent in outbox(database)] == ["unallocated"]
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        request.allocated_to, request.state = world.therapist(session), RequestState.AWAITING_ADVICE
    assert tick(database, world, DUE - timedelta(days=39)).withdrawn == 1


def test_what_was_sent_is_never_withdrawn(database: Database, world: World) -> None:
    request_id = ask(database, world, due_on=DUE)
    tick(database, world, DUE)
    change(database, request_id, returned_at=morning(DUE), state=RequestState.PUBLISHED)
    assert tick(database, world, DUE).withdrawn == 0


def test_two_schedulers_at_once_make_each_reminder_once(database: Database, world: World) -> None:
    """Even if the lease failed: the unique row is what decides."""
    ask(database, world, due_on=DUE - timedelta(days=2), count=250)
    others = [Database(database.url.render_as_string(hide_password=False)) for _ in range(3)]

    def run(one: Database) -> None:
        for _ in range(4):
            tick(one, world, DUE, delivered=False)

    threads = [Thread(target=run, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.engine.dispose()
    assert once_each(database) == 250 * 3


def test_a_tick_that_loses_the_lease_stops_after_its_page_and_the_next_goes_on(
    database: Database, world: World
) -> None:
    ask(database, world, due_on=DUE, count=PAGE + 150)
    first = send_reminders(database, council=world.council, now=morning(DUE), keep_going=lambda: False)
    assert first.made == PAGE
    assert tick(database, world, DUE).made == 150
    once_each(database)


def test_the_forecast_is_what_then_goes_out(database: Database, world: World) -> None:
    ask(database, world, due_on=DUE)
    ask(database, world, due_on=DUE + timedelta(days=3), allocated=False)
    today = DUE - timedelta(days=21)
    with database.reading() as session:
        coming = list(forecast(session, council=world.council, today=today, days=40))
    said = [(each.day, each.errand.rung.name, each.request.id) for each in coming]
    for day in days(today, today + timedelta(days=40)):
        tick(database, world, day)
    with database.reading() as session:
        made = select(Reminder.made_at, Reminder.rung, Reminder.request_id).distinct()
        went_out = {(day_in_london(at), rung, request_id) for at, rung, request_id in session.execute(made)}
    assert len(said) == len(set(said)) == 27
    assert set(said) == went_out


def test_finding_what_is_due_uses_an_index(database: Database, world: World) -> None:
    with database.transaction() as session:
        idle = world.drafted(session, morning(DUE) - timedelta(days=20))
        case = world.case(session)
        idle.due_on, case.stage, case.plan_on = DUE + timedelta(days=90), Stage.FINAL_PLAN, DUE - timedelta(days=365)
    ask(database, world, due_on=DUE, count=50)
    ask(database, world, due_on=DUE - timedelta(days=30), allocated=False)
    tick(database, world, DUE - timedelta(days=1))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    sqlite = database.url.get_backend_name() == "sqlite"
    with database.reading() as session:
        due = errands(session, council=world.council, today=DUE)
        event.listen(database.engine, "before_cursor_execute", note)
        for errand in due:
            requests_for(session, errand, most=100)
        event.remove(database.engine, "before_cursor_execute", note)
        grounds = [each.ground.value for each in due]
        assert sorted(grounds) == ["due", "due", "first-review", "idle", "unallocated"]
        if not sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # fifty rows would rather be read whole
        found = [each for each in asked if "FROM co_writer" not in each[0]]  # those are asked for by primary key
        for errand, (statement, parameters) in zip(due, found, strict=True):
            explain = ("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement
            plan = "\n".join(str(row) for row in session.connection().exec_driver_sql(explain, parameters))
            review = errand.ground in REVIEWS
            assert ("ix_ehc_case_stage_received_on_id" if review else "ix_request_state_due_on_id") in plan
            wanted = {"uq_reminder_case_id_rung_for_day_recipient", "uq_reminder_request_id_rung_for_day_recipient"}
            wanted |= {"ix_reminder", "sqlite_autoindex_reminder"}
            assert any(index in plan for index in wanted), plan
            if errand.ground is Ground.IDLE:
                assert "draft_version" in plan


def test_nobody_is_told_twice_whatever_their_address_looks_like(database: Database, world: World) -> None:
    with database.transaction() as session:
        person = Person(name="Second Manager", email="second@health.example")
        person.memberships.append(Membership(role=Role.TEAM_MANAGER, person=person, team=world.team(session)))
        session.add(person)
    ask(database, world, due_on=DUE)
    tick(database, world, DUE + timedelta(days=1))
    assert [sent.to for sent in outbox(database)] == [WRITER, MANAGER, "second@health.example"]
