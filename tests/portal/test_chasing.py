"""What a request lacks is asked for with one click, and nothing about the child leaves with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hub.database import Database
from hub.models import Case, Channel
from hub.services.cases import Requester, confirm_case, open_case
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]


def asked(database: Database, world: World, clock: Clock, email: str = "nia@example.org") -> int:
    """A confirmed request that gave neither a birth nor a telephone number."""
    with database.transaction() as session:
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 20),
            requester=Requester("Nia Haf", "parent", email, ""),
            child={"child_name": "Gwenllian Haf"},
            by=None,
            now=clock(),
        )
        confirm_case(session, case=case, by=world.officer(session), now=clock())
        session.flush()
        return case.id


def test_what_a_request_lacks_is_ticked_and_asked_for_once_a_week(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    case_id = asked(database, world, clock)
    officer = visitor(world.officer_id)
    page = officer.opens(f"/cases/{case_id}")
    ticked = {str(each["value"]) for each in page.soup.select("#missing input[checked]")}
    assert ticked == {"date-of-birth-missing", "telephone-missing"}
    assert "Asked by email for the date of birth and a telephone number" in officer.sends("Ask by email").main
    assert "within the last week" in officer.sends("Ask by email").main
    sent = [each for each in officer.post_is_sent() if each.to == "nia@example.org"]
    assert len(sent) == 2
    assert not any("Gwenllian" in each.text + each.subject for each in sent)
    clock.move_on(days=8)
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{case_id}")
    assert "Asked by email for" in officer.sends("Ask by email").main


def test_without_an_address_the_page_says_what_else_to_do(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    case_id = asked(database, world, clock, email="")
    officer = visitor(world.officer_id)
    assert "telephone, or write to them" in officer.opens(f"/cases/{case_id}").main
    assert officer.posts(f"/cases/{case_id}/chase", {"what": "telephone-missing"}).status_code == 409


def test_a_reference_that_may_name_somebody_never_leaves_in_an_email(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    case_id = asked(database, world, clock)
    with database.transaction() as session:
        session.get_one(Case, case_id).reference = "HAF GWENLLIAN"  # brought over from another system
    officer = visitor(world.officer_id)
    assert officer.posts(f"/cases/{case_id}/chase", {"what": "telephone-missing"}).status_code == 409
    assert not [each for each in officer.post_is_sent() if each.to == "nia@example.org"]


def test_only_an_officer_asks(visitor: Make, world: World, database: Database, clock: Clock) -> None:
    case_id = asked(database, world, clock)
    manager = visitor(world.manager_id)
    assert manager.posts(f"/cases/{case_id}/chase", {"what": "telephone-missing"}).status_code == 404


def test_the_answer_is_put_into_the_case(visitor: Make, world: World, database: Database, clock: Clock) -> None:
    case_id = asked(database, world, clock)
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{case_id}")
    officer.follows("Correct what we know")
    assert officer.sends("Save corrections", {"child_name": ""}).errors() == ["Enter the child's name"]
    born = {"date_of_birth-day": "4", "date_of_birth-month": "5", "date_of_birth-year": "2016"}
    given = {"child_name": "Gwenllian Haf", "requester_phone": "01632 960100", "address_confidential": "y", **born}
    page = officer.sends("Save corrections", given)
    assert "Corrected" in page.main
    assert "4 May 2016" in page.main
    assert "The address is confidential." in page.main
    assert not page.soup.select("#missing input[checked]")
    assert visitor(world.therapist_id).opens(f"/cases/{case_id}/correct").status == 404
