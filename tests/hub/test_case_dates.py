"""The dates of a case from what is on its record: kept, late, ahead, not needed; nothing is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.advice import Profile
from hub.database import Database
from hub.models import Case, DecisionKind, DecisionOutcome, Stage, Team
from hub.queries.case_dates import CaseDates, DateLine, DateState, case_dates
from hub.queries.case_page import requests_of
from hub.services.cases import settle
from hub.services.decisions import Decided, record_decision
from hub.services.requests import close_request
from hub.workflow import RequestState
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same on both databases
_K = DecisionKind


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def found(session: Session, world: World, today: date) -> CaseDates:
    case = world.case(session)
    return case_dates(session, case=case, requests=requests_of(session, case), council=world.council, today=today)


def states(lines: tuple[DateLine, ...]) -> dict[str, tuple[DateState, int]]:
    return {line.key: (line.state, line.days) for line in lines}


def decided(session: Session, world: World, now: datetime, kind: DecisionKind, day: str, outcome: str = "") -> None:
    made = Decided(kind, date.fromisoformat(day), outcome=DecisionOutcome(outcome) if outcome else None, letter_on=None)
    officer, case = world.officer(session), world.case(session)
    record_decision(session, case=case, decided=made, by=officer, now=now, sure=True)


def test_a_day_late_is_a_day_late_and_the_last_day_is_in_time(session: Session, world: World, now: datetime) -> None:
    later = now + timedelta(days=300)
    decided(session, world, later, _K.AGREED_TO_ASSESS, "2026-12-21")  # the last of the 42 days
    decided(session, world, later, _K.DRAFT_PLAN, "2027-02-20")
    decided(session, world, later, _K.FINAL_PLAN, "2027-03-30")  # the 141st day
    dates = found(session, world, later.date())
    assert states(dates.council) == {
        "decision": (DateState.KEPT, 0),
        "no-plan": (DateState.NOT_NEEDED, 0),
        "final-plan": (DateState.LATE, 1),
        "representations": (DateState.FROM, 197),
    }
    assert states(dates.reviews) == {"first-review": (DateState.AHEAD, 192)}


def test_after_a_refusal_no_plan_is_due(session: Session, world: World, now: datetime) -> None:
    later = now + timedelta(days=30)
    decided(session, world, later, _K.REFUSED_TO_ASSESS, "2026-12-01")
    assert states(found(session, world, later.date()).council) == {
        "decision": (DateState.KEPT, 20),
        "no-plan": (DateState.NOT_NEEDED, 0),
        "final-plan": (DateState.NOT_NEEDED, 0),
    }


def test_a_plan_refused_after_the_assessment_keeps_its_own_date(session: Session, world: World, now: datetime) -> None:
    later = now + timedelta(days=110)
    decided(session, world, later, _K.AGREED_TO_ASSESS, "2026-12-01")
    decided(session, world, later, _K.REFUSED_TO_ISSUE, "2027-03-02")
    dates = states(found(session, world, later.date()).council)
    assert dates["no-plan"] == (DateState.LATE, 1)
    assert dates["final-plan"] == (DateState.NOT_NEEDED, 0)


def test_after_a_review_the_plan_is_kept_or_amended(session: Session, world: World, now: datetime) -> None:
    later = now + timedelta(days=500)
    world.case(session).plan_on = date(2027, 3, 1)
    decided(session, world, later, _K.REVIEW_MEETING, "2028-02-01")
    today = date(2028, 2, 10)
    ahead = states(found(session, world, today).reviews)
    assert ahead["review-decision"] == (DateState.AHEAD, 19)
    assert ahead["proposed-amendments"] == (DateState.ONLY_IF, 0)
    assert ahead["review-report"] == (DateState.NOT_RECORDED, 0)
    decided(session, world, later, _K.REVIEW_DECISION, "2028-03-01", "amend")
    amended = states(found(session, world, date(2028, 3, 2)).reviews)
    assert amended["review-decision"] == amended["proposed-amendments"] == (DateState.LATE, 1)
    assert amended["amended-plan-after-review"] == (DateState.AHEAD, 54)  # 25 April, 12 weeks after the meeting
    assert amended["amended-plan"] == (DateState.AHEAD, 55)  # 26 April, 8 weeks after the notice
    assert amended["not-amended"] == (DateState.ONLY_IF, 0)
    assert amended["next-review"] == (DateState.AHEAD, 335)


def test_where_a_plan_is_kept_as_it_is_no_amendments_are_due(session: Session, world: World, now: datetime) -> None:
    later = now + timedelta(days=500)
    world.case(session).plan_on = date(2027, 3, 1)
    decided(session, world, later, _K.REVIEW_MEETING, "2028-02-01")
    decided(session, world, later, _K.REVIEW_DECISION, "2028-02-20", "maintain")
    kept = states(found(session, world, date(2028, 3, 2)).reviews)
    assert kept["review-decision"] == (DateState.KEPT, 9)
    assert kept["proposed-amendments"] == kept["amended-plan-after-review"] == (DateState.NOT_NEEDED, 0)
    assert "amended-plan" not in kept


def test_a_case_brought_over_has_the_dates_that_follow_from_what_was_brought(
    session: Session, world: World, now: datetime
) -> None:
    case = world.case(session)
    case.received_on, case.plan_on, case.last_review_on = date(2024, 1, 8), date(2024, 5, 20), date(2025, 12, 1)
    case.stage = Stage.REVIEW
    settle(case)
    dates = found(session, world, now.date())
    assert states(dates.council) == {
        "decision": (DateState.UNDATED, 0),
        "no-plan": (DateState.NOT_NEEDED, 0),
        "final-plan": (DateState.KEPT, 7),
    }
    assert states(dates.reviews) == {"next-review": (DateState.AHEAD, 7)}


def test_what_the_law_of_the_hub_does_not_reach_has_no_dates(session: Session, world: World, now: datetime) -> None:
    case = world.case(session)
    case.received_on, case.date_of_birth = date(2010, 1, 1), date(1998, 1, 1)
    settle(case)
    dates = found(session, world, now.date())
    assert (dates.council, dates.reviews, dates.later) == ((), (), ())


def test_a_request_closed_without_advice_is_due_no_more(session: Session, world: World, now: datetime) -> None:
    request = world.asked(session, now)
    request.state = RequestState.ANSWERED_NO
    close_request(session, request=request, reason="Nobody knows the child.", by=world.officer(session), now=now)
    ((line,),) = [each.lines for each in found(session, world, now.date() + timedelta(days=100)).requests]
    assert (line.state, line.done.what if line.done else "") == (DateState.NOT_NEEDED, "Closed without advice")


def test_many_requests_ask_the_database_no_more_than_one(session: Session, world: World, now: datetime) -> None:
    world.asked(session, now)
    session.flush()

    def asked() -> int:
        session.flush()
        session.expire_all()
        case: Case = world.case(session)
        statements: list[str] = []

        def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        requests = requests_of(session, case)
        case_dates(session, case=case, requests=requests, council=world.council, today=now.date())
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    few = asked()
    for number in range(12):
        team = Team(name=f"Team {number}", mailbox=f"t{number}@health.example", profile=Profile.HEALTH)
        session.add(team)
        world.asked(session, now, team)
    assert asked() == few
