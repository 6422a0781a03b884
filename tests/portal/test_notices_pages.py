"""Notices, deliveries, how one is told, cover and calendar: the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from hub.database import Database
from hub.models import CalendarFeed, CatchUp, Membership, NoticeState, OutgoingNotice, Person, Pulse, Role
from hub.notice import CaseReference, Notice, NoticeKind
from hub.queries.calendar import due_days
from hub.services.notices import notify
from hub.services.requests import allocate
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def administrator(database: Database, world: World) -> int:
    """Somebody who looks after the hub."""
    with database.transaction() as session:
        person = Person(name="Ada Min", email="ada@council.example")
        person.memberships.append(Membership(role=Role.ADMINISTRATOR, person=person))
        session.add(person)
        session.flush()
        return person.id


def failed(database: Database, clock: Clock, *notices: Notice) -> None:
    """Notices that no carrier took."""
    with database.transaction() as session:
        for each in notices:
            notify(session, each, now=clock()).state = NoticeState.FAILED
        session.execute(update(OutgoingNotice).values(failure="The mail server refused the message"))


def test_ones_notices_say_what_changed_and_lead_to_the_case(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        reference = world.case(session).reference
    therapist = visitor(world.therapist_id)
    page = therapist.opens("/notices")
    assert "You have been asked to write advice" in page.main
    assert reference in page.main
    assert "Sian" not in page.main
    assert therapist.follows("You have been asked to write advice").path == f"/cases/{world.case_id}"
    assert reference not in visitor(world.outsider_id).opens("/notices").main


def test_codes_and_links_for_signing_in_are_not_listed_and_old_notices_are_a_page_on(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        to = world.therapist(session).email
        notify(session, Notice(NoticeKind.PASSWORD_RESET, to, path="/new-password/secret"), now=clock())
        for number in range(25):
            notify(session, Notice(NoticeKind.ADVICE_RETURNED, to, CaseReference(f"EHC-{number}")), now=clock())
    therapist = visitor(world.therapist_id)
    page = therapist.opens("/notices")
    assert "password" not in page.main.lower()
    assert "secret" not in page.html
    assert "EHC-24" in page.main
    assert "EHC-4 " not in page.main
    assert "EHC-4 " in therapist.follows("Older notices").main


def test_an_administrator_sees_what_did_not_arrive_and_tries_again(
    visitor: Make, world: World, database: Database, clock: Clock, administrator: int
) -> None:
    gone = Notice(NoticeKind.ADVICE_REQUESTED, "wrong@health.example", CaseReference("EHC-1"), date(2027, 1, 4))
    code = Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456")
    failed(database, clock, gone, code)
    admin = visitor(administrator)
    page = admin.opens("/deliveries")
    assert "Your team has been asked for advice" in page.main
    assert "wrong@health.example" in page.main
    assert "The mail server refused the message" in page.main
    assert "07700" not in page.html
    assert "447700" not in page.html
    assert "123456" not in page.html
    assert "It is tried again." in admin.sends("Try again").words
    assert "wrong@health.example" not in admin.opens("/deliveries").main
    assert any(each.to == "wrong@health.example" for each in admin.post_is_sent())
    assert "off the list" in admin.sends("Take off the list").words
    assert "Everything that was sent has been taken." in admin.opens("/deliveries").main


def test_all_failed_notices_are_tried_again_at_once(
    visitor: Make, world: World, database: Database, clock: Clock, administrator: int
) -> None:
    failed(database, clock, *[Notice(NoticeKind.ADVICE_REQUESTED, f"{each}@health.example") for each in range(3)])
    admin = visitor(administrator)
    admin.opens("/deliveries")
    assert "3 notices are tried again" in admin.sends("Try all of them again").words


def test_an_administrator_is_told_when_no_scheduler_ran_and_that_none_does(
    visitor: Make, world: World, database: Database, clock: Clock, administrator: int
) -> None:
    with database.transaction() as session:
        session.add(Pulse(name="reminders", at=clock()))
        session.add(
            CatchUp(away_since=clock() - timedelta(days=4), back_at=clock() - timedelta(days=1), made=31, withdrawn=2)
        )
    admin = visitor(administrator)
    page = admin.opens("/deliveries")
    assert "19 November 2026 at 09:30 to 22 November 2026 at 09:30. Afterwards it made 31 reminders" in page.main
    assert "withdrew 2 that were no longer true" in page.main
    assert "No reminders are being made" not in page.main
    clock.move_on(minutes=15)
    assert "No reminders are being made" in admin.opens("/deliveries").main


def test_only_administrators_see_deliveries(visitor: Make, world: World) -> None:
    for each in (world.officer_id, world.manager_id, world.therapist_id, world.dco_id):
        assert visitor(each).opens("/deliveries").status == 404


def test_one_email_a_day_and_hours_of_ones_own_are_chosen_and_kept(visitor: Make, world: World) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/notices/settings")
    page = therapist.sends(
        "Save changes", {"how": "daily", "when": "own", "starts": "18.30", "ends": "8", "weekends": "y"}
    )
    assert "Saved." in page.words
    page = therapist.opens("/notices/settings")
    chosen = {str(each["value"]) for each in page.soup.select("input[checked]")}
    assert {"daily", "own", "y"} <= chosen
    assert page.soup.select_one("#starts")["value"] == "18:30"  # type: ignore[index]
    assert page.soup.select_one("#ends")["value"] == "08:00"  # type: ignore[index]
    therapist.sends("Save changes", {"how": "each", "when": "never"})
    page = therapist.opens("/notices/settings")
    assert {str(each["value"]) for each in page.soup.select("input[checked]")} == {"each", "never"}


@pytest.mark.parametrize("typed", ["late", "25:00", "7:5", "-1", "٧", ""])
def test_what_is_no_hour_is_said_beside_its_field(visitor: Make, world: World, typed: str) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/notices/settings")
    page = therapist.sends("Save changes", {"how": "each", "when": "own", "starts": typed})
    assert page.errors() == ["Enter an hour like 19:00"]


def test_somebody_who_goes_on_leave_names_a_colleague_who_gets_a_copy_of_what_comes(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/notices/leave")
    days = {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026"}
    days |= {"until_on-day": "27", "until_on-month": "11", "until_on-year": "2026"}
    page = therapist.sends("Save cover", {"covered_by": str(world.colleague_id), **days})
    assert "Ciara Byrne covers for Tomasz Nowak from 23 November 2026 to 27 November 2026" in page.words
    with database.transaction() as session:
        request = world.asked(session, clock())
        allocate(session, request=request, to=world.therapist(session), by=world.manager(session), now=clock())
        assert request.allocated_to is world.therapist(session)
    sent = [each for each in therapist.post_is_sent() if "asked to write advice" in each.subject]
    assert {each.to for each in sent} == {"therapist@health.example", "colleague@health.example"}
    (copy,) = [each for each in sent if each.to == "colleague@health.example"]
    assert "you cover for a colleague who is away" in copy.text
    assert "for a colleague who is away" in visitor(world.colleague_id).opens("/notices").main
    therapist.opens("/notices/leave")
    assert "no longer covers" in therapist.sends("End this cover").words
    with database.transaction() as session:
        notify(session, Notice(NoticeKind.ADVICE_RETURNED, "therapist@health.example"), now=clock())
    assert [each.to for each in therapist.post_is_sent() if "returned to you" in each.subject] == [
        "therapist@health.example"
    ]


def test_a_manager_sets_cover_for_the_team_and_nobody_for_anybody_else(visitor: Make, world: World) -> None:
    manager = visitor(world.manager_id)
    page = manager.opens(f"/notices/leave?who={world.therapist_id}")
    assert "While Tomasz Nowak is away" in page.heading
    days = {"from_on-day": "1", "from_on-month": "12", "from_on-year": "2026"}
    wrong = {"until_on-day": "30", "until_on-month": "11", "until_on-year": "2026"}
    page = manager.sends("Save cover", {"covered_by": str(world.colleague_id), **days, **wrong})
    assert "The last day must be today or later" in page.errors()[0]
    right = {"until_on-day": "4", "until_on-month": "12", "until_on-year": "2026"}
    page = manager.sends("Save cover", {"covered_by": str(world.colleague_id), **days, **right})
    assert "Ciara Byrne covers for Tomasz Nowak" in page.words
    assert manager.opens(f"/notices/leave?who={world.outsider_id}").status == 404
    outsider = visitor(world.outsider_id)
    assert outsider.opens(f"/notices/leave?who={world.therapist_id}").status == 404
    assert outsider.posts("/notices/leave/1/end").status_code == 404
    assert "Ciara Byrne" in visitor(world.therapist_id).opens("/notices/leave").main


def test_a_calendar_address_is_shown_once_gives_what_is_due_and_can_be_taken_back(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, clock())
        due, number, reference = request.due_on, request.id, request.case.reference
    therapist = visitor(world.therapist_id)
    therapist.opens("/notices/calendar")
    page = therapist.sends("Make an address")
    address = page.soup.select_one("#address")
    assert address is not None
    found = re.fullmatch(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)", address.get_text())
    assert found is not None
    assert found[1] not in therapist.opens("/notices/calendar").html
    with database.reading() as session:
        assert found[1].split("/")[-1].removesuffix(".ics") not in str(session.scalars(select(CalendarFeed)).one())
    anybody = visitor()
    answer = anybody.client.get(found[1])
    text = answer.get_data(as_text=True)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}\r\n" in text
    assert f"SUMMARY:{reference}: advice due\r\n" in text
    assert f"UID:advice-{number}@127.0.0.1\r\n" in text
    assert "Sian" not in text
    therapist.sends("Take the address back")
    assert anybody.client.get(found[1]).status_code == 404
    therapist.sends("Make an address")
    assert anybody.client.get(found[1]).status_code == 404
    assert anybody.client.get("/calendar/guessed.ics").status_code == 404


def test_a_co_writer_finds_the_advice_in_their_calendar_too(world: World, database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        request, colleague = world.allocated(session, clock()), world.person(session, "colleague")
        assert due_days(session, colleague, base_url="http://hub.example") == []
        request.co_writers.append(colleague)
        session.flush()
        assert [each.day for each in due_days(session, colleague, base_url="http://hub.example")] == [request.due_on]


def test_somebody_who_left_has_no_calendar(visitor: Make, world: World, database: Database) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/notices/calendar")
    address = therapist.sends("Make an address").soup.select_one("#address")
    assert address is not None
    path = address.get_text().removeprefix("http://127.0.0.1:8000")
    with database.transaction() as session:
        world.therapist(session).active = False
    assert visitor().client.get(path).status_code == 404


def test_the_case_page_says_what_was_sent_and_whether_it_arrived_and_gives_no_address_away(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, clock())
        reference = CaseReference(request.case.reference)
        notify(session, Notice(NoticeKind.NAME_MISSING, "carys.evans@example.org", reference), now=clock())
    officer = visitor(world.officer_id)
    officer.post_is_sent()
    with database.transaction() as session:
        to_writer = update(OutgoingNotice).where(OutgoingNotice.recipient == "therapist@health.example")
        session.execute(to_writer.values(state=NoticeState.FAILED))
    page = officer.opens(f"/cases/{world.case_id}")
    said = page.soup.select_one("#sent")
    assert said is not None
    words = " ".join(said.get_text().split())
    mailbox = "Email to the mailbox of Speech and Language Therapy"
    assert f"{mailbox}, “Your team has been asked for advice”: sent 23 November 2026 at 09:30" in words
    assert "Email to Tomasz Nowak, “You have been asked to write advice”: did not arrive" in words
    assert "Email to the family, or whoever made the request" in words
    assert "@" not in words
    assert visitor(world.therapist_id).opens(f"/cases/{world.case_id}").soup.select_one("#sent") is None
