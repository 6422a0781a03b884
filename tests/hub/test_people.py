"""People's access: who may give whom what, and many people from one file."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.cli import main
from hub.database import Database
from hub.models import (
    Account,
    Membership,
    OutgoingNotice,
    Person,
    PersonEntry,
    Request,
    Role,
    SingleUseLink,
)
from hub.notice import NoticeKind
from hub.people_permissions import grants, sees_person, suspends
from hub.queries.people import Access, access_of
from hub.refusals import NotYoursToChange, Refusal
from hub.services.accounts import invite
from hub.services.people import change_roles, invite_again, invite_person, re_enable, suspend
from hub.services.people_import import NotImported, import_people
from hub.workflow import RequestState
from tests.world import World


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Who may do what is the same on both databases: leaving and moving have tests on both."""
    path = tmp_path / "hub.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


def sent(session: Session, kind: NoticeKind) -> list[OutgoingNotice]:
    return list(session.scalars(select(OutgoingNotice).where(OutgoingNotice.kind == kind)))


def administrator(session: Session, name: str = "Ada Min") -> Person:
    person = Person(name=name, email=f"{name.split()[0].lower()}@council.example")
    person.memberships.append(Membership(role=Role.ADMINISTRATOR, person=person))
    session.add(person)
    session.flush()
    return person


def test_advice_returned_for_changes_keeps_its_reason_and_waits_for_somebody_else(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        request.state = RequestState.RETURNED_FOR_CHANGES
        suspend(session, person=world.therapist(session), by=None, now=now)
        assert (request.state, request.allocated_to) == (RequestState.RETURNED_FOR_CHANGES, None)


def test_a_co_writer_who_leaves_is_taken_off_and_the_request_stays_where_it_is(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        request.co_writers.append(world.person(session, "colleague"))
        session.flush()
        assert suspend(session, person=world.person(session, "colleague"), by=None, now=now) == 1
        assert request.co_writers == []
        assert request.allocated_to_id == world.therapist_id
        assert sent(session, NoticeKind.REQUEST_GIVEN_BACK) == []


def test_a_coordinator_who_leaves_hands_the_cases_over(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        other = Person(name="New One", email="new@council.example")
        other.memberships.append(Membership(role=Role.OFFICER, person=other))
        session.add(other)
        session.flush()
        suspend(session, person=world.officer(session), by=None, now=now, cases_to=other)
        assert world.case(session).coordinator_id == other.id


def test_whoever_stops_being_a_coordinator_coordinates_nothing(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        officer, admin = world.officer(session), administrator(session)
        world.case(session).coordinator = officer
        own = next(each.id for each in officer.memberships)
        change_roles(session, person=officer, add=[(Role.DCO, None)], remove=[own], by=admin, now=now)
        assert world.case(session).coordinator is None


def test_who_may_give_whom_which_role(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        admin, officer, manager = administrator(session), world.officer(session), world.manager(session)
        therapist, dco = world.therapist(session), world.dco(session)
        own, other = world.therapy_id, world.social_care_id
        assert grants(admin, Role.DCO, None)
        assert grants(officer, Role.PROFESSIONAL, other)
        assert grants(officer, Role.PARENT, None)
        assert not grants(officer, Role.OFFICER, None)
        assert grants(manager, Role.PROFESSIONAL, own)
        assert not grants(manager, Role.PROFESSIONAL, other)
        assert not grants(manager, Role.DCO, None)
        assert not grants(therapist, Role.PROFESSIONAL, own)
        assert suspends(manager, therapist)
        assert not suspends(manager, world.person(session, "outsider"))
        assert not suspends(manager, manager)
        assert not suspends(officer, dco)
        assert suspends(admin, dco)
        assert not sees_person(therapist, manager)


def test_a_manager_who_answers_for_a_part_of_somebodys_work_cannot_suspend_them(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        therapist, manager = world.therapist(session), world.manager(session)
        therapist.memberships.append(Membership(role=Role.DCO, person=therapist))
        session.flush()
        assert sees_person(manager, therapist)
        with pytest.raises(NotYoursToChange):
            suspend(session, person=therapist, by=manager, now=now)


def test_nobody_gives_themselves_a_role_and_the_last_administrator_stays(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        admin = administrator(session)
        with pytest.raises(NotYoursToChange):
            change_roles(session, person=admin, add=[(Role.OFFICER, None)], remove=(), by=admin, now=now)
        with pytest.raises(Refusal, match="only administrator"):
            suspend(session, person=admin, by=None, now=now)
        suspend(session, person=admin, by=administrator(session, "Second Min"), now=now)
        assert not admin.active


def test_the_only_role_is_not_taken_away(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        therapist = world.therapist(session)
        only = [each.id for each in therapist.memberships]
        with pytest.raises(Refusal, match="only role"):
            change_roles(session, person=therapist, add=[], remove=only, by=world.officer(session), now=now)


def test_whoever_was_suspended_is_let_back_in_and_invited_again_where_they_never_registered(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        by, therapist = world.manager(session), world.therapist(session)
        suspend(session, person=therapist, by=by, now=now)
        assert access_of(session, therapist) is Access.SUSPENDED
        with pytest.raises(Refusal, match="suspended"):
            invite(session, name="T", email=therapist.email, roles=[(Role.DCO, None)], now=now)
        re_enable(session, person=therapist, by=by, now=now)
        assert access_of(session, therapist) is Access.INVITED
        assert len(sent(session, NoticeKind.INVITATION)) == 1
        said = session.scalars(select(PersonEntry.what).order_by(PersonEntry.number)).all()
        assert said == ["suspended", "let back in"]


def test_an_invitation_sent_again_ends_the_earlier_one(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        by = world.manager(session)
        person, invited = invite_person(
            session,
            name="Nia Rees",
            email="nia@health.example",
            job_title="",
            roles=[(Role.PROFESSIONAL, world.team(session))],
            by=by,
            now=now,
        )
        assert invited
        invite_again(session, person=person, by=by, now=now + timedelta(hours=1))
        links = session.scalars(select(SingleUseLink).order_by(SingleUseLink.id)).all()
        assert [each.used_at is None for each in links] == [False, True]
        session.add(Account(password_hash="x", phone="+447700900123", person=person))
        session.flush()
        with pytest.raises(Refusal, match="registered already"):
            invite_again(session, person=person, by=by, now=now)


def test_the_command_invites_everybody_in_a_file_or_names_each_line(
    database: Database, database_url: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EHC_DATABASE_URL", database_url)
    monkeypatch.setenv("EHC_DATA_DIR", str(tmp_path))
    file = tmp_path / "people.csv"
    file.write_text("name,email,role,team\nA One,one@health.example,dco,\nB,b@health.example,professional,\n")
    said = CliRunner().invoke(main, ["people", "import", str(file)])
    assert said.exit_code == 2
    assert "Line 3: Choose a team." in said.output
    file.write_text("name,email,role,team\nA One,one@health.example,dco,\n")
    said = CliRunner().invoke(main, ["people", "import", str(file)])
    assert (said.exit_code, said.output) == (0, "Invited: 1. With an account already: 0.\n")


def test_one_bad_line_and_nobody_is_invited_each_line_has_its_reason(
    database: Database, world: World, now: datetime
) -> None:
    lines = [
        "name,email,job title,role,team",
        "Good One,good@health.example,,professional,Speech and Language Therapy",
        "No Address,nowhere,,professional,Speech and Language Therapy",
        "No Role,role@health.example,,wizard,",
        "No Team,team@health.example,,professional,Dentistry",
        "Other Team,other@health.example,,professional,Children's Social Care",
        "Great Power,power@health.example,,administrator,",
        "Parent,parent@example.org,,parent,",
        "Another Name,good@health.example,,secretary,Speech and Language Therapy",
    ]
    with database.transaction() as session, pytest.raises(NotImported) as refused:
        import_people(session, data="\n".join(lines).encode(), by=world.manager(session), now=now)
    said = {each.number: each.sentence for each in refused.value.bad}
    assert sorted(said) == [3, 4, 5, 6, 7, 8, 9]
    assert "email address" in said[3]
    assert "no role “wizard”" in said[4]
    assert "no team called “Dentistry”" in said[5]
    assert said[6] == said[7] == "You cannot give that role. Ask an administrator of the hub."
    assert "page of their case" in said[8]
    assert said[9].startswith("Line 2 gives another name")
    with database.reading() as session:
        assert session.scalars(select(Person).where(Person.email == "good@health.example")).first() is None


def test_a_request_of_somebody_else_is_never_given_back(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request_id = world.allocated(session, now).id
        suspend(session, person=world.person(session, "colleague"), by=None, now=now)
    with database.reading() as session:
        assert session.get_one(Request, request_id).state is RequestState.AWAITING_ADVICE
