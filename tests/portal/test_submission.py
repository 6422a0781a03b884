"""Submitting: the warning page, the receipt, what is read afterwards, and by whom."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from hub.database import Database
from hub.models import HistoryEntry, Request, SubmissionFinding
from hub.services.advice import latest_submission
from hub.services.requests import allocate
from hub.workflow import RequestState
from tests.portal.requests_made import (
    BLOCKED,
    a_draft,
    a_publication,
    a_social_care_request,
    a_submission,
    an_allocated_request,
    the_request,
)
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
VAGUE = "Sian has some difficulties with attention and needs regular support."


def test_advice_is_submitted_in_at_most_four_presses_from_the_open_draft_with_a_receipt(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    page, presses = therapist.opens(f"/requests/{request_id}/write"), 0
    for button in ("Preview and submit", "Submit advice"):
        page, presses = therapist.sends(button), presses + 1
    assert presses <= 4
    assert page.heading == "Advice submitted"
    assert "23 November 2026 at 09:30" in page.main
    assert "in time" in page.main
    assert the_request(database, request_id).state is RequestState.AWAITING_QUALITY_CHECK


def test_what_stops_publication_comes_first_then_what_is_empty_then_the_thread_then_what_to_check(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now, BLOCKED)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    place = "areas-0-outcomes-0-provisions-0"
    therapist.sends("Save changes", {"areas-0-strengths": "", f"{place}-support": "Some help.", f"{place}-review": ""})
    page = therapist.opens(f"/requests/{request_id}/submit")
    order = ["stops publication", "still empty", "What leads to what", "to check", "Are you ready to submit?"]
    places = [page.main.index(each) for each in order]
    assert places == sorted(places)


def test_the_golden_thread_is_a_list_of_lists_that_names_its_gaps(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{request_id}/submit")
    words = [each.get_text(" ") for each in page.soup.select(".thread .thread-box strong")]
    assert words == ["Needs", "Outcome 1", "Provision 1"]
    assert page.soup.select_one(".thread li li li") is not None
    therapist.opens(f"/requests/{request_id}/write")
    therapist.sends("Delete provision 1")
    therapist.sends("Preview and submit", {"areas-0-needs": ""})
    page = therapist.page or page
    assert [each.get_text(" ").strip() for each in page.soup.select(".thread-box--gap")] == [
        "No need is described",
        "No provision for this outcome",
    ]
    assert "1 outcome without provision" in page.main


def test_a_question_that_was_taken_over_and_not_answered_is_named_before_submitting(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    outcome = "areas-0-outcomes-0-outcome"
    page = therapist.sends("Preview and submit", {outcome: "[By when: by July?] Sian will swim [ten metres]."})
    label = "Communication and interaction, outcome 1: answer “[By when: by July?]”"
    links = {text: href for text, href in page.links().items() if "[" in text}
    assert links == {label: f"/requests/{request_id}/write#{outcome}"}


def test_submitted_advice_is_read_only_until_released_with_who_when_and_why(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    therapist, officer = visitor(world.therapist_id), visitor(world.officer_id)
    page = therapist.opens(f"/requests/{request_id}/write")
    assert not page.soup.select("textarea")
    assert "It is read-only now. If it has to change, ask" in page.main
    officer.opens(f"/requests/{request_id}/release")
    officer.sends("Release", {"reason": "The school has changed."})
    page = therapist.opens(f"/requests/{request_id}/write")
    assert "Olwen Price released this advice to you on 23 November 2026 at 09:30" in page.main
    assert "The school has changed." in page.main


def test_late_advice_is_told_how_late(
    visitor: Make, world: World, database: Database, now: datetime, clock: Clock
) -> None:
    request_id = a_draft(database, world, now)
    clock.move_on(days=45)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/submit")
    assert "3 days late" in therapist.sends("Submit advice").main


def test_the_warning_page_says_that_it_will_be_held_and_it_still_counts_as_returned(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now, BLOCKED)
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{request_id}/submit")
    assert "stops publication" in page.main or "stop publication" in page.main
    assert "held" in page.main
    page = therapist.sends("Submit advice")
    assert "nobody in the family or at the council sees it yet" in page.main
    request = the_request(database, request_id)
    assert request.state is RequestState.HELD
    assert request.returned_at == now


def test_a_reason_is_optional_and_kept_with_its_rule(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now, "Sian’s dyspraxia and hypotonia mean that she tires in PE.")
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{request_id}/submit")
    fields = [str(each["name"]) for each in page.soup.select("textarea[name^=reason-]")]
    if not fields:
        page = therapist.opens(f"/requests/{request_id}/write")
        support = "areas-0-outcomes-0-provisions-0-support"
        empty = {f"areas-0-outcomes-0-provisions-0-{each}": "" for each in ("frequency", "quantity", "provided_by")}
        therapist.sends("Save changes", {support: "Regular support", **empty})
        page = therapist.opens(f"/requests/{request_id}/submit")
        fields = [str(each["name"]) for each in page.soup.select("textarea[name^=reason-]")]
    assert fields
    therapist.sends("Submit advice", {fields[0]: "Agreed with the family."})
    with database.reading() as session:
        rows = session.execute(select(SubmissionFinding.rule, SubmissionFinding.reason)).all()
    assert (fields[0].removeprefix("reason-"), "Agreed with the family.") in rows


def test_an_empty_advice_cannot_be_submitted(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = an_allocated_request(database, world, now)
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{request_id}/submit")
    assert page.errors() == ["Nothing has been written yet"]
    assert not page.soup.find("button", string="Submit advice")
    therapist.posts(f"/requests/{request_id}/submit", {"version": "0"})
    assert the_request(database, request_id).state is RequestState.AWAITING_ADVICE


def test_starred_questions_must_be_answered_first(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_social_care_request(database, world, now)
    worker = visitor(world.social_worker_id)
    page = worker.opens(f"/requests/{request_id}/submit")
    assert len(page.errors()) == 3
    worker.posts(f"/requests/{request_id}/submit", {"version": "1"})
    assert the_request(database, request_id).state is RequestState.AWAITING_ADVICE
    worker.opens(f"/requests/{request_id}/write")
    answers = {f"background-{each}": "Said" for each in ("first_contact", "support_in_place", "support_effect")}
    worker.sends("Preview and submit", answers)
    worker.sends("Submit advice")
    assert the_request(database, request_id).state in (RequestState.PUBLISHED, RequestState.HELD)


def test_only_what_the_warning_page_showed_is_submitted(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    first, second = visitor(world.therapist_id), visitor(world.therapist_id)
    first.opens(f"/requests/{request_id}/submit")
    second.opens(f"/requests/{request_id}/write")
    second.sends("Save changes", {"areas-0-needs": "Changed on the telephone"})
    page = first.sends("Submit advice")
    assert page.status == 409
    assert "Changed on the telephone" in page.main
    assert the_request(database, request_id).state is RequestState.AWAITING_ADVICE


def test_added_parts_that_stayed_empty_are_not_submitted(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    therapist.sends("Add a new outcome")
    therapist.opens(f"/requests/{request_id}/submit")
    therapist.sends("Submit advice")
    with database.reading() as session:
        submitted = latest_submission(session, session.get_one(Request, request_id))
        assert submitted is not None
        assert len(submitted.advice.areas[0].outcomes) == 1


def test_held_advice_can_be_taken_back_and_mended_by_its_writer_only(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now, BLOCKED)
    assert visitor(world.manager_id).posts(f"/requests/{request_id}/take-back").status_code == 404
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/advice")
    page = therapist.sends("Take it back and mend it")
    assert page.path == f"/requests/{request_id}/write"
    therapist.sends("Preview and submit", {"areas-0-needs": "Sian finds changes hard, so she misses break times."})
    page = therapist.sends("Submit advice")
    assert "first return, on 23 November 2026" in page.main
    assert the_request(database, request_id).state is RequestState.AWAITING_QUALITY_CHECK


def test_held_advice_is_unseen_by_the_coordinator_and_the_professionals_of_the_case(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now, BLOCKED)
    also_on_case(database, world, now)
    for who in ("officer", "social_worker", "outsider"):
        somebody = visitor(getattr(world, f"{who}_id"))
        for path in ("advice", "advice.pdf", "advice.docx", "quality", "submitted"):
            assert somebody.opens(f"/requests/{request_id}/{path}").status == 404, (who, path)


def test_published_advice_is_read_by_those_on_the_case_and_nobody_else(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    outside = visitor(world.social_worker_id)
    assert outside.opens(f"/requests/{request_id}/advice").status == 404
    also_on_case(database, world, now)
    for who in ("officer", "social_worker", "manager", "therapist", "dco"):
        page = visitor(getattr(world, f"{who}_id")).opens(f"/requests/{request_id}/advice")
        assert page.status == 200, who
        assert "misses the start of most tasks" in page.main
    for who in ("outsider", "colleague"):
        assert visitor(getattr(world, f"{who}_id")).opens(f"/requests/{request_id}/advice").status == 404, who


def test_readers_see_the_words_and_not_the_findings(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    page = visitor(world.officer_id).opens(f"/requests/{request_id}/advice")
    assert not page.soup.select(".hub-card, mark")


def test_submitting_is_recorded(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/submit")
    therapist.sends("Submit advice")
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "advice submitted")).one()
    assert entry.details["in_time"] is True


def also_on_case(database: Database, world: World, now: datetime) -> None:
    """The social worker is allocated on the same case."""
    with database.transaction() as session:
        request = world.asked(session, now, world.social_care(session))
        worker = world.person(session, "social_worker")
        allocate(session, request=request, to=worker, by=worker, now=now)
