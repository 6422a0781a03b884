"""A case that the council refused to assess: its teams are told that their advice is no longer needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hub.advice import Area
from hub.database import Database
from hub.models import DecisionKind, DraftVersion, HistoryEntry, OutgoingNotice, Request, Stage
from hub.notice import NoticeKind
from hub.refusals import AdviceSubmitted, NotAwaitingThat
from hub.services.decisions import Decided, record_decision
from hub.services.requests import no_longer_needed, request_advice
from hub.workflow import RequestState
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]

S = RequestState


def refused(database: Database, world: World, clock: Clock) -> tuple[int, int]:
    """Two requests, one of them with a draft and two writers, on a case that is then refused."""
    with database.transaction() as session:
        drafted = world.drafted(session, clock())
        drafted.co_writers.append(world.person(session, "colleague"))
        other = world.asked(session, clock(), world.social_care(session))
        decided = Decided(DecisionKind.REFUSED_TO_ASSESS, date(2026, 11, 20))
        by = world.officer(session)
        record_decision(session, case=world.case(session), decided=decided, by=by, now=clock(), sure=True)
        return drafted.id, other.id


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        kind = OutgoingNotice.kind == NoticeKind.ADVICE_NOT_NEEDED
        rows = session.scalars(select(OutgoingNotice).where(kind).order_by(OutgoingNotice.id))
        return [(each.recipient, each.path) for each in rows]


def test_a_coordinator_tells_one_team_or_all_and_what_was_written_stays(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    drafted_id, other_id = refused(database, world, clock)
    assert "no longer needed" not in visitor(world.dco_id).opens(f"/cases/{world.case_id}").main
    officer = visitor(world.officer_id)
    page = officer.opens(f"/cases/{world.case_id}")
    assert "Still open, although the case is closed" in page.main
    page = officer.sends("Tell the team that its advice is no longer needed: Speech and Language Therapy")
    assert "Told that the advice is no longer needed: Speech and Language Therapy" in page.main
    assert told(database) == [
        ("slt@health.example", "/"),
        ("therapist@health.example", "/"),
        ("colleague@health.example", "/"),
    ]
    with database.reading() as session:
        states = [session.get_one(Request, each).state for each in (drafted_id, other_id)]
        assert states == [S.CLOSED, S.AWAITING_ALLOCATION]
        assert session.scalars(select(DraftVersion.request_id)).all() == [drafted_id]
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "advice no longer needed")).one()
        assert (entry.by_id, entry.details["request"]) == (world.officer_id, drafted_id)
    officer.sends("Tell the team that its advice is no longer needed: Children's Social Care")
    assert [to for to, _ in told(database)][3:] == ["care@council.example"]
    assert "Still open, although" not in officer.opens(f"/cases/{world.case_id}").main


def test_all_teams_are_told_with_one_button_and_once(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    refused(database, world, clock)
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}")
    page = officer.sends("Tell all 2 teams")
    assert "Speech and Language Therapy and Children's Social Care" in page.main
    assert len(told(database)) == 4


def test_a_team_can_be_asked_again_once_the_council_agrees(world: World, database: Database, clock: Clock) -> None:
    drafted_id, _ = refused(database, world, clock)
    later = clock() + timedelta(days=30)
    with database.transaction() as session:
        request, by = session.get_one(Request, drafted_id), world.officer(session)
        no_longer_needed(session, request=request, by=by, now=later)
        decided = Decided(DecisionKind.AGREED_TO_ASSESS, later.date())
        record_decision(session, case=request.case, decided=decided, by=by, now=later, sure=True)
        assert request.case.stage is Stage.ASSESSMENT
        team, areas = world.team(session), [Area.COMMUNICATION_AND_INTERACTION]
        again = request_advice(session, case=request.case, team=team, areas=areas, by=by, now=later)
        assert (again.state, again.due_on) == (S.AWAITING_ALLOCATION, later.date() + timedelta(weeks=6))


def test_while_the_case_is_open_or_the_advice_submitted_nothing_is_ended(
    world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request, by = world.asked(session, clock()), world.officer(session)
        with pytest.raises(NotAwaitingThat):
            no_longer_needed(session, request=request, by=by, now=clock())
        request.case.stage, request.state = Stage.CLOSED, S.HELD
        with pytest.raises((NotAwaitingThat, AdviceSubmitted)):
            no_longer_needed(session, request=request, by=by, now=clock())
    assert told(database) == []
