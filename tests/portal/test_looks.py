"""A supervisor looks at a draft: asked by its writer, comments beside the words, never in what is submitted."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from checker.check import check
from hub.advice import Background
from hub.database import Database
from hub.models import DraftComment, DraftLook, Request
from hub.services.advice import current_draft, latest_submission, save_draft, submit_advice
from hub.services.quality import accept_advice
from tests.portal.requests_made import a_draft
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
COMMENT = "Say how long the instructions are. Zwinkle."


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    return a_draft(database, world, now)


@pytest.fixture
def writer(visitor: Make, world: World, asked: int) -> Visitor:
    """The writer, who has asked the team's manager to look."""
    found = visitor(world.therapist_id)
    found.opens(f"/requests/{asked}/draft/look")
    found.sends("Ask them to look", {"person": str(world.manager_id)})
    return found


def commented(looker: Visitor, asked: int, quoted: str = "long instructions", text: str = COMMENT) -> None:
    looker.opens(f"/requests/{asked}/draft/look")
    page = looker.sends("Add this comment", {"place": "/areas/0/needs", "quoted": quoted, "text": text})
    assert "Your comment is beside the words" in page.main, page.main


def needs_become(database: Database, world: World, asked: int, now: datetime, needs: str) -> None:
    with database.transaction() as session:
        request = session.get_one(Request, asked)
        draft = current_draft(session, request)
        assert draft is not None
        areas = [replace(draft.advice.areas[0], needs=needs)]
        by = world.therapist(session)
        save_draft(session, request=request, areas=areas, background=Background(), by=by, now=now)


def test_only_people_of_the_own_team_can_be_asked(visitor: Make, world: World, asked: int) -> None:
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{asked}/draft/look")
    offered = [each.get_text() for each in page.soup.select("#person option")]
    assert [each.partition(",")[0] for each in offered] == ["Choose", "Ciara Byrne", "Maya Shah"]
    for nobody in ("", str(world.outsider_id), str(world.dco_id), str(world.therapist_id)):
        page = therapist.sends("Ask them to look", {"person": nobody})
        assert page.errors() == ["Choose whom to ask"]


def test_whoever_is_asked_reads_the_draft_is_told_and_can_change_nothing(
    visitor: Make, world: World, asked: int, writer: Visitor
) -> None:
    manager = visitor(world.manager_id)
    message = next(each for each in manager.post_is_sent() if "look at a draft" in each.subject)
    assert message.to == "manager@health.example"
    assert f"/requests/{asked}/draft/look" in message.text
    assert "Sian" not in json.dumps([message.subject, message.text])
    manager.opens("/notices")
    assert manager.follows("look at a draft").path == f"/requests/{asked}/draft/look"
    page = manager.opens("/drafts-to-look-at")
    page = manager.follows("Case EHC-")
    assert "she misses the start of most tasks" in page.main
    for path in ("write", "submit", "draft/versions", "draft/bring-in", "draft/word"):
        assert manager.opens(f"/requests/{asked}/{path}").status == 404, path


def test_nobody_else_sees_the_draft_or_its_comments(visitor: Make, world: World, asked: int, writer: Visitor) -> None:
    commented(writer, asked)
    for who in ("colleague", "officer", "dco", "social_worker", "outsider"):
        somebody = visitor(getattr(world, f"{who}_id"))
        assert somebody.opens(f"/requests/{asked}/draft/look").status == 404, who
        for path in ("comments", "comments/1"):
            assert somebody.posts(f"/requests/{asked}/draft/{path}", {"text": "x"}).status_code == 404, who


def test_what_was_asked_can_be_withdrawn(visitor: Make, world: World, asked: int, writer: Visitor) -> None:
    manager = visitor(world.manager_id)
    assert manager.opens(f"/requests/{asked}/draft/look").status == 200
    writer.opens(f"/requests/{asked}/draft/look")
    writer.sends("Withdraw")
    assert manager.opens(f"/requests/{asked}/draft/look").status == 404
    assert "Nobody has asked you" in manager.opens("/drafts-to-look-at").main


def test_a_comment_stands_beside_its_words_and_the_writer_is_told_once(
    visitor: Make, world: World, asked: int, writer: Visitor
) -> None:
    manager = visitor(world.manager_id)
    commented(manager, asked)
    commented(manager, asked, "misses the start", "Which tasks?")
    page = writer.opens(f"/requests/{asked}/draft/look")
    section = next(each for each in page.soup.select("section") if COMMENT in each.get_text())
    assert [each.get_text() for each in section.select("mark")] == ["long instructions", "misses the start"]
    told = [each for each in writer.post_is_sent() if "comments on a draft" in each.subject]
    assert [each.to for each in told] == ["therapist@health.example"]


def test_a_comment_on_a_provision_finds_the_field_that_holds_its_words(
    visitor: Make, world: World, database: Database, asked: int, writer: Visitor
) -> None:
    writer.opens(f"/requests/{asked}/draft/look")
    typed = {"place": "/areas/0/outcomes/0/provisions/0", "quoted": "Twice a week", "text": "On which days?"}
    writer.sends("Add this comment", typed)
    with database.reading() as session:
        assert session.scalars(select(DraftComment.field)).all() == ["/areas/0/outcomes/0/provisions/0/frequency"]


def test_a_comment_survives_edits_and_says_when_its_words_have_changed(
    visitor: Make, world: World, database: Database, asked: int, writer: Visitor, now: datetime
) -> None:
    commented(visitor(world.manager_id), asked)
    needs_become(database, world, asked, now, "At school, long\ninstructions are hard for her.")
    page = writer.opens(f"/requests/{asked}/draft/look")
    assert page.soup.select_one(".hub-words mark").get_text() == "long\ninstructions"  # type: ignore[union-attr]
    needs_become(database, world, asked, now, "Instructions of three parts are hard for her.")
    page = writer.opens(f"/requests/{asked}/draft/look")
    assert "The words have changed" in page.main
    assert COMMENT in page.main


def test_the_writer_marks_a_comment_as_dealt_with_and_nobody_else_can(
    visitor: Make, world: World, database: Database, asked: int, writer: Visitor
) -> None:
    manager = visitor(world.manager_id)
    commented(manager, asked)
    assert manager.posts(f"/requests/{asked}/draft/comments/1", {"action": "resolve"}).status_code == 409
    writer.opens(f"/requests/{asked}/draft/look")
    page = writer.sends("Dealt with")
    assert "Dealt with" in page.main
    assert writer.posts(f"/requests/{asked}/draft/comments/1", {"action": "delete"}).status_code == 409
    manager.opens(f"/requests/{asked}/draft/look")
    page = manager.sends("Delete")
    assert COMMENT not in page.main


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Write a comment."),
        ({"quoted": "words that nobody wrote", "text": "Why?"}, "Those words are not in this part of the draft."),
        ({"place": "/child/name", "text": "Kept to be copied"}, "Those words are not in this part of the draft."),
    ],
)
def test_a_comment_that_cannot_be_taken_is_given_back(
    writer: Visitor, asked: int, typed: dict[str, str], sentence: str
) -> None:
    page = writer.sends("Add this comment", typed)
    assert page.status == 422
    assert page.errors()[0].startswith(sentence)
    assert typed["text"] in page.main


def test_comments_are_in_no_submission_no_download_and_go_with_publication(
    visitor: Make, world: World, database: Database, asked: int, writer: Visitor, now: datetime
) -> None:
    commented(visitor(world.manager_id), asked)
    with database.transaction() as session:
        request, by = session.get_one(Request, asked), world.therapist(session)
        submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)
        submission = latest_submission(session, request)
        assert submission is not None
        assert "Zwinkle" not in json.dumps(submission.body)
        assert session.scalars(select(DraftComment)).one()
    assert visitor(world.manager_id).opens(f"/requests/{asked}/draft/look").status == 404
    with database.transaction() as session:
        submission = latest_submission(session, session.get_one(Request, asked))
        assert submission is not None
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
    with database.reading() as session:
        assert session.scalars(select(DraftComment)).all() == []
        assert session.scalars(select(DraftLook)).all() == []


def test_a_template_for_word_holds_no_comment(visitor: Make, world: World, asked: int, writer: Visitor) -> None:
    commented(visitor(world.manager_id), asked)
    page = writer.opens(f"/requests/{asked}/draft/word")
    with zipfile.ZipFile(io.BytesIO(page.response.get_data())) as packed:
        assert b"Zwinkle" not in b"".join(packed.read(name) for name in packed.namelist())
