"""The quality step's services on both databases: accepting together, deputies, chasing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hub.database import Database
from hub.deadlines import day_in_london
from hub.models import Membership, OutgoingNotice, Person, PersonEntry, Request, Role, Submission
from hub.notice import NoticeKind
from hub.permissions import Act, may
from hub.queries.quality import Order, collated, standing_in, waiting_for
from hub.refusals import NotTheReviewer, Refusal
from hub.services.advice import submit_advice
from hub.services.chasing_advice import chase_advice
from hub.services.deputies import end_deputy, set_deputy
from hub.services.people import change_roles, re_enable, suspend
from hub.services.quality import accept_together
from hub.workflow import RequestState
from tests.world import World


def submitted(database: Database, world: World, now: datetime) -> int:
    """A submission with nothing found in it; returns its id."""
    with database.transaction() as session:
        request = world.drafted(session, now)
        by, council = world.therapist(session), world.council
        made = submit_advice(session, request=request, by=by, check=lambda *_: (), council=council, now=now)
        session.flush()
        return made.id


def test_advice_is_accepted_together_by_its_reviewer_once(database: Database, world: World, now: datetime) -> None:
    submission_id = submitted(database, world, now)
    with database.transaction() as session:
        submission = session.get_one(Submission, submission_id)
        both = {"submissions": [submission], "council": world.council, "now": now}
        with pytest.raises(NotTheReviewer):
            accept_together(session, by=world.officer(session), **both)  # type: ignore[arg-type]
        (waiting,) = waiting_for(session, person=world.dco(session), council=world.council, order=Order.FINDINGS)
        assert waiting.is_clean
        assert accept_together(session, by=world.dco(session), **both) == [submission]  # type: ignore[arg-type]
        assert accept_together(session, by=world.dco(session), **both) == []  # type: ignore[arg-type]
        assert submission.request.state is RequestState.PUBLISHED
        told = select(OutgoingNotice.recipient).where(OutgoingNotice.kind == NoticeKind.ADVICE_PUBLISHED)
        assert sorted(session.scalars(told)) == ["officer@council.example", "therapist@health.example"]


def test_a_deputy_reviews_on_the_days_of_the_cover_only_and_never_their_own(
    database: Database, world: World, now: datetime
) -> None:
    today = day_in_london(now)
    submission_id = submitted(database, world, now)
    with database.transaction() as session:
        dco, manager = world.dco(session), world.manager(session)
        given = {"away": dco, "from_on": today, "to_on": today + timedelta(days=1), "now": now}
        with pytest.raises(Refusal):
            set_deputy(session, email=manager.email, by=world.therapist(session), **given)  # type: ignore[arg-type]
        cover = set_deputy(session, email=manager.email, by=dco, **given)  # type: ignore[arg-type]
        set_deputy(session, email=world.therapist(session).email, by=dco, **given)  # type: ignore[arg-type]
        cover_id = cover.id
    with database.transaction() as session:
        manager, request = world.manager(session), session.get_one(Submission, submission_id).request
        assert standing_in(session, on=today) == {world.manager_id, world.therapist_id}
        days = [today + timedelta(days=each) for each in (-1, 0, 1, 2)]
        allowed = [may(manager, Act.REVIEW, request, world.council, on=each) for each in days]
        assert allowed == [False, True, True, False]
        assert not may(world.therapist(session), Act.REVIEW, request, world.council, on=today)
        world.dco(session).active = False  # who has left is covered by nobody
        assert not may(manager, Act.REVIEW, request, world.council, on=today)
        world.dco(session).active = True
        cover = next(each for each in manager.deputising if each.id == cover_id)
        end_deputy(session, deputy=cover, by=world.dco(session), now=now)
        assert not may(manager, Act.REVIEW, request, world.council, on=today)


def test_cover_ends_with_the_access_that_it_rested_on_and_nothing_revives_it(
    database: Database, world: World, now: datetime
) -> None:
    today = day_in_london(now)
    submission_id = submitted(database, world, now)
    with database.transaction() as session:
        boss = Person(name="Ada Admin", email="admin@council.example")
        boss.memberships.append(Membership(role=Role.ADMINISTRATOR, person=boss))
        session.add(boss)
        dco, manager, colleague = world.dco(session), world.manager(session), world.person(session, "colleague")
        days = {"from_on": today, "to_on": today + timedelta(days=9), "now": now}

        def reviews(person: Person) -> bool:
            session.refresh(person, ["deputising"])
            request = session.get_one(Submission, submission_id).request
            return may(person, Act.REVIEW, request, world.council, on=today)

        set_deputy(session, away=dco, email=colleague.email, by=dco, **days)  # type: ignore[arg-type]
        assert reviews(colleague)
        suspend(session, person=dco, by=boss, now=now)
        assert not reviews(colleague)
        assert standing_in(session, on=today) == frozenset()
        re_enable(session, person=dco, by=boss, now=now)
        assert not reviews(colleague)

        set_deputy(session, away=dco, email=colleague.email, by=dco, **days)  # type: ignore[arg-type]
        care = world.social_care(session)
        change_roles(session, person=dco, add=[(Role.PROFESSIONAL, care)], remove=[], by=boss, now=now)
        assert reviews(colleague)  # one role more takes nothing away
        hub_wide = [each.id for each in dco.memberships if each.role is Role.DCO]
        change_roles(session, person=dco, add=[], remove=hub_wide, by=boss, now=now)
        change_roles(session, person=dco, add=[(Role.DCO, None)], remove=[], by=boss, now=now)
        assert not reviews(colleague)

        set_deputy(session, away=dco, email=manager.email, by=dco, **days)  # type: ignore[arg-type]
        assert reviews(manager)
        change_roles(session, person=manager, add=[(Role.OFFICER, None)], remove=[], by=boss, now=now)
        assert not reviews(manager)  # the council reads advice after its check, never before
        ended = select(PersonEntry).where(PersonEntry.what == "cover for the quality check ended")
        assert {each.person_id for each in session.scalars(ended)} == {dco.id}


def test_each_missing_answer_is_chased_where_it_lies(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        world.allocated(session, now)
        unallocated = world.asked(session, now, world.social_care(session))
        session.flush()
        case, dco = world.case(session), world.dco(session)
        rows = collated(session, case, world.council)
        assert [each.is_missing for each in rows] == [True, True]
        later = now + timedelta(days=36)
        assert [each.is_late(day_in_london(later)) for each in rows] == [True, False]  # the quality check is earlier
        assert len(chase_advice(session, case=case, by=dco, now=later)) == 2
        assert chase_advice(session, case=case, by=dco, now=later + timedelta(days=1)) == []
        assert len(chase_advice(session, case=case, by=dco, now=later + timedelta(days=3))) == 2
        sent = session.execute(
            select(OutgoingNotice.kind, OutgoingNotice.recipient).where(OutgoingNotice.created_at == later)
        )
        assert {(kind, to) for kind, to in sent} == {
            (NoticeKind.REMINDER_DUE, "therapist@health.example"),
            (NoticeKind.REMINDER_UNALLOCATED, "care@council.example"),
        }
        assert session.get_one(Request, unallocated.id).state is RequestState.AWAITING_ALLOCATION
