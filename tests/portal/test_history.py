"""The history as an auditor reads it: every act, by case, person and day; what was changed behind it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event, update

from hub.database import Database
from hub.models import HistoryEntry, Membership, Person, Role, Whose
from hub.queries.history import PAGE, HistoryFilters, case_history
from hub.services.family import add_view, end_family_link, invite_family
from hub.services.history import record
from hub.services.people import suspend
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def auditor_id(database: Database, world: World) -> int:
    with database.transaction() as session:
        person = Person(name="Chen Li-Hua", email="auditor@council.example")
        person.memberships.append(Membership(role=Role.AUDITOR, person=person))
        session.add(person)
        session.flush()
        return person.id


@pytest.fixture
def reference(database: Database, world: World, now: datetime) -> str:
    """A case on which much was done."""
    with database.transaction() as session:
        world.allocated(session, now)
        return world.case(session).reference


def test_an_auditor_starts_with_the_history_and_sees_no_case_and_no_child(
    visitor: Make, auditor_id: int, reference: str, world: World
) -> None:
    auditor = visitor(auditor_id)
    page = auditor.opens("/")
    assert page.heading == "History of cases"
    assert "Allocated" in page.main
    assert page.main.count("Speech and Language Therapy (request 1)") == 2  # asked, and allocated
    assert "Maya Shah" in page.main
    assert "Sian" not in page.html
    assert "Evans" not in page.html
    for path in (f"/cases/{world.case_id}", "/my-cases", "/people/"):
        assert auditor.opens(path).status == 404, path


def test_nobody_of_a_family_is_named_also_once_their_access_has_ended(
    visitor: Make, auditor_id: int, database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case, officer = world.case(session), world.officer(session)
        link = invite_family(
            session, case=case, name="Carys Evans", email="carys@home.example", relation="mother", by=officer, now=now
        )
        add_view(session, case=case, whose=Whose.PARENT, words="She sings.", shown=True, by=link.person, now=now)
        end_family_link(session, link=link, by=officer, now=now)
    auditor = visitor(auditor_id)
    for path in ("/history/", "/history/people"):
        page = auditor.opens(path)
        assert "A member of the family" in page.main
        assert "Carys" not in page.html


def test_only_auditors_read_it(visitor: Make, world: World, reference: str) -> None:
    for person in (world.officer_id, world.manager_id, world.therapist_id, world.dco_id):
        assert visitor(person).opens("/history/").status == 404
        assert visitor(person).opens("/history/people").status == 404


def test_it_is_filtered_by_case_person_and_day(visitor: Make, auditor_id: int, reference: str, world: World) -> None:
    auditor = visitor(auditor_id)
    auditor.opens("/history/")
    page = auditor.sends("Apply", {"case": reference.lower()})
    assert "This case’s history is unbroken" in page.main
    page = auditor.sends("Apply", {"case": "", "by": str(world.manager_id)})
    assert [row.select_one("td[data-label=Who]").get_text() for row in page.soup.select("tbody tr")] == ["Maya Shah"]  # type: ignore[union-attr]
    page = auditor.sends("Apply", {"by": "", "from_on-day": "24", "from_on-month": "11", "from_on-year": "2026"})
    assert "There is nothing here with these filters." in page.main
    last = "to_on-day=31&to_on-month=12&to_on-year=9999"
    assert "Allocated" in auditor.opens(f"/history/?{last}&from_on-day=1&from_on-month=1&from_on-year=0001").main
    page = auditor.opens("/history/?from_on-day=31&from_on-month=2&from_on-year=2026")
    assert page.errors() == ["The first day must be a real date, like 27 3 2016"]
    assert "No case has the reference EHC-0" in auditor.opens("/history/?case=EHC-0").main


def test_an_entry_that_was_changed_is_marked_and_its_case_named(
    visitor: Make, auditor_id: int, reference: str, database: Database, world: World
) -> None:
    with database.transaction() as session:
        changed = update(HistoryEntry).where(HistoryEntry.case_id == world.case_id, HistoryEntry.number == 2)
        session.execute(changed.values(by_id=world.dco_id))
    auditor = visitor(auditor_id)
    page = auditor.opens(f"/history/?case={reference}")
    assert "not what was written, from entry 2 on" in page.main
    marked = [row.get_text(" ") for row in page.soup.select("tbody tr") if "Changed" in row.get_text()]
    assert len(marked) == 1
    assert "Entry 2" in marked[0]


def test_acts_on_peoples_access_are_there_too_and_no_parent_is_named(
    visitor: Make, auditor_id: int, database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        parent = Person(name="Carys Evans", email="carys@example.org")
        parent.memberships.append(Membership(role=Role.PARENT, person=parent))
        session.add(parent)
        session.flush()
        suspend(session, person=parent, by=world.officer(session), now=now)
        suspend(session, person=world.therapist(session), by=world.manager(session), now=now)
    auditor = visitor(auditor_id)
    auditor.opens("/history/")
    page = auditor.follows("People’s access")
    assert "Tomasz Nowak" in page.main
    assert "A member of the family" in page.main
    assert "Carys" not in page.html


def _note(statements: list[str], _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    statements.append(statement)


def test_a_page_is_one_page_and_costs_the_same_queries_however_long(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case = world.case(session)
        for number in range(2 * PAGE):
            record(session, case, "read", by=world.officer(session), at=now + timedelta(minutes=number), person=1)
    counts, seen, after = [], [], None
    for _ in range(3):
        with database.reading() as session:
            statements: list[str] = []
            event.listen(session.connection(), "before_cursor_execute", partial(_note, statements))
            rows, after = case_history(session, filters=HistoryFilters(), after=after)
            counts.append(len(statements))
            seen += [row.id for row in rows]
            assert all(row.as_written for row in rows)
    assert len(seen) == len(set(seen)) > 2 * PAGE
    assert max(counts) <= 7
