"""Check my document: anyone signed in gets findings beside their words, and nothing is kept."""

import io
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document as WordDocument
from sqlalchemy import MetaData, func, select

from checker.forgetting import remembered
from hub.advice import Advice
from hub.database import Database
from hub.documents.write import word
from hub.settings import Settings
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
WORDS = "Sian should attend Harbourlight Academy. Her brother has epilepsy."
CANARY = "Zebediah Quillfeather"


def test_pasted_words_come_back_with_their_findings_beside_them(visitor: Make, world: World) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"text": WORDS})
    assert page.soup.select("mark a[href^='#finding-']")
    assert page.soup.select(".hub-card blockquote cite")
    assert "Nothing of this is kept" in page.main


def test_a_word_file_is_read_and_checked(visitor: Make, world: World) -> None:
    document = WordDocument()
    document.add_paragraph(WORDS)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", files={"file": (file, "letter.docx")})
    assert "letter.docx" in page.main
    assert page.soup.select("mark a[href^='#finding-']")


def test_what_hides_in_a_file_is_named_on_a_card_of_its_own(visitor: Make, world: World) -> None:
    document = WordDocument()
    document.add_paragraph("Sian is well.").add_run("Her mother drinks.").font.hidden = True
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", files={"file": (file, "letter.docx")})
    assert "The file itself" in page.main
    assert "This file holds hidden text: “Her mother drinks.”" in page.main


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Office file"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"", "Paste some words or choose a file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(visitor: Make, world: World, file: bytes, sentence: str) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    files = {"file": (io.BytesIO(file), "letter.doc")} if file else {}
    page = therapist.sends("Check it", files=files)
    assert any(sentence in each for each in page.errors())


def test_what_was_pasted_is_still_there_to_be_mended(visitor: Make, world: World) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"text": WORDS})
    field = page.soup.select_one("textarea[name=text]")
    assert field is not None
    assert WORDS in field.get_text()


def test_nothing_is_kept_anywhere(
    visitor: Make, world: World, database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    before = rows(database)
    page = therapist.sends("Check it", {"text": f"{CANARY}'s brother has epilepsy."})
    assert CANARY in page.main
    assert rows(database) == before
    assert CANARY not in caplog.text
    assert CANARY not in str(page.response.headers)
    kept = [each for each in Path(settings.data_dir).rglob("*") if each.is_file()]
    assert not any(CANARY.encode() in each.read_bytes() for each in kept)


def test_anyone_signed_in_may_use_it_and_nobody_else(visitor: Make, world: World) -> None:
    for who in ("therapist", "manager", "officer", "dco", "social_worker"):
        assert visitor(getattr(world, f"{who}_id")).opens("/check-my-document").status == 200
    assert visitor().opens("/check-my-document").path == "/sign-in"


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.tables.items()
        }


def test_a_filled_in_template_is_checked_field_by_field(visitor: Make, world: World) -> None:
    advice = Advice.from_json(
        {
            "id": "A-1",
            "areas": [
                {
                    "area": "health",
                    "needs": "Sian tires after ten minutes of walking, so she misses the end of each lesson.",
                    "outcomes": [
                        {
                            "outcome": "By July 2027 Sian will walk to the hall and back, so she eats with friends.",
                            "provisions": [{"support": "Access to physiotherapy.", "frequency": "As required"}],
                        }
                    ],
                }
            ],
        }
    )
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    file = io.BytesIO(word(advice, reference="NS-1", submitted_on=date(2026, 11, 2)))
    page = therapist.sends("Check it", files={"file": (file, "advice.docx")})
    assert "it was checked field by field" in page.main
    assert page.soup.select_one(".advice-outcome .hub-card")
    assert "How often" in page.main
    assert "As required" in page.main


def test_words_left_over_in_a_template_are_shown_with_what_they_give_away(visitor: Make, world: World) -> None:
    text = (
        "Strengths: Sian loves maps.\nSpecial educational needs: Sian tires after ten minutes of walking.\n"
        "Outcome: By July 2027 Sian will walk to the hall.\n"
    )
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"text": f"Her brother has epilepsy and is in care.\n\n{text}"})
    assert "Words that fit no field" in page.main
    assert page.soup.select("mark a[href^='#finding-']")


def a_word_file(*paragraphs: str) -> io.BytesIO:
    document = WordDocument()
    for each in paragraphs:
        document.add_paragraph(each)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return file


def test_the_writers_own_word_file_comes_back_with_the_findings_as_comments(visitor: Make, world: World) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"back": "comments"}, files={"file": (a_word_file(WORDS), "Sian Evans.docx")})
    assert page.status == 200
    back = WordDocument(io.BytesIO(page.response.data))
    assert back.paragraphs[0].text == WORDS
    assert any("Harbourlight" in each.text or "school" in each.text for each in back.comments)
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="document-with-comments.docx"'


def test_a_copy_comes_back_with_nothing_hidden_in_it(visitor: Make, world: World) -> None:
    document = WordDocument(a_word_file("Sian is well."))
    document.paragraphs[0].add_run("Her mother drinks.").font.hidden = True
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"back": "clean"}, files={"file": (file, "letter.docx")})
    assert WordDocument(io.BytesIO(page.response.data)).paragraphs[0].text == "Sian is well."


@pytest.mark.parametrize(("back", "sentence"), [("comments", "pasted words have none"), ("clean", "pasted words")])
def test_pasted_words_have_no_file_to_come_back(visitor: Make, world: World, back: str, sentence: str) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", {"text": WORDS, "back": back})
    assert any(sentence in each for each in page.errors())


def test_comments_go_into_word_files_only(visitor: Make, world: World) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    files = {"file": (io.BytesIO(WORDS.encode()), "letter.txt")}
    page = therapist.sends("Check it", {"back": "comments"}, files=files)
    assert page.errors() == ["Comments can be put into a Word file (.docx) only"]


def test_neither_the_disk_nor_the_process_remembers_a_word(
    visitor: Make, world: World, database: Database, settings: Settings
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens("/check-my-document")
    before, temporary = rows(database), set(Path(tempfile.gettempdir()).glob("tmp*"))
    files = {"file": (a_word_file(f"{CANARY}'s brother has epilepsy.", "x " * 200_000), "letter.docx")}
    for back in ("findings", "comments"):
        therapist.opens("/check-my-document")
        therapist.sends("Check it", {"back": back}, files=files)
        files = {"file": (a_word_file(f"{CANARY}'s brother has epilepsy."), "letter.docx")}
        assert [each for each in remembered() if each.cache_info().currsize] == []
    assert rows(database) == before
    kept = [each for each in Path(settings.data_dir).rglob("*") if each.is_file()]
    kept += [each for each in set(Path(tempfile.gettempdir()).glob("tmp*")) - temporary if each.is_file()]
    assert not any(CANARY.encode() in each.read_bytes() for each in kept)
