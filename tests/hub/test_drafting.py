"""What stands round a draft, on both databases: saves folded, a file brought in, who is asked to look, phrases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from checker.check import check, check_upload
from hub.advice import Background
from hub.database import Database
from hub.documents.report import FileWords, Loose
from hub.draft_parts import Choice
from hub.models import DraftComment, DraftLeftover, DraftLook, DraftOffer, DraftVersion, Membership, Role
from hub.refusals import ChangedElsewhere, Refusal
from hub.services.advice import current_draft, draft_or_blank, save_draft, submit_advice
from hub.services.draft_files import add_words, bring_in, choose, left_over_of, name_of, offer_of, offered_parts
from hub.services.draft_looks import ask_to_look, asked_to_look, comment, may_look, people_to_ask
from hub.services.phrases import AboutAChild, save_phrase
from hub.services.quality import accept_advice
from tests.world import World, some_area


def test_saves_by_the_page_itself_are_folded_and_their_numbers_go_on(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, by = world.allocated(session, now), world.therapist(session)
        for minute in range(5):
            at, areas = now + timedelta(minutes=minute), [some_area(f"Typed {minute}")]
            save_draft(session, request=request, areas=areas, background=Background(), by=by, now=at, automatic=True)
        newest = current_draft(session, request)
        assert newest is not None
        assert (newest.number, newest.begun_at) == (5, now)
        assert session.scalar(select(func.count()).select_from(DraftVersion)) == 1


def test_a_version_that_was_compared_with_is_kept_whoever_saves_next(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, by = world.allocated(session, now), world.therapist(session)
        save = partial(save_draft, session, request=request, background=Background(), by=by, now=now, automatic=True)
        save(areas=[some_area("Tab one")])
        with pytest.raises(ChangedElsewhere):
            save(areas=[some_area("Tab two")], based_on=0)
        save(areas=[some_area("Tab two")], based_on=1)
        kept = session.scalars(select(DraftVersion).order_by(DraftVersion.number)).all()
        assert [each.advice.areas[0].needs for each in kept] == ["Tab one", "Tab two"]


def test_a_file_that_differs_is_offered_and_its_loose_words_are_kept(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, by = world.drafted(session, now), world.therapist(session)
        advice = draft_or_blank(session, request)
        file = replace(advice, areas=(replace(advice.areas[0], needs="Written offline."),))
        words = FileWords(
            file, (Loose("Play", "She plays."), Loose("Play", "She plays.")), frozenset({name_of(request)})
        )
        brought = bring_in(session, request=request, words=words, by=by, now=now)
        assert [each.place.part for each in brought.contested] == ["needs"]
        bring_in(session, request=request, words=words, by=by, now=now)
        assert [each.text for each in left_over_of(session, request)] == ["She plays."]
        offer = offer_of(session, request)
        assert offer is not None
        (part,) = offered_parts(session, request, offer)
        choose(session, request=request, choices={part.place.key: Choice.FILE}, by=by, now=now)
        assert draft_or_blank(session, request).areas[0].needs == "Written offline."
        assert offer_of(session, request) is None


def test_a_second_file_loses_nothing_that_the_first_one_offered(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, by = world.drafted(session, now), world.therapist(session)
        advice = draft_or_blank(session, request)
        for needs in ("Written offline.", "From a report."):
            file = replace(advice, areas=(replace(advice.areas[0], needs=needs),))
            words = FileWords(file, (), frozenset({name_of(request)}))
            bring_in(session, request=request, words=words, by=by, now=now)
        offer = offer_of(session, request)
        assert offer is not None
        assert [each.file for each in offered_parts(session, request, offer)] == ["From a report."]
        assert [each.text for each in left_over_of(session, request)] == ["Written offline."]
        for place in ("/background/-/x", "/areas/0/strengths/-/x", "/areas/0/area", "/nowhere"):
            with pytest.raises(Refusal):
                add_words(session, request=request, pointer=place, text="Words", by=by, now=now)


def test_who_was_asked_may_look_until_they_leave_the_team_or_the_advice_is_published(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        request, by, manager = world.drafted(session, now), world.therapist(session), world.manager(session)
        manager.memberships.append(Membership(role=Role.PROFESSIONAL, person=manager, team=request.team))
        session.flush()
        assert [each.name for each in people_to_ask(session, request)] == ["Ciara Byrne", "Maya Shah"]
        ask_to_look(session, request=request, person=manager, by=by, now=now)
        assert may_look(session, request=request, person=manager)
        assert asked_to_look(session, manager) == [request]
        with pytest.raises(Refusal):
            ask_to_look(session, request=request, person=world.officer(session), by=by, now=now)
        advice = draft_or_blank(session, request)
        said = {"field": "/areas/0/needs", "quoted": "long instructions", "text": "How long?"}
        comment(session, request=request, advice=advice, by=manager, now=now, **said)
        session.add(DraftLeftover(request=request, text="Left over", at=now))
        submission = submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)
        assert not may_look(session, request=request, person=manager)
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
        for table in (DraftComment, DraftLook, DraftLeftover, DraftOffer):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_phrase_with_a_name_of_the_writers_own_case_is_refused(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        by = world.therapist(session)
        save_phrase(session, text="Ask Evans.", by=by, check=check_upload, now=now)  # nobody whom they write about yet
        world.drafted(session, now)
        with pytest.raises(AboutAChild, match="Evans"):
            save_phrase(session, text="Ask Evans.", by=by, check=check_upload, now=now)
