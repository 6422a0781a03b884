"""Exceptions of the law on record: which clock each relieves, what is refused, who is told; no date ever moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.database import Database
from hub.deadlines import Clock, Reason, law
from hub.models import HistoryEntry, OutgoingNotice, RecordedException, Request, ToldBy
from hub.notice import NoticeKind
from hub.queries.case_dates import CaseDates, DateState, case_dates
from hub.queries.exceptions import every_exception, exceptions_in_force, family_addresses
from hub.refusals import ChangedElsewhere, MissingDetail, NotALawfulException, NotAwaitingThat, Refusal
from hub.services.exceptions import (
    Excepted,
    family_was_told,
    record_exception,
    replace_exception,
    withdraw_exception,
)
from hub.services.family import end_family_link, invite_family
from hub.services.history import broken_links
from tests.world import World

AWAY = Excepted("absence", date(2026, 11, 16), date(2026, 12, 20), explanation="Abroad.")
MISSED = Excepted("missed-appointment", date(2026, 12, 9), explanation="Nobody came.")


def dates_of(session: Session, world: World, today: date) -> CaseDates:
    case = world.case(session)
    requests = list(session.scalars(select(Request).where(Request.case_id == case.id)))
    return case_dates(session, case=case, requests=requests, council=world.council, today=today)


def every_day(found: CaseDates) -> dict[str, date]:
    lines = [*found.council, *found.reviews, *found.later, *(line for each in found.requests for line in each.lines)]
    return {line.key: line.deadline.date for line in lines}


def relieved(found: CaseDates) -> set[str]:
    lines = [*found.council, *found.reviews, *found.later, *(line for each in found.requests for line in each.lines)]
    return {line.key for line in lines if line.exceptions}


def test_each_exception_relieves_its_own_clock_and_no_date_moves(
    database: Database, world: World, now: datetime
) -> None:
    today = now.date()
    with database.transaction() as session:
        request, other = world.allocated(session, now), world.asked(session, now, world.social_care(session))
        before = every_day(dates_of(session, world, today))
        case, officer = world.case(session), world.officer(session)
        record_exception(session, case=case, excepted=AWAY, by=officer, now=now)
        assert relieved(dates_of(session, world, today)) == {"decision", "no-plan", "final-plan"}
        therapist = world.therapist(session)
        record_exception(session, case=case, request=request, excepted=MISSED, by=therapist, now=now)
        found = dates_of(session, world, today)
        assert relieved(found) == {"decision", "no-plan", "final-plan", f"request-{request.id}-advice"}
        assert every_day(found) == before
        assert (request.due_on, other.due_on, case.decide_by) == (
            date(2027, 1, 4),
            date(2027, 1, 4),
            date(2026, 12, 21),
        )
        assert list(broken_links(session)) == []


REFUSED: list[tuple[bool, Excepted, str]] = [
    (True, replace(AWAY, reason="school-closure", asked_on=date(2026, 11, 12)), "relieves the council only"),
    (True, replace(AWAY, reason="early-years-closure", asked_on=date(2026, 11, 12)), "relieves the council only"),
    (False, MISSED, "relieves a body that was asked for advice only"),
    (False, replace(AWAY, reason="waiting list"), "waiting list is not among the reasons"),
    (True, replace(AWAY, reason="half term"), "The list is closed"),
    (True, replace(AWAY, reason="school holiday"), "holidays relieve no one"),
    (True, replace(AWAY, reason="staffing"), "shortage of staff"),
    (True, replace(AWAY, reason="covid"), "25 September 2020"),
    (True, replace(AWAY, to_day=date(2026, 12, 12)), "not less than 4 weeks"),
    (False, replace(AWAY, from_day=date(2026, 9, 1), to_day=date(2026, 10, 30)), "outside of it"),
    (True, replace(MISSED, from_day=date(2027, 1, 5)), "outside of it"),
]


def test_what_the_closed_list_does_not_know_for_that_clock_is_refused_with_the_law(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        case, officer = world.case(session), world.officer(session)
        for on_request, excepted, sentence in REFUSED:
            asked = request if on_request else None
            with pytest.raises(NotALawfulException, match=sentence):
                record_exception(session, case=case, request=asked, excepted=excepted, by=officer, now=now)
        assert exceptions_in_force(session, case) == []


def test_while_its_end_is_not_known_it_lasts_until_today(database: Database, world: World, now: datetime) -> None:
    ill = Excepted("exceptional-circumstances", date(2026, 11, 20), explanation="A bereavement.")
    with database.transaction() as session:
        row = record_exception(session, case=world.case(session), excepted=ill, by=world.officer(session), now=now)
        assert row.in_law(now.date()).to_day == now.date()
        later = now.date() + timedelta(days=30)
        assert row.in_law(later).to_day == later
        (decision, *_) = dates_of(session, world, later).council
        assert (decision.state, decision.days) == (DateState.OVERDUE, 2)
        assert decision.exceptions == (row,)


def test_an_exception_is_replaced_once_whoever_is_second_is_told(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case, officer = world.case(session), world.officer(session)
        first = record_exception(session, case=case, excepted=AWAY, by=officer, now=now)
        ended = replace(AWAY, to_day=date(2026, 12, 14), explanation="They are back.")
        second = replace_exception(session, exception=first, excepted=ended, by=officer, now=now)
        assert exceptions_in_force(session, case) == [second]
        with pytest.raises(ChangedElsewhere):
            replace_exception(session, exception=first, excepted=ended, by=officer, now=now)
        with pytest.raises(ChangedElsewhere):
            withdraw_exception(session, exception=first, explanation="Error", by=officer, now=now)
        withdraw_exception(session, exception=second, explanation="Another case was meant.", by=officer, now=now)
        assert exceptions_in_force(session, case) == []
        assert len(every_exception(session, case)) == 3
        assert relieved(dates_of(session, world, now.date())) == set()


def test_two_who_replace_the_same_row_at_once_cannot_both(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        case, officer = world.case(session), world.officer(session)
        row_id = record_exception(session, case=case, excepted=AWAY, by=officer, now=now).id

    def replaced(session: Session) -> RecordedException:
        first = session.get_one(RecordedException, row_id)
        row = RecordedException(
            case=first.case, reason=first.reason, from_day=first.from_day, recorded_at=now, replaces=first
        )
        session.add(row)
        session.flush()
        return row

    with database.transaction() as session:
        replaced(session)
    with pytest.raises(IntegrityError), database.transaction() as session:
        replaced(session)


def test_the_family_is_told_once_by_email_or_the_coordinator_hears_that_they_must_be(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        case, officer, therapist = world.case(session), world.officer(session), world.therapist(session)
        told = record_exception(session, case=case, excepted=AWAY, by=officer, now=now, email_family=True)
        assert (told.told_by, told.told_on) == (ToldBy.EMAIL, now.date())
        untold = record_exception(session, case=case, request=request, excepted=MISSED, by=therapist, now=now)
        assert untold.told_on is None
        notices = {
            (each.kind, each.recipient, each.due_on)
            for each in session.scalars(select(OutgoingNotice))
            if each.kind in (NoticeKind.EXCEPTION_RECORDED, NoticeKind.EXCEPTION_TO_TELL)
        }
        assert notices == {
            (NoticeKind.EXCEPTION_RECORDED, "carys.evans@example.org", date(2026, 12, 21)),
            (NoticeKind.EXCEPTION_TO_TELL, "officer@council.example", None),
        }
        family_was_told(session, exception=untold, how=ToldBy.LETTER, on=now.date(), by=officer, now=now)
        with pytest.raises(NotAwaitingThat):
            family_was_told(session, exception=untold, how=ToldBy.LETTER, on=now.date(), by=officer, now=now)
        with pytest.raises(NotAwaitingThat):
            family_was_told(session, exception=told, how=ToldBy.LETTER, on=now.date(), by=officer, now=now)
        entries = session.scalars(select(HistoryEntry.what).order_by(HistoryEntry.id)).all()
        assert entries[-4:] == ["exception recorded", "family told of an exception"] * 2


def test_a_parent_whose_access_was_ended_is_not_told_though_they_asked(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case, officer = world.case(session), world.officer(session)
        said = {"name": "Carys Evans", "email": "carys.evans@example.org", "relation": "mother"}
        link = invite_family(session, case=case, by=officer, now=now, **said)
        assert family_addresses(session, case) == ["carys.evans@example.org"]
        end_family_link(session, link=link, by=officer, now=now)
        assert family_addresses(session, case) == []
        invite_family(session, case=case, by=officer, now=now, **said)
        assert family_addresses(session, case) == ["carys.evans@example.org"]


def test_a_case_brought_over_under_a_childs_name_sends_nothing(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        case = world.case(session)
        case.reference = "Sian Evans"
        row = record_exception(session, case=case, excepted=AWAY, by=world.officer(session), now=now, email_family=True)
        assert row.told_on is None
        assert session.scalars(select(OutgoingNotice).where(OutgoingNotice.case_reference == "Sian Evans")).all() == []


def test_what_was_left_empty_is_asked_for(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        for excepted, sentence in (
            (replace(AWAY, explanation="  "), "Say what happened"),
            (replace(AWAY, to_day=None), "Enter the last day too"),
            (replace(AWAY, reason="school-closure"), "Enter the day on which you asked"),
            (replace(AWAY, to_day=date(2028, 1, 1)), "longer than a year"),
        ):
            with pytest.raises(MissingDetail, match=sentence):
                record_exception(
                    session, case=world.case(session), excepted=excepted, by=world.officer(session), now=now
                )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is asked here is the same on both
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reason=st.sampled_from([*Reason, "waiting-list"]),
    starts=st.integers(-60, 200),
    lasts=st.one_of(st.none(), st.integers(0, 200)),
    asked=st.one_of(st.none(), st.integers(-80, 200)),
    on_request=st.booleans(),
)
def test_whatever_is_recorded_no_date_moves_and_every_refusal_is_a_sentence(
    database: Database,
    world: World,
    now: datetime,
    reason: str,
    starts: int,
    lasts: int | None,
    asked: int | None,
    on_request: bool,
) -> None:
    today = now.date()
    first = today + timedelta(days=starts)
    excepted = Excepted(
        str(reason),
        first,
        None if lasts is None else first + timedelta(days=lasts),
        None if asked is None else today + timedelta(days=asked),
        "Something happened.",
    )
    with database.reading() as session:  # never committed: each example finds the same case
        request = world.asked(session, now)
        before = every_day(dates_of(session, world, today))
        case, asked_of, officer = world.case(session), request if on_request else None, world.officer(session)
        try:
            row = record_exception(session, case=case, request=asked_of, excepted=excepted, by=officer, now=now)
        except Refusal as refusal:
            said = f"{refusal.sentence} {refusal.what_next}"
        else:
            said = "Recorded, as it should be."
            allowed = law().reasons_for(Clock.ADVISER if on_request else Clock.COUNCIL)
            assert row.reason in allowed
            theirs = {f"request-{request.id}-advice"} if on_request else {"decision", "no-plan", "final-plan"}
            assert relieved(dates_of(session, world, today))
            assert relieved(dates_of(session, world, today)) <= theirs
        assert every_day(dates_of(session, world, today)) == before
        session.rollback()
    assert said.endswith(".")
    assert len(said.split()) >= 5
