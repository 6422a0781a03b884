"""Requests for advice at every stage, for the tests of the pages about them."""

from __future__ import annotations

from datetime import datetime

from checker.check import check
from hub.advice import Background
from hub.database import Database
from hub.models import Request
from hub.services.advice import latest_submission, save_draft, submit_advice
from hub.services.quality import accept_advice, clear_advice, return_advice
from hub.services.requests import allocate
from tests.world import World, some_area

GOOD = "Sian finds long instructions hard to follow, so she misses the start of most tasks in class."
BLOCKED = "Sian finds changes hard. Her brother Rhys Evans has epilepsy."


def a_draft(database: Database, world: World, now: datetime, needs: str = GOOD) -> int:
    """A request with a saved draft of the therapist's."""
    with database.transaction() as session:
        return world.drafted(session, now, needs).id


def an_allocated_request(database: Database, world: World, now: datetime) -> int:
    """A request that the therapist has not begun to write."""
    with database.transaction() as session:
        return world.allocated(session, now).id


def a_social_care_request(database: Database, world: World, now: datetime) -> int:
    """A request to social care, allocated, with a draft whose starred questions are empty."""
    with database.transaction() as session:
        request = world.asked(session, now, world.social_care(session))
        worker = world.person(session, "social_worker")
        allocate(session, request=request, to=worker, by=worker, now=now)
        save_draft(session, request=request, areas=[some_area()], background=Background(), by=worker, now=now)
        return request.id


def a_submission(database: Database, world: World, now: datetime, needs: str = GOOD) -> int:
    """A request whose advice has been submitted: held with BLOCKED needs, else with the quality step."""
    with database.transaction() as session:
        request = world.drafted(session, now, needs)
        by = world.therapist(session)
        submit_advice(
            session,
            request=request,
            by=by,
            check=check,
            council=world.council,
            now=now,
            reasons={"jargon": "The family uses this word."},
        )
        return request.id


def a_returned_submission(database: Database, world: World, now: datetime, needs: str) -> int:
    """A request whose advice was submitted with a reason for its jargon, cleared of its blocks, and returned."""
    request_id = a_submission(database, world, now, needs)
    with database.transaction() as session:
        submission = latest_submission(session, session.get_one(Request, request_id))
        assert submission is not None
        asked = {"submission": submission, "by": world.dco(session), "council": world.council, "now": now}
        clear_advice(session, **asked, reason="Named with the family’s consent.")  # type: ignore[arg-type]
        return_advice(session, **asked, reason="Please say what she is good at.")  # type: ignore[arg-type]
    return request_id


def a_publication(database: Database, world: World, now: datetime) -> int:
    """A request whose advice is open to the coordinator and the professionals of the case."""
    request_id = a_submission(database, world, now)
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        submission = latest_submission(session, request)
        assert submission is not None
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
    return request_id


def the_request(database: Database, request_id: int) -> Request:
    """The request as it is now, read afresh."""
    with database.reading() as session:
        return session.get_one(Request, request_id)
