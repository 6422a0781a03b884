"""The main job in a real browser without JavaScript, from allocation to download; and axe on every page of it."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect

from hub.database import Database
from hub.documents.read import read
from hub.models import Answer
from hub.services.requests import answer_no
from tests.browser import DESKTOP, PHONE, axe_violations, served
from tests.portal.requests_made import (
    BLOCKED,
    a_draft,
    a_publication,
    a_returned_submission,
    a_submission,
    an_allocated_request,
)
from tests.portal.visitor import Clock, Visitor
from tests.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


@pytest.fixture
def opened(
    browser: Browser, app: Flask, address: str, visitor: Callable[..., Visitor]
) -> Iterator[Callable[..., Page]]:
    """Opens a window in which somebody is signed in: `opened(world.dco_id, "/quality")`."""
    windows = []

    def open_for(person_id: int, path: str, *, script: bool = False, size: ViewportSize = PHONE) -> Page:
        cookie = app.config["HUB_COOKIE"]
        signed_in = visitor(person_id).client.get_cookie(cookie)
        assert signed_in is not None
        window = browser.new_context(viewport=size, java_script_enabled=script)
        windows.append(window)
        window.add_cookies([{"name": cookie, "value": signed_in.value, "url": address}])
        page = window.new_page()
        page.goto(address + path)
        return page

    yield open_for
    for each in windows:
        each.close()


def test_from_allocation_to_download_on_a_phone_without_javascript(
    opened: Open, world: World, database: Database, clock: Clock, tmp_path: Path
) -> None:
    with database.transaction() as session:
        request_id = world.asked(session, clock()).id

    page = opened(world.manager_id, "/")
    page.get_by_role("link", name="Team cases").first.click()
    page.get_by_role("link", name="Awaiting allocation").click()
    page.get_by_role("link", name="Sian Evans").click()
    page.get_by_role("link", name="Assign professional").click()
    page.get_by_label("Who will write the advice?").select_option(
        label="Tomasz Nowak, Speech and Language Therapist, invited"
    )
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Tomasz Nowak is assigned")

    page = opened(world.therapist_id, "/")
    page.get_by_role("link", name="Sian Evans").click()
    page.get_by_role("link", name="Open").first.click()
    page.get_by_label("strengths related to learning").fill("Sian greets people warmly.")
    page.get_by_label("special educational needs").fill(BLOCKED)
    page.get_by_role("button", name="Add a new outcome").click()
    assert page.url.endswith("#areas-0-outcomes-0-outcome")
    page.get_by_label("Outcome", exact=True).fill(
        "By the end of July 2027 Sian will swim ten metres, to join her class."
    )
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Step to achieving the outcome").fill("Sian will float for ten seconds.")
    page.get_by_label("Date to be achieved by").fill("2027-03-01")
    page.get_by_role("button", name="Add a new provision").click()
    page.get_by_label("Support needed").fill("Swimming lessons.")
    page.get_by_role("button", name="Save changes").last.click()
    expect(page.get_by_role("heading", name="Findings in what you have saved")).to_be_visible()
    expect(page.locator(".hub-card--block")).to_contain_text("Rhys")

    page.get_by_label("special educational needs").fill("Sian finds changes hard, so she misses break times.")
    page.get_by_label("Support needed").fill("Swimming lessons in a group of four.")
    for label, words in (
        ("To be provided by", "The swimming teacher of the leisure centre"),
        ("How much", "30 minutes"),
        ("How often", "Once a week in term time"),
        ("Review", "Each term by the Speech and Language Therapist"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Preview and submit").click()
    expect(page.get_by_role("heading", name="Are you ready to submit?")).to_be_visible()
    expect(page.get_by_text("stops publication")).to_have_count(0)
    page.get_by_role("button", name="Submit advice").click()
    expect(page.get_by_role("heading", name="Advice submitted")).to_be_visible()
    expect(page.get_by_text("in time")).to_be_visible()

    page = opened(world.dco_id, "/quality")
    page.get_by_role("link", name="Sian Evans").first.click()
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.get_by_role("alert")).to_contain_text("accepted and published")

    page = opened(world.officer_id, f"/requests/{request_id}/advice")
    expect(page.get_by_text("Sian greets people warmly.")).to_be_visible()
    for kind in ("PDF", "Word"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=kind, exact=True).click()
        path = tmp_path / kind
        waiting.value.save_as(path)
        assert re.fullmatch(rf"EHC-\w{{4}}-\w{{4}}-advice-{request_id}\.(pdf|docx)", waiting.value.suggested_filename)
        assert "Sian greets people warmly." in " ".join(read(path.read_bytes(), "x").text.split())


def test_a_warning_is_set_aside_and_put_back_on_a_phone_by_keyboard_without_javascript(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_draft(database, world, clock(), "Sian finds meals slow because of her dysphagia.")
    page = opened(world.therapist_id, f"/requests/{request_id}/write")
    card = page.locator(".hub-card", has_text="dysphagia")
    card.locator("summary", has_text="Set aside with a reason").press("Enter")
    reason = card.get_by_label("Why is it right as it stands?")
    reason.fill("The family uses this word.")
    reason.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Set aside")
    expect(card).to_have_count(0)
    page.locator("summary", has_text="Set aside (1)").press("Enter")
    expect(page.get_by_text("The family uses this word.")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(card).to_be_visible()


@pytest.mark.parametrize("stage", ["asked", "answered no", "blank", "draft", "set aside", "held", "published"])
def test_every_page_is_accessible_and_none_scrolls_sideways(
    opened: Open, world: World, database: Database, clock: Clock, stage: str
) -> None:
    request_id, pages = _at(stage, database, world, clock())
    for person_id, path in pages:
        page = opened(person_id, f"/requests/{request_id}/{path}" if path[:1] != "/" else path, script=True)
        _look_at(page, path)


def test_with_javascript_what_is_typed_is_saved_by_itself(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = an_allocated_request(database, world, clock())
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True)
    page.clock.install()
    page.reload()
    page.get_by_label("strengths related to learning").fill("She sings.")
    page.clock.fast_forward(4_000)
    expect(page.locator("[data-advice-saved]")).to_have_text("Saved at 09:30")
    expect(page.locator("[data-advice-said]")).to_have_text("Saved at 09:30")
    page.get_by_label("strengths related to learning").fill("She sings and swims.")
    page.get_by_role("button", name="Save changes").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Your changes are saved")
    expect(page.get_by_label("strengths related to learning")).to_have_value("She sings and swims.")


def test_leaving_with_a_reason_that_was_only_typed_asks_first(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_draft(database, world, clock(), "Sian finds meals slow because of her dysphagia.")
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True)
    card = page.locator(".hub-card", has_text="dysphagia")
    card.get_by_text("Set aside with a reason").click()
    card.get_by_label("Why is it right as it stands?").fill("The family uses this word.")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_role("link", name="Back to the case").click()
    page.wait_for_url("**/cases/*")
    assert asked == ["beforeunload"]


def test_what_saves_itself_says_when_it_could_not_and_loses_nothing(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = an_allocated_request(database, world, clock())
    path = f"/requests/{request_id}/write"
    first, second = (opened(world.therapist_id, path, script=True) for _ in range(2))
    first.get_by_label("strengths related to learning").fill("First")
    first.get_by_role("button", name="Save changes").last.click()
    second.clock.install()
    second.get_by_label("strengths related to learning").fill("Second")
    second.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    problem = second.locator("[data-advice-problem]")
    expect(problem).to_contain_text("You saved this advice in another tab or on another device at 09:30")
    second.get_by_role("button", name="Compare both texts").click()
    expect(second.get_by_role("heading", name="Both texts")).to_be_visible()
    expect(second.get_by_label("strengths related to learning")).to_have_value("Second")


def test_findings_come_while_one_types_and_are_settled_without_leaving_the_words(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_draft(database, world, clock(), "Sian finds meals slow because of her dysphagia.")
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True, size=DESKTOP)
    page.clock.install()
    field = page.get_by_label("special educational needs")
    field.press("Control+End")
    page.keyboard.type(" Her proprioception is poor.")
    page.clock.fast_forward(800)
    card = page.locator(".hub-card", has_text="proprioception")
    expect(card).to_be_visible()
    expect(field).to_be_focused()
    page.clock.fast_forward(2_000)
    expect(page.locator("[data-advice-said]")).to_contain_text("Communication and interaction: needs. Please check")
    field.press("Alt+Enter")
    expect(field).to_have_value(re.compile(r"dysphagia \(difficulty swallowing.*\)\. Her proprioception is poor\.$"))
    field.press("Control+z")
    expect(field).to_have_value("Sian finds meals slow because of her dysphagia. Her proprioception is poor.")
    page.clock.fast_forward(800)
    card.get_by_text("Set aside with a reason").click()
    card.get_by_role("checkbox").last.check()
    card.get_by_label("Why is it right as it stands?").fill("The family uses this word.")
    card.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("Set aside (1)")).to_be_visible()
    assert page.url.endswith("/write")
    expect(field).to_be_focused()


def test_nothing_typed_is_lost_when_the_connection_or_the_session_ends(
    opened: Open, world: World, database: Database, clock: Clock, app: Flask, visitor: Callable[..., Visitor]
) -> None:
    request_id = an_allocated_request(database, world, clock())
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True)
    page.clock.install()
    page.context.set_offline(True)
    field = page.get_by_label("strengths related to learning")
    problem, saved = page.locator("[data-advice-problem]"), page.locator("[data-advice-saved]")
    field.fill("She sings.")
    page.clock.fast_forward(4_000)
    expect(problem).to_contain_text("the hub could not be reached")
    page.context.set_offline(False)
    expect(saved).to_have_text("Saved at 09:30")
    expect(problem).to_be_empty()
    clock.move_on(minutes=40)
    field.fill("She sings and swims.")
    page.clock.fast_forward(4_000)
    expect(problem).to_contain_text("You have been signed out. What you typed is still here")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    assert axe_violations(page) == []
    cookie = visitor(world.therapist_id).client.get_cookie(app.config["HUB_COOKIE"])
    assert cookie is not None
    page.context.clear_cookies()  # the token that is in the page is of the earlier sign-in
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.url}])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.clock.fast_forward(1_000)
    expect(saved).to_have_text("Saved at 10:10")
    expect(problem).to_be_empty()
    page.reload()
    expect(field).to_have_value("She sings and swims.")


def test_by_keyboard_alone_at_320_pixels_a_draft_is_mended_and_submitted_in_two_presses(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_draft(database, world, clock(), "Sian finds meals slow because of her dysphagia.")
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True, size={"width": 320, "height": 640})
    page.emulate_media(reduced_motion="reduce")  # what is focused is in view at once
    _tab_to(page, "special educational needs")
    page.keyboard.press("Control+End")
    page.keyboard.type(" She swims.")
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".hub-card", has_text="dysphagia")).to_have_count(0)
    expect(page.get_by_label("special educational needs")).to_have_value(re.compile(r"dysphagia \(.+ She swims\.$"))
    for button, heading in (("Preview and submit", "Check your advice"), ("Submit advice", "Advice submitted")):
        _tab_to(page, button)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def _tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until what is focused has the name; it must be in view, with nothing over it."""
    for _ in range(90):
        page.keyboard.press("Tab")
        found, seen = page.evaluate(_FOCUSED)
        assert seen, f"“{found}” is focused and not in view"
        if name in found:
            return
    raise AssertionError(f"the Tab key does not reach “{name}”")


_FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), labels = [...(one.labels ?? [])];
  const down = Math.min(Math.max(box.top + 10, 0), innerHeight - 1);
  const middle = document.elementFromPoint(box.left + box.width / 2, down);
  const seen = one === document.body || [one, ...labels].some((each) => each.contains(middle));
  return [labels.map((each) => each.textContent).join(" ") || one.textContent, seen];
}"""


PASTED = """What Sian finds hard

Sian finds long instructions hard to follow, so she misses the start of most tasks.

- Two steps at a time, with a picture
  - at her table
- A quiet place to start

1. Listen
2. Ask

Test | Result
Understanding | Like a child of four

She sings.
She paints."""


def test_a_paste_from_word_keeps_paragraphs_and_lists_and_nothing_else(
    opened: Open, world: World, database: Database, clock: Clock
) -> None:
    request_id = an_allocated_request(database, world, clock())
    page = opened(world.therapist_id, f"/requests/{request_id}/write", script=True)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    field = page.get_by_label("strengths related to learning")
    html = (Path(__file__).parent / "word_clipboard.html").read_text(encoding="utf-8")
    google = "<p>One<ul><li>two<ul><li>three</li></ul></li></ul><ol><li><p>four</p></li></ol><p>five</p>"
    plain = "·\tone\r\n•\ttwo\r\n\r\nthree · four"
    for kind, clipboard, expected in (
        ("text/html", html, PASTED),
        ("text/html", google, "One\n\n- two\n  - three\n\n1. four\n\nfive"),
        ("text/plain", plain, "- one\n- two\n\nthree · four"),
    ):
        field.fill("")
        field.evaluate(_PASTE, [kind, clipboard])
        expect(field).to_have_value(expected)
    field.press("Control+z")
    expect(field).not_to_have_value("- one\n- two\n\nthree · four")
    assert complaints == []


_PASTE = """(field, [kind, words]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData(kind, words);
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_error_states_are_accessible_too(opened: Open, world: World, database: Database, clock: Clock) -> None:
    request_id = a_draft(database, world, clock(), BLOCKED)
    first, second = (opened(world.therapist_id, f"/requests/{request_id}/write", script=True) for _ in range(2))
    for page, words in ((first, "One"), (second, "Two")):
        page.get_by_label("strengths related to learning").fill(words)
        page.get_by_role("button", name="Save changes").last.click()
    expect(second.get_by_role("heading", name="Both texts")).to_be_visible()
    _look_at(second, "changed elsewhere")
    clock.move_on(minutes=40)
    second.get_by_role("button", name="Save changes").last.click()
    expect(second.get_by_role("heading", name="Your words are safe")).to_be_visible()
    _look_at(second, "signed out")
    page = opened(world.therapist_id, "/check-my-document", script=True)
    page.get_by_label("Paste your words").fill(BLOCKED)
    page.get_by_role("button", name="Check it").click()
    _look_at(page, "findings")


def _at(stage: str, database: Database, world: World, now: datetime) -> tuple[int, list[tuple[int, str]]]:
    """A request at the stage, and the pages about it: (who, path)."""
    writer = world.therapist_id
    if stage == "asked":
        with database.transaction() as session:
            return world.asked(session, now).id, [(world.manager_id, "allocate")]
    if stage == "answered no":
        with database.transaction() as session:
            request = world.asked(session, now)
            by = world.manager(session)
            answer_no(session, request=request, answer=Answer.NOT_KNOWN, details="Not known", by=by, now=now)
            return request.id, [(world.officer_id, "decision")]
    if stage == "blank":
        return an_allocated_request(database, world, now), [(writer, "write"), (writer, "submit")]
    if stage == "draft":
        drafted = a_draft(database, world, now, BLOCKED)
        return drafted, [(writer, "write"), (writer, "submit"), (writer, "uploads")]
    if stage == "set aside":
        back = a_returned_submission(database, world, now, "Sian chokes because of her dysphagia. Her brother is deaf.")
        return back, [(writer, "write"), (writer, "submit"), (writer, "advice"), (world.dco_id, "quality")]
    if stage == "held":
        held = a_submission(database, world, now, BLOCKED)
        pages = [(writer, "advice"), (writer, "submitted"), (world.dco_id, "quality"), (world.dco_id, "/quality")]
        return held, pages
    return a_publication(database, world, now), [(world.officer_id, "advice"), (world.officer_id, "release")]


def _look_at(page: Page, what: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert axe_violations(page) == [], what
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (what, width)
