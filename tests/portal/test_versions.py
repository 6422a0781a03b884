"""Versions of a draft: who saved what when, what changed word by word, and bringing one back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.advice import Advice, AreaAdvice, Background, Outcome, Step
from hub.database import Database
from hub.draft_changes import How, changes_between, word_changes
from hub.models import Request
from hub.queries.drafts import versions_of
from hub.refusals import ChangedElsewhere
from hub.services.advice import current_draft, save_draft
from tests.portal.requests_made import a_draft
from tests.portal.test_advice_page import draft_of
from tests.portal.visitor import Clock, Visitor
from tests.world import World, some_area

Make = Callable[..., Visitor]


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    return a_draft(database, world, now)


def saved(
    database: Database, world: World, request_id: int, now: datetime, needs: str, *, automatic: bool = False
) -> int:
    """A save of the writer's; the version's number."""
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        by, areas = world.therapist(session), [some_area(needs)]
        version = save_draft(
            session, request=request, areas=areas, background=Background(), by=by, now=now, automatic=automatic
        )
        return version.number


def test_what_the_page_saves_by_itself_within_minutes_is_one_version(
    database: Database, world: World, asked: int, now: datetime
) -> None:
    for minute in range(0, 25, 2):
        saved(database, world, asked, now + timedelta(minutes=minute), f"Typed {minute}", automatic=True)
    with database.reading() as session:
        rows = versions_of(session, asked).rows
    assert [each.automatic for each in rows] == [True, True, True, False]
    assert [each.number for each in rows] == sorted({each.number for each in rows}, reverse=True)
    assert rows[0].number == 14  # a number each save, so that two tabs are told apart


def test_a_save_that_somebody_pressed_is_never_folded(
    database: Database, world: World, asked: int, now: datetime
) -> None:
    saved(database, world, asked, now, "By itself", automatic=True)
    saved(database, world, asked, now, "Pressed")
    saved(database, world, asked, now, "By itself again", automatic=True)
    with database.reading() as session:
        assert [each.automatic for each in versions_of(session, asked).rows] == [True, False, True, False]


def test_a_folded_save_still_tells_two_tabs_apart(database: Database, world: World, asked: int, now: datetime) -> None:
    before = saved(database, world, asked, now, "First tab", automatic=True)
    saved(database, world, asked, now, "First tab goes on", automatic=True)
    with database.transaction() as session:
        request, by, areas = session.get_one(Request, asked), world.therapist(session), [some_area("Second tab")]
        with pytest.raises(ChangedElsewhere):
            save_draft(session, request=request, areas=areas, background=Background(), by=by, now=now, based_on=before)


def test_the_page_lists_who_and_when_and_shows_what_changed(
    visitor: Make, world: World, database: Database, asked: int, clock: Clock
) -> None:
    clock.move_on(hours=1)
    saved(database, world, asked, clock(), "Sian finds short instructions hard to follow in class.")
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{asked}/draft/versions")
    assert page.main.count("Tomasz Nowak") == 2
    page = therapist.follows("What changed")
    assert page.soup.select_one("section h2").get_text() == "Communication and interaction: needs"  # type: ignore[union-attr]
    assert page.soup.select_one("section ins").get_text().strip() == "short"  # type: ignore[union-attr]
    assert page.soup.select_one("section del").get_text().strip() == "long"  # type: ignore[union-attr]
    therapist.opens(f"/requests/{asked}/draft/versions")
    page = therapist.sends("Compare the two chosen", {"from": "2", "to": "1"})
    assert page.soup.select_one("section ins").get_text().strip() == "short"  # type: ignore[union-attr]


def test_versions_that_were_saved_within_a_minute_are_told_apart(
    visitor: Make, world: World, database: Database, asked: int, now: datetime
) -> None:
    for after, needs in ((20, "Sian waits."), (20, "Sian sits."), (45, "Sian sings."), (90, "Sian swims.")):
        saved(database, world, asked, now + timedelta(seconds=after), needs)
    page = visitor(world.therapist_id).opens(f"/requests/{asked}/draft/versions")
    said = [str(each.find(string=True)).strip() for each in page.soup.select("tbody th")]
    at = "23 November 2026 at 09:3"
    seconds = ["0, 45 seconds", "0, 20 seconds, version 3", "0, 20 seconds, version 2", "0, 00 seconds"]
    assert said == [f"{at}1", *[at + each for each in seconds]]
    page = visitor(world.therapist_id).opens(f"/requests/{asked}/draft/versions/4")
    assert f"From the version of {at}0, 20 seconds by Tomasz Nowak to that of {at}0, 45 seconds" in page.main


def test_a_version_is_brought_back_as_a_new_one_and_nothing_is_lost(
    visitor: Make, world: World, database: Database, asked: int, now: datetime
) -> None:
    first = draft_of(database, asked).areas[0].needs
    saved(database, world, asked, now, "Something else")
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/draft/versions/1")
    page = therapist.sends("Bring this version back")
    assert "That version is your draft again" in page.main
    assert draft_of(database, asked).areas[0].needs == first
    with database.reading() as session:
        assert len(versions_of(session, asked).rows) == 3


def test_bringing_a_version_back_writes_over_nothing_that_was_saved_meanwhile(
    visitor: Make, world: World, database: Database, asked: int, now: datetime
) -> None:
    saved(database, world, asked, now, "Something else")
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{asked}/draft/versions/1")
    saved(database, world, asked, now, "Saved in another tab")
    page = therapist.sends("Bring this version back")
    assert page.status == 409
    assert draft_of(database, asked).areas[0].needs == "Saved in another tab"


def test_versions_are_their_writers_only_and_of_their_own_request(
    visitor: Make, world: World, database: Database, asked: int
) -> None:
    for who in ("manager", "colleague", "officer", "dco", "social_worker"):
        for path in ("versions", "versions/1"):
            assert visitor(getattr(world, f"{who}_id")).opens(f"/requests/{asked}/draft/{path}").status == 404
    therapist = visitor(world.therapist_id)
    for path in ("9", "compare", "compare?from=1&to=9", "compare?from=x&to=99999999999999999999"):
        assert therapist.opens(f"/requests/{asked}/draft/versions/{path}").status == 404, path


def test_long_histories_come_in_pages(database: Database, world: World, asked: int, now: datetime) -> None:
    for number in range(60):
        saved(database, world, asked, now, f"Save {number}")
    with database.reading() as session:
        first = versions_of(session, asked)
        second = versions_of(session, asked, before=first.older)
        newest = current_draft(session, session.get_one(Request, asked))
    assert newest is not None
    assert [len(first.rows), len(second.rows), second.older] == [50, 11, None]
    assert first.rows[0].number == newest.number


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None, database=None)
def test_the_marked_words_hold_both_texts_whole(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(each.text for each in pieces if each.how is not How.ADDED) == old
    assert "".join(each.text for each in pieces if each.how is not How.REMOVED) == new


def test_long_and_repeated_words_take_no_seconds() -> None:
    begun = time.process_time()
    for old, new in (("a " * 2000, "a b " * 2000), ("a. " * 2000, "a. b. " * 2000), ("Word " * 2000, "word. " * 2000)):
        assert word_changes(old, new)
    assert time.process_time() - begun < 2


def test_an_outcome_that_was_deleted_does_not_make_the_others_look_changed() -> None:
    area = some_area()
    more = replace(area, outcomes=(Outcome("First", steps=(Step("Float"),)), *area.outcomes))
    before, after = Advice("", (more,)), Advice("", (area,))
    assert [each.label for each in changes_between(before, after)] == [
        "Communication and interaction, outcome 1",
        "Communication and interaction, outcome 1, step 1",
    ]
    assert changes_between(after, after) == []
    assert changes_between(after, Advice("", (AreaAdvice(area.area),)))
