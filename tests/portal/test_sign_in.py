"""Registering by invitation, signing in with password and one-time code, and leaving."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from hub.database import Database
from hub.models import Person, Role
from hub.services.accounts import invite
from hub.services.people import suspend
from tests.portal.test_crawl import walk
from tests.portal.visitor import Clock, Visitor
from tests.world import World

PASSWORD = "three unrelated words"
Make = Callable[..., Visitor]


@pytest.fixture
def invited(database: Database, world: World, clock: Clock) -> str:
    """The path in the invitation of a new professional."""
    with database.transaction() as session:
        team = world.team(session)
        _, token = invite(
            session,
            name="Nia Rees",
            email="nia.rees@health.example",
            job_title="Therapist",
            roles=[(Role.PROFESSIONAL, team)],
            now=clock(),
        )
    return f"/invitation/{token}"


@pytest.fixture
def registered(visitor: Make, invited: str) -> str:
    """The email address of somebody who has registered, and was in once."""
    nia = visitor()
    nia.opens(invited)
    nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 555"})
    nia.sends("Sign in", {"code": code_sent(nia)})
    nia.sends("Sign out")
    nia.clock.move_on(minutes=20)
    return "nia.rees@health.example"


def code_sent(visitor: Visitor) -> str:
    """The code of the latest text message."""
    texts = [each.text for each in visitor.post_is_sent() if each.channel.value == "sms"]
    found = re.search(r"\d{6}", texts[0])
    assert found is not None
    return found[0]


def test_an_invitation_leads_through_password_mobile_number_and_code_to_my_cases(visitor: Make, invited: str) -> None:
    nia = visitor()
    page = nia.opens(invited)
    assert "nia.rees@health.example" in page.main
    page = nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 555"})
    assert page.heading == "Enter the code we sent to your phone"
    page = nia.sends("Sign in", {"code": code_sent(nia)})
    assert page.heading == "Recovery codes"
    assert nia.follows("Not now").heading == "My cases"
    assert "Signed in as Nia Rees" in page.words


def test_a_mobile_number_is_shown_on_no_page(visitor: Make, invited: str, world: World, database: Database) -> None:
    nia = visitor()
    nia.opens(invited)
    nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 555"})
    nia.sends("Sign in", {"code": code_sent(nia)})
    for somebody in (nia, visitor(world.manager_id), visitor(world.officer_id)):
        for page in walk(somebody):
            if page.path != "/outbox":
                assert "900555" not in page.html.replace(" ", ""), page.path


def test_an_invitation_works_once(visitor: Make, invited: str) -> None:
    nia = visitor()
    nia.opens(invited)
    nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 555"})
    page = visitor().opens(invited)
    assert (page.status, page.heading) == (409, "This link has been used already, or has expired.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "", "phone": "07700 900 555"}, "Choose a password"),
        ({"password": "short", "phone": "07700 900 555"}, "That password is too short."),
        ({"password": PASSWORD, "phone": "01632 960 100"}, "That does not look like a UK mobile number."),
    ],
)
def test_what_is_wrong_with_an_account_is_said_at_its_field(
    visitor: Make, invited: str, typed: dict[str, str], said: str
) -> None:
    nia = visitor()
    nia.opens(invited)
    page = nia.sends("Create my account", typed)
    assert page.heading == "Create your account"
    assert page.errors()[0].startswith(said)
    assert page.soup.title is not None
    assert page.soup.title.get_text().startswith("Error: ")


def test_password_and_code_open_the_page_that_was_asked_for(visitor: Make, registered: str, world: World) -> None:
    nia = visitor()
    assert nia.opens("/my-cases?due=overdue").heading == "Sign in to the EHC Hub"
    nia.sends("Continue", {"email": registered.upper(), "password": PASSWORD})
    page = nia.sends("Sign in", {"code": code_sent(nia)})
    assert page.response.request.full_path == "/my-cases?due=overdue"


def test_the_answer_is_the_same_whether_the_account_exists_or_not(visitor: Make, registered: str) -> None:
    answers = set()
    for email in (registered, "nobody@health.example"):
        somebody = visitor()
        somebody.opens("/sign-in")
        page = somebody.sends("Continue", {"email": email, "password": "not the password"})
        answers.add((page.status, tuple(page.errors()), page.main.replace(email, "")))
    assert len(answers) == 1


def test_the_reset_page_says_the_same_whether_the_account_exists_or_not(visitor: Make, registered: str) -> None:
    answers = set()
    for email in (registered, "nobody@health.example"):
        somebody = visitor()
        somebody.opens("/forgotten-password")
        answers.add(somebody.sends("Send the link", {"email": email}).main)
    assert len(answers) == 1


def test_a_code_works_once(visitor: Make, registered: str) -> None:
    nia, thief = visitor(), visitor()
    nia.opens("/sign-in")
    nia.sends("Continue", {"email": registered, "password": PASSWORD})
    code = code_sent(nia)
    nia.sends("Sign in", {"code": code})
    thief.opens("/sign-in")
    thief.clock.move_on(minutes=1)
    thief.sends("Continue", {"email": registered, "password": PASSWORD})
    page = thief.sends("Sign in", {"code": code})
    assert page.errors()[0].startswith("That code is not right")


def test_a_wrong_code_is_counted_and_the_sixth_try_is_refused(visitor: Make, registered: str) -> None:
    nia = visitor()
    nia.opens("/sign-in")
    nia.sends("Continue", {"email": registered, "password": PASSWORD})
    wrong = "000000" if code_sent(nia) != "000000" else "111111"
    said = [nia.sends("Sign in", {"code": wrong}).errors()[0] for _ in range(6)]
    assert said[0].startswith("That code is not right")
    assert said[5].startswith("There have been too many tries.")
    assert nia.sends("Sign in", {"code": code_sent(nia)}).errors()[0].startswith("There have been too many tries.")


def test_wrong_passwords_are_throttled(visitor: Make, registered: str) -> None:
    nia = visitor()
    nia.opens("/sign-in")
    said = [nia.sends("Continue", {"email": registered, "password": "wrong"}).errors()[0] for _ in range(6)]
    assert said[0] == "The email address or the password is not right"
    assert said[5].startswith("There have been too many tries.")


def test_a_new_code_can_be_sent_after_a_while_and_replaces_the_first(visitor: Make, registered: str) -> None:
    nia = visitor()
    nia.opens("/sign-in")
    nia.sends("Continue", {"email": registered, "password": PASSWORD})
    first = code_sent(nia)
    assert nia.sends("Send a new code").errors()[0].startswith("A code was sent a moment ago.")
    nia.clock.move_on(seconds=40)
    nia.sends("Send a new code")
    second = code_sent(nia)
    if first != second:
        assert nia.sends("Sign in", {"code": first}).errors()
    assert nia.sends("Sign in", {"code": second}).heading == "My cases"


def test_after_sign_out_a_copied_cookie_opens_nothing(visitor: Make, world: World, app: Flask) -> None:
    officer, thief = visitor(world.officer_id), visitor()
    copied = officer.client.get_cookie(app.config["HUB_COOKIE"])
    assert copied is not None
    officer.opens("/my-cases")
    officer.sends("Sign out")
    thief.client.set_cookie(app.config["HUB_COOKIE"], copied.value)
    assert thief.opens("/my-cases").heading == "Sign in to the EHC Hub"


def test_a_password_alone_opens_nothing(visitor: Make, registered: str) -> None:
    nia = visitor()
    nia.opens("/sign-in")
    nia.sends("Continue", {"email": registered, "password": PASSWORD})
    assert nia.opens("/my-cases").heading == "Sign in to the EHC Hub"


def test_half_an_hour_away_ends_the_session_and_says_so(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    officer.clock.move_on(minutes=29)
    assert officer.opens("/my-cases").heading == "My cases"
    officer.clock.move_on(minutes=29)
    assert officer.opens("/my-cases").heading == "My cases"
    officer.clock.move_on(minutes=31)
    assert "not used for a while" in officer.opens("/my-cases").main


def test_somebody_who_has_left_is_out_at_once(visitor: Make, world: World, database: Database) -> None:
    therapist = visitor(world.therapist_id)
    assert therapist.opens("/my-cases").heading == "My cases"
    with database.transaction() as session:
        suspend(session, person=session.get_one(Person, world.therapist_id), by=None, now=therapist.clock())
    assert therapist.opens("/my-cases").heading == "Sign in to the EHC Hub"


def test_a_reset_link_gives_a_new_password_and_ends_every_session(visitor: Make, registered: str) -> None:
    elsewhere = visitor()
    elsewhere.opens("/sign-in")
    elsewhere.sends("Continue", {"email": registered, "password": PASSWORD})
    elsewhere.sends("Sign in", {"code": code_sent(elsewhere)})
    nia = visitor()
    nia.opens("/sign-in")
    nia.follows("Forgotten your password?")
    nia.sends("Send the link", {"email": registered})
    (link,) = (found for each in nia.post_is_sent() if (found := re.search(r"/new-password/\S+", each.text)))
    nia.opens(link[0])
    nia.sends("Save the new password", {"password": "another three words"})
    assert elsewhere.opens("/my-cases").heading == "Sign in to the EHC Hub"
    nia.sends("Continue", {"email": registered, "password": "another three words"})
    nia.clock.move_on(minutes=1)
    assert nia.sends("Sign in", {"code": code_sent(nia)}).heading == "My cases"


def test_a_wanted_page_of_another_site_is_not_followed(visitor: Make, registered: str) -> None:
    nia = visitor()
    nia.opens("/sign-in")
    with nia.client.session_transaction() as held:
        held["next"] = "//evil.example/"
    nia.sends("Continue", {"email": registered, "password": PASSWORD})
    assert nia.sends("Sign in", {"code": code_sent(nia)}).path == "/my-cases"
