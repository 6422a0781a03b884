"""The council's decisions: dated, in order, asked about where unlikely, put right without a trace lost."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.council_dates import date_for, dates_ahead
from hub.database import Database
from hub.models import CouncilDecision, DecisionKind, DecisionOutcome, HistoryEntry, Stage
from hub.queries.case_dates import case_dates
from hub.queries.decisions import all_decisions, in_force
from hub.refusals import AskedAbout, MissingDetail, NotAwaitingThat, ReasonNeeded, Refusal, WrongDayOfLetter
from hub.services.bringing_over import bring_over
from hub.services.decisions import Decided, correct_decision, decisions_in_force, record_decision, withdraw_decision
from tests.world import World

K = DecisionKind
NOW = datetime.fromisoformat("2027-05-03T10:00:00+00:00")  # the world's request was received on 9 November 2026


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Which database it is makes no difference to what is asked here."""
    path = tmp_path / "hub.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


def decided(session: Session, world: World, kind: DecisionKind, on: str, **more: object) -> CouncilDecision:
    """A decision of the world's officer, on record."""
    sure = bool(more.pop("sure", False))
    said = Decided(kind, date.fromisoformat(on), **more)  # type: ignore[arg-type]
    return record_decision(
        session, case=world.case(session), decided=said, by=world.officer(session), now=NOW, sure=sure
    )


def test_the_case_follows_its_decisions_from_request_to_review(database: Database, world: World) -> None:
    way = (
        (K.AGREED_TO_ASSESS, "2026-12-14", None, Stage.ASSESSMENT),
        (K.PANEL, "2027-02-15", DecisionOutcome.ISSUE, Stage.ASSESSMENT),
        (K.DRAFT_PLAN, "2027-02-22", None, Stage.DRAFT_PLAN),
        (K.FINAL_PLAN, "2027-03-22", None, Stage.FINAL_PLAN),
        (K.REVIEW_MEETING, "2027-04-12", None, Stage.REVIEW),
        (K.REVIEW_DECISION, "2027-04-26", DecisionOutcome.MAINTAIN, Stage.FINAL_PLAN),
    )
    with database.transaction() as session:
        for kind, on, outcome, stage in way:
            decided(session, world, kind, on, outcome=outcome)
            assert world.case(session).stage is stage, kind
        case = world.case(session)
        assert (case.plan_on, case.last_review_on) == (date(2027, 3, 22), date(2027, 4, 12))
        said = session.scalars(select(HistoryEntry.what).where(HistoryEntry.what.startswith("decision recorded")))
        assert len(list(said)) == len(way)


IMPOSSIBLE: tuple[tuple[DecisionKind, str, dict[str, object], type[Refusal], str], ...] = (
    (K.AGREED_TO_ASSESS, "2027-05-04", {}, Refusal, "in the future"),
    (K.AGREED_TO_ASSESS, "2026-11-08", {}, Refusal, "before the council received the request, on 9 November 2026"),
    (K.AGREED_TO_ASSESS, "2026-12-14", {"letter_on": date(2026, 12, 13)}, WrongDayOfLetter, "before the decision"),
    (K.AGREED_TO_ASSESS, "2026-12-14", {"letter_on": date(2027, 5, 4)}, WrongDayOfLetter, "in the future"),
    (K.PANEL, "2026-12-14", {}, MissingDetail, "outcome"),
    (K.PANEL, "2026-12-14", {"outcome": DecisionOutcome.CEASE}, MissingDetail, "outcome"),
    (K.DRAFT_PLAN, "2026-12-14", {}, AskedAbout, "No decision to assess"),
    (K.FINAL_PLAN, "2026-12-14", {}, AskedAbout, "No draft plan is recorded"),
    (K.REVIEW_MEETING, "2026-12-14", {}, AskedAbout, "No plan is recorded"),
    (K.REVIEW_DECISION, "2026-12-14", {"outcome": DecisionOutcome.CEASE}, AskedAbout, "No annual review meeting"),
)


def test_what_cannot_be_is_refused_and_what_is_unlikely_is_asked_about(database: Database, world: World) -> None:
    for kind, on, more, raised, said in IMPOSSIBLE:
        with database.reading() as session:  # whatever is put down is forgotten again
            with pytest.raises(raised, match=said) as refused:
                decided(session, world, kind, on, **more)
            assert type(refused.value) is raised
            assert decisions_in_force(session, world.case(session)) == []
            if raised is AskedAbout:
                assert decided(session, world, kind, on, sure=True, **more).id


def test_a_final_plan_while_the_family_may_still_comment_is_asked_about(database: Database, world: World) -> None:
    with database.transaction() as session:
        decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        decided(session, world, K.DRAFT_PLAN, "2027-02-01")
        with pytest.raises(AskedAbout, match="until 15 February 2027"):
            decided(session, world, K.FINAL_PLAN, "2027-02-15")
        decided(session, world, K.FINAL_PLAN, "2027-02-16")


def test_decisions_out_of_order_and_twice_on_a_day_are_refused(database: Database, world: World) -> None:
    with database.transaction() as session:
        decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        with pytest.raises(Refusal, match="before “Agreed to assess” on 14 December 2026"):
            decided(session, world, K.DRAFT_PLAN, "2026-12-01")
        with pytest.raises(Refusal, match="recorded already"):
            decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        with pytest.raises(AskedAbout, match="agreed to assess already"):
            decided(session, world, K.AGREED_TO_ASSESS, "2026-12-15")
        with pytest.raises(AskedAbout, match="has agreed to assess already, on 14 December 2026"):
            decided(session, world, K.REFUSED_TO_ASSESS, "2026-12-20")


def test_a_refusal_closes_the_case_and_a_won_appeal_opens_it_again(database: Database, world: World) -> None:
    with database.transaction() as session:
        decided(session, world, K.REFUSED_TO_ASSESS, "2026-12-14")
        assert world.case(session).stage is Stage.CLOSED
        assert dates_ahead(world.case(session), decisions_in_force(session, world.case(session))) == []
        decided(session, world, K.AGREED_TO_ASSESS, "2027-04-01", sure=True)
        assert world.case(session).stage is Stage.ASSESSMENT


def test_a_correction_is_a_new_row_and_everything_follows_from_what_stands(database: Database, world: World) -> None:
    with database.transaction() as session:
        decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        decided(session, world, K.DRAFT_PLAN, "2027-02-01")
        wrong = decided(session, world, K.FINAL_PLAN, "2027-03-01")
        right = Decided(K.FINAL_PLAN, date(2027, 3, 8), date(2027, 3, 9), note="The month was right.")
        by = world.officer(session)
        row = correct_decision(session, decision=wrong, decided=right, by=by, now=NOW)
        case = world.case(session)
        assert (case.plan_on, case.stage) == (date(2027, 3, 8), Stage.FINAL_PLAN)
        rows = all_decisions(session, case)
        assert {each.id for each in rows} - {each.id for each in in_force(rows)} == {wrong.id}
        assert wrong.decided_on == date(2027, 3, 1)
        with pytest.raises(NotAwaitingThat):
            correct_decision(session, decision=wrong, decided=right, by=by, now=NOW)
        with pytest.raises(ReasonNeeded):
            withdraw_decision(session, decision=row, reason=" ", by=by, now=NOW)
        withdraw_decision(session, decision=row, reason="Another child's.", by=by, now=NOW)
        assert (case.plan_on, case.stage) == (None, Stage.DRAFT_PLAN)
        assert [each.kind for each in decisions_in_force(session, case)] == [K.AGREED_TO_ASSESS, K.DRAFT_PLAN]


def test_striking_out_the_only_decision_leads_back_to_where_the_case_was(database: Database, world: World) -> None:
    with database.transaction() as session:
        row = decided(session, world, K.REFUSED_TO_ASSESS, "2026-12-14")
        withdraw_decision(session, decision=row, reason="Wrong case.", by=world.officer(session), now=NOW)
        assert world.case(session).stage is Stage.REQUEST


def test_a_case_brought_over_with_its_plan_goes_on_from_there(database: Database, world: World) -> None:
    line = {"case": "OLD-7", "child": {"name": "Tom Wood"}, "opened": "2024-01-08", "stage": "plan"}
    with database.transaction() as session:
        case = bring_over(session, {**line, "plan_date": "2024-06-03", "last_review": "2026-06-01"}, now=NOW)
        ahead = dates_ahead(case, [])
        assert [(each.id, each.date) for each in ahead] == [("next-review", date(2027, 5, 31))]
        by = world.officer(session)
        record_decision(session, case=case, decided=Decided(K.REVIEW_MEETING, date(2027, 4, 12)), by=by, now=NOW)
        assert (case.stage, case.plan_on, case.last_review_on) == (Stage.REVIEW, date(2024, 6, 3), date(2027, 4, 12))
        old = Decided(K.AGREED_TO_ASSESS, date(2024, 2, 5))
        record_decision(session, case=case, decided=old, by=by, now=NOW)
        assert case.stage is Stage.REVIEW
        amended = Decided(K.REVIEW_DECISION, date(2027, 4, 26), outcome=DecisionOutcome.AMEND)
        record_decision(session, case=case, decided=amended, by=by, now=NOW)
        record_decision(session, case=case, decided=Decided(K.FINAL_PLAN, date(2027, 5, 3)), by=by, now=NOW)
        assert (case.stage, case.plan_on) == (Stage.FINAL_PLAN, date(2024, 6, 3))


def test_the_statutory_dates_stand_beside_the_decisions(database: Database, world: World) -> None:
    with database.transaction() as session:
        case = world.case(session)
        ahead = dates_ahead(case, [])
        assert [(each.id, each.date) for each in ahead] == [
            ("decision", date(2026, 12, 21)),
            ("no-plan", date(2027, 3, 1)),
            ("final-plan", date(2027, 3, 29)),
        ]
        agreed = decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        draft = decided(session, world, K.DRAFT_PLAN, "2027-02-01")
        standing = decisions_in_force(session, case)
        assert [each.id for each in dates_ahead(case, standing)] == ["representations", "final-plan"]
        by_law = [date_for(case, standing, each) for each in (agreed, draft)]
        assert [each.date for each in by_law if each] == [date(2026, 12, 21), date(2027, 2, 15)]


def test_what_has_to_come_first_is_not_corrected_to_a_later_day(database: Database, world: World) -> None:
    with database.transaction() as session:
        agreed = decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        decided(session, world, K.DRAFT_PLAN, "2027-02-01")
        later = Decided(K.AGREED_TO_ASSESS, date(2027, 2, 2))
        with pytest.raises(Refusal, match="on 1 February 2027"):
            correct_decision(session, decision=agreed, decided=later, by=world.officer(session), now=NOW)


def test_the_familys_days_on_a_draft_count_from_the_letter_it_came_with(database: Database, world: World) -> None:
    with database.transaction() as session:
        decided(session, world, K.AGREED_TO_ASSESS, "2026-12-14")
        decided(session, world, K.DRAFT_PLAN, "2027-02-01", letter_on=date(2027, 2, 8))
        case = world.case(session)
        standing = decisions_in_force(session, case)
        (own,) = [each.date for each in dates_ahead(case, standing) if each.id == "representations"]
        found = case_dates(session, case=case, requests=(), council=world.council, today=NOW.date())
        assert own == date(2027, 2, 22)
        assert own in {each.deadline.date for each in found.council if each.deadline.id == "representations"}
        with pytest.raises(AskedAbout, match="until 22 February 2027"):
            decided(session, world, K.FINAL_PLAN, "2027-02-20")
