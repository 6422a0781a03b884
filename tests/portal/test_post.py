"""Received post in an officer's hands: read beside its words, corrected, confirmed, joined, or set aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from hub.database import Database
from hub.files import FileStore
from hub.models import Case, PostState, Reading, Stage
from hub.settings import Settings
from tests.portal.received import LETTER, received_item, received_news, received_request
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def reading_id(database: Database, world: World, clock: Clock) -> int:
    """An e-mailed request that the hub has read, with an unconfirmed case."""
    return received_request(database, clock())


@pytest.fixture
def news_id(database: Database, world: World, clock: Clock) -> int:
    """Something that is no request, of a child who was not named."""
    return received_news(database, clock())


def test_the_queue_says_what_it_is_and_why_a_person_has_to_look(
    visitor: Make, world: World, reading_id: int, news_id: int
) -> None:
    page = visitor(world.officer_id).opens("/post/")
    assert "Tomos Aled Pritchard Request for an EHC needs assessment, by email, 20 November 2026" in page.main
    assert "The date of birth could be read in two ways." in page.main
    assert "No child was named." in page.main


def test_what_was_read_is_marked_in_the_words_and_leads_to_its_field(
    visitor: Make, world: World, reading_id: int
) -> None:
    page = visitor(world.officer_id).opens(f"/post/{reading_id}")
    letter = page.soup.select_one(".hub-words--letter")
    assert letter is not None
    assert letter.get_text() == LETTER
    marked = {mark.get_text(): str(mark.a["href"]) for mark in letter.find_all("mark") if mark.a}
    assert marked == {
        "Tomos Aled Pritchard": "#child_name",
        "3 September 2015": "#date_of_birth",
        "999 000 0018": "#nhs_number",
    }
    assert "Please check." in page.main
    assert "Hard to read" not in page.main
    assert ", page" not in page.main
    assert page.soup.title is not None
    assert "Tomos" not in page.soup.title.get_text()


def test_only_words_on_a_picture_are_called_hard_to_read(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    with database.transaction() as session:
        reading = session.get_one(Reading, reading_id)
        born = reading.result["evidence"]["child.date_of_birth"] | {"source": "letter.TIF", "page": 2}
        reading.result = reading.result | {"evidence": {"child.date_of_birth": born}}
    page = visitor(world.officer_id).opens(f"/post/{reading_id}")
    assert "letter.TIF, page 2: “3 September 2015”. Hard to read: please check." in page.main


def test_an_officer_corrects_one_field_confirms_and_coordinates_the_case(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/")
    officer.follows("Tomos Aled Pritchard")
    page = officer.sends("Confirm this case", {"date_of_birth-day": "9", "date_of_birth-month": "3"})
    assert "Case confirmed. You are its coordinator." in page.main
    assert "9 March 2015" in page.main
    assert "Decide whether to assess by 1 January 2027" in page.main
    assert "Tomos" not in officer.opens("/post/").main
    with database.reading() as session:
        reading = session.get_one(Reading, reading_id)
        assert reading.decision == "confirmed"
        assert reading.item.state is PostState.FILED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"child_name": " "}, "Enter the child's name"),
        ({"nhs_number": "999 000 0017"}, "That is not a valid NHS number. It has 10 digits, like 999 000 0018."),
        ({"received_on-day": ""}, "The day of receipt must include a day"),
        ({"received_on-year": "2027"}, "The day of receipt cannot be in the future"),
        (
            {"received_on-day": "31", "received_on-month": "8", "received_on-year": "2014"},
            "The day of receipt cannot be before 1 September 2014",
        ),
        ({"child_name": "T" * 201}, "Child's or young person's name must be 200 characters or fewer"),
        ({"known_as": "T" * 101}, "Known as must be 100 characters or fewer"),
        ({"school": "T" * 201}, "School, college or early years setting must be 200 characters or fewer"),
        ({"postcode": "BB12 3ZZ-99"}, "Postcode must be 10 characters or fewer"),
        ({"upn": "A123"}, "That is not a valid unique pupil number. It has 13 characters and begins with a letter."),
    ],
)
def test_a_wrong_correction_is_said_at_its_field_and_nothing_is_confirmed(
    visitor: Make, world: World, database: Database, reading_id: int, typed: dict[str, str], said: str
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    page = officer.sends("Confirm this case", typed)
    assert page.errors() == [said]
    for name, value in typed.items():
        box = page.soup.find("input", {"name": name})
        assert box is not None
        assert box.get("value", "") == value.strip()
    with database.reading() as session:
        reading = session.get_one(Reading, reading_id)
        assert reading.case is not None
        assert reading.case.stage is Stage.UNCONFIRMED


def test_a_case_is_confirmed_once(visitor: Make, world: World, reading_id: int) -> None:
    first, second = visitor(world.officer_id), visitor(world.officer_id)
    first.opens(f"/post/{reading_id}")
    second.opens(f"/post/{reading_id}")
    first.sends("Confirm this case")
    assert second.sends("Confirm this case").status == 404
    assert "This has been dealt with: confirmed by Olwen Price" in second.opens(f"/post/{reading_id}").main


def test_post_is_joined_to_a_case_that_the_hub_has(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    with database.reading() as session:
        reference = world.case(session).reference
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    assert officer.sends("File it with that case", {"reference": "EHC-0000-0000"}).errors() == [
        "No case has that reference. Check it, or search Team cases for the name."
    ]
    page = officer.sends("File it with that case", {"reference": f" {reference.lower()} "})
    assert page.path == f"/cases/{world.case_id}"
    with database.reading() as session:
        reading = session.get_one(Reading, reading_id)
        assert reading.case_id == world.case_id
        opened = session.scalars(select(Case).where(Case.child_name == "Tomos Aled Pritchard")).one()
        assert opened.stage is Stage.CLOSED


def test_cases_of_the_same_name_are_offered_never_joined(visitor: Make, world: World, news_id: int) -> None:
    officer = visitor(world.officer_id)
    page = officer.opens(f"/post/{news_id}")
    assert "These have the same date of birth, or the same name: Sian Evans" in page.main


def test_a_case_can_be_opened_from_what_did_not_look_like_a_request(visitor: Make, world: World, news_id: int) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{news_id}")
    page = officer.sends("Open a case from it")
    assert page.soup.select_one("#child_name[value='Sian Evans']") is not None
    assert "Case confirmed" in officer.sends("Confirm this case").main


def test_what_is_not_ours_is_set_aside_with_a_reason_and_kept(
    visitor: Make, world: World, database: Database, news_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{news_id}")
    assert officer.sends("Set it aside").errors() == ["Say why it is not for the hub"]
    page = officer.sends("Set it aside", {"reason": "Meant for housing"})
    assert "Nothing is waiting." in page.main
    with database.reading() as session:
        item = session.get_one(Reading, news_id).item
        assert (item.state, item.reason) == (PostState.NOT_OURS, "Meant for housing")


def test_an_item_that_nobody_could_read_is_opened_as_it_arrived_and_recorded_by_hand(
    visitor: Make, world: World, database: Database, settings: Settings, clock: Clock
) -> None:
    data = b"%PDF-1.7 locked"
    with database.transaction() as session:
        item = received_item(clock(), "scan<1>.pdf")
        item.sha256 = FileStore(settings.data_dir).store(data)
        item.reason = "The PDF is protected by a password: ask the sender for one that opens."
        session.add(item)
    officer = visitor(world.officer_id)
    assert "protected by a password" in officer.opens("/post/").main
    page = officer.follows("No name read")
    answer = officer.client.get(page.links()["Save the original, exactly as it arrived"])
    assert answer.data == data
    assert answer.headers["Content-Disposition"] == "attachment; filename=post-1.pdf"
    assert answer.mimetype == "application/octet-stream"
    assert "Nothing is waiting." in officer.sends("Set it aside", {"reason": "Recorded by hand"}).main


def test_a_request_by_telephone_becomes_a_confirmed_case(visitor: Make, world: World, database: Database) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/")
    page = officer.follows("Record a request made by telephone or in person")
    day = page.soup.select_one("#received_on")
    assert day is not None
    assert day["value"] == "23"
    assert officer.sends("Open the case").errors() == [
        "Choose how the request was made",
        "Choose who asked",
        "Enter the name of the person who asked",
        "Enter the child's name",
    ]
    page = officer.sends(
        "Open the case",
        {
            "channel": "telephone",
            "requester_role": "parent",
            "requester_name": "Ffion Hughes",
            "child_name": "Macsen Hughes",
            "concerns": "He does not sleep.",
        },
    )
    assert page.heading == "Macsen Hughes"
    assert "Request received 23 November 2026" in page.main
    assert "Ffion Hughes, parent (made the request)" in page.main
    assert "Ask for advice" in page.links()


def test_a_request_cannot_have_been_received_tomorrow(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/new")
    page = officer.sends(
        "Open the case",
        {
            "channel": "in-person",
            "requester_role": "school",
            "requester_name": "A Head",
            "child_name": "Macsen Hughes",
            "received_on-day": "24",
        },
    )
    assert page.errors() == ["The day of receipt cannot be in the future"]


def test_what_the_record_cannot_hold_of_who_asked_is_said_before_it_is_lost(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/new")
    page = officer.sends(
        "Open the case",
        {
            "channel": "telephone",
            "requester_role": "parent",
            "requester_name": "A" * 201,
            "requester_phone": "0" * 41,
            "requester_email": "a" * 309 + "@example.org",
            "child_name": "Macsen Hughes",
        },
    )
    assert page.errors() == [
        "Their name must be 200 characters or fewer",
        "Their telephone number must be 40 characters or fewer",
        "Their email address must be 320 characters or fewer",
    ]


@pytest.mark.parametrize("path", ["/post/", "/post/1", "/post/new", "/post/items/1", "/post/items/1/original"])
def test_post_is_for_officers_only(visitor: Make, world: World, reading_id: int, path: str) -> None:
    for somebody in (world.manager_id, world.therapist_id, world.dco_id):
        assert visitor(somebody).opens(path).status == 404
    assert visitor().opens(path).heading == "Sign in to the EHC Hub"
    assert visitor(world.manager_id).posts("/post/1/confirm", {"child_name": "x"}).status_code == 404


def test_nobody_but_an_officer_opens_a_case_that_nobody_has_confirmed(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    with database.reading() as session:
        case_id = session.get_one(Reading, reading_id).case_id
    assert visitor(world.officer_id).opens(f"/cases/{case_id}").status == 200
    dco = visitor(world.dco_id)
    assert dco.opens(f"/cases/{case_id}").status == 404
    assert "Tomos" not in dco.opens("/team-cases").main


def test_an_original_that_is_missing_is_said_in_a_sentence(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    with database.reading() as session:
        item_id = session.get_one(Reading, reading_id).item_id
    page = visitor(world.officer_id).opens(f"/post/items/{item_id}/original")
    assert page.heading == "The original of this post is missing or damaged."
