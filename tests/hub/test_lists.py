"""The lists of cases on both databases: kept in step with the record, found by an index, nobody else's shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hub.database import Database
from hub.models import Answer, CaseListing, Channel, Request, Stage
from hub.models.listing import NO_DAY, case_words
from hub.queries.cases import council_cases, my_requests, team_requests
from hub.queries.list_counts import MOST, council_case_counts, own_case_counts, request_counts
from hub.queries.list_filters import CaseFilters, Sort, Waiting
from hub.queries.page import Place
from hub.search_words import Searched, after_prefix, keys_of, searched
from hub.services.cases import Requester, correct_case, open_case
from hub.services.requests import allocate, answer_no
from hub.workflow import RequestState
from tests.world import World

TODAY = date(2026, 11, 23)


def listing(database: Database, case_id: int) -> CaseListing:
    with database.reading() as session:
        return session.get_one(CaseListing, case_id)


def test_a_listing_follows_its_case_and_requests_whoever_changes_them(
    database: Database, world: World, now: datetime
) -> None:
    before = listing(database, world.case_id)
    assert (before.next_due, before.outstanding, before.sort_name) == (date(2026, 12, 21), 0, "sian evans")
    with database.transaction() as session:
        asked = world.asked(session, now)
    waiting = listing(database, world.case_id)
    assert (waiting.stage, waiting.next_due) == (Stage.ASSESSMENT, asked.due_on)
    assert (waiting.outstanding, waiting.unallocated) == (1, True)
    with database.transaction() as session:
        request = session.get_one(Request, asked.id)
        allocate(session, request=request, to=world.therapist(session), by=world.manager(session), now=now)
        correct_case(
            session,
            case=request.case,
            by=world.officer(session),
            now=now + timedelta(hours=1),
            child_name="Siân Éva Rhys",
        )
    after = listing(database, world.case_id)
    assert (after.unallocated, after.sort_name, after.changed_at) == (False, "sian eva rhys", now + timedelta(hours=1))
    with database.transaction() as session:
        words = select(case_words.c.word).where(case_words.c.case_id == world.case_id)
        assert set(session.scalars(words)) >= {"sian", "eva", "rhys", "rhy eva", "eva rhys"}
        assert "evans" not in set(session.scalars(words))
        world.case(session).stage = Stage.CLOSED
    assert listing(database, world.case_id).next_due == NO_DAY


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("EVANS, Siân", Searched(words=("evans", "sian"))),
        ("3/9/15", Searched(born=date(2015, 9, 3))),
        ("3.9.2015", Searched(born=date(2015, 9, 3))),
        ("2015-09-03", Searched(born=date(2015, 9, 3))),
        ("3rd September 2015", Searched(born=date(2015, 9, 3))),
        ("sian 3 Sep 15", Searched(words=("sian",), born=date(2015, 9, 3))),
        ("4/5/98", Searched(born=date(1998, 5, 4))),
        ("EHC-4F7K-2M9P", Searched(words=("ehc", "4f7k", "2m9p"), reference="4f7k2m9p")),
        ("EHC-MSFL-KWTP", Searched(words=("ehc", "msfl", "kwtp"), reference="msflkwtp")),
        ("msfl kwtp", Searched(words=("msfl", "kwtp"), reference="msflkwtp")),
        ("EHC-MSFL-", Searched(words=("ehc", "msfl"), reference="msfl")),
        ("  ", Searched()),
    ],
)
def test_what_is_typed_is_read_as_words_a_day_of_birth_or_a_reference(typed: str, read: Searched) -> None:
    assert searched(typed, today=TODAY) == read


def test_everything_that_begins_so_lies_before_the_word_beyond() -> None:
    for prefix, word in (("sia", "sian"), ("z", "zzz"), ("az", "azz"), ("a9", "a9z"), ("sia e", "sia evans")):
        assert prefix <= word < after_prefix(prefix)
    assert not after_prefix("sia") > "sib"
    assert keys_of("Jo Ng", "", "EHC-4F7K-2M9P") == {"jo", "ng", "jo ng", "ng jo", "4f7k2m9p"}


def plans(database: Database, ask: Callable[[Session], object]) -> str:
    """How the database goes about what is asked: its own words, for every statement.

    PostgreSQL reads small tables from end to end whatever there is; it is told not to, as with large ones.
    """
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        ask(session)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        for each in ("enable_seqscan", "enable_sort", "enable_bitmapscan") if postgresql else ():
            connection.exec_driver_sql(f"SET {each} = off")
        explain = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
        asked = [(statement, values) for statement, values in sent if statement.startswith("SELECT")]
        rows = [row for statement, values in asked for row in connection.exec_driver_sql(explain + statement, values)]
    return "\n".join(str(row[-1]) for row in rows)


CASES = [
    (CaseFilters(), False, "ix_case_listing_next_due_case_id_stage"),
    (CaseFilters(), True, "ix_case_listing_coordinator_id_next_due_case_id"),
    (CaseFilters(stage=Stage.ASSESSMENT), False, "ix_case_listing_stage_next_due_case_id"),
    (CaseFilters(school="Hilltop School"), False, "ix_case_listing_school_next_due_case_id"),
    (CaseFilters(due="overdue"), False, "ix_case_listing_next_due_case_id_stage"),
    (CaseFilters(waiting=Waiting.ALLOCATION), False, "ix_case_listing_unallocated_next_due_case_id_stage"),
    (CaseFilters(sort=Sort.NAME), False, "ix_case_listing_sort_name_case_id"),
    (CaseFilters(sort=Sort.RECEIVED), False, "ix_case_listing_received_on_case_id"),
    (CaseFilters(sort=Sort.CHANGED), False, "ix_case_listing_changed_at_case_id"),
    (CaseFilters(search=searched("evans sian", today=TODAY)), False, "case_word"),
    (CaseFilters(search=searched("3/9/15", today=TODAY)), False, "ix_ehc_case_date_of_birth"),
    (CaseFilters(new=True), False, "case_look"),
]


def test_every_list_of_cases_is_read_from_an_index(database: Database, world: World) -> None:
    for filters, own, index in CASES:
        for after in (None, Place(date(2026, 12, 1), 5)) if filters.sort is Sort.DUE else (None,):

            def ask(
                session: Session, filters: CaseFilters = filters, own: bool = own, after: Place | None = after
            ) -> object:
                officer = world.officer(session)
                return council_cases(session, filters=filters, today=TODAY, person=officer, own=own, after=after)

            found = plans(database, ask)
            assert index in found, (filters, found)
            assert "SCAN ehc_case" not in found
            assert "SCAN case_word" not in found
            assert "Seq Scan" not in found, (filters, found)


def test_every_list_of_requests_and_every_count_is_read_from_an_index(database: Database, world: World) -> None:
    asked: list[tuple[Callable[[Session], object], str]] = [
        (
            lambda session: my_requests(session, person=world.therapist(session), filters=CaseFilters(), today=TODAY),
            "ix_request_allocated_to_id_state_due_on_id",
        ),
        (
            lambda session: team_requests(session, person=world.manager(session), filters=CaseFilters(), today=TODAY),
            "ix_request_team_id_state_due_on_id",
        ),
        (
            lambda session: request_counts(session, person=world.manager(session), team=True, today=TODAY),
            "ix_request_team_id_state_due_on_id",
        ),
        (
            lambda session: own_case_counts(session, person=world.officer(session), today=TODAY),
            "ix_case_listing_counted",
        ),
        (
            lambda session: council_case_counts(session, person=world.officer(session), today=TODAY),
            "ix_case_listing_stage_next_due_case_id",
        ),
    ]
    for ask, index in asked:
        found = plans(database, ask)
        assert index in found, found
        assert "SCAN request" not in found
        assert "SCAN ehc_case" not in found
        assert "Seq Scan" not in found, found


def test_a_list_and_its_counts_show_the_same_to_officer_manager_and_writer(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        world.allocated(session, now)
        no = world.asked(session, now, team=world.social_care(session))
        worker = world.person(session, "social_worker")
        answer_no(session, request=no, answer=Answer.NOT_KNOWN, details="Not known.", by=worker, now=now)
        unconfirmed = open_case(
            session,
            channel=Channel.MAIL,
            received_on=TODAY,
            requester=Requester(),
            child={"child_name": "Amy Low"},
            by=None,
            now=now,
        )
    with database.reading() as session:
        officer, dco, therapist = world.officer(session), world.dco(session), world.therapist(session)
        own = own_case_counts(session, person=officer, today=TODAY)
        assert (own.open, own.answer, own.unallocated, own.new) == (1, 1, 0, 1)
        every = council_case_counts(session, person=officer, today=TODAY)
        assert (every.open, every.mine, every.stages[Stage.UNCONFIRMED]) == (2, 1, 1)
        assert council_case_counts(session, person=dco, today=TODAY).open == 1
        full = frozenset({"soon", "assessment"})
        known = council_case_counts(session, person=officer, today=TODAY, full=full)
        assert known == replace(every, soon=MOST, stages={**every.stages, Stage.ASSESSMENT: MOST})
        assert (known.full, every.full) == (full, frozenset())
        confirmed = CaseFilters(confirmed_only=True)
        for typed in ("amy low", "low", ""):
            filters = replace(confirmed, search=searched(typed, today=TODAY))
            seen = council_cases(session, filters=filters, today=TODAY, person=dco)
            assert unconfirmed.id not in [row.case_id for row in seen.rows]
        written = request_counts(session, person=therapist, team=False, today=TODAY)
        assert (written.open, written.answer, written.mine, written.new) == (1, 1, 1, 1)
        rows = my_requests(session, person=therapist, filters=CaseFilters(new=True), today=TODAY).rows
        assert [row.state for row in rows] == [RequestState.AWAITING_ADVICE]
        managed = request_counts(session, person=world.manager(session), team=True, today=TODAY)
        assert (managed.open, managed.answer, managed.unallocated) == (1, 0, 0)
        assert managed.open < MOST
