"""Word out and in, and a report dropped in: words land in their fields, nothing is written over, nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import docx
import pytest

from hub.advice import Advice, Area, AreaAdvice, Background, Outcome
from hub.database import Database
from hub.documents.write import word
from hub.models import DraftLeftover, Request
from hub.services.advice import current_draft, save_draft
from tests.portal.requests_made import a_draft, an_allocated_request
from tests.portal.test_advice_page import draft_of, version_of
from tests.portal.visitor import Clock, Page, Visitor
from tests.world import World, some_area

Make = Callable[..., Visitor]
STRENGTHS = "Sian greets people warmly and remembers songs."


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    return a_draft(database, world, now)


def downloaded(therapist: Visitor, request_id: int) -> Any:
    """The template, opened as Word would."""
    page = therapist.opens(f"/requests/{request_id}/draft/word")
    assert page.status == 200
    return docx.Document(io.BytesIO(page.response.get_data()))


def brought(therapist: Visitor, request_id: int, document: Any, name: str = "template.docx") -> Page:
    packed = io.BytesIO()
    document.save(packed)
    packed.seek(0)
    therapist.opens(f"/requests/{request_id}/draft/bring-in")
    return therapist.sends("Bring its words in", files={"file": (packed, name)})


def replaced(document: Any, old: str, new: str) -> None:
    for each in document.paragraphs:
        if each.text == old:
            each.text = new


def saved(database: Database, world: World, request_id: int, now: datetime, **parts: str) -> None:
    """The writer goes on in the hub meanwhile."""
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        draft = current_draft(session, request)
        assert draft is not None
        area = draft.advice.areas[0]
        made = AreaAdvice(
            area.area, parts.get("strengths", area.strengths), parts.get("needs", area.needs), area.outcomes
        )
        by = world.therapist(session)
        save_draft(session, request=request, areas=[made], background=Background(), by=by, now=now)


def test_a_template_filled_in_in_word_comes_back_into_the_draft(
    visitor: Make, world: World, database: Database, asked: int
) -> None:
    therapist = visitor(world.therapist_id)
    document = downloaded(therapist, asked)
    replaced(document, STRENGTHS, "She sings in two choirs.")
    steps = next(each for each in document.tables if each.cell(0, 0).text == "Step")
    steps.cell(1, 0).text, steps.cell(1, 1).text = "Two parts", "31 January 2027"
    page = brought(therapist, asked, document)
    assert page.path == f"/requests/{asked}/write"
    assert "2 parts of your draft were filled" in page.main
    area = draft_of(database, asked).areas[0]
    assert area.strengths == "She sings in two choirs."
    assert area.outcomes[0].steps[0].by == date(2027, 1, 31)
    assert area.outcomes[0].provisions[0].ratio == "1:4"


def test_the_same_file_unchanged_changes_nothing(visitor: Make, world: World, database: Database, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    before = version_of(database, asked)
    page = brought(therapist, asked, downloaded(therapist, asked))
    assert "Nothing in your draft had to change" in page.main
    assert version_of(database, asked).id == before.id


def test_what_was_written_in_the_hub_meanwhile_is_not_written_over(
    visitor: Make, world: World, database: Database, asked: int, now: datetime
) -> None:
    therapist = visitor(world.therapist_id)
    document = downloaded(therapist, asked)
    saved(database, world, asked, now, needs="Changed in the hub.", strengths="She dances.")
    replaced(document, STRENGTHS, "She sings in two choirs.")
    page = brought(therapist, asked, document)
    assert "Choose which words to keep" in page.main
    area = draft_of(database, asked).areas[0]
    assert (area.strengths, area.needs) == ("She dances.", "Changed in the hub.")
    assert all(each in page.main for each in ("She dances.", "She sings in two choirs."))
    assert "Changed in the hub." not in page.main  # the file says nothing new there
    page = therapist.sends("Save my choices")
    assert page.errors() == ["Choose for each part which words the draft should have."]
    therapist.sends("Save my choices", {"communication-and-interaction:strengths:0": "both"})
    area = draft_of(database, asked).areas[0]
    assert (area.strengths, area.needs) == ("She dances.\n\nShe sings in two choirs.", "Changed in the hub.")


def test_a_file_of_another_childs_request_is_refused(
    visitor: Make, world: World, database: Database, asked: int, now: datetime
) -> None:
    therapist = visitor(world.therapist_id)
    for changed in (False, True):
        document = downloaded(therapist, asked)
        document.core_properties.identifier = "EHC-0000-0000/99 v1"
        if changed:  # the property alone, then what stands on the page
            document.core_properties.identifier = ""
            document.tables[0].cell(1, 1).text = "EHC-0000-0000/99"
        replaced(document, STRENGTHS, "Words of another child.")
        page = brought(therapist, asked, document)
        assert page.status == 422
        assert "made for another child’s request" in page.errors()[0]
        assert draft_of(database, asked).areas[0].strengths == STRENGTHS
    pasted, other = downloaded(therapist, asked), downloaded(therapist, asked)
    other.tables[0].cell(1, 1).text = "EHC-0000-0000/99"
    pasted.element.body.append(other.tables[0]._tbl)
    page = brought(therapist, asked, pasted)
    assert "made for another child’s request" in page.errors()[0]


def test_words_without_a_place_wait_until_they_are_placed_or_thrown_away(
    visitor: Make, world: World, database: Database, asked: int
) -> None:
    therapist = visitor(world.therapist_id)
    document = downloaded(therapist, asked)
    head = next(each for each in document.paragraphs if each.text == "Strengths")
    head.insert_paragraph_before("She was seen in May.")
    head.insert_paragraph_before("Her cousin Zebedee Evans has epilepsy.")
    page = brought(therapist, asked, document)
    assert "Words without a place" in page.main
    assert "gives information about" in page.main or "names another child" in page.main
    preview = therapist.opens(f"/requests/{asked}/submit").main
    assert "Not part of what you submit: 2 texts of your file without a place" in preview
    therapist.opens(f"/requests/{asked}/draft/bring-in")
    page = therapist.sends("Put them there", {"place": "/areas/0/outcomes/-/outcome"})
    assert draft_of(database, asked).areas[0].outcomes[1] == Outcome("She was seen in May.")
    page = therapist.sends("Throw away")
    assert "Words without a place" not in page.main
    with database.reading() as session:
        assert session.query(DraftLeftover).count() == 0


def test_words_are_put_nowhere_that_is_not_there(visitor: Make, world: World, database: Database, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    document = downloaded(therapist, asked)
    next(each for each in document.paragraphs if each.text == "Strengths").insert_paragraph_before("She was seen.")
    brought(therapist, asked, document)
    for place in ("", "/areas/7/needs", "/child/name/x", "/areas/0/outcomes", "/id/-"):
        page = therapist.sends("Put them there", {"place": place})
        assert page.errors() == ["Choose where the words should go."], place


REPORT = (
    ("Heading 1", "Speech and language report"),
    ("Normal", "Name: Sian Evans"),
    ("Heading 2", "Attention and listening"),
    ("Normal", "She listens for ten minutes."),
    ("Heading 2", "Strengths"),
    ("Normal", "She sings."),
    ("Heading 2", "Difficulties and their impact"),
    ("Normal", "Long instructions are hard for her."),
    ("Normal", "She misses the start of tasks."),
    ("Heading 2", "Play"),
    ("Normal", "She plays with blocks."),
    ("Heading 2", "Recommendations"),
    ("Normal", "Listening games in a group of four, twice a week."),
)


def report(*more: tuple[str, str]) -> Any:
    document = docx.Document()
    for style, text in (*REPORT, *more):
        document.add_paragraph(text, style=style)
    return document


def test_a_report_of_the_writers_own_fills_the_sections_and_loses_nothing(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = an_allocated_request(database, world, now)
    therapist = visitor(world.therapist_id)
    page = brought(therapist, request_id, report())
    area = draft_of(database, request_id).areas[0]
    assert area.area is Area.COMMUNICATION_AND_INTERACTION
    assert area.strengths == "She sings."
    assert area.needs == "Long instructions are hard for her.\n\nShe misses the start of tasks."
    assert area.outcomes[0].provisions[0].support == "Listening games in a group of four, twice a week."
    for each in ("Attention and listening", "She listens for ten minutes.", "She plays with blocks.", "Sian Evans"):
        assert each in page.main


def test_a_report_never_writes_over_the_draft(visitor: Make, world: World, database: Database, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    page = brought(therapist, asked, report())
    assert "Choose which words to keep" in page.main
    assert draft_of(database, asked).areas[0].strengths == STRENGTHS
    page = therapist.sends(
        "Save my choices",
        {
            "communication-and-interaction:strengths:0": "file",
            "communication-and-interaction:needs:0": "draft",
            "communication-and-interaction:outcome:0": "both",
        },
    )
    area = draft_of(database, asked).areas[0]
    assert area.strengths == "She sings."
    assert area.needs.startswith("Sian finds long instructions")
    assert len(area.outcomes) == 2


def test_a_report_about_another_child_is_refused(visitor: Make, world: World, database: Database, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    submitted = word(Advice("", (some_area(),)), reference="EHC-0000-0000", submitted_on=date(2026, 11, 1))
    page = brought(therapist, asked, docx.Document(io.BytesIO(submitted)))
    assert "advice about another child" in page.errors()[0]
    other = docx.Document()
    for text in ("Name: Ben Okafor", "Date of birth: 12/09/2014", "Strengths: He swims.", "Needs: He tires."):
        other.add_paragraph(text)
    page = brought(therapist, asked, other)
    assert "about another child" in page.errors()[0]
    assert draft_of(database, asked).areas[0].strengths == STRENGTHS


@pytest.mark.parametrize("data", [b"", b"MZ", b"%PDF-1.7 broken", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_is_a_sentence(visitor: Make, world: World, asked: int, data: bytes) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/draft/bring-in")
    page = therapist.sends("Bring its words in", files={"file": (io.BytesIO(data), "x.docx")})
    assert page.status == 422
    assert page.errors()


def test_a_draft_that_was_saved_by_itself_is_known_again_when_its_file_comes_back(
    visitor: Make, world: World, database: Database, asked: int, clock: Clock
) -> None:
    therapist = visitor(world.therapist_id)
    by_itself(database, world, asked, clock(), "Typed first")
    document = downloaded(therapist, asked)
    clock.move_on(minutes=1)
    by_itself(database, world, asked, clock(), "Typed later")
    replaced(document, STRENGTHS, "She sings.")
    brought(therapist, asked, document)
    area = draft_of(database, asked).areas[0]
    assert (area.strengths, area.needs) == ("She sings.", "Typed later")


def by_itself(database: Database, world: World, request_id: int, now: datetime, needs: str) -> None:
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        draft = current_draft(session, request)
        assert draft is not None
        area = draft.advice.areas[0]
        made = [AreaAdvice(area.area, area.strengths, needs, area.outcomes)]
        by = world.therapist(session)
        save_draft(session, request=request, areas=made, background=Background(), by=by, now=now, automatic=True)
