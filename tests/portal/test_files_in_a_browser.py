"""The pages of the quality step, files, downloads and help in a real Chromium: accessible, and kinder with a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage

from hub.database import Database
from tests.browser import PHONE, axe_violations, served
from tests.hub.documents.paper import pdf_of, word_made
from tests.portal.requests_made import a_draft
from tests.portal.test_in_the_browser import looked_at, opened
from tests.portal.test_quality_together import a_clean_submission, another_case
from tests.portal.visitor import Clock, Visitor
from tests.world import World

pytestmark = pytest.mark.browser
Make = Callable[..., Visitor]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


def looked_at_each(page: BrowserPage, *paths: str) -> list[str]:
    """What is wrong with any of the pages."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += looked_at(page)
    return wrong


def test_the_quality_step_downloads_and_help_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    other = another_case(database, world, clock())
    a_clean_submission(database, world, clock())
    request_id = a_clean_submission(database, other, clock())  # its words name Sian, whose case this is not
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    dco.sends("Accept and publish")
    case, others = f"/cases/{world.case_id}", f"/cases/{other.case_id}"
    with opened(browser, address, visitor(world.dco_id)) as page:
        wrong = looked_at_each(page, "/quality", "/quality/accept", "/quality/deputies", f"{case}/collated")
    with opened(browser, address, visitor(world.officer_id)) as page:
        wrong += looked_at_each(page, f"{others}/bundle", f"/requests/{request_id}/advice.pdf", "/help/officer")
        page.goto(f"/requests/{request_id}/advice.pdf")
        page.get_by_role("button", name="Download it").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        wrong += looked_at(page)
    assert wrong == []


def test_files_are_dropped_sent_one_by_one_and_what_is_noticed_is_said(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock, tmp_path: Path
) -> None:
    request_id = a_draft(database, world, clock())
    letter, program, own = tmp_path / "letter.pdf", tmp_path / "program.pdf", tmp_path / "own.docx"
    letter.write_bytes(pdf_of("Sian was seen. #pagebreak() Re: Benedict Hall. Benedict was seen in clinic."))
    program.write_bytes(b"MZ\x90")
    own.write_bytes(word_made(lambda document: document.add_paragraph("Sian is well. Her brother Rhys is not.")))
    with opened(browser, address, visitor(world.therapist_id)) as page:
        page.goto(f"/requests/{request_id}/uploads")
        page.locator("input[type=file]").set_input_files([letter, program])
        page.get_by_role("button", name="Add these files").click()
        page.get_by_text("letter.pdf: added and checked").wait_for()
        page.get_by_text("program.pdf: That file is not a Word document").wait_for()
        wrong = axe_violations(page)
        page.get_by_role("button", name="Show the files that were added").click()
        page.get_by_text("This file names another child on page 2.").first.wait_for()
        wrong += looked_at(page)
        page.locator("input[type=file]").set_input_files(own)
        page.get_by_role("button", name="Add these files").click()
        page.get_by_role("link", name="own.docx").wait_for()
        page.goto("/check-my-document")
        page.set_viewport_size(PHONE)
        page.locator("input[type=file]").set_input_files(own)
        with page.expect_download() as awaited:
            page.get_by_label("My Word file, with what was found as comments").check()
            page.get_by_role("button", name="Check it").click()
        assert awaited.value.suggested_filename == "document-with-comments.docx"
        page.goto("/check-my-document")
        page.locator("input[type=file]").set_input_files(own)
        page.get_by_role("button", name="Check it").click()
        page.get_by_role("heading", name="Your words").wait_for()
        wrong += looked_at(page)
    assert wrong == []
