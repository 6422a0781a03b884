"""Setting findings aside without JavaScript: on the writing page, on the warning page, and what the reviewer sees."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from hub.database import Database
from hub.documents.read import read
from hub.models import Dismissal
from hub.workflow import RequestState
from tests.portal.requests_made import BLOCKED, a_draft, a_submission, the_request
from tests.portal.visitor import Page, Visitor
from tests.world import World

Make = Callable[..., Visitor]
TERMS = "Sian finds meals slow because of her dysphagia and her proprioception."
REASON = "The family uses these words."


def writing(visitor: Make, world: World, database: Database, now: datetime, needs: str = TERMS) -> tuple[Visitor, int]:
    request_id = a_draft(database, world, now, needs)
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    return therapist, request_id


class Choice(NamedTuple):
    """The part of a card that sets one of its findings aside."""

    which: str
    value: str
    why: str
    button: str


def choice(visitor: Visitor, word: str) -> Choice:
    """How to set aside what the open page says of a word."""
    assert visitor.page is not None
    soup = visitor.page.soup
    (label,) = [each for each in soup.select(".hub-card .govuk-checkboxes__label") if word in each.get_text()]
    card, box = label.find_parent(class_="hub-card"), soup.select_one(f"#{label['for']}")
    assert card is not None
    assert box is not None
    button, which = card.select_one("button[value^='set-aside']"), str(box["name"])
    assert button is not None
    return Choice(which, str(box["value"]), which.replace("which-", "why-"), button.get_text())


def standing(page: Page) -> str:
    """What the cards say."""
    return " ".join(each.get_text(" ") for each in page.soup.select(".hub-card strong"))


def test_a_warning_is_set_aside_with_a_reason_and_comes_back_when_its_words_change(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, _ = writing(visitor, world, database, now)
    which, value, why, button = choice(therapist, "dysphagia")
    page = therapist.sends(button, {which: value, why: REASON})
    assert "dysphagia" not in standing(page)
    assert "proprioception" in standing(page)
    assert "Set aside (1)" in page.main
    assert REASON in page.main
    page = therapist.sends("Save changes", {"areas-0-needs": f"Sian swims. {TERMS.replace(' dys', '  DYS')}"})
    assert "dysphagia" not in standing(page).casefold()
    page = therapist.sends("Save changes", {"areas-0-needs": TERMS.replace("dysphagia", "dysarthria")})
    assert "Set aside (1)" not in page.main
    assert "dysarthria" in standing(page)


def test_setting_aside_saves_what_was_typed(visitor: Make, world: World, database: Database, now: datetime) -> None:
    therapist, _ = writing(visitor, world, database, now)
    which, value, why, button = choice(therapist, "dysphagia")
    typed = {which: value, why: REASON, "areas-0-strengths": "She sings."}
    page = therapist.sends(button, typed)
    assert "She sings." in page.main


def test_a_reason_that_was_typed_counts_whichever_button_is_pressed(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, _ = writing(visitor, world, database, now)
    which, value, why, _ = choice(therapist, "dysphagia")
    assert "Set aside (1)" in therapist.sends("Add a new outcome", {which: value, why: REASON}).main


def test_words_that_stand_twice_are_set_aside_together(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, _ = writing(visitor, world, database, now)
    therapist.sends("Add a new provision")
    place, support = "areas-0-outcomes-0-provisions", "Extra help from a teaching assistant with reading"
    typed = {f"{place}-{number}-support": support for number in (0, 1)}
    unsaid = {f"{place}-0-{part}": "" for part in ("provided_by", "ratio", "quantity", "frequency", "review")}
    page = therapist.sends("Save changes", {**typed, **unsaid})
    assert standing(page).count("how often") == 2
    boxes = [each for each in page.soup.select(".hub-card label") if "how often" in each.get_text()]
    box = page.soup.select_one(f"#{boxes[1]['for']}")
    assert box is not None
    which = str(box["name"])
    page = therapist.sends("Save changes", {which: str(box["value"]), which.replace("which-", "why-"): "Each day."})
    assert "how often" not in standing(page)
    assert "Set aside (1)" in page.main


def test_it_is_put_back_with_undo(visitor: Make, world: World, database: Database, now: datetime) -> None:
    therapist, _ = writing(visitor, world, database, now)
    which, value, why, button = choice(therapist, "dysphagia")
    therapist.sends(button, {which: value, why: REASON})
    page = therapist.sends("Undo")
    assert "dysphagia" in standing(page)
    assert "Set aside (1)" not in page.main


def test_without_a_reason_or_a_choice_the_page_says_what_is_missing(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, _ = writing(visitor, world, database, now)
    which, value, why, button = choice(therapist, "dysphagia")
    page = therapist.sends(button, {which: value, why: " ", "areas-0-strengths": "She sings."})
    assert page.status == 422
    assert page.errors() == ["Say why it is right as it stands"]
    assert "She sings." in page.main
    page = therapist.sends(button, {which: [], why: REASON})
    assert page.errors() == ["Choose what is right as it stands"]
    assert REASON in page.main


def test_nobody_sets_a_block_aside_by_tampering(visitor: Make, world: World, database: Database, now: datetime) -> None:
    therapist, request_id = writing(visitor, world, database, now, BLOCKED)
    page = therapist.page
    assert page is not None
    assert not page.soup.select(".hub-card--block textarea, .hub-card--block button")
    version = page.soup.select_one("input[name=version]")
    assert version is not None
    posted = {"version": str(version["value"]), "why-x": REASON, "which-x": "a" * 64, "areas-0-needs": BLOCKED}
    for action in ("set-aside:x", "bring-back:x", "bring-back:99999999999", "bring-back:1"):
        therapist.posts(f"/requests/{request_id}/write", {**posted, "action": action})
    therapist.posts(f"/requests/{request_id}/set-aside", {"reason-third-party": REASON})
    with database.reading() as session:
        assert session.scalars(select(Dismissal)).all() == []


def test_it_is_set_aside_on_the_warning_page_without_submitting_or_by_submitting(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, request_id = writing(visitor, world, database, now)
    path = f"/requests/{request_id}/submit"
    page = therapist.opens(path)
    assert page.soup.select_one("#reason-jargon") is not None
    page = therapist.sends("Set aside now", {"reason-jargon": REASON})
    assert page.path == path
    assert "Set aside (2)" in page.main
    assert page.soup.select_one("#reason-jargon") is None
    page = therapist.sends("Undo")
    assert "Set aside (1)" in page.main
    therapist.sends("Submit advice", {"reason-jargon": "The school knows it."})
    dco = visitor(world.dco_id)
    assert "2 set aside" in dco.opens("/quality").main
    page = dco.follows("Sian Evans")
    assert "Set aside (2)" in page.main
    assert REASON in page.main
    assert "The school knows it." in page.main
    assert not page.soup.find("button", string="Undo")


def test_what_is_set_aside_stays_so_after_return_and_the_family_never_reads_the_reason(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist, request_id = writing(visitor, world, database, now)
    therapist.opens(f"/requests/{request_id}/submit")
    therapist.sends("Submit advice", {"reason-jargon": REASON})
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    dco.sends("Return to its writer", {"reason": "Shorter, please."})
    assert "Set aside (2)" in therapist.opens(f"/requests/{request_id}/write").main
    therapist.sends("Preview and submit", {"areas-0-needs": f"{TERMS} She swims."})
    therapist.sends("Submit advice")
    dco.opens(f"/requests/{request_id}/quality")
    dco.sends("Accept and publish")
    officer = visitor(world.officer_id)
    assert REASON not in officer.opens(f"/requests/{request_id}/advice").html
    for path in ("advice.pdf", "advice.docx"):
        said = read(officer.client.get(f"/requests/{request_id}/{path}").get_data(), path).text
        assert "She swims." in said
        assert REASON not in " ".join(said.split())
    assert REASON in therapist.opens(f"/requests/{request_id}/advice").main


def test_cleared_advice_is_not_held_again_for_the_same_words_and_the_reviewer_sees_who_cleared_it(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now, BLOCKED)
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    page = dco.sends("Clear it", {"reason": "Named with consent."})
    assert "Cleared (1)" in page.main
    dco.sends("Return to its writer", {"reason": "Say more of her strengths."})
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{request_id}/write")
    assert "Cleared (1)" in page.main
    assert not page.soup.select(".hub-card--block")
    page = therapist.sends("Preview and submit", {"areas-0-strengths": "She sings and paints."})
    assert "held" not in page.main
    therapist.sends("Submit advice")
    assert the_request(database, request_id).state is RequestState.AWAITING_QUALITY_CHECK
    page = dco.opens(f"/requests/{request_id}/quality")
    assert "Cleared by Dilys Owen" in page.main
    assert "Named with consent." in page.main


def test_a_reviewer_who_writes_the_next_draft_is_told_of_changed_words(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now, BLOCKED)
    dco = visitor(world.dco_id)
    dco.opens(f"/requests/{request_id}/quality")
    dco.sends("Clear it", {"reason": "Named with consent."})
    dco.sends("Return to its writer", {"reason": "Say more."})
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    therapist.sends("Preview and submit", {"areas-0-needs": BLOCKED.replace("epilepsy", "diabetes")})
    therapist.sends("Submit advice")
    assert the_request(database, request_id).state is RequestState.HELD
