"""The quality step as a whole: by when, accepting in one go, one case collated, and cover for leave."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from docx import Document as WordDocument
from sqlalchemy import select

from checker.check import check
from hub.database import Database
from hub.deadlines import day_in_london
from hub.models import Channel, Deputy, HistoryEntry, Request
from hub.services.advice import latest_submission, submit_advice
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.quality import return_advice
from hub.services.requests import allocate
from hub.workflow import RequestState
from portal.form_fields import PARTS
from tests.portal.requests_made import BLOCKED, a_draft, a_social_care_request, a_submission, the_request
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]


def a_clean_submission(database: Database, world: World, now: datetime) -> int:
    """A request whose advice was submitted with nothing found in it."""
    with database.transaction() as session:
        request = world.drafted(session, now)
        by, council = world.therapist(session), world.council
        submit_advice(session, request=request, by=by, check=lambda *_: (), council=council, now=now)
        return request.id


def another_clean_submission(database: Database, world: World, now: datetime) -> int:
    """The same from the other team, whose advice has a quality step here."""
    request_id = a_social_care_request(database, world, now)
    with database.transaction() as session:
        request, by = session.get_one(Request, request_id), world.person(session, "social_worker")
        submit_advice(session, request=request, by=by, check=lambda *_: (), council=world.council, now=now)
        request.state = RequestState.AWAITING_QUALITY_CHECK
    return request_id


def another_case(database: Database, world: World, now: datetime) -> World:
    """The same council with another child's case in hand."""
    with database.transaction() as session:
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 10),
            requester=Requester("Ada Okafor", "parent", "ada@example.org", ""),
            child={"child_name": "Samuel Okafor", "date_of_birth": date(2015, 5, 6)},
            by=None,
            now=now,
        )
        confirm_case(session, case=case, by=world.officer(session), now=now)
        session.flush()
        return replace(world, case_id=case.id)


def test_advice_should_reach_its_reviewer_a_week_before_the_law_wants_it(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    due_on = the_request(database, request_id).due_on
    by = due_on - timedelta(days=7)
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/write")
    assert f"Submit it by {by.day} {by:%B %Y} if you can" in page.main
    with database.transaction() as session:
        request, writer = session.get_one(Request, request_id), world.therapist(session)
        submit_advice(session, request=request, by=writer, check=lambda *_: (), council=world.council, now=now)
    page = visitor(world.dco_id).opens("/quality")
    assert f"for the quality check by {by.day} {by:%B %Y}" in page.main


def test_the_queue_is_by_date_or_by_what_was_found_and_held_advice_first_in_either(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    early = a_clean_submission(database, another_case(database, world, now), now - timedelta(days=3))
    found = a_submission(database, world, now, "Sian has hypotonia and dyspraxia.")
    held = a_submission(database, another_case(database, world, now), now, "His brother Rhys Okafor has epilepsy.")
    dco = visitor(world.dco_id)

    def order() -> list[int]:
        links = dco.page.soup.select("main .hub-list h2 a") if dco.page else []
        return [int(str(each["href"]).split("/")[2]) for each in links]

    dco.opens("/quality")
    assert order() == [held, early, found]
    dco.follows("Most findings first")
    assert order() == [held, found, early]


def test_all_without_findings_are_accepted_with_one_button_after_a_page_that_lists_them(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    clean = a_clean_submission(database, world, now)
    found = a_submission(database, another_case(database, world, now), now, "His brother Rhys Okafor has epilepsy.")
    other = another_clean_submission(database, world, now)
    dco = visitor(world.dco_id)
    dco.opens("/quality")
    page = dco.follows("Accept all 2 without findings")
    assert page.heading == "Accept these 2 pieces of advice?"
    assert "Speech and Language Therapy" in page.main
    assert "Children's Social Care" in page.main
    with database.transaction() as session:  # meanwhile another reviewer returned one of them
        submission = latest_submission(session, session.get_one(Request, other))
        assert submission is not None
        by, council = world.dco(session), world.council
        return_advice(session, submission=submission, reason="Too short", by=by, council=council, now=now)
    page = dco.sends("Accept and publish all 2")
    assert "1 piece of advice is accepted and published. 1 had changed meanwhile" in page.main
    states = [the_request(database, each).state for each in (clean, found, other)]
    assert states == [RequestState.PUBLISHED, RequestState.HELD, RequestState.RETURNED_FOR_CHANGES]
    assert "Nothing to accept at once" in dco.opens("/quality/accept").main


def test_advice_whose_letter_names_another_child_is_not_among_those_without_findings(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    document = WordDocument()
    document.add_paragraph("Re: Benedict Hall, date of birth 12/09/2014. Benedict was seen in clinic.")
    letter = io.BytesIO()
    document.save(letter)
    letter.seek(0)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/uploads")
    therapist.sends("Add these files", files={"files": (letter, "letter.docx")})
    with database.transaction() as session:
        request, by = session.get_one(Request, request_id), world.therapist(session)
        submit_advice(session, request=request, by=by, check=lambda *_: (), council=world.council, now=now)
    dco = visitor(world.dco_id)
    page = dco.opens("/quality")
    assert "1 file to look at" in page.main
    assert "without findings" not in page.main
    page = dco.follows("Sian Evans")
    assert "This file names another child" in page.main
    assert "Benedict" in page.main


@pytest.mark.parametrize("who", ["therapist", "officer", "social_worker"])
def test_nobody_else_sees_the_queue_or_accepts_anything(
    visitor: Make, world: World, database: Database, now: datetime, who: str
) -> None:
    request_id = a_clean_submission(database, world, now)
    somebody = visitor(getattr(world, f"{who}_id"))
    assert somebody.opens("/quality").status == 404
    assert somebody.opens("/quality/accept").status == 404
    assert somebody.posts("/quality/accept", {"submission": "1"}).status_code == 404
    assert the_request(database, request_id).state is RequestState.AWAITING_QUALITY_CHECK


def test_one_case_is_seen_with_every_answer_and_what_is_missing_is_chased_across_teams(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    a_clean_submission(database, world, clock())
    with database.transaction() as session:
        social = world.asked(session, clock(), world.social_care(session))
        worker = world.person(session, "social_worker")
        allocate(session, request=social, to=worker, by=worker, now=clock())
        due_on = social.due_on
    dco = visitor(world.dco_id)
    dco.post_is_sent()
    clock.move_on(days=43)
    dco = visitor(world.dco_id)
    page = dco.opens(f"/cases/{world.case_id}/collated")
    assert "2 teams were asked. 1 missing , 1 of them late" in page.main
    assert "Children's Social Care , Winston Clarke: awaiting advice" in page.main
    before = len(dco.post_is_sent())
    page = dco.sends("Remind all of them by email")
    assert "Reminded by email: Children's Social Care." in page.main
    sent = dco.post_is_sent()
    (mail,) = sent[: len(sent) - before]
    assert mail.to == "worker@council.example"
    assert f"{due_on.day} {due_on:%B %Y}" in mail.text
    assert not any(name in mail.subject + mail.text for name in ("Sian", "Evans"))
    dco.opens(f"/cases/{world.case_id}/collated")
    assert "Nobody to remind" in dco.sends("Remind all of them by email").main
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "missing advice chased")).one()
        assert entry.by_id == world.dco_id


def test_a_case_is_released_as_a_whole_and_its_coordinator_hears_of_it_once(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    one, two = a_clean_submission(database, world, now), another_clean_submission(database, world, now)
    dco = visitor(world.dco_id)
    before = len(dco.post_is_sent())
    page = dco.opens(f"/cases/{world.case_id}/collated")
    assert "2 pieces of advice wait for you on this case" in page.main
    page = dco.sends("Release all 2")
    assert "2 pieces of advice are released to the EHCP coordinator." in page.main
    assert {the_request(database, each).state for each in (one, two)} == {RequestState.PUBLISHED}
    sent = dco.post_is_sent()
    assert [each.to for each in sent[: len(sent) - before]].count("officer@council.example") == 1


def test_the_collated_case_is_for_its_coordinator_and_its_reviewers(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    a_submission(database, world, now, BLOCKED)
    path = f"/cases/{world.case_id}/collated"
    page = visitor(world.officer_id).opens(path)
    assert "Speech and Language Therapy" in page.main
    assert not any("Quality check of" in each or "Read advice" in each for each in page.links())
    for who in ("therapist", "manager", "social_worker", "outsider"):
        somebody = visitor(getattr(world, f"{who}_id"))
        assert somebody.opens(path).status == 404, who
        assert somebody.posts(f"{path}/chase").status_code == 404
        assert somebody.posts(f"{path}/release").status_code == 404


def days(first: datetime, last: datetime) -> dict[str, str]:
    """The boxes of the cover form."""
    days = {"from_on": day_in_london(first), "to_on": day_in_london(last)}
    return {f"{name}-{part}": str(getattr(day, part)) for name, day in days.items() for part in PARTS}


def test_a_deputy_checks_in_the_reviewers_place_from_the_first_day_to_the_last(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_submission(database, world, clock())
    dco = visitor(world.dco_id)
    dco.opens("/quality")
    dco.follows("Going on leave?")
    first, last = clock() + timedelta(days=2), clock() + timedelta(days=5)
    typed = {"away": str(world.dco_id), "email": "Manager@health.example", **days(first, last)}
    page = dco.sends("Save cover", typed)
    assert "Maya Shah stands in for Dilys Owen from" in page.main
    mails = [each for each in dco.post_is_sent() if each.to == "manager@health.example" and "stand in" in each.subject]
    assert len(mails) == 1
    path = f"/requests/{request_id}/quality"
    deputy = visitor(world.manager_id)
    assert deputy.opens(path).status == 404
    clock.move_on(days=2)
    deputy = visitor(world.manager_id)
    assert "Sian Evans" in deputy.opens("/quality").main
    deputy.follows("Sian Evans")
    deputy.sends("Accept and publish")
    assert the_request(database, request_id).state is RequestState.PUBLISHED
    second = a_submission(database, another_case(database, world, clock()), clock(), "He finds long words hard.")
    assert "manager@health.example" in {each.to for each in deputy.post_is_sent() if "quality check" in each.subject}
    clock.move_on(days=4)
    assert visitor(world.manager_id).opens(f"/requests/{second}/quality").status == 404


def test_a_deputy_without_a_team_to_manage_finds_the_way_in_the_menu_and_never_checks_their_own(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    own = a_submission(database, world, clock())
    assert "Quality check" not in visitor(world.therapist_id).opens("/my-cases").links()
    admin = visitor(world.dco_id)
    admin.opens("/quality/deputies")
    admin.sends("Save cover", {"email": "therapist@health.example", **days(clock(), clock())})
    therapist = visitor(world.therapist_id)
    assert therapist.opens("/my-cases").links()["Quality check"] == "/quality"
    assert "Nothing waits for you" in therapist.opens("/quality").main
    assert therapist.opens(f"/requests/{own}/quality").status == 404
    admin.opens("/quality/deputies")
    page = admin.sends("End this cover")
    assert "Nobody stands in at the moment" in page.main
    assert visitor(world.therapist_id).opens("/quality").status == 404


@pytest.mark.parametrize(
    ("email", "shift", "sentence"),
    [
        ("officer@council.example", 1, "the council reads it after the check"),
        ("nobody@health.example", 1, "Nobody with this email address"),
        ("manager@health.example", -1, "The last day must not be before the first"),
    ],
)
def test_cover_that_cannot_be_is_refused_beside_its_field(
    visitor: Make, world: World, database: Database, clock: Clock, email: str, shift: int, sentence: str
) -> None:
    dco = visitor(world.dco_id)
    dco.opens("/quality/deputies")
    page = dco.sends("Save cover", {"email": email, **days(clock(), clock() + timedelta(days=shift))})
    assert page.status == 422
    assert any(sentence in each for each in page.errors())
    with database.reading() as session:
        assert session.scalars(select(Deputy)).all() == []


def test_a_held_advice_is_not_accepted_by_a_release_of_its_case(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        held = world.drafted(session, now, BLOCKED)
        by, council = world.therapist(session), world.council
        submission = submit_advice(session, request=held, by=by, check=check, council=council, now=now)
        session.flush()
        held_id, submission_id = held.id, submission.id
    dco = visitor(world.dco_id)
    assert "Release to the EHCP coordinator" not in dco.opens(f"/cases/{world.case_id}/collated").main
    dco.posts(f"/cases/{world.case_id}/collated/release", {"submission": str(submission_id)})
    assert the_request(database, held_id).state is RequestState.HELD
