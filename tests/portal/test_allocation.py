"""“Request for advice”: assigning a professional, answering no, and what the coordinator decides."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from hub.database import Database
from hub.models import Answer, HistoryEntry, Person, Request, Role
from hub.services.requests import answer_no
from hub.workflow import RequestState
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    """A request to the therapy team that nobody has been assigned to."""
    with database.transaction() as session:
        return world.asked(session, now).id


@pytest.fixture
def answered_no(database: Database, world: World, now: datetime) -> int:
    """A request that the team has answered with “not known”."""
    with database.transaction() as session:
        request = world.asked(session, now)
        answer_no(
            session,
            request=request,
            answer=Answer.NOT_KNOWN,
            details="Child is not known to the service",
            by=world.manager(session),
            now=now,
        )
        return request.id


def state_of(database: Database, request_id: int) -> Request:
    with database.reading() as session:
        found = session.get_one(Request, request_id)
        assert found.team is not None
        assert found.allocated_to is None or found.allocated_to.name
        return found


def test_a_manager_allocates_from_team_cases_in_six_presses(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    manager = visitor(world.manager_id)
    manager.opens("/")
    manager.follows("Team cases")
    manager.follows("Awaiting allocation")
    manager.follows("Sian Evans")
    page = manager.follows("Assign professional")
    assert page.heading == "Request for advice"
    assert "4 January 2027" in page.main
    assert "statutory request" in page.main
    assert "Tomasz Nowak, Speech and Language Therapist" in page.main
    page = manager.sends("Save changes", {"to": str(world.therapist_id)})
    assert "Tomasz Nowak is assigned" in page.main
    request = state_of(database, asked)
    assert request.state is RequestState.AWAITING_ADVICE
    assert request.allocated_to_id == world.therapist_id


def test_the_allocated_professional_is_told_without_naming_the_child(visitor: Make, world: World, asked: int) -> None:
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    manager.sends("Save changes", {"to": str(world.therapist_id)})
    told = [each for each in manager.post_is_sent() if each.to == "therapist@health.example"]
    assert told
    assert not any(word in told[0].text + told[0].subject for word in ("Sian", "Evans"))


def test_somebody_who_is_not_registered_is_invited_and_assigned_so_that_nothing_stalls(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    typed = {"name": "Nia Pugh", "email": "Nia.Pugh@health.example", "job_title": "Therapist"}
    page = manager.sends("Save changes", typed)
    assert "Nia Pugh is assigned" in page.main
    with database.reading() as session:
        nia = session.scalars(select(Person).where(Person.email == "nia.pugh@health.example")).one()
        assert nia.team_ids(Role.PROFESSIONAL) == {world.therapy_id}
        assert session.get_one(Request, asked).allocated_to_id == nia.id
    to_nia = [each for each in manager.post_is_sent() if each.to == "nia.pugh@health.example"]
    assert any("/invitation/" in each.text for each in to_nia)
    page = manager.opens(f"/requests/{asked}/allocate")
    assert "Nia Pugh, Therapist, invited" in page.main


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"to": ""}, "Choose who will write the advice"),
        ({"name": "Nia Pugh", "email": ""}, "does not look like an email address"),
        ({"name": "", "email": "nia@health.example"}, "Enter the team member’s name"),
        ({"name": "N" * 201, "email": "nia@health.example"}, "Their name must be 200 characters or fewer"),
        ({"name": "Nia Pugh", "email": "n" * 321}, "Their work email address must be 320 characters or fewer"),
        ({"job_title": "N" * 201}, "Their job title must be 200 characters or fewer"),
        ({"provides": "no", "details": "Not known"}, "Choose why no advice will be given"),
        ({"provides": "no", "no_answer": "not-known", "details": " "}, "Say more about the answer"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    visitor: Make, world: World, asked: int, database: Database, typed: dict[str, str], sentence: str
) -> None:
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    page = manager.sends("Save changes", typed)
    assert any(sentence in each for each in page.errors())
    assert state_of(database, asked).state is RequestState.AWAITING_ALLOCATION
    for name, value in typed.items():
        if name in ("name", "email"):
            found = page.soup.select_one(f"input[name={name}]")
            assert found is not None
            assert found.get("value", "") == value


def test_not_known_to_the_service_goes_to_the_coordinator_with_its_details(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    typed = {"provides": "no", "no_answer": "not-known", "details": "Child is not known to the service"}
    manager.sends("Save changes", typed)
    assert state_of(database, asked).state is RequestState.ANSWERED_NO
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}")
    page = officer.follows("Decide what follows")
    assert "not known to the service" in page.main
    assert "Regulation 6" in page.main


def test_somebody_else_can_be_assigned_later(visitor: Make, world: World, asked: int, database: Database) -> None:
    manager = visitor(world.manager_id)
    for person in (world.therapist_id, world.colleague_id):
        manager.opens(f"/requests/{asked}/allocate")
        manager.sends("Save changes", {"to": str(person)})
    assert state_of(database, asked).allocated_to_id == world.colleague_id
    with database.reading() as session:
        said = list(session.scalars(select(HistoryEntry.what).where(HistoryEntry.what.startswith("allocated"))))
    assert said == ["allocated", "allocated again"]


def test_the_allocated_professional_may_answer_no_but_not_pass_it_on(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    manager.sends("Save changes", {"to": str(world.therapist_id)})
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{asked}/allocate")
    assert not page.soup.select("select[name=to]")
    therapist.posts(f"/requests/{asked}/allocate", {"provides": "yes", "to": str(world.colleague_id)})
    assert state_of(database, asked).allocated_to_id == world.therapist_id
    therapist.opens(f"/requests/{asked}/allocate")
    therapist.sends("Submit response", {"provides": "no", "no_answer": "no-other", "details": "On long leave"})
    assert state_of(database, asked).state is RequestState.ANSWERED_NO


def test_the_coordinator_asks_again_and_the_team_reads_why(
    visitor: Make, world: World, answered_no: int, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/requests/{answered_no}/decision")
    officer.sends("Save decision", {"decision": "again", "words": "The parents asked for this under regulation 6."})
    assert state_of(database, answered_no).state is RequestState.AWAITING_ALLOCATION
    page = visitor(world.manager_id).opens(f"/requests/{answered_no}/allocate")
    assert "The parents asked for this under regulation 6." in page.main


def test_the_coordinator_closes_with_a_reason_or_not_at_all(
    visitor: Make, world: World, answered_no: int, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/requests/{answered_no}/decision")
    page = officer.sends("Save decision", {"decision": "close", "words": " "})
    assert page.errors()
    officer.sends("Save decision", {"decision": "close", "words": "All agree that the advice of May is enough."})
    assert state_of(database, answered_no).state is RequestState.CLOSED


@pytest.mark.parametrize("who", ["social_worker", "outsider", "officer", "dco", "therapist"])
def test_a_request_of_another_team_is_not_there(visitor: Make, world: World, asked: int, who: str) -> None:
    somebody = visitor(getattr(world, f"{who}_id"))
    assert somebody.opens(f"/requests/{asked}/allocate").status == 404
    assert somebody.opens("/requests/999999/allocate").status == 404


@pytest.mark.parametrize("who", ["manager", "therapist", "dco"])
def test_only_the_coordinator_decides_what_follows(visitor: Make, world: World, answered_no: int, who: str) -> None:
    assert visitor(getattr(world, f"{who}_id")).opens(f"/requests/{answered_no}/decision").status == 404


def test_signed_out_visitors_are_sent_to_sign_in(visitor: Make, asked: int) -> None:
    assert visitor().opens(f"/requests/{asked}/allocate").path == "/sign-in"
