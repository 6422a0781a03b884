"""People: inviting, moving, suspending and letting back in, by whoever manages them; and many at once from a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from hub.database import Database
from hub.models import Account, Membership, Person, Request, Role
from hub.services.people_import import NotImported, import_people
from hub.workflow import RequestState
from tests.portal.requests_made import an_allocated_request, the_request
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
NIA = {"name": "Nia Rees", "email": "nia@health.example", "roles": ["professional"]}


@pytest.fixture
def administrator_id(database: Database, world: World) -> int:
    """Who manages everybody, and sees no case."""
    with database.transaction() as session:
        person = Person(name="Ada Min", email="ada@council.example")
        person.memberships.append(Membership(role=Role.ADMINISTRATOR, person=person))
        session.add(person)
        session.flush()
        return person.id


def test_an_administrator_starts_with_people_and_sees_no_case(
    visitor: Make, administrator_id: int, world: World, database: Database, clock: Clock
) -> None:
    request_id = an_allocated_request(database, world, clock())
    ada = visitor(administrator_id)
    page = ada.opens("/")
    assert page.heading == "People"
    assert "Tomasz Nowak" in page.main
    assert "My cases" not in page.links()
    for path in (f"/cases/{world.case_id}", f"/requests/{request_id}/allocate", "/my-cases", "/team-cases"):
        assert ada.opens(path).status == 404, path


def test_a_manager_invites_into_their_own_team_and_sends_the_invitation_again(visitor: Make, world: World) -> None:
    maya = visitor(world.manager_id)
    maya.opens("/")
    maya.follows("People")
    page = maya.follows("Invite somebody")
    assert "Designated Clinical Officer" not in page.main
    assert "Children's Social Care" not in page.main
    page = maya.sends("Send the invitation", {**NIA, "team": str(world.therapy_id)})
    assert "Nia Rees is invited by email." in page.main
    page = maya.follows("Nia Rees")
    assert "works until 7 December 2026" in page.main
    page = maya.sends("Send the invitation again")
    assert "on its way again" in page.main
    links = [each.text for each in maya.post_is_sent() if "/invitation/" in each.text]
    assert len(links) == 2
    assert visitor().opens(_path(links[0])).heading == "Create your account"
    assert visitor().opens(_path(links[1])).status == 409


def _path(text: str) -> str:
    found = re.search(r"/invitation/\S+", text)
    assert found is not None
    return found[0]


def test_what_is_wrong_with_an_invitation_is_said_at_its_field(visitor: Make, world: World) -> None:
    maya = visitor(world.manager_id)
    wrong: tuple[tuple[dict[str, str | list[str]], str], ...] = (
        ({"name": ""}, "Enter the person’s name"),
        ({"email": "nowhere"}, "That does not look like an email address."),
        ({"roles": []}, "Choose at least one role"),
        ({"team": ""}, "Choose a team."),
    )
    for typed, said in wrong:
        maya.opens("/people/invite")
        page = maya.sends("Send the invitation", {**NIA, "team": str(world.therapy_id), **typed})
        assert page.errors()[0].startswith(said)


def test_suspending_says_first_what_it_does_and_gives_the_requests_back(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    request_id = an_allocated_request(database, world, clock())
    therapist, maya = visitor(world.therapist_id), visitor(world.manager_id)
    assert therapist.opens("/my-cases").heading == "My cases"
    maya.opens(f"/people/{world.therapist_id}")
    page = maya.follows("Suspend")
    assert "1 request for advice that they have not finished goes back to the team" in page.main
    page = maya.sends("Suspend")
    assert "Tomasz Nowak is suspended and signed out everywhere. 1 request went back to the team." in page.main
    assert the_request(database, request_id).state is RequestState.AWAITING_ALLOCATION
    assert therapist.opens("/my-cases").heading == "Sign in to the EHC Hub"
    assert "Sian Evans" in maya.opens("/team-cases?state=awaiting-allocation").main
    assert any("back with your team" in each.subject for each in maya.post_is_sent())
    maya.opens(f"/people/{world.therapist_id}")
    assert "can sign in again" in maya.sends("Let back in").main


def test_a_role_taken_away_ends_the_sign_in(
    visitor: Make, world: World, database: Database, administrator_id: int
) -> None:
    with database.transaction() as session:
        colleague = world.person(session, "colleague")
        second = Membership(role=Role.SECRETARY, person=colleague, team=world.team(session))
        colleague.memberships.append(second)
    ciara, ada = visitor(world.colleague_id), visitor(administrator_id)
    assert ciara.opens("/my-cases").heading == "My cases"
    ada.opens(f"/people/{world.colleague_id}")
    assert "The role is taken away" in ada.sends("Take away Secretary").main
    assert ciara.opens("/my-cases").heading == "Sign in to the EHC Hub"


def test_somebody_moves_to_another_team_with_every_role(visitor: Make, world: World, administrator_id: int) -> None:
    ada = visitor(administrator_id)
    ada.opens(f"/people/{world.colleague_id}")
    page = ada.sends("Move", {"from_team": str(world.therapy_id), "to_team": str(world.social_care_id)})
    assert "Moved to Children's Social Care" in page.main
    assert "Roles changed" in page.main
    assert "Taken away: professional, Speech and Language Therapy" in page.main


def test_a_role_in_a_team_is_refused_without_its_team(visitor: Make, world: World, administrator_id: int) -> None:
    ada = visitor(administrator_id)
    ada.opens(f"/people/{world.colleague_id}")
    page = ada.sends("Give this role", {"role": "secretary", "team": ""})
    assert page.errors()[0].startswith("Choose a team.")
    page = ada.sends("Give this role", {"role": "auditor", "team": ""})
    assert "The role is given" in page.main


def test_nobody_manages_whom_they_do_not_answer_for(
    app: Flask, visitor: Make, world: World, database: Database, administrator_id: int
) -> None:
    asked = [
        f"/people/{world.outsider_id}/{act}"
        for act in ("roles", "move", "suspend", "let-back-in", "invite-again", "reset-codes", "correct")
    ]
    maya = visitor(world.manager_id)
    assert {maya.posts(path).status_code for path in asked} == {404}
    assert maya.opens(f"/people/{world.outsider_id}").status == 404
    assert maya.opens("/people/999999").status == 404
    assert maya.posts(f"/people/{world.therapist_id}/reset-codes").status_code == 404  # an administrator's
    olwen = visitor(world.officer_id)
    assert olwen.opens(f"/people/{world.outsider_id}").status == 200
    assert olwen.opens(f"/people/{world.dco_id}").status == 404
    assert olwen.opens(f"/people/{administrator_id}").status == 404
    for person in (world.therapist_id, world.dco_id):
        assert visitor(person).opens("/people/").status == 404


def test_a_name_is_searched_for_outside_the_address(visitor: Make, world: World, administrator_id: int) -> None:
    ada = visitor(administrator_id)
    ada.opens("/people/")
    page = ada.sends("Apply", {"q": "byrne"})
    assert "Ciara Byrne" in page.main
    assert "Tomasz Nowak" not in page.main
    assert page.response.request.full_path == "/people/?"


def test_an_administrator_resets_codes_and_link_and_password_together_set_up_another(
    visitor: Make, world: World, database: Database, administrator_id: int, password_hash: str
) -> None:
    with database.transaction() as session:
        therapist = world.therapist(session)
        session.add(Account(password_hash=password_hash, phone="+447700900555", person=therapist))
    ada = visitor(administrator_id)
    ada.opens(f"/people/{world.therapist_id}")
    ada.sends("Reset how they get codes")
    tomasz = visitor()
    tomasz.opens("/sign-in")
    page = tomasz.sends("Continue", {"email": "therapist@health.example", "password": "three unrelated words"})
    assert page.heading == "How your security codes reach you is not set up."
    (link,) = (found[0] for each in ada.post_is_sent() if (found := re.search(r"/new-second-factor/\S+", each.text)))
    tomasz.opens(link)
    assert tomasz.sends("Continue", {"password": "not the password"}).errors() == ["The password is not right"]
    page = tomasz.sends("Continue", {"password": "three unrelated words"})
    assert page.heading == "How your codes reach you"
    page = tomasz.sends("Continue", {"codes_by": "sms", "phone": "07700 900777"})
    code = re.search(r"\d{6}", next(each.text for each in tomasz.post_is_sent() if each.channel.value == "sms"))
    assert code is not None
    assert tomasz.sends("Sign in", {"code": code[0]}).heading == "Recovery codes"
    assert visitor().opens(link).status == 409
    page = ada.opens(f"/people/{world.therapist_id}")
    assert "Second factor reset" in page.main
    assert "900777" not in page.html


FILE = """Name;E-mail;Job title;Role;Team
Nia Rees;Nia.Rees@health.example;Therapist;professional;speech and language therapy
Nia Rees;nia.rees@health.example;Therapist;Team manager;Speech and Language Therapy
Dai Siân;dai@council.example;;EHCP coordinator;
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_of_people_is_taken_as_excel_saves_it(
    visitor: Make, world: World, administrator_id: int, encoding: str
) -> None:
    ada = visitor(administrator_id)
    ada.opens("/people/")
    ada.follows("Invite many from a file")
    file = (io.BytesIO(FILE.encode(encoding)), "people.csv")
    page = ada.sends("Invite everybody in it", files={"file": file})
    assert "2 people are invited by email." in page.main
    assert "Dai Siân" in page.main
    assert len([each for each in ada.post_is_sent() if "/invitation/" in each.text]) == 2


def test_lines_that_cannot_be_taken_are_listed_and_nobody_is_invited(visitor: Make, world: World) -> None:
    maya = visitor(world.manager_id)
    maya.opens("/people/import")
    lines = "name,email,role,team\nA Good,good@health.example,professional,Speech and Language Therapy\nB,b,dco,\n"
    page = maya.sends("Invite everybody in it", {"lines": lines})
    assert page.errors() == ["Nobody was invited. The line below cannot be taken."]
    assert "Line 3 That does not look like an email address." in page.main
    assert "good@health.example" not in maya.opens("/people/").main


def test_what_is_no_list_of_people_is_refused_in_words(database: Database, world: World, clock: Clock) -> None:
    for data in (b"", b"\x00\x01\x02", b"who,where\na,b\n", b"name,email,role\n", b"x" * 2_000_000):
        with database.transaction() as session, pytest.raises(NotImported) as refused:
            import_people(session, data=data, by=None, now=clock())
        assert refused.value.bad[0].sentence.endswith(".")


def test_a_draft_of_somebody_who_left_is_there_for_the_next(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request_id = world.drafted(session, clock()).id
    maya = visitor(world.manager_id)
    maya.opens(f"/people/{world.therapist_id}/suspend")
    maya.sends("Suspend")
    maya.opens(f"/requests/{request_id}/allocate")
    maya.sends("Save changes", {"provides": "yes", "to": str(world.colleague_id)})
    with database.reading() as session:
        assert session.get_one(Request, request_id).allocated_to_id == world.colleague_id
    assert "Sian greets people warmly" in visitor(world.colleague_id).opens(f"/requests/{request_id}/write").html
