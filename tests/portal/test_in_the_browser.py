"""The app, accounts, cases and post in a real Chromium: accessible, at any width, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlalchemy import update

from hub.database import Database
from hub.models import DecisionKind, DecisionOutcome, Membership, NoticeState, OutgoingNotice, Person, Role, Whose
from hub.services.accounts import invite
from hub.services.decisions import Decided, record_decision
from hub.services.exceptions import Excepted, record_exception
from hub.services.family import add_view, invite_family
from tests.browser import DESKTOP, axe_violations, served
from tests.portal.received import received_item, received_news, received_request
from tests.portal.requests_made import a_publication
from tests.portal.visitor import Clock, Visitor
from tests.world import World

pytestmark = pytest.mark.browser
Make = Callable[..., Visitor]
NARROW: ViewportSize = {"width": 320, "height": 640}  # 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


@contextmanager
def opened(browser: Browser, address: str, visitor: Visitor, *, scripts: bool = True) -> Iterator[Page]:
    """A page of the browser, signed in as the visitor is; whatever the console complains of fails the test."""
    context: BrowserContext = browser.new_context(viewport=DESKTOP, java_script_enabled=scripts, base_url=address)
    cookie = visitor.client.get_cookie(visitor.app.config["HUB_COOKIE"])
    if cookie is not None:
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []


def looked_at(page: Page, *, narrow_too: bool = False) -> list[str]:
    """What is wrong with the page that is open, and whether it has to be scrolled sideways when it is narrow."""
    where = "/" + page.url.split("/", 3)[3]
    wrong = [f"{where}: {each}" for each in axe_violations(page)]
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    wrong += [f"{where} is {wide} pixels wide at 320"] if wide > NARROW["width"] else []
    if narrow_too:  # where the page itself changes: the menu folds, tables become cards, columns stack
        wrong += [f"{where} at 320: {each}" for each in axe_violations(page)]
    page.set_viewport_size(DESKTOP)
    return wrong


def test_the_pages_for_anyone_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        team = world.team(session)
        roles = [(Role.PROFESSIONAL, team)]
        _, token = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=clock())
    visitor().post_is_sent()
    wrong = []
    with opened(browser, address, visitor()) as page:
        paths = ["/sign-in", "/forgotten-password", f"/invitation/{token}", "/help", "/accessibility", "/outbox", "/x"]
        for path in [*paths, "/invitation/used"]:
            page.goto(path)
            wrong += looked_at(page)
    assert wrong == []


def test_an_officers_pages_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    request, news = received_request(database, clock()), received_news(database, clock())
    with database.transaction() as session:
        item = received_item(clock(), "scan.pdf")
        session.add(item)
        session.flush()
        item_id = item.id
    case = f"/cases/{world.case_id}"
    wrong = []
    with opened(browser, address, visitor(world.officer_id)) as page:
        paths = ["/my-cases", "/team-cases", f"{case}/ask", "/post/", f"/post/{request}", f"/post/{news}", "/post/new"]
        for path in [*paths, "/post/scan", f"{case}/correct", f"/post/items/{item_id}"]:
            page.goto(path)
            for summary in page.locator("summary").all():
                summary.click()
            wrong += looked_at(page, narrow_too=path in ("/my-cases", f"/post/{request}"))
        page.goto(f"{case}/ask")
        page.get_by_label("Speech and Language Therapy").check()
        page.get_by_role("button", name="Ask these teams").click()
        page.get_by_text("Advice requested from").wait_for()
        wrong += looked_at(page)
    assert wrong == []


def test_decisions_letters_and_the_familys_own_pages_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_publication(database, world, clock())
    with database.transaction() as session:
        case, by = world.case(session), world.officer(session)
        agreed = Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 11, 20), note="A close call.")
        decision = record_decision(session, case=case, decided=agreed, by=by, now=clock())
        carys = {"name": "Carys Evans", "email": "carys@example.org", "relation": "mother"}
        parent = invite_family(session, case=case, **carys, by=by, now=clock()).person
        for whose, words in ((Whose.CHILD, "I like to sing."), (Whose.PARENT, "She is happiest when she sings.")):
            add_view(session, case=case, whose=whose, words=words, shown=whose is Whose.CHILD, by=parent, now=clock())
        decision_id, parent_id = decision.id, parent.id
    own = f"/cases/{world.case_id}"
    wrong = []
    with opened(browser, address, visitor(world.officer_id)) as page:
        for path in (own, f"{own}/decisions/{decision_id}", f"{own}/family", "/letters", f"{own}/decisions"):
            page.goto(path)
            for summary in page.locator("summary").all():
                summary.click()
            wrong += looked_at(page, narrow_too=path == own)
    with opened(browser, address, visitor(parent_id)) as page:
        for path in (f"/my-child/{world.case_id}/advice/{request_id}", "/my-child/"):
            page.goto(path)
            wrong += looked_at(page, narrow_too=path == "/my-child/")
    assert wrong == []


def test_the_dates_of_a_case_and_its_exceptions_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, clock())
        away = Excepted("absence", date(2026, 11, 16), date(2026, 12, 20), explanation="Abroad.")
        given = {"case": world.case(session), "by": world.officer(session), "now": clock()}
        exception = record_exception(session, excepted=away, **given)  # type: ignore[arg-type]
        ordered = Decided(DecisionKind.TRIBUNAL_ORDER, date(2026, 11, 20), outcome=DecisionOutcome.MUST_ASSESS)
        record_decision(session, decided=ordered, **given)  # type: ignore[arg-type]
        request_id, exception_id = request.id, exception.id
    case = f"/cases/{world.case_id}"
    wrong = []
    with opened(browser, address, visitor(world.officer_id)) as page:
        for path in (f"{case}/exceptions/{exception_id}", f"/requests/{request_id}/exceptions/new", f"{case}/dates"):
            page.goto(path)
            wrong += looked_at(page, narrow_too=path.endswith("dates"))
    assert wrong == []


def test_a_managers_and_a_professionals_lists_and_case_page_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
    wrong = []
    for person, paths in ((world.manager_id, ["/team-cases"]), (world.therapist_id, ["/my-cases", "/rules"])):
        with opened(browser, address, visitor(person)) as page:
            for path in [*paths, f"/cases/{world.case_id}"]:
                page.goto(path)
                wrong += looked_at(page, narrow_too=person == world.manager_id)
    assert wrong == []


def test_notices_deliveries_and_what_is_set_about_them_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        somebody = Person(name="Ada Min", email="ada@council.example")
        somebody.memberships.append(Membership(role=Role.ADMINISTRATOR, person=somebody))
        session.add(somebody)
        failed = update(OutgoingNotice).values(state=NoticeState.FAILED, failure="The mail server refused the message")
        session.execute(failed)
        session.flush()
        administrator = somebody.id
    wrong = []
    with opened(browser, address, visitor(world.therapist_id)) as page:
        for path in ("", "/settings", "/leave", "/calendar"):
            page.goto(f"/notices{path}")
            wrong += looked_at(page)
        page.get_by_role("button", name="Make an address").click()
        page.get_by_text("shown this once").wait_for()
        wrong += looked_at(page)
    with opened(browser, address, visitor(administrator)) as page:
        page.goto("/deliveries")
        wrong += looked_at(page, narrow_too=True)
    assert wrong == []


def test_the_menu_folds_on_a_phone_and_stays_open_without_javascript(
    browser: Browser, address: str, visitor: Make, world: World
) -> None:
    for scripts in (True, False):
        with opened(browser, address, visitor(world.officer_id), scripts=scripts) as page:
            page.set_viewport_size(NARROW)
            page.goto("/my-cases")
            assert page.get_by_role("link", name="Team cases").is_visible() is not scripts
            if scripts:
                page.get_by_role("button", name="Menu").click()
            page.get_by_role("link", name="Team cases").click()
            assert page.get_by_role("heading", name="Team cases").is_visible()


def test_in_print_only_the_words_of_the_page_are_left(
    browser: Browser, address: str, visitor: Make, world: World
) -> None:
    with opened(browser, address, visitor(world.officer_id)) as page:
        page.goto(f"/cases/{world.case_id}")
        page.emulate_media(media="print")
        assert not page.get_by_role("link", name="Team cases").is_visible()
        assert page.get_by_role("heading", name="Sian Evans").is_visible()
        shown = "getComputedStyle(document.querySelector('main a.govuk-link[href^=\"/\"]'), '::after').content"
        assert page.evaluate(shown) == "none"
