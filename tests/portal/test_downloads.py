"""Downloads: the submitted words as Word and PDF, to those who may read them, with an entry in the history."""

import io
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from docx import Document as WordDocument
from sqlalchemy import select

from hub.database import Database
from hub.documents.read import read
from hub.models import HistoryEntry, Request
from hub.services.advice import latest_submission
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
