"""What leaves the hub: in the outbox with its cause, sent once, naming nobody."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Formatter
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from hub.council import load_council
from hub.database import Database
from hub.mailers import LocalOutbox
from hub.messages import wordings, write_message
from hub.models import NoticeState, OutgoingNotice
from hub.notice import CaseReference, Notice, NoticeKind, case_reference
from hub.services.chasing import CHASED
from hub.services.notices import failed_notices, notify, send_again
from hub.settings import Settings, load_settings
from hub.work import MOST_ATTEMPTS, run_one
from tests.components import free_port

NOTICE = Notice(
    NoticeKind.ADVICE_REQUESTED, "slt@health.example", CaseReference("EHC-2B3C-4D5F"), date(2027, 1, 4), "/team-cases"
)
KEY = "hub-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def queued(database: Database, now: datetime, notice: Notice = NOTICE) -> int:
    with database.transaction() as session:
        return notify(session, notice, now=now).id


def sent(database: Database, settings: Settings, now: datetime) -> datetime:
    """Do all the sending there is, moving the clock on as the work asks."""
    moment = now
    for _ in range(MOST_ATTEMPTS + 1):
        while run_one(database, settings=settings, worker="w", now=moment):
            pass
        moment += timedelta(hours=2)
    return moment


def row(database: Database, id_: int) -> OutgoingNotice:
    with database.reading() as session:
        return session.get_one(OutgoingNotice, id_)


def test_every_kind_of_notice_has_its_words_and_no_other_placeholder() -> None:
    assert set(wordings()) == {kind.value for kind in NoticeKind} | {"for-cover"}
    for kind, words in wordings().items():
        names = {name for text in words.values() for _, name, _, _ in Formatter().parse(text) if name is not None}
        assert names <= {"council", "case", "due", "link", "code"} | ({"list"} if kind == "digest" else set())


ELSEWHERE = {
    NoticeKind.ONE_TIME_CODE,
    NoticeKind.ONE_TIME_CODE_CALL,
    NoticeKind.ACKNOWLEDGEMENT,
    NoticeKind.EXCEPTION_RECORDED,
    *CHASED,
}  # no e-mail; to people without an account


@pytest.mark.parametrize("kind", [each for each in NoticeKind if each not in ELSEWHERE])
def test_every_email_says_what_to_do_and_links_to_the_hub(kind: NoticeKind, settings: Settings) -> None:
    notice = Notice(kind, "a@b.example", CaseReference("EHC-1001"), date(2027, 1, 4), "/x")
    message = write_message(notice, reference="r", council=load_council(None), settings=settings)
    assert "http://127.0.0.1:8000/x" in message.text
    assert message.subject.startswith("EHC Hub: ")
    assert '<a href="http://127.0.0.1:8000/x">' in message.html
    assert "{" not in message.text + message.subject


@given(st.text())
def test_nothing_but_a_reference_passes_for_one(text: str) -> None:
    try:
        reference = case_reference(text)
    except ValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9./_-]{1,40}", reference)
    assert any(each.isdigit() for each in reference)


@pytest.mark.parametrize("name", ["Sian Evans", "Sian", "Sian-Evans", "EHC Sian 1", "", "1" * 41])
def test_a_name_cannot_travel_as_a_reference(name: str) -> None:
    with pytest.raises(ValueError, match="a case reference has"):
        Notice(NoticeKind.ADVICE_HELD, "a@b.example", CaseReference(name))


@pytest.mark.parametrize("path", ["/cases?child=Sian", "https://elsewhere.example", "/cases/Sian Evans", "cases"])
def test_a_link_is_a_path_without_a_query(path: str) -> None:
    with pytest.raises(ValueError, match="a path of the portal"):
        Notice(NoticeKind.ADVICE_HELD, "a@b.example", path=path)


def test_a_notice_is_in_the_outbox_only_if_its_cause_was_committed(
    database: Database, now: datetime, settings: Settings
) -> None:
    def fail_after_telling() -> None:
        with database.transaction() as session:
            notify(session, NOTICE, now=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_telling()
    assert not run_one(database, settings=settings, worker="w", now=now)


def test_the_local_outbox_is_the_default(database: Database, settings: Settings, now: datetime) -> None:
    id_ = queued(database, now)
    sent(database, settings, now)
    (message,) = LocalOutbox(settings.data_dir / "outbox").messages()
    assert message.to == "slt@health.example"
    assert "4 January 2027" in message.text
    assert row(database, id_).state is NoticeState.SENT


def test_a_code_or_secret_link_does_not_stay_in_the_table_once_sent(
    database: Database, settings: Settings, now: datetime
) -> None:
    code = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
    link = queued(database, now, Notice(NoticeKind.INVITATION, "a@b.example", path="/invitation/secret"))
    sent(database, settings, now)
    assert row(database, code).code == ""
    assert row(database, link).path == "/"


class _Received:
    def __init__(self, answers: list[str]) -> None:
        self.answers = answers
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.mails.append(envelope)
        return answer


@contextmanager
def smtp_server(*answers: str) -> Iterator[tuple[_Received, str]]:
    handler = _Received(list(answers))
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def with_smtp(settings: Settings, url: str) -> Settings:
    return load_settings(_env_file=None, database_url=settings.database_url, data_dir=settings.data_dir, smtp_url=url)


def test_mail_goes_out_by_smtp_and_asks_robots_not_to_answer(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now)
    with smtp_server() as (server, url):
        sent(database, with_smtp(settings, url), now)
    (mail,) = server.mails
    assert mail.rcpt_tos == ["slt@health.example"]
    assert b"Auto-Submitted: auto-generated" in mail.content
    assert row(database, id_).state is NoticeState.SENT


def test_mail_that_is_put_off_is_sent_later_and_once(database: Database, settings: Settings, now: datetime) -> None:
    id_ = queued(database, now)
    with smtp_server("451 try later", "451 try later") as (server, url):
        sent(database, with_smtp(settings, url), now)
    assert len(server.mails) == 1
    assert row(database, id_).state is NoticeState.SENT


def test_mail_that_is_refused_is_shown_as_failed(database: Database, settings: Settings, now: datetime) -> None:
    id_ = queued(database, now)
    with smtp_server("550 no such user here") as (server, url):
        sent(database, with_smtp(settings, url), now)
    assert server.mails == []
    assert row(database, id_).state is NoticeState.FAILED
    assert "slt@health.example" not in row(database, id_).failure


def test_a_mail_server_that_was_down_for_days_gets_everything_when_it_is_back(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now)
    away = with_smtp(settings, f"smtp://127.0.0.1:{free_port()}")
    for hour in range(0, 72, 3):
        run_one(database, settings=away, worker="w", now=now + timedelta(hours=hour))
    assert row(database, id_).state is NoticeState.QUEUED
    with smtp_server() as (server, url):
        sent(database, with_smtp(settings, url), now + timedelta(hours=73))
    assert len(server.mails) == 1
    assert row(database, id_).state is NoticeState.SENT


def test_what_no_carrier_took_for_a_week_is_listed_and_can_be_sent_again(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now)
    code = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
    away = load_settings(
        _env_file=None,
        database_url=settings.database_url,
        data_dir=settings.data_dir,
        notify_key=KEY,
        notify_url=f"http://127.0.0.1:{free_port()}",
    )
    for hour in range(0, 24 * 8, 6):
        sent(database, away, now + timedelta(hours=hour))
    assert {row(database, each).state for each in (id_, code)} == {NoticeState.FAILED}
    assert row(database, code).code == ""
    later = now + timedelta(days=9)
    with database.transaction() as session:
        assert [each.id for each in failed_notices(session)] == [id_, code]
        assert send_again(session, now=later) == 1
    sent(database, settings, later)
    assert row(database, id_).state is NoticeState.SENT


class _Notify(ThreadingHTTPServer):
    """A local GOV.UK Notify that answers as it is told to, then as it should."""

    def __init__(self, *answers: int, lose_answers: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _NotifyHandler)
        self.answers = list(answers)
        self.lose_answers = lose_answers
        self.accepted: list[dict[str, Any]] = []


class _NotifyHandler(BaseHTTPRequestHandler):
    server: _Notify

    def do_GET(self) -> None:
        reference = self.path.rpartition("reference=")[2]
        known = [{"id": "x", "reference": reference} for each in self.server.accepted if each["reference"] == reference]
        self._say(200, {"notifications": known})

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.answers.pop(0) if self.server.answers else 201
        if status == 201:
            self.server.accepted.append(said)
            if self.server.lose_answers:
                self.server.lose_answers -= 1
                self.close_connection = True
                return
        self._say(status, {"id": "x"} if status == 201 else {"errors": [{"error": "E", "message": "m"}]})

    def _say(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: Any) -> None:
        """Keep quiet."""


@contextmanager
def notify_fake(settings: Settings, server: _Notify) -> Iterator[Settings]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield load_settings(
            _env_file=None,
            database_url=settings.database_url,
            data_dir=settings.data_dir,
            notify_key=KEY,
            notify_url=f"http://127.0.0.1:{server.server_address[1]}",
            notify_email_template="e",
            notify_sms_template="s",
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("answers", [(), (429,), (500, 503), (429, 500, 500)])
def test_notify_is_tried_again_until_it_accepts(
    database: Database, settings: Settings, now: datetime, answers: tuple[int, ...]
) -> None:
    id_ = queued(database, now)
    code = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
    server = _Notify(*answers)
    with notify_fake(settings, server) as told:
        sent(database, told, now)
    assert sorted(each["reference"] for each in server.accepted) == sorted(
        row(database, each).reference for each in (id_, code)
    )
    assert row(database, id_).state is NoticeState.SENT


def test_an_answer_lost_after_acceptance_sends_nothing_twice(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now)
    server = _Notify(lose_answers=1)
    with notify_fake(settings, server) as told:
        sent(database, told, now)
    assert len(server.accepted) == 1
    assert row(database, id_).state is NoticeState.SENT


def test_a_request_that_notify_finds_wrong_is_not_repeated(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now)
    server = _Notify(400)
    with notify_fake(settings, server) as told:
        sent(database, told, now)
    assert server.accepted == []
    assert row(database, id_).state is NoticeState.FAILED
