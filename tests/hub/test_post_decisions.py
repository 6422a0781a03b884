"""What officers decide about post, and what their queue and the case page ask, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hub.database import Database
from hub.models import Case, PostState, Reading, Stage
from hub.queries.case_page import history_of, latest_submissions, may_see_case, readings_of, requests_of, teams_to_ask
from hub.queries.cases import council_cases
from hub.queries.list_counts import request_counts
from hub.queries.list_filters import CaseFilters
from hub.queries.post_queue import case_by_reference, possible_cases, post_queue, unconfirmed_without_post
from hub.refusals import AlreadyConfirmed, MissingDetail, ReasonNeeded
from hub.services.post_decisions import confirm_reading, join_reading, open_case_from, set_aside, set_item_aside
from tests.portal.received import received_item, received_news, received_request
from tests.world import World


def test_the_queue_holds_what_nobody_has_decided_and_what_nobody_could_read(
    database: Database, world: World, now: datetime
) -> None:
    reading_id, news_id = received_request(database, now), received_news(database, now)
    with database.transaction() as session:
        session.add(received_item(now, "scan.pdf"))
    with database.transaction() as session:
        assert [row.reading_id for row in post_queue(session)] == [reading_id, news_id, None]
        confirm_reading(session, reading=session.get_one(Reading, reading_id), by=world.officer(session), now=now)
        set_aside(
            session,
            reading=session.get_one(Reading, news_id),
            reason="Meant for housing",
            by=world.officer(session),
            now=now,
        )
        assert [row.reading_id for row in post_queue(session)] == [None]


def test_what_nobody_could_read_stands_where_its_clock_puts_it(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        session.add(received_item(now - timedelta(days=9), "scan.pdf"))
    received_request(database, now), received_news(database, now)
    with database.reading() as session:
        found = [(row.name, row.child_name) for row in post_queue(session)]
    assert found == [("scan.pdf", ""), ("0007.eml", "Tomos Aled Pritchard"), ("0008.eml", "Sian Evans")]


def test_a_decision_is_made_once_and_is_kept_in_the_history(database: Database, world: World, now: datetime) -> None:
    reading_id = received_request(database, now)
    with database.transaction() as session:
        reading, officer = session.get_one(Reading, reading_id), world.officer(session)
        opened = _case_of(reading)
        join_reading(session, reading=reading, to=world.case(session), by=officer, now=now)
        assert (opened.stage, reading.item.state) == (Stage.CLOSED, PostState.FILED)
        assert history_of(session, opened)[0].what == "joined to another case"
        assert history_of(session, world.case(session))[0].what == "post joined"
        assert [each.id for each in readings_of(session, world.case(session))] == [reading_id]
        for again in (
            lambda: join_reading(session, reading=reading, to=opened, by=officer, now=now),
            lambda: set_aside(session, reading=reading, reason="x", by=officer, now=now),
            lambda: open_case_from(session, reading=reading, by=officer, now=now),
        ):
            with pytest.raises(AlreadyConfirmed):
                again()


@pytest.mark.parametrize("joined", [True, False])
def test_a_copy_of_a_request_that_is_set_aside_or_joined_takes_no_case_from_the_first(
    database: Database, world: World, now: datetime, joined: bool
) -> None:
    reading_id = received_request(database, now)
    with database.transaction() as session:
        first, officer = session.get_one(Reading, reading_id), world.officer(session)
        copy = Reading(
            number=1,
            kind=first.kind,
            result=first.result | {"duplicate_of": "0007.eml"},
            read_at=now,
            item=received_item(now, "copy"),
            case=first.case,
        )
        session.add(copy)
        session.flush()
        shown = {row.reading_id: " ".join(row.why) for row in post_queue(session)}
        assert list(shown) == [first.id, copy.id]
        assert ("same request again" in shown[first.id], "same request again" in shown[copy.id]) == (False, True)
        if joined:
            join_reading(session, reading=copy, to=world.case(session), by=officer, now=now)
        else:
            set_aside(session, reading=copy, reason="Sent twice", by=officer, now=now)
        assert [row.reading_id for row in post_queue(session)] == [first.id]
        set_aside(session, reading=first, reason="Meant for housing", by=officer, now=now)
        assert _case_of(first).stage is Stage.CLOSED


def test_post_is_not_joined_to_a_case_that_nobody_has_confirmed(
    database: Database, world: World, now: datetime
) -> None:
    reading_id, news_id = received_request(database, now), received_news(database, now)
    with database.transaction() as session:
        unconfirmed = _case_of(session.get_one(Reading, reading_id))
        news, officer = session.get_one(Reading, news_id), world.officer(session)
        with pytest.raises(MissingDetail):
            join_reading(session, reading=news, to=unconfirmed, by=officer, now=now)


def test_setting_aside_needs_a_reason(database: Database, world: World, now: datetime) -> None:
    news_id = received_news(database, now)
    with database.transaction() as session:
        news, officer = session.get_one(Reading, news_id), world.officer(session)
        with pytest.raises(ReasonNeeded):
            set_aside(session, reading=news, reason=" ", by=officer, now=now)
        with pytest.raises(ReasonNeeded):
            set_item_aside(session, item=received_item(now, "scan.pdf"), reason="", by=officer, now=now)


def test_only_an_unread_item_that_waits_for_a_person_is_set_aside_whole(
    database: Database, world: World, now: datetime
) -> None:
    news_id = received_news(database, now)
    with database.transaction() as session:
        officer = world.officer(session)
        items = {state: received_item(now, f"{state}.pdf") for state in PostState}
        for state, item in items.items():
            item.state = state
        session.add_all(items.values())
        set_item_aside(session, item=items.pop(PostState.WAITING), reason="An advertisement", by=officer, now=now)
        for item in (session.get_one(Reading, news_id).item, *items.values()):
            state = item.state
            with pytest.raises(AlreadyConfirmed):
                set_item_aside(session, item=item, reason="An advertisement", by=officer, now=now)
            assert item.state is state


@pytest.mark.parametrize("joined", [True, False])
def test_a_case_that_nobody_confirmed_stays_with_the_officers_once_set_aside_or_joined(
    database: Database, world: World, now: datetime, joined: bool
) -> None:
    reading_id = received_request(database, now)
    with database.transaction() as session:
        reading, officer = session.get_one(Reading, reading_id), world.officer(session)
        opened = _case_of(reading)
        if joined:
            join_reading(session, reading=reading, to=world.case(session), by=officer, now=now)
        else:
            set_aside(session, reading=reading, reason="Meant for housing", by=officer, now=now)
        assert may_see_case(session, officer, opened, world.council)
        assert not may_see_case(session, world.person(session, "dco"), opened, world.council)
        listed = council_cases(session, filters=CaseFilters(confirmed_only=True), today=now.date())
        assert [row.case_id for row in listed.rows] == [world.case_id]


def test_news_without_a_case_cannot_be_confirmed_until_one_is_opened_from_it(
    database: Database, world: World, now: datetime
) -> None:
    news_id = received_news(database, now)
    with database.transaction() as session:
        news, officer = session.get_one(Reading, news_id), world.officer(session)
        with pytest.raises(MissingDetail):
            confirm_reading(session, reading=news, by=officer, now=now)
        case = open_case_from(session, reading=news, by=officer, now=now)
        assert case.received_on == date(2026, 11, 20)
        assert confirm_reading(session, reading=news, by=officer, now=now) is case
        assert case.stage is Stage.REQUEST


def test_cases_that_may_be_the_same_childs_are_found_by_birthday_or_by_every_part_of_the_name(
    database: Database, world: World
) -> None:
    with database.reading() as session:
        ours = world.case_id

        def found(name: str, born: date | None) -> list[int]:
            return [each.id for each in possible_cases(session, name=name, born=born, but=None)]

        assert found("EVANS, Siân", None) == [ours]
        assert found("", date(2017, 3, 4)) == [ours]
        assert found("Sian Jones", None) == []
        assert found("", None) == []
        assert possible_cases(session, name="Sian Evans", born=None, but=world.case(session)) == []
        reference = world.case(session).reference
        assert case_by_reference(session, f" {reference.lower()}") is world.case(session)
        assert unconfirmed_without_post(session) == []


def test_the_case_page_loads_requests_and_counts_what_is_late(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        asked = requests_of(session, world.case(session))
        assert [each.id for each in asked] == [request.id]
        assert latest_submissions(session, asked) == {}
        assert {each.id for each in teams_to_ask(session)} == {world.therapy_id, world.social_care_id}
        therapist = world.therapist(session)

        def counted(today: date) -> tuple[int, int]:
            counts = request_counts(session, person=therapist, team=False, today=today)
            return counts.soon, counts.overdue

        assert counted(date(2026, 12, 1)) == (0, 0)
        assert counted(date(2027, 1, 4)) == (1, 0)
        assert counted(date(2027, 1, 5)) == (0, 1)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("officer", True),
        ("dco", True),
        ("manager", True),
        ("therapist", True),
        ("colleague", False),
        ("outsider", False),
    ],
)
def test_a_case_is_seen_by_the_council_and_by_those_who_were_asked(
    database: Database, world: World, now: datetime, name: str, sees: bool
) -> None:
    with database.transaction() as session:
        world.allocated(session, now)
        assert may_see_case(session, world.person(session, name), world.case(session), world.council) is sees


def _case_of(reading: Reading) -> Case:
    assert reading.case is not None
    return reading.case
