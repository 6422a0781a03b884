"""Tribunal's orders, appeals that are not opposed and transfers between phases, as they are recorded on a case."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from hub.council_dates import dates_ahead, days_counted, falls_due
from hub.database import Database
from hub.deadlines import law
from hub.models import Case, CaseListing, CouncilDecision, DecisionKind, DecisionOutcome, HistoryEntry, Person, Stage
from hub.queries.case_dates import DateLine, DateState, case_dates
from hub.refusals import AskedAbout, MissingDetail, Refusal
from hub.services.decisions import (
    Decided,
    correct_decision,
    decisions_in_force,
    record_decision,
    withdraw_decision,
)
from tests.world import World

K, To = DecisionKind, DecisionOutcome
NOW = datetime(2028, 6, 1, 10, tzinfo=UTC)
TODAY = NOW.date()
ORDER = date(2027, 5, 10)


def decide(
    database: Database,
    world: World,
    kind: DecisionKind,
    day: date,
    outcome: DecisionOutcome | None = None,
    *,
    sure: bool = False,
) -> int:
    with database.transaction() as session:
        decided = Decided(kind, day, outcome=outcome)
        return record_decision(
            session, case=world.case(session), decided=decided, by=world.officer(session), now=NOW, sure=sure
        ).id


def ahead(database: Database, world: World) -> dict[str, date]:
    with database.reading() as session:
        case = world.case(session)
        return {each.id: each.date for each in dates_ahead(case, decisions_in_force(session, case), today=TODAY)}


def listed(database: Database, world: World) -> date:
    with database.reading() as session:
        return session.get_one(CaseListing, world.case_id).next_due


def stage(database: Database, world: World) -> Stage:
    with database.reading() as session:
        return world.case(session).stage


def lines(database: Database, world: World) -> dict[str, DateLine]:
    with database.reading() as session:
        found = case_dates(session, case=world.case(session), requests=(), council=world.council, today=TODAY)
        return {each.key: each for each in found.set_from_outside}


def test_an_order_to_assess_opens_the_case_again_and_its_limits_are_what_is_due_next(
    database: Database, world: World
) -> None:
    """SEND Regulations 2014, reg 44(2)(b): 2, 10 and 14 weeks from the order."""
    decide(database, world, K.REFUSED_TO_ASSESS, date(2026, 12, 14))
    assert stage(database, world) is Stage.CLOSED
    decide(database, world, K.TRIBUNAL_ORDER, ORDER, To.MUST_ASSESS)
    assert stage(database, world) is Stage.ASSESSMENT
    limits = {
        "order-assess": date(2027, 5, 24),
        "order-assess-no-plan": date(2027, 7, 19),
        "order-assess-plan": date(2027, 8, 16),
    }
    assert ahead(database, world) == limits
    assert listed(database, world) == date(2027, 5, 24)
    decide(database, world, K.AGREED_TO_ASSESS, date(2027, 5, 17))  # nothing to be sure about: it was ordered
    assert listed(database, world) == date(2027, 7, 19)
    decide(database, world, K.DRAFT_PLAN, date(2027, 7, 5))
    assert "order-assess-no-plan" not in ahead(database, world)
    decide(database, world, K.FINAL_PLAN, date(2027, 8, 20))
    found = lines(database, world)
    assert (found["order-assess"].state, found["order-assess-no-plan"].state, found["order-assess-plan"].state) == (
        DateState.KEPT,
        DateState.NOT_NEEDED,
        DateState.LATE,
    )
    assert found["order-assess-plan"].days == 4
    assert found["order-assess-plan"].deadline.regulation == "SEND Regulations 2014, reg 44(2)(b)(ii)"


@pytest.mark.parametrize(
    ("kind", "outcome", "limits"),
    [
        (K.TRIBUNAL_ORDER, To.MUST_ISSUE, {"order-make-draft": 5, "order-make-final": 11}),
        (K.TRIBUNAL_ORDER, To.MUST_RECONSIDER, {"order-reconsider": 2}),
        (K.TRIBUNAL_ORDER, To.MUST_AMEND, {"order-amend": 5}),
        (K.TRIBUNAL_ORDER, To.MUST_NAME_SETTING, {"order-school": 2}),
        (K.TRIBUNAL_ORDER, To.MUST_CONTINUE, {"order-continue": 0}),
        (K.TRIBUNAL_ORDER, To.MUST_CONTINUE_AND_AMEND, {"order-continue-amend": 5}),
        (K.TRIBUNAL_ORDER, To.MUST_CEASE, {"order-cease": 0}),
        (K.UNOPPOSED_APPEAL, To.MUST_ASSESS, {"unopposed-assess": 2, "unopposed-no-plan": 10, "unopposed-plan": 14}),
        (K.UNOPPOSED_APPEAL, To.MUST_ISSUE, {"unopposed-make-draft": 5, "unopposed-make-final": 11}),
        (K.UNOPPOSED_APPEAL, To.MUST_AMEND, {"unopposed-amend": 5}),
        (K.UNOPPOSED_APPEAL, To.MUST_NAME_SETTING, {"unopposed-school": 2}),
        (K.UNOPPOSED_APPEAL, To.MUST_CONTINUE, {"unopposed-continue": 0}),
        (K.UNOPPOSED_APPEAL, To.MUST_CONTINUE_AND_AMEND, {"unopposed-continue-amend": 5}),
    ],
)
def test_each_order_and_appeal_has_the_limits_of_its_own_paragraph_and_no_others(
    kind: DecisionKind, outcome: DecisionOutcome, limits: dict[str, int]
) -> None:
    """SEND Regulations 2014, reg 44(2) and reg 45, in weeks from the day."""
    case, by = Case(reference="EHC-0000-0000", opened_at=NOW), Person(name="Olwen Price", email="olwen@council.example")
    row = CouncilDecision(
        case=case, kind=kind, decided_on=ORDER, outcome=outcome, recorded_at=NOW, stage_before=Stage.CLOSED, by=by
    )
    ((event, day),) = days_counted(case, [row]).items()
    found = {each.id: (each.date - day).days // 7 for each in law().dates_of(event, day)}
    assert {limit: weeks for limit, weeks in found.items() if falls_due(limit, event, [row])} == limits


def test_a_transfer_is_due_before_15_february_and_met_by_a_review_and_an_amended_plan_in_the_year_before(
    database: Database, world: World
) -> None:
    """SEND Regulations 2014, reg 18(1)(b): before 15 February, so by the 14th; to post-16 by 30 March."""
    with pytest.raises(AskedAbout):
        decide(database, world, K.TRANSFER, date(2029, 9, 1), To.PHASE)
    for kind, day in ((K.AGREED_TO_ASSESS, 1), (K.DRAFT_PLAN, 2), (K.FINAL_PLAN, 28)):
        decide(database, world, kind, date(2027, 2, day), sure=True)
    with pytest.raises(MissingDetail):
        decide(database, world, K.TRANSFER, date(2028, 9, 1))
    with pytest.raises(Refusal):
        decide(database, world, K.TRANSFER, date(2048, 9, 1), To.PHASE)
    first = decide(database, world, K.TRANSFER, date(2028, 9, 1), To.PHASE)
    assert ahead(database, world)["phase-transfer"] == date(2028, 2, 14)
    assert listed(database, world) == date(2028, 2, 14)
    assert stage(database, world) is Stage.FINAL_PLAN
    assert lines(database, world)["phase-transfer"].state is DateState.OVERDUE
    with database.transaction() as session:
        wrong = session.get_one(CouncilDecision, first)
        right = Decided(K.TRANSFER, date(2028, 9, 1), outcome=To.TO_POST_16)
        correct_decision(session, decision=wrong, decided=right, by=world.officer(session), now=NOW)
        said = session.scalars(select(HistoryEntry).where(HistoryEntry.what.like("decision corrected%"))).one()
        assert (said.by_id, said.details["outcome"]) == (world.officer_id, "to-post-16")
    assert ahead(database, world)["post-16-transfer"] == date(2028, 3, 30)
    decide(database, world, K.REVIEW_MEETING, date(2028, 1, 10))
    decide(database, world, K.REVIEW_DECISION, date(2028, 1, 20), To.AMEND)
    decide(database, world, K.FINAL_PLAN, date(2028, 3, 1))
    assert "post-16-transfer" not in ahead(database, world)
    assert lines(database, world)["post-16-transfer"].state is DateState.KEPT


def test_an_order_struck_out_takes_its_limits_along_and_closes_the_case_again(database: Database, world: World) -> None:
    decide(database, world, K.REFUSED_TO_ASSESS, date(2026, 12, 14))
    order = decide(database, world, K.TRIBUNAL_ORDER, ORDER, To.MUST_ASSESS)
    with database.transaction() as session:
        row = session.get_one(CouncilDecision, order)
        withdraw_decision(session, decision=row, reason="Another child’s order.", by=world.officer(session), now=NOW)
    assert stage(database, world) is Stage.CLOSED
    assert ahead(database, world) == {}
    assert lines(database, world) == {}
