"""What an administrator looks after besides people: teams with their mailboxes, and the settings in force."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import SecretStr

from hub.database import Database
from hub.models import Membership, Person, PersonEntry, Role, Team
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def ada(visitor: Make, database: Database, world: World) -> Visitor:
    """An administrator, signed in."""
    with database.transaction() as session:
        person = Person(name="Ada Min", email="ada@council.example")
        person.memberships.append(Membership(role=Role.ADMINISTRATOR, person=person))
        session.add(person)
        session.flush()
        found = person.id
    made = visitor(found)
    made.opens("/")
    return made


def test_an_administrator_gives_a_team_without_a_mailbox_one(ada: Visitor, database: Database, world: World) -> None:
    with database.transaction() as session:
        world.team(session).mailbox = ""
    page = ada.follows("Teams")
    assert "None: nobody is told of its requests" in page.main
    ada.follows("Speech and Language Therapy")
    assert ada.sends("Save", {"mailbox": "nowhere"}).errors()[0].startswith("That does not look like an email address.")
    page = ada.sends("Save", {"mailbox": "slt@new.example"})
    assert "slt@new.example" in page.main
    with database.reading() as session:
        entry = session.query(PersonEntry).one()
        assert (entry.what, entry.details["mailbox"]) == ("team changed", "slt@new.example")


def test_a_team_is_added_and_its_name_is_its_own(ada: Visitor, database: Database) -> None:
    ada.opens("/teams/new")
    typed = {"name": "speech and language  therapy", "mailbox": "a@b.example", "profile": "health"}
    assert ada.sends("Add the team", typed).errors()[0].startswith("There is a team of that name already.")
    page = ada.sends("Add the team", {**typed, "name": "Dietetics", "areas": ["health"]})
    assert "Dietetics is added." in page.main
    with database.reading() as session:
        team = session.query(Team).filter_by(name="Dietetics").one()
        assert (team.specialism, team.area_names) == ("Health", ["health"])


def test_a_team_with_open_requests_is_not_closed(ada: Visitor, database: Database, world: World, clock: Clock) -> None:
    with database.transaction() as session:
        world.asked(session, clock())
    ada.opens(f"/teams/{world.therapy_id}")
    unticked: dict[str, list[str]] = {"active": []}
    assert ada.sends("Save", unticked).errors()[0].startswith("This team has requests for advice")
    ada.opens(f"/teams/{world.social_care_id}")
    assert "Closed" in ada.sends("Save", unticked).main


def test_settings_are_shown_with_their_meaning_and_no_secret(ada: Visitor, app: Flask) -> None:
    settings = app.extensions["hub_settings"]
    secret = {"notify_key": SecretStr("very-secret-key"), "smtp_url": SecretStr("smtp://user:hidden@mail.example:587")}
    app.extensions["hub_settings"] = settings.model_copy(update=secret)
    page = ada.opens("/settings")
    assert "EHC_IDLE_MINUTES 30 minutes without use" in page.main
    assert "very-secret-key" not in page.html
    assert "hidden@" not in page.html


def test_only_administrators_administer(visitor: Make, world: World) -> None:
    for person in (world.officer_id, world.manager_id, world.therapist_id):
        for path in ("/teams/", "/teams/new", f"/teams/{world.therapy_id}", "/settings"):
            assert visitor(person).opens(path).status == 404
