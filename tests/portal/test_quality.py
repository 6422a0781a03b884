"""The quality step: the queue, clearing, accepting, returning, and releasing what was submitted."""

from collections.abc import Callable
from datetime import datetime

import pytest

from hub.database import Database
from hub.workflow import RequestState
from tests.portal.requests_made import BLOCKED, GOOD, a_draft, a_publication, a_submission, the_request
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]


def test_the_queue_shows_what_waits_with_its_findings(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    a_submission(database, world, now, BLOCKED)
    dco = visitor(world.dco_id)
    page = dco.opens("/quality")
    assert "Sian Evans" in page.main
    assert "stopping publication" in page.main
    page = dco.follows("Sian Evans")
    assert page.heading == "Quality check: Sian Evans"
    assert page.soup.select("mark.hub-mark--block a[href^='#finding-']")


def test_the_writers_reason_stands_on_the_card(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_submission(database, world, now, "Sian’s hypotonia affects how she sits.")
    page = visitor(world.dco_id).opens(f"/requests/{request_id}/quality")
    if "jargon" in page.html:
        assert "The family uses this word." in page.main


def test_writer_and_reviewer_are_asked_what_no_check_can_tell(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    assert "achievable and realistic" in therapist.opens(f"/requests/{request_id}/submit").main
    therapist.sends("Submit advice")
    assert "achievable and realistic" in visitor(world.dco_id).opens(f"/requests/{request_id}/quality").main


def test_held_advice_is_cleared_with_a_reason_then_accepted(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now, BLOCKED)
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    page = dco.sends("Clear it", {"reason": " "})
    assert any("Say why this can be published" in each for each in page.errors())
    assert the_request(database, request_id).state is RequestState.HELD
    page = dco.sends("Clear it", {"reason": "The brother is named with consent."})
    assert "It can now be accepted" in page.main
    page = dco.sends("Accept and publish")
    assert page.path == "/quality"
    assert the_request(database, request_id).state is RequestState.PUBLISHED


def test_advice_is_returned_with_a_reason_that_its_writer_reads(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now)
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    page = dco.sends("Return to its writer", {"reason": ""})
    assert page.errors()
    dco.sends("Return to its writer", {"reason": "Please say how the school can see progress."})
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/write")
    assert "Please say how the school can see progress." in page.main
    assert "Dilys Owen returned this advice to you" in page.main


def test_two_reviewers_do_not_decide_twice(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_submission(database, world, now)
    first, second = visitor(world.dco_id), visitor(world.dco_id)
    first.opens(f"/requests/{request_id}/quality")
    second.opens(f"/requests/{request_id}/quality")
    first.sends("Accept and publish")
    page = second.sends("Return to its writer", {"reason": "Too late"})
    assert page.status == 409
    assert "moved on" in page.main
    assert the_request(database, request_id).state is RequestState.PUBLISHED


@pytest.mark.parametrize("who", ["therapist", "manager", "officer", "colleague", "social_worker"])
@pytest.mark.parametrize("needs", [GOOD, BLOCKED])
def test_only_the_profiles_reviewers_may_look_and_decide(
    visitor: Make, world: World, database: Database, now: datetime, who: str, needs: str
) -> None:
    request_id = a_submission(database, world, now, needs)
    before = the_request(database, request_id).state
    somebody = visitor(getattr(world, f"{who}_id"))
    assert somebody.opens(f"/requests/{request_id}/quality").status == 404
    for decision in ("accept", "clear", "return"):
        typed = {"decision": decision, "reason": "Because", "submission": "1"}
        assert somebody.posts(f"/requests/{request_id}/quality", typed).status_code == 404
    assert the_request(database, request_id).state is before


def test_the_coordinator_releases_published_advice_with_a_reason(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    officer = visitor(world.officer_id)
    officer.opens(f"/requests/{request_id}/advice")
    officer.follows("Release it to its writer")
    page = officer.sends("Release it", {"reason": ""})
    assert page.errors() == ["Say why it has to change"]
    officer.sends("Release it", {"reason": "The school has changed."})
    assert the_request(database, request_id).state is RequestState.RETURNED_FOR_CHANGES
    assert officer.opens(f"/requests/{request_id}/advice").status == 404
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/write")
    assert "The school has changed." in page.main
    assert "released this advice to you" in page.main


@pytest.mark.parametrize("who", ["therapist", "manager", "social_worker"])
def test_others_cannot_release(visitor: Make, world: World, database: Database, now: datetime, who: str) -> None:
    request_id = a_publication(database, world, now)
    somebody = visitor(getattr(world, f"{who}_id"))
    assert somebody.opens(f"/requests/{request_id}/release").status == 404
    assert somebody.posts(f"/requests/{request_id}/release", {"reason": "x"}).status_code == 404


def test_a_manager_who_reviews_nothing_has_an_empty_queue(visitor: Make, world: World) -> None:
    assert "Nothing waits for you" in visitor(world.manager_id).opens("/quality").main
    assert visitor(world.therapist_id).opens("/quality").status == 404
