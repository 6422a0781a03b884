"""Received post in an officer's hands: read beside its words, corrected, confirmed, joined, or set aside."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select

from hub.database import Database
from hub.deadlines import day_in_london
from hub.files import FileStore
from hub.models import Case, Channel, PostItem, PostState, Reading, Stage
from hub.queries.corrections import reading_accuracy
from hub.settings import Settings
from tests.portal.received import LETTER, received_item, received_news, received_request
from tests.portal.visitor import Clock, Page, Visitor
from tests.scans import letter, pdf
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
    assert "Compare before you file it: twins and near names are two children." in page.main
    table = page.soup.select_one("table.hub-compare")
    assert table is not None
    assert "Name Sian Evans Sian Evans same" in " ".join(table.get_text(" ").split())


def test_a_case_can_be_opened_from_what_did_not_look_like_a_request(visitor: Make, world: World, news_id: int) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{news_id}")
    page = officer.sends("Open a case from it")
    assert page.soup.select_one("#child_name[value='Sian Evans']") is not None
    assert officer.sends("Confirm this case").errors() == ["Choose who asked"]
    assert "Case confirmed" in officer.sends("Confirm this case", {"requester_role": "parent"}).main


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
    assert "This has been dealt with: set aside by" in officer.opens(f"/post/{news_id}").main


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


def test_a_case_is_filed_with_the_candidate_that_stands_beside_it(
    visitor: Make, world: World, database: Database, news_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{news_id}")
    assert officer.sends("File with EHC-").path == f"/cases/{world.case_id}"
    with database.reading() as session:
        reading = session.get_one(Reading, news_id)
        assert reading.case_id == world.case_id
        assert reading.corrected == {"existing_case": {"read": None, "right": world.case(session).reference}}


def test_who_asked_and_what_for_can_be_corrected_and_what_was_wrong_is_kept(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    corrected = {
        "requester_name": "Bethan Pritchard-Jones",
        "requester_role": "social-care",
        "request_kind": "annual-review-request",
        "child_name": "Tomos Pritchard",
    }
    page = officer.sends("Confirm this case", corrected)
    assert "Decide whether to assess by" not in page.main
    with database.reading() as session:
        reading = session.get_one(Reading, reading_id)
        assert reading.case is not None
        assert reading.case.asked_by is not None
        assert (reading.case.asked_by.name, reading.case.requester_role) == ("Bethan Pritchard-Jones", "social-care")
        assert reading.corrected is not None
        assert reading.corrected["kind"] == {"read": "ehc-needs-assessment-request", "right": "annual-review-request"}
        assert reading.corrected["child.name"] == {"read": "Tomos Aled Pritchard", "right": "Tomos Pritchard"}
        found = reading_accuracy(session)
        rows = {path: (right, asked) for path, right, asked in found.table()}
        assert (rows["child.name"], rows["child.date_of_birth"]) == ((0, 1), (1, 1))
        assert {each.item for each in found.wrong} == {reading.item_id}


def test_a_second_child_in_the_same_letter_gets_a_case_of_its_own(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    page = officer.sends("It is about another child too")
    assert "An officer found another child in this item: say who it is." in page.main
    box = page.soup.select_one("#child_name")
    assert box is not None
    assert not box.get("value")
    officer.sends("Confirm this case", {"child_name": "Mali Pritchard"})
    with database.reading() as session:
        first = session.get_one(Reading, reading_id)
        names = {each.case.child_name: each.case.received_on for each in first.item.readings if each.case}
        assert names == {"Tomos Aled Pritchard": date(2026, 11, 20), "Mali Pritchard": date(2026, 11, 20)}
        assert first.item.state is PostState.WAITING
    assert "Tomos Aled Pritchard" in officer.opens("/post/").main


def test_what_was_typed_stays_whichever_button_is_pressed(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    typed = {"child_name": "Tomos Pritchard", "reason": "It may be meant for housing.", "reference": "EHC-NONE-0000"}

    def standing(page: Page) -> dict[str, str]:
        fields = {name: page.soup.select_one(f"#{name}") for name in typed}
        return {name: str(each.get("value") or each.get_text().strip()) for name, each in fields.items() if each}

    page = officer.sends("File it with that case", typed)
    assert page.errors()[0].startswith("No case has that reference.")
    assert standing(page) == typed
    page = officer.sends("Set it aside", {"reason": ""})
    assert page.errors() == ["Say why it is not for the hub"]
    assert standing(page) == typed | {"reason": ""}
    page = officer.sends("Keep what I typed")  # what Enter does in any field
    assert "The case is not confirmed yet." in page.main
    officer.sends("It is about another child too", {"child_name": "Tomos Huw Pritchard"})
    with database.reading() as session:
        case = session.get_one(Reading, reading_id).case
        assert case is not None
        assert (case.child_name, case.stage) == ("Tomos Huw Pritchard", Stage.UNCONFIRMED)


def test_what_the_concerns_tell_of_somebody_else_is_read_by_an_officer_before_others_see_it(
    visitor: Make, world: World, database: Database, reading_id: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{reading_id}")
    leak = {"concerns": "Tomos cannot read his own name. His brother Iwan has epilepsy."}
    page = officer.sends("Confirm this case", leak)
    assert page.errors() == ["These words tell of somebody else. Change them, or tick that you have read it"]
    assert "What these words give away" in page.main
    done = officer.sends("Confirm this case", {"concerns": "Tomos cannot read his own name."})
    assert "Case confirmed" in done.main
    assert "epilepsy" not in done.main


def test_a_scan_that_an_officer_brings_in_is_kept_and_read_like_any_other(
    visitor: Make, world: World, database: Database, settings: Settings
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/scan")
    assert officer.sends("Bring it in").errors() == ["Choose a file"]
    letter = b"Dear SEND team, please carry out an EHC needs assessment of my son Dafydd Rees, born 4 May 2016."
    file = {"file": (io.BytesIO(letter), "letter.txt")}
    typed = {"received_on-day": "2", "received_on-month": "11", "received_on-year": "2026"}
    assert "Brought in." in officer.sends("Bring it in", typed, files=file).main
    officer.post_is_sent()
    page = officer.opens("/post/")
    assert "Dafydd Rees" in page.main
    with database.reading() as session:
        item = session.scalars(select(PostItem)).one()
        assert FileStore(settings.data_dir).load(item.sha256) == letter
        assert item.readings[0].case is not None
        assert item.readings[0].case.received_on == date(2026, 11, 2)


def test_a_scan_of_today_that_is_brought_in_before_noon_was_received_by_now(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/scan")
    today = day_in_london(clock())
    day, month, year = str(today.day), str(today.month), str(today.year)
    typed = {"received_on-day": day, "received_on-month": month, "received_on-year": year}
    officer.sends("Bring it in", typed, files={"file": (io.BytesIO(b"Dear team"), "letter.txt")})
    with database.reading() as session:
        received = session.scalars(select(PostItem)).one().received_at
    assert received is not None
    assert received <= clock()
    assert day_in_london(received) == today


def test_the_page_of_a_scan_stands_beside_the_form_with_its_words_marked(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    page = letter("Dear SEN team,\n\nplease assess my daughter\nMari Haf Llwyd, born 12/06/2017.\n\nHelen Llwyd")
    officer = visitor(world.officer_id)
    officer.opens("/post/scan")
    officer.sends("Bring it in", files={"file": (io.BytesIO(pdf(page)), "letter.pdf")})
    officer.post_is_sent()
    clock.move_on(minutes=3)
    officer.post_is_sent()
    officer.opens("/post/")
    shown = officer.follows("Mari Haf Llwyd")
    (picture,) = shown.soup.select("img.hub-page")
    drawn = officer.client.get(str(picture["src"]))
    with Image.open(io.BytesIO(drawn.data)) as image:
        yellow = [each for each in image.convert("RGB").getcolors(1_000_000) or [] if each[1] == (255, 221, 0)]
        assert yellow
    assert drawn.headers["Cache-Control"] == "no-store"
    assert officer.client.get(str(picture["src"]).replace(".png", "0.png")).status_code == 404
    assert visitor(world.therapist_id).client.get(str(picture["src"])).status_code == 404


def test_an_officer_says_which_request_the_advice_answers(
    visitor: Make, world: World, database: Database, news_id: int, clock: Clock, settings: Settings
) -> None:
    letter_of = b"Sian tires after ten minutes of walking."
    with database.transaction() as session:
        request_id = world.allocated(session, clock()).id
        reading = session.get_one(Reading, news_id)
        reading.kind, reading.case = "advice-return", world.case(session)
        reading.item.channel = Channel.PAPER
        reading.item.sha256 = FileStore(settings.data_dir).store(letter_of)
    officer = visitor(world.officer_id)
    officer.opens(f"/post/{news_id}")
    assert "A draft is being made of it." in officer.sends("Make a draft for").main
    assert officer.posts(f"/post/{news_id}/draft", {"request": str(request_id)}).status_code == 409
    told = [each for each in officer.post_is_sent() if "for your advice is waiting for you" in each.subject]
    assert len(told) == 1
    with database.reading() as session:
        assert session.get_one(Reading, news_id).decision == "made a draft"
        assert (
            "No draft was made, since it is laid out like no advice template"
            in session.get_one(PostItem, session.get_one(Reading, news_id).item_id).reason
        )


def test_advice_of_which_no_case_is_certain_can_still_become_a_draft(
    visitor: Make, world: World, database: Database, news_id: int, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        session.get_one(Reading, news_id).kind = "advice-return"
    officer = visitor(world.officer_id)
    page = officer.opens(f"/post/{news_id}")
    assert "It isn't certain whose it is: compare the cases below first." in page.main
    assert officer.sends("Make a draft for").path == f"/cases/{world.case_id}"
    assert "Make a draft for" not in officer.opens(f"/post/{news_id}").main
    with database.reading() as session:
        assert session.get_one(Reading, news_id).case_id == world.case_id


def test_words_recorded_by_hand_are_read_for_what_they_give_away(
    visitor: Make, world: World, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/post/new")
    typed = {
        "channel": "telephone",
        "requester_role": "parent",
        "requester_name": "Nerys Hughes",
        "child_name": "Macsen Hughes",
        "concerns": "Macsen cannot hold a pen. His brother Iolo is in prison.",
    }
    page = officer.sends("Open the case", typed)
    assert page.errors() == ["These words tell of somebody else. Change them, or tick that you have read it"]
    with database.reading() as session:
        assert session.scalars(select(Case).where(Case.child_name == "Macsen Hughes")).all() == []
    assert "opened. You are its coordinator." in officer.sends("Open the case", {"read_it": "y"}).main
