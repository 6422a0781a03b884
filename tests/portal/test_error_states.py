"""Every form that can refuse what is sent says so at the top and at the field, and reads aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Route

from checker.check import check
from hub.database import Database
from hub.files import FileStore
from hub.models import Answer, Person, Request, Role
from hub.services.accounts import invite
from hub.services.advice import submit_advice
from hub.services.requests import answer_no
from hub.settings import Settings
from tests.browser import axe_violations
from tests.portal import everything
from tests.portal.test_in_the_browser import NARROW, address, opened
from tests.portal.visitor import Page, Typed, Visitor
from tests.world import World

__all__ = ["address"]
pytestmark = pytest.mark.browser
Make = Callable[..., Visitor]
NOTHING: Typed = {}
# who; where; the button; what is wrong
FORMS: list[tuple[str, str, str, Typed]] = [
    ("", "/sign-in", "Continue", NOTHING),
    ("", "/forgotten-password", "Send the link", NOTHING),
    ("", "/invitation/{token}", "Create my account", NOTHING),
    ("writer", "/account/password", "Save the new password", NOTHING),
    ("writer", "/account/email", "Send the link", NOTHING),
    ("writer", "/requests/{request_id}/allocate", "Submit response", {"provides": "no"}),
    ("writer", "/requests/{request_id}/exceptions/new", "Record the exception", NOTHING),
    ("writer", "/requests/{request_id}/uploads", "Add these files", NOTHING),
    ("writer", "/requests/{request_id}/draft/bring-in", "Bring its words in", NOTHING),
    ("writer", "/requests/{request_id}/draft/bring-in", "Put them there", NOTHING),
    ("writer", "/requests/{request_id}/draft/look", "Ask them to look", NOTHING),
    ("writer", "/requests/{request_id}/draft/look", "Add this comment", NOTHING),
    ("writer", "/phrases", "Keep this phrase", NOTHING),
    ("writer", "/phrases/{phrase_id}", "Keep this phrase", {"text": ""}),
    ("writer", "/check-my-document", "Check it", NOTHING),
    ("writer", "/notices/leave", "Save cover", NOTHING),
    ("writer", "/notices/settings", "Save changes", {"when": "own", "starts": "x"}),
    ("writer", "/requests/{request_id}/draft/phrases", "Put it there", NOTHING),
    ("parent", "/my-child/", "Save what I want to say", NOTHING),
    ("officer", "/post/{reading_id}", "Confirm this case", {"child_name": "", "nhs_number": "1"}),
    ("officer", "/post/{reading_id}", "File it with that case", {"reference": "x"}),
    ("officer", "/post/{reading_id}", "Set it aside", NOTHING),
    ("officer", "/post/items/{item_id}", "Set it aside", NOTHING),
    ("officer", "/post/new", "Open the case", NOTHING),
    ("officer", "/post/scan", "Bring it in", NOTHING),
    ("officer", "/cases/{case_id}/ask", "Ask these teams", NOTHING),
    ("officer", "/cases/{case_id}/correct", "Save corrections", {"child_name": "", "date_of_birth-year": "x"}),
    ("officer", "/cases/{case_id}/decisions", "Record", NOTHING),
    ("officer", "/cases/{case_id}/decisions/{decision_id}", "Save correction", {"kind": ""}),
    ("officer", "/cases/{case_id}/decisions/{decision_id}", "Strike it out", NOTHING),
    ("officer", "/cases/{case_id}/exceptions/new", "Record the exception", NOTHING),
    ("officer", "/cases/{case_id}/exceptions/{exception_id}", "Record that they were told", NOTHING),
    ("officer", "/cases/{case_id}/exceptions/{exception_id}", "Save the change", NOTHING),
    ("officer", "/cases/{case_id}/exceptions/{exception_id}", "Strike it out", NOTHING),
    ("officer", "/cases/{case_id}/family", "Invite", NOTHING),
    ("officer", "/cases/{case_id}/family", "Save what they said", NOTHING),
    ("officer", "/people/invite", "Send the invitation", NOTHING),
    ("officer", "/people/import", "Invite everybody in it", {"lines": "name,email,role\nA,a,dco\n"}),
    ("officer", "/people/{person_id}/correct", "Save", {"name": ""}),
    ("officer", "/people/{person_id}", "Give this role", NOTHING),
    ("officer", "/people/{person_id}", "Move", NOTHING),
    ("dco", "/quality/deputies", "Save cover", NOTHING),
    ("administrator", "/teams/new", "Add the team", NOTHING),
    ("administrator", "/teams/{team_id}", "Save", {"name": ""}),
    ("auditor", "/history/", "Apply", {"from_on-day": "31", "from_on-month": "2"}),
]


def refusals(
    visitor: Make, world: World, database: Database, settings: Settings, now: datetime
) -> Iterator[tuple[str, Page]]:
    """What each form answers to what it cannot take."""
    with database.transaction() as session:
        who = everything.people(session, world)
        roles = [(Role.PROFESSIONAL, world.team(session))]
        _, token = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=now)
    ids = everything.ids(database, FileStore(settings.data_dir), world, who, now, "being written")
    for name, path, button, typed in FORMS:
        somebody = visitor(who[name] if name else None)
        assert somebody.opens(path.format(token=token, **ids)).status == 200, path
        yield f"{path}: {button}", somebody.sends(button, typed)
    with database.transaction() as session:
        request, by = session.get_one(Request, ids["request_id"]), world.therapist(session)
        submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)
        care = world.asked(session, now, world.social_care(session))
        manager = session.get_one(Person, who["another team's manager"])
        answer_no(session, request=care, answer=Answer.NOT_KNOWN, details="Not known", by=manager, now=now)
        care_id = care.id
    for name, path, button in (
        ("dco", f"/requests/{ids['request_id']}/quality", "Return to its writer"),
        ("officer", f"/requests/{care_id}/decision", "Save decision"),
    ):
        somebody = visitor(who[name])
        somebody.opens(path)
        yield f"{path}: {button}", somebody.sends(button)


def test_what_a_form_refuses_is_said_at_the_top_and_at_the_field_and_is_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, settings: Settings, now: datetime
) -> None:
    wrong: list[str] = []
    shown = ""

    def answer(route: Route) -> None:
        route.fulfill(body=shown, content_type="text/html")

    with opened(browser, address, visitor()) as page:
        page.route("**/shown", answer)
        page.set_viewport_size(NARROW)
        for what, refused in refusals(visitor, world, database, settings, now):
            wrong += [f"{what}: {each}" for each in badly_said(refused)]
            shown = refused.html
            page.goto("/shown")
            wrong += [f"{what}: {each}" for each in axe_violations(page, "main")]
            wide = page.evaluate("document.documentElement.scrollWidth")
            wrong += [f"{what} is {wide} pixels wide"] if wide > NARROW["width"] else []
            focused = page.evaluate("document.activeElement.className")
            wrong += [f"{what}: its problems are not read out first"] if "error-summary" not in focused else []
    assert wrong == []


def badly_said(page: Page) -> list[str]:
    """What is missing from a page that refuses something: title, summary, and each sentence at its field again."""
    soup = page.soup
    beside = " ".join(" ".join(each.get_text(" ").split()) for each in soup.select(".govuk-error-message"))
    wrong = [f"“{each}” is not said at its field" for each in page.errors() if each not in beside]
    wrong += [] if page.errors() else [f"nothing is refused: {page.status} {page.heading}"]
    return wrong + (
        [] if soup.title and soup.title.get_text().startswith("Error: ") else ["its title is not of an error"]
    )
