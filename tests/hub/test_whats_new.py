"""What is new: what changed on a case since somebody last looked, in words, as far as they may hear of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.database import Database
from hub.models import CaseLook, Decision
from hub.news import Audience, audience_of, said
from hub.permissions import sees_every_case
from hub.queries.whats_new import new_counts, new_on_case
from hub.services.advice import latest_submission, submit_advice
from hub.services.cases import Requester, correct_requester
from hub.services.looking import look_at, look_is_to_be_noted, new_since
from hub.services.quality import accept_advice
from tests.world import World

SERVICES = sorted((Path(__file__).parents[2] / "hub" / "services").glob("*.py"))
HOUR = timedelta(hours=1)
NO_NEWS = {  # what somebody does for themselves, a draft's own business, and what another act says already
    "all advice downloaded",
    "asked to look at a draft",
    "case brought over",
    "case opened",
    "downloaded",
    "draft started",
    "earlier version of a draft brought back",
    "file removed",
    "file uploaded",
    "finding no longer set aside",
    "findings set aside",
    "no longer asked to look at a draft",
    "words brought in from a file",
}


def acts() -> Iterator[str]:
    """The acts that services write into a case's history, as their code names them."""
    for path in SERVICES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("record", "_record"):
                continue
            what = next((each for each in node.args[1:3] if isinstance(each, ast.Constant | ast.JoinedStr)), None)
            if isinstance(what, ast.Constant) and isinstance(what.value, str):
                yield what.value
            elif isinstance(what, ast.JoinedStr) and isinstance(what.values[0], ast.Constant):
                yield str(what.values[0].value).strip()


def test_every_act_of_the_history_is_news_in_words_or_known_to_be_none() -> None:
    found = {each.rstrip(":") for each in acts()} - {"advice"} | {f"advice {each.value}" for each in Decision}
    unknown = {each for each in found if audience_of(each, {"fields": []}) is Audience.NOBODY} - NO_NEWS
    assert unknown == set(), "say it in hub/news.py, for whom it is news"


def test_corrections_name_the_fields_that_the_reader_may_know() -> None:
    details = {"fields": ["date_of_birth", "child_name", "requester"]}
    staff = said("details corrected", details, to=Audience.STAFF)
    assert staff == "The date of birth and the name were corrected"
    assert said("details corrected", {"fields": ["requester"]}, to=Audience.STAFF) is None
    council = said("details corrected", {"fields": ["requester"]}, to=Audience.COUNCIL)
    assert council == "The person who made the request was corrected"


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=2)


def test_the_other_professional_hears_of_published_advice_and_of_no_draft(
    database: Database, world: World, now: datetime, later: datetime
) -> None:
    with database.transaction() as session:
        request = world.drafted(session, now)
        care = world.asked(session, now, team=world.social_care(session))
        look_at(session, person_id=world.social_worker_id, case_id=world.case_id, now=now)
        care.allocated_to = world.person(session, "social_worker")
        submit_advice(
            session,
            request=request,
            by=world.therapist(session),
            check=lambda *_: [],
            council=world.council,
            now=later,
        )
        submission = latest_submission(session, request)
        assert submission is not None
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=later + HOUR)
    with database.reading() as session:
        worker, case = world.person(session, "social_worker"), world.case(session)
        found = new_on_case(session, person=worker, case=case, since=now)
        assert found is not None
        assert [each.words for each in found.things] == [
            "Advice from Speech and Language Therapy was published",
            "Advice from Speech and Language Therapy was submitted",
        ]
        assert new_counts(session, person=worker, looked_at={case.id: now}) == {case.id: 2}
        as_a_parent = new_on_case(session, person=worker, case=case, since=now, to=Audience.FAMILY)
        assert as_a_parent is not None
        assert [each.words for each in as_a_parent.things] == ["Advice from Speech and Language Therapy was published"]


def test_what_only_the_council_may_know_is_news_to_the_council_only(
    database: Database, world: World, now: datetime, later: datetime
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, now)
        for name in ("therapist", "dco", "officer"):
            look_at(session, person_id=getattr(world, f"{name}_id"), case_id=world.case_id, now=now)
        case, officer = world.case(session), world.officer(session)
        correct_requester(session, case=case, requester=Requester("Carys Evans"), by=officer, now=later)
        assert request.case_id == case.id
    with database.reading() as session:
        flagged = {
            name: session.get_one(CaseLook, (getattr(world, f"{name}_id"), world.case_id)).news_at is not None
            for name in ("therapist", "dco", "officer")
        }
        assert flagged == {"therapist": False, "dco": True, "officer": False}  # nobody's own acts are news to them
        assert sees_every_case(world.dco(session))
        assert new_counts(session, person=world.therapist(session), looked_at={world.case_id: now}) == {}
        assert new_counts(session, person=world.dco(session), looked_at={world.case_id: now}) == {world.case_id: 1}


def test_a_visit_lasts_half_an_hour_and_a_look_a_second_is_not_a_write_a_second(
    database: Database, world: World, now: datetime
) -> None:
    key = {"person_id": world.officer_id, "case_id": world.case_id}
    with database.transaction() as session:
        assert look_is_to_be_noted(None, now=now)
        look_at(session, **key, now=now)
    with database.transaction() as session:
        look = session.get_one(CaseLook, (world.officer_id, world.case_id))
        assert not look_is_to_be_noted(look, now=now + timedelta(seconds=50))
        assert new_since(look, now=now + timedelta(minutes=10)) is None
        tomorrow = now + timedelta(days=1)
        assert new_since(look, now=tomorrow) == now
        look_at(session, **key, now=tomorrow)
    with database.reading() as session:
        look = session.get_one(CaseLook, (world.officer_id, world.case_id))
        assert new_since(look, now=tomorrow + timedelta(minutes=5)) == now
        assert new_since(look, now=tomorrow + timedelta(days=3)) == tomorrow
