"""Somebody who works for a team or the council, and whose own child is in the hub: they meet it as family only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub.database import Database
from hub.models import Answer, FamilyLink, Membership, Person, Request, Role
from hub.permissions import Act, may
from hub.queries.quality import waiting_for
from hub.refusals import CannotBeAssigned
from hub.services.allocation import team_writers
from hub.services.draft_looks import people_to_ask
from hub.services.people import suspend
from hub.services.requests import allocate, answer_no, share
from tests.portal.requests_made import a_submission
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
LISTS = ["/my-cases", "/team-cases", "/quality", "/quality/accept", "/drafts-to-look-at", "/post/", "/notices"]
AT_WORK = ["officer", "manager", "therapist", "dco"]


def becomes_family(database: Database, world: World, clock: Clock, who: str, *, ended: bool = False) -> int:
    """Say that one of the staff is family of the child; returns the person's id."""
    with database.transaction() as session:
        person, officer = world.person(session, who), world.officer(session)
        link = FamilyLink(
            case=world.case(session), person=person, relation="mother", started_at=clock(), started_by=officer
        )
        session.add(link)
        if ended:
            link.ended_at, link.ended_by = clock(), officer
        else:
            person.memberships.append(Membership(role=Role.PARENT, person=person))
        return person.id


@pytest.mark.parametrize(("who", "ended"), [*((each, False) for each in AT_WORK), ("officer", True)])
def test_nobody_meets_their_own_child_in_a_list_or_on_a_page_of_their_work(
    visitor: Make, world: World, database: Database, clock: Clock, who: str, ended: bool
) -> None:
    request_id = a_submission(database, world, clock())
    person = visitor(becomes_family(database, world, clock, who, ended=ended))
    for address in LISTS:
        assert "Sian" not in person.opens(address).words, address
    for address in (f"/cases/{world.case_id}", f"/requests/{request_id}", f"/requests/{request_id}/quality"):
        page = person.opens(address)
        assert page.status == 404, address
        assert page.main == person.opens("/cases/999999").main
    with database.reading() as session:
        found, request = world.person(session, who), session.get_one(Request, request_id)
        assert not any(may(found, each, request, world.council) for each in Act)
        assert waiting_for(session, person=found, council=world.council) == []


def test_the_numbers_on_filters_and_what_waits_leave_ones_own_child_out(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request = world.asked(session, clock())
        answer_no(
            session, request=request, answer=Answer.NOT_KNOWN, details="x", by=world.manager(session), now=clock()
        )
    officer = visitor(world.officer_id)
    assert "Sian" in officer.opens("/my-cases").main
    becomes_family(database, world, clock, "officer")
    for address in ("/my-cases", "/team-cases"):
        page = officer.opens(address)
        assert "Sian" not in page.main
        assert "(1)" not in page.main


def test_whoever_is_of_the_family_is_not_offered_and_not_assigned_and_nobody_is_told_why(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request_id = world.asked(session, clock()).id
    becomes_family(database, world, clock, "colleague")
    manager = visitor(world.manager_id)
    page = manager.opens(f"/requests/{request_id}/allocate")
    assert "Tomasz Nowak" in page.main
    assert "Ciara Byrne" not in page.main
    page = manager.sends(
        "Save changes",
        {"provides": "yes", "name": "Ciara Byrne", "email": "colleague@health.example", "job_title": ""},
    )
    assert any("That person cannot be assigned." in each for each in page.errors())
    assert "family" not in " ".join(page.errors())
    with database.transaction() as session:
        request, manager_ = session.get_one(Request, request_id), world.manager(session)
        colleague = world.person(session, "colleague")
        assert colleague.name not in [each.name for each, _ in team_writers(session, request)]
        with pytest.raises(CannotBeAssigned):
            allocate(session, request=request, to=colleague, by=manager_, now=clock())
        allocate(session, request=request, to=world.therapist(session), by=manager_, now=clock())
        with pytest.raises(CannotBeAssigned):
            share(session, request=request, writers=[colleague], by=manager_, now=clock())
        assert colleague.name not in [each.name for each in people_to_ask(session, request)]


def test_a_leavers_cases_are_not_handed_to_the_childs_own_family(
    world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        other = Person(name="Mair Evans", email="mair@council.example")
        other.memberships.append(Membership(role=Role.OFFICER, person=other))
        boss = Person(name="Bo Ss", email="boss@council.example")
        boss.memberships.append(Membership(role=Role.ADMINISTRATOR, person=boss))
        session.add_all([other, boss])
        session.flush()
        case = world.case(session)
        session.add(
            FamilyLink(case=case, person=other, relation="aunt", started_at=clock(), started_by=world.officer(session))
        )
        session.flush()
        suspend(session, person=world.officer(session), by=boss, now=clock(), cases_to=other)
        assert case.coordinator is None
