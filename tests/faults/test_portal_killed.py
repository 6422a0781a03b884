"""kill -9 of the portal while advice is being submitted: submitted whole or not at all, and never twice."""

from __future__ import annotations

import hashlib
import os
import random
import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.advice import Area, Background
from hub.database import Database
from hub.models import Channel, HistoryEntry, OutgoingNotice, Request, SignIn, Submission, SubmissionFinding
from hub.notice import NoticeKind
from hub.services.advice import save_draft
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.history import broken_links
from hub.services.requests import allocate, request_advice
from hub.workflow import RequestState
from tests.components import free_port
from tests.journeys.processes import answers, processes, wait_until
from tests.portal.requests_made import BLOCKED
from tests.world import World, make_world, some_area

KILLS = 40 if os.environ.get("EHC_CAMPAIGN") == "long" else 4
TOKEN = "what-the-cookie-of-this-therapist-says"


def sign_in(session: Session, world: World, now: datetime) -> None:
    """Have the therapist signed in already."""
    token_hash = hashlib.sha256(TOKEN.encode()).hexdigest()
    person = world.therapist(session)
    session.add(SignIn(token_hash=token_hash, started_at=now, seen_at=now, code_given_at=now, person=person))


def draft(session: Session, world: World, now: datetime) -> int:
    """A case of its own with a draft that has a finding; the number of its request."""
    officer, manager, therapist = world.officer(session), world.manager(session), world.therapist(session)
    case = open_case(
        session,
        channel=Channel.TELEPHONE,
        received_on=now.date(),
        requester=Requester("Nasreen Aziz", "parent", "", ""),
        child={"child_name": "Ibrahim Aziz"},
        by=officer,
        now=now,
    )
    confirm_case(session, case=case, by=officer, now=now)
    areas = [Area.COMMUNICATION_AND_INTERACTION]
    request = request_advice(session, case=case, team=world.team(session), areas=areas, by=officer, now=now)
    allocate(session, request=request, to=therapist, by=manager, now=now)
    save_draft(session, request=request, areas=[some_area(BLOCKED)], background=Background(), by=therapist, now=now)
    return request.id


class Browser(requests.Session):
    """The therapist's browser."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.cookies.set("ehc_hub", TOKEN)

    def presses_submit(self, number: int, opened: threading.Event) -> None:
        """Open the warning page and press “Submit advice”; the answer may never come."""
        try:
            page = self.get(f"{self.address}/requests/{number}/submit", timeout=20)
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
            opened.set()
            self.post(f"{self.address}/requests/{number}/submit", data=hidden, timeout=20)
        except requests.RequestException:
            opened.set()


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.timeout(200)
def test_a_portal_killed_while_advice_is_submitted_leaves_it_submitted_whole_or_not_at_all(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    now, chance, port = datetime.now(UTC), random.Random(20261123), free_port()
    world = make_world(database, now)
    with database.transaction() as session:
        sign_in(session, world, now)
        numbers = [draft(session, world, now) for _ in range(KILLS)]
    browser = Browser(f"http://127.0.0.1:{port}")
    with processes(tmp_path, database_url=database_url, data_dir=str(tmp_path / "data")) as parts:
        parts.start("serve", "--port", str(port))
        for turn, number in enumerate(numbers):
            wait_until(lambda: answers(port), what="the portal did not start")
            opened = threading.Event()
            pressing = threading.Thread(target=browser.presses_submit, args=(number, opened))
            pressing.start()
            opened.wait(20)
            pressing.join(chance.uniform(0, 0.25) if turn else 0)
            parts.kill("serve")
            pressing.join()
            parts.start("serve", "--port", str(port))
        wait_until(lambda: answers(port), what="the portal did not start")
        before = [is_submitted_whole(database, number) for number in numbers]
        for number in numbers:
            browser.presses_submit(number, threading.Event())
        assert "Traceback" not in parts.said()
    assert [is_submitted_whole(database, number) for number in numbers] == [True] * KILLS
    assert before.count(True) < KILLS, "no kill came before the commit: the test proves nothing"
    with database.reading() as session:
        assert list(broken_links(session)) == []


def is_submitted_whole(database: Database, number: int) -> bool:
    """Whether it is submitted, once, with its findings, its history and its notice; fails where it is so by half."""
    with database.reading() as session:
        request = session.get_one(Request, number)
        submissions = session.scalars(select(Submission).where(Submission.request_id == number)).all()
        of_case = HistoryEntry.case_id == request.case_id
        told = session.scalar(select(func.count()).where(of_case, HistoryEntry.what == "advice submitted"))
        wanted = (
            OutgoingNotice.case_reference == request.case.reference,
            OutgoingNotice.kind == NoticeKind.ADVICE_HELD,
        )
        notices = session.scalar(select(func.count()).where(*wanted))
        found = session.scalar(
            select(func.count()).where(SubmissionFinding.submission_id.in_([each.id for each in submissions]))
        )
        signs = (request.state is RequestState.HELD, request.returned_at is not None, bool(found))
        assert (len(submissions), told, notices) in ((0, 0, 0), (1, 1, 1))
        assert set(signs) == {bool(submissions)}
        return bool(submissions)
