"""Leaving and moving, on both databases: what was somebody's goes back; the list of people, and its history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checker.check import check
from hub.database import Database
from hub.models import (
    HistoryEntry,
    Membership,
    OutgoingNotice,
    Person,
    PersonEntry,
    Role,
    SignIn,
    Team,
)
from hub.notice import NoticeKind
from hub.queries.people import Access, PeopleFilters, people_page
from hub.services.advice import latest_submission, submit_advice
from hub.services.history import broken_links
from hub.services.people import move_to_team, re_enable, suspend
from hub.services.person_history import access_differs_from, access_heads, broken_access_links
from hub.services.quality import return_advice
from hub.workflow import RequestState
from tests.world import World


def sent(session: Session, kind: NoticeKind) -> list[OutgoingNotice]:
    return list(session.scalars(select(OutgoingNotice).where(OutgoingNotice.kind == kind)))


def test_a_leavers_requests_go_back_to_the_team_which_is_told_and_the_history_says_so(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        therapist = world.therapist(session)
        session.add(SignIn(token_hash="t", started_at=now, seen_at=now, code_given_at=now, person=therapist))
        assert suspend(session, person=therapist, by=world.manager(session), now=now) == 1
        assert request.state is RequestState.AWAITING_ALLOCATION
        assert request.allocated_to is None
        (told,) = sent(session, NoticeKind.REQUEST_GIVEN_BACK)
        assert (told.recipient, told.case_reference) == ("slt@health.example", request.case.reference)
        entries = select(HistoryEntry.what).where(HistoryEntry.case_id == world.case_id)
        assert "given back to the team" in session.scalars(entries).all()
        assert [each.ended_at for each in session.scalars(select(SignIn))] == [now]
        assert list(broken_links(session)) == []


def test_moving_somebody_ends_their_sign_ins_and_gives_back_what_the_old_team_was_asked(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, therapist = world.allocated(session, now), world.therapist(session)
        session.add(SignIn(token_hash="t", started_at=now, seen_at=now, code_given_at=now, person=therapist))
        by = world.officer(session)
        move_to_team(
            session,
            person=therapist,
            from_team=world.team(session),
            to_team=world.social_care(session),
            by=by,
            now=now,
        )
        assert therapist.team_ids() == {world.social_care_id}
        assert request.state is RequestState.AWAITING_ALLOCATION
        assert session.scalars(select(SignIn.ended_at)).all() == [now]
        entry = session.scalars(select(PersonEntry)).one()
        assert entry.details["added"] == ["professional, Children's Social Care"]


def test_the_history_of_access_cannot_be_changed_unnoticed(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        suspend(session, person=world.therapist(session), by=world.manager(session), now=now)
        re_enable(session, person=world.therapist(session), by=world.manager(session), now=now)
        kept = access_heads(session)
        assert list(broken_access_links(session)) == []
        entry = session.scalars(select(PersonEntry).where(PersonEntry.number == 1)).one()
        entry.by_id = world.officer_id
        session.flush()
        assert list(broken_access_links(session)) == [(world.therapist_id, 1)]
        session.delete(session.scalars(select(PersonEntry).where(PersonEntry.number == 2)).one())
        session.flush()
        assert list(access_differs_from(session, kept)) == [(f"person {world.therapist_id}", 2)]


def test_the_list_shows_whom_one_manages_a_page_at_a_time(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        team = session.get_one(Team, world.therapy_id)
        for number in range(60):
            person = Person(name=f"Person {number:02}", email=f"p{number}@health.example")
            person.memberships.append(Membership(role=Role.PROFESSIONAL, person=person, team=team))
            session.add(person)
        session.flush()
        manager, officer = world.manager(session), world.officer(session)
        first, after = people_page(session, by=manager, filters=PeopleFilters())
        second, end = people_page(session, by=manager, filters=PeopleFilters(), after=after)
        names = [each.name for each in [*first, *second]]
        assert end is None
        assert len(names) == 63  # two therapists and the manager herself are in the team
        assert names == sorted(names)
        assert "Una Else" not in names
        (una,), _ = people_page(session, by=officer, filters=PeopleFilters(search="una else"))
        assert una.access is Access.INVITED
        nobody, _ = people_page(session, by=officer, filters=PeopleFilters(search="dilys"))
        assert nobody == []  # a DCO is an administrator's to manage
        gone, _ = people_page(session, by=officer, filters=PeopleFilters(access=Access.SUSPENDED))
        assert gone == []


def test_advice_of_somebody_who_left_is_returned_to_the_team(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        writer = world.therapist(session)
        submit_advice(session, request=request, by=writer, check=check, council=world.council, now=now)
        assert suspend(session, person=writer, by=None, now=now) == 0  # what was submitted stays submitted
        submission = latest_submission(session, request)
        assert submission is not None
        asked = {"submission": submission, "by": world.dco(session), "council": world.council, "now": now}
        return_advice(session, **asked, reason="Say what she is good at.")  # type: ignore[arg-type]
        assert (request.state, request.allocated_to) == (RequestState.RETURNED_FOR_CHANGES, None)
        (told,) = sent(session, NoticeKind.REQUEST_GIVEN_BACK)
        assert told.recipient == "slt@health.example"
        assert sent(session, NoticeKind.ADVICE_RETURNED) == []
