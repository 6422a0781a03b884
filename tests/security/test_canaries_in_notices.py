"""Twenty thousand invented words where children's data goes; none in any e-mail, header, text, log line or address."""

from __future__ import annotations

import base64
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from flask import Flask, request_finished
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Area, Background
from hub.cli import main
from hub.database import Database
from hub.files import FileStore
from hub.models import Answer, Channel, OutgoingNotice, Reminder, Stage
from hub.notice import Notice, NoticeKind
from hub.services.advice import save_draft
from hub.services.cases import Requester, add_people, confirm_case, open_case
from hub.services.leave import set_cover
from hub.services.notices import notify
from hub.services.reminders import send_reminders
from hub.services.requests import allocate, answer_no, request_advice
from hub.services.uploads import add_upload
from hub.services.wishes import set_wishes
from hub.settings import Settings, load_settings
from hub.work import run_one
from tests.components import free_port
from tests.portal.visitor import Clock, Visitor
from tests.security.canary import Child, leaks_of_many
from tests.security.test_nothing_personal_leaves import PICTURE, Outside
from tests.world import World, some_area

LONG = os.environ.get("EHC_CAMPAIGN") == "long"
CHILDREN = 2400 if LONG else 10
LEAST = 20_000 if LONG else 90


class Mails:
    """A mail server that keeps what it gets, as it came and as a reader sees it."""

    def __init__(self) -> None:
        self.raw: list[str] = []
        self.read: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.raw.append(envelope.content.decode("utf-8", "replace") + f"\n{envelope.mail_from} {envelope.rcpt_tos}")
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.read += [f"{name}: {value}" for name, value in mail.items()]
        self.read += [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mails, str]]:
    handler, port = Mails(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def planted(session: Session, child: Child, number: int, world: World, settings: Settings, now: datetime) -> None:
    """One child's case with its words wherever there is a field, in one of the states that are reminded of."""
    officer, manager, therapist = (getattr(world, each)(session) for each in ("officer", "manager", "therapist"))
    case = open_case(
        session,
        channel=Channel.MAIL,
        received_on=now.date(),
        requester=Requester(child.parent, "parent", "", "07700 900123"),
        child={
            "child_name": child.child,
            "known_as": child.child.split()[0],
            "school": child.school,
            "postcode": child.postcode,
            "concerns": f"{child.concern}; {child.subject}",
        },
        by=None,
        now=now,
    )
    add_people(case, [{"name": child.sibling, "relation": "sibling"}])
    confirm_case(session, case=case, by=officer, now=now)
    request = request_advice(
        session, case=case, team=world.team(session), areas=[Area.HEALTH], notes=child.concern, by=officer, now=now
    )
    if number % 5 == 1:
        return
    if number % 5 == 2:
        details = f"We saw {child.sibling}."
        answer_no(session, request=request, answer=Answer.NOT_KNOWN, details=details, by=manager, now=now)
        case.stage, case.plan_on = Stage.FINAL_PLAN, date(2026, 3, 1)
        return
    allocate(session, request=request, to=therapist, by=manager, now=now)
    words = replace(some_area(), needs=f"{child.child} tires. Her brother {child.sibling} has epilepsy.")
    save_draft(session, request=request, areas=[words], background=Background(), by=therapist, now=now)
    name, files = f"{child.file_name}.png", FileStore(settings.data_dir)
    add_upload(session, request=request, name=name, data=PICTURE, files=files, by=therapist, now=now)
    if number % 5 == 0:
        case.reference = f"{child.child} {number}"  # as another system may have called it


def told_in_every_way(database: Database, world: World, settings: Settings, now: datetime) -> None:
    """Weeks of reminders, with cover and a daily e-mail for some, a code by text message and one by telephone."""
    with database.transaction() as session:
        manager, therapist = world.manager(session), world.therapist(session)
        colleague = world.person(session, "colleague")
        set_wishes(session, person=manager, daily=True, quiet=None)
        away = {"from_on": now.date(), "until_on": now.date() + timedelta(days=300)}
        set_cover(session, person=therapist, covered_by=colleague, by=manager, now=now, **away)
    for days in (28, 44, 95):
        moment = now + timedelta(days=days)
        send_reminders(database, council=world.council, now=moment)
        work(database, settings, moment)
    with database.transaction() as session:
        for kind in (NoticeKind.ONE_TIME_CODE, NoticeKind.ONE_TIME_CODE_CALL):
            notify(session, Notice(kind, "+447700900123", code="123456"), now=moment)
    without_mail = load_settings(_env_file=None, database_url=settings.database_url, data_dir=settings.data_dir)
    work(database, without_mail, moment)
    work(database, settings, moment + timedelta(days=1))


def work(database: Database, settings: Settings, now: datetime) -> None:
    while run_one(database, settings=settings, worker="test:0", now=now):
        pass


def looked_at(visitor: Callable[..., Visitor], world: World) -> dict[str, str]:
    """The pages and files about notices, which have references only."""
    found: dict[str, str] = {}
    for person_id in (world.therapist_id, world.manager_id, world.officer_id):
        somebody = visitor(person_id)
        found[f"notices of {person_id}"] = somebody.opens("/notices").html
        somebody.opens("/notices/calendar")
        address = somebody.sends("Make an address").soup.select_one("#address")
        assert address is not None
        path = address.get_text().removeprefix("http://127.0.0.1:8000")
        answer = visitor().client.get(path)
        assert answer.status_code == 200
        found[f"calendar of {person_id}"] = answer.get_data(as_text=True).replace("\r\n ", "")
        found[f"calendar of {person_id}, folded"] = answer.get_data(as_text=True)
    assert "BEGIN:VEVENT" in found[f"calendar of {world.therapist_id}"]
    return found


@pytest.mark.timeout(9000 if LONG else 280)
def test_none_of_the_planted_words_is_in_any_mail_header_text_log_line_calendar_or_address(
    app: Flask,
    visitor: Callable[..., Visitor],
    world: World,
    database: Database,
    settings: Settings,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("hub", "portal", "scheduler", "intake", "apscheduler"):
        caplog.set_level(logging.INFO, logger=name)
    outside, now = Outside(database, settings, caplog), clock()
    children = [Child.of(5_000_000 + number) for number in range(CHILDREN)]
    tokens = {token for child in children for token in child.tokens()}
    assert len(tokens) >= LEAST
    with database.transaction() as session:
        for number, child in enumerate(children):
            planted(session, child, number, world, settings, now)
    with mail_server() as (mails, url), request_finished.connected_to(outside.answered, app):
        sending = load_settings(
            _env_file=None, database_url=settings.database_url, data_dir=settings.data_dir, smtp_url=url
        )
        told_in_every_way(database, world, sending, now)
        pages = looked_at(visitor, world)
    monkeypatch.setenv("EHC_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EHC_DATA_DIR", str(settings.data_dir))
    shown = CliRunner().invoke(main, ["schedule", "--show", "366d"])
    places = {**outside.places(), **pages, "mails": "\n".join(mails.raw), "mails as read": "\n".join(mails.read)}
    places |= {"ehc schedule --show": shown.output}
    del places["names of files"]  # the test's own folders
    with database.reading() as session:
        kinds = set(session.scalars(select(OutgoingNotice.kind)))
        reminders = len(session.scalars(select(Reminder.id)).all())
    assert {
        NoticeKind.REMINDER_DUE,
        NoticeKind.REMINDER_OVERDUE,
        NoticeKind.REMINDER_UNALLOCATED,
        NoticeKind.REMINDER_DRAFT_IDLE,
        NoticeKind.REMINDER_REVIEW,
        NoticeKind.DIGEST,
    } <= kinds
    assert len(mails.raw) > 4 * CHILDREN
    letters = sum(map(len, places.values()))
    print(f"{len(tokens)} canaries, {reminders} reminders, {len(mails.raw)} mails, {letters} letters read")  # noqa: T201
    assert leaks_of_many(tokens, places) == []


def test_the_search_finds_a_canary_in_every_dress() -> None:
    child = Child.of(7)
    token = next(each for each in child.tokens() if not each.isascii())
    for text in (
        token,
        token.upper(),
        base64.b64encode(f"To {token}, hello".encode()).decode(),
        quote(f"/cases/{token}"),
    ):
        assert leaks_of_many([token], {"there": f"before {text} after"}), text
    assert leaks_of_many([token], {"there": "nothing of it"}) == []
