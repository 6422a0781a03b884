"""What stands round a draft in a real Chromium: accessible, narrow, phrases at the cursor, comments on a selection."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from checker.check import check_upload
from hub.database import Database
from hub.models import Request
from hub.services.advice import draft_or_blank
from hub.services.draft_looks import comment
from hub.services.phrases import save_phrase
from tests.browser import served
from tests.portal.requests_made import a_draft
from tests.portal.test_drafts_and_files import brought, report
from tests.portal.test_in_the_browser import looked_at, opened
from tests.portal.test_versions import saved
from tests.portal.visitor import Visitor
from tests.world import World

pytestmark = pytest.mark.browser
Make = Callable[..., Visitor]
PHRASE = "Staff will check that the child has understood."


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


@pytest.fixture
def asked(database: Database, world: World, now: datetime, visitor: Make) -> int:
    """A draft with everything round it: versions, a report that differs, words left over, a comment, a phrase."""
    request_id = a_draft(database, world, now)
    saved(database, world, request_id, now, "Sian finds instructions of three parts hard.")
    brought(visitor(world.therapist_id), request_id, report(("Heading 2", "Family"), ("Normal", "Her cousin is ill.")))
    with database.transaction() as session:
        request, by = session.get_one(Request, request_id), world.therapist(session)
        comment(
            session,
            request=request,
            advice=draft_or_blank(session, request),
            field="/areas/0/needs",
            quoted="three parts",
            text="Since when?",
            by=by,
            now=now,
        )
        save_phrase(session, text=PHRASE, by=by, check=check_upload, now=now)
    return request_id


def test_the_pages_round_a_draft_are_accessible_and_narrow(
    browser: Browser, address: str, visitor: Make, world: World, asked: int
) -> None:
    wrong = []
    with opened(browser, address, visitor(world.therapist_id)) as page:
        draft = f"/requests/{asked}/draft"
        paths = [f"{draft}/bring-in", f"{draft}/versions", f"{draft}/versions/2", f"{draft}/look", f"{draft}/phrases"]
        for path in [*paths, "/phrases", "/phrases/1", "/drafts-to-look-at", f"/requests/{asked}/write"]:
            page.goto(path)
            for summary in page.locator("details.drafts-add > summary").all():
                summary.click()
            wrong += looked_at(page)
    assert wrong == []


def test_a_phrase_goes_where_the_cursor_was_and_a_comment_takes_what_is_selected(
    browser: Browser, address: str, visitor: Make, world: World, asked: int
) -> None:
    with opened(browser, address, visitor(world.therapist_id)) as page:
        page.goto(f"/requests/{asked}/write")
        needs = page.locator("[name=areas-0-needs]")
        needs.click()
        page.keyboard.press("Control+Home")
        page.get_by_text("Insert a phrase of yours").click()
        page.get_by_role("button", name=PHRASE).click()
        expect(needs).to_have_value(PHRASE + "Sian finds instructions of three parts hard.")
        page.get_by_role("button", name="Insert where my cursor was").first.click()
        expect(needs).to_have_value(f"{PHRASE}She listens for ten minutes.Sian finds instructions of three parts hard.")
        page.get_by_role("button", name="Save changes").last.click()
        page.get_by_text("Your changes are saved").wait_for()
        page.goto(f"/requests/{asked}/draft/look")
        part = page.locator("section", has=page.get_by_role("heading", name="needs"))
        part.get_by_text("Comment", exact=False).locator("xpath=ancestor-or-self::summary").click()
        words = part.locator(".hub-words").first
        words.evaluate("(each) => getSelection().selectAllChildren(each.querySelector('mark'))")
        expect(part.get_by_label("The words that it is about")).to_have_value("three parts")


if os.environ.get("EHC_SHOTS"):  # pictures to look at, for whoever changes these pages

    def test_pictures(browser: Browser, address: str, visitor: Make, world: World, asked: int) -> None:
        with opened(browser, address, visitor(world.therapist_id)) as page:
            draft = f"/requests/{asked}/draft"
            paths = {
                "bring": f"{draft}/bring-in", "versions": f"{draft}/versions", "changes": f"{draft}/versions/2",
                "look": f"{draft}/look", "insert": f"{draft}/phrases", "phrases": "/phrases",
                "write": f"/requests/{asked}/write",
            }  # fmt: skip
            for name, path in paths.items():
                for width in (375, 1280):
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(path)
                    page.screenshot(path=f"{os.environ['EHC_SHOTS']}/E_{name}_{width}.png", full_page=name != "write")
