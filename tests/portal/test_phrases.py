"""A writer's own phrases: kept, put into a draft, and refused where they hold something about a child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from checker.check import check_upload
from hub.database import Database
from hub.models import Case, Phrase
from hub.services.phrases import AboutAChild, phrases_of, save_phrase
from tests.portal.requests_made import a_draft
from tests.portal.test_advice_page import draft_of
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
GOOD = "Staff will check that the child has understood, by asking them to say it in their own words."


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    request_id = a_draft(database, world, now)
    with database.transaction() as session:
        session.get_one(Case, world.case_id).date_of_birth = date(2017, 3, 4)
    return request_id


def kept(visitor: Make, world: World, text: str = GOOD) -> Visitor:
    therapist = visitor(world.therapist_id)
    therapist.opens("/phrases")
    page = therapist.sends("Keep this phrase", {"text": text})
    assert "The phrase is kept" in page.main, page.main
    return therapist


def test_a_phrase_is_kept_changed_and_deleted(visitor: Make, world: World) -> None:
    therapist = kept(visitor, world)
    therapist.follows("Change or delete")
    page = therapist.sends("Keep this phrase", {"text": "A visual timetable, looked at together each morning."})
    assert "visual timetable" in page.main
    assert GOOD not in page.main
    therapist.follows("Change or delete")
    page = therapist.sends("Delete this phrase")
    assert "visual timetable" not in page.main


def test_a_phrase_is_put_into_the_draft(visitor: Make, world: World, database: Database, asked: int) -> None:
    therapist = kept(visitor, world)
    therapist.opens(f"/requests/{asked}/draft/phrases")
    page = therapist.sends("Put it there")
    assert page.errors() == ["Choose where the words should go."]
    therapist.sends("Put it there", {"place": "/areas/0/outcomes/0/provisions/-/support"})
    assert draft_of(database, asked).areas[0].outcomes[0].provisions[1].support == GOOD


ABOUT_A_CHILD = {
    "Sian will have a visual timetable.": "“Sian”",
    "sian needs a break": "“sian”",
    "Support for the Evans family.": "“Evans”",
    "As with Rhys, short sentences.": "“Rhys”",
    "Dylan will have a visual timetable.": "“Dylan”",
    "Seen in clinic since 4 March 2017.": "4 March 2017",
    "Seen on 1/2/2020 and 04/03/2017.": "4 March 2017",
    "Date of birth: 1 May 2015": "date of birth",
    "NHS 943 476 5919": "NHS or telephone number",
    "UPN H801200001001": "unique pupil number",
    "Her brother has epilepsy.": "Her brother has epilepsy",
    "She was placed for adoption.": "adoption",
}
ORDINARY = (
    GOOD,
    "A programme of listening games in a group of four, 20 minutes twice a week.",
    "Reviewed by the Speech and Language Therapist each term.",
    "By the end of Key Stage 2 … will follow an instruction of three parts.",
    "Training on Makaton will be delivered in the first week of September 2027.",
    "Will be offered a 6-week group.",
)


def test_a_phrase_with_something_about_a_child_is_refused_and_says_what(
    database: Database, world: World, asked: int, now: datetime
) -> None:
    with database.transaction() as session:
        by = world.therapist(session)
        for text, said in ABOUT_A_CHILD.items():
            with pytest.raises(AboutAChild) as refused:
                save_phrase(session, text=text, by=by, check=check_upload, now=now)
            assert said in refused.value.sentence, text
        assert phrases_of(session, by) == []


def test_ordinary_phrases_are_kept(database: Database, world: World, asked: int, now: datetime) -> None:
    with database.transaction() as session:
        session.get_one(Case, world.case_id).known_as = "Will"
        by = world.therapist(session)
        for text in ORDINARY:
            save_phrase(session, text=text, by=by, check=check_upload, now=now)
        assert len(phrases_of(session, by)) == len(ORDINARY)


def test_what_was_typed_is_given_back_with_the_reason_beside_it(visitor: Make, world: World, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/phrases")
    page = therapist.sends("Keep this phrase", {"text": "Sian will swim."})
    assert page.status == 422
    assert "“Sian” is, or may be, somebody’s name" in page.errors()[0]
    assert page.soup.select_one("textarea").get_text().strip() == "Sian will swim."  # type: ignore[union-attr]


def test_phrases_are_their_writers_alone(visitor: Make, world: World, database: Database, asked: int) -> None:
    kept(visitor, world)
    colleague = visitor(world.colleague_id)
    assert GOOD not in colleague.opens("/phrases").main
    assert colleague.opens("/phrases/1").status == 404
    assert colleague.posts("/phrases/1", {"action": "delete"}).status_code == 404
    with database.reading() as session:
        assert session.get(Phrase, 1) is not None
