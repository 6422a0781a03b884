"""What becomes of notices on their way: quiet hours, daily e-mails, receipts, mail that comes back, calls."""

from __future__ import annotations

import base64
import itertools
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.carrier import Receipt
from hub.council import load_council
from hub.database import Database
from hub.files import FileStore
from hub.mailers import LocalOutbox, not_carried
from hub.messages import Message, wordings, write_message
from hub.models import Channel, NoticeState, OutgoingNotice
from hub.notice import CaseReference, Notice, NoticeChannel, NoticeKind
from hub.quiet import Quiet, quiet_times
from hub.services.deliveries import note_bounce, take_receipt
from hub.services.leave import set_cover
from hub.services.notices import failed_notices, send_again
from hub.services.wishes import set_wishes
from hub.settings import Settings, WrongSetting, load_settings
from hub.work import run_one
from intake.receive import Place, take_in
from tests.components import free_port
from tests.hub.test_notices import KEY, NOTICE, queued, row, smtp_server, with_smtp
from tests.world import World

WRITER = "therapist@health.example"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is tested is not the database


def work(database: Database, settings: Settings, now: datetime) -> None:
    """Do all that is ready."""
    while run_one(database, settings=settings, worker="test:0", now=now):
        pass


def came(settings: Settings) -> list[Message]:
    return LocalOutbox(settings.data_dir / "outbox").messages()


def told(database: Database, now: datetime, kind: NoticeKind = NoticeKind.ADVICE_RETURNED, case: str = "EHC-1") -> int:
    """Something that the writer is told."""
    return queued(database, now, Notice(kind, WRITER, CaseReference(case), date(2027, 1, 4), "/cases/1"))


def wishes(database: Database, world: World, *, daily: bool = False, quiet: str | None = None) -> None:
    with database.transaction() as session:
        hours = None if quiet is None else quiet_times(quiet)
        set_wishes(session, person=world.therapist(session), daily=daily, quiet=hours)


# quiet hours


@pytest.mark.parametrize(
    ("said", "moment", "until"),
    [
        ("", "2026-11-23T23:00+00:00", None),
        ("19:00-07:00", "2026-11-23T18:59+00:00", None),
        ("19:00-07:00", "2026-11-23T19:00+00:00", "2026-11-24T07:00+00:00"),
        ("19:00-07:00", "2026-11-24T06:59+00:00", "2026-11-24T07:00+00:00"),
        ("19:00-07:00", "2026-11-24T07:00+00:00", None),
        ("19:00-07:00", "2026-07-01T18:30+00:00", "2026-07-02T06:00+00:00"),  # summer: half past seven in London
        ("19:00-07:00", "2027-03-27T22:00+00:00", "2027-03-28T06:00+00:00"),  # the night in which the clocks go forward
        ("19:00-07:00", "2026-10-24T20:00+00:00", "2026-10-25T07:00+00:00"),  # and the one in which they go back
        ("12:00-13:00", "2026-11-23T12:30+00:00", "2026-11-23T13:00+00:00"),
        ("weekends", "2026-11-27T23:59+00:00", None),
        ("weekends", "2026-11-28T00:00+00:00", "2026-11-30T00:00+00:00"),
        ("19:00-07:00 weekends", "2026-11-27T19:30+00:00", "2026-11-30T07:00+00:00"),  # Friday evening: Monday morning
        ("07:00-07:00", "2026-11-23T12:00+00:00", None),
    ],
)
def test_quiet_hours_end_when_they_say_in_london(said: str, moment: str, until: str | None) -> None:
    found = quiet_times(said).until(datetime.fromisoformat(moment))
    assert found == (None if until is None else datetime.fromisoformat(until))
    assert quiet_times(str(quiet_times(said))) == quiet_times(said)


@pytest.mark.parametrize("said", ["19-7", "25:00-07:00", "always", "19:00-07:00, weekends"])
def test_quiet_hours_that_are_none_are_refused_with_what_would_do(said: str) -> None:
    with pytest.raises(ValueError, match="should look like “19:00-07:00 weekends”"):
        quiet_times(said)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("council.toml", 'quiet = "always"', "quiet is “always”; it should look like “19:00-07:00 weekends”"),
        ("profiles/reviews.toml", '[reminders]\ntell = ["nobody"]', "'nobody' is not a valid Role"),
        ("profiles/health.toml", '[reminders]\nchanges_after = "soon"', "invalid literal"),
    ],
)
def test_a_council_that_sets_reminders_wrongly_is_told_in_which_file(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "council.toml").write_text("")
    (tmp_path / name).write_text(text)
    with pytest.raises(WrongSetting, match=re.escape(name)) as said:
        load_council(tmp_path)
    assert sentence in str(said.value)


@on_sqlite
def test_somebodys_quiet_hours_are_waited_for_and_a_code_never_waits(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    wishes(database, world, quiet="19:00-07:00 weekends")
    friday = now + timedelta(days=4, hours=12)
    assert friday == datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
    told(database, friday)
    queued(database, friday, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
    queued(database, friday, Notice(NoticeKind.PASSWORD_RESET, WRITER, path="/new-password/x"))
    queued(database, friday)  # to a team's mailbox: no e-mail wakes that
    work(database, settings, friday)
    assert {each.to for each in came(settings)} == {"+447700900123", WRITER, "slt@health.example"}
    assert "returned to you" not in " ".join(each.subject for each in came(settings))
    monday = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    work(database, settings, monday - timedelta(seconds=1))
    assert len(came(settings)) == 3
    work(database, settings, monday)
    assert len(came(settings)) == 4


@on_sqlite
def test_the_councils_quiet_hours_hold_for_whoever_has_chosen_none(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    folder = settings.data_dir / "council"
    folder.mkdir(parents=True)
    (folder / "council.toml").write_text('name = "Quiet Council"\nquiet = "19:00-07:00"\n')
    quiet = settings.model_copy(update={"council": folder})
    night = now.replace(hour=22)
    told(database, night)
    work(database, quiet, night)
    assert came(settings) == []
    wishes(database, world, quiet="")
    told(database, night, case="EHC-2")
    work(database, quiet, night)
    assert len(came(settings)) == 1
    work(database, quiet, night + timedelta(hours=9))
    assert len(came(settings)) == 2


# one e-mail a day


def test_who_wants_one_email_a_day_gets_what_is_new_in_it_and_each_thing_once(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    wishes(database, world, daily=True)
    ids = [told(database, now, case=f"EHC-{number}") for number in range(3)]
    gone = told(database, now, NoticeKind.REMINDER_DUE, "EHC-99")
    work(database, settings, now)
    assert came(settings) == []
    with database.transaction() as session:
        session.get_one(OutgoingNotice, gone).state = NoticeState.WITHDRAWN
    tomorrow = datetime(2026, 11, 24, 8, tzinfo=UTC)
    work(database, settings, tomorrow - timedelta(seconds=1))
    assert came(settings) == []
    for _ in range(2):
        work(database, settings, tomorrow)
    (daily,) = came(settings)
    assert daily.subject == "EHC Hub: what is new for you"
    assert daily.to == WRITER
    for number in range(3):
        said = f"Your advice has been returned to you for changes\nCase: EHC-{number}\nDate: 4 January 2027"
        assert said in daily.text
    assert "EHC-99" not in daily.text
    assert "http://127.0.0.1:8000/notices" in daily.text
    assert {row(database, each).state for each in ids} == {NoticeState.SENT}
    told(database, tomorrow, case="EHC-7")
    work(database, settings, tomorrow + timedelta(days=1))
    assert sum("EHC-7" in each.text for each in came(settings)) == 1
    assert len(came(settings)) == 2


@on_sqlite
def test_a_daily_email_with_nothing_left_to_say_is_not_sent(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    wishes(database, world, daily=True)
    gone = told(database, now)
    work(database, settings, now)
    with database.transaction() as session:
        session.get_one(OutgoingNotice, gone).state = NoticeState.WITHDRAWN
    work(database, settings, now + timedelta(days=2))
    assert came(settings) == []


@on_sqlite
def test_a_daily_email_that_is_refused_is_listed_once_and_goes_again_with_all_it_held(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    wishes(database, world, daily=True)
    ids = [told(database, now, case=f"EHC-{number}") for number in range(2)]
    tomorrow = now + timedelta(days=1)
    with smtp_server("550 no such user here") as (server, url):
        refused = with_smtp(settings, url)
        for moment in (now, tomorrow):
            work(database, refused, moment)
        assert {row(database, each).state for each in ids} == {NoticeState.FAILED}
        with database.transaction() as session:
            assert [each.kind for each in failed_notices(session)] == [NoticeKind.DIGEST]
            assert send_again(session, now=tomorrow) == 1
        work(database, refused, tomorrow)
    (mail,) = server.mails
    assert b"EHC-0" in mail.content
    assert b"EHC-1" in mail.content
    assert {row(database, each).state for each in ids} == {NoticeState.SENT}


# cover


def test_whoever_covers_gets_a_copy_on_the_days_of_the_cover_only(
    database: Database, settings: Settings, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        set_cover(
            session,
            person=world.therapist(session),
            covered_by=world.person(session, "colleague"),
            from_on=date(2026, 11, 24),
            until_on=date(2026, 11, 25),
            by=world.manager(session),
            now=now,
        )
    for day in range(5):
        told(database, now + timedelta(days=day), case=f"EHC-{day}")
    queued(database, now + timedelta(days=1), Notice(NoticeKind.PASSWORD_RESET, WRITER, path="/new-password/x"))
    work(database, settings, now + timedelta(days=5))
    copies = [each for each in came(settings) if each.to == "colleague@health.example"]
    assert sorted(each.text.partition("Case: ")[2][:5] for each in copies) == ["EHC-1", "EHC-2"]
    assert all("you cover for a colleague who is away" in each.text for each in copies)
    assert sum(each.to == WRITER for each in came(settings)) == 6
    assert not any("you cover" in each.text for each in came(settings) if each.to == WRITER)


# receipts


RECEIPTS = [Receipt.ON_ITS_WAY, Receipt.ON_ITS_WAY, Receipt.DELIVERED]


@on_sqlite
@pytest.mark.parametrize("order", sorted(set(itertools.permutations(RECEIPTS))))
@pytest.mark.parametrize("early", [True, False])
def test_receipts_in_any_order_late_twice_or_before_our_own_note_say_the_same(
    database: Database, now: datetime, order: tuple[Receipt, ...], early: bool
) -> None:
    id_ = queued(database, now)
    with database.transaction() as session:
        sent = session.get_one(OutgoingNotice, id_)
        if not early:
            sent.state, sent.sent_at = NoticeState.SENT, now
        for each in (*order, *order):
            take_receipt(session, reference=sent.reference, receipt=each)
    assert row(database, id_).state is NoticeState.DELIVERED


@on_sqlite
@pytest.mark.parametrize("later", list(Receipt))
def test_what_a_carrier_has_given_up_stays_given_up(database: Database, now: datetime, later: Receipt) -> None:
    id_ = queued(database, now)
    with database.transaction() as session:
        reference = session.get_one(OutgoingNotice, id_).reference
        assert take_receipt(session, reference=reference, receipt=Receipt.NO_SUCH_ADDRESS)
        assert not take_receipt(session, reference=reference, receipt=later)
        assert not take_receipt(session, reference="another", receipt=later)
    assert row(database, id_).state is NoticeState.FAILED
    assert "no such address" in row(database, id_).failure


class _Notify(BaseHTTPRequestHandler):
    """A GOV.UK Notify that remembers what it accepted, and says of it what it is told to, one answer after another."""

    said: dict[str, list[str]]
    accepted: list[dict[str, Any]]

    def do_GET(self) -> None:
        reference = self.path.rpartition("reference=")[2]
        known = [each for each in self.accepted if each["reference"] == reference]
        answers = self.said["answers"]
        status = answers.pop(0) if known and len(answers) > 1 else answers[0]
        self._say(200, {"notifications": [{"id": "x", "reference": reference, "status": status} for _ in known[:1]]})

    def do_POST(self) -> None:
        self.accepted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._say(201, {"id": "x"})

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
def http_server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def with_settings(settings: Settings, **given: Any) -> Settings:
    return load_settings(_env_file=None, database_url=settings.database_url, data_dir=settings.data_dir, **given)


@on_sqlite
@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (["sending", "created", "sending", "delivered"], NoticeState.DELIVERED),
        (["pending", "permanent-failure"], NoticeState.FAILED),
        (["sending", "temporary-failure"], NoticeState.FAILED),
        (["sending"], NoticeState.SENT),  # no receipt ever comes
    ],
)
def test_notify_is_asked_what_became_of_each_notice_until_it_says(
    database: Database, settings: Settings, now: datetime, answers: list[str], state: NoticeState
) -> None:
    handler = type("Handler", (_Notify,), {"said": {"answers": list(answers)}, "accepted": []})
    id_ = queued(database, now)
    with http_server(handler) as url:
        asked = with_settings(
            settings, notify_key=KEY, notify_url=url, notify_email_template="e", notify_sms_template="s"
        )
        for minutes in (0, 1, 2, 4, 60, 60 * 8, 60 * 24, 60 * 24 * 5, 60 * 24 * 6):
            work(database, asked, now + timedelta(minutes=minutes))
    assert len(handler.accepted) == 1  # type: ignore[attr-defined]
    assert row(database, id_).state is state


@on_sqlite
def test_a_notify_that_does_not_answer_in_time_is_asked_again_and_sends_once(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.govuk_notify.TIMEOUT", 0.3)
    slow = [True]

    class Slow(_Notify):
        said, accepted = {"answers": ["delivered"]}, []

        def do_POST(self) -> None:
            if slow:
                slow.clear()
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.accepted.append(json.loads(body))
                threading.Event().wait(0.8)  # accepted, but the answer comes too late
                return
            super().do_POST()

    id_ = queued(database, now)
    with http_server(Slow) as url:
        asked = with_settings(
            settings, notify_key=KEY, notify_url=url, notify_email_template="e", notify_sms_template="s"
        )
        work(database, asked, now)
        assert row(database, id_).state is NoticeState.QUEUED
        work(database, asked, now + timedelta(minutes=1))
        work(database, asked, now + timedelta(minutes=5))
    assert len(Slow.accepted) == 1
    assert row(database, id_).state is NoticeState.DELIVERED


# mail that comes back


def bounce(reference: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification (RFC 3464) about our mail, as mail servers write it."""
    return (
        "Return-Path: <>\r\n"
        "Received: from mx.example by mail.council.example; Mon, 23 Nov 2026 09:31:00 +0000\r\n"
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: sen@council.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; slt@health.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--B\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: EHC Hub <no-reply@ehc-hub.example>\r\n"
        f"To: slt@health.example\r\nMessage-ID: <{reference}@ehc-hub.example>\r\n\r\n--B--\r\n"
    ).encode()


def test_mail_that_comes_back_through_the_mailbox_marks_its_notice_as_failed(
    database: Database, settings: Settings, now: datetime
) -> None:
    other = queued(database, now, Notice(NoticeKind.ADVICE_RETURNED, "a@b.example", CaseReference("EHC-2")))
    id_ = queued(database, now)
    with smtp_server() as (server, url):
        work(database, with_smtp(settings, url), now)
    content = next(each.content for each in server.mails if each.rcpt_tos == ["slt@health.example"]).decode()
    reference = content.partition("Message-ID: <")[2].partition("@")[0]
    take_in(
        database,
        FileStore(settings.data_dir),
        data=bounce(reference),
        channel=Channel.MAIL,
        place=Place("sen@mail", "INBOX", "1", 7),
        name="undeliverable.eml",
        received_at=now,
        now=now,
    )
    work(database, settings, now)
    assert row(database, id_).state is NoticeState.FAILED
    assert "sent it back (5.1.1): check the address" in row(database, id_).failure
    assert "slt@health.example" not in row(database, id_).failure
    assert row(database, other).state is NoticeState.SENT
    with database.transaction() as session:
        assert send_again(session, now=now) == 1
        assert note_bounce(session, mail=bounce(reference)) == 0  # a late second report is of the first try


@on_sqlite
@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_a_report_that_is_no_failure_changes_nothing(database: Database, now: datetime, action: str) -> None:
    id_ = queued(database, now)
    with database.transaction() as session:
        sent = session.get_one(OutgoingNotice, id_)
        sent.state, sent.sent_at = NoticeState.SENT, now
        assert note_bounce(session, mail=bounce(sent.reference, action=action, status="4.4.7")) == 0
    assert row(database, id_).state is NoticeState.SENT


@on_sqlite
def test_bounces_go_to_the_address_that_is_set_for_them(database: Database, settings: Settings, now: datetime) -> None:
    queued(database, now)
    with smtp_server() as (server, url):
        work(database, with_settings(settings, smtp_url=url, bounces_to="bounces@council.example"), now)
    (mail,) = server.mails
    assert mail.mail_from == "bounces@council.example"
    assert b"no-reply@ehc-hub.example" in mail.content


# calls


class _Voice(BaseHTTPRequestHandler):
    answers: list[int]
    calls: list[tuple[dict[str, Any], dict[str, str]]]

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.answers.pop(0) if self.answers else 202
        if status == 202:
            self.calls.append((said, dict(self.headers)))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Keep quiet."""


@on_sqlite
@pytest.mark.parametrize(("answers", "made"), [([], 1), ([503, 429], 1), ([400], 0)])
def test_a_code_is_spoken_by_the_provider_of_calls(
    database: Database, settings: Settings, now: datetime, answers: list[int], made: int
) -> None:
    handler = type("Handler", (_Voice,), {"answers": list(answers), "calls": []})
    id_ = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE_CALL, "+441472123456", code="123456"))
    reference = row(database, id_).reference
    with http_server(handler) as url:
        address = url.replace("http://", "http://hub:a%20secret@") + "/calls"
        spoken = with_settings(settings, voice_url=address)
        for seconds in (0, 30, 90, 200):
            work(database, spoken, now + timedelta(seconds=seconds))
    calls = handler.calls  # type: ignore[attr-defined]
    assert len(calls) == made
    assert row(database, id_).state is (NoticeState.SENT if made else NoticeState.FAILED)
    assert row(database, id_).code == ""
    for said, headers in calls:
        assert said["to"] == "+441472123456"
        assert said["reference"] == headers["Idempotency-Key"] == reference
        assert "123456" in said["text"]
        assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"hub:a secret"


@on_sqlite
def test_a_provider_of_calls_that_is_away_is_asked_for_as_long_as_the_code_works(
    database: Database, settings: Settings, now: datetime
) -> None:
    id_ = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE_CALL, "+441472123456", code="123456"))
    away = with_settings(settings, voice_url=f"http://127.0.0.1:{free_port()}/calls")
    work(database, away, now)
    assert row(database, id_).state is NoticeState.QUEUED
    work(database, away, now + timedelta(minutes=11))
    assert row(database, id_).state is NoticeState.FAILED
    assert "can't be reached" in row(database, id_).failure


@on_sqlite
def test_a_code_that_nobody_can_carry_is_refused_in_a_sentence_instead_of_lying_in_a_folder(
    database: Database, settings: Settings, now: datetime
) -> None:
    with smtp_server() as (_, url):
        only_mail = with_smtp(settings, url)
        id_ = queued(database, now, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
        work(database, only_mail, now)
    assert row(database, id_).state is NoticeState.FAILED
    assert "set EHC_NOTIFY_KEY" in row(database, id_).failure
    assert came(settings) == []
    assert set(not_carried(only_mail)) == {NoticeChannel.SMS, NoticeChannel.VOICE}
    assert not_carried(settings) == {}


def test_a_code_goes_before_ten_thousand_reminders(database: Database, settings: Settings, now: datetime) -> None:
    for number in range(20):
        told(database, now - timedelta(minutes=5), case=f"EHC-{number}")
    queued(database, now, Notice(NoticeKind.ONE_TIME_CODE, "+447700900123", code="123456"))
    run_one(database, settings=settings, worker="test:0", now=now)
    assert [each.channel for each in came(settings)] == [NoticeChannel.SMS]


# words


@on_sqlite
def test_a_daily_email_and_its_parts_have_no_words_of_their_own_but_the_templates(settings: Settings) -> None:
    inside = [Notice(kind, WRITER, CaseReference("EHC-1"), date(2027, 1, 4)) for kind in NoticeKind]
    daily = Notice(NoticeKind.DIGEST, WRITER, path="/notices")
    message = write_message(daily, reference="r", council=load_council(None), settings=settings, inside=inside)
    assert "{" not in message.text
    assert "requests do not end in your junk folder" in wordings()["invitation"]["body"]
    assert message.html.count("<p>") > len([each for each in inside if wordings()[each.kind.value]["subject"]])


def test_nobodys_hours_are_quiet_by_default() -> None:
    assert quiet_times(load_council(None).quiet) == Quiet()


def test_every_notice_in_the_table_can_be_written_again(database: Database, now: datetime) -> None:
    queued(database, now, NOTICE)
    with database.reading() as session:
        found = session.scalars(select(OutgoingNotice)).one()
        assert (found.for_cover, found.gathered, found.digest_id) == (False, False, None)
