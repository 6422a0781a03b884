"""Downloads: the submitted words as Word and PDF, to those who may read them, with an entry in the history."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import pypdfium2
import pytest
from docx import Document as WordDocument
from sqlalchemy import select

from hub.database import Database
from hub.documents.read import read
from hub.models import HistoryEntry, Request
from hub.services.advice import latest_submission, submit_advice
from hub.services.quality import accept_advice
from tests.portal.requests_made import BLOCKED, a_draft, a_publication, a_submission
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
NAMES = ("Sian", "Evans")


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_every_word_that_was_submitted_is_in_the_download(
    visitor: Make, world: World, database: Database, now: datetime, suffix: str
) -> None:
    request_id = a_publication(database, world, now)
    page = visitor(world.officer_id).opens(f"/requests/{request_id}/advice.{suffix}")
    assert page.status == 200
    told = " ".join(read(page.response.data, "x").text.split())
    with database.reading() as session:
        submitted = latest_submission(session, session.get_one(Request, request_id))
        assert submitted is not None
        for _, text in submitted.advice.texts():
            for word in text.split():
                assert word in told


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_file_is_named_by_the_case_reference_only_and_kept_by_no_cache(
    visitor: Make, world: World, database: Database, now: datetime, suffix: str
) -> None:
    request_id = a_publication(database, world, now)
    response = visitor(world.officer_id).opens(f"/requests/{request_id}/advice.{suffix}").response
    disposition = response.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="EHC-\w{{4}}-\w{{4}}-advice-{request_id}\.{suffix}"', disposition)
    assert not any(name in disposition for name in NAMES)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_same_submission_downloads_as_the_same_bytes_whoever_asks(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    first = visitor(world.officer_id).opens(f"/requests/{request_id}/advice.pdf").response.data
    second = visitor(world.therapist_id).opens(f"/requests/{request_id}/advice.pdf").response.data
    assert first == second


def test_what_is_downloaded_opens_as_what_it_says_it_is(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    officer = visitor(world.officer_id)
    word = officer.opens(f"/requests/{request_id}/advice.docx").response
    assert word.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert WordDocument(io.BytesIO(word.data)).paragraphs
    pdf = officer.opens(f"/requests/{request_id}/advice.pdf").response
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")


def test_the_history_says_who_downloaded_what(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_publication(database, world, now)
    visitor(world.officer_id).opens(f"/requests/{request_id}/advice.pdf")
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).one()
        assert entry.by_id == world.officer_id
        assert entry.details["media_type"] == "application/pdf"
        assert entry.details["request"] == request_id


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_who_may_not_read_may_not_download_and_is_told_nothing(
    visitor: Make, world: World, database: Database, now: datetime, suffix: str
) -> None:
    held = a_submission(database, world, now, BLOCKED)
    for who in ("officer", "social_worker", "colleague"):
        somebody = visitor(getattr(world, f"{who}_id"))
        assert somebody.opens(f"/requests/{held}/advice.{suffix}").status == 404
        assert somebody.opens(f"/requests/99999/advice.{suffix}").status == 404
    assert visitor().opens(f"/requests/{held}/advice.{suffix}").path == "/sign-in"
    with database.reading() as session:
        assert not session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).all()


def test_a_draft_cannot_be_downloaded(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_draft(database, world, now)
    assert visitor(world.therapist_id).opens(f"/requests/{request_id}/advice.pdf").status == 404


def renamed(database: Database, world: World, **child: object) -> None:
    """The case is put right after the advice was submitted: it was about another child."""
    with database.transaction() as session:
        case = world.case(session)
        for name, value in child.items():
            setattr(case, name, value)


def test_advice_that_tells_of_another_child_is_asked_about_and_the_answer_recorded(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    officer = visitor(world.officer_id)
    assert "Sian Evans, born 4 March 2017" in officer.opens(f"/requests/{request_id}/advice").main
    renamed(database, world, child_name="Benedict Hall", known_as="Ben", pronouns="he/him")
    page = officer.opens(f"/requests/{request_id}/advice.pdf")
    assert page.heading == "Is this the right child?"
    assert "Benedict Hall" in page.main
    assert "What you are about to download names another child" in page.main
    assert "Sian" in page.main
    assert officer.sends("Download it").errors() == ["Tick the box if you are sure, or go back"]
    page = officer.sends("Download it", {"sure": "yes"})
    assert page.response.mimetype == "application/pdf"
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).one()
        assert entry.details["names_another_child"] is True


def test_all_published_advice_of_a_case_is_one_pdf_with_a_contents_page(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/uploads")
    letter = WordDocument()
    letter.add_paragraph("Re: Sian Evans. Sian was seen in clinic.")
    file = io.BytesIO()
    letter.save(file)
    file.seek(0)
    therapist.sends("Add these files", files={"files": (file, "Clinic letter.docx")})
    with database.transaction() as session:
        request, by = session.get_one(Request, request_id), world.therapist(session)
        submitted = submit_advice(session, request=request, by=by, check=lambda *_: (), council=world.council, now=now)
        accept_advice(session, submission=submitted, by=world.dco(session), council=world.council, now=now)
        world.asked(session, now, world.social_care(session))
        words = [text for _, text in submitted.advice.texts()]
    officer = visitor(world.officer_id)
    page = officer.opens(f"/cases/{world.case_id}/bundle")
    assert "Clinic letter.docx" in page.main
    assert "Asked, and not in it: Children's Social Care" in page.main
    assert "found no other child in it" in page.main
    made = officer.follows("Download as PDF").response
    document = read(made.data, "bundle.pdf")
    told = " ".join(document.text.split())
    for expected in (*words, "Contents", "Speech and Language Therapy: Tomasz Nowak", "Clinic letter.docx"):
        assert " ".join(expected.split()) in told
    with pypdfium2.PdfDocument(made.data) as pdf:
        pages = [each.get_textpage().get_text_bounded() for each in pdf]
        assert pdf.is_tagged()
    reference = officer.opens(f"/cases/{world.case_id}/bundle").soup.select_one(".govuk-caption-l")
    assert reference is not None
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert reference.get_text().split()[-1] in text
    with database.reading() as session:
        assert session.scalars(select(HistoryEntry).where(HistoryEntry.what == "all advice downloaded")).one()


def test_the_bundle_is_for_whoever_may_read_what_is_in_it(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    held = a_submission(database, world, now, BLOCKED)
    path = f"/cases/{world.case_id}/bundle"
    assert held
    assert "No advice has been published" in visitor(world.officer_id).opens(path).main
    assert visitor(world.officer_id).opens(f"{path}.pdf").status == 404
    for who in ("outsider", "colleague"):
        assert visitor(getattr(world, f"{who}_id")).opens(path).status == 404
        assert visitor(getattr(world, f"{who}_id")).opens(f"{path}.pdf").status == 404


def test_a_bundle_with_another_child_in_it_is_asked_about(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    a_publication(database, world, now)
    renamed(database, world, child_name="Benedict Hall", known_as="Ben", pronouns="he/him")
    officer = visitor(world.officer_id)
    assert "may be about another child" in officer.opens(f"/cases/{world.case_id}/bundle").main
    page = officer.follows("Download as PDF")
    assert page.heading == "Is this the right child?"
    assert officer.sends("Download it", {"sure": "yes"}).response.mimetype == "application/pdf"
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "all advice downloaded")).one()
        assert entry.details["names_another_child"] is True
