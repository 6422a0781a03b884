"""Robots that answer every mail, a storm of bounces, our own address: automatic answers stop by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from hub.opening import Hub
from intake.mailbox import Mailbox, account_of
from tests.components import free_port
from tests.dovecot import Dovecot
from tests.faults.filed import noted
from tests.intake.conftest import work_all
from tests.intake.letters import child

pytestmark = pytest.mark.dovecot
MOST = 5  # mails an hour for one case
Answer = Callable[[Message, int], bytes]


@dataclass
class Correspondent:
    """A mail server on loopback whose user answers everything that the hub sends, into the hub's mailbox."""

    dovecot: Dovecot
    port: int = field(default_factory=free_port)
    answer: Answer | None = None
    got: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.content)
        self.got.append(mail)
        if self.answer is not None:
            self.dovecot.deliver(self.answer(mail, len(self.got)))
        return "250 OK"


@pytest.fixture
def outside(dovecot: Dovecot) -> Iterator[Correspondent]:
    """The correspondent, before anybody said how it answers."""
    correspondent = Correspondent(dovecot)
    controller = Controller(correspondent, hostname="127.0.0.1", port=correspondent.port)
    controller.start()
    try:
        yield correspondent
    finally:
        controller.stop()


def an_hour(hub: Hub, outside: Correspondent) -> None:
    """Read, file and answer, minute by minute."""
    smtp = SecretStr(f"smtp://127.0.0.1:{outside.port}")
    imap = SecretStr(outside.dovecot.url("?done=Done"))
    hub = hub._replace(settings=hub.settings.model_copy(update={"smtp_url": smtp, "imap_url": imap}))
    began = datetime.now(UTC)
    for minute in range(0, 60, 3):
        now = began + timedelta(minutes=minute)
        box = Mailbox(hub, account_of(imap.get_secret_value()), holder="test:1:a", clock=lambda now=now: now)  # type: ignore[misc]
        box.look_once()
        work_all(hub, now)


def letter(sender: str, text: str) -> bytes:
    """What a robot writes that doesn't say that it is one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "sen@northshire.gov.uk", "Re: EHC needs assessment"
    mail["Received"] = f"from mx.example by mail.northshire.gov.uk; {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000"
    mail.set_content(text)
    return mail.as_bytes()


def asks(number: int) -> str:
    name, born = child(number)
    return f"I would like to request an EHC needs assessment for my child {name}, born {born:%d/%m/%Y}.\n"


def text_of(mail: Message) -> str:
    part = next(each for each in mail.walk() if each.get_content_type() == "text/plain")
    return str(part.get_payload())


@pytest.mark.parametrize(
    "answer",
    [
        lambda mail, _: letter(mail["To"], f"Thank you for your message:\n{text_of(mail)}"),
        lambda mail, _: letter(mail["To"], asks(1) + text_of(mail)),
        lambda mail, number: letter(f"Desk <desk{number}@mail.example>", asks(1) + text_of(mail)),
    ],
    ids=["quotes us", "asks again", "asks again from another address each time"],
)
@pytest.mark.postgresql_in_the_campaign
def test_a_robot_that_answers_all_is_answered_a_few_times_at_most(
    answer: Answer, hub: Hub, outside: Correspondent
) -> None:
    outside.answer = answer
    outside.dovecot.deliver(letter("parent1@mail.example", asks(1)))
    an_hour(hub, outside)
    assert 1 <= len(outside.got) <= MOST
    assert {mail["Auto-Submitted"] for mail in outside.got} == {"auto-replied"}
    assert noted(hub) == 1 + len(outside.got)
    assert outside.dovecot.count("INBOX") == 0


def bounce(mail_to: str, number: int) -> bytes:
    """A delivery report as RFC 3464 has it."""
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery <mailer-daemon@mx{number}.example>\r\nTo: {mail_to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n{asks(number)}\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n--b--\r\n"
    ).encode()


def test_a_storm_of_bounces_is_met_with_silence(hub: Hub, outside: Correspondent) -> None:
    outside.answer = lambda mail, number: bounce(mail["From"], 100 + number)
    for number in range(30):
        outside.dovecot.deliver(bounce("sen@northshire.gov.uk", number))
    outside.dovecot.deliver(letter("parent1@mail.example", asks(1)))
    an_hour(hub, outside)
    assert [mail["To"] for mail in outside.got] == ["parent1@mail.example"]
    assert noted(hub) == 32


@pytest.mark.parametrize("sender", ["no-reply@ehc-hub.example", "sen@northshire.gov.uk", "hub"])
def test_our_own_address_is_never_answered(sender: str, hub: Hub, outside: Correspondent) -> None:
    outside.answer = lambda mail, _: letter(mail["To"], asks(1) + text_of(mail))
    outside.dovecot.deliver(letter(sender, asks(1)))
    an_hour(hub, outside)
    assert outside.got == []
    assert noted(hub) == 1
