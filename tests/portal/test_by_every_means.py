"""Every journey by the keys alone at 320 pixels, each page in forced colours too; and with forms and links alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage

from hub.database import Database
from hub.models import Case, Membership, Person, Role
from hub.services.accounts import invite
from hub.services.family import invite_family
from tests.browser import contrast_violations
from tests.hub.documents.paper import pdf_of
from tests.portal.hands import Forms, Hands, Keyboard
from tests.portal.received import received_item, received_news, received_request
from tests.portal.requests_made import BLOCKED
from tests.portal.test_drafts_and_files import report
from tests.portal.test_in_the_browser import NARROW, address, opened
from tests.portal.visitor import Clock, Visitor
from tests.world import World

__all__ = ["address"]
Make = Callable[..., Visitor]
PASSWORD = "three unrelated words"
NEW_PASSWORD = "seven other long words"


class As(Protocol):
    """Makes the hands of a person, or of somebody who is not signed in."""

    def __call__(self, person_id: int | None = None) -> Hands: ...


@pytest.fixture(params=[pytest.param("by-keyboard", marks=pytest.mark.browser), "without-a-script"])
def hands(request: pytest.FixtureRequest, visitor: Make) -> Iterator[As]:
    """The hands of whoever makes a journey, in each way that a journey has to be possible."""
    if request.param == "without-a-script":
        yield lambda person_id=None: Forms(visitor(person_id))
        return
    browser: Browser = request.getfixturevalue("browser")
    at: str = request.getfixturevalue("address")
    made: list[Keyboard] = []
    with ExitStack() as windows:

        def of(person_id: int | None = None) -> Keyboard:
            page = windows.enter_context(opened(browser, at, visitor(person_id)))
            page.set_viewport_size(NARROW)
            page.emulate_media(reduced_motion="reduce")  # what is focused is in view at once
            page.on("filechooser", lambda _: None)  # from the start: asked for with the key, it may come too late
            made.append(Keyboard(page, looked_at))
            return made[-1]

        yield of
    assert [each for one in made for each in one.wrong] == []


def looked_at(page: BrowserPage) -> list[str]:
    """Whether the page has to be scrolled sideways; in forced colours, what cannot be read or told apart."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    wrong = [f"{page.url} is {wide} pixels wide"] if wide > NARROW["width"] else []
    page.emulate_media(forced_colors="active")
    own, alike = page.evaluate(_FORCED)
    wrong += contrast_violations(page) if own else []
    page.emulate_media(forced_colors="none")
    return wrong + [f"{page.url}: {each} looks like what it is not" for each in alike]


_FORCED = """() => {
  const drawn = (one) => { const style = getComputedStyle(one);
    return [style.backgroundColor, style.borderTopWidth, style.borderTopStyle, style.borderTopColor,
      style.outlineStyle + style.outlineWidth].join(); };
  const pairs = [[".hub-mark", ".hub-words"], [".hub-stages__now", ".hub-stages li:not(.hub-stages__now)"],
    [".hub-pills a[aria-current]", ".hub-pills a:not([aria-current])"], [".hub-card", "main"],
    [".hub-table__yours", ".hub-table tbody tr:not(.hub-table__yours)"], [".hub-status", "main"],
    [".thread-box--gap", ".thread-box:not(.thread-box--gap)"]];
  const own = [...document.querySelectorAll("main *")].some(
    (each) => getComputedStyle(each).forcedColorAdjust === "none" && each.textContent && !each.closest("svg"));
  return [own, pairs.filter(([is, not]) => {
    const one = document.querySelector(is), other = document.querySelector(not);
    return one && other && drawn(one) === drawn(other);
  }).map(([is]) => is)];
}"""


def code_in(visitor: Visitor) -> str:
    """The six digits of the latest text message."""
    texts = [each.text for each in visitor.post_is_sent() if each.channel.value == "sms"]
    found = re.search(r"\d{6}", texts[0])
    assert found is not None
    return found[0]


def link_in(visitor: Visitor, subject: str) -> str:
    """The path of the link in the latest email with the words in its subject."""
    (text, *_) = [each.text for each in visitor.post_is_sent() if subject in each.subject]
    found = re.search(r"https?://[^/]+(/\S+)", text)
    assert found is not None
    return found[1]


def test_registering_signing_in_a_new_password_and_another_way_for_the_codes(
    hands: As, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        roles = [(Role.PROFESSIONAL, world.team(session))]
        _, token = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=clock())
    post, nia = visitor(), hands()
    nia.opens(f"/invitation/{token}")
    nia.types("Choose a password", PASSWORD)
    nia.picks("Text message")
    nia.types("Mobile number", "07700 900 555")
    nia.presses("Create my account")
    nia.types("Security code", code_in(post))
    nia.presses("Sign in")
    nia.presses("Show me ten recovery codes")
    nia.sees("Keep these recovery codes")
    nia.opens("/account")
    nia.presses("Sign out everywhere, here too")
    clock.move_on(minutes=20)
    nia.opens("/sign-in")
    nia.follows("Forgotten your password?")
    nia.types("Email address", "nia@health.example")
    nia.presses("Send the link")
    nia.opens(link_in(post, "password"))
    nia.types("New password", NEW_PASSWORD)
    nia.presses("Save the new password")
    clock.move_on(minutes=20)
    nia.opens("/sign-in")
    nia.types("Email address", "nia@health.example")
    nia.types("Password", NEW_PASSWORD)
    nia.presses("Continue")
    nia.types("Security code", code_in(post))
    nia.presses("Sign in")
    clock.move_on(minutes=20)
    nia.opens("/account")
    nia.presses("Change how your codes reach you")
    nia.types("Security code", code_in(post))
    nia.presses("Continue")
    nia.picks("Authenticator app")
    nia.presses("Continue")
    nia.sees("Set up your authenticator app")


def test_what_was_received_is_confirmed_filed_and_set_aside_and_advice_is_asked_for(
    hands: As, world: World, database: Database, clock: Clock
) -> None:
    request, news = received_request(database, clock()), received_news(database, clock())
    with database.transaction() as session:
        item = received_item(clock(), "scan.pdf")
        session.add(item)
        session.flush()
        item_id = item.id
    with database.reading() as session:
        reference = session.get_one(Case, world.case_id).reference
    officer = hands(world.officer_id)
    officer.opens(f"/post/{request}")
    officer.types("Child's or young person's name", "Tomos Aled Pritchard-Jones")
    officer.presses("Confirm this case")
    officer.sees("Tomos Aled Pritchard-Jones")
    officer.opens(f"/post/{news}")
    officer.types("Case reference", reference)
    officer.presses("File it with that case")
    officer.opens(f"/post/items/{item_id}")
    officer.types("Why is it not for the hub?", "It is a newsletter.")
    officer.presses("Set it aside")
    case = f"/cases/{world.case_id}"
    officer.opens(case)
    officer.opens(f"{case}/ask")
    officer.picks("Speech and Language Therapy", within="Which teams?")
    officer.unfolds("Ask a named person")
    officer.types("Notes for the teams", "Please say how she listens.")
    officer.presses("Ask these teams")
    officer.opens(f"{case}/decisions")
    officer.picks("Agreed to assess")
    for label, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        officer.types(label, value, within="On which day?")
    officer.presses("Record")
    officer.sees("Recorded: Agreed to assess")
    officer.unfolds("Write a letter")
    officer.downloads("(Word)")


def test_a_request_is_assigned_cover_is_set_and_advice_is_written_checked_and_read(
    hands: As, world: World, database: Database, clock: Clock, tmp_path: Path
) -> None:
    with database.transaction() as session:
        request_id = world.asked(session, clock()).id
        carys = {"name": "Carys Evans", "email": "carys@example.org", "relation": "mother"}
        by = world.officer(session)
        parent_id = invite_family(session, case=world.case(session), **carys, by=by, now=clock()).person.id
    request = f"/requests/{request_id}"
    manager = hands(world.manager_id)
    manager.opens(f"{request}/allocate")
    manager.picks("Yes")
    manager.selects("Who will write the advice?", "Tomasz Nowak")
    manager.presses("Save changes")
    manager.sees("Tomasz Nowak is assigned")
    writes(hands(world.therapist_id), request, tmp_path)
    reviewer = hands(world.dco_id)
    reviewer.opens(f"{request}/quality")
    reviewer.types("Your reason", "The family named him themselves.")
    reviewer.presses("Clear it")
    reviewer.opens(f"{request}/quality")
    reviewer.types("Your reason", "Please say what she enjoys.")
    reviewer.presses("Return to its writer")
    therapist = hands(world.therapist_id)
    therapist.opens(f"{request}/submit")
    therapist.presses("Submit advice")
    reviewer.opens("/quality")
    reviewer.follows("Sian Evans")
    reviewer.presses("Accept and publish")
    reviewer.sees("accepted and published")
    parent = hands(parent_id)
    parent.opens("/my-child/")
    parent.picks("Mine, as a parent or carer")
    parent.types("What would you like to say?", "She is happiest when she sings.")
    parent.presses("Save what I want to say")
    parent.opens(f"/my-child/{world.case_id}/advice/{request_id}")
    parent.downloads("PDF")
    officer = hands(world.officer_id)
    officer.opens(f"{request}/release")
    officer.types("Why does it have to change?", "The school has changed.")
    officer.presses("Release it")
    officer.sees("released")


def writes(therapist: Hands, request: str, folder: Path) -> None:
    """The professional's part: words, a phrase, a report that is brought in, a file, and what is set aside."""
    letter, brought = folder / "letter.pdf", folder / "report.docx"
    letter.write_bytes(pdf_of("Sian was seen in clinic."))
    packed = BytesIO()
    report(("Heading 2", "Family"), ("Normal", "She likes the sea.")).save(packed)
    brought.write_bytes(packed.getvalue())
    therapist.opens(f"{request}/write")
    therapist.types("strengths related to learning", "Sian greets people warmly.")
    therapist.types("special educational needs", f"{BLOCKED} She has dysphagia.")
    therapist.presses("Add a new outcome")
    therapist.types("Outcome", "By the end of July 2027 Sian will swim ten metres, to join her class.")
    therapist.presses("Save changes")
    therapist.sees("Findings in what you have saved")
    therapist.follows("bring in a report")
    therapist.attaches("Filled-in template, or your report", brought)
    therapist.presses("Bring its words in")
    therapist.opens(f"{request}/uploads")
    therapist.attaches("Clinic letters, reports or plans", letter)
    therapist.presses("Add these files")
    therapist.sees("letter.pdf")
    therapist.opens(f"{request}/submit")
    therapist.unfolds("Give a reason (optional) for: A parent may not know")
    therapist.types("Your reason for: A parent may not know", "The family uses this word.")
    therapist.presses("Set aside now")
    therapist.sees("Set aside")
    therapist.presses("Submit advice")
    therapist.sees("Advice submitted")


def test_cover_a_document_people_and_what_is_set_about_notices(
    hands: As, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        somebody = Person(name="Ada Min", email="ada@council.example")
        somebody.memberships.append(Membership(role=Role.ADMINISTRATOR, person=somebody))
        session.add(somebody)
        session.flush()
        administrator_id = somebody.id
    manager = hands(world.manager_id)
    manager.opens("/notices/leave")
    manager.selects("Who covers?", "Ciara Byrne")
    for legend, day in (("First day away", clock()), ("Last day away", clock() + timedelta(days=7))):
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            manager.types(label, str(value), within=legend)
    manager.presses("Save cover")
    manager.sees("Ciara Byrne for Maya Shah")
    manager.opens("/notices/settings")
    manager.picks("One email a day")
    manager.presses("Save changes")
    manager.opens("/check-my-document")
    manager.types("Paste your words", BLOCKED)
    manager.picks("Health advice")
    manager.presses("Check it")
    manager.sees("Your words")
    ada = hands(administrator_id)
    ada.opens("/people/invite")
    ada.types("Full name", "Beth Lowe")
    ada.types("Email address", "beth@health.example")
    ada.picks("Professional")
    ada.selects("Team", "Speech and Language Therapy")
    ada.presses("Send the invitation")
    ada.opens("/people/import")
    ada.types("Or paste the lines", "name,email,role,team\nCai Rhys,cai@health.example,professional,")
    ada.presses("Invite everybody in it")
    ada.sees("There is a problem")
    ada.types("Or paste the lines", "name,email,role\nCai Rhys,cai@council.example,officer")
    ada.presses("Invite everybody in it")
    ada.sees("invited")
