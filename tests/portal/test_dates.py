"""The page of dates: where each comes from, what was done and when, and the exceptions of the law recorded there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.database import Database
from hub.deadlines import Event
from hub.models import DecisionKind, HistoryEntry, Membership, OutgoingNotice, RecordedException, Request, Role
from hub.notice import NoticeKind
from hub.own_dates import OwnDate
from hub.services.decisions import Decided, record_decision
from hub.services.exceptions import Excepted, record_exception
from hub.services.family import invite_family
from hub.services.history import record
from tests.portal.requests_made import a_submission
from tests.portal.visitor import Clock, Page, Visitor
from tests.world import World

Make = Callable[..., Visitor]


def place(page: Page, key: str) -> str:
    """The words at a date's own place on the page."""
    found = page.soup.find(id=f"date-{key}")
    assert found is not None, f"no date-{key} on {page.main}"
    return " ".join(found.get_text(" ").split())


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def absence(**changed: str) -> dict[str, str]:
    first, last = days("first", date(2026, 11, 16)), days("last", date(2026, 12, 20))
    said = {"reason": "absence", "explanation": "Abroad with a grandparent who is ill.", "tell": "later"}
    return {**said, **first, **last, **changed}


@pytest.fixture
def dates(world: World) -> str:
    return f"/cases/{world.case_id}/dates"


def test_every_date_says_what_it_is_counted_from_and_quotes_its_law(visitor: Make, world: World, dates: str) -> None:
    page = visitor(world.officer_id).opens(dates)
    said = place(page, "decision")
    assert "21 December 2026 Due in 28 days" in said
    assert "6 weeks after 9 November 2026, the day on which the council received the request" in said
    assert "SEND Regulations 2014, reg 5(1): “as soon as practicable" in said
    assert "1 March 2027" in place(page, "no-plan")
    assert "Only if it comes to this" in place(page, "no-plan")
    assert "29 March 2027" in place(page, "final-plan")
    assert "1 September 2030 From this day" in place(page, "adulthood")


def test_each_teams_six_weeks_are_its_own(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    with database.transaction() as session:
        first = world.asked(session, clock()).id
    clock.move_on(days=4)
    with database.transaction() as session:
        second = world.asked(session, clock(), world.social_care(session)).id
    page = visitor(world.officer_id).opens(dates)
    assert "Speech and Language Therapy 4 January 2027" in place(page, f"request-{first}-advice")
    assert "6 weeks after 23 November 2026" in place(page, f"request-{first}-advice")
    assert "Children's Social Care 8 January 2027" in place(page, f"request-{second}-advice")
    assert "reg 8(1): “within 6 weeks of the date on which they receive the request”" in place(
        page, f"request-{second}-advice"
    )


def test_what_was_done_says_on_which_day_and_how_late(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    request_id = a_submission(database, world, clock())
    clock.move_on(days=40)
    with database.transaction() as session:
        late = Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 12, 22), letter_on=date(2026, 12, 23))
        record_decision(session, case=world.case(session), decided=late, by=world.officer(session), now=clock())
    page = visitor(world.officer_id).opens(dates)
    assert "On time, 23 November 2026" in place(page, f"request-{request_id}-advice")
    assert "21 December 2026 2 days late, 23 December 2026 Agreed to assess, by letter on 23 December" in place(
        page, "decision"
    )


def test_after_a_draft_the_familys_days_are_shown_as_no_sooner(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    clock.move_on(days=60)
    with database.transaction() as session:
        given = {"case": world.case(session), "by": world.officer(session), "now": clock()}
        record_decision(session, **given, decided=Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 11, 25)))  # type: ignore[arg-type]
        record_decision(session, **given, decided=Decided(DecisionKind.DRAFT_PLAN, date(2027, 1, 11)))  # type: ignore[arg-type]
    page = visitor(world.officer_id).opens(dates)
    assert "25 January 2027 No sooner than this" in place(page, "representations")
    assert "15 days, of which the first is 11 January 2027" in place(page, "representations")
    assert "Not needed" in place(page, "no-plan")


def test_an_exception_stands_beside_the_dates_of_its_own_clock_and_moves_none(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    with database.transaction() as session:
        request_id = world.asked(session, clock()).id
    officer = visitor(world.officer_id)
    before = officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    page = officer.sends("Record the exception", absence())
    assert "The exception is recorded. No date has moved." in page.main
    for key, day in (("decision", "21 December 2026"), ("final-plan", "29 March 2027")):
        assert day in place(before, key)
        assert day in place(page, key)
        assert "away from the area for 4 weeks or more , from 16 November 2026 to 20 December 2026" in place(page, key)
        assert "The date stands." in place(page, key)
    assert "Exception" not in place(page, f"request-{request_id}-advice")
    shown = officer.opens(f"/cases/{world.case_id}").main
    assert "29 March 2027 due in 126 days (SEND Regulations 2014, reg 13(2)) Exception recorded" in shown
    assert "04/01/2027 due in 42 days Exception" not in shown
    with database.reading() as session:
        row = session.scalars(select(RecordedException)).one()
        assert (row.request_id, row.recorded_by_id, row.recorded_at) == (None, world.officer_id, clock())
        assert session.get_one(Request, request_id).due_on == date(2027, 1, 4)
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "exception recorded")).one()
        assert entry.details["clock"] == "council"
        assert "grandparent" not in str(entry.details)


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"reason": "other", "other": "Waiting list"}, "a waiting list is not among the reasons of reg 8(2)"),
    ({"reason": "other", "other": "School holidays"}, "holidays relieve no one"),
    ({"reason": "other", "other": "staff sickness"}, "a shortage of staff is not among the reasons"),
    ({"reason": "other", "other": "Covid"}, "ended on 25 September 2020"),
    ({"reason": "other", "other": ""}, "The list is closed"),
    (days("last", date(2026, 12, 10)), "not less than 4 weeks"),
    (days("last", date(2026, 11, 1)), "before it starts"),
    ({**days("first", date(2027, 8, 1)), **days("last", date(2027, 9, 20))}, "These days are outside of it"),
    ({"last-day": "", "last-month": "", "last-year": ""}, "Enter the last day too"),
    ({"explanation": " "}, "Say what happened"),
    ({"reason": "school-closure"}, "Enter the day on which you asked the school"),
    ({"reason": "school-closure", **days("asked_on", date(2026, 12, 19))}, "one week before the date on which it"),
    ({"reason": "missed-appointment"}, "Not a valid choice"),
]


def test_what_the_law_does_not_know_is_refused_beside_its_field(
    visitor: Make, world: World, database: Database, dates: str
) -> None:
    officer = visitor(world.officer_id)
    for typed, sentence in REFUSED:
        officer.opens(f"/cases/{world.case_id}/exceptions/new")
        page = officer.sends("Record the exception", absence(**typed))
        assert any(sentence in each for each in page.errors()), (typed, page.errors())
    with database.reading() as session:
        assert session.scalars(select(RecordedException)).all() == []


def test_a_closure_counts_where_the_school_was_asked_just_before_it(visitor: Make, world: World, dates: str) -> None:
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    closed = absence(reason="school-closure", **days("asked_on", date(2026, 11, 10)))
    page = officer.sends("Record the exception", closed)
    assert "The school or college that was asked for advice was closed" in place(page, "decision")
    assert "asked for advice on 10 November 2026" in page.main


def test_a_missed_appointment_relieves_the_adviser_who_records_it_and_the_coordinator_is_asked_to_tell(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    with database.transaction() as session:
        request_id = world.allocated(session, clock()).id
    clock.move_on(days=20)
    therapist = visitor(world.therapist_id)
    therapist.opens(dates)
    page = therapist.follows("Record an exception")
    assert "six weeks of Speech and Language Therapy, which end on 4 January 2027" in page.main
    assert not page.soup.select("input[name=asked_on-day]")
    missed = {"reason": "missed-appointment", "explanation": "Nobody came, and nobody called.", "tell": "later"}
    page = therapist.sends("Record the exception", {**missed, **days("first", date(2026, 12, 9))})
    assert "missed an appointment" in place(page, f"request-{request_id}-advice")
    assert "4 January 2027" in place(page, f"request-{request_id}-advice")
    assert "Exception" not in place(page, "decision")
    assert "Nobody came" in page.main
    kinds = {each.subject for each in therapist.post_is_sent() if each.to == "officer@council.example"}
    assert "EHC Hub: a family has to be told of an exception" in kinds
    with database.transaction() as session:  # another team on the case sees that it is, not what happened
        world.asked(session, clock(), world.social_care(session))
        social_worker = world.person(session, "social_worker")
        social_worker.memberships.append(
            Membership(role=Role.TEAM_MANAGER, person=social_worker, team=world.social_care(session))
        )
    page = visitor(world.social_worker_id).opens(dates)
    assert "missed an appointment" in page.main
    assert "Nobody came" not in page.main


def test_the_family_is_told_by_an_email_without_anything_about_the_child(
    visitor: Make, world: World, database: Database, dates: str
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    page = officer.sends("Record the exception", absence(tell="email"))
    assert "The family was told by email on 23 November 2026" in page.main
    (message,) = [each for each in officer.post_is_sent() if each.to == "carys.evans@example.org"]
    assert "The date that the law sets stays: 21 December 2026" in message.text
    for secret in ("Sian", "Evans", "abroad", "grandparent", "absence", "away"):
        assert secret.casefold() not in (message.subject + message.text + message.html).casefold()


def test_that_the_family_was_told_by_letter_is_recorded_once(visitor: Make, world: World, dates: str) -> None:
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    page = officer.sends("Record the exception", absence())
    assert "The family has not been told yet" in page.main
    officer.follows("Change, end, or record that the family was told")
    page = officer.sends("Record that they were told", {"told-how": "letter"})
    assert page.errors() == ["Enter the day"]
    page = officer.sends("Record that they were told", {"told-how": "letter", **days("told-on", date(2026, 11, 24))})
    assert "cannot be right" in page.errors()[0]  # tomorrow
    page = officer.sends("Record that they were told", {"told-how": "letter", **days("told-on", date(2026, 11, 20))})
    assert "The family was told by letter on 20 November 2026" in page.main
    page = officer.follows("Change, end, or record")
    assert "Record that they were told" not in page.main


def test_an_exception_is_ended_by_a_new_row_and_the_first_stays_on_record(
    visitor: Make, world: World, database: Database, dates: str
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    officer.sends("Record the exception", absence())
    officer.follows("Change, end, or record")
    page = officer.sends("Save the change", {"explanation": "They came home.", **days("last", date(2026, 12, 14))})
    assert "16 November 2026 to 14 December 2026" in place(page, "decision")
    assert "20 December 2026" not in place(page, "decision")
    assert "Changed since" in page.main
    with database.reading() as session:
        first, second = session.scalars(select(RecordedException).order_by(RecordedException.id))
        assert (first.to_day, second.to_day, second.replaces_id) == (date(2026, 12, 20), date(2026, 12, 14), first.id)


def test_one_recorded_in_error_is_struck_out_with_its_reason(visitor: Make, world: World, dates: str) -> None:
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    officer.sends("Record the exception", absence())
    officer.follows("Change, end, or record")
    page = officer.sends("Strike it out", {"out-why": " "})
    assert page.errors() == ["Say why it is struck out"]
    page = officer.sends("Strike it out", {"out-why": "Another case was meant."})
    assert "Exception:" not in place(page, "decision")
    assert "Struck out" in page.main
    assert "Another case was meant." in page.main


def test_the_same_reason_for_the_same_days_is_not_recorded_twice(visitor: Make, world: World, dates: str) -> None:
    officer = visitor(world.officer_id)
    for expected in ("The exception is recorded", "recorded already from 16 November 2026"):
        officer.opens(dates)
        officer.follows("Record an exception to the council’s time limits")
        page = officer.sends("Record the exception", absence())
        assert expected in page.main


def test_an_exception_of_another_case_or_of_nobody_is_not_there(
    visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
    officer = visitor(world.officer_id)
    officer.opens(dates)
    officer.follows("Record an exception to the council’s time limits")
    officer.sends("Record the exception", absence())
    with database.reading() as session:
        row = session.scalars(select(RecordedException)).one()
    assert officer.opens(f"/cases/{world.case_id}/exceptions/{row.id}").status == 200
    assert officer.opens(f"/cases/{world.case_id}/exceptions/{row.id + 1}").status == 404
    therapist = visitor(world.therapist_id)  # on the case, but the council's exceptions are the council's
    assert therapist.opens(f"/cases/{world.case_id}/exceptions/{row.id}").status == 404
    assert therapist.opens(f"/cases/{world.case_id}/exceptions/new").status == 404
    assert (
        therapist.posts(f"/cases/{world.case_id}/exceptions/{row.id}/strike-out", {"out-why": "x"}).status_code == 404
    )
    assert visitor(world.outsider_id).opens(dates).status == 404
    assert therapist.opens(dates).status == 200


def test_a_councils_own_date_stands_beside_the_laws(
    app: Flask, visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    own = {
        "decision": OwnDate("decision", "Decide", Event.RECEIVED, days=35),
        "acknowledgement": OwnDate("acknowledgement", "Acknowledge the request", Event.RECEIVED, working_days=5),
    }
    app.extensions["hub_council"] = replace(app.extensions["hub_council"], own_dates=own)
    page = visitor(world.officer_id).opens(dates)
    assert "21 December 2026" in place(page, "decision")
    assert "Our own date: 14 December 2026 , earlier than the law asks for" in place(page, "decision")
    assert "Acknowledge the request Our own date: 16 November 2026 . Nothing is on record" in page.main
    with database.transaction() as session:
        session.add(
            OutgoingNotice(
                kind=NoticeKind.ACKNOWLEDGEMENT,
                channel="email",  # type: ignore[arg-type]
                recipient="carys.evans@example.org",
                reference="x",
                case_reference=world.case(session).reference,
                created_at=clock() - timedelta(days=12),
            )
        )
    with database.transaction() as session:  # written before the automatic answer went out
        case, officer = world.case(session), world.officer(session)
        record(session, case, "letter written", by=officer, at=clock() - timedelta(days=13), letter="acknowledgement")
    assert "16 November 2026 , done on 10 November 2026" in visitor(world.officer_id).opens(dates).main


def test_the_family_sees_the_laws_dates_and_each_exception_but_nothing_that_is_the_councils(
    app: Flask, visitor: Make, world: World, database: Database, clock: Clock, dates: str
) -> None:
    own = {"decision": OwnDate("decision", "Decide", Event.RECEIVED, days=35)}
    app.extensions["hub_council"] = replace(app.extensions["hub_council"], own_dates=own)
    with database.transaction() as session:
        request_id = world.asked(session, clock()).id
        case, officer = world.case(session), world.officer(session)
        given = {"name": "Carys Evans", "email": "carys.evans@example.org", "relation": "mother"}
        parent = invite_family(session, case=case, **given, by=officer, now=clock()).person.id
        away = Excepted("absence", date(2026, 11, 16), date(2026, 12, 20), explanation="A note for the file.")
        record_exception(session, case=case, excepted=away, by=officer, now=clock(), email_family=True)
    carys = visitor(parent)
    carys.opens(f"/my-child/{world.case_id}")
    page = carys.follows("All dates, and where they come from")
    assert "21 December 2026" in place(page, "decision")
    assert "reg 8(1)" in place(page, f"request-{request_id}-advice")
    assert "away from the area for 4 weeks or more" in place(page, "decision")
    assert "You were told by email on 23 November 2026" in page.main
    for theirs in ("A note for the file", "Our own date", "Record an exception", "Change, end", "Olwen Price"):
        assert theirs not in page.main
    assert carys.opens(dates).status == 404
    assert visitor(world.officer_id).opens(f"/my-child/{world.case_id}/dates").status == 404
