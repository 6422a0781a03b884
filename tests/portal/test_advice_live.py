"""Findings beside the words as one types: what is sent, what comes back, and to whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.database import Database
from hub.models import DraftVersion
from tests.portal.requests_made import BLOCKED, a_draft
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
JARGON = "Sian finds meals slow because of her dysphagia."
NEEDS = "findings /areas/0/needs"


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    return a_draft(database, world, now)


def checked(visitor: Visitor, request_id: int, **typed: str) -> dict[str, Any]:
    response = visitor.posts(
        f"/requests/{request_id}/check", {"areas-0-area": "communication-and-interaction", **typed}
    )
    assert response.status_code == 200
    found: dict[str, Any] = response.get_json()
    return found


def html_of(found: dict[str, Any], name: str) -> str:
    return next((str(each["html"]) for each in found["parts"] if each["name"] == name), "")


def test_what_is_typed_is_checked_before_it_is_saved_and_nothing_is_written(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    found = checked(visitor(world.therapist_id), asked, **{"areas-0-needs": JARGON, "field": "areas-0-needs"})
    card = html_of(found, NEEDS)
    assert "dysphagia" in card
    assert "jargon free" in card
    assert "<mark" in html_of(found, "words /areas/0/needs")
    assert "Findings in what you have written" in html_of(found, "summary")
    assert found["said"].startswith("Communication and interaction: needs. Please check: ")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftVersion)) == 1


def test_only_the_parts_that_read_differently_come_back(visitor: Make, world: World, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    first = checked(therapist, asked, **{"areas-0-needs": JARGON})
    shown = "\n".join(f"{each['tag']} {each['name']}" for each in first["parts"])
    again = checked(therapist, asked, **{"areas-0-needs": JARGON, "shown": shown})
    assert again["parts"] == []
    mended = checked(
        therapist, asked, **{"areas-0-needs": "Sian finds meals slow: swallowing is hard for her.", "shown": shown}
    )
    assert NEEDS in [each["name"] for each in mended["parts"]]
    assert "dysphagia" not in html_of(mended, NEEDS)
    assert "findings /areas/0/strengths" not in [each["name"] for each in mended["parts"]]


def test_whose_page_it_is_not_is_told_nothing(visitor: Make, world: World, database: Database, now: datetime) -> None:
    asked = a_draft(database, world, now)
    path = f"/requests/{asked}/check"
    for who in ("manager", "colleague", "officer", "dco", "social_worker"):
        assert visitor(getattr(world, f"{who}_id")).posts(path, {"areas-0-needs": BLOCKED}).status_code == 404, who
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/submit")
    therapist.sends("Submit advice")
    assert therapist.posts(path).status_code == 409


def test_a_page_that_was_open_across_a_sign_in_goes_on_with_a_new_token(
    visitor: Make, world: World, asked: int, clock: Clock
) -> None:
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{asked}/write")
    token = page.soup.select_one("input[name=csrf_token]")
    version = page.soup.select_one("input[name=version]")
    assert token is not None
    assert version is not None
    typed = {"csrf_token": str(token["value"]), "version": str(version["value"]), "action": "save"}
    script = {"Accept": "application/json"}
    clock.move_on(minutes=40)
    for path in ("check", "write"):
        assert therapist.client.post(f"/requests/{asked}/{path}", data=typed, headers=script).status_code == 401, path
    therapist.is_signed_in_as(world.therapist_id)
    therapist.client.delete_cookie("ehc_form")  # signing in began a new one
    for path in ("check", "write"):
        refused = therapist.client.post(f"/requests/{asked}/{path}", data=typed, headers=script)
        assert refused.status_code == 400, path
        fresh = {**typed, "csrf_token": refused.get_json()["token"]}
        assert therapist.client.post(f"/requests/{asked}/{path}", data=fresh, headers=script).status_code == 200, path


def test_the_plain_words_of_a_term_are_taken_over_with_a_button_and_settle_it(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{a_draft(database, world, now, JARGON)}/write")
    page = therapist.sends("Write: “dysphagia (")
    field = page.soup.select_one("textarea[name=areas-0-needs]")
    assert field is not None
    assert field.get_text().strip().startswith("Sian finds meals slow because of her dysphagia (")
    assert not page.soup.select("[data-live='findings /areas/0/needs'] .hub-card")


def test_a_question_is_put_where_its_answer_belongs(visitor: Make, world: World, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/write")
    outcome = "areas-0-outcomes-0-outcome"
    therapist.sends("Save changes", {outcome: "Sian will follow an instruction of three parts in class."})
    page = therapist.sends("Write: “[By when")
    field = page.soup.select_one(f"textarea[name={outcome}]")
    assert field is not None
    assert field.get_text().strip().startswith("[By when: the end of this school year?")


def test_what_a_box_of_the_provision_asks_for_is_answered_there(visitor: Make, world: World, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/write")
    place = "areas-0-outcomes-0-provisions-0"
    typed = {f"{place}-support": "Listening games.", f"{place}-frequency": "", f"{place}-review": ""}
    page = therapist.sends("Save changes", typed)
    links = {str(each["href"]) for each in page.soup.select(f"#{place} .hub-card a[href^='#areas']")}
    assert {f"#{place}-frequency", f"#{place}-review"} <= links
    assert "Answer it under “How often”" in page.main
