"""What is due next on a case: the same day on its page and in the lists, whatever was decided."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hub.council_dates import dates_ahead
from hub.database import Database
from hub.models import CaseListing, DecisionKind, DecisionOutcome, Request, Stage
from hub.models.listing import NO_DAY
from hub.services.decisions import Decided, decisions_in_force, record_decision, withdraw_decision
from hub.services.listings import move_listings_on
from hub.workflow import RequestState
from tests.world import World

K = DecisionKind
NOW = datetime(2028, 6, 1, 10, tzinfo=UTC)


def listed(database: Database, world: World) -> date:
    with database.reading() as session:
        return session.get_one(CaseListing, world.case_id).next_due


def decide(database: Database, world: World, kind: K, day: date, outcome: DecisionOutcome | None = None) -> None:
    with database.transaction() as session:
        decided = Decided(kind, day, outcome=outcome)
        record_decision(
            session, case=world.case(session), decided=decided, by=world.officer(session), now=NOW, sure=True
        )


def test_the_lists_follow_the_council_from_the_request_to_the_next_annual_review(
    database: Database, world: World, now: datetime
) -> None:
    assert listed(database, world) == date(2026, 12, 21)
    decide(database, world, K.AGREED_TO_ASSESS, date(2026, 12, 14))
    assert listed(database, world) == date(2027, 3, 1)  # 16 weeks: no plan
    with database.transaction() as session:
        asked = world.asked(session, now)
        asked_id, due_on = asked.id, asked.due_on
    assert listed(database, world) == due_on
    with database.transaction() as session:
        session.get_one(Request, asked_id).state = RequestState.PUBLISHED
    decide(database, world, K.DRAFT_PLAN, date(2027, 2, 1))
    assert listed(database, world) == date(2027, 2, 15)  # the family's fifteen days
    assert move_listings_on(database, today=date(2027, 2, 15)) == 0
    assert move_listings_on(database, today=date(2027, 2, 16)) == 1
    assert listed(database, world) == date(2027, 3, 29)  # 20 weeks: the final plan
    assert move_listings_on(database, today=date(2027, 4, 16)) == 0  # late is late
    decide(database, world, K.FINAL_PLAN, date(2027, 3, 22))
    assert listed(database, world) == date(2028, 3, 21)
    decide(database, world, K.REVIEW_MEETING, date(2028, 2, 7))
    decide(database, world, K.REVIEW_DECISION, date(2028, 2, 21), DecisionOutcome.MAINTAIN)
    with database.transaction() as session:
        case = world.case(session)
        standing = decisions_in_force(session, case)
        assert session.get_one(CaseListing, case.id).next_due == dates_ahead(case, standing)[0].date
        assert dates_ahead(case, standing)[0].id == "next-review"


def test_a_refusal_leaves_nothing_due_and_striking_it_out_brings_the_date_back(
    database: Database, world: World
) -> None:
    decide(database, world, K.REFUSED_TO_ASSESS, date(2026, 12, 14))
    assert listed(database, world) == NO_DAY
    with database.transaction() as session:
        (row,) = decisions_in_force(session, world.case(session))
        withdraw_decision(session, decision=row, reason="Another case.", by=world.officer(session), now=NOW)
    assert listed(database, world) == date(2026, 12, 21)


def test_a_plan_brought_over_is_due_for_its_review_and_for_nothing_before(database: Database, world: World) -> None:
    with database.transaction() as session:
        case = world.case(session)
        case.stage, case.plan_on = Stage.FINAL_PLAN, None
    assert listed(database, world) == NO_DAY
    with database.transaction() as session:
        world.case(session).plan_on = date(2026, 3, 10)
    assert listed(database, world) == date(2027, 3, 9)
