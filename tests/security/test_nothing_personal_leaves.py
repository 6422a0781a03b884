"""Canaries where a child's data goes, looked for in whatever leaves the hub: messages, addresses, names, logs."""

from __future__ import annotations

import base64
import json
import logging
import os
import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask, request, request_finished
from flask.wrappers import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from checker.check import check
from hub.advice import Area, Background
from hub.database import Database
from hub.files import FileStore
from hub.models import Case, Channel, OutgoingNotice, PostItem, Reading, Request
from hub.notice import NoticeKind
from hub.services.advice import save_draft, submit_advice
from hub.services.cases import add_people, confirm_case, correct_case
from hub.services.post_decisions import open_case_from
from hub.services.quality import accept_advice, clear_advice, release_advice
from hub.services.reminders import send_reminders
from hub.services.requests import allocate, request_advice
from hub.services.uploads import add_upload
from hub.settings import Settings
from hub.work import run_one
from intake.receive import Place, take_in
from tests.portal.visitor import Clock, Page, Visitor
from tests.security.canary import Child, dresses, leaks, plain, said_in_messages, word
from tests.world import World, some_area

LONG = os.environ.get("EHC_CAMPAIGN") == "long"
BY_PAGES, BY_SERVICES = (100, 400) if LONG else (6, 24)
Make = Callable[..., Visitor]
AREA = Area.COMMUNICATION_AND_INTERACTION


def letter(child: Child, now: datetime) -> bytes:
    """A parent's e-mail, its attachment named after the child; every other one can't be opened."""
    mail = EmailMessage()
    mail["Received"] = f"from mx.example by mail.council.example; {now:%a, %d %b %Y %H:%M:%S +0000}"
    mail["From"] = f"{child.parent} <{plain(child.parent.split()[0])}@example.org>"
    mail["To"] = "sen@council.example"
    mail["Subject"] = f"EHC needs assessment {child.subject} {child.child}"
    mail["Message-ID"] = f"<{plain(child.subject)}@example.org>"
    mail.set_content(
        f"I would like to request an EHC needs assessment for my daughter {child.child}, born 03/09/2016, who goes to "
        f"{child.school}. Her brother is {child.sibling}. We live at 4 Gannet Row, {child.postcode}. "
        f"She is anxious in class because of {child.concern}.\n\n{child.parent}\n"
    )
    broken = b"%PDF-1.7 " + child.child.encode()
    mail.add_attachment(broken, maintype="application", subtype="pdf", filename=f"{child.file_name}.pdf")
    return mail.as_bytes()


class Outside:
    """What has left the hub, or can be seen of it from outside: gathered while it runs."""

    def __init__(self, database: Database, settings: Settings, log: pytest.LogCaptureFixture) -> None:
        self.database, self.settings, self.log = database, settings, log
        self.addresses: list[str] = []
        self.headers: list[str] = []
        self.titles: list[str] = []

    def answered(self, _app: Flask, response: Response, **_: object) -> None:
        """Note an answer's address, headers, cookies and title: what proxies, histories and bookmarks keep."""
        self.addresses.append(request.url + unquote(request.url))
        self.headers += [f"{name}: {value} {_opened(name, value)}" for name, value in response.headers]
        if response.mimetype == "text/html" and not response.direct_passthrough:
            self.titles.append(response.get_data(as_text=True).partition("<title>")[2].partition("</title>")[0])

    def places(self) -> Mapping[str, str]:
        """Each place with everything that stands in it."""
        outbox = self.settings.data_dir / "outbox"
        with self.database.reading() as session:
            notices = session.scalars(select(OutgoingNotice)).all()
        return {
            "messages": said_in_messages(outbox),
            "notices": "\n".join(said_in_notice(each) for each in notices),
            "addresses": "\n".join(self.addresses),
            "headers": "\n".join(self.headers),
            "titles": "\n".join(self.titles),
            "log": self.log.text + "\n".join(repr(each.args) for each in self.log.records),
            "names of files": "\n".join(str(each) for each in self.settings.data_dir.rglob("*")),
        }


def said_in_notice(notice: OutgoingNotice) -> str:
    """All that its row holds, but for whom an answer goes to: who wrote."""
    said = repr(notice)
    return said.replace(notice.recipient, "") if notice.kind is NoticeKind.ACKNOWLEDGEMENT else said


def _opened(name: str, value: str) -> str:
    """What a cookie of the browser's own session says: it is signed, not secret."""
    if name != "Set-Cookie" or not value.startswith("ehc_form="):
        return ""
    packed = value.removeprefix("ehc_form=").partition(";")[0]
    words, _, _ = packed.removeprefix(".").partition(".")
    data = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
    return (zlib.decompress(data) if packed.startswith(".") else data).decode()


@pytest.fixture
def outside(app: Flask, database: Database, settings: Settings, caplog: pytest.LogCaptureFixture) -> Iterator[Outside]:
    """Everything that leaves, from now on; the log as talkative as that of the running parts."""
    caplog.set_level(logging.INFO)
    found = Outside(database, settings, caplog)
    with request_finished.connected_to(found.answered, app):
        yield found


@contextmanager
def refused(page: Callable[[], Page]) -> Iterator[Page]:
    """A page that says no, in a sentence."""
    answered = page()
    assert answered.status >= 400
    yield answered


def work(database: Database, settings: Settings, now: datetime) -> None:
    """Do all that is ready."""
    while run_one(database, settings=settings, worker="test:0", now=now):
        pass


def arrives(child: Child, database: Database, settings: Settings, now: datetime) -> int:
    """The e-mail comes in and is read; the number of the case that it opened."""
    item = take_in(
        database,
        FileStore(settings.data_dir),
        data=letter(child, now),
        channel=Channel.MAIL,
        place=Place("sen@mail", "INBOX", child.file_name, 7),
        name=f"{child.file_name}.eml",
        received_at=now,
        now=now,
    )
    work(database, settings, now)
    with database.reading() as session:
        return session.get_one(PostItem, item).readings[0].id


def confirmed(child: Child, reading: int, officer: Visitor, database: Database) -> int:
    """The officer opens it, looks for the name, saves the original, and confirms; the case's number."""
    officer.opens("/team-cases")
    officer.sends("Apply", {"q": child.child})
    officer.opens(f"/post/{reading}")
    officer.follows("Save the original")
    page = officer.opens(f"/post/{reading}")
    if "Confirm this case" not in page.main:
        officer.sends("Open a case from it")
    page = officer.sends(
        "Confirm this case",
        {"child_name": child.child, "known_as": child.child.split()[0], "school": child.school},
    )
    assert "Case confirmed" in page.main, page.main
    with database.reading() as session:
        return session.scalars(select(Case.id).where(Case.child_name == child.child)).one()


def asked(child: Child, case: int, officer: Visitor, world: World, database: Database) -> int:
    """Both teams are asked; one says no and is asked again. The number of the therapists' request."""
    officer.opens(f"/cases/{case}/ask")
    teams = [str(world.therapy_id), str(world.social_care_id)]
    officer.sends("Ask these teams", {"teams": teams, "notes": f"About {child.concern} and {child.sibling}"})
    with database.reading() as session:
        wanted = select(Request.id).where(Request.case_id == case, Request.team_id == world.therapy_id)
        return session.scalars(wanted).one()


def allocated(child: Child, number: int, officer: Visitor, manager: Visitor, world: World) -> None:
    """First answered no, with a story; asked again; then given to the therapist."""
    manager.opens(f"/requests/{number}/allocate")
    manager.sends("Save changes", {"provides": "no", "no_answer": "not-known", "details": f"We saw {child.sibling}."})
    officer.opens(f"/requests/{number}/decision")
    officer.sends("Save decision", {"decision": "again", "words": f"{child.parent} asks for it."})
    manager.opens(f"/requests/{number}/allocate")
    manager.sends("Save changes", {"provides": "yes", "to": str(world.therapist_id)})


def written(child: Child, number: int, therapist: Visitor) -> None:
    """Advice with everything in it that should not be, files with telling names, and a date that is none."""
    therapist.opens(f"/requests/{number}/write")
    therapist.sends("Add a new outcome", {"areas-0-needs": f"{child.child}'s brother {child.sibling} has epilepsy."})
    therapist.sends("Add a step", {"areas-0-outcomes-0-outcome": f"{child.child} will enjoy {child.concern}."})
    therapist.sends("Save changes", {"areas-0-outcomes-0-steps-0-by": child.concern})
    therapist.sends("Save changes", {"areas-0-outcomes-0-steps-0-by": "2027-07-01"})
    for name, data in (("docx", child.child.encode()), ("exe", b"MZ"), ("png", PICTURE)):
        therapist.opens(f"/requests/{number}/uploads")
        therapist.sends("Add these files", files={"files": (BytesIO(data), f"{child.file_name}.{name}")})


def submitted(child: Child, number: int, therapist: Visitor, dco: Visitor) -> None:
    """Held, returned with a reason, taken back by nobody, sent again, cleared and accepted."""
    therapist.opens(f"/requests/{number}/submit")
    page = therapist.sends("Submit advice")
    assert page.heading == "Advice submitted", page.main
    dco.opens(f"/requests/{number}/quality")
    dco.sends("Return to its writer", {"reason": f"Take out {child.sibling}."})
    therapist.opens(f"/requests/{number}/submit")
    therapist.sends("Submit advice")
    dco.opens(f"/requests/{number}/quality")
    dco.sends("Clear it", {"reason": f"{child.parent} agrees."})
    dco.sends("Accept and publish")


def read_and_released(child: Child, number: int, officer: Visitor, outsider: Visitor) -> None:
    """Downloaded by who may, refused to who may not, and released with a reason."""
    officer.opens(f"/requests/{number}/advice")
    assert child.child in officer.page.main if officer.page else False
    for path in ("advice.pdf", "advice.docx"):
        officer.opens(f"/requests/{number}/{path}")
        with refused(lambda path=path: outsider.opens(f"/requests/{number}/{path}")) as page:  # type: ignore[misc]
            assert leaks(child.tokens(), {"page": page.html}) == []
    officer.opens(f"/requests/{number}/release")
    officer.sends("Release it", {"reason": f"{child.concern} was forgotten."})


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.mark.timeout(280)
def test_no_name_and_no_word_of_a_family_leaves_by_any_way(
    outside: Outside, visitor: Make, world: World, database: Database, settings: Settings, clock: Clock
) -> None:
    who = {
        name: visitor(getattr(world, f"{name}_id")) for name in ("officer", "manager", "therapist", "dco", "outsider")
    }
    tokens: list[str] = []
    for seed in range(BY_PAGES):
        child = Child.of(seed)
        tokens += child.tokens()
        reading = arrives(child, database, settings, clock())
        case = confirmed(child, reading, who["officer"], database)
        number = asked(child, case, who["officer"], world, database)
        allocated(child, number, who["officer"], who["manager"], world)
        written(child, number, who["therapist"])
        submitted(child, number, who["therapist"], who["dco"])
        read_and_released(child, number, who["officer"], who["outsider"])
    work(database, settings, clock())
    assert len(list((settings.data_dir / "outbox").glob("*.json"))) > BY_PAGES * 8
    assert leaks(sorted(set(tokens)), outside.places()) == []


def test_no_notice_reminder_file_or_log_names_anybody(
    outside: Outside, world: World, database: Database, settings: Settings, now: datetime
) -> None:
    tokens: list[str] = []
    for seed in range(1000, 1000 + BY_SERVICES):
        child = Child.of(seed)
        tokens += child.tokens()
        reading = arrives(child, database, settings, now)
        with database.transaction() as session:
            in_services(child, session.get_one(Reading, reading), session, world, settings, now, left=seed % 3)
    for days in (28, 35, 41, 42, 45, 60):
        later = now + timedelta(days=days)
        send_reminders(database, council=world.council, now=later, keep_going=lambda: True)
        work(database, settings, later)
    assert len(list((settings.data_dir / "outbox").glob("*.json"))) > BY_SERVICES * 5
    assert leaks(sorted(set(tokens)), outside.places()) == []


def in_services(
    child: Child, reading: Reading, session: Session, world: World, settings: Settings, now: datetime, *, left: int
) -> None:
    """From the reading to a third of the way (`left` 2), two thirds (1), or the end (0)."""
    officer, manager, therapist, dco = (
        getattr(world, each)(session) for each in ("officer", "manager", "therapist", "dco")
    )
    case = reading.case or open_case_from(session, reading=reading, by=officer, now=now)
    correct_case(session, case=case, by=officer, now=now, child_name=child.child, concerns=child.concern)
    add_people(case, [{"name": child.sibling, "relation": "sibling"}])
    confirm_case(session, case=case, by=officer, now=now)
    request = request_advice(session, case=case, team=world.team(session), areas=[AREA], by=officer, now=now)
    if left == 2:
        return
    allocate(session, request=request, to=therapist, by=manager, now=now)
    words = replace(some_area(), needs=f"{child.child} tires. Her brother {child.sibling} has epilepsy.")
    save_draft(session, request=request, areas=[words], background=Background(), by=therapist, now=now)
    name, files = f"{child.file_name}.png", FileStore(settings.data_dir)
    add_upload(session, request=request, name=name, data=PICTURE, files=files, by=therapist, now=now)
    if left == 1:
        return
    council = world.council
    held = submit_advice(session, request=request, by=therapist, check=check, council=council, now=now)
    clear_advice(session, submission=held, reason=f"{child.parent} knows.", by=dco, council=council, now=now)
    accept_advice(session, submission=held, by=dco, council=council, now=now)
    reason = f"Forgot {child.concern}."
    release_advice(session, submission=held, reason=reason, by=officer, council=council, now=now)


def test_work_that_fails_is_logged_without_what_it_failed_on(
    outside: Outside, database: Database, settings: Settings, world: World, now: datetime
) -> None:
    child = Child.of(77)
    files = FileStore(settings.data_dir)
    for number in range(3):
        data = letter(child, now) + b"\r\n" * number
        place = Place("watched folder", f"/post/{child.file_name}", f"{child.file_name}#{number}")
        name = f"{child.file_name}.eml"
        item = take_in(
            database, files, data=data, channel=Channel.MAIL, place=place, name=name, received_at=None, now=now
        )
        with database.reading() as session:
            digest = session.get_one(PostItem, item).sha256
        stored = files.folder / digest[:2] / digest
        stored.write_bytes(b"damaged") if number else stored.unlink()
    work(database, settings, now)
    assert outside.log.records
    assert leaks(child.tokens(), outside.places()) == []


@pytest.mark.parametrize("dress", sorted({name for name, _ in dresses("Zwëmphaxti")}))
def test_a_canary_is_found_in_every_dress(dress: str) -> None:
    shape = next(shape for name, shape in dresses("Zwëmphaxti") if name == dress)
    assert leaks(["Zwëmphaxti"], {"log": f"GET /x?q={shape}&y"}) != []


def test_a_canary_is_found_without_its_accents_and_anywhere_inside_base64() -> None:
    chance = random.Random(5)
    assert leaks(["Zwëmphaxti"], {"log": "seen ZWEMPHAXTI"})
    for _ in range(200):
        token = word(chance)
        for before in ("", "a", "ab", "abc"):
            encoded = base64.b64encode(f"{before}{token} and more".encode()).decode()
            assert leaks([token], {"log": json.dumps({"q": encoded})})
